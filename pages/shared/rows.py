"""Targets as native rows: a link, a bullet, the numbers with the light, and what it would take.

Text and small SVG only, so that they stand before plotly has arrived; longer lists belong to `bullets`.
"""

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, span
from charts.strip import strip, strip_text
from metrics.model import Status
from pages.shared import looks, marks, places
from wording.labels import status_label
from wording.translate import _, language


def show(facts: pd.DataFrame) -> None:
    """The targets in their order, one row each; a name opens its target."""
    rows = bullet_rows(facts)
    if not rows:
        return
    style, most = looks.current(), span(rows)[1]
    with st.container(gap="xsmall"):
        for row in rows:
            _row(row, strip(row, style, most=most))


def _row(row: Row, picture: str) -> None:
    with looks.row():
        with looks.row_head():
            with st.container(width=name_width()):
                places.to_target(row.target_id, marks.plain(row.name))
            st.image(picture, alt=strip_text(row), width=picture_width())
        st.markdown(
            f"**{marks.plain(_reached(row))}** :{marks.colour(row.status)}[{row.lag} **{status_label(row.status)}**]",
            width="content" if looks.is_phone() else 250,
        )
        st.markdown(f":small[{marks.plain(_effort(row))} {marks.muted(marks.plain(row.lead))}]")


def name_width() -> int:
    """Pixels for the name of a target: on a phone less, in English more."""
    if looks.is_phone():
        return 168
    return 300 if language() == "en" else 218


def picture_width() -> int:
    """Pixels for a bullet."""
    return 120 if looks.is_phone() else 230


def _reached(row: Row) -> str:
    """The completion; for a rate, which has none, the rate beside its target."""
    rate = row.bar is None and row.expected is not None and row.status != Status.NOT_REPORTED
    return row.value if rate else row.completion


def _effort(row: Row) -> str:
    return _("须月均{amount}").format(amount=row.effort) if row.effort else ""
