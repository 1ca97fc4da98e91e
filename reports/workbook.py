"""The Excel report: native charts, lights as shape and word, every number as it is in the progress frame.

Owns the order of the sheets and the file. The same material gives the same bytes.
"""

from datetime import UTC
from io import BytesIO

from xlsxwriter import Workbook

from reports.cells import Pen
from reports.handed_down_sheets import gaps_sheet, handed_down_sheet
from reports.material import Material
from reports.method import method_sheet
from reports.sheets import missing_sheet, overview_sheet, targets_sheet, trends_sheet
from wording.translate import _

# Text stays text: nothing a unit typed may turn into a formula, a link or a number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def report_workbook(material: Material) -> bytes:
    """The finished .xlsx file."""
    material = material.printable
    buffer = BytesIO()
    book = Workbook(buffer, _OPTIONS)
    moment = material.stamp.known_at.astimezone(UTC)
    book.set_properties({"title": report_title(material), "author": _("序时"), "created": moment})
    pen = Pen(book=book)
    overview_sheet(pen, material)
    targets_sheet(pen, material)
    trends_sheet(pen, material)
    handed_down_sheet(pen, material)
    gaps_sheet(pen, material)
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
    return _("总览"), _("目标进展"), _("走势"), _("目标分解"), _("缺口构成"), _("未报送"), _("口径与规则")
