"""Columns of text beside the bars: each one an axis of its own, set off from the plot's edge by pixels.

One axis with thirty labels costs plotly a tenth of thirty annotations, and stays where it is when the window
stretches the bars.
"""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.style import Style


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
