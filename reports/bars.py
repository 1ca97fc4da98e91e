"""Bullet rows on a slide: a native table, native bars over one of its columns, and a mark of what was expected.

The bars are an editable chart whose data are the completions themselves; the marks are lines drawn over it, exact
for the chart's scale when it was made.
"""

from collections.abc import Sequence

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.slide import Slide
from pptx.util import Inches, Pt

from charts.rows import Row, bullet_rows, span
from charts.style import PAPER, fill, text_colour
from reports.slides import (
    BOTTOM,
    MARGIN,
    TOP,
    Box,
    Words,
    add_chart,
    add_table,
    category,
    paint,
    plot_fills_chart,
    rgb,
    text_width,
)
from wording.formats import is_missing, number
from wording.translate import N_, _

# Widths in inches of name, bar, value, completion, lag and status: over the whole page, and beside a column of text.
WIDE = (3.6, 3.883, 1.75, 0.95, 0.95, 1.1)
BESIDE = (2.65, 2.2, 1.4, 0.8, 0.8, 1.05)
LINE_NAME = N_("序时进度线")
TALLEST = 0.5


def bullet_table(slide: Slide, frame: pd.DataFrame, widths: Sequence[float]) -> None:
    """Rows as a native table with native bars over its second column and a mark where each should be by now."""
    rows = bullet_rows(frame)
    height = min(TALLEST, (BOTTOM - TOP) / (len(rows) + 1))
    heads = (_("指标"), "", _("完成 / 目标"), _("完成率"), _("较序时"), _("状态"))
    head = [Words(text=text, size=11, colour=PAPER.muted, align="left" if place < 2 else "right")
            for place, text in enumerate(heads)]  # fmt: skip
    size = name_size(rows, widths[0])
    body = [_bullet_cells(row, size) for row in rows]
    box = Box(left=MARGIN, top=TOP, width=sum(widths), height=height * (len(rows) + 1))
    add_table(slide, box, widths, [head, *body], height)
    bars = Box(
        left=MARGIN + widths[0] + 0.05, top=TOP + height, width=widths[1] - 0.1, height=height * len(rows)
    )
    _bars(slide, rows, frame["completion"].tolist(), bars)
    _marks(slide, rows, bars, height)


def name_size(rows: Sequence[Row], room: float) -> float:
    """One size for all names of a table: 12 points where they fit one line, less where some need two."""
    widest = max(text_width(_name(row)) for row in rows) * 12 / 72
    return 12 if widest < room - 0.15 else 10.5 if widest < 2 * room else 9


def _name(row: Row) -> str:
    return _("{name}（{unit}）").format(name=row.name, unit=row.unit) if row.unit else row.name


def _bullet_cells(row: Row, size: float) -> list[Words]:
    colour = text_colour(row.status, PAPER)
    return [
        Words(text=_name(row), size=size),
        Words(text=""),
        Words(text=row.value, size=11 if len(row.value) < 16 else 9, align="right"),
        Words(text=row.completion, size=12 if len(row.completion) < 6 else 10.5, bold=True, align="right"),
        Words(text=row.lag, size=12, colour=colour, align="right"),
        Words(text=f"{row.shape} {row.status_text}", size=11, bold=True, colour=colour, align="right"),
    ]


def _bars(slide: Slide, rows: Sequence[Row], completions: Sequence[float], box: Box) -> None:
    """Two series over one another: the grey track of the target and the completion in the light's colour."""
    data = CategoryChartData(number_format="0.0%")
    data.categories = [category(row.name) for row in rows]
    data.add_series(_("目标"), [None if is_missing(value) else 1.0 for value in completions])
    data.add_series(_("完成率"), [None if is_missing(value) else float(value) for value in completions])
    chart = add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, _("完成率"))
    chart.has_legend = chart.has_title = False
    low, high = span(list(rows))
    axis, names = chart.value_axis, chart.category_axis
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.visible = names.visible = False
    axis.has_major_gridlines = False
    names.reverse_order = True
    plot = chart.plots[0]
    plot.overlap, plot.gap_width = 100, 110
    track, done = plot.series
    paint(track, PAPER.track)
    done.invert_if_negative = False
    for position, row in enumerate(rows):
        paint(done.points[position], fill(row.status, PAPER))
    plot_fills_chart(chart)


def _marks(slide: Slide, rows: Sequence[Row], box: Box, height: float) -> None:
    """A dark line per row where the target should be by now, exact for the chart's own scale."""
    low, high = span(list(rows))
    for position, row in enumerate(rows):
        if row.expected is None or not low <= row.expected <= high or row.completion == number(None):
            continue
        at = box.left + box.width * (row.expected - low) / (high - low)
        top = box.top + height * position
        line = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT,
            Inches(at),
            Inches(top + height * 0.14),
            Inches(at),
            Inches(top + height * 0.86),
        )
        line.name = _(LINE_NAME)
        line.line.width, line.line.color.rgb = Pt(2.25), rgb(PAPER.ink)


def line_note() -> str:
    """What whoever edits a bar chart must know."""
    return _("图中竖线“序时进度线”是单独的线条，修改图表数据后请手工移动。")


def reading_key(frame: pd.DataFrame) -> str:
    """How to read the rows, in one line; the cut bar is explained only where there is one."""
    said = _("竖线＝序时应完成；彩色条＝完成率；灰底＝目标100%")
    cut = any(row.clipped for row in bullet_rows(frame))
    return said + _("；条超出图幅的以数字为准") if cut else said
