"""The measures of an official document by GB/T 9704-2012, and the paragraphs, tables and pictures set in them.

A4; 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; body 3号仿宋, 22 lines of 28 characters; page numbers odd right and
even left, one character in. It knows no target and words nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Letter
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TEXT_WIDTH = 156  # mm
PICTURE_WIDTH = 136  # mm: two charts and their captions of two lines fill a page
LINE = 28.95  # points: 225 mm over 22 lines
BODY = 16  # points: 3号
TITLE = 22  # 2号
NOTE = 12  # 小四
CELL = 10.5  # 五号
RED = "D7000F"
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a paragraph is set: fonts, size in points, alignment, first-line indent in characters."""

    font: str
    latin: str
    size: float = BODY
    align: str = "justify"
    indent: float = 2
    right: float = 0
    bold: bool = False
    colour: str = "000000"
    line: float = LINE
    keep: bool = False


def open_letter() -> Letter:
    """An empty document with the page of the standard and its grid of 22 × 28."""
    letter = Document()
    section = letter.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance, section.header_distance = Mm(22), Mm(15)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", "579"), ("charSpace", "-849")):
        grid.set(qn(f"w:{name}"), value)
    letter.settings.odd_and_even_pages_header_footer = True
    letter.styles["Normal"].font.size = Pt(BODY)  # the grid counts its characters in this size
    return letter


def add_line(letter: Letter, text: str, face: Face) -> Paragraph:
    """One paragraph."""
    paragraph = letter.add_paragraph()
    dress(paragraph, face)
    add_run(paragraph, text, face)
    return paragraph


def dress(paragraph: Paragraph, face: Face) -> None:
    """Spacing, alignment and indents of a paragraph."""
    shape = paragraph.paragraph_format
    shape.alignment = _ALIGN[face.align]
    shape.space_before = shape.space_after = Pt(0)
    shape.keep_with_next = face.keep
    shape.widow_control = True
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(face.line)
    shape.first_line_indent = Pt(face.indent * face.size)
    shape.right_indent = Pt(face.right * face.size)
    _off_grid(paragraph)


def _off_grid(paragraph: Paragraph) -> None:
    """Lay lines and characters by their own measures: word processors disagree on what the page's grid does."""
    free = OxmlElement("w:snapToGrid")
    free.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(free, "w:spacing", "w:ind", "w:jc", "w:rPr")


def add_run(paragraph: Paragraph, text: str, face: Face) -> None:
    """Text with its fonts named for Latin and for East Asian characters."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = face.latin, Pt(face.size), face.bold
    run.font.color.rgb = RGBColor.from_string(face.colour)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face.font)
    if face.size == BODY:
        _fill_line(run)


def _fill_line(run: Run) -> None:
    """28 characters to the line of 156 mm: a fifth of a point less than 3号 each."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-4")  # twentieths of a point
    run._element.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang"
    )


def rule(paragraph: Paragraph) -> None:
    """A separating line below a paragraph, as wide as the text."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", RED)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    # the schema wants pBdr before spacing, indents and alignment
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_numbers(letter: Letter, face: Face) -> None:
    """— 1 — in 4号: right on odd pages, left on even ones, one character in."""
    section = letter.sections[0]
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        dress(paragraph, face)
        shape = paragraph.paragraph_format
        shape.alignment, shape.first_line_indent = _ALIGN[align], Pt(0)
        shape.left_indent = shape.right_indent = Pt(face.size)
        add_run(paragraph, "— ", face)
        _field(paragraph, "PAGE", face)
        add_run(paragraph, " —", face)


def _field(paragraph: Paragraph, code: str, face: Face) -> None:
    """A field the word processor fills in."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        add_run(paragraph, "", face)
        run = paragraph.runs[-1]._element
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run.append(mark)


def add_picture(letter: Letter, image: bytes, alt: str) -> None:
    """A picture; its paragraph must not have exact spacing, which would cut it."""
    paragraph = letter.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment, shape.keep_with_next = WD_ALIGN_PARAGRAPH.CENTER, True
    shape.space_before, shape.space_after = Pt(6), Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    picture = paragraph.add_run().add_picture(BytesIO(image), width=Mm(PICTURE_WIDTH))
    picture._inline.docPr.set("descr", alt)


def add_grid(
    letter: Letter, widths: Sequence[float], rows: Sequence[Sequence[str]], face: Face, aligns: Sequence[str]
) -> Table:
    """A ruled table, widths in mm, its first row repeated on every page, no row broken over two."""
    table: Table = letter.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _cell_margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for position, texts in enumerate(rows):
        _add_row(table, widths, texts, face, ["center"] * len(widths) if position == 0 else aligns)
    if rows:
        _mark_row(table.rows[0], "w:tblHeader")
    return table


def _add_row(
    table: Table, widths: Sequence[float], texts: Sequence[str], face: Face, aligns: Sequence[str]
) -> None:
    row = table.add_row()
    _mark_row(row, "w:cantSplit")
    for cell, width, text, align in zip(row.cells, widths, texts, aligns, strict=True):
        cell.width, cell.vertical_alignment = Mm(width), WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        dress(paragraph, face)
        paragraph.paragraph_format.alignment = _ALIGN[align]
        add_run(paragraph, text, face)


def _mark_row(row: Any, name: str) -> None:  # noqa: ANN401 - python-docx keeps its row type private
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))


def _cell_margins(table: Table) -> None:
    """Half a millimetre left and right, so that a number keeps to one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "34")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)
