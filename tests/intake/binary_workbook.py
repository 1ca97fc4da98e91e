"""Writes the smallest .xlsb there is, by hand: no library in reach writes one, and a reader must be shown a real file.

Records as [MS-XLSB] has them: a type and a size of seven bits a byte, then the content; strings are UTF-16.
"""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO

ROW, BLANK, ERROR, REAL, TEXT = 0, 1, 3, 5, 6
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK = 129, 130, 131, 132
BEGIN_SHEETS, END_SHEETS, BEGIN_DATA, END_DATA, DIMENSION, SHEET = 143, 144, 145, 146, 148, 156
TYPES = b"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>"""


def binary_workbook(rows: Sequence[Sequence[object]], name: str = "Sheet1", first: int = 1) -> bytes:
    """Return an .xlsb of one sheet that holds these numbers and texts from its first column and this row down."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", target="xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", _book(name))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", RELATIONS.format(kind="worksheet", target="worksheets/sheet1.bin")
        )
        archive.writestr("xl/worksheets/sheet1.bin", _sheet(rows, first))
    return out.getvalue()


def _book(name: str) -> bytes:
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)
    return b"".join(
        (
            _record(BEGIN_BOOK),
            _record(BEGIN_SHEETS),
            _record(SHEET, sheet),
            _record(END_SHEETS),
            _record(END_BOOK),
        )
    )


def _sheet(rows: Sequence[Sequence[object]], first: int) -> bytes:
    widest = max(map(len, rows))
    parts = [_record(BEGIN_SHEET), _record(DIMENSION, struct.pack("<IIII", 0, len(rows) - 1, 0, widest - 1))]
    parts.append(_record(BEGIN_DATA))
    for number, row in enumerate(rows, start=first - 1):
        parts.append(_record(ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        parts.extend(_cell(column, value) for column, value in enumerate(row))
    return b"".join((*parts, _record(END_DATA), _record(END_SHEET)))


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 0)
    if value is None:
        return _record(BLANK, place)
    if isinstance(value, int | float):
        return _record(REAL, place + struct.pack("<d", value))
    if value == "#DIV/0!":
        return _record(ERROR, place + bytes([7]))
    return _record(TEXT, place + _wide(str(value)))


def _record(kind: int, content: bytes = b"") -> bytes:
    return _sevens(kind) + _sevens(len(content)) + content


def _sevens(number: int) -> bytes:
    """Return a number seven bits a byte, low ones first, the high bit saying that more follow."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _sevens(rest) if rest else bytes([low])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
