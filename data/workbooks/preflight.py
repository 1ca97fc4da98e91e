"""What a file really is, and whether it is safe to hand to a reader: content, never extension.

Owns the limits (size, parts, compression ratio, far cells) and the refusal of document type declarations.
It opens no workbook; it streams the parts of a zip and looks at bytes, so that it can run in the parent.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath

from data.problems import Problem, problem
from data.workbooks.sheets import place

MEGABYTE = 1024 * 1024
FILE_LIMIT = 20 * MEGABYTE
UNPACKED_LIMIT = 150 * MEGABYTE
PART_LIMIT = 2000
RATIO_LIMIT = 100
RATIO_FLOOR = 1 * MEGABYTE  # small parts may compress as well as they like
LONG_CELLS = 200_000  # above this a workbook is read by the fast reader, which cannot tell number formats
MONTHS_CELLS = 20_000  # the same where it names months, as a back-fill does
MONTHS_NAMED = 3
CHUNK = 1 * MEGABYTE
OVERLAP = 256  # bytes carried over so that a pattern cut by a chunk is still seen

FAR = re.compile(rb' r="([A-Z]{3,}\d+|[A-Z]{0,2}[1-9]\d{5,})"')  # beyond column ZZ or row 99,999
DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)")
_YEAR, _MONTH, _NTH, _QUARTER, *_ORDINALS = (  # as UTF-8, or as the references some writers give
    "".join(f"(?:{letter}|&#{ord(letter)};)" for letter in word)
    for word in ("年", "月", "第", "季度", *"一二三四")
)
MONTH_TEXT = re.compile(
    rf"<t[^>]{{0,40}}>(\d{{4}}(?:{_YEAR}\d{{1,2}}{_MONTH}|{_YEAR}{_NTH}?(?:{'|'.join(_ORDINALS)}|[1-4]){_QUARTER}|{_YEAR}?Q[1-4]))</t>".encode()
)
FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")  # .NET programs write <x:f>
MARKS = (b't="e"', b"<mergeCell ", b"hidden=")
STYLED = re.compile(
    rb'numFmtId="(?:9|10)"|formatCode="[^"]*(?:%|!\.|,"|[\xe4-\xe9]|&quot;)'
)  # may change what a number says
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXTENSIONS = {
    "xlsx": {".xlsx"},
    "xlsm": {".xlsm"},
    "xls": {".xls", ".et"},
    "xlsb": {".xlsb"},
    "ods": {".ods"},
}


class Kind(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What pre-flight found: the kind to read as (None: do not read) and what to tell the reporter."""

    kind: Kind | None
    problems: tuple[Problem, ...] = ()
    cells: int = 0
    formulas: bool = False
    marked: bool = False  # whether there is anything the fast reader would not tell
    months: int = 0  # distinct texts that are a month or a quarter and nothing else


@dataclass(slots=True)
class _Scan:
    """What streaming over the parts has seen so far."""

    problems: list[Problem]
    cells: int = 0
    formulas: bool = False
    marked: bool = False
    months: set[bytes] | None = None


def is_long(found: Inspection) -> bool:
    """Tell whether a workbook is to be read by columns: very long, or long and naming months."""
    if found.kind not in {Kind.XLSX, Kind.XLSM}:
        return False
    return found.cells > LONG_CELLS or (found.cells > MONTHS_CELLS and found.months >= MONTHS_NAMED)


def inspect(content: bytes, file_name: str) -> Inspection:
    """Recognise a file by its content and check it against the limits."""
    if PurePath(file_name).name.startswith("~$"):
        return _refused(problem("F20", value=file_name))
    if not content:
        return _refused(problem("F01"))
    if len(content) > FILE_LIMIT:
        return _refused(problem("F09", **oversize(content)))
    if content.startswith(b"PK\x03\x04"):
        return _zip(content, file_name)
    if content.startswith(OLE):
        return _ole(content, file_name)
    return _refused(_foreign(content))


def oversize(content: bytes) -> dict[str, str]:
    """The facts of a file that is too large."""
    return {"reason": "size", "size": str(len(content) // MEGABYTE), "limit": str(FILE_LIMIT // MEGABYTE)}


def _refused(*found: Problem) -> Inspection:
    return Inspection(kind=None, problems=found)


def _foreign(content: bytes) -> Problem:
    """Name what a file is that is neither zip nor OLE."""
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK"):
        return problem("F02")
    for magic, name in (
        (b"%PDF", "pdf"),
        (b"\x89PNG", "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"GIF8", "picture"),
        (b"Rar!", "archive"),
        (b"7z\xbc\xaf", "archive"),
        (b"\x1f\x8b", "archive"),
        (b"BM", "picture"),
        (b"{\\rtf", "文档"),
    ):
        if head.startswith(magic):
            return problem("F06", kind=name)
    if head.startswith(b"<"):
        return (
            problem("F10", place="in_head")
            if DECLARATION.search(head) and b"html" not in head.lower()
            else problem("F04")
        )
    return problem("F03") if _is_text(content[:4096]) else problem("F02")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _ole(content: bytes, file_name: str) -> Inspection:
    """Tell an .xls or .et from an encrypted .xlsx and from other OLE documents."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _refused(problem("F07"))
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        return _refused(problem("F06", kind="word_or_slides"))
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return _refused(problem("F02"))
    found = [problem("F13")] if file_name.lower().endswith(".et") else []
    return Inspection(kind=Kind.XLS, problems=(*found, *_misnamed(Kind.XLS, file_name)))


def _misnamed(kind: Kind, file_name: str) -> tuple[Problem, ...]:
    extension = PurePath(file_name).suffix.lower()
    if extension in EXTENSIONS[kind] or not extension:
        return ()
    return (problem("F05", extension=extension, kind=f".{kind}"),)


def _zip(content: bytes, file_name: str) -> Inspection:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _archive(archive, file_name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return _refused(problem("F02"))


def _archive(archive: zipfile.ZipFile, file_name: str) -> Inspection:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or _locked(archive, names):
        return _refused(problem("F07"))
    kind = _zip_kind(archive, names)
    if isinstance(kind, Problem):
        return _refused(kind)
    if (beyond := excess(parts)) is not None:
        return _refused(problem("F09", **beyond))
    scan = _Scan(problems=[], months=set())
    for part in parts:
        _scan_part(archive, part, kind, scan)
        if scan.problems:
            return _refused(*scan.problems)
    return Inspection(
        kind=kind,
        problems=(*_remarks(kind, names), *_misnamed(kind, file_name)),
        cells=scan.cells,
        formulas=scan.formulas,
        marked=scan.marked,
        months=len(scan.months or ()),
    )


def _locked(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an OpenDocument file needs a password: its list of parts then tells how each is encrypted."""
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in archive.open(manifest).read(CHUNK)


def _remarks(kind: Kind, names: set[str]) -> Iterator[Problem]:
    if kind is Kind.XLSM or any(name.endswith("vbaProject.bin") for name in names):
        yield problem("F11")
    if kind in {Kind.XLSB, Kind.ODS}:
        skipped = "comments_and_formulas" if kind is Kind.ODS else "formats_comments_and_hidden_rows"
        yield problem("F14", kind=f".{kind}", skipped=skipped)


def _zip_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind | Problem:
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "xl/workbook.xml" in names:
        types = archive.open("[Content_Types].xml").read(CHUNK) if "[Content_Types].xml" in names else b""
        return Kind.XLSM if b"macroEnabled" in types else Kind.XLSX
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(100):
        return Kind.ODS
    if any(name.startswith("word/") for name in names):
        return problem("F06", kind="word")
    if any(name.startswith("ppt/") for name in names):
        return problem("F06", kind="slides")
    return problem("F06", kind="archive") if names and "[Content_Types].xml" not in names else problem("F02")


def excess(parts: list[zipfile.ZipInfo]) -> dict[str, str] | None:
    """The facts of what is too much about the sizes a zip declares; None within the limits. Unpacking must check them again."""
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PART_LIMIT:
        return {"reason": "parts", "count": str(len(parts))}
    if unpacked > UNPACKED_LIMIT:
        return {"reason": "unpacked", "size": str(unpacked // MEGABYTE)}
    for part in parts:
        if part.file_size > RATIO_FLOOR and part.file_size > RATIO_LIMIT * max(part.compress_size, 1):
            ratio = part.file_size // max(part.compress_size, 1)
            return {"reason": "ratio", "part": part.filename, "ratio": str(ratio)}
    return None


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, kind: Kind, scan: _Scan) -> None:
    """Stream one part: it must unpack (CRC included), declare no document type and hold no far cell."""
    sheet = (
        kind in {Kind.XLSX, Kind.XLSM}
        and part.filename.startswith("xl/worksheets/")
        and part.filename.endswith(".xml")
    )
    xml = part.filename.endswith((".xml", ".rels", ".vml"))
    size, tail = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > UNPACKED_LIMIT:
                scan.problems.append(problem("F09", reason="part", part=part.filename))
                return
            if not xml:
                continue
            window = tail + chunk
            if DECLARATION.search(window) or chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                scan.problems.append(problem("F10", place="in_part", part=part.filename))
                return
            if part.filename == "xl/styles.xml":
                scan.marked = scan.marked or STYLED.search(window) is not None
            if scan.months is not None and len(scan.months) < MONTHS_NAMED:
                scan.months.update(MONTH_TEXT.findall(window))
            if sheet and not _scan_cells(window, len(tail), part.filename, scan):
                return
            tail = window[-OVERLAP:]


def _far_address(window: bytes, far: re.Match[bytes]) -> str:
    """The far cell itself; where a far row was met first, the first cell in it, else its beginning."""
    address = far.group(1).decode()
    if address[0].isalpha():
        return address
    inside = re.compile(rb'r="([A-Z]{1,3}' + address.encode() + rb')"').search(window, far.end())
    return inside.group(1).decode() if inside else place(int(address), 1)


def _scan_cells(window: bytes, overlap: int, name: str, scan: _Scan) -> bool:
    """Count cells and note formulas; False once a far cell is met."""
    if far := FAR.search(window):
        scan.problems.append(problem("F15", cell=_far_address(window, far)))
        return False
    scan.cells += window.count(b"<c ") - window.count(b"<c ", 0, overlap)
    scan.formulas = scan.formulas or FORMULA.search(window) is not None
    scan.marked = scan.marked or scan.formulas or any(mark in window for mark in MARKS)
    return True
