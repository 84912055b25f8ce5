"""The week grid: how a cell's number goes to its lines, and saving a week as a whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import Membership
from partners.states import Role
from subsidies.hour_saves import Change, ChangedMeanwhileError, save_week
from subsidies.hour_undo import last_save, undo
from subsidies.hour_weeks import Place, monday_of, week_of
from subsidies.hours import HoursError
from subsidies.models import TimeEntry
from subsidies.states import ActivityCode
from tests.factories.hours import AT, DAY, Desk, desk_at, make_desk, shut
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db
MONDAY = monday_of(DAY)
A1, A2, OTHER = ActivityCode.A1, ActivityCode.A2, ActivityCode.OTHER


@pytest.fixture
def desk() -> Desk:
    return make_desk()


# --- a number and its lines -----------------------------------------------------------------


def test_save_makes_one_line_by_hand(desk: Desk) -> None:
    desk.save((desk.place(), 0, 30))
    desk.save((desk.place(), 30, 45))
    assert desk.lines == [("a1", 45, "", False)]


def test_save_corrects_the_only_line_that_booked_itself(desk: Desk) -> None:
    desk.book()
    desk.save((desk.place(), 60, 75))
    assert desk.lines == [("a1", 75, "meeting:1", True)]


def test_save_adds_to_the_line_by_hand_beside_two_meetings(desk: Desk) -> None:
    desk.book()
    desk.book(cause="meeting:2", minutes=30)
    desk.save((desk.place(), 90, 100))
    assert desk.lines == [
        ("a1", 60, "meeting:1", False),
        ("a1", 30, "meeting:2", False),
        ("a1", 10, "", False),
    ]


def test_save_takes_from_the_hand_first_and_then_from_the_last_meeting(desk: Desk) -> None:
    desk.book()
    desk.book(cause="meeting:2", minutes=30)
    desk.save((desk.place(), 90, 100))
    desk.save((desk.place(), 100, 50))
    assert desk.lines == [
        ("a1", 50, "meeting:1", True),
        ("a1", 0, "meeting:2", True),
        ("a1", 0, "", False),
    ]


def test_save_of_nothing_takes_a_line_away_and_keeps_its_cause_out(desk: Desk) -> None:
    desk.book()
    desk.save((desk.place(), 60, 0))
    desk.book()
    assert desk.lines == [("a1", 0, "meeting:1", True)]
    assert week_of(desk.actor, MONDAY).minutes == 0


# --- refused as a whole ---------------------------------------------------------------------


def refused(desk: Desk, *changes: tuple[Place, int, int], **given: str) -> tuple[str, str | None]:
    before = desk.lines
    with pytest.raises(HoursError) as caught:
        desk.save(*changes, **given)
    assert desk.lines == before
    return caught.value.message, caught.value.field


def test_save_keeps_nothing_when_one_cell_is_refused(desk: Desk) -> None:
    tomorrow = desk.place(A2, AT.date() + timedelta(days=1))
    text, field = refused(desk, (desk.place(), 0, 30), (tomorrow, 0, 30))
    assert text.startswith("21 november 2026 is nog niet geweest")
    assert field == tomorrow.name == f"m-{desk.school.pk}-a2-20261121"


def test_save_refuses_a_cell_that_changed_meanwhile(desk: Desk) -> None:
    desk.book()
    text, field = refused(desk, (desk.place(), 0, 30))
    assert text == (
        f"18 november 2026, {desk.school.name}: hier staan intussen 60 minuten in plaats van 0. "
        "Kijk of jouw getal nog klopt."
    )
    assert field == desk.place().name


def test_save_refuses_a_day_that_gets_too_full(desk: Desk) -> None:
    text, field = refused(desk, (desk.place(), 0, 1000), (desk.place(A2), 0, 500))
    assert text == "18 november 2026 komt op 1500 minuten: een dag heeft er 1440."
    assert field == desk.place(A2).name


def test_full_day_counts_the_lines_at_other_schools(desk: Desk) -> None:
    other = make_desk()
    make_actor(Role.QC, other.school, user=desk.actor.user)
    membership = Membership.objects.get(user=desk.actor.user, organisation=other.school.pk)
    other.book(membership=membership, minutes=1400)
    assert refused(desk, (desk.place(), 0, 41))[0].startswith("18 november 2026 komt op 1441")


def test_save_refuses_a_closed_year(desk: Desk) -> None:
    shut(desk.year)
    assert refused(desk, (desk.place(), 0, 30))[0].startswith("Schooljaar 2026–2027 is afgesloten")


def test_minutes_of_other_need_a_note(desk: Desk) -> None:
    text, field = refused(desk, (desk.place(OTHER), 0, 30))
    assert text == f"Schrijf kort waar de tijd bij Overig ({desk.school.name}) heen ging."
    assert field == f"note-{desk.school.pk}-other"


def test_note_stays_with_every_line_by_hand_of_the_week(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    desk.save((desk.place(OTHER, MONDAY), 0, 15), note="Ouderavond voorbereid")
    assert set(TimeEntry.objects.values_list("note", flat=True)) == {"Ouderavond voorbereid"}


def notes() -> list[str]:
    return list(TimeEntry.objects.order_by("day", "pk").values_list("note", flat=True))


def test_note_that_was_not_touched_changes_and_refuses_nothing(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    desk.save((desk.place(), 0, 15), note="", shown="")
    assert sorted(notes()) == ["", "Ouderavond"]


def test_note_that_another_tab_changed_is_refused(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    text, field = refused(desk, note="Overleg", shown="Open dag")
    assert text == (
        f"Overig ({desk.school.name}): hier staat intussen de toelichting “Ouderavond”. Kijk of "
        "die van jou nog klopt."
    )
    assert (field, notes()) == (f"note-{desk.school.pk}-other", ["Ouderavond"])


def test_note_leaves_a_day_that_is_locked(desk: Desk) -> None:
    desk.save((desk.place(OTHER, MONDAY), 0, 15), (desk.place(OTHER), 0, 30), note="Ouderavond")
    Membership.objects.filter(pk=desk.membership.pk).update(valid_from=DAY)
    desk.save(note="Overleg")
    assert notes() == ["Ouderavond", "Overleg"]


def test_note_without_minutes_by_hand_is_refused(desk: Desk) -> None:
    desk.book(activity="parent_talk")
    text, field = refused(desk, note="Ouderavond")
    assert text == (
        f"Toelichting “Ouderavond” bij Overig ({desk.school.name}): er staan deze week geen "
        "minuten met de hand waar dit bij hoort. Vul die in, of maak het veld leeg."
    )
    assert field == f"note-{desk.school.pk}-other"


def test_note_goes_with_the_last_of_its_minutes(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    desk.save((desk.place(OTHER), 30, 0), note="")
    line = next(one for one in week_of(desk.actor, MONDAY).lines if one.takes_note)
    assert (line.note, desk.lines[0][1]) == ("", 0)


def test_changed_meanwhile_says_what_stands_there_now(desk: Desk) -> None:
    desk.book()
    with pytest.raises(ChangedMeanwhileError) as caught:
        desk.save((desk.place(), 0, 30))
    assert caught.value.now == 60


def test_save_refuses_the_school_of_another(desk: Desk) -> None:
    other = make_desk()
    with pytest.raises(PermissionDenied):
        desk.save((other.place(), 0, 30))
    assert not TimeEntry.objects.exists()


def test_save_refuses_another_role(desk: Desk) -> None:
    contact = make_actor(Role.SCH, desk.school)
    with pytest.raises(PermissionDenied):
        save_week(changes=[], notes={}, monday=MONDAY, by=contact, at=AT)


# --- the grid -------------------------------------------------------------------------------


def test_week_shows_own_lines_only(desk: Desk) -> None:
    desk.book()
    desk_at(desk.school, desk.year).book(minutes=15)
    week = week_of(desk.actor, MONDAY)
    assert (week.minutes, [line.minutes for line in week.lines]) == (60, [60, 0, 0, 0, 0])


def test_week_opens_the_days_of_the_role_only(desk: Desk) -> None:
    Membership.objects.filter(pk=desk.membership.pk).update(valid_from=DAY)
    week = week_of(desk.actor, MONDAY)
    open_days = {cell.place.day for cell in week.cells.values()}
    assert open_days == {DAY + timedelta(days=number) for number in range(3)}


def test_week_has_a_weekend_only_when_something_was_booked_in_it(desk: Desk) -> None:
    assert len(week_of(desk.actor, MONDAY - timedelta(days=7)).days) == 5
    desk.book(day=MONDAY - timedelta(days=2))
    days = week_of(desk.actor, MONDAY - timedelta(days=7)).days
    assert days[5:] == [MONDAY - timedelta(days=2)]


# --- undoing --------------------------------------------------------------------------------


def test_undo_brings_every_line_of_a_save_back(desk: Desk) -> None:
    desk.book()
    key = desk.save((desk.place(), 60, 40), (desk.place(OTHER), 0, 30), note="Ouderavond")
    assert undo(save_key=key, by=desk.actor, at=AT) == 2
    assert desk.lines == [("a1", 60, "meeting:1", False), ("other", 0, "", False)]


def test_undo_of_an_undo_brings_it_back_again(desk: Desk) -> None:
    undo(save_key=desk.save((desk.place(), 0, 30)), by=desk.actor, at=AT)
    saved = last_save(desk.actor, MONDAY)
    assert saved is not None
    undo(save_key=saved.key, by=desk.actor, at=AT)
    assert desk.lines == [("a1", 30, "", False)]


def test_undo_refuses_what_was_changed_since(desk: Desk) -> None:
    key = desk.save((desk.place(), 0, 30), (desk.place(A2), 0, 15))
    desk.save((desk.place(), 30, 45))
    with pytest.raises(HoursError, match="Er is daarna al iets gewijzigd"):
        undo(save_key=key, by=desk.actor, at=AT)
    assert desk.lines == [("a1", 45, "", False), ("a2", 15, "", False)]


def test_undo_refuses_the_save_of_another(desk: Desk) -> None:
    key = desk.save((desk.place(), 0, 30))
    with pytest.raises(HoursError):
        undo(save_key=key, by=desk_at(desk.school, desk.year).actor, at=AT)
    assert desk.lines == [("a1", 30, "", False)]


def test_undo_refuses_a_closed_year(desk: Desk) -> None:
    key = desk.save((desk.place(), 0, 30))
    shut(desk.year)
    with pytest.raises(HoursError, match="is afgesloten"):
        undo(save_key=key, by=desk.actor, at=AT)


def test_last_save_is_not_what_booked_itself_since(desk: Desk) -> None:
    desk.save((desk.place(), 0, 30))
    desk.book(activity="alignment")
    assert last_save(desk.actor, MONDAY) is None


@pytest.mark.parametrize("name", ["m-7-a1-20261118", "m-7-a1-20261350", "m-x-a1-1", "shown"])
def test_place_is_read_from_the_name_of_its_field(name: str) -> None:
    place = Place.named(name)
    assert (place.name if place else None) == (name if name == "m-7-a1-20261118" else None)


def test_change_knows_its_field() -> None:
    change = Change(Place(7, A1, DAY), 0, 30)
    assert change.place.name == "m-7-a1-20261118"
