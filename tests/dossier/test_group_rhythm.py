"""Each group is discussed twice a year: who is behind comes first, with a day to propose."""

from datetime import timedelta

import pytest

from dossier import group_rhythm
from dossier.meeting_states import MeetingState
from dossier.models import Meeting
from partners import holidays
from partners.access import Actor
from tests.dossier.meeting_cast import Cast
from tests.factories.children import GroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


def behind(actor: Actor) -> list[str]:
    return [one.group.name for one in group_rhythm.of(actor) if one.is_behind(actor.day)]


def held(cast: Cast, weeks: int) -> Meeting:
    """Return a kindbespreking that was held so many weeks ago."""
    meeting = cast.plan()
    Meeting.objects.filter(pk=meeting.pk).update(
        planned_at=cast.at - timedelta(weeks=weeks),
        state=MeetingState.CLOSED, held_at=cast.at, closed_at=cast.at, spent_minutes=60,
    )  # fmt: skip
    return meeting


def test_group_that_was_never_discussed_is_behind(cast: Cast) -> None:
    assert behind(cast.contact) == [cast.group.name]


@pytest.mark.parametrize(("weeks", "is_behind"), [(20, False), (27, True)])
def test_group_is_behind_after_half_a_year(cast: Cast, weeks: int, is_behind: bool) -> None:
    held(cast, weeks)
    assert behind(cast.contact) == ([cast.group.name] if is_behind else [])


def test_group_with_a_date_is_not_behind(cast: Cast) -> None:
    held(cast, 30)
    cast.plan(days=30)
    assert behind(cast.contact) == []


def test_a_day_is_proposed_that_is_a_working_day_and_far_enough(cast: Cast) -> None:
    [one] = group_rhythm.of(cast.contact)
    assert one.propose_on >= cast.day + timedelta(days=14)
    assert holidays.is_working_day(one.propose_on)


def test_a_worker_sees_own_groups_only(cast: Cast) -> None:
    GroupFactory(location=cast.location)
    assert behind(cast.worker) == [cast.group.name]
    assert len(behind(cast.carer)) == 2


def test_a_coordinator_sees_the_groups_it_meets_about(cast: Cast) -> None:
    GroupFactory()
    assert behind(cast.coordinator) == [cast.group.name]
