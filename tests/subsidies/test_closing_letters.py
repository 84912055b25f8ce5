from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from partners.states import Role
from subsidies.amendments import ChangeError
from subsidies.closing_letters import (
    Lower,
    draft_settlements,
    draft_withdrawal,
    grounds_of,
    to_settle,
    why_not_withdrawn,
)
from subsidies.letters import renew_drafts
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.states import ChangeKind, IllegalMoveError, LetterKind, LetterState
from tests.factories.changes import IN_YEAR, accepted, officer_of, schools_of, year_with_schools
from tests.factories.issued import SENT_AT, send
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_bare_letters

pytestmark = pytest.mark.django_db
AFTER = datetime(2027, 8, 1, 9, 0, tzinfo=UTC)


def issued(regime: str = "light", boards: int = 2) -> tuple[SubsidyYear, list[DecisionLetter]]:
    """Return a year with a sent grant to each board."""
    year = year_with_schools(boards=boards, schools=3, regime=regime)
    return year, [send(letter) for letter in make_bare_letters(year)]


def withdraw(
    letter: DecisionLetter, ground: str = "4:49-c", reasons: str = "Niet gedaan."
) -> DecisionLetter:
    return draft_withdrawal(
        letter_id=letter.pk, ground=ground, reasons=reasons, by=officer_of(letter.year), at=IN_YEAR
    )


def settle(year: SubsidyYear, **values: object) -> list[DecisionLetter]:
    return draft_settlements(year_id=year.pk, by=officer_of(year), at=AFTER, **values).made  # type: ignore[arg-type]


# --- withdrawal -------------------------------------------------------------------------------


def test_withdrawal_takes_the_newest_letter_back_with_its_ground() -> None:
    _year, [grant, _other] = issued()
    letter = withdraw(grant)
    assert (letter.kind, letter.supersedes, letter.amount) == ("withdrawal", grant, Decimal(0))
    assert letter.reasons.startswith("Na de vaststelling is niet voldaan")
    assert letter.reasons.endswith("Niet gedaan.")
    assert letter.snapshot["before_total"] == "€\xa05.000,00"


def test_grounds_are_those_before_or_after_the_settlement() -> None:
    _light, [settled, _two] = issued()
    _standard, [open_, _three] = issued("standard")
    assert {code[:4] for code in grounds_of(settled)} == {"4:49"}
    assert {code[:4] for code in grounds_of(open_)} == {"4:48"}


@pytest.mark.parametrize(
    ("ground", "reasons", "field"),
    [
        ("", "Niet gedaan.", "ground"),
        ("4:48-a", "Niet gedaan.", "ground"),  # of before the settlement
        ("4:49-c", " ", "reasons"),
        ("4:49-c", "x" * 2000, "reasons"),
    ],
)
def test_withdrawal_needs_a_ground_and_reasons(ground: str, reasons: str, field: str) -> None:
    _year, [grant, _other] = issued()
    with pytest.raises(ChangeError) as caught:
        withdraw(grant, ground, reasons)
    assert caught.value.field == field
    assert not DecisionLetter.objects.filter(kind=LetterKind.WITHDRAWAL).exists()


def test_withdrawal_of_a_letter_that_was_not_sent_is_refused() -> None:
    year = year_with_schools()
    with pytest.raises(IllegalMoveError, match="Alleen een verzonden brief"):
        withdraw(make_bare_letters(year)[0])


def test_withdrawal_waits_for_a_letter_that_is_under_way() -> None:
    _year, [grant, _other] = issued()
    first = withdraw(grant)
    with pytest.raises(IllegalMoveError, match=f"{first.reference} is nog niet verzonden"):
        withdraw(grant)


def test_withdrawal_points_at_a_later_letter() -> None:
    _year, [grant, _other] = issued()
    later = send(withdraw(grant), sent_at=SENT_AT + timedelta(days=1))
    assert (
        why_not_withdrawn(grant, IN_YEAR) == f"Er is een latere brief: trek {later.reference} in."
    )
    assert why_not_withdrawn(later, IN_YEAR) == "Deze brief is zelf een intrekking."


@pytest.mark.parametrize(("years", "is_late"), [(5, False), (6, True)])
def test_withdrawal_after_five_years_is_refused(years: int, is_late: bool) -> None:
    _year, [grant, _other] = issued()
    at = SENT_AT.replace(year=SENT_AT.year + years)
    assert bool(why_not_withdrawn(grant, at)) is is_late


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO, Role.BRD])
def test_withdrawal_is_refused_to_other_roles(role: Role) -> None:
    year, [grant, _other] = issued()
    actor = make_actor(role, grant.board if role == Role.BRD else year.municipality)
    with pytest.raises((PermissionDenied, SubsidyYear.DoesNotExist)):
        draft_withdrawal(letter_id=grant.pk, ground="4:49-c", reasons="X.", by=actor, at=IN_YEAR)


# --- settlement -------------------------------------------------------------------------------


def test_settlements_follow_the_amounts_in_force() -> None:
    year, grants = issued("standard")
    first = schools_of(year)[0]
    accepted(year, ChangeKind.CLOSED, first)
    made = {letter.board_id: letter for letter in settle(year)}
    assert {board: str(letter.amount) for board, letter in made.items()} == {
        grants[0].board_id: "3750.00",
        grants[1].board_id: "2500.00",
    }
    assert made[grants[0].board_id].supersedes == grants[0]


def test_settlements_are_made_once() -> None:
    year, _grants = issued("standard")
    assert [len(settle(year)), len(settle(year))] == [2, 0]


def test_settlement_can_be_lower_on_a_ground_and_its_rows_still_add_up() -> None:
    year, grants = issued("standard")
    lower = {grants[0].board_id: Lower(Decimal("3000.01"), "4:46-a", "De helft is niet gedaan.")}
    letter = next(one for one in settle(year, lower=lower) if one.board_id in lower)
    assert str(letter.amount) == "3000.01"
    assert {row["amount"] for row in letter.snapshot["rows"]} == {
        "€\xa01.500,00", "€\xa01.500,01",
    }  # fmt: skip
    assert "artikel 4:46" in letter.reasons


def move_here(year: SubsidyYear, letter: DecisionLetter) -> DecisionLetter:
    """Let the board of a settlement get a school of another board, and write its draft anew."""
    moving = next(one for one in schools_of(year) if one.board_id != letter.board_id)
    accepted(year, ChangeKind.BOARD_CHANGED, moving, new_board_id=letter.board_id)
    renew_drafts(year=year, at=AFTER)
    return DecisionLetter.objects.get(pk=letter.pk)


def test_settlement_at_the_full_grant_stays_full_when_a_change_raises_the_grant() -> None:
    year, _grants = issued("standard")
    letter = move_here(year, settle(year)[0])
    assert (str(letter.amount), letter.accounted) == ("6250.00", None)
    assert (letter.snapshot["changes"], letter.snapshot["difference"]) == ([], "")


def test_settlement_of_a_board_that_lost_everything_says_so() -> None:
    year, _grants = issued("standard")
    made = settle(year)
    [letter] = [one for one in made if one.board.schools.count() == 1]
    other = next(one for one in made if one != letter)
    accepted(
        year, ChangeKind.BOARD_CHANGED, letter.board.schools.get(), new_board_id=other.board_id,
        effective_on=date(2026, 8, 1),
    )  # fmt: skip
    renew_drafts(year=year, at=AFTER)
    letter.refresh_from_db()
    assert (letter.amount, len(letter.snapshot["rows"])) == (Decimal(0), 1)


def test_settlement_that_is_lower_stays_what_was_accounted_for_whatever_changes() -> None:
    year, grants = issued("standard")
    lower = {grants[0].board_id: Lower(Decimal("3000.01"), "4:46-a", "De helft is niet gedaan.")}
    letter = next(one for one in settle(year, lower=lower) if one.board_id in lower)
    first = schools_of(year)[0]
    accepted(year, ChangeKind.CLOSED, first, effective_on=date(2026, 8, 1))
    renew_drafts(year=year, at=AFTER)
    letter.refresh_from_db()
    assert str(letter.amount) == "2500.00"
    letter = move_here(year, letter)
    assert (str(letter.amount), str(letter.accounted)) == ("3000.01", "3000.01")


@pytest.mark.parametrize(
    ("amount", "ground", "reasons"),
    [
        ("5000.01", "4:46-a", "Meer."),
        ("-1.00", "4:46-a", "Minder dan niets."),
        ("10.00", "", "Zonder grond."),
        ("10.00", "4:46-a", ""),
    ],
)
def test_settlement_refuses_more_than_granted_and_less_without_a_ground(
    amount: str, ground: str, reasons: str
) -> None:
    year, grants = issued("standard")
    lower = {grants[0].board_id: Lower(Decimal(amount), ground, reasons)}
    with pytest.raises(ChangeError) as caught:
        settle(year, lower=lower)
    assert caught.value.field == str(grants[0].board_id)
    assert not DecisionLetter.objects.filter(kind=LetterKind.SETTLEMENT).exists()


def test_settlements_wait_for_the_end_of_the_year() -> None:
    year, _grants = issued("standard")
    last = datetime(2027, 7, 31, 9, 0, tzinfo=UTC)
    with pytest.raises(IllegalMoveError, match="vaststellen kan daarna"):
        draft_settlements(year_id=year.pk, by=officer_of(year), at=last)


def test_settlements_are_not_for_a_year_that_settles_with_the_grant() -> None:
    year, _grants = issued("light")
    with pytest.raises(IllegalMoveError, match="vastgesteld met de verlening"):
        settle(year)


def test_settlement_waits_for_letters_that_were_not_sent_and_skips_what_was_withdrawn() -> None:
    year = year_with_schools(boards=3, regime="standard")
    grants = make_bare_letters(year)
    send(grants[0])
    send(withdraw(send(grants[1]), "4:48-a"), sent_at=SENT_AT + timedelta(days=1))
    rows = {row.board.pk: row.waits for row in to_settle(year, AFTER)}
    assert rows == {
        grants[0].board_id: "",
        grants[2].board_id: (
            f"{grants[2].reference} is nog niet verzonden: verzend die brief of laat hem vervallen."
        ),
    }


@pytest.mark.parametrize("role", [Role.SIG, Role.DPO, Role.BRD])
def test_settlements_are_refused_to_other_roles(role: Role) -> None:
    year, grants = issued("standard")
    actor = make_actor(role, grants[0].board if role == Role.BRD else year.municipality)
    with pytest.raises(PermissionDenied):
        draft_settlements(year_id=year.pk, by=actor, at=AFTER)
    assert {letter.state for letter in DecisionLetter.objects.all()} == {LetterState.SENT}
