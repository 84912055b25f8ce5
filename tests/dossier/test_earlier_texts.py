"""What was planned or weighed anew: parents go on reading what they could read."""

from datetime import datetime, timedelta

import pytest

from children.states import Language
from dossier import called_off, parents_requests, requests
from dossier.models import EarlierText, ObservationRequest
from dossier.parents_requests import RequestRead
from dossier.request_states import RequestEnd, RequestOutcome
from dossier.requests import Plan
from tests.dossier.request_town import Town
from tests.factories.children import AT
from tests.factories.requests import OtherObservationFactory, ParentTalkFactory, sent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TENTH = AT + 14 * DAY  # the tenth working day after Monday 23 November 2026
LATER = TENTH + 14 * DAY  # ten working days after that


def read(request: ObservationRequest, at: datetime) -> RequestRead:
    (found,) = parents_requests.shown(request.child.guardians.get(), Language.NL, at)
    return found


def plan(town: Town, request: ObservationRequest, goal: str, at: datetime) -> None:
    day = (at + DAY).date()
    requests.plan(key=request.key, plan=Plan(day, goal), by=town.coordinator, at=at)


@pytest.mark.privacy(13)
def test_planning_anew_hides_no_goal_that_parents_read(town: Town) -> None:
    request = town.sent()
    plan(town, request, "samen spelen", AT)
    first = read(request, TENTH).goal
    plan(town, request, "delen", TENTH)
    assert first == read(request, TENTH).goal == "samen spelen"
    assert read(request, LATER).goal == "delen"
    for days, goal in ((1, "samen spelen"), (2, "in de kring")):
        plan(town, request, goal, TENTH + days * DAY)
        assert read(request, TENTH + days * DAY).goal == "samen spelen"  # they read that before
    assert read(request, LATER).goal == "samen spelen"  # written anew after "delen"
    ParentTalkFactory(child=request.child, request=request, talked_on=(TENTH + 3 * DAY).date())
    assert read(request, TENTH + 3 * DAY).goal == "in de kring"
    assert EarlierText.objects.count() == 3


@pytest.mark.privacy(13)
def test_calling_off_hides_no_goal_that_parents_read(town: Town) -> None:
    request = town.sent()
    day = (TENTH + 30 * DAY).date()
    plan = Plan(day, "samen spelen")
    requests.plan(key=request.key, plan=plan, by=town.coordinator, at=AT)
    assert request.consent is not None
    town.stop(request.consent)
    assert called_off.sweep(at=TENTH) == 1
    assert read(request, TENTH).goal == "samen spelen"


@pytest.mark.privacy(13)
def test_weighing_anew_hides_no_outcome_that_parents_read(town: Town) -> None:
    request = town.planned()

    def weigh(outcome: RequestOutcome, text: str, at: datetime) -> None:
        requests.weigh(key=request.key, outcome=outcome, text=text, by=town.carer, at=at)

    def told(at: datetime) -> tuple[str, str]:
        found = read(request, at)
        said = {line.label: line.value for line in found.lines}
        return said["Wat eruit kwam"], found.outcome

    weigh(RequestOutcome.NO_ACTION, "Niets.", AT)
    assert told(TENTH) == ("nu niets nodig", "Niets.")
    weigh(RequestOutcome.ADVICE, "Een maatje.", TENTH)
    assert told(TENTH) == ("nu niets nodig", "Niets.")
    assert told(LATER) == ("advies voor de groep en thuis", "Een maatje.")
    assert read(request, TENTH).goal == "Kijken naar het samen spelen."


@pytest.mark.privacy(13)
def test_asking_anew_hides_nothing_of_what_came_to_nothing() -> None:
    first = sent(end=RequestEnd.RETURNED_INCOMPLETE)
    again = sent(child=first.child, school=first.school, prepared_at=TENTH)
    ObservationRequest.objects.filter(pk=again.pk).update(requested_at=TENTH)
    gone_along = {"request": again, "child": first.child}
    OtherObservationFactory(**gone_along)
    ParentTalkFactory(**gone_along)
    found = read(first, AT)
    assert (found.question, len(found.others)) == (first.question, 1)
    both = parents_requests.shown(first.child.guardians.get(), Language.NL, LATER)
    assert [len(one.others) for one in both] == [1, 0]
