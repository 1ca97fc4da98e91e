"""Writes the smallest .xls there is, by hand: no library in reach writes one, and hostile ones must be made.

A compound file of one stream, Workbook, whose records are those of [MS-XLS]: a type, a size, the content.
"""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SHORTEST = 4096  # bytes of a stream that lies in sectors of its own
BOF, EOF, SHEET, FONT, STYLE, DIMENSIONS, TEXT, NUMBER, MERGED = (
    0x809, 0x0A, 0x85, 0x31, 0xE0, 0x200, 0x204, 0x203, 0xE5,
)  # fmt: skip
BOXES = 1000  # in one record
Box = tuple[int, int, int, int]  # first row, first column, last row, last column, counted from 1


def old_workbook(
    cells: Sequence[tuple[int, int, object]],
    boxes: Sequence[Box] = (),
    name: str = "Sheet1",
    more: bytes = b"",
) -> bytes:
    """Return an .xls of one sheet: cells as (row, column, value) counted from 1, merged boxes, further records."""
    sheet = _sheet(cells, boxes) + more + record(EOF)
    start = len(_globals(0, name))
    return compound(_globals(start, name) + sheet)


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _globals(start: int, name: str) -> bytes:
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("Arial", "<B")
    place = struct.pack("<IBB", start, 0, 0) + _text(name, "<B")
    styles = record(STYLE, struct.pack("<HHH", 0, 0, 0xFFF5) + bytes(14)) * 16
    return b"".join((
        record(BOF, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 1996, 0, 6)), record(FONT, font) * 4, styles,
        record(STYLE, struct.pack("<HHH", 0, 0, 1) + bytes(14)), record(SHEET, place), record(EOF),
    ))  # fmt: skip


def _sheet(cells: Sequence[tuple[int, int, object]], boxes: Sequence[Box]) -> bytes:
    bottom = max((row for row, _, _ in cells), default=0)
    right = max((column for _, column, _ in cells), default=0)
    parts = [
        record(BOF, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 1996, 0, 6)),
        record(DIMENSIONS, struct.pack("<IIHHH", 0, bottom, 0, right, 0)),
        *(_cell(row - 1, column - 1, value) for row, column, value in cells),
    ]
    for at in range(0, len(boxes), BOXES):
        group = boxes[at : at + BOXES]
        listed = (
            struct.pack("<HHHH", top - 1, bottom - 1, left - 1, right - 1)
            for top, left, bottom, right in group
        )
        parts.append(record(MERGED, struct.pack("<H", len(group)) + b"".join(listed)))
    return b"".join(parts)


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 16)
    if isinstance(value, int | float):
        return record(NUMBER, place + struct.pack("<d", value))
    return record(TEXT, place + _text(str(value), "<H"))


def _text(text: str, length: str) -> bytes:
    """Return a text behind its length and a flag saying that each letter takes two bytes."""
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def compound(stream: bytes) -> bytes:
    """Return a compound file with this stream under the name Workbook."""
    stream = stream.ljust(SHORTEST, b"\0")
    sectors = -(-len(stream) // SECTOR)
    fats = -(-(sectors + 1 + 1) // 127)  # room for the stream, the directory and themselves
    table = [FAT] * fats + [END] + list(range(fats + 2, fats + 1 + sectors)) + [END]
    packed = b"".join(struct.pack("<I", one) for one in table).ljust(fats * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, fats, fats, 0, SHORTEST, END, 0, END, 0
    )  # fmt: skip
    header += b"".join(struct.pack("<I", one) for one in [*range(fats), *[FREE] * (109 - fats)])
    root = _entry("Root Entry", 5, END, 0, child=1)
    directory = root + _entry("Workbook", 2, fats + 1, len(stream), child=FREE) + bytes(256)
    return header + packed + directory + stream.ljust(sectors * SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    return (
        label.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(label), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )
