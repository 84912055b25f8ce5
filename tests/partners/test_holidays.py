"""Recognised holidays, working days and the terms that move: against vectors and by property."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from partners.access import Actor
from partners.holidays import (
    HolidayError,
    add_equated_day,
    add_working_days,
    equated_days,
    is_working_day,
    last_working_day,
    next_working_day,
    objection_deadline,
    recognised,
    remove_equated_day,
)
from partners.models import AuditEntry, EquatedDay, Municipality
from partners.states import Role
from tests.factories.partners import MunicipalityFactory, make_actor

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31))
YEARS = st.integers(min_value=2024, max_value=2040)
# Easter Sundays as published; whoever computes them must agree.
EASTER = {
    2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1),
    2030: (4, 21), 2031: (4, 13), 2032: (3, 28), 2033: (4, 17), 2034: (4, 9), 2035: (3, 25),
    2036: (4, 13), 2037: (4, 5), 2038: (4, 25), 2039: (4, 10), 2040: (4, 1),
}  # fmt: skip


def names(year: int) -> dict[str, date]:
    return {holiday.name: holiday.day for holiday in recognised(year)}


# --- the holidays of a year -----------------------------------------------------------------


def test_recognised_gives_the_nine_days_of_2026_in_order() -> None:
    assert [(holiday.day, holiday.name) for holiday in recognised(2026)] == [
        (date(2026, 1, 1), "Nieuwjaarsdag"),
        (date(2026, 4, 3), "Goede Vrijdag"),
        (date(2026, 4, 6), "tweede paasdag"),
        (date(2026, 4, 27), "Koningsdag"),
        (date(2026, 5, 5), "Bevrijdingsdag"),
        (date(2026, 5, 14), "Hemelvaartsdag"),
        (date(2026, 5, 25), "tweede pinksterdag"),
        (date(2026, 12, 25), "eerste kerstdag"),
        (date(2026, 12, 26), "tweede kerstdag"),
    ]


@pytest.mark.parametrize(("year", "easter"), EASTER.items())
def test_recognised_follows_easter(year: int, easter: tuple[int, int]) -> None:
    sunday, found = date(year, *easter), names(year)
    assert found["Goede Vrijdag"] == sunday - timedelta(days=2)
    assert found["tweede paasdag"] == sunday + timedelta(days=1)
    assert found["Hemelvaartsdag"] == sunday + timedelta(days=39)
    assert found["tweede pinksterdag"] == sunday + timedelta(days=50)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2025, date(2025, 4, 26)), (2031, date(2031, 4, 26)), (2036, date(2036, 4, 26)),
     (2024, date(2024, 4, 27)), (2026, date(2026, 4, 27)), (2030, date(2030, 4, 27))],
)  # fmt: skip
def test_recognised_keeps_the_kings_day_off_a_sunday(year: int, day: date) -> None:
    assert names(year)["Koningsdag"] == day


def test_recognised_can_hold_two_holidays_on_one_day() -> None:
    found = names(2027)
    assert (found["Bevrijdingsdag"], found["Hemelvaartsdag"]) == (
        date(2027, 5, 5),
        date(2027, 5, 6),
    )
    assert names(2035)["tweede paasdag"] == date(2035, 3, 26)
    assert names(2016)["Hemelvaartsdag"] == names(2016)["Bevrijdingsdag"] == date(2016, 5, 5)


@given(YEARS)
def test_recognised_gives_nine_days_of_that_year_in_order(year: int) -> None:
    days = [holiday.day for holiday in recognised(year)]
    assert (len(days), {day.year for day in days}) == (9, {year})
    assert days == sorted(days)
    assert names(year)["Koningsdag"].weekday() != 6


# --- working days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 2), True),  # Maundy Thursday
        (date(2026, 4, 3), False),  # Good Friday, equated by law
        (date(2026, 4, 4), False),  # Saturday
        (date(2026, 4, 5), False),  # Easter Sunday
        (date(2026, 4, 6), False),
        (date(2026, 4, 7), True),
        (date(2025, 4, 26), False),  # King's Day kept on Saturday
        (date(2025, 4, 28), True),
        (date(2026, 5, 15), True),  # the Friday after Ascension Day
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
    ],
)
def test_is_working_day(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_is_working_day_knows_equated_days() -> None:
    bridge = date(2026, 5, 15)
    assert not is_working_day(bridge, {bridge})


@given(DAYS, st.sets(DAYS, max_size=5))
def test_next_working_day_is_the_nearest_that_is_not_before(day: date, equated: set[date]) -> None:
    found = next_working_day(day, equated)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert found >= day
    assert is_working_day(found, equated)
    assert not any(is_working_day(each, equated) for each in between)


@given(DAYS, st.sets(DAYS, max_size=5))
def test_last_working_day_is_the_nearest_that_is_not_after(day: date, equated: set[date]) -> None:
    found = last_working_day(day, equated)
    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert found <= day
    assert is_working_day(found, equated)
    assert not any(is_working_day(each, equated) for each in between)


@given(DAYS, st.integers(min_value=-40, max_value=40).filter(bool))
def test_add_working_days_passes_that_many_working_days(day: date, count: int) -> None:
    found = add_working_days(day, count)
    step = 1 if count > 0 else -1
    passed = [day + timedelta(days=n) for n in range(step, (found - day).days + step, step)]
    assert sum(is_working_day(each) for each in passed) == abs(count)
    assert is_working_day(found)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 4, 4), 0, date(2026, 4, 7)),
        (date(2026, 4, 2), 0, date(2026, 4, 2)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),  # 28-31 December, and Monday 4 January
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
    ],
)
def test_add_working_days_over_holidays(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


# --- the objection term ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        (date(2026, 3, 2), date(2026, 4, 13)),
        (date(2026, 2, 23), date(2026, 4, 7)),  # Easter Monday
        (date(2026, 3, 16), date(2026, 4, 28)),  # King's Day
        (date(2026, 3, 24), date(2026, 5, 6)),  # 5 May
        (date(2026, 2, 20), date(2026, 4, 7)),  # Good Friday, and then Easter
        (date(2026, 2, 21), date(2026, 4, 7)),  # Saturday before Easter
        (date(2026, 2, 19), date(2026, 4, 2)),
        (date(2026, 4, 2), date(2026, 5, 15)),  # Ascension Day; the Friday is no holiday
        (date(2026, 4, 13), date(2026, 5, 26)),  # Whit Monday
        (date(2026, 11, 13), date(2026, 12, 28)),  # Christmas Day, Boxing Day, Sunday
        (date(2026, 11, 20), date(2027, 1, 4)),  # New Year's Day on a Friday
        (date(2025, 3, 15), date(2025, 4, 28)),  # King's Day kept on Saturday the 26th
        (date(2024, 2, 19), date(2024, 4, 2)),  # Easter Monday of a leap year
        (date(2027, 3, 24), date(2027, 5, 7)),  # 5 May and Ascension Day in a row
    ],
)
def test_objection_deadline_moves_to_the_next_working_day(sent: date, last: date) -> None:
    assert objection_deadline(sent) == last


def test_objection_deadline_knows_equated_days() -> None:
    assert objection_deadline(date(2026, 4, 2), {date(2026, 5, 15)}) == date(2026, 5, 18)


@given(DAYS, st.sets(DAYS, max_size=5))
def test_objection_deadline_is_never_early_and_at_most_some_days_late(
    sent: date, equated: set[date]
) -> None:
    plain, moved = sent + timedelta(days=42), objection_deadline(sent, equated)
    assert plain <= moved <= plain + timedelta(days=9)
    assert (moved == plain) is is_working_day(plain, equated)


@given(DAYS)
def test_objection_deadline_never_falls_back_when_a_letter_goes_later(sent: date) -> None:
    assert objection_deadline(sent) <= objection_deadline(sent + timedelta(days=1))


# --- days that a decree adds ----------------------------------------------------------------

BRIDGE = date(2027, 5, 7)
DECREE = {"day": BRIDGE, "name": " vrijdag na Hemelvaart ", "source": "Stb. 2026, 1"}
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_add_equated_day_is_kept_logged_and_counts(
    municipality: Municipality, officer: Actor
) -> None:
    add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)
    row, line = EquatedDay.objects.get(), AuditEntry.objects.get()
    assert (row.name, equated_days(municipality)) == ("vrijdag na Hemelvaart", {BRIDGE})
    assert (line.action, line.details) == ("holiday.added", {"day": "2027-05-07"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2027, 5, 6), "een weekend of een feestdag"),
        (date(2027, 5, 8), "een weekend of een feestdag"),
        (date(2062, 5, 8), "hoogstens 10 jaar"),
        (date(2012, 5, 8), "hoogstens 10 jaar"),
    ],
)
def test_add_equated_day_that_needs_none_is_refused(
    municipality: Municipality, officer: Actor, day: date, says: str
) -> None:
    with pytest.raises(HolidayError, match=says) as caught:
        add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE | {"day": day})
    assert (caught.value.field, EquatedDay.objects.count()) == ("day", 0)


@pytest.mark.django_db
def test_add_equated_day_twice_is_refused(municipality: Municipality, officer: Actor) -> None:
    add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)
    with pytest.raises(HolidayError, match="staat er al"):
        add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)


@pytest.mark.django_db
def test_remove_equated_day_makes_it_a_working_day_again(
    municipality: Municipality, officer: Actor
) -> None:
    add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)
    name = remove_equated_day(municipality_id=municipality.pk, day=BRIDGE, by=officer, at=AT)
    assert (name, EquatedDay.objects.count()) == ("vrijdag na Hemelvaart", 0)
    assert AuditEntry.objects.first().action == "holiday.removed"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_remove_equated_day_that_is_not_there_is_refused(
    municipality: Municipality, officer: Actor
) -> None:
    with pytest.raises(EquatedDay.DoesNotExist):
        remove_equated_day(municipality_id=municipality.pk, day=BRIDGE, by=officer, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.GEM, Role.ADM}])
def test_equated_days_are_changed_by_gem_and_adm_only(
    municipality: Municipality, officer: Actor, role: Role
) -> None:
    add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)
    place = municipality if role in {Role.SIG, Role.DPO} else None
    somebody = make_actor(role, place)
    refused = (PermissionDenied, Municipality.DoesNotExist)
    given_again = {**DECREE, "day": date(2027, 5, 10)}
    with pytest.raises(refused):
        add_equated_day(municipality_id=municipality.pk, by=somebody, at=AT, **given_again)
    with pytest.raises(refused):
        remove_equated_day(municipality_id=municipality.pk, day=BRIDGE, by=somebody, at=AT)
    assert EquatedDay.objects.count() == 1


@pytest.mark.django_db
def test_equated_days_of_another_municipality_are_out_of_reach(
    municipality: Municipality, officer: Actor
) -> None:
    stranger = make_actor(Role.GEM, MunicipalityFactory())
    add_equated_day(municipality_id=municipality.pk, by=officer, at=AT, **DECREE)
    with pytest.raises(Municipality.DoesNotExist):
        remove_equated_day(municipality_id=municipality.pk, day=BRIDGE, by=stranger, at=AT)
