"""Children with support: who keeps the overview, when it is discussed, since when they wait.

A child stands in it by rows that the actor sees, and by no others.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from children import reading
from children.models import Child
from children.reach import Thing
from dossier import support_leads
from dossier.models import Lead, PlanMoment, SupportNeed, SupportPlan, WaitingPlace
from partners.access import Actor


def rows(actor: Actor) -> QuerySet[Child]:
    """Return the children in whose support something goes on now, with what a list shows.

    `next_on`: the first moment that waits, `waits_since`: the longest wait, `has_lead`: somebody
    keeps the overview who is still here.
    """
    here = {"child": OuterRef("pk")}
    needs = SupportNeed.objects.visible_to(actor).filter(until=None)
    plans = SupportPlan.objects.visible_to(actor).filter(ended_on=None)
    waiting = WaitingPlace.objects.visible_to(actor).filter(until=None)
    open_leads = Lead.objects.visible_to(actor).filter(until=None)
    leads = support_leads.with_presence(open_leads, day=actor.day)
    found = Child.objects.visible_to(actor, Thing.SUPPORT).present()
    shown = found.annotate(
        next_on=_first(_moments(actor).filter(plan__child=OuterRef("pk")), "planned_on"),
        waits_since=_first(waiting.filter(**here), "since"),
        has_lead=Exists(leads.filter(is_here=True, **here)),
    ).filter(
        Q(Exists(needs.filter(**here)))
        | Q(Exists(plans.filter(**here)))
        | Q(waits_since__isnull=False)
        | Q(Exists(leads.filter(**here)))
    )
    return shown.select_related("group", "location__organisation").prefetch_related(
        Prefetch("supportneeds", needs, to_attr="needs_now"),
        Prefetch("leads", leads.select_related("membership__user"), to_attr="leads_now"),
    )


def _moments(actor: Actor) -> QuerySet[PlanMoment]:
    seen = PlanMoment.objects.visible_to(actor)
    return seen.filter(held_on=None, plan__ended_on=None)


def _first(found: QuerySet[Any], column: str) -> Subquery:
    """Return the first day in a column of rows, None where there is none."""
    return Subquery(found.order_by(column).values(column)[:1])


def note_shown(actor: Actor, children: Collection[Any], *, at: datetime) -> None:
    """Note whose support an actor sees in a list; apart where something is about health."""
    reading.note(actor, children, thing=Thing.SUPPORT, at=at)
    health = [child for child in children if any(need.is_health for need in child.needs_now)]
    reading.note(actor, health, thing=Thing.SUPPORT, at=at, section="health", is_health=True)
