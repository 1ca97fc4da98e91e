"""Gauges: the numbers a rule set may have bands on, and the formulas of those that read a growth rate.

It refuses to compute a target's growth from levels: the comparable base is restated each year, so only the
published cumulative rate counts.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from metrics.arrays import Flags, Floats, Ints, ratio
from metrics.goals import Terms, short_of

MONTHS_A_YEAR = 12.0


def gauges(terms: Terms, actual: Floats, month: Ints, measured: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every number a rule set may have bands on, by its name there, of each target's value and its month.

    `measured`: pace and lag_pp as they were judged.
    """
    done, total = month - terms.base_month, terms.end - terms.base_month
    return {
        "pace": measured["pace"],
        "lag_pp": measured["lag_pp"],
        "trend_share": trend_share(terms.base, actual, terms.stated, done=done, total=total),
        "cagr_ratio": cagr_ratio(terms.base, actual, terms.stated, done=done, total=total, lower=terms.lower),
    }


def growth_lag_pp(actual: Floats, goal: Floats, lower: Flags) -> Floats:
    """Distance of cumulative growth from the growth asked for: actual − target, mirrored if lower is better.

    Percentage points, any sign; negative is behind. Never scaled by elapsed time. Missing stays missing.
    Source: 宣城市 bulletins (增幅低于目标任务).
    """
    return short_of(actual, goal, lower)


def compound_rate(base: Floats, value: Floats, months: npt.ArrayLike) -> Floats:
    """Compound growth a year: (value ÷ base)^(12 ÷ months) − 1.

    Fraction above −1. Missing unless base and value are positive and some time has passed.
    """
    usable = (base > 0) & (value > 0) & (np.asarray(months) > 0)
    with np.errstate(all="ignore"):
        rate = (value / base) ** (MONTHS_A_YEAR / np.asarray(months, dtype=np.float64)) - 1.0
    return np.where(usable, rate, np.nan)


def cagr_ratio(
    base: Floats, value: Floats, target: Floats, *, done: Ints, total: Ints, lower: Flags
) -> Floats:
    """Compound rate so far over the compound rate needed: R = d · CAGR ÷ |CAGR needed|.

    No unit; 1 is on the compound path, below 0 moves away. Missing without a positive baseline, where the
    target equals it, or before time has passed. Source: Statistics Canada, Open SDG 2.4.
    """
    needed = np.abs(compound_rate(base, target, total))
    return ratio(np.where(lower, -1.0, 1.0) * compound_rate(base, value, done), needed)


def trend_share(base: Floats, value: Floats, target: Floats, *, done: Ints, total: Ints) -> Floats:
    """Share of the way that the compound rate so far will have gone by the deadline.

    (v̂ − base) ÷ (target − base), v̂ = value · (1 + CAGR)^(years left). No unit, any sign; missing as for the
    compound rate. Source: UN Statistics Division, progress chart 2023.
    """
    years_left = np.maximum(total - done, 0) / MONTHS_A_YEAR
    with np.errstate(all="ignore"):
        projected = value * (1.0 + compound_rate(base, value, done)) ** years_left
    return ratio(projected - base, target - base)
