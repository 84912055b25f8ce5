"""Sealing anew what is written about children, after a new key was put first in CHILD_KEYS."""

from typing import Any

from children import key_rotation
from config.commands import JsonCommand, Refusal


class Command(JsonCommand):
    help = (
        "Verzegelt alles wat over kinderen is geschreven opnieuw met de nieuwste sleutel. "
        "Zet de nieuwe sleutel vooraan in CHILD_KEYS, start alles opnieuw en draai dit daarna; "
        "afbreken mag, een volgende keer gaat het verder."
    )

    def run(self, **_options: Any) -> None:
        """Reseal everything, and say whether older keys can go."""
        outcome = key_rotation.rotate(tell=self._tell)
        data = {"rows": outcome.seen, "resealed": outcome.resealed}
        if outcome.broken:
            places = [{"message": f"{place} gaat niet open."} for place in outcome.broken]
            raise Refusal(
                f"{len(places)} velden gaan met geen sleutel open: bewaar de oude sleutels en "
                "zet een reservekopie terug. De rest is opnieuw verzegeld.",
                places,
                **data,
            )
        self.answer(
            f"{outcome.resealed} van {outcome.seen} rijen opnieuw verzegeld. Oudere sleutels zijn "
            "niet meer nodig voor deze database, wel voor oudere reservekopieën.",
            data,
        )

    def _tell(self, table: str, rows: int) -> None:
        self.tell(f"{table}: {rows} rijen bekeken")
