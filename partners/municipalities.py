"""The municipality itself: founding it, its settings, and how far its set-up is."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import audit, tenants
from partners.access import Actor
from partners.accounts import Invitee, find_user
from partners.membership_rules import MembershipError
from partners.memberships import invite_first_admin
from partners.models import Membership, Municipality, Organisation
from partners.modules import switch_on, was_switched_off
from partners.states import LetterPeople, ModuleKind, OrganisationKind, SetupMark

CBS_CODE = re.compile(r"\d{4}")
APOSTROPHES = str.maketrans("’‘`´", "''''")


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

    It begins with the module Subsidie, which needs no child and no privacy officer; so does one
    that was made without it, unless somebody switched it off.
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
        if _plain(municipality.name) != _plain(name):
            raise MembershipError(
                _("Gemeente %(code)s bestaat al en heet %(name)s. Gebruik die naam.")
                % {"code": code, "name": municipality.name},
                "name",
            )
        if not was_switched_off(municipality, ModuleKind.SUBSIDY):
            switch_on(municipality_id=municipality.pk, kind=ModuleKind.SUBSIDY, by=by, at=at)
        return municipality, False
    if not name:
        raise MembershipError(_("Geef de naam van de gemeente."), "name")
    place = Organisation.objects.create(kind=OrganisationKind.MUNICIPALITY, key=code, name=name)
    made = Municipality.objects.create(organisation=place)
    audit.record(by=by, action="municipality.founded", target=place, organisation=place, at=at)
    switch_on(municipality_id=made.pk, kind=ModuleKind.SUBSIDY, by=by, at=at)
    return made, True


def _plain(name: str) -> str:
    """Return a name with straight apostrophes: a keyboard has no other, a register may."""
    return name.translate(APOSTROPHES)


def _membership_of(admin: Invitee, place: Organisation, at: datetime) -> Membership | None:
    user = find_user(admin)
    if user is None:
        return None
    managing: Membership | None = (
        place.memberships.not_over_on(timezone.localdate(at)).managing().filter(user=user).first()
    )
    return managing


@dataclass(frozen=True)
class Settings:
    """What a municipality decides about its letters, its mail and its pages."""

    letterhead_lines: list[str]
    objection_lines: list[str]
    objection_url: str
    sender_name: str
    sender_email: str
    contact_email: str
    privacy_contact: str
    theme: str
    letter_people: LetterPeople
    logo: str | None = None  # None: the logo stays what it is


@transaction.atomic
def save_settings(
    *, municipality_id: int, settings: Settings, by: Actor, at: datetime
) -> Municipality:
    """Keep the settings of a municipality. A logo is what `logos.checked` returned.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    new = {name: value for name, value in asdict(settings).items() if value is not None}
    changed = sorted(name for name, value in new.items() if getattr(municipality, name) != value)
    if not changed:
        return municipality
    for name in changed:
        setattr(municipality, name, new[name])
    municipality.save(update_fields=changed)
    _record("municipality.changed", municipality, {"fields": changed}, by=by, at=at)
    return municipality


@transaction.atomic
def remove_logo(*, municipality_id: int, by: Actor, at: datetime) -> Municipality:
    """Take the logo out of the letterhead; without one, nothing happens.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    if municipality.logo:
        municipality.logo = ""
        municipality.save(update_fields=["logo"])
        _record("municipality.changed", municipality, {"fields": ["logo"]}, by=by, at=at)
    return municipality


@transaction.atomic
def mark_step(
    *, municipality_id: int, step: str, mark: SetupMark | None, by: Actor, at: datetime
) -> Municipality:
    """Remember of a step of the set-up that somebody skipped or saw it; None forgets that.

    Whether a step is done is read from the facts; only this is no fact elsewhere.

    Raises: DoesNotExist, PermissionDenied.
    """
    municipality = tenants.own_to_set_up(municipality_id, by=by)
    marks = {key: value for key, value in municipality.setup_marks.items() if key != step}
    if mark is not None:
        marks[step] = str(mark)
    if marks == municipality.setup_marks:
        return municipality
    municipality.setup_marks = marks
    municipality.save(update_fields=["setup_marks"])
    details = {"step": step, "mark": str(mark or "")}
    _record("setup.marked", municipality, details, by=by, at=at)
    return municipality


def _record(
    action: str, municipality: Municipality, details: dict[str, Any], *, by: Actor, at: datetime
) -> None:
    place = municipality.organisation
    audit.record(by=by, action=action, target=place, organisation=place, at=at, details=details)
