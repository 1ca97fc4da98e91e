"""The columns and sheets of our forms: one definition for what writes them and what reads them.

The monthly form with the hidden stamp a workbook of ours carries; then the two that list a region's targets, the
decomposition and the plan by month. Owns the names people see in them and which cells a measure leaves open. It opens no
workbook and imports nothing that does.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from data.periods import FIRST_YEAR, LAST_YEAR, month_end
from intake.workbooks.sheets import Book
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


_PRINTED = r"[^\x00-\x1f\x7f]"
Name = Annotated[str, Meta(max_length=100, pattern=rf"^{_PRINTED}+\Z")]
Code = Annotated[
    str, Meta(max_length=100, pattern=rf"^{_PRINTED}*\Z")
]  # empty in a form that we gave back filled
Version = Annotated[str, Meta(max_length=20, pattern=rf"^{_PRINTED}+\Z")]
Period = Annotated[str, Meta(pattern=r"^(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[12]0)?\Z")]
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
LENGTH = 2000  # characters of a stamp; ours have a few hundred
STAMPED = {"organisation": "unit", "organisation_name": "unit_name"}  # as forms already sent out say it


class _Stamp(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every form says: by which version of its template it was written, on which sheet, and whether of sample data."""

    template_version: Version
    sheet: Name
    sample: bool = False


class Monthly(_Stamp, frozen=True, tag="monthly", rename=STAMPED):
    """A monthly form: whose, for which period, and the check sum of its hidden rows."""

    organisation: Code
    organisation_name: Name
    period: Period | None = None
    frequency: Frequency = Frequency.MONTH
    sha256: Annotated[str, Meta(max_length=64)] = ""


class Backfill(_Stamp, frozen=True, tag="backfill", rename=STAMPED):
    """A back-fill form: whose, and the last of its periods."""

    organisation: Code
    organisation_name: Name
    period: Period | None = None
    frequency: Frequency = Frequency.MONTH


class Decomposition(_Stamp, frozen=True, tag="decomposition"):
    """A form that hands a region's targets down."""

    region: Name
    region_name: Name


class Plan(_Stamp, frozen=True, tag="plan"):
    """A region's plan by month for a year."""

    region: Name
    region_name: Name
    year: Year


Stamp = Monthly | Backfill | Decomposition | Plan


def of(book: Book) -> Stamp | None:
    """Return the stamp of a workbook; None where it has none, or none that we could have written."""
    sheet = book.sheet(META_SHEET)
    return None if sheet is None else read(sheet.cell(1, 1).text)


def read(text: str) -> Stamp | None:
    """Return the stamp a text is; None where it is none."""
    if len(text) > LENGTH:
        return None
    try:
        about: Stamp = msgspec.json.decode(text, type=Stamp)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return about


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
