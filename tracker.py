"""The program's verbs: what the pages, the reports and the command line ask for.

Joins what is known (data) with what it means (metrics) and returns frames; it draws nothing, formats nothing
and asks no clock.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd

from data import allocation, catalogue, forms, importer, integrity, periods, registration, reporting
from data import trail as trails
from data.entries import Unresolved
from data.importer import Expectation, ImportResult, Preview
from data.passage import Passage
from data.registration import Registration
from data.sample import demonstration
from data.scope import Scope
from data.store import Store
from data.trail import Trail
from data.workbook_fields import row_id
from metrics import explanation
from metrics.allocation import reconcile as reconcile_shares
from metrics.change import what_changed
from metrics.explanation import Explanation
from metrics.model import Status
from metrics.progress import JUDGED, judge
from metrics.status import load_rules

month_end = periods.month_end  # the last day of a month; pages and reports ask here
END_OF_TIME = datetime(9999, 12, 31)  # noqa: DTZ001 the store keeps naive UTC
_TRACE = [
    "batch_id", "source_file", "sheet", "cell", "raw_text", "raw_unit", "vintage", "imported_at",
    "is_sample",
]  # fmt: skip
_BEFORE = {"official_status": "previous_status", "lag_pp": "previous_lag_pp",
           "completion": "previous_completion"}  # fmt: skip
_HISTORY = ["period_end", "actual", "completion", "expected", "lag_pp", "official_status", "outlook_status"]
_COURSES = [
    "target_id", "indicator", "indicator_en", "as_of", "completion", "expected", "lag_pp",
    "official_status",
]  # fmt: skip
_UNIT_LISTS = [
    "lead_units", "support_units", "lead_unit_names", "support_unit_names", "lead_units_en",
    "support_units_en", "lead_codes", "unit_codes",
]  # fmt: skip


def open_store(path: str | Path, *, create: bool = True) -> Store:
    """The store at the path; faults are TrackerErrors."""
    return Store.open(path, create=create)


def build(store: Store, now: datetime) -> bool:
    """Bring the ledger up to the catalogue; False when it already was."""
    return catalogue.build(store, now)


def demo(store: Store, now: datetime, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Build the ledger and import the sample workbooks not yet imported; how many were.

    ``told`` hears after each workbook how many of how many are done.
    """
    build(store, now)
    of = len(demonstration.schedule())
    imported = 0
    for done, result in enumerate(demonstration.play(store), start=1):
        imported += result.status == "imported"
        told(done, of)
    return imported


def targets(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope, stated or allocated, names in both languages, unit lists as tuples."""
    frame = store.query(
        "targets",
        region=scope.region,
        sector=scope.sector,
        unit=scope.unit,
        visible=sorted(scope.visible_regions) if scope.visible_regions is not None else None,
        known_at=scope.known_at or END_OF_TIME,
    )
    for column in _UNIT_LISTS:
        frame[column] = [tuple(units) for units in frame[column]]
    return frame


def facts(store: Store) -> pd.DataFrame:
    """One row per fact the documents and the publications state."""
    return store.query("facts")


def observations(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per reported value up to the scope's month, as it stood at known_at."""
    if scope.known_at is None:
        return store.query("observations", as_of=scope.as_of)
    return store.query("observations_known", as_of=scope.as_of, known_at=scope.known_at)


def progress(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope: where it is, where it should be, its light and the cell behind it.

    Values are in the indicator's unit; completion, expected and pace are fractions; lag_pp is percentage points.
    """
    return judged(targets(store, scope), observations(store, scope), scope)


def judged(known: pd.DataFrame, every: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The progress frame of targets and observations already fetched; later observations are not looked at."""
    reported = _by_target(known, every[every["period_end"] <= np.datetime64(scope.as_of)])
    now = _judge(known, reported, scope.as_of, scope.rules)
    before = _judge(known, reported, _month_before(scope.as_of), scope.rules)
    frame = _named(known).merge(now, on="target_id", validate="one_to_one")
    frame = frame.merge(_trace(now, reported), on="target_id", how="left", validate="one_to_one")
    previous = before[["target_id", *_BEFORE]].rename(columns=_BEFORE)
    frame = frame.merge(previous, on="target_id", validate="one_to_one")
    frame["is_sample"] = frame["is_sample"].fillna(value=False).astype(bool) | frame[
        "target_is_sample"
    ].astype(bool)
    return (
        frame
        if scope.status is None
        else frame[frame["official_status"] == scope.status].reset_index(drop=True)
    )


def explain(store: Store, target_id: str, scope: Scope) -> tuple[dict[Hashable, object], Explanation] | None:
    """The target's row of progress and why it has its light; None when the scope holds no such target."""
    frame = progress(store, scope)
    rows = frame[frame["target_id"] == target_id].to_dict("records")
    return (rows[0], explanation.explain(rows[0], load_rules(scope.rules))) if rows else None


def narrowed(frame: pd.DataFrame, scope: Scope, regions: pd.DataFrame, sectors: pd.DataFrame) -> pd.DataFrame:
    """The rows of a progress frame that belong to the scope's region, sector, unit and status, as a query would pick them."""
    wanted = pd.Series(data=True, index=frame.index)
    if scope.region is not None:
        wanted &= frame["region_code"].isin(_below(scope.region, regions, "region_code"))
    if scope.sector is not None:
        wanted &= frame["sector_code"].isin(_below(scope.sector, sectors, "sector_code"))
    if scope.unit is not None:
        wanted &= pd.Series(
            [scope.unit in codes for codes in frame["unit_codes"]], index=frame.index, dtype=bool
        )
    if scope.status is not None:
        wanted &= frame["official_status"] == scope.status
    if scope.visible_regions is not None:
        wanted &= frame["region_code"].isin(scope.visible_regions)
    return frame[wanted].reset_index(drop=True)


def _below(code: str, tree: pd.DataFrame, key: str) -> set[str]:
    """The code and every code under it."""
    found, grown = set[str](), {code}
    while grown:
        found |= grown
        grown = set(tree.loc[tree["parent_code"].isin(grown), key]) - found
    return found


def series(store: Store, target_id: str, scope: Scope) -> pd.DataFrame:
    """One row per reported value of the target's indicator in its region, oldest first, with its cell."""
    known = targets(
        store, Scope(as_of=scope.as_of, known_at=scope.known_at, visible_regions=scope.visible_regions)
    )
    known = known[known["target_id"] == target_id]
    return _by_target(known, observations(store, scope)).sort_values(
        ["period_end", "kind"], ignore_index=True
    )


def history(store: Store, target_id: str, scope: Scope) -> pd.DataFrame:
    """One row per reported month up to the scope's: what the target's light and outlook were then.

    Columns: period_end, actual, completion, expected, lag_pp, official_status, outlook_status.
    """
    known = targets(
        store, Scope(as_of=scope.as_of, known_at=scope.known_at, visible_regions=scope.visible_regions)
    )
    return lights(known[known["target_id"] == target_id], observations(store, scope), months(store), scope)


def lights(known: pd.DataFrame, every: pd.DataFrame, ends: Sequence[date], scope: Scope) -> pd.DataFrame:
    """`history` of targets and observations already fetched, at the given month ends, oldest first."""
    reported = _by_target(known, every)
    asked = sorted(end for end in ends if end <= scope.as_of)
    found = [_judge(known, reported, end, scope.rules).assign(period_end=pd.Timestamp(end)) for end in asked]
    return pd.concat(found)[_HISTORY] if found else pd.DataFrame(columns=_HISTORY)


def courses(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope and reported month (as_of, its end) of the scope's year: its light then."""
    known = targets(store, scope)
    reported = _by_target(known, observations(store, scope))
    ends = [end for end in reversed(months(store)) if end <= scope.as_of and end.year == scope.as_of.year]
    judged = [_judge(known, reported, end, scope.rules).assign(as_of=pd.Timestamp(end)) for end in ends]
    if not judged:
        return pd.DataFrame(columns=_COURSES)
    return known[["target_id", "indicator", "indicator_en"]].merge(
        pd.concat(judged), on="target_id", validate="one_to_many"
    )[_COURSES]


def batch_cells(store: Store, batch_id: int, sheet: str) -> pd.DataFrame:
    """One row per value of one sheet of an import, as typed, with its cell."""
    return store.query("batch_cells", batch=batch_id, sheet=sheet)


def allocation_template(store: Store, region: str, out: str | Path | BinaryIO) -> int:
    """Write the region's decomposition form with the shares that stand; how many targets it holds."""
    return allocation.write_form(store, region, out)


def reconcile(store: Store, scope: Scope, parent: str | None = None) -> pd.DataFrame:
    """One row per target handed down: parent, sum of the districts, remainder and 加码, for targets and actuals.

    Values in the indicator's unit; `parent` keeps one target. Sums are missing where a district's part is.
    """
    frame = progress(store, replace(scope, status=None))
    parts = frame[frame["is_allocated"].astype(bool)]
    parts = parts.assign(parent_target_id=parts["target_id"].str.split("@").str[0])
    stated = frame[~frame["is_allocated"].astype(bool)]
    if parent is not None:
        stated = stated[stated["target_id"] == parent]
    return reconcile_shares(stated.assign(additive=stated["additive"].astype(bool)), parts)


def documents(store: Store) -> pd.DataFrame:
    """One row per document of the ledger."""
    return store.query("documents")


def check_document(store: Store, document_id: str, content: bytes, file_name: str) -> Registration:
    """Read a document's file and count how many of its targets stand in it; nothing is written."""
    return registration.read(store, document_id, content, file_name)


def register_document(
    store: Store, reading: Registration, *, by: str, now: datetime, confirmed: bool = False
) -> Registration:
    """Keep the text that was read; ``confirmed`` says that it is the document although few targets were found."""
    return registration.register(store, reading, by, now, confirmed=confirmed)


def passage(store: Store, statement_id: str) -> Passage | None:
    """The paragraph of the registered text that states a target or a fact; None when there is none."""
    return registration.passage(store, statement_id)


def trail(store: Store, target_id: str, scope: Scope) -> Trail | None:
    """What a target rests on and belongs with, whatever the scope's filters; None when there is no such target."""
    everything = Scope(as_of=scope.as_of, known_at=scope.known_at, visible_regions=scope.visible_regions)
    return trails.follow(targets(store, everything), documents(store), facts(store), target_id)


def regions(store: Store) -> pd.DataFrame:
    """One row per region, with its parent and its place in the tile grid."""
    return store.query("regions")


def sectors(store: Store) -> pd.DataFrame:
    """One row per sector of the tree."""
    return store.query("sectors")


def organisations(store: Store) -> pd.DataFrame:
    """One row per organisation that may lead or support."""
    return store.query("organisations")


def indicators(store: Store) -> pd.DataFrame:
    """One row per indicator, with its unit, measure and aliases."""
    return store.query("indicators")


def units(store: Store) -> pd.DataFrame:
    """One row per unit of measurement."""
    return store.query("units")


def remarks(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per remark that stands up to the scope's month: reasons, next steps, notes."""
    return store.query("remarks", as_of=scope.as_of)


def revisions(store: Store, indicator: str, region: str) -> pd.DataFrame:
    """One row per version of every value of one indicator in one region."""
    return store.query("revisions", indicator=indicator, region=region)


def batches(store: Store) -> pd.DataFrame:
    """One row per import, oldest first."""
    return store.query("batches")


def check(store: Store) -> list[integrity.Fault]:
    """What is lost, orphaned or stale in the store; an empty list when it is whole."""
    return integrity.faults(store)


def latest_month(store: Store) -> date | None:
    """The newest month for which anything stands reported; None when nothing was."""
    newest = store.rows("last_reported")[0]["newest"]
    return newest if isinstance(newest, date) else None


def months(store: Store) -> list[date]:
    """The months for which anything stands reported, newest first."""
    ends = [row["period_end"] for row in store.rows("reported")]
    known = {month_end(day.year, day.month) for day in ends if isinstance(day, date)}
    return sorted(known, reverse=True)


def home_region(store: Store) -> str | None:
    """The smallest region that holds everything reported, which is whose office this is; None before any report."""
    parents = {row["region_code"]: row["parent_code"] for row in store.rows("regions")}
    lines = [_upwards(str(row["region_code"]), parents) for row in store.rows("reported")]
    shared = [code for code in lines[0] if all(code in line for line in lines)] if lines else []
    return shared[0] if shared else None


def _upwards(code: str, parents: Mapping[object, object]) -> list[str]:
    """The region and everything above it, nearest first."""
    above = parents.get(code)
    return [code, *(_upwards(above, parents) if isinstance(above, str) else [])]


def template(
    store: Store, unit: str, period: date, out: str | Path | BinaryIO, since: date | None = None
) -> int:
    """Write the month's form of a unit (code), or with `since` its back-fill form; how many rows it asks, 0: unwritten."""
    return forms.write_unit_form(store, unit, period, out, since=since)


def region_template(store: Store, region: str, period: date, out: str | Path | BinaryIO) -> int:
    """Write one form for everything with a target in a region (code) and return how many rows it asks."""
    return forms.write_region_form(store, region, period, out)


def check_workbook(
    store: Store,
    source: bytes | str | Path,
    file_name: str | None = None,
    *,
    today: date,
    uploader: str | None = None,
    period: date | None = None,
) -> Preview:
    """Read a workbook and say what importing it would do; writes nothing.

    Monthly forms are held against `uploader` and `period` if given; a decomposition form is known by its mark.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = file_name or ("" if isinstance(source, bytes) else str(source))
    if allocation.recognises(content):
        return allocation.check(store, content, name)
    expect = Expectation(today=today, uploader=uploader, period=period, lagging=_lagging(store))
    return importer.check(store, content, name, expect=expect)


def import_workbook(
    store: Store, preview: Preview, *, by: str, now: datetime, confirm_warnings: bool = False
) -> ImportResult:
    """Write a checked workbook in one transaction; rejected or unconfirmed ones write nothing and say so."""
    commit = allocation.commit if preview.kind == allocation.BATCH_KIND else importer.commit
    return commit(store, preview, by=by, now=now, confirm_warnings=confirm_warnings)


def returned_workbook(store: Store, content: bytes, preview: Preview) -> bytes:
    """Return the .xlsx to send back: the reporter's file with its problems coloured, commented and listed."""
    return forms.returned_workbook(store, content, preview)


def confirm_name(store: Store, unresolved: Unresolved, code: str, *, by: str, now: datetime) -> None:
    """Remember what a typed indicator or region name means; then check the workbook again."""
    reporting.confirm_name(store, unresolved, code, by=by, now=now)


def void(store: Store, batch_id: int, *, reason: str, now: datetime) -> bool:
    """Take an import back, with the reason kept; False when there is no such standing batch."""
    return importer.void(store, batch_id, reason=reason, now=now)


def close_month(store: Store, period: date, *, reason: str, by: str, now: datetime) -> bool:
    """Close a month to reports; False when it already was."""
    return reporting.close_month(store, period, reason=reason, by=by, now=now)


def reopen_month(store: Store, period: date, *, reason: str, by: str, now: datetime) -> bool:
    """Open a closed month again; False when it was open."""
    return reporting.reopen_month(store, period, reason=reason, by=by, now=now)


def closed_months(store: Store) -> set[date]:
    """Return the month ends that accept no report."""
    return reporting.closed_months(store)


def reporting_status(
    store: Store, months: Sequence[date], *, today: date, due_day: int | None = None
) -> pd.DataFrame:
    """One row per unit × month owed: status on_time, late, corrected, missing or pending, due day, first and last report."""
    return reporting.reporting_status(store, months, today=today, due_day=due_day)


def due_day(store: Store) -> int:
    """Return the day of the following month on which reports are due."""
    return reporting.stored_due_day(store)


def set_due_day(store: Store, day: int, *, by: str, now: datetime) -> None:
    """Set the day of the following month on which reports are due; ValueError outside 1 to 31."""
    reporting.set_due_day(store, day, by=by, now=now)


def _lagging(store: Store) -> frozenset[str]:
    """Row ids of the targets that lag as of the newest month: their reasons are asked for."""
    newest = latest_month(store)
    if newest is None:
        return frozenset()
    judged = progress(store, Scope(as_of=newest))
    behind = judged[judged["official_status"].isin([Status.BEHIND, Status.FAR_BEHIND])]
    keys = zip(behind["indicator_code"], behind["region_code"], strict=True)
    return frozenset(row_id(indicator, region) for indicator, region in keys)


def _month_before(day: date) -> date:
    return month_end(day.year - 1, 12) if day.month == 1 else month_end(day.year, day.month - 1)


def _judge(known: pd.DataFrame, reported: pd.DataFrame, as_of: date, rules: str) -> pd.DataFrame:
    stated = known.assign(
        value=known["value_normal"],
        value_high=known["value_high_normal"],
        baseline_value=known["baseline_normal"],
    )
    seen = reported[reported["period_end"] <= np.datetime64(as_of)]
    return judge(
        stated[list(JUDGED)],
        seen[["target_id", "period_end", "kind", "value", "frequency"]],
        as_of,
        load_rules(rules),
    )


def changes(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope: where it stood last month by that month's papers, where now, and why.

    Last month is taken as it was known when this month ended, before this month's own reports came in.
    lag_change = by_correction + by_value + by_time, in percentage points; cause is a metrics.change.Cause.
    """
    known = targets(store, scope)
    closed = datetime.combine(scope.as_of, time.max)
    asked = replace(scope, as_of=_month_before(scope.as_of), known_at=min(scope.known_at or closed, closed))
    reported, papers = (_by_target(known, observations(store, seen)) for seen in (scope, asked))
    judged = (
        _judge(known, reported, scope.as_of, scope.rules),
        _judge(known, papers, asked.as_of, scope.rules),
        _judge(known, reported, asked.as_of, scope.rules),
    )
    terms = known[["target_id", "measure", "comparator", "better"]]
    found = what_changed(*(terms.merge(frame, on="target_id") for frame in judged))
    return known[["target_id", "region", "sector", "indicator"]].merge(
        found, on="target_id", validate="one_to_one"
    )


def _by_target(known: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    keys = known[["target_id", "indicator_code", "region_code"]]
    return keys.merge(reported, on=["indicator_code", "region_code"])


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


def _trace(judged: pd.DataFrame, reported: pd.DataFrame) -> pd.DataFrame:
    """The workbook cell behind each actual."""
    cells = reported.rename(columns={"period_end": "actual_period", "kind": "actual_kind"})
    keys = ["target_id", "actual_period", "actual_kind"]
    return judged[keys].merge(cells[[*keys, *_TRACE]], on=keys).drop(columns=keys[1:])
