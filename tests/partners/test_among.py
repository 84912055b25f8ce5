"""The condition that finds rows by a short list: the same rows as `IN`, in one list made first."""

import re
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from partners.among import Among
from partners.models import ChildcareLocation, Municipality
from tests.factories.partners import ChildcareLocationFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns() -> list[Municipality]:
    """Return three municipalities with two locations each."""
    made = MunicipalityFactory.create_batch(3)
    for town in made:
        ChildcareLocationFactory.create_batch(2, municipality=town)
    return made


def keys_of(*towns: Municipality) -> QuerySet[Any, Any]:
    """Return the keys of these municipalities, as a query."""
    return Municipality.objects.filter(pk__in=[each.pk for each in towns]).order_by().values("pk")


def found(condition: Q) -> set[int]:
    """Return the municipalities of the locations that a condition finds."""
    rows = ChildcareLocation.objects.filter(condition).values_list("municipality", flat=True)
    return set(rows)


@pytest.mark.parametrize("wanted", [0, 1, 3])
def test_among_finds_what_in_finds(towns: list[Municipality], wanted: int) -> None:
    keys = keys_of(*towns[:wanted])
    assert found(Q(Among("municipality", keys))) == {each.pk for each in towns[:wanted]}
    assert found(Q(Among("municipality", keys))) == found(Q(municipality__in=keys))


def test_among_holds_beside_another_condition(towns: list[Municipality]) -> None:
    first, second, third = towns
    either = Q(Among("municipality", keys_of(first))) | Q(municipality=second)
    assert found(either) == {first.pk, second.pk}
    assert found(~either & Q(municipality__in=towns)) == {third.pk}


def test_row_without_a_key_is_in_no_list(towns: list[Municipality]) -> None:
    loose = ChildcareLocationFactory(municipality=towns[0], kindcentrum=None)
    rows = ChildcareLocation.objects.filter(Among("kindcentrum", keys_of(*towns)))
    assert loose not in rows
    assert not rows.exists()


def test_list_is_made_before_rows_are_looked_up(towns: list[Municipality]) -> None:
    rows = ChildcareLocation.objects.filter(Among("municipality", keys_of(*towns)))
    shown = rows.explain()  # "$0" is what PostgreSQL 15 and 16 call it
    assert re.search(r"municipality_id = ANY \((\$0|\(InitPlan 1\))", shown)
