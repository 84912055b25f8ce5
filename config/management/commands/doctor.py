"""Check every invariant on the live database."""

from typing import Any

from config.commands import JsonCommand, Refusal
from config.invariants import CHECKS


class Command(JsonCommand):
    help = "Controleert alle regels op de database; exit 1 en een lijst als er een is gebroken."

    def run(self, **options: Any) -> None:
        """Run the checks and list what is broken."""
        broken = [(check.__name__, text) for check in CHECKS for text in check()]
        checks = len(CHECKS)
        if broken:
            errors = [{"check": name, "message": text} for name, text in broken]
            raise Refusal("\n".join(text for _name, text in broken), errors, checks=checks)
        self.answer(
            f"Alles klopt: {checks} regels gecontroleerd.", {"checks": checks, "errors": []}
        )
