"""Draft the letters of an established year and make their PDFs with Celery workers."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config import processes
from config.commands import JsonCommand, Refusal
from partners.refusals import RefusedError
from subsidies import tasks
from subsidies.letter_bundles import CHUNK, pdfs_of
from subsidies.letters import draft_letters
from subsidies.management.commands.subsidy_year import municipality_of, year_label
from subsidies.models import DecisionLetter, SubsidyYear
from subsidies.rendering import stored_differences, waiting
from subsidies.states import IllegalMoveError, RenderState

RING_SECONDS, PATIENCE_SECONDS = 3.0, 180.0


class Command(JsonCommand):
    help = "Maakt de beschikkingsbrieven van een vastgesteld jaar als pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options of architecture section 4."""
        super().add_arguments(parser)
        parser.add_argument("year", help="schooljaar, zoals 2026-2027")
        parser.add_argument("--municipality", required=True, help="CBS-code")
        parser.add_argument("--out", type=Path, help="map voor de pdf's")
        parser.add_argument("--workers", type=int, default=2, help="gelijktijdige taken")
        parser.add_argument(
            "--check", action="store_true", help="maak alles opnieuw en vergelijk, bewaar niets"
        )

    def run(self, **options: Any) -> None:
        """Draft, render and write; or check."""
        first_year = year_label(options["year"])
        municipality = municipality_of(options["municipality"])
        year = SubsidyYear.objects.filter(municipality=municipality, first_year=first_year).first()
        if year is None:
            raise Refusal(f"{municipality} heeft nog geen jaar {options['year']}.")
        if options["out"]:
            self._prepare(options["out"])
        queued: set[int] = set()
        if not options["check"]:
            queued = self._draft(year)
            self._render(queued, options["workers"])
        rows = year.letters.current().select_related("board__organisation").defer("snapshot")
        letters = list(rows.order_by("pk"))
        if options["out"]:
            self._save_files(letters, options["out"])
        checked = self._check(year) if options["check"] else None
        self._report(letters, queued, options["out"], checked)

    def _prepare(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".schrijfproef"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise Refusal(
                f"Map {folder} is niet te beschrijven ({error.strerror}): kies een andere."
            ) from error

    def _draft(self, year: SubsidyYear) -> set[int]:
        try:
            draft_letters(year_id=year.pk, by=None, at=timezone.now())
        except (IllegalMoveError, RefusedError) as error:
            raise Refusal(str(error)) from error
        queued = year.letters.current().filter(render_state=RenderState.QUEUED)
        return set(queued.values_list("pk", flat=True))

    def _render(self, queued: set[int], workers: int) -> None:
        """Start workers and wait for the queued letters; ring again when nothing happens."""
        if not queued:
            return
        with processes.worker(workers) as worker:
            left, rung, moved = len(queued), time.monotonic(), time.monotonic()
            while left:
                time.sleep(0.1)
                now = time.monotonic()
                still = DecisionLetter.objects.filter(
                    pk__in=queued, render_state=RenderState.QUEUED
                ).count()
                left, moved = still, now if still < left else moved
                if worker.poll() is not None or now - moved > PATIENCE_SECONDS:
                    raise Refusal(
                        f"De werker maakte {left} brieven niet: lees de regels hierboven en "
                        "start de opdracht opnieuw; wat klaar is blijft klaar."
                    )
                if now - rung > RING_SECONDS:
                    rung = now
                    for letter_id in queued.intersection(waiting(timezone.now())):
                        tasks.ring(letter_id)

    def _save_files(self, letters: list[DecisionLetter], folder: Path) -> None:
        done = {row.pk: row for row in letters if row.render_state == RenderState.DONE}
        for pk, content in pdfs_of({pk: row.sha256 for pk, row in done.items()}):
            if content is None:
                raise Refusal(
                    f"{done[pk].reference} is intussen gewijzigd: geef de opdracht opnieuw."
                )
            draft = folder / f".{done[pk].reference}.pdf"
            draft.write_bytes(content)
            draft.rename(folder / f"{done[pk].reference}.pdf")

    def _check(self, year: SubsidyYear) -> tuple[int, list[str]]:
        """Make every PDF again, of any kind and state, a few at a time; name those that differ."""
        done = year.letters.filter(render_state=RenderState.DONE).order_by("pk")
        ids, differing = list(done.values_list("pk", flat=True)), []
        for start in range(0, len(ids), CHUNK):
            chunk = done.filter(pk__in=ids[start : start + CHUNK]).select_related("pdf")
            differing += stored_differences(list(chunk))
        return len(ids), differing

    def _report(
        self,
        letters: list[DecisionLetter],
        queued: set[int],
        folder: Path | None,
        checked: tuple[int, list[str]] | None,
    ) -> None:
        done = [letter for letter in letters if letter.render_state == RenderState.DONE]
        failed = [letter for letter in letters if letter.render_state == RenderState.FAILED]
        data: dict[str, Any] = {
            "letters": len(letters),
            "rendered": len([letter for letter in done if letter.pk in queued]),
            "unchanged": len([letter for letter in done if letter.pk not in queued]),
            "failed": len(failed),
            "files": [self._file(letter, folder) for letter in done],
        }
        errors = [{"message": f"{letter.reference}: {letter.render_error}"} for letter in failed]
        if checked:
            data["checked"] = checked[0]
            errors += [{"message": f"{name} geeft nu een andere pdf."} for name in checked[1]]
        if errors:
            raise Refusal("\n".join(error["message"] for error in errors), errors, **data)
        self.answer(
            f"{data['letters']} brieven: {data['rendered']} gemaakt, "
            f"{data['unchanged']} ongewijzigd."
            + (" Alle pdf's zijn gelijk aan wat bewaard is." if checked else ""),
            {**data, "errors": []},
        )

    def _file(self, letter: DecisionLetter, folder: Path | None) -> dict[str, Any]:
        return {
            "board": letter.board.key,
            "reference": letter.reference,
            "file": str(folder / f"{letter.reference}.pdf") if folder else "",
            "sha256": letter.sha256,
            "pages": letter.pages,
            "amount": str(letter.amount),
        }
