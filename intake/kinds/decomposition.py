"""A region's targets handed down to its districts (分解表): a row per target, a column per district.

A later form replaces only the parts it states; voiding its batch brings the earlier ones back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from data.problems import Problem, problem
from intake import bounds, matching, targets
from intake.kinds.kind import Incoming, Kind, Workbook
from intake.layouts import TOTAL
from intake.matching import Names, find_region, normal, several
from intake.previews import Difference, Expectation, Preview, counted, state_of
from intake.workbooks import fields, numbers
from intake.workbooks.fields import DECOMPOSITION_SHEET, INDICATOR, META_SHEET, ROW_ID, SUMS, UNIT, Stamp
from intake.workbooks.sheets import Book, Sheet, letter, place
from metrics.model import Comparator
from wording.translate import N_

if TYPE_CHECKING:
    from data.store import Store, Writer

NAME = "decomposition"
HEADER_LIMIT = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """A target that may be handed down; value in its indicator's unit."""

    target_id: str
    indicator_code: str
    indicator: str
    unit: str
    comparator: Comparator
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one district takes of one target, in the indicator's unit, with the cell and text it came from."""

    target_id: str
    region_code: str
    value: Decimal
    sheet: str
    cell: str
    raw_text: str

    def __post_init__(self) -> None:
        """Refuse what the store cannot hold, whoever says it."""
        numbers.hold(self.value)


class Needs(Struct, frozen=True, kw_only=True):
    """What the ledger knows: the region's targets by id, its districts by code, and all names."""

    parents: dict[str, Parent]
    districts: dict[str, str]
    names: Names


class Reading(Struct, frozen=True, kw_only=True, tag=NAME):
    """What a form says."""

    region: str
    is_sample: bool
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Where things stand in the sheet; columns are one-based."""

    sheet: Sheet
    header: int
    fixed: Mapping[str, int]
    districts: Mapping[str, int]
    needs: Needs

    def text(self, row: int, heading: str) -> str:
        """The text of a row under a fixed heading; empty where there is no such column."""
        column = self.fixed.get(heading)
        return "" if column is None else self.sheet.text(row, column)


def _recognises(workbook: Workbook) -> bool:
    return isinstance(workbook.stamp, fields.Decomposition)


def _needs(store: "Store", about: Stamp | None, _: Expectation) -> Needs | Problem:
    assert isinstance(about, fields.Decomposition)
    names = matching.load(store)
    if about.region not in names.regions:
        return problem("D08", value=about.region_name, owner=about.region_name)
    return Needs(
        parents={str(row["target_id"]): _parent(row) for row in targets.divisible(store, about.region)},
        districts=targets.districts(store, about.region),
        names=names,
    )


def _parent(row: targets.Row) -> Parent:
    return Parent(
        target_id=str(row["target_id"]),
        indicator_code=str(row["indicator_code"]),
        indicator=str(row["indicator"]),
        unit=str(row["indicator_unit"]),
        comparator=Comparator(str(row["comparator"])),
        value=Decimal(str(row["value_normal"])),
    )


def _read(workbook: Workbook, needs: Needs) -> Reading:
    """Every part the form states and every problem of it, addressed by cell."""
    about, parts, found = workbook.stamp, list[Part](), list[Problem]()
    assert isinstance(about, fields.Decomposition)
    if about.template_version != DECOMPOSITION_SHEET.version:
        found.append(problem("S01", version=about.template_version, current=DECOMPOSITION_SHEET.version))
    elif (table := _table(workbook.book, about.sheet, needs, found)) is None:
        found.append(problem("D01"))
    else:
        parts.extend(_parts(table, found))
        if not parts and not found:
            found.append(problem("D09", sheet=table.sheet.name))
    return Reading(
        region=about.region_name,
        is_sample=about.sample,
        parts=tuple(parts),
        problems=bounds.worst_first(found),
    )


def _table(book: Book, name: str, needs: Needs, found: list[Problem]) -> _Table | None:
    named = [sheet for sheet in book.sheets if sheet.name == name]
    for sheet in named or [sheet for sheet in book.sheets if sheet.name != META_SHEET]:
        for row in range(1, HEADER_LIMIT + 1):
            headings = {column: sheet.text(row, column) for column in sheet.values.get(row, {})}
            if INDICATOR in headings.values():
                return _columns(sheet, row, headings, needs, found)
    return None


def _columns(
    sheet: Sheet, row: int, headings: Mapping[int, str], needs: Needs, found: list[Problem]
) -> _Table | None:
    fixed: dict[str, int] = {}
    districts: dict[str, int] = {}
    for column, heading in headings.items():
        own = heading in DECOMPOSITION_SHEET.fixed or heading in SUMS or heading == ROW_ID
        region = None if own else find_region(heading, needs.names, among=needs.districts)
        into, key = (fixed, heading) if own else (districts, region.code if region is not None else "")
        where = {"sheet": sheet.name, "cell": place(row, column), "value": heading, "heading": heading}
        if not own and key not in needs.districts:
            if candidates := several("region", heading, needs.names):
                found.append(problem("M30", what="region", candidates=candidates, **where))
            elif heading:
                found.append(problem("S09", column=letter(column), **where))
        elif key in into:
            found.append(problem("D02", **where))
        else:
            into[key] = column
    return (
        _Table(sheet=sheet, header=row, fixed=fixed, districts=districts, needs=needs) if districts else None
    )


def _parts(table: _Table, found: list[Problem]) -> Iterator[Part]:
    """Every part, row by row; rows that hold nothing for any district say nothing."""
    rows = bounds.rows(row for row in table.sheet.rows() if row > table.header)
    seen: dict[str, int] = {}
    for row in rows:
        name = table.text(row, INDICATOR)
        if TOTAL.match(name) or all(table.sheet.cell(row, one).blank for one in table.districts.values()):
            continue
        where = {"sheet": table.sheet.name, "cell": place(row, table.fixed[INDICATOR]), "value": name}
        parent = _of_row(table, row)
        if parent is None:
            found.append(problem("D03", **where))
        elif parent.target_id in seen:
            other = place(seen[parent.target_id], table.fixed[INDICATOR])
            found.append(problem("D04", other=other, **where))
        else:
            seen[parent.target_id] = row
            found.extend(_target_changed(table, row, parent))
            for code in table.districts:
                yield from _part(table, row, parent, code, found)


def _of_row(table: _Table, row: int) -> Parent | None:
    """The target of a row: by its hidden id, else by the only target of that name and unit."""
    if by_id := table.needs.parents.get(table.text(row, ROW_ID)):
        return by_id
    name, unit = normal(table.text(row, INDICATOR)), table.text(row, UNIT)
    named = [
        parent
        for parent in table.needs.parents.values()
        if normal(parent.indicator) == name and unit in ("", parent.unit)
    ]
    return named[0] if len(named) == 1 else None


def _target_changed(table: _Table, row: int, parent: Parent) -> Iterator[Problem]:
    column = table.fixed.get(DECOMPOSITION_SHEET.target)
    cell = table.sheet.cell(row, column) if column is not None else None
    if cell is None or cell.blank:
        return
    stated = numbers.read(cell, parent.unit, table.needs.names.units).value
    if stated is None or stated.quantize(numbers.QUANTUM) != parent.value.quantize(numbers.QUANTUM):
        yield problem(
            "M17",
            sheet=table.sheet.name,
            cell=place(row, column or 0),
            value=cell.text,
            subject=parent.indicator,
            expected=numbers.plain(parent.value),
        )


def _part(table: _Table, row: int, parent: Parent, code: str, found: list[Problem]) -> Iterator[Part]:
    """The part in one cell, if there is one; what was met on the way is told."""
    column = table.districts[code]
    cell, where = table.sheet.cell(row, column), {"sheet": table.sheet.name, "cell": place(row, column)}
    subject = (parent.indicator, table.needs.districts[code])
    reading = numbers.read(cell, parent.unit, table.needs.names.units)
    found.extend(numbers.told(reading.findings, cell.text, subject=subject, **where))
    if reading.value is None:
        return
    if reading.value < 0:
        found.append(problem("M14", value=cell.text, indicator=parent.indicator, subject=subject, **where))
    yield Part(
        target_id=parent.target_id,
        region_code=code,
        value=reading.value.quantize(numbers.QUANTUM),
        raw_text=bounds.text(cell.text),
        **where,
    )


def _check(store: "Store", file: Incoming, needs: Needs, reading: Reading) -> Preview:
    """Hold the parts against those that stand, and each target against all its parts together."""
    standing = targets.handed_down(store)
    differences = tuple(_difference(part, needs, standing) for part in reading.parts)
    found = [*reading.problems, *_sums(reading.parts, needs, standing)]
    return Preview(
        file_name=file.file_name, sha256=file.sha256, compared=file.compared, kind=NAME, differences=differences,
        found=counted(differences), problems=bounds.worst_first([*file.problems, *found]), organisation=None, organisation_name=reading.region,
        is_sample=reading.is_sample, template_version=DECOMPOSITION_SHEET.version,
    )  # fmt: skip


def _difference(part: Part, needs: Needs, standing: Mapping[targets.Handed, Decimal]) -> Difference:
    parent, old = (
        bounds.known(needs.parents, part.target_id),
        standing.get((part.target_id, part.region_code)),
    )
    return Difference(
        kind=NAME, indicator_code=parent.indicator_code, region_code=part.region_code, old=old, new=part.value,
        state=state_of(old, part.value), sheet=part.sheet, cell=part.cell, raw_text=part.raw_text,
        raw_unit=parent.unit, indicator=parent.indicator, region=bounds.known(needs.districts, part.region_code),
        unit=parent.unit, target_id=part.target_id,
    )  # fmt: skip


def _sums(
    parts: Sequence[Part], needs: Needs, standing: Mapping[targets.Handed, Decimal]
) -> Iterator[Problem]:
    """Hold each target against its parts: those of the form over those that stand."""
    for target_id in dict.fromkeys(part.target_id for part in parts):
        own = [part for part in parts if part.target_id == target_id]
        together = {code: value for (parent, code), value in standing.items() if parent == target_id}
        together |= {part.region_code: part.value for part in own}
        yield from sums(needs.parents[target_id], together, own[0].sheet, own[0].cell)


def sums(parent: Parent, parts: Mapping[str, Decimal], sheet: str, cell: str) -> Iterator[Problem]:
    """Whether the districts' parts add up to what was stated; told at one cell of the row."""
    total = sum(parts.values(), Decimal(0))
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


def _post(write: "Writer", preview: Preview, batch_id: int) -> None:
    """Append every part the form states, also those that stand already."""
    write.append("allocation", [
        {"parent_target_id": one.target_id, "region_code": one.region_code, "sheet": one.sheet, "cell": one.cell,
         "value": one.new, "batch_id": batch_id}
        for one in preview.differences
    ])  # fmt: skip


DECOMPOSITION = Kind(
    name=NAME, word=N_("分解表"), needed=Needs, told=Reading, recognises=_recognises, needs=_needs, read=_read, check=_check,
    post=_post,
)  # fmt: skip
