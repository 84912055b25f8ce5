"""Arrangements of a municipality, and the age from which children enter."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from children import ages, arrangements, enrolment
from children.arrangements import SHIPPED, ArrangementError, ArrangementValues
from children.enrolment import EnrolmentError, NewChild
from children.models import Arrangement
from partners.access import Actor
from partners.models import AuditEntry, Municipality
from partners.states import ModuleKind, Role
from tests.factories.children import AT, ArrangementFactory
from tests.factories.partners import (
    ChildcareLocationFactory,
    ModuleFactory,
    MunicipalityFactory,
    make_actor,
)
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
HOME = "/instellingen/9796/arrangementen/"
VALUES = ArrangementValues("Dreumesarrangement", 18, 30, entry_months=12)


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(key="9796", name="Wilgenstad")
    ModuleFactory(municipality=made, kind=ModuleKind.HANDOVER)
    return made


@pytest.fixture
def officer(town: Municipality) -> Actor:
    return make_actor(Role.GEM, town)


@pytest.fixture
def page(officer: Actor) -> Client:
    return sign_in(Client(), officer)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def filled(**more: Any) -> dict[str, Any]:
    return {"name": "Zomerclub", "from_months": "2;6", "until_months": "12", **more}


# --- the table ------------------------------------------------------------------------------


def test_save_keeps_an_arrangement_and_notes_it(town: Municipality, officer: Actor) -> None:
    row = arrangements.save(municipality_id=town.pk, values=VALUES, by=officer, at=AT)
    assert (row.municipality, row.name, row.entry_months) == (town, "Dreumesarrangement", 12)
    assert AuditEntry.objects.get(action="arrangement.saved").details == {
        "names": ["Dreumesarrangement"]
    }


def test_save_refuses_a_name_twice(town: Municipality, officer: Actor) -> None:
    ArrangementFactory(municipality=town, name="dreumesarrangement")
    with pytest.raises(ArrangementError, match="al een arrangement"):
        arrangements.save(municipality_id=town.pk, values=VALUES, by=officer, at=AT)


def test_save_refuses_an_end_before_the_beginning(town: Municipality, officer: Actor) -> None:
    values = ArrangementValues("Zomerclub", 30, 30)
    with pytest.raises(ArrangementError, match="na die van het begin"):
        arrangements.save(municipality_id=town.pk, values=values, by=officer, at=AT)


def test_save_changes_only_a_row_of_the_own_municipality(
    town: Municipality, officer: Actor
) -> None:
    other = ArrangementFactory()
    with pytest.raises(Arrangement.DoesNotExist):
        arrangements.save(
            municipality_id=town.pk, values=VALUES, arrangement_id=other.pk, by=officer, at=AT
        )
    with pytest.raises(Arrangement.DoesNotExist):
        arrangements.remove(municipality_id=town.pk, arrangement_id=other.pk, by=officer, at=AT)


def test_save_is_for_who_sets_up_the_municipality(town: Municipality) -> None:
    with pytest.raises(PermissionDenied):
        arrangements.save(
            municipality_id=town.pk, values=VALUES, by=make_actor(Role.DPO, town), at=AT
        )


def test_take_over_adds_what_is_not_there_yet(town: Municipality, officer: Actor) -> None:
    ArrangementFactory(municipality=town, name="ZOMERCLUB")
    made = arrangements.take_over(municipality_id=town.pk, by=officer, at=AT)
    assert len(made) == len(SHIPPED) - 1
    assert arrangements.take_over(municipality_id=town.pk, by=officer, at=AT) == []
    assert town.arrangements.count() == len(SHIPPED)


# --- the age --------------------------------------------------------------------------------


@pytest.mark.privacy(32)
def test_entry_months_are_thirty_unless_an_arrangement_that_is_on_says_so(
    town: Municipality,
) -> None:
    ArrangementFactory(municipality=town, entry_months=None)
    ArrangementFactory(municipality=town, entry_months=12, is_on=False)
    ArrangementFactory(entry_months=12)
    assert arrangements.entry_months(town.pk) == ages.ENTRY_MONTHS == 30
    ArrangementFactory(municipality=town, entry_months=18)
    ArrangementFactory(municipality=town, entry_months=12)
    assert arrangements.entry_months(town.pk) == 12


@pytest.mark.privacy(32)
def test_add_takes_a_child_of_one_where_the_arrangement_is_on(town: Municipality) -> None:
    location = ChildcareLocationFactory(municipality=town)
    contact = make_actor(Role.KOC, location, day=AT.date())
    new = NewChild("Levi", "Waterval", date(2025, 11, 23), AT.date(), location.pk)
    with pytest.raises(EnrolmentError, match="nog geen tweeënhalf jaar"):
        enrolment.add(new=new, by=contact, at=AT)
    arrangement = ArrangementFactory(municipality=town, entry_months=12)
    assert enrolment.add(new=new, by=contact, at=AT).born_on == new.born_on
    younger = NewChild("Nora", "Aydin", date(2025, 11, 24), AT.date(), location.pk)
    with pytest.raises(EnrolmentError, match="nog geen 1 jaar"):
        enrolment.add(new=younger, by=contact, at=AT)
    assert arrangement.is_on


@pytest.mark.parametrize(
    ("months", "words"),
    [(30, "tweeënhalf jaar"), (12, "1 jaar"), (27, "2 jaar en 3 maanden"), (1, "1 maand")],
)
def test_age_words_are_for_running_text(months: int, words: str) -> None:
    assert ages.age_words(months) == words


# --- the pages ------------------------------------------------------------------------------


def test_list_takes_the_example_over_with_one_click(page: Client, town: Municipality) -> None:
    assert "Voorbeeld overnemen" in body(page.get(HOME))
    assert "6 arrangementen zijn overgenomen." in body(page.post(HOME, follow=True))
    text = body(page.get(HOME))
    assert "Voorbeeld overnemen" not in text
    assert "2 jaar en 3 maanden tot 4 jaar" in text


def test_list_says_from_which_age_children_enter(page: Client, town: Municipality) -> None:
    assert "vanaf tweeënhalf jaar" in body(page.get(HOME))
    ArrangementFactory(municipality=town, entry_months=12)
    assert "vanaf 1 jaar" in body(page.get(HOME))


def test_form_adds_and_changes(page: Client, town: Municipality) -> None:
    page.post(f"{HOME}toevoegen/", filled(entry_months="1;6", is_on="on", has_home_visit="on"))
    row = town.arrangements.get()
    assert (row.from_months, row.until_months, row.entry_months) == (30, 144, 18)
    url = f"{HOME}{row.pk}/wijzigen/"
    assert 'value="2;6"' in body(page.get(url))
    page.post(url, filled(name="Winterclub", from_months="3 jaar en 2 maanden"))
    row.refresh_from_db()
    assert (row.name, row.from_months, row.is_on, row.has_home_visit) == (
        "Winterclub",
        38,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_months": "twee"}, "jaren en maanden"),
        ({"from_months": "2;12"}, "jaren en maanden"),
        ({"until_months": "14"}, "jaren en maanden"),
        ({"until_months": "2;6"}, "na die van het begin"),
        ({"entry_months": "0;11"}, "1 tot en met 2;6"),
        ({"entry_months": "3"}, "1 tot en met 2;6"),
        ({"hours": "123456782"}, "burgerservicenummer"),
        ({"name": ""}, "hoe het arrangement heet"),
    ],
)
def test_form_says_what_is_wrong(page: Client, changed: dict[str, str], said: str) -> None:
    answer = page.post(f"{HOME}toevoegen/", filled(**changed))
    assert said in body(answer)
    assert not Arrangement.objects.exists()


def test_remove_asks_first(page: Client, town: Municipality) -> None:
    url = f"{HOME}{ArrangementFactory(municipality=town).pk}/weghalen/"
    assert "Kinderen die er al zijn, blijven." in body(page.get(url))
    page.post(url)
    assert not Arrangement.objects.exists()


def test_pages_know_no_row_of_another_municipality(page: Client) -> None:
    pk = ArrangementFactory().pk
    urls = (f"{HOME}{pk}/wijzigen/", f"{HOME}{pk}/weghalen/")
    assert [page.get(url).status_code for url in urls] == [404, 404]


def test_pages_are_off_where_the_module_is(page: Client, town: Municipality) -> None:
    town.modules.all().delete()
    assert page.get(HOME).status_code == 404


def test_page_of_a_new_child_says_the_age(town: Municipality) -> None:
    location = ChildcareLocationFactory(municipality=town)
    page = sign_in(Client(), make_actor(Role.KOC, location))
    assert "Vanaf tweeënhalf jaar." in body(page.get("/kinderen/toevoegen/"))
    ArrangementFactory(municipality=town, entry_months=12)
    assert "Vanaf 1 jaar." in body(page.get("/kinderen/toevoegen/"))
