"""What was reported: values, remarks, imports and the months they cover, as they stood at a moment."""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from data.scope import END_OF_TIME, Scope
from data.workbooks.periods import month_end
from tracker.desk import Desk


def observations(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per reported value up to the scope's month, as it stood at known_at."""
    if scope.known_at is None:
        return desk.store.query("observations", as_of=scope.as_of)
    return desk.store.query("observations_known", as_of=scope.as_of, known_at=scope.known_at)


def remarks(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per remark that stands up to the scope's month: reasons, next steps, notes."""
    return desk.store.query("remarks", as_of=scope.as_of, known_at=scope.known_until)


def revisions(desk: Desk, indicator: str, region: str, known_at: datetime | None = None) -> pd.DataFrame:
    """One row per version of every value of one indicator in one region, as known at a moment."""
    return desk.store.query("revisions", indicator=indicator, region=region, known_at=known_at or END_OF_TIME)


def batches(desk: Desk, known_at: datetime | None = None) -> pd.DataFrame:
    """One row per import, oldest first, as known at a moment: later imports left out, later voids undone."""
    every = desk.store.query("batches")
    if known_at is None:
        return every
    every = every[every["imported_at"] <= known_at].reset_index(drop=True)
    later = every["voided_at"] > known_at
    return every.assign(
        status=every["status"].mask(later, "posted"),
        voided_at=every["voided_at"].mask(later),
        void_reason=every["void_reason"].mask(later),
    )


def batch_cells(desk: Desk, batch_id: int, sheet: str) -> pd.DataFrame:
    """One row per value of one sheet of an import, as typed, with its cell."""
    return desk.store.query("batch_cells", batch=batch_id, sheet=sheet)


def latest_month(desk: Desk) -> date | None:
    """The newest month for which anything stands reported; None when nothing was."""
    newest = desk.store.rows("last_reported")[0]["newest"]
    return newest if isinstance(newest, date) else None


def months(desk: Desk, known_at: datetime | None = None) -> list[date]:
    """The months for which anything stands, or stood at a moment, reported, newest first."""
    if known_at is None:
        ends = [row["period_end"] for row in desk.store.rows("reported")]
    else:
        stood = desk.store.query("observations_known", as_of=date.max, known_at=known_at)
        ends = [end.date() for end in stood["period_end"].unique()]
    known = {month_end(day.year, day.month) for day in ends if isinstance(day, date)}
    return sorted(known, reverse=True)


def home_region(desk: Desk) -> str | None:
    """The smallest region that holds everything reported, which is whose office this is; None before any report."""
    parents = {row["region_code"]: row["parent_code"] for row in desk.store.rows("regions")}
    lines = [_upwards(str(row["region_code"]), parents) for row in desk.store.rows("reported")]
    shared = [code for code in lines[0] if all(code in line for line in lines)] if lines else []
    return shared[0] if shared else None


def _upwards(code: str, parents: Mapping[object, object]) -> list[str]:
    """The region and everything above it, nearest first."""
    above = parents.get(code)
    return [code, *(_upwards(above, parents) if isinstance(above, str) else [])]
