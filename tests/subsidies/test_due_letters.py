"""Drafts of the coming year from 1 March on: made once, by nobody, and told once."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine

from config.celery import app
from partners.models import AuditEntry, Message, Module
from partners.states import ModuleKind, Role
from subsidies import due_letters, tasks
from subsidies.due_letters import draft_due_letters, years_due
from subsidies.models import AllocationKey, DecisionLetter, SubsidyYear
from subsidies.states import IllegalMoveError, LetterState
from tests.factories.partners import IssuerMandateFactory, make_actor
from tests.factories.subsidies import make_established, make_municipality, make_year

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def year() -> SubsidyYear:
    """Return an established year 2026-2027 with an issuer that has a clerk."""
    year = make_established(make_municipality(boards=2, schools=3))
    mandate = IssuerMandateFactory(municipality=year.municipality)
    make_actor(Role.ISS, mandate.issuer)
    return year


def test_draft_due_letters_drafts_by_nobody_and_tells_the_clerk(year: SubsidyYear) -> None:
    assert draft_due_letters(at=MARCH) == [year]
    assert [letter.drafted_by for letter in year.letters.all()] == [None, None]
    assert Message.objects.filter(cause__startswith="letters.drafted:").count() == 1


def test_draft_due_letters_again_changes_nothing(year: SubsidyYear) -> None:
    draft_due_letters(at=MARCH)
    before = (year.runs.count(), Message.objects.count(), AuditEntry.objects.count())
    assert draft_due_letters(at=MARCH + timedelta(hours=1)) == []
    assert draft_due_letters(at=MARCH + timedelta(days=1)) == []
    assert (year.runs.count(), Message.objects.count(), AuditEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        (datetime(2026, 2, 28, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), True),  # midnight in Amsterdam
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 5, 20, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), False),  # the school year has begun
        (datetime(2025, 3, 1, 12, 0, tzinfo=UTC), False),
        (datetime(2027, 3, 1, 12, 0, tzinfo=UTC), False),
    ],
)
def test_draft_due_letters_goes_by_the_day_here(
    year: SubsidyYear, moment: datetime, is_due: bool
) -> None:
    assert bool(draft_due_letters(at=moment)) == is_due
    assert DecisionLetter.objects.exists() == is_due


def test_draft_due_letters_takes_a_year_that_is_established_after_1_march() -> None:
    assert draft_due_letters(at=MARCH) == []
    late = make_established(make_municipality())
    assert draft_due_letters(at=MARCH + timedelta(days=40)) == [late]


def test_years_due_leaves_a_draft_year_alone() -> None:
    make_year(make_municipality())
    assert list(years_due(MARCH.date())) == []


def test_years_due_leaves_a_year_with_cancelled_letters_alone(year: SubsidyYear) -> None:
    draft_due_letters(at=MARCH)
    user = make_actor(Role.GEM, year.municipality).user
    year.letters.update(state=LetterState.CANCELLED, cancelled_at=MARCH, cancelled_by=user)
    assert list(years_due(MARCH.date())) == []


def test_years_due_leaves_a_municipality_without_the_module_alone(year: SubsidyYear) -> None:
    Module.objects.filter(kind=ModuleKind.SUBSIDY, municipality=year.municipality).delete()
    assert list(years_due(MARCH.date())) == []


def test_draft_due_letters_of_one_year_that_cannot_leaves_the_others(year: SubsidyYear) -> None:
    other = make_established(make_municipality())
    real = due_letters.draft_letters

    def draft(*, year_id: int, **given: object) -> object:
        if year_id == year.pk:
            raise IllegalMoveError("heeft geen verdeelsleutel")
        return real(year_id=year_id, **given)  # type: ignore[arg-type]

    with mock.patch.object(due_letters, "draft_letters", draft):
        assert draft_due_letters(at=MARCH) == [other]
    assert (
        year.letters.count(),
        Message.objects.filter(cause__contains=f":{year.pk}:").count(),
    ) == (0, 0)
    assert draft_due_letters(at=MARCH + timedelta(hours=1)) == [year]


def test_draft_leaves_a_year_that_somebody_drafted_meanwhile(year: SubsidyYear) -> None:
    draft_due_letters(at=MARCH)
    assert due_letters._draft(year.pk, by=None, at=MARCH) is None
    assert year.runs.count() == 1


def test_beat_runs_the_task_more_often_than_once_a_day() -> None:
    entry = app.conf.beat_schedule["due letters"]
    assert entry["task"] == tasks.draft_due_letters.name
    assert entry["schedule"] <= 24 * 3600


def test_task_reads_the_clock_and_drafts(year: SubsidyYear) -> None:
    with time_machine.travel(MARCH, tick=False):
        tasks.draft_due_letters()
    assert {letter.drafted_at for letter in year.letters.all()} == {MARCH}
    assert AllocationKey.objects.count() == 1
