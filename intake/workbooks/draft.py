"""A workbook as it is taken in, cell by cell, counted against the limits on the way.

Owns what becomes of too much: a text is cut and told of, a box over far more than is filled in is cut down to that,
anything else refuses the workbook. It knows no reader.
"""

from collections.abc import Iterable, Iterator

from data.problems import Problem, problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal
from intake.workbooks.sheets import Address, Book, Box, Sheet, area, place

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
