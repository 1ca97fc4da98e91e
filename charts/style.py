"""The look of every chart and the sheet it is drawn on: one style for the screen, light and dark, wide and phone, and one for paper.

A style is sizes in pixels and colours; charts ask it and never write a colour of their own. On paper a pixel is
1/96 inch, so 605 px are 160 mm and 15 px are 11¼ pt; the title is left out there, for it is the 图题 of the
document. Colours of a status come from the words of the house (wording.labels).
"""

from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from charts.text import escape, wrap
from data.places import file_name
from metrics.model import Status
from wording.labels import status_look
from wording.translate import N_, _

FONTS = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Sizes in pixels and colours of one medium; `width` is the width a chart is laid out for."""

    name: str
    width: int = 1144
    dark: bool = False
    titled: bool = True
    font: float = 14
    small: float = 12.5
    heading: float = 20
    row: int = 38
    margin: int = 16
    background: str = "#FFFFFF"
    ink: str = "#1F2937"
    muted: str = "#6B7280"
    grid: str = "#E5E7EB"
    track: str = "#E8ECF3"
    line: str = "#1F5FA8"
    band: str = "rgba(31,95,168,0.16)"
    path: str = "#8A93A3"
    gap: str = "#B2341A"

    @property
    def compact(self) -> bool:
        """Whether there is no room for the long columns: on paper and on a phone."""
        return self.width < 700

    @property
    def narrow(self) -> bool:
        """Whether names must stand above their bars instead of beside them: on a phone."""
        return self.width < 450


SCREEN = Style(name="screen")
SCREEN_DARK = replace(
    SCREEN,
    dark=True,
    background="#0E1117",
    ink="#E8EAED",
    muted="#A3ABB8",
    grid="#2B313C",
    track="#272D39",
    line="#7DB1EE",
    band="rgba(125,177,238,0.20)",
    path="#7C8696",
    gap="#F08A6E",
)
PHONE = replace(SCREEN, width=358, font=13, small=12, heading=16, row=48, margin=2)
PHONE_DARK = replace(SCREEN_DARK, width=358, font=13, small=12, heading=16, row=48, margin=2)
WALL = replace(SCREEN, width=1720, font=20, small=17, heading=30, row=56, margin=20)
WALL_DARK = replace(SCREEN_DARK, width=1720, font=20, small=17, heading=30, row=56, margin=20)
PAPER = Style(name="paper", width=605, titled=False, font=15, small=14.7, heading=16, row=34, margin=4)

FAR_BEHIND_SHARE = 0.25  # from here on a region is shown in the darkest step

# The tint of a cell by status and the text on it: (fill, text) on light and on dark ground.
_TINTS = {
    Status.MISSED: (("#8F1D14", "#FFFFFF"), ("#8F1D14", "#FFFFFF")),
    Status.FAR_BEHIND: (("#B5391B", "#FFFFFF"), ("#B5391B", "#FFFFFF")),
    Status.BEHIND: (("#FBDDB0", "#1F2937"), ("#6E4E12", "#FFF3DC")),
    Status.ON_PACE: (("#DDEFEB", "#1F2937"), ("#15423C", "#E3F5F1")),
    Status.ACHIEVED: (("#BFE1DA", "#1F2937"), ("#1C5E55", "#EAFBF7")),
    Status.NOT_REPORTED: (("#F1F2F4", "#4B5563"), ("#232833", "#C3C9D2")),
    Status.NOT_DUE: (("#F7F8F9", "#4B5563"), ("#1B202A", "#C3C9D2")),
    Status.NOT_ASSESSABLE: (("#F7F8F9", "#4B5563"), ("#1B202A", "#C3C9D2")),
}


def screen(*, dark: bool = False, phone: bool = False, wall: bool = False) -> Style:
    """The screen's style for the viewer's theme and room."""
    if wall:
        return WALL_DARK if dark else WALL
    if phone:
        return PHONE_DARK if dark else PHONE
    return SCREEN_DARK if dark else SCREEN


def at(style: Style, width: int) -> Style:
    """The style for a narrower or wider place, such as a column of a page; what needs room asks `width`."""
    return replace(style, width=width)


def fill(status: object, style: Style) -> str:
    """The colour of a status as a bar or a mark."""
    look = status_look(status)
    return look.dark_fill if style.dark else look.fill


def text_colour(status: object, style: Style) -> str:
    """The colour of a status as text on the ground."""
    look = status_look(status)
    return look.dark_text if style.dark else look.text


def tint(status: object, style: Style) -> tuple[str, str]:
    """Fill and text colour of a cell in this status."""
    light, dark = _TINTS[Status(str(status)) if str(status) in _TINTS else Status.NOT_ASSESSABLE]
    return dark if style.dark else light


def crowding(far_behind: float, slipping: float, style: Style) -> tuple[str, str]:
    """Fill and text colour of a region by its share of far-behind and of slipping targets: four steps, no average."""
    if far_behind >= FAR_BEHIND_SHARE:
        return tint(Status.FAR_BEHIND, style)
    if far_behind > 0:
        return ("#7A2E1C", "#FFE9E2") if style.dark else ("#F2B5A3", "#1F2937")
    return tint(Status.BEHIND if slipping > 0 else Status.ON_PACE, style)


IMAGES = ("png", "svg")  # what the camera button saves: a picture for slides, a drawing for print

# What plotly's own tool bar says, in its words.
_TOOL_BAR = {
    "Download plot as a PNG": N_("保存为 PNG 图片"),
    "Download plot": N_("保存为 SVG 矢量图"),
    "Preparing image - this may take a few seconds": N_("正在生成图片"),
    "Image download succeeded": N_("图片已保存"),
    "Sorry, there was a problem downloading your image!": N_("图片没有保存成功，请重试"),
}


def config(name: str, image: str = "png") -> dict[str, Any]:
    """The settings for st.plotly_chart: what the camera button saves, at three times the size, and under what name.

    `image` is png or svg: plotly's tool bar has room for one; a page offers the other by a switch.
    """
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "modeBarButtonsToRemove": ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d",
                                   "resetScale2d"],
        "toImageButtonOptions": {"format": image, "filename": file_name(name), "scale": 3},
        "locale": "xushi",
        "locales": {"xushi": {"dictionary": {said: _(ours) for said, ours in _TOOL_BAR.items()}}},
    }  # fmt: skip


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
