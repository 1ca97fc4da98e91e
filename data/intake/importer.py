"""Checks a workbook: a preview with a diff and every problem.

Owns the way of a file from bytes to preview. It writes nothing; what is written, and how it is taken back, is in
data/intake/posting.py.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePath

from data.intake import checks, comparisons, entries, figures, grids, history, layouts, matching, reporting
from data.intake.entries import Entry, Total, Unresolved, Value
from data.intake.grids import Grid
from data.intake.history import History
from data.intake.layouts import Layout, Meta
from data.intake.matching import Names
from data.intake.previews import (
    COLUMNS,
    STATES,
    Difference,
    Expectation,
    ImportResult,
    Preview,
    Remark,
    counted,
)
from data.problems import Problem, problem, rejects, warns
from data.store import Store
from data.workbooks import periods, reader
from data.workbooks.fields import VINTAGES, kind_of
from data.workbooks.periods import PeriodReading
from data.workbooks.reader import Reading
from data.workbooks.sheets import Book
from data.workbooks.sheets import place as place_of
from metrics.model import Frequency, Kind, Vintage

__all__ = [
    "COLUMNS",
    "STATES",
    "Expectation",
    "ImportResult",
    "Preview",
    "check",
]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A check in the making."""

    file_name: str
    sha256: str
    compared: int
    problems: list[Problem] = field(default_factory=list)
    unresolved: tuple[Unresolved, ...] = ()
    meta: Meta | None = None
    period: date | None = None
    frequency: Frequency = Frequency.MONTH
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
    draft = _Draft(file_name=name, sha256=hashlib.sha256(content).hexdigest(), compared=store.version)
    if standing := store.rows("batch_by_content", digest=draft.sha256):
        return _already(draft, standing[-1])
    reading = reader.read(content, name)
    draft.problems.extend(reading.problems)
    names = matching.load(store)
    if reading.book is None and reading.columns is None:
        return _preview(store, draft, names)
    grid = _grid(reading)
    if grid is not None:
        closed = reporting.closed_months(store)
        found = history.understand(store, grid, names, today=expect.today, closed=closed)
        return _history_preview(draft, found, names)
    assert reading.book is not None
    _read(draft, reading.book, names, expect)
    _compare(store, draft, names, expect)
    return _preview(store, draft, names)


def _grid(reading: Reading) -> Grid | None:
    """Return a back-fill's grid; None where the workbook is read as a monthly form."""
    if reading.columns is not None:
        return grids.from_columns(*reading.columns)
    return None if reading.book is None else _short_grid(reading.book)


def _short_grid(book: Book) -> Grid | None:
    """Take a workbook for a back-fill when it says so, or when it names months and is no monthly form."""
    meta = layouts.read_meta(book)
    if isinstance(meta, Problem) or (isinstance(meta, Meta) and meta.kind != "backfill"):
        return None
    return grids.from_book(book)


def _history_preview(draft: _Draft, found: History, names: Names) -> Preview:
    draft.problems.extend(found.problems)
    draft.unresolved, draft.period = tuple(found.unresolved), found.period
    counts = found.figures.counts() if found.figures is not None else dict.fromkeys(STATES, 0)
    draft.problems.extend(checks.changes(found.differences, counts["changed"]))
    if not (counts["new"] or counts["changed"] or counts["same"] or draft.problems):
        draft.problems.append(problem("M26"))
    unit = found.about.get("unit") or None
    return Preview(
        file_name=draft.file_name, sha256=draft.sha256, period=draft.period, unit=unit, differences=found.differences,
        problems=_ordered(draft.problems), status=_status(draft), compared=draft.compared, found=counts, kind="backfill",
        unit_name=names.organisations.get(unit or "", ""), is_sample=found.about.get("sample") is True,
        template_version=found.about.get("template_version"), unresolved=draft.unresolved,
        figures=None if found.figures is None else figures.described(found.figures),
        months=periods.months(end for _, end in found.figures.head.periods) if found.figures is not None else (),
        frequency=found.figures.head.frequency if found.figures is not None else Frequency.MONTH,
    )  # fmt: skip


def _already(draft: _Draft, standing: Mapping[str, object]) -> Preview:
    batch = standing["batch_id"]
    when = f"{standing['imported_at']:%Y-%m-%d %H:%M}"
    found = problem("F17", value=draft.file_name, when=when, who=standing["imported_by"], batch=batch)
    return Preview(
        file_name=draft.file_name, sha256=draft.sha256, problems=(found,), status="already_imported",
        compared=draft.compared, found={}, batch_id=int(str(batch)),
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
        frequency=draft.frequency,
        unit="" if meta is not None else layouts.stated_unit(layout.above),
    )
    rows = entries.read(context)
    draft.problems.extend(rows.problems)
    if not rows.entries and not rows.unresolved and not rejects(draft.problems):
        draft.problems.append(problem("M26", sheet=layout.sheet.name))
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
    for text in layout.above:
        match = re.search(r"(?:报送单位|填报单位|单位名称|责任单位)\s*[:：]\s*(\S+)", text)
        if match and (code := names.organisation_names.get(matching.normal(match.group(1)))):
            return code
    return expect.uploader


def _period(draft: _Draft, layout: Layout, book: Book, expect: Expectation) -> date | None:
    """Return the period reported: the template's, else what stands above the header, else in the file name."""
    stated, named = _stated(draft, layout, book, expect), periods.find(draft.file_name)
    if stated is None and "period" not in layout.columns:
        stated = named
    if stated is None and expect.period is not None:
        stated = PeriodReading(period_end=expect.period)
    if stated is None or stated.period_end is None:
        draft.problems.append(problem("M01", sheet=layout.sheet.name, period="", reason="no_month"))
        return None
    draft.frequency, end = stated.frequency, stated.period_end
    shown = periods.code(end, stated.frequency)
    if named is not None and _disagree(named, stated):
        said = periods.code(named.period_end or end, named.frequency)
        draft.problems.append(problem("F18", value=draft.file_name, named=said, stated=shown))
    month = periods.month_end(end.year, end.month)
    if month > periods.month_end(expect.today.year, expect.today.month):
        draft.problems.append(problem("M02", period=shown))
    elif expect.period is not None and month != expect.period:
        asked = periods.code(expect.period)
        draft.problems.append(problem("M01", period=shown, reason="expected", expected=asked))
    return end


def _disagree(named: PeriodReading, stated: PeriodReading) -> bool:
    """Tell whether a file's name speaks of another period; a name may be coarser than its sheet."""
    assert named.period_end is not None and stated.period_end is not None
    if named.frequency == stated.frequency:
        return named.period_end != stated.period_end
    first, second = ((one.period_end.year, one.period_end.month) for one in (named, stated) if one.period_end)
    return first != second


def _stated(draft: _Draft, layout: Layout, book: Book, expect: Expectation) -> PeriodReading | None:
    """Return the period the sheet states: by the template, above the header, or in its column of periods."""
    if draft.meta is not None:
        return PeriodReading(period_end=draft.meta.period_end, frequency=draft.meta.frequency)
    above = _stated_above(draft, layout, book)
    if above is not None or "period" not in layout.columns:
        return above
    column, year = layout.columns["period"], expect.today.year
    typed = [layout.sheet.cell(row, column).value for row in layout.rows]
    found = [periods.read(one, year=year, epoch_1904=book.epoch_1904) for one in typed if one is not None]
    first = next((one for one in found if one.period_end is not None), None)
    usual = expect.period or periods.month_end(year, expect.today.month)
    return PeriodReading(
        period_end=usual, frequency=first.frequency if first is not None else Frequency.MONTH
    )


def _stated_above(draft: _Draft, layout: Layout, book: Book) -> PeriodReading | None:
    """Read the period written above the header: after a label, or inside the title."""
    sheet, titled = layout.sheet, None
    for row in [row for row in sheet.rows() if row < layout.header_rows[0]]:
        for column in sorted(sheet.values[row]):
            text = sheet.text(row, column)
            if match := layouts.PERIOD_LABEL.search(text):
                beside = not match.group(1).strip()
                typed = sheet.cell(row, column + 1).value if beside else match.group(1).strip()
                reading = periods.read(typed, epoch_1904=book.epoch_1904)
                place = {"sheet": sheet.name, "cell": place_of(row, column + beside)}
                for finding in reading.findings:
                    facts = {"read": str(finding.facts.get("read", "")), "expected": "any_period"}
                    draft.problems.append(problem(finding.code, value=typed, **facts, **place))
                if reading.period_end is not None:
                    return reading
            titled = titled or periods.find(text)
    return titled


def _vintage(layout: Layout) -> str:
    """Return the vintage chosen in the form; final where the form does not say."""
    for text in layout.above:
        if text.strip() in VINTAGES:
            return VINTAGES[text.strip()]
    return Vintage.FINAL


def _preview(store: Store, draft: _Draft, names: Names) -> Preview:
    """Diff what was read against what stands, and settle the status."""
    differences = _diff(store, draft.entries)
    found = counted(differences)
    draft.problems.extend(checks.changes(differences, found["changed"]))
    months = periods.months(entry.period_end for entry in draft.entries)
    draft.problems.extend(_closed(store, months))
    return Preview(
        file_name=draft.file_name, sha256=draft.sha256, period=draft.period, unit=draft.unit, differences=differences,
        noted=_remarks(draft.entries), months=months, problems=_ordered(draft.problems), status=_status(draft),
        compared=draft.compared, found=found, unit_name=names.organisations.get(draft.unit or "", ""),
        vintage=draft.vintage, frequency=draft.frequency, is_sample=draft.meta is not None and draft.meta.is_sample,
        template_version=draft.meta.version if draft.meta is not None else None, unresolved=draft.unresolved,
    )  # fmt: skip


def _closed(store: Store, months: Iterable[date]) -> list[Problem]:
    closed = reporting.closed_months(store)
    return [problem("M01", period=periods.code(one), reason="closed") for one in months if one in closed]


def _status(draft: _Draft) -> str:
    if rejects(draft.problems):
        return "rejected"
    return "needs_confirmation" if warns(draft.problems) or draft.unresolved else "ready"


def _ordered(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, worst first, then in reading order."""
    ranks = {severity: rank for rank, severity in enumerate(("reject", "warn", "notice", "accept"))}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: ranks[one.severity]))


def _diff(store: Store, read: Sequence[Entry]) -> tuple[Difference, ...]:
    """Hold every value and every missing required cell against what stands."""
    cells = [
        (entry, column, str(kind_of(column, entry.indicator.measure)))
        for entry in read
        for column in (*entry.values, *entry.missing)
        if column != "month" or entry.frequency == Frequency.MONTH
    ]
    keys = [(entry.indicator.code, entry.region.code, kind, entry.period_end) for entry, _, kind in cells]
    standing = _standing(store, keys) if keys else {}
    return tuple(
        _difference(entry, column, kind, standing.get(key))
        for (entry, column, kind), key in zip(cells, keys, strict=True)
    )


def _standing(store: Store, keys: Sequence[tuple[str, str, str, date]]) -> dict[tuple[object, ...], Decimal]:
    """Return what stands of these keys: indicator, region, kind, period end."""
    indicators, regions, kinds, ends = (list(part) for part in zip(*keys, strict=True))
    asked = {"indicators": indicators, "regions": regions, "kinds": kinds, "periods": ends}
    return {
        (row["indicator_code"], row["region_code"], row["kind"], row["period_end"]): Decimal(
            str(row["value"])
        )
        for row in store.rows("standing", **asked)
    }


def _difference(entry: Entry, column: str, kind: str, old: Decimal | None) -> Difference:
    """Return what one cell of a row would do; a required cell left empty has no value."""
    value = entry.values.get(column)
    return Difference(
        indicator_code=entry.indicator.code, region_code=entry.region.code, kind=kind, period_end=entry.period_end,
        old=old, new=None if value is None else value.value, state=_state(old, value), sheet=entry.sheet,
        cell=entry.cells.get(column, "") if value is None else value.cell,
        raw_text="" if value is None else value.raw_text, raw_unit="" if value is None else value.raw_unit,
        indicator=entry.indicator.name, region=entry.region.name,
        unit="%" if kind == Kind.YOY else entry.indicator.unit,
    )  # fmt: skip


def _state(old: Decimal | None, value: Value | None) -> str:
    if value is None:
        return "missing"
    if old is None:
        return "new"
    return "same" if old == value.value else "changed"


def _remarks(read: Sequence[Entry]) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            indicator_code=entry.indicator.code, region_code=entry.region.code, period_end=entry.period_end,
            kind=kind, text=text, sheet=entry.sheet, cell=entry.cells[kind],
        )
        for entry in read
        for kind, text in entry.remarks.items()
    )  # fmt: skip
