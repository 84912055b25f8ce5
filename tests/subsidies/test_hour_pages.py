"""Pages of the hours book: saving a week as a form, refusals at their cell, files, sums."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from partners.models import Module
from partners.states import Role
from subsidies.models import ActivityKind, TimeEntry
from subsidies.states import ActivityCode
from tests.factories.hours import AT, Desk, desk_at, make_desk, shut, switch_off
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_municipality
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
WEEK = "/uren/2026-47/"
SCHOOLS = "/uren/scholen/"
OTHER = ActivityCode.OTHER


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def save(desk: Desk, **typed: str) -> Any:
    """Send the page of the week as it is shown, with some fields typed over."""
    client = client_of(desk.actor)
    form = client.get(WEEK).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    fields = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(WEEK, shown | fields)


def field(desk: Desk, kind: ActivityCode = ActivityCode.A1) -> str:
    return desk.place(kind).name


# --- the week -------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "minutes"), [("45", 45), ("1:30", 90), (" 20 ", 20)])
def test_week_keeps_what_was_typed(desk: Desk, typed: str, minutes: int) -> None:
    answer = save(desk, **{field(desk): typed})
    assert (answer.status_code, answer.url) == (302, WEEK)
    assert desk.lines == [("a1", minutes, "", False)]


def test_week_without_a_change_writes_nothing(desk: Desk) -> None:
    desk.book()
    save(desk)
    assert desk.lines == [("a1", 60, "meeting:1", False)]


def test_week_marks_what_booked_itself_and_what_was_corrected(desk: Desk) -> None:
    desk.book()
    desk.book(cause="meeting:2", activity="alignment")
    save(desk, **{field(desk): "30"})
    text = client_of(desk.actor).get(WEEK).content.decode()
    assert text.count("boekte zichzelf, door jou aangepast") == 1
    assert text.count(">boekte zichzelf</span>") == 1


@pytest.mark.parametrize("typed", ["x", "-5", "1,5", "9999999999", "12:75", "1 uur"])
def test_week_names_the_cell_and_the_value_that_is_no_time(desk: Desk, typed: str) -> None:
    answer = save(desk, **{field(desk): typed})
    (text,) = answer.context["form"].errors[field(desk)]
    assert text == (
        f"{desk.school.name}, Kindbespreking, 18-11: vul minuten in, bijvoorbeeld 45 of 1:30, niet "
        f"“{typed}”."
    )
    assert not TimeEntry.objects.exists()


def test_week_refuses_more_than_a_day(desk: Desk) -> None:
    answer = save(desk, **{field(desk): "1441"})
    assert "1441 minuten is te veel" in answer.context["form"].errors[field(desk)][0]


def test_week_shows_a_refusal_at_its_cell_and_what_was_typed(desk: Desk) -> None:
    answer = save(desk, **{field(desk): "900", field(desk, ActivityCode.A2): "600"})
    form = answer.context["form"]
    assert list(form.errors) == [field(desk, ActivityCode.A2)]
    assert form[field(desk)].value() == "900"


@pytest.mark.parametrize(
    ("note", "text"),
    [("", "Schrijf kort waar de tijd"), ("Moeder van 123456782", "een burgerservicenummer kan")],
)
def test_week_refuses_a_note(desk: Desk, note: str, text: str) -> None:
    name = f"note-{desk.school.pk}-other"
    answer = save(desk, **{field(desk, OTHER): "30", name: note})
    assert text in answer.context["form"].errors[name][0]
    assert "Schrijf hier geen namen van kinderen." in answer.content.decode()
    assert not TimeEntry.objects.exists()


def test_week_with_a_forged_cell_of_another_school_writes_nothing(desk: Desk) -> None:
    other = make_desk()
    save(desk, **{field(other): "30"})
    assert not TimeEntry.objects.exists()


def test_week_of_a_closed_year_says_so_and_has_no_fields(desk: Desk) -> None:
    desk.book()
    shut(desk.year)
    page = client_of(desk.actor).get(WEEK)
    assert "Schooljaar 2026–2027 is afgesloten" in page.content.decode()
    assert list(page.context["form"].fields) == ["shown"]


@pytest.mark.parametrize("path", ["/uren/2026-48/", "/uren/2026-54/", "/uren/1999-1/"])
def test_week_that_is_none_or_to_come_is_not_there(desk: Desk, path: str) -> None:
    assert client_of(desk.actor).get(path).status_code == 404


def test_undo_brings_the_week_back_once(desk: Desk) -> None:
    save(desk, **{field(desk): "45"})
    client = client_of(desk.actor)
    key = str(client.get(WEEK).context["saved"].key)
    client.post(f"{WEEK}ongedaan-maken/", {"beurt": key})
    answer = client.post(f"{WEEK}ongedaan-maken/", {"beurt": key}, follow=True)
    assert desk.lines == [("a1", 0, "", False)]
    assert "Er is daarna al iets gewijzigd" in answer.content.decode()


def test_year_below_the_week_counts_colleagues_too(desk: Desk) -> None:
    desk.book()
    desk_at(desk.school, desk.year).book(minutes=30)
    page = client_of(desk.actor).get("/uren/")
    assert page.context["total"].minutes == 90
    assert "1,5\xa0uur van 36,55\xa0uur" in page.content.decode()


def test_week_without_a_year_says_that_nothing_is_granted() -> None:
    school = make_municipality(boards=1, schools=1).schools.get()
    text = client_of(make_actor(Role.QC, school)).get("/uren/").content.decode()
    assert "Nog geen uren toegekend" in text
    assert "heeft vastgesteld" in text


# --- files ----------------------------------------------------------------------------------


def test_own_file_holds_own_lines_and_no_formula(desk: Desk) -> None:
    desk.book()
    desk.save((desk.place(OTHER), 0, 30), note="=1+1")
    desk_at(desk.school, desk.year).book()
    text = client_of(desk.actor).get("/uren/bestand/2026-2027.csv").content.decode("utf-8-sig")
    assert text.splitlines()[1:] == [
        f"2026-11-18;{desk.school.name};Kindbespreking;60;;boekte zichzelf",
        f"2026-11-18;{desk.school.name};Overig;30;'=1+1;met de hand",
    ]


def test_own_file_is_a_workbook_too(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="=1+1")
    answer = client_of(desk.actor).get("/uren/bestand/2026-2027.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][2:5] == ["Overig", 30.0, "=1+1"]


@pytest.mark.parametrize("name", ["2025-2026.csv", "2026-2027.pdf", "onzin.csv"])
def test_own_file_that_does_not_exist(desk: Desk, name: str) -> None:
    assert client_of(desk.actor).get(f"/uren/bestand/{name}").status_code == 404


def test_schools_file_has_sums_and_totals(desk: Desk) -> None:
    desk.book()
    client = client_of(make_actor(Role.GEM, desk.year.municipality))
    text = client.get(f"{SCHOOLS}?als=csv").content.decode("utf-8-sig")
    line = text.splitlines()[1].split(";")
    assert line[3:] == ["1,00", "0,00", "0,00", "0,00", "0,00", "1,00", "60", "36,55", "3"]
    book = client.get(f"{SCHOOLS}?als=xlsx").content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[-1][0] == "Totaal"
    assert rows[-1][-4:-1] == [1.0, 60.0, 36.55]


def test_totals_of_the_schools_file_are_made_of_minutes() -> None:
    desk = make_desk(schools=3)
    for school in desk.year.municipality.schools.all():
        desk_at(school, desk.year).book(minutes=20)
    book = client_of(make_actor(Role.GEM, desk.year.municipality)).get(f"{SCHOOLS}?als=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows[-4:]] == [0.33, 0.33, 0.33, 1.0]
    assert rows[-1][-4:-2] == [1.0, 60.0]


# --- by school ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.GEM, Role.BRD, Role.SCH, Role.QC])
def test_schools_show_sums_and_never_a_note(desk: Desk, role: Role) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    place = {Role.GEM: desk.year.municipality, Role.BRD: desk.school.board}
    client = client_of(make_actor(role, place.get(role, desk.school)))
    for path in (SCHOOLS, f"{SCHOOLS}{desk.school.key}/", f"{SCHOOLS}?als=csv"):
        text = client.get(path).content.decode()
        assert "0,5" in text
        assert "Ouderavond" not in text


def test_schools_without_hours_stand_there_by_name() -> None:
    desk = make_desk(schools=2)
    desk.book()
    client = client_of(make_actor(Role.GEM, desk.year.municipality))
    context = client.get(SCHOOLS).context
    assert [row.school.pk == desk.school.pk for row in context["without"]] == [False]
    assert "1 school heeft nog geen uren" in client.get("/").content.decode()


def test_schools_stand_under_the_heads_of_their_kinds_when_one_is_off() -> None:
    desk = make_desk(schools=2)
    for number, school in enumerate(desk.year.municipality.schools.all()):
        one = desk_at(school, desk.year)
        one.book(activity="alignment")
        if number:
            one.book(cause="meeting:2")
    switch_off(desk.year, ActivityCode.A1)
    switch_off(desk.year, ActivityCode.A3)
    context = client_of(make_actor(Role.GEM, desk.year.municipality)).get(SCHOOLS).context
    codes = [kind.code for kind in context["kinds"]]
    rows = [[kind.code for kind, _hours in row.cells] for row in context["object_list"]]
    assert codes == [ActivityCode.A1, ActivityCode.A2, ActivityCode.A4, ActivityCode.OTHER]
    assert rows == [codes, codes]


def test_school_head_that_is_a_formula_is_disarmed(desk: Desk) -> None:
    ActivityKind.objects.create(
        municipality=desk.year.municipality, code="a1", name="=1+1", minutes=60
    )
    client = client_of(make_actor(Role.BRD, desk.school.board))
    head = client.get(f"{SCHOOLS}?als=csv").content.decode("utf-8-sig").splitlines()[0]
    assert ";'=1+1;" in head


def test_schools_keep_filter_and_order_when_paging() -> None:
    desk = make_desk(schools=28, budget="99000.00")
    client = client_of(make_actor(Role.GEM, desk.year.municipality))
    page = client.get(f"{SCHOOLS}?q=wilg&volgorde=-geboekt&toon=zonder")
    assert "q=wilg&amp;volgorde=-geboekt&amp;toon=zonder&amp;bladzijde=2" in page.content.decode()


def test_school_of_another_is_not_there(desk: Desk) -> None:
    other = make_desk()
    for role, place in ((Role.GEM, other.year.municipality), (Role.SCH, other.school)):
        answer = client_of(make_actor(role, place)).get(f"{SCHOOLS}{desk.school.key}/")
        assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.ISS, Role.SIG, Role.DPO, Role.ADM, Role.TEA, Role.KOC])
def test_pages_of_hours_are_not_for_other_roles(desk: Desk, role: Role) -> None:
    places = {Role.DPO: desk.year.municipality, Role.ADM: desk.year.municipality}
    client = client_of(
        make_actor(role, places.get(role, desk.school if role == Role.TEA else None))
    )
    answers = [client.get(path).status_code for path in ("/uren/", SCHOOLS)]
    assert set(answers) <= {403, 404}


@pytest.mark.parametrize("role", [Role.GEM, Role.BRD, Role.SCH])
def test_grid_is_for_coordinators_only(desk: Desk, role: Role) -> None:
    place = {Role.GEM: desk.year.municipality, Role.BRD: desk.school.board}
    client = client_of(make_actor(role, place.get(role, desk.school)))
    assert [client.get(path).status_code for path in ("/uren/", WEEK)] == [403, 403]
    assert client.post(WEEK, {}).status_code == 403


def test_pages_of_hours_are_gone_where_subsidie_is_off(desk: Desk) -> None:
    Module.objects.filter(municipality=desk.year.municipality).delete()
    client = client_of(desk.actor)
    assert [client.get(path).status_code for path in ("/uren/", SCHOOLS)] == [404, 404]


# --- queries --------------------------------------------------------------------------------


def fill(desk: Desk, number: int) -> None:
    for place in range(number):
        desk.book(cause=f"meeting:{place}", minutes=10)
    for school in desk.year.municipality.schools.exclude(pk=desk.school.pk)[: number - 1]:
        desk_at(school, desk.year).book()


def ask(client: Client, path: str, most: int, counter: Any) -> None:
    client.get(path)
    with counter(most):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "role", "queries"),
    [("/uren/", Role.QC, 18), (SCHOOLS, Role.GEM, 11), (f"{SCHOOLS}KEY/", Role.GEM, 12)],
)
def test_pages_take_as_many_queries_however_much_was_booked(
    path: str, role: Role, queries: int, number: int, django_assert_num_queries: Any
) -> None:
    desk = make_desk(schools=number)
    fill(desk, number)
    actor = desk.actor if role == Role.QC else make_actor(role, desk.year.municipality)
    ask(client_of(actor), path.replace("KEY", desk.school.key), queries, django_assert_num_queries)
