"""What every part of support shares: which parts are on, a child or a row to write to, and the log.

Only childcare writes; a school reads. A part that is off takes nothing new, and lets go of what it
has: ending is always allowed.
"""

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Child
from children.reach import Thing
from dossier import drafts
from dossier.models import (
    ArrangementPlace,
    DevelopmentScore,
    Doubt,
    Indication,
    Lead,
    SupportChoice,
    SupportNeed,
    SupportPlan,
    WaitingPlace,
)
from dossier.models.support import ChildFact
from dossier.support_states import PARTS_AT_FIRST, SupportPart
from partners import audit
from partners.access import Actor
from partners.models import ChildcareOrganisation
from partners.refusals import RefusedError
from partners.roles import Permission, can, require

ADDED, CHANGED, ENDED = "support.added", "support.changed", "support.ended"
LONGEST = 1000  # characters of a goal or a note: a short paragraph
AHEAD = relativedelta(years=1)  # what was granted can begin later, not in years
# Which thing of a child a part is (`children.reach`), and its table.
THINGS: dict[SupportPart, Thing] = {
    SupportPart.NEEDS: Thing.SUPPORT,
    SupportPart.PLANS: Thing.SUPPORT,
    SupportPart.INDICATIONS: Thing.ARRANGEMENT,
    SupportPart.WAITING: Thing.SUPPORT,
    SupportPart.DOUBT: Thing.SUPPORT,
    SupportPart.PLACES: Thing.ARRANGEMENT,
    SupportPart.SCORES: Thing.SCORE,
}
MODELS: dict[SupportPart, type[ChildFact]] = {
    SupportPart.NEEDS: SupportNeed,
    SupportPart.PLANS: SupportPlan,
    SupportPart.INDICATIONS: Indication,
    SupportPart.WAITING: WaitingPlace,
    SupportPart.DOUBT: Doubt,
    SupportPart.PLACES: ArrangementPlace,
    SupportPart.SCORES: DevelopmentScore,
}
Fact = TypeVar("Fact", bound=ChildFact)


class SupportError(RefusedError):
    """Something about support cannot be noted, changed, ended or taken back."""


class SupportChangedError(SupportError):
    """Somebody else changed a row since the page was opened; nothing was overwritten."""

    def __init__(self) -> None:
        """Say what to do with both texts."""
        super().__init__(
            _(
                "Intussen heeft een ander dit gewijzigd. Wat er nu staat, lees je hieronder; wat "
                "jij invulde, staat er ook nog. Klopt het jouwe, bewaar dan nog eens."
            )
        )


# --- which parts are on -------------------------------------------------------------------------


def parts_on(holder_id: int) -> list[SupportPart]:
    """Return the parts that a childcare organisation uses."""
    row = SupportChoice.objects.filter(holder=holder_id).first()
    chosen = row.parts if row else PARTS_AT_FIRST
    return [part for part in SupportPart if part in chosen]


@transaction.atomic
def choose_parts(
    *, holder_id: int, parts: Collection[SupportPart], by: Actor, at: datetime
) -> SupportChoice:
    """Choose which parts a childcare organisation uses; nothing that was kept goes.

    Raises: DoesNotExist, PermissionDenied.
    """
    holders = ChildcareOrganisation.objects.visible_to(by).order_by()
    holder = holders.select_for_update(no_key=True).get(pk=holder_id)
    require(by, Permission.SET_SUPPORT_PARTS, holder.organisation)
    row = SupportChoice.objects.filter(holder=holder).first() or SupportChoice(holder=holder)
    wanted = [part.value for part in SupportPart if part in parts]
    if row.pk is None or wanted != row.parts:
        row.parts = wanted
        row.save()
        audit.record(
            by=by,
            action="support_choice.saved",
            target=row,
            organisation=holder.organisation,
            at=at,
            details={"parts": wanted},
        )
    return row


# --- drafts -------------------------------------------------------------------------------------

# Where something long is typed: of which table the key is, and which of its rows go on.
TYPED: dict[str, tuple[Any, dict[str, None]]] = {
    "new_need": (Child, {"left_on": None}),
    "new_plan": (Child, {"left_on": None}),
    "need": (SupportNeed, {"until": None}),
    "plan": (SupportPlan, {"ended_on": None}),
    "plan_talk": (SupportPlan, {"ended_on": None}),
}


def place(what: str, key: UUID) -> str:
    """Return where a draft is kept; `what` is one of `TYPED`."""
    return f"support:{what}/{key}"


@drafts.place("support")
def _typing(by: Actor, where: str) -> Child:
    """Let childcare write about support that goes on."""
    what, _slash, key = where.partition("/")
    if what not in TYPED or not can(by, Permission.EDIT_SUPPORT):
        raise Child.DoesNotExist
    table, goes_on = TYPED[what]
    if table is Child:
        child: Child = Child.objects.visible_to(by, Thing.SUPPORT).get(key=key, **goes_on)
        return child
    row: Any = table.objects.visible_to(by).select_related("child").get(key=key, **goes_on)
    found: Child = row.child
    return found


# --- a child or a row to write to ---------------------------------------------------------------


def child_to_add(key: UUID, part: SupportPart | None, *, by: Actor) -> Child:
    """Return a child of the own childcare, locked, to which something is added.

    Args: part: what must be on; None for what always is.
    Raises: DoesNotExist, PermissionDenied, SupportError: it left, or the part is off.
    """
    thing = THINGS[part] if part else Thing.SUPPORT
    child = _locked_child(Child.objects.visible_to(by, thing).filter(key=key), by)
    if child.left_on is not None:
        raise SupportError(_("Dit kind is niet meer op de opvang: er komt niets meer bij."))
    if part and part not in parts_on(child.location.holder_id):
        raise SupportError(
            _("Jullie organisatie gebruikt dit onderdeel niet: “%s” staat uit.") % part.label
        )
    return child


def row_to_change(model: type[Fact], key: UUID, *, by: Actor) -> Fact:
    """Return a row about a child of the own childcare, locked after its child.

    Raises: DoesNotExist, PermissionDenied.
    """
    rows: Any = model._default_manager
    seen = rows.visible_to(by)
    child_id = seen.values("child").filter(key=key)
    child = _locked_child(Child.objects.filter(pk__in=child_id), by)
    row: Fact = seen.select_for_update(of=("self",), no_key=True).get(key=key)
    row.child = child
    return row


def fingerprint(row: ChildFact) -> str:
    """Return what tells a row as it stands now from the same row after a change."""
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return sha256(repr(values).encode()).hexdigest()


def refuse_stale(row: ChildFact, seen: str | None) -> None:
    """Refuse to change what somebody else changed since it was read.

    Args: seen: the fingerprint that the page showed; None where nobody looked before.
    Raises: SupportChangedError.
    """
    if seen is not None and seen != fingerprint(row):
        raise SupportChangedError


def _locked_child(rows: Any, by: Actor) -> Child:
    require(by, Permission.EDIT_SUPPORT, None)
    child_id: int = rows.order_by().values_list("pk", flat=True).get()
    child = consents.lock_child(child_id)
    rows.order_by().values_list("pk", flat=True).get()  # seen still, now that nobody moves it
    return child


def added(child: Child, by: Actor, at: datetime) -> dict[str, Any]:
    """Return what every new row about a child says of who noted it."""
    return {"child": child, "added_by": trail.membership_of(by, child), "added_at": at}


def record(row: ChildFact, part: str, action: str, *, by: Actor, at: datetime) -> None:
    """Append a line about a child: which part and which row, never what it says."""
    trail.record(row.child, action, by=by, at=at, details={"part": part, "row": str(row.key)})


# --- what is typed ------------------------------------------------------------------------------


def text(value: str, field: str) -> str:
    """Return a short text without what surrounds it. Raises: SupportError: it is too long."""
    value = value.strip()
    if len(value) > LONGEST:
        raise SupportError(
            _("Dit zijn %(n)d tekens; er passen er %(most)d. Kort het in.")
            % {"n": len(value), "most": LONGEST},
            field,
        )
    return value


def refuse_day(
    day: date, child: Child, at: datetime, field: str, *, is_ahead: bool = False
) -> None:
    """Let a day pass since the child was born, until today or with `is_ahead` a year on.

    Raises: SupportError.
    """
    today = timezone.localdate(at)
    last = today + AHEAD if is_ahead else today
    if not child.born_on <= day <= last:
        raise SupportError(
            _("Kies een dag van de afgelopen tijd, of binnen een jaar.")
            if is_ahead
            else _("Kies een dag sinds de geboorte, en niet later dan vandaag."),
            field,
        )


def refuse_end(ended: date, began: date, at: datetime, field: str) -> None:
    """Let a last day pass from the first one until today. Raises: SupportError."""
    if not began <= ended <= timezone.localdate(at):
        raise SupportError(_("Kies een dag vanaf het begin, en niet later dan vandaag."), field)


def lead_of(child: Child) -> Lead | None:
    """Return who keeps the overview for a child now."""
    return Lead.objects.filter(child=child, until=None).select_related("membership__user").first()
