"""Cells in rows and columns: one coloured rectangle with a shape and a number each, as a single trace; the regions as tiles.

Rectangles are bars on a base, so they stay vector in SVG and PDF and can be clicked; a heatmap would be a raster.
The colour of a cell is that of its worst judged target, never of an average.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from charts.style import FAR_BEHIND_SHARE, LINE, Style, crowding, draw, empty_chart, sheet, tint
from charts.text import balanced, escape, shorten, width
from metrics.model import Status
from wording.formats import is_missing, percent, points
from wording.labels import Record, called_short, counts, severity, status_label, status_look, status_word
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


def tile_chart(
    frame: pd.DataFrame,
    tiles: pd.DataFrame,
    *,
    title: str,
    style: Style,
    source_note: str,
) -> go.Figure:
    """The regions of `tiles` (region_code, name, short_name, tile_row, tile_column, tile_is_made) with the targets a progress
    frame has for them; a region without targets stays empty. A click's customdata is [region code]."""
    placed = tiles[tiles["tile_row"].notna() & tiles["tile_column"].notna()]
    if placed.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    top, left = int(placed["tile_row"].min()), int(placed["tile_column"].min())
    rows, columns = int(placed["tile_row"].max()) - top + 1, int(placed["tile_column"].max()) - left + 1
    known = lights(frame, ["region_code"]) if len(frame) else {}
    cells = [
        _tile(region, known, row=int(region["tile_row"]) - top, column=int(region["tile_column"]) - left)
        for region in placed.to_dict("records")
    ]
    across = max(columns, (style.width - 2 * style.margin) / (style.font * 11))
    side = (style.width - 2 * style.margin) / across
    tallies = [balanced(tally(c.found) or "—", side * 0.86, style.font, 3) for c in cells]
    deep = max(len(lines) for lines in tallies)
    on = sheet(
        style=style,
        title=title,
        subtitle=_reading_key(placed),
        source_note=source_note,
        plot=rows * max(side * 0.6, (1 + deep) * style.font * LINE + 14),
        left=style.margin,
        right=style.margin,
        foot=6,
    )
    names = [shorten(c.name, side * 0.9, style.font) for c in cells]
    texts = [f"<b>{escape(name)}</b><br>{'<br>'.join(t)}" for name, t in zip(names, tallies, strict=True)]
    return draw(
        on,
        [cells_trace(cells, texts, style, gap=0.05, tints=[_tone(c, style) for c in cells])],
        alt=_alt(cells),
        annotations=[],
        xaxis=axis([], style, range=[-0.5, across - 0.5], visible=False),
        yaxis=axis([], style, range=[rows - 0.5, -0.5], visible=False),
    )


def _tile(region: Record, known: dict[tuple[str, ...], Lights], *, row: int, column: int) -> Cell:
    code = str(region["region_code"])
    name = _name(region)
    targets = known.get((code,))
    if not targets:
        none = counts([])
        return Cell(row=row, column=column, status=Status.NOT_ASSESSABLE, lag=float("nan"), found=none, name=name,
                    codes=[code])  # fmt: skip
    return cell(targets, row=row, column=column, name=name, codes=[code])


def _name(region: Record) -> str:
    if is_missing(region.get("short_name")):
        return called_short(region, "name")
    return called_short({**region, "name_short": region["short_name"]}, "name")


def _tone(tile: Cell, style: Style) -> tuple[str, str]:
    """The step of a region: by the share of its judged targets that are far behind, or slipping at all."""
    judged = sum(tile.found[status] for status in JUDGED)
    if not judged:
        return tint(tile.status, style)
    far = tile.found[Status.MISSED] + tile.found[Status.FAR_BEHIND]
    return crowding(far / judged, (far + tile.found[Status.BEHIND]) / judged, style)


def _reading_key(placed: pd.DataFrame) -> str:
    """How to read the tiles: where they lie, as far as anybody said where, and what is in them."""
    shapes = " ".join(
        status_label(status)
        for status in (Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE, Status.NOT_REPORTED)
    )
    return _(
        "{places}，不表示行政区域界线；数字为项数：{shapes}；"
        "底色由浅到深：无滞后、有滞后、有严重滞后、严重滞后占{share}及以上"
    ).format(places=_places(placed), shapes=shapes, share=percent(FAR_BEHIND_SHARE, 0))


def _places(placed: pd.DataFrame) -> str:
    made = placed["tile_is_made"] if "tile_is_made" in placed else pd.Series(data=False, index=placed.index)
    if made.all():
        return _("方格按代码排列")
    return _("方格按大致方位排列，未定方位的按代码排列") if made.any() else _("方格按大致方位排列")


def _alt(cells: list[Cell]) -> str:
    said = _("；").join(f"{c.name} {status_word(c.status)} {tally(c.found)}" for c in cells if c.total)
    return _("方格图，{n}个地区。{said}").format(n=len(cells), said=said)
