"""The check of the privacy rules: what it finds in a small tree, and that ours is in order."""

from pathlib import Path

import pytest

from config import privacy_rules
from config.privacy_rules import check, marks, rules

TEST = "@pytest.mark.privacy({})\ndef test_it() -> None: ...\n"
CASES = (
    '@pytest.mark.parametrize("a", [pytest.param(1, marks=pytest.mark.privacy(2)), 2])\n'
    "def test_it(a): ...\n"
)


def checkout(folder: Path, states: list[str], source: str) -> Path:
    """Make a checkout with these rules, numbered from one, and one file of tests."""
    (folder / "docs").mkdir()
    (folder / "tests/children").mkdir(parents=True)
    lines = [f"| {number} | Regel, met woorden | {s} |" for number, s in enumerate(states, 1)]
    table = "\n".join(["| Nr | Regel | Stand |", "|---|---|---|", *lines])
    (folder / "docs/privacy.md").write_text(table, encoding="utf-8")
    (folder / "tests/children/test_reach.py").write_text(source, encoding="utf-8")
    return folder


def test_rules_are_the_numbered_rows() -> None:
    text = (
        "| Nr | Regel | Stand |\n|---|---|---|\n| 1 | Niets | gebouwd |\n| 12 | a | op papier |\n"
    )
    assert rules(text) == {1: "gebouwd", 12: "op papier"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (TEST.format("1, 3"), {1, 3}),
        (CASES, {2}),
        (TEST.format(1).replace("test_it", "it"), set()),
        ("# pytest.mark.privacy(1)\ndef test_it() -> None: ...\n", set()),
    ],
    ids=["decorator", "case", "no test", "comment"],
)
def test_marks_are_those_of_tests(tmp_path: Path, source: str, found: set[int]) -> None:
    assert set(marks(checkout(tmp_path, [], source))) == found


@pytest.mark.parametrize("states", [["gebouwd"], ["deels (#6)"], ["gebouwd", "nog niet (later)"]])
def test_check_of_rules_that_are_held_finds_nothing(tmp_path: Path, states: list[str]) -> None:
    assert check(checkout(tmp_path, states, TEST.format(1))) == []


@pytest.mark.parametrize(
    ("states", "problem"),
    [
        (["gebouwd", "gebouwd"], "Regel 2 is gebouwd, maar geen test draagt dit nummer."),
        (["gebouwd", "deels (#6)"], "Regel 2 is gebouwd, maar geen test draagt dit nummer."),
        (["gebouwd", "half"], "Regel 2: “half” is geen stand."),
        (
            ["nog niet (#7)"],
            "tests/children/test_reach.py: test_it draagt regel 1, en die is niet gebouwd.",
        ),
        ([], "tests/children/test_reach.py: test_it draagt regel 1, en die is niet gebouwd."),
    ],
)
def test_check_says_what_is_wrong(tmp_path: Path, states: list[str], problem: str) -> None:
    assert check(checkout(tmp_path, states, TEST.format(1))) == [problem]


def test_check_misses_a_rule_that_was_left_out(tmp_path: Path) -> None:
    root = checkout(tmp_path, ["gebouwd", "op papier", "op papier"], TEST.format(1))
    table = root / "docs/privacy.md"
    table.write_text(table.read_text(encoding="utf-8").replace("| 2 |", "| 3 |"), encoding="utf-8")
    assert check(root) == [f"Regel {number} staat er niet één keer." for number in (2, 3)]


def test_rules_of_this_checkout_are_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert (privacy_rules.main(), capsys.readouterr().err) == (0, "")


def test_main_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(privacy_rules, "ROOT", checkout(tmp_path, ["gebouwd"], ""))
    assert privacy_rules.main() == 1
    assert "Regel 1 is gebouwd" in capsys.readouterr().err
