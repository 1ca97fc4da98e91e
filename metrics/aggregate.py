"""Roll-ups: lights counted, the gap shared out, places given.

Owns every sum over targets, and tells what documents state from what was handed down of it. It refuses to average
lights, to sum growth rates, shares or ranks, to count a missing value as zero, and to tell apart
places of values that are equal.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from metrics.arrays import Flags, Floats, at_least, difference, numbers, ratio
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


def weak_lights(progress: pd.DataFrame) -> dict[str, int]:
    """How many targets of each status have their light from actual ÷ target for want of a baseline."""
    if "is_weak" not in progress:
        return {}
    weak = progress["is_weak"].fillna(value=False).astype(bool)
    return {str(status): int(n) for status, n in progress.loc[weak, "official_status"].value_counts().items()}


def may_be_summed(progress: pd.DataFrame) -> Flags:
    """Whether a target's values may be added to others': an additive amount, judged as one.

    A child whose parent is present is left out, so nothing is counted twice.
    """
    judged_as = zip(progress["measure"], progress["basis"], strict=True)
    amounts = [effective(Measure(measure), basis).traits.is_amount for measure, basis in judged_as]
    summed = pd.Series(amounts, index=progress.index, dtype=bool) & progress["additive"].isin([True])
    child = progress["part_of"].isin(progress["target_id"]) & progress["part_of"].notna()
    return (summed & ~child).to_numpy(dtype=np.bool_)


def gap_contributions(progress: pd.DataFrame, wholes: "pd.Series[float] | None" = None) -> pd.DataFrame:
    """How much of the gap each target (each region's part of one indicator) makes up.

    `wholes`: by indicator_code the shortfall of the target the parts belong to. Then `gap_share` = shortfall ÷ that gap,
    in which what is ahead has been set off already; missing where the whole has no gap, is not known, or is exceeded
    by what its parts lack, so that a part could be more than all of it.

    `shortfall` as it was judged (where a target should be − where it is, in the indicator's unit, negative when
    ahead). `gap_share` = shortfall ÷ sum of all shortfalls above zero, 0 for those ahead, so the shares of those
    behind add up to 1. Missing for targets that have not reported the month and for values that may not be summed;
    never zero. One indicator at a time: rows of different units are shared out apart.
    """
    seen = progress["official_status"].ne(Status.NOT_REPORTED).to_numpy()
    short = np.where(may_be_summed(progress) & seen, numbers(progress["shortfall"]), np.nan)
    table = progress[["target_id", "region", "indicator_code", "unit"]].assign(shortfall=short)
    behind = table["shortfall"].clip(lower=0.0)
    if wholes is not None:
        return table.assign(gap_share=_of_the_whole(table, behind, wholes))
    total = behind.groupby([table["indicator_code"], table["unit"]], dropna=False).transform("sum")
    shared = ratio(behind.to_numpy(), total.to_numpy())
    return table.assign(gap_share=np.where(np.isnan(short) | (total > 0), shared, 0.0))


def _of_the_whole(table: pd.DataFrame, behind: "pd.Series[float]", wholes: "pd.Series[float]") -> Floats:
    """Each part's share of its whole's own gap, where the parts behind lack no more than the whole."""
    whole = table["indicator_code"].map(wholes).to_numpy(dtype=np.float64)
    together = behind.groupby(table["indicator_code"], dropna=False).transform("sum").to_numpy()
    sound = (whole > 0) & at_least(whole, together)
    return np.where(sound, ratio(numbers(behind), whole), np.nan)


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


def stated(progress: pd.DataFrame) -> pd.DataFrame:
    """The targets that documents state, without those handed down from them."""
    return progress[~progress["is_handed_down"].astype(bool)]


def parts(progress: pd.DataFrame) -> pd.DataFrame:
    """The targets handed down, each a part of one that a document states."""
    return progress[progress["is_handed_down"].astype(bool)]


def counted(progress: pd.DataFrame) -> pd.DataFrame:
    """The targets that headlines and counts speak of: the stated ones; where there are none, those handed down.

    The two are never counted together (design section 1).
    """
    own = stated(progress)
    return progress if own.empty else own


def remainder(parent: Floats, below: Floats) -> Floats:
    """未分解差额: parent target − sum of its districts' targets.

    In the indicator's unit; positive is not yet handed down, negative was handed down in excess.
    Exactly zero where the two agree to one part in 10⁹. Missing if either is missing.
    """
    return difference(parent, below)


def loading_ratio(parent: Floats, below: Floats) -> Floats:
    """加码系数: sum of the districts' targets ÷ parent target.

    No unit; 1 is handed down exactly, above 1 more was asked below than above (层层加码), below 1 a part
    is not handed down. Missing if either is missing or the parent is zero. Source: 分解表 practice, 层层加码.
    """
    return ratio(below, parent)


def reconcile(parents: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """One row per parent that was handed down: the districts' sums beside the parent's own figures.

    parents: target_id, target, actual, actual_period, additive. children: parent_target_id, target, actual,
    actual_period. Adds districts, allocated, remainder, loading_ratio, reported (districts with an actual of
    the parent's period), actual_allocated (their sum, missing unless all reported) and actual_remainder.
    Values in the indicator's unit.
    """
    periods = parents.set_index("target_id")["actual_period"]
    due = periods.reindex(
        children["parent_target_id"]
    ).to_numpy()  # map refuses dates where there is no parent
    below = children.assign(actual=children["actual"].where(children["actual_period"] == due))
    sums = below.groupby("parent_target_id").agg(
        districts=("target", "size"),
        allocated=("target", _whole_sum),
        reported=("actual", "count"),
        actual_allocated=("actual", _whole_sum),
    )
    frame = parents[parents["additive"]].merge(sums, left_on="target_id", right_index=True)
    target, together = _floats(frame, "target"), _floats(frame, "allocated")
    return frame.assign(
        remainder=remainder(target, together),
        loading_ratio=loading_ratio(target, together),
        actual_remainder=difference(_floats(frame, "actual"), _floats(frame, "actual_allocated")),
    ).reset_index(drop=True)


def _whole_sum(values: "pd.Series[float]") -> float:
    """The sum, missing where any part is: missing is never zero."""
    return float(values.sum(skipna=False))


def _floats(frame: pd.DataFrame, column: str) -> Floats:
    return frame[column].to_numpy(dtype=np.float64)
