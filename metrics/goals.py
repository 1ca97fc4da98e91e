"""What is asked of a target, and how far any value is from it: the one home of level, increment, range and direction.

The light, the gap, the required effort, the expected path and the words all read their answer here, for every
measure × basis × comparator × direction × baseline. The terms of each target, its window included, are
read of the ledger's columns here. Whether a month is due, and which value counts, is not its.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from metrics.arrays import (
    Flags,
    Floats,
    Ints,
    Row,
    at_least,
    difference,
    flagged,
    is_absent,
    number_of,
    numbers,
    ratio,
)
from metrics.calendar import baseline_months, windows
from metrics.measures import BY_BASIS, MEASURES, Family, Measure, effective
from metrics.model import Assessed, Basis, Better, Comparator
from metrics.status import RuleSet

FAMILIES: Final = tuple(Family)
SUM, LEVEL, GROWTH = (FAMILIES.index(family) for family in (Family.SUM, Family.LEVEL, Family.GROWTH))
# the traits of each measure, to be taken by its place in the table
FAMILY_OF: Final = np.array([FAMILIES.index(measure.traits.family) for measure in MEASURES])
IN_POINTS: Final = np.array([measure.traits.eased_in_points for measure in MEASURES])
IS_AMOUNT: Final = np.array([measure.traits.is_amount for measure in MEASURES])
MOVES: Final = (Basis.INCREMENT, Basis.FLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What documents state, one entry per target: the words as flags, the numbers in the indicator's unit.

    `measure` is the place in the table of the measure the number is judged as; `moves`: it is a change or a sum
    over the period; `improves_down`: less of the indicator is better.
    """

    measure: Ints
    moves: Flags
    improves_down: Flags
    at_most: Flags
    about: Flags
    between: Flags
    value: Floats
    high: Floats
    base: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """What is asked, one entry per target; values in the indicator's unit.

    `lower`: less is better. `falls`: the number is how much less, without its sign. `increment`: the number is a
    change of a level; `needs_base` those of them that lack their baseline, and so are judged on reported sums alone;
    `settles`: reaching it settles it, so it is done from that month on and not only at its deadline.
    A fall without a baseline has no sum either: whether a cut is reported with its sign nobody knows.
    `stated` is the level (or sum, or growth) that fulfils the number as written; `goal` is the same softened by the
    tolerance of 左右; `base` is the level completion counts from; `limit` marks what asks to hold a level rather
    than to reach one, as the number stated has it.
    """

    family: Ints
    measure: Ints
    lower: Flags
    falls: Flags
    increment: Flags
    needs_base: Flags
    limit: Flags
    settles: Flags
    stated: Floats
    goal: Floats
    base: Floats
    has_number: Flags
    has_base: Flags

    @property
    def spends(self) -> Flags:
        """Whether it is a sum that is to stay small: every month uses some of it up."""
        return np.asarray(self.lower & (self.family == SUM), dtype=np.bool_)

    @property
    def descends(self) -> Flags:
        """Whether it is a level that is to come down, or to stay down."""
        return np.asarray(self.lower & (self.family == LEVEL), dtype=np.bool_)


def ask(
    said: Statements, tolerance: float = 0.0, points: float = 0.0, *, in_percent: Flags | bool = True
) -> Goals:
    """What the statements ask for; 左右 is eased by the tolerance, in parts of the number or in points.

    `in_percent`: the unit is per cent, without which points mean nothing (an intensity is a share, too).

    A range is met at its near end: at least 3 of 3~5, at most 5 where less is better, a fall by 3 where it is to fall
    by 3~5. An increment moves the baseline; a fall is stated without its sign, and so is a place gained.
    """
    stock_like = FAMILY_OF[said.measure] == LEVEL
    base = np.where(stock_like, said.base, np.nan)
    lower = said.improves_down | said.at_most
    falls = lower & ~said.at_most
    increment = stock_like & said.moves
    needs_base = increment & np.isnan(base)
    family = np.where(needs_base & ~falls, SUM, FAMILY_OF[said.measure])
    far_end = said.between & lower & ~(increment & falls) & ~np.isnan(said.high)
    near = np.where(far_end, said.high, said.value)
    moved = base + np.where(falls, -np.abs(near), near)
    stated = np.where(increment & (falls | ~np.isnan(base)), moved, near)
    points_apply = IN_POINTS[said.measure] & in_percent
    room = leeway(np.where(points_apply, points, tolerance * np.abs(near)), stated, base, lower)
    goal = np.where(said.about, np.where(lower, stated + room, stated - room), stated)
    limit = (family == LEVEL) & (reaches(stated, base, lower) | (np.isnan(base) & lower))
    return Goals(
        family=family,
        measure=said.measure,
        lower=lower,
        falls=falls,
        increment=increment,
        needs_base=needs_base,
        limit=limit,
        settles=IS_AMOUNT[said.measure] & ~lower & ~limit & ~said.about & ~said.between,
        stated=stated,
        goal=goal,
        base=base,
        has_number=~np.isnan(said.value),
        has_base=~np.isnan(base),
    )


def leeway(room: Floats, stated: Floats, base: Floats, lower: Flags) -> Floats:
    """The room of 左右 beside a number that is still to be reached: never across the baseline.

    Unit of the indicator, ≥ 0. At most half the way from the baseline: a value nearer to where it began than to the
    number is not about the number. Without a baseline, and where the baseline meets the number already, all of it.
    """
    way = np.where(reaches(stated, base, lower), np.nan, np.abs(stated - base))
    return np.fmin(room, way / 2.0)


def reaches(goal: Floats, level: Floats, lower: Flags) -> Flags:
    """Whether a level meets a goal: at least it, or at most it where less is better; false where either is missing."""
    return np.where(lower, at_least(goal, level), at_least(level, goal))


def short_of(line: Floats, level: Floats, lower: Flags) -> Floats:
    """How far a level is on the wrong side of a line: line − level, mirrored where less is better.

    In the values' unit; negative beyond the line, exactly zero where the two agree to one part in 10⁹; missing if
    either is. The gap, the distance of a growth from its target and the distance the words give are this.
    """
    return np.where(lower, difference(level, line), difference(line, level))


def completion(goals: Goals, actual: Floats) -> Floats:
    """完成率: how much of the way is done.

    A sum: accumulated ÷ target. A level with a baseline: (actual − baseline) ÷ (target − baseline); without:
    actual ÷ target. A level to be held: actual ÷ target, upside down where lower is better. Growth has none.
    Fraction, never capped, negative when moving away. Missing where the target (or what is divided by) is zero
    or negative: 亏损 and zero caps are judged at the deadline by comparison alone.
    """
    positive = _positive(goals.stated)
    part = ratio(actual, positive)
    way = ratio(actual - goals.base, goals.stated - goals.base)
    held = np.where(goals.lower, ratio(positive, _positive(actual)), part)
    by_level = np.where(goals.limit, held, np.where(goals.has_base, way, part))
    return np.select([goals.family == SUM, goals.family == GROWTH], [part, np.nan], by_level)


def level_at(goals: Goals, fraction: Floats) -> Floats:
    """The level at which so much of the way is done: completion read backwards.

    Unit of the indicator; missing where completion is, and where a limit from above would be divided by nothing.
    """
    positive = _positive(goals.stated)
    part = fraction * positive
    way = goals.base + fraction * (goals.stated - goals.base)
    held = np.where(goals.lower, ratio(positive, _positive(fraction)), part)
    by_level = np.where(goals.limit, held, np.where(goals.has_base, way, part))
    return np.select([goals.family == SUM, goals.family == GROWTH], [part, np.nan], by_level)


def completion_when_met(goals: Goals) -> Floats:
    """The completion at which the number counts as met: 1, or the tolerance's edge where it says 左右."""
    return np.where(goals.goal == goals.stated, 1.0, completion(goals, goals.goal))


def due_now(goals: Goals, expected: Floats) -> Floats:
    """The level at which a target is exactly on pace, given 序时应完成 as a fraction of the way.

    Unit of the indicator. Growth is due in full all along, and so is nothing at all. What else has no completion (a
    target below zero) is compared with the goal itself: at once where it is not to be exceeded, at the deadline
    where it is to be reached.
    """
    level = level_at(goals, expected)
    whole = goals.lower | (goals.family == GROWTH) | (goals.goal == 0)
    whole |= at_least(expected, completion_when_met(goals))
    return np.where(np.isnan(level) & whole & ~np.isnan(expected), goals.goal, level)


def shortfall(goals: Goals, actual: Floats, expected: Floats) -> Floats:
    """缺口: where a target should be by now − where it is, the other way round where less is better.

    Unit of the indicator, points for growth; negative when ahead, exactly zero where the light turns. Missing if
    either is, and where nothing can be expected yet (a target below zero before its deadline).
    """
    level_with_path = difference(completion(goals, actual), expected) == 0
    short = short_of(due_now(goals, expected), actual, goals.lower)
    return np.where(level_with_path, 0.0, short)


def _positive(values: Floats) -> Floats:
    """What may be divided by; the rest is missing."""
    return np.where(values > 0, values, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one target asks for, as words need it; values in the indicator's unit, missing as NaN.

    `measure` is what it is judged as; `family` its formula; `is_cap`: 控制在…以内; `is_added`: the number is what is
    added to (or, where `falls`, taken off) a baseline that is known; `goal` the level that counts as met, as it was
    judged, and as stated where it was not.
    """

    measure: Measure
    family: Family
    is_cap: bool
    is_added: bool
    lower: bool
    falls: bool
    spends: bool
    descends: bool
    stated: float
    goal: float
    base: float

    @property
    def grows(self) -> bool:
        """Whether it is a growth, which time does not scale."""
        return self.family is Family.GROWTH

    def counted(self, level: float) -> float:
        """A level as the number counts it: of an increment what was added to, or taken off, the baseline."""
        if not self.is_added:
            return level
        return self.base - level if self.falls else level - self.base

    def short(self, level: float) -> float:
        """What a level lacks to the one that counts as met; negative beyond it, missing where nothing is known."""
        line, here, lower = np.array([self.goal]), np.array([level]), np.array([self.lower])
        return float(short_of(line, here, lower)[0])


def demand(row: Row) -> Demand:
    """What one row of the progress frame asks for: measure, basis, comparator, better, target, value_high, baseline, goal."""
    measure = effective(Measure(str(row["measure"])), row.get("basis"))
    comparator, better = str(row.get("comparator")), str(row.get("better"))
    cells = (row.get(name) for name in ("target", "value_high", "baseline", "goal"))
    value, high, base, goal = (None if is_absent(cell) else number_of(cell) for cell in cells)
    return _demand(
        measure=measure, moves=row.get("basis") in MOVES, comparator=comparator, better=better,
        value=value, high=high, base=base, goal=goal,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _demand(
    *,
    measure: Measure,
    moves: bool,
    comparator: str,
    better: str,
    value: float | None,
    high: float | None,
    base: float | None,
    goal: float | None,
) -> Demand:
    """The entry of `ask` for one statement; missing is None, for NaN is no key."""
    is_cap = comparator == Comparator.AT_MOST
    goals = ask(
        Statements(
            measure=np.array([MEASURES.index(measure)]),
            moves=np.array([moves]),
            improves_down=np.array([better == Better.LOWER]),
            at_most=np.array([is_cap]),
            about=np.array([comparator == Comparator.ABOUT]),
            between=np.array([comparator == Comparator.RANGE]),
            value=np.array([value], dtype=np.float64),
            high=np.array([high], dtype=np.float64),
            base=np.array([base], dtype=np.float64),
        )
    )
    return Demand(
        measure=measure,
        family=FAMILIES[int(goals.family[0])],
        is_cap=is_cap,
        is_added=bool(goals.increment[0] & goals.has_base[0]),
        lower=bool(goals.lower[0]),
        falls=bool(goals.falls[0]),
        spends=bool(goals.spends[0]),
        descends=bool(goals.descends[0]),
        stated=float(goals.stated[0]),
        goal=float(goals.stated[0]) if goal is None else goal,
        base=float(goals.base[0]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Goals):
    """What is asked and when, one entry per target; months are counted since January 1970.

    `start` and `end` are the months of its first and last day, `first_day` and `last_day` those days since 1970 where
    the window is counted by days, `base_month` the baseline's; `annual` is judged at its deadline only; `may_fall`
    marks a sum that can go down again, a profit or a net change; `is_part` what was handed down of another target.
    """

    base_month: Ints
    annual: Flags
    may_fall: Flags
    is_part: Flags
    start: Ints
    end: Ints
    first_day: Floats
    last_day: Floats


TERM_COLUMNS: Final = (
    "measure", "basis", "comparator", "value", "value_high", "better", "period_start", "deadline", "assessed",
    "baseline_value", "baseline_on",
)  # fmt: skip
# what a frame may leave out: whether the indicator's unit is per cent, its sum may fall, the target was handed down
OPTIONAL_COLUMNS: Final = ("in_percent", "may_fall", "is_handed_down")
# the frame's `baseline_value` is in the unit it was stated in; its `baseline` is in the indicator's
FRAMED: Final = {"value": "target", "baseline_value": "baseline"}


def read_terms(targets: pd.DataFrame, rules: RuleSet | None = None) -> Terms:
    """The terms of every row of `targets`, softened by the rule set's tolerance for `~`; as written without one."""
    eased = () if rules is None else (rules.tolerance, rules.tolerance_points)
    said, known = _statements(targets), targets.columns
    in_percent = flagged(targets, "in_percent") if "in_percent" in known else True
    goals = ask(said, *eased, in_percent=in_percent)
    window = windows(targets["period_start"], targets["deadline"])
    # a sum that is to stay above less than nothing would be no target if it could not fall
    below_zero = said.value < 0
    return Terms(
        **{field.name: getattr(goals, field.name) for field in fields(goals)},
        base_month=baseline_months(targets["baseline_on"], window.start),
        annual=_is(targets, "assessed", Assessed.ANNUAL),
        may_fall=(goals.family == SUM) & (below_zero | flagged(targets, "may_fall")),
        is_part=flagged(targets, "is_handed_down"),
        **{field.name: getattr(window, field.name) for field in fields(window)},
    )


def terms_of(row: Row, rules: RuleSet | None = None) -> Terms:
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


def _statements(targets: pd.DataFrame) -> Statements:
    """What the ledger's rows state; the measure is the one the number is judged as."""
    measure = np.select([_is(targets, "measure", m) for m in MEASURES], range(len(MEASURES)), 1)
    for basis, becomes in BY_BASIS.items():
        measure = np.where(_is(targets, "basis", basis), MEASURES.index(becomes), measure)
    return Statements(
        measure=np.asarray(measure, dtype=np.int64),
        moves=np.logical_or.reduce([_is(targets, "basis", basis) for basis in MOVES]),
        improves_down=_is(targets, "better", Better.LOWER),
        at_most=_is(targets, "comparator", Comparator.AT_MOST),
        about=_is(targets, "comparator", Comparator.ABOUT),
        between=_is(targets, "comparator", Comparator.RANGE),
        value=numbers(targets["value"]),
        high=numbers(targets["value_high"]),
        base=numbers(targets["baseline_value"]),
    )


def _is(targets: pd.DataFrame, column: str, word: str) -> Flags:
    return targets[column].eq(word).to_numpy(dtype=np.bool_, na_value=False)
