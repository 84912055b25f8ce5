"""Support of one child of the demo: a need, a plan that was discussed once, and an indication."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from children.models import Child
from dossier import indications, support, support_leads, support_needs, support_plans
from dossier.models import Lead, SupportNeed
from dossier.models.support import ChildFact
from dossier.support_needs import NeedValues
from dossier.support_plans import Discussed, PlanValues
from dossier.support_states import (
    Funding,
    IndicationKind,
    IndicationOutcome,
    MomentDecision,
    Proximity,
    SupportDomain,
    SupportForm,
    SupportLevel,
    SupportPart,
)
from partners.access import Actor

ABOUT = ("Levi", "Molenpad")  # whose parents share it with the school
NOTE = "Levi begrijpt veel en zegt weinig. Hij doet mee als iemand iets voordoet."
GOAL = "Levi vraagt aan tafel zelf om wat hij wil, met twee of meer woorden."
AGREED = "Levi zegt vaker ‘nog een’. Thuis lezen zijn ouders elke avond hetzelfde boek."
PARTS = (SupportPart.NEEDS, SupportPart.PLANS, SupportPart.INDICATIONS, SupportPart.PLACES)


def fill(*, contact: Actor, carer: Actor, at: datetime) -> None:
    """Note it, once: the contact does, and the care coordinator keeps the overview."""
    if SupportNeed.objects.exists():
        return
    today = timezone.localdate(at)
    holder_id = carer.memberships[0].organisation_id
    support.choose_parts(holder_id=holder_id, parts=PARTS, by=carer, at=at)
    key = Child.objects.get(first_name=ABOUT[0], last_name=ABOUT[1]).key
    values = NeedValues(
        domain=SupportDomain.LANGUAGE,
        level=SupportLevel.EXTRA,
        proximity=Proximity.ON_GROUP,
        since=today - timedelta(weeks=10),
        form=SupportForm.SPEECH,
        funding=Funding.OAB,
        note=NOTE,
    )
    need = support_needs.add(child_key=key, values=values, by=contact, at=at)
    began, talk = today - timedelta(weeks=8), today - timedelta(weeks=2)
    until = today + timedelta(weeks=5)
    plan = support_plans.make(
        child_key=key,
        values=PlanValues(GOAL, began, until, talk, need_key=need.key),
        by=contact,
        at=at,
    )
    said = Discussed(talk, MomentDecision.GO, parents_there=True, note=AGREED, next_on=until)
    support_plans.discuss(key=plan.key, said=said, by=contact, at=at)
    support_leads.name_one_of_us(
        child_key=key, membership_id=carer.memberships[0].pk, since=began, by=contact, at=at
    )
    _indicate(key, contact, at)
    tables: list[type[ChildFact]] = [*support.MODELS.values(), Lead]
    for table in tables:  # noted before the talk, so that parents read it
        table._default_manager.filter(child__key=key).update(added_at=at - timedelta(weeks=6))


def _indicate(key: UUID, by: Actor, at: datetime) -> None:
    """Let the VE indication be asked and granted, long ago."""
    today = timezone.localdate(at)
    indication = indications.ask(
        child_key=key,
        kind=IndicationKind.VE,
        asked_on=today - timedelta(weeks=20),
        is_health=False,
        by=by,
        at=at,
    )
    indications.decide(
        key=indication.key,
        on=today - timedelta(weeks=18),
        outcome=IndicationOutcome.GRANTED,
        decided_by="de jeugdgezondheidszorg",
        by=by,
        at=at,
    )
