"""What the fast reader keeps to itself of .xlsb and .ods: where error values stand, and which numbers are per cent.

Runs in the child process. It walks the records or elements of a sheet and knows a cell only by its place.
"""

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING

from data.workbooks.marks import MARKS_LIMIT, Marks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROW, CELL_ERROR, FORMULA_ERROR, SHEET = 0, 3, 11, 156
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
REPEATED = 16_384  # columns or rows of nothing, repeated to the sheet's end
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


def read(content: bytes, kind: str, sheet: str) -> Marks:
    """Return the error cells of a sheet, and of an .ods its percentages and hidden rows."""
    found = Marks()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if kind == "xlsb":
            part = _binary_part(archive, sheet)
            found.errors.update(_binary_errors(archive.read(part)) if part else ())
        else:
            with archive.open("content.xml") as stream:
                _open_document(stream, sheet, found)
    return found


def _binary_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415  # only these kinds need it

    relations = {
        one.get("Id"): one.get("Target", "") for one in fromstring(archive.read("xl/_rels/workbook.bin.rels"))
    }
    for kind, content in _records(archive.read("xl/workbook.bin")):
        if kind == SHEET:
            relation, end = _wide(content, 8)
            if _wide(content, end)[0] == sheet:
                target = relations.get(relation, "")
                part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
                return part if part in archive.namelist() else None
    return None


def _binary_errors(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    row = 0
    for kind, record in _records(content):
        if kind == ROW and len(record) >= 4:
            row = struct.unpack_from("<I", record)[0] + 1
        elif kind in {CELL_ERROR, FORMULA_ERROR} and len(record) >= 9:
            yield (row, struct.unpack_from("<I", record)[0] + 1), ERRORS.get(record[8], "#ERR")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind, at = _sevens(content, at)
        size, at = _sevens(content, at)
        yield kind, content[at : at + size]
        at += size


def _sevens(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where it ends."""
    number = shift = 0
    while at < len(content):
        byte = content[at]
        number, shift, at = number | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            break
    return number, at


def _wide(content: bytes, at: int) -> tuple[str, int]:
    size = 2 * struct.unpack_from("<I", content, at)[0]
    return content[at + 4 : at + 4 + size].decode("utf-16-le", "replace"), at + 4 + size


def _open_document(stream: IO[bytes], sheet: str, found: Marks) -> None:
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415  # as above

    for _, table in iterparse(stream, events=("end",)):
        if table.tag != f"{TABLE}table":
            continue
        if table.get(f"{TABLE}name") == sheet:
            row = 1
            for one in table.iter(f"{TABLE}table-row"):
                _open_row(one, row, found)
                row += int(one.get(f"{TABLE}number-rows-repeated", 1))
        table.clear()


def _open_row(row: "Element", number: int, found: Marks) -> None:
    column = 1
    if row.get(f"{TABLE}visibility") in {"collapse", "filter"} and len(found.hidden) < MARKS_LIMIT:
        found.hidden.update(
            range(number, number + min(int(row.get(f"{TABLE}number-rows-repeated", 1)), REPEATED))
        )
    for cell in row:
        count = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        text = "".join(cell.itertext()) if cell.get(f"{EXTENDED}value-type") == "error" else ""
        percent = cell.get(f"{OFFICE}value-type") == "percentage"
        for place in range(column, column + min(count, REPEATED)) if text or percent else ():
            if text and len(found.errors) < MARKS_LIMIT:
                found.errors[number, place] = text
            if percent:
                found.formats[number, place] = "0%"
        column += count
