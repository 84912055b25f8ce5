"""What the tests of the handover share: a child, its school, and who works there."""

import pytest

from children.models import Child
from partners.access import Actor
from partners.models import School
from partners.states import Role
from tests.factories.children import AT, make_child, switch_on
from tests.factories.partners import SchoolFactory, make_actor
from tests.transitions.cast import Cast, make_cast


@pytest.fixture
def child(db: None) -> Child:
    """Return a child whose parents named a school."""
    made = make_child(first_name="Levi", last_name="Waterval")
    made.school = SchoolFactory(municipality=made.location.municipality)
    made.save()
    return made


@pytest.fixture
def school(child: Child) -> School:
    """Return that school, where Overdracht is on."""
    assert child.school is not None
    switch_on(child.school)
    return child.school


@pytest.fixture
def keeper(school: School) -> Actor:
    """Return the contact of the school."""
    return make_actor(Role.SCH, school, day=AT.date())


@pytest.fixture
def contact(child: Child) -> Actor:
    """Return the contact of the location of the child."""
    return make_actor(Role.KOC, child.location, day=AT.date())


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a child that goes to a school, and who works on its handover."""
    return make_cast()
