"""Pages with which childcare keeps guardians: each change says what it does to consents."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from children import links
from children.models import Child, ConsentQuestion, Guardian
from children.states import Channel, ConsentAct, ConsentScope, GuardianKind
from partners.access import Actor
from partners.states import ModuleKind, Role
from tests.factories.children import AT, GuardianFactory, ask, make_child, say
from tests.factories.partners import ModuleFactory, SchoolFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNCHANGED = "Aan de toestemmingen verandert niets."


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def child() -> Child:
    made = make_child(school=SchoolFactory())
    ModuleFactory(municipality=made.location.municipality, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def question(child: Child) -> ConsentQuestion:
    """Return a question to which the only parent said yes."""
    made = ask(child, ConsentScope.DISCUSS, child.school)
    say(made, ConsentAct.GRANTED)
    return made


@pytest.fixture
def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location)


@pytest.fixture
def page(contact: Actor) -> Client:
    return sign_in(Client(), contact)


@pytest.fixture
def home(child: Child) -> str:
    return f"/kinderen/{child.key}/ouders/"


def filled(**more: Any) -> dict[str, Any]:
    given = {
        "name": "Bas Molenpad",
        "kind": GuardianKind.PARENT,
        "has_authority": "on",
        "email": "bas@example.org",
        "phone": "0612345678",
        "language": "nl",
    }
    return {name: value for name, value in {**given, **more}.items() if value is not None}


def said(answer: Any) -> str:
    return str(list(answer.context["messages"])[-1])


def test_add_keeps_a_guardian_and_what_was_allowed(
    page: Client, child: Child, home: str, question: ConsentQuestion
) -> None:
    answer = page.post(f"{home}toevoegen/", filled(), follow=True)
    assert said(answer) == f"Bas Molenpad is toegevoegd. {UNCHANGED}"
    assert child.guardians.filter(name="Bas Molenpad", email="bas@example.org").exists()


@pytest.mark.parametrize(
    "changes", [{"lives_apart": "on"}, {"kind": GuardianKind.VOOGD}], ids=["apart", "voogd"]
)
def test_add_says_that_a_consent_stops(
    changes: dict[str, str], page: Client, home: str, question: ConsentQuestion
) -> None:
    answer = page.post(f"{home}toevoegen/", filled(**changes), follow=True)
    assert "1 toestemming is gestopt" in said(answer)
    question.refresh_from_db()
    assert not question.is_live


def test_change_says_that_a_question_is_asked_anew(
    page: Client, child: Child, home: str, question: ConsentQuestion
) -> None:
    other = GuardianFactory(child=child, lives_apart=True)
    url = f"{home}{other.pk}/"
    page.post(url, filled(lives_apart="on"))
    assert "1 open vraag is vervallen" in said(page.post(url, filled(), follow=True))
    question.refresh_from_db()
    assert not question.is_live


def test_change_shows_a_refusal_at_its_field(page: Client, child: Child, home: str) -> None:
    parent = child.guardians.get()
    answer = page.post(f"{home}{parent.pk}/", filled(kind=GuardianKind.FOSTER_PARENT))
    assert list(answer.context["form"].errors) == ["has_authority"]


@pytest.mark.privacy(12)
@pytest.mark.parametrize("field", ["name", "phone"])
def test_no_field_takes_a_bsn(field: str, page: Client, child: Child, home: str) -> None:
    answer = page.post(f"{home}toevoegen/", filled(**{field: "Bas 111222333"}))
    assert list(answer.context["form"].errors) == [field]
    assert child.guardians.count() == 1


def test_end_says_beforehand_what_stops(
    page: Client, child: Child, home: str, question: ConsentQuestion
) -> None:
    parent, other = child.guardians.get(), GuardianFactory(child=child)
    assert "1 toestemming stopt meteen." in text(page.get(f"{home}{parent.pk}/einde/"))
    assert "Er stopt geen toestemming." in text(page.get(f"{home}{other.pk}/einde/"))


def test_end_stops_what_rested_on_this_guardian(
    page: Client, child: Child, home: str, question: ConsentQuestion
) -> None:
    parent = child.guardians.get()
    answer = page.post(f"{home}{parent.pk}/einde/", {"ended_on": "23-11-2026"}, follow=True)
    assert "1 toestemming is gestopt" in said(answer)
    assert page.get(f"{home}{parent.pk}/").status_code == 404


def test_end_refuses_a_day_to_come(page: Client, child: Child, home: str) -> None:
    parent = child.guardians.get()
    answer = page.post(f"{home}{parent.pk}/einde/", {"ended_on": "1-1-2099"})
    assert list(answer.context["form"].errors) == ["ended_on"]


def test_revoke_closes_all_links(page: Client, contact: Actor, child: Child, home: str) -> None:
    parent = child.guardians.get()
    token = links.make(guardian_id=parent.pk, channel=Channel.SHEET, by=contact, at=AT)
    page.post(f"{home}{parent.pk}/links-intrekken/")
    assert links.enter(token=token, born_on=child.born_on, at=AT) is None


@pytest.mark.parametrize("path", ["toevoegen/", "{pk}/", "{pk}/einde/"])
def test_pages_of_a_foreign_guardian_are_those_of_none(path: str, page: Client, home: str) -> None:
    other: Guardian = make_child().guardians.get()
    own_path = path.format(pk=other.pk)
    assert page.get(f"/kinderen/{other.child.key}/ouders/{own_path}").status_code == 404
    if "{pk}" in path:
        assert page.get(f"{home}{own_path}").status_code == 404


@pytest.mark.parametrize("role", [Role.KCC, Role.QC])
def test_pages_are_for_who_keeps_children(role: Role, child: Child, home: str) -> None:
    town = child.location.municipality
    place = SchoolFactory(municipality=town) if role == Role.QC else child.location.holder
    reader = sign_in(Client(), make_actor(role, place))
    assert reader.get(f"{home}toevoegen/").status_code == 403


def text(answer: Any) -> str:
    return str(answer.content.decode())
