"""Putting a reminder off for oneself, and what then is told when."""

from datetime import date, timedelta

import pytest

from partners import reminder_snoozes
from partners.access import Actor
from partners.models import AuditEntry, Message, Reminder, ReminderSnooze, User
from partners.reminder_overview import overview
from partners.reminder_snoozes import SnoozeError, choose_digest_day, put_off, take_back
from partners.states import DigestDay, ReminderState, Role, SnoozeReason
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.reminder_town import CODE, MONDAY, Town, moment, town

__all__ = ["town"]
THURSDAY = MONDAY + timedelta(days=3)
UNTIL = MONDAY + timedelta(days=10)


def on(actor: Actor, day: date) -> Actor:
    """Return the same person on another day."""
    return Actor(actor.user, actor.role, actor.memberships, day, actor.all_roles)


def snooze(actor: Actor, subject: str = "a", until: date = UNTIL) -> ReminderSnooze:
    return put_off(
        key=(CODE, subject, MONDAY),
        until=until,
        reason=SnoozeReason.PARENTS,
        by=actor,
        at=moment(actor.day),
    )


def texts(actor: Actor) -> list[list[str]]:
    """Return what stands under now, soon and put off."""
    found = overview(actor)
    return [[item.text for item in part] for part in (found.now, found.soon, found.put_off)]


def test_overview_shows_what_waits_what_comes_and_why(town: Town) -> None:
    actor = town.actor()
    town.wait("nu", MONDAY)
    town.wait("straks", MONDAY + timedelta(days=9))
    town.wait("ooit", MONDAY + timedelta(days=40))
    assert texts(actor) == [["nu"], ["straks"], []]
    (item,) = overview(actor).now
    assert (item.why, item.link and item.link.href) == ("proef", "/scholen/")


def test_overview_is_of_the_active_role_and_links_only_where_it_may_go(town: Town) -> None:
    town.wait("a", MONDAY)
    lead, stranger = make_actor(Role.SIG, town.place), make_actor(Role.GEM, MunicipalityFactory())
    assert [texts(on(each, MONDAY)) for each in (lead, stranger)] == [[[], [], []]] * 2


def test_put_off_before_it_was_told_is_told_on_that_day(town: Town) -> None:
    actor, colleague = town.actor(), town.officer()
    town.wait("a", MONDAY)
    snooze(actor)
    assert texts(actor) == [[], [], ["a"]]
    assert [town.run(day).mails for day in (MONDAY, THURSDAY, UNTIL, UNTIL)] == [1, 0, 1, 0]
    assert (town.told(colleague), town.told(actor.user)) == ([["a"]], [["a"]])
    assert Message.objects.latest("pk").cause.startswith(f"reminder:{UNTIL}")


def test_put_off_after_it_was_told_is_told_once_more_on_that_day(town: Town) -> None:
    actor = town.actor()
    town.wait("a", MONDAY)
    town.run(MONDAY)
    snooze(on(actor, THURSDAY))
    days = [THURSDAY, UNTIL, UNTIL, UNTIL + timedelta(days=1), UNTIL + timedelta(days=7)]
    assert [town.run(day).mails for day in days] == [0, 1, 0, 0, 0]
    assert town.told(actor.user) == [["a"], ["a"]]
    assert texts(on(actor, UNTIL)) == [["a"], [], []]


def test_put_off_is_told_on_the_chosen_day_and_not_on_ones_own(town: Town) -> None:
    actor = town.actor()
    User.objects.update(digest_day=DigestDay.FRIDAY)
    town.wait("a", MONDAY, weeks=4)
    snooze(actor, until=THURSDAY)
    days = [MONDAY, THURSDAY, THURSDAY + timedelta(days=1)]
    assert [town.run(day).mails for day in days] == [0, 1, 0]


def test_put_off_and_done_since_is_not_told_again(town: Town) -> None:
    actor = town.actor()
    town.wait("a", MONDAY)
    snooze(actor)
    town.over.add("a")
    assert (town.run(UNTIL).mails, texts(on(actor, UNTIL))) == (0, [[], [], []])


def test_put_off_again_and_taken_back(town: Town) -> None:
    actor = town.actor()
    town.wait("a", MONDAY)
    first, second = snooze(actor), snooze(actor, until=UNTIL + timedelta(days=1))
    first.refresh_from_db()
    assert first.undone_at is not None
    take_back(snooze_id=second.pk, by=actor, at=moment(MONDAY))
    assert (texts(actor), town.run(MONDAY).mails) == ([["a"], [], []], 1)
    with pytest.raises(ReminderSnooze.DoesNotExist):
        take_back(snooze_id=second.pk, by=actor, at=moment(MONDAY))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "reminder.put_off", "reminder.put_off", "reminder.taken_back",
    ]  # fmt: skip


def test_log_says_rule_day_and_reason(town: Town) -> None:
    actor = town.actor()
    town.wait("a", MONDAY)
    snooze(actor)
    entry = AuditEntry.objects.get()
    assert entry.details == {"rule": CODE, "until": "2026-12-03", "reason": "parents"}
    assert Reminder.objects.get().state == ReminderState.WAITING


def test_nobody_takes_back_what_another_put_off(town: Town) -> None:
    actor, other = town.actor(), town.actor()
    town.wait("a", MONDAY)
    with pytest.raises(ReminderSnooze.DoesNotExist):
        take_back(snooze_id=snooze(actor).pk, by=other, at=moment(MONDAY))
    assert texts(other) == [["a"], [], []]


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (MONDAY, "na vandaag"),
        (MONDAY + timedelta(days=29), "hoogstens vier weken"),
        (MONDAY + timedelta(days=15), "eerder nodig"),
    ],
)
def test_put_off_too_short_too_long_or_past_its_need_is_refused(
    town: Town, until: date, says: str
) -> None:
    town.wait("a", MONDAY, weeks=2)
    with pytest.raises(SnoozeError, match=says) as caught:
        snooze(town.actor(), until=until)
    assert (caught.value.field, Reminder.objects.count()) == ("until", 0)


def test_what_does_not_wait_for_somebody_cannot_be_put_off(town: Town) -> None:
    town.wait("a", MONDAY)
    town.wait("straks", MONDAY + timedelta(days=1))
    for actor, subject in ((make_actor(Role.SIG, town.place), "a"), (town.actor(), "straks")):
        with pytest.raises(Reminder.DoesNotExist):
            snooze(on(actor, MONDAY), subject)


def test_day_of_the_week_is_chosen_once_and_logged(town: Town) -> None:
    actor = town.actor()
    for _twice in range(2):
        choose_digest_day(day=DigestDay.THURSDAY, by=actor, at=moment(MONDAY))
    assert User.objects.get(pk=actor.user.pk).digest_day == DigestDay.THURSDAY
    assert AuditEntry.objects.get().details == {"day": "thu"}
    assert reminder_snoozes.MAX_DAYS == 28
