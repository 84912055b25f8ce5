"""The page on which a list of children is pasted, looked at and read in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from children.models import Child, ColumnName, Group
from partners.models import AuditEntry, ChildcareLocation
from partners.states import ModuleKind, Role
from tests.children import samples
from tests.factories.children import GroupFactory, make_child, work_in
from tests.factories.partners import ChildcareLocationFactory, ModuleFactory, make_actor
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BORN = TODAY - timedelta(days=3 * 365 + 100)
DAY = BORN.strftime("%d-%m-%Y")
URL = "/kinderen/inlezen/"
HEAD = "Achternaam;Voornaam;Geboren;Groep;Ouder 1"
ROWS = [f"Waterval;Levi;{DAY};Vlinders;Ouder W", f"Aydin;Nora;{DAY};;"]
QUERIES = 18


@pytest.fixture
def location() -> ChildcareLocation:
    """Return a location where Overdracht is on, with a group."""
    made: ChildcareLocation = ChildcareLocationFactory()
    ModuleFactory(municipality=made.municipality, kind=ModuleKind.HANDOVER)
    GroupFactory(location=made, name="Vlinders")
    return made


@pytest.fixture
def page(location: ChildcareLocation) -> Client:
    return sign_in(Client(), make_actor(Role.KOC, location))


def body(response: Any) -> str:
    return str(response.content.decode())


def posted(location: ChildcareLocation, *rows: str, **more: Any) -> dict[str, Any]:
    return {"place": f"{location.pk}-", "text": "\n".join([HEAD, *rows]), **more}


def again(response: Any, **more: Any) -> dict[str, Any]:
    """Return what the page would send when its button is used."""
    form, columns = response.context["form"], response.context["columns"]
    sent = {name: columns[name].value() for name in columns.fields}
    asked = response.context["asked"]
    sent |= {name: asked[name].value() or "" for name in asked.fields}
    return {**form.initial, **sent, "bewaren": response.context["seal"], **more}


def test_page_asks_for_a_list_and_says_what_is_not_needed(page: Client) -> None:
    text = body(page.get(URL))
    assert "Geen burgerservicenummers" in text
    assert "Bekijken" in text


def test_one_paste_and_one_click_add_the_children(
    page: Client, location: ChildcareLocation
) -> None:
    shown = page.post(URL, posted(location, *ROWS))
    assert "2 kinderen bewaren" in body(shown)
    assert not Child.objects.exists()
    done = page.post(URL, again(shown), follow=True)
    assert "2 kinderen zijn toegevoegd." in body(done)
    assert [(child.name, str(child.group)) for child in Child.objects.all()] == [
        ("Levi Waterval", "Vlinders"),
        ("Nora Aydin", "None"),
    ]


def test_a_file_is_read_as_the_paste_is(page: Client, location: ChildcareLocation) -> None:
    file = SimpleUploadedFile("lijst.csv", "\n".join([HEAD, *ROWS]).encode("cp1252"))
    shown = page.post(URL, {"place": f"{location.pk}-", "file": file})
    page.post(URL, again(shown))
    assert Child.objects.count() == 2


def test_nothing_is_kept_of_what_was_only_looked_at(
    page: Client, location: ChildcareLocation
) -> None:
    page.post(URL, posted(location, *ROWS))
    kept = repr(dict(page.session)) + repr(list(AuditEntry.objects.values()))
    assert "Waterval" not in kept
    assert "waterval" not in kept
    assert not ColumnName.objects.exists()


@pytest.mark.parametrize(
    "changed", [{"text": f"{HEAD}\nHoogland;Sem;{DAY};;"}, {"kolom_0": "nothing"}, {"bewaren": "x"}]
)
def test_what_changed_since_it_was_shown_is_shown_first(
    page: Client, location: ChildcareLocation, changed: dict[str, str]
) -> None:
    shown = page.post(URL, posted(location, *ROWS))
    page.post(URL, again(shown, **changed))
    assert not Child.objects.exists()


def test_every_fault_is_one_sentence_and_the_list_stays(
    page: Client, location: ChildcareLocation
) -> None:
    faults = [";Levi;gisteren;Torren;Ouder W", f"Aydin;;{DAY};;"]
    rows = [faults[number % 2] for number in range(500)]
    shown = page.post(URL, posted(location, *rows))
    text = body(shown)
    assert text.count("<li>Regel ") == 1000
    assert "500 regels kloppen nog niet" in text
    assert "<button" in text
    assert 'name="bewaren"' not in text
    assert len(shown.context["form"].initial["text"].splitlines()) == 501


def test_columns_that_are_not_clear_are_asked(page: Client, location: ChildcareLocation) -> None:
    data = {"place": f"{location.pk}-", "text": f"Wie;Wanneer;Ouder 1\nLevi Waterval;{DAY};"}
    shown = page.post(URL, data)
    assert "Kies in welke kolom de geboortedatum staat." in body(shown)
    columns = shown.context["columns"]
    said = {name: columns[name].value() for name in columns.fields}
    said |= {"kolom_0": "full_name", "kolom_1": "born_on"}
    ready = page.post(URL, {**data, **said})
    assert "1 kind bewaren" in body(ready)
    page.post(URL, again(ready))
    assert "1 kind bewaren" not in body(page.post(URL, data))  # it is here now
    assert "Wat er gebeurt" in body(page.post(URL, data))  # and the columns are known


def test_a_child_without_a_date_on_the_first_line_is_a_fault_and_nothing_is_remembered(
    page: Client, location: ChildcareLocation
) -> None:
    rows = f"Nora Aydin;onbekend;n@example.org\nLevi Waterval;{DAY};w@example.org"
    shown = page.post(URL, {"place": f"{location.pk}-", "text": rows})
    assert "Regel 1, kolom “kolom 2”: “onbekend” is geen datum" in body(shown)
    page.post(URL, again(shown))
    assert not Child.objects.exists()
    assert not ColumnName.objects.exists()


def test_who_looks_like_somebody_is_asked_about_and_that_is_noted(
    page: Client, location: ChildcareLocation
) -> None:
    here = make_child(location, first_name="Levie", last_name="Waterval", born_on=BORN)
    shown = page.post(URL, posted(location, *ROWS))
    (mark,) = shown.context["asked"].fields
    assert "Is dit Levie Waterval die er al is" in body(shown)
    assert AuditEntry.objects.get(action="child.read").target_key == str(here.key)
    page.post(URL, again(shown, **{mark: "zelfde"}))
    assert sorted(child.first_name for child in Child.objects.all()) == ["Levie", "Nora"]


@pytest.mark.parametrize("raw", [samples.report(), b"PK\x03\x04 stuk", b"a" * 2_000_001])
def test_a_file_that_is_no_list_is_one_sentence(
    page: Client, location: ChildcareLocation, raw: bytes
) -> None:
    file = SimpleUploadedFile("lijst.xlsx", raw)
    shown = page.post(URL, {"place": f"{location.pk}-", "file": file})
    assert len(shown.context["form"].errors["file"]) == 1


@pytest.mark.privacy(12)
def test_a_column_of_bsns_does_not_come_back(page: Client, location: ChildcareLocation) -> None:
    data = posted(location, text=f"{HEAD};BSN\n{ROWS[0]};123456782")
    shown = page.post(URL, data)
    assert "1 kind bewaren" in body(shown)
    assert not re.search("123456782", body(shown))


def test_a_worker_chooses_an_own_group(location: ChildcareLocation) -> None:
    worker = make_actor(Role.KOW, location)
    work_in(Group.objects.get(), worker.memberships[0])
    page = sign_in(Client(), worker)
    data = posted(location, *ROWS, place=f"{location.pk}-{Group.objects.get().pk}")
    page.post(URL, again(page.post(URL, data)))
    assert Child.objects.filter(group__name="Vlinders").count() == 2


def test_another_location_cannot_be_chosen(page: Client) -> None:
    shown = page.post(URL, posted(ChildcareLocationFactory(), *ROWS))
    assert list(shown.context["form"].errors) == ["place"]


@pytest.mark.parametrize("role", [Role.KCC, Role.QC, Role.GEM])
def test_page_is_for_who_may_add_children(location: ChildcareLocation, role: Role) -> None:
    actor = make_actor(role, location if role == Role.KCC else None)
    for municipality in actor.municipality_ids - {location.municipality_id}:
        ModuleFactory(municipality_id=municipality, kind=ModuleKind.HANDOVER)
    assert sign_in(Client(), actor).get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 20])
def test_page_asks_as_much_for_a_long_list(
    page: Client,
    location: ChildcareLocation,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [f"Nummer {n * n};Kind {n};{DAY};Vlinders;Ouder {n}" for n in range(count)]
    with django_assert_num_queries(QUERIES):
        page.post(URL, posted(location, *rows))
