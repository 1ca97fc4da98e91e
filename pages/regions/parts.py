"""The parts of the region screen as they are drawn: its heading, the tiles, one region's targets by sector."""

import pandas as pd
import streamlit as st

from charts.proportion import proportion, proportion_text
from charts.rows import Row, bullet_rows
from charts.tile import tile_chart
from data.scope import Scope
from pages.frame import places, view
from pages.regions import frames
from pages.shared import basis, league, looks, marks, rows
from pages.shared.league import Entry
from wording.formats import number
from wording.sentences import counts_sentence, overview_headline
from wording.translate import _


def heading(own: pd.DataFrame, entries: list[Entry], seen: Scope, *, compared: bool) -> None:
    """The finding: its parts' first and last where they are `compared`, else how the region stands; its counts."""
    mine = frames.place(entries, seen.region)
    name = view.current().words("region")
    title = league.headline(entries, name)
    if not compared or title == name:
        title = _("{what}：{said}").format(what=name, said=overview_headline(own))
    st.title(marks.plain(title), anchor=False)
    counted = _("{region}：{counts}").format(region=name, counts=counts_sentence(own)) if len(own) else ""
    basis.line(own, _standing(mine) if mine is not None else "", counted)


def _standing(mine: Entry) -> str:
    said = _("在{n}个参加排名的地区中列第{rank}").format(n=number(mine.of), rank=number(mine.rank, 0))
    return said + (_("（并列）") if mine.tied else "")


def tiles(inside: pd.DataFrame, grid: pd.DataFrame) -> None:
    """The tile grid; a tile opens its region."""
    if grid["tile_row"].isna().all():
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


def targets(sectors: list[frames.Sector], total: int) -> None:
    """The region's targets by sector: counts, and the rows that need attention, or all where they are few."""
    st.subheader(
        _("{region}的目标，分行业").format(region=marks.plain(view.current().words("region"))), anchor=False
    )
    if not sectors:
        picked = view.current().scope.status is not None
        st.info(_("没有符合所选状态的目标。") if picked else _("这个地区自己没有目标，见下级地区。"))
        return
    if total > frames.FEW:
        st.caption(_("只列滞后的目标；其余见各行业的“全部”。"))
    among = [row for sector in sectors for row in bullet_rows(sector.targets)]
    wide = rows.name_width([sector.entry.name for sector in sectors] + [row.name for row in among])
    for sector in sectors:
        _sector(sector, among, wide)


def _sector(sector: frames.Sector, among: list[Row], wide: int) -> None:
    entry = sector.entry
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            query = places.address(sector=entry.code)
            places.link(places.SECTORS, f"**{marks.plain(entry.name)}**", query=query, width=wide)
            drawn = proportion(entry.counts, looks.current(), width=rows.picture_width())
            bar = marks.picture(drawn, proportion_text(entry.counts))
            st.markdown(f"{bar} {league.tally(entry.counts)}", width="content")
            st.space("stretch")
            every = number(sum(entry.counts.values()))
            places.link(
                places.TARGETS, _("全部{n}项").format(n=every), query=places.address(sector=entry.code)
            )
        rows.show(bullet_rows(sector.targets), among=among)
