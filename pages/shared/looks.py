"""How charts are asked for on this screen: the style for the viewer's theme and device, and the chart with its buttons."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import PlotlyState

from charts import style
from charts.canvas import Figure
from charts.style import Style
from pages.shared import view
from wording.sentences import source_note

PRESENT = "present"


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
    return "Mobi" in st.context.headers.get("User-Agent", "")


def row(*, stacked: bool = False) -> DeltaGenerator:
    """A row of a native table: side by side at a desk; on a phone, or where names are long, its head above the rest."""
    if stacked or is_phone():
        return st.container(gap="xxsmall")
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def row_head(*, stacked: bool = False) -> AbstractContextManager[object]:
    """The rank and name of such a row, side by side everywhere: at a desk the row itself holds them so."""
    if stacked or is_phone():
        return st.container(horizontal=True, vertical_alignment="center", gap="small")
    return nullcontext()


def note(*, is_sample: bool) -> str:
    """The foot of a chart on this view."""
    seen = view.current()
    return source_note(seen.scope.as_of, seen.words("rules"), is_sample=is_sample)


def chart(figure: Figure, name: str, *, key: str) -> None:
    """Show a figure of charts/ with its alternative text; the camera saves it under a name people recognise."""
    st.plotly_chart(figure, theme=None, key=key, alt=figure.layout.meta["alt"], config=style.config(name))


def clickable(figure: Figure, name: str, *, key: str) -> list[str]:
    """The same chart, and what the point clicked last carries as its custom data; nothing before a click."""
    state: PlotlyState = st.plotly_chart(
        figure,
        theme=None,
        key=key,
        alt=figure.layout.meta["alt"],
        config=style.config(name),
        on_select="rerun",
        selection_mode="points",
    )
    points = state.selection.points
    return [str(code) for code in points[0]["customdata"]] if points else []
