"""Which rows of a reporter's sheet are its header, and which column each heading names.

Owns the words people write over the columns of a form, units in brackets and headings of two rows included. It reads
no value below the header.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from intake.matching import normal, simplified
from intake.workbooks.fields import NUMBER_HEADINGS, ROW_ID_HEADINGS, VALUES
from intake.workbooks.sheets import Sheet

Origins = Mapping[
    tuple[int, int], tuple[int, int]
]  # a cell hidden under a merged one → the cell with the text
HEADER_DEPTH = 15
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": NUMBER_HEADINGS,
    "indicator": ("指标名称", "指标", "项目", "目标", "目标任务", "目标名称", "主要指标", "指标项", "名称"),
    "region": ("地区", "区域", "旗县区", "县区", "区县", "盟市", "市县", "行政区", "行政区划"),
    "unit": ("计量单位", "单位"),
    "measure": ("口径", "口径类型", "指标类型"),
    "target": ("年度目标", "全年目标", "年度目标值", "全年目标值", "目标值", "年度计划"),
    "previous": ("上月累计/期末", "上月累计", "上月累计期末", "上月末", "上期累计", "上月数", "上期累计/期末"),
    "month": (
        "本月当月", "当月", "本月", "本月数", "当月值", "当月数", "本月值", "当月完成", "本月完成",
        "当旬", "本旬", "本旬当旬", "当旬值", "本旬数", "当季", "本季", "本季度", "本季当季", "当季值", "本季数",
    ),
    "ytd": (
        "本月累计(期末)", "本月累计", "累计", "累计值", "累计数", "累计完成", "本年累计", "年初累计", "年初至今",
        "1至本月", "期末", "期末值", "期末数", "月末数", "旬末数", "季末数", "年累计", "年初累计（期末）", "自年初累计", "完成值", "完成情况", "实际完成", "本月累计期末",
    ),
    "yoy": ("累计同比", "同比", "同比增速", "同比增长", "累计同比增速", "累计同比增长", "累计增速", "增速", "同比增幅"),
    "note": ("备注", "说明", "情况说明"),
    "reason": ("滞后原因", "原因", "未达序时原因", "存在问题", "原因分析", "存在困难"),
    "next_step": ("下步措施", "下一步措施", "措施", "工作措施", "下一步工作", "下步工作", "下一步打算"),
    "row_id": ROW_ID_HEADINGS,
    "period": ("报告期", "月份", "时间", "期间", "所属期", "所属月份", "数据时间"),
    "organisation": ("责任单位", "牵头单位", "报送单位", "填报单位"),
}  # fmt: skip
KEYS = {normal(name): key for key, names in HEADINGS.items() for name in names}
MONTHLY_HEADING = re.compile(r"(?:\d{4}年)?(?:1[-–—~至到])?(\d{1,2})月份?(当月|累计)?(?:值|数|完成)?")
UNIT_IN_HEADING = re.compile(r"\(([^()]{1,40})\)$")  # in half width
FROM_JANUARY = re.compile(r"1\s*[-–—~至到]")
BLANKS = re.compile(r"\s+")
UNIT_LENGTH = 10  # characters of a unit in a heading


@dataclass(frozen=True, slots=True)
class Header:
    """A form's header: its first and last row, the column of each key, units named in headings, columns left over."""

    first: int
    last: int
    columns: dict[str, int]
    units: dict[str, str]
    duplicates: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()


def find(sheet: Sheet) -> Header | None:
    """Return the best header among the first rows: one row, or two read together."""
    best: Header | None = None
    merged = merged_into(sheet, HEADER_DEPTH + 1)
    for row in range(1, HEADER_DEPTH + 1):
        for last in (row, row + 1):
            header = _at(sheet, row, last, merged)
            if header and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def again(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a row below the header is another header, by its heading of the indicator in a column."""
    if KEYS.get(normal(sheet.text(row, column))) == "indicator":
        return True
    below = [KEYS.get(normal(str(value))) for value in sheet.values[row].values() if isinstance(value, str)]
    return below.count("indicator") == 1 and sum(key is not None for key in below) >= 3


def _rank(header: Header) -> tuple[int, int]:
    return len(header.columns), header.first - header.last


def _at(sheet: Sheet, first: int, last: int, merged: Origins) -> Header | None:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    duplicates, unknown = [], []
    for column in _across(sheet, first, last, merged):
        parts = [
            sheet.text(*merged.get((row, column), (row, column))) for row in dict.fromkeys((first, last))
        ]
        key, unit = _key(tuple(dict.fromkeys(parts)))
        if key is None:
            unknown.extend([column] if any(parts) else [])
        elif key in columns:
            duplicates.append(column)
        else:
            columns[key] = column
            units |= {key: unit} if unit else {}
    if "indicator" not in columns or not columns.keys() & set(VALUES):
        return None
    if last > first and not _two_rows(sheet, first, last, merged):
        return None
    return Header(first, last, columns, units, tuple(duplicates), tuple(unknown))


def _across(sheet: Sheet, first: int, last: int, merged: Origins) -> list[int]:
    """Return the columns in which either row holds a text, of its own or of a merged cell."""
    own = {column for row in (first, last) for column in sheet.values.get(row, {})}
    return sorted(own | {column for row, column in merged if row in (first, last)})


def _two_rows(sheet: Sheet, first: int, last: int, merged: Origins) -> bool:
    """Tell whether the second row belongs to the header: nothing numeric in it, and some heading of its own."""
    values = sheet.values.get(last, {})
    own = [value for column, value in values.items() if (last, column) not in merged]
    return (
        bool(own)
        and all(isinstance(value, str) for value in own)
        and any(_key((str(value),))[0] in VALUES for value in own)
    )


def merged_into(sheet: Sheet, last: int) -> Origins:
    """Return, for every cell down to a row that is hidden under a merged one, the cell that holds the text."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom, last) + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


@lru_cache(maxsize=4096)
def _key(parts: tuple[str, ...]) -> tuple[str | None, str]:
    """Return the column key a heading names, with a unit written in it; two-row headings are tried joined first."""
    texts = [part for part in parts if part]
    for text in dict.fromkeys(
        unicodedata.normalize("NFKC", one) for one in ["".join(texts), *reversed(texts)]
    ):
        bare, unit = text, ""
        if normal(bare) not in KEYS and (found := _unit_in(text)) is not None:
            bare, unit = found
        if key := KEYS.get(normal(bare)):
            return key, unit
        if MONTHLY_HEADING.fullmatch(simplified(BLANKS.sub("", bare))):
            return ("ytd" if "累计" in bare or FROM_JANUARY.search(bare) else "month"), unit
    return None, ""


def _unit_in(heading: str) -> tuple[str, str] | None:
    """Return a heading and the unit in brackets at its end, 单位: left out; None where there is none."""
    match = UNIT_IN_HEADING.search(heading.rstrip())
    unit = "" if match is None else match.group(1).strip().removeprefix("单位:").strip()
    return (heading[: match.start()], unit) if match and 0 < len(unit) <= UNIT_LENGTH else None
