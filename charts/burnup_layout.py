"""A target's course over its months: the values a burn-up draws, put on the axis' places, and the scale they need.

It arranges what the frames state and the metrics expect, and computes neither.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from charts.text import width
from metrics.arrays import day_of, number_of
from metrics.calendar import first_month, joined, month_of, month_start
from metrics.course import expected_levels
from metrics.goals import demand
from metrics.series import reached
from wording.formats import Cell, estimated, is_missing, month, number
from wording.labels import Record
from wording.translate import _

Points = npt.NDArray[np.float64]
_STEP = 3.0  # pixels between the samples of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels, from the plot's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return (
            across and self.bottom < other.bottom + other.height and other.bottom < self.bottom + self.height
        )

    def outside(self, width: float, height: float) -> float:
        """How many pixels stand out of a plot of this size."""
        return (
            max(0.0, -self.left)
            + max(0.0, -self.bottom)
            + max(0.0, self.left + self.width - width)
            + max(0.0, self.bottom + self.height - height)
        )


def samples(lines: Iterable[Sequence[tuple[float, float]]]) -> Points:
    """Points along polylines, a few pixels apart."""
    found: list[Points] = [np.empty((0, 2))]
    for line in lines:
        for (x0, y0), (x1, y1) in pairwise(line):
            steps = max(2, int(np.hypot(x1 - x0, y1 - y0) / _STEP))
            found.append(np.column_stack([np.linspace(x0, x1, steps), np.linspace(y0, y1, steps)]))
    return np.concatenate(found)


def best(candidates: Sequence[Box], drawn: Points, taken: Sequence[Box], size: tuple[float, float]) -> int:
    """The index of the candidate that covers least, the earlier one on a tie."""
    costs = [_cost(box, drawn, taken, size) for box in candidates]
    return int(np.argmin(costs))


def _cost(box: Box, drawn: Points, taken: Sequence[Box], size: tuple[float, float]) -> float:
    inside = (
        (drawn[:, 0] > box.left - 3)
        & (drawn[:, 0] < box.left + box.width + 3)
        & (drawn[:, 1] > box.bottom - 2)
        & (drawn[:, 1] < box.bottom + box.height + 2)
    )
    return float(inside.sum()) + 500 * sum(box.overlaps(other) for other in taken) + 20 * box.outside(*size)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of stacked labels, as near to the wanted ones as they can be without overlap, kept in the order given
    from top to bottom."""
    centres: list[float] = []
    ceiling = high
    for want, height in zip(wanted, heights, strict=True):
        centre = min(want, ceiling - height / 2)
        centres.append(centre)
        ceiling = centre - height / 2
    floor = low
    for index in range(len(centres) - 1, -1, -1):
        centres[index] = max(centres[index], floor + heights[index] / 2)
        floor = centres[index] + heights[index] / 2
    return centres


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / most
    size = 10.0 ** np.floor(np.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    return [float(round(n * step, 10)) for n in np.arange(first, last + 1)]


NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Places in order and values in the indicator's unit, NaN where there is none.

    `goal` is the level the document asks for, `aim` the one from which it counts as met (below it for 左右).
    """

    places: list[str]
    actual: list[float]
    expected: list[float]
    goal: float
    aim: float
    landing: float
    low: float
    high: float
    lower_is_better: bool
    unit: str

    @property
    def last(self) -> int:
        """The index of the newest actual, −1 when nothing was reported."""
        return max((index for index, value in enumerate(self.actual) if not np.isnan(value)), default=-1)

    @property
    def projected(self) -> bool:
        """Whether a projection goes on from the newest actual."""
        return not np.isnan(self.landing) and 0 <= self.last < len(self.places) - 1

    def shown(self, value: float) -> float:
        """A projected value to the precision it is shown with."""
        return estimated(value, self.goal, self.unit)

    @property
    def gap(self) -> float:
        """What the projection as shown leaves to the target; negative when it is more than met, NaN without one."""
        if not self.projected:
            return NAN
        gap = self.shown(self.landing) - self.aim
        return self.shown(gap if self.lower_is_better else -gap)

    def values(self) -> list[float]:
        """Everything that must fit on the axis."""
        ends = [self.landing, self.low, self.high] if self.projected else []
        return [value for value in [*self.actual, *self.expected, *ends, self.goal] if not np.isnan(value)]


def course(series: pd.DataFrame, target: Record) -> Course:
    """The course of one target from its reported values and its record; needs a target and a deadline."""
    wanted, deadline = demand(target), pd.Timestamp(target["deadline"])
    first = first_month(day_of(target.get("period_start")), deadline)
    # a state starts from its baseline; a sum starts from nothing, a growth and a place from nowhere
    base = wanted.base if wanted.measure.traits.is_gradual else NAN
    places = months(month_start(first), deadline, with_base=not np.isnan(base))
    actual = {BASE: base} | _actual(series, target)
    return Course(
        places=places,
        actual=[actual.get(place, NAN) for place in places],
        expected=_expected(places, target, first),
        goal=wanted.stated,
        aim=wanted.goal,
        landing=number_of(target.get("landing")),
        low=number_of(target.get("landing_low")),
        high=number_of(target.get("landing_high")),
        unit="" if is_missing(target.get("unit")) else str(target["unit"]),
        lower_is_better=wanted.lower,
    )


def _actual(series: pd.DataFrame, target: Record) -> dict[str, float]:
    """The newest value of every place, as it stood against the target."""
    found = reached(target, series)
    return {key(at): float(value) for at, value in zip(found["period_end"], found["value"], strict=True)}


def _expected(places: list[str], target: Record, first: int) -> list[float]:
    """What is expected by each place; the baseline's is the month before the first."""
    ends = [first - 1 if place == BASE else month_of(pd.Timestamp(f"{place}-01")) for place in places]
    return [float(level) for level in expected_levels(target, np.array(ends))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From places and values to pixels of the plot."""

    count: int
    width: float
    height: float
    ticks: list[float]
    low: float
    high: float

    def x(self, index: int) -> float:
        """Pixels from the left of a place."""
        return (index + 0.5) / self.count * self.width

    def y(self, value: float) -> float:
        """Pixels from the bottom of a value."""
        return (value - self.low) / (self.high - self.low) * self.height


def axis_ticks(drawn: Course) -> list[float]:
    """Round ticks around everything drawn; from zero unless the values stand far above it."""
    values = drawn.values()
    low, high = min(values), max(values)
    if low > 0 and low < 0.4 * high:
        low = 0.0
    return ticks(low, high, 5)


def axis_texts(values: list[float]) -> list[str]:
    """The ticks as people write them."""
    return [number(value) for value in values]


def scale(drawn: Course, marks: list[float], width: float, height: float) -> Scale:
    """The scale of a course on a plot of this size, with air above the highest line for its label."""
    air = (marks[-1] - marks[0]) * 0.07
    return Scale(
        count=len(drawn.places), width=width, height=height, ticks=marks, low=marks[0], high=marks[-1] + air
    )


BASE = "base"


def key(value: Cell) -> str:
    """The place of a date on the axis: `2024-06`; January and February share one, for they are reported together."""
    return f"{month_start(joined(month_of(pd.Timestamp(value)))):%Y-%m}"


def months(start: Cell, deadline: Cell, *, with_base: bool) -> list[str]:
    """The keys from the start's month to the deadline's, in order, the baseline first where there is one."""
    span = pd.period_range(pd.Timestamp(start), pd.Timestamp(deadline), freq="M")
    found = list(dict.fromkeys(key(period.to_timestamp()) for period in span))
    return [BASE, *found] if with_base else found


def axis_labels(places: list[str], room: float, size: float) -> tuple[list[str], list[str]]:
    """Which places get a label and what it says, as many as fit without touching.

    Within one year months are named; over several years only the quarters or the years' ends.
    """
    years = {place[:4] for place in places if place != BASE}
    if len(years) > 1:
        return _year_labels(places, room, size)
    texts = {place: _month_text(place) for place in places}
    widest = max(width(text, size) for text in texts.values()) + size * 0.6
    step = max(1, math.ceil(widest * len(places) / max(room, 1)))
    chosen = [place for index, place in enumerate(reversed(places)) if index % step == 0][::-1]
    return chosen, [texts[place] for place in chosen]


def _month_text(place: str) -> str:
    return _("基期") if place == BASE else month(f"{place}-01")


def _year_labels(places: list[str], room: float, size: float) -> tuple[list[str], list[str]]:
    """Years' ends named, with the last place always named too."""
    ends = [place for place in places if place.endswith("-12") or place == places[-1]]
    texts = [
        _("{year}年底").format(year=place[:4]) if place.endswith("-12") else f"{place[:4]}-{place[5:]}"
        for place in ends
    ]
    step = max(1, math.ceil(width(texts[0] + " ", size) * len(ends) / max(room, 1)))
    keep = [index for index in range(len(ends)) if (len(ends) - 1 - index) % step == 0]
    return [ends[index] for index in keep], [texts[index] for index in keep]
