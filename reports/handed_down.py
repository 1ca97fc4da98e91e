"""What was handed down to the parts: who makes up a gap, whether the parts add up to the whole, and the words for it.

The sums and the shares are the metrics'; a missing value is never counted as zero, and whoever reported nothing is
said to be missing.
"""

from collections.abc import Mapping

import pandas as pd

from metrics.aggregate import gap_contributions, parts
from metrics.model import Status
from wording.formats import number, percent
from wording.translate import _

NAMED = 3  # parts named in a sentence
COLUMNS = (
    "whole", "target_id", "region", "region_short", "unit", "shortfall", "gap_share", "is_silent", "is_unbased",
)  # fmt: skip


def contributions(progress: pd.DataFrame) -> pd.DataFrame:
    """One row per part handed down: how much of its whole's gap it makes up, the largest first.

    `whole` is the target it is a part of; shortfall in the unit, gap_share a fraction, both missing for a part
    that has not reported the month.
    """
    below = parts(progress)
    if below.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    whole = below["target_id"].str.split("@").str[0]
    # gaps are shared out by indicator: under the whole's own id two wholes of one indicator stay apart
    wholes = progress.set_index("target_id")["shortfall"]
    found = gap_contributions(below.assign(indicator_code=whole), wholes)
    silent = below["actual"].isna() | below["official_status"].eq(Status.NOT_REPORTED)
    short = below["region_short"] if "region_short" in below else below["region"]
    found = found.assign(
        whole=whole, region_short=short, is_silent=silent, is_unbased=below["is_weak"].astype(bool)
    )[list(COLUMNS)]
    return found.sort_values(["whole", "shortfall"], ascending=[True, False], ignore_index=True)


def gap_words(gaps: pd.DataFrame, target_id: object) -> str:
    """Who makes up the target's gap: 青山区占31%、九原区占25%; "" where nobody does or nothing was handed down."""
    mine = gaps[gaps["whole"] == target_id] if len(gaps) else gaps
    if mine.empty:
        return ""
    behind = mine[mine["gap_share"] > 0].head(NAMED).to_dict("records")
    said = [
        _("{region}占{share}").format(region=row["region_short"], share=percent(row["gap_share"], 0))
        for row in behind
    ]
    words, silent, unbased = _("、").join(said), int(mine["is_silent"].sum()), int(mine["is_unbased"].sum())
    if said and silent:
        words = _("{words}，另有{n}个地区未报送").format(words=words, n=number(silent))
    if unbased and words:
        return _("{words}，{n}个地区基期缺失、未计入").format(words=words, n=number(unbased))
    return _("{n}个地区基期缺失、无法分摊").format(n=number(unbased)) if unbased else words


def handed_counts(handed: pd.DataFrame) -> Mapping[str, int]:
    """How many targets were handed down, of how many the parts add up to more than the whole, of how many to less."""
    if handed.empty:
        return {"handed": 0, "loaded": 0, "open": 0}
    rest = handed["remainder"]
    return {"handed": len(handed), "loaded": int((rest < 0).sum()), "open": int((rest > 0).sum())}
