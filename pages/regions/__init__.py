"""The parts of the region screen as they are drawn: its heading, the ranking of its parts, the tiles, what was
handed down, one region's targets by sector.
"""

from typing import Any

import pandas as pd
import streamlit as st

from charts.cells import tile_chart
from charts.contribution import contribution_chart
from charts.rows import Row, bullet_rows, proportion, proportion_text, span, strip, strip_text
from data.scope import Scope
from pages.frame import places, view
from pages.regions import frames
from pages.shared import exports, league, marks, rows
from pages.shared.league import Entry
from wording.formats import MISSING, is_missing, listed, number, percent, quantity
from wording.labels import Record, status_label
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
        style=marks.current(share=0.5),
        source_note=marks.note(is_sample=bool(inside["is_sample"].any())),
    )
    clicked = marks.clickable(figure, _("地区方位图"), key="tiles")
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
            drawn = proportion(entry.counts, marks.current(), width=rows.picture_width())
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
    style, most = marks.current(), span(rows)[1] if rows else 1.0
    wide = league.lead_width(tied=bool(ranked["tied"].any()))
    with st.container(gap="xsmall"):
        for row, record in zip(rows, ranked.to_dict("records"), strict=True):
            bar = marks.picture(strip(row, style, most=most, width=110), strip_text(row))
            with marks.row():
                with marks.row_head():
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
        width="content" if marks.is_phone() else league.name_width(),
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


_HANDED_DOWN = "handed_down"


def handed_down(handed: pd.DataFrame, inside: pd.DataFrame, wanted: str | None) -> None:
    """The gap of one indicator by part, and the table of everything handed down."""
    if handed.empty:
        return
    indicator = frames.widest_gap(handed, wanted)
    _gap(
        frames.gap(inside, indicator, handed),
        frames.indicator_name(handed, indicator),
        bool(inside["is_sample"].any()),
    )
    st.subheader(_("目标分解"), anchor=False)
    st.markdown(marks.plain(_finding(handed)))
    _table(handed.reset_index(drop=True))


def _gap(table: pd.DataFrame, indicator: str, is_sample: bool) -> None:
    st.subheader(_("缺口在哪里"), anchor=False)
    figure = contribution_chart(
        table,
        title=_gap_title(table, indicator),
        style=marks.current(),
        source_note=marks.note(is_sample=is_sample),
    )
    clicked = marks.clickable(figure, _("缺口构成"), key="gap")
    if clicked:
        st.switch_page(places.TARGETS.path, query_params=places.address(target=clicked[0]))


def _gap_title(table: pd.DataFrame, indicator: str) -> str:
    """Whose the gap is; of parts without a baseline how many there are, for nobody knows what they lack."""
    shares = table[table["gap_share"] > 0].head(2).to_dict("records")
    if shares:
        said = [
            _("{region}占{share}").format(region=row["region"], share=percent(row["gap_share"], 0))
            for row in shares
        ]
        return _("{indicator}的缺口，{regions}").format(indicator=indicator, regions=_("、").join(said))
    behind, weak = table.loc[table["shortfall"] > 0, "region"], int(table["is_weak"].sum())
    if len(behind):
        return _("{indicator}：{regions}低于序时").format(
            indicator=indicator, regions=listed(list(behind.head(3)))
        )
    if weak:
        return _("{indicator}：{n}个地区基期缺失，说不出缺口在哪里").format(
            indicator=indicator, n=number(weak)
        )
    return _("{indicator}：已报送的地区都达到序时").format(indicator=indicator)


def _finding(handed: pd.DataFrame) -> str:
    found = frames.loads(handed)
    said = _("{n}项目标已分解到下级。").format(n=number(found["n"]))
    if found["loaded"]:
        said += _("{loaded}项分解合计高于本级目标（加码），加码系数最高{most}（{whose}）。").format(
            loaded=number(found["loaded"]), most=number(found["most"], 2), whose=found["whose"]
        )
    if found["open"]:
        said += _("{open}项没有分解完。").format(open=number(found["open"]))
    return said


def _table(handed: pd.DataFrame) -> None:
    table = _columns(handed)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(handed) < 13 else 460,
        on_select="rerun",
        selection_mode="single-row",
        key=_HANDED_DOWN,
        column_config={"status": marks.light_column(), **_heads()},
        alt=_("目标分解"),
    )
    st.caption(
        _(
            "差额＝目标－分解合计，负数为分解超出；加码系数＝分解合计÷目标；下级未报齐时不求和。点一行打开目标。"
        )
    )
    heads = {name: str(column["label"]) for name, column in _heads().items()} | {"status": _("状态")}
    plain = table.assign(status=table["status"].str[0]).rename(columns=heads)
    exports.table_download(plain, _("目标分解"), key="handed_excel")
    if event.selection.rows:
        wanted = str(handed["target_id"].iloc[event.selection.rows[0]])
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


def _columns(handed: pd.DataFrame) -> pd.DataFrame:
    records = handed.to_dict("records")
    return pd.DataFrame(
        {
            "indicator": handed["indicator"],
            "status": [[status_label(status)] for status in handed["official_status"]],
            "target": [quantity(row["target"], row["unit"]) for row in records],
            "allocated": [number(row["allocated"]) for row in records],
            "remainder": [number(row["remainder"]) for row in records],
            "loading": [number(row["loading_ratio"], 2) for row in records],
            "reported": [f"{number(row['reported'])} / {number(row['districts'])}" for row in records],
            "actual": [number(row["actual"]) for row in records],
            "summed": [
                MISSING if is_missing(row["actual_allocated"]) else number(row["actual_allocated"])
                for row in records
            ],
        }
    )


def _heads() -> dict[str, Any]:
    column = st.column_config.TextColumn
    return {
        "indicator": column(_("指标"), pinned=True),
        "target": column(_("目标值"), alignment="right"),
        "allocated": column(_("分解合计"), alignment="right"),
        "remainder": column(_("差额"), alignment="right"),
        "loading": column(_("加码系数"), alignment="right"),
        "reported": column(_("已报下级"), alignment="right"),
        "actual": column(_("本级完成"), alignment="right"),
        "summed": column(_("下级合计"), alignment="right"),
    }
