"""What waits on somebody stands first, and every child that is shown is noted."""

from uuid import uuid4

import pytest
from django.http import Http404

from children.models import Child
from dossier import child_signals, request_lists, request_pages, requests
from dossier.child_signals import NewSignal, NewTalk
from dossier.models import ObservationRequest
from dossier.request_states import (
    RequestedOf,
    RequestEnd,
    RequestOutcome,
    RequestStand,
    SignalKind,
    StepOwner,
)
from partners.access import Actor
from partners.models import AuditEntry
from tests.dossier.request_town import DAY, SOON, Town
from tests.factories.children import AT

pytestmark = pytest.mark.django_db
PEOPLE = ("worker", "contact", "carer", "coordinator", "outsider")


def waits_on(town: Town) -> set[str]:
    """Return for whom something waits."""
    return {who for who in PEOPLE if request_lists.waiting(getattr(town, who))}


def test_waiting_on_parents_waits_on_nobody(town: Town) -> None:
    town.prepared()
    assert waits_on(town) == set()


def test_waiting_follows_the_request(town: Town) -> None:
    request = town.prepared()
    consent = town.sign()
    childcare = {"worker", "contact", "carer"}
    assert waits_on(town) == childcare
    requests.send(key=request.key, by=town.contact, at=AT)
    assert waits_on(town) == {"coordinator"}
    plan = requests.Plan(DAY, "Kijken.")
    request = requests.plan(key=request.key, plan=plan, by=town.coordinator, at=AT)
    assert waits_on(town) == {"coordinator"}
    requests.note_report(request, by=town.coordinator, at=AT, shared_at=AT)
    assert waits_on(town) == {"carer"}
    town.stop(consent)
    assert waits_on(town) == {"carer"}


@pytest.mark.privacy(4)
def test_waiting_after_parents_stopped_is_for_childcare_to_talk(town: Town) -> None:
    request = town.sent(asked=RequestedOf.OWN_COORDINATOR)
    assert waits_on(town) == {"carer"}
    town.stop(request.consent)  # type: ignore[arg-type]
    assert waits_on(town) == {"worker", "contact", "carer"}
    page = request_pages.page_of(_one(town.carer, request), by=town.carer, at=AT)
    assert (page.first, "plan" in page.may) == ("signature", False)


def test_waiting_to_be_planned_is_over_when_the_child_left(town: Town) -> None:
    request = town.sent()
    Child.objects.update(left_on=DAY, left_because="moved")
    assert waits_on(town) == set()
    page = request_pages.page_of(_one(town.worker, request), by=town.worker, at=AT)
    assert page.may == {"stop"}


def _one(by: Actor, request: ObservationRequest) -> request_lists.Shown:
    return request_lists.one(by, request.child.key, request.key, at=AT)


def test_waiting_on_a_later_day_waits_on_nobody(town: Town) -> None:
    plan = requests.Plan(SOON, "Kijken.")
    requests.plan(key=town.sent().key, plan=plan, by=town.coordinator, at=AT)
    assert waits_on(town) == set()


def test_waiting_to_be_closed_until_it_is(town: Town) -> None:
    request = town.planned(owner=StepOwner.WORKER)
    given = {"key": request.key, "by": town.worker, "at": AT}
    requests.weigh(outcome=RequestOutcome.NO_ACTION, text="Het gaat goed.", **given)
    assert waits_on(town) == {"worker", "contact", "coordinator"} - {"coordinator"}
    requests.close(**given)
    assert waits_on(town) == set()


def test_waiting_until_parents_had_time_to_think(town: Town) -> None:
    request = town.prepared()
    requests.let_think(key=request.key, until=SOON, by=town.worker, at=AT)
    assert waits_on(town) == set()
    ObservationRequest.objects.update(thinking_until=DAY)
    assert waits_on(town) == {"worker", "contact", "carer"}


def test_rows_begin_with_what_waits(town: Town) -> None:
    town.sign()
    waiting = [town.prepared() for _ in "ab"]
    late = town.prepared()
    plan = requests.Plan(SOON, "Kijken.")
    requests.plan(key=late.key, plan=plan, by=town.coordinator, at=AT)
    found = list(request_lists.rows(town.coordinator))
    assert found == [*reversed(waiting), late]


@pytest.mark.privacy(17)
def test_one_says_where_it_stands_and_notes_the_read(town: Town) -> None:
    request = town.planned()
    shown = request_lists.one(town.coordinator, town.child.key, request.key, at=AT)
    assert shown.stand == RequestStand.PLANNED
    line = AuditEntry.objects.get(action="child.read", role="qc")
    assert (line.ground, line.details["section"]) == (str(request.consent_id), str(request.key))


@pytest.mark.privacy(34)
def test_one_tells_a_school_that_it_stopped_and_not_that_parents_said_no(town: Town) -> None:
    request = town.sent()
    end = RequestEnd.DECLINED_BY_PARENTS
    requests.stop(key=request.key, end=end, by=town.worker, at=AT)
    stands = [
        request_lists.one(by, town.child.key, request.key, at=AT).stand
        for by in (town.coordinator, town.carer)
    ]
    assert stands == [RequestStand.WITHDRAWN, RequestStand.DECLINED_BY_PARENTS]


@pytest.mark.privacy(10)
@pytest.mark.parametrize("what", ["stopped", "another child", "never"])
def test_one_that_is_not_seen_never_existed(town: Town, what: str) -> None:
    request = town.sent()
    child, key = town.child.key, request.key
    if what == "stopped":
        town.stop(request.consent)  # type: ignore[arg-type]
    child = uuid4() if what == "another child" else child
    key = uuid4() if what == "never" else key
    with pytest.raises(Http404):
        request_lists.one(town.coordinator, child, key, at=AT)


def test_of_child_says_where_it_stands_before_anybody_is_asked(town: Town) -> None:
    def stand(by: Actor) -> RequestStand | None:
        return request_lists.of_child(by, town.child.key, at=AT).stand

    given = {"child_key": town.child.key, "by": town.worker, "at": AT}
    assert stand(town.carer) is None
    child_signals.note(new=NewSignal(SignalKind.TRIED, text="Een maatje."), **given)  # type: ignore[arg-type]
    assert stand(town.carer) == RequestStand.SIGNALS_MAPPED
    child_signals.note_talk(new=NewTalk(DAY, "Afwachten."), **given)  # type: ignore[arg-type]
    assert stand(town.carer) == RequestStand.CONSULTED


def test_of_child_gives_a_school_what_it_was_sent_alone(town: Town) -> None:
    request = town.sent()
    given = {"child_key": town.child.key, "by": town.worker, "at": AT}
    child_signals.note(new=NewSignal(SignalKind.TRIED, text="Later genoteerd."), **given)  # type: ignore[arg-type]
    found = request_lists.of_child(town.coordinator, town.child.key, at=AT)
    assert (found.signals, [one.request for one in found.requests]) == ([], [request])
