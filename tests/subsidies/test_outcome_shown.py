"""What a page showed is what is put forward and established; later figures or schools refuse it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from partners.access import Actor
from partners.models import Municipality, School
from partners.states import Role
from subsidies.alignment import align, withdraw
from subsidies.calculation import calculate
from subsidies.models import Allocation, SubsidyYear
from subsidies.states import YearState
from subsidies.years import StaleYearError, establish
from tests.factories.partners import make_actor
from tests.factories.subsidies import AT, NOTE, SchoolFigureFactory, make_municipality, make_year
from tests.subsidies.test_commands import run
from tests.subsidies.test_pages import client_of, path_of, shown

pytestmark = pytest.mark.django_db
BY_PUPILS = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}]}
OTHER = "zijn intussen veranderd"
CHANGED = "Sinds deze verdeling is voorgelegd"


@pytest.fixture
def municipality() -> Municipality:
    """Make three schools with as many pupils each."""
    municipality = make_municipality(boards=2, schools=3)
    for school in municipality.schools.all():
        SchoolFigureFactory(school=school, value=100)
    return municipality


@pytest.fixture
def officer(municipality: Municipality) -> Actor:
    return make_actor(Role.GEM, municipality)


@pytest.fixture
def client(officer: Actor) -> Client:
    return client_of(officer)


@pytest.fixture
def year(municipality: Municipality) -> SubsidyYear:
    return make_year(municipality, definition=BY_PUPILS)


def change_figure(municipality: Municipality) -> None:
    municipality.schools.order_by("pk")[0].figures.update(value=Decimal(200))


def close_school(municipality: Municipality) -> None:
    school = municipality.schools.order_by("pk")[0]
    School.objects.filter(pk=school.pk).update(closed_on="2026-01-01")


CHANGES: list[Callable[[Municipality], None]] = [change_figure, close_school]


def test_digest_of_the_same_outcome_in_another_order_is_the_same(year: SubsidyYear) -> None:
    outcome = calculate(year)
    assert replace(outcome, rows=outcome.rows[::-1]).digest == outcome.digest


@pytest.mark.parametrize(
    "values", [{"budget": Decimal(1)}, {"remainder": Decimal("0.01")}, {"rows": []}]
)
def test_digest_of_another_outcome_differs(year: SubsidyYear, values: dict[str, Any]) -> None:
    outcome = calculate(year)
    assert replace(outcome, **values).digest != outcome.digest


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("more", ["voorleggen/", "vaststellen/"])
def test_move_from_a_page_with_another_outcome_is_refused(
    client: Client, year: SubsidyYear, more: str, change: Callable[[Municipality], None]
) -> None:
    form = shown(client, path_of(year, more), reden="Gelijk gebleven.")
    change(year.municipality)
    answer = client.post(path_of(year, more), form, follow=True)
    assert OTHER in answer.content.decode()
    assert SubsidyYear.objects.get().state == YearState.DRAFT


@pytest.mark.parametrize("more", ["voorleggen/", "vaststellen/"])
def test_page_sends_the_outcome_that_it_shows(client: Client, year: SubsidyYear, more: str) -> None:
    text = client.get(path_of(year, more)).content.decode()
    assert f'name="uitkomst" value="{calculate(year).digest}"' in text


def test_move_from_a_page_without_an_outcome_is_refused(client: Client, year: SubsidyYear) -> None:
    form = {"version": year.version, "reden": "Gelijk gebleven."}
    client.post(path_of(year, "vaststellen/"), form)
    assert SubsidyYear.objects.get().state == YearState.DRAFT


@pytest.mark.parametrize("change", CHANGES)
def test_proposal_with_another_outcome_is_not_established(
    officer: Actor, year: SubsidyYear, change: Callable[[Municipality], None]
) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    change(year.municipality)
    with pytest.raises(StaleYearError, match=CHANGED):
        establish(year_id=year.pk, by=officer, at=AT, digest=calculate(year).digest)
    assert not Allocation.objects.exists()


def test_proposal_with_another_outcome_says_so_and_offers_no_establishing(
    client: Client, officer: Actor, year: SubsidyYear
) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    before = client.get(path_of(year)).content.decode()
    change_figure(year.municipality)
    after = client.get(path_of(year)).content.decode()
    assert (CHANGED in before, "Verdeling vaststellen" in before) == (False, True)
    assert (CHANGED in after, "Verdeling vaststellen" in after) == (True, False)
    page = client.get(path_of(year, "vaststellen/")).content.decode()
    assert (CHANGED in page, "<form" in page.partition("<main")[2]) == (True, False)


def test_proposal_that_was_taken_back_is_put_forward_and_established(
    officer: Actor, year: SubsidyYear
) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    change_figure(year.municipality)
    assert withdraw(year_id=year.pk, by=officer, at=AT).aligned_digest == ""
    digest = calculate(year).digest
    assert align(year_id=year.pk, by=officer, at=AT, digest=digest).aligned_digest == digest
    assert establish(year_id=year.pk, by=officer, at=AT).state == YearState.ESTABLISHED


def test_proposal_that_was_saved_again_keeps_no_outcome(officer: Actor, year: SubsidyYear) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    saved = make_year(year.municipality, definition=BY_PUPILS, budget="9000.00")
    assert (saved.state, saved.aligned_digest) == (YearState.DRAFT, "")


def test_command_establishes_no_proposal_with_another_outcome(
    officer: Actor, year: SubsidyYear
) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    change_figure(year.municipality)
    code, answer, _err = run(
        "subsidy_year", year.label, "--municipality", year.municipality.key,
        "--establish", "--by", str(officer.user.email),
    )  # fmt: skip
    assert (code, CHANGED in answer["errors"][0]["message"]) == (1, True)
    assert SubsidyYear.objects.get().state == YearState.ALIGNED


def test_draft_is_established_without_a_page(officer: Actor, year: SubsidyYear) -> None:
    done = establish(year_id=year.pk, by=officer, at=AT, skipped_note=NOTE)
    assert done.state == YearState.ESTABLISHED
