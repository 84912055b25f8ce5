"""Plans of a child: one goal for a time, go/no-go moments with parents, and an end.

One moment waits at a time. At a moment parents and childcare go on, adjust or stop; who goes on or
adjusts says when they look again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from children import trail
from children.models import Child
from dossier import drafts, support
from dossier.models import PlanMoment, SupportNeed, SupportPlan
from dossier.support import ADDED, CHANGED, ENDED, SupportError
from dossier.support_states import MomentDecision, PlanEnd, SupportPart
from partners.access import Actor

PART = SupportPart.PLANS
DISCUSSED, PLANNED = "support.discussed", "support.planned"
LONGEST_PLAN = relativedelta(years=1)  # a plan is temporary
AT_FIRST = relativedelta(months=3)  # what the form proposes


@dataclass(frozen=True)
class PlanValues:
    """What somebody says of a plan; `moment_on`: when parents and childcare look at it."""

    goal: str
    from_day: date
    until_day: date
    moment_on: date
    need_key: UUID | None = None
    is_health: bool = False


@dataclass(frozen=True)
class Discussed:
    """What was said at a moment; who goes on or adjusts says until when, and when they look again.

    `goal`: the new one, "" where it stays.
    """

    held_on: date
    decision: MomentDecision
    parents_there: bool
    note: str = ""
    goal: str = ""
    until_day: date | None = None
    next_on: date | None = None


@transaction.atomic
def make(*, child_key: UUID, values: PlanValues, by: Actor, at: datetime) -> SupportPlan:
    """Make a plan with its first moment. Raises: DoesNotExist, PermissionDenied, SupportError."""
    child = support.child_to_add(child_key, PART, by=by)
    plan = SupportPlan(**support.added(child, by, at))
    _write(plan, values, child, by, at)
    PlanMoment.objects.create(plan=plan, planned_on=values.moment_on)
    drafts.drop(where=support.place("new_plan", child_key), by=by)
    support.record(plan, PART, ADDED, by=by, at=at)
    return plan


@transaction.atomic
def change(
    *, key: UUID, values: PlanValues, seen: str | None = None, by: Actor, at: datetime
) -> SupportPlan:
    """Change a plan that was not discussed yet; later it is adjusted at a moment.

    Args: seen: as `support.refuse_stale`. Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    plan = _running(key, by)
    support.refuse_stale(plan, seen)
    if plan.moments.exclude(held_on=None).exists():
        raise SupportError(
            _("Dit plan is al besproken: bijstellen doe je bij het volgende moment met ouders.")
        )
    _write(plan, values, plan.child, by, at)
    _plan_moment(plan, values.moment_on)
    drafts.drop(where=support.place("plan", key), by=by)
    support.record(plan, PART, CHANGED, by=by, at=at)
    return plan


@transaction.atomic
def plan_moment(*, key: UUID, on: date, by: Actor, at: datetime) -> PlanMoment:
    """Say when parents and childcare look at a plan: the moment that waits, or a new one.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    plan = _running(key, by)
    _refuse_moment(plan, on, "planned_on")
    moment = _plan_moment(plan, on)
    support.record(plan, PART, PLANNED, by=by, at=at)
    return moment


@transaction.atomic
def discuss(*, key: UUID, said: Discussed, by: Actor, at: datetime) -> SupportPlan:
    """Note what was decided with parents at the moment that waits.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    plan = _running(key, by)
    moment = plan.moments.filter(held_on=None).first()
    if moment is None:
        raise SupportError(_("Er staat geen moment gepland: kies eerst een dag."))
    support.refuse_end(said.held_on, plan.from_day, at, "held_on")
    _decide(plan, moment, said)
    moment.held_on, moment.decision = said.held_on, said.decision
    moment.parents_there, moment.note = said.parents_there, support.text(said.note, "note")
    moment.noted_by, moment.noted_at = trail.membership_of(by, plan.child), at
    moment.save()
    plan.save()
    if said.decision != MomentDecision.STOP and said.next_on is not None:
        PlanMoment.objects.create(plan=plan, planned_on=said.next_on)
    drafts.drop(where=support.place("plan_talk", key), by=by)
    support.record(plan, PART, DISCUSSED, by=by, at=at)
    return plan


@transaction.atomic
def end(*, key: UUID, on: date, because: PlanEnd, by: Actor, at: datetime) -> SupportPlan:
    """End a plan: its goal was reached, or it is not needed any more.

    Raises: DoesNotExist, PermissionDenied, SupportError.
    """
    plan = _running(key, by)
    support.refuse_end(on, plan.from_day, at, "ended_on")
    plan.ended_on, plan.ended_because = on, because
    plan.save(update_fields=["ended_on", "ended_because"])
    support.record(plan, PART, ENDED, by=by, at=at)
    return plan


def _running(key: UUID, by: Actor) -> SupportPlan:
    plan = support.row_to_change(SupportPlan, key, by=by)
    if plan.ended_on is not None:
        raise SupportError(_("Dit plan is al afgesloten."))
    return plan


def _write(plan: SupportPlan, values: PlanValues, child: Child, by: Actor, at: datetime) -> None:
    support.refuse_day(values.from_day, child, at, "from_day", is_ahead=True)
    goal = support.text(values.goal, "goal")
    if not goal:
        raise SupportError(_("Schrijf wat jullie willen bereiken."), "goal")
    plan.goal, plan.from_day = goal, values.from_day
    plan.need = _need(child, values.need_key, by)
    plan.is_health = values.is_health or (plan.need is not None and plan.need.is_health)
    _set_until(plan, values.until_day)
    _refuse_moment(plan, values.moment_on, "moment_on")
    plan.save()


def _need(child: Child, key: UUID | None, by: Actor) -> SupportNeed | None:
    if key is None:
        return None
    need: SupportNeed = SupportNeed.objects.visible_to(by).get(child=child, key=key)
    return need


def _set_until(plan: SupportPlan, until: date) -> None:
    """Raises: SupportError: a plan is temporary."""
    if not plan.from_day <= until <= plan.from_day + LONGEST_PLAN:
        raise SupportError(
            _("Een plan is tijdelijk: kies een laatste dag binnen een jaar na het begin."),
            "until_day",
        )
    plan.until_day = until


def _refuse_moment(plan: SupportPlan, on: date, field: str) -> None:
    if not plan.from_day <= on <= plan.until_day:
        raise SupportError(_("Kies een dag binnen het plan, of verleng het plan eerst."), field)


def _plan_moment(plan: SupportPlan, on: date) -> PlanMoment:
    moment = plan.moments.filter(held_on=None).first() or PlanMoment(plan=plan)
    moment.planned_on = on
    moment.save()
    return moment


def _decide(plan: SupportPlan, moment: PlanMoment, said: Discussed) -> None:
    """Let a decision have its effect on the plan. Raises: SupportError."""
    if said.decision == MomentDecision.STOP:
        plan.ended_on, plan.ended_because = said.held_on, PlanEnd.STOPPED
        return
    goal, until = support.text(said.goal, "goal"), said.until_day or plan.until_day
    is_other = (goal and goal != plan.goal) or until != plan.until_day
    if said.decision == MomentDecision.GO and goal and goal != plan.goal:
        raise SupportError(_("Het doel is anders dan eerst: kies dan bijstellen."), "decision")
    if said.decision == MomentDecision.ADJUST and not is_other:
        raise SupportError(
            _("Zeg wat er anders wordt: schrijf het nieuwe doel, of kies een andere laatste dag."),
            "goal",
        )
    if said.decision == MomentDecision.ADJUST and goal and goal != plan.goal:
        moment.goal, plan.goal = plan.goal, goal
    _set_until(plan, until)
    if said.next_on is None:
        raise SupportError(_("Kies wanneer jullie weer kijken."), "next_on")
    if said.next_on <= said.held_on:
        raise SupportError(_("Kies een dag na dit gesprek."), "next_on")
    _refuse_moment(plan, said.next_on, "next_on")
