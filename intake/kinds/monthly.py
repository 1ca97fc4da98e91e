"""The report of an organisation for one period: our form, or any table of indicators with their figures.

A correction is a new version; the value that stands is the newest final one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from data import periods
from data.problems import Problem, problem, rejects
from intake import bounds, checks, comparisons, entries, form_rows, identity, layouts, matching
from intake.entries import Entry, Value
from intake.form_header import HEADER_DEPTH, KEYS
from intake.identity import Identity, Seen
from intake.kinds.kind import Incoming, Kind, Workbook
from intake.layouts import NOT_FORMS
from intake.matching import Names, Unresolved
from intake.previews import Difference, Expectation, Preview, Remark, counted, state_of
from intake.workbooks import meaning
from intake.workbooks.fields import Stamp, kind_of
from intake.workbooks.meaning import Meaning
from intake.workbooks.sheets import Book, Sheet, place
from metrics.model import Frequency, Vintage
from metrics.model import Kind as ValueKind
from wording.translate import N_

if TYPE_CHECKING:
    from data.store import Store, Writer

NAME = "monthly"


class Needs(Struct, frozen=True, kw_only=True):
    """What the ledger knows, and what the caller expects: an organisation's code, a month end."""

    names: Names
    today: date
    uploader: str | None
    period: date | None


class Line(Struct, frozen=True, kw_only=True, array_like=True):
    """One row of a form as it travels between the processes: indicator and region by their codes."""

    row: int
    sheet: str
    indicator: str
    region: str
    period_end: date
    cells: dict[str, str]
    values: dict[str, Value]
    remarks: dict[str, str]
    missing: tuple[str, ...]


class Reading(Struct, frozen=True, kw_only=True, tag=NAME):
    """What a form says."""

    problems: tuple[Problem, ...]
    lines: tuple[Line, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    organisation: str | None = None
    period: date | None = None
    frequency: Frequency = Frequency.MONTH
    vintage: str = Vintage.FINAL
    is_sample: bool = False
    version: str | None = None


def _recognises(_: Workbook) -> bool:
    return True


def _needs(store: "Store", _: Stamp | None, expect: Expectation) -> Needs:
    return Needs(
        names=matching.load(store), today=expect.today, uploader=expect.uploader, period=expect.period
    )


def _read(workbook: Workbook, needs: Needs) -> Reading:
    """Find the form in the workbook and read its rows; all problems in one pass."""
    meta = layouts.read_meta(workbook.book)
    if isinstance(meta, Problem):
        return Reading(problems=(meta,))
    layout = layouts.recognise(workbook.book, meta, needs.names.units)
    if isinstance(layout, list):
        found = closer(workbook.book, layout, needs.names)
        return Reading(problems=tuple(found))
    found = [*layout.problems]
    if workbook.book.epoch_1904:
        found.append(problem("S19"))
    if meta is None:
        found.append(problem("S02", sheet=layout.sheet.name))
    seen = Seen(
        file_name=workbook.file_name, layout=layout, meta=meta, epoch_1904=workbook.book.epoch_1904,
        names=needs.names, today=needs.today, uploader=needs.uploader, period=needs.period,
    )  # fmt: skip
    about = identity.identity(seen, found)
    lines, unresolved = list[Line](), list[Unresolved]()
    if about.period is not None:
        context = _context(workbook, seen, about, about.period, found)
        lines, unresolved = _lines(context, found)
    return Reading(
        problems=bounds.worst_first(found), lines=tuple(lines), unresolved=tuple(unresolved), organisation=about.organisation,
        period=about.period, frequency=about.frequency, vintage=about.vintage,
        is_sample=meta is not None and meta.is_sample, version=None if meta is None else meta.version,
    )  # fmt: skip


def _context(
    workbook: Workbook, seen: Seen, about: Identity, period_end: date, found: list[Problem]
) -> entries.Context:
    names = seen.names
    return entries.Context(
        layout=seen.layout,
        meta=seen.meta,
        names=names,
        period_end=period_end,
        home=identity.home(seen, about.organisation, found),
        epoch_1904=seen.epoch_1904,
        formats_known=not workbook.book.values_only,
        frequency=about.frequency,
        stated=_stated(seen),
        year=identity.year_said(seen, periods.find(seen.file_name)),
        today=seen.today,
    )


def _stated(seen: Seen) -> Meaning:
    """Return the units said of the whole table, above it or over its names; our form says none."""
    if seen.meta is not None:
        return Meaning()
    above = meaning.units_said(seen.layout.above, seen.names.units)
    return meaning.joined(above, seen.layout.said.get("indicator", Meaning()))


def _lines(context: entries.Context, found: list[Problem]) -> tuple[list[Line], list[Unresolved]]:
    """Read every row and hold the rows against one another."""
    bounds.rows(context.layout.rows)
    rows = form_rows.read(context)
    found.extend(rows.problems)
    if not rows.entries and not rows.questions.unresolved and not rejects(found):
        found.append(problem("M26", sheet=context.layout.sheet.name))
    bounds.periods(entry.period_end for entry in rows.entries)
    kept = checks.unique(rows.entries, found)
    found.extend(checks.within(kept, rows.totals, context.names))
    return [_line(entry) for entry in kept], rows.questions.unresolved


def _line(entry: Entry) -> Line:
    return Line(
        row=entry.row, sheet=entry.sheet, indicator=entry.indicator.code, region=entry.region.code,
        period_end=entry.period_end, cells=dict(entry.cells), values=dict(entry.values),
        remarks=dict(entry.remarks), missing=entry.missing,
    )  # fmt: skip


def _entry(line: Line, names: Names, frequency: Frequency) -> Entry:
    return Entry(
        row=line.row, sheet=line.sheet, indicator=bounds.known(names.indicators, line.indicator),
        region=bounds.known(names.regions, line.region), period_end=line.period_end, cells=line.cells,
        values=line.values, remarks=line.remarks, missing=line.missing, frequency=frequency,
    )  # fmt: skip


def _check(store: "Store", file: Incoming, needs: Needs, reading: Reading) -> Preview:
    """Hold the rows against the past and against what stands."""
    read = [_entry(line, needs.names, reading.frequency) for line in reading.lines]
    differences = tuple(_differences(store, read))
    found, months = counted(differences), periods.months(entry.period_end for entry in read)
    told = [
        *file.problems,
        *reading.problems,
        *checks.unexplained(read, file.expect.lagging),
        *comparisons.with_history(store, read, needs.names),
        *checks.changes(differences, found["changed"]),
        *checks.closed(months, file.closed),
    ]
    return Preview(
        file_name=file.file_name, sha256=file.sha256, compared=file.compared, kind=NAME, differences=differences,
        found=found, problems=bounds.worst_first(told), unresolved=reading.unresolved, noted=tuple(_noted(read)),
        months=months, period=reading.period, frequency=reading.frequency, vintage=reading.vintage,
        organisation=reading.organisation, organisation_name=needs.names.organisations.get(reading.organisation or "", ""),
        is_sample=reading.is_sample, template_version=reading.version,
    )  # fmt: skip


def _differences(store: "Store", read: Sequence[Entry]) -> Iterator[Difference]:
    """Hold every value and every missing required cell against what stands."""
    cells = [
        (entry, column, str(kind_of(column, entry.indicator.measure)))
        for entry in read
        for column in (*entry.values, *entry.missing)
        if column != "month" or entry.frequency == Frequency.MONTH
    ]
    keys = [(entry.indicator.code, entry.region.code, kind, entry.period_end) for entry, _, kind in cells]
    standing = _standing(store, keys) if keys else {}
    for (entry, column, kind), key in zip(cells, keys, strict=True):
        yield _difference(entry, column, kind, standing.get(key))


def _standing(
    store: "Store", keys: Sequence[tuple[str, str, str, date]]
) -> dict[tuple[object, ...], Decimal]:
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
        old=old, new=None if value is None else value.value,
        state="missing" if value is None else state_of(old, value.value), sheet=entry.sheet,
        cell=entry.cells.get(column, "") if value is None else value.cell,
        raw_text="" if value is None else value.raw_text, raw_unit="" if value is None else value.raw_unit,
        indicator=entry.indicator.name, region=entry.region.name,
        unit="%" if kind == ValueKind.YOY else entry.indicator.unit,
    )  # fmt: skip


def _noted(read: Sequence[Entry]) -> Iterator[Remark]:
    for entry in read:
        for kind, text in entry.remarks.items():
            yield Remark(
                indicator_code=entry.indicator.code, region_code=entry.region.code, period_end=entry.period_end,
                kind=kind, text=text, sheet=entry.sheet, cell=entry.cells[kind],
            )  # fmt: skip


def _post(write: "Writer", preview: Preview, batch_id: int) -> None:
    """Append the values in arrival order (by month, region, indicator), and what was said of them."""
    read = sorted(
        (one for one in preview.differences if one.new is not None),
        key=lambda one: (one.period_end, one.region_code, one.indicator_code, one.kind),
    )
    names = ("indicator_code", "region_code", "kind", "period_end", "raw_text", "raw_unit", "sheet", "cell")
    constant = {"frequency": preview.frequency, "vintage": preview.vintage, "batch_id": batch_id}
    rows = [{name: getattr(one, name) for name in names} | {"value": one.new} | constant for one in read]
    write.append("observation_log", rows)
    write.append("remark_log", [asdict(one) | {"batch_id": batch_id} for one in preview.noted])


MONTHLY = Kind(
    name=NAME, word=N_("月报"), needed=Needs, told=Reading, recognises=_recognises, needs=_needs, read=_read, check=_check,
    post=_post,
)  # fmt: skip


SEVERAL = 2  # headings that are regions, or indicators, make a table turned round
NO_FORM = "S21"


def closer(book: Book, found: Sequence[Problem], names: Names) -> list[Problem]:
    """Return the problems with a bare "no form found" replaced by what was seen, where anything was."""
    if [one.code for one in found] != [NO_FORM]:
        return list(found)
    sheets = [sheet for sheet in book.sheets if sheet.name not in NOT_FORMS]
    return next(([one] for sheet in sheets for one in _seen(sheet, names)), list(found))


def _seen(sheet: Sheet, names: Names) -> Iterator[Problem]:
    for row in [row for row in sheet.rows() if row <= HEADER_DEPTH]:
        texts = [sheet.text(row, column) for column in sorted(sheet.values[row])]
        keys = {KEYS.get(matching.normal(text)) for text in texts}
        others = [text for text in texts if KEYS.get(matching.normal(text)) is None]
        if keys & {"indicator", "region"} and others:
            where = {"sheet": sheet.name, "cell": place(row, min(sheet.values[row]))}
            yield from _about(others, "indicator" in keys, where, names)


def _about(others: Sequence[str], named: object, where: Mapping[str, str], names: Names) -> Iterator[Problem]:
    """Say of the headings that are no label what they are; `named`: whether a column of names is there."""
    for what, found in (("region", _is_region), ("indicator", _is_indicator)):
        turned = [text for text in others if found(text, names)]
        if len(turned) >= SEVERAL:
            yield problem("S32", what=what, names=turned, **where)
    if named:
        yield problem("S35", headings=others, **where)


def _is_region(text: str, names: Names) -> bool:
    return (
        matching.find_region(text, names) is not None
        or matching.WHOLE.fullmatch(matching.normal(text)) is not None
    )


def _is_indicator(text: str, names: Names) -> bool:
    return matching.find_indicator(matching.label(text), names) is not None
