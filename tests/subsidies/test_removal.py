"""Taking away a variant or a concept: what goes, what stays, and what is refused."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.models import AuditEntry
from partners.states import Role
from subsidies.alignment import align, comment, withdraw
from subsidies.models import AllocationKey, AllocationRun, SchoolFigure, SubsidyYear
from subsidies.removal import remove_variant, remove_year
from subsidies.states import IllegalMoveError
from subsidies.years import StaleYearError
from tests.factories.partners import make_actor
from tests.factories.subsidies import (
    AT,
    SchoolFigureFactory,
    make_established,
    make_issuer_actor,
    make_municipality,
    make_year,
)
from tests.subsidies.test_pages import client_of, path_of

pytestmark = pytest.mark.django_db
CHEAP = {"components": [{"kind": "fixed", "amount": "1000.00"}]}


@pytest.fixture
def year() -> SubsidyYear:
    """Make a draft with a variant beside its key."""
    municipality = make_municipality()
    make_year(municipality)
    return make_year(municipality, definition=CHEAP, label="Laag")


@pytest.fixture
def officer(year: SubsidyYear) -> Actor:
    return make_actor(Role.GEM, year.municipality)


def variant_of(year: SubsidyYear) -> int:
    return int(year.keys.get(label="Laag").version)


def test_remove_variant_leaves_the_key_of_the_year(year: SubsidyYear, officer: Actor) -> None:
    remove_variant(year_id=year.pk, variant=variant_of(year), by=officer, at=AT)
    assert [key.label for key in year.keys.all()] == [""]
    assert not AllocationRun.objects.filter(key__label="Laag").exists()
    assert AuditEntry.objects.get(action="year.variant_removed").details == {"variant": "Laag"}


@pytest.mark.parametrize("variant", [0, 1, 99], ids=["none", "own key", "unknown"])
def test_remove_variant_refuses_what_is_no_variant(
    year: SubsidyYear, officer: Actor, variant: int
) -> None:
    with pytest.raises(IllegalMoveError):
        remove_variant(year_id=year.pk, variant=variant, by=officer, at=AT)
    assert year.keys.count() == 2


def test_remove_year_takes_keys_and_runs_and_leaves_figures(
    year: SubsidyYear, officer: Actor
) -> None:
    SchoolFigureFactory(school=year.municipality.schools.all()[0])
    remove_year(year_id=year.pk, by=officer, at=AT)
    counts = [m.objects.count() for m in (SubsidyYear, AllocationKey, AllocationRun, SchoolFigure)]
    assert counts == [0, 0, 0, 1]
    assert AuditEntry.objects.get(action="year.removed").details == {"year": "2026-2027"}


def test_remove_year_that_is_put_forward_is_refused(year: SubsidyYear, officer: Actor) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    with pytest.raises(IllegalMoveError, match="neem een voorgelegde verdeling eerst terug"):
        remove_year(year_id=year.pk, by=officer, at=AT)


def test_remove_year_with_comments_is_refused(year: SubsidyYear, officer: Actor) -> None:
    align(year_id=year.pk, by=officer, at=AT)
    comment(year_id=year.pk, text="Mooi.", school_code="", by=officer, at=AT)
    withdraw(year_id=year.pk, by=officer, at=AT)
    with pytest.raises(IllegalMoveError, match="reacties blijven bewaard"):
        remove_year(year_id=year.pk, by=officer, at=AT)


def test_remove_year_before_a_later_one_is_refused(year: SubsidyYear, officer: Actor) -> None:
    make_year(year.municipality, first_year=2027)
    with pytest.raises(IllegalMoveError, match="haal dat jaar eerst weg"):
        remove_year(year_id=year.pk, by=officer, at=AT)


def test_remove_year_that_is_established_is_refused() -> None:
    year = make_established(make_municipality())
    with pytest.raises(IllegalMoveError, match="Alleen een concept kan weg"):
        remove_year(year_id=year.pk, by=make_actor(Role.GEM, year.municipality), at=AT)


def test_remove_year_from_a_stale_page_is_refused(year: SubsidyYear, officer: Actor) -> None:
    with pytest.raises(StaleYearError):
        remove_year(year_id=year.pk, by=officer, at=AT, version=99)


@pytest.mark.parametrize("act", [remove_year, remove_variant])
def test_removing_is_for_the_municipality(act: Any, year: SubsidyYear) -> None:
    more = {"variant": 2} if act is remove_variant else {}
    with pytest.raises(PermissionDenied):
        act(year_id=year.pk, by=make_issuer_actor(year.municipality), at=AT, **more)
    other = make_actor(Role.GEM, make_municipality())
    with pytest.raises(SubsidyYear.DoesNotExist):
        act(year_id=year.pk, by=other, at=AT, **more)


def test_page_takes_a_concept_away_and_leads_to_the_list(year: SubsidyYear, officer: Actor) -> None:
    client = client_of(officer)
    assert "weghalen/" in client.get(path_of(year)).content.decode()
    assert (
        "Dit kun je niet terugdraaien." in client.get(path_of(year, "weghalen/")).content.decode()
    )
    answer = client.post(path_of(year, "weghalen/"), {"version": year.version}, follow=True)
    assert "Het concept is weggehaald." in answer.content.decode()


def test_page_takes_a_variant_away(year: SubsidyYear, officer: Actor) -> None:
    form = {"variant": str(variant_of(year)), "weg": "1"}
    answer = client_of(officer).post(path_of(year, "varianten/"), form, follow=True)
    assert "De variant is weggehaald." in answer.content.decode()
    assert year.keys.count() == 1
