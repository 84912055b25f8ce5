"""Nobody comes to look once no consent holds any more: who would come hears so, once."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from children import consents, enrolment
from children.models import Child
from children.states import ConsentAct, LeaveReason
from dossier import called_off, request_lists, request_pages, requests
from dossier.models import ObservationRequest
from dossier.request_states import CalledOff, RequestedOf, RequestOutcome
from partners import outbox
from partners.models import AuditEntry, Message, School
from tests.dossier.request_town import DAY, SOON, Town
from tests.factories.children import AT, say
from tests.factories.requests import sent
from tests.partners.cast import sign_in

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OWN = RequestedOf.OWN_COORDINATOR


def planned(town: Town, *, asked: RequestedOf = RequestedOf.SCHOOL_COORDINATOR) -> Any:
    """Send a request, and let who was asked plan it for next week."""
    request = town.sent(asked=asked)
    return plan(town, request)


def plan(town: Town, request: ObservationRequest, at: datetime = AT) -> ObservationRequest:
    by = town.coordinator if request.school_id else town.carer
    new = requests.Plan(SOON, "Kijken naar het samen spelen.")
    return requests.plan(key=request.key, plan=new, by=by, at=at)


def again(request: ObservationRequest) -> ObservationRequest:
    return ObservationRequest.objects.get(pk=request.pk)


def newest(cause: str) -> list[Message]:
    return list(Message.objects.filter(cause__startswith=f"{cause}:").order_by("pk"))


def number(mail: Message) -> tuple[str, int]:
    """Return which appointment a mail is about, and its number."""
    event = Calendar.from_ical(mail.calendar).events[0]
    return str(event["uid"]), int(event.decoded("sequence"))


@pytest.mark.privacy(10)
@pytest.mark.parametrize("how", ["stopped", "left", "closed"])
def test_sweep_calls_off_what_no_consent_carries_any_more(town: Town, how: str) -> None:
    request = planned(town)
    assert called_off.sweep(at=AT) == 0
    if how == "stopped":
        say(request.consent, ConsentAct.WITHDRAWN)
    elif how == "left":
        key, because = town.child.key, LeaveReason.MOVED
        enrolment.leave(key=key, on=DAY, because=because, by=town.contact, at=AT)
    else:
        School.objects.filter(pk=town.school.pk).update(closed_on=DAY)
    later = AT + MINUTE
    assert [called_off.sweep(at=later) for _round in range(2)] == [1, 0]
    found = again(request)
    assert (found.planned_on, found.planned_by, found.planned_at) == (None, None, None)
    why = CalledOff.CHILD_LEFT if how == "left" else CalledOff.NO_CONSENT
    assert (found.called_off_day, found.called_off_why, found.called_off_at) == (SOON, why, later)
    line = AuditEntry.objects.get(action=called_off.CALLED_OFF)
    assert (line.user, line.details) == (None, {"request": str(request.key)})


@pytest.mark.privacy(26)
def test_sweep_tells_who_would_come_and_the_care_coordinator_without_a_child(town: Town) -> None:
    request = planned(town)
    (invited,) = newest("observation")
    say(request.consent, ConsentAct.WITHDRAWN)
    called_off.sweep(at=AT)
    (off,), (care,) = newest("observation_off"), newest("observation_not_coming")
    assert (off.recipient, care.recipient) == (town.coordinator.user, town.carer.user)
    assert "METHOD:CANCEL" in off.calendar
    (uid, first), (same, second) = number(invited), number(off)
    assert (uid == same, second > first) == (True, True)
    for mail in (off, care):
        said = mail.subject + mail.body + mail.calendar
        for word in (town.child.first_name, "Kijken", town.child.location.name, "toestemming"):
            assert word not in said


def test_sweep_tells_a_care_coordinator_who_planned_it_once(town: Town) -> None:
    say(planned(town, asked=OWN).consent, ConsentAct.WITHDRAWN)
    called_off.sweep(at=AT)
    assert [mail.recipient for mail in newest("observation_off")] == [town.carer.user]
    assert newest("observation_not_coming") == []


@pytest.mark.privacy(10)
def test_day_comes_again_with_a_new_yes_and_its_file_counts_on(town: Town) -> None:
    request = planned(town)
    say(request.consent, ConsentAct.WITHDRAWN)
    called_off.sweep(at=AT - MINUTE)  # its clock was read before somebody planned
    (care,) = newest("observation_not_coming")
    is_needed = outbox.kind_of(care.cause).is_still_needed
    assert (again(request).called_off_at, is_needed(care)) == (AT, True)
    say(request.consent, ConsentAct.GRANTED)
    assert called_off.sweep(at=AT) == 0
    plan(town, request, AT + SECOND)
    assert (again(request).planned_on, is_needed(care)) == (SOON, False)
    files = [*newest("observation_off"), newest("observation")[-1]]
    (uid, off), (same, new) = map(number, files)
    assert (uid == same, new > off) == (True, True)
    say(request.consent, ConsentAct.WITHDRAWN)
    called_off.sweep(at=AT + SECOND)
    assert number(newest("observation_off")[-1])[1] > new


@pytest.mark.parametrize(
    ("columns", "is_off"),
    [
        ({"planned_on": DAY}, True),
        ({"planned_on": DAY, "planned_time": time(10, 1)}, True),
        ({"planned_on": DAY, "planned_time": time(10, 0)}, False),
        ({"planned_on": DAY - timedelta(days=1)}, False),
        ({"planned_on": SOON, "report_begun_at": AT}, False),
        ({"planned_on": DAY, "outcome": RequestOutcome.ADVICE}, False),
        ({"planned_on": SOON, "end": "withdrawn"}, False),
    ],
    ids=["today", "this hour", "was today", "yesterday", "report", "weighed", "ended"],
)
def test_sweep_leaves_what_was_or_is_over(columns: dict[str, Any], is_off: bool) -> None:
    request = sent(**columns)  # it is ten o'clock in Amsterdam
    say(request.consent, ConsentAct.WITHDRAWN)  # type: ignore[arg-type]
    assert called_off.sweep(at=AT) == is_off
    assert (again(request).planned_on is None) == is_off


def test_sweep_sees_again_what_it_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    request, lock = planned(town), consents.lock_child

    def answered_first(child_id: int) -> Any:
        monkeypatch.undo()
        say(request.consent, ConsentAct.GRANTED)
        return lock(child_id)

    say(request.consent, ConsentAct.WITHDRAWN)
    monkeypatch.setattr(consents, "lock_child", answered_first)
    assert called_off.sweep(at=AT) == 0
    assert (again(request).planned_on, newest("observation_off")) == (SOON, [])


def told(town: Town, by: Any, request: ObservationRequest) -> str:
    shown = request_lists.one(by, town.child.key, request.key, at=AT)
    return request_pages.page_of(shown, by=by, at=AT).off


@pytest.mark.privacy(9, 34)
def test_page_says_what_happened_and_what_is_next(town: Town) -> None:
    request = planned(town)
    assert told(town, town.contact, request) == ""
    say(request.consent, ConsentAct.WITHDRAWN)
    called_off.sweep(at=AT)
    off = "De observatie van 30 november 2026 is afgezegd"
    why = f"{off}: er was geen toestemming meer."
    assert told(town, town.contact, request) == f"{why} Wie zou kijken, weet dit."
    path = reverse("request", args=[town.child.key, request.key])
    page = sign_in(Client(), town.contact).get(path).content.decode()
    assert (why in page, "Praat met hen." in page) == (True, True)
    say(request.consent, ConsentAct.GRANTED)
    next_one = "Er kan nu een nieuwe dag komen."
    assert told(town, town.contact, request) == f"{why} {next_one}"
    assert told(town, town.coordinator, request) == f"{off}. {next_one}"
    plan(town, request, AT + MINUTE)
    assert told(town, town.contact, request) == ""


def test_page_of_a_child_that_left_asks_to_stop_the_request(town: Town) -> None:
    request, by = planned(town), town.contact
    left = {"left_on": DAY, "left_because": LeaveReason.MOVED}
    Child.objects.filter(pk=town.child.pk).update(**left)  # whatever its consents say
    called_off.sweep(at=AT)
    why = "is afgezegd: het kind was niet meer op de opvang. Stop het verzoek."
    assert told(town, by, request).endswith(why)
    requests.stop(key=request.key, end="withdrawn", by=by, at=AT)  # type: ignore[arg-type]
    assert told(town, by, request) == ""
