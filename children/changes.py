"""Childcare changes what it knows of a child; a new school or birth date closes what fits no more.

What was asked about another school, or until another fourth birthday, is replaced: nobody sees a
child by it any more, and it can be asked anew.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import arrangements, consents, trail
from children.ages import entry_refusal
from children.models import Child
from children.states import CLOSINGS, PLACEMENT_SCOPES, BirthDateReason, ConsentAct
from partners.access import Actor
from partners.models import Membership, School
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import Role


class ChangeError(RefusedError):
    """A child cannot be changed like this."""


@dataclass(frozen=True)
class ChildValues:
    """What childcare can change of a child; `reason`: why the birth date is another one."""

    first_name: str
    last_name: str
    born_on: date
    languages: tuple[str, ...] = ()
    days_per_week: int | None = None
    mentor_id: int | None = None
    school_id: int | None = None
    reason: BirthDateReason | None = None


def possible_mentors(child: Child, *, by: Actor) -> QuerySet[Membership]:
    """Return who can be the mentor of a child: who works at its location now."""
    rows = Membership.objects.visible_to(by).active_on(by.day).select_related("user")
    return rows.filter(organisation=child.location_id, role__in=[Role.KOW, Role.KOC])


def possible_schools(child: Child, day: date) -> QuerySet[School]:
    """Return the schools that parents can name: the open ones here, and the one they named."""
    here = School.objects.in_force_on(day).filter(municipality=child.location.municipality_id)
    rows = School.objects.filter(Q(pk__in=here.values("pk")) | Q(pk=child.school_id))
    return rows.select_related("organisation").order_by("organisation__sort_name", "pk")


@transaction.atomic
def change(*, key: UUID, values: ChildValues, by: Actor, at: datetime) -> Child:
    """Change a child. Raises: DoesNotExist, PermissionDenied, ChangeError."""
    rows = Child.objects.visible_to(by).select_related("location__holder__organisation")
    child = rows.select_for_update(of=("self",), no_key=True).get(key=key)
    require(by, Permission.EDIT_CHILDREN, None)
    _refuse(child, values, by, at)
    changed, old_school = _changed(child, values), child.school_id
    for name, value in _columns(values).items():
        setattr(child, name, value)
    child.save(update_fields=list(_columns(values)))
    _replace(child, changed, old_school, at)
    details: dict[str, object] = {"fields": changed}
    if "born_on" in changed and values.reason:
        details["reason"] = values.reason.value
    trail.record(child, "child.changed", by=by, at=at, details=details)
    return child


def _columns(values: ChildValues) -> dict[str, object]:
    return {
        "first_name": values.first_name,
        "last_name": values.last_name,
        "sort_name": "",  # made of the names when it is saved
        "born_on": values.born_on,
        "languages": list(values.languages),
        "days_per_week": values.days_per_week,
        "mentor_id": values.mentor_id,
        "school_id": values.school_id,
    }


def _changed(child: Child, values: ChildValues) -> list[str]:
    columns = {name: value for name, value in _columns(values).items() if name != "sort_name"}
    return sorted(name for name, value in columns.items() if getattr(child, name) != value)


def _refuse(child: Child, values: ChildValues, by: Actor, at: datetime) -> None:
    """Raises: ChangeError: the first thing that cannot be."""
    if child.left_on is not None:
        raise ChangeError(_("Dit kind is weg: er verandert niets meer."))
    if values.born_on != child.born_on:
        _refuse_birth(child, values, timezone.localdate(at))
    mentors = possible_mentors(child, by=by)
    is_other = values.mentor_id is not None and values.mentor_id != child.mentor_id
    if is_other and not mentors.filter(pk__in=[values.mentor_id]).exists():
        raise ChangeError(_("Kies een mentor die hier werkt."), "mentor")
    schools = possible_schools(child, timezone.localdate(at))
    if values.school_id is not None and not schools.filter(pk=values.school_id).exists():
        raise ChangeError(_("Kies een school uit de lijst."), "school")


def _refuse_birth(child: Child, values: ChildValues, day: date) -> None:
    months = arrangements.entry_months(child.location.municipality_id)
    if refusal := entry_refusal(values.born_on, day, months=months):
        raise ChangeError(refusal, "born_on")
    if values.born_on > child.entered_on:
        raise ChangeError(_("Dit kind kwam hier al voor die dag: kijk de datum na."), "born_on")
    if values.reason is None:
        raise ChangeError(_("Kies waarom de geboortedatum verandert."), "reason")


def _replace(child: Child, changed: list[str], old_school: int | None, at: datetime) -> None:
    """Supersede what names the old school, or ends on another day than the fourth birthday."""
    over = Q(pk__in=[])
    if "school_id" in changed and old_school is not None:
        over |= Q(school=old_school)
    if "born_on" in changed:
        over |= Q(scope__in=PLACEMENT_SCOPES)
    closed = child.consent_questions.filter(events__act__in=CLOSINGS).values("pk")
    rows = child.consent_questions.exclude(pk__in=closed).filter(over)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        consents.close(question_id=pk, act=ConsentAct.SUPERSEDED, by=None, at=at)
