"""Which child counts in which figure, on which day; and when it is counted, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from children.models import Child
from partners.models import AuditEntry
from tests.transitions.figure_town import OVER, Told, Town, make_town, moment
from transitions import figure_counts, figure_freezing, schedule, snapshots
from transitions.figure_periods import Quarter, quarter_of, ready
from transitions.figure_states import Figure
from transitions.form_fields import WARM
from transitions.models import FigureCell, FigureCount, FigurePeriod
from transitions.registration_states import Preschool, RegistrationEnd
from transitions.snapshots import Line

FIRST_QUARTER = Quarter(2025, 1)
DAY = date(2025, 9, 10)


def counted(town: Town, figure: Figure, quarter: Quarter = FIRST_QUARTER) -> list[tuple[int, int]]:
    """Return the counts of a figure, school by school."""
    rows = [row for row in figure_counts.of(town.municipality, quarter) if row.figure == figure]
    return [(row.n, row.k) for row in sorted(rows, key=lambda row: row.school_id)]


def born(months: int, day: date = DAY) -> date:
    """Return when a child was born that has this age in months on a day of a long month."""
    years, rest = divmod(months, 12)
    return date(day.year - years, day.month - rest, day.day)


def test_quarters_of_a_school_year() -> None:
    assert (FIRST_QUARTER.first_day, FIRST_QUARTER.last_day) == (
        date(2025, 8, 1),
        date(2025, 10, 31),
    )
    assert quarter_of(date(2026, 1, 31)) == Quarter(2025, 2)
    assert quarter_of(date(2026, 7, 31)).last_day == date(2026, 7, 31)
    since = date(2026, 3, 1)
    assert list(ready(since, date(2025, 11, 13))) == []
    assert list(ready(since, date(2025, 11, 14))) == [FIRST_QUARTER]
    assert list(ready(since, date(2026, 11, 14)))[-1] == Quarter(2026, 1)


def test_shared_counts_by_the_day_of_sharing_and_before_three_and_a_half(db: None) -> None:
    town, clamped = make_town(), date(2022, 2, 28)
    at_t = schedule.half_past_three(born(42))
    assert at_t == DAY
    assert schedule.half_past_three(clamped.replace(month=3, day=31)) == date(2025, 9, 30)
    town.add(
        [
            Told(0, born(42), shared_on=DAY - timedelta(days=1), held_on=DAY + timedelta(days=9)),
            Told(0, born(42), shared_on=DAY),
            Told(0, date(2022, 3, 31), shared_on=date(2025, 9, 29)),
            Told(0, date(2022, 3, 31), shared_on=date(2025, 9, 30)),
            Told(1, born(42), shared_on=date(2025, 10, 31)),
            Told(1, born(42), shared_on=date(2025, 11, 1)),
            Told(1, born(42)),
        ]
    )
    assert counted(town, Figure.SHARED_IN_TIME) == [(4, 2), (1, 0)]
    rows = figure_counts.of(town.municipality, FIRST_QUARTER)
    days = [row.days for row in rows if row.figure == Figure.SHARED_IN_TIME]
    assert days == [[0, 0, 1, 10], [-51]]


def test_days_of_the_school_count_each_in_its_own_quarter(db: None) -> None:
    town, after = make_town(), DAY + timedelta(days=1)
    shared = {"shared_on": DAY - timedelta(days=30)}
    town.add(
        [
            Told(0, born(42), held_on=DAY, read_on=DAY, enrolled_on=after, **shared),
            Told(0, born(42), held_on=DAY, read_on=after, enrolled_on=DAY, **shared),
            Told(0, born(42), held_on=DAY, enrolled_on=date(2025, 11, 2)),
            Told(1, born(42), held_on=DAY, read_on=DAY, is_linked=False, **shared),
            Told(1, born(42), enrolled_on=DAY, line=ended(RegistrationEnd.MISTAKE)),
        ]
    )
    assert counted(town, Figure.READ_IN_TIME) == [(2, 1)]
    assert counted(town, Figure.INTAKE_FIRST) == [(2, 1)]
    assert counted(town, Figure.INTAKE_FIRST, Quarter(2025, 2)) == [(1, 1)]


def ended(because: RegistrationEnd) -> dict[str, object]:
    """Let a line be gone from the list."""
    return {"ended_on": DAY, "ended_because": because}


def test_blank_is_who_came_from_a_childcare_and_of_whom_nothing_was_shared(db: None) -> None:
    town = make_town()
    before = {"shared_on": DAY - timedelta(days=9)}
    town.add(
        [
            Told(0, born(48), **before),
            Told(0, born(48), name="Saar", is_linked=False, starts_on=DAY, **before),
            Told(0, born(48), name="Toon", shared_on=DAY + timedelta(days=1)),
            Told(0, born(48), name="Bo"),
            Told(0, born(48), name="Ona", preschool=Preschool.NONE),
            Told(0, born(48), name="Mees", line=ended(RegistrationEnd.STARTED)),
            Told(0, born(48), name="Pim", line=ended(RegistrationEnd.MOVED)),
            Told(1, born(48), name="Bo", starts_on=date(2025, 11, 1)),
        ]
    )
    assert counted(town, Figure.BLANK) == [(5, 3)]
    assert counted(town, Figure.BLANK, Quarter(2025, 2)) == [(1, 1)]


def test_warm_talks_count_where_one_was_at_hand(db: None) -> None:
    town = make_town()
    shared = {"shared_on": DAY - timedelta(days=90)}
    asked = snapshots.frozen([Line(WARM, "support", "Warm gesprek?", "Ja")])
    town.add(
        [
            Told(0, born(48), warm_on=DAY, **shared),
            Told(0, born(48), content=asked, **shared),
            Told(0, born(48), **shared),
            Told(1, born(48, date(2025, 12, 10)), warm_on=DAY, **shared),
        ]
    )
    assert counted(town, Figure.WARM_HELD) == [(2, 1)]
    assert counted(town, Figure.WARM_HELD, Quarter(2025, 2)) == [(1, 1)]


def test_needs_are_known_ten_weeks_before_the_start_and_prepared_for(db: None) -> None:
    town, start = make_town(), DAY + timedelta(days=70)
    town.add(
        [
            Told(0, born(42), shared_on=DAY, starts_on=start, prepares="Een vaste plek."),
            Told(0, born(42), shared_on=DAY, starts_on=start),
            Told(0, born(42), shared_on=DAY + timedelta(days=1), starts_on=start, prepares="Kast"),
            Told(0, date(2021, 11, 19), shared_on=DAY, prepares="Kast"),
        ]
    )
    assert counted(town, Figure.NEEDS_KNOWN) == [(4, 2)]


def test_a_practice_child_and_another_town_count_nowhere(db: None) -> None:
    town, other = make_town(), make_town()
    told = Told(0, born(42), shared_on=DAY, held_on=DAY, read_on=DAY)
    town.add([told])
    other.add([told])
    assert counted(town, Figure.SHARED_IN_TIME) == [(1, 0)]
    Child.objects.filter(last_name="Zee").update(is_practice=True)
    assert figure_counts.of(town.municipality, FIRST_QUARTER) == []


def test_a_quarter_is_counted_once_two_weeks_after_it(db: None) -> None:
    town = make_town()
    told = [Told(one % 2, born(42), shared_on=DAY, starts_on=DAY) for one in range(12)]
    town.add(told)
    assert town.count(at=moment(date(2025, 11, 13))) == 0
    assert [town.count(at=datetime(2025, 11, 14, 3, tzinfo=UTC)) for _ring in range(2)] == [1, 0]
    cells = FigureCell.objects.order_by("pk")
    before = list(cells.values())
    assert [(cell["n"], cell["k"], cell["days"]) for cell in before][:1] == [(12, 0, 0)]
    town.add(told)
    assert town.count(at=moment(date(2025, 11, 20))) == 0
    assert list(cells.values()) == before
    assert AuditEntry.objects.filter(action=figure_freezing.COUNTED).count() == 1


def test_a_year_that_is_over_keeps_cells_and_no_counts(db: None) -> None:
    town = make_town(schools=3, locations=2, districts=["Noord"])
    town.add([Told(one % 3, born(42), shared_on=DAY, starts_on=DAY) for one in range(60)])
    assert town.count(at=OVER) == 4
    assert FigurePeriod.objects.count() == 5
    assert not FigureCount.objects.exists()
    year = FigureCell.objects.filter(period__number=0, figure=Figure.SHARED_IN_TIME)
    assert sorted(year.values_list("place", "n", "k")) == sorted(
        [("city", 60, 0), ("district", 60, 0), *[("school", 20, 0)] * 3, *[("location", 30, 0)] * 2]
    )
    blank = FigureCell.objects.filter(period__number=0, figure=Figure.BLANK)
    assert set(blank.values_list("place", flat=True)) == {"city", "district", "school"}


def test_a_year_of_one_school_is_hidden_below_ten_children(db: None) -> None:
    town = make_town()
    told = [Told(0, born(42), shared_on=DAY)] * 3
    later = [Told(0, born(42), shared_on=date(2025, 12, 1))] * 4
    town.add([*told, *later])
    town.count()
    cells = FigureCell.objects.filter(figure=Figure.SHARED_IN_TIME, place="city")
    shown = cells.order_by("period__number").values_list("period__number", "n")
    assert list(shown) == [(0, None), (1, None), (2, None), (3, 0), (4, 0)]


def test_a_location_elsewhere_is_not_worked_out_from_the_one_here(db: None) -> None:
    town = make_town(locations=2)
    town.add([Told(one % 2, born(42), shared_on=DAY) for one in range(60)])
    away = town.locations[1]
    away.municipality = make_town().municipality
    away.save()
    town.count()
    cells = FigureCell.objects.filter(period__municipality=town.municipality)
    own = cells.filter(place="location", figure=Figure.SHARED_IN_TIME)
    assert list(own.values_list("location", "n")) == [(town.locations[0].pk, None)]


@pytest.mark.parametrize("times", [1, 4])
def test_counting_asks_as_many_queries_for_many_as_for_one(db: None, times: int) -> None:
    town = make_town(schools=times, locations=times)
    told = [Told(one, born(48), shared_on=DAY, held_on=DAY, warm_on=DAY) for one in range(times)]
    town.add(told * 3)
    with CaptureQueriesContext(connection) as asked:
        figure_counts.of(town.municipality, Quarter(2025, 1))
    assert len(asked) == 7
