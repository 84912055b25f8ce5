"""Kindcentra: made, composed and removed."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.access import Actor
from partners.kindcentra import Composition, KindcentrumError, remove, save
from partners.models import AuditEntry, ChildcareLocation, Kindcentrum, Municipality, School
from partners.states import ModuleKind, Role
from tests.factories.partners import (
    ChildcareLocationFactory,
    KindcentrumFactory,
    MembershipFactory,
    ModuleFactory,
    MunicipalityFactory,
    SchoolFactory,
    make_actor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def location(municipality: Municipality) -> ChildcareLocation:
    return ChildcareLocationFactory(municipality=municipality)


@pytest.fixture
def keep(municipality: Municipality, officer: Actor, at: datetime) -> Any:
    """Return `save` by the officer, with a name unless a test gives one."""

    def kept(kindcentrum: Kindcentrum | None = None, **values: Any) -> Kindcentrum:
        return save(
            municipality_id=municipality.pk,
            kindcentrum_id=kindcentrum.pk if kindcentrum else None,
            composition=Composition(**{"name": "De Wilg", **values}),
            by=officer,
            at=at,
        )

    return kept


def test_save_makes_a_kindcentrum_with_its_places(
    keep: Any, school: School, location: ChildcareLocation
) -> None:
    made = keep(neighbourhood="Oost", schools=[school.pk], locations=[location.pk])
    assert (made.name, made.neighbourhood) == ("De Wilg", "Oost")
    assert (list(made.schools.all()), list(made.childcare_locations.all())) == (
        [school], [location],
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="kindcentrum.saved")
    assert entry.details == {"schools": 1, "locations": 1}


def test_save_again_renames_and_takes_places_out(keep: Any, school: School) -> None:
    made = keep(schools=[school.pk])
    keep(made, name="De Linde")
    assert [str(each) for each in Kindcentrum.objects.all()] == ["De Linde"]
    assert not made.schools.exists()


def test_save_keeps_its_own_places(keep: Any, school: School) -> None:
    made = keep(schools=[school.pk])
    keep(made, schools=[school.pk])
    assert list(made.schools.all()) == [school]


@pytest.mark.parametrize("name", ["De Wilg", "de wilg"])
def test_save_refuses_a_name_that_is_taken_here(keep: Any, name: str) -> None:
    keep()
    with pytest.raises(KindcentrumError, match="al een kindcentrum") as refusal:
        keep(name=name)
    assert refusal.value.field == "name"


def test_save_takes_a_name_that_is_taken_elsewhere(keep: Any) -> None:
    KindcentrumFactory(name="De Wilg")
    assert keep().name == "De Wilg"


def test_save_refuses_a_school_of_another_kindcentrum_by_name(keep: Any, school: School) -> None:
    keep(schools=[school.pk])
    with pytest.raises(KindcentrumError, match="Basisschool De Wilg zit al in De Wilg") as refusal:
        keep(name="De Linde", schools=[school.pk])
    assert refusal.value.field == "schools"
    assert Kindcentrum.objects.count() == 1


def test_save_refuses_a_school_elsewhere(keep: Any) -> None:
    with pytest.raises(KindcentrumError, match="van deze gemeente"):
        keep(schools=[SchoolFactory().pk])


def test_save_refuses_a_place_without_an_officer_while_a_module_is_on(
    keep: Any, municipality: Municipality, school: School, location: ChildcareLocation
) -> None:
    MembershipFactory(role=Role.DPO, organisation=school.board.organisation)
    made = keep(schools=[school.pk])
    ModuleFactory(municipality=municipality, kindcentrum=made, kind=ModuleKind.HANDOVER)
    keep(made, schools=[school.pk], neighbourhood="West")
    with pytest.raises(KindcentrumError, match=location.holder.name):
        keep(made, schools=[school.pk], locations=[location.pk])


def test_save_elsewhere_is_refused(officer: Actor, at: datetime) -> None:
    with pytest.raises(Municipality.DoesNotExist):
        save(
            municipality_id=MunicipalityFactory().pk,
            composition=Composition("De Wilg"),
            by=officer,
            at=at,
        )


def test_save_of_a_kindcentrum_elsewhere_is_refused(keep: Any) -> None:
    with pytest.raises(Kindcentrum.DoesNotExist):
        keep(KindcentrumFactory())


def test_save_is_refused_to_a_role_without_it(municipality: Municipality, at: datetime) -> None:
    reader = make_actor(Role.DPO, municipality, day=at.date())
    with pytest.raises(PermissionDenied):
        save(municipality_id=municipality.pk, composition=Composition("De Wilg"), by=reader, at=at)


def test_remove_takes_an_empty_one_away_and_logs_it(
    municipality: Municipality, officer: Actor, at: datetime
) -> None:
    empty = KindcentrumFactory(municipality=municipality, name="De Wilg")
    assert remove(kindcentrum_id=empty.pk, by=officer, at=at) == "De Wilg"
    assert not Kindcentrum.objects.exists()
    assert AuditEntry.objects.get().action == "kindcentrum.removed"


def test_remove_refuses_one_with_places(keep: Any, school: School, officer: Actor, at: Any) -> None:
    made = keep(schools=[school.pk])
    with pytest.raises(KindcentrumError, match="Basisschool De Wilg"):
        remove(kindcentrum_id=made.pk, by=officer, at=at)


def test_remove_refuses_one_with_a_module(keep: Any, officer: Actor, at: datetime) -> None:
    made = keep()
    ModuleFactory(municipality=made.municipality, kindcentrum=made, kind=ModuleKind.HANDOVER)
    with pytest.raises(KindcentrumError, match="Zet eerst de modules"):
        remove(kindcentrum_id=made.pk, by=officer, at=at)


def test_remove_elsewhere_is_refused(officer: Actor, at: datetime) -> None:
    with pytest.raises(Kindcentrum.DoesNotExist):
        remove(kindcentrum_id=KindcentrumFactory().pk, by=officer, at=at)


def test_remove_is_refused_to_a_role_without_it(municipality: Municipality, at: datetime) -> None:
    empty = KindcentrumFactory(municipality=municipality)
    with pytest.raises(PermissionDenied):
        remove(
            kindcentrum_id=empty.pk,
            by=make_actor(Role.SIG, municipality, day=at.date()),
            at=at,
        )
