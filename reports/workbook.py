"""The Excel report: native charts, lights as shape and word, every number as it is in the progress frame.

Owns the order of the sheets, the one that says the method, and the file. The same material gives the same bytes.
"""

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from data.listing import LIST_SEPARATOR
from metrics.registry import METRICS
from metrics.status import Band, Gauge, RuleSet, load_rules
from reports.cells import LINE_HEIGHT, Pen, lines_in
from reports.material import Material, records, text_of
from reports.sheets import HEAD_ROW, missing_sheet, open_sheet, overview_sheet, targets_sheet, trends_sheet
from wording.formats import number, unit_name
from wording.labels import Record, measure_word, rule_path_sentence, status_label
from wording.translate import N_, _, language

WIDTHS = (34, 56, 30, 34)
GAUGES = {
    "pace": N_("序时比（完成率÷序时应完成）"),
    "lag_pp": N_("较序时（百分点）"),
    "trend_share": N_("按趋势到期可达目标的比例"),
    "cagr_ratio": N_("实际年均增速÷所需年均增速"),
}


def method_sheet(pen: Pen, material: Material) -> None:
    """The rule set with its version, source and bands, then every number's definition."""
    sheet = open_sheet(pen, _("口径与规则"), _("口径与判定规则"), material, landscape=False)
    rules = load_rules(material.scope.rules)
    for position, room in enumerate(WIDTHS):
        sheet.set_column(position, position, room)
    at = HEAD_ROW
    for label, text in rule_facts(rules):
        pen.text(sheet, at, 0, label, bold=True)
        sheet.merge_range(at, 1, at, 3, "", pen.boxed(text_wrap=True))
        pen.text(sheet, at, 1, text, text_wrap=True)
        at += 1
    at += 1
    for position, head in enumerate((_("依据的数"), _("适用口径"), _("区间"), _("状态"))):
        pen.head(sheet, at, position, head)
    for offset, texts in enumerate(band_rows(rules), start=at + 1):
        for position, text in enumerate(texts):
            pen.text(sheet, offset, position, text, text_wrap=True)
        at = offset
    definitions(pen, sheet, at + 2)


def definitions(pen: Pen, sheet: Worksheet, at: int) -> None:
    """What every number means, from the registry: name, formula, range, what missing does."""
    chinese = language() == "zh"
    for position, head in enumerate((_("名称"), _("公式"), _("范围"), _("缺值时"))):
        pen.head(sheet, at, position, head)
    for row, metric in enumerate(METRICS, start=at + 1):
        said = (
            (metric.name_zh, metric.formula_zh, metric.range_zh, metric.absent_zh)
            if chinese
            else (metric.name_en, metric.formula_en, metric.range_en, metric.absent_en)
        )
        sheet.set_row(
            row, LINE_HEIGHT * max(lines_in(text, room) for text, room in zip(said, WIDTHS, strict=True))
        )
        for position, text in enumerate(said):
            pen.text(sheet, row, position, text, text_wrap=True)


def rule_facts(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Name, version and source of a rule set, and what it refuses."""
    chinese = language() == "zh"
    yield _("判定规则"), rules.name if chinese else rules.name_en
    yield _("规则版本"), f"{rules.code} {rules.version}"
    yield _("规则来源"), rules.source
    yield (
        _("左右的容差"),
        _("{tolerance}；增速类±{points}个百分点").format(
            tolerance=f"±{number(rules.tolerance * 100)}%", points=number(rules.tolerance_points)
        ),
    )
    yield _("序时应完成"), rule_path_sentence(rules.expected)
    for refusal in rules.refusals:
        yield (
            _("不判定：{measure}").format(measure=measure_word(refusal.measure)),
            (refusal.why if chinese else refusal.why_en),
        )


def band_rows(rules: RuleSet) -> Iterator[tuple[str, str, str, str]]:
    """One row per band: the number it reads, the measures it judges, its interval, its light."""
    for gauge in rules.gauges:
        measures = _("、").join(measure_word(measure) for measure in sorted(gauge.measures))
        for band in gauge.bands:
            yield _(GAUGES[gauge.number]), measures, interval(gauge, band), status_label(band.status)


def interval(gauge: Gauge, band: Band) -> str:
    """A half-open band in signs: 0.8 ≤ x < 1."""
    low = "" if math.isinf(band.at_least) else f"{number(band.at_least)} ≤ "
    high = "" if math.isinf(band.below) else f" < {number(band.below)}"
    return f"{low}{'p' if gauge.number == 'pace' else 'x'}{high}"


PART_WIDTHS = (30, 12, 13, 13, 12, 11, 14, 13, 13)
_WHOLES = (
    N_("指标"), N_("单位"), N_("目标"), N_("分解合计"), N_("差额"), N_("加码系数"), N_("已报下级"), N_("本级完成"),
    N_("下级合计"),
)  # fmt: skip
_PARTS = (N_("指标"), N_("单位"), N_("地区"), N_("较序时的缺口"), N_("占缺口合计"))


def handed_down_sheet(pen: Pen, material: Material) -> None:
    """Every target handed down, with its parts' sums."""
    title = _("目标分解（{n}项）").format(n=number(len(material.handed)))
    key = _("差额＝目标－分解合计，负数为分解超出；加码系数＝分解合计÷目标；下级未报齐时不求和。")
    sheet = _open(pen, material, (_("目标分解"), title, key), _WHOLES)
    for at, row in enumerate(records(material.handed), start=HEAD_ROW + 1):
        _whole(pen, sheet, at, row)


def gaps_sheet(pen: Pen, material: Material) -> None:
    """Every part with its share of its whole's gap, wholes in the order of need, the largest gap first."""
    key = _("缺口＝序时应完成值－完成值，负数为超过序时；占比只在落后的地区之间计算，未报送的不计。")
    sheet = _open(pen, material, (_("缺口构成"), _("各地区缺口构成"), key), _PARTS)
    at = HEAD_ROW + 1
    for whole in records(material.handed):
        for part in records(material.gaps[material.gaps["whole"] == whole["target_id"]]):
            _part(pen, sheet, at, part, text_of(whole, "indicator"))
            at += 1
    sheet.autofilter(HEAD_ROW, 0, max(at - 1, HEAD_ROW + 1), len(_PARTS) - 1)


def _open(pen: Pen, material: Material, words: tuple[str, str, str], heads: tuple[str, ...]) -> Worksheet:
    """A sheet with its name, title and reading key, and its heads on every page."""
    name, title, key = words
    sheet = open_sheet(pen, name, title, material)
    for position, (width, head) in enumerate(zip(PART_WIDTHS, heads, strict=False)):
        sheet.set_column(position, position, width)
        pen.head(sheet, HEAD_ROW, position, _(head))
    pen.line(sheet, HEAD_ROW - 1, _("所选范围内没有分解到下级的目标") if material.handed.empty else key)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.repeat_rows(HEAD_ROW)
    return sheet


def _whole(pen: Pen, sheet: Worksheet, at: int, row: Record) -> None:
    pen.text(sheet, at, 0, text_of(row, "indicator"))
    pen.text(sheet, at, 1, unit_name(text_of(row, "unit")))
    for position, name in enumerate(("target", "allocated", "remainder"), start=2):
        pen.number(sheet, at, position, row[name])
    pen.number(sheet, at, 5, row["loading_ratio"], 2)
    pen.text(sheet, at, 6, f"{number(row['reported'])} / {number(row['districts'])}", align="right")
    pen.number(sheet, at, 7, row["actual"])
    pen.number(sheet, at, 8, row["actual_allocated"])


def _part(pen: Pen, sheet: Worksheet, at: int, part: Record, indicator: str) -> None:
    pen.text(sheet, at, 0, indicator)
    pen.text(sheet, at, 1, unit_name(text_of(part, "unit")))
    pen.text(sheet, at, 2, text_of(part, "region_short"))
    pen.number(sheet, at, 3, part["shortfall"])
    pen.percent(sheet, at, 4, part["gap_share"])


_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the oldest a zip entry can be
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def freeze_zip(content: bytes, moment: datetime) -> bytes:
    """The archive with every entry's time fixed, workbooks inside it likewise, entries in their own order."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(
                _undated(entry), _frozen(entry.filename, source.read(entry), moment), ZIP_DEFLATED
            )
    return buffer.getvalue()


def _undated(entry: ZipInfo) -> ZipInfo:
    return ZipInfo(entry.filename, _FIRST_MOMENT)


def _frozen(name: str, content: bytes, moment: datetime) -> bytes:
    if name.endswith(".xlsx"):
        return freeze_zip(content, moment)
    if name == "docProps/core.xml":
        stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
        return _STAMPS.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
    return content


_TABLE_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "remove_timezone": True,
}
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 8, 200


def table_workbook(frame: pd.DataFrame, title: str) -> bytes:
    """The finished .xlsx file; lists in cells are joined, missing values stay empty."""
    buffer = BytesIO()
    with Workbook(buffer, _TABLE_OPTIONS) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, name in enumerate(frame.columns):
            cells = [_plain(value) for value in frame[name]]
            sheet.write_string(0, column, str(name), head)
            sheet.write_column(1, column, cells)
            sheet.set_column(column, column, _width([str(name), *map(str, cells[:_LOOKED_AT])]))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))
    return buffer.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return LIST_SEPARATOR.join(str(one) for one in value)
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 NaN is unequal to itself
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _width(texts: list[str]) -> float:
    """Wide enough for the longest text, a Chinese character counting double."""
    longest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(title: str) -> str:
    return "".join("_" if letter in r"[]:*?/\'" else letter for letter in title)[:31] or "1"


# Text stays text: nothing anybody typed may turn into a formula, a link or a number.
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
