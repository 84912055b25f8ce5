"""A small picture of each domain: in which phase a child was seen on which day. No norm."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from config.charts import Point
from config.formats import date_words
from dossier.support_states import FIRST_PHASE, LAST_PHASE, DevelopmentDomain

WIDTH, HEIGHT = 240, 110
LEFT, RIGHT, TOP, BOTTOM = 18, 228, 12, 92


@dataclass(frozen=True)
class Picture:
    """One domain: the days and phases, the oldest first."""

    domain: DevelopmentDomain
    seen: tuple[tuple[date, int], ...]

    @property
    def words(self) -> str:
        """Return the same in words, for who does not see the drawing."""
        said = [
            _("fase %(phase)d op %(day)s") % {"phase": phase, "day": date_words(day)}
            for day, phase in self.seen
        ]
        return f"{self.domain.label}: {', '.join(said)}"

    @property
    def grid(self) -> list[Point]:
        """Return a line for each phase, the first at the bottom."""
        phases = range(FIRST_PHASE, LAST_PHASE + 1)
        return [Point(LEFT, self._y(phase), str(phase)) for phase in phases]

    @property
    def points(self) -> list[Point]:
        """Return what was seen; days lie as far apart as they were."""
        first, last = self.seen[0][0], self.seen[-1][0]
        days = max((last - first).days, 1)
        width = RIGHT - LEFT - 12

        def across(day: date) -> float:
            return round(LEFT + 6 + width * (day - first).days / days, 1)

        return [Point(across(day), self._y(phase), str(phase)) for day, phase in self.seen]

    def _y(self, phase: int) -> float:
        share = (phase - FIRST_PHASE) / (LAST_PHASE - FIRST_PHASE)
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)


def pictures(rows: Iterable[Any]) -> list[Picture]:
    """Return a picture for each domain in which something was seen."""
    found: dict[str, list[tuple[date, int]]] = {}
    for row in sorted(rows, key=lambda row: row.seen_on):
        found.setdefault(row.domain, []).append((row.seen_on, row.phase))
    return [
        Picture(domain, tuple(found[domain])) for domain in DevelopmentDomain if domain in found
    ]
