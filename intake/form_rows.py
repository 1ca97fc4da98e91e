"""From the rows of a recognised sheet to entries: which indicator, which region, which period and unit each row is of.

Owns identity, by row id or by names; a row that cannot be told is asked about, and what is no number in it is said
all the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from data import periods
from data.problems import Problem, problem
from data.units import spelled
from intake import entries, matching
from intake.entries import Context, Entry, Value
from intake.layouts import Layout
from intake.matching import Indicator, Questions, Region
from intake.workbooks import meaning, numbers, sheets
from intake.workbooks.fields import COLUMNS, POSITION, VALUES
from intake.workbooks.meaning import Meaning
from metrics.model import Frequency

NO_NUMBER = frozenset({"C05", "C11", "C23", "C27", "C30", "C31", "C37", "C38", "C39"})  # whatever the unit
SAID = {meaning.MONTH: "figure_of_month", meaning.YTD: "figure_so_far", meaning.LEVEL: "figure_so_far"}
YEAR_DIGITS, MONTHS = 4, 12
PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[区县旗市盟州镇乡]")  # the name of a region by its looks
COMBINED_JANUARY = re.compile(r"工业增加值|规模以上|规上")


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
    section: Region | None = None  # named by a row of its own above those that follow
    unknown_section: bool = False


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
    said = matching.said_of(matching.label(context.layout.text(row, "indicator")), context.names)
    period_end = _period(context, row, rows.problems)
    unit = _unit(context, row, indicator, rows.problems)
    if period_end is None or unit is None or _is_other(context, row, indicator, said, rows.problems):
        rows.problems.extend(_unreadable(context, row, indicator.name))
        return None
    cells = {key: context.layout.place(row, key) for key in context.layout.columns}
    entry = Entry(
        row=row, sheet=context.layout.sheet.name, indicator=indicator, region=region, period_end=period_end, cells=cells,
        frequency=context.frequency,
    )  # fmt: skip
    narrow = [unit, said]
    values = dict(entries.values(context, entry, narrow, rows.problems))
    missing = () if _waived(entry, values) else entries.missing(context, entry, values, rows.problems)
    return Entry(
        row=row, sheet=entry.sheet, indicator=indicator, region=region, period_end=period_end, cells=cells,
        values=values, remarks=dict(entries.remarks(context, entry, rows.problems)),
        target=entries.target(context, entry, narrow, rows.problems), missing=missing, frequency=context.frequency,
        typed=_any_value(context.layout, row),
    )  # fmt: skip


def _is_other(context: Context, row: int, indicator: Indicator, said: Meaning, found: list[Problem]) -> bool:
    """Tell whether a row's name says that its figures are none of those its columns are for; that is told."""
    layout = context.layout
    filled = {
        key
        for key in VALUES
        if key in layout.columns and not layout.sheet.cell(row, layout.columns[key]).blank
    }
    kind = said.growth or said.kind
    fits = indicator.measure.traits.grows or filled <= {said.column, "note"}
    if not said.aside and (not kind or fits):
        return False
    word = "figure_other" if said.aside else "figure_growth" if said.growth else SAID[said.kind]
    cell = layout.place(row, "indicator")
    found.append(
        problem(
            "S28", sheet=layout.sheet.name, cell=cell, value=layout.text(row, "indicator"), row=row, word=word
        )
    )
    return True


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
        _begin_section(context, row, rows)
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


def _begin_section(context: Context, row: int, rows: Rows) -> None:
    """Take a row that holds nothing but the name of a region for the heading of those that follow."""
    layout, names = context.layout, context.names
    typed = layout.text(row, "indicator") or layout.sheet.text(row, min(layout.sheet.values[row]))
    label = matching.label(typed)
    if (
        layout.text(row, "region")
        or context.meta is not None
        or matching.find_indicator(label, names) is not None
    ):
        return
    home = context.home.code if context.home is not None else None
    region = matching.find_region(label.name, names, home=home)
    if region is None and not PLACE.fullmatch(label.name):
        return
    rows.section, rows.unknown_section = region, region is None
    if region is None:
        place = {"sheet": layout.sheet.name, "cell": layout.place(row, "indicator")}
        rows.problems.append(rows.questions.ask("region", typed, **place))


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
    if not typed and (rows.section is not None or rows.unknown_section):
        return rows.section
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
    home = context.home.code if context.home is not None else None
    region = matching.find_region(typed, context.names, home=home)
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
    place = {"sheet": context.layout.sheet.name, "cell": context.layout.place(row, "period")}
    year = _year(context, row)
    reading = periods.read(_month_of(cell.value), year=year, epoch_1904=context.epoch_1904)
    expected = str(context.frequency)
    for finding in reading.findings if reading.frequency == context.frequency else ():
        shown = str(finding.facts.get("read", ""))
        found.append(problem(finding.code, value=cell.text, read=shown, expected=expected, **place))
    end = reading.period_end
    if end is not None and reading.frequency == context.frequency:
        if context.today is not None and end > periods.month_end(context.today.year, context.today.month):
            found.append(
                problem("M02", **place, value=cell.text, period=periods.code(end, reading.frequency))
            )
        return end
    if end is None and periods.read(_month_of(cell.value), year=periods.FIRST_YEAR).period_end is not None:
        found.append(problem("S30", **place, value=cell.text))
    elif not any(finding.code == "C28" for finding in reading.findings):
        found.append(problem("C28", **place, value=cell.text, expected=expected))
    return None


def _year(context: Context, row: int) -> int | None:
    """Return the year of a row whose month is written without one: its own column's, else what the sheet says."""
    typed = context.layout.text(row, "year").removesuffix("度").removesuffix("年")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == YEAR_DIGITS else context.year


def _month_of(typed: object) -> object:
    """Return a month as it is read: a bare 8 in a column of months is 8月."""
    if isinstance(typed, float) and typed.is_integer() and 1 <= typed <= MONTHS:
        return f"{int(typed)}月"
    return (
        f"{typed}月"
        if isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) <= 2
        else typed
    )


def _unit(context: Context, row: int, indicator: Indicator, found: list[Problem]) -> Meaning | None:
    """Return what the unit's own column says; a unit other than a row was sent out with refuses the row."""
    layout = context.layout
    typed = layout.text(row, "unit")
    stated = context.sent_out(row)
    if stated is not None and spelled(typed, context.names.units) != stated[0]:
        place = {"sheet": layout.sheet.name, "cell": layout.place(row, "unit")}
        subject = (indicator.name, "", COLUMNS[POSITION["unit"] - 1].heading)
        found.append(problem("C34", **place, value=typed, expected=stated[0], subject=subject))
        return None
    return meaning.of_cell(typed, context.names.units)


def _waived(entry: Entry, values: Mapping[str, Value]) -> bool:
    """Tell whether January may stay empty: January and February are published together for these."""
    name = entry.indicator.name
    return (
        not values
        and entry.period_end.month == 1
        and entry.frequency == Frequency.MONTH
        and COMBINED_JANUARY.search(name) is not None
    )
