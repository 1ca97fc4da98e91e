"""A target's course over its months: the values a burn-up draws, put on the axis' places.

It arranges what the frames state; the only arithmetic is the straight expected path where none is given.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from charts.months import BASE, elapsed, key, months
from charts.placement import ticks
from metrics.measures import Measure
from metrics.model import Path, Status
from metrics.series import reached
from wording.formats import Cell, estimated, is_missing, number
from wording.goals import aim, grows, lower_is_better, stated_level
from wording.names import Record

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
    deadline = pd.Timestamp(target["deadline"])
    start = _start(target, deadline)
    base = _base(target)
    places = months(start, deadline, with_base=not np.isnan(base))
    actual = _actual(series, target)
    if not np.isnan(base):
        actual = {BASE: base} | actual
    return Course(
        places=places,
        actual=[actual.get(place, NAN) for place in places],
        expected=_expected(places, target, start=start, base=base),
        goal=stated_level(target),
        aim=aim(target),
        landing=_number(target.get("landing")),
        low=_number(target.get("landing_low")),
        high=_number(target.get("landing_high")),
        unit="" if is_missing(target.get("unit")) else str(target["unit"]),
        lower_is_better=lower_is_better(target),
    )


def _start(target: Record, deadline: pd.Timestamp) -> pd.Timestamp:
    """The first day of the first full month of the period, as judgement counts it."""
    start = target["period_start"]
    if is_missing(start):
        return pd.Timestamp(deadline.year, 1, 1)
    start = pd.Timestamp(start)
    return start if start.day == 1 else start + pd.offsets.MonthBegin(1)


def _number(value: Cell) -> float:
    return NAN if is_missing(value) else float(value)


def _base(target: Record) -> float:
    """The value the course starts from, for states; a sum starts from nothing and a growth from nowhere."""
    return _number(target.get("baseline")) if target.get("measure") in (Measure.STOCK, Measure.SHARE) else NAN


def _actual(series: pd.DataFrame, target: Record) -> dict[str, float]:
    """The newest value of every place, as it stood against the target."""
    found = reached(target, series)
    return {key(at): float(value) for at, value in zip(found["period_end"], found["value"], strict=True)}


def _expected(places: list[str], target: Record, *, start: Cell, base: float) -> list[float]:
    """The expected path: by the record's `expected_points` (a plan, or earlier years), else straight from the start
    through what the record expects of the month that was reported, to the level that counts as met.

    None for growth and ranks, which owe no share of the way, for a state whose baseline is not known, and for a
    limit that holds from the first day.
    """
    state = target.get("measure") in (Measure.STOCK, Measure.SHARE)
    owes_none = grows(target) or target.get("measure") == Measure.RANK
    if owes_none or (state and np.isnan(base)) or target.get("expected_path") == Path.HELD:
        return [NAN] * len(places)
    foot = 0.0 if np.isnan(base) else base
    ends = [0, max(1, elapsed(places[-1], start))]
    shares = [0.0, 1.0]
    if points := target.get("expected_points"):
        ends = [0, *(elapsed(key(at), start) for at, _share in points)]
        shares = [0.0, *(share for _at, share in points)]
    due = np.interp([elapsed(place, start) for place in places], ends, shares)
    way = aim(target) - foot
    path = {place: foot + way * float(part) for place, part in zip(places, due, strict=True)}
    share, this_month = _number(target.get("expected")), target.get("official_status") != Status.NOT_REPORTED
    if this_month and not np.isnan(share) and not is_missing(target.get("actual_period")):
        path[key(target["actual_period"])] = foot + (stated_level(target) - foot) * share
    return [path[place] for place in places]


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
