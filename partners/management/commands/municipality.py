"""A new municipality with its first administrator."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from partners.management.people import invitee
from partners.membership_rules import MembershipError
from partners.municipalities import Founded, found
from partners.signin import link_if_needed


class Command(JsonCommand):
    help = "Maakt een gemeente met haar eerste functioneel beheerder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the code, the name and the administrator."""
        super().add_arguments(parser)
        parser.add_argument("code", metavar="CODE", help="CBS-code, vier cijfers")
        parser.add_argument("--name", required=True, help="naam van de gemeente")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="eerste beheerder")

    def run(self, **options: Any) -> None:
        """Found the municipality and say what was new."""
        admin = invitee(options["admin"], "")
        try:
            founded = found(
                code=options["code"],
                name=options["name"],
                admin=admin,
                by=None,
                at=timezone.now(),
            )
        except MembershipError as error:
            raise Refusal(error.message) from error
        link = link_if_needed(founded.admin.user)
        self.answer(
            _in_words(founded, link),
            {
                "code": founded.municipality.key,
                "name": founded.municipality.name,
                "created": founded.is_new,
                "admin": founded.admin.user.sign_in_name,
                "admin_created": founded.is_new_admin,
                "link": link,
            },
        )


def _in_words(founded: Founded, link: str | None) -> str:
    name, admin = founded.municipality.name, founded.admin.user
    state = "is gemaakt" if founded.is_new else "bestond al"
    role = "is uitgenodigd als beheerder" if founded.is_new_admin else "is daar al beheerder"
    lines = [f"Gemeente {name} {state}. {admin.sign_in_name} {role}."]
    if link:
        lines.append(f"Eenmalige link om een wachtwoord te kiezen (drie dagen geldig):\n{link}")
    return "\n".join(lines)
