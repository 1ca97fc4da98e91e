"""Required effort: what each remaining month must bring, next to the average and the best month so far.

Owns monthly steps. It refuses rates: a growth rate is not brought in month by month.
"""

from dataclasses import dataclass

import numpy as np

from metrics.arrays import Flags, Floats, ratio
from metrics.calendar import NO_MONTH, months_left
from metrics.goals import GROWTH, SUM, Terms
from metrics.series import Grid, Latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Per target: unit of the indicator per month, ratios without unit, months left after the value's own."""

    required: Floats
    average: Floats
    best: Floats
    against_average: Floats
    against_best: Floats
    months_left: Floats


def effort(terms: Terms, grid: Grid, at: Latest) -> Effort:
    """What the rest of the period must bring, and how many times the average and the best month that is."""
    left = months_left(at.month, at.due, terms.end)
    required = required_per_month(terms, at.value, left)
    average, best = steps(terms, grid, at)
    sign = np.where(terms.descends, -1.0, 1.0)
    return Effort(
        required=required,
        average=average,
        best=best,
        against_average=times(required, average, sign),
        against_best=times(required, best, sign),
        months_left=left,
    )


def required_per_month(terms: Terms, value: Floats, left: Floats) -> Floats:
    """余下每月须完成: (goal − actual) ÷ months left.

    Unit of the indicator per month. 0 when already met; for a capped flow what each month may still use,
    negative once the cap is passed; below 0 where a level must fall. Missing for rates, for levels to be
    held, with no months left or nothing reported.
    """
    gap = terms.goal - value
    owed = np.where(terms.descends, np.minimum(gap, 0.0), np.maximum(gap, 0.0))
    gap = np.where(terms.spends, gap, owed)
    return np.where((terms.family == GROWTH) | terms.limit, np.nan, ratio(gap, left))


def times(required: Floats, done: Floats, sign: Floats) -> Floats:
    """How many times the step done is the step required; missing where what was done led away or nowhere."""
    with np.errstate(invalid="ignore"):
        return ratio(required, np.where(done * sign > 0, done, np.nan))


def steps(terms: Terms, grid: Grid, at: Latest) -> tuple[Floats, Floats]:
    """月均 and the best month so far: change per month between successive reported values.

    Unit of the indicator per month. Flows start from zero, levels from their baseline, at the month before
    the period; without a baseline from the first value reported. A gap of several months (January–February,
    a quarter) is spread evenly. Missing for rates, and where there is only one point.
    """
    flow = terms.family == SUM
    origin = np.where(flow, 0.0, terms.base)
    last, last_row = origin.copy(), np.where(np.isnan(origin), NO_MONTH, terms.start - 1 - grid.first)
    first, first_row = last.copy(), last_row.copy()
    best = np.full(len(origin), np.nan)
    for row, value in enumerate(grid.value):
        here = ~np.isnan(value) & (row + grid.first >= terms.start) & (row + grid.first <= at.month)
        step = ratio(value - last, row - last_row)
        best = np.where(here, _better(best, step, terms.descends), best)
        new = here & np.isnan(first)
        first, first_row = np.where(new, value, first), np.where(new, row, first_row)
        last, last_row = np.where(here, value, last), np.where(here, row, last_row)
    average = ratio(last - first, last_row - first_row)
    rate = terms.family == GROWTH
    return np.where(rate, np.nan, average), np.where(rate, np.nan, best)


def _better(best: Floats, step: Floats, descends: Flags) -> Floats:
    return np.where(descends, np.fmin(best, step), np.fmax(best, step))
