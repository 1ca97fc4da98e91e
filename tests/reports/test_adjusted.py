"""An adjusted target carries both values wherever it is printed, with the month, the document and the reason."""

import warnings
from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
from docx import Document
from openpyxl import load_workbook

from reports.bulletin import report_bulletin
from reports.cells import COLUMNS
from reports.material import Material
from reports.sheets import HEAD_ROW
from reports.workbook import report_workbook
from tests.reports import frames
from wording.amounts import goal

PLACE = {column.code: position for position, column in enumerate(COLUMNS)}


@pytest.fixture
def material() -> Material:
    """Every target as it was, but for the first, which was 12.5 until June."""
    made = frames.material()
    first = made.progress.index[0]
    before = {
        "adjusted_from": pd.Timestamp(2024, 7, 1), "value_before": 12.5, "value_high_before": float("nan"),
        "deadline_before": made.progress.loc[first, "deadline"], "adjusted_by_document": "调整通知",
        "adjustment_reason": "会议决定",
    }  # fmt: skip
    columns = {
        name: pd.Series({first: value}, index=made.progress.index, dtype=None)
        for name, value in before.items()
    }
    return replace(made, progress=made.progress.assign(**columns))


def adjusted(material: Material) -> dict:
    return next(row for row in material.rows() if row["value_before"] == 12.5)


def test_the_bulletin_gives_both_in_its_annex_and_says_why(material: Material):
    letter = Document(BytesIO(report_bulletin(material)))
    row = adjusted(material)
    before = goal(row | {"target": 12.5})
    cells = [line.cells[3].text for line in letter.tables[0].rows]
    assert cells.count(f"{goal(row)}（原{before}）") == 1
    assert sum("（原" in cell for cell in cells) == 1
    notes = [paragraph.text for paragraph in letter.paragraphs if paragraph.text.startswith("目标调整：")]
    assert notes == [
        f"目标调整：{row['indicator']}自2024年7月起目标值由{before}调整为{goal(row)}（依据《调整通知》；会议决定）。"
    ]


def test_the_excel_report_gives_both_and_nothing_of_the_others(material: Material):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sheet = load_workbook(BytesIO(report_workbook(material)))["目标进展"]
    rows = list(sheet.iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    told = [
        (row[PLACE["value_before"]], str(row[PLACE["adjusted"]])[:8])
        for row in rows
        if row[PLACE["value_before"]] or row[PLACE["adjusted"]]
    ]
    assert told == [(12.5, "自2024年7月起"[:8])]
