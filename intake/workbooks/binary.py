"""The records of an .xlsb: how far its cells reach, and where error values stand, which the fast reader keeps to itself.

It walks the records of every sheet and knows a cell only by its place. Runs in the limited process alone.
"""

import struct
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from data.problems import problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal
from intake.workbooks.marks import MARKS_LIMIT, Marks
from intake.workbooks.sheets import place

ROW, BLANK, CELL_ERROR, FORMULA_ERROR, SHEET = 0, 1, 3, 11, 156  # the cells' kinds go from 1 to 11
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def measure(parts: Mapping[str, bytes]) -> dict[str, Marks]:
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
        if kind == ROW and len(record) >= 4:
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
