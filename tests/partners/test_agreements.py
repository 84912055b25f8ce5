"""Agreements between a school and a childcare location: two halves, two people."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners import agreements
from partners.access import Actor
from partners.agreements import AgreementError
from partners.models import (
    AuditEntry,
    ChildcareLocation,
    LocationAgreement,
    Module,
    Municipality,
    Organisation,
    School,
)
from partners.states import AgreementStand, ModuleKind, Role
from tests.factories.contacts import LocationAgreementFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    ModuleFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER)
    return ChildcareLocationFactory(municipality=municipality)


@pytest.fixture
def sch(school: School) -> Actor:
    return make_actor(Role.SCH, school, day=TODAY)


@pytest.fixture
def koc(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=TODAY)


def propose(by: Actor, place: Any, *others: Any, at: datetime, year: int = 2026) -> Any:
    return agreements.propose(
        organisation_id=place.pk,
        others=[other.pk for other in others],
        first_year=year,
        by=by,
        at=at,
    )


def test_propose_by_a_school_waits_for_the_location(
    school: School, location: ChildcareLocation, sch: Actor, koc: Actor, at: datetime
) -> None:
    (made,) = propose(sch, school, location, at=at)
    assert (made.school, made.location, made.proposed_side) == (school, location, "school")
    assert (made.stand, made.proposed_by) == (AgreementStand.PROPOSED, sch.user)
    assert list(agreements.waiting_for(koc)) == [made]
    assert list(agreements.waiting_for(sch)) == []


def test_propose_by_a_location_waits_for_the_school(
    school: School, location: ChildcareLocation, sch: Actor, koc: Actor, at: datetime
) -> None:
    (made,) = propose(koc, location, school, at=at)
    assert (made.school, made.location, made.proposed_side) == (school, location, "location")
    assert list(agreements.waiting_for(sch)) == [made]


def test_propose_is_in_the_log_of_both(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    propose(sch, school, location, at=at)
    lines = AuditEntry.objects.filter(action="agreement.proposed")
    assert {line.organisation_id for line in lines} == {school.pk, location.pk}


def test_propose_once_a_year(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    propose(sch, school, location, at=at)
    with pytest.raises(AgreementError, match="al voorgesteld of afgesproken"):
        propose(sch, school, location, at=at)


def test_propose_anew_after_an_end(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    (first,) = propose(sch, school, location, at=at)
    agreements.end(agreement_id=first.pk, by=sch, at=at)
    (second,) = propose(sch, school, location, at=at)
    assert (first.pk != second.pk, second.stand) == (True, AgreementStand.PROPOSED)


def test_propose_to_nobody_or_to_another_town_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    for others in ([], [ChildcareLocationFactory()], [location, ChildcareLocationFactory()]):
        with pytest.raises(AgreementError, match="Kies uit de lijst"):
            propose(sch, school, *others, at=at)
    assert not LocationAgreement.objects.exists()


def test_propose_to_a_closed_location_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    closed = ChildcareLocationFactory(
        municipality=location.municipality, closed_on=date(2026, 9, 1)
    )
    with pytest.raises(AgreementError, match="Kies uit de lijst"):
        propose(sch, school, closed, at=at)


def test_propose_to_where_the_module_is_off_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    centre = KindcentrumFactory(municipality=school.municipality)
    Module.objects.filter(kind=ModuleKind.HANDOVER).update(kindcentrum=centre)
    School.objects.update(kindcentrum=centre)
    with pytest.raises(AgreementError, match="Kies uit de lijst"):
        propose(sch, school, location, at=at)
    ChildcareLocation.objects.update(kindcentrum=centre)
    assert len(propose(sch, school, location, at=at)) == 1


@pytest.mark.parametrize("year", [2025, 2027])
def test_propose_for_another_year_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime, year: int
) -> None:
    with pytest.raises(AgreementError, match="schooljaar"):
        propose(sch, school, location, at=at, year=year)


def test_propose_for_another_school_does_not_exist(
    location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        propose(sch, SchoolFactory(), location, at=at)


@pytest.mark.parametrize("role", [Role.KOW, Role.KCC])
def test_propose_by_who_only_looks_is_refused(
    school: School, location: ChildcareLocation, at: datetime, role: str
) -> None:
    with pytest.raises(PermissionDenied):
        propose(make_actor(role, location, day=TODAY), location, school, at=at)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 8, 1), [2026]),
        (date(2027, 3, 31), [2026]),
        (date(2027, 4, 1), [2026, 2027]),
        (date(2027, 7, 31), [2026, 2027]),
    ],
)
def test_years_to_agree_offers_the_next_from_april(day: date, years: list[int]) -> None:
    assert agreements.years_to_agree(day) == years


def test_confirm_by_the_other_side(
    school: School, location: ChildcareLocation, sch: Actor, koc: Actor, at: datetime
) -> None:
    (made,) = propose(sch, school, location, at=at)
    agreed = agreements.confirm(agreement_id=made.pk, by=koc, at=at)
    assert (agreed.stand, agreed.confirmed_by) == (AgreementStand.CONFIRMED, koc.user)
    with pytest.raises(AgreementError, match="wacht niet op een antwoord"):
        agreements.confirm(agreement_id=made.pk, by=koc, at=at)


def test_confirm_by_a_colleague_of_who_proposed_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    (made,) = propose(sch, school, location, at=at)
    with pytest.raises(PermissionDenied):
        agreements.confirm(agreement_id=made.pk, by=make_actor(Role.QC, school, day=TODAY), at=at)


def test_confirm_by_the_same_person_at_the_other_side_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime
) -> None:
    (made,) = propose(sch, school, location, at=at)
    both = make_actor(Role.KOC, location, user=sch.user, day=TODAY)
    with pytest.raises(AgreementError, match="zelf voorgesteld"):
        agreements.confirm(agreement_id=made.pk, by=both, at=at)
    assert list(agreements.waiting_for(both)) == []


@pytest.mark.parametrize("role", [Role.GEM, Role.KOW])
def test_confirm_by_who_only_looks_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, at: datetime, role: str
) -> None:
    (made,) = propose(sch, school, location, at=at)
    place = school.municipality if role == Role.GEM else location
    with pytest.raises(PermissionDenied):
        agreements.confirm(agreement_id=made.pk, by=make_actor(role, place, day=TODAY), at=at)


@pytest.mark.parametrize("side", ["school", "location"])
def test_end_by_either_side(
    school: School, location: ChildcareLocation, sch: Actor, koc: Actor, at: datetime, side: str
) -> None:
    made = LocationAgreementFactory(school=school, location=location)
    by = sch if side == "school" else koc
    ended = agreements.end(agreement_id=made.pk, by=by, at=at)
    assert (ended.stand, ended.ended_by) == (AgreementStand.ENDED, by.user)
    with pytest.raises(AgreementError, match="al beëindigd"):
        agreements.end(agreement_id=made.pk, by=by, at=at)


def test_end_by_an_outsider_does_not_exist(
    school: School, location: ChildcareLocation, at: datetime
) -> None:
    made = LocationAgreementFactory(school=school, location=location)
    with pytest.raises(LocationAgreement.DoesNotExist):
        agreements.end(agreement_id=made.pk, by=make_actor(Role.KOC, day=TODAY), at=at)


def test_end_by_the_municipality_is_refused(
    school: School, location: ChildcareLocation, officer: Actor, at: datetime
) -> None:
    made = LocationAgreementFactory(school=school, location=location)
    with pytest.raises(PermissionDenied):
        agreements.end(agreement_id=made.pk, by=officer, at=at)


def test_confirm_after_an_end_is_refused(
    school: School, location: ChildcareLocation, sch: Actor, koc: Actor, at: datetime
) -> None:
    (made,) = propose(sch, school, location, at=at)
    agreements.end(agreement_id=made.pk, by=sch, at=at)
    with pytest.raises(AgreementError, match="wacht niet op een antwoord"):
        agreements.confirm(agreement_id=made.pk, by=koc, at=at)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(date(2027, 7, 31), True), (date(2027, 9, 30), True), (date(2027, 10, 1), False)],
)
def test_holding_until_october_after_the_year(day: date, holds: bool) -> None:
    LocationAgreementFactory(first_year=2026)
    assert LocationAgreement.objects.holding(day).exists() is holds


def test_holding_needs_both_halves() -> None:
    LocationAgreementFactory(confirmed_at=None)
    assert not LocationAgreement.objects.holding(TODAY).exists()


@pytest.mark.parametrize(
    ("role", "sees"),
    [(Role.QC, True), (Role.TEA, False), (Role.GEM, True), (Role.SIG, False), (Role.ADM, False)],
)
def test_visible_to_who_cooperates_and_the_municipality(
    school: School, location: ChildcareLocation, role: str, sees: bool
) -> None:
    LocationAgreementFactory(school=school, location=location)
    LocationAgreementFactory()
    place = school if role in {Role.QC, Role.TEA} else school.municipality
    actor = make_actor(role, place, day=TODAY)
    assert LocationAgreement.objects.visible_to(actor).count() == int(sees)


def test_is_one_kindcentrum(school: School, location: ChildcareLocation) -> None:
    first, second = school.organisation, location.organisation
    assert not agreements.is_one_kindcentrum(first, second)
    both = KindcentrumFactory(municipality=school.municipality)
    School.objects.update(kindcentrum=both)
    ChildcareLocation.objects.update(kindcentrum=both)
    places = [Organisation.objects.with_extension().get(pk=each.pk) for each in (first, second)]
    assert agreements.is_one_kindcentrum(*places)
