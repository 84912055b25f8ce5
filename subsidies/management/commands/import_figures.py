"""Bring in figures per school: pupils, toddlers, inflow, scores, or what was granted."""

from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser

from partners.management.registers import ImportCommand
from subsidies.figure_import import import_figures
from subsidies.states import FigureKind


class Command(ImportCommand):
    help = "Leest cijfers per school in: DUO, CBS of een eigen bestand vestigingscode;aantal."
    importer = staticmethod(import_figures)

    def add_arguments(self, parser: CommandParser) -> None:
        """Add kind and date."""
        super().add_arguments(parser)
        parser.add_argument("--kind", required=True, choices=FigureKind.values, help="soort cijfer")
        parser.add_argument("--date", required=True, help="teldatum, zoals 2025-10-01")

    def own_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return kind and reference date."""
        try:
            day = date.fromisoformat(options["date"])
        except ValueError as error:
            raise CommandError(
                f"{options['date']} is geen datum; schrijf 2025-10-01.", returncode=2
            ) from error
        return {"kind": FigureKind(options["kind"]), "day": day}
