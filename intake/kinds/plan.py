"""A region's plan by month (分月计划): how far each of its targets is to be by each month of a year.

A later form replaces the whole plan of the targets it states; voiding its batch brings the earlier plan back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from data.problems import Problem, problem
from intake import bounds, matching, targets
from intake.kinds.kind import Incoming, Kind, Workbook
from intake.matching import Names
from intake.previews import Difference, Expectation, Preview, counted, state_of
from intake.workbooks import fields, numbers
from intake.workbooks.fields import INDICATOR, PLAN_SHEET, ROW_ID, Stamp, ends
from intake.workbooks.sheets import Book, Sheet, place
from metrics.measures import Measure
from wording.translate import N_

if TYPE_CHECKING:
    from data.store import Store, Writer

NAME = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target that may be planned by month."""

    target_id: str
    indicator_code: str
    indicator: str
    unit: str
    measure: Measure
    region_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one cell plans, in the indicator's unit, with the cell and text it came from."""

    target_id: str
    period_end: date
    value: Decimal
    cell: str
    raw_text: str

    def __post_init__(self) -> None:
        """Refuse what the store cannot hold, whoever says it."""
        numbers.hold(self.value)


class Needs(Struct, frozen=True, kw_only=True):
    """What the ledger knows: the region's targets of the year by id, and all names."""

    targets: dict[str, Target]
    names: Names


class Reading(Struct, frozen=True, kw_only=True, tag=NAME):
    """What a form says."""

    region: str
    is_sample: bool
    planned: tuple[Planned, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The sheet, where things stand in it, and the month end each column stands for."""

    sheet: Sheet
    columns: Mapping[str, int]
    months: Mapping[int, date]
    needs: Needs


def _recognises(workbook: Workbook) -> bool:
    return isinstance(workbook.stamp, fields.Plan)


def _needs(store: "Store", about: Stamp | None, _: Expectation) -> Needs:
    assert isinstance(about, fields.Plan)
    rows = targets.plannable(store, about.region, about.year)
    return Needs(targets={str(row["target_id"]): _target(row) for row in rows}, names=matching.load(store))


def _target(row: targets.Row) -> Target:
    return Target(
        target_id=str(row["target_id"]),
        indicator_code=str(row["indicator_code"]),
        indicator=str(row["indicator"]),
        unit=str(row["indicator_unit"]),
        measure=Measure(str(row["measure"])),
        region_code=str(row["region_code"]),
    )


def _read(workbook: Workbook, needs: Needs) -> Reading:
    """Every planned value of the form and every problem of it, addressed by cell."""
    about, planned, found = workbook.stamp, list[Planned](), list[Problem]()
    assert isinstance(about, fields.Plan)
    if about.template_version != PLAN_SHEET.version:
        found.append(problem("S01", version=about.template_version, current=PLAN_SHEET.version))
    elif (table := _table(workbook.book, about.year, needs)) is None:
        found.append(problem("D10"))
    else:
        planned.extend(_planned(table, found))
        if not planned and not found:
            found.append(problem("D13", sheet=PLAN_SHEET.name))
    return Reading(
        region=about.region_name,
        is_sample=about.sample,
        planned=tuple(planned),
        problems=bounds.worst_first(found),
    )


def _table(book: Book, year: int, needs: Needs) -> _Table | None:
    sheet, named = book.sheet(PLAN_SHEET.name), ends(year)
    if sheet is None:
        return None
    columns = {
        sheet.text(PLAN_SHEET.header_row, column): column
        for column in sheet.values.get(PLAN_SHEET.header_row, {})
    }
    if ROW_ID not in columns or not set(named) & set(columns):
        return None
    months = {columns[heading]: end for heading, end in named.items() if heading in columns}
    return _Table(sheet=sheet, columns=columns, months=months, needs=needs)


def _planned(table: _Table, found: list[Problem]) -> Iterator[Planned]:
    """Every planned value, row by row; what is wrong is told in `found`."""
    sheet, named = table.sheet, table.columns.get(INDICATOR, 1)
    for row in bounds.rows(row for row in sheet.rows() if row > PLAN_SHEET.header_row):
        if all(sheet.cell(row, column).blank for column in table.months):
            continue
        target = table.needs.targets.get(sheet.text(row, table.columns[ROW_ID]))
        if target is None:
            where = {"sheet": sheet.name, "cell": place(row, named), "value": sheet.text(row, named)}
            found.append(problem("D11", **where))
            continue
        own = list(_values(table, row, target, found))
        found.extend(_backwards(own, target, sheet.name))
        yield from own


def _values(table: _Table, row: int, target: Target, found: list[Problem]) -> Iterator[Planned]:
    """The values of one row; what was met on the way is told by cell."""
    for column, end in table.months.items():
        cell, where = table.sheet.cell(row, column), place(row, column)
        reading = numbers.read(cell, target.unit, table.needs.names.units)
        found.extend(
            numbers.told(
                reading.findings, cell.text, subject=target.indicator, sheet=PLAN_SHEET.name, cell=where
            )
        )
        if reading.value is not None:
            yield Planned(
                target_id=target.target_id,
                period_end=end,
                value=reading.value.quantize(numbers.QUANTUM),
                cell=where,
                raw_text=bounds.text(cell.text),
            )


def _backwards(own: Sequence[Planned], target: Target, sheet: str) -> Iterator[Problem]:
    """A sum that is planned to shrink is a slip of the hand, and worth a question."""
    for before, after in pairwise(own):
        if target.measure.traits.accumulates and after.value < before.value:
            yield problem(
                "D12",
                sheet=sheet,
                cell=after.cell,
                value=after.raw_text,
                subject=target.indicator,
                before=numbers.plain(before.value),
            )


def _check(store: "Store", file: Incoming, needs: Needs, reading: Reading) -> Preview:
    """Hold every planned value against the one that stands."""
    standing = targets.plans(store)
    differences = tuple(_difference(one, needs, reading, standing) for one in reading.planned)
    return Preview(
        file_name=file.file_name, sha256=file.sha256, compared=file.compared, kind=NAME, differences=differences,
        found=counted(differences), problems=bounds.worst_first([*file.problems, *reading.problems]),
        organisation=None, organisation_name=reading.region, is_sample=reading.is_sample, template_version=PLAN_SHEET.version,
    )  # fmt: skip


def _difference(
    one: Planned, needs: Needs, reading: Reading, standing: Mapping[targets.Planned, Decimal]
) -> Difference:
    target, old = bounds.known(needs.targets, one.target_id), standing.get((one.target_id, one.period_end))
    return Difference(
        indicator_code=target.indicator_code, region_code=target.region_code, kind=target.measure.traits.kind,
        period_end=one.period_end, old=old, new=one.value, state=state_of(old, one.value), sheet=PLAN_SHEET.name,
        cell=one.cell, raw_text=one.raw_text, raw_unit=target.unit, indicator=target.indicator,
        region=reading.region, unit=target.unit, target_id=one.target_id,
    )  # fmt: skip


def _post(write: "Writer", preview: Preview, batch_id: int) -> None:
    """Append every planned value the form states, also those that stand already."""
    write.append("planned_path", [
        {"target_id": one.target_id, "period_end": one.period_end, "sheet": one.sheet, "cell": one.cell,
         "value": one.new, "batch_id": batch_id}
        for one in preview.differences
    ])  # fmt: skip


PLAN = Kind(
    name=NAME, word=N_("分月计划"), needed=Needs, told=Reading, recognises=_recognises, needs=_needs, read=_read, check=_check,
    post=_post,
)  # fmt: skip
