"""What a reader hands on: a workbook as plain cells, whatever its format was.

It knows nothing of indicators. Addresses
are one-based (row, column) as people count them, written "H5".
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from data.problems import Problem

Scalar = float | str | bool | date | None
Carried = float | str  # a value as it is carried: what is neither bears a mark of ours at its beginning
Address = tuple[int, int]
Box = tuple[int, int, int, int]  # first row, first column, last row, last column

LABEL = 200  # characters of a cell that is read as a label
LARGEST = sys.float_info.max
ERROR_PREFIX = "\x00error:"  # marks an error value on its way through JSON
DATE_PREFIX = "\x00date:"
TRUTH_PREFIX = "\x00bool:"
LINK = re.compile(r"\[\d+\]|\[[^\[\]]+\.xls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its value (formula results computed), number format and, where there is one, formula or comment."""

    value: Scalar = None
    error: str = ""
    format: str = "General"
    formula: str = ""
    comment: str = ""

    @property
    def blank(self) -> bool:
        """Tell whether nothing was typed, white space aside."""
        return self.value is None and not self.error and not self.formula

    @property
    def linked(self) -> bool:
        """Tell whether the formula looks into another workbook."""
        return bool(self.formula) and LINK.search(self.formula) is not None

    @property
    def text(self) -> str:
        """Return the value as typed, for messages and for the record."""
        if self.error:
            return self.error
        if self.value is None:
            return ""
        if isinstance(self.value, float):
            return (
                repr(int(self.value))
                if self.value.is_integer() and abs(self.value) < 1e15
                else repr(self.value)
            )
        return str(self.value)


BLANK = Cell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worksheet: values and formats by address, and what surrounds them."""

    name: str
    state: str = "visible"
    values: dict[int, dict[int, Carried]] = field(default_factory=dict)
    formats: dict[Address, str] = field(default_factory=dict)
    formulas: dict[Address, str] = field(default_factory=dict)
    comments: dict[Address, str] = field(default_factory=dict)
    merged: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a one-based address; a blank one where nothing was stored."""
        place = (row, column)
        value = self.values.get(row, {}).get(column)
        formula, comment = self.formulas.get(place, ""), self.comments.get(place, "")
        if value is None and not formula and not comment:
            return BLANK
        return cell_of(value, self.formats.get(place, "General"), formula, comment)

    def rows(self) -> Iterator[int]:
        """Iterate over the numbers of rows that hold anything, in order."""
        return iter(sorted(self.values))

    def text(self, row: int, column: int) -> str:
        """Return the trimmed text of a cell that is read as a label: no more of it than a name has."""
        value = self.values.get(row, {}).get(column)
        if isinstance(value, str) and not value.startswith("\x00"):
            return value.strip()[:LABEL]
        return self.cell(row, column).text.strip()[:LABEL] if value is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook as read: its sheets in order, and whether dates count from 1904."""

    kind: str
    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    values_only: bool = False
    problems: tuple[Problem, ...] = ()  # what was met in reading it

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def letter(column: int) -> str:
    """Return a column's letters: 1 → A, 28 → AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, column: int) -> str:
    """Return an address as people write it: (5, 8) → H5."""
    return f"{letter(column)}{row}"


def column_number(letters: str) -> int:
    """Return the number of a column: A → 1, AB → 28."""
    number = 0
    for one in letters.upper():
        number = number * 26 + ord(one) - 64
    return number


def area(box: Box) -> int:
    """Return how many cells a box covers; none where it is turned inside out."""
    top, left, bottom, right = box
    return max(bottom - top + 1, 0) * max(right - left + 1, 0)


def carried(value: object) -> str | float | None:
    """Return a cell value as JSON can carry it; None for what is blank.

    A text loses its NULs, which begin the marks of what JSON cannot carry: nobody types a date that is none.
    """
    if value is None:
        return None
    if isinstance(value, str):
        text = value.replace("\x00", "")
        return text if text.strip() else None
    if isinstance(value, bool):
        return f"{TRUTH_PREFIX}{int(value)}"
    if isinstance(value, int | float):
        return float(value) if abs(value) <= LARGEST else f"{ERROR_PREFIX}#NUM!"
    if isinstance(value, datetime | date):
        return f"{DATE_PREFIX}{value.isoformat()}"
    return str(value)


def cell_of(value: Scalar, shape: str, formula: str, comment: str = "") -> Cell:
    """Return the cell a carried value stands for."""
    if isinstance(value, str) and value.startswith("\x00"):
        return _marked(value, shape, formula, comment)
    return Cell(value=value, format=shape, formula=formula, comment=comment)


def _marked(value: str, shape: str, formula: str, comment: str) -> Cell:
    if value.startswith(ERROR_PREFIX):
        return Cell(error=value[len(ERROR_PREFIX) :], format=shape, formula=formula, comment=comment)
    if value.startswith(TRUTH_PREFIX):
        return Cell(value=value.endswith("1"), format=shape, formula=formula, comment=comment)
    if value.startswith(DATE_PREFIX):
        stamp = datetime.fromisoformat(value[len(DATE_PREFIX) :]).date()
        return Cell(value=stamp, format=shape, formula=formula, comment=comment)
    return Cell(value=value, format=shape, formula=formula, comment=comment)
