"""Why a school gets its amount, in words; docs/verdeelsleutel.md shows the other sentences."""

from typing import Any

import pytest

from subsidies.trace import trace_in_words, units_in_words

POT = {"place": 1, "amount": "45.00", "share": "100", "pot": "45.00", "rest": "45.00", "round": 1}


def sentence(**row: Any) -> str:
    [line] = trace_in_words([{"place": 1, "amount": "0.00", **row}])
    return line.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            POT | {"kind": "per_pupil", "units": "3.00", "total": "7.00", "round": 2},
            (
                "100% van € 45,00, wat over is zonder de scholen op een grens, is € 45,00; deze "
                "school telt voor 3 leerlingen van 7, met een van de centen die overbleven "
                "(grootste rest)"
            ),
        ),
        (
            POT | {"kind": "per_pupil", "units": "0", "total": "0", "amount": "0.00"},
            "100% van € 45,00 is € 45,00; deze school telt voor 0 leerlingen van 0",
        ),
        (
            POT | {"kind": "fixed", "total": "1"},
            "100% van € 45,00 is € 45,00; gelijk verdeeld over 1 school",
        ),
        (
            POT | {"kind": "per_kindcentrum", "total": "1", "units": "1", "group": "45.00"},
            (
                "100% van € 45,00 is € 45,00; verdeeld over 1 kindcentrum. Het kindcentrum krijgt "
                "€ 45,00, helemaal voor deze school"
            ),
        ),
        ({"kind": "per_kindcentrum"}, "Deze school hoort niet bij een kindcentrum"),
        (
            {"kind": "previous_year", "units": "100.00", "date": "2025-08-01", "amount": "100.00"},
            "Toegekend in 2025–2026: € 100,00",
        ),
        (
            {
                "kind": "previous_year",
                "units": "100.00",
                "date": "2025-08-01",
                "index": "-2.5",
                "amount": "97.50",
            },
            "Toegekend in 2025–2026: € 100,00 − 2,5%",
        ),
        ({"kind": "excluded", "reason": "speciaal onderwijs"}, "Doet niet mee: speciaal onderwijs"),
        ({"kind": "fixed"}, "Vast bedrag per school"),
    ],
)
def test_trace_in_words_says_a_step(row: dict[str, Any], expected: str) -> None:
    assert sentence(**row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "per_pupil", "units": "187.00"}, "187 leerlingen"),
        ({"kind": "per_pupil", "units": "1.00"}, "1 leerling"),
        ({"kind": "disadvantage", "units": "53.40"}, "53,4 punten achterstandsscore"),
        ({"kind": "fixed"}, ""),
        ({"kind": "per_kindcentrum", "units": "2"}, ""),
    ],
)
def test_units_in_words_counts_what_the_component_counts(
    row: dict[str, Any], expected: str
) -> None:
    assert units_in_words(row) == expected
