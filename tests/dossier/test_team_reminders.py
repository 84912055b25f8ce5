"""R17 asks to call four weeks after a support team met, and tells who leads a week later."""

from datetime import timedelta

import pytest

from children.models import Child
from children.states import LeaveReason
from dossier import team_calls, team_reminders, team_rows
from dossier.team_calls import NewCall
from dossier.team_states import FollowUpOutcome
from partners.models import Municipality
from partners.states import Role
from tests.dossier.team_world import LATER, Town, make_town

pytestmark = pytest.mark.django_db
DUE = LATER.date() + timedelta(days=28)


@pytest.fixture
def town() -> Town:
    return make_town()


def found(town: Town) -> list:  # type: ignore[type-arg]
    here = Municipality.objects.filter(pk=town.child.location.municipality_id)
    return list(team_reminders.calls(list(here), DUE))


def test_calls_brings_who_runs_it_and_a_week_later_who_leads(town: Town) -> None:
    town.shared()
    first, second = found(town)
    assert [first.due_on, second.due_on] == [DUE, DUE + timedelta(days=7)]
    assert ([one.role for one in first.audiences], second.audiences[0].is_lead) == (
        [Role.KCC], True,
    )  # fmt: skip


def test_calls_is_over_once_somebody_called(town: Town) -> None:
    team = town.shared()
    first = found(town)[0]
    assert team_reminders.is_waiting(first, DUE)
    at = LATER + timedelta(days=28)
    new = NewCall(called_on=DUE, outcome=FollowUpOutcome.ENOUGH)
    team_calls.note(key=team.key, new=new, by=town.carer_at(at), at=at)
    assert (found(town), team_reminders.is_waiting(first, DUE)) == ([], False)


def test_calls_is_over_for_a_child_that_left(town: Town) -> None:
    town.shared()
    first = found(town)[0]
    Child.objects.filter(pk=town.child.pk).update(left_on=LATER, left_because=LeaveReason.MOVED)
    assert (found(town), team_reminders.is_waiting(first, DUE)) == ([], False)
    assert team_rows.to_call(town.carer_at(LATER), at=LATER + timedelta(days=28)) == 0


@pytest.mark.privacy(26)
def test_words_name_no_child(town: Town) -> None:
    town.shared()
    line = team_reminders.say_how_many(found(town))[0]
    assert line == "Er is een SOT-overleg waarover nog moet worden nagebeld: helpen de afspraken?"
