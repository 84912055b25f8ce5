"""The mechanism of the reminders, with a rule made for the test: on time, once, to whom."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connections

from partners import reminder_runs, reminders, tasks
from partners.models import EquatedDay, Message, Municipality, Reminder, User
from partners.reminder_runs import Outcome, is_still_needed, run
from partners.reminders import Audience, Occasion, Rule, escalated
from partners.states import ReminderState, Role
from tests.factories.partners import MembershipFactory, MunicipalityFactory, UserFactory

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WAITING: dict[str, tuple[date, bool]] = {}


def occasions(places: Sequence[Municipality], _day: date) -> Iterable[Occasion]:
    """Bring each waiting thing of each municipality, to its policy officers."""
    for place in places:
        for subject, (due_on, _is_valid) in WAITING.items():
            here = frozenset({place.pk})
            occasion = Occasion(
                "R99", place, f"{subject}:{place.key}", due_on, (Audience(here, Role.GEM),), subject
            )
            yield occasion
            yield escalated(occasion, days=14, organisation_id=place.pk)


def is_valid(occasion: Occasion, _day: date) -> bool:
    return WAITING[occasion.facts][1]


def words(group: Sequence[Occasion]) -> list[str]:
    return [f"{group[0].municipality.name}: " + ", ".join(each.facts for each in group)]


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave one rule, with nothing that waits; catch the bell of the outbox."""
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(
        reminders, "RULES", {"R99": Rule("R99", "proef", occasions, is_valid, words)}
    )
    WAITING.clear()
    yield
    WAITING.clear()


@pytest.fixture
def place(db: None) -> Municipality:
    return MunicipalityFactory(key="9796", name="Wilgenstad")


@pytest.fixture
def reader(place: Municipality) -> User:
    member = MembershipFactory(role=Role.GEM, organisation=place.organisation)
    return member.user  # type: ignore[no-any-return]


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    return (
        outcome.due,
        outcome.sent,
        outcome.already_sent,
        outcome.blocked,
        outcome.mails,
    )


# --- when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 1),  # the 22nd is a Sunday: the Friday before
        (date(2026, 11, 21), 1),
        (date(2026, 11, 25), 1),
    ],
)
def test_run_sends_on_the_last_working_day_before(reader: User, day: date, due: int) -> None:
    WAITING["sleutel"] = (date(2026, 11, 22), True)
    assert run(day=day, at=AT).sent == due


def test_run_knows_equated_days(reader: User, place: Municipality) -> None:
    EquatedDay.objects.create(
        municipality=place, day=date(2026, 11, 20), name="vrije dag", source="x"
    )
    WAITING["sleutel"] = (date(2026, 11, 20), True)
    assert run(day=date(2026, 11, 18), at=AT).sent == 0
    assert run(day=date(2026, 11, 19), at=AT).sent == 1


def test_run_keeps_the_day_of_the_rule_and_not_that_of_the_mail(reader: User) -> None:
    WAITING["sleutel"] = (date(2026, 11, 22), True)
    run(day=date(2026, 11, 20), at=AT)
    row = Reminder.objects.get()
    assert (row.rule, row.subject, row.due_on) == ("R99", "sleutel:9796", date(2026, 11, 22))
    assert (row.state, row.handled_at) == (ReminderState.SENT, AT)


# --- once -----------------------------------------------------------------------------------


def test_run_twice_sends_nothing_again(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    assert counts(run(day=MONDAY, at=AT)) == (1, 1, 0, 0, 1)
    assert counts(run(day=MONDAY, at=AT)) == (1, 0, 1, 0, 0)
    assert Message.objects.count() == 1


def test_run_of_a_later_day_brings_only_what_is_new(reader: User) -> None:
    WAITING.update({"sleutel": (MONDAY, True), "verdeling": (date(2026, 11, 24), True)})
    run(day=MONDAY, at=AT)
    assert counts(run(day=date(2026, 11, 24), at=AT)) == (2, 1, 1, 0, 1)
    assert Message.objects.count() == 2


def test_run_brings_what_a_day_without_a_clock_missed(reader: User) -> None:
    WAITING["sleutel"] = (date(2026, 11, 2), True)
    outcome = run(day=MONDAY, at=AT)
    assert (outcome.sent, outcome.blocked) == (1, 1)  # the escalation has nobody to go to


def test_run_leaves_out_what_no_longer_holds(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, False)
    assert counts(run(day=MONDAY, at=AT)) == (0, 0, 0, 0, 0)
    assert not Reminder.objects.exists()


def test_run_dry_counts_and_changes_nothing(reader: User) -> None:
    WAITING.update({"sleutel": (MONDAY, True), "verdeling": (MONDAY, True)})
    assert counts(run(day=MONDAY, at=AT, dry_run=True)) == (2, 2, 0, 0, 1)
    assert (Reminder.objects.count(), Message.objects.count()) == (0, 0)


def test_run_that_breaks_loses_nothing_and_the_next_one_sends_it_once(
    reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    WAITING["sleutel"] = (MONDAY, True)

    def broken(*_mails: Any, **_parts: Any) -> None:
        raise ValueError("no mail")

    with monkeypatch.context() as patched:
        patched.setattr(reminder_runs, "queue_all", broken)
        with pytest.raises(ValueError, match="no mail"):
            run(day=MONDAY, at=AT)
    assert Reminder.objects.get().state == ReminderState.WAITING
    assert [counts(run(day=MONDAY, at=AT)) for _ in range(2)] == [(1, 1, 0, 0, 1), (1, 0, 1, 0, 0)]
    assert Message.objects.count() == 1


# --- to whom --------------------------------------------------------------------------------


def test_run_gives_each_person_one_mail_for_all_that_waits(place: Municipality) -> None:
    elsewhere = MunicipalityFactory(key="9797", name="Lindestad")
    both = UserFactory(name="Noor Zomerdijk")
    for organisation in (place.organisation, elsewhere.organisation):
        MembershipFactory(role=Role.GEM, organisation=organisation, user=both)
    MembershipFactory(role=Role.GEM, organisation=place.organisation)
    WAITING.update({"sleutel": (MONDAY, True), "verdeling": (MONDAY, True)})
    assert counts(run(day=MONDAY, at=AT)) == (4, 4, 0, 0, 2)
    message = Message.objects.get(recipient=both)
    assert message.subject == "Herinnering: er wachten 2 dingen op je"
    assert message.body.split("\n\n")[:3] == [
        "Beste Noor Zomerdijk,",
        "Wilgenstad: sleutel, verdeling",
        "Lindestad: sleutel, verdeling",
    ]


def test_run_says_of_one_thing_that_it_waits(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    run(day=MONDAY, at=AT)
    assert Message.objects.get().subject == "Herinnering: er wacht iets op je"


def test_run_writes_to_nobody_who_cannot_be_written_to(place: Municipality) -> None:
    """Another role, a membership that is over, no address, an account that is closed."""
    MembershipFactory(role=Role.ADM, organisation=place.organisation)
    MembershipFactory(
        role=Role.GEM, organisation=place.organisation, valid_until=date(2026, 11, 22)
    )
    for values in ({"email": None, "login_name": "noor"}, {"is_active": False}):
        somebody = UserFactory(**values)
        MembershipFactory(role=Role.GEM, organisation=place.organisation, user=somebody)
    WAITING["sleutel"] = (MONDAY, True)
    assert counts(run(day=MONDAY, at=AT)) == (1, 0, 0, 1, 0)
    assert Reminder.objects.get().state == ReminderState.BLOCKED


def test_run_does_not_bring_back_what_was_blocked(place: Municipality) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    run(day=MONDAY, at=AT)
    MembershipFactory(role=Role.GEM, organisation=place.organisation)
    assert counts(run(day=MONDAY, at=AT)) == (1, 0, 0, 1, 0)


def test_run_escalates_to_who_leads_the_organisation_only(
    reader: User, place: Municipality
) -> None:
    lead = MembershipFactory(role=Role.ADM, organisation=place.organisation, is_lead=True)
    MembershipFactory(role=Role.SCH, is_lead=True)  # leads a school
    WAITING["sleutel"] = (date(2026, 11, 2), True)
    run(day=date(2026, 11, 2), at=AT)
    outcome = run(day=date(2026, 11, 16), at=AT)
    assert (outcome.sent, outcome.lines) == (1, {("R99", "leidinggevende"): 1})
    assert [message.recipient for message in Message.objects.order_by("pk")] == [reader, lead.user]


def test_run_counts_what_goes_by_rule_and_reader(reader: User) -> None:
    WAITING.update({"sleutel": (MONDAY, True), "verdeling": (MONDAY, True)})
    assert run(day=MONDAY, at=AT).lines == {("R99", "beleidsmedewerker gemeente"): 2}


# --- at the moment of sending ---------------------------------------------------------------


def test_is_still_needed_while_one_thing_waits(reader: User) -> None:
    WAITING.update({"sleutel": (MONDAY, True), "verdeling": (MONDAY, True)})
    run(day=MONDAY, at=AT)
    WAITING["sleutel"] = (MONDAY, False)
    assert is_still_needed(Message.objects.get())


def test_is_still_needed_no_more_once_all_is_done(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    run(day=MONDAY, at=AT)
    WAITING["sleutel"] = (MONDAY, False)
    assert not is_still_needed(Message.objects.get())


def test_is_still_needed_no_more_once_the_reader_has_left(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    run(day=MONDAY, at=AT)
    reader.memberships.update(valid_until=date(2026, 11, 22))
    assert not is_still_needed(Message.objects.get())


def test_is_still_needed_does_not_count_what_another_run_sent(reader: User) -> None:
    WAITING["sleutel"] = (MONDAY, True)
    run(day=MONDAY, at=AT)
    WAITING["verdeling"] = (MONDAY, True)
    run(day=date(2026, 11, 24), at=AT.replace(day=24))
    WAITING["verdeling"] = (MONDAY, False)
    later = Message.objects.get(created_at=AT.replace(day=24))
    assert not is_still_needed(later)


def test_task_handles_today(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[date] = []
    monkeypatch.setattr(reminder_runs, "run", lambda *, day, at: days.append(day))
    tasks.send_reminders()
    assert len(days) == 1


# --- two runs at once -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_reminder_once() -> None:
    place = MunicipalityFactory(key="9796", name="Wilgenstad")
    MembershipFactory(role=Role.GEM, organisation=place.organisation)
    WAITING.update({f"ding {n}": (MONDAY, True) for n in range(5)})
    barrier, outcomes = threading.Barrier(4), list[Outcome]()

    def act() -> None:
        barrier.wait()
        try:
            outcomes.append(run(day=MONDAY, at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.sent for outcome in outcomes) == 5
    assert [(row.due, row.sent + row.already_sent) for row in outcomes] == [(5, 5)] * 4
    assert (Reminder.objects.count(), Message.objects.count()) == (5, 1)
