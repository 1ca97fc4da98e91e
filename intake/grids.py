"""A sheet of periods as read: label columns coded, figures an array for each period, whichever reader took it in.

Owns which label columns are read; what their words mean is told in intake/history_rows.py.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from intake import bounds, form_header, matching
from intake.figures import Codes, Floats
from intake.workbooks import meaning
from intake.workbooks.columns import label_columns
from intake.workbooks.fields import META_SHEET, ROW_ID_PARTS
from intake.workbooks.marks import TELLING
from intake.workbooks.period_headings import Heading, of_sheet
from intake.workbooks.sheets import Book, Box, Cell, Sheet, cell_of
from metrics.model import Frequency

Labels = tuple[int, str, list[str], Codes]  # column number, heading, distinct texts, the number of each row's
ROW_KEYS = dict(zip(ROW_ID_PARTS, ("row_indicator", "row_region"), strict=True))
READ = (
    "number",
    "indicator",
    "region",
    "unit",
    "measure",
    "note",
    "organisation",
)  # label columns of a sheet of periods
KIND_HEADINGS = ("数据类型", "指标值类型", "值类型", "数值类型", "类型")
KEYS = form_header.KEYS | {matching.normal(name): "kind" for name in KIND_HEADINGS}


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
    organisation: str  # whose form it says it is, an organisation's code; empty where it does not say
    formats_known: bool
    merged: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    strays: tuple[
        tuple[int, str], ...
    ] = ()  # column number and heading of columns that hold something we do not read
    others: tuple[str, ...] = ()  # further sheets that name months
    hidden: bool = False
    above: tuple[str, ...] = ()  # the texts over the header
    kind: str = ""  # what headings or title say of all figures: month, ytd, yoy
    units: tuple[str, ...] = ()  # what headings say of their unit
    doubtful: tuple[
        tuple[int, str], ...
    ] = ()  # column number and text of a heading that may name another period


def from_columns(head: dict[str, Any], arrays: "Sequence[array[Any]]", organisation: str) -> Grid:
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
        labels=_labels(labels, merged, head["header_row"]), columns=_columns(labels), exceptions=exceptions, organisation=organisation,
        formats_known=True, merged=merged, hidden_rows=frozenset(head["hidden_rows"]), strays=_strays(labels),
        others=tuple(head["others"]), hidden=head["hidden"], above=tuple(bounds.name(text) for text in head["above"]),
        kind=head["kind"], units=tuple(head["units"]), doubtful=tuple((column, text) for column, text in head["doubtful"]),
    )  # fmt: skip


def from_book(book: Book, organisation: str) -> Grid | None:
    """Build the grid from a workbook read cell by cell; None where no sheet names three months or quarters."""
    found = [
        (sheet, header)
        for sheet in book.sheets
        if sheet.name != META_SHEET and (header := of_sheet(sheet)) is not None
    ]
    if not found:
        return None
    grid = _grid(*found[0], organisation, formats_known=not book.values_only)
    return replace(grid, others=tuple(sheet.name for sheet, _ in found[1:]))


def _grid(sheet: Sheet, heading: Heading, organisation: str, *, formats_known: bool) -> Grid:
    header, months = heading.row + 1, tuple((column + 1, end) for column, end in heading.periods.items())
    rows = max(sheet.values) - header
    figures, exceptions = _figures(sheet, header, rows, [column for column, _ in months])
    labels = list(_label_columns(sheet, heading, rows))
    return Grid(
        sheet=sheet.name, header_row=header, rows=rows, frequency=heading.frequency, months=months, figures=figures,
        labels=_labels(labels, sheet.merged, header), columns=_columns(labels), exceptions=exceptions, organisation=organisation,
        formats_known=formats_known, merged=sheet.merged, hidden_rows=sheet.hidden_rows, strays=_strays(labels),
        hidden=sheet.state != "visible",
        above=tuple(sheet.text(row, column) for row in range(1, heading.first + 1) for column in sorted(sheet.values.get(row, {}))),
        kind=heading.kind, units=heading.units,
        doubtful=tuple((column + 1, text) for column, text in heading.doubtful.items()),
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


def _label_columns(sheet: Sheet, heading: Heading, rows: int) -> Iterator[Labels]:
    """Yield the columns that are no periods, coded."""
    header, ends = heading.row + 1, {column + 1 for column in heading.periods}
    texts: dict[int, list[str]] = {column + 1: [""] * rows for column in heading.labels}
    for row, cells in sheet.values.items():
        for column in cells.keys() - ends if row > header else ():
            texts.setdefault(column, [""] * rows)[row - header - 1] = sheet.text(row, column)
    for column in sorted(texts.keys() - ends):
        for title, told in label_columns(heading.labels.get(column - 1, ""), texts[column]):
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
    keys = {*READ, *ROW_KEYS.values(), "kind"}
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
    for text in (heading, meaning.BRACKET.sub("", meaning.flat(heading))):
        key = KEYS.get(matching.normal(text), "")
        if key in READ or key == "kind":
            return key
    return heading
