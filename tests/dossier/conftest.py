"""What the tests of the dossier share."""

import pytest

from children.models import Child
from dossier.models import ObservationRequest
from partners.access import Actor
from partners.states import Role
from tests.dossier.request_town import Town, make_town
from tests.dossier.support_cast import switch_all_on
from tests.factories import reports as made
from tests.factories.children import make_child
from tests.factories.partners import make_actor


@pytest.fixture
def town(db: None) -> Town:
    """Return a child, the school of its parents, and who takes part in a request."""
    return make_town()


@pytest.fixture
def supported(db: None) -> Child:
    """Return a child whose organisation uses every part of support."""
    child = make_child()
    switch_all_on(child)
    return child


@pytest.fixture
def writer(supported: Child) -> Actor:
    """Return the contact of its location."""
    return make_actor(Role.KOC, supported.location)


@pytest.fixture
def child(db: None) -> Child:
    """Return a child with a name that stands nowhere else."""
    return make_child(first_name="Levi", last_name="Waterval")


@pytest.fixture
def carer(child: Child) -> Actor:
    """Return the care coordinator of the child."""
    return make_actor(Role.KCC, child.location.holder)


@pytest.fixture
def request_(db: None) -> ObservationRequest:
    """Return a request for which a day is planned."""
    return made.planned()


@pytest.fixture
def reporter(request_: ObservationRequest) -> Actor:
    """Return the coordinator of the school that looks."""
    return make_actor(Role.QC, request_.school)


@pytest.fixture
def worker(request_: ObservationRequest) -> Actor:
    """Return the contact of the location of the child."""
    return make_actor(Role.KOC, request_.child.location)
