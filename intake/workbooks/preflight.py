"""What a file really is, and whether a reader may have it: content, never extension.

Owns the kinds that are read. A glance is for the server: it opens nothing. The inspection is for the limited process:
it takes a zip apart, holds it to the limits (intake/workbooks/limits.py) and hands a reader the parts packed anew.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePath

from data.problems import Problem, problem
from intake.workbooks import archive, limits, other_formats, structure
from intake.workbooks.limits import MEGABYTE, Refusal
from intake.workbooks.marks import Marks

LONG_CELLS = 200_000  # above this a workbook is read by the fast reader, which cannot tell number formats
MONTHS_CELLS = 20_000  # the same where it names months, as a back-fill does
MONTHS_NAMED = 3

_YEAR, _MONTH, _NTH, _QUARTER, *_ORDINALS = (  # as UTF-8, or as the references some writers give
    "".join(f"(?:{letter}|&#{ord(letter)};)" for letter in word)
    for word in ("年", "月", "第", "季度", *"一二三四")
)
MONTH_TEXT = re.compile(
    rf"<t[^<>]{{0,40}}>(\d{{4}}(?:{_YEAR}\d{{1,2}}{_MONTH}|{_YEAR}{_NTH}?(?:{'|'.join(_ORDINALS)}|[1-4]){_QUARTER}|{_YEAR}?Q[1-4]))</t>".encode()
)
MARKS = (b't="e"', b"<mergeCell ", b"hidden=")
STYLED = re.compile(
    rb'numFmtId="(?:9|10)"|formatCode="[^"]*(?:%|!\.|,"|[\xe4-\xe9]|&quot;)'
)  # may change what a number says
UNREAD = "docProps/core"  # who wrote it and when: nobody asks, and a date there that is none stops a reader
STRICT = b"http://purl.oclc.org/ooxml/"  # the namespace of Strict Open XML, which openpyxl takes for nothing
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXTENSIONS = {
    "xlsx": {".xlsx"},
    "xlsm": {".xlsm"},
    "xls": {".xls", ".et"},
    "xlsb": {".xlsb"},
    "ods": {".ods"},
    "csv": {".csv", ".txt", ".tsv"},
}


WORKBOOKS = {extension for extensions in EXTENSIONS.values() for extension in extensions}


class Kind(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was found: the kind to read as (None: do not read), what to tell the reporter, and what a reader is given."""

    kind: Kind | None
    problems: tuple[Problem, ...] = ()
    content: bytes = b""
    cells: int = 0
    formulas: bool = False
    marked: bool = False  # whether there is anything the fast reader would not tell
    strict: bool = False  # whether it is Strict Open XML
    raised: bool = False  # whether some text has raised letters
    months: int = 0  # distinct texts that are a month or a quarter and nothing else
    seen: Mapping[str, Marks] = field(default_factory=dict)  # of the sheets of an .xlsb or .ods


def is_long(found: Inspection, long_cells: int = LONG_CELLS) -> bool:
    """Tell whether a workbook is to be read by columns: very long, or long and naming months."""
    if found.kind not in {Kind.XLSX, Kind.XLSM}:
        return False
    return found.cells > long_cells or (found.cells > MONTHS_CELLS and found.months >= MONTHS_NAMED)


def glance(content: bytes, file_name: str) -> Problem | None:
    """Return what can be said against a file before anything looks into it: its name and its size."""
    if PurePath(file_name).name.startswith("~$"):
        return problem("F20", value=file_name)
    if not content:
        return problem("F01")
    return problem("F09", **oversize()) if len(content) > limits.FILE else None


def oversize() -> dict[str, str]:
    """The facts of a file that is too large; by how much is not known, for no more of it is read."""
    return {"reason": "size", "limit": str(limits.FILE // MEGABYTE)}


def inspect(content: bytes, file_name: str) -> Inspection:
    """Recognise a file by its content and hold it to the limits. Only in a limited process."""
    try:
        return _inspected(content, file_name)
    except Refusal as refusal:
        return Inspection(kind=None, problems=(refusal.problem,))


def _inspected(content: bytes, file_name: str) -> Inspection:
    if (found := glance(content, file_name)) is not None:
        raise Refusal(found)
    if content.startswith(b"PK\x03\x04"):
        return _zip(content, file_name)
    if content.startswith(OLE):
        return _ole(content, file_name)
    found = _foreign(content)
    text = other_formats.decoded(content) if found.code == "F03" else None
    if text is None or not other_formats.is_table(text):
        raise Refusal(found)
    return Inspection(kind=Kind.CSV, content=text.encode(), problems=_misnamed(Kind.CSV, file_name))


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
        (b"{\\rtf", "rtf"),
    ):
        if head.startswith(magic):
            return problem("F06", kind=name)
    if head.startswith(b"<"):
        return (
            problem("F10", place="in_head")
            if structure.DECLARATION.search(head) and b"html" not in head.lower()
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
        raise Refusal(problem("F07"))
    if "WordDocument".encode("utf-16-le") in content or "PowerPoint Document".encode("utf-16-le") in content:
        raise Refusal(problem("F06", kind="word_or_slides"))
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Refusal(problem("F02"))
    found = [problem("F13")] if file_name.lower().endswith(".et") else []
    return Inspection(kind=Kind.XLS, content=content, problems=(*found, *_misnamed(Kind.XLS, file_name)))


def _misnamed(kind: Kind, file_name: str) -> tuple[Problem, ...]:
    extension = PurePath(file_name).suffix.lower()
    if extension in EXTENSIONS[kind] or not extension:
        return ()
    return (problem("F05", extension=extension, kind=f".{kind}"),)


def _zip(content: bytes, file_name: str) -> Inspection:
    listed = archive.names(content)
    if (found := _other_zip(listed)) is not None:
        return _inside(content, listed, found)
    parts = archive.unpack(content)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refusal(problem("F07"))
    kind, xml = _zip_kind(parts), {name: part for name, part in parts.items() if structure.is_xml(name, part)}
    _refuse_declarations(xml)
    told = (*_remarks(kind, parts), *_misnamed(kind, file_name))
    again = archive.pack({name: part for name, part in parts.items() if not name.startswith(UNREAD)})
    if kind is Kind.XLSB:
        return Inspection(kind=kind, problems=told, content=again, seen=other_formats.measure_binary(parts))
    if kind is Kind.ODS:
        return Inspection(kind=kind, problems=told, content=again, seen=other_formats.measure(parts))
    return _of_xml(
        Inspection(kind=kind, problems=told, content=again), parts, [xml[name] for name in sorted(xml)]
    )


def _of_xml(found: Inspection, parts: Mapping[str, bytes], texts: Sequence[bytes]) -> Inspection:
    """Return an inspection with what the XML of an .xlsx holds; Refusal where that is too much."""
    formulas = any(structure.holds(part, "f") for part in texts)
    return replace(
        found,
        cells=structure.measure(texts),
        formulas=formulas,
        marked=formulas or _is_marked(parts, texts),
        strict=STRICT in parts.get("xl/workbook.xml", b""),
        raised=any(b"superscript" in part for part in texts),
        months=len({month for part in texts for month in MONTH_TEXT.findall(part)}),
    )


def _inside(content: bytes, names: Collection[str], found: Problem) -> Inspection:
    """Inspect the workbook that a zip of files holds; of several nobody knows which is meant. `found`: what it is else."""
    own = [name for name in names if _is_workbook(PurePath(name))]
    if not own:
        raise Refusal(found)
    if len(own) != 1:
        raise Refusal(problem("F25", count=len(own), names=[PurePath(name).name for name in own]))
    workbook = archive.unpack(content)[own[0]]
    if workbook.startswith(b"PK\x03\x04") and _other_zip(archive.names(workbook)) is not None:
        raise Refusal(problem("F06", kind="archive"))
    return _inspected(workbook, PurePath(own[0]).name)


def _is_workbook(path: PurePath) -> bool:
    beside = path.name.startswith(("~$", "._")) or "__MACOSX" in path.parts
    return path.suffix.lower() in WORKBOOKS and not beside


def _refuse_declarations(xml: Mapping[str, bytes]) -> None:
    """Raise Refusal on a part that declares entities of its own: it could grow without bound when read."""
    for name, part in xml.items():
        if structure.declares(part):
            raise Refusal(problem("F10", place="in_part", part=name))


def _is_marked(parts: Mapping[str, bytes], texts: Collection[bytes]) -> bool:
    styled = STYLED.search(parts.get("xl/styles.xml", b"")) is not None
    return styled or any(mark in part for part in texts for mark in MARKS)


def _remarks(kind: Kind, names: Collection[str]) -> Iterator[Problem]:
    if kind is Kind.XLSM or any(name.endswith("vbaProject.bin") for name in names):
        yield problem("F11")
    if kind in {Kind.XLSB, Kind.ODS}:
        skipped = "comments_and_formulas" if kind is Kind.ODS else "formats_comments_and_hidden_rows"
        yield problem("F14", kind=f".{kind}", skipped=skipped)


def _other_zip(names: Collection[str]) -> Problem | None:
    """Name a zip that is no workbook; a text document and a spreadsheet of OpenDocument have the same names."""
    if {"xl/workbook.bin", "xl/workbook.xml"} & set(names) or "mimetype" in names:
        return None
    if any(name.startswith("word/") for name in names):
        return problem("F06", kind="word")
    if any(name.startswith("ppt/") for name in names):
        return problem("F06", kind="slides")
    return problem("F06", kind="archive") if names and "[Content_Types].xml" not in names else problem("F02")


def _zip_kind(parts: Mapping[str, bytes]) -> Kind:
    if "xl/workbook.bin" in parts:
        return Kind.XLSB
    if "xl/workbook.xml" in parts:
        return Kind.XLSM if b"macroEnabled" in parts.get("[Content_Types].xml", b"") else Kind.XLSX
    if b"opendocument.spreadsheet" in parts["mimetype"] and "content.xml" in parts:
        return Kind.ODS
    raise Refusal(problem("F06", kind="archive"))
