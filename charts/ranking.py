"""Rankings: who stands where, how far apart, and who moved since last month; whoever is missing is named.

The distance between the dots is the point of the picture: two ranks may be a hair or a mile apart.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.canvas import draw, empty_chart, note, sheet
from charts.style import Style, fill
from charts.text import escape, shorten, widest
from wording.formats import Cell, is_missing, number, percent
from wording.names import called_short
from wording.translate import _

MOST_ROWS = 60


def ranking_chart(
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str = "",
    style: Style,
    source_note: str,
    say: Callable[[Cell], str] = percent,
    label: str = "",
) -> go.Figure:
    """A table of metrics.ranking.rank with a `name` (or name_short, name_en) and a `code` for each row.

    `say` formats a value, `label` heads its column; dots take the colour of `official_status` where it is there.
    Rows without a value are named in the foot, never drawn as zero.
    """
    ranked = table[table["value"].notna()].sort_values("rank", kind="stable").head(MOST_ROWS)
    if ranked.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    rows = ranked.to_dict("records")
    names = [called_short(row, "name") for row in rows]
    values = [say(row["value"]) for row in rows]
    left = min(widest(names, style.font) + 3.0 * style.font + style.margin + 10, style.width * 0.4)
    columns = [widest([*values, label], style.font) + 16, style.font * 4.2]
    on = sheet(
        style=style,
        title=title,
        subtitle=subtitle or _reading_key(table),
        source_note=_with_missing(table, source_note),
        plot=len(rows) * max(style.font * 1.9, style.row * 0.74),
        left=left,
        right=sum(columns) + style.margin,
        head=style.small * 1.5 + 4,
    )
    return draw(
        on,
        _traces(rows, names, values, style),
        alt=_alt(rows, names, values),
        annotations=[*_labels(rows, names, on.left, style), *_columns(rows, values, columns, label, style)],
        xaxis={"range": _span([float(row["value"]) for row in rows]), "visible": False, "fixedrange": True},
        yaxis={"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
    )


def _span(values: list[float]) -> list[float]:
    low, high = min(0.0, *values), max(0.0, *values)
    air = (high - low or 1.0) * 0.03
    return [low - (air if low < 0 else 0), high + air]


def _traces(rows: list[dict], names: list[str], values: list[str], style: Style) -> list[Any]:
    """A thin bar from zero and a dot at its end; both answer to a click with the row's code."""
    places = list(range(len(rows)))
    colours = [
        fill(row["official_status"], style) if row.get("official_status") else style.line for row in rows
    ]
    codes = [[str(row.get("code", ""))] for row in rows]
    hover = [f"<b>{escape(name)}</b><br>{value}" for name, value in zip(names, values, strict=True)]
    at = [float(row["value"]) for row in rows]
    common = {"x": at, "y": places, "customdata": codes, "hovertext": hover, "hoverinfo": "text"}
    stem = go.Bar(orientation="h", width=0.12, marker={"color": style.track}, name="stem", **common)
    dot = go.Scatter(
        mode="markers",
        marker={"size": style.font * 0.86, "color": colours},
        name="dot",
        cliponaxis=False,
        **common,
    )
    return [stem, dot]


def _labels(rows: list[dict], names: list[str], left: float, style: Style) -> list[dict[str, Any]]:
    """Rank and name; equal ranks are marked as shared."""
    found = []
    for at, (row, name) in enumerate(zip(rows, names, strict=True)):
        place = ("=" if row.get("tied") else "") + number(row["rank"], 0)
        where = {"x": 0, "y": at, "yref": "y", "yanchor": "middle", "name": "label"}
        text = escape(shorten(name, left - style.margin - 2.6 * style.font - 10, style.font))
        found.append(note(text, size=style.font, colour=style.ink, xshift=-10, xanchor="right", **where))
        edge = {"xshift": style.margin - left + style.font * 1.8, "xanchor": "right"}
        found.append(note(place, size=style.font, colour=style.muted, **where, **edge))
    return found


def _columns(
    rows: list[dict], values: list[str], columns: list[float], label: str, style: Style
) -> list[dict[str, Any]]:
    """The value, and the places gained or lost since last month."""
    value, moved = columns[0], columns[0] + columns[1]
    right = {"x": 1, "xanchor": "right"}
    heads = [(label, value), (_("较上月"), moved)]
    found = [
        note(
            text,
            name="head",
            size=style.small,
            colour=style.muted,
            y=1,
            yshift=4,
            yanchor="bottom",
            xshift=at,
            **right,
        )
        for text, at in heads
        if text
    ]
    for at, (row, text) in enumerate(zip(rows, values, strict=True)):
        where = {"y": at, "yref": "y", "yanchor": "middle", **right}
        found.append(
            note(f"<b>{text}</b>", name="value", size=style.font, colour=style.ink, xshift=value, **where)
        )
        found.append(
            note(
                change_text(row.get("change")),
                name="change",
                size=style.font,
                colour=style.muted,
                xshift=moved,
                **where,
            )
        )
    return found


def change_text(change: Cell) -> str:
    """Places gained or lost: ↑2, ↓1, →; nothing to compare is —."""
    if is_missing(change):
        return number(None)
    if change == 0:
        return "→"
    return ("↑" if change > 0 else "↓") + number(abs(float(change)), 0)


def _reading_key(table: pd.DataFrame) -> str:
    ranked = int(table["value"].notna().sum())
    said = _("共{n}个参加排名；↑↓为较上月升降位次").format(n=ranked)
    return said + _("；＝为并列") if bool(table.get("tied", pd.Series(dtype=bool)).any()) else said


def _with_missing(table: pd.DataFrame, source_note: str) -> str:
    missing = [called_short(row, "name") for row in table[table["value"].isna()].to_dict("records")]
    if not missing:
        return source_note
    said = _("无数据未参加排名：{names}").format(names=_("、").join(missing))
    return f"{said} · {source_note}" if source_note else said


def _alt(rows: list[dict], names: list[str], values: list[str]) -> str:
    said = _("；").join(
        f"{number(row['rank'], 0)} {name} {value}"
        for row, name, value in zip(rows, names, values, strict=True)
    )
    return _("排名图。{said}").format(said=said)
