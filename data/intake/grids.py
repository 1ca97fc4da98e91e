"""A sheet of months or quarters as arrays: one shape for a long back-fill read by columns and a short one read by cells.

Owns how such a sheet is laid out in memory; what its labels mean is for data/intake/history.py to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import asdict

from data.intake import matching
from data.intake.layouts import HEADINGS
from data.workbooks import headings, stamp
from data.workbooks.columns import label_columns
from data.workbooks.fields import META_SHEET, ROW_ID_PARTS
from data.workbooks.headings import Heading
from data.workbooks.marks import TELLING
from data.workbooks.sheets import Book, Box, Cell, Sheet, cell_of
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
    about: Mapping[str, Any]
    formats_known: bool
    merged: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    strays: tuple[
        tuple[int, str], ...
    ] = ()  # column number and heading of columns that hold something we do not read
    others: tuple[str, ...] = ()  # further sheets that name months
    hidden: bool = False
    above: tuple[str, ...] = ()  # the texts over the header


def from_columns(head: dict[str, Any], arrays: bytes | memoryview) -> Grid | None:
    """Build the grid from the child's arrays; None where the sheet has no months."""
    if not head["months"]:
        return None
    count, offset, labels = head["rows"], 0, []
    for heading, column, values in head["labels"]:
        labels.append((column, heading, values, np.frombuffer(arrays, np.int32, count, offset)))
        offset += 4 * count
    months = tuple((column, date.fromisoformat(month)) for column, month in head["months"])
    figures = np.frombuffer(arrays, np.float64, count * len(months), offset).reshape(len(months), count)
    exceptions = tuple(
        (row, column, cell_of(value, shape, formula))
        for row, column, value, shape, formula in head["exceptions"]
    )
    merged: tuple[Box, ...] = tuple((top, left, bottom, right) for top, left, bottom, right in head["merged"])
    return Grid(
        sheet=head["sheet"], header_row=head["header_row"], rows=count, frequency=Frequency(head["frequency"]), months=months, figures=figures,
        labels=_labels(labels, merged, head["header_row"]), columns=_columns(labels), exceptions=exceptions, about=_about(head["meta"]),
        formats_known=True, merged=merged, hidden_rows=frozenset(head["hidden_rows"]), strays=_strays(labels),
        others=tuple(head["others"]), hidden=head["hidden"], above=tuple(head["above"]),
    )  # fmt: skip


def from_book(book: Book) -> Grid | None:
    """Build the grid from a workbook read cell by cell; None where no sheet names three months or quarters."""
    meta = book.sheet(META_SHEET)
    found = [
        (sheet, header)
        for sheet in book.sheets
        if sheet.name != META_SHEET and (header := _header(sheet)) is not None
    ]
    if not found:
        return None
    about = _about(meta.text(1, 1) if meta is not None else "")
    grid = _grid(*found[0], about, formats_known=not book.values_only)
    return replace(grid, others=tuple(sheet.name for sheet, _ in found[1:]))


def _header(sheet: Sheet) -> Heading | None:
    return headings.find(
        [[sheet.values.get(row, {}).get(column) for column in range(1, 400)] for row in range(1, 16)]
    )


def _grid(sheet: Sheet, heading: Heading, about: Mapping[str, Any], *, formats_known: bool) -> Grid:
    header, months = heading.row + 1, tuple((column + 1, end) for column, end in heading.periods.items())
    named = {column for column, _ in months}
    below = range(header + 1, max(sheet.values) + 1)
    others = {column for row in (header, *below) for column in sheet.values.get(row, {})} - named
    labels = [
        (column, title, *_coded(texts))
        for column in sorted(others)
        for title, texts in label_columns(
            sheet.text(header, column), [sheet.text(row, column) for row in below]
        )
    ]
    figures = np.full((len(months), len(below)), np.nan)
    exceptions = []
    for number, (column, _) in enumerate(months):
        for offset, row in enumerate(below):
            cell = sheet.cell(row, column)
            if isinstance(cell.value, float) and not cell.formula and not TELLING.search(cell.format):
                figures[number, offset] = cell.value
            elif not cell.blank:
                exceptions.append((row, column, cell))
    return Grid(
        sheet=sheet.name, header_row=header, rows=len(below), frequency=heading.frequency, months=months, figures=figures,
        labels=_labels(labels, sheet.merged, header), columns=_columns(labels), exceptions=tuple(exceptions), about=about,
        formats_known=formats_known, merged=sheet.merged, hidden_rows=sheet.hidden_rows, strays=_strays(labels),
        hidden=sheet.state != "visible",
        above=tuple(sheet.text(row, column) for row in range(1, header) for column in sorted(sheet.values.get(row, {}))),
    )  # fmt: skip


def _labels(
    columns: Sequence[Labels], merged: Sequence[Box], header: int
) -> dict[str, tuple[list[str], Codes]]:
    """Return the label columns by key; names merged over several rows are filled down, as their reader sees them."""
    labels = dict[str, tuple[list[str], Codes]]()
    for column, heading, values, codes in columns:
        filled = codes.copy()
        for top, left, bottom, right in merged:
            if left <= column <= right and top > header and bottom > top:
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


def _about(text: str) -> Mapping[str, Any]:
    about = stamp.read(text)
    return asdict(about) if isinstance(about, stamp.Backfill) else {}
