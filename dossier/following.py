"""Children that somebody follows: need, who keeps the overview, last spoken, and what comes.

A child stands here when the actor sees support, an open request, an open action, a support team
or a meeting to come of it; each column shows only what that actor may see of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from children import reading
from children.models import Child, ConsentQuestion
from children.reach import Ground, Thing, reach_of
from dossier.meeting_querysets import SOURCES
from dossier.meeting_states import HAPPENED, ActionSource, MeetingState
from dossier.models import (
    ActionPoint,
    AgendaLine,
    Lead,
    ObservationRequest,
    ParentTalk,
    PlanMoment,
    SupportNeed,
    SupportPlan,
    SupportTeam,
)
from dossier.week_tasks import is_of_school
from partners.access import Actor
from partners.among import Among
from partners.models import ChildcareLocation, School
from partners.states import SCHOOL_ROLES

Dated = tuple[date, str]
Read = tuple[Thing, bool, int | None]  # the thing, whether health is in it, the school that counts


@dataclass
class Followed:
    """One child: what is known of it to somebody on a day, and by which rights."""

    child: Child
    needs: list[str] = field(default_factory=list)
    lead: str = ""
    last: Dated | None = None
    next: Dated | None = None
    is_late: bool = False
    prepares: list[str] = field(default_factory=list)  # what somebody at school is to do
    read: set[Read] = field(default_factory=set)

    def add_past(self, dated: Dated) -> None:
        """Keep it when it is the latest."""
        self.last = max(self.last or dated, dated)

    def add_ahead(self, dated: Dated) -> None:
        """Keep it when it is the first."""
        self.next = min(self.next or dated, dated)


def rows(actor: Actor) -> QuerySet[Child]:
    """Return the children that somebody follows."""
    reasons: tuple[Any, ...] = (
        SupportNeed.objects.visible_to(actor).filter(until=None),
        SupportPlan.objects.visible_to(actor).filter(ended_on=None),
        ObservationRequest.objects.visible_to(actor).open(),
        ActionPoint.objects.visible_to(actor).open().exclude(child=None),
        SupportTeam.objects.visible_to(actor).open(),
        AgendaLine.objects.visible_to(actor).filter(meeting__state=MeetingState.SCHEDULED),
    )
    found = Q()
    for reason in reasons:
        found |= Q(Among("pk", reason.exclude(child=None).order_by().values("child")))
    seen = Child.objects.visible_to(actor)
    seen = seen if is_of_school(actor) else seen.present()
    return seen.filter(found).select_related("location__organisation", "group")


def schools_of(actor: Actor) -> QuerySet[School]:
    """Return between which schools somebody can choose: own ones, or those the parents named."""
    if is_of_school(actor):
        found = School.objects.filter(pk__in=actor.organisation_ids)
    else:
        named = Child.objects.visible_to(actor).present().order_by().values("school")
        found = School.objects.filter(pk__in=named)
    return found.select_related("organisation").order_by("organisation__sort_name")


def locations_of(actor: Actor) -> QuerySet[ChildcareLocation]:
    """Return the locations of the children that somebody sees."""
    known = Child.objects.visible_to(actor).order_by().values("location")
    found = ChildcareLocation.objects.filter(pk__in=known).select_related("organisation")
    return found.order_by("organisation__sort_name")


def of_school(actor: Actor, children: QuerySet[Child], school: School) -> QuerySet[Child]:
    """Return those of a school: by the consent that names it, or where the parents want to go."""
    reach = reach_of(actor.role, Thing.CHILD)
    if reach is None or reach.ground != Ground.CONSENT:
        return children.filter(school=school)
    here = ConsentQuestion.objects.filter(child=OuterRef("pk"), school=school)
    return children.filter(Exists(here.giving(reach, actor)))


def details(actor: Actor, children: Sequence[Child]) -> list[Followed]:
    """Return what somebody sees of each of these children, in their order."""
    found = {child.pk: Followed(child) for child in children}
    of_them: dict[str, Any] = {"child__in": list(found)}
    for fill in (_support, _requests, _discussed):
        fill(actor, found, of_them)
    for one in found.values():
        one.is_late = one.next is not None and one.next[0] < actor.day
    return list(found.values())


def by_next(found: Iterable[Followed], *, is_back: bool = False) -> list[Followed]:
    """Return them with the first step first, or the last one; without a step last."""
    known = sorted(found, key=lambda one: one.next[0] if one.next else date.max, reverse=is_back)
    return sorted(known, key=lambda one: one.next is None)


def by_last(found: Iterable[Followed], *, is_back: bool = False) -> list[Followed]:
    """Return them with whom was never or longest ago spoken of first, or the other way round."""
    return sorted(found, key=lambda one: one.last[0] if one.last else date.min, reverse=is_back)


def note_shown(actor: Actor, shown: Iterable[Followed], *, at: datetime) -> None:
    """Note each child and each thing that is shown. Raises: Http404: a consent ended since."""
    named: dict[Read, list[Child]] = defaultdict(list)
    for one in shown:
        for read in one.read | {(Thing.CHILD, False, None)}:
            named[read].append(one.child)
    by_consent = is_of_school(actor)
    for (thing, is_health, school), children in named.items():
        ground: Any = {"is_health": is_health, "school_id": school if by_consent else None}
        reading.note(actor, children, thing=thing, at=at, **ground)


def _support(actor: Actor, found: dict[int, Followed], of_them: dict[str, Any]) -> None:
    for need in SupportNeed.objects.visible_to(actor).filter(until=None, **of_them):
        one = found[need.child_id]
        one.needs.append(need.get_domain_display())
        one.read.add((Thing.SUPPORT, need.is_health, None))
    leads = Lead.objects.visible_to(actor).filter(until=None, **of_them)
    for lead in leads.select_related("membership__user"):
        found[lead.child_id].lead = lead.who
        found[lead.child_id].read.add((Thing.SUPPORT, False, None))
    moments = PlanMoment.objects.visible_to(actor).filter(held_on=None, plan__ended_on=None)
    for moment in moments.filter(plan__child__in=list(found)).select_related("plan"):
        one = found[moment.plan.child_id]
        one.add_ahead((moment.planned_on, _("Plan bespreken met ouders")))
        one.read.add((Thing.SUPPORT, moment.plan.is_health, None))


def _requests(actor: Actor, found: dict[int, Followed], of_them: dict[str, Any]) -> None:
    for request in ObservationRequest.objects.visible_to(actor).filter(**of_them):
        one = found[request.child_id]
        if request.report_shared_at is not None:
            one.add_past((timezone.localdate(request.report_shared_at), _("Verslag gedeeld")))
        elif request.planned_on is not None and not request.end:
            is_over = request.planned_on < actor.day
            said = _("Verslag van de observatie") if is_over else _("Observatie")
            one.add_ahead((request.planned_on, said))
        one.read.add((Thing.REQUEST, False, request.school_id))
    talks = ParentTalk.objects.visible_to(actor).filter(**of_them).select_related("request")
    for talk in talks:
        school = talk.request.school_id if talk.request else None
        found[talk.child_id].add_past((talk.talked_on, _("Gesprek met ouders")))
        found[talk.child_id].read.add((Thing.REQUEST, False, school))


def _discussed(actor: Actor, found: dict[int, Followed], of_them: dict[str, Any]) -> None:
    lines = AgendaLine.objects.visible_to(actor).filter(**of_them)
    for line in lines.exclude(meeting__state=MeetingState.CANCELLED).select_related("meeting"):
        meeting, one = line.meeting, found[line.child_id or 0]
        day, kind = timezone.localdate(meeting.planned_at), capfirst(meeting.get_kind_display())
        if meeting.state in HAPPENED:
            one.add_past((day, kind))
        else:
            one.add_ahead((day, _("%s afronden") % kind if day < actor.day else kind))
        one.read.add((Thing.DISCUSSION, False, meeting.school_id))
    actions = ActionPoint.objects.visible_to(actor).open().filter(**of_them)
    for action in actions.select_related("owner"):
        one = found[action.child_id or 0]
        one.add_ahead((action.due_on, action.text))
        if action.owner is not None and action.owner.role in SCHOOL_ROLES:
            one.prepares.append(action.text)
        one.read.add((SOURCES[ActionSource(action.source)], False, action.school_id))
    teams = SupportTeam.objects.visible_to(actor).open().filter(**of_them)
    for team in teams.exclude(meeting=None).select_related("meeting"):
        if team.meeting is not None and team.meeting.state == MeetingState.SCHEDULED:
            one, day = found[team.child_id], timezone.localdate(team.meeting.planned_at)
            one.add_ahead((day, _("SOT-overleg")))
            one.read.add((Thing.TEAM, False, team.school_id))
