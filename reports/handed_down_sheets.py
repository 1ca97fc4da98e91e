"""The Excel sheets on what was handed down: the parts' sums beside the whole, and who makes up each gap."""

from xlsxwriter.worksheet import Worksheet

from reports.cells import Pen
from reports.material import Material, records, text_of
from reports.sheets import HEAD_ROW, open_sheet
from wording.formats import number, unit_name
from wording.names import Record
from wording.translate import N_, _

WIDTHS = (30, 12, 13, 13, 12, 11, 14, 13, 13)
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
    for position, (width, head) in enumerate(zip(WIDTHS, heads, strict=False)):
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
