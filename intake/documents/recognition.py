"""What a document's file is, by its content and never by its extension, and whether its text is one.

Owns what is accepted. Runs in the limited process alone.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from data.problems import Problem, problem
from intake.workbooks import archive, preflight
from intake.workbooks.limits import Refusal

TEXT_LIMIT = 1_000_000  # characters
SHORTEST = 20  # characters: less than this is not the text of a document
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|meta|title|div|p|table|span)\b", re.IGNORECASE)
_XML = re.compile(rb"<\?xml|<!DOCTYPE", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
_MOST_CONTROL = 0.005  # a share of the characters; more, and the bytes are no text
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")


class Kind(StrEnum):
    """The formats that are read."""

    TXT = "txt"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


def recognise(content: bytes) -> Kind | Problem:
    """Return what a file is, or what is to be said of one that is no document."""
    if not content.strip():
        return problem("T01")
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return _zip(content)
    if (foreign := _foreign(content)) is not None:
        return problem("T02", kind=foreign)
    return _text_kind(content[:4096])


def judged(text: str, kind: Kind) -> str | Problem:
    """Return the text with what cannot be printed as blanks, or what is to be said of one that is none."""
    if len(text) > TEXT_LIMIT:
        return problem("T03", reason="length", limit=TEXT_LIMIT)
    if sum(1 for _ in _CONTROL.finditer(text)) > max(2, _MOST_CONTROL * len(text)):
        return problem("T02", kind="unknown_file")
    if len("".join(text.split())) < SHORTEST:
        return problem("T06") if kind is Kind.PDF else problem("T01")
    return _CONTROL.sub(" ", text)


def refused(refusal: Refusal) -> Problem:
    """Return what is said of a document for what is said of a zip."""
    found = refusal.problem
    if found.code == "F07":
        return problem("T05")
    if found.code.startswith("T"):
        return found
    if found.code == "F09":
        return problem("T03", **dict(found.facts))
    return problem("T04", reason="packing")


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
    """Tell a .docx from other zips."""
    try:
        names = archive.names(content)
    except Refusal as refusal:
        return refused(refusal)
    return Kind.DOCX if "word/document.xml" in names else problem("T02", kind=_packed_kind(names))


def _packed_kind(names: Collection[str]) -> str:
    if "OFD.xml" in names:
        return "ofd"
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    return "slides" if any(name.startswith("ppt/") for name in names) else "archive"
