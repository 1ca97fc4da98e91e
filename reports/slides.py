"""The parts a slide is made of: titles, text, tables, native charts, and fonts that hold Chinese everywhere.

Owns measures and fonts of the deck. Charts stay editable: their data lie in the workbook PowerPoint opens. It
knows no target and words nothing.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length, Pt

from charts.style import PAPER
from charts.text import width as pixels
from wording.translate import N_, _

FONT = N_("微软雅黑")
WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.55
TOP, BOTTOM = 1.5, 6.95  # where a page's content begins and ends, in inches
SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
_TITLE_ONLY = 5
_BORDER = re.compile(r"(?<=[^\x00-\xff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[^\x00-\xff])")
_TEXT_PROPERTIES = (qn("a:rPr"), qn("a:defRPr"), qn("a:endParaRPr"))
_AFTER_FONTS = (qn("a:sym"), qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:rtl"), qn("a:extLst"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """The place in PowerPoint's unit."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of text with its look; size in points."""

    text: str
    size: float = 12
    colour: str = PAPER.ink
    bold: bool = False
    align: str = "left"
    fill: str = ""
    before: float = 0
    lines: Sequence["Words"] = field(default_factory=tuple)


def open_deck() -> Deck:
    """An empty wide-screen deck."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    return deck


def add_page(deck: Deck, title: str, subtitle: str, foot: str) -> Slide:
    """A page with its title in the outline, the reading key below it, the stamp at its foot."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    holder = slide.placeholders[0]  # the layout's title
    holder.left, holder.top, holder.width, holder.height = Box(
        left=MARGIN, top=0.32, width=WIDTH - 2 * MARGIN, height=0.62
    ).emu
    words = Words(text=title, size=title_size(title), bold=True)
    fill_text(holder.text_frame, [words], anchor=MSO_ANCHOR.MIDDLE)
    add_text(slide, Box(left=MARGIN, top=0.95, width=WIDTH - 2 * MARGIN, height=0.4),
             [Words(text=subtitle, size=12, colour=PAPER.muted)])  # fmt: skip
    add_text(slide, Box(left=MARGIN, top=7.05, width=WIDTH - 2 * MARGIN - 0.8, height=0.3),
             [Words(text=foot, size=9.5, colour=PAPER.muted)])  # fmt: skip
    number = Words(text=str(len(deck.slides)), size=9.5, colour=PAPER.muted, align="right")
    add_text(slide, Box(left=WIDTH - MARGIN - 0.7, top=7.05, width=0.7, height=0.3), [number])
    return slide


def title_size(title: str) -> float:
    """The largest size at which a title stays on one line, down to where two lines fit instead."""
    borders = len(_BORDER.findall(title))  # Office sets a quarter space between Chinese and Latin
    latin = sum(character.isascii() for character in title)  # bold Latin is wider than the estimate
    room = (WIDTH - 2 * MARGIN) * 72 * 0.94
    return max(15.0, min(26.0, room // (text_width(title) + borders / 4 + latin / 14)))


def add_text(slide: Slide, box: Box, lines: Sequence[Words], *, name: str = "") -> None:
    """A text box, one paragraph a line, wrapping inside its width."""
    shape = slide.shapes.add_textbox(*box.emu)
    if name:
        shape.name = name
    fill_text(shape.text_frame, lines)


def fill_text(frame: TextFrame, lines: Sequence[Words], *, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP) -> None:
    """Paragraphs into a text frame without margins."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Inches(0)
    for position, words in enumerate(lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[
            words.align
        ]
        paragraph.space_before = Pt(words.before) if words.before else None
        run = paragraph.add_run()
        run.text = words.text
        run.font.size, run.font.bold = Pt(words.size), words.bold
        run.font.color.rgb = rgb(words.colour)


def fitted(lines: Sequence[Words], box: Box) -> list[Words]:
    """The lines at the largest scale at which all of them stay inside the box."""
    scale = next((scale for scale in SCALES if _height(lines, box, scale) <= box.height * 72), SCALES[-1])
    return [replace(words, size=words.size * scale, before=words.before * scale) for words in lines]


def _height(lines: Sequence[Words], box: Box, scale: float) -> float:
    """The height in points of the lines, wrapped to the box."""
    room = box.width * 72 * 0.97
    return sum(
        math.ceil(pixels(words.text, words.size * scale) / room) * words.size * scale * 1.25
        + words.before * scale
        for words in lines
    )


def rgb(colour: str) -> RGBColor:
    """A colour written as #RRGGBB."""
    found: RGBColor = RGBColor.from_string(colour.lstrip("#"))
    return found


def text_width(text: str) -> float:
    """The width of a line in ems: a Chinese character is one."""
    return pixels(text, 1)


def add_table(
    slide: Slide, box: Box, widths: Sequence[float], rows: Sequence[Sequence[Words]], row_height: float
) -> None:
    """A native table without banding: one line under each row; widths and heights in inches."""
    shape = slide.shapes.add_table(len(rows), len(widths), *box.emu)
    table = shape.table
    _plain_style(shape)
    for position, width in enumerate(widths):
        table.columns[position].width = Inches(width)
    for row, words in zip(table.rows, rows, strict=True):
        row.height = Inches(row_height)
        for cell, text in zip(row.cells, words, strict=True):
            _fill_cell(cell, text)


def _plain_style(shape: Any) -> None:  # noqa: ANN401 - python-pptx's graphic frame
    """Take the banded look away: cells carry their own fills."""
    properties = shape._element.graphic.graphicData.tbl.tblPr
    for flag in ("firstRow", "bandRow"):
        properties.set(flag, "0")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "no style, no grid"


def _fill_cell(cell: Any, words: Words) -> None:  # noqa: ANN401 - python-pptx's cell
    lines = [words, *words.lines]
    fill_text(cell.text_frame, lines)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.0)
    if words.fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(words.fill)


def plot_fills_chart(chart: Chart) -> None:
    """Let the plot take the whole frame, so that rows of a table beside it can be matched exactly."""
    plot_area = chart._chartSpace.chart.plotArea
    layout = plot_area.find(qn("c:layout"))
    if layout is None:
        layout = OxmlElement("c:layout")
        plot_area.insert(0, layout)
    manual = OxmlElement("c:manualLayout")
    layout.append(manual)
    for tag, value in (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), ("x", "0"), ("y", "0"),
                       ("w", "1"), ("h", "1")):  # fmt: skip
        part = OxmlElement(f"c:{tag}")
        part.set("val", value)
        manual.append(part)


def notes(slide: Slide, lines: Sequence[str]) -> None:
    """The speaker's notes, one line a paragraph."""
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:  # the default notes master has one
        frame.text = "\n".join(line for line in lines if line)


def add_chart(slide: Slide, kind: XL_CHART_TYPE, box: Box, data: CategoryChartData, name: str) -> Chart:
    """A native chart under a name by which its frame is found again."""
    shapes: Any = slide.shapes  # python-pptx annotates add_chart with other types than it takes and returns
    frame = shapes.add_chart(kind, *box.emu, data)
    frame.name = name
    chart: Chart = frame.chart
    return chart


def category(name: str) -> str:
    """A name as a category of a chart, whose workbook would take a leading equals sign for a formula."""
    return f" {name}" if name.startswith(("=", "{=")) else name


def paint(part: object, colour: str) -> None:
    """Fill a series or a point of a chart."""
    part.format.fill.solid()  # type: ignore[attr-defined]  # python-pptx series and points share no type
    part.format.fill.fore_color.rgb = rgb(colour)  # type: ignore[attr-defined]  # as above


def set_fonts(deck: Deck) -> None:
    """Name the Chinese font for Latin and East Asian text alike, in shapes, tables, charts and notes."""
    typeface = _(FONT)
    for part in deck.part.package.iter_parts():
        element = getattr(part, "_element", None)
        if element is not None:
            _set_typeface(element, typeface)


def _set_typeface(element: Any, typeface: str) -> None:  # noqa: ANN401 - an lxml element
    for properties in element.iter(*_TEXT_PROPERTIES):
        for tag in ("a:latin", "a:ea"):
            found = properties.find(qn(tag))
            if found is None:
                found = OxmlElement(tag)
                _insert_font(properties, found)
            found.set("typeface", typeface)


def _insert_font(properties: Any, font: Any) -> None:  # noqa: ANN401 - lxml elements
    """Keep the schema's order: fonts stand behind fills and before links."""
    for position, child in enumerate(properties):
        if child.tag in _AFTER_FONTS or (font.tag == qn("a:latin") and child.tag in (qn("a:ea"), qn("a:cs"))):
            properties.insert(position, font)
            return
    properties.append(font)
