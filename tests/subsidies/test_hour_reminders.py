"""R19 looks back on the fifth of a month; a rule goes only where it is on."""

from datetime import UTC, date, datetime

import pytest

from partners import reminder_switches, reminders, tasks
from partners.models import AuditEntry, Message
from partners.reminder_runs import run
from partners.reminders import Occasion
from partners.states import Role
from subsidies import hour_reminders
from subsidies.hour_reminders import is_empty, last_months
from subsidies.states import Regime
from tests.factories.hours import Desk, make_desk, shut
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_school
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
FIFTH = date(2026, 11, 5)  # a Thursday; it can wait for the Monday of its reader
MONDAY = date(2026, 11, 9)
AT = datetime(2026, 11, 5, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)
    monkeypatch.setattr(reminders, "RULES", dict(hour_reminders.RULES))


@pytest.fixture
def desk() -> Desk:
    return make_desk(regime=Regime.STANDARD)


def valid(desk: Desk, day: date = FIFTH) -> list[Occasion]:
    return [one for one in last_months([desk.year.municipality], day) if is_empty(one, day)]


def switch_on(desk: Desk) -> None:
    officer = make_actor(Role.GEM, desk.year.municipality)
    reminder_switches.choose_rules(
        municipality_id=desk.year.municipality_id, codes=["R19"], by=officer, at=AT
    )


def test_month_without_hours_goes_to_the_coordinator_and_then_to_the_school(desk: Desk) -> None:
    (first,), (second,) = valid(desk), valid(desk, date(2026, 11, 19))
    assert (first.due_on, second.due_on) == (FIFTH, date(2026, 11, 19))
    assert [one.audiences[0].role for one in (first, second)] == [Role.QC, Role.SCH]
    (line,) = hour_reminders.say_which_month([first])
    assert line == (
        f"{desk.school.name}: voor oktober 2026 staan er nog geen uren. Kijk bij Mijn uren of dat "
        "klopt."
    )


def test_month_with_hours_is_not_asked_about(desk: Desk) -> None:
    desk.book(day=date(2026, 10, 1))
    assert valid(desk) == []


@pytest.mark.parametrize(
    ("day", "number"), [(date(2026, 8, 5), 0), (date(2026, 9, 5), 1), (date(2027, 8, 5), 1)]
)
def test_months_of_the_year_are_asked_about_only(desk: Desk, day: date, number: int) -> None:
    assert len(valid(desk, day)) == number


def test_month_without_a_school_week_is_not_asked_about(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hour_reminders, "school_weeks", lambda _year: [date(2026, 9, 28)])
    assert valid(desk) == []


def test_light_and_closed_years_are_not_asked_about(desk: Desk) -> None:
    light = make_desk()
    shut(desk.year)
    assert valid(light) == valid(desk) == []


def test_school_without_a_grant_is_not_asked_about(desk: Desk) -> None:
    make_school(desk.year.municipality, desk.school.board, 7)
    assert [one.facts.school for one in valid(desk)] == [desk.school]


def test_rule_is_off_until_a_municipality_wants_it(desk: Desk) -> None:
    assert run(day=FIFTH, at=AT).due == 0
    switch_on(desk)
    assert run(day=FIFTH, at=AT).mails == 0
    outcome = run(day=MONDAY, at=AT)
    assert (outcome.sent, outcome.mails) == (1, 1)
    assert Message.objects.get().recipient == desk.actor.user


def test_rule_goes_once_and_escalates_after_two_weeks(desk: Desk) -> None:
    contact = make_actor(Role.SCH, desk.school)
    switch_on(desk)
    run(day=MONDAY, at=AT)
    assert run(day=MONDAY, at=AT).sent == 0
    run(day=date(2026, 11, 19), at=datetime(2026, 11, 19, 7, 0, tzinfo=UTC))
    assert list(Message.objects.order_by("pk").values_list("recipient", flat=True)) == [
        desk.actor.user.pk, contact.user.pk,
    ]  # fmt: skip


def test_switching_is_logged_with_what_changed(desk: Desk) -> None:
    switch_on(desk)
    entry = AuditEntry.objects.get(action="reminders.switched")
    assert entry.details == {"on": ["R19"], "off": []}
    switch_on(desk)
    assert AuditEntry.objects.filter(action="reminders.switched").count() == 1


def test_page_switches_a_rule_off_here_only(desk: Desk) -> None:
    other = make_desk(regime=Regime.STANDARD)
    switch_on(desk)
    switch_on(other)
    client = client_of(make_actor(Role.GEM, desk.year.municipality))
    client.post(f"/instellingen/{desk.year.municipality.key}/herinneringen/", {})
    places = [desk.year.municipality, other.year.municipality]
    assert [reminder_switches.rules_on(place) for place in places] == [[], ["R19"]]
