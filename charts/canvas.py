"""The sheet a chart is drawn on: margins, title, subtitle, source note and alternative text.

Everything around the plot is placed in pixels from the plot's edge, so that it stays where it is whatever the
browser's width; the plot alone stretches. It refuses to draw data.
"""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from charts.style import FONTS, Style
from charts.text import escape, wrap
from wording.translate import _

Figure = go.Figure  # the one name by which the screens know a chart
LINE = 1.35  # line height in ems


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The texts around a plot, already broken into lines, and the room they need; all sizes in pixels."""

    style: Style
    title: list[str]
    subtitle: list[str]
    source_note: list[str]
    plot: float
    left: float
    right: float
    head: float = 0
    foot: float = 0

    @property
    def title_height(self) -> float:
        """The room of the title."""
        return len(self.title) * self.style.heading * LINE + (4 if self.title else 0)

    @property
    def subtitle_height(self) -> float:
        """The room of the reading key."""
        return len(self.subtitle) * self.style.small * LINE + (8 if self.subtitle else 0)

    @property
    def top(self) -> float:
        """From the upper edge to the plot."""
        return self.style.margin / 2 + self.title_height + self.subtitle_height + self.head + 6

    @property
    def bottom(self) -> float:
        """From the plot to the lower edge."""
        return self.foot + len(self.source_note) * self.style.small * LINE + (12 if self.source_note else 4)

    @property
    def height(self) -> int:
        """The height of the whole figure."""
        return round(self.top + self.plot + self.bottom)


def sheet(
    *,
    style: Style,
    title: str,
    subtitle: str,
    source_note: str,
    plot: float,
    left: float,
    right: float,
    head: float = 0,
    foot: float = 0,
) -> Sheet:
    """A sheet with its texts broken to the style's width; on paper the title is left to the document."""
    room = (style.width - 2 * style.margin) * 0.97
    return Sheet(
        style=style,
        title=wrap(title, room * 0.96, style.heading, 3) if title and style.titled else [],
        subtitle=wrap(subtitle, room, style.small, 4) if subtitle else [],
        source_note=[line.rstrip("· ") for line in wrap(source_note, room, style.small, 3)]
        if source_note
        else [],
        plot=plot,
        left=left,
        right=right,
        head=head,
        foot=foot,
    )


def draw(
    on: Sheet,
    traces: list[Any],
    *,
    alt: str,
    annotations: list[dict[str, Any]],
    shapes: list[dict[str, Any]] | None = None,
    **layout: Any,  # noqa: ANN401 - plotly's own layout settings, passed through
) -> go.Figure:
    """The finished figure: traces and annotations of a chart with the sheet's own texts around them."""
    style = on.style
    return go.Figure(
        data=traces,
        layout={
            "template": "none",
            "width": None if style.titled else style.width,
            "height": on.height,
            "margin": {
                "l": on.left,
                "r": on.right,
                "t": on.top,
                "b": on.bottom,
                "pad": 0,
                "autoexpand": False,
            },
            "paper_bgcolor": style.background,
            "plot_bgcolor": style.background,
            "font": {"family": FONTS, "size": style.font, "color": style.ink},
            "hoverlabel": {"font": {"family": FONTS, "size": style.small}, "align": "left"},
            "showlegend": False,
            "separators": ".,",
            "dragmode": False,
            "bargap": 0,
            "barmode": "overlay",
            "annotations": [*_texts(on), *annotations],
            "shapes": shapes or [],
            "meta": {"alt": alt},
            **layout,
        },
    )


def _texts(on: Sheet) -> list[dict[str, Any]]:
    style, top = on.style, on.top - on.style.margin / 2
    left: dict[str, Any] = {"x": 0, "xshift": style.margin - on.left, "xanchor": "left", "align": "left"}
    muted: dict[str, Any] = {"colour": style.muted, **left}
    found = []
    if on.title:
        text = f"<b>{_lines(on.title)}</b>"
        at = {"y": 1, "yshift": top, "yanchor": "top", **left}
        found.append(note(text, name="title", size=style.heading, colour=style.ink, **at))
    if on.subtitle:
        at = {"y": 1, "yshift": top - on.title_height, "yanchor": "top", **muted}
        found.append(note(_lines(on.subtitle), name="subtitle", size=style.small, **at))
    if on.source_note:
        at = {"y": 0, "yshift": 3 - on.bottom, "yanchor": "bottom", **muted}
        found.append(note(_lines(on.source_note), name="source", size=style.small, **at))
    return found


def _lines(lines: list[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def note(text: str, *, size: float, colour: str, **where: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own
    """A text without arrow or box, in paper coordinates plus pixels unless told otherwise."""
    return {
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "borderpad": 0,
        "font": {"size": size, "color": colour},
        **where,
    }


def empty_chart(*, title: str, style: Style, source_note: str, sentence: str = "") -> go.Figure:
    """A figure that says in a sentence why there is nothing to draw."""
    sentence = sentence or _("所选范围内没有可以绘制的数据")
    on = sheet(
        style=style,
        title=title,
        subtitle="",
        source_note=source_note,
        plot=90,
        left=style.margin,
        right=style.margin,
    )
    lines = _lines(wrap(sentence, style.width * 0.9, style.font, 3))
    at = {"x": 0.5, "y": 0.5, "xanchor": "center", "yanchor": "middle"}
    middle = note(lines, name="empty", size=style.font, colour=style.muted, **at)
    hidden = {"visible": False, "fixedrange": True}
    return draw(on, [], alt=sentence, annotations=[middle], xaxis=hidden, yaxis=hidden)
