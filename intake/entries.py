"""From the rows of a recognised sheet to values: who, what, where, when, and what was typed.

Owns the reading of one row at a time: identity by row id or by names, units, numbers, remarks. What rows say
together (duplicates, sums, history) is checked elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from data import periods
from data.problems import Finding, Problem, Severity, problem
from data.units import spelled
from intake import bounds, matching
from intake.layouts import Layout, Meta
from intake.matching import Indicator, Names, Region
from intake.questions import Questions
from intake.workbooks import numbers, sheets
from intake.workbooks.fields import (
    COLUMNS,
    OPEN_VALUES,
    POSITION,
    REMARKS,
    REQUIRED_VALUE,
    VALUES,
)
from intake.workbooks.sheets import Cell
from metrics.model import Frequency

NO_NUMBER = frozenset({"C05", "C11", "C23", "C27", "C30", "C31", "C37", "C38", "C39"})  # whatever the unit
COMBINED_JANUARY = re.compile(r"工业增加值|规模以上|规上")
NUMBER_IN_COMMENT = re.compile(r"\d[\d,]*(?:\.\d+)?")
EMOJI = re.compile(r"[\U00010000-\U0010ffff\u2600-\u27bf\ufe0f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One reported value in the indicator's unit, with the cell and text it came from."""

    value: Decimal
    cell: str
    raw_text: str
    raw_unit: str

    def __post_init__(self) -> None:
        """Refuse what the store cannot hold, whoever says it."""
        numbers.hold(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a form, read: values and remarks by column key; `missing` are required cells left empty."""

    row: int
    sheet: str
    indicator: Indicator
    region: Region
    period_end: date
    cells: Mapping[str, str]  # column key → address
    values: Mapping[str, Value] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    target: Decimal | None = None
    frequency: Frequency = Frequency.MONTH
    typed: bool = True  # whether any of its value cells holds anything
    missing: tuple[str, ...] = ()

    @property
    def subject(self) -> tuple[str, str]:
        """Return what the row is about, for messages."""
        return self.indicator.name, self.region.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One figure of a total row, for checking the rows above it."""

    sheet: str
    key: str
    cell: str
    value: Decimal


@dataclass(slots=True, kw_only=True)
class Rows:
    """What reading all rows gave."""

    questions: Questions
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a row is read against."""

    layout: Layout
    meta: Meta | None
    names: Names
    period_end: date
    home: Region | None  # the reporting unit's own region, for forms without a region column
    epoch_1904: bool = False
    formats_known: bool = True
    frequency: Frequency = Frequency.MONTH
    unit: str = ""  # stated once for the whole table


def read(context: Context) -> Rows:
    """Read every row of the layout."""
    rows = Rows(questions=Questions(names=context.names))
    for number in context.layout.rows:
        entry = _entry(context, number, rows)
        if entry is not None:
            rows.entries.append(entry)
    rows.totals.extend(_totals(context.layout))
    return rows


def _totals(layout: Layout) -> Iterator[Total]:
    for row in layout.totals:
        for key in ("month", "ytd"):
            value = layout.sheet.cell(row, layout.columns[key]).value if key in layout.columns else None
            if isinstance(value, float):
                yield Total(
                    sheet=layout.sheet.name, key=key, cell=layout.place(row, key), value=Decimal(repr(value))
                )


def _entry(context: Context, row: int, rows: Rows) -> Entry | None:
    identity = _identity(context, row, rows)
    if identity is None:
        return None
    indicator, region = identity
    period_end = _period(context, row, rows.problems)
    unit = _unit(context, row, indicator, rows.problems)
    if period_end is None or unit is None:
        rows.problems.extend(_unreadable(context, row, indicator.name))
        return None
    cells = {key: context.layout.place(row, key) for key in context.layout.columns}
    entry = Entry(
        row=row, sheet=context.layout.sheet.name, indicator=indicator, region=region, period_end=period_end, cells=cells,
        frequency=context.frequency,
    )  # fmt: skip
    values = dict(_values(context, entry, unit, rows.problems))
    missing = () if _waived(entry, values) else _missing(context, entry, values, rows.problems)
    return Entry(
        row=row, sheet=entry.sheet, indicator=indicator, region=region, period_end=period_end, cells=cells,
        values=values, remarks=dict(_remarks(context, entry, rows.problems)),
        target=_target(context, entry, unit, rows.problems), missing=missing, frequency=context.frequency,
        typed=_any_value(context.layout, row),
    )  # fmt: skip


def _identity(context: Context, row: int, rows: Rows) -> tuple[Indicator, Region] | None:
    """Tell who and what a row is: by its id, else by its names."""
    layout, names = context.layout, context.names
    marked = layout.text(row, "row_id")
    if marked.count("@") == 1:
        code, region_code = marked.split("@")
        indicator, region = names.indicators.get(code), names.regions.get(region_code)
        if indicator is not None and region is not None:
            return indicator, region
    typed = layout.text(row, "indicator")
    if not _any_value(layout, row):
        return None
    if not typed:
        cell = layout.place(row, "indicator")
        rows.problems.append(problem("S24", sheet=layout.sheet.name, cell=cell, rows=row, what="indicator"))
        return None
    label = matching.label(typed)
    indicator = matching.find_indicator(label, names)
    place = {"sheet": layout.sheet.name, "cell": layout.place(row, "indicator")}
    if indicator is None:
        rows.problems.append(rows.questions.ask("indicator", typed, unit=layout.text(row, "unit"), **place))
    region = _region(context, row, rows)
    if indicator is None or region is None:
        rows.problems.extend(_unreadable(context, row, typed))
        return None
    if label.traditional:
        rows.problems.append(problem("C35", **place, value=typed, read=label.name))
    if context.meta is not None and "row_id" in layout.columns:
        rows.problems.append(
            problem("S11", **place, value=typed, row=row, indicator=indicator.name, region=region.name)
        )
    return indicator, region


def _unreadable(context: Context, row: int, subject: str) -> Iterator[Problem]:
    """Tell what is no number whoever the row turns out to be, so that it is told in the first pass."""
    layout = context.layout
    for key in VALUES:
        if key in layout.columns:
            cell = layout.sheet.cell(row, layout.columns[key])
            findings = numbers.read(cell, "", context.names.units).findings
            place = {"sheet": layout.sheet.name, "cell": layout.place(row, key)}
            unread = [finding for finding in findings if finding.code in NO_NUMBER]
            yield from numbers.told(unread, cell.text, subject=subject, **place)


def _any_value(layout: Layout, row: int) -> bool:
    return any(
        not layout.sheet.cell(row, layout.columns[key]).blank for key in VALUES if key in layout.columns
    )


def _region(context: Context, row: int, rows: Rows) -> Region | None:
    layout, typed = context.layout, context.layout.text(row, "region")
    if not typed:
        if "region" in layout.columns and context.home is not None:
            cell, name = layout.place(row, "region"), context.home.name
            rows.problems.append(problem("S23", sheet=layout.sheet.name, cell=cell, region=name))
        elif context.home is None:
            cell = sheets.place(
                layout.header_rows[0], layout.columns.get("region", layout.columns["indicator"])
            )
            rows.problems.append(problem("S26", sheet=layout.sheet.name, cell=cell))
        return context.home
    region = matching.find_region(typed, context.names)
    if region is None:
        place = {"sheet": layout.sheet.name, "cell": layout.place(row, "region")}
        rows.problems.append(rows.questions.ask("region", typed, **place))
    return region


def _period(context: Context, row: int, found: list[Problem]) -> date | None:
    """Return the month of a row: its own where the layout has such a column, else the form's."""
    column = context.layout.columns.get("period")
    if column is None:
        return context.period_end
    cell = context.layout.sheet.cell(row, column)
    if cell.blank:
        return context.period_end
    reading = periods.read(cell.value, year=context.period_end.year, epoch_1904=context.epoch_1904)
    place = {"sheet": context.layout.sheet.name, "cell": context.layout.place(row, "period")}
    expected = str(context.frequency)
    for finding in reading.findings if reading.frequency == context.frequency else ():
        shown = str(finding.facts.get("read", ""))
        found.append(problem(finding.code, value=cell.text, read=shown, expected=expected, **place))
    if reading.period_end is not None and reading.frequency == context.frequency:
        return reading.period_end
    if not any(finding.code == "C28" for finding in reading.findings):
        found.append(problem("C28", **place, value=cell.text, expected=expected))
    return None


def _unit(context: Context, row: int, indicator: Indicator, found: list[Problem]) -> str | None:
    """Return the unit a row is filled in; a changed or unconvertible unit refuses the row."""
    layout = context.layout
    typed = layout.text(row, "unit")
    stated = _stated(context, row)
    if stated is not None:
        if spelled(typed, context.names.units) != stated[0]:
            place = {"sheet": layout.sheet.name, "cell": layout.place(row, "unit")}
            subject = (indicator.name, "", COLUMNS[POSITION["unit"] - 1].heading)
            found.append(problem("C34", **place, value=typed, expected=stated[0], subject=subject))
            return None
        return stated[0]
    typed = spelled(
        typed or matching.label(layout.text(row, "indicator")).unit or _table_unit(context, indicator),
        context.names.units,
    )
    if (
        not typed
        or typed == indicator.unit
        or (typed not in context.names.units and "unit" not in layout.columns)
    ):
        return indicator.unit
    if numbers.converted(Decimal(1), typed, indicator.unit, context.names.units) is None:
        cell = layout.place(row, "unit" if layout.text(row, "unit") else "indicator")
        found.append(problem("C34", sheet=layout.sheet.name, cell=cell, value=typed, expected=indicator.unit))
        return None
    return typed


def _table_unit(context: Context, indicator: Indicator) -> str:
    """Return the unit stated once for the table; a percentage among amounts keeps its own."""
    own, stated = indicator.unit in numbers.PERCENT_UNITS, context.unit in numbers.PERCENT_UNITS
    return context.unit if own == stated else ""


def _values(context: Context, entry: Entry, unit: str, found: list[Problem]) -> Iterator[tuple[str, Value]]:
    layout, measure = context.layout, entry.indicator.measure
    for key in VALUES:
        column = layout.columns.get(key)
        if column is None:
            continue
        cell = layout.sheet.cell(entry.row, column)
        if cell.blank:
            continue
        field_key = _field(key, entry, layout)
        if field_key is None:
            facts = {"heading": COLUMNS[POSITION[key] - 1].heading, "measure": str(measure)}
            found.append(
                problem(
                    "S22",
                    sheet=entry.sheet,
                    cell=entry.cells[key],
                    value=cell.text,
                    subject=entry.subject,
                    **facts,
                )
            )
            continue
        own = "%" if field_key == "yoy" and not measure.traits.grows else unit
        heading = _heading_unit(context, entry, key, own)
        if heading is None:
            facts = {"value": layout.heading_units[key], "expected": own}
            found.append(
                problem("C34", sheet=entry.sheet, cell=entry.cells[key], subject=entry.subject, **facts)
            )
            continue
        reading = numbers.read(cell, heading, context.names.units, formats_known=context.formats_known)
        found.extend(_problems(entry, key, cell.text, reading.findings))
        found.extend(_about_formula(entry, key, cell))
        found.extend(_about_comment(entry, key, cell.comment, reading.value))
        if reading.value is not None:
            value = _converted(context, entry, reading.value, heading, own)
            if abs(value) < numbers.LIMIT:
                where = {"cell": entry.cells[key], "raw_text": bounds.text(cell.text)}
                yield field_key, Value(value=value, raw_unit=heading, **where)
            else:
                found.extend(_problems(entry, key, cell.text, (Finding("C38"),)))


def _heading_unit(context: Context, entry: Entry, key: str, own: str) -> str | None:
    """Return the unit a column's figures are in: as its heading says, else the row's; None where they contradict."""
    stated = spelled(context.layout.heading_units.get(key, ""), context.names.units)
    if context.meta is not None or stated not in context.names.units:
        return own
    if numbers.converted(Decimal(1), stated, own, context.names.units) is not None:
        return stated
    return own if context.layout.text(entry.row, "unit") else None


def _field(key: str, entry: Entry, layout: Layout) -> str | None:
    """Return what a filled cell is read as: a growth indicator's figure may stand in the cumulative column."""
    measure = entry.indicator.measure
    if key in OPEN_VALUES[measure]:
        return key
    if measure.traits.grows and key == "ytd":
        column = layout.columns.get("yoy")
        return "yoy" if column is None or layout.sheet.cell(entry.row, column).blank else None
    return None


def _converted(context: Context, entry: Entry, read: Decimal, heading: str, own: str) -> Decimal:
    """Bring what was read in the heading's unit to the indicator's, and to the store's precision; `own`: the row's unit."""
    into = own if own == "%" else entry.indicator.unit
    same = read if heading == into else numbers.converted(read, heading, into, context.names.units)
    return (read if same is None else same).quantize(numbers.QUANTUM)


def _problems(entry: Entry, key: str, typed: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    subject = (*entry.subject, COLUMNS[POSITION[key] - 1].heading)
    return numbers.told(findings, typed, sheet=entry.sheet, cell=entry.cells[key], subject=subject)


def _about_formula(entry: Entry, key: str, cell: Cell) -> Iterator[Problem]:
    if cell.linked and cell.text:
        about = {"sheet": entry.sheet, "cell": entry.cells[key], "value": cell.text}
        yield problem("F12", formula=cell.formula, subject=entry.subject, **about)


def _about_comment(entry: Entry, key: str, comment: str, value: Decimal | None) -> Iterator[Problem]:
    """Tell of a comment that holds another figure than its cell."""
    figures = {Decimal(text.replace(",", "")) for text in NUMBER_IN_COMMENT.findall(comment)}
    if figures and (value is None or value not in figures):
        shown = "" if value is None else numbers.plain(value)
        yield problem(
            "C36",
            sheet=entry.sheet,
            cell=entry.cells[key],
            subject=entry.subject,
            value=shown,
            comment=comment,
        )


def _waived(entry: Entry, values: Mapping[str, Value]) -> bool:
    """Tell whether January may stay empty: January and February are published together for these."""
    name = entry.indicator.name
    return (
        not values
        and entry.period_end.month == 1
        and entry.frequency == Frequency.MONTH
        and COMBINED_JANUARY.search(name) is not None
    )


def _missing(
    context: Context, entry: Entry, values: Mapping[str, Value], found: list[Problem]
) -> tuple[str, ...]:
    """Return the required column that gave no value; an empty cell is told of, others were already."""
    key = REQUIRED_VALUE[entry.indicator.measure]
    if key in values or key not in entry.cells:
        return ()
    if any(one.cell == entry.cells[key] and one.severity is Severity.REJECT for one in found):
        return ()  # refused, not left empty
    if context.layout.sheet.cell(entry.row, context.layout.columns[key]).blank:
        found.append(problem("C08", sheet=entry.sheet, cell=entry.cells[key], subject=entry.subject))
    return (key,)


def _remarks(context: Context, entry: Entry, found: list[Problem]) -> Iterator[tuple[str, str]]:
    for key in REMARKS:
        column = context.layout.columns.get(key)
        if column is None:
            continue
        cell = context.layout.sheet.cell(entry.row, column)
        text = cell.text.strip() or cell.formula
        if not text:
            continue
        if len(text) > bounds.TEXT or "\n" in text or EMOJI.search(text):
            found.append(
                problem("C33", sheet=entry.sheet, cell=entry.cells[key], value=text, subject=entry.subject)
            )
        yield key, bounds.text(text)


def _target(context: Context, entry: Entry, unit: str, found: list[Problem]) -> Decimal | None:
    """Return the annual target shown in the row; one that differs from what was sent out refuses the row."""
    column = context.layout.columns.get("target")
    if column is None:
        return None
    cell = context.layout.sheet.cell(entry.row, column)
    typed = numbers.read(cell, unit, context.names.units).value
    if (
        typed is not None
        and not context.formats_known
        and "%" not in cell.format
        and unit in numbers.PERCENT_UNITS
    ):
        typed *= 100  # our form stores percent as Excel does, and this reader cannot see the format
    stated = _stated(context, entry.row)
    if stated is not None:
        sent = Decimal(stated[1]) if stated[1] else None
        if (sent is None) != (typed is None) or abs(
            (typed or Decimal(0)) - (sent or Decimal(0))
        ) > numbers.QUANTUM * 10:
            facts = {"cell": entry.cells["target"], "value": cell.text, "expected": stated[1]}
            found.append(problem("M17", sheet=entry.sheet, subject=entry.subject, **facts))
    if typed is None:
        return None
    return numbers.converted(typed, unit, entry.indicator.unit, context.names.units)


def _stated(context: Context, row: int) -> tuple[str, str] | None:
    """Return unit and target as the form was sent out with; None for rows that were not ours."""
    return None if context.meta is None else context.meta.rows.get(context.layout.text(row, "row_id"))
