"""What was reported: values, remarks, imports and the months they cover, as they stood at a moment."""

from datetime import date, datetime

import pandas as pd

from data import regions
from data.periods import month_end
from data.scope import END_OF_TIME, Scope
from metrics.series import HISTORY_MONTHS
from tracker.desk import Desk

HISTORY_YEARS = HISTORY_MONTHS // 12
_BEGINNING = pd.Timestamp(1, 1, 1)


def observations(desk: Desk, scope: Scope) -> pd.DataFrame:
    """One row per reported value up to the scope's month, as it stood at known_at."""
    if scope.known_at is None:
        return desk.store.query("observations", as_of=scope.as_of)
    return desk.store.query("observations_known", as_of=scope.as_of, known_at=scope.known_at)


def figures(desk: Desk, known: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """What these targets are judged by at the scope's month: target_id, period_end, kind, value, frequency.

    Of each from the fifth year before its own first: earlier ones say nothing of it.
    """
    return _of_targets(desk, ("figures", "figures_known"), known, scope, _since(known))


def values(
    desk: Desk, known: pd.DataFrame, scope: Scope, since: "pd.Series[pd.Timestamp] | None" = None
) -> pd.DataFrame:
    """One row per value reported for these targets up to the scope's month, with its cell; of each `since` a day."""
    days = pd.Series(_BEGINNING, index=known.index) if since is None else since
    return _of_targets(desk, ("values", "values_known"), known, scope, days)


def _of_targets(
    desk: Desk,
    queries: tuple[str, str],
    known: pd.DataFrame,
    scope: Scope,
    since: "pd.Series[pd.Timestamp]",
) -> pd.DataFrame:
    """What the first query says of these targets as it stands, or the second as it stood at the scope's moment."""
    standing, stood = queries
    asked = {
        "targets": known["target_id"].tolist(),
        "indicators": known["indicator_code"].tolist(),
        "regions": known["region_code"].tolist(),
        "since": since.dt.date.tolist(),
        "as_of": scope.as_of,
    }
    if scope.known_at is None:
        return desk.store.query(standing, **asked)
    return desk.store.query(stood, known_at=scope.known_at, **asked)


def _since(known: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    years = known["period_start"].dt.year - HISTORY_YEARS
    return pd.to_datetime({"year": years, "month": 1, "day": 1})


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


def batch_cells(desk: Desk, batch_id: int, sheet: str, *, near: int = 0, most: int = 100) -> pd.DataFrame:
    """One row per value of a sheet of an import, as typed, with its cell: of `most` sheet rows, the nearest to one."""
    return desk.store.query("batch_cells", batch=batch_id, sheet=sheet, near=near, most=most)


def latest_month(desk: Desk) -> date | None:
    """The newest month for which anything stands reported; None when nothing was."""
    newest = desk.store.rows("last_reported")[0]["newest"]
    return newest if isinstance(newest, date) else None


def months(desk: Desk, known_at: datetime | None = None) -> list[date]:
    """The months for which anything stands, or stood at a moment, reported, newest first."""
    ends = [row["period_end"] for row in desk.store.rows("reported_months", known_at=known_at or END_OF_TIME)]
    known = {month_end(day.year, day.month) for day in ends if isinstance(day, date)}
    return sorted(known, reverse=True)


def home_region(desk: Desk) -> str | None:
    """The smallest region that holds everything reported, which is whose office this is; None before any report."""
    tree = regions.parents(desk.store.rows("regions"))
    return regions.smallest_around(
        [str(row["region_code"]) for row in desk.store.rows("reported_regions")], tree
    )
