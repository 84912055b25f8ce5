"""Differences between two texts: nothing is lost on either side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.differences import ADDED, REMOVED, SAME, Piece, between, is_alike

LINES = st.lists(st.sampled_from(["Hij bouwt.", "Zij kijkt mee.", "", "Samen, weer."]), max_size=6)

ANY = st.lists(st.text(alphabet="ab {}", max_size=12), max_size=4)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("Gelijk.", "Gelijk.", [Piece(SAME, "Gelijk.")]),
        ("", "Nieuw.", [Piece(ADDED, "Nieuw.")]),
        ("Weg.", "", [Piece(REMOVED, "Weg.")]),
        (
            "Hij bouwt graag.",
            "Hij bouwt lang.",
            [
                Piece(SAME, "Hij bouwt "),
                Piece(REMOVED, "graag"),
                Piece(ADDED, "lang"),
                Piece(SAME, "."),
            ],
        ),
        (
            "Hij kijkt naar ons.",
            "Hij wijst aan ons.",
            [
                Piece(SAME, "Hij "),
                Piece(REMOVED, "kijkt naar"),
                Piece(ADDED, "wijst aan"),
                Piece(SAME, " ons."),
            ],
        ),
        ("Een.\nTwee.\n", "Een.\n", [Piece(SAME, "Een.\n"), Piece(REMOVED, "Twee.\n")]),
    ],
)
def test_between_says_what_was_added_and_removed(old: str, new: str, pieces: list[Piece]) -> None:
    assert between(old, new) == pieces


@given(LINES | ANY, LINES | ANY)
def test_between_holds_both_texts_whole(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    pieces = between(old, new)
    assert "".join(p.text for p in pieces if p.kind != ADDED) == old
    assert "".join(p.text for p in pieces if p.kind != REMOVED) == new


def test_between_shows_a_long_changed_line_as_a_whole() -> None:
    old, new = "a " * 3000, "b " * 3000
    assert between(old, new) == [Piece(REMOVED, old), Piece(ADDED, new)]


def test_between_finds_no_difference_in_how_lines_end() -> None:
    assert between("Een.\nTwee.", "Een.\r\nTwee.") == [Piece(SAME, "Een.\nTwee.")]


def test_between_of_thousands_of_lines_is_shown_as_a_whole() -> None:
    old, new = "x\n" * 3000, "x\n" * 2999 + "y\n"
    assert between(old, new) == [Piece(REMOVED, old), Piece(ADDED, new)]


def test_is_alike_knows_no_line_ends() -> None:
    assert is_alike("een\r\ntwee", "een\ntwee\n")
    assert not is_alike("een", "twee")
