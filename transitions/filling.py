"""Childcare fills in the form, field by field: two people can, and neither loses a word.

A field is kept as it is typed. Who sends a field that somebody else changed meanwhile is told, and
both texts stay: the one in the form, and the own one on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from children import consents, trail
from children.models import Child
from children.reach import Thing
from dossier.long_texts import checked
from partners.access import Actor
from partners.refusals import RefusedError
from partners.roles import Permission, require
from transitions import form_fields
from transitions.form_fields import BY_CODE, LEAVE, FieldKind
from transitions.models import FormEntry, Handover

BEGUN, SAVED = "handover.begun", "handover.saved"


class HandoverError(RefusedError):
    """A handover cannot be filled in, discussed or shared."""


class ChangedMeanwhileError(HandoverError):
    """Somebody else changed this field since; nothing was overwritten."""

    def __init__(self, entry: FormEntry) -> None:
        """Keep what stands there now."""
        words = {"name": entry.by.user.name, "field": label_of(entry.field)}
        super().__init__(
            _("Intussen veranderde %(name)s “%(field)s”. Jouw tekst is niet bewaard.") % words,
            entry.field,
        )
        self.entry = entry


@dataclass(frozen=True)
class Typed:
    """What was typed in one field, and which number stood there when it was begun."""

    value: str
    seen: int = 0


def locked_child(key: UUID, by: Actor) -> Child:
    """Lock a child of the actor's own childcare. Raises: DoesNotExist, HandoverError: it left."""
    seen = Child.objects.visible_to(by, Thing.HANDOVER).filter(key=key)
    child = consents.lock_child(seen.values_list("pk", flat=True).get())
    if child.left_on is not None:
        raise HandoverError(_("Dit kind is weg: er verandert niets meer aan de overdracht."))
    return child


@transaction.atomic
def save(*, key: UUID, typed: Mapping[str, Typed], by: Actor, at: datetime) -> Handover:
    """Keep what was typed in these fields of the form of a child, which begins with the first.

    What did not change is no change. Nothing is kept when one of them is refused.
    Raises: DoesNotExist, PermissionDenied, ChangedMeanwhileError, HandoverError, TextError.
    """
    require(by, Permission.FILL_HANDOVER, None)
    child = locked_child(key, by)
    handover = open_of(child) or _begin(child, by, at)
    known = {entry.field: entry for entry in handover.entries.select_related("by__user")}
    changed = [
        code for code, one in typed.items() if _keep(handover, known.get(code), code, one, by, at)
    ]
    if changed:
        handover.changed_at = at
        handover.save(update_fields=["changed_at"])
        log(handover, SAVED, by=by, at=at, fields=sorted(changed))
    return handover


def open_of(child: Child) -> Handover | None:
    """Return the open handover of a child, if there is one."""
    return Handover.objects.open().filter(child=child).first()


def values_of(handover: Handover | None) -> dict[str, str]:
    """Return what stands in the fields."""
    entries = handover.entries.all() if handover else ()
    return {entry.field: entry.value for entry in entries if entry.value}


def log(
    handover: Handover,
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    ground: str = "",
    **details: object,
) -> None:
    """Append a line about a handover to the log of its child; codes and numbers, no content."""
    words = {"handover": handover.log_key, **details}
    trail.record(handover.child, action, by=by, at=at, ground=ground, details=words)


def label_of(code: str) -> str:
    """Return how a sentence calls a field."""
    return BY_CODE[code].called if code in BY_CODE else _("Wat al bekend is")


def _begin(child: Child, by: Actor, at: datetime) -> Handover:
    handover = Handover.objects.create(
        child=child,
        location=child.location,
        begun_by=trail.membership_of(by, child),
        begun_at=at,
        changed_at=at,
    )
    log(handover, BEGUN, by=by, at=at)
    return handover


def _keep(
    handover: Handover, entry: FormEntry | None, code: str, typed: Typed, by: Actor, at: datetime
) -> bool:
    """Keep one field; False when nothing changed. Raises: as `save`."""
    value = _checked(code, typed.value, timezone.localdate(at))
    if value == (entry.value if entry else ""):
        return False
    if entry is not None and typed.seen != entry.number:
        raise ChangedMeanwhileError(entry)
    member = trail.membership_of(by, handover.child)
    if entry is None:
        entry = FormEntry(handover=handover, field=code, number=0)
    entry.value, entry.by, entry.at = value, member, at
    entry.number += 1
    entry.save()
    return True


def _checked(code: str, value: str, day: date) -> str:
    """Return a value that a field takes. Raises: HandoverError, TextError."""
    if code.startswith(LEAVE):
        return form_fields.YES if value else ""
    if code not in BY_CODE:
        raise HandoverError(_("Dit veld staat niet op het formulier."))
    field = BY_CODE[code]
    text = checked(value, field=code, most=form_fields.LONGEST, name=label_of(code))
    if field.kind == FieldKind.CHOICE and text and text not in dict(field.choices):
        raise HandoverError(_("Maak een keuze bij “%s”.") % label_of(code), code)
    if field.kind == FieldKind.DAY and text:
        _refuse_day(text, code, day)
    return text


def _refuse_day(text: str, code: str, day: date) -> None:
    """Raises: HandoverError: no day, or one to come."""
    try:
        found = datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise HandoverError(_("Vul een datum in, bijvoorbeeld 10-3-2026."), code) from error
    if found > day:
        raise HandoverError(_("Deze dag moet nog komen: kijk de datum na."), code)
