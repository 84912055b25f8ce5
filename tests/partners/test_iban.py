"""Account numbers: shape, length and check digits."""

import pytest

from partners.iban import compact, in_groups, is_valid


@pytest.mark.parametrize(
    "text", ["NL91ABNA0417164300", "nl91 abna 0417 1643 00", "BE68539007547034"]
)
def test_is_valid_for_a_right_number(text: str) -> None:
    assert is_valid(text)


@pytest.mark.parametrize(
    "text",
    [
        "NL91ABNA0417164301",  # another last digit
        "NL91ABNA041716430",  # too short for a Dutch one
        "NL19ABNA0417164300",  # check digits swapped
        "91ABNA0417164300",
        "NL91-ABNA-0417164300",
        "",
    ],
)
def test_is_valid_refuses_a_slip(text: str) -> None:
    assert not is_valid(text)


def test_in_groups_of_four_and_back() -> None:
    assert in_groups("NL91ABNA0417164300") == "NL91 ABNA 0417 1643 00"
    assert compact(in_groups("NL91ABNA0417164300")) == "NL91ABNA0417164300"
