"""R20 and R21: the three days before the letters, and the end of a letter's objection term."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from partners import tasks
from partners.management.commands.remind import Command
from partners.models import Message, Module, Municipality, Reminder
from partners.reminder_runs import Outcome, run
from partners.reminders import RULES
from partners.states import Role
from subsidies import letter_reminders
from subsidies.letter_reminders import STEPS
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.objections import register
from subsidies.states import LetterState
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.factories.subsidies import make_established, make_issuer_actor, make_municipality
from tests.factories.subsidies import make_year as draft_year
from tests.partners.cast import run_command
from tests.subsidies.office import bring, make_office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LAST = date(2026, 4, 13)


@pytest.fixture(autouse=True)
def _bell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **_kw: None)


@pytest.fixture
def town() -> Municipality:
    """Return a municipality with an officer, a head of department and a clerk of its issuer."""
    municipality = make_municipality(name="Wilgenstad", key="9796")
    make_actor(Role.GEM, municipality)
    make_actor(Role.ADM, municipality, is_lead=True)
    make_issuer_actor(municipality)
    return municipality


def on(day: date, **options: Any) -> Outcome:
    return run(day=day, at=AT, **options)


def lines_of(role: Role) -> list[str]:
    """Return what stands in the mails to the people of a role, in order."""
    messages = Message.objects.filter(recipient__memberships__role=role).order_by("pk")
    return [line for message in messages for line in message.body.split("\n\n")[1:-1]]


# --- R20 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "due"), [(0, date(2026, 12, 1)), (1, date(2027, 2, 1)), (2, date(2027, 3, 1))]
)
def test_due_on_is_in_the_winter_before_the_school_year(place: int, due: date) -> None:
    assert STEPS[place].due_on(2027) == due


@pytest.mark.parametrize(
    ("day", "sent"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [Role.GEM]),
        (date(2026, 12, 14), [Role.GEM]),
        (date(2026, 12, 15), [Role.GEM, Role.ADM]),
    ],
)
def test_a_year_that_nobody_made_is_asked_for_on_1_december(
    town: Municipality, day: date, sent: list[Role]
) -> None:
    outcome = on(day)
    assert [role for role in (Role.GEM, Role.ISS, Role.ADM) if lines_of(role)] == sent
    assert outcome.sent == len(sent)


def test_what_is_said_of_a_year_that_nobody_made(town: Municipality) -> None:
    on(date(2026, 12, 1))
    assert lines_of(Role.GEM) == [
        (
            "Subsidiejaar 2027–2028 van gemeente Wilgenstad: het jaar is nog niet gemaakt. De "
            "brieven horen in maart weg te gaan."
        )
    ]


def test_a_year_with_a_key_is_not_asked_for_in_december_but_in_february(
    town: Municipality,
) -> None:
    draft_year(town, first_year=2027)
    assert on(date(2026, 12, 15)).due == 0
    assert on(date(2027, 1, 29)).due == 0
    assert on(date(2027, 2, 1)).sent == 1
    assert "de verdeling is nog niet vastgesteld" in lines_of(Role.GEM)[0]


@pytest.mark.parametrize(
    ("first_year", "day"),
    [(2026, date(2026, 1, 30)), (2026, date(2026, 2, 27))],  # both 1 February and 1 March: Sunday
)
def test_a_day_in_the_weekend_is_told_of_on_the_friday_before(
    town: Municipality, first_year: int, day: date
) -> None:
    draft_year(town, first_year=first_year)
    before = on(day - timedelta(days=1)).sent
    assert on(day).sent == 1, before


def test_an_established_year_without_letters_is_asked_of_the_clerk_on_1_march(
    town: Municipality,
) -> None:
    make_established(town, first_year=2027)
    assert on(date(2027, 2, 15)).due == 0
    assert (on(date(2027, 3, 1)).sent, lines_of(Role.GEM)) == (1, [])
    assert "nog niet alle brieven zijn verzonden" in lines_of(Role.ISS)[0]


def test_a_year_that_was_left_alone_is_told_of_in_one_line(town: Municipality) -> None:
    draft_year(town, first_year=2027)
    DecisionLetter.objects.all().delete()
    outcome = on(date(2027, 4, 1))
    assert (outcome.sent, outcome.mails) == (4, 3)  # two days, each with its escalation
    assert [len(lines_of(role)) for role in (Role.GEM, Role.ISS, Role.ADM)] == [1, 1, 1]


@pytest.mark.slow
def test_a_year_whose_letters_are_all_sent_is_not_told_of() -> None:
    office = make_office()
    bring(office, LetterState.SENT)
    assert on(date(2026, 3, 20)).due == 0


@pytest.mark.parametrize("day", [date(2026, 8, 1), date(2026, 11, 30)])
def test_a_year_that_nobody_made_is_not_asked_for_once_it_runs(
    town: Municipality, day: date
) -> None:
    assert on(day, dry_run=True).due == 0


def test_a_draft_is_not_told_of_after_its_last_day(town: Municipality) -> None:
    draft_year(town, first_year=2026)
    assert on(date(2027, 7, 31), dry_run=True).lines[("R20", "beleidsmedewerker gemeente")] >= 1
    SubsidyYear.objects.exclude(first_year=2026).delete()
    due = letter_reminders.coming_years([town], date(2027, 8, 2))
    assert {occasion.facts.first_year for occasion in due} == {2028}


def test_a_municipality_without_the_module_is_left_alone(town: Municipality) -> None:
    Module.objects.all().delete()
    assert on(date(2026, 12, 1)).due == 0


def test_each_municipality_hears_of_its_own_year(town: Municipality) -> None:
    other = MunicipalityFactory(name="Lindestad", key="9797")
    draft_year(town, first_year=2027)
    outcome = on(date(2026, 12, 1))
    assert (outcome.due, outcome.blocked) == (1, 1)
    assert Reminder.objects.get().municipality == other


def test_a_clerk_whose_mandate_is_not_of_that_day_is_not_written_to(town: Municipality) -> None:
    make_established(town, first_year=2027)
    town.mandates.update(valid_until=date(2027, 2, 28))
    assert (on(date(2027, 3, 1)).blocked, lines_of(Role.ISS)) == (1, [])


# --- R21 ------------------------------------------------------------------------------------


@pytest.fixture
def office() -> Any:
    """Return an office whose two letters were sent on 2 March 2026."""
    made = make_office(boards=2)
    bring(made, LetterState.SENT)
    return made


@pytest.mark.slow
def test_the_end_of_a_term_is_told_to_officer_and_clerks_on_its_last_day(office: Any) -> None:
    assert on(LAST - timedelta(days=1)).due == 0
    outcome = on(LAST)
    assert (outcome.due, outcome.sent, outcome.mails) == (2, 2, 4)
    line = (
        f"De bezwaartermijn van 2 brieven van gemeente {office.municipality.name} loopt tot en "
        "met 13 april 2026. Kwam er een bezwaar binnen, leg het dan vast; anders is het besluit "
        "daarna definitief."
    )
    assert lines_of(Role.GEM) == lines_of(Role.ISS) == [line, line]  # two people each


@pytest.mark.slow
def test_a_letter_with_an_objection_is_not_told_of(office: Any) -> None:
    letter = office.letters[0]
    register(
        letter_id=letter.pk,
        received_on=date(2026, 4, 1),
        objector="Stichting De Wilg",
        by=office.checker,
        at=datetime(2026, 4, 1, 9, 0, tzinfo=UTC),
    )
    assert on(LAST).sent == 1
    assert office.letters[1].reference in lines_of(Role.GEM)[0]


@pytest.mark.slow
def test_terms_cost_the_same_queries_however_many_letters_there_are(
    django_assert_num_queries: Any,
) -> None:
    for boards in (1, 3):
        place = make_office(boards=boards)
        bring(place, LetterState.SENT)
        with django_assert_num_queries(8):
            found = list(letter_reminders.ending_terms([place.municipality], LAST))
        assert len(found) == boards


# --- the command ----------------------------------------------------------------------------


def remind(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run_command(Command(), "remind", *words)
    return code, capsys.readouterr().out


def test_command_prints_the_counts_as_json(
    town: Municipality, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = remind(capsys, "--date", "2026-12-01", "--json")
    assert (code, json.loads(out)) == (
        0,
        {"date": "2026-12-01", "due": 1, "sent": 1, "already_sent": 0, "blocked": 0, "mails": 1},
    )
    again = json.loads(remind(capsys, "--date", "2026-12-01", "--json")[1])
    assert (again["due"], again["sent"], again["already_sent"], again["mails"]) == (1, 0, 1, 0)


def test_command_says_per_rule_and_reader_what_would_go(
    town: Municipality, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = remind(capsys, "--date", "2026-12-01", "--dry-run")
    assert (code, out.splitlines()) == (
        0,
        [
            (
                "1 december 2026: 1 aan de beurt, 1 zouden weggaan in 1 mails, 0 eerder verzonden, "
                "0 zonder iemand om aan te schrijven."
            ),
            (
                "R20 het subsidiejaar ligt achter op de datum in maart, aan beleidsmedewerker "
                "gemeente: 1"
            ),
        ],
    )
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("words", [("--date", "31-12-2026"), ("--date",), ("--day", "x")])
def test_command_with_wrong_usage_exits_with_two(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert remind(capsys, *words) == (2, "")


def test_rules_are_known_by_their_codes() -> None:
    assert {code: rule.code for code, rule in RULES.items()} == {code: code for code in RULES}
    assert {"R20", "R21"} <= set(RULES)
