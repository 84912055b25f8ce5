"""The intake list of a school: its own record of the children that it expects (domain 5.8).

Nothing in it came from childcare. Whom a line is about childcare says, and only childcare reads
(`transitions.information`).
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from children.models import Child
from children.querysets import module_is_on
from dossier.querysets import open_on
from partners import audit
from partners.access import Actor
from partners.fields import sort_key
from partners.models import AuditEntry, ChildcareLocation, School
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import Role
from transitions.models import Arrival, InformationMatch, SchoolRegistration
from transitions.registration_querysets import KEEPERS, schools_of
from transitions.registration_states import InformationStand, Preschool, RegistrationEnd

ADDED, CHANGED, READ = "registration.added", "registration.changed", "registration.read"
ENDED, REOPENED = "registration.ended", "registration.reopened"
EXPORTED = "registration.exported"
OLDEST_YEARS = 7
FARTHEST = relativedelta(years=5)
# What says who the child is: once changed, a question about it is about somebody else.
IDENTITY = ("first_name", "last_initial", "born_on", "preschool", "location_id", "preschool_name")


class RegistrationError(RefusedError):
    """A line of the intake list cannot be kept so."""


@dataclass(frozen=True)
class NewRegistration:
    """What a school notes of a child that it expects."""

    first_name: str
    last_initial: str
    born_on: date
    preschool: Preschool
    location_id: int | None = None
    preschool_name: str = ""
    intake_on: date | None = None
    intake_time: time | None = None
    intake_held_on: date | None = None
    enrolled_on: date | None = None
    starts_on: date | None = None


def own_schools(by: Actor) -> QuerySet[School]:
    """Return the schools whose list an actor keeps."""
    return schools_of(by).select_related("organisation").order_by("organisation__sort_name")


def locations_near(by: Actor) -> QuerySet[ChildcareLocation]:
    """Return the open locations of the municipalities of own schools: the register is public."""
    rows = ChildcareLocation.objects.filter(
        open_on(by.day), municipality__in=schools_of(by).order_by().values("municipality")
    )
    return rows.select_related("organisation").order_by("organisation__sort_name")


def taking_part(locations: Iterable[int | None], *, day: date) -> set[int]:
    """Return which of these locations can be asked: open, and with Overdracht."""
    rows = ChildcareLocation.objects.filter(module_is_on(), open_on(day))
    return set(rows.filter(pk__in={pk for pk in locations if pk}).values_list("pk", flat=True))


def rows(actor: Actor, *, at: datetime) -> QuerySet[SchoolRegistration]:
    """Return the lines that an actor sees, with what the school reads now."""
    found = (
        SchoolRegistration.objects.visible_to(actor)
        .with_information(at)
        .annotate(is_held=Q(intake_held_on__isnull=False))
    )
    return found.select_related("school__organisation", "location__organisation")


def without_information(actor: Actor, *, at: datetime) -> int:
    """Return for how many intakes of the next two weeks nothing is known to come."""
    found: QuerySet[Any] = rows(actor, at=at)
    return found.filter(is_urgent=0).count()


@transaction.atomic
def add(*, new: NewRegistration, school_id: int, by: Actor, at: datetime) -> SchoolRegistration:
    """Put a child on the intake list of an own school.

    Raises: School.DoesNotExist, PermissionDenied, RegistrationError.
    """
    require(by, Permission.KEEP_INTAKES, None)
    school = own_schools(by).get(pk=school_id)
    row = SchoolRegistration(school=school, added_at=at, **asdict(new))
    row.added_by = next(m for m in by.memberships if m.organisation_id == school.pk)
    _check(row, by)
    row.save()
    _log(row, ADDED, by=by, at=at)
    return row


@transaction.atomic
def change(*, key: UUID, new: NewRegistration, by: Actor, at: datetime) -> SchoolRegistration:
    """Change a line; what was asked about another name, birth date or childcare lapses.

    Raises: DoesNotExist, PermissionDenied, RegistrationError.
    """
    row = locked(key, by=by)
    before = [getattr(row, name) for name in IDENTITY]
    for name, value in asdict(new).items():
        setattr(row, name, value)
    _check(row, by)
    row.save()
    if before != [getattr(row, name) for name in IDENTITY]:
        row.requests.filter(ended_at=None).update(ended_at=at)
    _log(row, CHANGED, by=by, at=at)
    return row


@transaction.atomic
def end(*, key: UUID, because: str, by: Actor, at: datetime) -> SchoolRegistration:
    """Take a child from the list. Raises: DoesNotExist, PermissionDenied, RegistrationError."""
    row = locked(key, by=by)
    if because not in RegistrationEnd.values:
        raise RegistrationError(_("Kies waarom dit kind van de lijst gaat."), "because")
    row.ended_on, row.ended_because = timezone.localdate(at), because
    row.save(update_fields=["ended_on", "ended_because"])
    _log(row, ENDED, by=by, at=at)
    return row


@transaction.atomic
def reopen(*, key: UUID, by: Actor, at: datetime) -> SchoolRegistration:
    """Put a child back on the list. Raises: DoesNotExist, PermissionDenied, RegistrationError."""
    row = locked(key, by=by, is_open=False)
    if row.ended_on is None:
        return row
    row.ended_on, row.ended_because = None, ""
    _refuse_double(row)
    row.save(update_fields=["ended_on", "ended_because"])
    _log(row, REOPENED, by=by, at=at)
    return row


def locked(key: UUID, *, by: Actor, is_open: bool = True) -> SchoolRegistration:
    """Return a line of an own school under its lock. Raises: DoesNotExist, PermissionDenied."""
    require(by, Permission.KEEP_INTAKES, None)
    lines = SchoolRegistration.objects.visible_to(by)
    lines = lines.open() if is_open else lines
    found = lines.select_related("school__organisation", "school__municipality")
    return found.select_for_update(of=("self",), no_key=True).get(key=key)


def note_read(actor: Actor, shown: Collection[SchoolRegistration], *, at: datetime) -> None:
    """Note which lines somebody saw: in the log of who sees them, childcare or the school."""
    places = {membership.organisation_id: membership for membership in actor.memberships}
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=at,
            user=actor.user,
            role=actor.role,
            membership=_membership(places, row),
            organisation_id=_log_of(actor, row),
            action=READ,
            target_type=SchoolRegistration._meta.label,
            target_key=row.log_key,
        )
        for row in shown
    )


def intake_on(child: Child) -> date | None:
    """Return the first planned intake of a child (A): of the open lines that are about it."""
    return intakes_of([child]).get(child.pk)


def intakes_of(children: Collection[Child]) -> dict[int, date]:
    """Return the first planned intake of each child that has one, as childcare may know it.

    By what childcare said of a line, or by the line that a school put to what was shared with it.
    """
    said = InformationMatch.objects.newest().filter(
        child__in=children,
        request__ended_at=None,
        request__registration__ended_on=None,
        request__registration__intake_on__isnull=False,
    )
    first = said.order_by().values("child").annotate(day=Min("request__registration__intake_on"))
    found: dict[int, date] = dict(first.values_list("child", "day"))
    linked: Any = Arrival.objects.filter(
        handover__child__in=children,
        handover__ended_at=None,
        registration__ended_on=None,
        registration__intake_on__isnull=False,
    )
    for child, day in linked.values_list("handover__child", "registration__intake_on"):
        found[child] = min(day, found.get(child, day))
    return found


@transaction.atomic
def export(
    *, shown: Collection[SchoolRegistration], by: Actor, at: datetime
) -> list[tuple[Any, ...]]:
    """Return the cells of a download of these lines, and note it."""
    note_read(by, shown, at=at)
    audit.record(by=by, action=EXPORTED, at=at, details={"count": len(shown)})
    return [cells(row) for row in shown]


def cells(row: Any) -> tuple[Any, ...]:
    """Return the cells of one line, read with `rows`."""
    return (
        row.name,
        row.born_on,
        preschool_words(row),
        row.intake_on,
        row.intake_time.strftime("%H.%M") if row.intake_time else "",
        InformationStand(row.information).label if row.location_id else "",
        row.intake_held_on,
        row.enrolled_on,
        row.starts_on,
        row.get_ended_because_display(),
    )


def preschool_words(row: SchoolRegistration) -> str:
    """Return where a child is before school: the name, or that there is none."""
    if row.location is not None:
        return row.location.name
    return row.preschool_name or str(row.get_preschool_display())


def _check(row: SchoolRegistration, by: Actor) -> None:
    """Refuse what cannot be right. Raises: RegistrationError."""
    if not by.day - relativedelta(years=OLDEST_YEARS) < row.born_on <= by.day:
        raise RegistrationError(_("Kijk de geboortedatum na."), "born_on")
    _check_days(row, by)
    if not row.last_initial.isalpha():
        raise RegistrationError(_("Vul één letter in."), "last_initial")
    if row.location_id is not None and not locations_near(by).filter(pk=row.location_id).exists():
        raise RegistrationError(_("Kies een opvang uit de lijst."), "preschool")
    _refuse_double(row)


def _check_days(row: SchoolRegistration, by: Actor) -> None:
    """Refuse days that cannot be. Raises: RegistrationError."""
    for name in ("intake_on", "starts_on"):
        day = getattr(row, name)
        if day is not None and not row.born_on < day < by.day + FARTHEST:
            raise RegistrationError(_("Kijk deze dag na."), name)
    for name in ("intake_held_on", "enrolled_on"):
        day = getattr(row, name)
        if day is not None and not row.born_on < day <= by.day:
            raise RegistrationError(_("Vul een dag in die is geweest."), name)
    if row.intake_time is not None and row.intake_on is None:
        raise RegistrationError(_("Vul ook de dag van de intake in."), "intake_on")


def _refuse_double(row: SchoolRegistration) -> None:
    School.objects.select_for_update(no_key=True).get(pk=row.school_id)  # two who add at once
    same = SchoolRegistration.objects.open().filter(
        school=row.school_id, sort_name=sort_key(row.name), born_on=row.born_on
    )
    if same.exclude(pk=row.pk).exists():
        raise RegistrationError(
            _("%(name)s met deze geboortedatum staat al op de lijst.") % {"name": row.name},
            "first_name",
        )


def _membership(places: dict[int, Any], row: SchoolRegistration) -> Any:
    """Return the membership by which somebody sees a line, of the school or of another place."""
    return places.get(row.school_id) or next(iter(places.values()))


def _log_of(actor: Actor, row: SchoolRegistration) -> int:
    """Return whose log a read is in: of the school; of childcare when it reads what is asked."""
    location = row.location
    if actor.role in KEEPERS or location is None or actor.role == Role.DPO:
        return int(row.school_id)
    return int(location.holder_id)


def _log(row: SchoolRegistration, action: str, *, by: Actor, at: datetime) -> None:
    audit.record(by=by, action=action, target=row, organisation=row.school.organisation, at=at)
