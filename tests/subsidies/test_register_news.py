from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from partners.access import Actor
from partners.models import Municipality, School
from partners.school_import import import_schools
from subsidies.amendments import Inputs, amounts_in_force
from subsidies.models import AmendedAmount, SchoolChange, SubsidyYear
from subsidies.school_changes import (
    accept,
    dismiss,
    propose_everywhere,
    propose_from_registers,
)
from subsidies.states import ChangeKind
from tests.factories.changes import (
    IN_YEAR,
    MID_JANUARY,
    accepted,
    officer_of,
    schools_of,
    year_with_schools,
)
from tests.factories.changes import report as reported
from tests.factories.partners import (
    RegisterChangeFactory,
    SchoolBoardFactory,
    SchoolFactory,
)
from tests.factories.subsidies import (
    make_established,
    make_municipality,
    make_school,
    make_year,
)

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "real_cases"
BEFORE = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)


def close(school: School, day: date = MID_JANUARY) -> None:
    School.objects.filter(pk=school.pk).update(closed_on=day)


def found(year: SubsidyYear, at: datetime = IN_YEAR) -> list[tuple[str, str, date]]:
    """Return kind, school and day of what is newly proposed."""
    made = propose_from_registers(year=year, at=at)
    return [(change.kind, change.school.key, change.effective_on) for change in made]


def take_over(change: SchoolChange, by: Actor | None = None) -> SchoolChange:
    inputs = Inputs(change.effective_on)
    return accept(change_id=change.pk, by=by or officer_of(change.year), at=IN_YEAR, inputs=inputs)


def test_propose_finds_a_school_that_closed() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    close(school)
    assert found(year) == [("closed", school.key, MID_JANUARY)]
    change = SchoolChange.objects.get()
    assert (change.reported_by, change.source) == (
        None, "Volgens het register dicht sinds 15 januari 2027",
    )  # fmt: skip


def test_propose_finds_a_school_of_another_board() -> None:
    year = year_with_schools()
    school, board = schools_of(year)[0], SchoolBoardFactory()
    School.objects.filter(pk=school.pk).update(board=board)
    assert found(year) == [("board_changed", school.key, date(2027, 1, 20))]
    assert SchoolChange.objects.get().new_board == board


@pytest.mark.parametrize(
    ("open_from", "day"), [(None, date(2027, 1, 20)), (date(2026, 11, 1), date(2026, 11, 1))]
)
def test_propose_finds_a_new_school(open_from: date | None, day: date) -> None:
    year = year_with_schools()
    school = make_school(year.municipality, schools_of(year)[0].board, 8)
    School.objects.filter(pk=school.pk).update(open_from=open_from)
    assert found(year) == [("opened", school.key, day)]


def test_propose_finds_nothing_when_nothing_changed() -> None:
    year = year_with_schools()
    SchoolFactory()  # of another municipality
    assert found(year) == []


@pytest.mark.parametrize("decision", ["none", "accept", "dismiss"])
def test_propose_brings_the_same_fact_once(decision: str) -> None:
    year = year_with_schools()
    school, board = schools_of(year)[0], SchoolBoardFactory()
    School.objects.filter(pk=school.pk).update(board=board)
    close(schools_of(year)[1])
    make_school(year.municipality, board, 8)
    assert len(found(year)) == 3
    for change in SchoolChange.objects.all():
        if decision == "accept":
            take_over(change)
        elif decision == "dismiss":
            dismiss(change_id=change.pk, reason="Nee.", by=officer_of(year), at=IN_YEAR)
    later = [found(year, IN_YEAR + timedelta(days=days)) for days in (0, 1, 40)]
    assert later == [[], [], []]


def test_propose_brings_a_second_closing_of_a_school_that_had_opened_again() -> None:
    year = year_with_schools()
    school = schools_of(year)[0]
    close(school)
    propose_from_registers(year=year, at=IN_YEAR)
    dismiss(change_id=SchoolChange.objects.get().pk, reason="Een fout van DUO.",
            by=officer_of(year), at=IN_YEAR)  # fmt: skip
    close(school, date(2027, 4, 1))
    assert found(year) == [("closed", school.key, date(2027, 4, 1))]


def test_propose_follows_a_school_that_goes_back_to_its_first_board() -> None:
    year = year_with_schools()
    school, old = schools_of(year)[0], schools_of(year)[0].board
    accepted(year, ChangeKind.BOARD_CHANGED, school, new_board_id=schools_of(year)[1].board_id)
    assert found(year) == []  # the register still has the old board
    RegisterChangeFactory(
        organisation=school.organisation,
        field="board",
        old="49999",
        new=old.key,
        changed_on=date(2027, 5, 3),
    )
    later = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
    assert found(year, later) == [("board_changed", school.key, date(2027, 5, 3))]


@pytest.mark.parametrize("kind", [ChangeKind.CLOSED, ChangeKind.MERGED])
def test_propose_is_silent_about_what_was_taken_over_from_a_report(kind: ChangeKind) -> None:
    year = year_with_schools()
    school, other, _third = schools_of(year)
    more = {"other_id": other.pk} if kind == ChangeKind.MERGED else {}
    accepted(year, kind, school, **more)
    close(school)
    assert found(year) == []


def test_propose_waits_while_a_report_of_the_same_waits() -> None:
    year = year_with_schools()
    reported(year, ChangeKind.CLOSED, schools_of(year)[0])
    close(schools_of(year)[0])
    assert found(year) == []


def test_propose_looks_at_a_closing_before_the_year_as_at_its_first_day() -> None:
    year = year_with_schools()
    close(schools_of(year)[0], date(2026, 5, 1))
    assert found(year, BEFORE)[0][2] == date(2026, 8, 1)


def test_propose_leaves_a_closing_after_the_year_to_the_next() -> None:
    year = year_with_schools()
    close(schools_of(year)[0], date(2027, 8, 1))
    assert found(year, datetime(2027, 9, 1, 9, 0, tzinfo=UTC)) == []


def test_propose_leaves_a_new_school_after_the_year_to_the_next() -> None:
    year = year_with_schools()
    make_school(year.municipality, schools_of(year)[0].board, 8)
    assert found(year, datetime(2027, 9, 1, 9, 0, tzinfo=UTC)) == []


def test_propose_leaves_a_year_that_is_not_established() -> None:
    year = make_year(make_municipality())
    close(schools_of(year)[0], date(2026, 9, 1))
    assert found(year) == []


def test_propose_everywhere_counts_what_is_new() -> None:
    for year in (year_with_schools(), year_with_schools()):
        close(schools_of(year)[0])
    assert [propose_everywhere(at=IN_YEAR), propose_everywhere(at=IN_YEAR)] == [2, 0]


def test_database_keeps_a_fact_once() -> None:
    year = year_with_schools()
    close(schools_of(year)[0])
    propose_from_registers(year=year, at=IN_YEAR)
    change = SchoolChange.objects.get()
    change.pk, change.kind = None, ChangeKind.MERGED
    with pytest.raises(IntegrityError, match="fact_once"), transaction.atomic():
        change.save(force_insert=True)


# --- a real re-import ---------------------------------------------------------------------------


def read_in(name: str, at: datetime) -> None:
    import_schools(
        raw=(CASES / name).read_bytes(),
        name=name,
        municipality="0796",
        by=None,
        at=at,
        close_missing=True,
        force=True,
    )


def test_propose_after_the_real_registers_of_2021_and_2026() -> None:
    read_in("vestigingen-2021-10.csv", BEFORE)
    municipality = Municipality.objects.get(organisation__key="0796")
    key = {"components": [{"kind": "fixed", "amount": "4104.00"}]}
    year = make_established(municipality, budget="53352.00", definition=key)
    read_in("vestigingen-2026-04.csv", IN_YEAR)
    day = date(2027, 1, 20)
    assert found(year, IN_YEAR + timedelta(hours=1)) == [
        ("board_changed", "04DZ00", day),
        ("closed", "11RP00", day),
        ("closed", "14VM00", day),
    ]
    assert found(year, IN_YEAR + timedelta(days=1)) == []
    for change in SchoolChange.objects.all():
        take_over(change)
    rows = AmendedAmount.objects.order_by("school__organisation__key", "board__organisation__key")
    assert [(r.school.key, r.board.key, str(r.before), str(r.after)) for r in rows] == [
        ("04DZ00", "40706", "0.00", "2052.00"),
        ("04DZ00", "42723", "4104.00", "2052.00"),
        ("11RP00", "41672", "4104.00", "2052.00"),
        ("14VM00", "74049", "4104.00", "2052.00"),
    ]
    assert str(sum(amounts_in_force(year).values())) == "49248.00"
