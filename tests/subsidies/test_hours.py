"""The hours book as other apps use it: once per cause, never over a hand, and what is refused."""

from datetime import date, timedelta

import pytest

from partners.models import AuditEntry, Membership
from partners.states import Role
from subsidies.activity_kinds import Kind, save_kind
from subsidies.hours import HoursError, unbook
from subsidies.models import ActivityKind, TimeEntry, TimeEntryStep
from subsidies.states import Activity, ActivityCode
from tests.factories.hours import AT, DAY, Desk, desk_at, make_desk, shut
from tests.factories.partners import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def test_hours_book_knows_no_child() -> None:
    for model in (TimeEntry, TimeEntryStep, ActivityKind):
        apps_of = {f.related_model._meta.app_label for f in model._meta.fields if f.related_model}
        assert apps_of <= {"partners", "subsidies"}


@pytest.mark.parametrize(
    ("activity", "line"),
    [
        (Activity.CHILD_DISCUSSION, ("a1", 60)),
        (Activity.ALIGNMENT, ("a2", 45)),
        (Activity.OBSERVATION, ("a3", 90)),
        (Activity.PLACEMENT, ("a4", 30)),
        (Activity.WARM_TALK, ("a4", 30)),
        (Activity.SUPPORT_TEAM, ("other", 30)),
        (Activity.PARENT_TALK, ("other", 30)),
    ],
)
def test_book_takes_kind_and_minutes_of_the_activity(
    desk: Desk, activity: Activity, line: tuple[str, int]
) -> None:
    desk.book(activity=activity)
    assert desk.lines == [(*line, "meeting:1", False)]


def test_book_twice_keeps_one_line_and_one_step(desk: Desk) -> None:
    desk.book()
    desk.book()
    assert desk.lines == [("a1", 60, "meeting:1", False)]
    assert TimeEntryStep.objects.count() == 1


def test_book_again_changes_minutes_and_day_and_keeps_the_step(desk: Desk) -> None:
    desk.book()
    entry = desk.book(minutes=75, day=DAY - timedelta(days=1))
    entry.refresh_from_db()
    assert (entry.minutes, entry.day) == (75, DAY - timedelta(days=1))
    steps = entry.steps.order_by("pk").values_list("day", "minutes")
    assert list(steps) == [(DAY, 60), (DAY - timedelta(days=1), 75)]


def test_book_is_logged_with_numbers_only(desk: Desk) -> None:
    desk.book(minutes=50)
    desk.book(minutes=75)
    rows = AuditEntry.objects.filter(action__startswith="hours.").order_by("pk")
    assert [row.action for row in rows] == ["hours.booked", "hours.changed"]
    details = {"day": "2026-11-18", "kind": "a1", "before": 50, "minutes": 75}
    assert (rows[1].details, rows[1].organisation) == (details, desk.school.organisation)


def test_book_never_overwrites_what_a_person_corrected(desk: Desk) -> None:
    desk.book()
    desk.save((desk.place(), 60, 40))
    desk.book(minutes=90)
    assert unbook(cause="meeting:1", by=desk.actor, at=AT) == 0
    assert desk.lines == [("a1", 40, "meeting:1", True)]


def test_unbook_takes_away_the_lines_of_everybody_and_book_brings_one_back(desk: Desk) -> None:
    colleague = desk_at(desk.school, desk.year)
    desk.book()
    colleague.book()
    assert unbook(cause="meeting:1", by=desk.actor, at=AT) == 2
    desk.book()
    assert (desk.lines[0][1], colleague.lines[0][1]) == (60, 0)


def test_book_is_done_by_another_than_the_coordinator(desk: Desk) -> None:
    contact = make_actor(Role.SCH, desk.school)
    entry = desk.book(by=contact)
    assert (entry.membership, entry.steps.get().by) == (desk.membership, contact.user)


# --- what is refused ------------------------------------------------------------------------


def refusal(desk: Desk, **values: object) -> str:
    with pytest.raises(HoursError) as caught:
        desk.book(**values)
    assert not TimeEntry.objects.filter(minutes__gt=0, day__gte=date(2026, 11, 18)).exists()
    return caught.value.message


def test_book_refuses_a_day_that_is_to_come(desk: Desk) -> None:
    text = refusal(desk, day=date(2026, 11, 21))
    assert text == "21 november 2026 is nog niet geweest: uren boek je vanaf de dag zelf."


@pytest.mark.parametrize(
    "term",
    [
        {"valid_from": DAY + timedelta(days=1)},
        {"valid_until": DAY - timedelta(days=1)},
        {"valid_until": DAY, "ended_at": AT},  # ended at once: that day no longer counts
    ],
    ids=["before", "after", "ended"],
)
def test_book_refuses_a_day_outside_the_role(desk: Desk, term: dict[str, object]) -> None:
    Membership.objects.filter(pk=desk.membership.pk).update(**term)
    desk.membership.refresh_from_db()
    name = desk.school.name
    assert refusal(desk) == (
        f"Op 18 november 2026 geldt de rol van kwaliteitscoördinator bij {name} niet."
    )


def test_book_allows_the_last_day_of_a_role(desk: Desk) -> None:
    Membership.objects.filter(pk=desk.membership.pk).update(valid_until=DAY)
    assert desk.book().minutes == 60


def test_book_refuses_another_role(desk: Desk) -> None:
    contact = make_actor(Role.SCH, desk.school)
    text = refusal(desk, membership=contact.memberships[0])
    assert text == "Alleen een kwaliteitscoördinator boekt uren."


def test_book_refuses_a_year_that_is_not_established(desk: Desk) -> None:
    text = refusal(desk, day=date(2026, 7, 31))
    assert text.startswith("31 juli 2026 valt in een schooljaar waarvoor de gemeente van ")


def test_nothing_changes_in_a_closed_year(desk: Desk) -> None:
    desk.book(day=DAY - timedelta(days=1))
    shut(desk.year)
    sentence = "Schooljaar 2026–2027 is afgesloten: de uren van %s november 2026 blijven staan."
    assert refusal(desk, cause="meeting:2") == sentence % 18
    with pytest.raises(HoursError, match=sentence % 17):
        unbook(cause="meeting:1", by=desk.actor, at=AT)
    assert desk.lines == [("a1", 60, "meeting:1", False)]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "Vul meer dan 0 minuten in, niet 0."),
        (-5, "Vul meer dan 0 minuten in, niet -5."),
        (1441, "1441 minuten is te veel: een dag heeft er 1440."),
    ],
)
def test_book_refuses_what_is_no_time(desk: Desk, minutes: int, text: str) -> None:
    assert refusal(desk, minutes=minutes) == text


def test_book_refuses_more_than_a_day_in_all(desk: Desk) -> None:
    desk.book(minutes=1400)
    with pytest.raises(HoursError) as caught:
        desk.book(minutes=41, cause="meeting:2")
    assert caught.value.message == "18 november 2026 komt op 1441 minuten: een dag heeft er 1440."
    assert desk.lines == [("a1", 1400, "meeting:1", False)]


def test_book_refuses_a_kind_that_is_off_but_lets_it_shrink(desk: Desk) -> None:
    desk.book(minutes=50)
    kind = Kind(ActivityCode.A1, "Kindbespreking", 60, is_on=False)
    officer = make_actor(Role.GEM, desk.year.municipality)
    save_kind(municipality_id=desk.year.municipality_id, kind=kind, by=officer, at=AT)
    with pytest.raises(HoursError, match="Kindbespreking staat uit: kies een andere soort"):
        desk.book(cause="meeting:2")
    desk.save((desk.place(), 50, 20))
    assert desk.lines == [("a1", 20, "meeting:1", True)]


def test_book_without_a_cause_is_a_mistake_of_the_caller(desk: Desk) -> None:
    with pytest.raises(ValueError, match="has a cause"):
        desk.book(cause="")
