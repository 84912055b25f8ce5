"""What a page shows of the support of one child: part by part, each read noted."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from children import reading
from children.models import Child
from children.reach import Thing
from dossier import support, support_leads, support_undo
from dossier.models import Lead, PlanMoment, SupportTeam
from dossier.score_pictures import Picture, pictures
from dossier.support_states import SupportPart
from dossier.support_undo import LEAD
from partners.access import Actor
from partners.roles import Permission, can

THINGS = (Thing.SUPPORT, Thing.ARRANGEMENT, Thing.SCORE)
HEALTH = "health"
# How an address calls each kind of row.
SLUGS: dict[str, str] = {
    SupportPart.NEEDS: "behoefte",
    SupportPart.PLANS: "plan",
    SupportPart.INDICATIONS: "indicatie",
    SupportPart.WAITING: "wachten",
    SupportPart.DOUBT: "twijfel",
    SupportPart.PLACES: "arrangement",
    SupportPart.SCORES: "fasen",
    LEAD: "regiehouder",
}
KINDS = {slug: kind for kind, slug in SLUGS.items()}
HEADINGS: dict[str, str | Promise] = {
    SupportPart.NEEDS: _("Behoeften"),
    SupportPart.PLANS: _("Plan"),
    SupportPart.INDICATIONS: _("Indicaties"),
    SupportPart.WAITING: _("Wachten op een plek"),
    SupportPart.DOUBT: _("Twijfel over regulier onderwijs"),
    SupportPart.PLACES: _("Plek in een arrangement"),
    SupportPart.SCORES: _("Fasen van ontwikkeling"),
}
# How a sentence calls one row.
ONE: dict[str, str | Promise] = {
    SupportPart.NEEDS: _("een behoefte"),
    SupportPart.PLANS: _("een plan"),
    SupportPart.INDICATIONS: _("een indicatie"),
    SupportPart.WAITING: _("wachten op een plek"),
    SupportPart.DOUBT: _("twijfel over regulier onderwijs"),
    SupportPart.PLACES: _("een plek in een arrangement"),
    SupportPart.SCORES: _("een fase van ontwikkeling"),
    LEAD: _("de regiehouder"),
}


@dataclass(frozen=True)
class Shown:
    """One row: where it stands, and what can be done with it. `waits`: the moment of a plan."""

    kind: str
    row: Any
    stand: str = ""
    waits: PlanMoment | None = None
    held: tuple[PlanMoment, ...] = ()
    is_over: bool = False
    may_edit: bool = False
    may_remove: bool = False
    may_reopen: bool = False

    @property
    def slug(self) -> str:
        """Return how addresses call this kind."""
        return SLUGS[self.kind]


@dataclass(frozen=True)
class PartShown:
    """One part: what goes on, what was, and whether something can be added."""

    kind: str
    is_on: bool
    now: tuple[Shown, ...] = ()
    before: tuple[Shown, ...] = ()
    pictures: tuple[Picture, ...] = field(default=())

    @property
    def heading(self) -> str | Promise:
        """Return the heading."""
        return HEADINGS[self.kind]

    @property
    def slug(self) -> str:
        """Return how addresses call this kind."""
        return SLUGS[self.kind]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing in it."""
        return not self.now and not self.before

    @property
    def is_full(self) -> bool:
        """Say whether nothing more fits: of doubt there is one at a time."""
        return self.kind == SupportPart.DOUBT and bool(self.now)

    @property
    def template(self) -> str:
        """Return what draws a row of it."""
        return f"dossier/_support_{self.kind}.html"


@dataclass(frozen=True)
class SupportShown:
    """All that an actor sees of the support of a child.

    `handed_over`: support teams (SOT) with which somebody at the school goes on.
    """

    child: Child
    leads: tuple[Shown, ...]
    parts: tuple[PartShown, ...]
    handed_over: tuple[SupportTeam, ...]
    may_edit: bool

    @property
    def leads_now(self) -> list[Shown]:
        """Return who keeps the overview now: one, or nobody."""
        return [one for one in self.leads if not one.is_over]

    @property
    def past_leads(self) -> list[Shown]:
        """Return who kept the overview before."""
        return [one for one in self.leads if one.is_over]

    @property
    def filled(self) -> list[PartShown]:
        """Return the parts in which something stands."""
        return [part for part in self.parts if not part.is_empty]

    @property
    def addable(self) -> list[PartShown]:
        """Return the parts to which something can be added; of doubt one at a time."""
        return [part for part in self.parts if part.is_on and not part.is_full]


def shown(actor: Actor, key: UUID, *, at: datetime) -> SupportShown:
    """Return what an actor sees of the support of a child, and note each read.

    Raises: Http404: there is no such child, or none of its support may be seen; all alike.
    """
    things = [thing for thing in THINGS if _sees(actor, key, thing)]
    if not things:
        reading.miss(actor, key, thing=Thing.SUPPORT, at=at)
    child = reading.one(actor, key, thing=things[0], at=at)
    for thing in things[1:]:
        reading.note(actor, [child], thing=thing, at=at)
    may_edit = can(actor, Permission.EDIT_SUPPORT)
    on = support.parts_on(child.location.holder_id) if may_edit and not child.left_on else []
    rows = {part: _rows(actor, child, part) for part in SupportPart}
    _note_health(actor, child, rows, at)
    parts = tuple(
        _part(part, found, is_on=part in on, may_edit=may_edit, at=at)
        for part, found in rows.items()
    )
    leads = Lead.objects.visible_to(actor).filter(child=child).select_related("membership__user")
    leads = support_leads.with_presence(leads, day=actor.day)
    kept = tuple(_shown(LEAD, row, may_edit=may_edit, at=at) for row in leads)
    handed = tuple(SupportTeam.objects.handed_over(actor).filter(child=child).order_by("closed_at"))
    return SupportShown(child, kept, parts, handed, may_edit and not child.left_on)


def sees_any(actor: Actor, child: Child) -> bool:
    """Say whether an actor may see something of the support of a child."""
    return any(_sees(actor, child.key, thing) for thing in THINGS)


def _sees(actor: Actor, key: UUID, thing: Thing) -> bool:
    return Child.objects.visible_to(actor, thing).filter(key=key).exists()


def _rows(actor: Actor, child: Child, part: SupportPart) -> list[Any]:
    rows: Any = support.MODELS[part]._default_manager
    seen = rows.visible_to(actor).filter(child=child)
    if part == SupportPart.PLANS:
        moments = PlanMoment.objects.visible_to(actor)
        seen = seen.select_related("need").prefetch_related(Prefetch("moments", moments))
    return list(seen)


def _note_health(
    actor: Actor, child: Child, rows: dict[SupportPart, list[Any]], at: datetime
) -> None:
    """Note apart that what is about health was read: it needs its own yes."""
    things = {
        support.THINGS[part]
        for part, found in rows.items()
        if any(getattr(row, "is_health", False) for row in found)
    }
    for thing in sorted(things):
        reading.note(actor, [child], thing=thing, at=at, section=HEALTH, is_health=True)


def _part(
    part: SupportPart, rows: list[Any], *, is_on: bool, may_edit: bool, at: datetime
) -> PartShown:
    found = [_shown(part, row, may_edit=may_edit, at=at) for row in rows]
    return PartShown(
        kind=part.value,
        is_on=is_on,
        now=tuple(one for one in found if not one.is_over),
        before=tuple(one for one in found if one.is_over),
        pictures=tuple(pictures(rows)) if part == SupportPart.SCORES else (),
    )


def _shown(kind: str, row: Any, *, may_edit: bool, at: datetime) -> Shown:
    moments = list(row.moments.all()) if kind == SupportPart.PLANS else []
    waits = next((moment for moment in moments if moment.held_on is None), None)
    is_over = support_undo.ended_on(kind, row) is not None
    return Shown(
        kind=kind,
        row=row,
        stand=_stand(kind, row, waits, timezone.localdate(at)),
        waits=None if is_over else waits,
        held=tuple(moment for moment in moments if moment.held_on is not None),
        is_over=is_over and kind != SupportPart.INDICATIONS,
        may_edit=may_edit and not is_over,
        may_remove=may_edit and support_undo.is_new(row, at),
        may_reopen=may_edit and support_undo.is_just_ended(kind, row, at),
    )


def _stand(kind: str, row: Any, waits: PlanMoment | None, day: date) -> str:
    if kind == SupportPart.PLANS:
        return str(row.stand(day, waits.planned_on if waits else None))
    return str(row.stand) if kind == SupportPart.INDICATIONS else ""
