"""The back-fill form: years of past months or quarters side by side, one row per indicator and region.

Owns its looks; it is read by intake/workbooks/columns.py and understood by intake/history.py.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data import periods
from intake.workbooks.cell_styles import (
    BORDER,
    FONT,
    HEAD_FILL,
    INPUT_FILL,
    LOCKED_FILL,
    set_text,
    solid,
)  # fmt: skip
from intake.workbooks.fields import (
    MEASURE_NAMES,
    META_SHEET,
    REQUIRED_VALUE,
    TEMPLATE_VERSION,
    kind_of,
    row_id,
)
from intake.workbooks.template import Form
from metrics.measures import Measure
from metrics.model import Frequency, Kind

HISTORY_SHEET = "历史数据"
KIND_NAMES = {Kind.MONTH: "当月", Kind.YTD: "累计", Kind.LEVEL: "期末", Kind.YOY: "累计同比"}
LABELS = (("序号", 6), ("指标名称", 28), ("地区", 12), ("计量单位", 9), ("口径", 9), ("数据类型", 9))
MONTHS_HINT, QUARTERS_HINT = "每行一个指标，每列一个月。", "每行一个指标，每列一个季度，填年初至季末的累计。"
HINT = "百分数填 5.8 表示 5.8%；没有数据请留空，不要填 0。灰色格不要改动。"
TITLE_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3


def write_history_form(
    rows: pd.DataFrame, form: Form, months: Sequence[date], out: str | Path | BinaryIO
) -> None:
    """Write the back-fill form of an organisation for some months or quarters (their ends).

    `rows` as for the monthly form; an optional column `kind` (month, ytd, level, yoy) says what a row's figures are,
    and columns named by month end (date) fill it in.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = HISTORY_SHEET
    _heading(sheet, form, months)
    for number, row in enumerate(rows.to_dict("records"), start=1):
        _row(sheet, number, row, months)
    _page(sheet, len(months))
    meta = book.create_sheet(META_SHEET)
    meta["A1"] = json.dumps({
        "kind": "backfill", "template_version": TEMPLATE_VERSION, "unit": form.organisation_code, "unit_name": form.organisation_name,
        "period": f"{max(months):%Y-%m}", "frequency": form.frequency, "sample": form.is_sample, "sheet": HISTORY_SHEET,
    }, ensure_ascii=False)  # fmt: skip
    meta.sheet_state = "veryHidden"
    book.save(out)


def _heading(sheet: Worksheet, form: Form, months: Sequence[date]) -> None:
    last = get_column_letter(len(LABELS) + len(months))
    for row, text, size, bold in (
        (TITLE_ROW, f"历史数据补录表（{form.organisation_name}）", 16, True),
        (HINT_ROW, (QUARTERS_HINT if form.frequency is Frequency.QUARTER else MONTHS_HINT) + HINT, 9, False),
    ):
        sheet.merge_cells(f"A{row}:{last}{row}")
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FONT, size=size, bold=bold)
        cell.alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = size * 2
    frequency = form.frequency if form.frequency is Frequency.QUARTER else Frequency.MONTH
    headings = [
        *(name for name, _ in LABELS),
        *(periods.title(month, frequency) for month in months),
        "行标识",
    ]
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(HEADER_ROW, column, heading)
        cell.font, cell.fill, cell.border = (
            Font(name=FONT, size=10, bold=True, color="FFFFFFFF"),
            solid(HEAD_FILL),
            BORDER,
        )
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        wide = LABELS[column - 1][1] if column <= len(LABELS) else 12
        sheet.column_dimensions[get_column_letter(column)].width = wide
    sheet.column_dimensions[get_column_letter(len(headings))].hidden = True
    sheet.row_dimensions[HEADER_ROW].height = 24


def _row(sheet: Worksheet, number: int, row: Mapping[Any, Any], months: Sequence[date]) -> None:
    measure = Measure(row["measure"])
    kind = (
        Kind(row["kind"]) if isinstance(row.get("kind"), str) else kind_of(REQUIRED_VALUE[measure], measure)
    )
    unit = "%" if kind is Kind.YOY else row["unit"]
    labels = (number, row["indicator"], row["region"], unit, MEASURE_NAMES[measure], KIND_NAMES[kind])
    place = HEADER_ROW + number
    for column, label in enumerate(labels, start=1):
        cell = sheet.cell(place, column, label)
        cell.fill, cell.border, cell.font = solid(LOCKED_FILL), BORDER, Font(name=FONT, size=10)
    for column, month in enumerate(months, start=len(labels) + 1):
        value = row.get(month)
        cell = sheet.cell(place, column, None if value is None or pd.isna(value) else float(value))
        cell.fill, cell.border, cell.protection = solid(INPUT_FILL), BORDER, Protection(locked=False)
        cell.number_format = "#,##0.00##"
    set_text(
        sheet.cell(place, len(labels) + len(months) + 1), row_id(row["indicator_code"], row["region_code"])
    )


def _page(sheet: Worksheet, months: int) -> None:
    sheet.freeze_panes = f"D{HEADER_ROW + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8 if months > 12 else 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
