"""The fonts of PDFs: complete, with tabular digits, and the same bytes whoever makes them."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from fontTools.ttLib import TTFont

from config import fonts
from config.env import ConfigurationError
from config.font_families import FAMILIES, LETTER, SHEET
from config.settings import BASE_DIR

pytestmark = pytest.mark.slow
SOURCE = BASE_DIR / "node_modules" / "@fontsource"
NEEDED = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "ȘșȚțẞ‘’‚“”„€−–—…•‑\u202f"
UKRAINIAN = "".join(map(chr, range(0x410, 0x450))) + "ҐґЄєІіЇї«»—"
ARABIC = "".join(map(chr, [*range(0x621, 0x63B), *range(0x640, 0x653)])) + "،؛؟٠١٢٣٤٥٦٧٨٩"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the fonts, made at another moment than any other test makes them."""
    target = tmp_path_factory.mktemp("fonts")
    with time_machine.travel(datetime(2031, 2, 3, 4, 5, tzinfo=UTC)):
        fonts.prepare(SOURCE, target)
    return files(target)


def files(target: Path) -> list[Path]:
    return [file for family in FAMILIES for file in family.files(target / family.folder)]


def digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.mark.parametrize("seed", ["1", "77"])
def test_prepare_same_bytes_in_another_process(made: list[Path], tmp_path: Path, seed: str) -> None:
    target = tmp_path / "een andere map"
    command = [sys.executable, "-m", "config.fonts", SOURCE, target]
    subprocess.run(command, cwd=BASE_DIR, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert digest(files(target)) == digest(made)


def test_prepare_covers_latin_names(made: list[Path]) -> None:
    for file in made:
        known = TTFont(file).getBestCmap()
        assert [char for char in NEEDED if ord(char) not in known] == []


def test_prepare_covers_the_scripts_of_a_sheet_in_its_own_family_only(made: list[Path]) -> None:
    letters, sheets = made[:2], made[2:]
    for file in sheets:
        known = TTFont(file).getBestCmap()
        assert [char for char in UKRAINIAN + ARABIC if ord(char) not in known] == []
    for file in letters:
        known = TTFont(file).getBestCmap()
        assert [char for char in UKRAINIAN[:64] + ARABIC if ord(char) in known] == []


def test_prepare_keeps_what_joins_arabic_letters(made: list[Path]) -> None:
    for file in made[2:]:
        table = TTFont(file)["GSUB"].table
        assert "arab" in {record.ScriptTag for record in table.ScriptList.ScriptRecord}
        tags = {record.FeatureTag for record in table.FeatureList.FeatureRecord}
        assert {"init", "medi", "fina", "rlig"} <= tags


def test_prepare_keeps_digits_of_one_width(made: list[Path]) -> None:
    for file in made:
        font = TTFont(file)
        names = [font.getBestCmap()[ord(char)] for char in "0123456789€"]
        assert len({font["hmtx"][name][0] for name in names}) == 1


def test_prepare_kerns_pairs(made: list[Path]) -> None:
    for file in made:
        features = TTFont(file)["GPOS"].table.FeatureList.FeatureRecord
        assert "kern" in {record.FeatureTag for record in features}


def test_prepare_names_a_modified_version(made: list[Path]) -> None:
    names = [TTFont(file)["name"] for file in made]
    assert [name.getDebugName(4) for name in names] == [
        "Soepele Brief Regular",
        "Soepele Brief SemiBold",
        "Soepele Blad Regular",
        "Soepele Blad SemiBold",
    ]
    own = [name.getDebugName(number) or "" for name in names for number in (1, 3, 4, 6, 16)]
    assert [one for one in own if "Source" in one or "Plex" in one] == []
    assert all("Adobe" in name.getDebugName(0) for name in names)
    assert ["IBM" in name.getDebugName(0) for name in names] == [False, False, True, True]


def test_prepare_without_source_keeps_old_fonts(tmp_path: Path) -> None:
    old = tmp_path / LETTER.folder / "Regular.ttf"
    old.parent.mkdir()
    old.write_bytes(b"old")
    with pytest.raises(ConfigurationError, match=r"ontbreekt .*400-normal\.woff2.*make setup"):
        fonts.prepare(tmp_path / "nowhere", tmp_path)
    assert old.read_bytes() == b"old"


def test_prepare_into_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", FAMILIES[:1])  # the smaller of the two
    (tmp_path / "letters").write_text("this is no folder")
    with pytest.raises(ConfigurationError, match="niet te gebruiken"):
        fonts.prepare(SOURCE, tmp_path / "letters")


def test_prepare_broken_source(tmp_path: Path) -> None:
    for weight in fonts.WEIGHTS:
        for name in SHEET.parts:
            part = fonts._part(tmp_path, name, weight)
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(b"wOF2 broken")
    with pytest.raises(ConfigurationError, match="beschadigd: verwijder de map node_modules"):
        fonts.prepare(tmp_path, tmp_path / "target")
