"""Roll-ups: lights counted, additive values re-summed, the gap shared out.

Owns every sum over targets but the decomposition, which is in `metrics.allocation`. It refuses to average
lights, to sum growth rates, shares or ranks, and to count a missing value as zero.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.arrays import Flags, numbers, ratio
from metrics.measures import MEASURES
from metrics.model import Status

SUMMED = [str(measure) for measure in MEASURES if measure.traits.is_amount]
JUDGED = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)
GOOD = (Status.ACHIEVED, Status.ON_PACE)


def status_counts(progress: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """One row per group: how many targets have each status, how many there are, and the share on pace.

    Columns: the statuses by their code, `targets`, `judged` (with a light), `on_pace_share` (achieved and on
    pace ÷ judged; missing when none is judged). A column of tuples, such as lead_units, counts a target once
    for each. Source: design section 4 (counts by status first, lights never averaged).
    """
    groups = [by] if isinstance(by, str) else list(by)
    rows = progress
    for name in groups:
        if len(rows) and isinstance(rows[name].iloc[0], tuple):
            rows = rows.explode(name)
    codes = [str(status) for status in Status]
    status = pd.Categorical(rows["official_status"], categories=codes)
    table = pd.get_dummies(status, dtype="int64").set_index(rows.index)
    for name in groups:
        table[name] = rows[name]
    counts = table.groupby(groups, sort=True)[codes].sum()
    counts["targets"] = counts[codes].sum(axis=1)
    counts["judged"] = counts[[str(s) for s in JUDGED]].sum(axis=1)
    good = counts[[str(s) for s in GOOD]].sum(axis=1)
    counts["on_pace_share"] = ratio(good.to_numpy(), counts["judged"].to_numpy())
    return counts.reset_index()


def may_be_summed(progress: pd.DataFrame) -> Flags:
    """Whether a target's values may be added to others': an additive flow or stock that states a level.

    A child whose parent is present is left out, so nothing is counted twice.
    """
    summed = progress["measure"].isin(SUMMED) & progress["additive"].isin([True])
    summed &= ~progress["basis"].isin(["growth", "share", "rank"])
    child = progress["part_of"].isin(progress["target_id"]) & progress["part_of"].notna()
    return (summed & ~child).to_numpy(dtype=np.bool_)


def summed_values(progress: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """Additive values of one indicator re-summed per group: target, actual, completion, and who is missing.

    One row per group × indicator × unit × deadline. `target` sums all; `target_reported`, `actual` and
    `completion` only those that reported, so a missing value is never zero; `missing` lists the others'
    target_id. completion = (Σactual − Σbaseline) ÷ (Σtarget − Σbaseline) where all have a baseline, else
    Σactual ÷ Σtarget. Fraction, not capped; missing when nobody reported or the targets sum to zero.
    """
    groups = [by] if isinstance(by, str) else list(by)
    keys = [*groups, "indicator_code", "unit", "deadline"]
    rows = progress[may_be_summed(progress)]
    rows = rows.assign(level=level_asked(rows), seen=rows["actual"].notna())
    rows = rows.assign(
        goal_seen=rows["level"].where(rows["seen"]),
        base_seen=rows["baseline"].where(rows["seen"]),
        absent=rows["target_id"].where(~rows["seen"]),
    )
    found = rows.groupby(keys, sort=True, dropna=False)
    table = found.agg(
        targets=("target_id", "size"),
        reported=("seen", "sum"),
        target=("level", _whole),
        target_reported=("goal_seen", _known),
        actual=("actual", _known),
        baseline=("base_seen", _known),
        baselines=("base_seen", "count"),
        missing=("absent", lambda ids: tuple(ids.dropna())),
    ).reset_index()
    based = (table["baselines"] == table["reported"]).to_numpy()
    base = np.where(based, numbers(table["baseline"]), 0.0)
    goal, actual = numbers(table["target_reported"]), numbers(table["actual"])
    table["completion"] = ratio(actual - base, goal - base)
    return table.drop(columns=["baseline", "baselines"])


def level_asked(progress: pd.DataFrame) -> "pd.Series[float]":
    """The level a target asks for: baseline + increment where it states an increment of a level."""
    moved = progress["basis"].isin(["increment", "flow"]) & progress["measure"].eq("stock")
    moved &= progress["baseline"].notna()
    return progress["target"] + progress["baseline"].where(moved, 0.0)


def _known(values: "pd.Series[float]") -> float:
    return float(values.sum(min_count=1))


def _whole(values: "pd.Series[float]") -> float:
    return float(values.sum(skipna=False))


def gap_contributions(progress: pd.DataFrame) -> pd.DataFrame:
    """How much of the gap each target (each region's share of one indicator) makes up.

    `shortfall` = where it should be − where it is, in the indicator's unit, negative when ahead; for caps the
    other way round. `gap_share` = shortfall ÷ sum of all shortfalls above zero, 0 for those ahead, so the
    shares of those behind add up to 1. Missing for targets that reported nothing and for values that may not
    be summed; never zero. One indicator at a time: rows of different units are shared out apart.
    """
    base = numbers(progress["baseline"].where(progress["measure"].eq("stock"), 0.0).astype("float64"))
    base = np.where(np.isnan(base), 0.0, base)
    way = numbers(level_asked(progress)) - base
    cap = (progress["better"].eq("lower") | progress["comparator"].eq("<=")).to_numpy()
    due = base + numbers(progress["expected"]) * way
    short = np.where(cap, -1.0, 1.0) * (due - numbers(progress["actual"]))
    short = np.where(may_be_summed(progress), short, np.nan)
    table = progress[["target_id", "region", "indicator_code", "unit"]].assign(shortfall=short)
    behind = table["shortfall"].clip(lower=0.0)
    total = behind.groupby([table["indicator_code"], table["unit"]], dropna=False).transform("sum")
    shared = ratio(behind.to_numpy(), total.to_numpy())
    return table.assign(gap_share=np.where(np.isnan(short) | (total > 0), shared, 0.0))
