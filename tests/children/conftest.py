"""What the tests on children share: a location, and the town of the proofs of access.

The town is made once for a file of tests, as it was for each of them.
"""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from partners.models import ChildcareLocation
from tests.children.access_world import World
from tests.factories.children import switch_on
from tests.factories.partners import ChildcareLocationFactory


@pytest.fixture
def location(db: None) -> ChildcareLocation:
    """Return a location where Overdracht is on."""
    made: ChildcareLocation = ChildcareLocationFactory()
    switch_on(made)
    return made


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the town in a transaction around all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(_town: World, db: None) -> World:
    """Return the town as nobody has touched it: what a test does to it is rolled back."""
    return copy.deepcopy(_town)
