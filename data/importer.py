"""Brings a workbook in: check (a preview with a diff and every problem), then commit, or void later.

Owns what an import writes and in which order. `check` writes nothing; `commit` writes everything in one
transaction or nothing; the past is kept, so a correction is a new version and a void is a mark.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePath

import pandas as pd
import pyarrow as pa

from data import checks, comparisons, entries, layouts, matching, periods, preflight, workbook
from data.entries import Entry, Total, Unresolved
from data.layouts import Layout, Meta
from data.matching import Names
from data.problems import Problem, problem, rejects, warns
from data.sheets import Book
from data.sheets import place as place_of
from data.store import Store, Writer
from data.workbook_fields import VINTAGES, kind_of
from metrics.model import Frequency, Vintage

COLUMNS = (
    "indicator_code", "region_code", "kind", "period_end", "old", "new", "state", "sheet", "cell", "raw_text",
    "raw_unit", "indicator", "region", "unit",
)  # fmt: skip
STATES = ("new", "changed", "same", "missing")
SAME = Decimal("0.00005")  # half the store's last decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do, and everything there is to say about the file; nothing is written yet.

    `status`: ready · needs_confirmation (warnings, or names in `unresolved`) · rejected · already_imported.
    `rows`: one row per value read or required cell left empty (COLUMNS), also of a rejected file, to be looked at;
    `remarks`: note, reason, next_step as typed; `counts`: rows by state, all zero when the file is rejected.
    """

    file_name: str
    sha256: str
    period: date | None
    unit: str | None
    rows: pd.DataFrame
    remarks: pd.DataFrame
    problems: tuple[Problem, ...]
    status: str
    counts: Mapping[str, int]
    unit_name: str = ""
    kind: str = "monthly"
    vintage: str = Vintage.FINAL
    is_sample: bool = False
    template_version: str | None = None
    unresolved: tuple[Unresolved, ...] = ()
    batch_id: int | None = None  # the standing batch of the same bytes, when already imported


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did. `status`: imported, or that of the preview which kept it from being so."""

    batch_id: int | None
    status: str
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_missing: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the caller knows: today's date, who uploads (organisation code), the month meant, the rows that lag."""

    today: date
    uploader: str | None = None
    period: date | None = None
    lagging: frozenset[str] = frozenset()  # row ids whose reasons are asked for


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A check in the making."""

    file_name: str
    sha256: str
    problems: list[Problem] = field(default_factory=list)
    unresolved: tuple[Unresolved, ...] = ()
    meta: Meta | None = None
    period: date | None = None
    unit: str | None = None
    entries: list[Entry] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    vintage: str = Vintage.FINAL


def check(
    store: Store, source: bytes | str | Path, file_name: str | None = None, *, expect: Expectation
) -> Preview:
    """Read a file and say what importing it would do. Writes nothing; the reporter's mistakes are problems."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = PurePath(file_name or (str(source) if not isinstance(source, bytes) else "")).name
    draft = _Draft(file_name=name, sha256=hashlib.sha256(content).hexdigest())
    if standing := store.rows("batch_by_content", digest=draft.sha256):
        return _already(draft, standing[-1])
    inspection = preflight.inspect(content, name)
    draft.problems.extend(inspection.problems)
    if inspection.kind is None:
        return _preview(store, draft, matching.load(store))
    book = workbook.read(content, inspection)
    names = matching.load(store)
    if isinstance(book, Problem):
        draft.problems.append(book)
    else:
        _read(draft, book, names, expect)
        _compare(store, draft, names, expect)
    return _preview(store, draft, names)


def _already(draft: _Draft, standing: Mapping[str, object]) -> Preview:
    batch = standing["batch_id"]
    when = f"{standing['imported_at']:%Y-%m-%d %H:%M}"
    found = problem("F17", value=draft.file_name, when=when, who=standing["imported_by"], batch=batch)
    return Preview(
        file_name=draft.file_name, sha256=draft.sha256, period=None, unit=None, rows=_frame([]), remarks=_remark_frame([]),
        problems=(found,), status="already_imported", counts=dict.fromkeys(STATES, 0), batch_id=int(str(batch)),
    )  # fmt: skip


def _read(draft: _Draft, book: Book, names: Names, expect: Expectation) -> None:
    """Recognise the sheet and read its rows into the draft."""
    meta = layouts.read_meta(book)
    if isinstance(meta, Problem):
        draft.problems.append(meta)
        return
    layout = layouts.recognise(book, meta)
    if isinstance(layout, list):
        draft.problems.extend(layout)
        return
    draft.meta = meta
    draft.problems.extend(layout.problems)
    if book.epoch_1904:
        draft.problems.append(problem("S19"))
    if meta is None:
        draft.problems.append(problem("S02", sheet=layout.sheet.name))
    draft.unit = _unit(draft, layout, meta, names, expect)
    draft.period = _period(draft, layout, book, expect)
    draft.vintage = _vintage(layout)
    if draft.period is None or rejects(draft.problems):
        return
    context = entries.Context(
        layout=layout,
        meta=meta,
        names=names,
        period_end=draft.period,
        home=names.regions.get(names.seats.get(draft.unit or "", "")),
        epoch_1904=book.epoch_1904,
        formats_known=not book.values_only,
    )
    rows = entries.read(context)
    draft.problems.extend(rows.problems)
    draft.entries, draft.unresolved = checks.unique(rows.entries, draft.problems), tuple(rows.unresolved)
    draft.totals = rows.totals


def _compare(store: Store, draft: _Draft, names: Names, expect: Expectation) -> None:
    """Check the rows against one another and the past: all problems in one pass, refused rows or not."""
    draft.problems.extend(checks.within(draft.entries, draft.totals, names, expect.lagging))
    draft.problems.extend(comparisons.with_history(store, draft.entries, names))


def _unit(draft: _Draft, layout: Layout, meta: Meta | None, names: Names, expect: Expectation) -> str | None:
    """Return whose report this is: by the template, else by the line above the header, else the uploader's."""
    if meta is not None:
        if expect.uploader is not None and expect.uploader != meta.unit:
            uploader = names.organisations.get(expect.uploader, expect.uploader)
            draft.problems.append(
                problem("F19", value=meta.unit_name, owner=meta.unit_name, uploader=uploader)
            )
        return meta.unit
    for text in _above(layout):
        match = re.search(r"(?:报送单位|填报单位|单位名称|责任单位)\s*[:：]\s*(\S+)", text)
        if match and (code := names.organisation_names.get(matching.normal(match.group(1)))):
            return code
    return expect.uploader


def _above(layout: Layout) -> list[str]:
    sheet = layout.sheet
    return [
        sheet.text(row, column)
        for row in sheet.rows()
        if row < layout.header_rows[0]
        for column in sorted(sheet.values[row])
    ]


def _period(draft: _Draft, layout: Layout, book: Book, expect: Expectation) -> date | None:
    """Return the month reported: the template's, else what stands above the header, else in the file name."""
    stated = draft.meta.period_end if draft.meta is not None else _stated_period(draft, layout, book)
    named = periods.find(draft.file_name)
    if stated is None and "period" not in layout.columns:
        stated = named or expect.period
    if stated is None and "period" in layout.columns:
        stated = expect.period or periods.month_end(expect.today.year, expect.today.month)
    if stated is None:
        draft.problems.append(
            problem("M01", sheet=layout.sheet.name, period="未写明月份", reason="表内和文件名都没有月份")
        )
        return None
    if named is not None and named != stated:
        draft.problems.append(
            problem("F18", value=draft.file_name, named=periods.title(named), stated=periods.title(stated))
        )
    if stated > periods.month_end(expect.today.year, expect.today.month):
        draft.problems.append(problem("M02", value=periods.title(stated), period=periods.title(stated)))
    elif expect.period is not None and stated != expect.period:
        reason = f"本次应报 {periods.title(expect.period)}"
        draft.problems.append(
            problem("M01", value=periods.title(stated), period=periods.title(stated), reason=reason)
        )
    return stated


def _stated_period(draft: _Draft, layout: Layout, book: Book) -> date | None:
    """Read the month written above the header: after a label, or inside the title."""
    sheet, titled = layout.sheet, None
    for row in [row for row in sheet.rows() if row < layout.header_rows[0]]:
        for column in sorted(sheet.values[row]):
            text = sheet.text(row, column)
            match = layouts.PERIOD_LABEL.search(text)
            if match:
                cell = sheet.cell(row, column + 1)
                typed = match.group(1).strip() or cell.value
                place = {
                    "sheet": sheet.name,
                    "cell": place_of(row, column if match.group(1).strip() else column + 1),
                }
                reading = periods.read(typed, epoch_1904=book.epoch_1904)
                for finding in reading.findings:
                    draft.problems.append(
                        problem(finding.code, value=typed, read=finding.facts.get("read", ""), **place)
                    )
                if reading.period_end is not None:
                    return reading.period_end
            titled = titled or periods.find(text)
    return titled


def _vintage(layout: Layout) -> str:
    """Return the vintage chosen in the form; final where the form does not say."""
    for text in _above(layout):
        if text.strip() in VINTAGES:
            return VINTAGES[text.strip()]
    return Vintage.FINAL


def _preview(store: Store, draft: _Draft, names: Names) -> Preview:
    """Diff what was read against what stands, and settle the status."""
    records = _diff(store, draft.entries)
    draft.problems.extend(checks.changes(records))
    draft.problems.extend(_closed(store, draft))
    status = _status(draft)
    counts = {state: sum(record["state"] == state for record in records) for state in STATES}
    if status == "rejected":
        counts = dict.fromkeys(STATES, 0)
    return Preview(
        file_name=draft.file_name, sha256=draft.sha256, period=draft.period, unit=draft.unit, rows=_frame(records),
        remarks=_remark_frame(draft.entries), problems=_ordered(draft.problems),
        status=status, counts=counts, unit_name=names.organisations.get(draft.unit or "", ""),
        vintage=draft.vintage, is_sample=draft.meta is not None and draft.meta.is_sample,
        template_version=draft.meta.version if draft.meta is not None else None, unresolved=draft.unresolved,
    )  # fmt: skip


def _closed(store: Store, draft: _Draft) -> list[Problem]:
    closed = {
        pd.Timestamp(str(row["period_end"])).date()
        for row in store.rows("closures")
        if row["action"] == "close"
    }
    months = sorted({entry.period_end for entry in draft.entries} & closed)
    return [
        problem("M01", value=periods.title(one), period=periods.title(one), reason="已关账") for one in months
    ]


def _status(draft: _Draft) -> str:
    if rejects(draft.problems):
        return "rejected"
    return "needs_confirmation" if warns(draft.problems) or draft.unresolved else "ready"


def _ordered(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, worst first, then in reading order."""
    ranks = {severity: rank for rank, severity in enumerate(("reject", "warn", "notice", "accept"))}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: ranks[one.severity]))


def _diff(store: Store, read: Sequence[Entry]) -> list[dict[str, object]]:
    """Hold every value and every missing required cell against what stands."""
    keys = [
        (
            entry.indicator.code,
            entry.region.code,
            str(kind_of(key, entry.indicator.measure)),
            entry.period_end,
        )
        for entry in read
        for key in (*entry.values, *entry.missing)
    ]
    standing = {
        (row["indicator_code"], row["region_code"], row["kind"], row["period_end"]): row["value"]
        for row in (store.rows("standing", **_lists(keys)) if keys else [])
    }
    cells = [(entry, key) for entry in read for key in (*entry.values, *entry.missing)]
    return [
        _record(entry, key, name, standing.get(name)) for (entry, key), name in zip(cells, keys, strict=True)
    ]


def _lists(keys: Sequence[tuple[str, str, str, date]]) -> dict[str, object]:
    indicators, regions, kinds, months = zip(*keys, strict=True)
    return {
        "indicators": list(indicators),
        "regions": list(regions),
        "kinds": list(kinds),
        "periods": list(months),
    }


def _record(entry: Entry, key: str, name: tuple[str, str, str, date], old: object) -> dict[str, object]:
    value = entry.values.get(key)
    state = "missing" if value is None else "new" if old is None else _against(Decimal(str(old)), value.value)
    return {
        "indicator_code": name[0], "region_code": name[1], "kind": name[2], "period_end": name[3],
        "old": old, "new": None if value is None else value.value, "state": state, "sheet": entry.sheet,
        "cell": entry.cells.get(key, "") if value is None else value.cell, "raw_text": "" if value is None else value.raw_text,
        "raw_unit": "" if value is None else value.raw_unit, "indicator": entry.indicator.name,
        "region": entry.region.name, "unit": "%" if name[2] == "yoy" else entry.indicator.unit,
    }  # fmt: skip


def _against(old: Decimal, new: Decimal) -> str:
    return "same" if abs(old - new) < SAME else "changed"


def _frame(records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame({name: [record[name] for record in records] for name in COLUMNS})
    frame["period_end"] = pd.to_datetime(frame["period_end"])
    return frame.astype({"old": "float64", "new": "float64"})


def _remark_frame(read: Sequence[Entry]) -> pd.DataFrame:
    columns = ("indicator_code", "region_code", "period_end", "kind", "text", "sheet", "cell")
    rows = [
        (
            entry.indicator.code,
            entry.region.code,
            entry.period_end,
            kind,
            text,
            entry.sheet,
            entry.cells[kind],
        )
        for entry in read
        for kind, text in entry.remarks.items()
    ]
    return pd.DataFrame(rows, columns=list(columns))


def commit(
    store: Store, preview: Preview, *, by: str, now: datetime, confirm_warnings: bool = False
) -> ImportResult:
    """Write a checked file in one transaction; what is rejected or unconfirmed writes nothing."""
    blocked = preview.status in {"rejected", "already_imported"} or bool(preview.unresolved)
    if blocked or (preview.status == "needs_confirmation" and not confirm_warnings):
        return _result(preview, preview.batch_id, preview.status)
    with store.transaction() as write:
        if standing := write.rows("batch_by_content", digest=preview.sha256):
            return _result(preview, int(str(standing[-1]["batch_id"])), "already_imported")
        batch_id = int(str(write.rows("next_batch")[0]["batch_id"]))
        _write(write, preview, batch_id, by, now)
    store.publish()
    return _result(preview, batch_id, "imported")


def _write(write: Writer, preview: Preview, batch_id: int, by: str, now: datetime) -> None:
    write.append("batch", [{
        "batch_id": batch_id, "kind": preview.kind, "period_end": preview.period, "organisation_code": preview.unit,
        "source_file": preview.file_name, "sha256": preview.sha256, "template_version": preview.template_version,
        "imported_at": now, "imported_by": by, "vintage": preview.vintage, "row_count": 0, "control_sum": Decimal(0),
        "is_sample": preview.is_sample, "status": "posted", "voided_at": None, "void_reason": None, "note": None,
    }])  # fmt: skip
    write.append("observation_log", _log(preview, batch_id))
    write.append("remark_log", preview.remarks.assign(batch_id=batch_id))
    write.execute("seal_batch", batch_id=batch_id)
    write.execute("forget_current", batch_id=batch_id)
    write.execute("derive_current", batch_id=batch_id)


def _log(preview: Preview, batch_id: int) -> pa.Table:
    """Return the rows an import adds to the log, in arrival order: by month, region, indicator."""
    rows = preview.rows[preview.rows["state"] != "missing"]
    rows = rows.sort_values(["period_end", "region_code", "indicator_code", "kind"])
    texts = {
        name: pa.array(rows[name], type=pa.string())
        for name in ("indicator_code", "region_code", "kind", "raw_text", "raw_unit", "sheet", "cell")
    }
    constants = {"frequency": Frequency.MONTH, "vintage": preview.vintage}
    return pa.table(
        texts
        | {name: pa.repeat(str(word), len(rows)) for name, word in constants.items()}
        | {
            "period_end": pa.array(rows["period_end"]).cast(pa.timestamp("us")).cast(pa.date32()),
            "value": pa.array(rows["new"], type=pa.float64()).cast(pa.decimal128(18, 4)),
            "batch_id": pa.repeat(batch_id, len(rows)),
        }
    )


def _result(preview: Preview, batch_id: int | None, status: str) -> ImportResult:
    counts = preview.counts
    return ImportResult(
        batch_id=batch_id, status=status, rows_new=counts["new"], rows_changed=counts["changed"],
        rows_same=counts["same"], rows_missing=counts["missing"], problems=preview.problems,
    )  # fmt: skip


def void(store: Store, batch_id: int, *, reason: str, now: datetime) -> bool:
    """Take an import back: older values stand again. False when there is no such standing batch."""
    with store.transaction() as write:
        if not any(
            row["batch_id"] == batch_id and row["status"] == "posted" for row in write.rows("batches")
        ):
            return False
        write.execute("void_batch", batch_id=batch_id, now=now, reason=reason)
        write.execute("forget_current", batch_id=batch_id)
        write.execute("derive_current", batch_id=batch_id)
    store.publish()
    return True


def rebuild(store: Store) -> None:
    """Derive all standing values anew from the log."""
    with store.transaction() as write:
        write.execute("clear_current")
        write.execute("derive_current", batch_id=None)
