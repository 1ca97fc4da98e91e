"""Text that would be a formula, and text that no file can hold: every product opens and says what was meant."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.figures import drawings
from reports.material import plain, plain_frame
from reports.workbook import report_workbook
from tests.reports import frames

FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1+1", "\r=2+2")
BROKEN = "前\x0b后\x00\ud800尾\ufffe\x1b。"
MENDED = "前 后 尾 。"

# openpyxl warns that it cannot keep the data bars of Excel 2010, which reading does not need
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def hostile():
    """Names, clauses, units and remarks as nobody should type them."""
    whole = frames.material(frames.targets(regions=2, sectors=2))
    frame = whole.progress
    size = len(frame)
    typed = [FORMULAS[place % len(FORMULAS)] for place in range(size)]
    frame = frame.assign(
        indicator=[f"{text}指标" for text in typed],
        clause=[f"{text}条{chr(0x0B)}款" for text in typed],
        lead_units=[(text, f"市{chr(0x0C)}局") for text in typed],
        source_file=[f"{text}.xlsx" for text in typed],
    )
    return replace(
        whole,
        progress=frame,
        said={key: BROKEN + typed[place % size] for place, key in enumerate(whole.said)},
    )


def test_what_no_file_can_hold_becomes_a_space():
    assert plain(BROKEN) == MENDED
    frame = frames.material().progress
    assert plain_frame(frame) is frame


def test_the_workbook_keeps_it_as_text():
    book = load_workbook(BytesIO(report_workbook(hostile())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = {str(cell.value) for cell in cells}
    for text in FORMULAS:
        assert any(text.strip() in found for found in texts), text
    assert any(MENDED in found for found in texts)
    assert not any(sheet._hyperlinks for sheet in book)


def test_the_bulletin_and_the_deck_open_and_say_it():
    letter = Document(BytesIO(report_bulletin(hostile())))
    said = "\n".join(paragraph.text for paragraph in letter.paragraphs)
    assert MENDED.rstrip("。") in said
    deck = Presentation(BytesIO(report_deck(hostile())))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert any("前 后" in text for text in texts)
    assert any("=1+1指标" in text for text in texts)


def test_charts_are_drawn_of_it():
    for drawing in drawings(hostile()):
        assert not set("\x00\x0b\x0c\ud800") & set(drawing.finding + str(drawing.figure.to_json()))


def test_chart_data_in_the_deck_hold_no_formula():
    deck = Presentation(BytesIO(report_deck(hostile())))
    books = [
        load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        for slide in deck.slides for shape in slide.shapes if shape.has_chart
    ]  # fmt: skip
    assert books
    assert not [
        cell.value
        for book in books
        for row in book.active.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
