"""The plain text of a document that a user registers: txt, html, docx or pdf, read in a limited child process.

Owns what is accepted and the sentence for what is not. It keeps nothing: what is registered goes to the database
of the office, never into the repository.
"""

import re
import zipfile
from enum import StrEnum
from io import BytesIO

from data import child
from data.child import End
from data.documents.child import TEXT_LIMIT
from data.problems import Problem, problem
from data.workbooks import preflight

SHORTEST = 20  # characters: less than this is not the text of a document
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|meta|title|div|p|table|span)\b", re.IGNORECASE)
_XML = re.compile(rb"<\?xml|<!DOCTYPE", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
_MOST_CONTROL = 0.005  # a share of the characters; more, and the bytes are no text
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")


class Kind(StrEnum):
    """The formats that are read."""

    TXT = "txt"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


def read(content: bytes) -> str | Problem:
    """The document's text, one line a paragraph (a text file's as it stands), or why there is none."""
    kind = recognise(content)
    if isinstance(kind, Problem):
        return kind
    answer = child.ask("data.documents.child", str(kind), content=content)
    if answer.end is not End.ANSWERED:
        return _failure(answer, kind)
    return _judged(str(answer.content, "utf-8"), kind)


def recognise(content: bytes) -> Kind | Problem:
    """What the file is, by its content and never by its extension."""
    if not content.strip():
        return problem("T01")
    if len(content) > preflight.FILE_LIMIT:
        return problem("T03", **preflight.oversize(content))
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    if (foreign := _foreign(content)) is not None:
        return problem("T02", kind=foreign)
    return _text_kind(content[:4096])


def _foreign(content: bytes) -> str | None:
    """What a file is called that is certainly no document we read."""
    if content.startswith(preflight.OLE):
        word = "WordDocument".encode("utf-16-le") in content
        return "old_word" if word else "old_office"
    if content.startswith(_PICTURES):
        return "picture"
    if content.startswith(_PACKED):
        return "archive"
    return "rtf" if content.startswith(b"{\\rtf") else None


def _text_kind(head: bytes) -> Kind | Problem:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and _HTML.search(head):
        return Kind.HTML
    return problem("T02", kind="xml") if _XML.match(start) else Kind.TXT


def _zip(content: bytes) -> Kind | Problem:
    """Tell a .docx from other zips, and refuse one that unpacks beyond the limits."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return problem("T04", reason="packing")
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        return problem("T02", kind=_packed_kind(names))
    if (beyond := preflight.excess(parts)) is not None:
        return problem("T03", **beyond)
    return Kind.DOCX


def _packed_kind(names: set[str]) -> str:
    if "OFD.xml" in names:
        return "ofd"
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    return "slides" if any(name.startswith("ppt/") for name in names) else "archive"


def _failure(answer: child.Answer, kind: Kind) -> Problem:
    if answer.end is End.LIMIT:
        return problem("T03", reason="limits")
    if re.search("FileNotDecrypted|DependencyError|[Pp]assword", answer.last_words):
        return problem("T05")
    if "UnicodeDecodeError" in answer.last_words or kind is Kind.TXT:
        return problem("T02", kind="unknown_file")
    return problem("T04", reason="format", format=kind)


def _judged(text: str, kind: Kind) -> str | Problem:
    if len(text) > TEXT_LIMIT:
        return problem("T03", reason="length", limit=TEXT_LIMIT)
    if len(_CONTROL.findall(text)) > max(2, _MOST_CONTROL * len(text)):
        return problem("T02", kind="unknown_file")
    if len("".join(text.split())) < SHORTEST:
        return problem("T06") if kind is Kind.PDF else problem("T01")
    return _CONTROL.sub(" ", text)
