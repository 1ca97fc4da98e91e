"""The parts of the sector screen as they are drawn."""

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, span
from charts.strip import strip, strip_text
from pages.sectors.frames import Link
from pages.shared import bullets, league, looks, marks, places
from pages.shared.league import Entry
from wording.sentences import overview_headline
from wording.translate import _


def tree(entries: list[Entry], chosen: str | None) -> None:
    """The top sectors by the share on pace."""
    st.subheader(_("行业"), anchor=False)
    league.show(entries, places.SECTORS, "sector", chosen=chosen)


def branches(entries: list[Entry], chosen: str | None) -> None:
    """The parts of the sector that is looked into."""
    st.subheader(_("细分行业"), anchor=False)
    league.show(entries, places.SECTORS, "sector", chosen=chosen)


def chain(links: list[Link]) -> None:
    """The links of the chain side by side, in the order of making."""
    if len(links) < 2:
        return
    st.subheader(_("产业链"), anchor=False)
    st.caption(_("从左到右为上游到下游；竖线为序时应完成。"))
    with st.grid(len(links), min_column_width=150, gap="xsmall", border=True) as grid:
        for link in links:
            with grid.cell():
                _link(link)


def _link(link: Link) -> None:
    st.markdown(f"**{marks.plain(link.name)}**")
    if link.targets.empty:
        st.markdown(marks.muted(_("没有目标")))
    rows = bullet_rows(link.targets)
    style, most = looks.current(), span(rows)[1] if rows else 1.0
    for row in rows:
        _step(row, strip(row, style, most=most))


def _step(row: Row, picture: str) -> None:
    places.to_target(row.target_id, f":small[{marks.plain(row.name)}]")
    st.image(picture, alt=strip_text(row), width="stretch")
    st.markdown(f":small[{marks.plain(row.value)} {marks.plain(row.unit)}] {marks.status(row.status)}")


def targets(inside: pd.DataFrame, name: str) -> None:
    """The sector's targets, worst first."""
    st.subheader(_("{sector}的目标").format(sector=marks.plain(name)), anchor=False)
    bullets.show(inside, overview_headline(inside), key="sector_bullets")
