"""Burn-up: what was reached month by month, what was expected, where it lands and what is left to the target.

The expected path is dotted, the actual line solid, the projection dashed with its 80% band, the gap at the deadline
a red bracket; every line is named beside itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts.burnup_layout import (
    BASE,
    Box,
    Course,
    Scale,
    axis_labels,
    axis_texts,
    axis_ticks,
    best,
    course,
    samples,
    scale,
    spread,
)
from charts.style import LINE, Style, draw, empty_chart, note, sheet
from charts.text import escape, widest, width
from wording.formats import is_missing, month, number, period, quantity, unit_name
from wording.labels import Record, measure_word, path_word
from wording.reasons import pace_sentence
from wording.sentences import deadline_phrase, target_headline
from wording.translate import _

Label = tuple[float, list[str], str]  # a value on the axis, the lines beside it, their colour


def burnup_chart(
    series: pd.DataFrame,
    target: Record,
    *,
    title: str = "",
    style: Style,
    source_note: str,
) -> go.Figure:
    """The course of one target from tracker.series (period_end, kind, value) and the target's record of
    the progress frame."""
    title = title or target_headline(target)
    if is_missing(target.get("target")) or is_missing(target.get("deadline")):
        sentence = _("文件没有给出可以绘制的数值目标")
        return empty_chart(title=title, style=style, source_note=source_note, sentence=sentence)
    drawn = course(series, target)
    ends = _end_labels(drawn, style)
    marks = axis_ticks(drawn)
    on = sheet(
        style=style,
        title=title,
        subtitle=_reading_key(target, drawn),
        source_note=source_note,
        plot=style.width * (0.62 if style.narrow else 0.48 if style.compact else 0.34),
        left=widest(axis_texts(marks), style.font) + style.margin / 2 + 12,
        right=max(
            widest([line for _v, lines, _c in ends for line in lines], style.font) + 20, style.font * 2.5
        ),
        head=10,
        foot=style.font * 2,
    )
    on_plot = scale(drawn, marks, style.width - on.left - on.right, on.plot)
    beside = _beside(ends, style, on_plot)
    return draw(
        on,
        _traces(drawn, target, style),
        alt=_alt(drawn, target),
        annotations=[*beside, *_line_labels(drawn, target, style, on_plot, beside)],
        xaxis=_xaxis(drawn, style, on_plot),
        yaxis=_yaxis(on_plot, style),
    )


def _unit(target: Record) -> str:
    return "" if is_missing(target.get("unit")) else str(target["unit"])


def _reading_key(target: Record, drawn: Course) -> str:
    said = [f"{measure_word(str(target['measure']))}{_('，')}{unit_name(_unit(target))}"]
    if not all(np.isnan(drawn.expected)):
        path = path_word(target.get("expected_path")) if target.get("expected_points") else ""
        said.append(_("点线为序时应完成（{path}）").format(path=path) if path else _("点线为序时应完成"))
    if drawn.projected:
        said.append(_("虚线为按现速外推的预计"))
        if not np.isnan(drawn.low):
            said.append(_("阴影为80%区间"))
    return _("；").join(said)


def _traces(drawn: Course, target: Record, style: Style) -> list[Any]:
    places = drawn.places
    goal = go.Scatter(
        x=[places[0], places[-1]],
        y=[drawn.goal] * 2,
        mode="lines",
        line={"color": style.ink, "width": 2},
        hoverinfo="skip",
        name="target",
    )
    expected = go.Scatter(
        x=places,
        y=drawn.expected,
        mode="lines",
        line={"color": style.path, "width": 2, "dash": "dot"},
        hoverinfo="skip",
        name="expected",
    )
    actual = go.Scatter(
        x=places,
        y=drawn.actual,
        mode="lines+markers",
        connectgaps=True,
        line={"color": style.line, "width": 3.5},
        marker={"size": 8, "color": style.line, "line": {"width": 1.5, "color": style.background}},
        hovertext=[
            _hover(place, value, _unit(target)) for place, value in zip(places, drawn.actual, strict=True)
        ],
        hoverinfo="text",
        name="actual",
    )
    return [goal, expected, *_projection(drawn, style), actual]


def _hover(place: str, value: float, unit: str) -> str:
    when = _("基期") if place == BASE else period(f"{place}-01")
    return f"{when} <b>{escape(quantity(value, unit))}</b>"


def _projection(drawn: Course, style: Style) -> list[Any]:
    """The dashed line, its band and the bracket of the gap."""
    if not drawn.projected:
        return []
    here, there = drawn.places[drawn.last], drawn.places[-1]
    now = drawn.actual[drawn.last]
    found = []
    if not np.isnan(drawn.low) and not np.isnan(drawn.high):
        found.append(
            go.Scatter(
                x=[here, there, there, here],
                y=[now, drawn.high, drawn.low, now],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=style.band,
                hoverinfo="skip",
                name="band",
            )
        )
    dashed = {"color": style.line, "width": 2.5, "dash": "dash"}
    found.append(_line([here, there], [now, drawn.landing], dashed, "landing"))
    if drawn.gap > 0:
        bracket = {"color": style.gap, "width": 3.5}
        found.append(_line([there, there], [drawn.landing, drawn.aim], bracket, "gap"))
    return found


def _line(x: list[str], y: list[float], line: dict[str, Any], name: str) -> go.Scatter:
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", cliponaxis=False, name=name)


def _end_labels(drawn: Course, style: Style) -> list[Label]:
    """What stands right of the deadline: the gap and the projection with its interval."""
    if not drawn.projected:
        return []
    found: list[Label] = []
    if drawn.gap > 0:
        word = _("超出 {amount}") if drawn.lower_is_better else _("缺口 {amount}")
        text = word.format(amount=number(drawn.gap))
        found.append(((drawn.aim + drawn.landing) / 2, [f"<b>{escape(text)}</b>"], style.gap))
    lines = [f"<b>{escape(_('预计 {amount}').format(amount=number(drawn.shown(drawn.landing))))}</b>"]
    if not np.isnan(drawn.low) and not np.isnan(drawn.high):
        lines += [_("80%区间"), f"{number(drawn.shown(drawn.low))}–{number(drawn.shown(drawn.high))}"]
    found.append((drawn.landing, lines, style.line))
    return sorted(found, key=lambda label: -label[0])


def _beside(ends: list[Label], style: Style, on: Scale) -> list[dict[str, Any]]:
    heights = [len(lines) * style.font * LINE for _value, lines, _colour in ends]
    centres = spread([on.y(value) for value, _l, _c in ends], heights, 0, on.height + style.font)
    return [
        note(
            "<br>".join(lines),
            name="end",
            size=style.font,
            colour=colour,
            x=1,
            y=0,
            xshift=8,
            yshift=centre,
            xanchor="left",
            yanchor="middle",
            align="left",
        )
        for (_value, lines, colour), centre in zip(ends, centres, strict=True)
    ]


def _line_labels(
    drawn: Course, target: Record, style: Style, on: Scale, beside: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The names of the lines, each put where it covers nothing, the labels beside the plot included."""
    obstacles = samples(_polylines(drawn, on))
    taken = [_box_beside(label, style, on) for label in beside]
    edge = max([box.left + box.width for box in taken], default=on.width)
    found = []
    for text, colour, spots in _wanted(drawn, target, style, on.low):
        size = _size(text, style)
        boxes = [_box(drawn, on, spot, size) for spot in spots]
        chosen = best(boxes, obstacles, taken, (edge, on.height + style.font))
        taken.append(boxes[chosen])
        found.append(_placed(text, colour, spots[chosen], drawn, style))
    return found


def _box_beside(label: dict[str, Any], style: Style, on: Scale) -> Box:
    across, high = _size(label["text"].split("<br>"), style)
    return Box(left=on.width + label["xshift"], bottom=label["yshift"] - high / 2, width=across, height=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place for a label beside a point: to its left (−1) or right (1), above (1) or below (−1), so far away."""

    at: int
    value: float
    side: int
    above: int
    away: float = 6.0


def _wanted(
    drawn: Course, target: Record, style: Style, floor: float
) -> list[tuple[list[str], str, list[Spot]]]:
    """Every label with the spots it may take, the best liked first."""
    unit, last = _unit(target), drawn.last
    count = len(drawn.places)
    when = deadline_phrase(target.get("deadline"), target.get("actual_period"))
    text = _("{when}目标 {goal}").format(when=when, goal=quantity(drawn.goal, unit, beside=False))
    found = [([f"<b>{escape(text)}</b>"], style.ink, _along(drawn.goal, [0, count // 3, count // 2]))]
    if last >= 0 and drawn.places[last] != BASE:
        now = _("{month} {amount}").format(
            month=month(f"{drawn.places[last]}-01"), amount=quantity(drawn.actual[last], unit, beside=False)
        )
        spots = [
            Spot(at=last, value=drawn.actual[last], side=side, above=above, away=away)
            for away in (6.0, 24.0, 44.0)
            for above in (-1, 1)
            for side in (1, -1)
        ]
        spots += [Spot(at=at, value=floor, side=1, above=1) for at in range(last, min(last + 4, count))]
        found.append(([f"<b>{escape(now)}</b>", *_pace_lines(target, style)], style.line, spots))
    if not np.isnan(drawn.expected[-1]):
        ahead = last >= 0 and drawn.actual[last] > drawn.expected[last]  # the label goes to the free side
        spots = [
            Spot(at=at, value=drawn.expected[at], side=side, above=-side)
            for side in ((1, -1) if ahead else (-1, 1))
            for at in (count // 2, count // 3, 2 * count // 3, count // 4, 4 * count // 5)
        ]
        found.append(([_("序时应完成")], style.muted, spots))
    return found


def _pace_lines(target: Record, style: Style) -> list[str]:
    said, comma = pace_sentence(target), _("，")
    if width(said, style.font) > style.width * 0.28:
        return [escape(part) for part in said.split(comma)]
    return [escape(said)] if said else []


def _along(value: float, places: list[int]) -> list[Spot]:
    return [Spot(at=at, value=value, side=1, above=above) for at in places for above in (1, -1)]


def _size(lines: list[str], style: Style) -> tuple[float, float]:
    bare = [line.replace("<b>", "").replace("</b>", "") for line in lines]
    return widest(bare, style.font) * 1.02, len(lines) * style.font * LINE


_BESIDE = 10.0  # pixels between a point and its label, sideways


def _box(drawn: Course, on: Scale, spot: Spot, size: tuple[float, float]) -> Box:
    x, y = on.x(spot.at), on.y(spot.value)
    left = x + _BESIDE if spot.side > 0 else x - _BESIDE - size[0]
    bottom = y + spot.away if spot.above > 0 else y - spot.away - size[1]
    return Box(left=left, bottom=bottom, width=size[0], height=size[1])


def _placed(lines: list[str], colour: str, spot: Spot, drawn: Course, style: Style) -> dict[str, Any]:
    return note(
        "<br>".join(lines),
        name="line",
        size=style.font,
        colour=colour,
        x=drawn.places[spot.at],
        xref="x",
        y=spot.value,
        yref="y",
        xshift=_BESIDE * spot.side,
        yshift=spot.away * spot.above,
        xanchor="left" if spot.side > 0 else "right",
        yanchor="bottom" if spot.above > 0 else "top",
        align="left" if spot.side > 0 else "right",
    )


def _polylines(drawn: Course, on: Scale) -> list[list[tuple[float, float]]]:
    def path(values: list[float]) -> list[tuple[float, float]]:
        return [(on.x(at), on.y(value)) for at, value in enumerate(values) if not np.isnan(value)]

    found = [
        path(drawn.actual),
        path(drawn.expected),
        [(on.x(0), on.y(drawn.goal)), (on.width, on.y(drawn.goal))],
    ]
    if drawn.projected:
        here = (on.x(drawn.last), on.y(drawn.actual[drawn.last]))
        ends = [drawn.landing, drawn.low, drawn.high]
        found += [[here, (on.x(on.count - 1), on.y(value))] for value in ends if not np.isnan(value)]
    return found


def _xaxis(drawn: Course, style: Style, on: Scale) -> dict[str, Any]:
    values, texts = axis_labels(drawn.places, on.width, style.font)
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": drawn.places,
        "range": [-0.5, len(drawn.places) - 0.5],
        "tickvals": values,
        "ticktext": texts,
        "tickangle": 0,
        "tickfont": {"size": style.font, "color": style.ink},
        "showgrid": False,
        "showline": True,
        "linecolor": style.path,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": style.path,
        "fixedrange": True,
    }


def _yaxis(on: Scale, style: Style) -> dict[str, Any]:
    return {
        "range": [on.low, on.high],
        "tickvals": on.ticks,
        "ticktext": axis_texts(on.ticks),
        "tickfont": {"size": style.font, "color": style.muted},
        "gridcolor": style.grid,
        "gridwidth": 1,
        "zeroline": False,
        "fixedrange": True,
    }


def _alt(drawn: Course, target: Record) -> str:
    """The picture in words: the finding, then the reported values in order."""
    unit = _unit(target)
    reported = _("、").join(
        f"{_('基期') if place == BASE else month(f'{place}-01')} {number(value)}"
        for place, value in zip(drawn.places, drawn.actual, strict=True)
        if not np.isnan(value)
    )
    return _("进度曲线。{finding}。{pace}。报送值（{unit}）：{values}").format(
        finding=target_headline(target),
        pace=pace_sentence(target),
        unit=unit_name(unit),
        values=reported or "—",
    )
