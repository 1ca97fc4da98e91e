"""Reads a decomposition form (分解表): which share of which target each district takes, and what is wrong.

Owns the recognition of rows and columns and the sums of a row. It knows no store: the targets, districts and
names that count come from the caller.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from data.intake.layouts import TOTAL
from data.intake.matching import Names, find_region, normal
from data.problems import Problem, Severity, problem, severities
from data.workbooks import numbers, stamp
from data.workbooks.decomposition import FIXED, INDICATOR, ROW_ID, SUMS, TARGET, UNIT, VERSION
from data.workbooks.fields import META_SHEET
from data.workbooks.sheets import Book, Sheet, place
from metrics.model import Comparator

HEADER_LIMIT = 15
QUANTUM = Decimal("0.0001")  # the store keeps four decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A target that may be handed down; value in its indicator's unit."""

    target_id: str
    indicator: str
    unit: str
    comparator: Comparator
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one district takes of one target, in the indicator's unit, with the cell and text it came from."""

    parent: Parent
    region_code: str
    value: Decimal
    sheet: str
    cell: str
    raw_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the ledger knows: the region's targets by id, its districts by code, and all names."""

    region_name: str
    parents: Mapping[str, Parent]
    districts: Mapping[str, str]
    names: Names


@dataclass(slots=True, kw_only=True)
class Shares:
    """What a form says."""

    shares: list[Share] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What our template says of itself."""

    version: str
    region_code: str
    region_name: str
    sheet: str
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Where things stand in the sheet; columns are one-based."""

    sheet: Sheet
    header: int
    fixed: Mapping[str, int]
    districts: Mapping[str, int]
    expected: Expected

    def text(self, row: int, heading: str) -> str:
        """The text of a row under a fixed heading; empty where there is no such column."""
        column = self.fixed.get(heading)
        return "" if column is None else self.sheet.text(row, column)


def identity(book: Book) -> Identity | None:
    """What the hidden sheet says; None where the workbook is not our decomposition form."""
    about = stamp.of(book)
    if not isinstance(about, stamp.Decomposition):
        return None
    return Identity(
        version=about.template_version,
        region_code=about.region,
        region_name=about.region_name,
        sheet=about.sheet,
        is_sample=about.sample,
    )


def read(book: Book, about: Identity, expected: Expected) -> Shares:
    """Every share the form states and every problem of it, addressed by cell."""
    found = Shares()
    if about.version != VERSION:
        found.problems.append(problem("S01", version=about.version, current=VERSION))
        return found
    plan = _plan(book, about, expected, found.problems)
    if plan is None:
        found.problems.append(problem("D01"))
        return found
    seen: dict[str, int] = {}
    for row in [row for row in plan.sheet.rows() if row > plan.header]:
        _read_row(plan, row, seen, found)
    if not found.shares and not found.problems:
        found.problems.append(problem("D09", sheet=plan.sheet.name))
    return found


def _plan(book: Book, about: Identity, expected: Expected, found: list[Problem]) -> _Plan | None:
    sheets = [sheet for sheet in book.sheets if sheet.name == about.sheet] or [
        sheet for sheet in book.sheets if sheet.name != META_SHEET
    ]
    for sheet in sheets:
        for row in range(1, HEADER_LIMIT + 1):
            headings = {column: sheet.text(row, column) for column in sheet.values.get(row, {})}
            if INDICATOR in headings.values():
                return _columns(sheet, row, headings, expected, found)
    return None


def _columns(
    sheet: Sheet, row: int, headings: Mapping[int, str], expected: Expected, found: list[Problem]
) -> _Plan | None:
    fixed: dict[str, int] = {}
    districts: dict[str, int] = {}
    for column, heading in headings.items():
        own = heading in FIXED or heading in SUMS or heading == ROW_ID
        region = None if own else find_region(heading, expected.names)
        into, key = (fixed, heading) if own else (districts, region.code if region is not None else "")
        where = {"sheet": sheet.name, "cell": place(row, column), "value": heading, "heading": heading}
        if not own and key not in expected.districts:
            if heading:
                found.append(problem("S09", column=place(row, column).rstrip("0123456789"), **where))
        elif key in into:
            found.append(problem("D02", **where))
        else:
            into[key] = column
    return (
        _Plan(sheet=sheet, header=row, fixed=fixed, districts=districts, expected=expected)
        if districts
        else None
    )


def _read_row(plan: _Plan, row: int, seen: dict[str, int], found: Shares) -> None:
    """One target's shares; rows that hold nothing for any district say nothing."""
    name = plan.text(row, INDICATOR)
    if TOTAL.match(name) or all(plan.sheet.cell(row, column).blank for column in plan.districts.values()):
        return
    where = {"sheet": plan.sheet.name, "cell": place(row, plan.fixed[INDICATOR]), "value": name}
    parent = _parent(plan, row)
    if parent is None:
        found.problems.append(problem("D03", **where))
        return
    if parent.target_id in seen:
        other = place(seen[parent.target_id], plan.fixed[INDICATOR])
        found.problems.append(problem("D04", other=other, **where))
        return
    seen[parent.target_id] = row
    found.problems.extend(_target_changed(plan, row, parent))
    for code in plan.districts:
        found.shares.extend(_share(plan, row, parent, code, found.problems))


def _parent(plan: _Plan, row: int) -> Parent | None:
    """The target of a row: by its hidden id, else by the only target of that name and unit."""
    if by_id := plan.expected.parents.get(plan.text(row, ROW_ID)):
        return by_id
    name, unit = normal(plan.text(row, INDICATOR)), plan.text(row, UNIT)
    named = [
        parent
        for parent in plan.expected.parents.values()
        if normal(parent.indicator) == name and unit in ("", parent.unit)
    ]
    return named[0] if len(named) == 1 else None


def _target_changed(plan: _Plan, row: int, parent: Parent) -> Iterator[Problem]:
    column = plan.fixed.get(TARGET)
    cell = plan.sheet.cell(row, column) if column is not None else None
    if cell is None or cell.blank:
        return
    stated = numbers.read(cell, parent.unit, plan.expected.names.units).value
    if stated is None or stated.quantize(QUANTUM) != parent.value.quantize(QUANTUM):
        yield problem(
            "M17",
            sheet=plan.sheet.name,
            cell=place(row, column or 0),
            value=cell.text,
            subject=parent.indicator,
            expected=numbers.plain(parent.value),
        )


def _share(plan: _Plan, row: int, parent: Parent, code: str, found: list[Problem]) -> Iterator[Share]:
    """The share in one cell, if there is one; what was met on the way is told."""
    sheet, where = plan.sheet.name, place(row, plan.districts[code])
    cell = plan.sheet.cell(row, plan.districts[code])
    subject = (parent.indicator, plan.expected.districts[code])
    reading = numbers.read(cell, parent.unit, plan.expected.names.units)
    for finding in reading.findings:
        if severities()[finding.code] is not Severity.ACCEPT:
            facts = dict(finding.facts) | {"value": cell.text}
            found.append(problem(finding.code, sheet=sheet, cell=where, subject=subject, **facts))
    if reading.value is None:
        return
    if reading.value < 0:
        facts = {"value": cell.text, "indicator": parent.indicator}
        found.append(problem("M14", sheet=sheet, cell=where, subject=subject, **facts))
        return
    yield Share(
        parent=parent,
        region_code=code,
        value=reading.value.quantize(QUANTUM),
        sheet=sheet,
        cell=where,
        raw_text=cell.text[:500],
    )


def sums(parent: Parent, shares: Mapping[str, Decimal], sheet: str, cell: str) -> Iterator[Problem]:
    """Whether the districts' shares add up to what was stated; told at one cell of the row."""
    total = sum(shares.values(), Decimal(0))
    beyond = total - parent.value
    cap = parent.comparator is Comparator.AT_MOST
    if beyond == 0 or (cap and beyond < 0):
        return
    code = ("D07" if cap else "D06") if beyond > 0 else "D05"
    yield problem(
        code,
        sheet=sheet,
        cell=cell,
        subject=parent.indicator,
        total=numbers.plain(total),
        target=numbers.plain(parent.value),
        difference=numbers.plain(abs(beyond)),
        unit=parent.unit,
    )
