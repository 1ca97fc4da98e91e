"""Writes the plan by month (分月计划): a row per target of a region, a column per month of one year.

Owns the looks and the hidden identity of that workbook. The rows come from the caller; what comes back is read
by intake/kinds/plan.py.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from intake.workbooks.cell_styles import BORDER, FONT, HEAD_FILL, set_text
from intake.workbooks.decomposition import fill, locked_cell, open_cell
from intake.workbooks.fields import (
    INDICATOR,
    META_NAME,
    META_SHEET,
    MONTHS,
    PLAN_SHEET,
    ROW_ID,
    TITLE_ROW,
    UNIT,
    digest,
    ends,
)
from intake.workbooks.sheets import letter

MONTH_WIDTH = 9.0
HINT = (
    "黄色格填计划到当月末的累计数（产能等存量填计划到月末的水平），按“计量单位”列的单位填；"
    "空着的月份按前后两个月直线推算，整行空着的目标仍按已过月份判定。灰色格不填、不改。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    """Whose targets, of which year, and whether the figures are sample data."""

    region_code: str
    region_name: str
    year: int
    is_sample: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading from left to right."""
        return (*PLAN_SHEET.fixed, *MONTHS.values(), ROW_ID)

    def column(self, heading: str) -> int:
        """The one-based position of a heading."""
        return self.headings.index(heading) + 1


def write_plans(rows: Sequence[Mapping[str, Any]], form: PlanForm, out: str | Path | BinaryIO) -> None:
    """Write the form: rows hold target_id, indicator, clause, unit, deadline, target, and planned values by month end."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = PLAN_SHEET.name
    _heading(sheet, form)
    for number, row in enumerate(rows, start=1):
        _row(sheet, PLAN_SHEET.header_row + number, number, row, form)
    sheet.freeze_panes = f"{letter(form.column('条款'))}{PLAN_SHEET.header_row + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8  # A3: the form is wide
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{PLAN_SHEET.header_row}:{PLAN_SHEET.header_row}"
    _meta(book, rows, form)
    book.properties.creator = "序时"
    book.properties.title = f"{form.region_name}{form.year}年分月计划"
    book.save(out)


def _heading(sheet: Worksheet, form: PlanForm) -> None:
    sample = "　【示例数据】" if form.is_sample else ""
    lines = {
        TITLE_ROW: (f"{form.region_name}{form.year}年目标分月计划{sample}", 16, 30),
        PLAN_SHEET.hint_row: (HINT, 9, 18),
    }
    for row, (text, size, height) in lines.items():
        sheet.merge_cells(f"A{row}:{letter(len(form.headings) - 1)}{row}")
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name=FONT, size=size, bold=row == TITLE_ROW)
        cell.alignment = Alignment(horizontal="center" if row == TITLE_ROW else "left", vertical="center")
        sheet.row_dimensions[row].height = height
    for column, heading in enumerate(form.headings, start=1):
        cell = sheet.cell(PLAN_SHEET.header_row, column, heading)
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFFFF")
        cell.fill, cell.border = fill(HEAD_FILL), BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[letter(column)].width = PLAN_SHEET.fixed.get(heading, MONTH_WIDTH)
    sheet.column_dimensions[letter(len(form.headings))].hidden = True


def _row(sheet: Worksheet, row: int, number: int, values: Mapping[str, Any], form: PlanForm) -> None:
    shown = {
        "序号": number,
        INDICATOR: values["indicator"],
        "条款": values["clause"],
        UNIT: values["unit"],
        "期限": f"{values['deadline']:%Y-%m-%d}",
        PLAN_SHEET.target: values["target"],
        ROW_ID: values["target_id"],
    }
    for heading, value in shown.items():
        locked_cell(sheet.cell(row, form.column(heading)), value, wrap=heading in {INDICATOR, "条款"})
    for heading, end in ends(form.year).items():
        open_cell(sheet.cell(row, form.column(heading)), values.get(end.isoformat()))
    sheet.row_dimensions[row].height = 33


def _meta(book: Workbook, rows: Sequence[Mapping[str, Any]], form: PlanForm) -> None:
    """Write the hidden identity: whose form it is, of which year, and the targets in it."""
    sheet = book.create_sheet(META_SHEET)
    kept = [[str(row["target_id"]), str(row["unit"]), f"{row['target']:.10g}"] for row in rows]
    about = {
        "kind": PLAN_SHEET.kind,
        "template_version": PLAN_SHEET.version,
        "region": form.region_code,
        "region_name": form.region_name,
        "year": form.year,
        "sample": form.is_sample,
        "sheet": PLAN_SHEET.name,
        "rows": len(kept),
        "sha256": digest(kept),
    }
    sheet["A1"] = json.dumps(about, ensure_ascii=False)
    for number, row in enumerate(kept, start=3):
        for column, text in enumerate(row, start=1):
            set_text(sheet.cell(number, column), text)
    sheet.sheet_state = "veryHidden"
    book.defined_names[META_NAME] = DefinedName(META_NAME, attr_text=f"'{META_SHEET}'!$A$1")
