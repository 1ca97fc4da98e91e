"""What a document's file says, whatever its format; and what no file may do to the reader."""

import random
from html import escape
from io import BytesIO

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

from data.errors import CheckCancelledError
from data.problems import Problem, Severity
from intake.documents import recognition
from intake.documents.extraction import Extract, is_page_number
from intake.documents.passage import locate
from intake.documents.recognition import Kind
from intake.documents.registration import extract
from intake.guard import child
from intake.guard.child import Caller
from intake.workbooks import limits, preflight
from tests.data.ledger_files import document_ids, source_text, statements
from tests.intake import document_files as made
from tests.worded import assert_worded

FORMATS = {
    "utf-8": (made.txt(), Kind.TXT),
    "gb18030": (made.txt("gb18030"), Kind.TXT),
    "utf-16": (made.txt("utf-16"), Kind.TXT),
    "utf-8 with a mark": (made.txt("utf-8-sig"), Kind.TXT),
    "line ends of Windows": (made.txt(end="\r\n"), Kind.TXT),
    "html": (made.html(), Kind.HTML),
    "html in gb2312": (made.html("gb2312"), Kind.HTML),
    "docx": (made.docx(), Kind.DOCX),
    "pdf": (made.pdf(), Kind.PDF),
}


def words_of(content: bytes) -> str:
    """The text of a file that is read."""
    read = extract(content)
    assert isinstance(read, Extract), read
    return read.text


def test_what_is_stated_is_looked_for_where_the_file_is_read():
    there, elsewhere = (made.EXCERPT, 0, made.NUMBER), ("别处的一句话", 0, None)
    read = extract(made.docx(), [there, elsewhere, there])
    assert isinstance(read, Extract)
    assert read.found == [True, False, True]


@pytest.mark.parametrize("printed", ["— 12 —", "第 3 页", "3/12", "第3页", "－7－", "  12 / 40 ·"])
def test_a_page_number_is_no_line_of_the_text(printed: str):
    assert is_page_number(printed)
    assert not is_page_number(f"{printed}个")


def test_who_leaves_is_told_nothing():
    with pytest.raises(CheckCancelledError):
        extract(made.docx(), caller=Caller(person="甲", cancelled=lambda: True))


@pytest.mark.parametrize(("content", "kind"), FORMATS.values(), ids=FORMATS)
def test_every_format_gives_its_paragraphs(content: bytes, kind: Kind):
    assert recognition.recognise(content) == kind
    text = words_of(content)
    assert [line for line in text.split("\n") if "附表" not in line] == list(made.PARAGRAPHS)


@pytest.mark.parametrize(("content", "kind"), FORMATS.values(), ids=FORMATS)
def test_the_number_is_found_in_every_format(content: bytes, kind: Kind):
    text = words_of(content)
    passage = locate(text, made.EXCERPT, 4000, made.NUMBER)
    assert passage is not None
    assert passage.paragraph == made.PARAGRAPHS[2]
    assert passage.pieces()[2] == made.NUMBER


def test_html_gives_words_and_nothing_that_acts():
    text = words_of(made.html())
    assert "99万吨" not in text
    assert "页面标题" not in text
    assert "<" not in text


def test_words_deleted_under_revision_are_not_read():
    namespace = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = b"<w:document %s><w:body><w:p><w:r><w:t>%s</w:t></w:r><w:del><w:r><w:delText>%s</w:delText></w:r></w:del></w:p></w:body></w:document>"
    text = words_of(made.docx_with(body % (namespace, made.PARAGRAPHS[2].encode(), "删去的话".encode())))
    assert text == made.PARAGRAPHS[2]


def encrypted_pdf(algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made.pdf())))
    writer.encrypt("geheim", algorithm=algorithm)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'
REFUSED = {
    "nothing": (b"", "T01"),
    "blanks": (b" \n\t" * 40, "T01"),
    "a few letters": ("意见".encode(), "T01"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(4000), "T02"),
    "an old Word file": (
        preflight.OLE + bytes(600) + "WordDocument".encode("utf-16-le"),
        "T02",
    ),
    "random bytes": (bytes(range(256)) * 40, "T02"),
    "zeros": (bytes(9000), "T02"),
    "xml": (b"<?xml version='1.0'?><data>" + made.txt() + b"</data>", "T02"),
    "too large": (b"a" * (limits.FILE + 1), "T03"),
    "a bomb of blanks": (made.docx_with(b" " * 200_000_000), "T03"),
    "entities": (made.docx_with(LAUGHS), "T04"),
    "an entity from outside": (made.docx_with(OUTSIDE), "T04"),
    "a cut docx": (made.docx()[:2000], "T04"),
    "pdf garbage": (b"%PDF-1.7\n" + bytes(range(256)) * 200, "T04"),
    "a cut pdf": (made.pdf()[:300], "T04"),
    "a pdf without words": (made.pdf(()), "T06"),
    "a pdf with a password": (encrypted_pdf(), "T05"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_document_is_refused_with_a_sentence(content: bytes, code: str):
    refused = extract(content)
    assert isinstance(refused, Problem)
    assert (refused.code, refused.severity) == (code, Severity.REJECT)
    assert_worded([refused])


def test_a_child_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(child, "SECONDS", 0)
    refused = extract(made.docx())
    assert isinstance(refused, Problem)
    assert refused.code == "T03"


@pytest.mark.slow
def test_a_text_part_beyond_the_limit_ends_in_the_child():
    """Below the ratio and the size of a file, so that only the child can see it: 33 MB of one document.xml."""
    letters = random.Random(1).randbytes(16_800_000).hex().encode()
    refused = extract(made.docx_with(b"<x>" + letters + b"</x>"))
    assert isinstance(refused, Problem)
    assert refused.code == "T03"


@pytest.mark.slow
def test_a_dense_tree_ends_in_the_child_or_is_read():
    """Three million elements of 32 MB: within the child's memory or refused, never a fault here."""
    rng = random.Random(1)
    body = b"<x>" + b"".join(b"<a>%03x</a>" % rng.randrange(4096) for _ in range(3_000_000)) + b"</x>"
    refused = extract(made.docx_with(body))
    assert isinstance(refused, Problem)
    assert refused.code in {"T01", "T03"}


@pytest.mark.browser
@pytest.mark.parametrize("document_id", document_ids())
def test_a_page_printed_to_pdf_still_holds_every_excerpt(document_id: str):
    """Chromium breaks the lines, numbers the pages and leaves some characters as radicals."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in source_text(document_id).split("\n"))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(f"<meta charset=utf-8><body style='font-family:serif'>{paragraphs}")
        printed = page.pdf(format="A4", display_header_footer=True)
        browser.close()
    text = words_of(printed)
    lost = [
        row["id"]
        for row in statements(document_id)
        if locate(text, row["excerpt"], int(row["excerpt_offset"]), row["number_text"] or None) is None
    ]
    assert lost == []
