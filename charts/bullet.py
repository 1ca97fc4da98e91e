"""Bullet rows: how far each target is, where it should be, and what it would take.

One row a target: grey track to 100%, coloured bar of the completion, black mark of what was expected by now; the
numbers stand in columns on the right, placed in pixels so that only the bars stretch with the window.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.rows import Row, bullet_rows, reading_key, shared_mark, span
from charts.style import Sheet, Style, draw, empty_chart, fill, note, sheet, text_colour
from charts.text import escape, shorten, widest, wrap
from wording.sentences import counts_sentence
from wording.translate import _


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """Texts at heights of the chart's own y axis; `edge` 0 is the plot's left edge and 1 its right one.

    `grows` says to which side of its line the text runs: numbers to the left, so that they end under each other.
    """

    key: str
    texts: list[str]
    places: list[float]
    edge: int
    shift: float
    grows: str
    colour: str


def text_columns(
    columns: list[TextColumn], y_range: list[float], style: Style
) -> tuple[list[go.Scatter], dict[str, Any]]:
    """The empty traces that call the axes up, and the layout of the axes: `yaxis2` for the first column, and so on."""
    traces, layout = [], {}
    for number, column in enumerate(columns, start=2):
        traces.append(go.Scatter(x=[None], y=[None], yaxis=f"y{number}", hoverinfo="skip", name=column.key))
        layout[f"yaxis{number}"] = {
            "overlaying": "y",
            "anchor": "free",
            "position": column.edge,
            "shift": column.shift,
            "side": column.grows,
            "range": y_range,
            "tickvals": column.places,
            "ticktext": column.texts,
            "tickfont": {"size": style.font, "color": column.colour},
            "ticks": "",
            "ticklabelstandoff": 0,
            "showgrid": False,
            "zeroline": False,
            "showline": False,
            "fixedrange": True,
        }
    return traces, layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column right of the bars: its head, where it begins or ends, and how it is set."""

    key: str
    head: str
    shift: float
    anchor: str
    room: float


def columns(style: Style, rows: list[Row]) -> list[Column]:
    """The columns there is room for; a phone sets the status beside the name, above the bar."""
    heads = {"value": _("完成 / 目标"), "completion": _("完成率"), "lag": _("较序时"), "status": _("状态"),
             "effort": _("余下月均须"), "lead": _("牵头单位")}  # fmt: skip
    found, edge = [], 4.0
    for key, ems in _widths(style, rows).items():
        room = ems * style.font
        right = key in ("value", "completion", "lag")
        found.append(
            Column(
                key=key,
                head=heads[key],
                shift=edge + (room if right else 14),
                anchor="right" if right else "left",
                room=room - 6,
            )
        )
        edge += room + (0 if right else 12)
    return found


def _widths(style: Style, rows: list[Row]) -> dict[str, float]:
    """The columns of a medium and their widths in ems; columns nobody fills are left out."""
    if style.narrow:
        return {"completion": 4.2}
    status = max(widest([f"{row.shape} {row.status_text}" for row in rows], 1.0) + 0.9, 4.0)
    if style.compact:
        return {"completion": 4.4, "lag": 4.2, "status": status}
    most = {"effort": 13.0, "lead": 12.0}
    measured = {key: min(widest([getattr(row, key) for row in rows], 1.0) + 1.0, most[key]) for key in most}
    wide = {"completion": 5.0, "lag": 4.4, "status": status, **measured}
    filled = {key: ems for key, ems in wide.items() if any(getattr(row, key) for row in rows)}
    return filled if "effort" in filled else {"value": 8.6} | filled


def right_margin(table: list[Column], style: Style) -> float:
    """The room right of the bars."""
    last = table[-1]
    return last.shift + (0 if last.anchor == "right" else last.room) + style.margin / 2


def unit_text(row: Row, style: Style) -> str:
    """The unit behind the name, where there is room for it."""
    return _("（{unit}）").format(unit=row.unit) if row.unit and not style.compact else ""


def label_room(style: Style, rows: list[Row]) -> float:
    """As wide as the longest name asks, within a third of the sheet."""
    longest = widest([row.name + unit_text(row, style) for row in rows], style.font) + 6
    return min(longest, style.width * (0.3 if style.compact else 0.24))


def left_margin(style: Style, rows: list[Row], low: float) -> float:
    """The room left of the bars: names, and an arrow's head where a bar goes below the plot."""
    arrow = style.row * 0.4 if low < 0 else 0.0
    return arrow + (style.margin if style.narrow else label_room(style, rows) + 12)


def name_lines(rows: list[Row], style: Style) -> list[list[str]]:
    """Each name in the lines it takes: one above the bar on a phone, else up to two beside it."""
    if style.narrow:
        status = widest([row.status_text for row in rows], style.font) + 2.2 * style.font
        return [[shorten(row.name, style.width - status, style.font)] for row in rows]
    room = label_room(style, rows)
    return [wrap(row.name + unit_text(row, style), room, style.font, 2) for row in rows]


def row_height(names: list[list[str]], style: Style) -> float:
    """The height of a row: the style's, or what the longest name takes."""
    longest = max(len(lines) for lines in names)
    return max(style.row, longest * style.font * 1.3 + 4)


def cell_text(row: Row, column: Column, style: Style) -> str:
    """What stands in a column: numbers whole, words cut with … where the column ends."""
    text = str(getattr(row, column.key, ""))
    return text if column.anchor == "right" else shorten(text, column.room, style.font)


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
