"""How charts are asked for on this screen: the style for the viewer's theme and device, and the chart with its buttons."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import PlotlyState

from charts import style
from charts.canvas import Figure
from charts.style import Style
from pages.frame import view
from pages.shared import marks
from wording.sentences import source_note
from wording.translate import _

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
            format_func=marks.words_of(_IMAGE_WORDS),
            required=True,
            key=held,
            on_change=_choose_image,
            args=(held,),
            label_visibility="collapsed",
            width="content",
        )


def _choose_image(held: str) -> None:
    st.session_state[_IMAGE] = st.session_state[held]
