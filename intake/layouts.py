"""Where things stand in a reporter's sheet: the form among the sheets, its header, its columns, its end.

Owns the recognition of our template and of foreign layouts. It reads no value: it says which row and column
hold what, and tells in problems what it had to put up with.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data import periods
from data.problems import Problem, problem
from intake.matching import normal, simplified
from intake.workbooks import stamp
from intake.workbooks.fields import (
    ACCEPTED_VERSIONS,
    COLUMNS,
    DICTIONARY_SHEET,
    GUIDE_SHEET,
    HEADER_ROW,
    INDEX_SHEETS,
    META_FIRST_ROW,
    META_SHEET,
    NUMBER_HEADINGS,
    POSITION,
    ROW_ID_HEADINGS,
    TEMPLATE_VERSION,
    VALUES,
    digest,
)
from intake.workbooks.sheets import Book, Sheet, letter, place
from metrics.model import Frequency

HEADER_DEPTH = 15
NOT_FORMS = frozenset({META_SHEET, DICTIONARY_SHEET, GUIDE_SHEET, *INDEX_SHEETS})
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
UNIT_LINE = re.compile(r"(?:计量)?单位:([^\s,、;:()]{1,8})\)?$")  # of the whole table, in half width
FOOTNOTE = re.compile(
    r"^\s*(?:注|注释|备注|说明|数据来源|资料来源|来源|填表人|制表人?|审核人?|单位负责人|填报人|联系人)\s*[:：\d]|^\s*注[^册意]"
)
SIGNATURE = re.compile(r"^\s*(?:填表人|制表人?|审核人?|单位负责人|填报人|联系人)")
TOTAL = re.compile(r"^(?:合\s*计|小\s*计|总\s*计|全市合计|全区合计|全省合计|各地区?合计|累计合计)$")
PERIOD_LABEL = re.compile(r"(?:报告期|报送月份|所属期|月份|时间|期间)\s*[:：](.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What our template says of itself: whose form, which month, and the figures that must come back unchanged."""

    kind: str
    version: str
    unit: str
    unit_name: str
    period_end: date | None
    frequency: Frequency
    is_sample: bool
    sheet: str
    rows: Mapping[str, tuple[str, str]]  # row id → unit, annual target as text


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet's plan: columns by key, units named in headings, rows in order, totals apart."""

    sheet: Sheet
    header_rows: tuple[int, int]
    columns: Mapping[str, int]
    heading_units: Mapping[str, str]
    rows: tuple[int, ...]
    totals: tuple[int, ...]
    filled: Mapping[tuple[int, int], tuple[int, int]]  # cells inside a merged label → its first cell
    problems: tuple[Problem, ...] = ()

    def place(self, row: int, key: str) -> str:
        """Return the address of a row's cell in a column."""
        return place(row, self.columns[key])

    @property
    def above(self) -> list[str]:
        """Return the texts above the header, in reading order."""
        return [
            self.sheet.text(row, column)
            for row in self.sheet.rows()
            if row < self.header_rows[0]
            for column in sorted(self.sheet.values[row])
        ]

    def text(self, row: int, key: str) -> str:
        """Return the text of a row's cell, labels filled down from merged cells; empty where there is no such column."""
        column = self.columns.get(key)
        if column is None:
            return ""
        return self.sheet.text(*self.filled.get((row, column), (row, column)))


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    columns: dict[str, int]
    units: dict[str, str]
    duplicates: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()


def stated_unit(texts: Iterable[str]) -> str:
    """Return the unit a table states once for all its figures (单位：万元), among the texts above its header."""
    for text in texts:
        parts = unicodedata.normalize("NFKC", text).split(":")
        match = UNIT_LINE.search(":".join(part.strip() for part in parts))
        if match:
            return match.group(1)
    return ""


def read_meta(book: Book) -> Meta | Problem | None:
    """Return what the template says of itself; None where the workbook is not (or no longer) our template."""
    about, sheet = stamp.of(book), book.sheet(META_SHEET)
    if not isinstance(about, stamp.Monthly | stamp.Backfill) or sheet is None:
        return None
    if about.template_version not in ACCEPTED_VERSIONS:
        return problem("S01", version=about.template_version, current=TEMPLATE_VERSION)
    rows = [
        [sheet.text(row, column) for column in range(1, 5)] for row in sheet.rows() if row >= META_FIRST_ROW
    ]
    if isinstance(about, stamp.Monthly) and digest(rows) != about.sha256:
        return None  # damaged: what it says cannot be held against the reporter
    return Meta(
        kind="monthly" if isinstance(about, stamp.Monthly) else "backfill",
        version=about.template_version,
        unit=about.unit,
        unit_name=about.unit_name,
        sheet=about.sheet,
        period_end=None if about.period is None else periods.parse(about.period),
        frequency=about.frequency,
        is_sample=about.sample,
        rows={name: (unit, target) for name, unit, target, _ in rows},
    )


def recognise(book: Book, meta: Meta | None) -> Layout | list[Problem]:
    """Find the form in a workbook, or say why not."""
    found = [
        (sheet, header) for sheet in book.sheets if sheet.name not in NOT_FORMS and (header := _header(sheet))
    ]
    if not found:
        return [_nothing_found(book)]
    chosen = _choose(found, meta)
    if chosen is None:
        names = [sheet.name for sheet, _ in found]
        return [problem("S05", count=len(found), names=names)]
    return _layout(*chosen, meta)


def _choose(found: list[tuple[Sheet, _Header]], meta: Meta | None) -> tuple[Sheet, _Header] | None:
    """Prefer the only one with figures, then the one the template names, the one with row ids, the only visible one."""
    filled = [one for one in found if one[0].state == "visible" and _holds_figures(*one)]
    if len(filled) > 1:
        return None
    if filled:
        return filled[0]
    named = [one for one in found if meta is not None and one[0].name == meta.sheet]
    marked = [one for one in found if "row_id" in one[1].columns]
    visible = [one for one in found if one[0].state == "visible"]
    for group in (named, marked, visible, found):
        if len(group) == 1:
            return group[0]
        if len(group) > 1:
            return None
    return None


def _holds_figures(sheet: Sheet, header: _Header) -> bool:
    columns = {header.columns[key] for key in VALUES if key in header.columns}
    return any(row > header.last and columns & cells.keys() for row, cells in sheet.values.items())


def _nothing_found(book: Book) -> Problem:
    """Tell a transposed table from no table."""
    for sheet in book.sheets:
        if sheet.name in NOT_FORMS:
            continue
        first = [sheet.text(row, column) for column in (1, 2) for row in list(sheet.rows())[:60]]
        months = sum(periods.read(text, year=2000).period_end is not None for text in first if text)
        if months >= 3:
            return problem("S17", sheet=sheet.name)
    return problem("S21")


def _header(sheet: Sheet) -> _Header | None:
    """Return the best header among the first rows: one row, or two read together."""
    best: _Header | None = None
    merged = _merged_into(sheet, HEADER_DEPTH + 1)
    for row in range(1, HEADER_DEPTH + 1):
        for last in (row, row + 1):
            header = _header_at(sheet, row, last, merged)
            if header and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: _Header) -> tuple[int, int]:
    return len(header.columns), header.first - header.last


def _header_at(
    sheet: Sheet, first: int, last: int, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> _Header | None:
    across = sorted({column for row in (first, last) for column in sheet.values.get(row, {})}
                    | {column for row, column in merged if row in (first, last)})  # fmt: skip
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    duplicates, unknown = [], []
    for column in across:
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
    return _Header(first, last, columns, units, tuple(duplicates), tuple(unknown))


def _two_rows(sheet: Sheet, first: int, last: int, merged: Mapping[tuple[int, int], tuple[int, int]]) -> bool:
    """Tell whether the second row belongs to the header: nothing numeric in it, and some heading of its own."""
    values = sheet.values.get(last, {})
    own = [value for column, value in values.items() if (last, column) not in merged]
    return (
        bool(own)
        and all(isinstance(value, str) for value in own)
        and any(_key((str(value),))[0] in VALUES for value in own)
    )


def _merged_into(sheet: Sheet, last: int) -> dict[tuple[int, int], tuple[int, int]]:
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


def _layout(sheet: Sheet, header: _Header, meta: Meta | None) -> Layout | list[Problem]:
    found: list[Problem] = []
    rows, totals = _rows(sheet, header, found)
    span = (header.first, header.last)
    found.extend(_header_problems(sheet, header, meta, rows))
    found.extend(_row_problems(sheet, header, rows))
    if sheet.state != "visible":
        found.append(problem("S04", sheet=sheet.name))
    return Layout(
        sheet=sheet, header_rows=span, columns=header.columns, heading_units=header.units, rows=tuple(rows),
        totals=tuple(totals), filled=_labels(sheet, header), problems=tuple(found),
    )  # fmt: skip


def _rows(sheet: Sheet, header: _Header, found: list[Problem]) -> tuple[list[int], list[int]]:
    """Walk down from the header: rows with anything in known columns, totals apart, up to the footnotes."""
    rows: list[int] = []
    totals: list[int] = []
    wanted = set(header.columns.values())
    for row in sheet.rows():
        values = sheet.values[row]
        if row <= header.last or not wanted & values.keys():
            continue
        first = sheet.text(row, min(values))
        name = sheet.text(row, header.columns["indicator"])
        if "row_id" not in header.columns or not sheet.text(row, header.columns["row_id"]):
            if FOOTNOTE.match(first) and len(values) <= 4:
                if not SIGNATURE.match(first) or _figures_below(sheet, row, header):
                    found.append(
                        problem(
                            "S15", sheet=sheet.name, cell=place(row, min(values)), row=row, text=first[:20]
                        )
                    )
                return rows, totals
            if _second_header(sheet, row, header):
                found.append(problem("S18", sheet=sheet.name, cell=place(row, header.columns["indicator"])))
                return rows, totals
        region = sheet.text(row, header.columns["region"]) if "region" in header.columns else ""
        if TOTAL.match(name or first) or TOTAL.match(region):
            totals.append(row)
            found.append(
                problem("S14", sheet=sheet.name, cell=place(row, min(values)), label=name or first or region)
            )
        else:
            rows.append(row)
    return rows, totals


def _figures_below(sheet: Sheet, row: int, header: _Header) -> bool:
    """Tell whether somebody went on below the signatures: what is not read is said."""
    columns = [header.columns[key] for key in VALUES if key in header.columns]
    return any(
        isinstance(sheet.values[at].get(one), float) for at in sheet.values if at > row for one in columns
    )


def _second_header(sheet: Sheet, row: int, header: _Header) -> bool:
    if KEYS.get(normal(sheet.text(row, header.columns["indicator"]))) == "indicator":
        return True
    below = [KEYS.get(normal(str(value))) for value in sheet.values[row].values() if isinstance(value, str)]
    return below.count("indicator") == 1 and sum(key is not None for key in below) >= 3


def _header_problems(sheet: Sheet, header: _Header, meta: Meta | None, rows: list[int]) -> Iterator[Problem]:
    usual = HEADER_ROW if meta is not None else 1
    if header.first > usual:
        yield problem("S06", sheet=sheet.name, cell=place(header.first, 1), count=header.first - 1)
    merged = any(top <= header.last and bottom >= header.first for top, _, bottom, _ in sheet.merged)
    if header.last > header.first or merged:
        headings = [COLUMNS[POSITION[key] - 1].heading for key in header.columns if key in POSITION]
        yield problem("S07", sheet=sheet.name, cell=place(header.first, 1), headings=headings)
    order = [
        POSITION[key] for key, _ in sorted(header.columns.items(), key=lambda one: one[1]) if key in POSITION
    ]
    if order != sorted(order):
        yield problem("S08", sheet=sheet.name, cell=place(header.first, 1))
    for column in header.duplicates:
        yield problem("S18", sheet=sheet.name, cell=place(header.first, column))
    for column in header.unknown:
        if any(column in sheet.values[row] for row in rows):
            yield problem("S09", sheet=sheet.name, cell=place(header.last, column), column=letter(column),
                          heading=sheet.text(header.last, column) or sheet.text(header.first, column))  # fmt: skip
    yield from _headless(sheet, header, rows)
    if meta is not None:
        for key in (*VALUES, "unit", "target"):
            if key not in header.columns:
                yield problem("S20", sheet=sheet.name, heading=COLUMNS[POSITION[key] - 1].heading)
        if "row_id" not in header.columns:
            yield problem("S12", sheet=sheet.name)


def _headless(sheet: Sheet, header: _Header, rows: list[int]) -> Iterator[Problem]:
    """Tell of columns that hold values under no heading at all: nothing typed is lost silently."""
    named = {*header.columns.values(), *header.unknown, *header.duplicates}
    stray = sorted({column for row in rows for column in sheet.values[row]} - named)
    for column in stray:
        yield problem(
            "S09",
            sheet=sheet.name,
            cell=place(header.last, column),
            column=letter(column),
            heading="",
        )


def _row_problems(sheet: Sheet, header: _Header, rows: list[int]) -> Iterator[Problem]:
    hidden = [row for row in rows if row in sheet.hidden_rows]
    if hidden:
        yield problem("S13", sheet=sheet.name, cell=place(hidden[0], 1), rows=spans(hidden))
    columns = {header.columns[key] for key in VALUES if key in header.columns}
    known = set(rows)
    for top, left, bottom, right in sheet.merged:
        if bottom > top and top in known and any(left <= column <= right for column in columns):
            span = f"{place(top, left)}:{place(bottom, right)}"
            yield problem(
                "S16", sheet=sheet.name, cell=place(top, left), value=sheet.text(top, left), range=span
            )


def _labels(sheet: Sheet, header: _Header) -> dict[tuple[int, int], tuple[int, int]]:
    """Return merged cells of label columns only: labels may be filled down, values never."""
    labels = {header.columns[key] for key in ("indicator", "region", "unit") if key in header.columns}
    return {
        cell: origin for cell, origin in _merged_into(sheet, max(sheet.values)).items() if cell[1] in labels
    }


def spans(rows: list[int]) -> list[str]:
    """Return row numbers as people write them: 12–15, 18."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts]
