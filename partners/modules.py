"""Modules: which parts of the product are on, for a municipality or for one kindcentrum.

Subsidie runs without any child. A module with children waits until each controller concerned has
named its privacy officer (AVG art. 35 and 37): a school is covered by the officer of its board.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.models import (
    AuditEntry,
    ChildcareLocation,
    Kindcentrum,
    Membership,
    Module,
    Municipality,
    Organisation,
    School,
)
from partners.roles import Permission, require
from partners.states import CHILD_MODULES, ModuleKind, Role

SHOWN_NAMES = 5
SWITCHED_OFF = "module.switched_off"


class ModuleOff(Http404):
    """The address belongs to a module that is off here; the message says so."""


class ModuleError(Exception):
    """A module cannot be switched on or off; the message is one sentence that says why."""


def is_on(
    municipality: int | Municipality, kind: ModuleKind, kindcentrum: Kindcentrum | None = None
) -> bool:
    """Say whether a module is on for a municipality, or for one kindcentrum in it.

    What is on for the municipality is on for each of its kindcentra.
    """
    whole = Q(kindcentrum__isnull=True)
    if kindcentrum is not None:
        whole |= Q(kindcentrum=kindcentrum)
    return Module.objects.filter(whole, municipality=municipality, kind=kind).exists()


def is_on_for(actor: Actor, kind: ModuleKind, code: str = "") -> bool:
    """Say whether a module is on in some part of the actor's municipalities, or of the one named.

    An actor without any municipality keeps what is its own: the letters of a board whose last
    school here was closed. Children are not among it: nowhere is a module with children on.
    """
    own = actor.municipality
    if code and (own is None or own.key != code or len(actor.municipality_ids) > 1):
        return Module.objects.filter(municipality__organisation__key=code, kind=kind).exists()
    return kind not in CHILD_MODULES if own is None else kind in actor.modules


def is_on_for_officer(actor: Actor, kind: ModuleKind) -> bool:
    """Say whether a module is on where an officer's own childcare has a location.

    An officer works in no municipality (`Actor.municipality_ids`), but watches what is done there.
    """
    own = ChildcareLocation.objects.filter(holder__in=actor.organisation_ids)
    return Module.objects.filter(municipality__in=own.values("municipality"), kind=kind).exists()


class ModuleRequiredMixin:
    """View mixin: an address of a module that is off does not exist, and the page says why.

    Looks at the municipality that the address names as `code`, else at the actor's own. Stands
    before `ActorRequiredMixin`; a visitor is sent to the sign-in page by that one.
    """

    module: ModuleKind = ModuleKind.SUBSIDY

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, unless the module is off."""
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None and not is_on_for(actor, self.module, kwargs.get("code", "")):
            raise ModuleOff(_("De module %s staat hier niet aan.") % self.module.label)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def controllers(
    municipality: Municipality, *, day: date, kindcentrum: Kindcentrum | None = None
) -> list[Organisation]:
    """Return the controllers (AVG art. 4 lid 7) of a municipality or of one kindcentrum.

    The boards of the schools that are open on that day, and the organisations of the childcare
    locations that are.
    """
    schools, locations = _open_places(municipality, day, kindcentrum)
    boards = Q(pk__in=schools.values("board"))
    holders = Q(pk__in=locations.values("holder"))
    return list(Organisation.objects.filter(boards | holders).order_by("sort_name", "key"))


def without_officer(
    municipality: Municipality, *, day: date, kindcentrum: Kindcentrum | None = None
) -> list[Organisation]:
    """Return the controllers that have not named a privacy officer.

    A board counts as long as one of its open schools here has no officer of its own either.
    """
    schools, locations = _open_places(municipality, day, kindcentrum)
    officers = Membership.objects.working_on(day).filter(role=Role.DPO)
    bare_schools = schools.exclude(
        Exists(officers.filter(organisation=OuterRef("organisation")))
    ).exclude(Exists(officers.filter(organisation=OuterRef("board"))))
    bare_locations = locations.exclude(Exists(officers.filter(organisation=OuterRef("holder"))))
    bare = Q(pk__in=bare_schools.values("board")) | Q(pk__in=bare_locations.values("holder"))
    return list(Organisation.objects.filter(bare).order_by("sort_name", "key"))


def _open_places(municipality: Municipality, day: date, kindcentrum: Kindcentrum | None) -> Any:
    """Return the schools and childcare locations that are open on that day."""
    schools = School.objects.in_force_on(day).filter(municipality=municipality)
    locations = ChildcareLocation.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=day), municipality=municipality
    )
    if kindcentrum is not None:
        schools = schools.filter(kindcentrum=kindcentrum)
        locations = locations.filter(kindcentrum=kindcentrum)
    return schools, locations


def in_words(organisations: Iterable[Organisation]) -> str:
    """Return names as one phrase; after the first five only how many more there are."""
    names = [organisation.name for organisation in organisations]
    more = len(names) - SHOWN_NAMES
    if more > 0:
        names = [*names[:SHOWN_NAMES], _("%d andere") % more]
    return str(get_text_list(names, _("en")))


@transaction.atomic
def switch_on(
    *,
    municipality_id: int,
    kind: ModuleKind,
    by: Actor | None,
    at: datetime,
    kindcentrum_id: int | None = None,
) -> Module:
    """Switch a module on; one that is on stays as it is.

    Raises: DoesNotExist, PermissionDenied, ModuleError: a controller has no privacy officer, or
    Subsidie was asked for one kindcentrum. Source: AVG art. 37; policy choice.
    """
    municipality, kindcentrum = _find(municipality_id, kindcentrum_id, by)
    known = Module.objects.filter(municipality=municipality, kindcentrum=kindcentrum, kind=kind)
    if (module := known.first()) is not None:
        return module
    if kind in CHILD_MODULES:
        _require_officers(municipality, kindcentrum, day=timezone.localdate(at))
    elif kindcentrum is not None:
        raise ModuleError(_("Subsidie geldt voor de hele gemeente, niet voor één kindcentrum."))
    module = Module.objects.create(
        municipality=municipality,
        kindcentrum=kindcentrum,
        kind=kind,
        switched_on_at=at,
        switched_on_by=by.user if by else None,
    )
    _record("module.switched_on", municipality, kindcentrum, kind, by=by, at=at)
    return module


def begin_with_subsidy(municipality_ids: Iterable[int], *, at: datetime) -> None:
    """Switch Subsidie on for municipalities that a register just made, in one query.

    It needs no child and no privacy officer, so a municipality begins with it.
    """
    Module.objects.bulk_create(
        Module(municipality_id=pk, kind=ModuleKind.SUBSIDY, switched_on_at=at)
        for pk in municipality_ids
    )


def was_switched_off(municipality: Municipality, kind: ModuleKind) -> bool:
    """Say whether somebody once switched a module of the whole municipality off."""
    lines = AuditEntry.objects.filter(action=SWITCHED_OFF, organisation=municipality.organisation)
    return lines.filter(details__kind=str(kind)).exists()


@transaction.atomic
def switch_off(
    *,
    municipality_id: int,
    kind: ModuleKind,
    by: Actor | None,
    at: datetime,
    kindcentrum_id: int | None = None,
) -> bool:
    """Switch a module off and say whether it was on; what was entered stays where it is.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality, kindcentrum = _find(municipality_id, kindcentrum_id, by)
    known = Module.objects.filter(municipality=municipality, kindcentrum=kindcentrum, kind=kind)
    if not known.exists():
        return False
    known.delete()
    _record(SWITCHED_OFF, municipality, kindcentrum, kind, by=by, at=at)
    return True


def _find(
    municipality_id: int, kindcentrum_id: int | None, by: Actor | None
) -> tuple[Municipality, Kindcentrum | None]:
    """Lock the municipality, so that two people do not switch at once."""
    rows = Municipality.objects.all() if by is None else Municipality.objects.visible_to(by)
    municipality = rows.select_for_update().get(pk=municipality_id)
    if by is not None:
        require(by, Permission.MANAGE_SETTINGS, municipality.organisation)
    if kindcentrum_id is None:
        return municipality, None
    return municipality, municipality.kindcentra.get(pk=kindcentrum_id)


def _require_officers(
    municipality: Municipality, kindcentrum: Kindcentrum | None, *, day: date
) -> None:
    """Raises: ModuleError: there is no controller yet, or one without a privacy officer."""
    if not controllers(municipality, day=day, kindcentrum=kindcentrum):
        raise ModuleError(_("Er zijn hier nog geen scholen of opvanglocaties: voeg die eerst toe."))
    refuse_without_officer(without_officer(municipality, day=day, kindcentrum=kindcentrum))


def refuse_without_officer(missing: list[Organisation]) -> None:
    """Refuse when a controller has named no privacy officer. Raises: ModuleError."""
    if missing:
        raise ModuleError(
            _(
                "Eerst moet elke organisatie een functionaris gegevensbescherming noemen. "
                "Dat deden nog niet: %s."
            )
            % in_words(missing)
        )


def _record(
    action: str,
    municipality: Municipality,
    kindcentrum: Kindcentrum | None,
    kind: ModuleKind,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    audit.record(
        by=by,
        action=action,
        target=kindcentrum or municipality,
        organisation=municipality.organisation,
        at=at,
        details={"kind": str(kind)},
    )
