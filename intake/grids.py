"""A sheet of months or quarters as arrays: one shape for a long back-fill read by columns and a short one read by cells.

Owns how such a sheet is laid out in memory; what its labels mean is for intake/history.py to say.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from intake import bounds, matching
from intake.form_header import HEADINGS
from intake.workbooks import headings
from intake.workbooks.columns import label_columns
from intake.workbooks.fields import META_SHEET, ROW_ID_PARTS
from intake.workbooks.headings import Heading
from intake.workbooks.marks import TELLING
from intake.workbooks.sheets import Book, Box, Cell, Sheet, cell_of
from metrics.model import Frequency

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Index = npt.NDArray[np.integer[Any]]
Labels = tuple[int, str, list[str], Codes]  # column number, heading, distinct texts, the number of each row's
ROW_KEYS = dict(zip(ROW_ID_PARTS, ("row_indicator", "row_region"), strict=True))
KIND_HEADINGS = ("数据类型", "指标值类型", "类型")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet of periods as read: label columns coded, figures one row of the matrix per period."""

    sheet: str
    header_row: int
    rows: int
    labels: Mapping[str, tuple[list[str], Codes]]
    columns: Mapping[str, int]  # of the label columns
    frequency: Frequency
    months: tuple[tuple[int, date], ...]  # column number, period end
    figures: Floats  # months × rows, NaN where empty or not a plain number
    exceptions: tuple[tuple[int, int, Cell], ...]  # row number, column number, what is there
    unit: str  # whose form it says it is, an organisation's code; empty where it does not say
    formats_known: bool
    merged: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    strays: tuple[
        tuple[int, str], ...
    ] = ()  # column number and heading of columns that hold something we do not read
    others: tuple[str, ...] = ()  # further sheets that name months
    hidden: bool = False
    above: tuple[str, ...] = ()  # the texts over the header


def from_columns(head: dict[str, Any], arrays: "Sequence[array[Any]]", unit: str) -> Grid:
    """Build the grid from the columns of a long sheet (intake/workbooks/columns.py)."""
    coded = [np.frombuffer(one, np.int32) for one in arrays[: len(head["labels"])]]
    figures = np.stack([np.frombuffer(one, np.float64) for one in arrays[len(head["labels"]) :]])
    months = tuple((column, date.fromisoformat(month)) for column, month in head["months"])
    labels = [
        (column, bounds.name(heading), [bounds.name(text) for text in texts], codes)
        for (heading, column, texts), codes in zip(head["labels"], coded, strict=True)
    ]
    exceptions = tuple(
        (row, column, cell_of(value, shape, formula))
        for row, column, value, shape, formula in head["exceptions"]
    )
    merged: tuple[Box, ...] = tuple((top, left, bottom, right) for top, left, bottom, right in head["merged"])
    return Grid(
        sheet=head["sheet"], header_row=head["header_row"], rows=head["rows"], frequency=Frequency(head["frequency"]), months=months, figures=figures,
        labels=_labels(labels, merged, head["header_row"]), columns=_columns(labels), exceptions=exceptions, unit=unit,
        formats_known=True, merged=merged, hidden_rows=frozenset(head["hidden_rows"]), strays=_strays(labels),
        others=tuple(head["others"]), hidden=head["hidden"], above=tuple(bounds.name(text) for text in head["above"]),
    )  # fmt: skip


def from_book(book: Book, unit: str) -> Grid | None:
    """Build the grid from a workbook read cell by cell; None where no sheet names three months or quarters."""
    found = [
        (sheet, header)
        for sheet in book.sheets
        if sheet.name != META_SHEET and (header := headings.of_sheet(sheet)) is not None
    ]
    if not found:
        return None
    grid = _grid(*found[0], unit, formats_known=not book.values_only)
    return replace(grid, others=tuple(sheet.name for sheet, _ in found[1:]))


def _grid(sheet: Sheet, heading: Heading, unit: str, *, formats_known: bool) -> Grid:
    header, months = heading.row + 1, tuple((column + 1, end) for column, end in heading.periods.items())
    rows = max(sheet.values) - header
    figures, exceptions = _figures(sheet, header, rows, [column for column, _ in months])
    labels = list(_label_columns(sheet, header, rows, {column for column, _ in months}))
    return Grid(
        sheet=sheet.name, header_row=header, rows=rows, frequency=heading.frequency, months=months, figures=figures,
        labels=_labels(labels, sheet.merged, header), columns=_columns(labels), exceptions=exceptions, unit=unit,
        formats_known=formats_known, merged=sheet.merged, hidden_rows=sheet.hidden_rows, strays=_strays(labels),
        hidden=sheet.state != "visible",
        above=tuple(sheet.text(row, column) for row in range(1, header) for column in sorted(sheet.values.get(row, {}))),
    )  # fmt: skip


def _figures(
    sheet: Sheet, header: int, rows: int, columns: Sequence[int]
) -> tuple[Floats, tuple[tuple[int, int, Cell], ...]]:
    """Return the plain numbers of some columns, and what else stands there; only what holds something is looked at."""
    figures, exceptions = np.full((len(columns), rows), np.nan), []
    position = {column: number for number, column in enumerate(columns)}
    filled = {(row, column) for row, cells in sheet.values.items() for column in cells} | set(sheet.formulas)
    for row, column in sorted(place for place in filled if place[0] > header and place[1] in position):
        cell = sheet.cell(row, column)
        if isinstance(cell.value, float) and not cell.formula and not TELLING.search(cell.format):
            figures[position[column], row - header - 1] = cell.value
        elif not cell.blank:
            exceptions.append((row, column, cell))
    return figures, tuple(exceptions)


def _label_columns(sheet: Sheet, header: int, rows: int, months: set[int]) -> Iterator[Labels]:
    """Yield the columns that are no months, coded."""
    texts: dict[int, list[str]] = {column: [""] * rows for column in sheet.values.get(header, {})}
    for row, cells in sheet.values.items():
        for column in cells.keys() - months if row > header else ():
            texts.setdefault(column, [""] * rows)[row - header - 1] = sheet.text(row, column)
    for column in sorted(texts.keys() - months):
        for title, told in label_columns(sheet.text(header, column), texts[column]):
            yield (column, title, *_coded(told))


def _labels(
    columns: Sequence[Labels], merged: Sequence[Box], header: int
) -> dict[str, tuple[list[str], Codes]]:
    """Return the label columns by key; names merged over several rows are filled down, as their reader sees them."""
    labels = dict[str, tuple[list[str], Codes]]()
    for column, heading, values, codes in columns:
        filled = codes.copy()
        for top, left, bottom, right in merged:
            if left <= column <= right and header < top < bottom and top - header <= len(codes):
                filled[top - header - 1 : bottom - header] = codes[top - header - 1]
        labels.setdefault(_label_key(heading), (values, filled))
    return labels


def _columns(columns: Sequence[Labels]) -> dict[str, int]:
    return {_label_key(heading): column for column, heading, _, _ in reversed(columns)}


def _strays(columns: Sequence[Labels]) -> tuple[tuple[int, str], ...]:
    """Return the columns with something in them whose heading says nothing to us."""
    keys = {*HEADINGS, *ROW_KEYS.values(), "kind"}
    return tuple(
        (column, heading)
        for column, heading, values, _ in columns
        if _label_key(heading) not in keys and any(values)
    )


def _coded(texts: Iterable[str]) -> tuple[list[str], Codes]:
    index: dict[str, int] = {}
    codes = np.array([index.setdefault(text, len(index)) for text in texts], dtype=np.int32)
    return list(index), codes


def _label_key(heading: str) -> str:
    if heading in ROW_KEYS:
        return ROW_KEYS[heading]
    normal = matching.normal(heading)
    if normal in {matching.normal(name) for name in KIND_HEADINGS}:
        return "kind"
    return next((key for key, names in HEADINGS.items() if normal in map(matching.normal, names)), heading)
