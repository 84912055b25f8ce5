"""Asking childcare for information about a child, and saying which child it is (domain 5.8).

The school asks a location and reads one of three answers at a fixed moment. Childcare says whom
the question is about; that fact stays with childcare, and so does what parents answered.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from children import consents, reading, trail
from children.models import Child
from children.reach import Thing
from partners import audit, holidays
from partners.access import Actor
from partners.fields import sort_key
from partners.models import Membership
from partners.refusals import RefusedError
from partners.roles import Permission, can, require
from transitions import answer_moments, registration_mails, registrations
from transitions.models import InformationMatch, InformationRequest

ASKED, MATCHED, UNKNOWN = "information.asked", "information.matched", "information.unknown"


class InformationError(RefusedError):
    """A question for information cannot be put or answered so."""


@dataclass(frozen=True)
class Asked:
    """A question as childcare reads it: the children it may be about, and what was said."""

    request: InformationRequest
    candidates: list[Child]
    child: Child | None
    is_said: bool


@transaction.atomic
def ask(*, key: UUID, by: Actor, at: datetime) -> InformationRequest:
    """Ask the childcare of a line for information; what was asked before is replaced.

    Raises: DoesNotExist, PermissionDenied, InformationError.
    """
    row = registrations.locked(key, by=by)
    if row.location_id not in registrations.taking_part([row.location_id], day=by.day):
        raise InformationError(_("Deze opvang doet hier nog niet mee: bel haar."))
    running = row.requests.filter(ended_at=None).first()
    if running is not None and running.settles_at > at:
        raise InformationError(_("Je vroeg het al. Je kunt het later opnieuw vragen."))
    row.requests.filter(ended_at=None).update(ended_at=at)
    equated = holidays.equated_days(row.school.municipality)
    answer_at = answer_moments.answer_at(at, equated)
    request = InformationRequest.objects.create(
        registration=row,
        location_id=row.location_id,
        asked_by=next(m for m in by.memberships if m.organisation_id == row.school_id),
        asked_at=at,
        answer_at=answer_at,
        settles_at=answer_moments.settles_at(answer_at, equated),
    )
    registration_mails.tell(request, at=at)
    audit.record(by=by, action=ASKED, target=row, organisation=row.school.organisation, at=at)
    return request


@transaction.atomic
def match(*, key: UUID, child_key: UUID, by: Actor, at: datetime) -> InformationMatch:
    """Say which child a question is about: one whose parents named this school.

    Raises: DoesNotExist, PermissionDenied, InformationError.
    """
    require(by, Permission.ANSWER_INTAKES, None)
    asked = InformationRequest.objects.visible_to(by).get(key=key)
    seen = Child.objects.visible_to(by, Thing.INTAKE).present()
    child = consents.lock_child(seen.get(key=child_key, location=asked.location_id).pk)
    request = _locked(key, by)
    if child.is_practice:
        raise InformationError(_("Een oefenkind ziet geen school."))
    if child.school_id != request.registration.school_id:
        raise InformationError(
            _("Ouders noemden deze school niet: noteer haar eerst bij het kind.")
        )
    weighed_at, until = _window(request, child, at)
    said = InformationMatch.objects.create(
        request=request,
        child=child,
        by=trail.membership_of(by, child),
        at=at,
        weighed_at=weighed_at,
        until=until,
    )
    details = {"request": str(request.key), "school": request.registration.school_id}
    trail.record(child, MATCHED, by=by, at=at, details=details)
    return said


@transaction.atomic
def say_unknown(*, key: UUID, by: Actor, at: datetime) -> InformationMatch:
    """Say that childcare knows no such child. Raises: DoesNotExist, PermissionDenied."""
    require(by, Permission.ANSWER_INTAKES, None)
    request = _locked(key, by)
    member = _member(by, request)
    said = InformationMatch.objects.create(request=request, by=member, at=at)
    audit.record(
        by=by,
        action=UNKNOWN,
        target=request,
        organisation=request.location.holder.organisation,
        membership=member,
        at=at,
    )
    return said


def one(actor: Actor, key: UUID, *, at: datetime) -> Asked:
    """Return a question with the children it may be about, and note whom the actor saw.

    Raises: Http404: there is none, or it is another's.
    """
    request = asked_of(actor).filter(key=key).first()
    if request is None:
        reading.miss(actor, thing=Thing.INTAKE, at=at)
    found = candidates(request, by=actor)
    said: Any = request
    child = _child(actor, said.child)
    shown = {one.pk: one for one in (*found, *([child] if child else []))}
    registrations.note_read(actor, [request.registration], at=at)
    reading.note(actor, list(shown.values()), thing=Thing.INTAKE, at=at)
    return Asked(request, found, child, said.is_said)


def asked_of(actor: Actor) -> QuerySet[InformationRequest]:
    """Return what schools ask of own locations: what waits first, by the day of its answer."""
    rows: QuerySet[Any] = InformationRequest.objects.visible_to(actor).with_child()
    return rows.select_related(
        "registration__school__organisation",
        "registration__location",
        "location__organisation",
    ).order_by("is_said", "answer_at", "pk")


def waiting(actor: Actor) -> int:
    """Return how many questions of schools wait for own childcare to say whom they are about."""
    if not can(actor, Permission.ANSWER_INTAKES):
        return 0
    rows: QuerySet[Any] = InformationRequest.objects.visible_to(actor).with_child()
    return rows.filter(is_said=False).count()


def children_of(actor: Actor, asked: Collection[Any], *, at: datetime) -> dict[int, Child]:
    """Return the child of each of these questions by its number, and note who was shown."""
    rows = Child.objects.visible_to(actor, Thing.INTAKE)
    found = rows.in_bulk({one.child for one in asked if one.child})
    registrations.note_read(actor, [one.registration for one in asked], at=at)
    reading.note(actor, list(found.values()), thing=Thing.INTAKE, at=at)
    return found


def candidates(request: InformationRequest, *, by: Actor) -> list[Child]:
    """Return the children at the location with this birth date, or with this first name."""
    line = request.registration
    name = f"{sort_key(line.first_name)} "
    rows = Child.objects.visible_to(by, Thing.INTAKE).present()
    alike = Q(born_on=line.born_on) | Q(sort_name__startswith=name)
    found = rows.filter(alike, location=request.location, is_practice=False)
    return list(found.select_related("group", "school__organisation"))


def _child(actor: Actor, pk: int | None) -> Child | None:
    return Child.objects.visible_to(actor, Thing.INTAKE).filter(pk=pk).first() if pk else None


def _locked(key: UUID, by: Actor) -> InformationRequest:
    rows = InformationRequest.objects.visible_to(by).order_by()
    return (
        rows.select_related("registration", "location__holder__organisation")
        .select_for_update(of=("self",), no_key=True)
        .get(key=key)
    )


def _window(
    request: InformationRequest, child: Child, at: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return when the words of parents are weighed, and until when that stands.

    Once for a child and a school at a time, under the lock of the child: another line or another
    question of the same school gets what runs, and learns nothing more.
    """
    same = InformationMatch.objects.filter(
        child=child, request__registration__school=request.registration.school_id, until__gt=at
    )
    running = same.order_by("-pk").first()
    if running is not None:
        return running.weighed_at, running.until
    if at > request.answer_at:
        return None, None
    return request.answer_at, request.settles_at


def _member(by: Actor, request: InformationRequest) -> Membership:
    own = (request.location_id, request.location.holder_id)
    return next(m for m in by.memberships if m.organisation_id in own)
