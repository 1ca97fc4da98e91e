"""The month's round: forms out, workbooks in, names confirmed, imports voided, months closed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from data.intake import allocation, forms, importer, plans, posting, reporting
from data.intake.entries import Unresolved
from data.intake.importer import Expectation, ImportResult, Preview
from data.scope import Scope
from data.store import Store
from data.workbooks.fields import row_id
from data.workbooks.reader import Review
from metrics.model import Frequency, Status
from tracker.judgement import progress
from tracker.ledger import called
from tracker.observed import latest_month
from wording.problems import review


def template(
    store: Store,
    unit: str,
    period: date,
    out: str | Path | BinaryIO,
    since: date | None = None,
    *,
    frequency: Frequency = Frequency.MONTH,
) -> int:
    """Write a period's form of a unit (code), or with `since` its back-fill form; how many rows it asks, 0: unwritten."""
    return forms.write_unit_form(store, unit, period, out, since=since, frequency=frequency)


def region_template(store: Store, region: str, period: date, out: str | Path | BinaryIO) -> int:
    """Write one form for everything with a target in a region (code) and return how many rows it asks."""
    return forms.write_region_form(store, region, period, out)


def templates(store: Store, units: Collection[str], period: date, out: str | Path | BinaryIO) -> int:
    """Write a zip of the month's forms of these units (codes), of those that owe a report; how many forms."""
    return forms.write_unit_forms(store, units, period, out)


def form_takers(store: Store, kind: str, period: date) -> list[str]:
    """Codes of who can be given a form (monthly, backfill: organisations; region, decomposition, plan: regions)."""
    return forms.takers(store, forms.FormKind(kind), period)


def form_months(store: Store, today: date) -> list[date]:
    """The month ends for which there is something to report, newest first, none after today's month."""
    return forms.months(store, today)


def leaderless(store: Store, period: date) -> pd.DataFrame:
    """The month's due targets that no unit leads and so no unit's form asks."""
    return reporting.leaderless(store, period)


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
    if plans.recognises(content):
        return plans.check(store, content, name)
    if allocation.recognises(content):
        return allocation.check(store, content, name)
    expect = Expectation(today=today, uploader=uploader, period=period, lagging=_lagging(store))
    return importer.check(store, content, name, expect=expect)


def import_workbook(
    store: Store,
    preview: Preview,
    *,
    by: str,
    now: datetime,
    confirm_warnings: bool = False,
    submission_id: str | None = None,
) -> ImportResult:
    """Write a checked workbook in one transaction; rejected, unconfirmed or outdated ones write nothing and say so."""
    return posting.commit(
        store, preview, by=by, now=now, confirm_warnings=confirm_warnings, submission_id=submission_id
    )


def returned_workbook(store: Store, content: bytes, preview: Preview) -> bytes:
    """Return the .xlsx to send back: the reporter's file with its problems coloured, commented and listed.

    It speaks the language in use.
    """
    texts = review(preview.problems, called(store))
    return forms.returned_workbook(store, content, preview, Review(**texts))


def confirm_name(store: Store, unresolved: Unresolved, code: str, *, by: str, now: datetime) -> None:
    """Remember what a typed indicator or region name means; then check the workbook again."""
    reporting.confirm_name(store, unresolved, code, by=by, now=now)


def confirm_typed(store: Store, what: str, typed: str, code: str, *, by: str, now: datetime) -> str | None:
    """Remember what a typed indicator or region name means; returns the code that bears it already, if one does."""
    known = reporting.confirm_typed(store, what, typed, code, by=by, now=now)
    return None if known is None else known.code


def void(store: Store, batch_id: int, *, reason: str, now: datetime) -> bool:
    """Take an import back, with the reason kept; False when there is no such standing batch."""
    return posting.void(store, batch_id, reason=reason, now=now)


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
    store: Store,
    months: Sequence[date],
    *,
    today: date,
    due_day: int | None = None,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """One row per unit × month owed: status on_time, late, corrected, missing or pending, due day, first and last report.

    With `known_at` as it was known then, on that day.
    """
    day = today if known_at is None else min(today, known_at.date())
    return reporting.reporting_status(store, months, today=day, due_day=due_day, known_at=known_at)


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
