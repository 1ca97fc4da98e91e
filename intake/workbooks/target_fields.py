"""The forms that list a region's targets, the decomposition and the plan by month: one definition of their columns and
sheets for what writes them and what reads them.

Owns the names people see in them. It opens no workbook and imports nothing that does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.periods import month_end

INDICATOR, UNIT, ROW_ID = "指标名称", "计量单位", "行标识"
TITLE_ROW = 1
_FIRST = {"序号": 5.0, INDICATOR: 28.0, "条款": 22.0, UNIT: 9.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSheet:
    """The sheet of one form: what its stamp says, its name, its rows from 1, and its fixed columns.

    `target`: the heading of the target's own column; `fixed`: widths in characters by heading, from the left.
    """

    kind: str
    version: str
    name: str
    hint_row: int
    header_row: int
    target: str
    fixed: Mapping[str, float]


DECOMPOSITION_SHEET = TargetSheet(
    kind="decomposition", version="d1", name="分解表", hint_row=3, header_row=4, target="上级目标",
    fixed={**_FIRST, "要求": 8.0, "上级目标": 12.0},
)  # fmt: skip
STAMP_ROW = 2  # of the decomposition
SUMS = {"各地合计": 12.0, "未分解": 12.0}

PLAN_SHEET = TargetSheet(
    kind="plan", version="p1", name="分月计划", hint_row=2, header_row=3, target="目标",
    fixed={**_FIRST, "期限": 11.0, "目标": 12.0},
)  # fmt: skip
MONTHS = {2: "1—2月", **{month: f"{month}月" for month in range(3, 13)}}


def ends(year: int) -> Mapping[str, date]:
    """Return the month end each month's heading of the plan stands for."""
    return {heading: month_end(year, month) for month, heading in MONTHS.items()}
