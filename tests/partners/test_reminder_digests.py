"""What waits for whose day of the week, one mail a day, catching up, and shifting a rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners import holidays, reminder_switches, reminders
from partners.models import Message, Municipality, Reminder, ReminderLine, User
from partners.reminder_runs import is_still_needed
from partners.reminders import Audience, Occasion
from partners.states import DigestDay, ReminderState, Role
from tests.factories.partners import MembershipFactory, MunicipalityFactory, make_actor
from tests.partners.reminder_town import CODE, MONDAY, Town, moment, town

__all__ = ["town"]
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 4))
NEXT = MONDAY + timedelta(days=7)


def occasion(due_on: date, needed_by: date | None, **values: int) -> Occasion:
    """Return an occasion of a municipality without equated days, without a database."""
    place = Municipality(pk=1)
    place._prefetched_objects_cache = {"equated_days": []}  # type: ignore[attr-defined]
    to = (Audience(frozenset({1}), Role.GEM),)
    return Occasion(CODE, place, "x", due_on, to, needed_by=needed_by, **values)


# --- when, as a function of days ------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "needed", "theirs", "goes"),
    [
        (TUESDAY, None, "mon", TUESDAY),  # needed at once
        (TUESDAY, date(2026, 12, 22), "mon", NEXT),
        (TUESDAY, date(2026, 12, 22), "tue", TUESDAY),
        (TUESDAY, date(2026, 12, 22), "fri", FRIDAY),
        (TUESDAY, date(2026, 12, 4), "mon", FRIDAY),  # a week before it is needed
        (TUESDAY, date(2026, 12, 1), "mon", TUESDAY),  # within a week
        (TUESDAY, date(2026, 11, 1), "mon", TUESDAY),  # late already
        (date(2026, 11, 28), date(2026, 12, 31), "mon", NEXT),  # from Friday the 27th on
        (date(2026, 4, 1), date(2026, 6, 1), "mon", date(2026, 4, 2)),  # Easter: Thursday before
    ],
)
def test_goes_on_the_day_of_its_reader_unless_it_is_needed_before(
    due: date, needed: date | None, theirs: str, goes: date
) -> None:
    assert occasion(due, needed).goes_on(theirs) == goes


@given(
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.integers(min_value=-5, max_value=40),
    st.sampled_from(DigestDay.values),
    st.integers(min_value=-60, max_value=60),
)
def test_goes_on_a_working_day_within_a_week_and_never_too_late(
    due: date, days: int, theirs: str, shift: int
) -> None:
    one = occasion(due, due + timedelta(days=days), offset_days=shift)
    first, goes = one.sending_on, one.goes_on(theirs)
    assert holidays.is_working_day(goes)
    assert first <= goes <= first + timedelta(days=6)
    assert goes == first or one.needed_by - goes >= timedelta(days=7)  # type: ignore[operator]
    assert first <= due + timedelta(days=shift)


# --- one mail a day -------------------------------------------------------------------------


def test_what_can_wait_goes_in_one_mail_on_the_day_of_each_reader(town: Town) -> None:
    monday, friday = town.officer(), town.officer(digest_day="fri")
    town.wait("a", TUESDAY, weeks=4)
    town.wait("b", WEDNESDAY, weeks=4)
    first = [(n.due, n.sent, n.mails) for n in map(town.run, (TUESDAY, WEDNESDAY))]
    assert (first, Reminder.objects.filter(state=ReminderState.WAITING).count()) == (
        [(0, 0, 0)] * 2,
        2,
    )
    assert [town.run(day).mails for day in (FRIDAY, FRIDAY, NEXT, NEXT)] == [1, 0, 1, 0]
    assert (town.told(friday), town.told(monday)) == ([["a, b"]], [["a, b"]])
    assert {row.state for row in Reminder.objects.all()} == {ReminderState.SENT}


def test_a_mail_that_goes_anyway_takes_along_what_waits(town: Town) -> None:
    reader = town.officer()
    town.wait("kan wachten", TUESDAY, weeks=4)
    town.run(TUESDAY)
    town.wait("nu", WEDNESDAY)
    assert (town.run(WEDNESDAY).sent, town.told(reader)) == (2, [["kan wachten, nu"]])
    assert town.run(NEXT).mails == 0


def test_nobody_gets_two_mails_on_a_day(town: Town) -> None:
    reader = town.officer()
    town.wait("eerst", MONDAY)
    town.run(MONDAY)
    town.wait("later", MONDAY)
    assert [(n.sent, n.mails) for n in map(town.run, (MONDAY, TUESDAY))] == [(0, 0), (1, 1)]
    assert town.told(reader) == [["eerst"], ["later"]]


def test_what_is_done_before_the_day_of_a_reader_is_not_told(town: Town) -> None:
    reader = town.officer()
    town.wait("a", TUESDAY, weeks=4)
    town.wait("b", TUESDAY, weeks=4)
    town.run(TUESDAY)
    town.over.add("a")
    town.run(NEXT)
    town.over = {"b"}
    assert town.told(reader) == [["b"]]
    assert not is_still_needed(Message.objects.get())


def test_who_left_before_their_day_and_who_came_after_are_not_told(town: Town) -> None:
    left, stays = town.officer(), town.officer()
    town.wait("a", TUESDAY, weeks=4)
    town.run(TUESDAY)
    left.memberships.update(valid_until=WEDNESDAY)
    came = town.officer()
    town.run(NEXT)
    assert [town.told(one) for one in (left, stays, came)] == [[], [["a"]], []]


def test_somebody_without_an_address_is_kept_as_blocked_and_stays_untold(town: Town) -> None:
    town.officer(login_name="noor")
    User.objects.update(email=None)
    town.wait("a", MONDAY)
    assert town.run(MONDAY).blocked == 1
    town.officer()
    User.objects.filter(login_name="noor").update(email="noor@example.org")
    assert (town.run(TUESDAY).blocked, Message.objects.count()) == (1, 0)


# --- after days without a clock --------------------------------------------------------------


def test_catching_up_after_weeks_is_one_mail_with_the_old_counted(town: Town) -> None:
    reader = town.officer()
    for number in range(40):
        town.wait(f"oud {number:02}", MONDAY - timedelta(days=60 - number))
    town.wait("nieuw", MONDAY)
    outcome = town.run(MONDAY)
    assert (outcome.sent, outcome.mails, town.told(reader)) == (41, 1, [[
        "nieuw",
        "Er staan nog 40 dingen open van meer dan twee weken geleden: kijk bij Mijn herinneringen.",
    ]])  # fmt: skip
    assert town.run(TUESDAY).mails == 0


def test_a_few_that_are_old_are_told_in_words(town: Town) -> None:
    reader = town.officer()
    for number in range(5):
        town.wait(f"oud {number}", MONDAY - timedelta(days=300 - number))
    town.run(MONDAY)
    assert town.told(reader) == [["oud 0, oud 1, oud 2, oud 3, oud 4"]]


def test_a_week_without_a_clock_and_a_clock_that_goes_back_send_each_once(town: Town) -> None:
    reader = town.officer()
    for number in range(7):
        town.wait(f"dag {number}", MONDAY + timedelta(days=number), weeks=number % 3)
    days = [NEXT, NEXT, MONDAY, FRIDAY, NEXT, NEXT + timedelta(days=7)]
    assert [town.run(day).mails for day in days] == [1, 0, 0, 0, 0, 0]
    assert sorted(town.told(reader)[0][0].split(", ")) == [f"dag {number}" for number in range(7)]
    assert ReminderLine.objects.filter(message=None).count() == 0


# --- shifting -------------------------------------------------------------------------------


def shift(town: Town, days: int) -> None:
    reminder_switches.choose_rules(
        municipality_id=town.place.pk,
        codes=[CODE],
        offsets={CODE: days},
        by=make_actor(Role.GEM, town.place),
        at=moment(MONDAY),
    )


@pytest.mark.parametrize(("days", "goes"), [(-7, date(2026, 11, 16)), (3, date(2026, 11, 26))])
def test_a_shifted_rule_goes_earlier_or_later_and_is_asked_as_of_then(
    town: Town, days: int, goes: date
) -> None:
    town.wait("a", MONDAY)
    shift(town, days)
    assert [town.run(day).sent for day in (goes - timedelta(days=1), goes)] == [0, 1]
    assert town.asked_from[-1] == goes - timedelta(days=days)
    assert Reminder.objects.get().due_on == MONDAY


def test_shifting_a_rule_sends_nothing_again(town: Town) -> None:
    town.officer()
    town.wait("a", MONDAY)
    assert town.run(MONDAY).sent == 1
    for days in (-20, 1, 0):
        shift(town, days)
        assert [town.run(day).sent for day in (MONDAY, NEXT)] == [0, 0]


def test_a_shift_holds_in_one_municipality(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Town(MunicipalityFactory(key="9797"))
    shift(town, 5)
    both = reminders.Rule(
        CODE,
        "proef",
        lambda places, day: [*town.occasions(places, day), *other.occasions(places, day)],
        lambda *_given: True,
        lambda group: [one.subject for one in group],
    )
    monkeypatch.setattr(reminders, "RULES", {CODE: both})
    MembershipFactory(role=Role.GEM, organisation=other.place.organisation)
    town.wait("hier", MONDAY)
    other.wait("daar", MONDAY)
    town.run(MONDAY)
    assert [row.subject for row in Reminder.objects.all()] == ["daar"]


@pytest.mark.parametrize("days", [-61, 61])
def test_a_shift_of_more_than_sixty_days_is_refused(town: Town, days: int) -> None:
    with pytest.raises(ValueError, match="at most 60"):
        shift(town, days)
