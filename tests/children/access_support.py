"""Who sees what of support: needs, plans, places and phases, held against what is written here.

Every child has one of each, and of what can be about health one more that is.
"""

from typing import TYPE_CHECKING, Any

from children.models import Child
from dossier.models import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    Lead,
    PlanMoment,
    SupportChoice,
    SupportNeed,
    SupportPlan,
    WaitingPlace,
)
from dossier.support_states import IndicationKind, SupportDomain, SupportForm, SupportPart
from partners.access import Actor
from tests.children.access_areas import Area
from tests.children.access_rows import (
    CHILDCARE,
    ELSEWHERE,
    SCHOOL_REPORT,
    TEACHER_REPORT,
    Row,
    here,
    nobody,
)
from tests.factories.support import (
    ArrangementPlaceFactory,
    DevelopmentScoreFactory,
    DoubtFactory,
    IndicationFactory,
    LeadFactory,
    PlanMomentFactory,
    SupportNeedFactory,
    SupportPlanFactory,
    WaitingPlaceFactory,
)

if TYPE_CHECKING:
    from tests.children.access_world import World

# With the part named in a live `share_form`: the same states as the report of a child.
SHARED = CHILDCARE | {
    "qc": SCHOOL_REPORT,
    "qc elsewhere": "other_school",
    "qc of both": f"{SCHOOL_REPORT} other_school",
    "sch": SCHOOL_REPORT,
    "sch elsewhere": "other_school",
    "tea": TEACHER_REPORT,
    "tea beside": "other_group",
    "tea of both": "other_school",
    "tea elsewhere": "other_school",
}
HEALTH = CHILDCARE | dict.fromkeys(("qc", "qc of both", "sch", "tea"), "report_health")


def _fill(world: "World", child: Child) -> dict[str, Any]:
    """Note one of everything about a child, and one about health."""
    own: dict[str, Any] = {
        "child": child,
        "added_by": world.actors["koc"].memberships[0],
        "added_at": world.at,
    }
    need = SupportNeedFactory(**own)
    SupportNeedFactory(**own, domain=SupportDomain.MEDICAL, is_health=True)
    plan = SupportPlanFactory(**own, need=need)
    moment = PlanMomentFactory(plan=plan)
    PlanMomentFactory(plan=SupportPlanFactory(**own, is_health=True))
    indication = IndicationFactory(**own)
    IndicationFactory(**own, kind=IndicationKind.SMI, is_health=True)
    waiting = WaitingPlaceFactory(**own)
    WaitingPlaceFactory(**own, form=SupportForm.PHYSIO, is_health=True)
    return {
        "need": need.key,
        "plan": plan.key,
        "moment": moment.key,
        "indication": indication.key,
        "waiting_place": waiting.key,
        "lead": LeadFactory(**own).key,
        "doubt": DoubtFactory(**own).key,
        "arrangement_place": ArrangementPlaceFactory(**own).key,
        "score": DevelopmentScoreFactory(**own).key,
    }


def _world_fill(world: "World") -> dict[str, Any]:
    """Let the organisation switch everything on."""
    SupportChoice.objects.create(
        holder=world.location.holder, parts=[part.value for part in SupportPart]
    )
    return {}


def _of(model: Any, path: str = "child", **chosen: bool) -> Any:
    """Return how to ask of which children an actor sees such rows."""

    def seen(_world: "World", actor: Actor) -> set[str]:
        rows = model.objects.visible_to(actor).filter(**chosen)
        return set(rows.values_list(f"{path}__last_name", flat=True))

    return seen


def _choices(world: "World", actor: Actor) -> set[str]:
    own = SupportChoice.objects.visible_to(actor).filter(holder=world.location.holder)
    return {"there"} if own.exists() else set()


AREA = Area(
    things={"support": SHARED, "arrangement": SHARED, "score": SHARED},
    addresses={
        "support_list": Row("/ondersteuning/", here(SHARED) | ELSEWHERE),
        "support_choice": Row("/ondersteuning/instelling/{holder}/", nobody("kcc")),
        "support": Row("/kinderen/{child}/ondersteuning/", SHARED),
        "support_add": (
            Row("/kinderen/{child}/ondersteuning/behoefte/", CHILDCARE),
            Row("/kinderen/{child}/ondersteuning/fasen/", CHILDCARE, part="phases"),
        ),
        "support_change": Row("/ondersteuning/behoefte/{need}/wijzigen/", CHILDCARE),
        "support_end": Row("/ondersteuning/indicatie/{indication}/afsluiten/", CHILDCARE),
        "support_remove": Row("/ondersteuning/arrangement/{arrangement_place}/weghalen/",
                              CHILDCARE),
        "support_reopen": Row("/ondersteuning/plan/{plan}/terugdraaien/", CHILDCARE,
                              method="POST"),
        "support_discuss": Row("/ondersteuning/plan/{plan}/bespreken/", CHILDCARE),
        "support_moment": Row("/ondersteuning/plan/{plan}/gesprek/", CHILDCARE),
    },
    link_pages={"guardian_support": ("/ouder/{token}/lezen/ondersteuning/", "reading, lent")},
    fill=_fill,
    world_fill=_world_fill,
    keys=frozenset({
        "need", "plan", "moment", "indication", "waiting_place", "lead", "doubt",
        "arrangement_place", "score",
    }),
    seen=(
        ("needs", SHARED, _of(SupportNeed, is_health=False)),
        ("needs about health", HEALTH, _of(SupportNeed, is_health=True)),
        ("plans", SHARED, _of(SupportPlan, is_health=False)),
        ("plans about health", HEALTH, _of(SupportPlan, is_health=True)),
        ("moments", SHARED, _of(PlanMoment, "plan__child", plan__is_health=False)),
        ("moments about health", HEALTH, _of(PlanMoment, "plan__child", plan__is_health=True)),
        ("leads", SHARED, _of(Lead)),
        ("indications", SHARED, _of(Indication, is_health=False)),
        ("indications about health", HEALTH, _of(Indication, is_health=True)),
        ("waiting places", SHARED, _of(WaitingPlace, is_health=False)),
        ("waiting places about health", HEALTH, _of(WaitingPlace, is_health=True)),
        ("doubts", CHILDCARE, _of(Doubt)),
        ("arrangement places", SHARED, _of(ArrangementPlace)),
        ("scores", SHARED, _of(DevelopmentScore)),
        ("choices", dict.fromkeys(("kcc", "dpo"), "there"), _choices),
    ),
)  # fmt: skip
