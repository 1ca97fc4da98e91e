"""The workbook that goes back: marked where it hurts, listed on its first sheet, harmless, and usable again."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from data.store import Store
from intake import door, forms
from intake.previews import Preview
from intake.workbooks.fields import INDEX_SHEETS
from intake.workbooks.markup import Review, mark_up
from tests.intake.reporting import NOW, check, codes, edited, form, ledger, rows
from wording.problems import review
from wording.translate import speaking

FILES = Path(__file__).parent / "files"
INDEX_SHEET, ENGLISH_SHEET = INDEX_SHEETS
FORMULA = "=cmd|' /C calc'!A0"


@pytest.fixture
def store() -> Store:
    return ledger()


def bad() -> bytes:
    return edited(
        form(rows("steel", "wind", month=[12.5, None], ytd=[73, 33])),
        {"I5": "约73", "H5": FORMULA[1:], "K5": "x"},
    )


def reviewed(preview: Preview) -> Review:
    return Review(**review(preview.problems))


def returned_bytes(store: Store, content: bytes, name: str = "六月.xlsx") -> bytes:
    preview = check(store, content, name)
    return forms.returned_workbook(store, content, preview, reviewed(preview))


def returned(store: Store, content: bytes, name: str = "六月.xlsx") -> openpyxl.Workbook:
    back = returned_bytes(store, content, name)
    return openpyxl.load_workbook(BytesIO(back))


def test_bad_cells_are_coloured_and_commented_and_listed_first(store: Store):
    book = returned(store, bad())
    cell = book["填报表"]["I5"]
    assert cell.fill.start_color.rgb == "FFFFC7CE"
    assert "[C11]" in cell.comment.text
    assert "处理：" in cell.comment.text
    index = book[INDEX_SHEET]
    assert book.sheetnames[0] == INDEX_SHEET
    assert index["A1"].value.startswith("审核结果：须改正 ")
    listed = {index.cell(row, 8).value: index.cell(row, 3) for row in range(3, index.max_row + 1)}
    assert listed["C11"].hyperlink.location == "'填报表'!I5"
    assert all(index.row_dimensions[row].height >= 20 for row in range(3, index.max_row + 1))


def test_what_reporters_typed_can_never_become_a_formula(store: Store):
    content = edited(
        form(rows("steel", month=[12.5], ytd=[73.0], note=[FORMULA])), {"H5": "+1+1", "B5": "@SUM(A1)"}
    )
    book = returned(store, content)
    live = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]
    assert live == []
    note = book["填报表"]["K5"]
    assert (note.value, note.data_type) == (FORMULA, "s")


def test_a_returned_workbook_once_corrected_is_imported(store: Store):
    content = bad()
    back = returned_bytes(store, content)
    corrected = edited(back, {"I5": 73.0, "H5": 12.5, "K5": None})
    preview = check(store, corrected)
    assert (preview.status, codes(preview)) == ("ready", [])
    assert door.commit(store, preview, by="张三", now=NOW).status == "imported"


def test_it_speaks_english_and_is_read_again_all_the_same(store: Store):
    with speaking("en"):
        back = returned_bytes(store, bad())
        book = openpyxl.load_workbook(BytesIO(back))
        twice = openpyxl.load_workbook(BytesIO(returned_bytes(store, back)))
    assert book.sheetnames[0] == ENGLISH_SHEET
    assert book[ENGLISH_SHEET]["A1"].value.startswith("Review: To correct ")
    assert "To do: Enter one exact number" in book["填报表"]["I5"].comment.text
    assert twice.sheetnames == book.sheetnames, "the list of before is no form and is taken out"
    corrected = check(store, edited(back, {"I5": 73.0, "H5": 12.5, "K5": None}))
    assert (corrected.status, codes(corrected)) == ("ready", [])


def test_a_format_that_cannot_be_marked_comes_back_as_our_form_with_its_values(store: Store):
    content = (FILES / "form.xls").read_bytes()
    assert mark_up(content, "月报.xls", reviewed(check(store, content, "月报.xls"))) is None
    book = returned(store, content, "月报.xls")
    assert book.sheetnames[0] == INDEX_SHEET
    assert book["填报表"]["I5"].value == 73


@pytest.mark.parametrize("content", [b"", b"not a workbook \xff\x00", b"%PDF-1.7"])
def test_a_file_nobody_can_open_comes_back_as_the_list_alone(store: Store, content: bytes):
    book = returned(store, content)
    assert book.sheetnames == [INDEX_SHEET]
    assert book[INDEX_SHEET]["C3"].value == "整个文件"


def test_a_workbook_without_problems_says_so(store: Store):
    content = form(rows("steel", month=[12.5], ytd=[73.0], yoy=[5.8]))
    assert returned(store, content)[INDEX_SHEET]["A1"].value == "审核结果：没有问题"
