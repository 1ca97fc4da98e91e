"""Documents built for the tests, one way a format: what an office may hand in, and what nobody should."""

import zipfile
import zlib
from io import BytesIO

from docx import Document

PARAGRAPHS = (
    "关于加快产业发展的实施意见",
    "总体要求。坚持稳中求进，推动产业高质量发展，全社会研发投入增长20%以上，战新产业增加值增长40%以上。",
    "扩大晶硅优势产能。年内建成投产多晶硅项目6个，新增产能39.5万吨，总产能达到87万吨以上。",
)
EXCERPT, NUMBER = "新增产能39.5万吨，总产能达到87万吨以上", "87万吨"


def txt(encoding: str = "utf-8", end: str = "\n") -> bytes:
    return end.join(PARAGRAPHS).encode(encoding)


def html(encoding: str = "utf-8") -> bytes:
    body = "".join(f"<p>　　{text.replace('87', '<b>8</b>7')}</p>\n" for text in PARAGRAPHS)
    head = (
        f"<!DOCTYPE html><html><head><meta charset='{encoding}'><title>页面标题</title><style>p{{}}</style>"
    )
    script = "<script>document.write('<p>总产能达到99万吨</p>')</script><noscript>不应出现</noscript>"
    return f"{head}</head><body>{script}<div onclick='x()'>{body}</div></body></html>".encode(encoding)


def docx() -> bytes:
    document = Document()
    for text in PARAGRAPHS:
        paragraph = document.add_paragraph()
        for run in (text[:7], text[7:]):
            paragraph.add_run(run)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "附表：责任单位"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_with(body: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A .docx with another word/document.xml."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(docx())) as original,
        zipfile.ZipFile(stream, "w", compression) as changed,
    ):
        for part in original.infolist():
            kept = body if part.filename == "word/document.xml" else original.read(part)
            changed.writestr(part.filename, kept)
    return stream.getvalue()


def pdf(lines: tuple[str, ...] = PARAGRAPHS, width: int = 24) -> bytes:
    """A PDF with a Chinese font that is not embedded, its paragraphs broken into printed lines, and a page number."""
    printed = [text[at : at + width] for text in lines for at in range(0, len(text), width)] + ["- 1 -"]
    shown = b" T* ".join(b"<" + line.encode("gbk").hex().encode() + b"> Tj" for line in printed)
    content = zlib.compress(b"BT /F1 12 Tf 14 TL 72 720 Td " + shown + b" ET")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>",
    ]
    return _pdf_of(objects)


def _pdf_of(objects: list[bytes]) -> bytes:
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    foot = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(file))
    return file + head + table + foot
