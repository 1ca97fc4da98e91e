"""What the fast reader keeps to itself of an .xlsb's records and an .ods' elements, how far their cells reach, and tables
that come as text: CSV as Excel, WPS and databases write it, in UTF-8, UTF-16 or GB18030.

Error values, hidden rows, and which numbers of an .ods are per cent. Records are walked one by one and a cell is known
by its place; elements are known by the prefixes every writer uses, cells repeated are counted. Runs in the limited
process alone.
"""

import csv
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from posixpath import join, normpath
from xml.parsers import expat

from data.problems import problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal
from intake.workbooks.marks import MARKS_LIMIT, Marks
from intake.workbooks.sheets import Book, Draft, carried, place

TABLE, ROW, CELLS = "table:table", "table:table-row", {"table:table-cell", "table:covered-table-cell"}
HIDDEN = {"collapse", "filter"}

Attributes = dict[str, str]


def measure(parts: Mapping[str, bytes]) -> dict[str, Marks]:
    """Return what is to be known of each sheet; Refusal where cells stand too far out, or fill too much."""
    look = _Look()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = look.begin, look.end
    parser.CharacterDataHandler = look.text
    try:
        parser.Parse(parts["content.xml"], True)  # noqa: FBT003  # it takes no name
    except (expat.ExpatError, ValueError) as error:
        raise Refusal(problem("F02")) from error
    return look.found


@dataclass(slots=True)
class _Row:
    """A row on its way: its number, how often it is there, the last column filled, its cells worth a mark."""

    number: int
    times: int
    hidden: bool
    right: int = 0
    column: int = 0
    errors: dict[int, str] = field(default_factory=dict)
    percent: list[int] = field(default_factory=list)


class _Look:
    """What a parser has come by."""

    def __init__(self) -> None:
        self.found = dict[str, Marks]()
        self._sheet = Marks()
        self._depth = 0  # of tables: one may stand inside a cell of another, where nobody reads it
        self._next = 1
        self._bottom = self._right = self._filled = self._texts = 0
        self._row: _Row | None = None
        self._cell: Attributes | None = None
        self._said: list[str] = []

    def begin(self, tag: str, attributes: Attributes) -> None:
        """Note an element as it begins."""
        if tag == TABLE:
            self._depth += 1
            if self._depth == 1:
                self._begin_table(attributes.get("table:name", ""))
        elif self._depth != 1:
            return
        elif tag == ROW:
            self._begin_row(attributes)
        elif tag in CELLS and self._row is not None:
            self._cell, self._said = attributes, []

    def text(self, text: str) -> None:
        """Note what a cell says."""
        if self._cell is not None:
            self._said.append(text)

    def end(self, tag: str) -> None:
        """Note an element as it ends."""
        if tag == TABLE:
            self._depth -= 1
            if self._depth == 0:
                self._filled += self._bottom * self._right
                limits.check("filled", self._filled, limits.AREA)
        elif self._depth != 1 or self._row is None:
            return
        elif tag in CELLS and self._cell is not None:
            self._end_cell(self._row, self._cell, "".join(self._said))
            self._cell = None
        elif tag == ROW:
            self._end_row(self._row)
            self._row = None

    def _begin_table(self, name: str) -> None:
        limits.check("sheets", len(self.found) + 1, limits.SHEETS)
        self._sheet = self.found[name] = Marks()
        self._next, self._bottom, self._right = 1, 0, 0

    def _begin_row(self, attributes: Attributes) -> None:
        times = _times(attributes, "table:number-rows-repeated")
        self._row = _Row(self._next, times, attributes.get("table:visibility") in HIDDEN)
        self._next += times

    def _end_cell(self, row: _Row, cell: Attributes, said: str) -> None:
        times, first = _times(cell, "table:number-columns-repeated"), row.column + 1
        row.column += times
        if "office:value-type" not in cell and not said:
            return
        row.right = row.column
        if row.right > limits.FAR_COLUMN:
            raise Refusal(problem("F15", cell=place(row.number, row.right)))
        self._texts += len(said) * times * row.times
        limits.check("texts", self._texts, limits.TEXTS)
        if cell.get("calcext:value-type") == "error":
            row.errors |= dict.fromkeys(range(first, row.column + 1), said[: limits.TEXT])
        if cell.get("office:value-type") == "percentage":
            row.percent += range(first, row.column + 1)

    def _end_row(self, row: _Row) -> None:
        """Take a row for as often as it is there; one without a cell filled reaches nowhere."""
        if not row.right:
            return
        last = row.number + row.times - 1
        if last > limits.FAR_ROW:
            raise Refusal(problem("F15", cell=place(last, row.right)))
        self._bottom, self._right = last, max(self._right, row.right)
        limits.check("filled", self._filled + self._bottom * self._right, limits.AREA)
        for number in range(row.number, last + 1):
            if row.hidden:
                self._sheet.hidden.add(number)
            if len(self._sheet.errors) < MARKS_LIMIT:
                self._sheet.errors |= {(number, column): text for column, text in row.errors.items()}
            self._sheet.formats |= {(number, column): "0%" for column in row.percent}


def _times(attributes: Attributes, name: str) -> int:
    """Return how often an element is there; ValueError where it does not say so in a number."""
    return max(int(attributes.get(name, "1")), 1)


BINARY_ROW, BLANK, CELL_ERROR, FORMULA_ERROR, SHEET = 0, 1, 3, 11, 156  # the cells' kinds go from 1 to 11
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def measure_binary(parts: Mapping[str, bytes]) -> dict[str, Marks]:
    """Return the error cells of each sheet; Refusal where cells stand too far out, or fill too much."""
    found, filled = dict[str, Marks](), 0
    for name, part in _sheets(parts):
        limits.check("sheets", len(found) + 1, limits.SHEETS)
        seen, bottom, right = Marks(), 0, 0
        for row, column, kind, record in _cells(parts[part]):
            if row > limits.FAR_ROW or column > limits.FAR_COLUMN:
                raise Refusal(problem("F15", cell=place(row, column)))
            bottom, right = max(bottom, row), max(right, column)
            if kind in {CELL_ERROR, FORMULA_ERROR} and len(record) >= 9 and len(seen.errors) < MARKS_LIMIT:
                seen.errors[row, column] = ERRORS.get(record[8], "#ERR")
        filled += bottom * right
        limits.check("filled", filled, limits.AREA)
        found[name] = seen
    return found


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Iterate over the names of the sheets and of their parts."""
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415  # only these kinds need it

    try:
        listed = fromstring(parts.get("xl/_rels/workbook.bin.rels", b"<none/>"))
    except ParseError as error:
        raise Refusal(problem("F02")) from error
    relations = {one.get("Id"): one.get("Target", "") for one in listed}
    for kind, content in _records(parts["xl/workbook.bin"]):
        if kind == SHEET:
            relation, end = _wide(content, 8)
            target = relations.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if part in parts:
                yield _wide(content, end)[0], part


def _cells(content: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Iterate over the filled cells of a sheet: row, column, kind and record."""
    row = 0
    for kind, record in _records(content):
        if kind == BINARY_ROW and len(record) >= 4:
            row = int.from_bytes(record[:4], "little") + 1
        elif BLANK < kind <= FORMULA_ERROR and len(record) >= 4:
            yield row, int.from_bytes(record[:4], "little") + 1, kind, record


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind, at = _sevens(content, at)
        size, at = _sevens(content, at)
        yield kind, content[at : at + size]
        at += size


def _sevens(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, at most four bytes long, and where it ends."""
    number = 0
    for shift, byte in zip((0, 7, 14, 21), content[at : at + 4], strict=False):
        number, at = number | (byte & 0x7F) << shift, at + 1
        if byte < 0x80:
            break
    return number, at


def _wide(content: bytes, at: int) -> tuple[str, int]:
    """Return a text of UTF-16 behind its length, and where it ends; Refusal where there is none."""
    try:
        size = 2 * struct.unpack_from("<I", content, at)[0]
    except struct.error as error:
        raise Refusal(problem("F02")) from error
    return content[at + 4 : at + 4 + size].decode("utf-16-le", "replace"), at + 4 + size


ENCODINGS = ("utf-8-sig", "gb18030")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",\t;"
SAMPLE = 20  # lines in which the separator is looked for
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")  # what Excel would show of a number of its own
LETTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decoded(content: bytes) -> str | None:
    """Return the text that bytes are; None where they are none."""
    marked = MARKS.get(content[:2])
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if LETTERS.search(text) else text
    return None


def is_table(text: str) -> bool:
    """Tell a table from any other text: its lines are parted, and it is no markup."""
    return not text.lstrip().startswith(("<", "{")) and _separator(text) is not None


def _separator(text: str) -> str | None:
    """Return what parts the cells: what most lines have; None where fewer than two have any."""
    lines = text.splitlines()[:SAMPLE]
    counted = {one: sum(one in line for line in lines) for one in SEPARATORS}
    best = max(counted, key=counted.__getitem__)
    return best if counted[best] > 1 else None


def read(content: bytes, name: str) -> Book:
    """Read a table from its text in UTF-8; `name`: of its only sheet."""
    text, draft = content.decode(), Draft()
    sheet = draft.sheet(name, "visible")
    rows = csv.reader(StringIO(text), delimiter=_separator(text) or ",")
    for row, cells in enumerate(rows, start=1):
        for column, typed in enumerate(cells, start=1):
            value = carried(float(typed) if NUMBER.fullmatch(typed.strip()) else typed)
            if value is not None:
                sheet.put(row, column, value, "")
    return draft.book("csv")
