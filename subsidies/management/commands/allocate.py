"""Compute the allocation of a year and change nothing."""

from typing import Any

from django.core.management.base import CommandParser

from config.commands import JsonCommand, Refusal
from subsidies.allocation import BudgetError
from subsidies.figures import MissingFiguresError
from subsidies.keys import InvalidKeyError
from subsidies.management.commands.subsidy_year import (
    missing_as_errors,
    municipality_of,
    year_label,
)
from subsidies.models import SubsidyYear
from subsidies.years import SchoolAmount, calculate


def as_json(row: SchoolAmount) -> dict[str, Any]:
    """Return one school's row; amounts and hours are strings with two decimals."""
    return {
        "code": row.school.key,
        "name": row.school.name,
        "board": row.board.key,
        "amount": str(row.amount),
        "hours": str(row.hours),
        "components": row.components,
    }


class Command(JsonCommand):
    help = "Berekent de verdeling van een jaar; verandert niets."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of architecture section 4."""
        super().add_arguments(parser)
        parser.add_argument("year", help="schooljaar, zoals 2026-2027")
        parser.add_argument("--municipality", required=True, help="CBS-code")

    def run(self, **options: Any) -> None:
        """Calculate and print."""
        first_year = year_label(options["year"])
        municipality = municipality_of(options["municipality"])
        year = SubsidyYear.objects.filter(municipality=municipality, first_year=first_year).first()
        if year is None:
            raise Refusal(f"{municipality} heeft nog geen jaar {options['year']}.")
        try:
            outcome = calculate(year)
        except MissingFiguresError as error:
            raise Refusal(str(error), missing_as_errors(error)) from error
        except (InvalidKeyError, BudgetError) as error:
            raise Refusal(str(error)) from error
        lines = [f"{row.school.key}  {row.amount:>12}  {row.school.name}" for row in outcome.rows]
        lines.append(f"Budget {outcome.budget}, verdeeld {outcome.total}, "
                     f"restant {outcome.remainder}.")  # fmt: skip
        self.answer(
            "\n".join(lines),
            {
                "budget": str(outcome.budget),
                "total": str(outcome.total),
                "remainder": str(outcome.remainder),
                "schools": [as_json(row) for row in outcome.rows],
            },
        )
