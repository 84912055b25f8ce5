"""Which signs a letter or a sheet can print: asked of its own font, before a PDF is made of it."""

import unicodedata
from functools import cache
from pathlib import Path

from config.font_families import LETTER, Family

FONTS = Path(__file__).resolve().parent.parent / "static" / "vendor"
# Signs without a shape, for which a letter needs no glyph: spaces of any width, line ends, soft
# hyphens, joiners, marks of direction and the choice of a variant.
SHAPELESS = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def unprintable(text: str, family: Family = LETTER) -> list[str]:
    """Return the signs of a text that the fonts of a PDF lack, each once, in order.

    A letter with its accent is one sign where the font has that sign, else two. Without the fonts
    (`make setup` was not run) nothing is known, so nothing is refused here: the PDF says it then.
    """
    known = _known(family)
    found = dict.fromkeys(unicodedata.normalize("NFC", text)) if known else {}
    return [sign for sign in found if sign not in known and not _is_made_up(sign, known)]


def _is_made_up(sign: str, known: frozenset[str]) -> bool:
    """Say whether a sign that is no glyph needs none, or is printed as its parts."""
    if unicodedata.category(sign) in SHAPELESS or sign in VARIANTS:
        return True
    parts = [chr(int(code, 16)) for code in _parts(sign)]
    return bool(parts) and all(part in known or _is_made_up(part, known) for part in parts)


def _parts(sign: str) -> list[str]:
    """Return the letter and the accent that a sign is the same as, as numbers, or nothing."""
    codes = unicodedata.decomposition(sign).split()
    return [] if codes and codes[0].startswith("<") else codes


def named(sign: str) -> str:
    """Return a sign with its number, for a person to find: “漢” (U+6F22)."""
    return f"“{sign}” (U+{ord(sign):04X})"


@cache
def _known(family: Family) -> frozenset[str]:
    """Return the signs that each weight of a family has; read once in a process."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who looks at letters pays for it

    tables = []
    for file in filter(Path.is_file, family.files(FONTS / family.folder)):
        with TTFont(file, lazy=True) as font:
            tables.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*tables) if tables else frozenset()
