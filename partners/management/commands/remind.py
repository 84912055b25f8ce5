"""The reminders of a day."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.commands import JsonCommand
from config.formats import date_words
from partners import reminder_runs
from partners.reminder_runs import Outcome
from partners.reminders import RULES


class Command(JsonCommand):
    help = "Verstuurt de herinneringen die op een dag aan de beurt zijn, en nog niet weg waren."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the day and the dry run."""
        super().add_arguments(parser)
        parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD",
                            help="de dag, standaard vandaag")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="alleen tellen, niets versturen")

    def run(self, **options: Any) -> None:
        """Handle the day and say what went out."""
        day = options["date"] or timezone.localdate()
        outcome = reminder_runs.run(day=day, at=timezone.now(), dry_run=options["dry_run"])
        data = {
            "date": day.isoformat(),
            "due": outcome.due,
            "sent": outcome.sent,
            "already_sent": outcome.already_sent,
            "blocked": outcome.blocked,
            "mails": outcome.mails,
        }
        self.answer(_in_words(day, outcome, is_dry=options["dry_run"]), data)


def _in_words(day: date, outcome: Outcome, *, is_dry: bool) -> str:
    verb = "zouden weggaan" if is_dry else "verzonden"
    summary = (
        f"{date_words(day)}: {outcome.due} aan de beurt, {outcome.sent} {verb} in "
        f"{outcome.mails} mails, {outcome.already_sent} eerder verzonden, "
        f"{outcome.blocked} zonder iemand om aan te schrijven."
    )
    lines = [
        f"{code} {RULES[code].label}, aan {reader}: {count}"
        for (code, reader), count in sorted(outcome.lines.items())
    ]
    return "\n".join([summary, *lines])
