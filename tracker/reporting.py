"""The month's round: forms out, workbooks checked, names confirmed, imports voided, months closed.

Nobody's file writes beyond their regions and their organisation.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from data.periods import month_end
from data.problems import problem
from data.scope import Scope
from data.viewer import Reading, Verb
from intake import door, forms, matching, outcome, reporting
from intake.figures import load as load_figures
from intake.guard.child import OPERATOR, Caller
from intake.matching import Unresolved
from intake.previews import Expectation, Preview
from intake.workbooks.fields import row_id
from intake.workbooks.markup import Review
from metrics.model import Frequency, Status
from tracker.desk import Desk
from tracker.judgement import Docket
from tracker.ledger import called, targets
from tracker.observed import figures, latest_month
from wording.problems import review

OTHERS = "M29"  # the problem of rows that are not the viewer's to report


def template(
    desk: Desk,
    organisation: str,
    period: date,
    out: str | Path | BinaryIO,
    since: date | None = None,
    *,
    frequency: Frequency = Frequency.MONTH,
) -> int:
    """Write a period's form of an organisation (code), or with `since` its back-fill form; how many rows it asks, 0: unwritten."""
    return forms.write_organisation_form(
        desk.store, organisation, period, out, since=since, frequency=frequency
    )


def region_template(desk: Desk, region: str, period: date, out: str | Path | BinaryIO) -> int:
    """Write one form for everything with a target in a region (code) and return how many rows it asks."""
    return forms.write_region_form(desk.store, region, period, out)


def templates(desk: Desk, organisations: Collection[str], period: date, out: str | Path | BinaryIO) -> int:
    """Write a zip of the month's forms of these organisations (codes), of those that owe a report; how many forms."""
    return forms.write_organisation_forms(desk.store, organisations, period, out)


def form_takers(desk: Desk, kind: str, period: date, region: str | None = None) -> list[str]:
    """Codes of who can be given a form (monthly, backfill: organisations; region, decomposition, plan: regions).

    Of all, or of a region and what lies below it.
    """
    return forms.takers(desk.store, forms.FormKind(kind), period, region)


def form_months(desk: Desk) -> list[date]:
    """The month ends for which there is something to report, newest first, none after today's month."""
    return forms.months(desk.store, month_end(desk.today.year, desk.today.month))


def leaderless(desk: Desk, period: date, region: str | None = None) -> pd.DataFrame:
    """The month's due targets, of a region and below, that no organisation leads and so nobody's form asks."""
    return reporting.leaderless(desk.store, period, region)


def check_workbook(
    desk: Desk,
    source: bytes | str | Path,
    file_name: str | None = None,
    *,
    uploader: str | None = None,
    period: date | None = None,
    caller: Caller = OPERATOR,
) -> Preview:
    """Read a workbook of any kind and say what importing it would do; writes nothing.

    Monthly forms are held against `uploader` and `period` if given. CheckCancelledError where the caller has left.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = file_name or ("" if isinstance(source, bytes) else str(source))
    expect = Expectation(
        today=desk.today,
        uploader=uploader or desk.viewer.organisation,
        period=period,
        lagging=partial(lagging, desk),
    )
    return _within(desk, door.check(desk.store, content, name, expect=expect, caller=caller))


def read_rows(desk: Desk, preview: Preview) -> Iterator[dict[str, str]]:
    """Yield every value that was read of a checked workbook, as scripts read it (intake/outcome.py)."""
    return outcome.read_rows(preview, matching.load(desk.store))


def returned_workbook(desk: Desk, content: bytes, preview: Preview, *, caller: Caller = OPERATOR) -> bytes:
    """Return the .xlsx to send back: the reporter's file with its problems coloured, commented and listed.

    It speaks the language in use.
    """
    texts = review(preview.problems, called(desk))
    return forms.returned_workbook(desk.store, content, preview, Review(**texts), caller=caller)


def confirm_name(desk: Desk, unresolved: Unresolved, code: str, *, by: str) -> None:
    """Remember what a typed indicator or region name means; then check the workbook again."""
    desk.require(Verb.CONFIRM)
    reporting.confirm_name(desk.store, unresolved, code, by=by, now=desk.now)


def confirm_typed(desk: Desk, what: str, typed: str, code: str, *, by: str) -> str | None:
    """Remember what a typed indicator or region name means; returns the code that bears it already, if one does."""
    desk.require(Verb.CONFIRM)
    known = reporting.confirm_typed(desk.store, what, typed, code, by=by, now=desk.now)
    return None if known is None else known.code


def void(desk: Desk, batch_id: int, *, reason: str) -> bool:
    """Take an import back, with the reason kept; False when there is no such standing batch, wholly of who asks."""
    desk.require(Verb.VOID)
    own = desk.store.seen_by(replace(desk.viewer, reads_region=False))
    if not any(row["batch_id"] == batch_id and row["is_whole"] for row in own.rows("batches")):
        return False
    return door.void(desk.store, batch_id, reason=reason, now=desk.now)


def close_month(desk: Desk, period: date, *, reason: str, by: str) -> bool:
    """Close a month to reports; False when it already was."""
    desk.require(Verb.CLOSE)
    return reporting.close_month(desk.store, period, reason=reason, by=by, now=desk.now)


def reopen_month(desk: Desk, period: date, *, reason: str, by: str) -> bool:
    """Open a closed month again; False when it was open."""
    desk.require(Verb.CLOSE)
    return reporting.reopen_month(desk.store, period, reason=reason, by=by, now=desk.now)


def closed_months(desk: Desk) -> set[date]:
    """Return the month ends that accept no report."""
    return reporting.closed_months(desk.store)


def reporting_status(
    desk: Desk,
    months: Sequence[date],
    *,
    due_day: int | None = None,
    known_at: datetime | None = None,
    region: str | None = None,
) -> pd.DataFrame:
    """One row per organisation, of a region and below, × month owed: status on_time, late, corrected, missing or pending, due day, first and last report.

    With `known_at` as it was known then, on that day.
    """
    day = desk.today if known_at is None else min(desk.today, known_at.date())
    return reporting.reporting_status(
        desk.store, months, today=day, due_day=due_day, known_at=known_at, region=region
    )


def due_day(desk: Desk) -> int:
    """Return the day of the following month on which reports are due."""
    return reporting.stored_due_day(desk.store)


def set_due_day(desk: Desk, day: int, *, by: str) -> None:
    """Set the day of the following month on which reports are due; ValueError outside 1 to 31."""
    desk.require(Verb.CLOSE)
    reporting.set_due_day(desk.store, day, by=by, now=desk.now)


def lagging(desk: Desk, row_ids: Collection[str]) -> frozenset[str]:
    """Of these rows those of targets that lag as of the newest month: their reasons are asked for. No other is judged."""
    newest = latest_month(desk)
    if newest is None or not row_ids:
        return frozenset()
    scope = Scope(as_of=newest)
    every = targets(desk, scope, indicators=sorted({one.partition("@")[0] for one in row_ids}))
    asked = pd.Series([row_id(*key) in row_ids for key in _keys(every)], index=every.index, dtype=bool)
    own = every[asked].reset_index(drop=True)
    month = Docket(own, figures(desk, own, scope), scope.rules).at(newest)
    behind = month.loc[month["official_status"].isin([Status.BEHIND, Status.FAR_BEHIND]), "target_id"]
    return frozenset(row_id(*key) for key in _keys(own[own["target_id"].isin(behind)]))


def _keys(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    return zip(frame["indicator_code"], frame["region_code"], strict=True)


def _within(desk: Desk, preview: Preview) -> Preview:
    """The preview; rejected, saying of what, where it would write for others than who asks."""
    writing = desk.viewer.writing
    if writing.is_everything or preview.status == "already_imported":
        return preview
    foreign = [*_of_others(desk, preview, writing), *_in_anothers_name(desk, preview, writing)]
    if not foreign:
        return preview
    return replace(preview, problems=(problem(OTHERS, rows=sorted(set(foreign))), *preview.problems))


def _of_others(desk: Desk, preview: Preview, writing: Reading) -> Iterable[str]:
    """The names of the regions, or of the indicators in them, that are not the viewer's to report."""
    keys = _written(preview)
    regions = {str(row["region_code"]): str(row["name"]) for row in desk.store.rows("regions")}
    yield from (regions[code] for _, code in keys if not writing.sees(code))
    if writing.organisation is None:
        return
    own = {
        (row["indicator_code"], row["region_code"])
        for row in desk.store.rows("answered_figures", answering=writing.organisation)
    }
    indicators = {str(row["indicator_code"]): str(row["name"]) for row in desk.store.rows("indicators")}
    yield from (indicators[code] for code, region in keys if (code, region) not in own)


def _written(preview: Preview) -> set[tuple[str, str]]:
    """Indicator and region (codes) of every value and remark it would report.

    Without what is handed down or planned, which stands on targets of the file's region.
    """
    values = {(one.indicator_code, one.region_code) for one in preview.differences if not one.target_id}
    noted = {(one.indicator_code, one.region_code) for one in preview.noted}
    filled = load_figures(preview.figures.path).keys if preview.figures is not None else set()
    return values | noted | filled


def _in_anothers_name(desk: Desk, preview: Preview, writing: Reading) -> Iterable[str]:
    """The name of the organisation the file is of, where it is another's: it would count as having reported."""
    organisation = preview.organisation
    if organisation is None or organisation == writing.organisation:
        return
    seats = {row["organisation_code"]: row["region_code"] for row in desk.store.rows("organisations")}
    if writing.organisation is not None or not writing.sees(seats.get(organisation, organisation)):
        yield preview.organisation_name or organisation
