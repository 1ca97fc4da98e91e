"""Reads a long sheet of months by columns, for the child process: built for tens of thousands of rows.

Figures come out as arrays and labels as dictionaries, so that the parent never holds a cell as an object. It
imports nothing heavy, and knows a header only by its months.
"""

from array import array
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from data import periods
from data.workbook_fields import META_SHEET


def columns(content: bytes) -> "tuple[dict[str, Any], list[array[Any]]]":
    """Read a long back-fill by columns with the fast reader: a head for JSON, and arrays in the order it names.

    Runs in the child process. Head: sheet, header_row, meta, labels (heading, column, values), months (column,
    month end), exceptions (row, column, text), rows; arrays: codes of each label column, figures of each month.
    A head without months says the workbook is no back-fill.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  # one reader is imported, where it is used

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    meta = ""
    if META_SHEET in book.sheet_names:
        meta = str(
            next(iter(book.get_sheet_by_name(META_SHEET).to_python(skip_empty_area=False, nrows=1)), [""])[0]
        )
    for name in book.sheet_names:
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = header_row(grid[:15])
        if name != META_SHEET and header is not None:
            return _columns(grid, header, {"sheet": name, "meta": meta})
    return {"months": []}, []


def header_row(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the index of the row that names at least three months beside something that is no month."""
    for number, row in enumerate(rows):
        texts = [value for value in row if value not in ("", None)]
        found = [month_of(value) is not None for value in texts]
        if sum(found) >= 3 and not all(found):
            return number
    return None


def month_of(value: Any) -> date | None:  # noqa: ANN401  # whatever a reader gives
    """Return the month a heading names, if it names one."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return periods.read(float(value)).period_end
    return periods.read(value).period_end if isinstance(value, str | date) else None


def _columns(
    grid: list[list[Any]], header: int, head: dict[str, Any]
) -> "tuple[dict[str, Any], list[array[Any]]]":
    named = {column: month_of(value) for column, value in enumerate(grid[header])}
    body = grid[header + 1 :]
    months = [(column, month) for column, month in named.items() if month is not None]
    labels = [column for column, month in named.items() if month is None and grid[header][column] != ""]
    arrays: list[array[Any]] = []
    head |= {"header_row": header + 1, "rows": len(body), "labels": [], "exceptions": []}
    for column in labels:
        values, codes = _coded([row[column] for row in body])
        head["labels"].append([str(grid[header][column]), column + 1, values])
        arrays.append(codes)
    for column, _ in months:
        arrays.append(_figures([row[column] for row in body], header + 2, column + 1, head["exceptions"]))
    head["months"] = [[column + 1, month.isoformat()] for column, month in months]
    return head, arrays


def _coded(texts: list[Any]) -> "tuple[list[str], array[int]]":
    """Return the distinct texts of a column and the number of each row's."""
    index: dict[Any, int] = {}
    codes = array("i", [index.setdefault(text, len(index)) for text in texts])
    return [str(text).strip() for text in index], codes


def _figures(cells: list[Any], first_row: int, column: int, exceptions: list[list[Any]]) -> "array[float]":
    """Return a column's numbers, NaN for empty; whatever else was typed goes to the exceptions."""
    missing = float("nan")
    for offset, value in enumerate(cells):
        if value.__class__ is not float and value != "":
            if isinstance(value, int) and not isinstance(value, bool):
                cells[offset] = float(value)
            else:
                exceptions.append([first_row + offset, column, str(value)])
    return array("d", [value if value.__class__ is float else missing for value in cells])
