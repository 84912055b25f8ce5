"""Who is a member where: grant, change and end memberships (ADR 0013).

Every write locks the organisation and then the person, so two of them never miss each other.
These locks let others refer to both meanwhile: a log line of somebody's hours never waits for them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, invitations
from partners.access import Actor
from partners.accounts import Invitee, find_or_make
from partners.membership_rules import (
    LastAdminError,
    MembershipError,
    Period,
    check_combination,
    check_no_overlap,
    check_not_self,
    check_period,
    check_role,
)
from partners.models import Membership, Organisation, User
from partners.roles import Permission, require
from partners.states import FIRST_ADMIN_ROLE, OrganisationKind


@dataclass(frozen=True)
class Appointment:
    """What a person gets: a role, its days and its flags."""

    role: str
    valid_from: date
    valid_until: date | None = None
    is_lead: bool = False
    is_admin: bool = False

    @property
    def period(self) -> Period:
        """Return the days."""
        return Period(self.valid_from, self.valid_until)


@dataclass(frozen=True)
class Change:
    """What a membership should become; the role and the first day never change."""

    valid_until: date | None
    is_lead: bool
    is_admin: bool


@dataclass(frozen=True)
class Granted:
    """The new membership, and whether the person is new here too."""

    membership: Membership
    is_new_user: bool


@transaction.atomic
def grant(
    *,
    invitee: Invitee,
    organisation: Organisation,
    appointment: Appointment,
    by: Actor | None,
    at: datetime,
) -> Granted:
    """Give a person a role at an organisation; new people get an invitation.

    `by` manages the members of that organisation; None is the command line, which may also
    choose a first day in the past.

    Raises: PermissionDenied, Organisation.DoesNotExist, MembershipError.
    Source: policy choice, ADR 0013.
    """
    place = _locked(organisation, by)
    if by is not None:
        require(by, Permission.MANAGE_MEMBERS, place)
    return _appoint(invitee, place, appointment, by=by, at=at)


@transaction.atomic
def invite_first_admin(
    *, invitee: Invitee, organisation: Organisation, by: Actor | None, at: datetime
) -> Granted:
    """Invite the first administrator of an organisation in the actor's municipality.

    That person gets the default role of the kind and invites everybody else.

    Raises: PermissionDenied, Organisation.DoesNotExist, MembershipError: there is an
    administrator already, or it is a municipality itself.
    Source: policy choice, ADR 0013.
    """
    if by is not None:
        require(by, Permission.INVITE_FIRST_ADMIN, None)
    place = _locked(organisation, by)
    if place.kind == OrganisationKind.MUNICIPALITY and by is not None:
        raise MembershipError(
            _("De eerste beheerder van een gemeente wordt bij de installatie gemaakt.")
        )
    today = timezone.localdate(at)
    if place.memberships.not_over_on(today).managing().exists():
        raise MembershipError(
            _(
                "%(organisation)s heeft al een beheerder. Die nodigt de andere leden uit: "
                "jij hoeft niets te doen."
            )
            % {"organisation": place}
        )
    role = FIRST_ADMIN_ROLE[OrganisationKind(place.kind)]
    appointment = Appointment(role=role, valid_from=today, is_admin=True)
    return _appoint(invitee, place, appointment, by=by, at=at)


@transaction.atomic
def end(
    *,
    membership_id: int,
    last_day: date | None,
    by: Actor | None,
    at: datetime,
    is_last_admin_ok: bool = False,
) -> Membership:
    """End a membership: at once, or after `last_day`.

    Raises: Membership.DoesNotExist, PermissionDenied, LastAdminError, MembershipError: it is
    over already, or the last day makes it longer instead.
    """
    membership = _managed(membership_id, by)
    today = timezone.localdate(at)
    _check_not_over(membership, today)
    is_now = last_day is None or last_day <= today
    if last_day is not None:
        _check_earlier(membership, last_day, today)
    if membership.is_admin and not is_last_admin_ok:
        _check_admin_remains(membership, after=today if last_day is None else last_day)
    membership.valid_until = max(today, membership.valid_from) if is_now else last_day
    membership.ended_at = at if is_now else None
    membership.save(update_fields=["valid_until", "ended_at"])
    _record("member.ended", membership, by=by, at=at)
    return membership


@transaction.atomic
def change(
    *,
    membership_id: int,
    change: Change,
    by: Actor | None,
    at: datetime,
    is_last_admin_ok: bool = False,
) -> Membership:
    """Move the last day or set the flags; what gives more rights counts as a grant.

    Raises: Membership.DoesNotExist, PermissionDenied, LastAdminError, MembershipError.
    """
    membership = _managed(membership_id, by)
    today = timezone.localdate(at)
    _check_not_over(membership, today)
    period = Period(membership.valid_from, change.valid_until)
    check_period(period, today=today, is_backdating_allowed=True)
    check_role(membership.role, membership.organisation, is_admin=change.is_admin)
    gives_more = _gives_more(membership, change)
    if gives_more:
        check_not_self(by, membership.user)
        check_combination(
            membership.user, membership.organisation, membership.role, period, but=membership.pk
        )
        _check_no_other(membership, period)
    if membership.is_admin and not is_last_admin_ok:
        _check_admin_remains(membership, after=change.valid_until if change.is_admin else today)
    membership.valid_until = change.valid_until
    membership.is_lead, membership.is_admin = change.is_lead, change.is_admin
    membership.save(update_fields=["valid_until", "is_lead", "is_admin"])
    _record("member.changed", membership, by=by, at=at)
    if gives_more:
        invitations.tell_administrators(membership, by=by, at=at, is_new=False)
    return membership


@transaction.atomic
def hand_over_link(*, membership_id: int, by: Actor, at: datetime) -> User:
    """Return whose link to a new password the administrator may hand over, and log it.

    Only for people without an address of their own, who are members nowhere else: whoever has
    an address asks for a link there.

    Raises: Membership.DoesNotExist, PermissionDenied, MembershipError.
    """
    membership = _managed(membership_id, by)
    person = membership.user
    if person.email:
        raise MembershipError(
            _("%(name)s heeft een e-mailadres en vraagt zelf een link, met Wachtwoord vergeten.")
            % {"name": person}
        )
    check_not_self(by, person)
    elsewhere = person.memberships.not_over_on(timezone.localdate(at))
    if elsewhere.exclude(organisation__in=by.managed_ids).exists():
        raise MembershipError(
            _("%(name)s werkt ook bij een andere organisatie. Vraag de functioneel beheerder.")
            % {"name": person}
        )
    _record("password.link_given", membership, by=by, at=at)
    return person


def state_on(membership: Membership, day: date) -> str:
    """Return `ended`, `upcoming`, `invited` (no password yet) or `active`."""
    last = membership.valid_until
    if membership.ended_at is not None or (last is not None and last < day):
        return "ended"
    if membership.valid_from > day:
        return "upcoming"
    return "active" if membership.user.has_usable_password() else "invited"


def _appoint(
    invitee: Invitee,
    place: Organisation,
    appointment: Appointment,
    *,
    by: Actor | None,
    at: datetime,
) -> Granted:
    """Check every rule, write the membership and its log line, and queue the mails."""
    check_role(appointment.role, place, is_admin=appointment.is_admin)
    check_period(appointment.period, today=timezone.localdate(at), is_backdating_allowed=by is None)
    user, is_new = find_or_make(invitee)
    check_not_self(by, user)
    check_no_overlap(user, place, appointment.role, appointment.period)
    check_combination(user, place, appointment.role, appointment.period)
    membership = Membership.objects.create(
        user=user,
        organisation=place,
        role=appointment.role,
        valid_from=appointment.valid_from,
        valid_until=appointment.valid_until,
        is_lead=appointment.is_lead,
        is_admin=appointment.is_admin,
    )
    _record("member.granted", membership, by=by, at=at, is_new_user=is_new)
    invitations.invite(membership, by=by, at=at)
    invitations.tell_administrators(membership, by=by, at=at, is_new=True)
    return Granted(membership, is_new)


def _locked(organisation: Organisation, by: Actor | None) -> Organisation:
    rows = Organisation.objects.all() if by is None else Organisation.objects.visible_to(by)
    found: Organisation = rows.select_for_update(no_key=True).get(pk=organisation.pk)
    return found


def _managed(membership_id: int, by: Actor | None) -> Membership:
    """Return the membership, with its organisation and person locked, if the actor manages it."""
    rows = Membership.objects.all() if by is None else Membership.objects.visible_to(by)
    seen = rows.get(pk=membership_id)
    place = Organisation.objects.select_for_update(no_key=True).get(pk=seen.organisation_id)
    if by is not None:
        require(by, Permission.MANAGE_MEMBERS, place)
    person = User.objects.select_for_update(no_key=True).get(pk=seen.user_id)
    membership: Membership = rows.select_for_update(no_key=True).get(pk=membership_id)
    membership.organisation, membership.user = place, person
    return membership


def _check_not_over(membership: Membership, today: date) -> None:
    last = membership.valid_until
    if membership.ended_at is not None or (last is not None and last < today):
        raise MembershipError(
            _("Dit lidmaatschap is al afgelopen. Nodig %(name)s opnieuw uit.")
            % {"name": membership.user}
        )


def _check_earlier(membership: Membership, last_day: date, today: date) -> None:
    if last_day < today:
        raise MembershipError(_("Kies als laatste dag vandaag of later."), "last_day")
    if membership.valid_until is not None and last_day > membership.valid_until:
        raise MembershipError(
            _("Deze dag ligt na de huidige laatste dag. Verlengen doe je bij Wijzigen."),
            "last_day",
        )
    if today < last_day < membership.valid_from:
        raise MembershipError(
            _("Deze dag ligt voor de eerste dag. Kies een latere dag, of beëindig direct."),
            "last_day",
        )


def _check_admin_remains(membership: Membership, *, after: date | None) -> None:
    """Refuse when nobody else manages the members after that day; None: it goes on for good."""
    if after is None:
        return
    others = membership.organisation.memberships.not_over_on(after + timedelta(days=1)).managing()
    if not others.exclude(pk=membership.pk).exists():
        raise LastAdminError(
            _(
                "%(name)s is de enige beheerder van %(organisation)s. Daarna kan niemand daar nog "
                "leden uitnodigen, tot de gemeente een nieuwe beheerder uitnodigt."
            )
            % {"name": membership.user, "organisation": membership.organisation}
        )


def _check_no_other(membership: Membership, period: Period) -> None:
    same = membership.organisation.memberships.filter(
        user=membership.user, role=membership.role, ended_at__isnull=True
    )
    others = same.exclude(pk=membership.pk)
    if any(Period(other.valid_from, other.valid_until).overlaps(period) for other in others):
        raise MembershipError(
            _(
                "Deze rol heeft %(name)s hier ook in een latere periode. "
                "Kies een eerdere laatste dag."
            )
            % {"name": membership.user},
            "valid_until",
        )


def _gives_more(membership: Membership, change: Change) -> bool:
    old, new = membership.valid_until, change.valid_until
    is_longer = old is not None and (new is None or new > old)
    return (
        is_longer
        or (change.is_lead and not membership.is_lead)
        or (change.is_admin and not membership.is_admin)
    )


def _record(
    action: str, membership: Membership, *, by: Actor | None, at: datetime, **more: Any
) -> None:
    until = membership.valid_until
    audit.record(
        by=by,
        action=action,
        at=at,
        target=membership,
        organisation=membership.organisation,
        details={
            "role": membership.role,
            "from": membership.valid_from.isoformat(),
            "until": until.isoformat() if until else None,
            "is_lead": membership.is_lead,
            "is_admin": membership.is_admin,
            **more,
        },
    )
