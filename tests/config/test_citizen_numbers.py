"""No BSN anywhere: not in a name, not inside a text, however it is written."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn

from config import citizen_numbers

# Numbers that pass the check; 111222333 and 123456782 are the well-known examples.
NUMBERS = ["111222333", "123456782"]


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "het nummer is 123456782.",
        "kind 2 123456782 groep 1",
        "BSN:123456782",
        "1234 56 782",
        "123.456.782",
        "1234-56-782",
        "groep 3 1234 56 782",
        "1234/56/782",
        "1234,56,782",
        "1234\u00a056\u2011782",
        "1234  56.782",
        "123 - 456 - 782",
        "123_456_782",
        "bsn 123 / 456 / 782",
        "1234\n56782",
        "١٢٣٤٥٦٧٨٢",  # the same digits in Arabic script
        "１２３４５６７８２",  # and in full width
    ],
)
def test_refuse_a_number_that_passes_the_check(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        citizen_numbers.refuse(text)
    assert not any(number in str(caught.value) for number in NUMBERS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789",  # does not pass the check
        "1234567820",  # too long
        "12345678",  # too short
        "+31 6 12345678",
        "0031 6 12345678",
        "+31 (0)6 12 34 56 78",
        "06 12345678",
        "geboren 12-03-2021 3 dagen per week",
        "5211 AB 12",
    ],
)
def test_let_other_numbers_pass(text: str) -> None:
    citizen_numbers.refuse(text)


@given(st.integers(10_000_000, 999_999_999), st.sampled_from(["", " ", "x", "(", "é"]))
def test_found_in_agrees_with_the_check(number: int, before: str) -> None:
    text = f"{before}{number:09d} einde"
    assert list(citizen_numbers.found_in(text))[:1] == (
        [f"{number:09d}"] if bsn.is_valid(f"{number:09d}") else []
    )
