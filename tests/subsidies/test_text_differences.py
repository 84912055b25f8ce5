"""Two versions of texts beside each other: every word of both, and which changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.letter_text_versions import (
    ADDED,
    REMOVED,
    SAME,
    differences,
    pieces_of,
)
from tests.factories.texts import KIND, own


def kinds_of(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces_of(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("een\n", "een\n", [(SAME, "een\n")]),
        ("", "een", [(ADDED, "een")]),
        ("een", "", [(REMOVED, "een")]),
        ("een\ntwee\n", "een\n", [(SAME, "een\n"), (REMOVED, "twee\n")]),
        (
            "U krijgt geld.", "U krijgt veel geld.",
            [(SAME, "U krijgt "), (ADDED, "veel "), (SAME, "geld.")],
        ),
        (
            "een oud woord", "een nieuw woord",
            [(SAME, "een "), (REMOVED, "oud "), (ADDED, "nieuw "), (SAME, "woord")],
        ),
    ],
)  # fmt: skip
def test_pieces_of_two_texts(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert kinds_of(before, after) == pieces


texts = st.text(alphabet="ab \n{}", max_size=40)


@given(texts, texts)
def test_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = kinds_of(before, after)
    assert "".join(text for kind, text in pieces if kind != ADDED) == before
    assert "".join(text for kind, text in pieces if kind != REMOVED) == after
    assert all(text for _kind, text in pieces)


def test_differences_names_the_changed_sections_in_order() -> None:
    found = differences(KIND, own(), own(slot="Tot ziens.", opening="Hallo,"))
    assert [difference.label for difference in found] == ["Opening van de brief", "Vragen"]


def test_differences_of_the_same_texts_are_none() -> None:
    assert differences(KIND, own(), own()) == []


def test_differences_of_two_long_texts_without_a_pattern_end() -> None:
    before, after = "a b " * 4000, "b a c " * 3000
    pieces = kinds_of(before, after)
    assert "".join(text for kind, text in pieces if kind != REMOVED) == after
