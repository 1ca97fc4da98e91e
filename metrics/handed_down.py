"""What documents state and what was handed down from it, told apart, and whether it adds up: a parent target, the sum of its districts, the rest and 加码.

Owns the arithmetic of a decomposition (分解表). It refuses to sum what is not additive: only rows the caller
marks additive get sums, and a sum with a missing part is told apart from a whole one.
"""

import numpy as np
import pandas as pd

from metrics.arrays import Floats, difference, ratio


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
