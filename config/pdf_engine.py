"""The one WeasyPrint of a process. Import it through `config.pdf` only."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files as package_files
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from config.env import ConfigurationError
from config.font_families import LETTER, Family
from config.pdf import PdfError

STATIC = Path(__file__).resolve().parent.parent / "static"
FOLDER = STATIC / LETTER.folder
FONTS = STATIC / "vendor"
LOGGER = logging.getLogger("weasyprint")


@contextmanager
def only_fonts_of(family: Family) -> Iterator[None]:
    """Let fontconfig read our own file, so that no font or setting of the machine counts."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(STATIC / family.folder / "fonts.conf")
    try:
        yield
    finally:  # the browser of the tests, for one, wants the fonts of the machine
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


with only_fonts_of(LETTER):
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

from config import pdf_speed, pdf_tags  # noqa: E402 - after WeasyPrint, which they load


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Reads `data:` addresses and the files of one folder, and nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols={"data", "file"}, allow_redirects=False)
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Fetch an address. Raises: ValueError: it lies outside the folder."""
        parts = urlsplit(url)
        if parts.scheme == "file":
            path = Path(unquote(parts.path)).resolve()
            if parts.netloc or not path.is_relative_to(self.folder):
                raise ValueError("outside the folder of the letters")
        return super().fetch(url, headers)


class Complaints(logging.Handler):
    """Collects what WeasyPrint only logs: in a letter every complaint is an error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        self.texts.append(record.getMessage())

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Collect during a block. Raises: PdfError: there was a complaint."""
        self.texts.clear()
        level, propagate = LOGGER.level, LOGGER.propagate
        LOGGER.setLevel(logging.WARNING)
        LOGGER.propagate = False
        LOGGER.addHandler(self)
        try:
            yield
        finally:
            LOGGER.removeHandler(self)
            LOGGER.setLevel(level)
            LOGGER.propagate = propagate
        if self.texts:
            raise PdfError(_explain(self.texts[0]), tuple(self.texts))


class Engine:
    """What all PDFs of one kind share in a process: fonts, style sheet, image cache and fetcher."""

    def __init__(self, folder: Path = FOLDER, family: Family = LETTER) -> None:
        files = family.files(FONTS / family.folder)
        if missing := [file.name for file in files if not file.is_file()]:
            raise ConfigurationError(
                f"Het lettertype voor de brieven ontbreekt ({', '.join(missing)}): "
                "voer 'make setup' uit."
            )
        pdf_speed.install()
        self.complaints = Complaints()
        self.fetcher = Fetcher(folder)
        self.images: dict[str, Any] = {}
        self.keeps_pictures = family.keeps_pictures
        # WeasyPrint's own class of colour profiles gives other bytes after its first use.
        self.colours = SimpleNamespace(
            name="sRGB2014",
            components=("r", "g", "b"),
            content=(package_files("weasyprint.pdf") / "sRGB2014.icc").read_bytes(),
        )
        with only_fonts_of(family), self.complaints.listening():
            self.fonts = FontConfiguration()
            self.style = CSS(
                filename=STATIC / family.folder / family.style,
                font_config=self.fonts,
                url_fetcher=self.fetcher,
            )

    def render(self, html: str) -> bytes:
        """Return the PDF. Raises: PdfError."""
        try:
            with self.complaints.listening():
                return self._render(html)
        except PdfError:
            self.images.clear()  # WeasyPrint remembers a failed image for ever
            raise
        finally:
            if not self.keeps_pictures:
                self.images.clear()

    def _render(self, html: str) -> bytes:
        options = {
            "stylesheets": [self.style],
            "cache": self.images,
            "pdf_variant": "pdf/a-2a",
            "pdf_tags": True,
            "output_intent": "letter",  # its own name for sRGB reads a file at every letter
        }
        document = HTML(string=html, url_fetcher=self.fetcher).render(
            font_config=self.fonts, color_profiles={"letter": self.colours}, **options
        )
        pdf_tags.mark_margins(document)
        content: bytes = document.write_pdf(finisher=_finish, **options)
        return content


def _finish(document: Any, pdf: Any) -> None:
    pdf_tags.finish(document, pdf)
    pdf_speed.write_once(pdf)


def _explain(complaint: str) -> str:
    """Turn a complaint of WeasyPrint into one Dutch sentence."""
    if found := re.search(r'\.notdef .*"(.+)" \((U\+\w+)\)', complaint):
        return (
            f"Het teken “{found[1]}” ({found[2]}) staat niet in het lettertype van de brief: "
            "schrijf de naam of de tekst zonder dit teken."
        )
    if found := re.search(r"Failed to load image at '([^']{0,80})", complaint):
        return f"Een afbeelding in de brief kan niet worden geladen: {found[1]}."
    if "alt description" in complaint:
        return "Een afbeelding in de brief heeft geen beschrijving (alt)."
    return f"De opmaak van de brief bevat een fout: {complaint}."
