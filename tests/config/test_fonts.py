"""The letter font: complete, with tabular digits, and the same bytes whoever makes it."""

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
from config.settings import BASE_DIR

pytestmark = pytest.mark.slow
SOURCE = BASE_DIR / "node_modules" / "@fontsource" / "source-sans-3" / "files"
NEEDED = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "ȘșȚțẞ‘’‚“”„€−–—…•‑\u202f"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the fonts, made at another moment than any other test makes them."""
    target = tmp_path_factory.mktemp("fonts")
    with time_machine.travel(datetime(2031, 2, 3, 4, 5, tzinfo=UTC)):
        fonts.prepare(SOURCE, target)
    return fonts.files(target)


def digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.mark.parametrize("seed", ["1", "77"])
def test_prepare_same_bytes_in_another_process(made: list[Path], tmp_path: Path, seed: str) -> None:
    target = tmp_path / "een andere map"
    command = [sys.executable, "-m", "config.fonts", SOURCE, target]
    subprocess.run(command, cwd=BASE_DIR, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert digest(fonts.files(target)) == digest(made)


def test_prepare_covers_latin_names(made: list[Path]) -> None:
    for file in made:
        assert [char for char in NEEDED if ord(char) not in TTFont(file).getBestCmap()] == []


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
    ]
    assert all("Source" not in (name.getDebugName(number) or "") for name in names
               for number in (1, 3, 4, 6, 16))  # fmt: skip
    assert all("Adobe" in name.getDebugName(0) for name in names)


def test_prepare_without_source_keeps_old_fonts(tmp_path: Path) -> None:
    (tmp_path / "Regular.ttf").write_bytes(b"old")
    with pytest.raises(ConfigurationError, match=r"ontbreekt .*400-normal\.woff2.*make setup"):
        fonts.prepare(tmp_path / "nowhere", tmp_path)
    assert (tmp_path / "Regular.ttf").read_bytes() == b"old"


def test_prepare_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("this is no folder")
    with pytest.raises(ConfigurationError, match="niet te gebruiken"):
        fonts.prepare(SOURCE, tmp_path / "letters")


def test_prepare_broken_source(tmp_path: Path) -> None:
    for weight in fonts.WEIGHTS:
        for subset in fonts.SUBSETS:
            (tmp_path / f"source-sans-3-{subset}-{weight}-normal.woff2").write_bytes(b"wOF2 broken")
    with pytest.raises(ConfigurationError, match="beschadigd: verwijder de map node_modules"):
        fonts.prepare(tmp_path, tmp_path / "target")
