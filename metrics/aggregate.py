"""Roll-ups: lights counted, the gap shared out, places given.

Owns every sum over targets but the decomposition, which is in `metrics.handed_down`. It refuses to average
lights, to sum growth rates, shares or ranks, to count a missing value as zero, and to tell apart
places of values that are equal.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.arrays import Flags, Floats, at_least, numbers, ratio
from metrics.measures import Measure, effective
from metrics.model import Status

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
    """Whether a target's values may be added to others': an additive amount, judged as one.

    A child whose parent is present is left out, so nothing is counted twice.
    """
    judged_as = zip(progress["measure"], progress["basis"], strict=True)
    amounts = [effective(Measure(measure), basis).traits.is_amount for measure, basis in judged_as]
    summed = pd.Series(amounts, index=progress.index, dtype=bool) & progress["additive"].isin([True])
    child = progress["part_of"].isin(progress["target_id"]) & progress["part_of"].notna()
    return (summed & ~child).to_numpy(dtype=np.bool_)


def gap_contributions(progress: pd.DataFrame) -> pd.DataFrame:
    """How much of the gap each target (each region's share of one indicator) makes up.

    `shortfall` as it was judged (where a target should be − where it is, in the indicator's unit, negative when
    ahead). `gap_share` = shortfall ÷ sum of all shortfalls above zero, 0 for those ahead, so the shares of those
    behind add up to 1. Missing for targets that have not reported the month and for values that may not be summed;
    never zero. One indicator at a time: rows of different units are shared out apart.
    """
    seen = progress["official_status"].ne(Status.NOT_REPORTED).to_numpy()
    short = np.where(may_be_summed(progress) & seen, numbers(progress["shortfall"]), np.nan)
    table = progress[["target_id", "region", "indicator_code", "unit"]].assign(shortfall=short)
    behind = table["shortfall"].clip(lower=0.0)
    total = behind.groupby([table["indicator_code"], table["unit"]], dropna=False).transform("sum")
    shared = ratio(behind.to_numpy(), total.to_numpy())
    return table.assign(gap_share=np.where(np.isnan(short) | (total > 0), shared, 0.0))


def rank(
    values: "pd.Series[float]",
    previous: "pd.Series[float] | None" = None,
) -> pd.DataFrame:
    """Positions of the entries of `values` by its index, best first, the missing last.

    Columns: value · rank (1 is best; ties share the better rank, the next is skipped; missing without a
    value) · n (how many are ranked) · tied · previous_rank · change (places gained since `previous`, negative
    for lost; missing if either month is) · is_missing. Source: design section 4.
    """
    place = places(numbers(values))
    before = np.full(len(values), np.nan)
    if previous is not None:
        earlier = pd.Series(places(numbers(previous)), index=previous.index)
        before = numbers(earlier.reindex(values.index))
    return pd.DataFrame(
        {
            "value": values,
            "rank": place,
            "n": int((~np.isnan(place)).sum()),
            "tied": _tied(place),
            "previous_rank": before,
            "change": before - place,
            "is_missing": np.isnan(place),
        },
        index=values.index,
    ).sort_values(["is_missing", "rank"], kind="stable")


def places(values: Floats) -> Floats:
    """Competition rank of each value, highest first (1, 2, 2, 4), equal up to one part in 10⁹; missing stays missing."""
    order = np.argsort(-values, kind="stable")  # missing sort last
    ranked = values[order]
    same = np.zeros(len(values), dtype=np.bool_)
    same[1:] = at_least(ranked[1:], ranked[:-1])
    first = np.maximum.accumulate(np.where(same, 0, np.arange(len(values))))
    out = np.empty(len(values))
    out[order] = np.where(np.isnan(ranked), np.nan, first + 1.0)
    return out


def _tied(place: Floats) -> Flags:
    known = pd.Series(place)
    return (known.duplicated(keep=False) & known.notna()).to_numpy(dtype=np.bool_)
