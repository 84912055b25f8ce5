"""Guardians of a child are added, changed and ended by childcare; each change settles consent.

Who decides for a child follows from its guardians, so every write here settles all its questions
anew in the same transaction: nobody keeps access by a yes of somebody who no longer decides.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, links, trail
from children.models import Child, Guardian
from children.reach import Thing
from children.states import GuardianKind, Language
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require


class GuardianError(RefusedError):
    """A guardian cannot be saved or ended."""


@dataclass(frozen=True)
class GuardianValues:
    """What childcare knows of a guardian."""

    name: str
    kind: GuardianKind = GuardianKind.PARENT
    has_authority: bool = True
    lives_apart: bool = False
    is_secret: bool = False
    email: str = ""
    phone: str = ""
    language: Language = Language.NL


@transaction.atomic
def add(*, child_id: int, values: GuardianValues, by: Actor, at: datetime) -> Guardian:
    """Add a guardian. Raises: DoesNotExist, PermissionDenied, GuardianError."""
    _refuse(values)
    child = _child(child_id, by)
    guardian = Guardian.objects.create(child=child, **asdict(values))
    return _settled(guardian, child, "guardian.added", by, at)


@transaction.atomic
def change(*, guardian_id: int, values: GuardianValues, by: Actor, at: datetime) -> Guardian:
    """Change a guardian. Raises: DoesNotExist, PermissionDenied, GuardianError."""
    _refuse(values)
    guardian, child = _guardian(guardian_id, by)
    given = asdict(values)
    changed = sorted(name for name, value in given.items() if getattr(guardian, name) != value)
    for name, value in given.items():
        setattr(guardian, name, value)
    guardian.save(update_fields=list(given))
    if {"email", "phone"} & set(changed):
        links.forget_codes(guardian, at)
    return _settled(guardian, child, "guardian.changed", by, at, changed)


@transaction.atomic
def end(*, guardian_id: int, day: date, by: Actor, at: datetime) -> Guardian:
    """Note that somebody is no guardian any more; its links open nothing from now on.

    Raises: DoesNotExist, PermissionDenied, GuardianError.
    """
    guardian, child = _guardian(guardian_id, by)
    if day > timezone.localdate(at):
        raise GuardianError(_("Kies een dag die niet in de toekomst ligt."), "ended_on")
    guardian.ended_on = day
    guardian.save(update_fields=["ended_on"])
    guardian.links.filter(revoked_at=None).update(revoked_at=at)
    return _settled(guardian, child, "guardian.ended", by, at)


def _refuse(values: GuardianValues) -> None:
    if values.kind == GuardianKind.FOSTER_PARENT and values.has_authority:
        raise GuardianError(
            _("Een pleegouder beslist niet: kies voogd als deze persoon de voogdij heeft."),
            "has_authority",
        )


def _child(child_id: int, by: Actor) -> Child:
    """Return the child, locked before its questions, so that two changes never cross."""
    rows = Child.objects.visible_to(by, Thing.GUARDIAN).order_by()
    child = rows.select_for_update(no_key=True).get(pk=child_id)
    require(by, Permission.EDIT_CHILDREN, None)
    return child


def _guardian(guardian_id: int, by: Actor) -> tuple[Guardian, Child]:
    child = _child(Guardian.objects.visible_to(by).get(pk=guardian_id).child_id, by)
    return child.guardians.select_for_update(no_key=True).get(pk=guardian_id, ended_on=None), child


def _settled(
    guardian: Guardian,
    child: Child,
    action: str,
    by: Actor,
    at: datetime,
    changed: list[str] | None = None,
) -> Guardian:
    consents.settle_child(child, by=by, at=at)
    details = {"guardian": guardian.pk} | ({"fields": changed} if changed else {})
    trail.record(child, action, by=by, at=at, details=details)
    return guardian
