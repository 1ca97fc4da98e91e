"""What a reader hands on: a workbook as plain cells, whatever its format was.

It knows nothing of indicators. Addresses are one-based (row, column) as people count them, written "H5". A workbook is
drafted cell by cell, counted against the limits: a text is cut and told of, a box over far more than is filled in is cut
down to that, anything else refuses the workbook.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from data.problems import Problem, problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal

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


LARGE = 10_000  # cells under a merged box above which it is cut down to what is filled in
TOLD = 20  # cut texts that are told of


class Draft:
    """A workbook in the making, and how much of it there is so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._sheets: list[SheetDraft] = []
        self._counts = dict[str, int]()

    def sheet(self, name: str, state: str) -> "SheetDraft":
        """Begin a sheet."""
        limits.check("name", len(name), limits.NAME)
        self.count("sheets", 1, limits.SHEETS)
        self._sheets.append(SheetDraft(self, name, state))
        return self._sheets[-1]

    def count(self, what: str, more: int, limit: int) -> None:
        """Count so many more of something; Refusal beyond the limit."""
        self._counts[what] = self._counts.get(what, 0) + more
        limits.check(what, self._counts[what], limit)

    def merged(self, boxes: Iterable[Box], bottom: int, right: int) -> Iterator[Box]:
        """Iterate over merged boxes, large ones cut down to the rectangle that is filled in."""
        for box in boxes:
            kept = box if area(box) <= LARGE else (*box[:2], min(box[2], bottom), min(box[3], right))
            if area(kept) > 1:
                self.count("merged_area", area(kept), limits.MERGED_AREA)
                yield kept

    def text(self, text: str) -> str:
        """Return as much of a text as is kept."""
        kept = text if len(text) <= limits.TEXT else text[: limits.TEXT - 1] + "…"
        self.count("texts", len(kept), limits.TEXTS)
        return kept

    def book(self, kind: str, *, epoch_1904: bool = False, values_only: bool = False) -> Book:
        """Return the workbook, complete."""
        return Book(
            kind=kind,
            sheets=tuple(sheet.complete() for sheet in self._sheets),
            epoch_1904=epoch_1904,
            values_only=values_only,
            problems=tuple(self.problems),
        )


class SheetDraft:
    """A sheet in the making."""

    def __init__(self, draft: Draft, name: str, state: str) -> None:
        self._draft, self._name, self._state = draft, name, state
        self._values = dict[int, dict[int, str | float]]()
        self._formats, self._formulas, self._comments = (dict[Address, str]() for _ in range(3))
        self._known = {"", "General"}  # the formats met
        self._boxes: list[Box] = []
        self._hidden: set[int] = set()
        self._right = 0

    def put(self, row: int, column: int, value: str | float, shape: str) -> None:
        """Take a cell's value as it is carried, with its number format (empty: General)."""
        if row > limits.FAR_ROW or column > limits.FAR_COLUMN:
            raise Refusal(problem("F15", sheet=self._name, cell=place(row, column)))
        self._draft.count("cells", 1, limits.CELLS)
        self._values.setdefault(row, {})[column] = (
            self._text(row, column, value) if isinstance(value, str) else value
        )
        self._right = max(self._right, column)
        if shape not in self._known and len(self._known) < limits.FORMATS:
            self._known.add(shape)
        if shape not in {"", "General"} and shape in self._known:
            self._formats[row, column] = shape[: limits.FORMAT]

    def formula(self, row: int, column: int, text: str) -> None:
        """Take a cell's formula."""
        self._formulas[row, column] = text[: limits.FORMULA]
        self._draft.count("formulas", len(self._formulas[row, column]), limits.TEXTS)

    def comment(self, row: int, column: int, text: str) -> None:
        """Take a cell's comment."""
        self._draft.count("comments", 1, limits.COMMENTS)
        self._comments[row, column] = self._draft.text(text)

    def box(self, top: int, left: int, bottom: int, right: int) -> None:
        """Take a merged box."""
        self._draft.count("merged", 1, limits.MERGED)
        self._boxes.append((top, left, bottom, right))

    def hide(self, rows: Iterable[int]) -> None:
        """Take the numbers of hidden rows."""
        self._hidden.update(rows)

    def complete(self) -> Sheet:
        """Return the sheet; Refusal where its cells or boxes lie too far apart."""
        bottom = max(self._values, default=0)
        if bottom * self._right > limits.AREA:
            raise Refusal(problem("F15", sheet=self._name, cell=place(bottom, min(self._values[bottom]))))
        self._draft.count("filled", bottom * self._right, limits.AREA)
        return Sheet(
            name=self._name,
            state=self._state,
            values=self._values,
            formats=self._formats,
            formulas=self._formulas,
            comments=self._comments,
            merged=tuple(self._draft.merged(self._boxes, bottom, self._right)),
            hidden_rows=frozenset(row for row in self._hidden if row <= bottom),
        )

    def _text(self, row: int, column: int, text: str) -> str:
        if len(text) > limits.TEXT and len(self._draft.problems) < TOLD:
            where = {"sheet": self._name, "cell": place(row, column)}
            self._draft.problems.append(problem("F22", **where, length=len(text), limit=limits.TEXT))
        return self._draft.text(text)
