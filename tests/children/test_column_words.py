"""Which words stand above columns; what they mean is tested with the lists themselves."""

import pytest

from children.column_words import is_header, is_plain


@pytest.mark.parametrize("word", ["Wie", "Ouder 1", "Mail ouder2", "Tel. verzorger 2"])
def test_is_plain_takes_words_and_the_number_of_a_parent(word: str) -> None:
    assert is_plain(word)


@pytest.mark.parametrize("word", ["w@example.org", "06 12345678", "Dorpsstraat 7", "4 september"])
def test_is_plain_takes_no_address_and_no_number(word: str) -> None:
    assert not is_plain(word)


@pytest.mark.parametrize("cells", [("Wie", "Geb."), ("Kind", "x"), ("x", "Mail ouder 1")])
def test_is_header_knows_one_word(cells: tuple[str, ...]) -> None:
    assert is_header(cells)


@pytest.mark.parametrize(
    "cells", [("Levi", "Waterval"), ("Levi", "mama@hotmail.example"), ("Levi", "Groep Rood"), ()]
)
def test_is_header_takes_no_child_for_one(cells: tuple[str, ...]) -> None:
    assert not is_header(cells)
