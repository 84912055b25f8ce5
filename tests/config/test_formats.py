from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from config import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.56"), "€ 1.234,56"),
        (Decimal("-45.17"), "− € 45,17"),
        (0, "€ 0,00"),
        ("118400", "€ 118.400,00"),
        (Decimal("0.005"), "€ 0,01"),
        (Decimal("-0.001"), "€ 0,00"),
        (Decimal("9999999999.99"), "€ 9.999.999.999,99"),
    ],
)
def test_euro_writes_amounts_with_hard_spaces(value, text):
    assert formats.euro(value) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_euro_refuses_a_float():
    with pytest.raises(TypeError, match="never float"):
        formats.euro(1234.56)


@pytest.mark.parametrize(
    ("value", "text"),
    [("408.18", "+ € 408,18"), ("-45.17", "− € 45,17"), ("0", "€ 0,00"), ("0.004", "€ 0,00")],
)
def test_signed_euro_shows_the_sign_of_a_difference(value, text):
    assert formats.signed_euro(value) == text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("60.00", "60 uur"),
        ("82.50", "82,5 uur"),
        ("53.77", "53,77 uur"),
        ("1730.8", "1.730,8 uur"),
        ("0", "0 uur"),
        ("-1.5", "−1,5 uur"),
        ("100", "100 uur"),
    ],
)
def test_hours_leaves_out_idle_zeros(value, text):
    assert formats.hours(value) == text.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(("value", "text"), [("7.5", "7,5%"), ("60", "60%"), ("-0.9", "−0,9%")])
def test_percent_uses_a_comma(value, text):
    assert formats.percent(value) == text


@pytest.mark.parametrize(("value", "text"), [("1", "+1,0%"), ("-0.9", "−0,9%"), ("0", "0,0%")])
def test_signed_percent_has_one_decimal(value, text):
    assert formats.signed_percent(value) == text


def test_date_words_names_the_month():
    assert formats.date_words(date(2026, 3, 10)) == "10 maart 2026"


def test_date_words_of_a_moment_is_the_date_here():
    late_in_london = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
    assert formats.date_words(late_in_london) == "10 maart 2026"


def test_date_short_has_no_zeros():
    assert formats.date_short(date(2025, 10, 1)) == "1-10-2025"


def test_time_words_uses_a_point():
    assert formats.time_words(time(9, 14)) == "09.14\N{NO-BREAK SPACE}uur"


def test_moment_words_is_local_time():
    moment = datetime(2026, 2, 16, 9, 42, tzinfo=UTC)
    assert formats.moment_words(moment) == "16 februari 2026 om 10.42\N{NO-BREAK SPACE}uur"


def test_school_year_has_an_en_dash():
    assert formats.school_year("2026-2027") == "2026–2027"
