"""The Excel report: native charts, lights as shape and word, every number as it is in the progress frame.

Owns the order of the sheets and the file. The same material gives the same bytes.
"""

from datetime import UTC, date
from io import BytesIO
from numbers import Real

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.cells import Pen
from reports.material import Material
from reports.method import method_sheet
from reports.sheets import missing_sheet, overview_sheet, targets_sheet, trends_sheet
from wording.formats import Cell, is_missing
from wording.translate import _

# Text stays text: nothing a unit typed may turn into a formula, a link or a number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_NOT_IN_A_SHEET_NAME = str.maketrans("[]:*?/\\'", "________")


def report_workbook(material: Material) -> bytes:
    """The finished .xlsx file."""
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    moment = material.stamp.known_at.replace(tzinfo=UTC)
    book.set_properties({"title": report_title(material), "author": _("序时"), "created": moment})
    pen = Pen(book=book)
    overview_sheet(pen, material)
    targets_sheet(pen, material)
    trends_sheet(pen, material)
    missing_sheet(pen, material)
    method_sheet(pen, material)
    book.close()
    return buffer.getvalue()


def report_title(material: Material) -> str:
    """The report's name: place and month."""
    at = material.stamp.as_of
    return _("{place}目标进展报告（{year}年{month}月）").format(
        place=material.stamp.place, year=at.year, month=at.month
    )


def sheet_names() -> tuple[str, ...]:
    """The sheets in order."""
    return _("总览"), _("目标进展"), _("走势"), _("未报送"), _("口径与规则")


def table_workbook(frame: pd.DataFrame, title: str) -> bytes:
    """Any table of a screen as a workbook: text as text, numbers as numbers, dates as months, heads frozen."""
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    pen = Pen(book=book)
    sheet = book.add_worksheet(title[:31].translate(_NOT_IN_A_SHEET_NAME) or None)
    for column, name in enumerate(frame.columns):
        pen.head(sheet, 0, column, str(name))
        sheet.set_column(column, column, 16)
    for row, values in enumerate(frame.itertuples(index=False), start=1):
        for column, value in enumerate(values):
            _plain(pen, sheet, (row, column), value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))
    book.close()
    return buffer.getvalue()


def _plain(pen: Pen, sheet: Worksheet, at: tuple[int, int], value: Cell) -> None:
    """One value of any column."""
    row, column = at
    if isinstance(value, (tuple, list)):
        pen.text(sheet, row, column, _("、").join(str(part) for part in value))
    elif is_missing(value):
        pen.text(sheet, row, column, "")
    elif isinstance(value, (bool, str)):
        pen.text(sheet, row, column, str(value))
    elif isinstance(value, date):
        pen.day(sheet, row, column, value)
    elif isinstance(value, Real):
        sheet.write_number(row, column, float(value), pen.boxed(align="right"))
    else:
        pen.text(sheet, row, column, str(value))
