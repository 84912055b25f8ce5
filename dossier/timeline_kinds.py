"""What stands on the timeline of a child: one function for each kind of thing that happens.

A new kind: a function that yields entries from rows of `visible_to`, and its line in KINDS.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from children.models import Child
from children.reach import Thing
from dossier.meeting_querysets import SOURCES
from dossier.meeting_states import HAPPENED, ActionSource, MeetingState
from dossier.models import (
    ActionPoint,
    AgendaLine,
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    FollowUp,
    Indication,
    Lead,
    LookQuestion,
    ObservationRequest,
    OtherObservation,
    ParentTalk,
    PlanMoment,
    Signal,
    SupportNeed,
    SupportPlan,
    SupportTeam,
    WaitingPlace,
)
from dossier.request_lists import sees_by_consent
from dossier.request_stands import end_told
from partners.access import Actor


@dataclass(frozen=True)
class Kind:
    """A kind of thing that happens: its code in the address, its name, and how it is found."""

    code: str
    label: str | Promise
    find: Callable[["Kind", Actor, Child], Iterable["Entry"]]


@dataclass(frozen=True)
class Entry:
    """One thing on a day: in one line, a bit of its text, and where it stands in full.

    `thing` and `school_id` say by which right it is seen, `is_health` that this takes a yes for
    health as well; `order` puts what is of one day in order.
    """

    kind: Kind
    day: date
    line: str
    thing: Thing
    text: str = ""
    page: str = ""
    args: tuple[UUID, ...] = ()
    is_health: bool = False
    school_id: int | None = None
    order: float = 0

    @property
    def href(self) -> str:
        """Return where it stands in full; "" where that is here."""
        return reverse(self.page, args=self.args) if self.page else ""


def _at(moment: datetime) -> dict[str, Any]:
    """Return the day of a moment and its place on that day."""
    local = timezone.localtime(moment)
    return {"day": local.date(), "order": moment.timestamp()}


# --- look questions ---------------------------------------------------------------------------


def _looks(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = LookQuestion.objects.visible_to(actor).filter(child=child)
    for look in rows.select_related("school__organisation"):
        own: dict[str, Any] = {
            "thing": Thing.LOOK,
            "page": "look",
            "args": (look.key,),
            "school_id": look.school_id,
        }
        whom = look.school.name if look.school else _("onze zorgcoördinator")
        line = _("Meekijkvraag aan %s") % whom
        yield Entry(kind, line=line, text=look.question, **_at(look.asked_at), **own)
        if look.answered_at is not None:
            line = _("Antwoord op de meekijkvraag aan %s") % whom
            yield Entry(kind, line=line, **_at(look.answered_at), **own)


# --- requests -------------------------------------------------------------------------------


def _requests(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = ObservationRequest.objects.visible_to(actor).filter(child=child)
    for one in rows.select_related("school__organisation", "team"):
        own: dict[str, Any] = {
            "thing": Thing.REQUEST,
            "page": "request",
            "args": (child.key, one.key),
            "school_id": one.school_id,
        }
        whom = one.school.name if one.school else one.team or _("onze zorgcoördinator")
        one.end = end_told(one.end, is_childcare=not sees_by_consent(actor))
        line = _("Verzoek om te observeren klaargezet voor %s") % whom
        yield Entry(kind, line=line, text=one.question, **_at(one.prepared_at), **own)
        for moment, line in (
            (one.requested_at, _("Verzoek gedaan aan %s") % whom),
            (one.called_off_at, _("Observatie afgezegd")),
            (one.weighed_at, _("Afgewogen: %s") % one.get_outcome_display()),
            (one.closed_at, _("Verzoek: %s") % one.get_end_display()),
        ):
            if moment is not None:
                yield Entry(kind, line=line, **_at(moment), **own)
        if one.report_shared_at is not None:
            where = own | {"page": "report", "args": (one.key,)}
            line = _("Verslag van de observatie gedeeld")
            yield Entry(kind, line=line, **_at(one.report_shared_at), **where)
        if one.planned_on is not None:
            line = _("Observatie door %s") % whom
            yield Entry(kind, one.planned_on, line, text=one.goal, **own)


def _others(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = OtherObservation.objects.visible_to(actor).filter(child=child)
    for row in rows.select_related("request"):
        own: dict[str, Any] = {
            "thing": Thing.REQUEST,
            "page": "request",
            "args": (child.key, row.request.key),
            "school_id": row.request.school_id,
        }
        line = _("Observatie van buiten: %s") % row.observer
        yield Entry(kind, row.seen_on, line, text=row.text, is_health=row.is_health, **own)


def _signals(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = Signal.objects.visible_to(actor).filter(child=child).select_related("request")
    for signal in rows:
        said = [", ".join(signal.pick_labels), signal.text]
        yield Entry(
            kind,
            line=_("Signaal over %s") % signal.get_kind_display(),
            text=". ".join(part for part in said if part),
            thing=Thing.REQUEST,
            school_id=signal.request.school_id if signal.request else None,
            **_at(signal.noted_at),
        )


def _talks(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = ParentTalk.objects.visible_to(actor).filter(child=child).select_related("request")
    for talk in rows:
        school = talk.request.school_id if talk.request else None
        own: dict[str, Any] = {"text": talk.agreed, "school_id": school}
        yield Entry(kind, talk.talked_on, _("Gesprek met ouders"), Thing.REQUEST, **own)


# --- support teams --------------------------------------------------------------------------


def _teams(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = SupportTeam.objects.visible_to(actor).filter(child=child)
    for team in rows.select_related("meeting"):
        own = _of_team(team)
        yield Entry(kind, line=_("SOT-overleg voorgesteld"), **_at(team.proposed_at), **own)
        if team.meeting and team.meeting.state != MeetingState.CANCELLED:
            yield Entry(kind, line=_("SOT-overleg"), **_at(team.meeting.planned_at), **own)
        if team.shared_at is not None:
            line = _("Verslag van het SOT-overleg gedeeld")
            yield Entry(kind, line=line, **_at(team.shared_at), **own)
        if team.closed_at is not None:
            yield Entry(kind, line=_("SOT afgesloten"), **_at(team.closed_at), **own)
    calls = FollowUp.objects.visible_to(actor).filter(team__child=child)
    for call in calls.select_related("team"):
        line = _("Nagebeld: %s") % call.get_outcome_display()
        yield Entry(kind, call.called_on, line, text=call.text, **_of_team(call.team))


def _of_team(team: SupportTeam) -> dict[str, Any]:
    """Return by which right a team is seen, and where it stands."""
    return {"thing": Thing.TEAM, "page": "team", "args": (team.key,), "school_id": team.school_id}


# --- meetings ---------------------------------------------------------------------------------


def _lines(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = AgendaLine.objects.visible_to(actor).filter(child=child)
    rows = rows.exclude(meeting__state=MeetingState.CANCELLED)
    for line in rows.select_related("meeting"):
        meeting = line.meeting
        words = {"kind": meeting.get_kind_display()}
        if meeting.state in HAPPENED:
            said = _("Besproken: %(kind)s")
        elif timezone.localdate(meeting.planned_at) < actor.day:
            said = _("Nog af te ronden: %(kind)s")
        else:
            said = _("Op agenda: %(kind)s")
        yield Entry(
            kind,
            line=said % words,
            text=line.text,
            thing=Thing.DISCUSSION,
            page="meeting",
            args=(meeting.key,),
            school_id=meeting.school_id,
            **_at(meeting.planned_at),
        )


def _actions(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = ActionPoint.objects.visible_to(actor).filter(child=child)
    for action in rows.select_related("owner__user"):
        who = action.owner.user.name if action.owner else action.owner_name
        thing, school = SOURCES[ActionSource(action.source)], action.school_id
        own: dict[str, Any] = {"thing": thing, "text": action.text, "school_id": school}
        if action.done_at is not None:
            yield Entry(kind, line=_("Gedaan door %s") % who, **_at(action.done_at), **own)
        else:
            yield Entry(kind, action.due_on, _("Te doen door %s") % who, **own)


# --- support ----------------------------------------------------------------------------------


def _needs(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for need in SupportNeed.objects.visible_to(actor).filter(child=child):
        own: dict[str, Any] = {"thing": Thing.SUPPORT, "is_health": need.is_health}
        words = {"about": need.get_domain_display(), "level": need.get_level_display()}
        line = _("Behoefte genoteerd: %(about)s, %(level)s") % words
        yield Entry(kind, need.since, line, text=need.note, **own)
        if need.until is not None:
            yield Entry(kind, need.until, _("Behoefte voorbij: %(about)s") % words, **own)


def _plans(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for plan in SupportPlan.objects.visible_to(actor).filter(child=child):
        own: dict[str, Any] = {"thing": Thing.SUPPORT, "is_health": plan.is_health}
        yield Entry(kind, plan.from_day, _("Ondersteuningsplan begint"), text=plan.goal, **own)
        if plan.ended_on is not None:
            line = _("Ondersteuningsplan geëindigd: %s") % plan.get_ended_because_display()
            yield Entry(kind, plan.ended_on, line, **own)
    moments = PlanMoment.objects.visible_to(actor).filter(plan__child=child)
    for moment in moments.select_related("plan"):
        own = {"thing": Thing.SUPPORT, "is_health": moment.plan.is_health, "order": 1}
        if moment.held_on is None:
            yield Entry(kind, moment.planned_on, _("Plan bespreken met ouders"), **own)
        else:
            line = _("Plan besproken met ouders: %s") % moment.get_decision_display()
            yield Entry(kind, moment.held_on, line, text=moment.note, **own)


def _leads(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    rows = Lead.objects.visible_to(actor).filter(child=child)
    for lead in rows.select_related("membership__user"):
        yield Entry(kind, lead.since, _("Regiehouder: %s") % lead.who, Thing.SUPPORT)


def _waiting(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for place in WaitingPlace.objects.visible_to(actor).filter(child=child):
        own: dict[str, Any] = {"thing": Thing.SUPPORT, "is_health": place.is_health}
        form = place.get_form_display()
        yield Entry(kind, place.since, _("Wacht op een plek: %s") % form, **own)
        if place.until is not None:
            words = {"form": form, "end": place.get_ended_because_display()}
            line = _("Wacht niet meer op %(form)s: %(end)s") % words
            yield Entry(kind, place.until, line, **own)


def _indications(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for one in Indication.objects.visible_to(actor).filter(child=child):
        own: dict[str, Any] = {"thing": Thing.ARRANGEMENT, "is_health": one.is_health}
        words = {"what": one.get_kind_display(), "outcome": one.get_outcome_display()}
        yield Entry(kind, one.asked_on, _("Indicatie gevraagd: %(what)s") % words, **own)
        if one.decided_on is not None:
            line = _("Indicatie %(outcome)s: %(what)s") % words
            yield Entry(kind, one.decided_on, line, order=1, **own)


def _arrangements(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for place in ArrangementPlace.objects.visible_to(actor).filter(child=child):
        line = _("Plek in %s") % place.name
        yield Entry(kind, place.from_day, line, Thing.ARRANGEMENT)
        if place.until_day is not None:
            words = {"name": place.name, "after": place.get_outflow_display()}
            line = _("Klaar in %(name)s, daarna: %(after)s") % words
            yield Entry(kind, place.until_day, line, Thing.ARRANGEMENT)


def _doubts(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for doubt in Doubt.objects.visible_to(actor).filter(child=child):
        yield Entry(kind, doubt.since, _("Twijfel over gewoon onderwijs"), Thing.SUPPORT)
        if doubt.closed_on is not None:
            line = _("Besloten waarheen: %s") % doubt.get_destination_display()
            yield Entry(kind, doubt.closed_on, line, Thing.SUPPORT)


def _scores(kind: Kind, actor: Actor, child: Child) -> Iterable[Entry]:
    for score in DevelopmentScore.objects.visible_to(actor).filter(child=child):
        words = {"about": capfirst(score.get_domain_display()), "phase": score.phase}
        yield Entry(kind, score.seen_on, _("%(about)s: fase %(phase)s") % words, Thing.SCORE)


KINDS: tuple[Kind, ...] = (
    Kind("meekijken", gettext_lazy("Meekijken"), _looks),
    Kind("verzoeken", gettext_lazy("Observaties"), _requests),
    Kind("anderen", gettext_lazy("Observaties van buiten"), _others),
    Kind("signalen", gettext_lazy("Signalen"), _signals),
    Kind("gesprekken", gettext_lazy("Gesprekken met ouders"), _talks),
    Kind("sot", gettext_lazy("SOT"), _teams),
    Kind("overleg", gettext_lazy("Overleggen"), _lines),
    Kind("acties", gettext_lazy("Actiepunten"), _actions),
    Kind("behoeften", gettext_lazy("Behoeften"), _needs),
    Kind("plannen", gettext_lazy("Plannen"), _plans),
    Kind("regie", gettext_lazy("Regiehouder"), _leads),
    Kind("wachten", gettext_lazy("Wachten op een plek"), _waiting),
    Kind("indicaties", gettext_lazy("Indicaties"), _indications),
    Kind("arrangementen", gettext_lazy("Arrangementen"), _arrangements),
    Kind("onderwijs", gettext_lazy("Twijfel over onderwijs"), _doubts),
    Kind("fasen", gettext_lazy("Ontwikkelingsfasen"), _scores),
)
