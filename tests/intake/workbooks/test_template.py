"""The form that goes out: what is locked, what is open, what is hidden, and how it prints."""

from io import BytesIO

import openpyxl
import pytest

from intake.workbooks.fields import COLUMNS, POSITION, VALUES
from tests.intake.reporting import CITY, JUNE, form, rows

OPEN = {
    "steel": {"month", "ytd", "yoy"}, "wind": {"ytd", "yoy"}, "added_value": {"yoy"}, "share": {"ytd"}, "standing": {"ytd"},
}  # fmt: skip


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(form(rows(*OPEN), is_sample=True)))


def test_only_the_columns_a_measure_reports_are_open(book: openpyxl.Workbook):
    sheet = book["填报表"]
    for number, opened in enumerate(OPEN.values()):
        cells = {key: sheet.cell(5 + number, POSITION[key]) for key in VALUES}
        assert {key for key, cell in cells.items() if not cell.protection.locked} == opened
    assert all(
        sheet.cell(5, POSITION[key]).protection.locked for key in ("indicator", "unit", "target", "previous")
    )
    assert sheet.protection.sheet


def test_identity_is_hidden_and_says_sample(book: openpyxl.Workbook):
    sheet = book["填报表"]
    assert sheet["N5"].value == f"steel@{CITY}"
    assert sheet.column_dimensions["N"].hidden
    assert [book[name].sheet_state for name in ("字典", "_meta")] == ["hidden", "veryHidden"]
    assert '"sample": true' in book["_meta"]["A1"].value
    assert book.defined_names["REPORT_META"].attr_text == "'_meta'!$A$1"
    assert "示例数据" in sheet["A1"].value


def test_the_version_and_month_stand_on_the_page(book: openpyxl.Workbook):
    texts = [cell.value for row in book["填报表"].iter_rows(max_row=3) for cell in row if cell.value]
    assert any("2024.06-r1" in text for text in texts)
    assert any(f"{JUNE.year}年{JUNE.month}月" in text for text in texts)


def test_it_prints_on_one_page_width_landscape_with_its_heading(book: openpyxl.Workbook):
    sheet = book["填报表"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "D5"
    assert all(sheet.row_dimensions[row].height for row in range(1, 10))


def test_dropdowns_come_from_the_hidden_dictionary(book: openpyxl.Workbook):
    rules = book["填报表"].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"decimal", "list"}
    assert any(str(rule.formula1).startswith("'字典'!$A$2") and "L2" in str(rule.sqref) for rule in rules)


def test_no_heading_is_wider_than_its_column():
    from intake.workbooks.cell_styles import text_width  # noqa: PLC0415  # only here

    narrow = [column.heading for column in COLUMNS if text_width(column.heading) > 2 * column.width]
    assert narrow == []


def test_text_that_looks_like_a_formula_goes_out_as_text():
    sheet = openpyxl.load_workbook(BytesIO(form(rows("steel", note=["=1+1"]))))["填报表"]
    assert (sheet["K5"].data_type, sheet["K5"].quotePrefix) == ("s", True)
