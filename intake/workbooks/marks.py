"""What the fast reader keeps to itself: error values, formulas never computed, merges, hidden rows, telling formats.

Runs in the child process, beside intake/workbooks/columns.py. It looks at the text of one sheet's part as it streams
by, so that a long sheet costs a pass over its bytes and no object a cell.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath

from intake.workbooks import limits

CHUNK = 1024 * 1024
OVERLAP = 1024  # bytes carried over, so that a cell cut by a chunk is still seen
MARKS_LIMIT = 20_000  # of one kind; formats apart, a file with more is refused anyway
COMPUTED_TOLD = 200  # the formulas with a result that are told of
BUILT_IN_PERCENT = {"9": "0%", "10": "0.00%"}
CELL = rb'<c (?=[^<>]*\br="([A-Z]{1,3})(\d{1,7})")[^<>]*'
ERROR = re.compile(CELL + rb'\bt="e"[^<>]*>(?:<f[^<>]*/>|<f[^<]*</f>)?<v>([^<]{1,12})')
UNCOMPUTED = re.compile(  # a formula whose result is empty text says so: t="str"
    CELL.replace(b"<c ", rb'<c (?![^<>]*\bt="str")')
    + rb">(?:<f[^<>]*/>|<f[^<>]*>([^<]*)</f>)(?:<v\s*/>|<v></v>)?</c>"
)
COMPUTED = re.compile(CELL + rb">(?:<f[^<>]*>([^<]*)</f>)<v>[^<]")
MERGED = re.compile(rb'<mergeCell [^<>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
HIDDEN = re.compile(rb'<row (?=[^<>]*\bhidden="(?:1|true)")[^<>]*\br="(\d{1,7})"')
FORMAT = re.compile(rb"<numFmt [^<>]*>")
STYLE = re.compile(rb'<xf [^<>]*?numFmtId="(\d{1,5})"')
TELLING = re.compile(r'%|!\.|[0#?],+(?![0#?])|"[^"万亿千百]*[万亿千百][^"]*"|\\[万亿千百]')

Place = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Marks:
    """What was seen on a sheet, by row and column as people count them."""

    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: dict[Place, str] = field(default_factory=dict)  # with the formula's text
    computed: dict[Place, str] = field(default_factory=dict)  # the first formulas that have a result
    formats: dict[Place, str] = field(default_factory=dict)  # those that change what a number says
    merged: set[tuple[int, int, int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


def read(content: bytes, sheet: str) -> Marks:
    """Stream over a sheet of an .xlsx and gather its marks; none where the sheet's part is not found."""
    found = Marks()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = _part(archive, sheet)
        if part is None:
            return found
        styled = _telling(archive)
        cells = _styled_cells(styled)
        with archive.open(part) as stream:
            tail = b""
            while chunk := stream.read(CHUNK):
                window = tail + chunk
                _look(window, found)
                if cells is not None:
                    _look_at_formats(window, cells, styled, found)
                tail = window[-OVERLAP:]
    return found


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part that holds the sheet of that name."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415  # only a long file needs it

    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = fromstring(archive.read("xl/workbook.xml"))
    listed = next(
        (one for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == sheet), None
    )
    if listed is None:
        return None
    wanted = next((value for name, value in listed.items() if name.endswith("}id")), None)
    for one in fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if one.get("Id") == wanted:
            target = one.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            return part if part in names else None
    return None


def _telling(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Return the style numbers whose format changes what a number says: percent, or shown in 万 or 亿."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    from html import unescape  # noqa: PLC0415  # as above

    xml = archive.read("xl/styles.xml")
    formats = dict(BUILT_IN_PERCENT)
    for tag in FORMAT.findall(xml):
        number = re.search(rb'numFmtId="(\d+)"', tag)
        code = re.search(rb'formatCode="([^"]*)"', tag)
        if number and code:
            formats[number.group(1).decode()] = unescape(code.group(1).decode("utf-8", "replace"))
    start = xml.find(b"<cellXfs")
    styles = STYLE.findall(xml, start, xml.find(b"</cellXfs>", start)) if start >= 0 else []
    named = {str(at).encode(): formats.get(number.decode(), "") for at, number in enumerate(styles)}
    return {at: shape for at, shape in named.items() if TELLING.search(shape[: limits.FORMAT])}


def _styled_cells(styled: dict[bytes, str]) -> "re.Pattern[bytes] | None":
    if not styled:
        return None
    return re.compile(CELL + rb'\bs="(' + b"|".join(styled) + rb')"[^<>]*>')


def _look(window: bytes, found: Marks) -> None:
    if b't="e"' in window:
        _keep(found.errors, ERROR, window)
    if b"<f" in window:
        _keep(found.uncomputed, UNCOMPUTED, window)
        _keep(found.computed, COMPUTED, window, COMPUTED_TOLD)
    if b"<mergeCell " in window and len(found.merged) < MARKS_LIMIT:
        found.merged.update(
            (int(top), column(left), int(bottom), column(right))
            for left, top, right, bottom in MERGED.findall(window)
        )
    if b"hidden=" in window and len(found.hidden) < MARKS_LIMIT:
        found.hidden.update(map(int, HIDDEN.findall(window)))


def _keep(
    into: dict[Place, str], pattern: "re.Pattern[bytes]", window: bytes, most: int = MARKS_LIMIT
) -> None:
    for match in pattern.finditer(window) if len(into) < most else ():
        letters, row, text = match.groups()
        if len(into) >= most:
            return
        into[int(row), column(letters)] = (text or b"").decode("utf-8", "replace")


def _look_at_formats(
    window: bytes, cells: "re.Pattern[bytes]", styled: dict[bytes, str], found: Marks
) -> None:
    for letters, row, style in cells.findall(window):
        found.formats[int(row), column(letters)] = styled[style]


def column(letters: bytes) -> int:
    """Return the number of a column: A → 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
