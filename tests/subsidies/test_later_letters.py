from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partners.models import AuditEntry, School
from partners.states import Role
from subsidies.later_letters import Outcome, draft_amendments, following
from subsidies.models import DecisionLetter, SchoolChange, SubsidyYear
from subsidies.school_changes import Inputs, accept
from subsidies.states import ChangeKind, IllegalMoveError, LetterKind, LetterState, RenderState
from tests.factories.changes import (
    IN_YEAR,
    accepted,
    officer_of,
    report,
    schools_of,
    year_with_schools,
)
from tests.factories.issued import SENT_AT, send
from tests.factories.partners import SchoolBoardFactory, make_actor
from tests.factories.subsidies import make_bare_letters, make_issuer_actor

pytestmark = pytest.mark.django_db


def issued(**values: Any) -> SubsidyYear:
    """Return a year whose grants were all sent."""
    year = year_with_schools(**values)
    for letter in make_bare_letters(year):
        send(letter)
    return year


def draft(change: SchoolChange) -> Outcome:
    return draft_amendments(change_id=change.pk, by=officer_of(change.year), at=IN_YEAR)


def kinds(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """Return kind and amount of each new letter, by board number."""
    return {one.board.key: (one.kind, str(one.amount)) for one in outcome.made}


def moved(year: SubsidyYear, school: School) -> SchoolChange:
    """Return a move, taken over, to a board without schools here."""
    board = SchoolBoardFactory()
    change = SchoolChange.objects.create(
        year=year,
        kind=ChangeKind.BOARD_CHANGED,
        school=school,
        new_board=board,
        effective_on="2027-01-15",
        reported_at=IN_YEAR,
    )
    change.refresh_from_db()
    inputs = Inputs(change.effective_on)
    return accept(change_id=change.pk, by=officer_of(year), at=IN_YEAR, inputs=inputs)


def test_draft_amends_the_sent_grant_of_the_board() -> None:
    year = issued()
    school = schools_of(year)[0]
    change = accepted(year, ChangeKind.CLOSED, school)
    [letter] = draft(change).made
    grant = DecisionLetter.objects.get(board=school.board, kind=LetterKind.GRANT)
    assert (letter.kind, letter.supersedes, letter.change) == ("amendment", grant, change)
    assert (str(letter.amount), letter.version, letter.state) == ("3750.00", 1, LetterState.DRAFT)
    assert letter.render_state == RenderState.QUEUED


def test_draft_says_the_old_and_the_new_amount_side_by_side() -> None:
    year = issued()
    school = schools_of(year)[0]
    [letter] = draft(accepted(year, ChangeKind.CLOSED, school)).made
    rows = {row["code"]: (row["before"], row["after"]) for row in letter.snapshot["changes"]}
    assert rows[school.key] == ("€\xa02.500,00", "€\xa01.250,00")
    assert letter.snapshot["difference"] == "−\xa0€\xa01.250,00"


def test_draft_makes_two_decisions_of_a_move_to_a_new_board() -> None:
    year = issued()
    school = schools_of(year)[1]
    change = moved(year, school)
    assert kinds(draft(change)) == {
        school.board.key: ("amendment", "1250.00"),
        change.new_board.key: ("grant", "1250.00"),
    }
    assert DecisionLetter.objects.get(board=change.new_board).supersedes is None


def test_draft_makes_no_letter_when_no_amount_changes() -> None:
    year = issued(boards=1)
    first, second, _third = schools_of(year)
    change = accepted(year, ChangeKind.MERGED, first, other_id=second.pk)
    assert (draft(change), following(change)) == (Outcome(), [])


def test_draft_again_makes_nothing_new() -> None:
    year = issued()
    change = accepted(year, ChangeKind.CLOSED, schools_of(year)[0])
    [letter] = draft(change).made
    assert draft(change) == Outcome()
    assert [row.letter for row in following(change)] == [letter]


def test_draft_takes_the_next_number_and_version_after_one_that_was_cancelled() -> None:
    year = issued()
    change = accepted(year, ChangeKind.CLOSED, schools_of(year)[0])
    [first] = draft(change).made
    DecisionLetter.objects.filter(pk=first.pk).update(
        state=LetterState.CANCELLED, cancelled_at=IN_YEAR, cancelled_by=first.drafted_by
    )
    [second] = draft(change).made
    assert (second.version, second.reference_number) == (2, first.reference_number + 1)


def test_draft_waits_for_a_grant_that_was_not_sent() -> None:
    year = year_with_schools()
    [first, _second] = make_bare_letters(year)
    school = next(one for one in schools_of(year) if one.board_id == first.board_id)
    outcome = draft(accepted(year, ChangeKind.CLOSED, school))
    assert outcome.made == []
    sentence = f"{first.reference} is nog niet verzonden. Verzend die brief eerst, of laat hem "
    assert outcome.waiting == [(first.board, sentence + "vervallen; daarna maken we deze.")]


def test_draft_waits_for_a_grant_that_was_never_made() -> None:
    year = year_with_schools()
    [row] = following(accepted(year, ChangeKind.CLOSED, schools_of(year)[0]))
    assert row.waits == "Dit bestuur heeft nog geen verlening. Maak en verzend die eerst."


def test_draft_waits_for_the_letter_about_an_earlier_change() -> None:
    year = issued(boards=1)
    first, second, _third = schools_of(year)
    early = accepted(year, ChangeKind.CLOSED, first)
    late = accepted(year, ChangeKind.CLOSED, second)
    assert draft(late).waiting[0][1].startswith("Maak eerst de brief over de eerdere wijziging")
    [letter] = draft(early).made
    assert following(late)[0].waits.startswith(f"{letter.reference} is nog niet verzonden")
    send(letter, sent_at=SENT_AT + timedelta(days=1))
    [second_letter] = draft(late).made
    assert (second_letter.supersedes, str(second_letter.amount)) == (letter, "5000.00")
    assert str(letter.amount) == "6250.00"


def test_draft_waits_for_a_change_to_be_taken_over() -> None:
    year = issued()
    with pytest.raises(IllegalMoveError, match="eerst over"):
        draft(report(year, ChangeKind.CLOSED, schools_of(year)[0]))


def test_draft_logs_each_letter() -> None:
    year = issued()
    [letter] = draft(accepted(year, ChangeKind.CLOSED, schools_of(year)[0])).made
    entry = AuditEntry.objects.get(action="letter.amendment_drafted")
    assert entry.details == {"reference": letter.reference, "amount": "3750.00"}


def test_draft_is_for_municipality_and_issuer() -> None:
    year = issued()
    change = accepted(year, ChangeKind.CLOSED, schools_of(year)[0])
    clerk = make_issuer_actor(year.municipality)
    assert len(draft_amendments(change_id=change.pk, by=clerk, at=IN_YEAR).made) == 1


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO, Role.BRD, Role.SCH])
def test_draft_is_refused_to_other_roles(role: Role) -> None:
    year = issued()
    school = schools_of(year)[0]
    change = accepted(year, ChangeKind.CLOSED, school)
    place = {Role.BRD: school.board, Role.SCH: school}.get(role, year.municipality)
    with pytest.raises(PermissionDenied):
        draft_amendments(change_id=change.pk, by=make_actor(role, place), at=IN_YEAR)
    assert not DecisionLetter.objects.filter(kind=LetterKind.AMENDMENT).exists()


def test_draft_in_another_municipality_finds_nothing() -> None:
    change = accepted(year := issued(), ChangeKind.CLOSED, schools_of(year)[0])
    with pytest.raises(SchoolChange.DoesNotExist):
        draft_amendments(change_id=change.pk, by=officer_of(issued()), at=IN_YEAR)
