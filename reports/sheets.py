"""The sheets of the Excel report: overview, every target, trends of the worst, what is missing, method.

Each function lays out one sheet and returns nothing; the order and the file belong to reports.workbook.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from charts.style import PAPER, fill
from charts.text import wrap
from metrics.aggregate import parts
from metrics.goals import demand
from metrics.model import Status
from metrics.series import reached
from reports.cells import (
    COLUMNS,
    LINE_HEIGHT,
    PRINTED,
    Pen,
    Spot,
    decimals_in,
    lines_in,
    lines_of,
    number_format,
)
from reports.material import (
    MISSING,
    Material,
    grouping,
    organisations_of,
    place_of,
    records,
    stamp_line,
    text_of,
)
from wording.formats import month, number
from wording.labels import SEVERITY, Record, counts, reason_said, status_label
from wording.sentences import counts_sentence, overview_headline
from wording.translate import _

HEAD_ROW = 3
WORST = 10
TRENDS, ACROSS = 6, 3
LABEL_ROOM = 7.2  # characters under a column of the chart
DATA = 18  # the column where the numbers behind a sheet's charts begin: right of what is printed
CHART_WIDTH = 915  # pixels: as wide as the counts above it
ROW_PIXELS = 20
PACE_ROWS = 17
TREND_COLUMNS = 6  # columns of the sheet under one chart
TREND_SIZE = (350, 330)  # pixels: two rows of three fill a page across


def set_up_page(sheet: Worksheet, *, landscape: bool = True) -> None:
    """A4, as wide as one page, page numbers at the foot."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&C" + _("第&P页 共&N页"))
    sheet.hide_gridlines(2)


def open_sheet(pen: Pen, name: str, title: str, material: Material, *, landscape: bool = True) -> Worksheet:
    """A sheet with its title, the stamp below it, and its print set-up."""
    sheet = pen.book.add_worksheet(name)
    set_up_page(sheet, landscape=landscape)
    pen.title(sheet, 0, title)
    pen.line(sheet, 1, stamp_line(material.stamp))
    return sheet


def targets_sheet(pen: Pen, material: Material) -> None:
    """Every target, one row each, worst first: filters, frozen heads, data bars, lights as shape and word."""
    rows = material.rows()
    sheet = open_sheet(pen, _("目标进展"), _("目标进展一览"), material)
    _columns(pen, sheet)
    for offset, record in enumerate(rows, start=HEAD_ROW + 1):
        sheet.set_row(offset, LINE_HEIGHT * lines_of(record, material) + 1)
        for position, column in enumerate(COLUMNS):
            column.write(Spot(pen=pen, sheet=sheet, row=offset, column=position), record, material)
    last = HEAD_ROW + max(len(rows), 1)
    sheet.autofilter(HEAD_ROW, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, _place("indicator") + 1)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, 0, last, PRINTED - 1)
    if rows:
        data_bars(sheet, HEAD_ROW + 1, last, _place("completion"))
    else:
        pen.line(sheet, HEAD_ROW + 1, _("所选范围内没有目标"))


def _columns(pen: Pen, sheet: Worksheet) -> None:
    sheet.set_row(HEAD_ROW, 34)
    for position, column in enumerate(COLUMNS):
        sheet.set_column(position, position, column.width)
        pen.head(sheet, HEAD_ROW, position, _(column.head))


def _place(code: str) -> int:
    """The position of a column of the target table."""
    return [column.code for column in COLUMNS].index(code)


def data_bars(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """Bars behind the percentages, from nothing to a full target whatever the largest value is."""
    sheet.conditional_format(
        first, column, last, column,
        {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#B9CBE3", "min_type": "num",
         "min_value": 0, "max_type": "num", "max_value": 1, "bar_negative_color": "#F0B7A8"},
    )  # fmt: skip


def overview_sheet(pen: Pen, material: Material) -> None:
    """The finding, the counts of the stated targets and of the parts handed down, and the worst as native charts."""
    stated = material.stated
    sheet = open_sheet(pen, _("总览"), overview_headline(stated.progress), material, landscape=False)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(SEVERITY) + 1, 11)
    pen.line(sheet, 2, counts_sentence(stated.progress))
    if stated.progress.empty:
        return
    first = HEAD_ROW + 1
    last = counts_table(pen, sheet, stated.progress, Labels(*grouping(stated), _("合计")), first)
    at = handed_counts_table(pen, sheet, material, last + 3)
    counts_chart(pen, sheet, first, last, at)
    at += chart_rows(last - first)
    worst = [row for row in stated.rows() if pd.notna(row["completion"])][:WORST]
    if worst:
        pace_chart(pen, sheet, worst, at)
        at += PACE_ROWS
    sheet.print_area(0, 0, at, len(SEVERITY) + 1)
    sheet.fit_to_pages(1, 1)


class Labels(NamedTuple):
    """What a table of counts is grouped and headed by, and what its last row is called."""

    column: str
    head: str
    total: str


def handed_counts_table(pen: Pen, sheet: Worksheet, material: Material, row: int) -> int:
    """The counts of the parts handed down, by region and apart from the stated targets; returns the row after."""
    handed = parts(material.progress)
    if handed.empty or len(handed) == len(material.progress):
        return row
    pen.line(sheet, row, _("分解到地区的任务（不计入上表的合计）"))
    last = counts_table(pen, sheet, handed, Labels("region", _("地区"), _("小计")), row + 1)
    return last + 3


def counts_table(pen: Pen, sheet: Worksheet, frame: pd.DataFrame, labels: Labels, row: int) -> int:
    """Counts by status for each name, then all of them together; returns the last row before that total."""
    for position, text in enumerate([labels.head, *(status_label(status) for status in SEVERITY), _("合计")]):
        pen.head(sheet, row, position, text)
    at = row
    for at, (name, statuses) in enumerate(
        frame.groupby(labels.column, sort=False)["official_status"], start=row + 1
    ):
        _counts_row(pen, sheet, at, str(name), counts(statuses))
    _counts_row(pen, sheet, at + 1, labels.total, counts(frame["official_status"]), bold=True)
    return at


def _counts_row(
    pen: Pen, sheet: Worksheet, row: int, name: str, found: dict[Status, int], *, bold: bool = False
) -> None:
    pen.text(sheet, row, 0, name, bold=bold)
    for position, status in enumerate(SEVERITY, start=1):
        pen.count(sheet, row, position, found[status], bold=bold)
    pen.count(sheet, row, len(SEVERITY) + 1, sum(found.values()), bold=True)


def chart_rows(groups: int) -> int:
    """The rows a bar chart of so many groups covers."""
    return -(-chart_height(groups) // ROW_PIXELS) + 1


def chart_height(groups: int) -> int:
    """Room for a bar of every group, in pixels."""
    return max(200, 90 + 22 * groups)


def counts_chart(pen: Pen, sheet: Worksheet, head: int, last: int, at: int) -> None:
    """Stacked bars of the counts, editable: each region or sector a bar, each status its colour."""
    chart = pen.book.add_chart({"type": "bar", "subtype": "stacked"})
    for position, status in enumerate(SEVERITY, start=1):
        chart.add_series({
            "name": [sheet.get_name(), head, position],
            "categories": [sheet.get_name(), head + 1, 0, last, 0],
            "values": [sheet.get_name(), head + 1, position, last, position],
            "fill": {"color": fill(status, PAPER)},
            "gap": 45,
        })  # fmt: skip
    chart.set_y_axis(
        {"reverse": True, "num_font": _font(), "line": {"none": True}, "major_tick_mark": "none"}
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": _font()})
    chart.set_title({"name": _("各状态目标数（项）"), "name_font": _font(12), "overlay": False})
    chart.set_size({"width": CHART_WIDTH, "height": chart_height(last - head)})
    sheet.insert_chart(at, 0, chart, {"description": _("各状态目标数（项）")})


def pace_chart(pen: Pen, sheet: Worksheet, worst: Sequence[Record], at: int) -> None:
    """Completion as columns in the light's colour, expected as long dashes over them; the data stand beside."""
    table = HEAD_ROW + 1
    places = len({place_of(row) for row in worst}) > 1
    sheet.set_column(DATA, DATA, 30)
    for position, text in enumerate((_("指标"), _("完成率"), _("序时应完成")), start=DATA):
        pen.head(sheet, table, position, text)
    for offset, row in enumerate(worst, start=table + 1):
        pen.text(sheet, offset, DATA, axis_label(row, places))
        pen.percent(sheet, offset, DATA + 1, row["completion"], row["expected"])
        pen.percent(sheet, offset, DATA + 2, row["expected"], row["completion"])
    span = [sheet.get_name(), table + 1, DATA, table + len(worst), DATA]
    bars = pen.book.add_chart({"type": "column"})
    bars.add_series({**_series(sheet, table, DATA + 1, len(worst), span), "gap": 60,
                     "points": [{"fill": {"color": fill(row["official_status"], PAPER)}} for row in worst],
                     "data_labels": {"value": True, "num_format": "0.0%", "font": _font()}})  # fmt: skip
    line = pen.book.add_chart({"type": "line"})
    dash = {"type": "long_dash", "size": 16, "fill": {"color": PAPER.ink}, "border": {"color": PAPER.ink}}
    line.add_series(
        {**_series(sheet, table, DATA + 2, len(worst), span), "line": {"none": True}, "marker": dash}
    )
    bars.combine(line)
    bars.set_title({"name": _("最需关注的目标：完成率（柱）与序时应完成（横线）"), "name_font": _font(12)})
    bars.set_legend({"none": True})
    bars.set_x_axis(
        {"num_font": {**_font(8), "rotation": 360}, "line": {"color": PAPER.grid}, "label_position": "low"}
    )
    bars.set_y_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": PAPER.grid}},
                     "line": {"none": True}, "num_font": _font()})  # fmt: skip
    bars.set_size({"width": CHART_WIDTH, "height": ROW_PIXELS * (PACE_ROWS - 1)})
    sheet.insert_chart(at, 0, bars, {"description": _("最需关注的目标：完成率（柱）与序时应完成（横线）")})


def axis_label(row: Record, places: bool) -> str:
    """A label under a column: the indicator in lines of seven characters, the region above where there are several."""
    lines = wrap(text_of(row, "indicator"), LABEL_ROOM, 1, 2 if places else 3)
    return "\n".join([place_of(row), *lines] if places else lines)


def _series(
    sheet: Worksheet, table: int, column: int, size: int, categories: list[object]
) -> dict[str, object]:
    name = sheet.get_name()
    return {
        "name": [name, table, column],
        "categories": categories,
        "values": [name, table + 1, column, table + size, column],
    }


def _font(size: int = 9) -> dict[str, object]:
    return {"name": _("微软雅黑"), "size": size, "color": PAPER.ink, "bold": False}


def short_name(row: Record) -> str:
    """Region and indicator in one label."""
    return _("{region}{indicator}").format(region=place_of(row), indicator=text_of(row, "indicator"))


def trends_sheet(pen: Pen, material: Material) -> None:
    """The worst targets' reported months against the target, six native line charts on one page."""
    sheet = open_sheet(pen, _("走势"), _("最需关注目标的走势"), material)
    sheet.set_column(DATA, DATA + 2, 16)
    rows = material.stated.slipping
    drawn = [(row, plotted(material.series(str(row["target_id"])), row)) for row in rows[: TRENDS * 2]]
    drawn = [(row, series) for row, series in drawn if len(series) > 1][:TRENDS]
    at = HEAD_ROW
    for position, (row, series) in enumerate(drawn):
        _trend_table(pen, sheet, row, series, at)
        _trend_chart(pen, sheet, row, series, (at, position))
        at += len(series) + 3
    rows_of = -(-len(drawn) // ACROSS) or 1
    sheet.print_area(0, 0, HEAD_ROW + (TREND_SIZE[1] // ROW_PIXELS + 1) * rows_of, TREND_COLUMNS * ACROSS - 1)
    sheet.fit_to_pages(1, 1)
    if not drawn:
        pen.line(sheet, HEAD_ROW, _("没有滞后目标，或报送不足两期"))


def plotted(series: pd.DataFrame, row: Record) -> pd.DataFrame:
    """What stood against the target month by month, within its period."""
    found = reached(row, series)
    shown: pd.DataFrame = found[found["period_end"] >= row["period_start"]]
    return shown


def _trend_table(pen: Pen, sheet: Worksheet, row: Record, series: pd.DataFrame, at: int) -> None:
    """The numbers behind one chart, right of what is printed."""
    sheet.write_string(at, DATA, short_name(row), pen.format(bold=True))
    for position, text in enumerate((_("月份"), _("完成值"), _("目标值")), start=DATA):
        pen.head(sheet, at + 1, position, text)
    for offset, point in enumerate(records(series), start=at + 2):
        pen.text(sheet, offset, DATA, month(point["period_end"]))
        pen.number(sheet, offset, DATA + 1, point["value"])
        pen.number(sheet, offset, DATA + 2, demand(row).stated)


def _trend_chart(
    pen: Pen, sheet: Worksheet, row: Record, series: pd.DataFrame, place: tuple[int, int]
) -> None:
    (at, position), size = place, len(series)
    chart = pen.book.add_chart({"type": "line"})
    categories = [sheet.get_name(), at + 2, DATA, at + 1 + size, DATA]
    for column, line, last in (
        (DATA + 1, {"color": PAPER.line, "width": 2.25}, row["actual"]),
        (DATA + 2, {"color": PAPER.ink, "dash_type": "dash"}, demand(row).stated),
    ):
        places = decimals_in(number(last))
        label = {"value": True, "position": "above", "num_format": number_format(places), "font": _font()}
        labels = [{"delete": True}] * (size - 1)
        chart.add_series({**_series(sheet, at + 1, column, size, categories), "line": line,
                          "data_labels": {**label, "custom": labels}})  # fmt: skip
    title = _("{name}（{unit}）").format(name=short_name(row), unit=text_of(row, "unit"))
    chart.set_title({"name": title, "name_font": _font(11)})
    chart.set_legend({"position": "bottom", "font": _font()})
    chart.set_x_axis({"num_font": _font(), "line": {"color": PAPER.grid}})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": PAPER.grid}}, "line": {"none": True},
                      "num_font": _font(), "num_format": "#,##0.##" if demand(row).stated < 5 else "#,##0",
                      "min": None if (series["value"] < 0).any() or demand(row).stated <= 0 else 0})  # fmt: skip
    wide, high = TREND_SIZE
    chart.set_size({"width": wide, "height": high})
    sheet.insert_chart(
        HEAD_ROW + (high // ROW_PIXELS + 1) * (position // ACROSS),
        TREND_COLUMNS * (position % ACROSS),
        chart,
        {"description": title},
    )


def missing_sheet(pen: Pen, material: Material) -> None:
    """What was not reported and what cannot be judged, with why and who answers for it."""
    rows = material.rows(*MISSING)
    sheet = open_sheet(
        pen, _("未报送"), _("未报送与无法判定的目标（{n}项）").format(n=number(len(rows))), material
    )
    heads = (
        (_("状态"), 14),
        (_("地区"), 14),
        (_("指标"), 40),
        (_("判定说明"), 38),
        (_("数据截至"), 12),
        (_("牵头单位"), 28),
        (_("目标编号"), 56),
    )
    for position, (text, width) in enumerate(heads):
        sheet.set_column(position, position, width)
        pen.head(sheet, HEAD_ROW, position, text)
    for offset, row in enumerate(rows, start=HEAD_ROW + 1):
        whole = max(
            lines_in(text_of(row, "indicator"), heads[2][1]), lines_in(organisations_of(row), heads[5][1])
        )
        sheet.set_row(offset, LINE_HEIGHT * whole + 1)
        pen.status(sheet, offset, 0, row["official_status"])
        pen.text(sheet, offset, 1, place_of(row))
        pen.text(sheet, offset, 2, text_of(row, "indicator"), text_wrap=True)
        pen.text(sheet, offset, 3, reason_said(row), text_wrap=True)
        pen.day(sheet, offset, 4, row["actual_period"])
        pen.text(sheet, offset, 5, organisations_of(row), text_wrap=True)
        pen.text(sheet, offset, 6, text_of(row, "target_id"))
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.repeat_rows(HEAD_ROW)
    if rows:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(rows), len(heads) - 1)
    else:
        pen.line(sheet, HEAD_ROW + 1, _("全部目标均已报送，且可以判定"))
