"""A list is looked at, asked about, and read in as a whole or not at all."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from children import list_columns, list_import
from children.enrolment import EnrolmentError
from children.list_import import OTHER, SAME, Choices, NotReadyError, Outcome, Preview, seal
from children.models import Child, ColumnName, Group, Guardian
from children.pasted_lists import ListError, read_text
from children.states import LeaveReason, ListField
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, Module
from partners.states import Role
from tests.factories.children import (
    AT,
    ArrangementFactory,
    GroupFactory,
    make_child,
    switch_on,
    work_in,
)
from tests.factories.partners import ChildcareLocationFactory, make_actor

pytestmark = pytest.mark.django_db
DAY = AT.date()
BORN = date(2023, 9, 4)
LIST = """Achternaam;Voornaam;Geboren;Groep;Ouder 1;Mail;Ouder 2
Waterval;Levi;4-9-2023;Vlinders;Ouder W;w@example.org;Ouder X
Aydin;Nora;5-10-2023;;;;
Molenpad;Mees;24-8-2024;;;;
"""
QUERIES_OF_LOOK = 4


@pytest.fixture
def location() -> ChildcareLocation:
    made: ChildcareLocation = ChildcareLocationFactory()
    switch_on(made)
    GroupFactory(location=made, name="Vlinders")
    return made


@pytest.fixture
def contact(location: ChildcareLocation) -> Actor:
    return make_actor(Role.KOC, location, day=DAY)


def chosen(text: str, **more: Any) -> Choices:
    return Choices(list_columns.guess(read_text(text)), **more)


def look(location: ChildcareLocation, by: Actor | None, text: str = LIST, **more: Any) -> Preview:
    pasted = read_text(text)
    return list_import.look(pasted, chosen(text, **more), location=location, by=by, at=AT)


def read_in(
    location: ChildcareLocation, by: Actor | None, text: str = LIST, **more: Any
) -> list[Child]:
    return list_import.read_in(
        read_text(text), chosen(text, **more), location_id=location.pk, by=by, at=AT
    )


def outcomes(preview: Preview) -> list[Outcome]:
    return [row.outcome for row in preview.rows]


def test_look_says_what_would_become_of_each_and_keeps_nothing(
    location: ChildcareLocation, contact: Actor
) -> None:
    preview = look(location, contact)
    assert outcomes(preview) == [Outcome.ADDED, Outcome.ADDED, Outcome.TOO_YOUNG]
    assert preview.is_ready
    assert not Child.objects.exists()
    assert not ColumnName.objects.exists()
    assert not AuditEntry.objects.exists()


def test_read_in_adds_children_with_group_guardians_and_a_line_in_the_log(
    location: ChildcareLocation, contact: Actor
) -> None:
    levi, nora = read_in(location, contact)
    guardians = Guardian.objects.values_list("child", "name", "email")
    assert (levi.sort_name, levi.born_on, levi.added_by) == (
        "levi waterval",
        BORN,
        contact.memberships[0],
    )
    assert [(str(s.group), s.from_day) for s in levi.stays.all()] == [("Vlinders", DAY)]
    assert (nora.group, nora.stays.exists()) == (None, False)
    assert list(guardians) == [
        (levi.pk, "Ouder W", "w@example.org"),
        (levi.pk, "Ouder X", ""),
    ]
    lines = AuditEntry.objects.filter(action="child.added").order_by("pk")
    assert [line.target_key for line in lines] == [str(levi.key), str(nora.key)]


def test_read_in_remembers_the_columns_of_this_location(
    location: ChildcareLocation, contact: Actor
) -> None:
    text = "Wie;Dag;Ouder 1\nLevi Waterval;4-9-2023;Ouder W"
    fields = [ListField.FULL_NAME, ListField.BORN_ON, ListField.GUARDIAN_NAME]
    list_import.read_in(
        read_text(text), Choices(fields), location_id=location.pk, by=contact, at=AT
    )
    assert list_columns.known(location.pk, read_text(text)) == fields


def test_read_in_changes_nothing_as_long_as_one_line_is_at_fault(
    location: ChildcareLocation, contact: Actor
) -> None:
    with pytest.raises(NotReadyError, match="verbeter eerst") as caught:
        read_in(location, contact, LIST + "Fout;Sem;gisteren;;;;\n")
    assert [fault.line for fault in caught.value.preview.faults] == [5]
    assert not Child.objects.exists()
    assert not ColumnName.objects.exists()


def test_read_in_without_anybody_new_says_so(location: ChildcareLocation, contact: Actor) -> None:
    with pytest.raises(NotReadyError, match="geen kind dat erbij komt"):
        read_in(location, contact, "Voornaam;Achternaam;Geboren\nMees;Molenpad;24-8-2024")


def test_read_in_twice_adds_nobody_twice(location: ChildcareLocation, contact: Actor) -> None:
    read_in(location, contact)
    assert outcomes(look(location, contact)) == [Outcome.HERE, Outcome.HERE, Outcome.TOO_YOUNG]
    with pytest.raises(NotReadyError):
        read_in(location, contact)


def test_look_takes_the_second_of_two_equal_lines_for_the_first(
    location: ChildcareLocation, contact: Actor
) -> None:
    text = "Voornaam;Achternaam;Geboren\n" + "Levi;Waterval;4-9-2023\n" * 2
    assert outcomes(look(location, contact, text)) == [Outcome.ADDED, Outcome.HERE]


@pytest.mark.parametrize(
    ("first_name", "born_on", "left_on"),
    [("Levie", BORN, None), ("Levi", date(2023, 4, 9), None), ("Levi", BORN, DAY)],
)
def test_look_asks_about_who_looks_like_somebody_here(
    location: ChildcareLocation,
    contact: Actor,
    first_name: str,
    born_on: date,
    left_on: date | None,
) -> None:
    gone = {"left_on": left_on, "left_because": LeaveReason.MOVED} if left_on else {}
    here = make_child(
        location, first_name=first_name, last_name="Waterval", born_on=born_on, **gone
    )
    preview = look(location, contact)
    assert outcomes(preview)[:2] == [Outcome.ASKED, Outcome.ADDED]
    assert [each.child for each in preview.rows[0].alike] == [here]
    with pytest.raises(NotReadyError, match="wie het is"):
        read_in(location, contact)


def test_look_asks_about_two_lines_that_look_alike(
    location: ChildcareLocation, contact: Actor
) -> None:
    text = "Voornaam;Achternaam;Geboren\nLevi;Waterval;4-9-2023\nLevie;Waterval;4-9-2023"
    preview = look(location, contact, text)
    assert outcomes(preview) == [Outcome.ADDED, Outcome.ASKED]
    assert [each.line for each in preview.rows[1].alike] == [2]


@pytest.mark.parametrize(("answer", "count"), [(SAME, 1), (OTHER, 2)])
def test_read_in_does_what_was_answered(
    location: ChildcareLocation, contact: Actor, answer: str, count: int
) -> None:
    make_child(location, first_name="Levie", last_name="Waterval", born_on=BORN)
    mark = look(location, contact).rows[0].mark
    assert len(read_in(location, contact, answers={mark: answer})) == count


def test_mark_is_of_one_line_and_one_child(location: ChildcareLocation, contact: Actor) -> None:
    first, moved = look(location, contact), look(location, contact, LIST.replace("\n", "\n\n", 1))
    other = look(location, contact, LIST.replace("4-9-2023", "3-9-2023"))
    assert len({first.rows[0].mark, moved.rows[0].mark, other.rows[0].mark}) == 3
    assert "levi" not in first.rows[0].mark


def test_read_in_by_a_worker_takes_own_groups_only(location: ChildcareLocation) -> None:
    worker = make_actor(Role.KOW, location, day=DAY)
    bees = GroupFactory(location=location, name="Bijen")
    work_in(bees, worker.memberships[0])
    text = "Voornaam;Achternaam;Geboren;Groep\nLevi;Waterval;4-9-2023;%s"
    assert look(location, worker, text % "Vlinders").having(Outcome.FAULTY)
    assert look(location, worker, text % "").having(Outcome.FAULTY)
    assert read_in(location, worker, text % "Bijen")[0].group == bees
    assert read_in(location, worker, LIST.replace("Vlinders", ""), group_id=bees.pk)


def test_read_in_refuses_who_may_not_add_children(location: ChildcareLocation) -> None:
    with pytest.raises(PermissionDenied):
        read_in(location, make_actor(Role.KCC, location, day=DAY))


def test_read_in_elsewhere_finds_no_location(location: ChildcareLocation) -> None:
    with pytest.raises(ChildcareLocation.DoesNotExist):
        read_in(location, make_actor(Role.KOC, ChildcareLocationFactory(), day=DAY))


def test_look_refuses_a_whole_list_of_one_birth_date(
    location: ChildcareLocation, contact: Actor
) -> None:
    def rows(count: int) -> str:
        names = [f"{chr(97 + n % 26) * 9}{n};{n * 7919};4-9-2023" for n in range(count)]
        return "\n".join(["Voornaam;Achternaam;Geboren", *names])

    assert len(look(location, contact, rows(50)).rows) == 50
    with pytest.raises(ListError, match="51 kinderen hebben geboortedatum 4 september 2023"):
        look(location, contact, rows(51))


def test_look_says_which_groups_would_be_over_full(
    location: ChildcareLocation, contact: Actor
) -> None:
    group = Group.objects.get()
    make_child(location, group=group, last_name="Hoogland")
    Group.objects.update(places=2)
    assert look(location, contact).warnings == []
    Group.objects.update(places=1)
    preview = look(location, contact)
    (warning,) = preview.warnings
    assert warning == "Vlinders is dan te vol: 2 kinderen (plaatsen: 1)."
    assert preview.is_ready


@pytest.mark.parametrize("how", ["closed", "module"])
def test_look_refuses_a_location_where_no_children_come(
    location: ChildcareLocation, contact: Actor, how: str
) -> None:
    if how == "closed":
        location.closed_on = DAY
    else:
        Module.objects.all().delete()
    with pytest.raises(EnrolmentError):
        look(location, contact)


@pytest.mark.privacy(32)
def test_look_takes_younger_children_where_an_arrangement_says_so(
    location: ChildcareLocation, contact: Actor
) -> None:
    ArrangementFactory(municipality=location.municipality, entry_months=12)
    assert outcomes(look(location, contact)) == [Outcome.ADDED] * 3


def test_seal_tells_another_list_place_or_column_from_the_one_that_was_shown(
    location: ChildcareLocation,
) -> None:
    pasted, choices = read_text(LIST), chosen(LIST)
    beside = read_text(LIST.replace("Nora", "Noor"))
    other = Choices([ListField.NOTHING, *choices.fields[1:]])
    seals = {
        seal(pasted, choices, 1),
        seal(beside, choices, 1),
        seal(pasted, other, 1),
        seal(pasted, choices, 2),
        seal(pasted, chosen(LIST, group_id=4), 1),
    }
    assert len(seals) == 5
    assert seal(read_text(pasted.as_text()), choices, 1) == seal(pasted, choices, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_look_asks_as_much_for_a_long_list(
    location: ChildcareLocation,
    contact: Actor,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [f"Kind {n};Nummer {n * n};4-9-2023" for n in range(count)]
    text = "\n".join(["Voornaam;Achternaam;Geboren", *rows])
    with django_assert_num_queries(QUERIES_OF_LOOK):
        look(location, contact, text)
