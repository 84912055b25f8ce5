"""Fill the demo and make its letters."""

from typing import Any

from django.core.management import call_command
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from config.demo import cast
from config.demo.fill import DemoError, fill
from partners.models import Organisation
from partners.states import Role


class Command(JsonCommand):
    help = "Vult de demo: echte scholen, verzonnen mensen, een vastgesteld jaar met zes brieven."

    def run(self, **options: Any) -> None:
        """Fill the database and let workers make the letters."""
        try:
            fill(at=timezone.now())
        except DemoError as error:
            raise Refusal(str(error)) from error
        label = f"{cast.FIRST_YEAR}-{cast.FIRST_YEAR + 1}"
        quiet = {"stdout": _Nowhere()} if self.as_json else {"stdout": self.stdout}
        try:
            call_command("letters", label, municipality=cast.CODE, **quiet)
        except SystemExit:
            raise Refusal(
                "Niet alle brieven van de demo zijn gemaakt: lees de regels hierboven."
            ) from None
        names = {(o.kind, o.key): o.name for o in Organisation.objects.all()}
        accounts = [
            {
                "role": place.role.value,
                "email": person.email,
                "password": cast.PASSWORD,
                "organisation": names[place.kind, place.key],
            }
            for person in cast.CAST
            for place in person.places
        ]
        lines = [f"  {Role(account['role']).label:<34} {account['email']}" for account in accounts]
        self.answer(
            "\n".join([f"Demo-accounts, wachtwoord {cast.PASSWORD}:", *lines]),
            {"accounts": accounts, "links": []},
        )


class _Nowhere:
    """Swallows the summary of the letters when the demo answers in JSON."""

    def write(self, _text: str) -> None:
        """Drop it."""
