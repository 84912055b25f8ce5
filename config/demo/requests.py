"""What the demo's childcare asked the school to observe: one waits, one is planned, one weighed."""

from datetime import datetime, timedelta

from django.utils import timezone

from children.models import Child
from dossier import (
    asked_teams,
    child_signals,
    new_requests,
    other_observations,
    request_mails,
    requests,
)
from dossier.child_signals import NewSignal, NewTalk
from dossier.models import AskedTeam, ObservationRequest
from dossier.new_requests import NewRequest
from dossier.other_observations import NewOther
from dossier.request_states import RequestedOf, RequestOutcome, SignalKind, SignalPick
from dossier.requests import Plan
from partners.access import Actor
from partners.holidays import next_working_day
from partners.models import ChildcareLocation, Message

WAITS, PLANNED, WEIGHED = ("Noor", "Waterval"), ("Levi", "Molenpad"), ("Mees", "Kersentuin")
QUESTIONS = {
    WAITS: "Noor speelt het liefst alleen. Hoe helpen we haar om mee te doen met een ander kind?",
    PLANNED: "Levi raakt snel boos bij het delen van speelgoed. Wat kunnen we eerder doen?",
    WEIGHED: "Mees praat weinig in de kring, en thuis wel. Wat helpt hem om te durven?",
}
GOAL = "Kijken naar het samen spelen, en wat er vlak voor een ruzie gebeurt."
SEEN = "Levi begrijpt korte zinnen. Bij drukte luistert hij beter met een plaatje erbij."
OUTCOME = "Een maatje in de kring en korte beurten. Op zijn leeftijd kan dit nog vanzelf groeien."


def fill(
    location: ChildcareLocation,
    *,
    contact: Actor,
    coordinator: Actor,
    carer: Actor,
    officer: Actor,
    at: datetime,
) -> None:
    """Note a signal and a talk, and make three requests that a parent signed, once."""
    town = location.municipality_id
    if not AskedTeam.objects.filter(municipality=town).exists():
        asked_teams.add(municipality_id=town, name=asked_teams.SHIPPED, by=officer, at=at)
    if ObservationRequest.objects.exists():
        return
    day = timezone.localdate(at)
    _noted(PLANNED, contact, at)
    made = {name: _asked(name, contact, at) for name in QUESTIONS}
    soon = next_working_day(day + timedelta(days=6))
    for name, planned_on in ((PLANNED, soon), (WEIGHED, day)):
        plan = Plan(planned_on, GOAL)
        requests.plan(key=made[name].key, plan=plan, by=coordinator, at=at)
    seen = NewOther("Auris, logopedist", day - timedelta(days=9), SEEN)
    other_observations.note(key=made[PLANNED].key, new=seen, by=carer, at=at)
    outcome = RequestOutcome.ADVICE
    requests.weigh(key=made[WEIGHED].key, outcome=outcome, text=OUTCOME, by=carer, at=at)
    Message.objects.filter(cause__startswith=f"{request_mails.CAUSE}:").delete()  # it sends none


def _child(name: tuple[str, str]) -> Child:
    return Child.objects.get(first_name=name[0], last_name=name[1])


def _noted(name: tuple[str, str], by: Actor, at: datetime) -> None:
    """Note a signal and a talk that go along with the request."""
    key = _child(name).key
    signal = NewSignal(SignalKind.BEHAVIOUR, (SignalPick.PUSHING, SignalPick.HITTING))
    child_signals.note(child_key=key, new=signal, by=by, at=at)
    talk = NewTalk(timezone.localdate(at), "Thuis oefenen we met om de beurt.")
    child_signals.note_talk(child_key=key, new=talk, by=by, at=at)


def _asked(name: tuple[str, str], by: Actor, at: datetime) -> ObservationRequest:
    new = NewRequest(_child(name).key, QUESTIONS[name], RequestedOf.SCHOOL_COORDINATOR)
    return new_requests.prepare(new=new, by=by, at=at)
