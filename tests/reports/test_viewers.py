"""Who carries the papers away: a district's hold its own rows, a reporter's their organisation's, and no others."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

import tracker
from data.scope import Scope
from data.store import Store
from reports.bulletin import report_bulletin
from reports.deck import report_deck
from reports.figures import drawings
from reports.material import Material, gather
from reports.workbook import report_workbook
from tests.asking import NOW, desk
from tests.viewers import CITY, DISTRICT, OF_DISTRICT, foreign, own, reporter

SEPTEMBER = Scope(as_of=date(2024, 9, 30))


def workbook(material: Material) -> str:
    book = load_workbook(BytesIO(report_workbook(material)))
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


def deck(material: Material) -> str:
    slides = Presentation(BytesIO(report_deck(material))).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides if slide.has_notes_slide]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    cells = [cell.text for shape in shapes if shape.has_table for cell in shape.table.iter_cells()]
    return "\n".join([*texts, *cells, *notes])


def bulletin(material: Material) -> str:
    letter = Document(BytesIO(report_bulletin(material)))
    cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in letter.paragraphs), *cells])


def charts(material: Material) -> str:
    return "\n".join(f"{drawing.finding} {drawing}" for drawing in drawings(material))


@pytest.mark.parametrize("paper", [workbook, deck, bulletin, charts])
def test_a_districts_papers_name_no_other_region(demo: Store, paper):
    text = paper(gather(desk(demo, viewer=OF_DISTRICT), Scope(as_of=date(2024, 9, 30), region=DISTRICT)))
    regions = tracker.regions(desk(demo))
    others = regions[(regions["parent_code"] == CITY) & (regions["region_code"] != DISTRICT)]
    assert "昆都仑区" in text or "昆区" in text
    assert [name for name in others["name"] if name in text] == []


@pytest.mark.parametrize("who", ["district", "reporter"])
def test_the_material_holds_the_viewers_rows(demo: Store, who: str):
    viewer = OF_DISTRICT if who == "district" else reporter(demo)
    mine, material = own(demo, viewer), gather(desk(demo, viewer=viewer), SEPTEMBER)
    assert foreign(material.progress, mine).empty
    assert foreign(material.observations, mine).empty
    assert foreign(material.batches, mine).empty
    assert set(material.progress["target_id"]) == mine.targets
    assert {key[:2] for key in material.said} <= mine.keys
    whole = gather(desk(demo, NOW), SEPTEMBER)
    assert set(whole.progress["target_id"]) > mine.targets
