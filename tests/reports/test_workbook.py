"""The Excel report, opened again: every number is that of the progress frame, and text stays text."""

import warnings
from io import BytesIO

import numpy as np
import pytest
from openpyxl import load_workbook

from charts.text import width
from reports.cells import COLUMNS, PRINTED
from reports.sheets import HEAD_ROW
from reports.workbook import report_workbook, sheet_names, table_workbook
from tests.reports import frames
from wording.labels import status_label
from wording.sentences import overview_headline

PLACE = {column.code: position for position, column in enumerate(COLUMNS)}
NUMBERS = (
    "target",
    "actual",
    "completion",
    "expected",
    "lag_pp",
    "required_per_month",
    "landing",
    "value_high",
)


def opened(material):
    """The workbook as openpyxl reads it; it warns that it cannot keep the bars of Excel 2010, which it need not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(BytesIO(report_workbook(material)))


def body(book):
    """The rows of the target table as lists of cells."""
    return list(book["目标进展"].iter_rows(min_row=HEAD_ROW + 2))


@pytest.mark.parametrize("case", [frames.material, frames.awkward, frames.unreported])
def test_every_number_is_that_of_progress(case):
    material = case()
    rows = body(opened(material))
    assert len(rows) == len(material.progress)
    for row, record in zip(rows, material.rows(), strict=True):
        for name in NUMBERS:
            found, wanted = row[PLACE[name]].value, record[name]
            assert found == ("—" if np.isnan(wanted) else pytest.approx(wanted, abs=1e-12)), name
        assert row[PLACE["target_id"]].value == record["target_id"]


def test_lights_are_shape_and_word_besides_colour():
    material = frames.material()
    for row, record in zip(body(opened(material)), material.rows(), strict=True):
        assert row[PLACE["status"]].value == status_label(record["official_status"])


@pytest.mark.parametrize("case", [frames.material, frames.awkward, frames.empty, frames.unreported])
def test_no_cell_is_a_formula_or_a_link(case):
    for sheet in opened(case()):
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_text_that_looks_like_a_formula_is_kept_as_typed():
    texts = {cell.value for row in body(opened(frames.awkward())) for cell in row}
    assert "=cmd|' /C calc'!A0" in texts
    assert "sample-2024 @SUM(1+1)*cmd" in texts


def test_the_table_is_filtered_frozen_and_printable():
    sheet = opened(frames.material())["目标进展"]
    assert sheet.auto_filter.ref.startswith("A4:")
    assert sheet.freeze_panes == "E5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth in (None, 1)  # one is the default and may be left out
    assert sheet.page_setup.fitToHeight == 0
    assert "第&P页" in sheet.oddFooter.center.text


def test_completion_has_bars_and_the_overview_native_charts():
    book = opened(frames.material())
    rules = [rule.type for found in book["目标进展"].conditional_formatting for rule in found.rules]
    assert rules == ["dataBar"]
    content = report_workbook(frames.material())
    assert content.count(b"xl/charts/chart") >= 8
    assert len(book["总览"]._charts) == 2
    assert len(book["走势"]._charts) == 6


def test_counts_of_the_overview_add_up():
    material = frames.material()
    sheet = opened(material)["总览"]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert total[9] == len(material.progress)
    found = dict(zip([cell.value for cell in sheet[5]], total, strict=False))
    for status, n in material.progress["official_status"].value_counts().items():
        assert found[status_label(status)] == n


def counted(sheet, name):
    """The last number of the row that begins with the name."""
    return next(row[9] for row in sheet.iter_rows(values_only=True) if row[0] == name)


def test_the_total_counts_what_documents_state_and_shares_apart():
    material = frames.handed()
    book = opened(material)
    parts = int(material.progress["is_handed_down"].sum())
    assert counted(book["总览"], "合计") == len(material.progress) - parts == 6
    assert counted(book["总览"], "小计") == parts == 18
    assert book["总览"]["A1"].value == overview_headline(material.stated.progress)
    assert len(body(book)) == len(material.progress)


def test_what_was_handed_down_has_its_sums_and_its_gaps():
    material = frames.handed()
    book = opened(material)
    rows = list(book["目标分解"].iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    for row, record in zip(rows, material.handed.to_dict("records"), strict=True):
        wanted = [record[name] for name in ("target", "allocated", "remainder", "loading_ratio")]
        assert row[2:6] == pytest.approx(wanted)
        assert row[6] == f"{record['reported']} / {record['districts']}"
        assert row[8] == ("—" if np.isnan(record["actual_allocated"]) else record["actual_allocated"])
    gaps = list(book["缺口构成"].iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    shown = material.gaps[material.gaps["whole"].isin(material.handed["target_id"])]
    assert len(gaps) == len(shown) == 6
    told = [row[4] for row in gaps if not isinstance(row[4], str)]
    assert told == pytest.approx(
        list(shown["gap_share"].dropna())
    )  # of each whole's own gap: they need not add up
    assert 0 < sum(told) < 2


@pytest.mark.parametrize("case", [frames.material, frames.awkward, frames.unreported])
def test_a_row_is_as_high_as_its_texts_need(case):
    material = case()
    sheet = opened(material)["目标进展"]
    for offset, record in enumerate(material.rows(), start=HEAD_ROW + 2):
        for place, column in enumerate(COLUMNS[:PRINTED]):
            text = sheet.cell(offset, place + 1).value
            if isinstance(text, str) and column.read is not None:
                room = sheet.row_dimensions[offset].height // 15
                assert width(text, 2) <= room * (column.width - 2), (record["target_id"], text)


def test_what_is_missing_has_a_sheet_with_its_reason():
    material = frames.unreported()
    rows = list(opened(material)["未报送"].iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    assert [row[6] for row in rows] == [record["target_id"] for record in material.rows()]
    assert all(row[3] == "尚无报送值" for row in rows)


def test_the_method_states_the_rule_set_and_the_registry():
    texts = {str(cell.value) for row in opened(frames.material())["口径与规则"].iter_rows() for cell in row}
    assert "default 序时-2" in texts
    assert "■ 严重滞后" in texts
    assert "p < 0.8" in texts
    assert "（完成率−序时应完成）×100；控制类累计指标反向" in texts


@pytest.mark.parametrize("case", [frames.material, frames.awkward, frames.empty, frames.unreported])
def test_every_sheet_carries_the_stamp(case):
    book = opened(case())
    assert tuple(book.sheetnames) == sheet_names()
    for sheet in book:
        assert "判定规则 序时进度 序时-2" in sheet["A2"].value
        assert "截至2024年6月30日" in sheet["A2"].value
    if case is frames.material:
        assert "示例数据（数值为虚构）" in book["总览"]["A2"].value


def test_the_same_material_gives_the_same_bytes():
    assert report_workbook(frames.material()) == report_workbook(frames.material())


def test_a_table_of_a_screen_becomes_a_workbook():
    frame = frames.awkward().progress
    sheet = load_workbook(BytesIO(table_workbook(frame, "进度/明细"))).active
    heads = [cell.value for cell in sheet[1]]
    assert heads == list(frame.columns)
    assert sheet.cell(2, heads.index("lead_units") + 1).value == "市工信局"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
