"""Reading KEY.json, and every way it can be wrong."""

from decimal import Decimal
from typing import Any

import pytest

from subsidies.keys import (
    EqualShare,
    FixedAmount,
    InvalidKeyError,
    in_words,
    read_amount,
    read_key,
)


def test_read_key_with_a_fixed_amount_gives_cents() -> None:
    key = {"components": [{"kind": "fixed", "amount": "4104.00"}], "minimum": None}
    assert read_key(key) == [FixedAmount(410_400)]


def test_read_key_with_hours_and_rate_gives_the_product_and_explains_it() -> None:
    part = {"kind": "hours_rate", "hours_per_week": "1.5", "weeks": 40, "rate": "68.40"}
    [component] = read_key({"components": [part]})
    assert isinstance(component, FixedAmount)
    assert component.amount_cents == 410_400
    assert "1,5\xa0uur per week, 40 weken" in component.explanation


def test_read_key_rounds_hours_times_rate_half_up() -> None:
    part = {"kind": "hours_rate", "hours_per_week": "0.5", "weeks": 1, "rate": "0.25"}
    assert read_key({"components": [part]}) == [
        FixedAmount(13, "0,5\xa0uur per week, 1 weken, €\xa00,25 per uur")
    ]


def test_read_key_with_shares_keeps_their_order() -> None:
    parts = [{"kind": "fixed", "share": "60"}, {"kind": "fixed", "share": "40"}]
    assert read_key({"components": parts}) == [EqualShare(Decimal(60)), EqualShare(Decimal(40))]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ([], "geen lijst"),
        ({"components": []}, "geen onderdeel"),
        ({"components": ["x"]}, "Onderdeel 1 is geen object"),
        ({"components": [{"kind": "per_pupil", "share": "60"}]}, "“per_pupil” wordt nog niet"),
        ({"components": [{"kind": "loot"}]}, "“loot” bestaat niet"),
        ({"components": [{"kind": ["fixed"]}]}, "bestaat niet"),
        ({"components": [{"kind": "fixed"}]}, "óf een amount óf een share"),
        ({"components": [{"kind": "fixed", "amount": "1", "share": "2"}]}, "óf een amount"),
        ({"components": [{"kind": "fixed", "amount": "1.234"}]}, "meer dan twee decimalen"),
        ({"components": [{"kind": "fixed", "amount": "0"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "-5"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "1e12"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": 4104.0}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "NaN"}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": True}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "share": "99.99"}]}, "tellen op tot 99,99%"),
        ({"components": [{"kind": "fixed", "share": "101"}]}, "hoogstens 100"),
        ({"components": [{"kind": "fixed", "amount": "1", "prijs": 2}]}, "“prijs” hoort niet"),
        ({"components": [{"kind": "fixed", "amount": "1"}], "bonus": 1}, "kent “bonus” niet"),
        ({"components": [{"kind": "fixed", "amount": "1"}], "minimum": "5"}, "nog niet"),
        ({"components": [{"kind": "hours_rate", "weeks": 1, "rate": "1"}]}, "hours_per_week"),
    ],
)
def test_read_key_of_a_bad_key_says_what_is_wrong(key: Any, sentence: str) -> None:
    with pytest.raises(InvalidKeyError, match=sentence):
        read_key(key)


def test_read_amount_keeps_two_decimals() -> None:
    assert str(read_amount("118400", "Budget")) == "118400.00"


def test_in_words_says_each_component_in_a_sentence() -> None:
    words = in_words([FixedAmount(410_400), EqualShare(Decimal("12.5"))])
    assert words == [
        "Elke school krijgt een vast bedrag van €\xa04.104,00.",
        "Alle scholen krijgen een gelijk deel van 12,5% van het budget.",
    ]
