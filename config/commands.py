"""Base of the commands with a stable interface: a human summary, or one JSON object."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Refusal(Exception):  # noqa: N818 - a refused input is an answer, not a fault
    """A refused input: nothing was saved; the message is one sentence that says what to do.

    `errors` lists the places in a file: dicts with line, column, value and message.
    """

    def __init__(
        self, message: str, errors: list[dict[str, Any]] | None = None, **data: Any
    ) -> None:
        """Keep the sentence, the places and what else the JSON should say."""
        super().__init__(message)
        self.message = str(message)
        self.errors = errors or [{"message": self.message}]
        self.data = data


class JsonCommand(BaseCommand):
    """A command with `--json`: exit 0 on success, 1 on a refused input, 2 on wrong usage."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--json`; a subclass calls this and adds its own."""
        parser.add_argument("--json", action="store_true", help="één JSON-object op stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command and turn a refusal into exit code 1."""
        self.as_json = bool(options["json"])
        try:
            self.run(**options)
        except Refusal as refusal:
            self.stderr.write(refusal.message)
            if self.as_json:
                self._write({**refusal.data, "errors": refusal.errors})
            raise SystemExit(1) from None

    def run(self, **options: Any) -> None:
        """Do the work; a subclass implements this and calls `answer` once."""
        raise NotImplementedError

    def answer(self, human: str, data: dict[str, Any]) -> None:
        """Write the result: the summary for people, or the JSON object."""
        if self.as_json:
            self._write(data)
        else:
            self.stdout.write(human)

    def tell(self, human: str) -> None:
        """Write a line of progress, for people only."""
        if not self.as_json:
            self.stdout.write(human)

    def _write(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False))
