"""Two people at the same moment: one waits for the other, and one place has one holder."""

from datetime import datetime
from typing import Any

import pytest

from partners import agreements, contacts
from partners.access import Actor
from partners.contacts import ContactValues
from partners.models import (
    ChildcareLocation,
    FixedContact,
    LocationAgreement,
    Municipality,
    School,
)
from partners.states import ContactPlace, ModuleKind, Role
from tests.factories.partners import ChildcareLocationFactory, ModuleFactory, make_actor
from tests.partners.side_by_side import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    ModuleFactory(municipality=municipality, kind=ModuleKind.HANDOVER)
    return ChildcareLocationFactory(municipality=municipality)


def test_both_sides_propose_at_once(
    school: School, location: ChildcareLocation, at: datetime
) -> None:
    def propose(by: Actor, own: Any, other: Any) -> Any:
        return lambda: agreements.propose(
            organisation_id=own.pk, others=[other.pk], first_year=2026, by=by, at=at
        )

    sch = make_actor(Role.SCH, school, day=at.date())
    koc = make_actor(Role.KOC, location, day=at.date())
    acts = (propose(sch, school, location), propose(koc, location, school))
    assert at_once(*acts) == ["AgreementError", "done"]
    assert LocationAgreement.objects.count() == 1


def test_two_are_named_at_once(location: ChildcareLocation, at: datetime) -> None:
    def name(by: Actor) -> Any:
        values = ContactValues(by.memberships[0].pk, "073 555 01 23", [1])
        fixed = ContactPlace.FIXED
        return lambda: contacts.name(
            organisation_id=location.pk, kind=fixed, values=values, by=by, at=at
        )

    first, second = (make_actor(Role.KOC, location, day=at.date()) for _ in range(2))
    assert at_once(name(first), name(second)) == ["ContactError", "done"]
    assert FixedContact.objects.count() == 1
