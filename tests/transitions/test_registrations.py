"""A school keeps its own list of the children that it expects, by hand or pasted."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from children.models import Child
from children.pasted_lists import read_text
from config.start import cards_for
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.factories.children import AT
from tests.factories.partners import SchoolFactory, make_actor
from tests.factories.registrations import SchoolRegistrationFactory, expect
from transitions import registration_lists, registrations
from transitions.models import SchoolRegistration
from transitions.registration_lists import ListFaultsError, initial_of
from transitions.registration_states import Preschool, RegistrationEnd
from transitions.registrations import NewRegistration, RegistrationError

pytestmark = pytest.mark.django_db
BORN = date(2023, 6, 14)


def new(**columns: Any) -> NewRegistration:
    told = {"first_name": "Noor", "last_initial": "W", "born_on": BORN}
    return NewRegistration(**{**told, "preschool": Preschool.NONE, **columns})


def add(school: School, by: Actor, **columns: Any) -> SchoolRegistration:
    return registrations.add(new=new(**columns), school_id=school.pk, by=by, at=AT)


def test_add_keeps_the_line_and_who_added_it(school: School, keeper: Actor) -> None:
    with CaptureQueriesContext(connection) as queries:
        line = add(school, keeper, intake_on=date(2026, 12, 3))
    locks = [one["sql"] for one in queries if "FOR NO KEY UPDATE" in one["sql"]]
    assert len(locks) == 1, "two who add at once wait for each other"
    assert (line.name, line.school, line.added_by) == ("Noor W.", school, keeper.memberships[0])
    logged = AuditEntry.objects.get(action="registration.added")
    assert (logged.target_key, logged.organisation_id) == (str(line.key), school.pk)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"born_on": date(2015, 1, 1)}, "born_on"),
        ({"born_on": date(2100, 1, 1)}, "born_on"),
        ({"last_initial": "7"}, "last_initial"),
        ({"intake_on": date(2020, 1, 1)}, "intake_on"),
        ({"starts_on": date(2099, 1, 1)}, "starts_on"),
        ({"intake_held_on": date(2099, 1, 1)}, "intake_held_on"),
        ({"enrolled_on": date(2020, 1, 1)}, "enrolled_on"),
        ({"preschool": Preschool.LOCATION, "location_id": 0}, "preschool"),
    ],
)
def test_add_refuses_what_cannot_be(
    school: School, keeper: Actor, columns: dict[str, Any], field: str
) -> None:
    with pytest.raises(RegistrationError) as caught:
        add(school, keeper, **columns)
    assert (caught.value.field, SchoolRegistration.objects.count()) == (field, 0)


def test_add_twice_is_refused_until_the_first_is_from_the_list(
    school: School, keeper: Actor
) -> None:
    line = add(school, keeper)
    with pytest.raises(RegistrationError, match="staat al op de lijst"):
        add(school, keeper)
    registrations.end(key=line.key, because=RegistrationEnd.MOVED, by=keeper, at=AT)
    again = add(school, keeper)
    with pytest.raises(RegistrationError, match="staat al op de lijst"):
        registrations.reopen(key=line.key, by=keeper, at=AT)
    registrations.end(key=again.key, because=RegistrationEnd.MISTAKE, by=keeper, at=AT)
    assert registrations.reopen(key=line.key, by=keeper, at=AT).ended_on is None


def test_end_needs_a_reason(school: School, keeper: Actor) -> None:
    line = add(school, keeper)
    with pytest.raises(RegistrationError, match="waarom"):
        registrations.end(key=line.key, because="", by=keeper, at=AT)


def test_writes_of_another_role_or_school_are_refused(
    school: School, keeper: Actor, contact: Actor
) -> None:
    line = add(school, keeper)
    other = SchoolFactory(municipality=school.municipality)
    with pytest.raises(PermissionDenied):
        add(school, contact)
    with pytest.raises(School.DoesNotExist):
        add(other, keeper)
    with pytest.raises(SchoolRegistration.DoesNotExist):
        registrations.end(
            key=line.key, because=RegistrationEnd.MOVED, by=make_actor(Role.QC, other), at=AT
        )


@pytest.mark.privacy(9, 17)
@pytest.mark.parametrize("place", ["school", "board"])
def test_officer_of_a_school_or_its_board_reads_the_list(
    school: School, keeper: Actor, place: str
) -> None:
    line = add(school, keeper)
    officer = make_actor(Role.DPO, school if place == "school" else school.board)
    assert list(registrations.rows(officer, at=AT)) == [line]
    registrations.note_read(officer, [line], at=AT)
    read = AuditEntry.objects.get(action="registration.read")
    assert (read.target_key, read.organisation_id) == (str(line.key), school.pk)
    with pytest.raises(PermissionDenied):
        add(school, officer)


@pytest.mark.privacy(17)
def test_officer_finds_the_list_on_the_start_page(school: School, contact: Actor) -> None:
    officer = make_actor(Role.DPO, school.board)
    assert [card.href for card in cards_for(officer)][1] == "/intakelijst/"
    other = make_actor(Role.DPO, SchoolFactory().board)
    assert "/intakelijst/" not in [card.href for card in cards_for(other)]


def test_without_information_counts_intakes_of_two_weeks_at_a_childcare(
    child: Child, school: School, keeper: Actor
) -> None:
    today = AT.date()
    for name, days in (("Soon", 14), ("Later", 15), ("Past", -1)):
        expect(child, first_name=name, intake_on=today + timedelta(days=days))
    expect(child, first_name="Held", intake_on=today, intake_held_on=today)
    expect(child, first_name="Never")
    SchoolRegistrationFactory(school=school, first_name="Home", intake_on=today)
    urgent = [row.first_name for row in registrations.rows(keeper, at=AT).filter(is_urgent=0)]
    assert (sorted(urgent), registrations.without_information(keeper, at=AT)) == (
        ["Past", "Soon"], 2
    )  # fmt: skip


# --- a pasted list --------------------------------------------------------------------------

LIST = """Voornaam\tAchternaam\tGeboortedatum\tOpvang\tIntake
Noor\tvan de Molen\t14-6-2023\t{location}\t3-12-2026
Sem\tDuin\t2023-07-01\tOnder de Linde\t
Yara\tEl Amrani\t1-8-2023\t\t4-12-2026
"""


def paste(text: str, school: School, by: Actor) -> list[SchoolRegistration]:
    return registration_lists.add_all(read_text(text), school_id=school.pk, by=by, at=AT)


def test_paste_puts_all_on_the_list_and_passes_over_who_is_on_it(
    child: Child, school: School, keeper: Actor
) -> None:
    text = LIST.format(location=child.location.name)
    made = paste(text, school, keeper)
    assert [row.name for row in made] == ["Noor M.", "Sem D.", "Yara A."]
    assert [row.preschool for row in made] == ["location", "other", "none"]
    assert (made[0].location, made[1].preschool_name) == (child.location, "Onder de Linde")
    assert (made[0].intake_on, made[1].intake_on) == (date(2026, 12, 3), None)
    assert paste(text, school, keeper) == []


def test_paste_of_whole_names_takes_the_letter_of_the_last_name(
    school: School, keeper: Actor
) -> None:
    text = "Naam;Geboren\nBoer, Anna de;14-6-2023\nBram de Boer;15-6-2023\n"
    assert [row.name for row in paste(text, school, keeper)] == ["Anna de B.", "Bram B."]


@pytest.mark.privacy(12)
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Noor;Molen;gisteren", "Regel 3: de geboortedatum ontbreekt, of is geen datum."),
        ("Noor;;14-6-2023", "Regel 3: de voornaam of de achternaam ontbreekt."),
        ("Noor 123456782;Molen;14-6-2023", "Regel 3: haal het getal weg"),
        ("Noor;Molen;14-6-2003", "Regel 3: Kijk de geboortedatum na."),
    ],
    ids=["date", "name", "number", "old"],
)
def test_paste_with_a_fault_names_it_and_keeps_nothing(
    school: School, keeper: Actor, row: str, said: str
) -> None:
    text = f"Voornaam;Achternaam;Geboren\nSem;Duin;1-7-2023\n{row}\n"
    with pytest.raises(ListFaultsError, match=said):
        paste(text, school, keeper)
    assert not SchoolRegistration.objects.exists()


def test_paste_without_a_birth_date_says_which_columns(school: School, keeper: Actor) -> None:
    with pytest.raises(ListFaultsError, match="Zet boven de kolommen"):
        paste("Voornaam;Achternaam\nSem;Duin\n", school, keeper)


@given(st.text())
def test_initial_of_is_a_letter_or_nothing(name: str) -> None:
    found = initial_of(name)
    assert found == "" or found[0].isalpha()
