"""The monthly form's columns and sheets: one definition for the template, the reader and the mark-up.

Owns the names people see in the workbook and which cells a measure leaves open. It opens no workbook.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.measures import MEASURES, Measure
from metrics.model import Frequency, Kind

TEMPLATE_VERSION = "r1"
ACCEPTED_VERSIONS = frozenset({"r1"})
FORM_SHEET, DICTIONARY_SHEET, META_SHEET, GUIDE_SHEET = "填报表", "字典", "_meta", "填报说明"
INDEX_SHEETS = ("审核结果", "Review")  # of a returned workbook, in either language
META_FIRST_ROW = 3  # of the table of row ids below the JSON line
META_NAME = "REPORT_META"
TITLE_ROW, STAMP_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3, 4
FIRST_ROW = HEADER_ROW + 1
VINTAGE_CELL = "L2"
VINTAGES = {"快报": "flash", "正式": "final"}
NUMBER_HEADINGS, ROW_ID_HEADINGS = ("序号", "编号"), ("行标识", "__id")
ROW_ID_PARTS = (
    "行标识:指标",
    "行标识:地区",
)  # the headings a back-fill's reader gives the halves of its row ids
REMARKS = {"note": "备注", "reason": "滞后原因", "next_step": "下步措施"}
REASONS = (
    "市场需求不足",
    "原材料或能源保障不足",
    "项目手续办理中",
    "资金未到位",
    "设备检修或技改停产",
    "季节性因素",
    "统计口径调整",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the form: its key in our frames, its heading, its width in characters."""

    key: str
    heading: str
    width: float
    input: bool = False


COLUMNS = (
    Column(key="number", heading="序号", width=5),
    Column(key="indicator", heading="指标名称", width=26),
    Column(key="region", heading="地区", width=11),
    Column(key="unit", heading="计量单位", width=9),
    Column(key="measure", heading="口径", width=8),
    Column(key="target", heading="年度目标", width=11),
    Column(key="previous", heading="上月累计/期末", width=14),
    Column(key="month", heading="本月当月", width=11, input=True),
    Column(key="ytd", heading="本月累计（期末）", width=16, input=True),
    Column(key="yoy", heading="累计同比", width=9, input=True),
    Column(key="note", heading="备注", width=16, input=True),
    Column(key="reason", heading="滞后原因", width=18, input=True),
    Column(key="next_step", heading="下步措施", width=18, input=True),
    Column(key="row_id", heading="行标识", width=4),
)
POSITION = {column.key: number for number, column in enumerate(COLUMNS, start=1)}
FREQUENCY_HEADINGS = {  # of a form that is not monthly
    Frequency.MONTH: {},
    Frequency.TEN_DAY: {"previous": "上期累计/期末", "month": "本旬当旬", "ytd": "年初累计（期末）"},
    Frequency.QUARTER: {"previous": "上期累计/期末", "month": "本季当季", "ytd": "年初累计（期末）"},
}
VALUES = ("month", "ytd", "yoy")
MEASURE_NAMES = {measure: measure.traits.form_name for measure in MEASURES}
OPEN_VALUES = {measure: measure.traits.cells for measure in MEASURES}
REQUIRED_VALUE = {measure: measure.traits.required for measure in MEASURES}


def kind_of(field: str, measure: Measure) -> Kind:
    """Return what a value in a column says for an indicator of that measure."""
    if field == "month":
        return Kind.MONTH
    if field == "yoy":
        return Kind.YOY
    return measure.traits.kind


def row_id(indicator_code: str, region_code: str) -> str:
    """Return the hidden identity of a row."""
    return f"{indicator_code}@{region_code}"


def halves(identity: str) -> tuple[str, str]:
    """Return what a row id says: the codes of its indicator and its region."""
    indicator, _, region = identity.partition("@")
    return indicator, region


def digest(rows: Sequence[Sequence[str]]) -> str:
    """Return the check sum of the hidden rows: it detects accidents, not forgery."""
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()
