"""The fonts a PDF can use: one family for the letters, and one with more scripts for the sheets.

A letter keeps to Latin, so that its bytes hang on no other script. A sheet for a guardian is in six
languages. What the files are made of stands here; `config.fonts` makes them at set-up.
"""

from dataclasses import dataclass
from pathlib import Path

WEIGHTS = {400: "Regular", 600: "SemiBold"}
LATIN = ("source-sans-3-latin", "source-sans-3-latin-ext")


@dataclass(frozen=True)
class Family:
    """A family: its folder, under `static` for the style and under `static/vendor` for the files.

    `parts`: the web fonts it is made of, of which the first one with a sign counts; `scripts` and
    `features`: what is kept of their rules for shaping. `keeps_pictures`: whether a process keeps
    them for the next PDF: a logo, but not the code of one guardian's secret link.
    """

    name: str
    folder: str
    style: str
    parts: tuple[str, ...]
    scripts: tuple[str, ...] = ("DFLT", "latn")
    features: tuple[str, ...] = ("ccmp", "kern", "liga", "locl", "mark", "mkmk")
    keeps_pictures: bool = True

    def files(self, target: Path) -> list[Path]:
        """Return the font files that this family has in a folder."""
        return [target / f"{style}.ttf" for style in WEIGHTS.values()]


LETTER = Family("Soepele Brief", "letters", "brief.css", LATIN)
SHEET = Family(
    "Soepele Blad",
    "sheets",
    "vraagblad.css",
    (*LATIN, "source-sans-3-cyrillic", "ibm-plex-sans-arabic-arabic"),
    scripts=(*LETTER.scripts, "arab", "cyrl"),
    features=(*LETTER.features, "calt", "fina", "init", "medi", "rlig"),
    keeps_pictures=False,
)
FAMILIES = (LETTER, SHEET)
