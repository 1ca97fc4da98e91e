"""Many small courses on one scale: completion against what was expected, month by month, one panel a target.

All panels share one pair of axes and are set side by side by an offset, so that thirty of them cost no more than
one chart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.style import Style, draw, empty_chart, fill, sheet, text_colour
from charts.text import escape, shorten
from wording.formats import is_missing, percent
from wording.labels import called, status_look, status_word
from wording.translate import _

_TOP = 1.2  # completion is drawn up to here; beyond, the number says it
_FLOOR = -0.1
_TALL, _WIDE = 1.95, 13.5  # a panel's pitch: completion and months


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One target's months and where its panel stands."""

    target_id: str
    name: str
    status: str
    months: list[int]
    done: list[float]
    due: list[float]
    x: float
    y: float


def small_multiples_chart(frame: pd.DataFrame, *, title: str, style: Style, source_note: str) -> go.Figure:
    """One row per target and month: target_id, indicator, as_of, completion, expected, official_status; one year.

    Targets in their order of appearance, at most 36 panels. A click's customdata is [target_id].
    """
    known = frame[frame["completion"].notna()] if len(frame) else frame
    if known.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    across = 2 if style.narrow else 3 if style.compact else 4 if style.width < 900 else 6
    panels = _panels(known, across)
    rows = -(-len(panels) // across)
    tall = style.font * 9
    on = sheet(
        style=style,
        title=title,
        subtitle=_("粗线为完成率，点线为序时应完成；横轴为1–12月，纵轴均为0–100%"),
        source_note=source_note,
        plot=rows * tall,
        left=style.margin,
        right=style.margin,
        foot=2,
    )
    room = (style.width - 2 * style.margin) / across - 8
    return draw(
        on,
        [*_traces(panels, style), *_heads(panels, room, style)],
        alt=_alt(panels),
        annotations=[],
        xaxis={"range": [-0.2, across * _WIDE - 0.8], "visible": False, "fixedrange": True},
        yaxis={"range": [-(rows - 1) * _TALL - 0.12, _TALL - 0.12], "visible": False, "fixedrange": True},
    )


def _panels(frame: pd.DataFrame, across: int) -> list[Panel]:
    found = []
    for index, (target, rows) in enumerate(frame.groupby("target_id", sort=False)):
        if index == 36:
            break
        months = rows.sort_values("as_of")
        last = months.iloc[-1]
        found.append(
            Panel(
                target_id=str(target),
                name=called(last.to_dict(), "indicator"),
                status=str(last["official_status"]),
                months=[pd.Timestamp(at).month for at in months["as_of"]],
                done=[float(value) for value in months["completion"]],
                due=[float("nan") if is_missing(value) else float(value) for value in months["expected"]],
                x=(index % across) * _WIDE,
                y=-(index // across) * _TALL,
            )
        )
    return found


def _traces(panels: list[Panel], style: Style) -> list[Any]:
    """One trace for all frames, one for all expected paths, one for the courses of each colour."""
    found = [
        _lines(panels, lambda p: [(0, 0.0), (12, 0.0)], {"color": style.path, "width": 1}),
        _lines(panels, lambda p: [(0, 1.0), (12, 1.0)], {"color": style.grid, "width": 1}),
        _lines(
            panels,
            lambda p: list(zip(p.months, p.due, strict=True)),
            {"color": style.path, "width": 1.6, "dash": "dot"},
        ),
    ]
    for colour in dict.fromkeys(fill(panel.status, style) for panel in panels):
        some = [panel for panel in panels if fill(panel.status, style) == colour]
        found.append(_lines(some, _course, {"color": colour, "width": 2.6}, name="course"))
    ends = [(panel, _course(panel)[-1]) for panel in panels]
    found.append(
        go.Scatter(
            x=[panel.x + at for panel, (at, _value) in ends],
            y=[panel.y + value for panel, (_at, value) in ends],
            mode="markers",
            marker={"size": 7, "color": [fill(panel.status, style) for panel in panels]},
            customdata=[[panel.target_id] for panel in panels],
            hovertext=[f"<b>{escape(panel.name)}</b><br>{percent(panel.done[-1])}" for panel in panels],
            hoverinfo="text",
            name="last",
        )
    )
    return found


def _course(panel: Panel) -> list[tuple[int, float]]:
    """The completion, kept inside its panel."""
    return [(at, min(max(value, _FLOOR), _TOP)) for at, value in zip(panel.months, panel.done, strict=True)]


def _lines(
    panels: list[Panel],
    points: Callable[[Panel], list[tuple[int, float]]],
    line: dict[str, Any],
    name: str = "frame",
) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for panel in panels:
        for at, value in points(panel):
            x.append(panel.x + at)
            y.append(panel.y + value)
        x.append(None)
        y.append(None)
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name=name)


def _heads(panels: list[Panel], room: float, style: Style) -> list[go.Scatter]:
    """Over each panel its name, under it the light and the completion now."""
    names = [f"<b>{escape(shorten(panel.name, room * 0.94, style.small))}</b>" for panel in panels]
    lights = [
        f"{status_look(panel.status).shape} {escape(status_word(panel.status))} {percent(panel.done[-1])}"
        for panel in panels
    ]
    colours = [text_colour(panel.status, style) for panel in panels]
    return [
        _texts(panels, 1.62, names, colour=style.ink, size=style.small, name="head"),
        _texts(panels, 1.4, lights, colour=colours, size=style.small, name="light"),
    ]


def _texts(
    panels: list[Panel], height: float, texts: list[str], *, colour: str | list[str], size: float, name: str
) -> go.Scatter:
    return go.Scatter(
        x=[panel.x for panel in panels],
        y=[panel.y + height for panel in panels],
        mode="text",
        text=texts,
        textposition="middle right",
        textfont={"size": size, "color": colour},
        hoverinfo="skip",
        cliponaxis=False,
        name=name,
    )


def _alt(panels: list[Panel]) -> str:
    said = _("；").join(
        f"{panel.name} {status_word(panel.status)} {percent(panel.done[-1])}" for panel in panels
    )
    return _("小图组，{n}项目标。{said}").format(n=len(panels), said=said)
