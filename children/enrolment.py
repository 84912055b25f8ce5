"""Children come, move to another group and leave; what was entered by mistake is undone.

A child belongs to one location. Whoever adds one is asked first whether it is not there already.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from children import consents, groups, trail
from children.ages import entry_refusal
from children.arrangements import entry_months
from children.models import Child, Group, GroupStay, Guardian
from children.states import CLOSINGS, ConsentAct, ConsentScope, Language, LeaveReason
from partners import modules
from partners.access import Actor
from partners.fields import sort_key
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import ModuleKind, Role

FIRST_DAY = _lazy("Kies een eerste dag na de geboorte, en niet later dan vandaag.")
UNDO_TERM = timedelta(days=14)
LOOKS_ALIKE = 0.8  # how much of two names is the same; twins stay below it
# What a school still needs when the child comes to it; all other consents end with childcare.
GOES_ALONG = frozenset({ConsentScope.SHARE_FORM, ConsentScope.HEALTH})


class EnrolmentError(RefusedError):
    """A child cannot be added, moved or taken out."""


class FullGroupError(EnrolmentError):
    """More children would be in a group than it has places: somebody says that it is meant."""

    def __init__(self, group: Group) -> None:
        """Name the group and its places."""
        text = _("%(group)s is vol (plaatsen: %(places)d).")
        super().__init__(text % {"group": group, "places": group.places}, "is_over")


class AlreadyHereError(EnrolmentError):
    """Children who are here look like the one that is added: somebody says whether it is one."""

    def __init__(self, found: Sequence[Child]) -> None:
        """Keep the children that look like it."""
        super().__init__(_("Dit kind lijkt op een kind dat er al is."))
        self.found = found


@dataclass(frozen=True)
class NewGuardian:
    """A guardian of a child that is added; more is said on the child's own page."""

    name: str
    email: str = ""
    phone: str = ""
    language: Language = Language.NL


@dataclass(frozen=True)
class NewChild:
    """A child as it is added: at a location, in one of its groups or in none yet."""

    first_name: str
    last_name: str
    born_on: date
    entered_on: date
    location_id: int
    group_id: int | None = None
    guardians: tuple[NewGuardian, ...] = ()
    days_per_week: int | None = None
    languages: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name as people say it."""
        return f"{self.first_name} {self.last_name}"

    @cached_property
    def name_key(self) -> str:
        """Return the name without case, accents and signs."""
        return sort_key(self.name)

    @cached_property
    def matcher(self) -> "SequenceMatcher[str]":
        """Return what compares the name with others: made once, for it is what takes time."""
        return SequenceMatcher(None, "", self.name_key)


def present_at(location_id: int, *, by: Actor | None) -> QuerySet[Child]:
    """Return the children of a location that somebody sees, those who left too; None sees all."""
    rows = (
        Child.objects.exclude(left_because=LeaveReason.MISTAKE)
        if by is None
        else Child.objects.visible_to(by)
    )
    return rows.filter(location=location_id, is_practice=False).select_related("group")


def lookalikes(new: NewChild, *, by: Actor) -> list[Child]:
    """Return the children at this location that could be the same, of those the actor sees.

    Those who left are among them: a child that comes back is no new child.
    """
    rows = present_at(new.location_id, by=by)
    rows = rows.filter(Q(sort_name=new.name_key) | Q(born_on=new.born_on))
    return [
        child for child in rows if is_alike(new, name_key=child.sort_name, born_on=child.born_on)
    ]


def is_alike(new: NewChild, *, name_key: str, born_on: date) -> bool:
    """Say whether two could be one child.

    The same name with any birth date, or nearly the same name with the same one.
    """
    if new.name_key == name_key:
        return True
    if new.born_on != born_on:
        return False
    names = new.matcher
    names.set_seq1(name_key)
    ratios = (names.real_quick_ratio, names.quick_ratio, names.ratio)  # the cheapest first
    return all(ratio() >= LOOKS_ALIKE for ratio in ratios)


def is_new(child: Child, at: datetime) -> bool:
    """Say whether the entry of a child can still be undone."""
    return at <= child.added_at + UNDO_TERM


def is_just_gone(child: Child, day: date) -> bool:
    """Say whether the leaving of a child can still be undone."""
    return child.left_on is not None and child.left_on >= day - UNDO_TERM


@transaction.atomic
def add(
    *,
    new: NewChild,
    is_another: bool = False,
    is_over: bool = False,
    by: Actor,
    at: datetime,
) -> Child:
    """Add a child; `is_another`: somebody said that it is none of those who look like it.

    `is_over`: somebody said that the group may be fuller than it is.

    The lock on the location lets of two who add the same child at once only one pass unasked.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError, FullGroupError, AlreadyHereError.
    """
    location = lock_location(new.location_id, by=by)
    group = _group(new.group_id, location.pk, by)
    _refuse_dates(new, timezone.localdate(at), location)
    if not is_another and (found := lookalikes(new, by=by)):
        raise AlreadyHereError(found)
    if group is not None and not is_over and groups.is_full(group):
        raise FullGroupError(group)
    return enter(location=location, news=[new], by=by, at=at)[0]


def lock_location(location_id: int, *, by: Actor | None) -> ChildcareLocation:
    """Return an own location, locked until the children in it are added; None for a command.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError: closed, or without the module.
    """
    rows = ChildcareLocation.objects.all() if by is None else _locations(by)
    rows = rows.select_related("organisation", "holder__organisation", "kindcentrum")
    location = rows.select_for_update(of=("self",), no_key=True).get(pk=location_id)
    if by is not None:
        require(by, Permission.EDIT_CHILDREN, location.organisation)
    refuse_place(location)
    return location


def refuse_place(location: ChildcareLocation) -> None:
    """Let a location pass where children can come. Raises: EnrolmentError."""
    if location.closed_on is not None:
        raise EnrolmentError(_("Deze locatie is gesloten: hier komen geen kinderen meer bij."))
    if not modules.is_on(location.municipality_id, ModuleKind.HANDOVER, location.kindcentrum):
        raise EnrolmentError(_("De module Overdracht staat voor deze locatie niet aan."))


@transaction.atomic
def enter(
    *, location: ChildcareLocation, news: Sequence[NewChild], by: Actor | None, at: datetime
) -> list[Child]:
    """Write children who were looked at before, with their guardians and a line in the log each.

    The location is locked by `lock_location`.
    """
    children = [_as_row(new, location, by, at) for new in news]
    Child.objects.bulk_create(children)
    together = list(zip(news, children, strict=True))
    GroupStay.objects.bulk_create(
        GroupStay(child=child, group_id=new.group_id, from_day=new.entered_on)
        for new, child in together
        if new.group_id is not None
    )
    Guardian.objects.bulk_create(
        Guardian(child=child, **asdict(who)) for new, child in together for who in new.guardians
    )
    for child in children:
        trail.record(child, "child.added", by=by, at=at)
    return children


def _as_row(new: NewChild, location: ChildcareLocation, by: Actor | None, at: datetime) -> Child:
    child = Child(
        location=location,
        group_id=new.group_id,
        first_name=new.first_name,
        last_name=new.last_name,
        born_on=new.born_on,
        entered_on=new.entered_on,
        days_per_week=new.days_per_week,
        languages=list(new.languages),
        added_at=at,
    )
    child.added_by = trail.membership_of(by, child) if by else None
    return child


@transaction.atomic
def move_group(
    *, key: UUID, group_id: int, from_day: date, is_over: bool = False, by: Actor, at: datetime
) -> Child:
    """Let a child be in another group of its location from a day on, today at the latest.

    `is_over`: somebody said that the group may be fuller than it is.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError, FullGroupError.
    """
    child = _present(key, by)
    group = _group(group_id, child.location_id, by)
    if group is None or group.pk == child.group_id:
        raise EnrolmentError(_("Kies een andere groep dan die waar het kind nu in zit."), "group")
    stay = child.stays.filter(until_day=None).first()
    earliest = stay.from_day if stay else child.entered_on
    if not earliest <= from_day <= timezone.localdate(at):
        raise EnrolmentError(
            _("Kies een dag sinds het kind in deze groep zit, en niet later dan vandaag."),
            "from_day",
        )
    if not is_over and groups.is_full(group):
        raise FullGroupError(group)
    _end_stay(child, from_day - timedelta(days=1))
    GroupStay.objects.create(child=child, group=group, from_day=from_day)
    child.group = group
    child.save(update_fields=["group"])
    trail.record(child, "child.moved_group", by=by, at=at)
    return child


@transaction.atomic
def leave(*, key: UUID, on: date, because: LeaveReason, by: Actor, at: datetime) -> Child:
    """Note that a child left, and end the consents that have no purpose any more.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError.
    """
    child = _present(key, by)
    if because == LeaveReason.MISTAKE:
        raise ValueError("a mistake is undone, not left")
    if not child.entered_on <= on <= timezone.localdate(at):
        raise EnrolmentError(
            _("Kies een dag sinds het kind op de opvang is, en niet later dan vandaag."), "left_on"
        )
    _take_out(child, on, because, by, at)
    trail.record(child, "child.left", by=by, at=at)
    return child


@transaction.atomic
def undo_leaving(*, key: UUID, by: Actor, at: datetime) -> Child:
    """Bring a child back that left in the last 14 days; consents that ended are asked anew.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError.
    """
    child = _locked(key, by)
    if child.left_on is None:
        raise EnrolmentError(_("Dit kind is niet weg."))
    if not is_just_gone(child, timezone.localdate(at)):
        raise EnrolmentError(_("Een vertrek is tot 14 dagen daarna terug te draaien."))
    child.left_on, child.left_because = None, ""
    child.save(update_fields=["left_on", "left_because"])
    last = child.stays.order_by("-from_day", "-pk").first()
    if last is not None and last.group_id == child.group_id:
        last.until_day = None
        last.save(update_fields=["until_day"])
    trail.record(child, "child.leaving_undone", by=by, at=at)
    return child


@transaction.atomic
def undo_entry(*, key: UUID, by: Actor, at: datetime) -> Child:
    """Take out a child that was entered by mistake in the last 14 days: nobody sees it any more.

    Only the contact of the location, not everybody who works there.

    Raises: DoesNotExist, PermissionDenied, EnrolmentError.
    """
    child = _locked(key, by)
    require(by, Permission.UNDO_CHILDREN, child.location.organisation)
    if not is_new(child, at):
        raise EnrolmentError(
            _("Invoer is tot 14 dagen daarna ongedaan te maken; noteer anders dat het kind weg is.")
        )
    _take_out(child, timezone.localdate(at), LeaveReason.MISTAKE, by, at)
    trail.record(child, "child.entry_undone", by=by, at=at)
    return child


def _refuse_dates(new: NewChild, day: date, location: ChildcareLocation) -> None:
    """Raises: EnrolmentError: the birth date or the first day cannot be right."""
    refusal = entry_refusal(new.born_on, day, months=entry_months(location.municipality_id))
    if refusal:
        raise EnrolmentError(refusal, "born_on")
    if not new.born_on <= new.entered_on <= day:
        raise EnrolmentError(str(FIRST_DAY), "entered_on")


def _group(group_id: int | None, location_id: int, by: Actor) -> Group | None:
    """Return an open group of the location; a worker places children in the own groups only.

    Raises: EnrolmentError.
    """
    rows = groups.open_at(location_id, by=by)
    group = rows.filter(pk=group_id).first() if group_id is not None else None
    if group is None and (group_id is not None or by.role == Role.KOW):
        raise EnrolmentError(_("Kies een open groep van deze locatie."), "group")
    return group


def _locations(by: Actor) -> QuerySet[ChildcareLocation]:
    return ChildcareLocation.objects.visible_to(by)


def _locked(key: UUID, by: Actor) -> Child:
    rows = Child.objects.visible_to(by).select_related(
        "location__organisation", "location__holder__organisation"
    )
    child = rows.select_for_update(of=("self",), no_key=True).get(key=key)
    require(by, Permission.EDIT_CHILDREN, child.location.organisation)
    return child


def _present(key: UUID, by: Actor) -> Child:
    """Lock a child that has not left. Raises: EnrolmentError."""
    child = _locked(key, by)
    if child.left_on is not None:
        raise EnrolmentError(_("Dit kind is al weg."))
    return child


def _take_out(child: Child, on: date, because: LeaveReason, by: Actor, at: datetime) -> None:
    _end_stay(child, on)
    kept = GOES_ALONG if because == LeaveReason.TO_SCHOOL else frozenset()
    closed = child.consent_questions.filter(events__act__in=CLOSINGS).values("pk")
    open_ones = child.consent_questions.exclude(pk__in=closed).exclude(scope__in=kept)
    for pk in open_ones.order_by("pk").values_list("pk", flat=True):
        consents.close(question_id=pk, act=ConsentAct.ENDED, by=by, at=at)
    child.left_on, child.left_because = on, because
    child.save(update_fields=["left_on", "left_because"])


def _end_stay(child: Child, on: date) -> None:
    """End the stay of now; one that began later ends the day before it began."""
    for stay in child.stays.filter(until_day=None):
        stay.until_day = max(on, stay.from_day - timedelta(days=1))
        stay.save(update_fields=["until_day"])
