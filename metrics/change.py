"""What changed since last month and why: a new value, a correction of an old one, or the passing of time.

Owns the split of a change of distance into its causes. It refuses to guess: each cause is the difference of
two judgements that are handed in.
"""

from enum import StrEnum

import numpy as np
import pandas as pd

from metrics.arrays import Floats, Texts, difference, numbers, pick


class Cause(StrEnum):
    """Why a target stands elsewhere than last month."""

    NEW = "new"
    GONE = "gone"
    VALUE = "value"
    CORRECTION = "correction"
    TIME = "time"
    NONE = "none"


COLUMNS = ("official_status", "lag_pp", "actual", "actual_period", "completion", "expected")
SHOWN = ("official_status", "lag_pp", "actual", "actual_period")


def what_changed(now: pd.DataFrame, before: pd.DataFrame, before_as_known_now: pd.DataFrame) -> pd.DataFrame:
    """One row per target of either month: both lights, the change of distance, its parts and the cause.

    `now`: this month's progress. `before`: last month's as it was known then. `before_as_known_now`: last
    month's with today's corrections. In percentage points, lag_change = by_correction + by_value + by_time:
    by_correction is last month's distance as known now − as known then, by_time what the month just past
    adds to what is expected (0 for growth rates), by_value the rest. Missing where a part is not known.
    """
    ids = pd.Index(now["target_id"]).union(pd.Index(before["target_id"]), sort=False)
    new, old, mended = (_aligned(frame, ids) for frame in (now, before, before_as_known_now))
    new = new.assign(spends=now.set_index("target_id")["spends"].reindex(ids))
    table = pd.DataFrame({"target_id": ids})
    for name in SHOWN:
        table[f"{name}_before"], table[name] = old[name].to_numpy(), new[name].to_numpy()
    lag, was, corrected = numbers(new["lag_pp"]), numbers(old["lag_pp"]), numbers(mended["lag_pp"])
    table["lag_change"] = difference(lag, was)
    table["by_correction"] = difference(corrected, was)
    table["by_time"] = time_effect(new, mended)
    table["by_value"] = difference(difference(lag, corrected), table["by_time"])
    table["cause"] = [str(cause) for cause in _causes(new, old, mended)]
    return table


def time_effect(now: pd.DataFrame, before: pd.DataFrame) -> Floats:
    """What the calendar alone did to the distance: −Δexpected × 100, +Δexpected × 100 for a sum with a cap.

    Percentage points; 0 for growth rates, whose target does not move; missing where a month is.
    """
    moved = difference(numbers(now["expected"]), numbers(before["expected"])) * 100.0
    spends = now["spends"].to_numpy(dtype=np.bool_, na_value=False)
    scaled = ~np.isnan(numbers(now["completion"]))
    return np.where(scaled, np.where(spends, moved, -moved), 0.0 * numbers(now["lag_pp"]))


def _aligned(frame: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    return frame[["target_id", *COLUMNS]].set_index("target_id").reindex(ids)


def _causes(new: pd.DataFrame, old: pd.DataFrame, mended: pd.DataFrame) -> Texts:
    """The cause of each: a correction where it alone moved the light, else a newer value, else the time."""
    light, was, corrected = (frame["official_status"] for frame in (new, old, mended))
    later = new["actual_period"].gt(mended["actual_period"])
    newer = later | (new["actual_period"].notna() & mended["actual_period"].isna())
    touched = _differs(mended["actual"], old["actual"])
    by_light = light.ne(was) & light.eq(corrected) & touched
    moved = light.ne(was) | _differs(new["lag_pp"], old["lag_pp"])
    cases = [was.isna() & light.notna(), light.isna(), by_light, newer, touched, moved]
    words = [Cause.NEW, Cause.GONE, Cause.CORRECTION, Cause.VALUE, Cause.CORRECTION, Cause.TIME]
    order = list(Cause)
    codes = np.select(
        [case.to_numpy(dtype=np.bool_, na_value=False) for case in cases],
        [order.index(word) for word in words],
        order.index(Cause.NONE),
    )
    return pick(order, codes)


def _differs(left: "pd.Series[float]", right: "pd.Series[float]") -> "pd.Series[bool]":
    """Whether two values differ, missing differing from any value but not from missing."""
    gap = difference(numbers(left), numbers(right))
    return pd.Series((gap != 0) & ~(left.isna() & right.isna()).to_numpy(), index=left.index)
