"""How large a workbook's parts would become once read: its cells and where they stand, merged boxes, comments, sheets.

Owns the look at XML from outside before any reader builds something from it. What is written the way Excel, WPS,
LibreOffice and our own writer do is told by patterns that each element must fit; whatever else is left to a parser.
Runs in the limited process alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from data.problems import problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal
from intake.workbooks.sheets import Box, area, column_number, place

DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins; other encodings write a tag as ASCII does
BUILT = ("c", "row", "mergeCell", "hyperlink")  # the elements a reader builds something from
ELEMENTS = {  # two patterns each: one with a choice at its first letter takes ten times as long
    name: (re.compile(rf"<{name}[\s/>]".encode()), re.compile(rf":{name}[\s/>]".encode()))
    for name in (*BUILT, "f", "comment", "sheet")
}
UNUSUAL = [re.compile(rf":(?:{'|'.join(BUILT)})[\s/>]".encode())]
UNUSUAL += [re.compile(rf"<{name}[\t\r\n/>]".encode()) for name in BUILT]
CELL = re.compile(rb'<c r="([A-Z]{1,2}[1-9]\d{0,4})"')
ROW = re.compile(rb'<row r="[1-9]\d{0,4}"')
REFERRING = re.compile(
    rb'<(?:mergeCell|hyperlink) ref="([A-Z]{1,3}[1-9]\d{0,6}(?::[A-Z]{1,3}[1-9]\d{0,6})?)"'
)
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
LONG_FORMAT = re.compile(
    rb"""formatCode=(?:"[^"<>]{%d}|'[^'<>]{%d})""" % (limits.FORMAT + 1, limits.FORMAT + 1)
)
FILLING = {"v", "is", "f"}  # what makes a cell more than a format


@dataclass(slots=True)
class Extent:
    """What one part holds: cells, the rectangle from A1 that they fill, and boxes over several of them."""

    cells: int = 0
    bottom: int = 0
    right: int = 0
    lowest: tuple[int, int] = (0, 0)  # a cell in the last row, where it is known
    boxes: list[Box] = field(default_factory=list)


def is_xml(name: str, part: bytes) -> bool:
    """Tell whether a reader may take a part for XML: by its name, or by its first letter."""
    begins = part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    return name.lower().endswith((".xml", ".rels", ".vml")) or begins.startswith(b"<")


def declares(part: bytes) -> bool:
    """Tell whether XML declares a document type, or is written in an encoding in which that could be hidden."""
    return part.startswith(WIDE) or b"\x00" in part or DECLARATION.search(part) is not None


def holds(part: bytes, name: str) -> bool:
    """Tell whether a part has elements of a name in ELEMENTS, with or without a prefix."""
    return any(pattern.search(part) for pattern in ELEMENTS[name])


def measure(parts: Iterable[bytes]) -> int:
    """Return how many cells the parts of a workbook hold; Refusal where one is too far out, or there is too much."""
    comments, sheets, extents = 0, 0, list[Extent]()
    for part in parts:
        comments, sheets = comments + _count(part, "comment"), sheets + _count(part, "sheet")
        if LONG_FORMAT.search(part) is not None:
            raise Refusal(problem("F21", reason="format_length", limit=limits.FORMAT))
        if any(holds(part, name) for name in BUILT):
            extents.append(_extent(part))
    limits.check("sheets", sheets, limits.SHEETS)
    limits.check("comments", comments, limits.COMMENTS)
    limits.check("filled", sum(one.bottom * one.right for one in extents), limits.AREA)
    limits.check("merged", sum(len(one.boxes) for one in extents), limits.MERGED)
    limits.check("merged_area", sum(area(box) for one in extents for box in one.boxes), limits.MERGED_AREA)
    return sum(one.cells for one in extents)


def _count(part: bytes, name: str) -> int:
    """Count the elements of a name, with or without a prefix; what looks like one inside a text counts as well."""
    return sum(len(pattern.findall(part)) for pattern in ELEMENTS[name])


def _extent(part: bytes) -> Extent:
    extent = _usual(part) or _parsed(part)
    if extent.bottom * extent.right > limits.AREA:
        extent = _parsed(part)  # it knows which cells are more than a format
        if extent.bottom * extent.right > limits.AREA:
            raise Refusal(problem("F15", cell=place(*extent.lowest)))
    return extent


def _usual(part: bytes) -> Extent | None:
    """Measure a part by patterns; None where one of its elements does not fit them."""
    cells, references = CELL.findall(part), REFERRING.findall(part)
    usual = (
        not any(pattern.search(part) for pattern in UNUSUAL)
        and len(cells) == part.count(b"<c ")
        and len(ROW.findall(part)) == part.count(b"<row ")
        and len(references) == part.count(b"<mergeCell ") + part.count(b"<hyperlink ")
    )
    if not usual:
        return None
    letters = {one.rstrip(b"0123456789") for one in cells}
    rows = {one.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ") for one in cells}
    return Extent(
        cells=len(cells),
        bottom=max(map(int, rows), default=0),
        right=max((column_number(one.decode()) for one in letters), default=0),
        boxes=list(_boxes(one.decode() for one in references)),
    )


def _parsed(part: bytes) -> Extent:
    """Measure a part with a parser, which is slower and takes everything as a reader would."""
    look = _Look()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = look.begin, look.end
    try:
        parser.Parse(part, True)  # noqa: FBT003  # it takes no name
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise Refusal(problem("F02")) from error
    if look.far is not None:
        raise Refusal(problem("F15", cell=place(look.far[0], max(look.far[1], 1))))
    return look.extent


class _Look:
    """What a parser has come by in one part."""

    def __init__(self) -> None:
        self.extent = Extent()
        self.far: tuple[int, int] | None = None  # the first cell beyond what is read, else the first row
        self._row = self._column = 0
        self._within = False  # a cell

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an element as it begins, by its name without prefix."""
        name = tag.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes.get("r"))
        elif name == "row":
            self._row, self._column = int(float(attributes.get("r", self._row + 1))), 0
            if self._row > limits.FAR_ROW and self.far is None:
                self.far = (self._row, 0)
        elif name in {"mergeCell", "hyperlink"}:
            self.extent.boxes.extend(_boxes([attributes.get("ref", "")]))
        elif self._within and name in FILLING:
            self._fill()

    def end(self, tag: str) -> None:
        """Note the end of a cell."""
        if tag.rpartition(":")[2] == "c":
            self._within = False

    def _begin_cell(self, address: str | None) -> None:
        self._row, self._column = (self._row, self._column + 1) if address is None else _address(address)
        self._within = True
        self.extent.cells += 1
        beyond = self._row > limits.FAR_ROW or self._column > limits.FAR_COLUMN
        if beyond and (self.far is None or self.far[1] == 0):
            self.far = (self._row, self._column)

    def _fill(self) -> None:
        extent = self.extent
        if self._row > extent.bottom:
            extent.bottom, extent.lowest = self._row, (self._row, self._column)
        extent.right = max(extent.right, self._column)


def _address(text: str) -> tuple[int, int]:
    """Return the row and column of an address; ValueError where it is none."""
    match = ADDRESS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return int(match.group(2)), column_number(match.group(1))


def _boxes(references: Iterable[str]) -> Iterator[Box]:
    """Return the boxes over several cells among references such as A1:B2; whole columns and what is none are left out."""
    for text in references:
        corners = [ADDRESS.fullmatch(one) for one in text.split(":", 1)]
        if len(corners) == 2 and all(corners):
            (top, left), (bottom, right) = (_address(one) for one in text.split(":"))
            yield top, left, bottom, right
