"""The region × sector matrix: where it is slipping, by shape, colour and number in every cell."""

import pandas as pd
import plotly.graph_objects as go

from charts.cells import Cell, axis, cell, cells_trace, lag_texts, lights
from charts.style import LINE, Style, draw, empty_chart, sheet
from charts.text import balanced, escape, shorten, widest
from metrics.model import SLIPPING, Status
from wording.formats import points
from wording.labels import called_short, status_label, status_word
from wording.translate import _

_ROWS, _COLUMNS = "region", "top_sector"


def heat_chart(
    frame: pd.DataFrame,
    *,
    title: str,
    style: Style,
    source_note: str,
) -> go.Figure:
    """The matrix of a progress frame, regions by top sectors, in the order of a `…_position` column or of appearance;
    `—` where there is no task. A click's customdata is [region code, sector code].
    """
    known = _needed(frame)
    known = known[known[_ROWS].notna() & known[_COLUMNS].notna()] if len(known) else known
    if known.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    row_codes, column_codes = _codes(known, _ROWS), _codes(known, _COLUMNS)
    cells = _cells(known, row_codes, column_codes)
    left = min(widest(list(row_codes.values()), style.font) + 14 + style.margin / 2, style.width * 0.28)
    room = (style.width - left - style.margin) / len(column_codes)
    size = style.font if room > 44 else style.small
    heads, angle, head = _heads(list(column_codes.values()), room * 0.96, size)
    texts = lag_texts(cells, room * 0.94, size)
    deep = 1 + max(text.count("<br>") for text in texts)
    on = sheet(
        style=style,
        title=title,
        subtitle=_reading_key(),
        source_note=source_note,
        plot=len(row_codes) * max(style.font * 2.2, deep * size * LINE + 8),
        left=left,
        right=style.margin,
        head=head + 6,
        foot=4,
    )
    names = [escape(shorten(name, left - 12, style.font)) for name in row_codes.values()]
    span = [-0.5, len(column_codes) - 0.5]
    return draw(
        on,
        [
            cells_trace(cells, texts, style, size=size),
            _no_task(cells, len(row_codes), len(column_codes), style),
        ],
        alt=_alt(cells),
        annotations=[],
        xaxis=axis(
            heads, style, side="top", range=span, tickangle=angle, tickfont={"size": size, "color": style.ink}
        ),
        yaxis=axis(names, style, range=[len(row_codes) - 0.5, -0.5]),
    )


def _needed(frame: pd.DataFrame) -> pd.DataFrame:
    """The few columns the matrix reads, so that filtering ten thousand wide rows copies little."""
    parts = ("", "_code", "_short", "_en", "_position")
    wanted = ["official_status", "lag_pp", *(field + part for field in (_ROWS, _COLUMNS) for part in parts)]
    return frame[[name for name in wanted if name in frame]]


def _heads(names: list[str], room: float, size: float) -> tuple[list[str], int, float]:
    """The column heads, their angle and their height: broken into lines, or upright where a word is wider than its
    column."""
    words = [word for name in names for word in name.split() if word.isascii()]
    if widest(words, size) > room:
        cut = [shorten(name, size * 12, size) for name in names]
        return [escape(name) for name in cut], -90, widest(cut, size)
    lines = [balanced(name, room, size) for name in names]
    height = max(len(found) for found in lines) * size * LINE
    return ["<br>".join(escape(line) for line in found) for found in lines], 0, height


def _codes(frame: pd.DataFrame, field: str) -> dict[str, str]:
    """Codes and names by the ledger's position where the frame has it, else in their order of appearance."""
    code, position = f"{field}_code" if f"{field}_code" in frame else field, f"{field}_position"
    once = frame.drop_duplicates(code)
    once = once.sort_values(position, kind="stable") if position in once else once
    return {str(record[code]): called_short(record, field) for record in once.to_dict("records")}


def _cells(frame: pd.DataFrame, row_codes: dict[str, str], column_codes: dict[str, str]) -> list[Cell]:
    by = [f"{field}_code" if f"{field}_code" in frame else field for field in (_ROWS, _COLUMNS)]
    at_row = {code: index for index, code in enumerate(row_codes)}
    at_column = {code: index for index, code in enumerate(column_codes)}
    return [
        cell(
            targets,
            row=at_row[row],
            column=at_column[column],
            name=f"{row_codes[row]} × {column_codes[column]}",
            codes=[row, column],
        )
        for (row, column), targets in lights(frame, by).items()
    ]


def _no_task(cells: list[Cell], rows: int, columns: int, style: Style) -> go.Scatter:
    """A dash in every place without a task."""
    taken = {(cell.row, cell.column) for cell in cells}
    empty = [(row, column) for row in range(rows) for column in range(columns) if (row, column) not in taken]
    return go.Scatter(
        x=[column for _row, column in empty],
        y=[row for row, _column in empty],
        mode="text",
        text=["—"] * len(empty),
        textfont={"size": style.small, "color": style.muted},
        hoverinfo="skip",
        name="none",
    )


def _reading_key() -> str:
    shapes = " ".join(
        status_label(status)
        for status in (Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE, Status.ACHIEVED, Status.NOT_REPORTED)
    )
    return _("格内为最差一项较序时的差距（百分点）：{shapes}；— 无任务").format(shapes=shapes)


def _alt(cells: list[Cell]) -> str:
    """The slipping cells in words, the worst first."""
    slipping = [c for c in cells if c.status in SLIPPING]
    slipping.sort(key=lambda c: c.lag)
    said = _("；").join(f"{c.name} {status_word(c.status)} {points(c.lag)}" for c in slipping[:12])
    return _("矩阵图，{n}格中{slipping}格有滞后目标。{said}").format(
        n=len(cells), slipping=len(slipping), said=said
    )
