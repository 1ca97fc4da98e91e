"""One sector's chain side by side, in the order of making, as text and small pictures."""

import streamlit as st

from charts.rows import Row, bullet_rows, span
from charts.strip import strip, strip_text
from data.scope import Scope
from pages.frame import places
from pages.sectors.frames import Link
from pages.shared import looks, marks
from wording.labels import status_label
from wording.translate import _


def show(links: list[Link], seen: Scope) -> None:
    """The links from upstream to downstream; a name opens the link's own view."""
    if len(links) < 2:
        return
    st.subheader(_("产业链"), anchor=False)
    st.caption(_("从上游到下游；竖线为序时应完成，灰底为目标100%。"))
    with st.grid(len(links), min_column_width=150, gap="xsmall", border=True) as grid:
        for number, link in enumerate(links, start=1):
            with grid.cell():
                _link(link, number, chosen=link.code == seen.sector)


def _link(link: Link, number: int, *, chosen: bool) -> None:
    said = f"{number} {marks.chosen(link.name) if chosen else f'**{marks.plain(link.name)}**'}"
    places.link(places.SECTORS, said, query=places.address(sector=link.code))
    if link.targets.empty:
        st.markdown(marks.muted(_("没有目标")))
        return
    rows = bullet_rows(link.targets)
    style, most = looks.current(), span(rows)[1]
    for row in rows:
        _step(row, strip(row, style, most=most))


def _step(row: Row, picture: str) -> None:
    with st.container(gap="xxsmall"):
        places.to_target(row.target_id, marks.plain(row.name))
        st.image(picture, alt=strip_text(row), width="stretch")
        st.markdown(
            f"**{row.completion}** :{marks.colour(row.status)}[{row.lag}]  \n"
            f":{marks.colour(row.status)}[**{status_label(row.status)}**]  \n"
            f":small[{marks.muted(marks.plain(f'{row.value} {row.unit}'))}]"
        )
