"""A sheet of months as arrays: one shape for a long back-fill read by columns and a short one read by cells.

Owns how such a sheet is laid out in memory; what its labels mean is for data/history.py to say.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from data import matching
from data.layouts import HEADINGS
from data.sheets import Book, Cell, Sheet
from data.workbook_columns import header_row, month_of
from data.workbook_fields import META_SHEET

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Index = npt.NDArray[np.integer[Any]]
KIND_HEADINGS = ("数据类型", "指标值类型", "类型")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A sheet of months as read: label columns coded, figures one row of the matrix per month."""

    sheet: str
    header_row: int
    rows: int
    labels: Mapping[str, tuple[list[str], Codes]]
    months: tuple[tuple[int, date], ...]  # column number, month end
    figures: Floats  # months × rows, NaN where empty or not a plain number
    exceptions: tuple[tuple[int, int, Cell], ...]  # row number, column number, what is there
    about: Mapping[str, Any]
    formats_known: bool


def from_columns(head: dict[str, Any], arrays: bytes) -> Grid | None:
    """Build the grid from the child's arrays; None where the sheet has no months."""
    if not head["months"]:
        return None
    count, labels, offset = head["rows"], {}, 0
    for heading, _, values in head["labels"]:
        labels[_label_key(heading)] = (values, np.frombuffer(arrays, np.int32, count, offset))
        offset += 4 * count
    months = tuple((column, date.fromisoformat(month)) for column, month in head["months"])
    figures = np.frombuffer(arrays, np.float64, count * len(months), offset).reshape(len(months), count)
    exceptions = tuple((row, column, Cell(value=text)) for row, column, text in head["exceptions"])
    return Grid(
        sheet=head["sheet"], header_row=head["header_row"], rows=count, labels=labels, months=months, figures=figures,
        exceptions=exceptions, about=_about(head["meta"]), formats_known=False,
    )  # fmt: skip


def from_book(book: Book) -> Grid | None:
    """Build the grid from a workbook read cell by cell; None where no sheet names three months in its header."""
    meta = book.sheet(META_SHEET)
    for sheet in book.sheets:
        first = [[sheet.values.get(row, {}).get(column) for column in range(1, 400)] for row in range(1, 16)]
        header = header_row(first) if sheet.name != META_SHEET else None
        if header is not None:
            about = _about(meta.text(1, 1) if meta is not None else "")
            return _grid(sheet, header + 1, about, formats_known=not book.values_only)
    return None


def _grid(sheet: Sheet, header: int, about: Mapping[str, Any], *, formats_known: bool) -> Grid:
    named = {column: month_of(value) for column, value in sheet.values[header].items()}
    months = tuple((column, month) for column, month in named.items() if month is not None)
    last = max(sheet.values)
    count = last - header
    labels = {
        _label_key(sheet.text(header, column)): _coded(
            [sheet.text(row, column) for row in range(header + 1, last + 1)]
        )
        for column, month in named.items()
        if month is None
    }
    figures = np.full((len(months), count), np.nan)
    exceptions = []
    for number, (column, _) in enumerate(months):
        for row in range(header + 1, last + 1):
            cell = sheet.cell(row, column)
            if (
                isinstance(cell.value, float)
                and cell.format in {"General", "#,##0.00##"}
                and not cell.formula
            ):
                figures[number, row - header - 1] = cell.value
            elif not cell.blank:
                exceptions.append((row, column, cell))
    return Grid(
        sheet=sheet.name, header_row=header, rows=count, labels=labels, months=months, figures=figures,
        exceptions=tuple(exceptions), about=about, formats_known=formats_known,
    )  # fmt: skip


def _coded(texts: list[str]) -> tuple[list[str], Codes]:
    index: dict[str, int] = {}
    codes = np.array([index.setdefault(text, len(index)) for text in texts], dtype=np.int32)
    return list(index), codes


def _label_key(heading: str) -> str:
    normal = matching.normal(heading)
    if normal in {matching.normal(name) for name in KIND_HEADINGS}:
        return "kind"
    return next((key for key, names in HEADINGS.items() if normal in map(matching.normal, names)), heading)


def _about(text: str) -> Mapping[str, Any]:
    try:
        about = json.loads(text)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}
