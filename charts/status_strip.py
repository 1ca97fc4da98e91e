"""The lights of some targets month by month: one row a target, one cell a month."""

import pandas as pd
import plotly.graph_objects as go

from charts.canvas import LINE, draw, empty_chart, sheet
from charts.cells import Cell, axis, cell, cells_trace, lag_texts, lights
from charts.style import Style
from charts.text import escape, widest, wrap
from wording.formats import month, period, points
from wording.labels import status_word
from wording.names import called
from wording.translate import _


def status_strip_chart(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", style: Style, source_note: str
) -> go.Figure:
    """The history of lights: one row per target and month with target_id, indicator, as_of (month end),
    official_status and lag_pp; targets in their order of appearance. A click's customdata is [target_id, month]."""
    if frame.empty:
        return empty_chart(title=title, style=style, source_note=source_note)
    ends = sorted(pd.Timestamp(at) for at in frame["as_of"].unique())
    targets = {
        str(r["target_id"]): called(r, "indicator")
        for r in frame.drop_duplicates("target_id").to_dict("records")
    }
    left = (
        min(widest(list(targets.values()), style.font) + 16, style.width * 0.3)
        if len(targets) > 1
        else style.margin
    )
    room = (style.width - left - style.margin) / len(ends)
    size = style.font if room > 50 else style.small
    cells = _cells(frame, targets, ends)
    texts = lag_texts(cells, room * 0.92, size)
    deep = 1 + max(text.count("<br>") for text in texts)
    names = [wrap(name, left - 14, style.font, 2) for name in targets.values()]
    tall = max(deep * size * LINE + 10, max(len(lines) for lines in names) * style.font * 1.3 + 4)
    on = sheet(
        style=style,
        title=title,
        subtitle=subtitle or _("每格为当月判定的状态与较序时的差距（百分点）"),
        source_note=source_note,
        plot=len(targets) * tall,
        left=left,
        right=style.margin,
        foot=size * 1.8,
    )
    rows = ["<br>".join(escape(line) for line in lines) for lines in names] if len(targets) > 1 else [""]
    heads = [_head(at, index, ends, room, size) for index, at in enumerate(ends)]
    return draw(
        on,
        [cells_trace(cells, texts, style, size=size, gap=0.04)],
        alt=_alt(cells),
        annotations=[],
        xaxis=axis(
            heads, style, range=[-0.5, len(ends) - 0.5], tickfont={"size": size, "color": style.muted}
        ),
        yaxis=axis(rows, style, range=[len(targets) - 0.5, -0.5]),
    )


def _cells(frame: pd.DataFrame, targets: dict[str, str], ends: list[pd.Timestamp]) -> list[Cell]:
    at_row = {code: index for index, code in enumerate(targets)}
    at_column = {f"{end:%Y-%m}": index for index, end in enumerate(ends)}
    known = frame.assign(_month=pd.to_datetime(frame["as_of"]).dt.strftime("%Y-%m"))
    return [
        cell(
            group,
            row=at_row[target],
            column=at_column[at],
            name=f"{escape(targets[target])} {period(f'{at}-01')}",
            codes=[target, at],
        )
        for (target, at), group in lights(known, ["target_id", "_month"]).items()
    ]


def _head(at: pd.Timestamp, index: int, ends: list[pd.Timestamp], room: float, size: float) -> str:
    """The month; its year too at the first one and at every January's turn, every other one where it is tight."""
    if room < size * 2.6 and (len(ends) - 1 - index) % 2:
        return ""
    several = len({end.year for end in ends}) > 1
    first = index == 0 or ends[index - 1].year != at.year
    return f"{month(at)}<br>{at.year}" if several and first else month(at)


def _alt(cells: list[Cell]) -> str:
    said = _("；").join(f"{c.name} {status_word(c.status)} {points(c.lag)}" for c in cells[-12:])
    return _("状态变化。{said}").format(said=said)
