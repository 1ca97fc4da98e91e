"""Plans by month (分月计划): writes the form, checks one that comes back, commits its values.

Owns what a plan import writes. `check` writes nothing; `commit` writes one batch or nothing; a later form replaces
the whole plan of the targets it states, and voiding its batch brings the earlier plan back.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from data.intake import allocation, matching
from data.intake.allocation import File
from data.intake.decomposition import QUANTUM
from data.intake.matching import Names
from data.intake.previews import Difference, Preview
from data.problems import Problem, Severity, problem, severities
from data.scope import END_OF_TIME
from data.store import Store
from data.workbooks import numbers, reader, stamp
from data.workbooks.plans import HEADER_ROW, INDICATOR, ROW_ID, SHEET, VERSION, PlanForm, write_plans
from data.workbooks.plans import KIND as MARK
from data.workbooks.sheets import Book, Sheet, place
from metrics.measures import Measure
from metrics.model import Basis

PLAN = MARK

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one cell plans, in the indicator's unit, with the cell and text it came from."""

    target: Row
    period_end: date
    value: Decimal
    cell: str
    raw_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The sheet, the month end each column stands for, and the units that may be typed."""

    sheet: Sheet
    months: Mapping[int, date]
    names: Names


def recognises(content: bytes) -> bool:
    """Whether the bytes are one of our plans by month."""
    return allocation.recognises(content, PLAN)


def write_form(store: Store, region_code: str, year: int, out: str | Path | BinaryIO) -> int:
    """Write the region's form of a year with the plans that stand; the number of targets in it, 0: unwritten."""
    names = {str(row["region_code"]): str(row["name"]) for row in store.rows("regions")}
    standing = {(target, end): value for (target, end), value in _standing(store).items() if end.year == year}
    records = [_form_row(row, standing) for row in _plannable(store, region_code, year).values()]
    if records:
        write_plans(
            records, PlanForm(region_code=region_code, region_name=names[region_code], year=year), out
        )
    return len(records)


def plannable(store: Store, region_code: str, year: int) -> bool:
    """Whether a region has targets to plan by month in a year."""
    return bool(_plannable(store, region_code, year))


def _form_row(row: Row, standing: Mapping[tuple[str, date], Decimal]) -> dict[str, object]:
    target_id = str(row["target_id"])
    return (
        {name: row[name] for name in ("target_id", "indicator", "clause", "deadline")}
        | {"unit": row["indicator_unit"], "target": float(str(row["value_normal"]))}
        | {end.isoformat(): float(value) for (target, end), value in standing.items() if target == target_id}
    )


def _plannable(store: Store, region_code: str, year: int) -> dict[str, Row]:
    """The region's targets with a number that is reached step by step within the year, by id."""
    stated = store.rows("targets", region=region_code, sector=None, unit=None, known_at=END_OF_TIME)
    return {
        str(row["target_id"]): row
        for row in stated
        if row["region_code"] == region_code
        and row["value_normal"] is not None
        and _measure(row).traits.is_planned
        and row["basis"] != Basis.GROWTH
        and _years(row)[0] <= year <= _years(row)[1]
    }


def _measure(row: Row) -> Measure:
    return Measure(str(row["measure"]))


def _years(row: Row) -> tuple[int, int]:
    start, end = row["period_start"], row["deadline"]
    last = end.year if isinstance(end, date) else 0
    return (start.year if isinstance(start, date) else last), last


def _standing(store: Store) -> dict[tuple[str, date], Decimal]:
    """The planned value that stands, by target and month end."""
    return {
        (str(row["target_id"]), _day(row["period_end"])): Decimal(str(row["value"]))
        for row in store.rows("planned_paths", known_at=END_OF_TIME)
    }


def _day(value: object) -> date:
    assert isinstance(value, date)
    return date(value.year, value.month, value.day)


def check(store: Store, content: bytes, file_name: str) -> Preview:
    """Read a form and say what importing it would do. Writes nothing; mistakes are problems."""
    file = File(name=Path(file_name).name, sha256=hashlib.sha256(content).hexdigest(), compared=store.version)
    if standing := store.rows("batch_by_content", digest=file.sha256):
        return allocation.already(file, standing[-1])
    reading = reader.read(content, file.name)
    found, book = list(reading.problems), reading.book
    if book is None:
        return allocation.preview_of(file, found or [problem("D10")], kind=PLAN, version=VERSION)
    form = _identity(book)
    if isinstance(form, Problem):
        return allocation.preview_of(file, [*found, form], kind=PLAN, version=VERSION)
    known = _plannable(store, form.region_code, form.year)
    planned = list(_read(book, form, known, matching.load(store), found))
    if not planned and not found:
        found.append(problem("D13", sheet=SHEET))
    return allocation.preview_of(
        file, found, _differences(planned, form, _standing(store)), region=form.region_name,
        is_sample=form.is_sample, kind=PLAN, version=VERSION,
    )  # fmt: skip


def _identity(book: Book) -> PlanForm | Problem:
    """What the hidden sheet says of the form; a problem where it is none of ours."""
    about = stamp.of(book)
    if not isinstance(about, stamp.Plan):
        return problem("D10")
    if about.template_version != VERSION:
        return problem("S01", version=about.template_version, current=VERSION)
    return PlanForm(
        region_code=about.region, region_name=about.region_name, year=about.year, is_sample=about.sample
    )


def _read(
    book: Book, form: PlanForm, known: Mapping[str, Row], names: Names, found: list[Problem]
) -> Iterator[Planned]:
    """Every planned value of the form; what is wrong is told in `found`."""
    sheet = book.sheet(SHEET)
    ends = form.ends()
    columns = {} if sheet is None else {
        sheet.text(HEADER_ROW, column): column for column in sheet.values.get(HEADER_ROW, {})
    }  # fmt: skip
    if sheet is None or ROW_ID not in columns or not set(ends) & set(columns):
        found.append(problem("D10"))
        return
    months = {columns[heading]: end for heading, end in ends.items() if heading in columns}
    for row in [row for row in sheet.rows() if row > HEADER_ROW]:
        if all(sheet.cell(row, column).blank for column in months):
            continue
        target = known.get(sheet.text(row, columns[ROW_ID]))
        if target is None:
            name = sheet.text(row, columns.get(INDICATOR, 1))
            found.append(
                problem("D11", sheet=sheet.name, cell=place(row, columns.get(INDICATOR, 1)), value=name)
            )
            continue
        own = list(_values(_Table(sheet=sheet, months=months, names=names), row, target, found))
        found.extend(_backwards(own, sheet.name))
        yield from own


def _values(table: _Table, row: int, target: Row, found: list[Problem]) -> Iterator[Planned]:
    """The values of one row; what was met on the way is told by cell."""
    for column, end in table.months.items():
        cell, where = table.sheet.cell(row, column), place(row, column)
        reading = numbers.read(cell, str(target["indicator_unit"]), table.names.units)
        for finding in reading.findings:
            if severities()[finding.code] is not Severity.ACCEPT:
                facts = dict(finding.facts) | {"value": cell.text}
                found.append(
                    problem(finding.code, sheet=SHEET, cell=where, subject=str(target["indicator"]), **facts)
                )
        if reading.value is not None:
            yield Planned(
                target=target,
                period_end=end,
                value=reading.value.quantize(QUANTUM),
                cell=where,
                raw_text=cell.text[:500],
            )


def _backwards(own: Sequence[Planned], sheet: str) -> Iterator[Problem]:
    """A sum that is planned to shrink is a slip of the hand, and worth a question."""
    for before, after in pairwise(own):
        if _measure(after.target).traits.accumulates and after.value < before.value:
            yield problem(
                "D12",
                sheet=sheet,
                cell=after.cell,
                value=after.raw_text,
                subject=str(after.target["indicator"]),
                before=numbers.plain(before.value),
            )


def _differences(
    planned: Sequence[Planned], form: PlanForm, standing: Mapping[tuple[str, date], Decimal]
) -> list[Difference]:
    """Every planned value with what it replaces."""
    found = []
    for one in planned:
        old = standing.get((str(one.target["target_id"]), one.period_end))
        found.append(
            Difference(
                indicator_code=str(one.target["indicator_code"]),
                region_code=str(one.target["region_code"]),
                kind=_measure(one.target).traits.kind,
                period_end=one.period_end,
                old=old,
                new=one.value,
                state=allocation.state_of(old, one.value),
                sheet=SHEET,
                cell=one.cell,
                raw_text=one.raw_text,
                raw_unit=str(one.target["indicator_unit"]),
                indicator=str(one.target["indicator"]),
                region=form.region_name,
                unit=str(one.target["indicator_unit"]),
                target_id=str(one.target["target_id"]),
            )
        )
    return found
