"""Who makes up the gap: each region's or organisation's share of what is missing to the expected progress."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.style import Style, draw, empty_chart, fill, note, sheet
from charts.text import escape, shorten, widest
from metrics.model import Status
from wording.formats import is_missing, number, percent, unit_name
from wording.labels import Record, called_short
from wording.translate import _

MOST_ROWS = 40


def contribution_chart(
    table: pd.DataFrame,
    *,
    title: str,
    style: Style,
    source_note: str,
) -> go.Figure:
    """Rows of metrics.aggregate.gap_contributions of one indicator: region, shortfall, gap_share, unit.

    The largest shortfall first, those ahead of pace after; whoever reported nothing is named in the foot. A click's
    customdata is [target_id].
    """
    known = table[table["shortfall"].notna()].sort_values("shortfall", ascending=False, kind="stable")
    known = known.head(MOST_ROWS)
    if known.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    rows = known.to_dict("records")
    names = [called_short(row, "region") for row in rows]
    unit = unit_name(str(rows[0].get("unit") or ""))
    texts = [_amount(row) for row in rows]
    left = min(widest(names, style.font) + 16 + style.margin, style.width * 0.36)
    on = sheet(
        style=style,
        title=title,
        subtitle=_("较序时的缺口（{unit}）与占缺口合计的比重；绿色为超过序时").format(unit=unit),
        source_note=_with_missing(table, source_note),
        plot=len(rows) * max(style.font * 2, style.row * 0.8),
        left=left,
        right=widest(texts, style.font) + style.margin + 14,
    )
    values = [float(row["shortfall"]) for row in rows]
    low, high = min(0.0, *values), max(0.0, *values)
    return draw(
        on,
        [_bars(rows, names, texts, style)],
        alt=_alt(names, texts),
        annotations=_labels(names, texts, values, left, style),
        xaxis={"range": [low, high if high > low else low + 1], "visible": False, "fixedrange": True},
        yaxis={"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
    )


def _amount(row: Record) -> str:
    """The shortfall, with its share where there is one: 12.3（45%）; who is ahead has a plus sign."""
    shortfall = float(row["shortfall"])
    if shortfall <= 0:
        return "+" + number(abs(shortfall)) if shortfall < 0 else number(0)
    if is_missing(row["gap_share"]):
        return number(shortfall)
    return _("{amount}（{share}）").format(amount=number(shortfall), share=percent(row["gap_share"], 0))


def _bars(rows: Sequence[Record], names: list[str], texts: list[str], style: Style) -> go.Bar:
    colours = [
        fill(Status.FAR_BEHIND if float(row["shortfall"]) > 0 else Status.ON_PACE, style) for row in rows
    ]
    return go.Bar(
        x=[float(row["shortfall"]) for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        width=0.5,
        marker={"color": colours},
        customdata=[[str(row.get("target_id", ""))] for row in rows],
        hovertext=[f"<b>{escape(n)}</b><br>{escape(t)}" for n, t in zip(names, texts, strict=True)],
        hoverinfo="text",
        name="gap",
    )


def _labels(
    names: list[str], texts: list[str], values: list[float], left: float, style: Style
) -> list[dict[str, Any]]:
    """Names at the left edge, amounts at the bars' ends."""
    found = []
    for at, (name, text, value) in enumerate(zip(names, texts, values, strict=True)):
        where: dict[str, Any] = {
            "y": at,
            "yref": "y",
            "yanchor": "middle",
            "size": style.font,
            "colour": style.ink,
        }
        cut = escape(shorten(name, left - 14, style.font))
        found.append(note(cut, name="label", x=0, xshift=-10, xanchor="right", **where))
        found.append(
            note(escape(text), name="amount", x=max(value, 0), xref="x", xshift=8, xanchor="left", **where)
        )
    return found


def _with_missing(table: pd.DataFrame, source_note: str) -> str:
    missing = [called_short(row, "region") for row in table[table["shortfall"].isna()].to_dict("records")]
    if not missing:
        return source_note
    said = _("无数据未计入：{names}").format(names=_("、").join(missing))
    return f"{said} · {source_note}" if source_note else said


def _alt(names: list[str], texts: list[str]) -> str:
    said = _("；").join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    return _("缺口构成图。{said}").format(said=said)
