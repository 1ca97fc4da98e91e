"""What one view has judged: targets as stated, what was reported for them, rule set and paths, each read once.

A view judges its docket at one month or at several. It computes no share and no light itself.
"""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from metrics.course import heeded, planned_paths, seasonal_paths
from metrics.model import Path
from metrics.progress import JUDGED, judge
from metrics.status import load_rules

REPORTED: Final = ("target_id", "period_end", "kind", "value", "frequency")
Points = tuple[tuple[pd.Timestamp, float], ...]


class Docket:
    """Targets, their observations and a rule set, ready to be judged at the end of any month."""

    def __init__(self, known: pd.DataFrame, reported: pd.DataFrame, rules: str) -> None:
        """`known`: the ledger's targets; `reported`: what was reported for them; `rules`: a rule set's code."""
        self.rules = load_rules(rules)
        self._reported = reported
        self._stated = _stated(known)
        self._planned = self._plans(known)
        self._paths: dict[int, pd.DataFrame | None] = {}

    def at(self, as_of: date) -> pd.DataFrame:
        """Every target's numbers and light at the end of that month, later observations not looked at."""
        return judge(self._stated, self._seen(as_of), as_of, self.rules, self.paths(as_of))

    def paths(self, as_of: date) -> pd.DataFrame | None:
        """Every path the rule set heeds: target_id, period_end, expected, path; None when there is none.

        Within a year they are the same whatever the month: plans know no month, and earlier years are over.
        """
        if as_of.year not in self._paths:
            found = [] if self._planned is None else [self._planned]
            if self.rules.expected == Path.SEASONAL:
                found.append(seasonal_paths(self._stated, self._seen(as_of), as_of))
            every = pd.concat(found, ignore_index=True) if found else None
            self._paths[as_of.year] = heeded(every, self.rules)
        return self._paths[as_of.year]

    def points(self, as_of: date) -> dict[str, Points]:
        """By target the month ends of its path with the fraction of the way due by then; on k ÷ n it has none."""
        used = self.paths(as_of)
        if used is None or used.empty:
            return {}
        return {
            str(target_id): tuple(zip(rows["period_end"], rows["expected"], strict=True))
            for target_id, rows in used.sort_values("period_end").groupby("target_id")
        }

    def _seen(self, as_of: date) -> pd.DataFrame:
        return self._reported.loc[self._reported["period_end"] <= np.datetime64(as_of), list(REPORTED)]

    def _plans(self, known: pd.DataFrame) -> pd.DataFrame | None:
        """The targets' plans by month as paths; None where there are none, or the rule set heeds none."""
        rows = [
            (target_id, end, value)
            for target_id, plan in zip(known["target_id"], known["plan"], strict=True)
            for end, value in plan
        ]
        if self.rules.expected == Path.ELAPSED or not rows:
            return None
        plans = pd.DataFrame(rows, columns=["target_id", "period_end", "value"])
        return planned_paths(self._stated, plans, self.rules)


def _stated(known: pd.DataFrame) -> pd.DataFrame:
    """The targets under the names judgement reads, values in the indicator's unit."""
    return known.assign(
        value=known["value_normal"],
        value_high=known["value_high_normal"],
        baseline_value=known["baseline_normal"],
    )[list(JUDGED)]
