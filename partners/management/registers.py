"""What the commands that read in a register share."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from config.commands import JsonCommand, Refusal
from partners.register_files import RegisterError, read_path
from partners.register_results import RegisterImport


class ImportCommand(JsonCommand):
    """A command `import_* FILE --municipality CODE|all [--dry-run] [--json]`."""

    can_close = False
    importer: Callable[..., RegisterImport]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of architecture section 4."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="csv, xlsx of .gz")
        parser.add_argument("--municipality", required=True, help="CBS-code, of all")
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen")
        if self.can_close:
            parser.add_argument(
                "--close-missing", action="store_true", help="sluit wat er niet meer in staat"
            )
            parser.add_argument(
                "--force", action="store_true", help="ook als het er meer dan 20%% zijn"
            )

    def own_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what this command asks beside file and municipality."""
        names = ("close_missing", "force") if self.can_close else ()
        return {name: options[name] for name in names}

    def run(self, **options: Any) -> None:
        """Import and print the counts."""
        path: Path = options["file"]
        try:
            result = type(self).importer(
                raw=read_path(path),
                name=path.name,
                municipality=municipality_code(options["municipality"]),
                by=None,
                at=timezone.now(),
                dry_run=options["dry_run"],
                **self.own_options(options),
            )
        except RegisterError as error:
            faults = [fault.as_dict() for fault in error.faults]
            raise Refusal(str(error), faults, **RegisterImport().as_dict()) from error
        counts = result.as_dict()
        human = (
            "{created} nieuw, {updated} gewijzigd, {unchanged} gelijk, "
            "{closed} niet meer in het register, {skipped} overgeslagen."
        ).format(**counts)
        self.answer("\n".join([human, *result.lacking]), {**counts, "errors": []})


def municipality_code(text: str) -> str | None:
    """Return a CBS code of four digits, or None for `all`; wrong usage when it is neither."""
    if text == "all":
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise CommandError(f"{text} is geen gemeentecode: vier cijfers, of all.", returncode=2)
    return text.zfill(4)
