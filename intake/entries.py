"""One row of a form, read: what its cells say of an indicator, a region and a period that are certain.

Owns the reading of cells: numbers in the unit of their heading or row, remarks, the target shown beside them. Whose row
it is form_rows finds; what rows say together (duplicates, sums, history) is checked elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from data.problems import Finding, Problem, Severity, problem
from intake import bounds, measurement
from intake.layouts import Layout, Meta
from intake.matching import Indicator, Names, Region
from intake.workbooks import numbers
from intake.workbooks.fields import (
    COLUMNS,
    OPEN_VALUES,
    POSITION,
    REMARKS,
    REQUIRED_VALUE,
    VALUES,
)
from intake.workbooks.meaning import Meaning
from intake.workbooks.sheets import Cell
from metrics.model import Frequency

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
class Context:
    """What a row is read against."""

    layout: Layout
    meta: Meta | None
    names: Names
    period_end: date
    home: Region | None  # the reporting organisation's own region, for forms without a region column
    epoch_1904: bool = False
    formats_known: bool = True
    frequency: Frequency = Frequency.MONTH
    year: int | None = None  # of a month written without one
    today: date | None = None
    stated: Meaning = field(default_factory=Meaning)  # the units said of the whole table

    def sent_out(self, row: int) -> tuple[str, str] | None:
        """Return unit and target as a row was sent out with; None for rows that were not ours."""
        return None if self.meta is None else self.meta.rows.get(self.layout.text(row, "row_id"))


def values(
    context: Context, entry: Entry, narrow: Sequence[Meaning], found: list[Problem]
) -> Iterator[tuple[str, Value]]:
    """Read the value cells of a row, each with the field it is read as; `narrow`: what the row says of their unit."""
    layout, measure = context.layout, entry.indicator.measure
    for key in VALUES:
        cell = layout.sheet.cell(entry.row, layout.columns[key]) if key in layout.columns else None
        if cell is None or cell.blank:
            continue
        field_key = _field(key, entry, layout)
        if field_key is None:
            heading = COLUMNS[POSITION[key] - 1].heading
            found.append(_about(entry, key, "S22", value=cell.text, heading=heading, measure=str(measure)))
            continue
        growth = field_key == "yoy" and not measure.traits.grows
        own = "%" if growth else entry.indicator.unit
        unit = _unit(context, entry, key, (own, [] if growth else narrow), found)
        value = None if unit is None else _value(context, entry, key, (unit, own), found)
        if value is not None:
            yield field_key, value


def _unit(
    context: Context, entry: Entry, key: str, said: tuple[str, Sequence[Meaning]], found: list[Problem]
) -> str | None:
    """Return the unit a cell is filled in; None where none is certain, which is told.

    `said`: the unit its values are kept in, and what its row says.
    """
    own, narrow = said
    if (sent := context.sent_out(entry.row)) is not None:
        return "%" if key == "yoy" else sent[0]
    heading = context.layout.said.get(key, Meaning())
    table = Meaning() if own == "%" else context.stated
    chosen = measurement.choice(own, [*narrow, heading], table, context.names.units)
    if chosen.finding is not None:
        facts = dict(chosen.finding.facts)
        value = str(facts.pop("value"))
        found.append(_about(entry, key, chosen.finding.code, value=value, **facts))
    return chosen.unit


def _value(
    context: Context, entry: Entry, key: str, units: tuple[str, str], found: list[Problem]
) -> Value | None:
    """Read one cell; `units`: the one it is filled in, and the one it is kept in."""
    unit, own = units
    cell = context.layout.sheet.cell(entry.row, context.layout.columns[key])
    reading = numbers.read(cell, unit, context.names.units, formats_known=context.formats_known)
    found.extend(_problems(entry, key, cell.text, reading.findings))
    found.extend(_about_formula(entry, key, cell))
    found.extend(_about_comment(entry, key, cell.comment, reading.value))
    if reading.value is None:
        return None
    value = _converted(context, reading.value, unit, own)
    if abs(value) >= numbers.LIMIT:
        found.extend(_problems(entry, key, cell.text, (Finding("C38"),)))
        return None
    return Value(value=value, cell=entry.cells[key], raw_text=bounds.text(cell.text), raw_unit=unit)


def _field(key: str, entry: Entry, layout: Layout) -> str | None:
    """Return what a filled cell is read as: a growth indicator's figure may stand in the cumulative column."""
    measure = entry.indicator.measure
    if key in OPEN_VALUES[measure]:
        return key
    if measure.traits.grows and key == "ytd":
        column = layout.columns.get("yoy")
        return "yoy" if column is None or layout.sheet.cell(entry.row, column).blank else None
    return None


def _converted(context: Context, read: Decimal, unit: str, own: str) -> Decimal:
    """Bring what was read in a unit to the one it is kept in, and to the store's precision."""
    same = read if unit == own else numbers.converted(read, unit, own, context.names.units)
    return (read if same is None else same).quantize(numbers.QUANTUM)


def _problems(entry: Entry, key: str, typed: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    subject = (*entry.subject, COLUMNS[POSITION[key] - 1].heading)
    return numbers.told(findings, typed, sheet=entry.sheet, cell=entry.cells[key], subject=subject)


def _about(entry: Entry, key: str, code: str, *, value: str = "", **facts: object) -> Problem:
    """Return a problem of one of the entry's cells."""
    return problem(
        code, sheet=entry.sheet, cell=entry.cells[key], value=value, subject=entry.subject, **facts
    )


def _about_formula(entry: Entry, key: str, cell: Cell) -> Iterator[Problem]:
    if cell.linked and cell.text:
        yield _about(entry, key, "F12", value=cell.text, formula=cell.formula)


def _about_comment(entry: Entry, key: str, comment: str, value: Decimal | None) -> Iterator[Problem]:
    """Tell of a comment that holds another figure than its cell."""
    figures = {Decimal(text.replace(",", "")) for text in NUMBER_IN_COMMENT.findall(comment)}
    if figures and (value is None or value not in figures):
        shown = "" if value is None else numbers.plain(value)
        yield _about(entry, key, "C36", value=shown, comment=comment)


def missing(
    context: Context, entry: Entry, values: Mapping[str, Value], found: list[Problem]
) -> tuple[str, ...]:
    """Return the required column that gave no value; an empty cell is told of, others were already."""
    key = REQUIRED_VALUE[entry.indicator.measure]
    if key in values or key not in entry.cells:
        return ()
    if any(one.cell == entry.cells[key] and one.severity is Severity.REJECT for one in found):
        return ()  # refused, not left empty
    if context.layout.sheet.cell(entry.row, context.layout.columns[key]).blank:
        found.append(_about(entry, key, "C08"))
    return (key,)


def remarks(context: Context, entry: Entry, found: list[Problem]) -> Iterator[tuple[str, str]]:
    """Read the remarks of a row that are not empty, by column key."""
    for key in REMARKS:
        column = context.layout.columns.get(key)
        if column is None:
            continue
        cell = context.layout.sheet.cell(entry.row, column)
        text = cell.text.strip() or cell.formula
        if not text:
            continue
        if len(text) > bounds.TEXT or "\n" in text or EMOJI.search(text):
            found.append(_about(entry, key, "C33", value=text))
        yield key, bounds.text(text)


def target(context: Context, entry: Entry, narrow: Sequence[Meaning], found: list[Problem]) -> Decimal | None:
    """Return the annual target shown in the row; one that differs from what was sent out refuses the row."""
    column = context.layout.columns.get("target")
    if column is None:
        return None
    unit = _unit(context, entry, "target", (entry.indicator.unit, narrow), []) or entry.indicator.unit
    cell = context.layout.sheet.cell(entry.row, column)
    typed = numbers.read(cell, unit, context.names.units).value
    if (
        typed is not None
        and not context.formats_known
        and "%" not in cell.format
        and unit in numbers.PERCENT_UNITS
    ):
        typed *= 100  # our form stores percent as Excel does, and this reader cannot see the format
    stated = context.sent_out(entry.row)
    if stated is not None:
        sent = Decimal(stated[1]) if stated[1] else None
        if (sent is None) != (typed is None) or abs(
            (typed or Decimal(0)) - (sent or Decimal(0))
        ) > numbers.QUANTUM * 10:
            found.append(_about(entry, "target", "M17", value=cell.text, expected=stated[1]))
    if typed is None:
        return None
    return numbers.converted(typed, unit, entry.indicator.unit, context.names.units)
