"""A role for a person at an organisation, with a one-time link for who has no password yet."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from partners.management.people import find_organisation, invitee
from partners.membership_rules import AlreadyMemberError, MembershipError
from partners.memberships import Appointment, grant
from partners.models import Membership
from partners.signin import link_if_needed
from partners.states import Role


def day(text: str) -> date:
    """Read a date as commands write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is geen datum: schrijf JJJJ-MM-DD") from None


class Command(JsonCommand):
    help = "Geeft iemand een rol bij een organisatie; maakt het account waar dat er nog niet is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the person, the role, the organisation and the period."""
        super().add_arguments(parser)
        parser.add_argument("person", metavar="EMAIL", help="e-mailadres, of een inlognaam")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--organisation",
            required=True,
            metavar="KEY",
            help="CBS-code, bestuursnummer, schoolcode, LRK-nummer of issuer:NAAM",
        )
        parser.add_argument("--name", default="", help="naam van een nieuwe persoon")
        parser.add_argument("--from", type=day, dest="first_day", metavar="JJJJ-MM-DD")
        parser.add_argument("--until", type=day, dest="last_day", metavar="JJJJ-MM-DD")

    def run(self, **options: Any) -> None:
        """Give the role and print the link."""
        now = timezone.now()
        appointment = Appointment(
            role=options["role"],
            valid_from=options["first_day"] or timezone.localdate(now),
            valid_until=options["last_day"],
        )
        try:
            granted = grant(
                invitee=invitee(options["person"], options["name"]),
                organisation=find_organisation(options["organisation"]),
                appointment=appointment,
                by=None,
                at=now,
            )
        except AlreadyMemberError as error:
            if not _is_the_same(error.membership, options):
                raise Refusal(error.message) from error
            self._tell(error.membership, is_new=False, is_new_user=False)
        except MembershipError as error:
            raise Refusal(error.message) from error
        else:
            self._tell(granted.membership, is_new=True, is_new_user=granted.is_new_user)

    def _tell(self, membership: Membership, *, is_new: bool, is_new_user: bool) -> None:
        user, until = membership.user, membership.valid_until
        link = link_if_needed(user)
        verb = "heeft nu" if is_new else "had al"
        role = f"{membership.get_role_display()} ({membership.role})"
        lines = [f"{user.sign_in_name} {verb} de rol {role} bij {membership.organisation}."]
        if link:
            lines.append(f"Eenmalige link om een wachtwoord te kiezen (drie dagen geldig):\n{link}")
        data = {
            "email": user.email,
            "login_name": user.login_name,
            "role": membership.role,
            "organisation": membership.organisation.key,
            "from": membership.valid_from.isoformat(),
            "until": until.isoformat() if until else None,
            "created": is_new,
            "user_created": is_new_user,
            "link": link,
        }
        self.answer("\n".join(lines), data)


def _is_the_same(membership: Membership, options: dict[str, Any]) -> bool:
    """Say whether the command asks for what is there already."""
    first, last = options["first_day"], options["last_day"]
    return membership.valid_until == last and first in (None, membership.valid_from)
