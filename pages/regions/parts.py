"""The parts of the region screen as they are drawn."""

import pandas as pd
import streamlit as st

from charts.tile import tile_chart
from data.scope import Scope
from pages.shared import bullets, league, looks, marks, places, view
from pages.shared.league import Entry
from wording.sentences import overview_headline
from wording.translate import _


def ranking(entries: list[Entry], seen: Scope) -> None:
    """The league table of the parts."""
    st.subheader(_("排名"), anchor=False)
    if not entries:
        st.info(_("这个地区还没有分解到下级的目标。导入分解表后可以比较。"))
        return
    league.show(entries, places.REGIONS, "region", chosen=seen.region)


def tiles(inside: pd.DataFrame, grid: pd.DataFrame) -> None:
    """The tile grid; a tile opens its region."""
    if grid.empty or inside.empty:
        return
    figure = tile_chart(
        inside,
        grid,
        title=_("各地区的目标状态"),
        style=looks.current(share=0.5),
        source_note=looks.note(is_sample=bool(inside["is_sample"].any())),
    )
    clicked = looks.clickable(figure, _("地区方位图"), key="tiles")
    if clicked:
        st.switch_page(places.REGIONS.path, query_params=places.address(region=clicked[0]))


def sectors(entries: list[Entry], seen: Scope) -> None:
    """How the region's sectors stand among themselves."""
    if len(entries) > 1:
        st.subheader(
            _("{region}各行业").format(region=marks.plain(view.current().words("region"))), anchor=False
        )
        league.show(entries, places.REGIONS, "sector", chosen=seen.sector)


def targets(own: pd.DataFrame) -> None:
    """The region's own targets, worst first."""
    st.subheader(_("{region}的目标").format(region=marks.plain(view.current().words("region"))), anchor=False)
    if own.empty:
        st.info(_("这个地区自己没有目标，见下级地区。"))
        return
    bullets.show(own, overview_headline(own), key="region_bullets")
