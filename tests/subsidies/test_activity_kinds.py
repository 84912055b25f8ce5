"""Kinds of activities: shipped to everybody, changed by one municipality, never for another."""

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import AuditEntry, Municipality
from partners.refusals import RefusedError
from partners.states import Role
from subsidies.activity_kinds import Kind, kinds_of, save_kind, shipped
from subsidies.models import ActivityKind
from subsidies.states import ActivityCode
from tests.factories.hours import AT
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
A1 = ActivityCode.A1
NUMBER = "Hier staat een getal dat een burgerservicenummer kan zijn: haal het weg."
OTHERWISE = Kind(A1, "Groepsbespreking", 75, is_on=False)


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory()


def save(municipality: Municipality, kind: Kind, role: Role = Role.GEM) -> Kind:
    by = make_actor(role, municipality if role == Role.GEM else None)
    return save_kind(municipality_id=municipality.pk, kind=kind, by=by, at=AT)


def test_new_municipality_has_the_shipped_kinds(municipality: Municipality) -> None:
    found = kinds_of([municipality.pk])[municipality.pk]
    assert [(kind.name, kind.minutes) for kind in found.values()] == [
        ("Kindbespreking", 60),
        ("Afstemmingsoverleg", 45),
        ("Observatie", 90),
        ("Plaatsing", 30),
        ("Overig", 30),
    ]


def test_save_kind_changes_it_here_only(municipality: Municipality) -> None:
    other = MunicipalityFactory()
    save(municipality, OTHERWISE)
    found = kinds_of([municipality.pk, other.pk])
    assert (found[municipality.pk][A1], found[other.pk][A1]) == (OTHERWISE, shipped(A1))
    assert AuditEntry.objects.get(action="activity_kind.saved").details == {
        "kind": "a1", "minutes": 75, "is_on": False,
    }  # fmt: skip


def test_save_kind_that_is_the_same_keeps_nothing(municipality: Municipality) -> None:
    save(municipality, shipped(A1))
    assert not ActivityKind.objects.exists()


def test_save_kind_refuses_the_name_of_another(municipality: Municipality) -> None:
    with pytest.raises(RefusedError) as caught:
        save(municipality, Kind(A1, "overig", 60))
    assert (caught.value.message, caught.value.field) == (
        "Er is al een soort activiteit die overig heet.", "name",
    )  # fmt: skip


def test_save_kind_is_not_for_another_municipality(municipality: Municipality) -> None:
    officer = make_actor(Role.GEM, MunicipalityFactory())
    with pytest.raises(Municipality.DoesNotExist):
        save_kind(municipality_id=municipality.pk, kind=OTHERWISE, by=officer, at=AT)


def test_save_kind_is_not_for_another_role(municipality: Municipality) -> None:
    officer = make_actor(Role.DPO, municipality)
    with pytest.raises(PermissionDenied):
        save_kind(municipality_id=municipality.pk, kind=OTHERWISE, by=officer, at=AT)


def test_page_saves_a_kind_and_shows_it(municipality: Municipality) -> None:
    client = client_of(make_actor(Role.GEM, municipality))
    path = f"/instellingen/{municipality.key}/activiteiten/"
    answer = client.post(f"{path}a1/wijzigen/", {"name": "Groepsbespreking", "minutes": "75"})
    assert answer.url == path
    assert "Groepsbespreking is bewaard." in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ({"name": "", "minutes": "60"}, "name", "Vul in hoe deze soort heet."),
        ({"name": "A", "minutes": "0"}, "minutes", "Vul een getal in van ten minste 1."),
        ({"name": "123456782", "minutes": "60"}, "name", NUMBER),
    ],
)
def test_page_refuses_a_kind(
    municipality: Municipality, typed: dict[str, str], field: str, text: str
) -> None:
    client = client_of(make_actor(Role.GEM, municipality))
    path = f"/instellingen/{municipality.key}/activiteiten/a1/wijzigen/"
    assert client.post(path, typed).context["form"].errors == {field: [text]}


def test_page_of_an_unknown_kind_is_not_there(municipality: Municipality) -> None:
    client = client_of(make_actor(Role.GEM, municipality))
    path = f"/instellingen/{municipality.key}/activiteiten/a9/wijzigen/"
    assert client.get(path).status_code == 404
