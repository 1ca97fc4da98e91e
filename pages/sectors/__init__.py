"""The parts of the sector screen as they are drawn: heading, tree, one sector's chain, targets and courses."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, span, strip, strip_text
from charts.small_multiples import small_multiples_chart
from data.scope import Scope
from pages.frame import places, view
from pages.shared import league, marks, rows
from pages.shared.league import Entry
from wording.formats import number
from wording.labels import status_label
from wording.sentences import counts_sentence, overview_headline
from wording.translate import _, language


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of an industrial links with its targets."""

    code: str
    name: str
    targets: pd.DataFrame


def whole(seen: Scope) -> Scope:
    """The scope over every sector."""
    return replace(seen, sector=None)


def only(seen: Scope, top: str | None) -> Scope:
    """The scope within one sector: the one asked for, else the one shown first."""
    return replace(seen, sector=seen.sector or top)


def top(tree: pd.DataFrame, asked: str | None, facts: pd.DataFrame) -> str | None:
    """The top sector that is looked into: of the one asked for, else the one with the longest links."""
    if asked is not None:
        return str(tree.set_index("sector_code")["top_sector_code"][asked])
    chained = facts[facts["chain_position"].notna()]
    wanted = chained if len(chained) else facts
    counts = wanted.groupby("top_sector_code")["sector_code"].nunique()
    return None if counts.empty else str(counts.idxmax())


def in_tree(entries: list[Entry], tree: pd.DataFrame) -> list[Entry]:
    """The groups in the ledger's order."""
    position = tree.set_index("sector_code")["position"]
    return sorted(entries, key=lambda entry: float(position[entry.code]))


def parts_of(facts: pd.DataFrame, top_code: str | None) -> pd.DataFrame:
    """The targets of the top sector's parts, without those of the sector itself."""
    return facts[(facts["top_sector_code"] == top_code) & (facts["sector_code"] != top_code)]


def links(tree: pd.DataFrame, facts: pd.DataFrame, top_code: str | None) -> list[Link]:
    """The links of the links in order, each with its targets; none where the sector has no links."""
    steps = tree[(tree["top_sector_code"] == top_code) & tree["chain_position"].notna()]
    column = "name_en" if language() == "en" else "name"
    return [
        Link(
            code=step["sector_code"],
            name=step[column],
            targets=facts[facts["sector_code"] == step["sector_code"]],
        )
        for step in steps.sort_values("chain_position").to_dict("records")
    ]


def measured(courses: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The months of these targets, in their order, where a completion is known."""
    known = courses[courses["target_id"].isin(facts["target_id"]) & courses["completion"].notna()]
    order = {code: place for place, code in enumerate(facts["target_id"])}
    return known.sort_values(
        ["target_id", "as_of"], key=lambda c: c.map(order) if c.name == "target_id" else c
    )


def name(tree: pd.DataFrame, code: str | None) -> str:
    """What a sector is called."""
    found = tree[tree["sector_code"] == code]
    return "" if found.empty else str(found.iloc[0]["name_en" if language() == "en" else "name"])


def heading(facts: pd.DataFrame, seen: Scope) -> None:
    """The finding for every sector or the one chosen, with its counts beneath."""
    name = places.title(places.SECTORS) if seen.sector is None else view.current().words("sector")
    title = _("{what}：{said}").format(what=name, said=overview_headline(facts))
    st.title(marks.plain(title), anchor=False)
    marks.basis(facts, view.current().words("region"), counts_sentence(facts) if len(facts) else "")


def tree(entries: list[Entry], top: str | None, seen: Scope) -> None:
    """The top sectors in the ledger's order; the one looked into is marked."""
    st.subheader(_("全部行业"), anchor=False)
    _branch(entries, top)
    st.caption(_("百分数为“达到序时或已完成”占可判定目标的比例。") + league.key(entries))
    if seen.sector is not None:
        places.link(places.SECTORS, _("不限行业"), query=places.address(sector=None))


def branches(entries: list[Entry], name: str, seen: Scope) -> None:
    """The parts of the sector looked into."""
    st.subheader(_("{sector}的细分行业").format(sector=marks.plain(name)), anchor=False)
    if not entries:
        st.info(_("这个行业的目标没有细分。"))
        return
    _branch(entries, seen.sector)


def _branch(entries: list[Entry], chosen: str | None) -> None:
    with st.container(gap="xsmall"):
        for entry in entries:
            league.row(entry, places.SECTORS, "sector", chosen=chosen == entry.code)


def targets(inside: pd.DataFrame, name: str) -> None:
    """The sector's targets as bullet rows, worst first."""
    st.subheader(_("{sector}的目标").format(sector=marks.plain(name)), anchor=False)
    if inside.empty:
        st.info(_("没有符合所选状态的目标。"))
        return
    rows.chart(inside, overview_headline(inside), key="sector_bullets")


def courses(months: pd.DataFrame, inside: pd.DataFrame) -> None:
    """The monthly course of each target on one scale, worst first; a click opens a target."""
    if months.empty:
        return
    st.subheader(_("逐月进度"), anchor=False)
    shown = months["target_id"].nunique()
    figure = small_multiples_chart(
        months,
        title=_("{n}项目标的逐月完成率").format(n=number(shown)),
        style=marks.current(),
        source_note=marks.note(is_sample=bool(inside["is_sample"].any())),
    )
    clicked = marks.clickable(figure, _("逐月进度"), key="courses")
    if clicked:
        st.switch_page(places.TARGETS.path, query_params=places.address(target=clicked[0]))


def chain(links: list[Link], seen: Scope) -> None:
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
    style, most = marks.current(), span(rows)[1]
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
