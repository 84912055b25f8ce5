"""A school reads what was shared with it: what helps and what to mind first, and who read it.

What may be read is asked of the consents of now: a part that parents took back is gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from children import reading
from children.models import ConsentQuestion
from children.querysets import HEALTH
from children.reach import Ground, Reach, Thing, is_by_consent, reach_of
from partners.access import Actor
from transitions import form_fields, snapshots
from transitions.models import FormVersion, Handover, ParentView, ReadReceipt
from transitions.snapshots import Change, Line, Part

FIRST = (form_fields.HELPS, form_fields.WATCH, form_fields.WARM)
LIST, READ_PART = "list", "handover_form"


@dataclass(frozen=True)
class Readable:
    """A shared form as somebody at the school reads it: what comes first, then part by part.

    `changes`: since the version before, of what may be read now.
    """

    handover: Handover
    version: FormVersion
    lines: tuple[Line, ...]
    has_health: bool
    changes: tuple[Change, ...]
    numbers: tuple[int, ...]
    receipts: tuple[ReadReceipt, ...]
    views: tuple[ParentView, ...]

    @property
    def first(self) -> list[Line]:
        """Return what a teacher wants to know first, in its order."""
        found = {line.code: line for line in self.lines}
        return [found[code] for code in FIRST if code in found]

    @property
    def parts(self) -> list[Part]:
        """Return all the rest, part by part."""
        return snapshots.parts_of(line for line in self.lines if line.code not in FIRST)


def is_reader(actor: Actor) -> bool:
    """Say whether the role reads by consent, as a school does."""
    return is_by_consent(actor.role, Thing.HANDOVER)


def require_reader(actor: Actor) -> None:
    """Let who reads as a school pass. Raises: PermissionDenied."""
    if not is_reader(actor):
        raise PermissionDenied


def rows(actor: Actor) -> QuerySet[Handover]:
    """Return the handovers that were shared with the actor's schools, the unread first."""
    mine = ReadReceipt.objects.filter(membership__in=actor.membership_ids)
    newest = FormVersion.objects.filter(handover=OuterRef("pk")).order_by("-number")
    seen = Handover.objects.visible_to(actor).filter(shared_at__isnull=False)
    return (
        seen.annotate(
            version_at=newest.values("shared_at")[:1],
            newest=newest.values("pk")[:1],
            is_read=Exists(mine.filter(version=OuterRef("newest"))),
        )
        .select_related("child", "school__organisation", "location__organisation")
        .order_by("is_read", "child__born_on", "pk")
    )


def read(actor: Actor, key: UUID, *, number: int | None, at: datetime) -> Readable:
    """Return the newest form about a child, or an older one by its number, and note the receipt.

    Raises: Http404: nothing was shared, with another school, or the consent ended; all alike.
    """
    seen = Handover.objects.visible_to(actor).filter(child__key=key)
    handover = seen.select_related("child", "school__organisation").order_by("-pk").first()
    found = list(_versions(actor, handover)) if handover else []
    version = _chosen(found, number)
    if handover is None or version is None:
        reading.miss(actor, thing=Thing.HANDOVER, at=at)
    lines, has_health = _allowed(actor, handover, version)
    before = _chosen(found, version.number - 1)
    earlier = _allowed(actor, handover, before)[0] if before else []
    with transaction.atomic():  # not around a miss: that line stays
        note(actor, handover, version, has_health=has_health, at=at)
        _receive(actor, handover, version, at)
    return Readable(
        handover,
        version,
        tuple(lines),
        has_health,
        tuple(snapshots.changes(earlier, lines)) if before else (),
        tuple(one.number for one in found),
        tuple(version.receipts.select_related("membership__user").order_by("at")),
        tuple(ParentView.objects.visible_to(actor).filter(handover=handover)),
    )


def wants_warm(actor: Actor, handover: Handover) -> bool:
    """Say whether a warm talk is at hand: asked, or support or an indication (domain 5.6).

    Of what the actor may read now: a part that parents took back does not count.
    """
    version = _versions(actor, handover).first()
    return snapshots.wants_warm(_allowed(actor, handover, version)[0] if version else [])


def note(
    actor: Actor, handover: Handover, version: FormVersion, *, has_health: bool, at: datetime
) -> None:
    """Note that a version was read. Raises: Http404: the consent ended since."""
    school = handover.school_id if is_reader(actor) else None
    reading.note(
        actor,
        [handover.child],
        thing=Thing.HANDOVER,
        at=at,
        section=f"{READ_PART}:{version.number}",
        is_health=has_health,
        school_id=school,
    )


def _versions(actor: Actor, handover: Handover) -> QuerySet[FormVersion]:
    rows = FormVersion.objects.visible_to(actor).filter(handover=handover)
    return rows.select_related("shared_by__user", "shared_by__organisation").order_by("-number")


def _chosen(found: Sequence[FormVersion], number: int | None) -> FormVersion | None:
    return next((one for one in found if number in {None, one.number}), None)


def _allowed(actor: Actor, handover: Handover, version: FormVersion) -> tuple[list[Line], bool]:
    """Return the lines that the actor may read now, and whether health is among them."""
    lines = snapshots.thawed(version.content)
    reach = reach_of(actor.role, Thing.HANDOVER)
    if reach is None or reach.ground != Ground.CONSENT:
        return lines, False
    given = _given(reach, actor, handover)
    sections = {part for question in given for part in question.sections}
    health = _given(HEALTH, actor, handover).exists()
    lines = snapshots.allowed(lines, sections, health=health)
    return lines, any(line.is_health for line in lines)


def _given(reach: Reach, actor: Actor, handover: Handover) -> QuerySet[ConsentQuestion]:
    """Return the live consents for the very school with which it was shared."""
    rows = ConsentQuestion.objects.giving(reach, actor)
    return rows.filter(child=handover.child_id, school=handover.school_id)


def _receive(actor: Actor, handover: Handover, version: FormVersion, at: datetime) -> None:
    """Keep that somebody of the school read it, the first time."""
    member = next(
        (one for one in actor.memberships if one.organisation_id == handover.school_id), None
    )
    if member is not None:
        ReadReceipt.objects.get_or_create(version=version, membership=member, defaults={"at": at})
