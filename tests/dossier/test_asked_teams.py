"""Teams that can be asked: added and switched by who manages the settings of a municipality."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.test import Client
from django.urls import reverse

from dossier import asked_teams
from dossier.asked_teams import TeamError
from dossier.models import AskedTeam
from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.states import ModuleKind, Role
from tests.factories.children import AT
from tests.factories.partners import ModuleFactory, MunicipalityFactory, make_actor
from tests.factories.requests import AskedTeamFactory
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    made: Municipality = MunicipalityFactory()
    ModuleFactory(municipality=made, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def officer(municipality: Municipality) -> Actor:
    return make_actor(Role.GEM, municipality)


def add(town: Municipality, by: Actor, name: str = " Vliegende brigade ") -> AskedTeam:
    return asked_teams.add(municipality_id=town.pk, name=name, by=by, at=AT)


def test_add_keeps_the_name(municipality: Municipality, officer: Actor) -> None:
    assert add(municipality, officer).name == "Vliegende brigade"
    assert AuditEntry.objects.filter(action=asked_teams.SAVED).count() == 1


@pytest.mark.parametrize("name", ["", "vliegende BRIGADE"])
def test_add_refuses_no_name_and_the_same_name(
    municipality: Municipality, officer: Actor, name: str
) -> None:
    add(municipality, officer)
    with pytest.raises(TeamError):
        add(municipality, officer, name)


def test_add_elsewhere_finds_nothing(municipality: Municipality) -> None:
    with pytest.raises(ObjectDoesNotExist):
        add(municipality, make_actor(Role.GEM, MunicipalityFactory()))


def test_add_by_an_officer_of_privacy_is_refused(municipality: Municipality) -> None:
    with pytest.raises(PermissionDenied):
        add(municipality, make_actor(Role.DPO, municipality))


def test_switch_twice_is_noted_once(municipality: Municipality, officer: Actor) -> None:
    team = AskedTeamFactory(municipality=municipality)
    for _twice in "ab":
        given = {"municipality_id": municipality.pk, "team_id": team.pk, "by": officer, "at": AT}
        asked_teams.switch(is_on=False, **given)
    assert not AskedTeam.objects.in_use().exists()
    assert AuditEntry.objects.filter(action=asked_teams.SAVED).count() == 1


def test_switch_of_another_municipality_finds_nothing(
    municipality: Municipality, officer: Actor
) -> None:
    given = {"municipality_id": municipality.pk, "team_id": AskedTeamFactory().pk}
    with pytest.raises(ObjectDoesNotExist):
        asked_teams.switch(is_on=False, by=officer, at=AT, **given)


def test_page_adds_and_switches(municipality: Municipality, officer: Actor) -> None:
    client = sign_in(Client(), officer)
    path = reverse("asked_teams", args=[municipality.key])
    assert "Vliegende brigade" in client.get(path).content.decode()
    client.post(path, {"name": "Vliegende brigade"})
    team = AskedTeam.objects.get()
    off = reverse("asked_team_switch", args=[municipality.key, team.pk])
    assert "niet meer gevraagd" in client.post(off, {"aan": "nee"}, follow=True).content.decode()
    assert "al een team" in client.post(path, {"name": team.name}).content.decode()


def test_page_of_a_team_of_another_municipality(municipality: Municipality, officer: Actor) -> None:
    off = reverse("asked_team_switch", args=[municipality.key, AskedTeamFactory().pk])
    assert sign_in(Client(), officer).post(off).status_code == 404
