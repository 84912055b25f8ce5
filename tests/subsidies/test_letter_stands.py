"""Where a letter stands: each stored state, and each that facts, objections and days make."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import EquatedDay, IssuerMandate
from subsidies import letter_elements, letter_stands
from subsidies.letter_stands import (
    final_from,
    last_appeal_day,
    last_objection_day,
    stand_of,
    with_stands,
)
from subsidies.models import DecisionLetter, Objection
from subsidies.states import (
    DECISIONS,
    LetterKind,
    LetterStand,
    LetterState,
    ObjectionOutcome,
    RenderState,
)
from tests.factories.partners import UserFactory
from tests.factories.subsidies import AT
from tests.subsidies.office import DAY, ON_THE_DAY, bring, make_office, plan

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = AT.date()
LAST = date(2026, 4, 13)  # 42 days after 2 March
DECIDED = date(2026, 5, 4)
APPEAL = date(2026, 6, 15)  # 42 days after 4 May


@pytest.fixture
def sent() -> DecisionLetter:
    """Return a letter that was sent on 2 March 2026."""
    [letter] = bring(make_office(), LetterState.SENT)
    return letter


def object_to(letter: DecisionLetter, **values: Any) -> Objection:
    """Let somebody object to a letter on 1 April."""
    given = {"received_on": date(2026, 4, 1), "objector": "Stichting De Wilg"}
    person = {"registered_at": AT, "registered_by": UserFactory(), "decide_before": LAST}
    return Objection.objects.create(letter=letter, **given | person | values)


def decided(outcome: ObjectionOutcome, on: date = DECIDED) -> dict[str, Any]:
    return {"outcome": outcome, "decided_on": on, "decided_at": AT, "decided_by": UserFactory()}


def follow(letter: DecisionLetter, kind: LetterKind, *, days: int = 30, **values: Any) -> None:
    """Make a later letter that changes this one, sent so many days after it unless told."""
    moment = ON_THE_DAY + timedelta(days=days)
    people = dict.fromkeys(("checked_by", "signed_by", "sent_by"), letter.sent_by)
    moments = {"checked_at": moment, "signed_at": moment, "sent_at": moment}
    number = DecisionLetter.objects.count() + 1
    given = {
        "year": letter.year, "board": letter.board, "counter": letter.counter, "kind": kind,
        "reference_year": 2026, "reference_number": number, "version": number,
        "amount": letter.amount, "snapshot": {}, "drafted_at": AT, "supersedes": letter,
        "state": LetterState.SENT, "sending_on": moment.date(), "mandate": letter.mandate,
        "render_state": RenderState.DONE, "sha256": "a" * 64, "pages": 1,
    }  # fmt: skip
    DecisionLetter.objects.create(**given | people | moments | values)


def fetched(letter: DecisionLetter) -> DecisionLetter:
    return with_stands(DecisionLetter.objects.filter(pk=letter.pk)).get()


# --- before sending -------------------------------------------------------------------------


@pytest.mark.parametrize("state", [LetterState.CHECKED, LetterState.SIGNED, LetterState.CANCELLED])
def test_stand_of_a_stored_state_is_that_state(state: LetterState) -> None:
    [letter] = bring(make_office(), state)
    assert stand_of(letter, TODAY) == LetterStand(state)


def test_stand_of_a_draft_that_is_not_planned_is_draft() -> None:
    [letter] = make_office().letters
    assert stand_of(letter, TODAY) == LetterStand.DRAFT


@pytest.mark.parametrize(
    ("today", "stand"),
    [
        (TODAY, LetterStand.COMPLETE),
        (DAY, LetterStand.COMPLETE),
        (DAY + timedelta(days=1), LetterStand.DRAFT),
    ],
)
def test_stand_of_a_planned_draft_is_complete_until_its_day_is_over(
    today: date, stand: LetterStand
) -> None:
    [letter] = bring(make_office(), LetterState.DRAFT)
    assert stand_of(letter, today) == stand


def test_stand_of_a_draft_whose_mandate_ends_before_its_day_is_draft() -> None:
    office = make_office()
    plan(office)
    IssuerMandate.objects.update(valid_until=DAY - timedelta(days=1))
    assert stand_of(office.letters[0], TODAY) == LetterStand.DRAFT


def test_stand_of_a_draft_that_misses_an_element_is_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    [letter] = bring(make_office(), LetterState.DRAFT)
    element = SimpleNamespace(number=6)
    monkeypatch.setattr(letter_elements, "missing", lambda _letter, _at: [element])
    assert stand_of(letter, TODAY) == LetterStand.DRAFT


# --- the objection term ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "stand"),
    [
        (DAY, LetterStand.OBJECTION_OPEN),
        (LAST, LetterStand.OBJECTION_OPEN),
        (LAST + timedelta(days=1), LetterStand.FINAL),
    ],
)
def test_stand_of_a_sent_letter_follows_its_term(
    sent: DecisionLetter, today: date, stand: LetterStand
) -> None:
    assert stand_of(sent, today) == stand


def test_term_of_a_letter_knows_the_equated_days_of_its_municipality(sent: DecisionLetter) -> None:
    EquatedDay.objects.create(
        municipality=sent.year.municipality, day=LAST, name="vrije dag", source="x"
    )
    letter = DecisionLetter.objects.get()
    assert last_objection_day(letter) == LAST + timedelta(days=1)
    assert stand_of(letter, LAST + timedelta(days=1)) == LetterStand.OBJECTION_OPEN


def test_term_of_a_letter_without_a_day_is_none() -> None:
    [letter] = make_office().letters
    assert (last_objection_day(letter), final_from(letter)) == (None, None)


def test_final_from_is_the_day_after_the_term(sent: DecisionLetter) -> None:
    assert final_from(sent) == LAST + timedelta(days=1)
    assert stand_of(sent, LAST + timedelta(days=1)) == LetterStand.FINAL


# --- objections -----------------------------------------------------------------------------


@pytest.mark.parametrize("today", [LAST - timedelta(days=1), date(2027, 1, 1)])
def test_stand_with_an_objection_is_received_until_it_is_decided(
    sent: DecisionLetter, today: date
) -> None:
    object_to(sent)
    assert (stand_of(sent, today), final_from(sent)) == (LetterStand.OBJECTION_RECEIVED, None)


@pytest.mark.parametrize(
    "outcome", [each for each in DECISIONS if each != ObjectionOutcome.RETRACTED]
)
@pytest.mark.parametrize(
    ("today", "stand"),
    [
        (DECIDED, LetterStand.OBJECTION_DECIDED),
        (APPEAL, LetterStand.OBJECTION_DECIDED),
        (APPEAL + timedelta(days=1), LetterStand.FINAL),
    ],
)
def test_stand_after_a_decision_is_decided_until_its_own_term_is_over(
    sent: DecisionLetter, outcome: ObjectionOutcome, today: date, stand: LetterStand
) -> None:
    objection = object_to(sent, **decided(outcome))
    assert stand_of(sent, today) == stand
    assert last_appeal_day(objection) == APPEAL
    assert final_from(sent) == APPEAL + timedelta(days=1)


@pytest.mark.parametrize("outcome", [ObjectionOutcome.RETRACTED, ObjectionOutcome.VOID])
@pytest.mark.parametrize(
    ("today", "stand"),
    [
        (LAST, LetterStand.OBJECTION_OPEN),
        (LAST + timedelta(days=1), LetterStand.FINAL),
    ],
)
def test_stand_after_an_objection_was_retracted_or_void_is_as_if_there_was_none(
    sent: DecisionLetter, outcome: ObjectionOutcome, today: date, stand: LetterStand
) -> None:
    object_to(sent, **decided(outcome, date(2026, 4, 2)))
    assert (stand_of(sent, today), final_from(sent)) == (stand, LAST + timedelta(days=1))


def test_stand_with_two_objections_waits_for_the_last(sent: DecisionLetter) -> None:
    object_to(sent, **decided(ObjectionOutcome.DISMISSED))
    object_to(sent, objector="Stichting De Linde")
    assert stand_of(sent, APPEAL) == LetterStand.OBJECTION_RECEIVED


def test_last_appeal_day_without_a_decision_is_refused(sent: DecisionLetter) -> None:
    with pytest.raises(ValueError, match="no term of its own"):
        last_appeal_day(object_to(sent))


# --- later letters --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "stand"),
    [
        (LetterKind.AMENDMENT, LetterStand.AMENDED),
        (LetterKind.WITHDRAWAL, LetterStand.WITHDRAWN),
        (LetterKind.SETTLEMENT, LetterStand.SETTLED),
    ],
)
@pytest.mark.parametrize("today", [date(2026, 4, 2), date(2027, 1, 1)])
def test_stand_of_a_changed_letter_is_that_of_the_later_one(
    sent: DecisionLetter, kind: LetterKind, stand: LetterStand, today: date
) -> None:
    follow(sent, kind)
    assert stand_of(fetched(sent), today) == stand


@pytest.mark.parametrize("first", [30, 90])
def test_stand_of_a_letter_changed_twice_is_that_of_the_newest(
    sent: DecisionLetter, first: int
) -> None:
    follow(sent, LetterKind.AMENDMENT, days=first)
    follow(sent, LetterKind.SETTLEMENT, days=60)
    expected = LetterStand.SETTLED if first < 60 else LetterStand.AMENDED
    assert stand_of(fetched(sent), date(2026, 4, 2)) == expected
    assert stand_of(DecisionLetter.objects.get(pk=sent.pk), date(2026, 4, 2)) == expected


def test_stand_does_not_change_by_a_later_letter_that_was_not_sent(sent: DecisionLetter) -> None:
    open_values = dict.fromkeys(("sent_at", "sent_by"))
    follow(sent, LetterKind.AMENDMENT, state=LetterState.SIGNED, **open_values)
    assert stand_of(fetched(sent), DAY) == LetterStand.OBJECTION_OPEN
    assert stand_of(sent, DAY) == LetterStand.OBJECTION_OPEN


def test_stand_of_a_changed_letter_still_shows_an_objection_that_waits(
    sent: DecisionLetter,
) -> None:
    object_to(sent)
    follow(sent, LetterKind.AMENDMENT)
    assert stand_of(fetched(sent), date(2026, 5, 1)) == LetterStand.OBJECTION_RECEIVED


def test_every_stand_but_one_is_shown_by_a_test_above() -> None:
    """`sent` is stored only: what a page shows of a sent letter says more."""
    shown = {LetterStand(state) for state in LetterState if state != LetterState.SENT}
    shown |= {LetterStand.COMPLETE, *letter_stands.STAND_BY_LATER.values()}
    shown |= {each for each in LetterStand if each.startswith("objection_")} | {LetterStand.FINAL}
    assert set(LetterStand) - shown == {LetterStand.SENT}


# --- lists ----------------------------------------------------------------------------------


def queries_for(make: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        make()
    return len(caught)


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.SIGNED])
def test_stands_of_a_list_cost_six_queries_however_long_it_is(state: LetterState) -> None:
    counts = []
    for boards in (1, 3):
        office = make_office(boards=boards)
        for letter in bring(office, state):
            if state == LetterState.SENT:
                object_to(letter, **decided(ObjectionOutcome.DISMISSED))
        rows = DecisionLetter.objects.filter(year=office.year)

        def look(rows: Any = rows) -> None:
            for letter in with_stands(rows):
                stand_of(letter, APPEAL)

        counts.append(queries_for(look))
    assert counts == [6, 6]


def test_stands_of_planned_drafts_cost_the_same_however_many_there_are() -> None:
    counts = []
    for boards in (1, 3):
        office = make_office(boards=boards)
        plan(office)
        rows = DecisionLetter.objects.filter(year=office.year)

        def look(rows: Any = rows) -> None:
            assert {stand_of(letter, TODAY) for letter in with_stands(rows)} == {"complete"}

        counts.append(queries_for(look))
    assert counts == [6, 6]
