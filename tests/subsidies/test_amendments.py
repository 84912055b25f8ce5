from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from partners.models import School
from subsidies.amendments import (
    ChangeError,
    Inputs,
    amounts_in_force,
    full_year_amount,
    keep_amounts,
    known_pupils,
    preview,
    sums_by_board,
)
from subsidies.models import SchoolChange, SubsidyYear
from subsidies.states import ChangeKind, ChangeState
from tests.factories.changes import (
    MID_JANUARY,
    accepted,
    report,
    schools_of,
    year_with_schools,
)
from tests.factories.issued import send
from tests.factories.partners import SchoolBoardFactory
from tests.factories.subsidies import (
    SchoolFigureFactory,
    make_bare_letters,
    make_established,
    make_school,
)

pytestmark = pytest.mark.django_db
PUPILS = {"components": [{"kind": "per_pupil", "date": "2025-10-01", "share": "100"}]}


def changed(year: SubsidyYear, kind: ChangeKind, school: School, **values: Any) -> SchoolChange:
    """Return a proposed change without the checks of a report."""
    return SchoolChange.objects.create(
        **{
            "year": year,
            "kind": kind,
            "school": school,
            "effective_on": MID_JANUARY,
            "reported_at": year.established_at,
        }
        | values
    )


def rows_of(change: SchoolChange, inputs: Inputs | None = None) -> list[tuple[str, str, str]]:
    """Return school, old and new amount of each row."""
    rows = preview(change, inputs).rows
    return [(row.school.key, str(row.before), str(row.after)) for row in rows]


def new_school(year: SubsidyYear) -> School:
    return make_school(year.municipality, schools_of(year)[0].board, 8)


# --- one change ---------------------------------------------------------------------------------


def test_preview_of_a_closing_keeps_the_months_until_the_last_one() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    outcome = preview(changed(year, ChangeKind.CLOSED, school))
    [row] = outcome.rows
    assert (row.before, row.after) == (Decimal("2500.00"), Decimal("1250.00"))
    assert row.explanation.replace("\xa0", " ") == (
        "De school is dicht vanaf 15 januari 2027. Het bedrag loopt tot en met januari 2027: 6 van "
        "de 12 maanden van € 2.500,00."
    )
    assert (outcome.total_after, outcome.difference) == (Decimal("6250.00"), Decimal("-1250.00"))


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 8, 1), "0.00"),
        (date(2026, 8, 2), "208.33"),
        (date(2027, 1, 1), "1041.67"),
        (date(2027, 2, 28), "1458.33"),
        (date(2027, 7, 2), "2500.00"),
        (date(2027, 7, 31), "2500.00"),
    ],
)
def test_preview_of_a_closing_counts_whole_months(day: date, after: str) -> None:
    year = year_with_schools()
    [row] = preview(changed(year, ChangeKind.CLOSED, schools_of(year)[0], effective_on=day)).rows
    assert str(row.after) == after


def test_preview_of_an_opening_takes_the_amount_that_every_school_gets() -> None:
    year = year_with_schools()
    school = new_school(year)
    [row] = preview(changed(year, ChangeKind.OPENED, school, effective_on=date(2027, 1, 1))).rows
    assert (row.before, row.after) == (Decimal("0.00"), Decimal("1458.33"))
    assert row.board == school.board
    assert "7 van de 12 maanden; een heel jaar is €\xa02.500,00" in row.explanation


def test_preview_of_an_opening_takes_the_amount_that_gem_filled_in() -> None:
    year = year_with_schools()
    school = new_school(year)
    inputs = Inputs(date(2027, 2, 1), full_amount=Decimal("1200.00"))
    assert rows_of(changed(year, ChangeKind.OPENED, school), inputs) == [
        (school.key, "0.00", "600.00")
    ]


def test_full_year_amount_is_unknown_for_a_key_by_pupils() -> None:
    municipality_year = year_with_schools()
    schools = schools_of(municipality_year)
    for school in schools:
        SchoolFigureFactory(school=school)
    year = make_established(municipality_year.municipality, first_year=2027, definition=PUPILS)
    assert full_year_amount(year) is None
    assert full_year_amount(municipality_year) == Decimal("2500.00")
    with pytest.raises(ChangeError, match="voor een heel jaar"):
        preview(changed(year, ChangeKind.OPENED, new_school(year), effective_on=date(2028, 1, 1)))


def test_preview_of_a_merger_within_a_board_changes_nothing() -> None:
    year = year_with_schools(boards=1)
    school, other, _third = schools_of(year)
    outcome = preview(changed(year, ChangeKind.MERGED, school, other=other))
    assert [(row.before, row.after) for row in outcome.rows] == [
        (Decimal("2500.00"), Decimal("2500.00"))
    ] * 2
    assert outcome.boards == []
    assert "Beide bedragen lopen door tot en met 31 juli 2027." in outcome.rows[0].explanation


def test_preview_of_a_merger_with_another_board_lets_the_amount_run_on_there() -> None:
    year = year_with_schools(boards=2, schools=2)
    school, other = schools_of(year)
    change = changed(year, ChangeKind.MERGED, school, other=other)
    assert sorted(rows_of(change)) == [
        (school.key, "0.00", "1250.00"),
        (school.key, "2500.00", "1250.00"),
        (other.key, "2500.00", "2500.00"),
    ]
    assert preview(change).difference == 0


def test_preview_of_a_split_divides_what_is_left_by_pupils() -> None:
    year = year_with_schools()
    school, new = schools_of(year)[0], new_school(year)
    change = changed(year, ChangeKind.SPLIT, new, other=school, effective_on=date(2026, 8, 1))
    inputs = Inputs(change.effective_on, pupils=(328, 207))
    assert {code: after for code, _before, after in rows_of(change, inputs)} == {
        school.key: "1532.71",
        new.key: "967.29",
    }


def test_preview_of_a_split_takes_the_newest_figures_of_both() -> None:
    year = year_with_schools()
    school, new = schools_of(year)[0], new_school(year)
    SchoolFigureFactory(school=school, value=300)
    SchoolFigureFactory(school=new, value=100)
    SchoolFigureFactory(school=school, value=999, date=date(2026, 10, 1))
    SchoolFigureFactory(school=new, value=None, date=date(2026, 10, 1))
    assert known_pupils(school, new) == (300, 100)
    [old_row, new_row] = preview(changed(year, ChangeKind.SPLIT, new, other=school)).rows
    assert (old_row.after, new_row.after) == (Decimal("2187.50"), Decimal("312.50"))
    assert "300 blijven en 100 gaan" in new_row.explanation


@pytest.mark.parametrize("pupils", [(207, 4), (1, 328), (4, 4)])
def test_preview_of_a_split_hides_both_counts_when_one_is_below_five(
    pupils: tuple[int, int],
) -> None:
    year = year_with_schools()
    school, new = schools_of(year)[0], new_school(year)
    change = changed(year, ChangeKind.SPLIT, new, other=school, effective_on=date(2026, 8, 1))
    for row in preview(change, Inputs(change.effective_on, pupils=pupils)).rows:
        told = row.explanation.partition("is verdeeld")[2]
        assert told == " naar leerlingen: een deel is minder dan 5."


def test_preview_of_a_split_hides_small_counts_in_the_longest_sentence_too() -> None:
    year = year_with_schools()
    school, new = schools_of(year)[0], new_school(year)
    type(school.organisation).objects.update(name="x" * 255)
    change = changed(year, ChangeKind.SPLIT, new, other=school, effective_on=date(2026, 9, 1))
    change.refresh_from_db()
    inputs = Inputs(change.effective_on, pupils=(207, 4))
    assert all(
        row.explanation.endswith(": een deel is minder dan 5.")
        for row in preview(change, inputs).rows
    )


@pytest.mark.parametrize("pupils", [(207, 5), (0, 328)])
def test_preview_of_a_split_tells_counts_of_five_and_more_and_of_nobody(
    pupils: tuple[int, int],
) -> None:
    year = year_with_schools()
    school, new = schools_of(year)[0], new_school(year)
    change = changed(year, ChangeKind.SPLIT, new, other=school, effective_on=date(2026, 8, 1))
    row = preview(change, Inputs(change.effective_on, pupils=pupils)).rows[0]
    assert row.explanation.endswith(f": {pupils[0]} blijven en {pupils[1]} gaan.")


def test_preview_of_a_move_gives_the_rest_to_the_new_board() -> None:
    year = year_with_schools()
    school, board = schools_of(year)[0], SchoolBoardFactory()
    outcome = preview(changed(year, ChangeKind.BOARD_CHANGED, school, new_board=board))
    assert {row.board: row.after for row in outcome.rows} == {
        school.board: Decimal("1250.00"),
        board: Decimal("1250.00"),
    }
    assert outcome.difference == 0
    assert outcome.boards == [row.board for row in outcome.rows]


@pytest.mark.parametrize("name", ["x" * 255, "É" * 255])
def test_preview_keeps_the_explanation_short_whatever_the_names(name: str) -> None:
    year = year_with_schools(boards=2, schools=2)
    school, other = schools_of(year)
    type(school.organisation).objects.update(name=name)
    change = changed(year, ChangeKind.MERGED, school, other=other)
    change.refresh_from_db()
    assert max(len(row.explanation) for row in preview(change).rows) <= 300


# --- what cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (ChangeKind.MERGED, "other"),
        (ChangeKind.SPLIT, "other"),
        (ChangeKind.BOARD_CHANGED, "new_board"),
    ],
)
def test_preview_asks_for_what_is_missing(kind: ChangeKind, field: str) -> None:
    year = year_with_schools()
    with pytest.raises(ChangeError) as caught:
        preview(changed(year, kind, schools_of(year)[0]))
    assert caught.value.field == field


@pytest.mark.parametrize("pupils", [(0, 0), (-1, 5)])
def test_preview_refuses_a_split_without_pupils(pupils: tuple[int, int]) -> None:
    year = year_with_schools()
    change = changed(year, ChangeKind.SPLIT, new_school(year), other=schools_of(year)[0])
    with pytest.raises(ChangeError, match="leerling"):
        preview(change, Inputs(MID_JANUARY, pupils=pupils))


def test_preview_refuses_a_split_when_nobody_counted() -> None:
    year = year_with_schools()
    with pytest.raises(ChangeError, match="er zijn geen cijfers"):
        preview(changed(year, ChangeKind.SPLIT, new_school(year), other=schools_of(year)[0]))


@pytest.mark.parametrize("day", [date(2026, 7, 31), date(2027, 8, 1)])
def test_preview_refuses_a_day_outside_the_year(day: date) -> None:
    year = year_with_schools()
    with pytest.raises(ChangeError, match="van 1 augustus 2026 tot en met 31 juli 2027"):
        preview(changed(year, ChangeKind.CLOSED, schools_of(year)[0]), Inputs(day))


@pytest.mark.parametrize("kind", [ChangeKind.CLOSED, ChangeKind.BOARD_CHANGED, ChangeKind.MERGED])
def test_preview_refuses_a_school_without_an_amount(kind: ChangeKind) -> None:
    year = year_with_schools()
    change = changed(
        year, kind, new_school(year), other=schools_of(year)[0], new_board=SchoolBoardFactory()
    )
    with pytest.raises(ChangeError, match="geen bedrag: er valt niets te wijzigen"):
        preview(change)


def test_preview_refuses_a_second_amount_for_a_school_that_has_one() -> None:
    year = year_with_schools()
    with pytest.raises(ChangeError, match="heeft in dit jaar al een bedrag"):
        preview(changed(year, ChangeKind.OPENED, schools_of(year)[0]))


def test_preview_refuses_a_move_to_the_same_board() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    with pytest.raises(ChangeError, match="al via dit bestuur"):
        preview(changed(year, ChangeKind.BOARD_CHANGED, school, new_board=school.board))


def test_preview_refuses_to_pass_the_ceiling() -> None:
    year = year_with_schools(budget="8000.00")
    change = changed(year, ChangeKind.OPENED, new_school(year), effective_on=date(2027, 1, 1))
    with pytest.raises(ChangeError) as caught:
        preview(change)
    assert str(caught.value).replace("\xa0", " ") == (
        "Dit gaat € 958,33 over het subsidieplafond van € 8.000,00 heen."
    )


def test_preview_fills_the_budget_to_the_cent() -> None:
    year = year_with_schools(budget="8958.33")
    change = changed(year, ChangeKind.OPENED, new_school(year), effective_on=date(2027, 1, 1))
    assert preview(change).total_after == year.budget


# --- what is in force ---------------------------------------------------------------------------


def test_amounts_in_force_are_the_allocation_before_any_change() -> None:
    year = year_with_schools()
    report(year, ChangeKind.CLOSED, schools_of(year)[0])
    assert amounts_in_force(year) == {
        (row.school_id, row.board_id): row.amount for row in year.allocations.all()
    }


def test_amounts_in_force_follow_what_was_taken_over() -> None:
    year = year_with_schools(boards=1)
    first, second, third = schools_of(year)
    accepted(year, ChangeKind.CLOSED, second)
    board = first.board_id
    assert amounts_in_force(year) == {
        (first.pk, board): Decimal("2500.00"),
        (second.pk, board): Decimal("1250.00"),
        (third.pk, board): Decimal("2500.00"),
    }
    assert sums_by_board(amounts_in_force(year)) == {board: Decimal("6250.00")}


def test_amounts_in_force_of_a_moved_school_are_cut_again_when_it_closes() -> None:
    year = year_with_schools()
    school, board = schools_of(year)[0], SchoolBoardFactory()
    old = school.board_id
    moved = changed(year, ChangeKind.BOARD_CHANGED, school, new_board=board)
    keep_amounts(moved, preview(moved).rows)
    accepted(year, ChangeKind.CLOSED, school, effective_on=date(2027, 4, 1))
    amounts = amounts_in_force(year)
    assert (amounts[school.pk, old], amounts[school.pk, board.pk]) == (
        Decimal("1250.00"),
        Decimal("416.67"),  # February and March, two of six months
    )


def test_amounts_in_force_can_be_asked_as_they_were_after_an_earlier_change() -> None:
    year = year_with_schools(boards=1)
    first, second, _third = schools_of(year)
    early = accepted(year, ChangeKind.CLOSED, first)
    accepted(year, ChangeKind.CLOSED, second)
    assert sum(amounts_in_force(year, change=early).values()) == Decimal("6250.00")
    assert sum(amounts_in_force(year).values()) == Decimal("5000.00")


def test_amounts_in_force_are_nothing_after_a_withdrawal_was_sent() -> None:
    year = year_with_schools(boards=2, schools=2)
    letters = make_bare_letters(year)
    first = send(letters[0])
    send(letters[1])
    withdrawal = letters[0].__class__.objects.create(
        year=year,
        board=first.board,
        counter=first.counter,
        kind="withdrawal",
        supersedes=first,
        reference_year=2026,
        reference_number=99,
        amount=0,
        snapshot={},
        drafted_at=year.established_at,
    )
    assert sum(amounts_in_force(year).values()) == Decimal("5000.00")  # a concept takes nothing
    send(withdrawal, sent_at=first.sent_at + timedelta(days=1))
    assert sums_by_board(amounts_in_force(year)) == {
        first.board_id: Decimal("0.00"),
        letters[1].board_id: Decimal("2500.00"),
    }
    assert amounts_in_force(year, first.board) == {
        holder: Decimal("0.00") for holder in amounts_in_force(year, first.board)
    }


def test_amounts_of_a_dismissed_change_never_hold() -> None:
    year = year_with_schools()
    change = report(year, ChangeKind.CLOSED, schools_of(year)[0])
    SchoolChange.objects.filter(pk=change.pk).update(
        state=ChangeState.DISMISSED, decided_at=year.established_at, decided_by=change.reported_by
    )
    assert sum(amounts_in_force(year).values()) == Decimal("7500.00")
