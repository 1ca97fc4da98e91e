"""Which rows of a reporter's sheet are its header, and which column each heading names.

Owns which words name a column that holds no figure; what the others say is read by intake/workbooks/meaning.py. A header is one
row, or up to three read together; of columns of several periods one period is taken. It reads no value below the header.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from data import periods
from data.units import Unit
from intake.matching import normal
from intake.workbooks import meaning
from intake.workbooks.fields import NUMBER_HEADINGS, ROW_ID_HEADINGS, VALUES
from intake.workbooks.meaning import MONTH, Meaning
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
    "period": ("报告期", "月份", "时间", "期间", "所属期", "所属月份", "数据时间", "月"),
    "year": ("年份", "年度", "年"),
    "organisation": ("责任单位", "牵头单位", "报送单位", "填报单位"),
}  # fmt: skip
KEYS = {normal(name): key for key, names in HEADINGS.items() for name in names}
ROWS = 3  # that may be read together
Dated = tuple[int | None, int | None]  # year and month as a heading says them
UNDATED: Dated = (None, None)
Units = Mapping[str, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A form's header: its first and last row, the column of each key, what their words say, columns left over.

    `period`: the year and month that the headings of figures say; `unknown`: columns that are not read.
    """

    first: int
    last: int
    columns: dict[str, int]
    said: dict[str, Meaning] = field(default_factory=dict)
    duplicates: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    period: Dated = UNDATED
    understood: int = 0  # columns of figures whose words are all known
    kinds: int = 0  # and those that say of which kind
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """Return how many columns say a unit."""
        return sum(bool(one.units or one.unknown_unit) for one in self.said.values())


def find(sheet: Sheet, units: Units) -> Header | None:
    """Return the best header among the first rows: one row, or several read together."""
    best: Header | None = None
    merged = merged_into(sheet, HEADER_DEPTH + ROWS)
    for row in range(1, HEADER_DEPTH + 1):
        for last in range(row, row + ROWS):
            header = _at(sheet, (row, last), merged, units)
            if header and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def again(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a row below the header is another header, by its heading of the indicator in a column."""
    if KEYS.get(normal(sheet.text(row, column))) == "indicator":
        return True
    below = [KEYS.get(normal(str(value))) for value in sheet.values[row].values() if isinstance(value, str)]
    return below.count("indicator") == 1 and sum(key is not None for key in below) >= 3


def _rank(header: Header) -> tuple[int, int, int, int]:
    labels = sum(key not in VALUES for key in header.columns)
    return labels + header.understood, header.kinds, header.units, header.first - header.last


def _at(sheet: Sheet, rows: tuple[int, int], merged: Origins, units: Units) -> Header | None:
    first, last = rows
    labels: dict[str, int] = {}
    said, figures, duplicates, texts = (
        dict[str, Meaning](),
        dict[int, Meaning](),
        list[int](),
        dict[int, str](),
    )
    for column in _across(sheet, first, last, merged):
        path = [_over(sheet, row, column, merged) for row in range(first, last + 1)]
        parts = tuple(dict.fromkeys(part for part in path if part))
        key, found = _understood(parts, units)
        texts[column] = "·".join(parts)
        if key == "indicator" and key in labels and normal(texts[column]) == "目标":
            key = "target"  # beside a column of names it is what they aim at
        if key is None:
            figures |= {column: found} if parts else {}
        elif key in labels:
            duplicates.append(column)
        else:
            labels[key], said[key] = column, found
    header = _with_figures(
        Header(first=first, last=last, columns=labels, said=said, duplicates=tuple(duplicates), texts=texts),
        _of_kinds(figures, meaning.kind_said(_above(sheet, first), units)), _titled(sheet, first),
    )  # fmt: skip
    return header if _is_whole(sheet, header, merged, units) else None


def _is_whole(sheet: Sheet, header: Header, merged: Origins, units: Units) -> bool:
    """Tell a header that has names and figures, and begins and ends where it should."""
    if "indicator" not in header.columns or not header.columns.keys() & set(VALUES):
        return False
    label, first = header.columns["indicator"], header.first
    if merged.get((first, label), (first, 0))[0] < first:
        return False  # it begins above
    return all(_continues(sheet, row, label, merged, units) for row in range(first + 1, header.last + 1))


def _over(sheet: Sheet, row: int, column: int, merged: Origins) -> str:
    """Return the text of a cell of the header, of its own or of the merged cell that it is under."""
    return sheet.text(*merged.get((row, column), (row, column)))


def _across(sheet: Sheet, first: int, last: int, merged: Origins) -> list[int]:
    """Return the columns in which a row holds a text, of its own or of a merged cell."""
    own = {column for row in range(first, last + 1) for column in sheet.values.get(row, {})}
    return sorted(own | {column for row, column in merged if first <= row <= last})


def _continues(sheet: Sheet, row: int, label: int, merged: Origins, units: Units) -> bool:
    """Tell whether a row below belongs to the header: nothing numeric in it, no name, and words of figures or units."""
    own = {
        column: value for column, value in sheet.values.get(row, {}).items() if (row, column) not in merged
    }
    texts = [value for value in own.values() if isinstance(value, str)]
    named = label in own and KEYS.get(normal(sheet.text(row, label))) != "indicator"
    if not own or named or len(texts) < len(own):
        return False
    found = [meaning.understand((text,), units) for text in texts]
    return any(one.column or one.growth or one.aside or one.units or one.unknown_unit for one in found)


def merged_into(sheet: Sheet, last: int) -> Origins:
    """Return, for every cell down to a row that is hidden under a merged one, the cell that holds the text."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        for row in range(top, min(bottom, last) + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _understood(parts: tuple[str, ...], units: Units) -> tuple[str | None, Meaning]:
    """Return the key of a column that holds no figures, with a unit written over it; else what its words say."""
    key, bare = _key(parts)
    if key is not None and key not in VALUES:
        brackets = [found for part in parts for found in meaning.BRACKET.findall(meaning.flat(part))]
        said = [meaning.of_items(one, units) for one in brackets if bare]
        return key, said[-1] if said else Meaning()
    found = meaning.understand(parts, units)
    if (
        found.unread
        and len(parts) > 1
        and meaning.understand(parts[:1], units) == Meaning(unread=meaning.flat(parts[0]))
    ):
        found = meaning.understand(parts[1:], units)  # the widest heading only names the table
    if found.unread and (key := KEYS.get(normal(meaning.flat("".join(parts))))) is not None:
        kind = MONTH if key == MONTH else "ytd"
        found = Meaning(
            kind=kind, growth=key == "yoy", amount=True, units=found.units, unknown_unit=found.unknown_unit
        )
    return None, found


@lru_cache(maxsize=4096)
def _key(parts: tuple[str, ...]) -> tuple[str | None, bool]:
    """Return the column key a heading names, joined or by its narrowest part; and whether brackets were left out."""
    for text in dict.fromkeys(["".join(parts), *reversed(parts)]):
        flat = meaning.flat(text)
        if key := KEYS.get(normal(flat)):
            return key, False
        if key := KEYS.get(normal(meaning.BRACKET.sub("", flat))):
            return key, True
    return None, False


def _of_kinds(figures: Mapping[int, Meaning], table: str) -> dict[int, Meaning]:
    """Return the columns with the kind that the table says of all, and every bare 同比 told whose growth it is.

    That of the amounts nearest on its left.
    """
    resolved, before = dict[int, Meaning](), Meaning()
    for column, found in sorted(figures.items()):
        bare = not found.kind and (found.growth or found.amount)
        kind = MONTH if bare and found.growth and before.column == MONTH else table
        resolved[column] = replace(found, kind=kind) if bare and (found.month is None or table) else found
        before = resolved[column] if found.column and not found.growth else before
    return resolved


def _above(sheet: Sheet, first: int) -> list[str]:
    """Return the texts above a row, in reading order."""
    return [
        sheet.text(row, column) for row in range(1, first) for column in sorted(sheet.values.get(row, {}))
    ]


def _titled(sheet: Sheet, first: int) -> Dated:
    """Return the period that is written above a row."""
    for text in meaning.reporting_texts(_above(sheet, first)):
        found = periods.find(text)
        if found is not None and found.period_end is not None:
            return found.period_end.year, found.period_end.month
    return UNDATED


def _with_figures(header: Header, figures: Mapping[int, Meaning], titled: Dated) -> Header:
    """Give the columns of figures of one period their keys; the others are not read."""
    period = _chosen(list(figures.values()), titled)
    columns, said = dict(header.columns), dict(header.said)
    duplicates, unknown = list(header.duplicates), list[int]()
    for column, found in sorted(figures.items()):
        dated = found.year, found.month
        if not found.column or (dated != UNDATED and not agree(dated, period)):
            unknown.append(column)
        elif found.column in columns:
            duplicates.append(column)
        else:
            columns[found.column], said[found.column] = column, found
    return replace(
        header, columns=columns, said=said, duplicates=tuple(duplicates), unknown=tuple(unknown), period=period,
        understood=sum(not one.unread and one != Meaning() for one in figures.values()) - len(duplicates),
        kinds=sum(bool(one.kind) and not one.unread for one in figures.values()),
    )  # fmt: skip


def _chosen(figures: Sequence[Meaning], titled: Dated) -> Dated:
    """Return the period to read: the title's where headings say it, none where some amounts have none, else the latest."""
    amounts = {(one.year, one.month) for one in figures if one.column and not one.growth}
    dated = amounts - {UNDATED}
    fitting = [one for one in dated if agree(one, titled)]
    if not fitting and UNDATED in amounts:
        return UNDATED
    return max(fitting or dated, key=lambda one: (one[0] or 0, one[1] or 0), default=UNDATED)


def agree(first: Dated, second: Dated) -> bool:
    """Tell whether two periods may be one, each as far as it is said; not where either says nothing."""
    pairs = list(zip(first, second, strict=True))
    return UNDATED not in (first, second) and all(None in pair or len(set(pair)) == 1 for pair in pairs)
