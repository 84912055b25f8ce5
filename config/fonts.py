"""The letter font: at set-up, from the web fonts of an npm package to two static TrueType files.

The package splits every weight into files per range of characters, compressed for the web.
Decoding those costs more than laying out a letter, and two files of one face confuse the PDF, so
each weight becomes one TrueType file that holds Latin and extended Latin. The result is a modified
version under the SIL Open Font License and may not bear the reserved name of the original.
The bytes depend on the source only: no clock, no path, no hash seed.

Run as: python -m config.fonts node_modules/@fontsource/source-sans-3/files static/vendor/letters
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

from config.env import ConfigurationError

FAMILY = "Soepele Brief"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
SUBSETS = ("latin", "latin-ext")
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
# Characters without a glyph of their own that names and texts do contain.
ALIASES = {0x2010: 0x2D, 0x2011: 0x2D, 0x202F: 0x2009}


def files(target: Path) -> list[Path]:
    """Return the font files that `prepare` makes in the target folder."""
    return [target / f"{style}.ttf" for style in WEIGHTS.values()]


def prepare(source: Path, target: Path) -> None:
    """Write the letter fonts to the target folder; files that are there are replaced whole.

    Raises: ConfigurationError: a source file is missing or broken, or the folder is unusable.
    """
    try:
        fonts = [_build(source, weight) for weight in WEIGHTS]
        target.mkdir(parents=True, exist_ok=True)
        for file, font in zip(files(target), fonts, strict=True):
            draft = file.with_suffix(".new")
            draft.write_bytes(font)
            draft.replace(file)
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"Het lettertype voor de brieven ontbreekt ({error.filename}): voer 'make setup' uit."
        ) from error
    except TTLibError as error:
        raise ConfigurationError(
            f"Het lettertype in {source} is beschadigd: verwijder de map node_modules en voer "
            "'make setup' uit."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"De map {target} is niet te gebruiken ({error.strerror}): maak hem schrijfbaar."
        ) from error


def _build(source: Path, weight: int) -> bytes:
    """Return one weight as a TrueType file."""
    parts = [source / f"source-sans-3-{subset}-{weight}-normal.woff2" for subset in SUBSETS]
    original = TTFont(parts[0])
    font = Merger().merge([str(part) for part in parts])
    font.recalcTimestamp = False
    font["head"].created = original["head"].created
    font["head"].modified = original["head"].modified
    for table in font["cmap"].tables:
        for alias, code in ALIASES.items():
            table.cmap.setdefault(alias, table.cmap[code])
    _rename(font, original, weight)
    options = Options(
        layout_features=FEATURES, layout_scripts=["DFLT", "latn"], hinting=False, name_IDs=["*"]
    )
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _rename(font: TTFont, original: TTFont, weight: int) -> None:
    """Name the modified version, and keep the copyright and licence of the original."""
    style = WEIGHTS[weight]
    names = {
        0: original["name"].getDebugName(0),
        1: FAMILY if weight == 400 else f"{FAMILY} {style}",
        2: "Regular",
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        5: original["name"].getDebugName(5),
        6: f"{FAMILY.replace(' ', '')}-{style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: original["name"].getDebugName(14),
        16: FAMILY,
        17: style,
    }
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]), Path(sys.argv[2]))
    except ConfigurationError as problem:
        sys.exit(str(problem))
