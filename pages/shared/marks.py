"""Text and charts as the screen takes them: foreign text as it is, a status with its colour, a figure in its style.

Streamlit renders Markdown nearly everywhere, so text from workbooks and documents passes through `plain`
before it is shown. Colours are named; their values are in .streamlit/config.toml, for light and dark.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import PlotlyState

from charts import style
from charts.style import Figure, Style
from intake.documents.reading import clean
from metrics.model import Status
from pages.frame import view
from wording.labels import STATUS, outlook_label, status_label
from wording.sentences import source_note
from wording.translate import _

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:=&])")
_REPLACED = re.compile(
    r"(?<=:)(?=[A-Za-z_+-]|//)|(?<=www)(?=\.)|(?<=@)(?=[\w.-])|(?<=[-<>~])(?=[-=>])", re.IGNORECASE
)
JOINER = "\u2060"  # has no width, and no break is allowed at it
_NAMED = {
    Status.MISSED: "red",
    Status.FAR_BEHIND: "red",
    Status.BEHIND: "orange",
    Status.ON_PACE: "green",
    Status.ACHIEVED: "green",
}


def plain(text: object) -> str:
    """The text with every character that Markdown would act on escaped, on one line.

    Addresses, shortcodes and arrows Streamlit replaces after the escapes are gone; an invisible joiner breaks them.
    """
    return _MARKDOWN.sub(r"\\\1", _REPLACED.sub(JOINER, " ".join(str(text).split())))


def colour(status: object) -> str:
    """The named colour of a status."""
    return next((name for known, name in _NAMED.items() if known == status), "gray")


def status(value: object) -> str:
    """Colour + shape + word."""
    return f":{colour(value)}[{status_label(value)}]"


def badge(value: object) -> str:
    """The status as a badge."""
    return f":{colour(value)}-badge[{status_label(value)}]"


def outlook(value: object) -> str:
    """Where it will land, as a badge."""
    return f":blue-badge[{outlook_label(value)}]"


def muted(text: str) -> str:
    """Secondary text."""
    return f":gray[{text}]"


def picture(svg: str, said: str) -> str:
    """A small drawing of charts/ inside a line of text: it stands with the text, before any other part is loaded."""
    return f"![{plain(said)}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def chosen(name: object) -> str:
    """The name of what the filters stand at, told from the others by an arrow."""
    return f"▸ **{plain(name)}**"


def marked(excerpt: str, number_text: object) -> str:
    """The excerpt made readable, with the number it states marked."""
    readable, number = clean(excerpt), clean(number_text) if isinstance(number_text, str) else ""
    before, found, after = readable.partition(number) if number else (readable, "", "")
    return f"{plain(before)}:yellow-background[{plain(found)}]{plain(after)}" if found else plain(readable)


def words_of(names: Mapping[Any, str]) -> Callable[[Any], str]:
    """What a list of choices shows for each of its codes; a code it no longer holds shows nothing."""
    return lambda code: names.get(code, "")


def light_column() -> Any:  # noqa: ANN401 - Streamlit's own column type is not public
    """The column of a table whose cells are lists of one status label."""
    return st.column_config.MultiselectColumn(
        _("状态"),
        width=126,
        options=[status_label(status) for status in STATUS],
        color=[colour(status) for status in STATUS],
    )


def basis(facts: pd.DataFrame, *parts: str) -> None:
    """What the headline rests on; `parts` are said first."""
    seen = view.current()
    said = [
        *(part for part in parts if part),
        _("截至{month}").format(month=seen.words("month")),
        _("判定规则 {rules}").format(rules=seen.words("rules")),
    ]
    sample = bool(facts["is_sample"].any()) if len(facts) else False
    badge = f" :yellow-badge[{_('示例数据：目标为真实文件所载，月报数值为虚构')}]" if sample else ""
    st.markdown(muted(plain(" · ".join(said))) + badge)


PRESENT = "present"
_IMAGE = "chart_image"
_IMAGE_WORDS = {"png": ":material/photo_camera: PNG", "svg": ":material/photo_camera: SVG"}


def current(share: float = 1.0) -> Style:
    """Light or dark as the viewer's browser has it; for a phone, a desk or the wall; `share` of the screen's width."""
    phone = is_phone()
    full = style.screen(dark=st.context.theme.type == "dark", phone=phone, wall=is_wall())
    return full if phone or share == 1.0 else replace(full, width=round(full.width * share))


def is_wall() -> bool:
    """Whether this is the presentation for the meeting room: larger type, no filters."""
    return PRESENT in st.query_params


def is_phone() -> bool:
    """Whether the browser says it is a phone."""
    return view.current().phone


def row(*, stacked: bool = False) -> DeltaGenerator:
    """A row of a native table: side by side at a desk; on a phone, or where names are long, its head above the rest."""
    if stacked or is_phone():
        return st.container(gap="xxsmall")
    return st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small")


def row_head(*, stacked: bool = False) -> AbstractContextManager[object]:
    """The rank and name of such a row, side by side everywhere: at a desk the row itself holds them so."""
    if stacked or is_phone():
        return st.container(horizontal=True, vertical_alignment="center", gap="small")
    return nullcontext()


def note(*, is_sample: bool) -> str:
    """The foot of a chart on this view."""
    seen = view.current()
    return source_note(
        seen.scope.as_of, seen.words("rules"), is_sample=is_sample, known_at=seen.scope.known_at
    )


def chart(figure: Figure, name: str, *, key: str) -> None:
    """Show a figure of charts/ with its alternative text; the camera saves it under a name people recognise."""
    st.plotly_chart(
        figure, theme=None, key=key, alt=figure.layout.meta["alt"], config=style.config(name, _image())
    )
    _formats(key)


def clickable(figure: Figure, name: str, *, key: str) -> list[str]:
    """The same chart, and what the point clicked last carries as its custom data; nothing before a click."""
    state: PlotlyState = st.plotly_chart(
        figure,
        theme=None,
        key=key,
        alt=figure.layout.meta["alt"],
        config=style.config(name, _image()),
        on_select="rerun",
        selection_mode="points",
    )
    _formats(key)
    points = state.selection.points
    return [str(code) for code in points[0]["customdata"]] if points else []


def _image() -> str:
    """What the camera of every chart saves for this viewer."""
    return str(st.session_state.get(_IMAGE, style.IMAGES[0]))


def _formats(key: str) -> None:
    """Under a chart, PNG or SVG: plotly's tool bar has room for one camera, so this says what it saves.

    The wall has none, for nobody saves there.
    """
    if is_wall():
        return
    held = f"image_{key}"
    st.session_state[held] = _image()
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.segmented_control(
            _("相机按钮保存的图片格式"),
            style.IMAGES,
            format_func=words_of(_IMAGE_WORDS),
            required=True,
            key=held,
            on_change=_choose_image,
            args=(held,),
            label_visibility="collapsed",
            width="content",
        )


def _choose_image(held: str) -> None:
    st.session_state[_IMAGE] = st.session_state[held]
