"""One sector's chain side by side: each link's completion against what was expected, in the order of production."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.canvas import LINE, draw, empty_chart, note, sheet
from charts.rows import LONGEST, Row, bullet_rows, reading_key, span
from charts.style import Style, fill, text_colour
from charts.text import balanced, escape, widest
from wording.translate import _


def chain_chart(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", style: Style, source_note: str
) -> go.Figure:
    """One column per target of a progress frame, ordered by chain_position where it is there; at most a dozen.

    A click's customdata is [target_id].
    """
    if frame.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    ordered = frame.sort_values("chain_position", kind="stable") if "chain_position" in frame else frame
    rows = bullet_rows(ordered.head(12))
    room = (style.width - 2 * style.margin) / len(rows)
    size = style.font if room > 84 else style.small
    heads = [_head(row, room * 0.92, size, style) for row in rows]
    low, high = span(rows)
    on = sheet(
        style=style,
        title=title,
        subtitle=subtitle or reading_key(rows, upright=True),
        source_note=source_note,
        plot=style.font * 15,
        left=style.margin,
        right=style.margin,
        head=size * LINE * 2 + 8,
        foot=max(head.count("<br>") + 1 for head in heads) * size * LINE + 8,
    )
    return draw(
        on,
        _traces(rows, room, style),
        alt=_alt(rows),
        annotations=[
            *_numbers(rows, high, size, style),
            *_arrows(len(rows), room, style),
            *_names(heads, size, style),
        ],
        xaxis={"range": [-0.5, len(rows) - 0.5], "visible": False, "fixedrange": True},
        yaxis={"range": [low, high], "visible": False, "fixedrange": True},
    )


def _head(row: Row, room: float, size: float, style: Style) -> str:
    """What stands under a column: name, reached of stated, unit, light."""
    name = "<br>".join(f"<b>{escape(line)}</b>" for line in balanced(row.name, room, size, 3))
    value = row.value if widest([row.value], size) <= room else row.value.replace(" / ", " /<br>")
    join = " " if widest([f"{row.shape} {row.status_text}"], size) <= room else "<br>"
    light = f'<span style="color:{text_colour(row.status, style)}"><b>{row.shape}{join}{escape(row.status_text)}</b></span>'
    unit = f'<span style="color:{style.muted}">{escape(row.unit)}</span>'
    parts = [name, value.replace(" /<br>", " /<br>"), unit, light]
    return "<br>".join(part for part in parts if part)


def _names(heads: list[str], size: float, style: Style) -> list[dict[str, Any]]:
    at = {"y": 0, "yshift": -4, "yanchor": "top", "xref": "x", "align": "center", "name": "head"}
    return [note(head, size=size, colour=style.ink, x=place, **at) for place, head in enumerate(heads)]


def _numbers(rows: list[Row], high: float, size: float, style: Style) -> list[dict[str, Any]]:
    """Completion and distance above each column."""
    at = {
        "y": high,
        "yref": "y",
        "yshift": 6,
        "yanchor": "bottom",
        "xref": "x",
        "align": "center",
        "name": "number",
    }
    return [
        note(
            f'<b>{row.completion}</b><br><span style="color:{text_colour(row.status, style)}">{row.lag}</span>',
            size=size,
            colour=style.ink,
            x=place,
            **at,
        )
        for place, row in enumerate(rows)
    ]


def _arrows(count: int, room: float, style: Style) -> list[dict[str, Any]]:
    """Arrows between the names, where they do not touch them."""
    if room < 84:
        return []
    at = {"y": 0, "yshift": -4, "yanchor": "top", "xref": "x", "name": "arrow"}
    return [note("→", size=style.font, colour=style.muted, x=place + 0.5, **at) for place in range(count - 1)]


def _traces(rows: list[Row], room: float, style: Style) -> list[Any]:
    places = list(range(len(rows)))
    common = {"x": places, "customdata": [[row.target_id] for row in rows], "hoverinfo": "text",
              "hovertext": [f"<b>{escape(row.name)}</b><br>{escape(row.effort)}<br>{escape(row.lead)}" for row in rows]}  # fmt: skip
    thick = min(0.6, style.font * 4.4 / room)
    track = go.Bar(y=[1] * len(rows), width=thick, marker={"color": style.track}, name="track", **common)
    colours = [fill(row.status, style) for row in rows]
    bar = go.Bar(
        y=[row.bar for row in rows], width=thick / 2, marker={"color": colours}, name="bar", **common
    )
    mark = go.Scatter(
        x=places,
        y=[row.expected for row in rows],
        mode="markers",
        marker={
            "symbol": "line-ew-open",
            "size": thick * room * 0.74,
            "color": style.ink,
            "line": {"width": 2.5},
        },
        hoverinfo="skip",
        cliponaxis=False,
        name="expected",
    )
    return [track, bar, mark, *_beyond(rows, style)]


def _beyond(rows: list[Row], style: Style) -> list[Any]:
    cut = [(place, row) for place, row in enumerate(rows) if row.clipped]
    if not cut:
        return []
    marker = {
        "symbol": ["triangle-up" if row.bar == LONGEST else "triangle-down" for _place, row in cut],
        "size": style.font * 1.3,
        "color": [fill(row.status, style) for _place, row in cut],
    }
    x, y = [place for place, _row in cut], [row.bar for _place, row in cut]
    return [
        go.Scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False, name="beyond")
    ]


def _alt(rows: list[Row]) -> str:
    said = " → ".join(f"{row.name} {row.value} {row.unit} {row.completion} {row.status_text}" for row in rows)
    return _("产业链图。{said}").format(said=said)
