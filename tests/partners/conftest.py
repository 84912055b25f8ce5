"""The cast of the tests on people: one municipality with a school, and its administrator."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from partners.access import Actor
from partners.accounts import Invitee
from partners.memberships import Granted, grant
from partners.models import ChildcareLocation, Membership, Municipality, School
from partners.states import ModuleKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import NOOR, appoint


@pytest.fixture
def at() -> datetime:
    """Return the moment of the tests: 21 November 2026 in the morning."""
    return datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def municipality(db: None) -> Municipality:
    return MunicipalityFactory(key="9796", name="Wilgenstad")


@pytest.fixture
def school(municipality: Municipality) -> School:
    return SchoolFactory(key="99ZZ00", name="Basisschool De Wilg", municipality=municipality)


@pytest.fixture
def location(db: None) -> ChildcareLocation:
    """Return a childcare location where Overdracht is on."""
    place: ChildcareLocation = ChildcareLocationFactory()
    ModuleFactory(municipality=place.municipality, kind=ModuleKind.HANDOVER)
    return place


@pytest.fixture
def koc(location: ChildcareLocation, at: datetime) -> Actor:
    """Return the contact of the location."""
    return make_actor(Role.KOC, location, day=at.date())


@pytest.fixture
def school_admin(school: School, at: datetime) -> Actor:
    """Return who manages the members of the school."""
    return make_actor(Role.SCH, school, is_admin=True, day=at.date())


@pytest.fixture
def officer(municipality: Municipality, at: datetime) -> Actor:
    """Return a policy officer of the municipality."""
    return make_actor(Role.GEM, municipality, day=at.date())


@pytest.fixture
def outsider(db: None, at: datetime) -> Actor:
    """Return who manages the members of a school elsewhere."""
    return make_actor(Role.SCH, SchoolFactory(), is_admin=True, day=at.date())


@pytest.fixture
def give(school_admin: Actor, at: datetime) -> Callable[..., Granted]:
    """Return `grant` by the school's administrator, with defaults for what a test leaves out."""

    def given(invitee: Invitee = NOOR, **more: Any) -> Granted:
        place = school_admin.memberships[0].organisation
        defaults = {"organisation": place, "appointment": appoint(), "by": school_admin, "at": at}
        return grant(invitee=invitee, **{**defaults, **more})

    return given


@pytest.fixture
def member(school: School) -> Membership:
    """Return a coordinator of the school, since long ago and without end."""
    return MembershipFactory(role=Role.QC, organisation=school.organisation)
