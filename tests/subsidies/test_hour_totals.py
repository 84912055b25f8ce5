"""Sums of schools: what was booked by kind and month against what the year grants."""

from datetime import date
from decimal import Decimal

import pytest

from partners.models import School
from partners.states import Role
from subsidies.burn_down import burn_down, expected, expected_on
from subsidies.hour_totals import (
    in_order,
    narrowed,
    running,
    school_hours,
    shown_years,
    together,
)
from subsidies.models import ActivityKind, TimeEntry
from subsidies.school_weeks import school_weeks
from subsidies.states import ActivityCode, ChangeKind
from tests.factories.changes import accepted
from tests.factories.hours import DAY, Desk, desk_at, make_desk
from tests.factories.partners import make_actor
from tests.factories.subsidies import make_established

pytestmark = pytest.mark.django_db
GRANTED = Decimal("36.55")  # 2500.00 / 68.40


@pytest.fixture
def desk() -> Desk:
    return make_desk(schools=2)


def test_hours_are_summed_by_kind_and_month_over_all_coordinators(desk: Desk) -> None:
    desk.book()
    desk.book(cause="meeting:2", activity="alignment", day=date(2026, 10, 1))
    desk_at(desk.school, desk.year).book(minutes=45)
    row = school_hours(desk.actor, desk.year)[0]
    assert row.by_kind == {"a1": 105, "a2": 45}
    assert row.by_month == {(date(2026, 11, 1), "a1"): 105, (date(2026, 10, 1), "a2"): 45}
    assert (row.booked, row.granted, row.percentage) == (Decimal("2.50"), GRANTED, 7)


def test_hours_of_another_year_do_not_count(desk: Desk) -> None:
    desk.book()
    TimeEntry.objects.update(day=date(2026, 7, 31))
    assert school_hours(desk.actor, desk.year)[0].minutes == 0


@pytest.mark.parametrize(
    ("role", "number"),
    [(Role.GEM, 2), (Role.BRD, 2), (Role.SCH, 1), (Role.QC, 1), (Role.ISS, 0), (Role.DPO, 0)],
)
def test_hours_are_counted_for_own_schools_only(desk: Desk, role: Role, number: int) -> None:
    place = {Role.GEM: desk.year.municipality, Role.DPO: desk.year.municipality}
    place |= {Role.BRD: desk.school.board, Role.SCH: desk.school, Role.QC: desk.school}
    actor = make_actor(role, place.get(role))
    for school in School.objects.filter(municipality=desk.year.municipality):
        desk_at(school, desk.year).book()
    assert TimeEntry.objects.counted_for(actor).count() == number


@pytest.mark.parametrize("role", [Role.GEM, Role.BRD, Role.SCH])
def test_nobody_else_sees_a_line(desk: Desk, role: Role) -> None:
    place = {Role.GEM: desk.year.municipality, Role.BRD: desk.school.board, Role.SCH: desk.school}
    desk.book()
    assert not TimeEntry.objects.visible_to(make_actor(role, place[role])).exists()
    assert not TimeEntry.objects.visible_to(desk_at(desk.school, desk.year).actor).exists()


def test_granted_hours_follow_the_amount_in_force(desk: Desk) -> None:
    officer = make_actor(Role.GEM, desk.year.municipality)
    before = {row.school.pk: row.granted for row in school_hours(officer, desk.year)}
    accepted(desk.year, ChangeKind.CLOSED, desk.school)
    after = {row.school.pk: row.granted for row in school_hours(officer, desk.year)}
    assert before[desk.school.pk] == GRANTED
    assert after[desk.school.pk] < before[desk.school.pk]


# --- the picture ----------------------------------------------------------------------------


@pytest.mark.parametrize("first_year", range(2024, 2034))
def test_school_weeks_are_forty_or_one_more(first_year: int) -> None:
    weeks = school_weeks(first_year)
    assert len(weeks) in {40, 41}
    assert not {date(first_year, 12, 28), date(first_year + 1, 8, 1)} & set(weeks)


def test_expected_hours_end_at_what_was_granted(desk: Desk) -> None:
    planned = expected(Decimal(60), desk.year)
    assert (len(planned), planned[-1]) == (12, Decimal("60.00"))
    assert planned == sorted(planned)


def test_expected_hours_stand_still_in_a_holiday(desk: Desk) -> None:
    before, after = date(2026, 12, 20), date(2027, 1, 3)
    assert expected_on(Decimal(60), desk.year, before) == expected_on(Decimal(60), desk.year, after)


def test_burn_down_adds_up_until_today(desk: Desk) -> None:
    desk.book(day=date(2026, 9, 1))
    desk.book(cause="meeting:2", minutes=30)
    chart = burn_down(school_hours(desk.actor, desk.year), desk.year, DAY)
    assert chart is not None
    assert chart.done == [Decimal(n) for n in ("0.00", "1.00", "1.00", "1.50")]
    assert chart.conclusion == (
        "Geboekt zijn 1,5\xa0uur van 36,55\xa0uur. Gelijk verdeeld over de schoolweken zouden het "
        "er nu 10,96\xa0uur zijn."
    )


def test_burn_down_is_not_there_before_the_year(desk: Desk) -> None:
    assert burn_down([], desk.year, date(2026, 7, 31)) is None


# --- choosing -------------------------------------------------------------------------------


def test_schools_are_narrowed_and_sorted(desk: Desk) -> None:
    desk.book()
    officer = make_actor(Role.GEM, desk.year.municipality)
    rows = school_hours(officer, desk.year)
    own, other = (next(r for r in rows if bool(r.minutes) is is_own) for is_own in (True, False))
    assert (narrowed(rows, "", "zonder"), narrowed(rows, "", "met")) == ([other], [own])
    assert narrowed(rows, own.school.name.upper(), "") == [own]
    assert (in_order(rows, "-geboekt"), in_order(rows, "a1")) == ([own, other], [other, own])
    assert in_order(rows, "onzin") == in_order(rows, "naam")


def test_schools_together_are_one_sum(desk: Desk) -> None:
    desk.book()
    officer = make_actor(Role.GEM, desk.year.municipality)
    total = together(school_hours(officer, desk.year))
    assert total is not None
    assert (total.booked, total.granted) == (Decimal("1.00"), 2 * GRANTED)
    assert total.by_kind == {ActivityCode.A1.value: 60}


def test_schools_together_have_every_name_of_a_kind(desk: Desk) -> None:
    other = make_desk()
    ActivityKind.objects.create(
        municipality=other.year.municipality, code="a1", name="Groepsbespreking", minutes=60
    )
    rows = [school_hours(one.actor, one.year)[0] for one in (desk, other)]
    total = together(rows)
    assert total is not None
    assert total.kinds[0].name == "Kindbespreking / Groepsbespreking"


def test_months_add_up_to_minutes_and_not_to_rounded_hours(desk: Desk) -> None:
    for number, activity in enumerate(("child_discussion", "alignment", "observation")):
        desk.book(cause=f"meeting:{number}", activity=activity, minutes=20)
    _month, cells, total = school_hours(desk.actor, desk.year)[0].months(desk.year)[3]
    assert [hours for _kind, hours in cells][:3] == [Decimal("0.33")] * 3
    assert total == Decimal("1.00")


def test_running_year_is_the_newest_that_began(desk: Desk) -> None:
    make_established(desk.year.municipality, first_year=2027)
    years = list(shown_years(desk.actor))
    assert [running(years, day) for day in (DAY, date(2027, 8, 1))] == [desk.year, years[0]]
