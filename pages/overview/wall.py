"""The presentation for the meeting room: one region a view, in large type, stepping through the regions."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts.bullet import bullet_chart
from charts.rows import worst_first
from pages.frame import places, view
from pages.overview import frames
from pages.shared import load, looks, marks
from wording.labels import status_label
from wording.sentences import overview_headline
from wording.translate import _

MOST_ROWS = 9
SECONDS = 20
AUTO = "auto"
_SEEN = "wall_region"


def show(shown: pd.DataFrame, wanted: pd.DataFrame, *, options: Mapping[str, str]) -> None:
    """The region's finding, its counts and its worst rows; links and, on auto, a clock lead to the next region."""
    seen = view.current()
    every = load.progress(view.unfiltered(seen.scope))
    inside = load.progress(view.home(seen.scope, load.home_region()))
    before, after, at, of = frames.steps(options, inside if len(inside) else every, seen.scope.region)
    _steps(before, after, at, of)
    st.title(marks.plain(f"{seen.words('region')} · {seen.words('month')}"), anchor=False)
    _counts(shown)
    rows = worst_first(wanted).head(MOST_ROWS)
    figure = bullet_chart(
        rows if len(rows) else shown.head(MOST_ROWS),
        title=overview_headline(shown),
        style=looks.current(),
        source_note=looks.note(is_sample=bool(shown["is_sample"].any())),
    )
    looks.chart(figure, seen.words("region"), key="wall_bullets")
    if st.query_params[looks.PRESENT] == AUTO:
        _advance(seen.scope.region or places.EVERYTHING, _query(after))


def _counts(shown: pd.DataFrame) -> None:
    found = [count for count in frames.status_counts(shown) if count.now]
    with st.grid(max(len(found), 1), min_column_width=150, gap="small"):
        for count in found:
            name = status_label(count.status)
            with st.container(border=True, gap="xxsmall"):
                st.markdown(f"### :{marks.colour(count.status)}[{name}]", anchors=False)
                st.metric(name, count.now, label_visibility="collapsed")


def _steps(before: str, after: str, at: int, of: int) -> None:
    auto = st.query_params[looks.PRESENT] == AUTO
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        places.link(places.OVERVIEW, _("上一个"), query=_query(before))
        st.markdown(marks.muted(f"{at} / {of}"), width="content")
        places.link(places.OVERVIEW, _("下一个"), query=_query(after))
        switch = places.address(**{looks.PRESENT: "1" if auto else AUTO})
        places.link(places.OVERVIEW, _("停止自动翻页") if auto else _("自动翻页"), query=switch)
        st.space("stretch")
        places.link(places.OVERVIEW, _("退出投屏"))


def _query(region: str) -> dict[str, str]:
    return places.address(region=region, **{looks.PRESENT: st.query_params[looks.PRESENT]})


@st.fragment(run_every=SECONDS)
def _advance(region: str, following: dict[str, str]) -> None:
    """Go on to the next region when this one has stood long enough."""
    if st.session_state.get(_SEEN) == region:
        st.session_state[_SEEN] = None
        st.switch_page(places.OVERVIEW.path, query_params=following)
    st.session_state[_SEEN] = region
