"""The parts of the region screen as they are drawn: its heading, the ranking of its parts, the tiles, one
region's targets by sector.
"""

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, span
from charts.strip import proportion, proportion_text, strip, strip_text
from charts.tile import tile_chart
from data.scope import Scope
from pages.frame import places, view
from pages.regions import frames
from pages.shared import league, looks, marks, rows
from pages.shared.league import Entry
from wording.formats import is_missing, number
from wording.names import Record
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
    marks.basis(own, _standing(mine) if mine is not None else "", counted)


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


_BY = "by"  # the name in the address
_KEY = "ranked_by"
_SHARE = ""


def ranking(inside: pd.DataFrame, entries: list[Entry], seen: Scope) -> str | None:
    """The ranking, and the indicator it was asked for; None for the share on pace."""
    wanted = _measure(frames.shared_indicators(inside))
    if wanted is None:
        league.show(entries, places.REGIONS, "region", chosen=seen.region)
    else:
        _by_completion(frames.by_completion(inside, wanted), seen)
    return wanted


def alone(own: pd.DataFrame) -> None:
    """Only the region itself reports: say so, and what would make a comparison."""
    region = own["region"].iloc[0]
    st.info(
        _("{region}的{n}项目标只由本级报送，没有分解到下级，因此不作地区排名。导入分解表后可以比较。").format(
            region=marks.plain(region), n=number(len(own))
        )
    )
    places.link(places.UPLOADS, _("去导入分解表"))


def unseen() -> None:
    """Who looks may not see the other regions: there is no place among them to show."""
    st.info(_("其他地区不在可见范围内，不作地区排名。"))


def _measure(offered: dict[str, str]) -> str | None:
    """The select box, kept in the address."""
    asked = st.query_params.get(_BY, _SHARE)
    st.session_state[_KEY] = asked if asked in offered else _SHARE
    head, box = st.columns([2, 3], vertical_alignment="center")
    head.subheader(_("排名"), anchor=False)
    box.selectbox(
        _("排名依据"),
        [_SHARE, *offered],
        format_func=marks.words_of({_SHARE: _("达到序时的目标占比"), **offered}),
        key=_KEY,
        label_visibility="collapsed",
        on_change=_remember,
    )
    return st.session_state[_KEY] or None


def _remember() -> None:
    st.query_params[_BY] = st.session_state[_KEY]


def _by_completion(table: pd.DataFrame, seen: Scope) -> None:
    ranked = table[~table["is_missing"]]
    rows = bullet_rows(ranked)
    style, most = looks.current(), span(rows)[1] if rows else 1.0
    wide = league.lead_width(tied=bool(ranked["tied"].any()))
    with st.container(gap="xsmall"):
        for row, record in zip(rows, ranked.to_dict("records"), strict=True):
            bar = marks.picture(strip(row, style, most=most, width=110), strip_text(row))
            with looks.row():
                with looks.row_head():
                    st.markdown(_position(record), width=wide)
                    _region(record, chosen=record["region_code"] == seen.region)
                st.markdown(
                    f"{bar} **{marks.plain(row.completion)}** :small[{marks.plain(row.value)}] "
                    f":{marks.colour(row.status)}[{row.shape}{row.lag}] {league.moved(record['change'])}",
                )
    _foot(table, len(ranked))


def _position(record: Record) -> str:
    shared = f" :small[{marks.muted(_('并列'))}]" if record["tied"] else ""
    return f"**{number(record['rank'], 0)}**{shared}"


def _region(record: Record, *, chosen: bool) -> None:
    name = record["region_short"]
    places.link(
        places.REGIONS,
        marks.chosen(name) if chosen else marks.plain(name),
        query=places.address(region=record["region_code"]),
        width="content" if looks.is_phone() else league.name_width(),
    )


def _foot(table: pd.DataFrame, n: int) -> None:
    missing = [str(name) for name in table.loc[table["is_missing"], "region_short"]]
    if missing:
        st.caption(_("本月无数据，未参加排名：{names}").format(names=_("、").join(missing)))
    unit = next((str(unit) for unit in table["unit"] if not is_missing(unit)), "")
    st.caption(
        _("{n}个参加排名：按完成率，同率并列；升降为较上月名次。数值为完成 / 目标（{unit}）。").format(
            n=number(n), unit=unit
        )
    )
