"""The verbs of a request: who may, when, and what follows; nobody sets a state."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection

from children.models import Attachment, Child
from children.states import ConsentScope
from dossier import child_signals, requests
from dossier.child_signals import LONGEST, LONGEST_LINE
from dossier.long_texts import TextError
from dossier.models import ObservationRequest, ParentTalk, Signal
from dossier.request_states import RequestedOf, RequestEnd, RequestOutcome, StepOwner
from dossier.requests import Plan, RequestError
from partners.access import Actor
from partners.models import AuditEntry, Message
from subsidies.hours import HoursError
from tests.children import samples
from tests.dossier.request_town import DAY, SOON, Town
from tests.factories.children import AT
from tests.factories.requests import ParentTalkFactory, SignalFactory

pytestmark = pytest.mark.django_db
GOAL = "Kijken naar het samen spelen."
OWN = RequestedOf.OWN_COORDINATOR
Act = Callable[[Town, ObservationRequest], Any]


def plan(request: ObservationRequest, by: Actor, day: date = SOON, goal: str = GOAL) -> Any:
    return requests.plan(key=request.key, plan=Plan(day, goal), by=by, at=AT)


def weigh(request: ObservationRequest, by: Actor, text: str = "Een maatje in de kring.") -> Any:
    outcome = RequestOutcome.ADVICE
    return requests.weigh(key=request.key, outcome=outcome, text=text, by=by, at=AT)


def stop(request: ObservationRequest, by: Actor, end: RequestEnd = RequestEnd.WITHDRAWN) -> Any:
    return requests.stop(key=request.key, end=end, by=by, at=AT)


def actions() -> set[str]:
    found = AuditEntry.objects.filter(action__startswith="request.")
    return set(found.values_list("action", flat=True))


# --- sending ----------------------------------------------------------------------------------


@pytest.mark.privacy(9)
def test_send_is_impossible_without_a_signature(town: Town) -> None:
    request = town.prepared()
    with pytest.raises(RequestError, match="nog geen handtekening"):
        requests.send(key=request.key, by=town.contact, at=AT)
    request.refresh_from_db()
    assert request.requested_at is None


@pytest.mark.privacy(5)
@pytest.mark.parametrize("scope", [ConsentScope.OBSERVE_OWN, ConsentScope.DISCUSS])
def test_send_needs_the_yes_for_exactly_this(town: Town, scope: ConsentScope) -> None:
    request = town.prepared()
    town.sign(scope) if scope == ConsentScope.OBSERVE_OWN else None
    with pytest.raises(RequestError):
        requests.send(key=request.key, by=town.contact, at=AT)


def test_send_after_the_signature_lets_the_school_see_it(town: Town) -> None:
    request = town.prepared(screening=samples.photo())
    question = town.sign()
    Attachment.objects.update(scan="clean")
    sent = requests.send(key=request.key, by=town.worker, at=AT)
    assert (sent.consent, sent.requested_by) == (question, town.worker.memberships[0])
    assert ObservationRequest.objects.visible_to(town.coordinator).get() == request
    assert Attachment.objects.visible_to(town.coordinator).exists()
    assert not ObservationRequest.objects.visible_to(town.outsider).exists()


def test_send_takes_along_what_was_noted_of_this_child_alone(town: Town) -> None:
    for factory in (SignalFactory, ParentTalkFactory):
        factory(child=town.child)
        factory()
    town.sent()
    for model in (Signal, ParentTalk):
        seen = model.objects.visible_to(town.coordinator)
        assert [row.child for row in seen] == [town.child]


@pytest.mark.privacy(26)
def test_send_mails_who_was_asked_and_names_nobody(town: Town) -> None:
    town.sent()
    mail = Message.objects.get(cause__startswith="request:")
    assert mail.recipient == town.coordinator.user
    assert town.child.first_name not in mail.subject + mail.body


def test_send_twice_is_refused(town: Town) -> None:
    request = town.sent()
    with pytest.raises(RequestError, match="al verstuurd"):
        requests.send(key=request.key, by=town.contact, at=AT)


@pytest.mark.privacy(10)
def test_withdrawal_of_consent_hides_the_request_at_once(town: Town) -> None:
    town.stop(town.sent().consent)  # type: ignore[arg-type]
    assert not ObservationRequest.objects.visible_to(town.coordinator).exists()
    with pytest.raises(ObjectDoesNotExist):
        plan(ObservationRequest.objects.get(), town.coordinator)


# --- parents think ----------------------------------------------------------------------------


def test_let_think_keeps_the_day_to_come_back(town: Town) -> None:
    request = town.prepared()
    requests.let_think(key=request.key, until=SOON, by=town.worker, at=AT)
    request.refresh_from_db()
    assert request.thinking_until == SOON


@pytest.mark.parametrize("days", [-1, 366])
def test_let_think_until_a_day_that_cannot_be(town: Town, days: int) -> None:
    request, until = town.prepared(), DAY + timedelta(days=days)
    with pytest.raises(RequestError) as refusal:
        requests.let_think(key=request.key, until=until, by=town.worker, at=AT)
    assert refusal.value.field == "until"


def test_let_think_after_it_was_sent_is_refused(town: Town) -> None:
    request = town.sent()
    with pytest.raises(RequestError):
        requests.let_think(key=request.key, until=SOON, by=town.worker, at=AT)


# --- planning ---------------------------------------------------------------------------------


def test_plan_accepts_and_keeps_day_and_goal(town: Town) -> None:
    request = plan(town.sent(), town.coordinator)
    assert (request.planned_on, request.goal) == (SOON, GOAL)
    assert request.planned_by == town.coordinator.memberships[0]
    line = AuditEntry.objects.get(action=requests.PLANNED)
    assert (line.ground, line.organisation) == (
        str(request.consent_id),
        town.child.location.holder.organisation,
    )


def test_plan_again_takes_another_day(town: Town) -> None:
    request = plan(town.sent(), town.coordinator)
    assert plan(request, town.coordinator, day=DAY).planned_on == DAY


@pytest.mark.parametrize("days", [-1, 366], ids=["past", "far"])
def test_plan_on_a_day_that_cannot_be(town: Town, days: int) -> None:
    with pytest.raises(RequestError) as refusal:
        plan(town.sent(), town.coordinator, day=DAY + timedelta(days=days))
    assert refusal.value.field == "planned_on"


@pytest.mark.parametrize("goal", [" ", "x" * (LONGEST_LINE + 1)], ids=["empty", "long"])
def test_plan_needs_a_goal_of_one_line(town: Town, goal: str) -> None:
    with pytest.raises(TextError) as refusal:
        plan(town.sent(), town.coordinator, goal=goal)
    assert refusal.value.field == "goal"


@pytest.mark.parametrize("who", ["contact", "worker"])
def test_plan_by_who_asked_is_refused(town: Town, who: str) -> None:
    with pytest.raises(PermissionDenied):
        plan(town.sent(), getattr(town, who))


def test_plan_by_the_care_coordinator_of_what_a_school_was_asked(town: Town) -> None:
    with pytest.raises(RequestError, match="iemand anders"):
        plan(town.sent(), town.carer)


@pytest.mark.privacy(9)
def test_plan_by_another_school_finds_nothing(town: Town) -> None:
    with pytest.raises(ObjectDoesNotExist):
        plan(town.sent(), town.outsider)


def test_plan_by_the_care_coordinator_of_its_own(town: Town) -> None:
    request = plan(town.sent(asked=OWN), town.carer)
    assert request.planned_by == town.carer.memberships[0]


@pytest.mark.privacy(4)
def test_plan_after_parents_stopped_is_refused_to_childcare_too(town: Town) -> None:
    request = town.sent(asked=OWN)
    town.stop(request.consent)  # type: ignore[arg-type]
    with pytest.raises(RequestError, match="stopten hun toestemming"):
        plan(request, town.carer)


def test_plan_after_the_report_was_begun_is_refused(town: Town) -> None:
    request = town.planned()
    requests.note_report(request, by=town.coordinator, at=AT, begun_at=AT)
    with pytest.raises(RequestError, match="al begonnen"):
        plan(request, town.coordinator)


# --- the report -------------------------------------------------------------------------------


def test_note_report_keeps_the_first_moments(town: Town) -> None:
    request, later = town.planned(), AT + timedelta(hours=1)
    for at in (AT, later):
        requests.note_report(request, by=town.coordinator, at=at, begun_at=at)
    requests.note_report(request, by=town.coordinator, at=later, shared_at=later)
    request.refresh_from_db()
    assert (request.report_begun_at, request.report_shared_at) == (AT, later)


def test_note_report_books_the_hours_of_the_coordinator_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked: list[dict[str, Any]] = []
    monkeypatch.setattr(requests.hours, "book", lambda **given: booked.append(given))
    request = town.planned()
    for _twice in "ab":
        requests.note_report(request, by=town.coordinator, at=AT, shared_at=AT)
    (given,) = booked
    assert (given["cause"], given["day"]) == (f"observation:{request.key}", DAY)
    assert given["membership"] == town.coordinator.memberships[0]


def test_note_report_goes_on_where_hours_cannot_be_booked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_given: Any) -> None:
        raise HoursError("geen jaar")

    monkeypatch.setattr(requests.hours, "book", refuse)
    request = town.planned()
    requests.note_report(request, by=town.coordinator, at=AT, shared_at=AT)
    assert request.report_shared_at == AT


def test_note_report_of_the_care_coordinator_books_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked: list[dict[str, Any]] = []
    monkeypatch.setattr(requests.hours, "book", lambda **given: booked.append(given))
    requests.note_report(town.planned(asked=OWN), by=town.carer, at=AT, shared_at=AT)
    assert booked == []


# --- weighing and closing ---------------------------------------------------------------------


def test_weigh_and_close_by_the_care_coordinator(town: Town) -> None:
    request = weigh(town.planned(), town.carer)
    assert (request.outcome, request.outcome_text) == ("advice", "Een maatje in de kring.")
    requests.close(key=request.key, by=town.carer, at=AT)
    request.refresh_from_db()
    assert (request.end, request.closed_at) == (RequestEnd.CLOSED, AT)
    assert actions() == {
        "request.prepared", "request.sent", "request.planned", "request.weighed", "request.ended"
    }  # fmt: skip


def test_weigh_before_anybody_looked_is_refused(town: Town) -> None:
    request = plan(town.sent(), town.coordinator)
    with pytest.raises(RequestError, match="nog niet gekeken"):
        weigh(request, town.carer)


@pytest.mark.parametrize("text", ["", "x" * (LONGEST + 1)], ids=["empty", "long"])
def test_weigh_needs_a_sentence(town: Town, text: str) -> None:
    with pytest.raises(TextError) as refusal:
        weigh(town.planned(), town.carer, text)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize(
    ("owner", "may"),
    [
        (StepOwner.CARE_COORDINATOR, {"carer"}),
        (StepOwner.WORKER, {"contact", "worker"}),
        (StepOwner.SCHOOL_COORDINATOR, {"coordinator"}),
    ],
)
def test_weigh_is_for_the_owner_alone(town: Town, owner: StepOwner, may: set[str]) -> None:
    request = town.planned(owner=owner)
    found = set()
    for who in ("carer", "contact", "worker", "coordinator"):
        try:
            weigh(request, getattr(town, who))
            found.add(who)
        except PermissionDenied:
            continue
    assert found == may


def test_close_before_it_was_weighed_is_refused(town: Town) -> None:
    with pytest.raises(RequestError, match="Weeg eerst af"):
        requests.close(key=town.planned().key, by=town.carer, at=AT)


# --- other ends -------------------------------------------------------------------------------


def give_back(request: ObservationRequest, by: Actor, text: str = "Wie is de mentor?") -> Any:
    return requests.give_back(key=request.key, text=text, by=by, at=AT)


def test_give_back_says_what_is_missing(town: Town) -> None:
    request = give_back(town.sent(), town.coordinator)
    assert (request.end, request.end_text) == ("returned_incomplete", "Wie is de mentor?")


def test_give_back_without_a_word_is_refused(town: Town) -> None:
    with pytest.raises(TextError):
        give_back(town.sent(), town.coordinator, " ")


def test_give_back_by_who_was_not_asked_is_refused(town: Town) -> None:
    with pytest.raises(RequestError, match="iemand anders"):
        give_back(town.sent(), town.carer)


def test_give_back_after_looking_is_refused(town: Town) -> None:
    with pytest.raises(RequestError, match="al gekeken"):
        give_back(town.planned(), town.coordinator)


@pytest.mark.parametrize("end", [RequestEnd.WITHDRAWN, RequestEnd.DECLINED_BY_PARENTS])
def test_stop_ends_without_a_reason(town: Town, end: RequestEnd) -> None:
    request = stop(town.sent(), town.worker, end)
    assert (request.end, request.end_text) == (end, "")


def test_stop_of_a_child_that_left_says_so(town: Town) -> None:
    request = town.sent()
    Child.objects.update(left_on=DAY, left_because="moved")
    assert stop(request, town.contact).end == RequestEnd.CHILD_LEFT


@pytest.mark.parametrize("end", [RequestEnd.CLOSED, RequestEnd.RETURNED_INCOMPLETE])
def test_stop_is_no_other_end(town: Town, end: RequestEnd) -> None:
    with pytest.raises(RequestError):
        stop(town.sent(), town.worker, end)


def test_stop_after_weighing_is_refused(town: Town) -> None:
    request = weigh(town.planned(), town.carer)
    with pytest.raises(RequestError, match="sluit het af"):
        stop(request, town.contact)


def test_stop_by_a_coordinator_is_refused(town: Town) -> None:
    with pytest.raises(PermissionDenied):
        stop(town.sent(), town.coordinator)


LATER: dict[str, Act] = {
    "send": lambda town, one: requests.send(key=one.key, by=town.contact, at=AT),
    "think": lambda town, one: requests.let_think(key=one.key, until=SOON, by=town.worker, at=AT),
    "plan": lambda town, one: plan(one, town.coordinator),
    "weigh": lambda town, one: weigh(one, town.carer),
    "close": lambda town, one: requests.close(key=one.key, by=town.carer, at=AT),
    "give back": lambda town, one: give_back(one, town.coordinator),
    "stop": lambda town, one: stop(one, town.worker),
}


@pytest.mark.parametrize("act", LATER)
def test_nothing_changes_after_the_end(town: Town, act: str) -> None:
    request = stop(town.sent(), town.worker)
    with pytest.raises(RequestError, match="al afgesloten"):
        LATER[act](town, request)


def test_erasing_a_child_takes_its_requests_along(town: Town) -> None:
    request = town.planned(screening=samples.photo())
    new = child_signals.NewTalk(DAY, "Zo doen we het.", town.child.guardians.get().pk)
    given = {"child_key": town.child.key, "request_key": request.key, "by": town.worker}
    child_signals.note_talk(new=new, at=AT, **given)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('children.erasing', %s, true)", [str(town.child.pk)])
    town.child.delete()
    assert not ObservationRequest.objects.exists()
