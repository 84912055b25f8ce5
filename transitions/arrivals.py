"""A school receives a child whose form it may read: intake, warm talk, group, feedback (ADR 0030).

Nobody clicks a stand: what is noted here are facts (`transitions.arrival_facts`). Each is refused
as soon as the consent ended. Childcare reads them of the handovers that it shared.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children import placement
from children.models import Child
from children.reach import Thing
from dossier.long_texts import checked
from partners import audit
from partners.access import Actor
from partners.fields import sort_key
from partners.refusals import RefusedError
from partners.roles import Permission, require
from transitions import arrival_mails, registrations
from transitions.models import Arrival, Handover, SchoolRegistration
from transitions.registrations import NewRegistration
from transitions.states import PlacementReason

LINKED, WARM, PLACED = "handover.linked", "handover.warm_noted", "handover.placed"
PREPARED, FEEDBACK = "handover.prepared", "handover.feedback"
CLOSED, REOPENED = "handover.closed", "handover.reopened"
LONGEST, SHORT = 1000, 80  # characters: two sentences; a name and a role
FARTHEST = relativedelta(years=2)


class ArrivalError(RefusedError):
    """Something about the arrival of a child cannot be noted so."""


@dataclass(frozen=True)
class IntakeDays:
    """The days that stand on the line of the school's own list."""

    intake_on: date | None = None
    intake_held_on: date | None = None
    enrolled_on: date | None = None


@dataclass(frozen=True)
class WarmTalk:
    """A talk of the school and childcare about one child: when, with whom, what was agreed."""

    warm_on: date | None = None
    warm_with: str = ""
    warm_held_on: date | None = None
    warm_agreed: str = ""


def lines_for(handover: Handover, *, by: Actor) -> QuerySet[SchoolRegistration]:
    """Return the lines of the school's own list with the birth date of this child."""
    rows = SchoolRegistration.objects.visible_to(by).open()
    return rows.filter(school=handover.school_id, born_on=handover.child.born_on)


def proposed(handover: Handover, *, by: Actor) -> list[SchoolRegistration]:
    """Return the lines that can be about this child, the same first name first."""
    name = sort_key(handover.child.first_name)
    rows = lines_for(handover, by=by).order_by("sort_name", "pk")
    return sorted(rows, key=lambda line: sort_key(line.first_name) != name)


@transaction.atomic
def link(*, key: UUID, line_key: UUID | None, by: Actor, at: datetime) -> Arrival:
    """Say which line of the own list is about this child; None: none of them.

    A line is about one child: another that it was about has none then.
    Raises: DoesNotExist, PermissionDenied, ArrivalError: a line with another birth date.
    """
    arrival = _locked(key, by)
    line = registrations.locked(line_key, by=by) if line_key else None
    if line is not None:
        if not lines_for(arrival.handover, by=by).filter(pk=line.pk).exists():
            raise ArrivalError(_("Kies een regel van deze school met dezelfde geboortedatum."))
        Arrival.objects.filter(registration=line).update(registration=None)
    arrival.registration = line
    arrival.save(update_fields=["registration"])
    _log(arrival, LINKED, by=by, at=at)
    return arrival


@transaction.atomic
def note_days(*, key: UUID, days: IntakeDays, by: Actor, at: datetime) -> Arrival:
    """Note the intake and the enrolment, on the line of the own list.

    Raises: DoesNotExist, PermissionDenied, ArrivalError, RegistrationError.
    """
    arrival = _locked(key, by)
    line = arrival.registration
    if line is None or line.ended_on is not None:
        raise ArrivalError(_("Kies eerst welke regel van de intakelijst over dit kind gaat."))
    kept = {one.name: getattr(line, one.name) for one in fields(NewRegistration)}
    given = {one.name: getattr(days, one.name) for one in fields(IntakeDays)}
    if days.intake_on is None:
        kept["intake_time"] = None
    new = replace(NewRegistration(**kept), **given)
    arrival.registration = registrations.change(key=line.key, new=new, by=by, at=at)
    return arrival


@transaction.atomic
def note_warm(*, key: UUID, talk: WarmTalk, by: Actor, at: datetime) -> Arrival:
    """Note that a warm talk is planned or was held; childcare gets a mail of a new day to come.

    Raises: DoesNotExist, PermissionDenied, ArrivalError, TextError.
    """
    arrival = _locked(key, by)
    _check_days(talk, arrival.handover.child, timezone.localdate(at))
    if talk.warm_on != arrival.warm_on:
        arrival.warm_noted_at = at if talk.warm_on else None
        is_new = talk.warm_on is not None and talk.warm_held_on is None
    else:
        is_new = False
    arrival.warm_on, arrival.warm_held_on = talk.warm_on, talk.warm_held_on
    arrival.warm_with = checked(talk.warm_with, field="warm_with", most=SHORT)
    arrival.warm_agreed = checked(talk.warm_agreed, field="warm_agreed", most=LONGEST)
    arrival.save()
    _log(arrival, WARM, by=by, at=at)
    if is_new:
        arrival_mails.tell(arrival.handover, at=at)
    return arrival


@transaction.atomic
def place(*, key: UUID, group_id: int | None, reason: str, by: Actor, at: datetime) -> Arrival:
    """Place a child in a kleutergroep with the reason; None takes it out.

    Raises: DoesNotExist, PermissionDenied, ArrivalError, PlacementError.
    """
    arrival = _locked(key, by)
    if group_id is not None and reason not in PlacementReason.values:
        raise ArrivalError(_("Kies waarom dit kind in deze groep komt."), "reason")
    child = placement.place(key=key, group_id=group_id, by=by, at=at)
    group = child.school_group
    if group is not None and group.school_id != arrival.handover.school_id:
        raise ArrivalError(_("Kies een groep van de school die het formulier kreeg."), "group")
    arrival.group, arrival.reason = group, reason if group else ""
    arrival.handover.child = child
    arrival.save(update_fields=["group", "reason"])
    _log(arrival, PLACED, by=by, at=at)
    return arrival


@transaction.atomic
def prepare(*, key: UUID, prepares: str, prepared_by: str, by: Actor, at: datetime) -> Arrival:
    """Note what the school prepares for this child, and who does that.

    Raises: DoesNotExist, PermissionDenied, TextError.
    """
    arrival = _locked(key, by)
    arrival.prepares = checked(prepares, field="prepares", most=LONGEST)
    arrival.prepared_by = checked(prepared_by, field="prepared_by", most=SHORT)
    arrival.save(update_fields=["prepares", "prepared_by"])
    _log(arrival, PREPARED, by=by, at=at)
    return arrival


@transaction.atomic
def give_feedback(*, key: UUID, text: str, by: Actor, at: datetime) -> Arrival:
    """Tell childcare shortly how it went; its contacts get a mail that there is something to read.

    Raises: DoesNotExist, PermissionDenied, TextError.
    """
    arrival = _locked(key, by)
    empty = _("Schrijf in één zin wat de kinderopvang mag weten.")
    arrival.feedback = checked(text, field="feedback", most=LONGEST, empty=empty)
    arrival.feedback_at = at
    arrival.save(update_fields=["feedback", "feedback_at"])
    _log(arrival, FEEDBACK, by=by, at=at)
    arrival_mails.tell(arrival.handover, at=at)
    return arrival


@transaction.atomic
def close(*, key: UUID, by: Actor, at: datetime) -> Arrival:
    """Say that this handover is done. Raises: DoesNotExist, PermissionDenied."""
    arrival = _locked(key, by)
    if arrival.closed_at is None:
        arrival.closed_at = at
        arrival.save(update_fields=["closed_at"])
        _log(arrival, CLOSED, by=by, at=at)
    return arrival


@transaction.atomic
def reopen(*, key: UUID, by: Actor, at: datetime) -> Arrival:
    """Take the closing back. Raises: DoesNotExist, PermissionDenied."""
    arrival = _locked(key, by)
    if arrival.closed_at is not None:
        arrival.closed_at = None
        arrival.save(update_fields=["closed_at"])
        _log(arrival, REOPENED, by=by, at=at)
    return arrival


# What a button without anything to fill in does.
VERBS: dict[str, Callable[..., Arrival]] = {"close": close, "reopen": reopen}


def handovers_of(by: Actor) -> QuerySet[Handover]:
    """Return the handovers that were shared with the actor's schools and did not end."""
    seen = Handover.objects.visible_to(by).open()
    return seen.filter(shared_at__isnull=False, school__in=by.organisation_ids)


def _locked(key: UUID, by: Actor) -> Arrival:
    """Return what a school noted of a child under its lock, the child first.

    Raises: DoesNotExist, PermissionDenied.
    """
    require(by, Permission.PLACE_CHILDREN, None)
    seen = Child.objects.visible_to(by, Thing.HANDOVER)
    child = seen.select_for_update(of=("self",), no_key=True).get(key=key)
    rows = handovers_of(by).filter(child=child).select_related("school__organisation", "location")
    handover = rows.select_for_update(of=("self",), no_key=True).get()
    handover.child = child
    arrival, _is_new = Arrival.objects.get_or_create(handover=handover)
    arrival.handover = handover
    return arrival


def _check_days(talk: WarmTalk, child: Child, day: date) -> None:
    """Refuse days that cannot be. Raises: ArrivalError."""
    if talk.warm_on is not None and not child.born_on < talk.warm_on < day + FARTHEST:
        raise ArrivalError(_("Kijk deze dag na."), "warm_on")
    if talk.warm_held_on is not None and not child.born_on < talk.warm_held_on <= day:
        raise ArrivalError(_("Vul een dag in die is geweest."), "warm_held_on")


def _log(arrival: Arrival, action: str, *, by: Actor, at: datetime) -> None:
    """Append a line about the child to the log of the school."""
    handover: Any = arrival.handover
    audit.record(
        by=by,
        action=action,
        target=handover.child,
        organisation=handover.school.organisation,
        at=at,
        details={"handover": handover.log_key},
    )
