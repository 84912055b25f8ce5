"""Founding a municipality: the one organisation that no register brings."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit
from partners.access import Actor
from partners.accounts import Invitee, find_user
from partners.membership_rules import MembershipError
from partners.memberships import invite_first_admin
from partners.models import Membership, Municipality, Organisation
from partners.states import OrganisationKind

CBS_CODE = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Founded:
    """A municipality with its first administrator, and what was new about it."""

    municipality: Municipality
    admin: Membership
    is_new: bool
    is_new_admin: bool


@transaction.atomic
def found(*, code: str, name: str, admin: Invitee, by: Actor | None, at: datetime) -> Founded:
    """Make a municipality with its first administrator; again with the same changes nothing.

    `by` is None: only the command line founds a municipality.

    Raises: MembershipError: the code is no CBS code, it is known under another name, or
    somebody else manages its members.
    """
    if not CBS_CODE.fullmatch(code):
        raise MembershipError(
            _("%(code)s is geen CBS-code: geef de vier cijfers, bijvoorbeeld 0855.")
            % {"code": code},
            "code",
        )
    municipality, is_new = _find_or_make(code, name.strip(), by=by, at=at)
    place = municipality.organisation
    own = _membership_of(admin, place, at)
    if own is not None:
        return Founded(municipality, own, is_new, is_new_admin=False)
    granted = invite_first_admin(invitee=admin, organisation=place, by=by, at=at)
    return Founded(municipality, granted.membership, is_new, is_new_admin=True)


def _find_or_make(
    code: str, name: str, *, by: Actor | None, at: datetime
) -> tuple[Municipality, bool]:
    known = Municipality.objects.filter(organisation__key=code).select_related("organisation")
    municipality = known.first()
    if municipality is not None:
        if municipality.name != name:
            raise MembershipError(
                _("Gemeente %(code)s bestaat al en heet %(name)s. Gebruik die naam.")
                % {"code": code, "name": municipality.name},
                "name",
            )
        return municipality, False
    if not name:
        raise MembershipError(_("Geef de naam van de gemeente."), "name")
    place = Organisation.objects.create(kind=OrganisationKind.MUNICIPALITY, key=code, name=name)
    made = Municipality.objects.create(organisation=place)
    audit.record(by=by, action="municipality.founded", target=place, organisation=place, at=at)
    return made, True


def _membership_of(admin: Invitee, place: Organisation, at: datetime) -> Membership | None:
    user = find_user(admin)
    if user is None:
        return None
    managing: Membership | None = (
        place.memberships.not_over_on(timezone.localdate(at)).managing().filter(user=user).first()
    )
    return managing
