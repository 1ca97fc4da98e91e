"""The method sheet of the Excel report: definitions and the rule set's bands, read from where they are defined.

Nothing about a formula or a threshold is typed here.
"""

import math
from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from metrics.registry import METRICS
from metrics.status import Band, Gauge, RuleSet, load_rules
from reports.cells import LINE_HEIGHT, Pen, lines_in
from reports.material import Material
from reports.sheets import HEAD_ROW, open_sheet
from wording.formats import number
from wording.labels import measure_word, rule_path_sentence, status_label
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
