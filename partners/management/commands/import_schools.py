"""Bring in DUO's register of school locations."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from partners import duo
from partners.school_import import import_schools


class Command(JsonCommand):
    help = "Leest het DUO-register van schoolvestigingen in (csv of .gz)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of architecture section 4."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="bestand van DUO, csv of .gz")
        parser.add_argument("--municipality", required=True, help="CBS-code, of all")
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen")
        parser.add_argument(
            "--close-missing", action="store_true", help="sluit scholen die er niet meer in staan"
        )
        parser.add_argument(
            "--force", action="store_true", help="ook als het er meer dan 20%% zijn"
        )

    def run(self, **options: Any) -> None:
        """Import and print the counts."""
        code = options["municipality"]
        path: Path = options["file"]
        nothing = {"created": 0, "updated": 0, "unchanged": 0, "closed": 0, "skipped": 0}
        try:
            result = import_schools(
                raw=duo.read_bytes(path),
                name=path.name,
                municipality=None if code == "all" else code.zfill(4),
                by=None,
                at=timezone.now(),
                dry_run=options["dry_run"],
                close_missing=options["close_missing"],
                force=options["force"],
            )
        except duo.RegisterError as error:
            faults = [fault.as_dict() for fault in error.faults]
            raise Refusal(str(error), faults, **nothing) from error
        counts = result.as_dict()
        human = (
            "{created} nieuw, {updated} gewijzigd, {unchanged} gelijk, "
            "{closed} niet meer in het register, {skipped} overgeslagen."
        ).format(**counts)
        self.answer(human, {**counts, "errors": []})
