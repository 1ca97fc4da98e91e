"""Ranks: ties share one, n is stated, the change since last month is shown, and the missing are listed.

Owns positions. It refuses to drop whoever did not report, and to tell apart values that are equal.
"""

import numpy as np
import pandas as pd

from metrics.arrays import Flags, Floats, at_least, difference, numbers
from metrics.model import Better


def rank(
    values: "pd.Series[float]",
    previous: "pd.Series[float] | None" = None,
    better: Better = Better.HIGHER,
    noise: float = 0.0,
) -> pd.DataFrame:
    """Positions of the entries of `values` by its index, best first, the missing last.

    Columns: value · rank (1 is best; ties share the better rank, the next is skipped; missing without a
    value) · n (how many are ranked) · tied · previous_rank · change (places gained since `previous`, negative
    for lost; missing if either month is) · close (the gap to the next better is within `noise`, in the
    value's unit: the order is within revision) · is_missing. Source: design section 4.
    """
    place = places(numbers(values), better)
    before = np.full(len(values), np.nan)
    if previous is not None:
        earlier = pd.Series(places(numbers(previous), better), index=previous.index)
        before = numbers(earlier.reindex(values.index))
    table = pd.DataFrame(
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
    return table.assign(close=_close(numbers(table["value"]), noise))


def places(values: Floats, better: Better) -> Floats:
    """Competition rank of each value (1, 2, 2, 4), equal up to one part in 10⁹; missing stays missing."""
    signed = values if better == Better.HIGHER else -values
    order = np.argsort(-signed, kind="stable")  # missing sort last
    ranked = signed[order]
    same = np.zeros(len(values), dtype=np.bool_)
    same[1:] = at_least(ranked[1:], ranked[:-1])
    first = np.maximum.accumulate(np.where(same, 0, np.arange(len(values))))
    out = np.empty(len(values))
    out[order] = np.where(np.isnan(ranked), np.nan, first + 1.0)
    return out


def _tied(place: Floats) -> Flags:
    known = pd.Series(place)
    return (known.duplicated(keep=False) & known.notna()).to_numpy(dtype=np.bool_)


def _close(ranked: Floats, noise: float) -> Flags:
    """Whether each differs from the one before by no more than the noise (ties are not close: they are equal)."""
    gap = np.abs(difference(ranked, np.append(np.nan, ranked[:-1])))
    with np.errstate(invalid="ignore"):
        return np.asarray((gap > 0) & (gap <= noise), dtype=np.bool_)
