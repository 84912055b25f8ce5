"""A child of the empty product with support of every kind, and the addresses about it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from children.models import Child
from dossier import arrangement_places, doubts, scores, support
from dossier.models import SupportNeed
from dossier.support_states import (
    DevelopmentDomain,
    IndicationKind,
    SupportDomain,
    SupportForm,
    SupportPart,
)
from partners.access import actor_for
from partners.models import User
from partners.states import Role
from tests.e2e import town_children
from tests.factories.children import ArrangementFactory
from tests.factories.support import (
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)


def keys() -> str:
    """Return the child, a need, an indication and a plan of the empty product, made once."""
    town_children.fill()
    child = Child.objects.get(first_name="Nora")
    if not SupportNeed.objects.exists():
        _fill(child)
    need, plan = child.supportneeds.get(until=None), child.supportplans.get()
    indication = child.indications.get()
    return f"{child.key} {need.key} {indication.key} {plan.key} {child.location.holder_id}"


def _fill(child: Child) -> None:
    at = timezone.now()
    today = timezone.localdate(at)
    user = User.objects.get(email="koc@nieuw.example")
    by = actor_for(user, day=today, role=Role.KOC)
    assert by is not None
    support.SupportChoice.objects.create(
        holder=child.location.holder, parts=list(SupportPart.values)
    )
    own: dict[str, Any] = {"child": child, "added_by": by.memberships[0], "added_at": at}
    since = today - timedelta(days=60)
    need = SupportNeedFactory(**own, since=since, note="Doet mee als iemand het voordoet.")
    SupportNeedFactory(**own, since=since, until=today, domain=SupportDomain.MOTOR)
    days = {"from_day": since, "until_day": today + timedelta(days=30)}
    plan = SupportPlanFactory(**own, **days, need=need)
    PlanMomentFactory(plan=plan, planned_on=today)
    LeadFactory(**own, since=since)
    IndicationFactory(**own, asked_on=since, kind=IndicationKind.YOUTH_HELP)
    WaitingPlaceFactory(**own, since=since, form=SupportForm.PHYSIO)
    named: dict[str, Any] = {"child_key": child.key, "by": by, "at": at}
    doubts.raise_(**named, since=since, consulted="samenwerkingsverband")
    offer = ArrangementFactory(
        municipality=child.location.municipality, from_months=12, until_months=100
    )
    arrangement_places.place(**named, arrangement_id=offer.pk, from_day=since)
    for number, phases in enumerate(((2, 2, 3, 2), (3, 2, 4, 3), (4, 3, 4, 4))):
        seen_on = today - timedelta(days=400 - 180 * number)
        seen = dict(zip(DevelopmentDomain, phases, strict=True))
        scores.note(**named, seen_on=seen_on, phases=seen)
