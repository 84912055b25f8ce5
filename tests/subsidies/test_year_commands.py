"""subsidy_year and allocate with richer keys: missing figures, bounds, and their JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from partners.models import Municipality
from partners.states import Role
from subsidies.models import Allocation, AllocationRun, SubsidyYear
from subsidies.states import YearState
from tests.factories.partners import make_actor
from tests.factories.subsidies import SchoolFigureFactory, make_municipality
from tests.subsidies.test_commands import run

pytestmark = pytest.mark.django_db
BY_PUPILS = {
    "components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}],
    "minimum": None,
    "maximum": None,
}


class Town:
    """A municipality with three schools and a policy officer, and the command for it."""

    def __init__(self, folder: Path) -> None:
        self.municipality: Municipality = make_municipality(boards=1, schools=3)
        self.officer = make_actor(Role.GEM, self.municipality)
        self.key = folder / "KEY.json"

    def fill_in(self, definition: Any, *more: str) -> tuple[int, Any, str]:
        self.key.write_text(json.dumps(definition))
        return run(
            "subsidy_year", "2026-2027", "--municipality", self.municipality.key, "--budget",
            "100.00", "--hourly-rate", "25.00", "--key", str(self.key), *more,
        )  # fmt: skip

    def establish(self, definition: Any) -> tuple[int, Any, str]:
        return self.fill_in(definition, "--establish", "--by", str(self.officer.user.email))

    def allocate(self) -> tuple[int, Any, str]:
        return run("allocate", "2026-2027", "--municipality", self.municipality.key)

    def give(self, *values: Any) -> None:
        schools = self.municipality.schools.order_by("organisation__key")
        for school, value in zip(schools, values, strict=False):
            SchoolFigureFactory(school=school, value=value)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_subsidy_year_establishing_without_figures_names_each_school_and_figure(
    town: Town,
) -> None:
    town.give(320, None)
    code, answer, err = town.establish(BY_PUPILS)
    _first, second, third = town.municipality.schools.order_by("organisation__key")
    assert [(e["school"], e["figure"], e["date"], e["value"]) for e in answer["errors"]] == [
        (second.key, "pupils", "2025-10-01", "<5"),
        (third.key, "pupils", "2025-10-01", None),
    ]
    assert answer["errors"][0]["message"] in err
    assert (code, SubsidyYear.objects.count()) == (1, 0)


def test_subsidy_year_without_figures_is_kept_as_a_draft_that_tells_what_is_missing(
    town: Town,
) -> None:
    code, answer, _err = town.fill_in(BY_PUPILS)
    assert (code, answer["state"], answer["total"]) == (0, "draft", None)
    assert [row["school"] for row in answer["missing"]] == sorted(
        school.key for school in town.municipality.schools.all()
    )


def test_allocate_without_figures_is_refused_and_names_each(town: Town) -> None:
    town.fill_in(BY_PUPILS)
    code, answer, _err = town.allocate()
    assert (code, len(answer["errors"])) == (1, 3)


def test_subsidy_year_establishes_with_bounds_and_keeps_a_standard_reason(town: Town) -> None:
    town.give(1, 1, 8)
    code, answer, _err = town.establish(BY_PUPILS | {"minimum": "20.00", "maximum": "30.00"})
    year = SubsidyYear.objects.get()
    assert (code, answer["total"], answer["remainder"]) == (0, "70.00", "30.00")
    assert (year.state, "subsidy_year" in year.skipped_note) == (YearState.ESTABLISHED, True)


def test_allocate_prints_the_steps_and_changes_nothing(town: Town) -> None:
    town.give(1, 3, 12)
    town.fill_in(BY_PUPILS | {"minimum": "15.00"})
    runs = AllocationRun.objects.count()
    _code, answer, _err = town.allocate()
    steps = answer["schools"][0]["components"]
    assert [(step["kind"], step["amount"]) for step in steps] == [
        ("per_pupil", "6.25"),
        ("minimum", "8.75"),
    ]
    assert steps[0]["units"] == "1.00"
    assert (AllocationRun.objects.count(), Allocation.objects.count()) == (runs, 0)


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        (BY_PUPILS | {"minimum": "50.00"}, "meer dan het budget"),
        (BY_PUPILS | {"minimum": "2", "maximum": "1"}, "bovengrens is lager"),
        ({"components": [{"kind": "fixed", "share": "99.99"}]}, "99,99%"),
        ({"components": [{"kind": "per_kindcentrum", "share": "100"}]}, "Onderdeel 1"),
    ],
)
def test_subsidy_year_with_a_key_that_cannot_be_is_refused_and_saves_nothing(
    town: Town, definition: Any, sentence: str
) -> None:
    town.give(1, 1, 8)
    code, answer, _err = town.fill_in(definition)
    assert (code, sentence in answer["errors"][0]["message"]) == (1, True)
    assert not SubsidyYear.objects.exists()


FIXED_PART = '{"kind": "fixed", "amount": "2.00"}'
CODE = '"code": "01AA00", "reason": '


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f'{{"components": [{FIXED_PART}], "excluded": [{{{CODE}"a\\u0000b"}}]}}', "een teken"),
        (f'{{"components": [{FIXED_PART}], "excluded": [{{{CODE}"a\\ud800"}}]}}', "een teken"),
        ('{"components": [{"kind": "\\ud800"}]}', "“\\ud800” bestaat niet"),
        ("[" * 100_000 + "]" * 100_000, "KEY.json is te diep genest"),
        ('{"components": ' + "[" * 100_000, "KEY.json is te diep genest"),
        (
            '{"components": [{"kind": "fixed", "amount": ' + "[" * 700 + "]" * 700 + "}]}",
            "geen getal",
        ),
    ],
    ids=[
        "nul",
        "half a letter",
        "half a letter elsewhere",
        "deep",
        "deep and torn off",
        "700 deep",
    ],
)
def test_subsidy_year_with_a_key_that_cannot_be_kept_is_refused_in_one_sentence(
    town: Town, text: str, sentence: str
) -> None:
    town.key.write_text(text)
    code, answer, err = run(
        "subsidy_year", "2026-2027", "--municipality", town.municipality.key, "--budget",
        "100.00", "--hourly-rate", "25.00", "--key", str(town.key),
    )  # fmt: skip
    assert (code, len(answer["errors"]), sentence in answer["errors"][0]["message"]) == (1, 1, True)
    assert err.count("\n") == 1
    assert not SubsidyYear.objects.exists()


def test_subsidy_year_of_a_locked_year_is_refused(town: Town) -> None:
    town.give(1, 3, 12)
    town.establish(BY_PUPILS)
    code, _answer, err = town.fill_in(BY_PUPILS | {"minimum": "1.00"})
    assert (code, "is vastgesteld en kan niet meer veranderen" in err) == (1, True)
