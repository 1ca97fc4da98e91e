"""The slide of one target: its course as a native line chart, and beside it what a leader asks.

Every value comes from the target's record and its series; the words come from wording.sentences.
"""

import math
from collections.abc import Iterator

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.chart.series import LineSeries
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from charts.burnup_layout import BASE, Course, course
from charts.style import PAPER, text_colour
from charts.text import shorten, wrap
from reports.cells import decimals_in, number_format
from reports.handed_down import gap_words
from reports.material import Material, clause_of, organisations_of, place_of, stamp_line, text_of
from reports.slides import MARGIN, TOP, WIDTH, Box, Words, add_chart, add_page, add_text, fitted, rgb
from wording.amounts import goal_in_full
from wording.formats import is_missing, month, number, quantity
from wording.labels import Record, outlook_label, path_word, reason_said, status_label
from wording.reasons import pace_sentence, required_effort
from wording.sentences import deadline_phrase, landed, target_headline
from wording.translate import _

CHART = Box(left=MARGIN - 0.1, top=TOP + 0.05, width=7.7, height=5.3)
TEXT_LEFT = 8.6
CLEAR = 0.12  # share of the chart's height within which two labels would touch
LINES = 3  # lines a remark may fill


def target_page(deck: Deck, material: Material, row: Record) -> Slide:
    """One target's page."""
    title = _("{region}{finding}").format(
        region=place_of(row) if material.has_regions else "", finding=target_headline(row)
    )
    key = _("单位：{unit}；实线为完成，点线为序时，虚线为按现速预计，横线为目标").format(
        unit=text_of(row, "unit")
    )
    slide = add_page(deck, title, key, stamp_line(material.stamp))
    if not is_missing(row.get("target")) and not is_missing(row.get("deadline")):
        line_chart(slide, course(material.series(str(row["target_id"])), row), row)
    box = Box(left=TEXT_LEFT, top=TOP + 0.1, width=WIDTH - MARGIN - TEXT_LEFT, height=5.2)
    add_text(slide, box, fitted(list(facts(material, row)), box), name=_("要点"))
    return slide


def facts(material: Material, row: Record) -> Iterator[Words]:
    """What is asked of a target: its light, the effort, where it lands, whose it is, why, and on what ground."""
    status = row["official_status"]
    yield Words(text=status_label(status), size=20, bold=True, colour=text_colour(status, PAPER))
    if not is_missing(row.get("lag_pp")):
        yield Words(text=pace_sentence(row), size=14)
    for head, text in _lines(material, row):
        if text:
            yield Words(text=head, size=10.5, colour=PAPER.muted, before=7)
            yield Words(text=_clipped(text), size=13)


def _lines(material: Material, row: Record) -> Iterator[tuple[str, str]]:
    yield _("目标"), goal_in_full(row)
    yield _("序时应完成"), path_word(row.get("expected_path")) if row.get("expected_points") else ""
    yield _("所需努力"), required_effort(row)
    yield _("预计"), landing_sentence(row)
    yield _("缺口构成"), gap_words(material.gaps, row["target_id"])
    yield _("说明"), reason_said(row)
    yield _("牵头单位"), organisations_of(row)
    yield _("滞后原因"), material.remark(row, "reason")
    yield _("下步措施"), material.remark(row, "next_step")
    yield _("依据"), clause_of(row)


def _clipped(text: str) -> str:
    """At most three lines of the text column."""
    room = (WIDTH - MARGIN - TEXT_LEFT) * 72
    return text if len(wrap(text, room, 13, 99)) <= LINES else shorten(text, room * LINES * 0.95, 13)


def landing_sentence(row: Record) -> str:
    """Where the target lands, with its interval and what that means; "" where nothing is projected."""
    if is_missing(row.get("landing")):
        return ""
    return _("{when}预计{landing}（80%区间{low}至{high}），{outlook}").format(
        when=deadline_phrase(row.get("deadline"), row.get("actual_period")),
        landing=landed(row, row["landing"]),
        low=landed(row, row["landing_low"]),
        high=landed(row, row["landing_high"]),
        outlook=outlook_label(text_of(row, "outlook_status")),
    )


def line_chart(slide: Slide, drawn: Course, row: Record) -> None:
    """Actual, expected, target and projection as four editable series, each named at its end."""
    data = CategoryChartData(number_format=number_format(decimals_in(number(row["target"]))))
    data.categories = [place_label(place, drawn.places) for place in drawn.places]
    series = dict(_series(drawn))
    for name, values in series.items():
        data.add_series(name, [None if math.isnan(value) else value for value in values])
    chart = add_chart(slide, XL_CHART_TYPE.LINE, CHART, data, _("进度曲线"))
    chart.has_legend = chart.has_title = False
    chart.font.size = Pt(11)
    chart.font.color.rgb = rgb(PAPER.ink)
    _axes(chart.value_axis, chart.category_axis)
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = "#,##0.##" if drawn.goal < 5 else "#,##0", False
    looks = _looks()
    for line, (name, values) in zip(chart.plots[0].series, series.items(), strict=True):
        _dress(line, *looks[name])
        _name_end(line, drawn, name, values, text_of(row, "unit"))


def _series(drawn: Course) -> Iterator[tuple[str, list[float]]]:
    size = len(drawn.places)
    yield _("目标"), [drawn.goal] * size
    if not all(math.isnan(value) for value in drawn.expected):
        yield _("序时应完成"), drawn.expected
    if drawn.projected:
        ahead = [math.nan] * size
        first, steps = drawn.actual[drawn.last], size - 1 - drawn.last
        for step in range(steps + 1):
            ahead[drawn.last + step] = first + (drawn.landing - first) * step / steps
        yield _("预计"), ahead
    yield _("完成"), drawn.actual


def _looks() -> dict[str, tuple[str, float, MSO_LINE]]:
    """Colour, width in points and dash of each series."""
    return {
        _("目标"): (PAPER.ink, 1.5, MSO_LINE.SOLID),
        _("序时应完成"): (PAPER.path, 1.75, MSO_LINE.ROUND_DOT),
        _("预计"): (PAPER.line, 2.0, MSO_LINE.DASH),
        _("完成"): (PAPER.line, 3.0, MSO_LINE.SOLID),
    }


def _dress(line: LineSeries, colour: str, width: float, dash: MSO_LINE) -> None:
    line.smooth = False
    line.format.line.color.rgb = rgb(colour)
    line.format.line.width = Pt(width)
    line.format.line.dash_style = dash
    line.marker.style = XL_MARKER_STYLE.NONE


def _name_end(line: LineSeries, drawn: Course, name: str, values: list[float], unit: str) -> None:
    """The series' name and value at one of its points, where the lines leave room."""
    known = [place for place, value in enumerate(values) if not math.isnan(value)]
    if not known:
        return
    at = {_("序时应完成"): known[len(known) // 3], _("目标"): known[min(2, len(known) - 1)]}.get(
        name, known[-1]
    )
    label, colour = line.points[at].data_label, _looks()[name][0]
    label.position = _position(name, drawn)
    frame = label.text_frame
    text = name if name == _("序时应完成") else f"{name} {_end_text(drawn, name, values[at], unit)}"
    # An empty line pushes the text off its own line, which goes on from the point or comes up to it.
    aside = label.position == XL_LABEL_POSITION.RIGHT
    under = name == _("预计") and label.position == XL_LABEL_POSITION.BELOW
    above = aside and drawn.landing < values[at]
    frame.text = f"{text}\n " if above else f" \n{text}" if aside or under else text
    for paragraph in frame.paragraphs:
        font = paragraph.runs[0].font
        font.size, font.bold, font.color.rgb = Pt(12), name != _("序时应完成"), rgb(colour)


def _end_text(drawn: Course, name: str, value: float, unit: str) -> str:
    """The value with its unit; a projection to the precision its title has."""
    said = drawn.shown(value) if name == _("预计") else value
    return quantity(said, unit, beside=False)


def _position(name: str, drawn: Course) -> XL_LABEL_POSITION:
    """Where a label keeps clear of the other lines: a projection near the target is named below it."""
    values = drawn.values()
    near = (max(values) - min(values)) * CLEAR
    if name == _("预计") and abs(drawn.landing - drawn.goal) < near:
        return XL_LABEL_POSITION.BELOW
    if name == _("序时应完成") and drawn.expected[-1] > drawn.expected[0]:
        return XL_LABEL_POSITION.LEFT  # the line rises: left of its point lies only air
    if name == _("完成"):
        return XL_LABEL_POSITION.RIGHT if drawn.projected else XL_LABEL_POSITION.BELOW
    return XL_LABEL_POSITION.ABOVE


def _axes(values: object, months: object) -> None:
    """Grey grid, no axis lines but the months' own."""
    values.major_gridlines.format.line.color.rgb = rgb(PAPER.grid)  # type: ignore[attr-defined]  # python-pptx is untyped here
    values.format.line.fill.background()  # type: ignore[attr-defined]  # as above
    values.major_tick_mark = XL_TICK_MARK.NONE  # type: ignore[attr-defined]  # as above
    months.major_tick_mark = XL_TICK_MARK.NONE  # type: ignore[attr-defined]  # as above
    months.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # type: ignore[attr-defined]  # as above
    months.format.line.color.rgb = rgb(PAPER.grid)  # type: ignore[attr-defined]  # as above


def place_label(place: str, places: list[str]) -> str:
    """A month on the axis: 6月, or 2024-06 where the course spans years."""
    if place == BASE:
        return _("基期")
    spans_years = len({known[:4] for known in places if known != BASE}) > 1
    return place if spans_years else month(pd.Timestamp(f"{place}-01"))
