"""Ranks: ties share one, n is stated, the change since last month is shown, and the missing are listed.

Owns positions. It refuses to drop whoever did not report, and to tell apart values that are equal.
"""

import numpy as np
import pandas as pd

from metrics.arrays import Flags, Floats, at_least, numbers


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
