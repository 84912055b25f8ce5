"""Plans: one goal for a time, moments with parents, and where a plan stands."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from children.models import Child
from dossier import support_needs, support_plans
from dossier.models import PlanMoment, SupportPlan
from dossier.support import SupportError
from dossier.support_plans import Discussed
from dossier.support_states import MomentDecision, PlanEnd, PlanStand, SupportDomain
from partners.access import Actor
from tests.dossier.support_cast import LATER, TODAY, TOMORROW, YESTERDAY, a_need, a_plan
from tests.factories.children import AT
from tests.factories.support import GOAL

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=30)
GO = Discussed(TODAY, MomentDecision.GO, parents_there=True, next_on=SOON)


@pytest.fixture
def plan(supported: Child, writer: Actor) -> SupportPlan:
    return support_plans.make(child_key=supported.key, values=a_plan(), by=writer, at=AT)


def discuss(plan: SupportPlan, said: Discussed, by: Actor) -> SupportPlan:
    support_plans.discuss(key=plan.key, said=said, by=by, at=AT)
    plan.refresh_from_db()
    return plan


def test_make_plans_its_first_moment(plan: SupportPlan) -> None:
    assert plan.moments.get().planned_on == LATER
    assert (plan.goal, plan.from_day, plan.until_day) == (GOAL, TODAY, LATER)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"goal": "  "}, "goal"),
        ({"until_day": YESTERDAY}, "until_day"),
        ({"until_day": TODAY + timedelta(days=400)}, "until_day"),
        ({"moment_on": LATER + timedelta(days=1)}, "moment_on"),
        ({"moment_on": YESTERDAY}, "moment_on"),
        ({"from_day": TODAY + timedelta(days=500)}, "from_day"),
    ],
    ids=["no goal", "ends before", "too long", "moment after", "moment before", "too far"],
)
def test_make_refuses_at_the_field(
    supported: Child, writer: Actor, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(SupportError) as refusal:
        support_plans.make(child_key=supported.key, values=a_plan(**wrong), by=writer, at=AT)
    assert (refusal.value.field, SupportPlan.objects.count()) == (field, 0)


def test_make_for_a_need_about_health_is_about_health(supported: Child, writer: Actor) -> None:
    medical = a_need(domain=SupportDomain.MEDICAL)
    need = support_needs.add(child_key=supported.key, values=medical, by=writer, at=AT)
    values = a_plan(need_key=need.key)
    assert support_plans.make(child_key=supported.key, values=values, by=writer, at=AT).is_health


def test_change_before_a_moment(plan: SupportPlan, writer: Actor) -> None:
    values = a_plan(goal="Speelt samen.", moment_on=SOON)
    support_plans.change(key=plan.key, values=values, by=writer, at=AT)
    plan.refresh_from_db()
    assert (plan.goal, plan.moments.get().planned_on) == ("Speelt samen.", SOON)


def test_change_after_a_moment_is_refused(plan: SupportPlan, writer: Actor) -> None:
    discuss(plan, GO, writer)
    with pytest.raises(SupportError, match="al besproken"):
        support_plans.change(key=plan.key, values=a_plan(), by=writer, at=AT)


def test_discuss_and_go_on_plans_the_next_moment(plan: SupportPlan, writer: Actor) -> None:
    discuss(plan, replace(GO, note="Het gaat beter."), writer)
    held, waits = plan.moments.all().order_by("pk")
    assert (held.held_on, held.decision, held.parents_there) == (TODAY, "go", True)
    assert (held.note, held.noted_by) == ("Het gaat beter.", writer.memberships[0])
    assert (waits.planned_on, waits.held_on) == (SOON, None)


def test_discuss_and_adjust_keeps_the_goal_it_had(plan: SupportPlan, writer: Actor) -> None:
    said = replace(GO, decision=MomentDecision.ADJUST, goal="Speelt samen.", until_day=SOON)
    discuss(plan, said, writer)
    held = PlanMoment.objects.get(decision="adjust")
    assert (held.goal, plan.goal, plan.until_day) == (GOAL, "Speelt samen.", SOON)


def test_discuss_and_stop_ends_the_plan(plan: SupportPlan, writer: Actor) -> None:
    discuss(plan, replace(GO, decision=MomentDecision.STOP, next_on=None), writer)
    assert (plan.ended_on, plan.ended_because) == (TODAY, PlanEnd.STOPPED)
    with pytest.raises(SupportError, match="al afgesloten"):
        discuss(plan, GO, writer)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(GO, next_on=None), "next_on"),
        (replace(GO, next_on=TODAY), "next_on"),
        (replace(GO, next_on=LATER + timedelta(days=1)), "next_on"),
        (replace(GO, held_on=TOMORROW), "held_on"),
        (replace(GO, goal="Speelt samen."), "decision"),
        (replace(GO, decision=MomentDecision.ADJUST), "goal"),
        (replace(GO, decision=MomentDecision.ADJUST, goal=GOAL), "goal"),
        (replace(GO, until_day=TODAY + timedelta(days=400)), "until_day"),
    ],
    ids=["no next", "next today", "after", "not yet", "go", "nothing", "same goal", "too long"],
)
def test_discuss_refuses_at_the_field(
    plan: SupportPlan, writer: Actor, said: Discussed, field: str
) -> None:
    with pytest.raises(SupportError) as refusal:
        discuss(plan, said, writer)
    assert (refusal.value.field, plan.moments.get().held_on) == (field, None)


def test_discuss_without_a_moment_asks_for_one_first(plan: SupportPlan, writer: Actor) -> None:
    plan.moments.all().delete()
    with pytest.raises(SupportError, match="kies eerst een dag"):
        discuss(plan, GO, writer)
    support_plans.plan_moment(key=plan.key, on=SOON, by=writer, at=AT)
    assert discuss(plan, GO, writer).moments.count() == 2


def test_plan_moment_moves_the_one_that_waits(plan: SupportPlan, writer: Actor) -> None:
    support_plans.plan_moment(key=plan.key, on=SOON, by=writer, at=AT)
    assert plan.moments.get().planned_on == SOON
    with pytest.raises(SupportError, match="verleng"):
        support_plans.plan_moment(key=plan.key, on=YESTERDAY, by=writer, at=AT)


@pytest.mark.parametrize(
    ("day", "next_on", "columns", "stand"),
    [
        (YESTERDAY, LATER, {}, PlanStand.UPCOMING),
        (TODAY, LATER, {}, PlanStand.RUNNING),
        (SOON, SOON, {}, PlanStand.TO_DECIDE),
        (LATER + timedelta(days=1), None, {}, PlanStand.TO_DECIDE),
        (TODAY, None, {"ended_on": TODAY, "ended_because": PlanEnd.REACHED}, PlanStand.REACHED),
        (TODAY, None, {"ended_on": TODAY, "ended_because": PlanEnd.STOPPED}, PlanStand.STOPPED),
    ],
    ids=["before", "in it", "moment", "over", "reached", "stopped"],
)
def test_stand_follows_from_the_days(
    day: date, next_on: date | None, columns: dict[str, Any], stand: PlanStand
) -> None:
    plan = SupportPlan(from_day=TODAY, until_day=LATER, **columns)
    assert plan.stand(day, next_on) == stand
