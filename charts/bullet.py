"""Bullet rows: how far each target is, where it should be, and what it would take.

One row a target: grey track to 100%, coloured bar of the completion, black mark of what was expected by now; the
numbers stand in columns on the right, placed in pixels so that only the bars stretch with the window.
"""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.bullet_layout import (
    Column,
    cell_text,
    columns,
    left_margin,
    name_lines,
    right_margin,
    row_height,
    unit_text,
)
from charts.canvas import Sheet, draw, empty_chart, note, sheet
from charts.columns import TextColumn, text_columns
from charts.rows import Row, bullet_rows, reading_key, shared_mark, span
from charts.style import Style, fill, text_colour
from charts.text import escape
from wording.sentences import counts_sentence
from wording.translate import _

MOST_ROWS = 60


def bullet_chart(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", style: Style, source_note: str
) -> go.Figure:
    """Bullet rows of a progress frame in its own order, the first on top, at most 60.

    Needs indicator, unit, completion, expected, lag_pp, official_status; shows top_sector, required_per_month,
    effort_vs_average and lead_units where they are there.
    """
    if frame.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    rows = bullet_rows(frame.head(MOST_ROWS))
    table = columns(style, rows)
    names = name_lines(rows, style)
    low, high = span(rows)
    on = sheet(
        style=style,
        title=title,
        subtitle=subtitle or reading_key(rows),
        source_note=source_note,
        plot=len(rows) * row_height(names, style),
        left=left_margin(style, rows, low),
        right=right_margin(table, style),
        head=0 if style.narrow else style.small * 1.5 + 6,
    )
    y_range = [len(rows) - 0.5, -0.5]
    texts = [*_labels(rows, names, style, on.left), *_cells(rows, table, style)]
    callers, axes = text_columns(texts, y_range, style)
    return draw(
        on,
        [*_traces(rows, style), *callers],
        alt=_alt(frame, rows),
        annotations=[] if style.narrow else _heads(table, rows, on),
        xaxis={"range": [low, high], "visible": False, "fixedrange": True},
        yaxis={"range": y_range, "visible": False, "fixedrange": True},
        **axes,
    )


def _labels(rows: list[Row], names: list[list[str]], style: Style, left: float) -> list[TextColumn]:
    """Names left of the bars with their unit; on a phone above them, with the status at the right edge."""
    texts = [_name(row, lines, style) for row, lines in zip(rows, names, strict=True)]
    if not style.narrow:
        places = [float(at) for at in range(len(rows))]
        return [
            TextColumn(
                key="label", texts=texts, places=places, edge=0, shift=-7, grows="left", colour=style.ink
            )
        ]
    above = [at - _lower(style) for at in range(len(rows))]
    status = [_status(row, style) for row in rows]
    edge = 4.2 * style.font
    return [
        TextColumn(
            key="label",
            texts=texts,
            places=above,
            edge=0,
            shift=style.margin - left + 1,
            grows="right",
            colour=style.ink,
        ),
        TextColumn(
            key="status", texts=status, places=above, edge=1, shift=edge, grows="left", colour=style.ink
        ),
    ]


def _name(row: Row, lines: list[str], style: Style) -> str:
    text = "<br>".join(escape(line) for line in lines)
    unit = escape(unit_text(row, style))
    if not unit or not text.endswith(unit):
        return text
    small = f'<span style="font-size:{style.small}px;color:{style.muted}">{unit}</span>'
    return text.removesuffix(unit) + small


def _status(row: Row, style: Style) -> str:
    colour = text_colour(row.status, style)
    return f'<span style="color:{colour}"><b>{row.shape} {escape(row.status_text)}</b></span>'


def _cells(rows: list[Row], table: list[Column], style: Style) -> list[TextColumn]:
    places = [at + _lower(style) for at in range(len(rows))]
    return [
        TextColumn(
            key=column.key,
            texts=[_cell(row, column, style) for row in rows],
            places=places,
            edge=1,
            shift=column.shift,
            grows="left" if column.anchor == "right" else "right",
            colour=style.muted if column.key in ("lead", "value") else style.ink,
        )
        for column in table
    ]


def _cell(row: Row, column: Column, style: Style) -> str:
    text = escape(cell_text(row, column, style))
    match column.key:
        case "completion":
            return f"<b>{text}</b>"
        case "status":
            return _status(row, style)
        case "lag":
            return f'<span style="color:{text_colour(row.status, style)}">{text}</span>'
        case _:
            return text


def _lower(style: Style) -> float:
    """How far the bar stands below the middle of its row, in rows."""
    return 0.22 if style.narrow else 0.0


def _heads(table: list[Column], rows: list[Row], on: Sheet) -> list[dict[str, Any]]:
    style = on.style
    found = [
        note(column.head, name="head", size=style.small, colour=style.muted, x=1, y=1, xshift=column.shift,
             xanchor=column.anchor, yshift=6, yanchor="bottom")
        for column in table
    ]  # fmt: skip
    common = shared_mark(rows)
    if common and not style.compact:
        mark, said = common
        text = _("序时应完成 {percent}").format(percent=said)
        where = {"x": mark, "xref": "x", "y": 1, "yshift": 6, "yanchor": "bottom"}
        found.append(note(text, name="head", size=style.small, colour=style.ink, **where))
    return found


def _traces(rows: list[Row], style: Style) -> list[Any]:
    places = [at + _lower(style) for at in range(len(rows))]
    thick = 0.5 if style.narrow else 1.0
    hover = [_hover(row) for row in rows]
    ids = [row.target_id for row in rows]
    colours = [fill(row.status, style) for row in rows]
    common = {"orientation": "h", "y": places, "customdata": ids, "hovertext": hover, "hoverinfo": "text"}
    steady = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
    track = go.Bar(
        x=[1] * len(rows), width=0.56 * thick, marker={"color": style.track}, name="track", **common, **steady
    )
    bar = go.Bar(
        x=[row.bar for row in rows],
        width=0.28 * thick,
        marker={"color": colours},
        name="bar",
        **common,
        **steady,
    )
    mark = go.Scatter(
        x=[row.expected for row in rows],
        y=places,
        mode="markers",
        marker={
            "symbol": "line-ns-open",
            "size": style.row * 0.66 * thick,
            "color": style.ink,
            "line": {"width": 2.5},
        },
        hoverinfo="skip",
        cliponaxis=False,
        name="expected",
    )
    return [track, bar, mark, *_arrows(rows, style)]


def _arrows(rows: list[Row], style: Style) -> list[Any]:
    """An arrow at the end of every bar that goes on beyond the plot."""
    cut = [(at, row) for at, row in enumerate(rows) if row.clipped]
    if not cut:
        return []
    symbols = ["triangle-right" if row.clipped > 0 else "triangle-left" for _at, row in cut]
    colours = [fill(row.status, style) for _at, row in cut]
    return [
        go.Scatter(
            x=[row.bar for _at, row in cut],
            y=[at + _lower(style) for at, _row in cut],
            mode="markers",
            marker={"symbol": symbols, "size": style.row * (0.3 if style.narrow else 0.5), "color": colours},
            cliponaxis=False,
            hoverinfo="skip",
            name="beyond",
        )
    ]


def _hover(row: Row) -> str:
    parts = [f"<b>{escape(row.name)}</b>", escape(" · ".join(filter(None, (row.region, row.sector)))), f"{escape(row.value)} {escape(row.unit)}",
             f"{row.completion} · {row.lag}", f"{row.shape} {escape(row.status_text)}", escape(row.effort),
             escape(row.lead)]  # fmt: skip
    return "<br>".join(part for part in parts if part.strip())


def _alt(frame: pd.DataFrame, rows: list[Row]) -> str:
    """The picture in words: counts, then the first rows with their numbers."""
    first = _("；").join(
        _("{name} 完成率{completion}、较序时{lag}、{status}").format(
            name=row.name, completion=row.completion, lag=row.lag, status=row.status_text
        )
        for row in rows[:5]
    )
    return _("子弹图，{n}项目标：{counts}。{first}").format(
        n=len(frame), counts=counts_sentence(frame), first=first
    )
