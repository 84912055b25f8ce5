"""Named contacts of a location or a school: who holds a place, who is away, who takes over.

A period is never rewritten: whoever changes something ends the one of now and begins another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.contact_querysets import places_handing_over
from partners.models import ContactAbsence, FixedContact, Membership, Organisation, User
from partners.querysets import OrganisationQuerySet
from partners.refusals import RefusedError
from partners.roles import Permission, require
from partners.states import CONTACT_ROLES, ContactPlace, OrganisationKind, Role


class ContactError(RefusedError):
    """A contact or an absence cannot be saved."""


@dataclass(frozen=True)
class ContactValues:
    """Who holds a place, and how and when that person can be reached.

    `title` is what a school calls its coordinator; nobody else has one.
    """

    membership_id: int
    phone: str
    working_days: Sequence[int]
    title: str = ""


@dataclass(frozen=True)
class Takeover:
    """That one person takes the work of another at a place."""

    organisation: Organisation
    leaving: User
    taking: Membership


@dataclass(frozen=True)
class Mover:
    """What goes along in a takeover; an app that has such work registers it in MOVERS.

    `preview` says in one line each what would go from a person at a place on a day, `move` lets it
    go and says what went and what did not.
    """

    preview: Callable[[Organisation, User, date], list[str]]
    move: Callable[[Takeover, Actor, datetime], list[str]]


MOVERS: list[Mover] = []


def fixed_contact(organisation_id: int, day: date) -> FixedContact | None:
    """Return the fixed contact of a place who still works there; None when there is nobody."""
    rows = FixedContact.objects.live(day).filter(organisation=organisation_id)
    return rows.filter(place=ContactPlace.FIXED).select_related("membership__user").first()


def possible_contacts(place: Organisation, *, by: Actor) -> QuerySet[Membership]:
    """Return who can be named: members of the place itself in a role that sees children.

    Each person once, in the role that acts for the place where one has more.
    """
    members = _members(place, by)
    best = members.annotate(rank=_rank()).order_by("user_id", "rank", "pk").distinct("user_id")
    rows = members.filter(pk__in=best.values("pk")).select_related("user")
    return rows.order_by("user__sort_name", "pk")


def _members(place: Organisation, by: Actor) -> QuerySet[Membership]:
    roles = CONTACT_ROLES.get(OrganisationKind(place.kind), frozenset())
    rows = Membership.objects.visible_to(by).working_on(by.day)
    return rows.filter(organisation=place, role__in=roles)


def _rank() -> Case:
    """Return the order in which the roles of one person are chosen from."""
    first = (Role.KOC, Role.QC)
    return Case(*(When(role=role, then=0) for role in first), default=1)


def places_to_manage(by: Actor) -> OrganisationQuerySet:
    """Return the own open places of which the actor names the contacts: with Overdracht on."""
    own = Organisation.objects.visible_to(by).filter(pk__in=by.organisation_ids)
    return own.filter(places_handing_over()).open_on(by.day)


def current(place: Organisation, kind: ContactPlace, day: date) -> FixedContact | None:
    """Return the period of a place that runs, also where the person has no role any more."""
    rows = FixedContact.objects.on(day).filter(organisation=place, place=kind)
    return rows.select_related("membership__user").first()


def held_by(member: Membership, day: date) -> FixedContact | None:
    """Return the place that a member holds on a day, to be taken over before that member leaves."""
    rows = FixedContact.objects.on(day).filter(membership=member)
    return rows.select_related("organisation").first()


def leaving_work(place: Organisation, person: User, day: date) -> list[str]:
    """Return in words what goes along when somebody takes over from this person on a day."""
    return [line for mover in MOVERS for line in mover.preview(place, person, day)]


@transaction.atomic
def name(
    *, organisation_id: int, kind: ContactPlace, values: ContactValues, by: Actor, at: datetime
) -> FixedContact:
    """Let somebody hold a place from today on, or be reached in another way.

    The fixed contact of now is not simply replaced: that is a takeover. A deputy who becomes the
    fixed contact leaves the place of deputy.

    Raises: Organisation.DoesNotExist, PermissionDenied, ContactError.
    """
    place, day = _locked(organisation_id, by), timezone.localdate(at)
    holder = current(place, kind, day)
    member = _member(place, values, by)
    is_other = holder is not None and holder.membership.user_id != member.user_id
    if kind == ContactPlace.FIXED and holder is not None and is_other:
        raise ContactError(
            _("%s is de vaste contactpersoon: laat een ander het overnemen.")
            % holder.membership.user,
            "member",
        )
    if kind == ContactPlace.DEPUTY:
        _refuse_both(place, member, day)
    else:
        _end_as_deputy(place, member, day)
    return _begin(place, kind, values, by=by, at=at)


@transaction.atomic
def take_over(
    *, organisation_id: int, values: ContactValues, with_work: bool, by: Actor, at: datetime
) -> tuple[FixedContact, list[str]]:
    """Let another be the fixed contact from today on, with or without the work of the first.

    A deputy who takes over leaves the place of deputy. Returns the new period and what went along.

    Raises: Organisation.DoesNotExist, PermissionDenied, ContactError: there is nobody to take over
    from, or it is the same person.
    """
    place, day = _locked(organisation_id, by), timezone.localdate(at)
    holder = current(place, ContactPlace.FIXED, day)
    member = _member(place, values, by)
    if holder is None:
        raise ContactError(_("Er is niemand om het van over te nemen: wijs iemand aan."))
    if holder.membership.user_id == member.user_id:
        raise ContactError(_("Kies iemand anders dan wie het nu is."), "member")
    _end_as_deputy(place, member, day)
    taken = _begin(place, ContactPlace.FIXED, values, by=by, at=at)
    _record("contact.taken_over", taken, by, at)
    if not with_work:
        return taken, []
    takeover = Takeover(place, holder.membership.user, member)
    return taken, [line for mover in MOVERS for line in mover.move(takeover, by, at)]


@transaction.atomic
def note_absence(
    *,
    organisation_id: int,
    kind: ContactPlace,
    first_day: date,
    back_on: date | None,
    by: Actor,
    at: datetime,
) -> ContactAbsence:
    """Note that who holds a place is away; the other of the two stands in.

    Raises: Organisation.DoesNotExist, PermissionDenied, ContactError.
    """
    place, day = _locked(organisation_id, by), timezone.localdate(at)
    holder = current(place, kind, day)
    if holder is None:
        raise ContactError(_("Hier is nog niemand aangewezen."))
    if back_on is not None and back_on <= max(first_day, day):
        raise ContactError(_("Kies een dag na de eerste dag, en later dan vandaag."), "back_on")
    others = holder.membership.absences.filter(Q(back_on=None) | Q(back_on__gt=first_day))
    if back_on is not None:
        others = others.filter(first_day__lt=back_on)
    if others.exists():
        raise ContactError(_("In deze dagen staat al een afwezigheid."), "first_day")
    absence = ContactAbsence.objects.create(
        membership=holder.membership, first_day=first_day, back_on=back_on
    )
    _record("contact.absent", holder, by, at)
    return absence


@transaction.atomic
def come_back(*, absence_id: int, by: Actor, at: datetime) -> ContactAbsence:
    """End an absence today, or take back one that was to come.

    Raises: DoesNotExist, PermissionDenied, ContactError: it is over already.
    """
    places = places_to_manage(by).values("pk")
    rows = ContactAbsence.objects.filter(membership__organisation__in=places)
    absence = rows.select_related("membership__organisation").get(pk=absence_id)
    place = _locked(absence.membership.organisation_id, by)
    today = timezone.localdate(at)
    absence.refresh_from_db(fields=["back_on"])
    if absence.back_on is not None and absence.back_on <= today:
        raise ContactError(_("Deze afwezigheid is al voorbij."))
    absence.back_on = max(absence.first_day, today)
    absence.save(update_fields=["back_on"])
    audit.record(by=by, action="contact.back", target=absence, organisation=place, at=at)
    return absence


def _begin(
    place: Organisation, kind: ContactPlace, values: ContactValues, *, by: Actor, at: datetime
) -> FixedContact:
    """End the period of now and begin the next; one that says the same goes on."""
    day = timezone.localdate(at)
    said: dict[str, Any] = {
        "membership_id": values.membership_id,
        "phone": values.phone,
        "working_days": sorted(values.working_days),
        "title": values.title,
    }
    holder = current(place, kind, day)
    if holder is not None:
        if all(getattr(holder, column) == value for column, value in said.items()):
            return holder
        _end(holder, day)
    begun = FixedContact.objects.create(organisation=place, place=kind, valid_from=day, **said)
    _record("contact.named", begun, by, at)
    return begun


def _end(contact: FixedContact, day: date) -> None:
    contact.ended_on = day
    contact.save(update_fields=["ended_on"])


def _end_as_deputy(place: Organisation, member: Membership, day: date) -> None:
    """Let who becomes the fixed contact stand in for nobody; the person counts, not the role."""
    deputy = current(place, ContactPlace.DEPUTY, day)
    if deputy is not None and deputy.membership.user_id == member.user_id:
        _end(deputy, day)


def _member(place: Organisation, values: ContactValues, by: Actor) -> Membership:
    """Return who is named. Raises: ContactError: not from here, or the title does not fit."""
    rows = _members(place, by).select_related("user")
    member = rows.filter(pk=values.membership_id).first()
    if member is None:
        raise ContactError(_("Kies iemand die hier werkt."), "member")
    if (member.role == Role.QC) != bool(values.title):
        raise ContactError(
            _("Kies hoe de kwaliteitscoördinator bij jullie heet.")
            if member.role == Role.QC
            else _("Alleen een kwaliteitscoördinator heeft deze functie: laat haar leeg."),
            "title",
        )
    return member


def _refuse_both(place: Organisation, member: Membership, day: date) -> None:
    """Raises: ContactError: the fixed contact cannot stand in for itself."""
    fixed = current(place, ContactPlace.FIXED, day)
    if fixed is not None and fixed.membership.user_id == member.user_id:
        raise ContactError(
            _("%s is al de vaste contactpersoon: kies een ander als vervanger.") % member.user,
            "member",
        )


def _locked(organisation_id: int, by: Actor) -> Organisation:
    """Lock a place of the actor's own, so that two people do not name somebody at once."""
    rows = Organisation.objects.visible_to(by).filter(places_handing_over())
    place: Organisation = rows.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)
    require(by, Permission.EDIT_COOPERATION, place)
    return place


def _record(action: str, contact: FixedContact, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        target=contact,
        organisation=contact.organisation,
        at=at,
        details={"place": contact.place},
    )
