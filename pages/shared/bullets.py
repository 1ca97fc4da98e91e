"""The bullet rows of some targets as a chart whose rows open them."""

import pandas as pd
import streamlit as st

from charts.bullet import MOST_ROWS, bullet_chart
from charts.rows import worst_first
from pages.frame import places
from pages.shared import looks
from wording.formats import number
from wording.translate import _


def show(facts: pd.DataFrame, title: str, *, key: str) -> None:
    """The rows worst first, at most sixty; a click opens a target."""
    rows = worst_first(facts)
    figure = bullet_chart(
        rows,
        title=title,
        style=looks.current(),
        source_note=looks.note(is_sample=bool(facts["is_sample"].any())),
    )
    clicked = looks.clickable(figure, title, key=key)
    if len(rows) > MOST_ROWS:
        places.link(
            places.TARGETS, _("图中为前{n}项，查看全部{all}项").format(n=MOST_ROWS, all=number(len(rows)))
        )
    if clicked:
        st.switch_page(places.TARGETS.path, query_params=places.address(target=clicked[0]))
