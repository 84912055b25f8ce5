"""Accounts: finding somebody by address or login name, and making who is not there yet."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.membership_rules import MembershipError
from partners.models import User


@dataclass(frozen=True)
class Invitee:
    """A person as somebody else names them: by e-mail address, else by login name."""

    name: str
    email: str = ""
    login_name: str = ""


def find_or_make(invitee: Invitee) -> tuple[User, bool]:
    """Return the account of this person, locked, and whether it was made just now.

    Raises: MembershipError: no name for a new account, neither address nor login name, or the
    account is closed.
    """
    known = find_user(invitee)
    if known is None:
        made = _new_person(invitee)
        if made is not None:
            return made, True
        known = User.objects.get_by_natural_key(invitee.email or invitee.login_name)
    if not known.is_active:
        raise MembershipError(
            _("Dit account is afgesloten. Vraag de functioneel beheerder om het te openen."),
            "email",
        )
    return User.objects.select_for_update().get(pk=known.pk), False


def _new_person(invitee: Invitee) -> User | None:
    """Make the account; None when somebody else made it at the same moment."""
    if not invitee.name.strip():
        raise MembershipError(_("Vul de naam van deze persoon in."), "name")
    try:
        with transaction.atomic():
            return User.objects.create_user(
                name=invitee.name.strip(), email=invitee.email, login_name=invitee.login_name
            )
    except IntegrityError:
        return None


def find_user(invitee: Invitee) -> User | None:
    """Return who signs in with this address or login name, if anybody does.

    Raises: MembershipError: neither is given.
    """
    name = invitee.email.strip() or invitee.login_name.strip()
    if not name:
        raise MembershipError(_("Vul een e-mailadres of een inlognaam in."), "email")
    try:
        return User.objects.get_by_natural_key(name)
    except User.DoesNotExist:
        return None
