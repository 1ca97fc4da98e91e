"""The tile grid: every region one square of the same size, roughly where it lies, without any boundary."""

import pandas as pd
import plotly.graph_objects as go

from charts.canvas import LINE, draw, empty_chart, sheet
from charts.cells import JUDGED, Cell, Lights, axis, cell, cells_trace, lights, tally
from charts.style import FAR_BEHIND_SHARE, Style, crowding, tint
from charts.text import balanced, escape, shorten
from metrics.model import Status
from wording.formats import is_missing, percent
from wording.labels import counts, status_label, status_word
from wording.names import Record, called_short
from wording.translate import _


def tile_chart(
    frame: pd.DataFrame,
    tiles: pd.DataFrame,
    *,
    title: str,
    style: Style,
    source_note: str,
) -> go.Figure:
    """The regions of `tiles` (region_code, name, short_name, tile_row, tile_column) with the targets a progress frame
    has for them; a region without targets stays empty. A click's customdata is [region code]."""
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
        subtitle=_reading_key(),
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


def _reading_key() -> str:
    shapes = " ".join(
        status_label(status)
        for status in (Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE, Status.NOT_REPORTED)
    )
    return _(
        "方格按大致方位排列，不表示行政区域界线；数字为项数：{shapes}；"
        "底色由浅到深：无滞后、有滞后、有严重滞后、严重滞后占{share}及以上"
    ).format(shapes=shapes, share=percent(FAR_BEHIND_SHARE, 0))


def _alt(cells: list[Cell]) -> str:
    said = _("；").join(f"{c.name} {status_word(c.status)} {tally(c.found)}" for c in cells if c.total)
    return _("方格图，{n}个地区。{said}").format(n=len(cells), said=said)
