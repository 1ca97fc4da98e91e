"""Writes the monthly form: what an organisation fills in, locked where it must not, explained where it may.

Owns the looks and the hidden identity (`_meta`, row ids) of the workbook that goes out. The rows come from the
caller; nothing is looked up here.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data import periods
from intake.workbooks.cell_styles import (
    ALERT_FILL,
    BORDER,
    CLOSED_FILL,
    FONT,
    HEAD_FILL,
    INPUT_FILL,
    LINE_HEIGHT,
    LOCKED_FILL,
    set_text,
    solid,
    text_width,
)
from intake.workbooks.fields import (
    COLUMNS,
    DICTIONARY_SHEET,
    FIRST_ROW,
    FORM_SHEET,
    FREQUENCY_HEADINGS,
    GUIDE_SHEET,
    HEADER_ROW,
    HINT_ROW,
    MEASURE_NAMES,
    META_FIRST_ROW,
    META_NAME,
    META_SHEET,
    OPEN_VALUES,
    POSITION,
    REASONS,
    STAMP_ROW,
    TEMPLATE_VERSION,
    TITLE_ROW,
    VALUES,
    VINTAGE_CELL,
    VINTAGES,
    digest,
    row_id,
)
from intake.workbooks.numbers import PERCENT_UNITS
from intake.workbooks.sheets import letter
from metrics.measures import Measure
from metrics.model import Frequency

TEXT_KEYS = {"indicator", "region", "note", "reason", "next_step"}
LAST_SHOWN = letter(POSITION["next_step"])
HINT = "黄色格填写，灰色格不填、不改；没有数据请留空，不要填 0；百分数直接输入“5.8%”。滞后的目标请填写滞后原因和下步措施。"
GUIDE = (
    "一、只填黄色单元格。灰色单元格、列和行不要改动、删除或合并；行的顺序可以调整。",
    "二、本月当月：只填当月发生数；本月累计（期末）：流量指标填年初至本月累计，存量指标填月末数；累计同比：与去年同期相比。",
    "三、没有数据请留空，不要填 0、“—”或“无”；确实没有的，在备注里说明。",
    "四、数值按“计量单位”列的单位填，不要带单位，不要写“约”“左右”。百分数直接输入“5.8%”。",
    "五、1—2 月合并统计的指标，1 月可以不填。",
    "六、“数据性质”选“快报”或“正式”；正式数报出后覆盖快报，快报保留备查。",
    "七、进度滞后的目标，请填写滞后原因和下步措施；口径有调整的，请在备注写明。",
    "八、保存为 .xlsx 后报送。系统会一次列出全部问题，并可退回标注好的工作簿。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Whose form it is and for which month; a sample form marks everything imported from it as sample data."""

    organisation_code: str
    organisation_name: str
    period_end: date
    frequency: Frequency = Frequency.MONTH
    is_sample: bool = False
    vintage: str = "正式"
    title: str = "工业目标跟踪月报表"

    @property
    def stamp(self) -> str:
        """Return the visible version: month and layout revision."""
        part = f".{self.period_end:%d}" if self.frequency is Frequency.TEN_DAY else ""
        return f"{self.period_end:%Y.%m}{part}-{TEMPLATE_VERSION}"


def write_template(rows: pd.DataFrame, form: Form, out: str | Path | BinaryIO) -> None:
    """Write the form for one organisation and month.

    `rows`: indicator_code, indicator, unit, measure, region_code, region, target, previous (both in `unit`, percent
    as 45 for 45%, NaN for none); optional month, ytd, yoy, note, reason, next_step fill the input cells.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = FORM_SHEET
    records = rows.to_dict("records")
    _heading(sheet, form)
    for number, row in enumerate(records):
        _row(sheet, FIRST_ROW + number, number + 1, row)
    last = FIRST_ROW + max(len(records), 1) - 1
    _validations(sheet, last)
    _alerts(sheet, last, form)
    _page(sheet, last, form)
    _guide(book, form)
    _dictionary(book)
    _meta(book, records, form)
    book.properties.creator = "序时"
    book.properties.title = (
        f"{form.title} {form.organisation_name} {periods.title(form.period_end, form.frequency)}"
    )
    book.save(out)


def _heading(sheet: Worksheet, form: Form) -> None:
    for column in COLUMNS:
        sheet.column_dimensions[letter(POSITION[column.key])].width = column.width
    sheet.column_dimensions[letter(POSITION["row_id"])].hidden = True
    sheet.merge_cells(f"A{TITLE_ROW}:{LAST_SHOWN}{TITLE_ROW}")
    sample = "　【示例数据】" if form.is_sample else ""
    _put(
        sheet,
        "A1",
        f"{form.title}（{periods.title(form.period_end, form.frequency)}）{sample}",
        bold=True,
        size=16,
        align="center",
    )
    sheet.merge_cells(f"A{STAMP_ROW}:F{STAMP_ROW}")
    _put(sheet, f"A{STAMP_ROW}", f"报送单位：{form.organisation_name}", size=10)
    sheet.merge_cells(f"G{STAMP_ROW}:J{STAMP_ROW}")
    _put(sheet, f"G{STAMP_ROW}", f"模板版本 {form.stamp}", size=9, color="FF595959", align="center")
    _put(sheet, f"K{STAMP_ROW}", "数据性质：", size=10, align="right")
    vintage = _put(sheet, VINTAGE_CELL, form.vintage, size=10, align="center")
    vintage.fill, vintage.border, vintage.protection = solid(INPUT_FILL), BORDER, Protection(locked=False)
    sheet.merge_cells(f"A{HINT_ROW}:{LAST_SHOWN}{HINT_ROW}")
    _put(sheet, f"A{HINT_ROW}", HINT, size=9, color="FF595959")
    for row, height in ((TITLE_ROW, 30), (STAMP_ROW, 20), (HINT_ROW, 18), (HEADER_ROW, 33)):
        sheet.row_dimensions[row].height = height
    for column in COLUMNS:
        cell = _put(
            sheet,
            f"{letter(POSITION[column.key])}{HEADER_ROW}",
            FREQUENCY_HEADINGS[form.frequency].get(column.key, column.heading),
            bold=True,
            color="FFFFFFFF",
            align="center",
        )
        cell.fill, cell.border = solid(HEAD_FILL), BORDER


def _row(sheet: Worksheet, row: int, number: int, values: Mapping[Any, Any]) -> None:
    measure = Measure(values["measure"])
    shown = {
        "number": number,
        "measure": MEASURE_NAMES[measure],
        "row_id": row_id(values["indicator_code"], values["region_code"]),
    }
    for column in COLUMNS:
        value = shown.get(column.key, values.get(column.key))
        cell = sheet.cell(row, POSITION[column.key])
        percent = _percent(column.key, measure, values["unit"])
        _fill_in(cell, value, _shape(column.key, values, percent=percent), percent=percent)
        open_cell = column.input and (column.key not in VALUES or column.key in OPEN_VALUES[measure])
        cell.fill = solid(INPUT_FILL if open_cell else CLOSED_FILL if column.input else LOCKED_FILL)
        cell.border, cell.protection = BORDER, Protection(locked=not open_cell)
        cell.font = Font(name=FONT, size=10)
        text = column.key in TEXT_KEYS
        centre = column.key in {"number", "unit", "measure"}
        cell.alignment = Alignment(
            horizontal="fill"
            if column.key == "row_id"
            else "center"
            if centre
            else "left"
            if text
            else "right",
            vertical="center",
            wrap_text=text,
        )
    sheet.row_dimensions[row].height = _height(values)


def _fill_in(cell: Cell, value: object, shape: str, *, percent: bool) -> None:
    """Put a value so that it can never become a formula; percent is stored as Excel stores it."""
    cell.number_format = shape
    if isinstance(value, str):
        set_text(cell, value)
    elif isinstance(value, int | float) and not math.isnan(value):
        cell.value = round(float(value) / 100, 8) if percent else value


def _shape(key: str, values: Mapping[Any, Any], *, percent: bool) -> str:
    """Return a cell's number format: percent, whole where all known figures are whole, else two to four decimals."""
    if key in TEXT_KEYS or key in {"number", "unit", "measure", "row_id"}:
        return "General"
    if percent:
        return "0.0#%"
    known = [values.get(name) for name in ("target", "previous")]
    whole = all(
        isinstance(one, int | float) and (math.isnan(one) or float(one).is_integer()) for one in known
    )
    return "#,##0.00##" if not whole else "#,##0" if key in {"target", "previous"} else "General"


def _percent(key: str, measure: Measure, unit: str) -> bool:
    if key == "yoy":
        return not measure.traits.grows or unit in PERCENT_UNITS
    return key in {"target", "previous", "month", "ytd"} and unit in PERCENT_UNITS


def _height(values: Mapping[Any, Any]) -> float:
    lines = 1
    for column in COLUMNS:
        text = values.get(column.key)
        if column.key in TEXT_KEYS and isinstance(text, str):
            lines = max(
                lines,
                sum(-(-text_width(part) // max(int(column.width) - 1, 1)) or 1 for part in text.split("\n")),
            )
    return max(20.0, min(lines, 12) * LINE_HEIGHT + 5)


def _validations(sheet: Worksheet, last: int) -> None:
    """Tell the reporter at the cell; the server checks everything again."""
    prompts = {
        "month": "当月数，按计量单位列的单位填，只填数字",
        "ytd": "流量填年初累计，存量填期末数，只填数字",
        "yoy": "直接输入 5.8%",
    }
    for key, prompt in prompts.items():
        rule = DataValidation(
            type="decimal",
            operator="between",
            formula1="-99999999999999",
            formula2="99999999999999",
            allow_blank=True,
        )
        rule.promptTitle, rule.prompt = COLUMNS[POSITION[key] - 1].heading, prompt
        rule.errorTitle, rule.error = "请填数字", "这里只能填数字；没有数据请留空，说明写在备注。"
        rule.showInputMessage = rule.showErrorMessage = True
        rule.add(f"{letter(POSITION[key])}{FIRST_ROW}:{letter(POSITION[key])}{last}")
        sheet.add_data_validation(rule)
    reasons = DataValidation(
        type="list", formula1=f"'{DICTIONARY_SHEET}'!$B$2:$B${len(REASONS) + 1}", allow_blank=True
    )
    reasons.showErrorMessage = False
    reasons.add(f"{letter(POSITION['reason'])}{FIRST_ROW}:{letter(POSITION['reason'])}{last}")
    vintages = DataValidation(
        type="list", formula1=f"'{DICTIONARY_SHEET}'!$A$2:$A${len(VINTAGES) + 1}", allow_blank=False
    )
    vintages.showErrorMessage = True
    vintages.add(VINTAGE_CELL)
    sheet.add_data_validation(reasons)
    sheet.add_data_validation(vintages)


def _alerts(sheet: Worksheet, last: int, form: Form) -> None:
    """Colour a cumulative that fell below last month's; January starts anew."""
    if periods.begins_year(form.period_end, form.frequency):
        return
    ytd, before, measure = (letter(POSITION[key]) for key in ("ytd", "previous", "measure"))
    row = FIRST_ROW
    rule = f'AND(${measure}{row}="累计",ISNUMBER(${ytd}{row}),ISNUMBER(${before}{row}),${ytd}{row}<${before}{row})'
    sheet.conditional_formatting.add(
        f"{ytd}{FIRST_ROW}:{ytd}{last}",
        FormulaRule(formula=[rule], fill=PatternFill(bgColor=ALERT_FILL, fill_type="solid")),
    )


def _page(sheet: Worksheet, last: int, form: Form) -> None:
    foot = last + 1
    sheet.merge_cells(f"A{foot}:{LAST_SHOWN}{foot}")
    _put(
        sheet,
        f"A{foot}",
        "填表人：　　　　　　　审核人：　　　　　　　联系电话：　　　　　　　报出日期：",
        size=10,
    )
    sheet.row_dimensions[foot].height = 26
    sheet.freeze_panes = f"D{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{LAST_SHOWN}{foot}"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = (
        f"{form.organisation_name}　{periods.title(form.period_end, form.frequency)}　第 &P 页，共 &N 页"
    )


def _guide(book: Workbook, form: Form) -> None:
    sheet = book.create_sheet(GUIDE_SHEET)
    sheet.column_dimensions["A"].width = 100
    whose = f"{form.organisation_name}，{periods.title(form.period_end, form.frequency)}"
    _put(sheet, "A1", f"填报说明（{whose}）", bold=True, size=14)
    sheet.row_dimensions[1].height = 28
    for row, text in enumerate(GUIDE, start=2):
        cell = _put(sheet, f"A{row}", text, size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = 18.0 * -(-text_width(text) // 96) + 6
    sheet.sheet_view.showGridLines = False
    sheet.protection.sheet = True
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _dictionary(book: Workbook) -> None:
    sheet = book.create_sheet(DICTIONARY_SHEET)
    for column, (heading, words) in enumerate(
        (("数据性质", tuple(VINTAGES)), ("滞后原因", REASONS)), start=1
    ):
        for row, word in enumerate((heading, *words), start=1):
            sheet.cell(row, column, word)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def _meta(book: Workbook, records: Sequence[Mapping[Any, Any]], form: Form) -> None:
    """Write the hidden identity: a JSON line, and a table of row ids with the figures that must not change."""
    sheet = book.create_sheet(META_SHEET)
    rows = [
        [
            row_id(row["indicator_code"], row["region_code"]),
            row["unit"],
            _figure(row.get("target")),
            _figure(row.get("previous")),
        ]
        for row in records
    ]
    about = {
        "kind": "monthly",
        "template_version": TEMPLATE_VERSION,
        "unit": form.organisation_code,
        "unit_name": form.organisation_name,
        "period": f"{form.period_end:%Y-%m-%d}"
        if form.period_end.day in {10, 20}
        else f"{form.period_end:%Y-%m}",
        "frequency": form.frequency,
        "sample": form.is_sample,
        "sheet": FORM_SHEET,
        "rows": len(rows),
        "sha256": digest(rows),
    }
    sheet["A1"] = json.dumps(about, ensure_ascii=False)
    for number, row in enumerate(rows, start=META_FIRST_ROW):
        for column, text in enumerate(row, start=1):
            set_text(sheet.cell(number, column), text)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    book.defined_names[META_NAME] = DefinedName(META_NAME, attr_text=f"'{META_SHEET}'!$A$1")


def _figure(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, int | float) and not math.isnan(value) else ""


def _put(
    sheet: Worksheet,
    address: str,
    text: str,
    *,
    bold: bool = False,
    size: int = 10,
    color: str = "FF1F2937",
    align: str = "left",
) -> Cell:
    cell: Cell = sheet[address]
    cell.value = text
    cell.font = Font(name=FONT, size=size, bold=bold, color=color)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    return cell
