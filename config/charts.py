"""Geometry of the charts that the templates draw as inline SVG; no script, no library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise

Text = str | Promise
WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 30, 426, 12, 184
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True)
class Point:
    """A place in the drawing with the text that belongs to it."""

    x: float
    y: float
    text: Text = ""
    is_minor: bool = False


@dataclass(frozen=True)
class LineChart:
    """What is done (solid) against what was planned (dashed), both starting at 0.

    `conclusion` is what a reader who does not see the drawing must know; `done` may stop early.
    The labels say the last value of each line in words.
    """

    key: str
    title: Text
    conclusion: Text
    periods: Sequence[Text]
    done: Sequence[Decimal]
    planned: Sequence[Decimal]
    done_label: Text
    planned_label: Text
    column_names: tuple[Text, Text, Text] = field(default=("", "", ""))

    @property
    def step(self) -> int:
        """Return the distance between grid lines: at most four above the axis."""
        highest = max(*self.done, *self.planned, Decimal(1))
        return next((step for step in STEPS if highest <= 4 * step), -(-int(highest) // 4))

    @property
    def grid(self) -> list[Point]:
        """Return the horizontal lines, the axis first."""
        values = [self.step * count for count in range(5)]
        return [Point(LEFT, self._y(Decimal(value)), str(value)) for value in values]

    @property
    def ticks(self) -> list[Point]:
        """Return the periods along the axis; every second one may be left out on a phone."""
        return [
            Point(self._x(index), HEIGHT - 8, text, is_minor=index % 2 == 1)
            for index, text in enumerate(self.periods)
        ]

    @property
    def done_points(self) -> list[Point]:
        """Return the solid line."""
        return self._line(self.done)

    @property
    def planned_points(self) -> list[Point]:
        """Return the dashed line."""
        return self._line(self.planned)

    @property
    def done_end(self) -> Point:
        """Return the last point of the solid line: there stands its label."""
        return self.done_points[-1]

    @property
    def is_label_left(self) -> bool:
        """Say whether the label must stand left of its point to stay inside the drawing."""
        return self.done_end.x > WIDTH * 0.7

    @property
    def rows(self) -> list[tuple[Text, Decimal | None, Decimal]]:
        """Return the same figures for the table: period, done (None: not yet) and planned."""
        done = [*self.done, *[None] * (len(self.periods) - len(self.done))]
        return list(zip(self.periods, done, self.planned, strict=True))

    def _line(self, values: Sequence[Decimal]) -> list[Point]:
        return [Point(self._x(index), self._y(value)) for index, value in enumerate(values)]

    def _x(self, index: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * index / max(len(self.periods) - 1, 1), 1)

    def _y(self, value: Decimal) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * float(value) / (4 * self.step), 1)
