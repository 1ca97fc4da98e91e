"""The parts of the organisation screen as they are drawn: heading, one organisation's targets, the two league
tables, and the slipping targets with what their organisations say, the silent ones first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.rows import bullet_rows, worst_first
from data.scope import Scope
from metrics.aggregate import JUDGED
from pages.frame import places, view
from pages.organisations import frames
from pages.shared import exports, league, load, marks, rows
from wording.formats import number, points
from wording.labels import status_label
from wording.sentences import counts_sentence, overview_headline
from wording.translate import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the league says of an organisation beside its lights: targets supported, reports on time, silent delays."""

    supports: Mapping[str, int]
    reported: Mapping[str, tuple[int, int, bool]]
    silent: Mapping[str, int]
    governments: frozenset[str]
    compared: frozenset[str]


def heading(facts: pd.DataFrame, late: pd.DataFrame, seen: Scope) -> None:
    """The finding: of one organisation what it leads and how it stands; of all, how many delays are without a reason."""
    if seen.organisation is not None:
        leads = frames.led_by(facts, seen.organisation)
        said = overview_headline(leads) if len(leads) else _("不牵头目标")
        title = _("{what}：{said}").format(what=view.current().words("organisation"), said=said)
        answering = _("牵头{leads}项，协同{supports}项").format(
            leads=number(len(leads)), supports=number(len(facts) - len(leads))
        )
        counted = leads
    else:
        title = _("{what}：{said}").format(what=_("责任单位"), said=_every(facts, late))
        answering, counted = view.current().words("region"), facts
    st.title(marks.plain(title), anchor=False)
    handed = _parts(facts) if seen.organisation is None else ""
    marks.basis(facts, answering, handed, counts_sentence(counted) if len(counted) else "")


def _every(facts: pd.DataFrame, late: pd.DataFrame) -> str:
    """How many delays are without a reason; before any report, that there is nothing to judge."""
    if not facts["official_status"].isin(JUDGED).any():
        return overview_headline(facts)
    silent = int(late["said_reason"].isna().sum())
    if late.empty:
        return _("没有滞后的目标")
    if not silent:
        return _("{late}项滞后，均已填原因").format(late=number(len(late)))
    return _("{late}项滞后，{silent}项未填原因").format(late=number(len(late)), silent=number(silent))


def _parts(facts: pd.DataFrame) -> str:
    """How many of the targets were handed down: the lights below count them too."""
    parts = int(facts["is_handed_down"].sum())
    if not 0 < parts < len(facts):
        return ""
    return _("含文件目标{own}项、分解任务{parts}项").format(
        own=number(len(facts) - parts), parts=number(parts)
    )


def one(shown: pd.DataFrame, organisation: str) -> None:
    """The organisation's targets, those it leads apart from those it supports."""
    leads, supports = frames.led_by(shown, organisation), frames.supported_by(shown, organisation)
    st.subheader(_("牵头的目标（{n}项）").format(n=number(len(leads))), anchor=False)
    if leads.empty:
        st.info(_("没有符合条件的牵头目标。"))
    rows.show(bullet_rows(worst_first(leads)))
    if len(supports):
        with st.expander(_("协同的目标（{n}项）").format(n=number(len(supports)))):
            rows.show(bullet_rows(worst_first(supports)))


def standing(every: pd.DataFrame, seen: Scope) -> Standing:
    """What is known of every organisation beside its lights."""
    known = load.named("organisations")
    months = tuple(month for month in load.months(seen.known_at) if month.year == seen.as_of.year)
    returns = load.named(
        "reporting_status",
        months=months or (seen.as_of,),
        known_at=seen.known_at,
    )
    late = frames.delays(every, load.named("remarks", scope=frames.whole(seen)), seen.as_of)
    return Standing(
        supports=frames.supports(every),
        reported=frames.reported(returns, seen.as_of),
        silent=frames.silent(late),
        governments=frozenset(frames.governments(known)),
        compared=frozenset(frames.compared(known, load.named("regions"), load.covers)),
    )


def departments(every: pd.DataFrame, known: Standing, seen: Scope) -> None:
    """The departments and other bodies that lead targets."""
    st.subheader(_("牵头部门"), anchor=False)
    leading = frames.leading(every)
    _league(frames.among(every, (leading - known.governments) & known.compared), known, seen)
    _only_supporting(leading, known)


def governments(every: pd.DataFrame, known: Standing, seen: Scope) -> None:
    """The region governments, which lead what was handed down to them."""
    st.subheader(_("地区（分解到的目标）"), anchor=False)
    _league(frames.among(every, known.governments & known.compared), known, seen)


def _league(facts: pd.DataFrame, known: Standing, seen: Scope) -> None:
    entries = league.table(facts, "lead_codes", "lead_units")
    if not entries:
        everything = load.covers(None)
        st.info(_("没有牵头单位。") if everything else _("其他单位不在可见范围内，不作排名。"))
        return
    wide = league.lead_width(tied=any(entry.tied for entry in entries))
    with st.container(gap="small"):
        for entry in entries:
            league.row(
                entry,
                places.ORGANISATIONS,
                "organisation",
                chosen=entry.code == seen.organisation,
                lead=league.position(entry),
                lead_wide=wide,
                note=f"{league.moved(entry.change)}{_note(entry.code, known)}",
            )
    st.caption(
        _("按“达到序时或已完成”占可判定目标的比例排名，同率并列；“按时报送”为今年已到期的月份。")
        + league.key(entries)
    )


def _note(code: str, known: Standing) -> str:
    """What an organisation supports, how it reports, and what it owes."""
    parts = []
    if known.supports.get(code):
        parts.append(_("协同{n}项").format(n=number(known.supports[code])))
    if code in known.reported:
        on_time, owed, _absent = known.reported[code]
        parts.append(_("按时报送{on_time}/{owed}").format(on_time=number(on_time), owed=number(owed)))
    said = f"  \n:small[{marks.muted(marks.plain(' · '.join(parts)))}]" if parts else ""
    if known.reported.get(code, (0, 0, False))[2]:
        said += f" :small[:red[{_('本月未报')}]]"
    if known.silent.get(code):
        said += f" :small[:orange[{_('{n}项滞后未填原因').format(n=number(known.silent[code]))}]]"
    return said


def _only_supporting(leading: set[str], known: Standing) -> None:
    """Organisations that support and lead nothing, as links."""
    names = view.current().choices["organisation"]
    others = [code for code in known.supports if code not in leading | known.governments and code in names]
    if not others:
        return
    st.caption(_("只协同、不牵头的单位（项数）"))
    with st.container(horizontal=True, gap="xsmall"):
        for code in others:
            label = f"{marks.plain(names[code])} {number(known.supports[code])}"
            places.link(places.ORGANISATIONS, label, query=places.address(organisation=code))


_KEY = "delays"


def delays(late: pd.DataFrame) -> None:
    """The table of delays with this month's reasons; a click on a row opens the target."""
    st.subheader(_("滞后原因"), anchor=False)
    if late.empty:
        st.success(_("没有滞后的目标。"))
        return
    silent = int(late["said_reason"].isna().sum())
    st.caption(
        (
            _("{n}项滞后，其中{silent}项未填原因（排在前面）。") if silent else _("{n}项滞后，均已填原因。")
        ).format(n=number(len(late)), silent=number(silent))
        + _("点一行打开目标。")
    )
    table = _columns(late.reset_index(drop=True))
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(late) < 13 else 460,
        on_select="rerun",
        selection_mode="single-row",
        key=_KEY,
        column_config={
            _("指标"): st.column_config.TextColumn(pinned=True),
            _("状态"): marks.light_column(),
            _("滞后原因"): st.column_config.TextColumn(width="large"),
            _("下步措施"): st.column_config.TextColumn(width="large"),
        },
        alt=_("滞后原因"),
    )
    exports.table_download(
        table.assign(**{_("状态"): table[_("状态")].str[0]}), _("滞后原因"), key="save_delays"
    )
    if event.selection.rows:
        wanted = late["target_id"].iloc[event.selection.rows[0]]
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


def _columns(late: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("指标"): late["indicator"],
            _("状态"): [[status_label(status)] for status in late["official_status"]],
            _("较序时"): [points(lag) for lag in late["lag_pp"]],
            _("地区"): late["region"],
            _("牵头单位"): [_("、").join(names) for names in late["lead_units"]],
            _("滞后原因"): late["said_reason"].fillna(_("未填")),
            _("下步措施"): late["said_next_step"].fillna(""),
        }
    )
