"""The parts of the overview as they are drawn, from the headline to the matrix, and the wall that turns by itself."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from charts.bullet import bullet_chart
from charts.heat import heat_chart
from charts.rows import reading_key, worst_first
from charts.style import Figure, Style
from data.scope import Scope
from metrics.aggregate import counted
from pages.frame import places, view
from pages.overview import frames
from pages.overview.frames import Finding
from pages.shared import load, marks, rows
from wording.formats import number, percent, points
from wording.labels import status_label
from wording.sentences import changes as change_sentences
from wording.sentences import overview_headline
from wording.translate import _, language

_PHONE_TILES = {"zh": 4, "en": 3}  # beside one another; English words are longer


def heading(found: Finding) -> None:
    """The finding as a headline, and under it what it rests on."""
    st.title(marks.plain(found.headline), anchor=False)
    seen = view.current()
    parts = [
        *_chosen(seen),
        _("截至{month}").format(month=seen.words("month")),
        _("序时进度{percent}").format(percent=percent(seen.scope.as_of.month / 12)),
        _("判定规则 {rules}").format(rules=seen.words("rules")),
        *filter(None, [found.sources]),
    ]
    sample = f" :yellow-badge[{_('示例数据：目标为真实文件所载，月报数值为虚构')}]" if found.is_sample else ""
    st.markdown(marks.muted(marks.plain(" · ".join(parts))) + sample)


def _chosen(seen: view.View) -> list[str]:
    """What the filters leave: the region, and sector, organisation and light where one is chosen."""
    narrowed = [
        name for name in ("sector", "organisation", "status") if seen.chosen[name] != places.EVERYTHING
    ]
    return [seen.words(name) for name in ("region", *narrowed)]


def counts(found: Finding) -> None:
    """One tile a status with its change since the month before, and how often light and outlook disagree.

    Text and not st.metric, which fetches a drawing library before it shows a number; the words lead to the targets.
    """
    phone = marks.is_phone()
    most = _PHONE_TILES[language()] if phone else len(found.counts) + 1
    with st.grid(most, min_column_width=76 if phone else 104, gap="xsmall", border=not phone) as grid:
        for one in found.counts:
            with grid.cell():
                query = places.address(status=str(one.status), only=places.STATED)
                _tile(marks.status(one.status), marks.colour(one.status), one.now, _since(one), query)
        with grid.cell():
            check = _("优先核对") if found.disagreeing else ""
            query = places.address(only=places.DISAGREES)
            head = _("灯≠预计") if phone else _("灯与预计不一致")
            _tile(head, "blue", found.disagreeing, check, query)


def _tile(head: str, colour: str, value: int, foot: str, query: Mapping[str, str]) -> None:
    """The number and how it moved, small on a phone so that the worst rows stay in view; what it counts, as a link."""
    size = "###" if marks.is_phone() else "##"
    beside = f" :small[{marks.muted(foot)}]" if foot else ""
    st.markdown(f"{size} :{colour}[{number(value)}]{beside}", anchors=False)
    places.link(places.TARGETS, head, query=query)


def _since(count: frames.Count) -> str:
    if count.change is None:
        return ""
    if not count.change:
        return _("持平") if marks.is_phone() else _("与上月持平")
    return _("较上月{change}").format(change=points(count.change, 0))


def attention(found: Finding) -> None:
    """The rows to attend to: name, bullet, numbers with the light, and what it would take.

    How to read them stands above, on a phone below, so that the rows come into the first screenful.
    """
    st.subheader(_("需要关注"), anchor=False)
    if not found.attention:
        st.success(_("没有滞后的目标，官方判定与年底预计也没有不一致。"))
        return
    if not marks.is_phone():
        _how_to_read(found)
    rows.show(found.worst, with_sector=True)
    if marks.is_phone():
        _how_to_read(found)
    with st.container(horizontal=True, gap="xsmall"):
        if found.attention_disagreeing > frames.MOST_DISAGREEING:
            said = _("灯与预计不一致的共{n}项").format(n=number(found.attention_disagreeing))
            places.link(places.TARGETS, said, query=places.address(only=places.DISAGREES))
        if found.attention > len(found.worst):
            said = _("查看全部{n}项").format(n=number(found.attention))
            places.link(places.TARGETS, said, query=places.address(only=places.ATTENTION))


def _how_to_read(found: Finding) -> None:
    st.caption(
        _("灯与预计不一致的排在最前（至多{n}项），其余由重到轻；“须月均”后括号内是此前月均的倍数。").format(
            n=frames.MOST_DISAGREEING
        )
        + reading_key(found.worst)
    )


def listed(found: Finding) -> None:
    """Where nothing can be judged yet: the targets themselves, with what is known of them."""
    st.subheader(_("目标（{n}项）").format(n=number(found.attention)), anchor=False)
    rows.show(found.worst, with_sector=True)
    if found.attention > len(found.worst):
        places.link(places.TARGETS, _("查看全部{n}项").format(n=number(found.attention)))


def changes(found: Finding) -> None:
    """What changed since the month before, and why: a new value unless it says otherwise."""
    st.subheader(_("本月变化"), anchor=False)
    if not found.comparable:
        st.markdown(_("上月没有可判定的目标，下月起可比较。"))
        return
    said = _change_sentences(load.edition(), view.without_status(view.scope()), language())
    st.markdown(
        "\n".join(f"- {marks.plain(sentence)}" for sentence in said) or _("与上月相比，没有目标改变状态。")
    )


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Scope: hash})
def _change_sentences(edition: load.Edition, seen: Scope, speech: str) -> list[str]:
    moved = frames.moved(counted(load.progress(seen)))
    if moved.empty:
        return []
    told = moved.merge(load.causes(seen), on="target_id", how="left")
    return change_sentences(told, most=frames.MOST_NAMES)


def matrix(found: Finding) -> None:
    """Region × sector; a cell leads to its targets, and every region is a link besides."""
    st.subheader(_("地区 × 行业"), anchor=False)
    note = marks.note(is_sample=found.is_sample)
    figure = _matrix_figure(load.edition(), view.scope(), language(), marks.current(), note)
    clicked = marks.clickable(figure, _("地区行业矩阵"), key="matrix")
    with st.container(horizontal=True, gap="xsmall"):
        for code, name in found.regions.items():
            places.link(places.REGIONS, marks.plain(name), query=places.address(region=code))
    if clicked:
        region, sector = clicked
        st.switch_page(places.TARGETS.path, query_params=places.address(region=region, sector=sector))


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs={Scope: hash, Style: hash})
def _matrix_figure(edition: load.Edition, seen: Scope, speech: str, style: Style, note: str) -> Figure:
    ordered = frames.by_region(load.progress(seen))
    return heat_chart(ordered, title=_matrix_title(ordered), style=style, source_note=note)


def _matrix_title(facts: pd.DataFrame) -> str:
    worst, every = frames.sectors_with(facts, "far_behind"), facts["top_sector"].nunique()
    if not frames.any_judged(facts):
        return _("{n}个行业有目标，还没有可以判定的报送值").format(n=every)
    return _("{n}个行业中{worst}个有严重滞后的目标").format(n=every, worst=worst)


MOST_ROWS = 9
SECONDS = 20
AUTO = "auto"
_SEEN = "wall_region"


def wall(shown: pd.DataFrame, wanted: pd.DataFrame, *, options: Mapping[str, str]) -> None:
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
        style=marks.current(),
        source_note=marks.note(is_sample=bool(shown["is_sample"].any())),
    )
    marks.chart(figure, seen.words("region"), key="wall_bullets")
    if st.query_params[marks.PRESENT] == AUTO:
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
    auto = st.query_params[marks.PRESENT] == AUTO
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        places.link(places.OVERVIEW, _("上一个"), query=_query(before))
        st.markdown(marks.muted(f"{at} / {of}"), width="content")
        places.link(places.OVERVIEW, _("下一个"), query=_query(after))
        switch = places.address(**{marks.PRESENT: "1" if auto else AUTO})
        places.link(places.OVERVIEW, _("停止自动翻页") if auto else _("自动翻页"), query=switch)
        st.space("stretch")
        places.link(places.OVERVIEW, _("退出投屏"))


def _query(region: str) -> dict[str, str]:
    return places.address(region=region, **{marks.PRESENT: st.query_params[marks.PRESENT]})


@st.fragment(run_every=SECONDS)
def _advance(region: str, following: dict[str, str]) -> None:
    """Go on to the next region when this one has stood long enough."""
    if st.session_state.get(_SEEN) == region:
        st.session_state[_SEEN] = None
        st.switch_page(places.OVERVIEW.path, query_params=following)
    st.session_state[_SEEN] = region
