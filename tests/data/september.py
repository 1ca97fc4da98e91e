"""A form of the demonstration filled in: September of the commerce bureau, which has not reported."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

import tracker
from data.store import Store
from tests.asking import desk

SEPTEMBER = date(2024, 9, 30)
PROJECTS = "引进亿元以上战新产业项目"


def form_of(store: Store, figure: float | str, remark: str = "") -> bytes:
    """The form with its one figure filled in, and a reason for the lag if given."""
    blank = BytesIO()
    tracker.template(desk(store), "150200-commerce", SEPTEMBER, blank)
    book = load_workbook(BytesIO(blank.getvalue()))
    sheet = book["填报表"]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}
    row = next(cell.row for line in sheet.iter_rows(max_col=3) for cell in line if cell.value == PROJECTS)
    for head, value in (("本月累计", figure), ("滞后原因", remark)):
        column = next(number for said, number in heads.items() if said.startswith(head))
        sheet.cell(row, column, value or None)
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()
