"""Where every target is and where it should be: what is stated joined with what was reported, and judged.

A view judges its docket, each thing read once, at one month or at several.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

import numpy as np
import pandas as pd

from data import periods
from data.scope import Scope
from metrics import aggregate, explanation
from metrics.course import heeded, planned_paths, seasonal_paths
from metrics.explanation import Cause, Explanation, what_changed
from metrics.goals import OPTIONAL_COLUMNS
from metrics.measures import is_net
from metrics.model import Path, Reason
from metrics.progress import JUDGED, judge
from metrics.status import load_rules
from tracker.desk import Desk
from tracker.ledger import targets
from tracker.observed import figures, months, values

REPORTED: Final = ("target_id", "period_end", "kind", "value", "frequency")
Points = tuple[tuple[pd.Timestamp, float], ...]


class Docket:
    """Targets, their observations and a rule set, ready to be judged at the end of any month."""

    def __init__(
        self, known: pd.DataFrame, reported: pd.DataFrame, rules: str, steps: pd.DataFrame | None = None
    ) -> None:
        """`known`: the ledger's targets; `reported`: what was reported for them; `rules`: a rule set's code.

        `steps`: of those that are stated otherwise in other months, one row per span of months (query target_steps).
        """
        self.rules = load_rules(rules)
        self._reported = reported
        self._known = known
        self._stated = _stated(known)
        self._steps = None if steps is None or steps.empty else _stepped(known, steps)
        self._paths: dict[date, pd.DataFrame | None] = {}

    def at(self, as_of: date) -> pd.DataFrame:
        """Numbers and light of every target that stands at the end of that month, later observations not looked at."""
        return judge(self._stated_at(as_of), self._seen(as_of), as_of, self.rules, self.paths(as_of))

    def _stated_at(self, as_of: date) -> pd.DataFrame:
        """The targets as they are stated in that month."""
        if self._steps is None:
            return self._stated
        day = np.datetime64(as_of)
        holds = (self._steps["valid_from"] <= day) & ~(self._steps["valid_until"] <= day)
        others = self._stated[~self._stated["target_id"].isin(self._steps["target_id"])]
        return pd.concat([others, self._steps.loc[holds, list(JUDGED)]], ignore_index=True)

    def paths(self, as_of: date) -> pd.DataFrame | None:
        """Every path the rule set heeds: target_id, period_end, expected, path; None when there is none.

        Within a year they are the same whatever the month, unless a target is adjusted: plans know no month, and
        earlier years are over.
        """
        held = as_of if self._steps is not None else date(as_of.year, 12, 31)
        if held not in self._paths:
            stated = self._stated_at(as_of)
            planned = self._plans(stated)
            found = [] if planned is None else [planned]
            if self.rules.expected == Path.SEASONAL:
                found.append(seasonal_paths(stated, self._seen(as_of), as_of))
            every = pd.concat(found, ignore_index=True) if found else None
            self._paths[held] = heeded(every, self.rules)
        return self._paths[held]

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

    def _plans(self, stated: pd.DataFrame) -> pd.DataFrame | None:
        """These targets' plans by month as paths; None where there are none, or the rule set heeds none."""
        rows = [
            (target_id, end, value)
            for target_id, plan in zip(self._known["target_id"], self._known["plan"], strict=True)
            for end, value in plan
        ]
        if self.rules.expected == Path.ELAPSED or not rows:
            return None
        plans = pd.DataFrame(rows, columns=["target_id", "period_end", "value"])
        return planned_paths(stated, plans, self.rules)


def _stated(known: pd.DataFrame) -> pd.DataFrame:
    """The targets under the names judgement reads, values in the indicator's unit."""
    return known.assign(
        value=known["value_normal"],
        value_high=known["value_high_normal"],
        baseline_value=known["baseline_normal"],
        in_percent=known["indicator_unit"].eq("%"),
        may_fall=[is_net(name) for name in known["indicator"]],
        is_handed_down=known["is_handed_down"].astype(bool),
    )[[*JUDGED, *OPTIONAL_COLUMNS]]


def _stepped(known: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps of targets under the names judgement reads, with valid_from and valid_until; a part handed down keeps its value."""
    stated = [name for name in steps.columns if name in known and name != "target_id"]
    rows = steps.merge(known.drop(columns=stated), on="target_id", validate="many_to_one")
    values = rows["target_id"].map(known.set_index("target_id")["value_normal"])
    rows = rows.assign(value_normal=rows["value_normal"].where(~rows["is_part"], values))
    return _stated(rows).assign(valid_from=rows["valid_from"], valid_until=rows["valid_until"])


def _docket(desk: Desk, known: pd.DataFrame, asked: Scope, scope: Scope) -> Docket:
    """The docket of targets already fetched: what was reported as of `asked`, and how they are stated in other months."""
    stepped = known.loc[known["spans"] > 1, "target_id"]
    steps = None
    if not stepped.empty:
        steps = desk.store.query("target_steps", targets=list(stepped), known_at=scope.known_until)
    return Docket(known, figures(desk, known, asked), scope.rules, steps)


_TRACE = [
    "batch_id", "source_file", "sheet", "cell", "raw_text", "raw_unit", "vintage", "imported_at",
    "is_sample",
]  # fmt: skip
_BEFORE = {"official_status": "previous_status"} | {
    name: f"previous_{name}" for name in ("lag_pp", "completion", "expected", "actual", "actual_period")
}
_NOW = {before: name for name, before in _BEFORE.items()}
_HISTORY = ["period_end", "actual", "completion", "expected", "lag_pp", "official_status", "outlook_status"]
_COURSES = [
    "target_id", "indicator", "indicator_en", "as_of", "completion", "expected", "lag_pp",
    "official_status",
]  # fmt: skip


def progress(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope: where it is, where it should be, its light and the cell behind it.

    Values are in the indicator's unit; completion, expected and pace are fractions; lag_pp is percentage points.
    """
    return judged(desk, targets(desk, scope), scope)


def judged(desk: Desk, known: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The progress frame of targets already fetched: what was reported of them is asked, and nothing else."""
    judging = _docket(desk, known, scope, scope)
    now, before = judging.at(scope.as_of), judging.at(periods.previous(scope.as_of))
    points = judging.points(scope.as_of)
    frame = _named(known).merge(now, on="target_id", validate="one_to_one")
    frame["expected_points"] = frame["target_id"].map(lambda target_id: points.get(target_id, ()))
    frame = frame.merge(_trace(desk, known, now, scope), on="target_id", how="left", validate="one_to_one")
    previous = before[["target_id", *_BEFORE]].rename(columns=_BEFORE)
    frame = frame.merge(previous, on="target_id", how="left", validate="one_to_one")
    frame["is_sample"] = frame["is_sample"].fillna(value=False).astype(bool) | frame[
        "target_is_sample"
    ].astype(bool)
    return lit(frame, scope.status)


def lit(frame: pd.DataFrame, status: str | None) -> pd.DataFrame:
    """The rows of a progress frame that have a light; all of them where none is asked for."""
    return frame if status is None else frame[frame["official_status"] == status].reset_index(drop=True)


def explain(desk: Desk, target_id: str, scope: Scope) -> tuple[dict[Hashable, object], Explanation] | None:
    """The target's row of progress and why it has its light; None when the scope holds no such target."""
    rows = judged(desk, targets(desk, scope, ids=[target_id]), scope).to_dict("records")
    return (rows[0], explanation.explain(rows[0], load_rules(scope.rules))) if rows else None


def series(desk: Desk, target_id: str, scope: Scope) -> pd.DataFrame:
    """One row per reported value of the target's indicator in its region, oldest first, with its cell."""
    known = targets(desk, _unfiltered(scope), ids=[target_id])
    return values(desk, known, scope).sort_values(["period_end", "kind"], ignore_index=True)


def history(desk: Desk, target_id: str, scope: Scope) -> pd.DataFrame:
    """One row per reported month up to the scope's: what the target's light and outlook were then.

    Columns: period_end, actual, completion, expected, lag_pp, official_status, outlook_status.
    """
    known = targets(desk, _unfiltered(scope), ids=[target_id])
    return lights(desk, known, months(desk, scope.known_at), scope)


def lights(desk: Desk, known: pd.DataFrame, ends: Sequence[date], scope: Scope) -> pd.DataFrame:
    """`history` of targets already fetched, at the given month ends, oldest first.

    Months before a target's period are left out, though earlier years were reported for it.
    """
    judging = _docket(desk, known, scope, scope)
    asked = sorted(end for end in ends if end <= scope.as_of)
    found = [judging.at(end).assign(period_end=pd.Timestamp(end)) for end in asked]
    if not found:
        return pd.DataFrame(columns=_HISTORY)
    every_month = pd.concat(found)
    return every_month.loc[every_month["reason"] != Reason.NOT_BEGUN, _HISTORY]


def courses(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope and reported month (as_of, its end) of the scope's year: its light then."""
    known = targets(desk, scope)
    judging = _docket(desk, known, scope, scope)
    ends = [
        end
        for end in reversed(months(desk, scope.known_at))
        if end <= scope.as_of and end.year == scope.as_of.year
    ]
    found = [judging.at(end).assign(as_of=pd.Timestamp(end)) for end in ends]
    if not found:
        return pd.DataFrame(columns=_COURSES)
    return known[["target_id", "indicator", "indicator_en"]].merge(
        pd.concat(found), on="target_id", validate="one_to_many"
    )[_COURSES]


def changes(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope: where it stood last month by that month's papers, where now, and why.

    Last month is taken as it was known when this month ended, before this month's own reports came in.
    lag_change = by_correction + by_value + by_time, in percentage points; cause is a metrics.explanation.Cause.
    """
    known = targets(desk, scope)
    month = judged(desk, known, replace(scope, status=None))
    return changed(desk, known, month, scope)


def changed(desk: Desk, known: pd.DataFrame, month: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """`changes` of targets and their progress; only last month's papers are asked of the store."""
    closed = datetime.combine(scope.as_of, time.max)
    asked = replace(
        scope, as_of=periods.previous(scope.as_of), known_at=min(scope.known_at or closed, closed)
    )
    papers = _docket(desk, known, asked, scope).at(asked.as_of)
    mended = month[["target_id", *_BEFORE.values()]].rename(columns=_NOW)
    found = what_changed(month, papers, mended)
    adjusted = month.loc[month["adjusted_from"] > np.datetime64(asked.as_of), "target_id"]
    moved = found["cause"].isin([Cause.VALUE, Cause.CORRECTION, Cause.TIME])
    found["cause"] = found["cause"].mask(moved & found["target_id"].isin(adjusted), str(Cause.ADJUSTED))
    return month[["target_id", "region", "sector", "indicator"]].merge(
        found, on="target_id", validate="one_to_one"
    )


def reconcile(desk: Desk, scope: Scope, parent: str | None = None) -> pd.DataFrame:
    """One row per target handed down: parent, sum of the districts, remainder and 加码, for targets and actuals.

    Values in the indicator's unit; `parent` keeps one target. Sums are missing where a district's part is.
    """
    return reconciled(progress(desk, replace(scope, status=None)), parent)


def reconciled(frame: pd.DataFrame, parent: str | None = None) -> pd.DataFrame:
    """`reconcile` of a progress frame already judged, every light in it."""
    below, wholes = aggregate.parts(frame), aggregate.stated(frame)
    below = below.assign(parent_target_id=below["target_id"].str.split("@").str[0])
    if parent is not None:
        wholes = wholes[wholes["target_id"] == parent]
    return aggregate.reconcile(wholes.assign(additive=wholes["additive"].astype(bool)), below)


def _unfiltered(scope: Scope) -> Scope:
    return Scope(as_of=scope.as_of, known_at=scope.known_at)


def _named(known: pd.DataFrame) -> pd.DataFrame:
    """The ledger's columns under the names the progress table uses: values in the indicator's unit."""
    stated = known.rename(
        columns={"value": "value_stated", "value_high": "value_high_stated", "unit": "unit_stated"}
    )
    return stated.rename(
        columns={
            "value_normal": "target",
            "value_high_normal": "value_high",
            "indicator_unit": "unit",
            "baseline_normal": "baseline",
        }
    )


def _trace(desk: Desk, known: pd.DataFrame, judged: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The workbook cell behind each actual."""
    keys = ["target_id", "actual_period", "actual_kind"]
    seen = known.merge(judged[keys].dropna(subset="actual_period"), on="target_id", validate="one_to_one")
    cells = values(desk, seen, scope, since=seen["actual_period"])
    cells = cells.rename(columns={"period_end": "actual_period", "kind": "actual_kind"})
    return judged[keys].merge(cells[[*keys, *_TRACE]], on=keys).drop(columns=keys[1:])
