"""The rules of memberships (ADR 0013): checks before a grant, and the search for breaches.

The database repeats the rules on kinds and combinations (migration 0004); these say why.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.access import Actor
from partners.models import ChildcareLocation, IssuerMandate, Membership, Organisation, School, User
from partners.states import (
    CHILD_ROLES,
    MANAGING_ROLES,
    OFFICE_ROLES,
    ROLES_OF_KIND,
    OrganisationKind,
    Role,
)


class MembershipError(Exception):
    """A refused membership; the message says what to do, `field` names the input it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        """Keep the sentence and the input."""
        super().__init__(message)
        self.message = message
        self.field = field


class LastAdminError(MembershipError):
    """Nobody would be left who manages the members; the person may say that this is meant."""


class AlreadyMemberError(MembershipError):
    """The person holds this role here in (part of) this period."""

    def __init__(self, message: str, membership: Membership) -> None:
        """Keep what is there already."""
        super().__init__(message, "role")
        self.membership = membership


@dataclass(frozen=True)
class Period:
    """From the first to and including the last day; without a last day it goes on."""

    first: date
    last: date | None = None

    def overlaps(self, other: "Period") -> bool:
        """Say whether there is a day that lies in both."""
        return (self.last is None or other.first <= self.last) and (
            other.last is None or self.first <= other.last
        )


def check_role(role: str, organisation: Organisation, *, is_admin: bool) -> None:
    """Refuse a role that does not sit on this kind of organisation, or cannot manage members.

    Raises: MembershipError.
    """
    if role not in ROLES_OF_KIND[OrganisationKind(organisation.kind)]:
        raise MembershipError(
            _("De rol %(role)s bestaat niet bij een %(kind)s. Kies een andere rol.")
            % {"role": _label(role), "kind": organisation.get_kind_display()},
            "role",
        )
    if is_admin and role not in MANAGING_ROLES:
        raise MembershipError(
            _("Met de rol %(role)s kun je geen leden beheren. Zet dat vinkje uit.")
            % {"role": _label(role)},
            "is_admin",
        )


def check_period(period: Period, *, today: date, is_backdating_allowed: bool = False) -> None:
    """Refuse a period that ends before it begins, is over, or began before today.

    Raises: MembershipError.
    """
    if period.last is not None and period.last < period.first:
        raise MembershipError(
            _("De laatste dag ligt voor de eerste dag. Kies een latere laatste dag."),
            "valid_until",
        )
    if period.first < today and not is_backdating_allowed:
        raise MembershipError(_("Kies als eerste dag vandaag of later."), "valid_from")
    if period.last is not None and period.last < today:
        raise MembershipError(_("Kies als laatste dag vandaag of later."), "valid_until")


def check_not_self(by: Actor | None, user: User) -> None:
    """Refuse that people grant something to themselves, under any address that is theirs.

    Raises: MembershipError.
    """
    if by is not None and (
        by.user.pk == user.pk or is_same_address(by.user.email or "", user.email or "")
    ):
        raise MembershipError(
            _("Je kunt jezelf geen rechten geven. Vraag een andere beheerder."), "email"
        )


def check_no_overlap(user: User, organisation: Organisation, role: str, period: Period) -> None:
    """Refuse a role that the person already holds there in (part of) this period.

    Raises: AlreadyMemberError.
    """
    same = Membership.objects.filter(
        user=user, organisation=organisation, role=role, ended_at__isnull=True
    )
    for membership in same.select_related("organisation"):
        if period_of(membership).overlaps(period):
            raise AlreadyMemberError(
                _("De rol %(role)s heeft %(name)s bij %(organisation)s al in deze periode.")
                % {"name": user, "role": _label(role), "organisation": organisation},
                membership,
            )


def check_combination(
    user: User, organisation: Organisation, role: str, period: Period, *, but: int | None = None
) -> None:
    """Refuse an office role and a role that sees children, of one person in one municipality.

    `but` is the membership that is being changed. All accounts of one address are one person.

    Raises: MembershipError.
    """
    opposite = _opposite(role)
    others = Membership.objects.filter(user__in=accounts_of(user), role__in=opposite)
    if not opposite:
        return
    if but is not None:
        others = others.exclude(pk=but)
    here = municipalities_of(organisation, period)
    for other in others.select_related("organisation"):
        overlap = effective_period(other)
        if overlap is None or not overlap.overlaps(period):
            continue
        if here & municipalities_of(other.organisation, period):
            raise MembershipError(
                _(
                    "Bij %(organisation)s heeft %(name)s al de rol %(other)s. Wie voor de gemeente "
                    "werkt, mag in die gemeente geen rol hebben die kinderen ziet."
                )
                % {
                    "name": user,
                    "organisation": other.organisation,
                    "other": _label(other.role),
                },
                "role",
            )


def _label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role


def _opposite(role: str) -> frozenset[Role]:
    if role in OFFICE_ROLES:
        return CHILD_ROLES
    return OFFICE_ROLES if role in CHILD_ROLES else frozenset()


def period_of(membership: Membership) -> Period:
    """Return the period as it was granted."""
    return Period(membership.valid_from, membership.valid_until)


def effective_period(membership: Membership) -> Period | None:
    """Return the days on which it really held; None for one that was ended before it began."""
    if membership.ended_at is None:
        return period_of(membership)
    last = membership.valid_until
    if last is None or last <= membership.valid_from:
        return None
    return Period(membership.valid_from, date.fromordinal(last.toordinal() - 1))


def municipalities_of(organisation: Organisation, period: Period) -> set[int]:
    """Return the municipalities an organisation works in; an issuer: by mandate in that period."""
    pk = organisation.pk
    kind = organisation.kind
    if kind == OrganisationKind.MUNICIPALITY:
        return {pk}
    if kind == OrganisationKind.LETTER_ISSUER:
        mandates = IssuerMandate.objects.filter(issuer=pk)
        return {
            mandate.municipality_id
            for mandate in mandates
            if Period(mandate.valid_from, mandate.valid_until).overlaps(period)
        }
    if kind in {OrganisationKind.SCHOOL, OrganisationKind.SCHOOL_BOARD}:
        schools = School.objects.filter(Q(pk=pk) | Q(board=pk))
        return set(schools.values_list("municipality_id", flat=True))
    locations = ChildcareLocation.objects.filter(Q(pk=pk) | Q(holder=pk))
    return set(locations.values_list("municipality_id", flat=True))


def canonical_address(address: str) -> str:
    """Return an address without case and without what stands behind a plus sign."""
    local, _at, domain = unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if local else ""


def is_same_address(one: str, other: str) -> bool:
    """Say whether two addresses end up in one mailbox."""
    return bool(canonical_address(one)) and canonical_address(one) == canonical_address(other)


def accounts_of(user: User) -> list[User]:
    """Return the accounts of the person behind this one: those with the same mailbox."""
    if not user.email:
        return [user]
    local, _at, domain = canonical_address(user.email).partition("@")
    alike = User.objects.filter(email__istartswith=local, email__iendswith=f"@{domain}")
    return [user, *(u for u in alike if is_same_address(u.email or "", user.email) and u != user)]


def violations(*, is_demo: bool) -> list[str]:
    """Return one sentence per membership or account that breaks a rule; none is the rule.

    Names keys and numbers, no people. `is_demo` says whether demo accounts may exist here.
    """
    found = [] if is_demo else _demo_accounts()
    memberships = list(Membership.objects.select_related("organisation", "user").order_by("pk"))
    found += [sentence for m in memberships for sentence in _own_faults(m)]
    return found + _forbidden_combinations(memberships)


def _demo_accounts() -> list[str]:
    return [
        f"Account {pk} is een demo-account, en dit is geen demo."
        for pk in User.objects.filter(is_demo=True).order_by("pk").values_list("pk", flat=True)
    ]


def _own_faults(membership: Membership) -> list[str]:
    try:
        check_role(membership.role, membership.organisation, is_admin=membership.is_admin)
    except MembershipError:
        place = f"{membership.organisation.kind} {membership.organisation.key}"
        return [f"Lidmaatschap {membership.pk}: rol {membership.role} past niet bij {place}."]
    return []


def _forbidden_combinations(memberships: Iterable[Membership]) -> list[str]:
    people: dict[str, list[Membership]] = defaultdict(list)
    for membership in memberships:
        if membership.role in OFFICE_ROLES | CHILD_ROLES:
            person = canonical_address(membership.user.email or "") or f"#{membership.user_id}"
            people[person].append(membership)
    return [
        f"Account {one.user_id}: rol {one.role} bij {one.organisation.key} gaat niet samen met "
        f"rol {other.role} bij {other.organisation.key}."
        for own in people.values()
        for one, other in combinations(own, 2)
        if _is_forbidden(one, other)
    ]


def _is_forbidden(one: Membership, other: Membership) -> bool:
    first, second = effective_period(one), effective_period(other)
    if other.role not in _opposite(one.role) or first is None or second is None:
        return False
    if not first.overlaps(second):
        return False
    shared = Period(max(first.first, second.first), _earliest(first.last, second.last))
    return bool(
        municipalities_of(one.organisation, shared) & municipalities_of(other.organisation, shared)
    )


def _earliest(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None
