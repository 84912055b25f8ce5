"""The fonts of PDFs: at set-up, from the web fonts of npm packages to static TrueType files.

The packages split every weight into files per range of characters, compressed for the web.
Decoding those costs more than laying out a letter, and two files of one face confuse the PDF, so
each weight of a family becomes one TrueType file with all its scripts. The result is a modified
version under the SIL Open Font License and may not bear the reserved names of the originals.
The bytes depend on the sources only: no clock, no path, no hash seed.

Run as: python -m config.fonts node_modules/@fontsource static/vendor
"""

import logging
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError

from config.env import ConfigurationError
from config.font_families import FAMILIES, WEIGHTS, Family

PACKAGES = ("ibm-plex-sans-arabic", "source-sans-3")
# Characters without a glyph of their own that names and texts do contain.
ALIASES = {0x2010: 0x2D, 0x2011: 0x2D, 0x202F: 0x2009}
# The shapes of alef, bare and with its signs, at the end of a word.
ALEFS = {"uni0672.fina", "uni0673.fina", "uniFB51", "uniFE82", "uniFE84", "uniFE88", "uniFE8E"}


logging.getLogger("fontTools.merge").setLevel(logging.ERROR)  # it tells which sign stands twice


def prepare(source: Path, target: Path) -> None:
    """Write each family to its folder in the target; files that are there are replaced whole.

    Raises: ConfigurationError: a source file is missing or broken, or the folder is unusable.
    """
    try:
        made = [
            (file, _build(family, source, weight))
            for family in FAMILIES
            for file, weight in zip(family.files(target / family.folder), WEIGHTS, strict=True)
        ]
        for file, font in made:
            file.parent.mkdir(parents=True, exist_ok=True)
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


def _build(family: Family, source: Path, weight: int) -> bytes:
    """Return one weight of a family as a TrueType file."""
    parts = [_part(source, name, weight) for name in family.parts]
    original = TTFont(parts[0])
    font = Merger().merge([str(part) for part in parts])
    font.recalcTimestamp = False
    font["head"].created = original["head"].created
    font["head"].modified = original["head"].modified
    for table in font["cmap"].tables:
        for alias, code in ALIASES.items():
            table.cmap.setdefault(alias, table.cmap[code])
    _rename(font, family, weight, [TTFont(part)["name"] for part in parts])
    _keep_letters_apart(font)
    options = Options(
        layout_features=list(family.features),
        layout_scripts=list(family.scripts),
        hinting=False,
        name_IDs=["*"],
    )
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _keep_letters_apart(font: TTFont) -> None:
    """Leave only the ligature that Arabic writing demands: lam with alef.

    A program that copies text from a PDF often turns the letters of a ligature around.
    """
    rules = font["GSUB"].table
    features = [one for one in rules.FeatureList.FeatureRecord if one.FeatureTag == "rlig"]
    for index in {index for one in features for index in one.Feature.LookupListIndex}:
        for table in rules.LookupList.Lookup[index].SubTable:
            ligatures = getattr(table, "ExtSubTable", table).ligatures
            for first, signs in list(ligatures.items()):
                ligatures[first] = [one for one in signs if one.Component[0] in ALEFS]
                if not ligatures[first]:
                    del ligatures[first]


def _part(source: Path, name: str, weight: int) -> Path:
    """Return a web font: of the package after which it is called, for one range of signs."""
    package = next(one for one in PACKAGES if name.startswith(one))
    return source / package / "files" / f"{name}-{weight}-normal.woff2"


def _rename(font: TTFont, family: Family, weight: int, originals: list[Any]) -> None:
    """Name the modified version, and keep the copyright and licence of the originals."""
    style = WEIGHTS[weight]
    names = {
        0: " ".join(dict.fromkeys(one.getDebugName(0) for one in originals)),
        1: family.name if weight == 400 else f"{family.name} {style}",
        2: "Regular",
        3: f"{family.name} {style}",
        4: f"{family.name} {style}",
        5: originals[0].getDebugName(5),
        6: f"{family.name.replace(' ', '')}-{style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: originals[0].getDebugName(14),
        16: family.name,
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
