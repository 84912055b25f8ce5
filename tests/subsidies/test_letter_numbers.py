"""Twenty drafters at once, on real connections: numbers without gaps and without doubles."""

import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connections, transaction

from partners.models import Municipality
from subsidies import letters
from subsidies.letters import draft_letters, take_number
from subsidies.models import DecisionLetter, ReferenceCounter, SubsidyYear
from subsidies.states import LetterKind
from tests.factories.subsidies import make_established, make_municipality

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DRAFTERS, ROUNDS = 20, 6
# Either side of midnight in Amsterdam: the last minute of 2026 and the first one of 2027.
MOMENTS = [datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, 1, tzinfo=UTC)]


class ChangedMyMindError(Exception):
    """Somebody stops halfway: the transaction is rolled back."""


def together(act: Callable[[int], object], people: int = DRAFTERS) -> list[object]:
    """Let people act at the same moment, each on a connection of their own."""
    barrier, outcomes = threading.Barrier(people), [object()] * people

    def run(place: int) -> None:
        barrier.wait()
        try:
            outcomes[place] = act(place)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def established(municipality: Municipality, count: int) -> list[SubsidyYear]:
    """Return established years of one municipality, so that drafters need not wait for a year."""
    return [
        make_established(municipality, first_year=2026 + place, budget="900000.00")
        for place in range(count)
    ]


def numbers() -> dict[tuple[int, int], list[int]]:
    """Return the numbers that letters have, per municipality and calendar year."""
    found = defaultdict(list)
    rows = DecisionLetter.objects.order_by("reference_number").values_list(
        "year__municipality", "reference_year", "reference_number"
    )
    for municipality, calendar_year, number in rows:
        found[(municipality, calendar_year)].append(number)
    return dict(found)


def write_one(year: SubsidyYear, at: datetime, version: int) -> None:
    counter = take_number(year, at)
    DecisionLetter.objects.create(
        year=year,
        board=year.allocations.first().board,
        counter=counter,
        kind=LetterKind.GRANT,
        version=version,
        reference_year=counter.calendar_year,
        reference_number=counter.last_number,
        amount=0,
        snapshot={},
        drafted_at=at,
    )


def draft_and_doubt(years: list[SubsidyYear]) -> Callable[[int], int]:
    """Return what each drafter does: some letters, of which every third is taken back."""

    def act(place: int) -> int:
        kept = 0
        for number in range(ROUNDS):
            year, at = years[(place + number) % 2], MOMENTS[(place // 2 + number) % 2]
            try:
                with transaction.atomic():
                    write_one(year, at, version=place * ROUNDS + number + 1)
                    if (place + number) % 3 == 0:
                        raise ChangedMyMindError
                kept += 1
            except ChangedMyMindError:
                continue
        return kept

    return act


def test_twenty_drafters_leave_no_gap_and_no_double_where_some_roll_back() -> None:
    years = [established(make_municipality(boards=1, schools=1), 1)[0] for _ in range(2)]
    kept = together(draft_and_doubt(years))
    found = numbers()
    assert len(found) == 4  # two municipalities, two calendar years
    assert all(given == list(range(1, len(given) + 1)) for given in found.values())
    assert sum(map(len, found.values())) == sum(map(int, map(str, kept)))
    counters = ReferenceCounter.objects.values_list("municipality", "calendar_year", "last_number")
    assert {(place, year): last for place, year, last in counters} == {
        key: len(given) for key, given in found.items()
    }


def test_twenty_runs_of_whole_years_leave_no_gap_where_some_roll_back() -> None:
    """Ten years of two municipalities, drafted by two people each; half of them give up."""
    municipalities = [make_municipality(boards=3, schools=3) for _ in range(2)]
    years = [year for town in municipalities for year in established(town, 5)]

    def act(place: int) -> int:
        with transaction.atomic():
            at = MOMENTS[place % len(years) % 2]
            drafted = draft_letters(year_id=years[place % len(years)].pk, by=None, at=at)
            if place % 3 == 0:
                raise ChangedMyMindError
        return drafted.created

    outcomes = together(act)
    refused = [place for place, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert refused == [place for place in range(DRAFTERS) if place % 3 == 0]
    found = numbers()
    assert all(given == list(range(1, len(given) + 1)) for given in found.values())
    drafted_years = {year.pk for place, year in enumerate(years * 2) if place % 3}
    assert sum(map(len, found.values())) == 3 * len(drafted_years)


def test_twenty_people_at_one_year_draft_each_letter_once() -> None:
    year = established(make_municipality(boards=4, schools=4), 1)[0]

    def act(_place: int) -> int:
        return draft_letters(year_id=year.pk, by=None, at=MOMENTS[0]).created

    created = together(act)
    assert sorted(map(str, created)) == ["0"] * (DRAFTERS - 1) + ["4"]
    assert numbers() == {(year.municipality_id, 2026): [1, 2, 3, 4]}


def test_control_numbers_without_a_lock_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The highest number plus one, as it is often done: the check above must notice."""
    years = [established(make_municipality(boards=1, schools=1), 1)[0] for _ in range(2)]
    for year in years:
        for at in MOMENTS:
            with transaction.atomic():
                take_number(year, at)
    ReferenceCounter.objects.update(last_number=0)

    def naive(year: SubsidyYear, at: datetime) -> ReferenceCounter:
        calendar_year = 2026 if at == MOMENTS[0] else 2027
        counter = ReferenceCounter.objects.get(
            municipality=year.municipality, calendar_year=calendar_year
        )
        counter.last_number += 1
        counter.save()
        return counter

    monkeypatch.setattr(letters, "take_number", naive)
    monkeypatch.setitem(globals(), "take_number", naive)
    outcomes = together(draft_and_doubt(years))
    assert any(isinstance(outcome, IntegrityError) for outcome in outcomes)
