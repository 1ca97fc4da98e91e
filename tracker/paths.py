"""Which path each target is expected to take: its plan by month, or the region's own earlier years where asked for.

Hands the paths to judgement and their points to the charts. It computes no share itself.
"""

from datetime import date

import pandas as pd

from metrics.course import heeded, planned_paths, seasonal_paths
from metrics.model import Path
from metrics.progress import JUDGED
from metrics.status import RuleSet

REPORTED = ("target_id", "period_end", "kind", "value", "frequency")
Points = tuple[tuple[pd.Timestamp, float], ...]


def stated(known: pd.DataFrame) -> pd.DataFrame:
    """The targets under the names judgement reads, values in the indicator's unit."""
    return known.assign(
        value=known["value_normal"],
        value_high=known["value_high_normal"],
        baseline_value=known["baseline_normal"],
    )


def expected(known: pd.DataFrame, reported: pd.DataFrame, as_of: date, rules: RuleSet) -> pd.DataFrame | None:
    """Every path the rule set heeds: target_id, period_end, expected, path; None when there is none."""
    if rules.expected == Path.ELAPSED:
        return None
    found = []
    if known["plan"].map(len).any():
        found.append(planned_paths(stated(known)[list(JUDGED)], _plans(known), rules))
    if rules.expected == Path.SEASONAL:
        found.append(seasonal_paths(stated(known), reported[list(REPORTED)], as_of, rules))
    return pd.concat(found, ignore_index=True) if found else None


def _plans(known: pd.DataFrame) -> pd.DataFrame:
    """One row per planned value: target_id, period_end, value."""
    rows = [
        (target_id, end, value)
        for target_id, plan in zip(known["target_id"], known["plan"], strict=True)
        for end, value in plan
    ]
    return pd.DataFrame(rows, columns=["target_id", "period_end", "value"])


def points(known: pd.DataFrame, reported: pd.DataFrame, as_of: date, rules: RuleSet) -> dict[str, Points]:
    """By target the month ends of its path with the fraction of the way due by then; targets on k ÷ n have none."""
    used = heeded(expected(known, reported, as_of, rules), rules)
    if used is None or used.empty:
        return {}
    used = used.sort_values("period_end")
    return {
        str(target_id): tuple(zip(rows["period_end"], rows["expected"], strict=True))
        for target_id, rows in used.groupby("target_id")
    }
