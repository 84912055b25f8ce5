"""An objection that is upheld proposes another amount; a person takes it over, or does not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from partners.models import AuditEntry
from subsidies import school_changes
from subsidies.amendments import ChangeError, Inputs, amounts_in_force, preview
from subsidies.closing_letters import draft_withdrawal, grounds_of
from subsidies.later_letters import draft_amendments
from subsidies.models import DecisionLetter, SchoolChange, SubsidyYear
from subsidies.objections import decide, register
from subsidies.school_changes import (
    accept,
    dismiss,
    schools_to_revise,
    why_by_hand,
    why_outdated,
)
from subsidies.states import (
    DECISIONS,
    REVISING,
    ChangeKind,
    ChangeState,
    IllegalMoveError,
    LetterKind,
    ObjectionOutcome,
    YearState,
)
from tests.factories.changes import accepted, officer_of, report, schools_of, year_with_schools
from tests.factories.issued import send, settle
from tests.factories.subsidies import make_bare_letters

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 8, 1)


@pytest.fixture
def grant() -> DecisionLetter:
    """Return the sent grant to the board with two of the three schools, € 2.500,00 each."""
    return send(make_bare_letters(year_with_schools())[0])


def uphold(
    letter: DecisionLetter, outcome: str = ObjectionOutcome.UPHELD, **values: Any
) -> list[SchoolChange]:
    """Register an objection and decide on it; returns the proposals."""
    by = officer_of(letter.year)
    objection = register(
        letter_id=letter.pk, received_on=date(2026, 4, 1), objector="Het bestuur", by=by, at=NOW
    )
    decided = decide(
        objection_id=objection.pk, outcome=outcome, decided_on=NOW.date(), by=by, at=NOW, **values
    )
    return list(decided.changes.order_by("pk"))


def take_over(change: SchoolChange, amount: str) -> SchoolChange:
    inputs = Inputs(change.effective_on, full_amount=Decimal(amount))
    return accept(change_id=change.pk, by=officer_of(change.year), at=NOW, inputs=inputs)


def amounts(year: SubsidyYear) -> list[str]:
    return [str(amount) for amount in amounts_in_force(year).values()]


@pytest.mark.parametrize("outcome", DECISIONS)
def test_decision_proposes_only_when_an_objection_is_upheld(
    grant: DecisionLetter, outcome: ObjectionOutcome
) -> None:
    before = amounts(grant.year)
    made = uphold(grant, outcome)
    assert len(made) == (2 if outcome in REVISING else 0)
    assert {change.state for change in made} <= {ChangeState.PROPOSED}
    assert (amounts(grant.year), DecisionLetter.objects.filter(change__isnull=False).count()) == (
        before,
        0,
    )


def test_proposal_says_from_which_letter_and_is_logged(grant: DecisionLetter) -> None:
    [first, _second] = uphold(grant, ObjectionOutcome.PARTLY)
    assert first.source == f"Bezwaar tegen {grant.reference}: deels gegrond"
    assert (first.kind, first.effective_on) == (ChangeKind.REVISED, FIRST_DAY)
    assert AuditEntry.objects.filter(action="change.revision_proposed").count() == 2


def test_decision_proposes_for_the_chosen_schools_only(grant: DecisionLetter) -> None:
    school = schools_to_revise(grant)[1]
    assert [change.school for change in uphold(grant, school_ids=[school.pk])] == [school]


def test_decision_without_a_school_proposes_nothing(grant: DecisionLetter) -> None:
    assert uphold(grant, school_ids=[]) == []


def test_decision_about_a_school_of_another_board_is_refused(grant: DecisionLetter) -> None:
    own = {school.pk for school in schools_to_revise(grant)}
    [other] = [school for school in schools_of(grant.year) if school.pk not in own]
    with pytest.raises(IllegalMoveError, match="waar deze brief over gaat"):
        uphold(grant, school_ids=[other.pk])
    assert not SchoolChange.objects.exists()


def test_second_decision_adds_no_second_proposal(grant: DecisionLetter) -> None:
    uphold(grant)
    by = officer_of(grant.year)
    second = register(
        letter_id=grant.pk, received_on=date(2026, 4, 2), objector="Een ouder", by=by, at=NOW
    )
    values = {"outcome": ObjectionOutcome.UPHELD, "decided_on": NOW.date(), "by": by, "at": NOW}
    assert not decide(objection_id=second.pk, **values).changes.exists()
    assert SchoolChange.objects.count() == 2


def test_decision_for_a_second_board_proposes_for_the_school_that_moved_too(
    grant: DecisionLetter,
) -> None:
    other = send(grant.year.letters.exclude(board=grant.board_id).get())
    moved = schools_to_revise(grant)[0]
    accepted(grant.year, ChangeKind.BOARD_CHANGED, moved, new_board_id=other.board_id)
    first, second = uphold(grant), uphold(other)
    assert moved in {change.school for change in first} & {change.school for change in second}
    change = next(one for one in second if one.school == moved)
    [row] = take_over(change, "1000.00").amounts.all()
    assert (row.school, row.board, row.after) == (moved, other.board, Decimal(1000))
    states = SchoolChange.objects.filter(objection=first[0].objection).values_list("state")
    assert set(states) == {(ChangeState.PROPOSED,)}


def test_decision_in_a_closed_year_proposes_nothing(grant: DecisionLetter) -> None:
    closed = {"state": YearState.CLOSED, "closed_at": NOW, "closed_by": officer_of(grant.year).user}
    SubsidyYear.objects.filter(pk=grant.year_id).update(**closed)
    assert uphold(grant) == []
    grant.year.refresh_from_db()
    assert why_by_hand(grant).startswith("2026-2027 is afgesloten, dus hier volgt geen wijziging")


# --- where no letter can follow ---------------------------------------------------------------


def end(letter: DecisionLetter, kind: LetterKind) -> DecisionLetter:
    """Send a withdrawal or settlement after the newest letter to the board."""
    if kind == LetterKind.SETTLEMENT:
        return settle(letter)
    return send(
        draft_withdrawal(
            letter_id=letter.pk, ground=next(iter(grounds_of(letter))),
            reasons="Het werk ging niet door.", by=officer_of(letter.year), at=NOW,
        )
    )  # fmt: skip


@pytest.mark.parametrize("kind", [LetterKind.WITHDRAWAL, LetterKind.SETTLEMENT])
@pytest.mark.parametrize("is_last", [True, False], ids=["to it", "to the grant before it"])
def test_decision_where_a_subsidy_ended_proposes_nothing_and_says_what_to_do(
    grant: DecisionLetter, kind: LetterKind, is_last: bool
) -> None:
    last = end(grant, kind)
    before = amounts(grant.year)
    letter = last if is_last else grant
    assert uphold(letter) == []
    assert why_by_hand(letter).startswith(f"{last.reference} is een {kind.label}, dus hier volgt")
    assert (amounts(grant.year), SchoolChange.objects.count()) == (before, 0)


def test_decision_after_an_amendment_proposes_for_both_letters(grant: DecisionLetter) -> None:
    change = take_over(uphold(grant)[0], "3000.00")
    by = officer_of(grant.year)
    [amendment] = draft_amendments(change_id=change.pk, by=by, at=NOW).made
    assert why_by_hand(send(amendment)) == why_by_hand(grant) == ""
    SchoolChange.objects.filter(state=ChangeState.PROPOSED).delete()
    assert len(uphold(amendment)) == 2


def test_proposal_is_outdated_once_the_subsidy_has_ended(grant: DecisionLetter) -> None:
    change = uphold(grant)[0]
    assert why_outdated(change) == ""
    end(grant, LetterKind.WITHDRAWAL)
    assert why_outdated(change) == why_by_hand(grant) != ""
    with pytest.raises(IllegalMoveError, match="buiten dit systeem"):
        take_over(change, "3000.00")


def test_end_of_the_subsidy_of_one_board_leaves_another(grant: DecisionLetter) -> None:
    other = send(grant.year.letters.exclude(board=grant.board_id).get())
    end(other, LetterKind.WITHDRAWAL)
    assert (len(uphold(grant)), uphold(other)) == (2, [])


# --- taking it over ---------------------------------------------------------------------------


def test_proposal_that_is_taken_over_leads_to_an_amendment(grant: DecisionLetter) -> None:
    change = take_over(uphold(grant)[0], "3000.00")
    [row] = change.amounts.all()
    assert (row.before, row.after, row.board) == (Decimal(2500), Decimal(3000), grant.board)
    assert row.explanation.replace("\xa0", " ") == (
        "Na het bezwaar is het bedrag voor dit schooljaar € 3.000,00. Dat was € 2.500,00."
    )
    by = officer_of(grant.year)
    [letter] = draft_amendments(change_id=change.pk, by=by, at=NOW).made
    assert (str(letter.amount), letter.supersedes) == ("5500.00", grant)
    text = " ".join(
        block["text"] for part in letter.snapshot["sections"] for block in part["blocks"]
    )
    assert "Wij hebben beslist op een bezwaar tegen onze eerdere brief." in text


def test_proposal_keeps_what_another_change_stopped(grant: DecisionLetter) -> None:
    first = schools_to_revise(grant)[0]
    accepted(grant.year, ChangeKind.CLOSED, first)
    change = next(one for one in uphold(grant) if one.school == first)
    [row] = preview(change, Inputs(FIRST_DAY, full_amount=Decimal("1500.00"))).rows
    assert (row.before, row.after) == (Decimal(1250), Decimal(1500))


def test_proposal_can_be_left_aside(grant: DecisionLetter) -> None:
    change = uphold(grant)[0]
    by = officer_of(grant.year)
    dismiss(change_id=change.pk, reason="Alleen de motivering verandert.", by=by, at=NOW)
    assert amounts(grant.year) == ["2500.00"] * 3


@pytest.mark.parametrize(
    ("day", "amount", "field"),
    [(FIRST_DAY, None, "full_amount"), (date(2027, 1, 1), Decimal(3000), "effective_on")],
)
def test_proposal_needs_an_amount_for_the_whole_year(
    grant: DecisionLetter, day: date, amount: Decimal | None, field: str
) -> None:
    change = uphold(grant)[0]
    with pytest.raises(ChangeError) as caught:
        preview(change, Inputs(day, full_amount=amount))
    assert caught.value.field == field


def test_report_of_an_amount_after_an_objection_is_refused(grant: DecisionLetter) -> None:
    with pytest.raises(ChangeError, match="volgt uit de beslissing"):
        report(grant.year, ChangeKind.REVISED, schools_of(grant.year)[0])


def test_registers_propose_the_same_beside_a_revision(grant: DecisionLetter) -> None:
    uphold(grant)
    made = school_changes.propose_from_registers(year=grant.year, at=NOW)
    assert {change.kind for change in made} <= set(ChangeKind) - {ChangeKind.REVISED}
