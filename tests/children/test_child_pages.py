"""Pages of the children: list, one child, add, move to another group, leave, undo."""

import re
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from children import enrolment, stands
from children.models import Child, Group
from children.states import ConsentAct, ConsentScope, LeaveReason
from children.views.children import GONE
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation
from partners.states import Role
from tests.factories.children import GroupFactory, ask, make_child, say, work_in
from tests.factories.partners import (
    SchoolFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BORN = TODAY - timedelta(days=3 * 365 + 100)
LIST = "/kinderen/"
QUERIES_OF_LIST = 10
SECRETS = re.compile(r'(value|nonce|content)="[^"]{20,}"')
# Asked for the page of a child; each is also asked for a child elsewhere, and for none.
PAGES = ("", "groep/", "vertrek/", "vergissing/", "terug/")


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location)


@pytest.fixture
def page(contact: Actor) -> Client:
    return sign_in(Client(), contact)


@pytest.fixture
def child(location: ChildcareLocation) -> Child:
    group = GroupFactory(location=location, name="Vlinders")
    return make_child(
        location,
        group=group,
        first_name="Levi",
        last_name="Waterval",
        born_on=BORN,
        entered_on=TODAY,
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def names(response: Any) -> list[str]:
    return [row.first_name for row in response.context["object_list"]]


def filled(child: Child, **more: Any) -> dict[str, Any]:
    """Return a form of another child in the same group."""
    given = {
        "first_name": "Nora",
        "last_name": "Kersentuin",
        "born_on": BORN.strftime("%d-%m-%Y"),
        "place": f"{child.location_id}-{child.group_id}",
    }
    return {**given, **more}


# --- the list -------------------------------------------------------------------------------


def test_list_begins_with_who_turns_three_and_a_half_soon(
    page: Client, location: ChildcareLocation
) -> None:
    for first_name, months in (("Oud", 50), ("Straks", 39), ("Bijna", 41), ("Jong", 33)):
        born_on = TODAY - timedelta(days=int(months * 30.4))
        make_child(location, first_name=first_name, born_on=born_on, entered_on=TODAY)
    assert names(page.get(LIST)) == ["Bijna", "Straks", "Oud", "Jong"]
    assert names(page.get(f"{LIST}?volgorde=naam")) == ["Bijna", "Jong", "Oud", "Straks"]


def test_list_finds_parts_of_names_in_any_order(page: Client, child: Child) -> None:
    make_child(child.location, first_name="Nora", last_name="Aydin")
    assert names(page.get(f"{LIST}?q=water%20LEV")) == ["Levi"]
    assert names(page.get(f"{LIST}?q=aydin")) == ["Nora"]


def test_list_filters_by_group_and_stand(page: Client, child: Child) -> None:
    make_child(child.location, first_name="Weg", left_on=TODAY, left_because=LeaveReason.MOVED)
    make_child(child.location, first_name="Los")
    assert names(page.get(f"{LIST}?group={child.group_id}")) == ["Levi"]
    assert names(page.get(f"{LIST}?state=weg")) == ["Weg"]
    assert set(names(page.get(f"{LIST}?state=alles"))) == {"Levi", "Weg", "Los"}


@pytest.mark.privacy(17)
def test_list_notes_a_read_of_each_child(page: Client, child: Child) -> None:
    make_child(child.location)
    make_child()
    page.get(LIST)
    assert AuditEntry.objects.filter(action="child.read").count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_a_fixed_number_of_queries(
    page: Client,
    location: ChildcareLocation,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    group = GroupFactory(location=location)
    for _ in range(number):
        make_child(location, group=group)
    with django_assert_num_queries(QUERIES_OF_LIST):
        page.get(LIST)


def test_list_without_children_says_how_to_begin(page: Client) -> None:
    assert "Nog geen kinderen" in text(page.get(LIST))


@pytest.mark.privacy(9)
def test_list_of_a_school_holds_whom_it_has_a_live_consent_for(child: Child) -> None:
    school = SchoolFactory(municipality=child.location.municipality)
    reader = sign_in(Client(), make_actor(Role.QC, school))
    question = ask(child, ConsentScope.DISCUSS, school)
    before = text(reader.get(LIST))
    say(question, ConsentAct.GRANTED)
    assert "Waterval" not in before
    assert names(reader.get(LIST)) == ["Levi"]
    say(question, ConsentAct.WITHDRAWN)
    assert text(reader.get(LIST)).count("Waterval") == 0


def test_list_of_a_school_holds_who_left_and_does_not_say_so(child: Child) -> None:
    school = SchoolFactory(municipality=child.location.municipality)
    reader = sign_in(Client(), make_actor(Role.SCH, school))
    say(ask(child, ConsentScope.SHARE_FORM, school), ConsentAct.GRANTED)
    Child.objects.update(left_on=TODAY, left_because=LeaveReason.TO_SCHOOL)
    shown = reader.get(LIST)
    assert names(shown) == ["Levi"]
    assert "weg sinds" not in text(shown) + text(reader.get(f"{LIST}{child.key}/")).lower()
    assert "state" not in shown.context["filter"].filters


def test_list_of_a_worker_holds_the_own_group(child: Child) -> None:
    worker = make_actor(Role.KOW, child.location)
    make_child(child.location, first_name="Ander")
    work_in(child.group, worker.memberships[0])
    assert names(sign_in(Client(), worker).get(LIST)) == ["Levi"]


@pytest.mark.privacy(33)
def test_pages_are_gone_where_the_module_is_off() -> None:
    client = sign_in(Client(), make_actor(Role.KOC))
    for path in (LIST, f"{LIST}toevoegen/", "/groepen/", "/groepen/toevoegen/"):
        assert client.get(path).status_code == 404


@pytest.mark.privacy(11)
@pytest.mark.parametrize("role", [Role.GEM, Role.ADM, Role.DPO])
def test_pages_are_closed_to_the_office(child: Child, role: Role) -> None:
    client = sign_in(Client(), make_actor(role, child.location.municipality))
    for path in (LIST, *(f"{LIST}{child.key}/{part}" for part in PAGES)):
        response = client.get(path)
        assert response.status_code == 403
        assert "Waterval" not in text(response)


def test_pages_send_a_visitor_to_the_sign_in_page(child: Child) -> None:
    response = Client().get(f"{LIST}{child.key}/")
    assert response["Location"].startswith("/account/inloggen/")


# --- one child ------------------------------------------------------------------------------


def test_page_of_a_child_shows_record_and_guardians(page: Client, child: Child) -> None:
    child.guardians.update(name="Ouder Waterval", phone="06 1234")
    shown = text(page.get(f"{LIST}{child.key}/"))
    assert all(words in shown for words in ("Levi Waterval", "Vlinders", "Ouder Waterval"))
    assert set(
        AuditEntry.objects.filter(action="child.read").values_list("details__thing", flat=True)
    ) == {"child", "consent", "guardian"}


@pytest.mark.privacy(35)
def test_page_of_a_child_shows_a_school_no_guardian(child: Child) -> None:
    child.guardians.update(name="Ouder Geheim")
    school = SchoolFactory(municipality=child.location.municipality)
    say(ask(child, ConsentScope.SHARE_FORM, school), ConsentAct.GRANTED)
    response = sign_in(Client(), make_actor(Role.SCH, school)).get(f"{LIST}{child.key}/")
    assert response.status_code == 200
    assert "Ouder Geheim" not in text(response)
    assert "Vertrek noteren" not in text(response)


@pytest.mark.privacy(10)
@pytest.mark.parametrize("part", PAGES)
def test_pages_of_a_foreign_child_are_those_of_none(page: Client, child: Child, part: str) -> None:
    foreign = make_child(added_at=timezone.now())
    nobody = "6f1c2d0e-0000-4000-8000-000000000000"
    answers = [page.get(f"{LIST}{key}/{part}") for key in (foreign.key, nobody)]
    assert [answer.status_code for answer in answers] == [404, 404]
    shown = [SECRETS.sub("", text(answer)) for answer in answers]
    assert shown[0].replace(str(foreign.key), "") == shown[1].replace(nobody, "")


# --- adding ---------------------------------------------------------------------------------


def test_add_takes_four_fields(page: Client, child: Child) -> None:
    response = page.post(f"{LIST}toevoegen/", filled(child))
    made = Child.objects.get(first_name="Nora")
    assert response["Location"] == f"{LIST}{made.key}/"
    assert (made.group, made.entered_on) == (child.group, TODAY)


def test_add_without_a_group_yet(page: Client, child: Child) -> None:
    page.post(f"{LIST}toevoegen/", filled(child, place=f"{child.location_id}-"))
    assert Child.objects.get(first_name="Nora").group is None


def test_add_with_a_guardian(page: Client, child: Child) -> None:
    more = {"guardian_name": "Ouder", "guardian_email": "ouder@example.org"}
    page.post(f"{LIST}toevoegen/", filled(child, **more))
    assert Child.objects.get(first_name="Nora").guardians.get().email == "ouder@example.org"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"first_name": ""}, "Vul de voornaam van het kind in."),
        ({"born_on": "1-1-2013"}, "Kijk het jaartal na."),
        ({"born_on": (TODAY + timedelta(days=9)).strftime("%d-%m-%Y")}, "in de toekomst"),
        ({"last_name": "Kersentuin 111222333"}, "burgerservicenummer"),
        ({"place": "1-1"}, "Kies uit de lijst."),
        ({"guardian_email": "ouder@example.org"}, "Vul de naam in van de ouder"),
    ],
)
def test_add_says_what_to_do(page: Client, child: Child, more: dict[str, str], words: str) -> None:
    assert words in text(page.post(f"{LIST}toevoegen/", filled(child, **more)))
    assert Child.objects.count() == 1


def test_add_asks_first_about_one_that_looks_the_same(page: Client, child: Child) -> None:
    same = filled(child, first_name="Levi", last_name="Waterval")
    asked = text(page.post(f"{LIST}toevoegen/", same))
    assert f'href="{LIST}{child.key}/"' in asked
    assert "Dit is een ander kind" in asked
    page.post(f"{LIST}toevoegen/", {**same, "is_another": "on"})
    assert Child.objects.count() == 2


def test_add_is_closed_to_who_only_reads(child: Child) -> None:
    reader = sign_in(Client(), make_actor(Role.KCC, child.location.holder))
    assert reader.get(f"{LIST}toevoegen/").status_code == 403
    assert "Kind toevoegen" not in text(reader.get(LIST))


def test_add_to_a_full_group_asks_first(page: Client, child: Child) -> None:
    Group.objects.filter(pk=child.group_id).update(places=1)
    asked = page.post(f"{LIST}toevoegen/", filled(child))
    assert "Vlinders is vol (plaatsen: 1)." in text(asked)
    assert "Toch in deze groep" in text(asked)
    page.post(f"{LIST}toevoegen/", filled(child, is_over="on"))
    assert Child.objects.filter(first_name="Nora").exists()


def test_move_to_a_full_group_asks_first(page: Client, child: Child) -> None:
    full = GroupFactory(location=child.location, name="Rupsen", places=1)
    make_child(child.location, group=full)
    data = {"group": full.pk, "from_day": TODAY.strftime("%d-%m-%Y")}
    assert "Rupsen is vol" in text(page.post(f"{LIST}{child.key}/groep/", data))
    page.post(f"{LIST}{child.key}/groep/", {**data, "is_over": "on"})
    child.refresh_from_db()
    assert child.group == full


@pytest.mark.privacy(10)
@pytest.mark.parametrize("part", ["groep/", "vergissing/"])
def test_who_is_gone_between_the_look_and_the_act_never_existed(
    page: Client, child: Child, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_named: Any) -> None:
        raise Child.DoesNotExist

    for name in ("move_group", "undo_entry"):
        monkeypatch.setattr(enrolment, name, gone)
    group = GroupFactory(location=child.location)
    data = {"group": group.pk, "from_day": TODAY.strftime("%d-%m-%Y")}
    assert page.post(f"{LIST}{child.key}/{part}", data).status_code == 404


@pytest.mark.privacy(10)
@pytest.mark.parametrize("error", GONE)
def test_whatever_is_gone_by_then_never_existed(
    page: Client, child: Child, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolment, "undo_entry", Mock(side_effect=error))
    assert page.post(f"{LIST}{child.key}/vergissing/").status_code == 404


@pytest.mark.privacy(10)
def test_a_child_that_is_gone_while_its_page_is_made_never_existed(
    page: Client, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stands, "with_questions", lambda _rows: Child.objects.none())
    assert page.get(f"{LIST}{child.key}/").status_code == 404


# --- changing -------------------------------------------------------------------------------


def test_move_puts_a_child_in_another_group(page: Client, child: Child) -> None:
    other = GroupFactory(location=child.location, name="Rupsen")
    day = TODAY.strftime("%d-%m-%Y")
    page.post(f"{LIST}{child.key}/groep/", {"group": other.pk, "from_day": day})
    child.refresh_from_db()
    assert child.group == other


def test_move_offers_the_other_groups_of_the_location(page: Client, child: Child) -> None:
    GroupFactory(location=child.location, name="Rupsen")
    GroupFactory(name="Elders")
    form = page.get(f"{LIST}{child.key}/groep/").context["form"]
    assert [str(group) for group in form.fields["group"].queryset] == ["Rupsen"]


def test_move_says_what_is_wrong_with_the_day(page: Client, child: Child) -> None:
    other = GroupFactory(location=child.location)
    day = (TODAY + timedelta(days=1)).strftime("%d-%m-%Y")
    answer = page.post(f"{LIST}{child.key}/groep/", {"group": other.pk, "from_day": day})
    assert "niet later dan vandaag" in text(answer)


def test_leave_and_return(page: Client, child: Child) -> None:
    day = TODAY.strftime("%d-%m-%Y")
    page.post(f"{LIST}{child.key}/vertrek/", {"left_on": day, "because": "moved"})
    child.refresh_from_db()
    assert (child.left_on, child.left_because) == (TODAY, "moved")
    assert "Vertrek terugdraaien" in text(page.get(f"{LIST}{child.key}/"))
    assert page.get(f"{LIST}{child.key}/terug/").status_code == 200
    page.post(f"{LIST}{child.key}/terug/")
    child.refresh_from_db()
    assert child.left_on is None


def test_leave_offers_no_mistake(page: Client, child: Child) -> None:
    form = page.get(f"{LIST}{child.key}/vertrek/").context["form"]
    assert "mistake" not in dict(form.fields["because"].choices)


def test_undo_takes_a_child_out(page: Client, child: Child) -> None:
    assert page.get(f"{LIST}{child.key}/vergissing/").status_code == 200
    page.post(f"{LIST}{child.key}/vergissing/")
    assert page.get(f"{LIST}{child.key}/").status_code == 404


def test_undo_says_when_it_is_too_late(page: Client, child: Child) -> None:
    Child.objects.update(added_at=timezone.now() - timedelta(days=15))
    assert "tot 14 dagen" in text(page.post(f"{LIST}{child.key}/vergissing/"))
    assert "Invoer ongedaan maken" not in text(page.get(f"{LIST}{child.key}/"))


def test_days_of_this_file_are_of_a_child_that_may_be_entered() -> None:
    assert date(TODAY.year - 5, 1, 1) < BORN < TODAY - timedelta(days=31 * 30)
