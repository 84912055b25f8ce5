"""HTML to PDF/A-2a and PDF/UA-1 in one file: same HTML, same bytes, on any machine (ADR 0009).

WeasyPrint is loaded at the first letter of a process; its fonts, style sheet and image cache are
kept for the next ones. A letter can read the folder `static/letters` and `data:` addresses, no
other file and no network, and no font exists for it but the letter font. A sheet for a guardian is
made the same way with a family of its own (`config.font_families`).
"""

import ctypes
import gc
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from config.env import ConfigurationError
from config.font_families import LETTER, Family

if TYPE_CHECKING:
    from config.pdf_engine import Engine

LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
SAMPLE = """<!doctype html><html lang="nl"><title>Proef</title><h1>Proef</h1><ul><li>een</li></ul>
<table><caption>Tabel</caption><tr><th scope="row">De Linde<td class="n">€ 1,00</table></html>"""
_LOCK = Lock()  # WeasyPrint's caches are not made for two threads


class PdfError(Exception):
    """A letter could not be made; the message is one Dutch sentence, `details` are for the log."""

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


def render(html: str, family: Family = LETTER) -> bytes:
    """Return the PDF of a letter; it depends on the HTML, the style sheet and the fonts only.

    The family of fonts decides the style sheet.

    Raises: PdfError: a missing image or glyph, or anything else that WeasyPrint complains about.
    ConfigurationError: a system library or the letter fonts are missing.
    """
    with _LOCK, _garbage_at_the_end():
        return _engine(family).render(html)


@contextmanager
def _garbage_at_the_end() -> Iterator[None]:
    """Look for garbage once a letter is made, and not ten times while it is being made.

    A letter is one knot of boxes, which nothing else frees: left to itself, the collector lets
    dozens of them pile up.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
        gc.collect(1)  # the two youngest generations: all that a letter made


def page_count(content: bytes) -> int:
    """Return the number of pages of a PDF that `render` made."""
    for start in re.finditer(rb"/Type ?/ObjStm.*?\bstream\n", content, re.DOTALL):
        objects = zlib.decompressobj().decompress(content[start.end() :])
        if found := re.search(rb"/Type ?/Pages[^>]*/Count (\d+)", objects):
            return int(found[1])
    raise ValueError("this is no letter of ours")


def warm() -> None:
    """Pay for the first letter now, and keep what stays for ever out of later garbage collections.

    Only for worker processes: it changes the garbage collector of the whole process.
    """
    render(SAMPLE)
    gc.collect()
    gc.freeze()


def missing_libraries() -> list[str]:
    """Return the Debian packages of the system libraries that letters need and that are absent."""
    return [package for library, package in LIBRARIES.items() if not _is_loadable(library)]


def _is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@cache
def _engine(family: Family) -> "Engine":
    if packages := missing_libraries():
        raise ConfigurationError(
            "Voor de brieven ontbreken systeembibliotheken: "
            f"voer 'apt-get install {' '.join(packages)}' uit."
        )
    from config.pdf_engine import Engine  # noqa: PLC0415 - loads WeasyPrint and its libraries

    return Engine(family=family)
