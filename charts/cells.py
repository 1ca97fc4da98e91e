"""Cells in rows and columns: one coloured rectangle with a shape and a number each, as a single trace.

Rectangles are bars on a base, so they stay vector in SVG and PDF and can be clicked; a heatmap would be a raster.
The colour of a cell is that of its worst judged target, never of an average.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.style import Style, tint
from charts.text import escape, width
from metrics.model import Status
from wording.formats import is_missing, points
from wording.labels import counts, severity, status_look, status_word
from wording.translate import _

Lights = list[tuple[str, float]]  # official status and lag_pp of each target
JUDGED = (Status.MISSED, Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE, Status.ACHIEVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its place, the worst judged status in it, that status' worst lag, and how many of each there are."""

    row: int
    column: int
    status: str
    lag: float
    found: dict[Status, int]
    name: str
    codes: list[str]

    @property
    def total(self) -> int:
        """How many targets the cell stands for."""
        return sum(self.found.values())


def lights(frame: pd.DataFrame, by: list[str]) -> dict[tuple[str, ...], Lights]:
    """The lights of a progress frame by the values of some columns, in their order of appearance.

    A plain loop: ten thousand targets in a hundred groups are a tenth of the time of as many small frames.
    """
    found: dict[tuple[str, ...], Lights] = {}
    keys = zip(*(frame[column].astype(str) for column in by), strict=True)
    for place, status, lag in zip(keys, frame["official_status"], frame["lag_pp"], strict=True):
        found.setdefault(place, []).append((str(status), float(lag)))
    return found


def cell(targets: Lights, *, row: int, column: int, name: str, codes: list[str]) -> Cell:
    """The cell of some targets' lights; at least one."""
    status = worst_status([status for status, _lag in targets])
    known = status != Status.NOT_REPORTED  # the lag of an earlier month would look like this month's
    lags = [lag for found, lag in targets if known and found == status and not math.isnan(lag)]
    return Cell(
        row=row,
        column=column,
        status=status,
        lag=min(lags, default=float("nan")),
        found=counts(status for status, _lag in targets),
        name=name,
        codes=codes,
    )


def worst_status(statuses: Iterable[str]) -> str:
    """The worst light that was judged; one that was not only where nothing was."""
    seen = sorted(set(statuses), key=severity)
    return next((status for status in seen if status in JUDGED), seen[0])


def tally(found: dict[Status, int]) -> str:
    """Counts by shape, slipping first: ■2 ▲1 ●5; what is on pace and what is achieved count together."""
    merged = [
        (status_look(Status.FAR_BEHIND).shape, found[Status.MISSED] + found[Status.FAR_BEHIND]),
        (status_look(Status.BEHIND).shape, found[Status.BEHIND]),
        (status_look(Status.ON_PACE).shape, found[Status.ON_PACE] + found[Status.ACHIEVED]),
        (status_look(Status.NOT_REPORTED).shape, found[Status.NOT_REPORTED]),
    ]
    return " ".join(f"{shape}{count}" for shape, count in merged if count)


def lag_texts(cells: list[Cell], room: float, size: float) -> list[str]:
    """Shape and lag of every cell, in the fullest form that fits all of them."""
    for join, decimals in ((" ", 1), ("<br>", 1), ("<br>", 0)):
        texts = [_lag_text(cell, join, decimals) for cell in cells]
        if max(max(width(line, size) for line in text.split("<br>")) for text in texts) <= room:
            return texts
    return [status_look(cell.status).shape for cell in cells]


def _lag_text(cell: Cell, join: str, decimals: int) -> str:
    """Shape and lag; rounded to whole points, a lag of less than half a point is `<1`, for the shape tells its side."""
    shape = status_look(cell.status).shape
    if is_missing(cell.lag):
        return shape
    small = decimals == 0 and 0 < abs(cell.lag) < 0.5
    return f"{shape}{join}{escape('<1') if small else points(cell.lag, decimals)}"


def hover(cell: Cell) -> str:
    """The name and all counts in words."""
    said = "<br>".join(
        f"{status_look(status).shape} {status_word(status)} {count}"
        for status, count in cell.found.items()
        if count
    )
    lag = "" if is_missing(cell.lag) else "<br>" + _("最差一项较序时 {lag}").format(lag=points(cell.lag))
    return f"<b>{escape(cell.name)}</b><br>{said}{lag}"


def cells_trace(
    cells: list[Cell],
    texts: list[str],
    style: Style,
    *,
    gap: float = 0.06,
    size: float = 0,
    tints: list[tuple[str, str]] | None = None,
) -> go.Bar:
    """The cells as one trace; customdata carries each cell's codes for whoever is told of a click."""
    tints = tints or [tint(cell.status, style) for cell in cells]
    return go.Bar(
        x=[cell.column for cell in cells],
        width=1 - gap,
        base=[cell.row - 0.5 + gap / 2 for cell in cells],
        y=[1 - gap] * len(cells),
        marker={"color": [fill for fill, _text in tints]},
        text=texts,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": [text for _fill, text in tints], "size": size or style.font},
        customdata=[cell.codes for cell in cells],
        hovertext=[hover(cell) for cell in cells],
        hoverinfo="text",
        name="cells",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def axis(texts: list[str], style: Style, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own settings
    """An axis that names rows or columns and draws nothing else."""
    return {
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
        "tickfont": {"size": style.font, "color": style.ink},
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "tickangle": 0,
        "fixedrange": True,
        **more,
    }
