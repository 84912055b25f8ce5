"""Reading KEY.json, and every way it can be wrong."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from subsidies.keys import (
    Component,
    FigureNeed,
    InvalidKeyError,
    Key,
    dated,
    in_words,
    needs,
    read_amount,
    read_key,
)
from subsidies.states import ComponentKind, FigureKind

PUPILS = {"kind": "per_pupil", "date": "2025-10-01", "rate": "12.345"}
FIXED = {"kind": "fixed", "amount": "1.00"}
WEEKS = {"kind": "hours_rate", "hours_per_week": "1.5", "weeks": 40, "rate": "68.40"}


def read(*parts: dict[str, Any], **more: Any) -> Key:
    return read_key({"components": list(parts), **more})


def test_read_key_with_a_fixed_amount_gives_cents() -> None:
    key = read({"kind": "fixed", "amount": "4104.00"}, minimum=None)
    assert key == Key((Component(ComponentKind.FIXED, 1, amount=Decimal("4104.00")),))
    assert key.components[0].each_cents == 410_400


def test_read_key_with_hours_and_rate_gives_the_product() -> None:
    [part] = read(WEEKS).components
    assert (part.each_cents, part.rate, part.weeks) == (410_400, Decimal("68.40"), 40)


def test_read_key_rounds_hours_times_rate_half_up() -> None:
    [part] = read(WEEKS | {"hours_per_week": "0.5", "weeks": 1, "rate": "0.25"}).components
    assert part.each_cents == 13


def test_read_key_with_shares_keeps_their_order() -> None:
    key = read({"kind": "fixed", "share": "60"}, {"kind": "fixed", "share": "40"})
    assert [(part.place, part.share) for part in key.components] == [(1, 60), (2, 40)]


def test_read_key_with_a_rate_keeps_its_three_decimals_and_date() -> None:
    [part] = read(PUPILS).components
    assert (part.rate, part.date) == (Decimal("12.345"), date(2025, 10, 1))


def test_read_key_reads_bounds_in_cents() -> None:
    key = read(FIXED, minimum="15", maximum="40.00")
    assert (key.minimum_cents, key.maximum_cents) == (1_500, 4_000)


def test_read_key_reads_who_is_excluded_and_why() -> None:
    key = read(FIXED, excluded=[{"code": "11RP00", "reason": " speciaal onderwijs "}])
    assert dict(key.excluded) == {"11RP00": "speciaal onderwijs"}


DEEP: list[Any] = []
for _layer in range(5_000):
    DEEP = [DEEP]


def excluded(*rows: Any) -> dict[str, Any]:
    return {"components": [FIXED], "excluded": list(rows)}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ([], "geen lijst"),
        ({"components": {}}, "geen lijst"),
        ({"components": []}, "geen onderdeel"),
        ({"components": [FIXED] * 21}, "21 onderdelen; meer dan 20"),
        ({"components": ["x"]}, "Onderdeel 1 is geen object"),
        ({"components": [{"kind": "\ud800\0"}]}, r"“\\ud800\\0” bestaat niet"),
        ({"components": [FIXED], "\udfff": 1}, r"kent “\\udfff” niet"),
        ({"components": [{"kind": "fixed", "amount": DEEP}]}, r"“\[…\]” is geen getal"),
        ({"components": [{"kind": {"a": DEEP}}]}, "“{…}” bestaat niet"),
        (excluded({"code": "11RP00", "reason": "speciaal\0onderwijs"}), "de reden heeft een teken"),
        (excluded({"code": "11RP00", "reason": "speciaal\ud83d"}), "de reden heeft een teken"),
        ({"components": [{"kind": "loot"}]}, "“loot” bestaat niet"),
        ({"components": [{"kind": ["fixed"]}]}, "bestaat niet"),
        ({"components": [{}]}, "bestaat niet"),
        ({"components": [{"kind": "fixed"}]}, "óf een amount óf een share"),
        ({"components": [{"kind": "fixed", "amount": "1", "share": "2"}]}, "óf een amount"),
        ({"components": [{"kind": "fixed", "amount": "1.234"}]}, "meer dan twee decimalen"),
        ({"components": [{"kind": "fixed", "amount": "0"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "-5"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "1e12"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "1e999999999"}]}, "ligt niet tussen"),
        ({"components": [{"kind": "fixed", "amount": "1e-999999999"}]}, "meer dan twee"),
        ({"components": [{"kind": "fixed", "amount": 10**5000}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "9" * 50_000}]}, "9…” is geen getal"),
        ({"components": [{"kind": "fixed", "amount": 4104.0}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "NaN"}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "Infinity"}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "1_000"}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": "4.104,00"}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": True}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "amount": None}]}, "is geen getal"),
        ({"components": [{"kind": "fixed", "share": "99.99"}]}, "tellen op tot 99,99%"),
        ({"components": [{"kind": "fixed", "share": "99.9999"}]}, "tellen op tot 99,9999%"),
        ({"components": [{"kind": "fixed", "share": "99.99999"}]}, "meer dan 4 decimalen"),
        ({"components": [{"kind": "fixed", "share": "101"}]}, "hoogstens 100"),
        ({"components": [{"kind": "fixed", "share": "0"}]}, "boven 0"),
        ({"components": [{"kind": "fixed", "amount": "1", "prijs": 2}]}, "“prijs” hoort niet"),
        ({"components": [FIXED], "bonus": 1}, "kent “bonus” niet"),
        ({"components": [{"kind": "hours_rate", "weeks": 1, "rate": "1"}]}, "hours_per_week"),
        ({"components": [WEEKS | {"weeks": 54}]}, "weeks: 54 is niet een aantal weken"),
        ({"components": [WEEKS | {"hours_per_week": "0.01", "rate": "0.0001"}]}, "ligt niet"),
        ({"components": [{"kind": "per_pupil", "share": "100"}]}, "date ontbreekt"),
        ({"components": [PUPILS | {"date": "1-10-2025"}]}, "is geen datum"),
        ({"components": [PUPILS | {"date": "20251001"}]}, "is geen datum"),
        ({"components": [PUPILS | {"date": "2025-02-30"}]}, "is geen datum"),
        ({"components": [PUPILS | {"date": "0025-02-03"}]}, "is geen datum"),
        ({"components": [PUPILS | {"date": 2025}]}, "is geen datum"),
        ({"components": [PUPILS | {"rate": "0.12345"}]}, "meer dan 4 decimalen"),
        ({"components": [PUPILS | {"rate": "-1"}]}, "rate: -1 is niet een tarief"),
        ({"components": [PUPILS | {"share": "100"}]}, "óf een rate óf een share"),
        ({"components": [{"kind": "previous_year", "index": "-100"}]}, "boven −100"),
        ({"components": [{"kind": "previous_year", "share": "100"}]}, "“share” hoort niet"),
        ({"components": [{"kind": "per_kindcentrum", "rate": "1"}]}, "“rate” hoort niet"),
        ({"components": [FIXED], "minimum": "-1"}, "Ondergrens: -1 ligt niet"),
        ({"components": [FIXED], "maximum": 0.5}, "Bovengrens: “0.5” is geen getal"),
        ({"components": [FIXED], "minimum": "2", "maximum": "1"}, "bovengrens is lager"),
        ({"components": [FIXED], "excluded": "11RP00"}, "geef een code en een reason"),
        (excluded("11RP00"), "geef een code en een reason"),
        (excluded({"code": "11RP00"}), "geef een code en een reason"),
        (excluded({"code": "11rp00", "reason": "x"}), "geen schoolcode"),
        (excluded({"code": 11, "reason": "x"}), "geen schoolcode"),
        (excluded({"code": "11RP00", "reason": " "}), "een reden van 1 tot 300"),
        (excluded(*[{"code": "11RP00", "reason": "x"}] * 2), "staat er dubbel"),
    ],
)
def test_read_key_of_a_bad_key_says_what_is_wrong(key: Any, sentence: str) -> None:
    with pytest.raises(InvalidKeyError, match=sentence):
        read_key(key)


@pytest.mark.parametrize("kind", ComponentKind.values)
def test_read_key_names_the_component_that_lacks_something(kind: str) -> None:
    with pytest.raises(InvalidKeyError, match="Onderdeel 2"):
        read(FIXED, {"kind": kind, "vreemd": 1})


def test_read_amount_keeps_two_decimals() -> None:
    assert str(read_amount("118400", "Budget")) == "118400.00"


@pytest.mark.parametrize("value", ["1000000000.00", 1_000_000_000, Decimal("1E+9")])
def test_read_amount_takes_a_billion_and_no_cent_more(value: Any) -> None:
    assert read_amount(value, "Budget") == 10**9
    with pytest.raises(InvalidKeyError, match="€ 1 miljard"):
        read_amount("1000000000.01", "Budget")


def test_needs_names_each_figure_once_in_the_order_of_the_key() -> None:
    score = {"kind": "disadvantage", "date": "2019-10-01", "share": "100"}
    assert needs(read(score, PUPILS, PUPILS, FIXED), 2026) == [
        FigureNeed(FigureKind.SCORE, date(2019, 10, 1)),
        FigureNeed(FigureKind.PUPILS, date(2025, 10, 1)),
    ]


def test_needs_of_last_year_stands_on_its_first_day_and_inflow_on_that_of_the_year() -> None:
    inflow = {"kind": "per_inflow", "rate": "10"}
    assert needs(read({"kind": "previous_year"}, inflow), 2026) == [
        FigureNeed(FigureKind.GRANTED, date(2025, 8, 1)),
        FigureNeed(FigureKind.INFLOW, date(2026, 8, 1)),
    ]


def test_dated_fills_in_the_dates_that_follow_from_the_year() -> None:
    key = dated(read({"kind": "previous_year"}, FIXED, PUPILS), 2026)
    assert [part.date for part in key.components] == [
        date(2025, 8, 1),
        None,
        date(2025, 10, 1),
    ]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (FIXED, "Elke school krijgt een vast bedrag van € 1,00."),
        (
            WEEKS,
            (
                "Elke school krijgt een vast bedrag van € 4.104,00 (1,5 uur per week, 40 weken, "
                "€ 68,40 per uur)."
            ),
        ),
        ({"kind": "previous_year"}, "Elke school krijgt het bedrag van vorig jaar."),
        (
            {"kind": "previous_year", "index": "3"},
            "Elke school krijgt het bedrag van vorig jaar, 3% meer.",
        ),
        (
            {"kind": "previous_year", "index": "-2.5"},
            "Elke school krijgt het bedrag van vorig jaar, 2,5% minder.",
        ),
        (PUPILS, "Elke school krijgt € 12,345 per leerling op 1 oktober 2025."),
        (
            {"kind": "per_inflow", "rate": "10"},
            "Elke school krijgt € 10,00 per verwachte vierjarige.",
        ),
        (
            {"kind": "per_kindcentrum", "amount": "500"},
            "Elk kindcentrum krijgt € 500,00, in gelijke delen voor zijn scholen.",
        ),
        (
            {"kind": "fixed", "share": "100"},
            "Alle scholen krijgen een gelijk deel van 100% van het budget.",
        ),
        (
            {"kind": "per_kindcentrum", "share": "100"},
            (
                "100% van het budget is voor de kindcentra, elk evenveel, in gelijke delen voor "
                "hun scholen."
            ),
        ),
        (
            {"kind": "per_target_toddler", "date": "2025-10-01", "share": "100"},
            (
                "100% van het budget wordt verdeeld naar het aantal doelgroeppeuters op 1 oktober "
                "2025."
            ),
        ),
        (
            {"kind": "disadvantage", "date": "2019-10-01", "share": "100"},
            (
                "100% van het budget wordt verdeeld naar het aantal punten achterstandsscore op 1 "
                "oktober 2019."
            ),
        ),
    ],
)
def test_in_words_says_a_component_in_a_sentence(part: dict[str, Any], sentence: str) -> None:
    assert [words.replace("\xa0", " ") for words in in_words(read(part))] == [sentence]


def test_in_words_says_bounds_who_is_left_out_and_what_the_share_is_of() -> None:
    key = read(
        FIXED,
        {"kind": "fixed", "share": "100"},
        minimum="15",
        maximum="40",
        excluded=[{"code": "11RP00", "reason": "speciaal onderwijs"}],
    )
    assert [words.replace("\xa0", " ") for words in in_words(key)][1:] == [
        "Alle scholen krijgen een gelijk deel van 100% van wat de bedragen overlaten.",
        "Geen school krijgt minder dan € 15,00 (ondergrens).",
        "Geen school krijgt meer dan € 40,00 (bovengrens).",
        "School 11RP00 doet niet mee: speciaal onderwijs",
    ]
