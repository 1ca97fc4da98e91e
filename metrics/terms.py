"""What each target asks for, as arrays: which formula applies, in which direction, to what end, until when.

Owns the reading of measure, basis, comparator and tolerance into one goal per target. It refuses to look
at any observation.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from metrics.arrays import NO_MONTH, Flags, Floats, Ints, at_least, months_of, numbers
from metrics.measures import BY_BASIS, MEASURES, Family
from metrics.model import Basis, Comparator
from metrics.status import RuleSet

Row = Mapping[Hashable, object]

FAMILIES: Final = tuple(Family)
SUM, LEVEL, GROWTH = (FAMILIES.index(family) for family in (Family.SUM, Family.LEVEL, Family.GROWTH))
# the traits of each measure, to be taken by its place in the table
FAMILY_OF: Final = np.array([FAMILIES.index(measure.traits.family) for measure in MEASURES])
IN_POINTS: Final = np.array([measure.traits.eased_in_points for measure in MEASURES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One entry per target; months are counted since January 1970, values are in the indicator's unit.

    `stated` is the level (or sum, or growth) that fulfils the number as written; `goal` is the same
    softened by the tolerance of 左右; `base` is the level completion counts from; `limit` marks targets
    that ask to hold a level rather than to reach one; `increment` those whose number is a change of a
    level; `needs_base` those increments that lack a baseline, and so are judged on reported sums alone. A fall
    without a baseline has no sum either: whether a cut is reported with its sign nobody knows.
    """

    family: Ints
    measure: Ints
    lower: Flags
    limit: Flags
    increment: Flags
    needs_base: Flags
    stated: Floats
    goal: Floats
    base: Floats
    has_number: Flags
    has_base: Flags
    base_month: Ints
    annual: Flags
    start: Ints
    end: Ints


TERM_COLUMNS: Final = (
    "measure",
    "basis",
    "comparator",
    "value",
    "value_high",
    "better",
    "period_start",
    "deadline",
    "assessed",
    "baseline_value",
    "baseline_on",
)
# the frame's `baseline_value` is in the unit it was stated in; its `baseline` is in the indicator's
FRAMED: Final = {"value": "target", "baseline_value": "baseline"}


def read_terms(targets: pd.DataFrame, rules: RuleSet) -> Terms:
    """The terms of every row of `targets`, softened by the rule set's tolerance for `~`."""
    measure = effective_measure(targets)
    stock_like = FAMILY_OF[measure] == LEVEL
    base = np.where(stock_like, numbers(targets["baseline_value"]), np.nan)
    increment = stock_like & (_is(targets, "basis", Basis.INCREMENT) | _is(targets, "basis", Basis.FLOW))
    needs_base = increment & np.isnan(base)
    lower = _is(targets, "better", "lower") | _is(targets, "comparator", Comparator.AT_MOST)
    falls = lower & ~_is(targets, "comparator", Comparator.AT_MOST)
    family = np.where(needs_base & ~falls, SUM, FAMILY_OF[measure])
    stated = _stated(targets, lower, increment, base)
    goal = _softened(targets, rules, stated, lower, measure)
    start, end = _period(targets)
    return Terms(
        family=family,
        measure=measure,
        lower=lower,
        limit=_asks_to_hold(family, lower, goal, base),
        increment=increment,
        needs_base=needs_base,
        stated=stated,
        goal=goal,
        base=base,
        has_number=~np.isnan(numbers(targets["value"])),
        has_base=~np.isnan(base),
        base_month=_base_month(targets, start),
        annual=_is(targets, "assessed", "annual"),
        start=start,
        end=end,
    )


def terms_of(row: Row, rules: RuleSet) -> Terms:
    """The terms of one row of the progress frame, which names the values in the indicator's unit its own way."""
    known = {str(name): value for name, value in row.items()}
    for name, framed in FRAMED.items():
        known[name] = known.get(framed, known.get(name))
    frame = pd.DataFrame({name: [known.get(name)] for name in TERM_COLUMNS})
    for name in ("period_start", "deadline", "baseline_on"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("value", "value_high", "baseline_value"):
        frame[name] = pd.to_numeric(frame[name]).astype("float64")
    return read_terms(frame, rules)


def effective_measure(targets: pd.DataFrame) -> Ints:
    """Index in `MEASURES` of the formula: the basis of the number decides where it is decisive.

    A growth target on an output value is a rate; an increment of a stock stays a stock.
    """
    measure = np.select([_is(targets, "measure", m) for m in MEASURES], range(len(MEASURES)), 1)
    for basis, becomes in BY_BASIS.items():
        measure = np.where(_is(targets, "basis", basis), MEASURES.index(becomes), measure)
    return np.asarray(measure, dtype=np.int64)


def _is(targets: pd.DataFrame, column: str, word: str) -> Flags:
    return targets[column].eq(word).to_numpy(dtype=np.bool_, na_value=False)


def _stated(targets: pd.DataFrame, lower: Flags, increment: Flags, base: Floats) -> Floats:
    """The level that fulfils the number: the near end of a range, the baseline moved by an increment."""
    value, high = numbers(targets["value"]), numbers(targets["value_high"])
    near = np.where(_is(targets, "comparator", Comparator.RANGE) & lower & ~np.isnan(high), high, value)
    # a rank improved by n places, or a consumption cut by n, is stated without its sign
    falls = lower & ~_is(targets, "comparator", Comparator.AT_MOST)
    moved = base + np.where(falls, -np.abs(near), near)
    return np.where(increment & (falls | ~np.isnan(base)), moved, near)


def _softened(targets: pd.DataFrame, rules: RuleSet, stated: Floats, lower: Flags, measure: Ints) -> Floats:
    """`stated` eased by the tolerance where the wording is 左右: in points for rates, else in parts."""
    room = np.where(IN_POINTS[measure], rules.tolerance_points, rules.tolerance * np.abs(stated))
    room = np.where(_is(targets, "comparator", Comparator.ABOUT), room, 0.0)
    return np.where(lower, stated + room, stated - room)


def _asks_to_hold(family: Ints, lower: Flags, goal: Floats, base: Floats) -> Flags:
    """Whether the level is to be held: the baseline already meets it, or it is a cap with no baseline."""
    met_at_start = np.where(lower, at_least(goal, base), at_least(base, goal))
    return np.asarray((family == LEVEL) & (met_at_start | (np.isnan(base) & lower)), dtype=np.bool_)


def _period(targets: pd.DataFrame) -> tuple[Ints, Ints]:
    """First and last full month; a start after the first of a month begins with the next month."""
    end = months_of(targets["deadline"])
    start = months_of(targets["period_start"])
    day = targets["period_start"].dt.day.fillna(1).to_numpy(dtype=np.int64)
    start = np.where(start == NO_MONTH, end - end % 12, start + (day > 1))
    return np.minimum(start, end), end


def _base_month(targets: pd.DataFrame, start: Ints) -> Ints:
    """Month of the baseline; the month before the period where its date is missing."""
    month = months_of(targets["baseline_on"])
    return np.where(month == NO_MONTH, start - 1, month)
