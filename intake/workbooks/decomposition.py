"""Writes the decomposition form (分解表): a row per target that may be summed, a column per district.

Owns the looks and the hidden identity of that workbook. The rows come from the caller; what comes back is
read by intake/kinds/decomposition.py. It holds formulas only in the locked columns that add up for the person typing.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from intake.workbooks.cell_styles import (
    ALERT_FILL,
    BORDER,
    FONT,
    HEAD_FILL,
    INPUT_FILL,
    LOCKED_FILL,
    set_text,
)
from intake.workbooks.fields import (
    DECOMPOSITION_SHEET,
    INDICATOR,
    META_NAME,
    META_SHEET,
    ROW_ID,
    STAMP_ROW,
    SUMS,
    TITLE_ROW,
    UNIT,
    digest,
)
from intake.workbooks.sheets import letter

DISTRICT_WIDTH = 10.5
FIRST_ROW = DECOMPOSITION_SHEET.header_row + 1
DEMANDS = {">=": "不低于", "<=": "不超过", "~": "左右", "range": "不低于", "=": "达到"}
HINT = (
    "黄色格填各地承担的目标，按“计量单位”列的单位填；不承担的留空，不要填 0。灰色格不填、不改。"
    "“未分解”为负数表示各地合计已超过上级目标。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A column of the form: who takes a part."""

    region_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecompositionForm:
    """Whose targets are handed down, to whom, and whether the figures are sample data."""

    region_code: str
    region_name: str
    districts: tuple[District, ...]
    is_sample: bool = False

    def column(self, heading: str) -> int:
        """The one-based position of a fixed, summing or hidden column."""
        return self.headings.index(heading) + 1

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading from left to right."""
        return (*DECOMPOSITION_SHEET.fixed, *(district.name for district in self.districts), *SUMS, ROW_ID)

    @property
    def first_district(self) -> int:
        """The one-based position of the first district's column."""
        return len(DECOMPOSITION_SHEET.fixed) + 1

    @property
    def last_district(self) -> int:
        """The one-based position of the last district's column."""
        return len(DECOMPOSITION_SHEET.fixed) + len(self.districts)


def write_decomposition(
    rows: Sequence[Mapping[str, Any]], form: DecompositionForm, out: str | Path | BinaryIO
) -> None:
    """Write the form for one region.

    `rows`: target_id, indicator, clause, unit, comparator, target (in `unit`), and by districts' region codes the
    parts that stand.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = DECOMPOSITION_SHEET.name
    _heading(sheet, form)
    for number, row in enumerate(rows, start=1):
        _row(sheet, FIRST_ROW + number - 1, number, row, form)
    last = FIRST_ROW + max(len(rows), 1) - 1
    _rules(sheet, last, form)
    _page(sheet, last, form)
    _meta(book, rows, form)
    book.properties.creator = "序时"
    book.properties.title = f"{form.region_name}目标分解表"
    book.save(out)


def _heading(sheet: Worksheet, form: DecompositionForm) -> None:
    last = letter(len(form.headings) - 1)
    sample = "　【示例数据】" if form.is_sample else ""
    lines = {
        TITLE_ROW: (f"{form.region_name}目标分解表{sample}", 16, 30),
        STAMP_ROW: (f"分解地区：{form.region_name}　　模板版本 {DECOMPOSITION_SHEET.version}", 10, 20),
        DECOMPOSITION_SHEET.hint_row: (HINT, 9, 18),
    }
    for row, (text, size, height) in lines.items():
        sheet.merge_cells(f"A{row}:{last}{row}")
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FONT, size=size, bold=row == TITLE_ROW)
        cell.alignment = Alignment(horizontal="center" if row == TITLE_ROW else "left", vertical="center")
        sheet.row_dimensions[row].height = height
    sheet.row_dimensions[DECOMPOSITION_SHEET.header_row].height = 33
    for column, heading in enumerate(form.headings, start=1):
        cell = sheet.cell(DECOMPOSITION_SHEET.header_row, column, heading)
        cell.font, cell.fill, cell.border = (
            Font(name=FONT, size=10, bold=True, color="FFFFFFFF"),
            fill(HEAD_FILL),
            BORDER,
        )
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[letter(column)].width = {**DECOMPOSITION_SHEET.fixed, **SUMS}.get(
            heading, DISTRICT_WIDTH
        )
    sheet.column_dimensions[letter(len(form.headings))].hidden = True


def _row(sheet: Worksheet, row: int, number: int, values: Mapping[Any, Any], form: DecompositionForm) -> None:
    span = f"{letter(form.first_district)}{row}:{letter(form.last_district)}{row}"
    target = f"{letter(form.column(DECOMPOSITION_SHEET.target))}{row}"
    shown = {
        "序号": number,
        INDICATOR: values["indicator"],
        "条款": values["clause"],
        UNIT: values["unit"],
        "要求": DEMANDS[values["comparator"]],
        DECOMPOSITION_SHEET.target: values["target"],
        "各地合计": f'=IF(COUNT({span})=0,"",SUM({span}))',
        "未分解": f'=IF(COUNT({span})=0,"",{target}-SUM({span}))',
        ROW_ID: values["target_id"],
    }
    for heading, value in shown.items():
        locked_cell(sheet.cell(row, form.column(heading)), value, wrap=heading in {INDICATOR, "条款"})
    for column, district in enumerate(form.districts, start=form.first_district):
        open_cell(sheet.cell(row, column), values.get(district.region_code))
    sheet.row_dimensions[row].height = 33


def locked_cell(cell: Cell, value: object, *, wrap: bool) -> None:
    """A grey cell: shown, not to be changed."""
    if isinstance(value, str) and not value.startswith("=IF("):
        set_text(cell, value)
    else:
        cell.value = value  # a number or one of the two formulas above
    cell.number_format = "#,##0.####" if not isinstance(value, str) or value.startswith("=") else "General"
    cell.font, cell.fill, cell.border = Font(name=FONT, size=10), fill(LOCKED_FILL), BORDER
    cell.alignment = Alignment(vertical="center", wrap_text=wrap, horizontal="left" if wrap else "center")


def open_cell(cell: Cell, value: object) -> None:
    """A yellow cell to be filled in, with the number that stands."""
    if isinstance(value, int | float) and not math.isnan(value):
        cell.value = value
    cell.font, cell.fill, cell.border = Font(name=FONT, size=10), fill(INPUT_FILL), BORDER
    cell.alignment = Alignment(horizontal="right", vertical="center")
    cell.protection = Protection(locked=False)


def _rules(sheet: Worksheet, last: int, form: DecompositionForm) -> None:
    """Tell the person typing at the cell; everything is checked again on import."""
    number = DataValidation(
        type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
    )
    number.errorTitle, number.error = "请填数字", "这里只能填不小于 0 的数字；不承担的留空。"
    number.add(f"{letter(form.first_district)}{FIRST_ROW}:{letter(form.last_district)}{last}")
    sheet.add_data_validation(number)
    left = letter(form.column("未分解"))
    alert = PatternFill(bgColor=ALERT_FILL, fill_type="solid")
    rule = CellIsRule(operator="greaterThan", formula=["0"], fill=alert)
    sheet.conditional_formatting.add(f"{left}{FIRST_ROW}:{left}{last}", rule)


def _page(sheet: Worksheet, last: int, form: DecompositionForm) -> None:
    sheet.freeze_panes = f"{letter(form.column('条款'))}{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8  # A3: the form is wide
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{DECOMPOSITION_SHEET.header_row}:{DECOMPOSITION_SHEET.header_row}"
    sheet.print_area = f"A1:{letter(len(form.headings) - 1)}{last}"
    sheet.oddFooter.center.text = f"{form.region_name}目标分解表　第 &P 页，共 &N 页"


def _meta(book: Workbook, records: Sequence[Mapping[Any, Any]], form: DecompositionForm) -> None:
    """Write the hidden identity: a JSON line, and the targets whose figures must not change."""
    sheet = book.create_sheet(META_SHEET)
    rows = [[str(row["target_id"]), str(row["unit"]), f"{row['target']:.10g}"] for row in records]
    about = {
        "kind": DECOMPOSITION_SHEET.kind,
        "template_version": DECOMPOSITION_SHEET.version,
        "region": form.region_code,
        "region_name": form.region_name,
        "sample": form.is_sample,
        "sheet": DECOMPOSITION_SHEET.name,
        "rows": len(rows),
        "sha256": digest(rows),
    }
    sheet["A1"] = json.dumps(about, ensure_ascii=False)
    for number, row in enumerate(rows, start=3):
        for column, text in enumerate(row, start=1):
            set_text(sheet.cell(number, column), text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    book.defined_names[META_NAME] = DefinedName(META_NAME, attr_text=f"'{META_SHEET}'!$A$1")


def fill(color: str) -> PatternFill:
    """A plain fill of one colour."""
    return PatternFill(fill_type="solid", start_color=color, end_color=color)
