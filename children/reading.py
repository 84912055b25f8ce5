"""Reading about children: the one way to a child, and one line in the log for each that was seen.

Who asks for a child that is not his gets the answer of a child that never existed, at the cost of
the same queries; that he asked is noted, the child is not.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.http import Http404

from children.models import Child, ConsentQuestion
from children.querysets import HEALTH
from children.reach import Ground, Reach, Thing, reach_of
from partners import audit
from partners.access import Actor
from partners.models import AuditEntry, ChildcareLocation, Membership, Organisation

READ, NOT_FOUND = "child.read", "child.not_found"
CHILD = Child._meta.label
NOBODY = UUID(int=0)  # the key of no child


def one(actor: Actor, key: UUID | str, *, thing: Thing, at: datetime) -> Child:
    """Return the child with this key of whom the actor may see this thing, and note the read.

    Raises: Http404: there is none, it is another's, or its consent ended; all three alike.
    """
    wanted = _uuid(key)
    rows = Child.objects.visible_to(actor, thing).select_related("location__organisation", "group")
    child = rows.filter(key=wanted).first()
    if child is None:
        miss(actor, wanted, thing=thing, at=at)
    note(actor, [child], thing=thing, at=at)
    return child


def miss(actor: Actor, key: UUID | None = None, *, thing: Thing, at: datetime) -> NoReturn:
    """Note that somebody asked in vain, outside a transaction, and raise Http404."""
    _note_failure(actor, key or NOBODY, thing=thing, at=at)
    raise Http404


def note(  # noqa: PLR0913 - what one line of the log says, each by name
    actor: Actor,
    children: Collection[Child],
    *,
    thing: Thing,
    at: datetime,
    section: str = "",
    is_health: bool = False,
    school_id: int | None = None,
) -> None:
    """Write one line for each child an actor sees now: membership, thing, part and ground.

    The ground is the number of the consent that gave access (with `is_health` the one for health
    behind a plus), or what the actor is to the child.
    Args: children: as `visible_to` gave them. section: a code. school_id: the one that counts.
    Raises: Http404: the consent of one of them ended since it was read.
    """
    reach = reach_of(actor.role, thing)
    if not children:
        return
    if reach is None:
        raise Http404
    once = list({child.pk: child for child in children}.values())
    grounds = _grounds(actor, reach, once, is_health=is_health, school_id=school_id)
    details = {"thing": thing.value} | ({"section": section} if section else {})
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            user=actor.user,
            role=actor.role,
            membership=membership,
            organisation_id=organisation,
            action=READ,
            target_type=CHILD,
            target_key=child.log_key,
            ground=ground,
            details=details,
        )
        for child, membership, organisation, ground in grounds
    )


def _grounds(
    actor: Actor,
    reach: Reach,
    children: Sequence[Child],
    *,
    is_health: bool,
    school_id: int | None,
) -> list[tuple[Child, Membership, int, str]]:
    """Return by which membership, in whose log and on which ground each child is seen.

    Raises: Http404: what gave access ended between the read and this line.
    """
    if reach.ground == Ground.CONSENT:
        given = _given(actor, reach, children, school_id)
        places = _by_consent(actor, given, children, is_health=is_health)
    else:
        places = _by_place(actor, reach, children)
    members = {membership.organisation_id: membership for membership in actor.memberships}
    if any(child.pk not in places for child in children):
        raise Http404
    return [
        (child, members[place], log, why)
        for child in children
        for place, log, why in [places[child.pk]]
    ]


def _by_consent(
    actor: Actor, given: dict[tuple[int, int], int], children: Sequence[Child], *, is_health: bool
) -> dict[int, tuple[int, int, str]]:
    """Return the school and the oldest consent that lets it see each child."""
    if not is_health:
        return {child: (school, school, str(pk)) for (child, school), pk in given.items()}
    health = _given(actor, HEALTH, children)
    return {
        child: (school, school, f"{pk}+{health[child, school]}")
        for (child, school), pk in given.items()
        if (child, school) in health
    }


def _given(
    actor: Actor, reach: Reach, children: Sequence[Child], school_id: int | None = None
) -> dict[tuple[int, int], int]:
    """Return the oldest consent of each child for each school of the actor, or for one of them."""
    rows = ConsentQuestion.objects.giving(reach, actor).filter(child__in=children)
    if school_id is not None:
        rows = rows.filter(school=school_id)
    found: Any = rows.order_by("-pk").values_list("child", "school", "pk")
    return {(child, school): pk for child, school, pk in found}


def _by_place(
    actor: Actor, reach: Reach, children: Sequence[Child]
) -> dict[int, tuple[int, int, str]]:
    """Return where the actor's membership sits, the location or its holder, whose log it is."""
    holders = _holders({child.location_id for child in children})
    found = {}
    for child in children:
        holder = holders[child.location_id]
        own = [pk for pk in (child.location_id, holder) if pk in actor.organisation_ids]
        if own:
            found[child.pk] = (own[0], holder, reach.ground.value)
    return found


def _holders(locations: Collection[int]) -> dict[int, int]:
    """Return the childcare organisation of each location: the log is of the organisation."""
    rows = ChildcareLocation.objects.filter(pk__in=locations)
    return dict(rows.values_list("pk", "holder_id"))


def _note_failure(actor: Actor, key: UUID, *, thing: Thing, at: datetime) -> None:
    """Note that somebody asked in vain; the key only when the actor's own log has it already."""
    holders = _holders(actor.organisation_ids)
    logs = Organisation.objects.filter(
        pk__in={holders.get(pk, pk) for pk in actor.organisation_ids}
    )
    own = AuditEntry.objects.filter(organisation__in=logs)
    is_known = own.filter(target_type=CHILD, target_key=str(key), action=READ).exists()
    audit.record(
        by=actor,
        action=NOT_FOUND,
        at=at,
        target=Child(key=key) if is_known else None,  # no row: it may have been erased
        organisation=logs.first(),
        details={"thing": thing.value},
    )


def _uuid(key: UUID | str) -> UUID:
    """Return the key; of what is none the nil key, which no child has."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        return NOBODY
