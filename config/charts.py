"""Geometry of the charts that the templates draw as inline SVG; no script, no library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise

Text = str | Promise
WIDTH, HEIGHT = 440, 210
LEFT, RIGHT, TOP, BOTTOM = 30, 426, 12, 184
LABEL_HEIGHT = 24
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
    def label_shift(self) -> int:
        """Return how far the label stands below its point; above it where the axis is near."""
        return -10 if self.done_end.y > BOTTOM - LABEL_HEIGHT else 16

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


BAR_HEIGHT, BAR_GAP, BAR_LABEL = 14, 38, 14
MAX_BARS = 15
MAX_LABEL, MAX_SHORT_LABEL = 56, 34  # characters that fit beside an amount


def _cut(text: Text, most: int) -> str:
    whole = str(text)
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its value and what it was before (None: unknown), drawn from `y` on."""

    label: Text
    value: Decimal
    before: Decimal | None = None


@dataclass(frozen=True)
class PlacedBar:
    """A bar with its place in the drawing; `before_x` is the mark of the earlier value."""

    bar: Bar
    y: int
    width: float
    before_x: float | None

    @property
    def label(self) -> str:
        """Return the label, cut where it would meet the amount; the table has it whole."""
        return _cut(self.bar.label, MAX_LABEL)

    @property
    def short_label(self) -> str:
        """Return the label for a phone, where letters are larger."""
        return _cut(self.bar.label, MAX_SHORT_LABEL)

    @property
    def text_y(self) -> int:
        """Return where the label stands: above the bar."""
        return self.y - 5


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars from 0, each labelled, with a mark where it was before.

    `conclusion` is what a reader who does not see the drawing must know. Above fifteen bars only
    the longest are drawn; the table has them all.
    """

    key: str
    title: Text
    conclusion: Text
    bars: Sequence[Bar]
    column_names: tuple[Text, Text, Text]

    @property
    def drawn(self) -> list[PlacedBar]:
        """Return the bars that are drawn, in the given order."""
        longest = sorted(self.bars, key=lambda bar: -bar.value)[:MAX_BARS]
        chosen = [bar for bar in self.bars if bar in longest][:MAX_BARS]
        most = max([bar.value for bar in chosen] + [bar.before or Decimal(0) for bar in chosen])
        most = max(most, Decimal(1))
        return [
            PlacedBar(
                bar=bar,
                y=BAR_LABEL + 4 + place * BAR_GAP,
                width=self._x(bar.value, most),
                before_x=None if bar.before is None else self._x(bar.before, most),
            )
            for place, bar in enumerate(chosen)
        ]

    @property
    def height(self) -> int:
        """Return the height of the drawing."""
        return BAR_LABEL + BAR_HEIGHT + 8 + (min(len(self.bars), MAX_BARS) - 1) * BAR_GAP

    @property
    def left_out(self) -> int:
        """Return how many bars stand in the table only."""
        return max(len(self.bars) - MAX_BARS, 0)

    def _x(self, value: Decimal, most: Decimal) -> float:
        return round(WIDTH * float(value / most), 1)
