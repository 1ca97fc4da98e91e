"""Where a target should be by now: 序时应完成, straight, by a planned path, or by earlier years' seasons.

Owns elapsed time and expected fractions. It refuses to invent a January: January–February are one period.
"""

from datetime import date

import numpy as np
import pandas as pd

from metrics.arrays import NO_MONTH, Flags, Floats, Ints, Texts, months_of, numbers, pick, ratio
from metrics.model import Path
from metrics.season import complete_years
from metrics.series import cutoff, read_grid
from metrics.status import RuleSet, load_rules
from metrics.terms import GROWTH, SUM, Terms, read_terms


def elapsed_fraction(elapsed: Floats, start: Ints, end: Ints) -> Floats:
    """序时应完成 on a straight path: k ÷ n, months elapsed over months in the period.

    Fraction in [0, 1]; 0 before the start, 1 from the deadline on; missing where the period is.
    Source: 宣城市目标任务完成情况通报 (25%, 50%, 91.7%).
    """
    fraction = np.clip(ratio(elapsed, end - start + 1), 0.0, 1.0)
    return np.where(end == NO_MONTH, np.nan, fraction)


def heeded(paths: pd.DataFrame | None, rules: RuleSet) -> pd.DataFrame | None:
    """The rows of `paths` the rule set looks at: a plan before earlier years, for each target one of them.

    `paths` has a column `path` besides target_id, period_end and expected: planned or seasonal.
    """
    if paths is None or rules.expected == Path.ELAPSED:
        return None
    planned = paths["path"].eq(Path.PLANNED)
    seasonal = ~paths["target_id"].isin(paths.loc[planned, "target_id"]) & (rules.expected == Path.SEASONAL)
    return paths[planned | seasonal]


def path_words(terms: Terms, paths: pd.DataFrame | None, ids: pd.Index, planned: Floats) -> Texts:
    """Which path each target's expected fraction rests on; none for growth, and without a number or deadline."""
    words = tuple(Path)
    seasonal = np.zeros(len(ids), dtype=np.bool_)
    if paths is not None:
        seasonal = ids.isin(paths.loc[paths["path"].eq(Path.SEASONAL), "target_id"])
    cases = [
        (terms.family == GROWTH) | ~terms.has_number | (terms.end == NO_MONTH),
        terms.limit,
        ~np.isnan(planned) & seasonal,
        ~np.isnan(planned),
    ]
    found = [words.index(word) for word in (Path.NONE, Path.HELD, Path.SEASONAL, Path.PLANNED)]
    return pick([str(word) for word in words], np.select(cases, found, words.index(Path.ELAPSED)))


def planned_fraction(paths: pd.DataFrame, ids: pd.Index, due: Ints, start: Ints) -> Floats:
    """The planned path's fraction at each target's due month, straight between planned points.

    `paths`: target_id, period_end, expected (fraction of the way). From 0 before the start; the last point
    holds after it; missing where a target has no path.
    """
    plan = pd.DataFrame(
        {
            "target": ids.get_indexer(pd.Index(paths["target_id"])),
            "month": months_of(paths["period_end"]),
            "expected": numbers(paths["expected"]),
        }
    )
    plan = plan[(plan["target"] >= 0) & plan["expected"].notna()].sort_values("month")
    asked = pd.DataFrame({"target": np.arange(len(ids)), "month": due}).sort_values("month", kind="stable")
    joined = [
        pd.merge_asof(asked, plan.assign(at=plan["month"]), on="month", by="target", direction=way)
        .set_index("target")
        .reindex(np.arange(len(ids)))
        for way in ("backward", "forward")
    ]
    before, after = ([numbers(frame["at"]), numbers(frame["expected"])] for frame in joined)
    planned = ~np.isnan(before[1]) | ~np.isnan(after[1])
    low_at = np.where(np.isnan(before[0]), start - 1, before[0])
    low = np.where(np.isnan(before[1]), 0.0, before[1])
    step = ratio(due - low_at, after[0] - low_at)
    between = np.where(np.isnan(step), low, low + (after[1] - low) * np.clip(step, 0.0, 1.0))
    return np.where(planned, between, np.nan)


def expected_fraction(linear: Floats, planned: Floats, *, met: Floats, hold: Flags) -> Floats:
    """序时应完成: the fraction of a plan or of earlier years where the rule set heeds one, else the straight one.

    Times `met`, the completion at which the number counts as met (below 1 for 左右 when higher is better);
    a level to be held is due in full from the first day.
    """
    fraction = np.where(np.isnan(planned), linear, planned)
    return np.where(hold, 1.0, fraction) * met


def seasonal_paths(targets: pd.DataFrame, observations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The region's own seasonal profile as a path: target_id, period_end, expected, path.

    Share of the year done by each month, averaged over the complete years before `as_of`'s, for flows of one
    calendar year that have such years; a January that is never reported has no point. Frames as for `judge`,
    whose `paths` this is; other targets have no rows and stay on the straight path.
    """
    until = cutoff(as_of)
    ids = pd.Index(targets["target_id"])
    terms = read_terms(targets, load_rules("default"))
    grid = read_grid(terms, ids, observations, until)
    years = complete_years(grid.yearly, grid.first, np.full(len(ids), until.month, dtype=np.int64))
    shares = ratio(years, years[:, -1:, :])
    seen = ~np.isnan(shares)
    mean = ratio(np.nansum(shares, axis=0), seen.sum(axis=0))
    one_year = (terms.family == SUM) & (terms.start % 12 == 0) & (terms.end - terms.start == 11)
    month, target = np.nonzero(~np.isnan(mean) & one_year)
    ends = (terms.start[target] + month + 1).astype("datetime64[M]").astype("datetime64[D]")
    return pd.DataFrame(
        {
            "target_id": ids[target],
            "period_end": (ends - np.timedelta64(1, "D")).astype("datetime64[us]"),
            "expected": mean[month, target],
            "path": str(Path.SEASONAL),
        }
    )
