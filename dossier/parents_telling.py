"""How parents are told what is kept of their child: in their language, and without a place.

With another guardian's secret address nothing that can hold the name of a place is told.
Source: domain 11, rules 13 and 35.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from children.guardian_reading import Line
from children.models import Guardian
from children.reading_texts import READING
from children.states import Language


@dataclass(frozen=True)
class Talk:
    """What was decided about a plan on a day, and what somebody wrote of it."""

    said: str
    text: str
    goal_before: str = ""


@dataclass(frozen=True)
class Entry:
    """One row: what it is, its facts, what somebody wrote, and the talks about it."""

    title: str
    lines: tuple[Line, ...]
    text: str = ""
    talks: tuple[Talk, ...] = ()


@dataclass(frozen=True)
class Section:
    """What is alike, under its heading."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Telling:
    """In which language, of which child, and whether places stay unnamed."""

    guardian: Guardian
    language: Language
    hides: bool
    is_open: Callable[[datetime], bool]

    def word(self, key: str) -> str:
        """Return a text in the language."""
        return READING[self.language][key]

    def choice(self, kind: str, value: str) -> str:
        """Return a chosen value in words; "" where nothing was chosen."""
        return self.word(f"support.{kind}.{value}") if value else ""

    def line(self, key: str, value: str) -> list[Line]:
        """Return a fact, or none where nothing is known."""
        return [Line(self.word(key), value)] if value else []

    def period(self, first: date, last: date | None, *, key: str = "support_since") -> Line:
        """Return since when, and until when where it is over or that is known."""
        said = self.day(first)
        if last is not None:
            said = f"{said} {self.word('support_until')} {self.day(last)}"
        return Line(self.word(key), said)

    def day(self, day: date) -> str:
        """Return a day in words."""
        with override(self.language.value):
            return str(date_format(day, "j F Y"))

    def free(self, text: str) -> str:
        """Return what somebody wrote, unless it can name a place that stays unnamed."""
        return "" if self.hides else text

    def rows(self, rows: Any) -> Iterable[Any]:
        """Return the rows that may be read now."""
        return (row for row in rows.all() if self.is_open(row.added_at))
