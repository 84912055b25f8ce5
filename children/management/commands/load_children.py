"""Bring in a list of children of one childcare location, as its own page does."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from children import groups, list_columns, list_import
from children.list_import import OTHER, SAME, Choices, NotReadyError, Outcome, Preview
from children.pasted_lists import ListError, PastedList, read_file
from config.commands import JsonCommand, Refusal
from partners.models import ChildcareLocation
from partners.refusals import RefusedError
from partners.register_files import RegisterError, read_path

ALIKE = {"same": SAME, "other": OTHER}


class Command(JsonCommand):
    help = (
        "Leest een lijst met kinderen van een opvanglocatie in (csv of .xlsx, kolommen in elke "
        "volgorde). Alles of niets; wie nog te jong is of er al staat, blijft weg."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file and the location, and what to do with who looks like somebody."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="csv of .xlsx")
        parser.add_argument("--location", required=True, help="LRK-nummer van de locatie")
        parser.add_argument("--group", default="", help="groep voor wie er in de lijst geen heeft")
        parser.add_argument("--alike", choices=sorted(ALIKE), help="wie op een ander kind lijkt")
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen")

    def run(self, **options: Any) -> None:
        """Look, answer what is asked about lookalikes, and read in."""
        location = _location(options["location"])
        try:
            pasted = read_file(read_path(options["file"]))
            chosen = self._chosen(location, pasted, options)
            preview = list_import.look(pasted, chosen, location=location, by=None, at=_now())
            chosen = _answered(chosen, preview, options["alike"])
            preview = list_import.look(pasted, chosen, location=location, by=None, at=_now())
            if not options["dry_run"]:
                list_import.read_in(pasted, chosen, location_id=location.pk, by=None, at=_now())
            elif preview.faults:
                raise NotReadyError("", preview)
        except NotReadyError as error:
            raise _refusal(error.message, error.preview) from error
        except (RefusedError, RegisterError) as error:
            raise _refusal(str(error), Preview(())) from error
        counts = preview.counts()
        human = (
            "{added} toegevoegd, {here} stonden er al, {same} hetzelfde als een ander, "
            "{too_young} nog te jong."
        )
        self.answer(human.format(**counts), {**counts, "errors": []})

    def _chosen(
        self, location: ChildcareLocation, pasted: PastedList, options: dict[str, Any]
    ) -> Choices:
        """Return the columns of the list and the group for who has none."""
        fields = list_columns.known(location.pk, pasted)
        name = options["group"]
        group = groups.open_at(location.pk, by=None).filter(name__iexact=name).first()
        if name and group is None:
            raise ListError(f"{name} is geen open groep van deze locatie.")
        return Choices(fields, group.pk if group else None)


def _now() -> Any:
    return timezone.now()


def _location(key: str) -> ChildcareLocation:
    """Return the location with this LRK number. Raises: CommandError."""
    found = ChildcareLocation.objects.filter(organisation__key=key, closed_on=None).first()
    if found is None:
        raise CommandError(f"{key} is geen open opvanglocatie.", returncode=2)
    return found


def _answered(chosen: Choices, preview: Preview, alike: str | None) -> Choices:
    """Return the same choices, with one answer for everybody who looks like somebody."""
    if alike is None:
        return chosen
    marks = [row.mark for row in preview.having(Outcome.ASKED)]
    return Choices(chosen.fields, chosen.group_id, dict.fromkeys(marks, ALIKE[alike]))


def _refusal(message: str, preview: Preview) -> Refusal:
    """Return what is wrong with each line; of who looks like somebody only the line."""
    errors: list[dict[str, Any]] = [
        {"line": f.line, "column": f.column, "value": f.value, "message": f.message}
        for f in preview.faults
    ]
    errors += [
        {"line": row.line, "message": f"Regel {row.line} lijkt op een ander kind: kies --alike."}
        for row in preview.having(Outcome.ASKED)
    ]
    sentences = "\n".join(error["message"] for error in errors)
    counts: dict[str, Any] = preview.counts()
    return Refusal(sentences or message, errors, **counts)
