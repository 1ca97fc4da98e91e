"""The columns and sheet of the plan by month: one definition for what writes it and what reads it.

Owns the names people see in it. It opens no workbook and imports nothing that does.
"""

from collections.abc import Mapping
from datetime import date

from data.periods import month_end

KIND, VERSION, SHEET = "plan", "p1", "分月计划"
TITLE_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3
INDICATOR, UNIT, TARGET, ROW_ID = "指标名称", "计量单位", "目标", "行标识"
FIXED = {"序号": 5.0, INDICATOR: 28.0, "条款": 22.0, UNIT: 9.0, "期限": 11.0, TARGET: 12.0}
MONTHS = {2: "1—2月", **{month: f"{month}月" for month in range(3, 13)}}


def ends(year: int) -> Mapping[str, date]:
    """Return the month end each month's heading stands for."""
    return {heading: month_end(year, month) for month, heading in MONTHS.items()}
