"""The document reader's own process: hears a file's bytes, tells what it is, then its plain text.

Runs as `python -m intake.documents.extraction`. One line of the text is one paragraph. It takes text
only: no script, no style, no picture, no link is followed.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from io import BytesIO
from unicodedata import normalize

import msgspec

from data.problems import Problem, problem
from intake.documents.passage import Stated, found
from intake.documents.recognition import TEXT_LIMIT, Kind, judged, recognise, refused
from intake.guard.inside import hear, limit, tell
from intake.workbooks import archive, limits, structure
from intake.workbooks.limits import Refusal

PART_LIMIT = 32 * 1024 * 1024  # bytes of word/document.xml once unpacked
PAGE_LIMIT = 2000
SECONDS = 10  # of processor time, besides what a workbook of that size may take

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARSET = re.compile(rb"charset\s*=[\s\"']*([\w-]+)", re.IGNORECASE)
_CHINESE_CHARSETS = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk"}
_SILENT = {"script", "style", "template", "noscript", "title", "svg", "math", "iframe", "object"}
_BREAKING = {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
    ),
    *(
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
    ),
    *("ol", "option", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_PAGE_NUMBER = re.compile(r"(?:第\s*)?\d{1,4}(?:\s*页|\s*/\s*\d{1,4})?")
_AROUND = " \t\u3000-—–－·"  # a page number
_ENDED = tuple("。！？；：!?;:…")
_BEGINS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十百]+[章条节]"
)
# Glyph names under which some printers (Chromium's among them) leave characters; NFKC knows only the first block.
_RADICALS = re.compile("[\u2f00-\u2fd5]")
_MORE_RADICALS = str.maketrans(
    "⺄⺟⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "乙母民示虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
_SET_BLANK = re.compile(
    r"(?<=[^\x00-\x7f]) +(?=\S)|(?<=\S) +(?=[^\x00-\x7f])"
)  # the printer's, beside Chinese
_FULL = 0.8  # a line at least this share of the widest is full, so the paragraph goes on


class Extract(msgspec.Struct, frozen=True, array_like=True):
    """A document's text, one line a paragraph (a text file's as it stands), and which of what is stated stands in it."""

    text: str
    found: list[bool]


def text(content: bytes, kind: Kind) -> str | Problem:
    """The text of a document of a known kind; beyond the limit of characters it is not read."""
    readers = {Kind.TXT: decode, Kind.HTML: _html, Kind.DOCX: _docx, Kind.PDF: _pdf}
    try:
        return judged(readers[kind](content)[: TEXT_LIMIT + 1], kind)
    except Refusal as refusal:
        return refused(refusal)


def decode(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB18030; line ends become \\n. UnicodeDecodeError when it is none."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _lines(content.decode(encoding))
    try:
        return _lines(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _lines(content.decode("gb18030"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Words(HTMLParser):
    """Collects what a reader of the page would see, one line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a block, or begin to be silent."""
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a block, or the silence."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """A tag closed at once can only break the line."""
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, with the source's own line breaks as blanks."""
        if not self._silent:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))


def _html(content: bytes) -> str:
    declared = _CHARSET.search(content[:4096])
    chinese = declared is not None and declared[1].decode("ascii").lower() in _CHINESE_CHARSETS
    page = content.decode("gb18030", "replace") if chinese else decode(content)
    words = _Words()
    words.feed(page)
    words.close()
    return _paragraphs("".join(words.parts).split("\n"))


def _docx(content: bytes) -> str:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415  # the child starts fast by importing one reader

    body = archive.unpack(content)["word/document.xml"]
    if len(body) > PART_LIMIT:
        raise MemoryError
    if structure.declares(body):
        raise Refusal(problem("T04", reason="format", format=Kind.DOCX))
    root = fromstring(body, forbid_dtd=True)
    for fallback in list(root.iter(FALLBACK)):
        fallback.clear()  # the same text box once more, for older readers
    words = {f"{WORD}p": "\n", f"{WORD}tab": " ", f"{WORD}br": " ", f"{WORD}cr": " "}
    parts = [one.text or "" if one.tag == f"{WORD}t" else words.get(one.tag, "") for one in root.iter()]
    return _paragraphs("".join(parts).split("\n"))


def _pdf(content: bytes) -> str:
    import logging  # noqa: PLC0415  # as above

    from pypdf import PdfReader  # noqa: PLC0415  # as above

    logging.disable()
    pages = PdfReader(BytesIO(content)).pages
    if len(pages) > PAGE_LIMIT:
        raise MemoryError
    lines = []
    for page in pages:
        lines += [line.strip() for line in _characters(page.extract_text()).splitlines()]
    return _paragraphs(_joined([line for line in lines if not is_page_number(line)]))


def is_page_number(line: str) -> bool:
    """Tell whether a printed line is but the number of its page."""
    return _PAGE_NUMBER.fullmatch(line.strip(_AROUND)) is not None


def _characters(text: str) -> str:
    """The text with radicals replaced by the characters they stand for, without blanks beside Chinese ones."""
    whole = _RADICALS.sub(lambda one: normalize("NFKC", one[0]), text).translate(_MORE_RADICALS)
    return _SET_BLANK.sub("", whole)


def _joined(lines: list[str]) -> Iterable[str]:
    """Paragraphs from printed lines: a full line that ends no sentence goes on in the next."""
    shown = sorted(len(line) for line in lines if line)
    width = shown[int(len(shown) * 0.9)] if shown else 0
    paragraph = ""
    for line in lines:
        if paragraph and (_BEGINS.match(line) or not line):
            yield paragraph
            paragraph = ""
        paragraph += line
        if line.endswith(_ENDED) or len(line) < _FULL * width:
            yield paragraph
            paragraph = ""
    yield paragraph


def _paragraphs(lines: Iterable[str]) -> str:
    """One line a paragraph; blank lines are left out, odd blanks are plain ones."""
    cleaned = (re.sub(r"[\s\u3000]+", " ", line).strip() for line in lines)
    return "\n".join(line for line in cleaned if line)


def main() -> None:
    """Hear the file, tell its kind; hear what is stated in it, tell its text and what of that stands there.

    A reader's exception ends the process, which tells as much.
    """
    content = hear()
    limit(limits.seconds(content) + SECONDS)
    kind = recognise(content)
    tell(msgspec.msgpack.encode(kind))
    if not isinstance(kind, Problem):
        stated = msgspec.msgpack.decode(hear(), type=list[Stated])
        read = text(content, kind)
        told = read if isinstance(read, Problem) else Extract(text=read, found=found(read, stated))
        tell(msgspec.msgpack.encode(told))


if __name__ == "__main__":
    main()
