"""All targets of the view as a table to search, sort and open."""

from typing import Any

import pandas as pd
import streamlit as st

from charts.rows import worst_first
from data.scope import Scope
from metrics.aggregate import counted
from metrics.model import SLIPPING
from pages.frame import messages, places
from pages.shared import exports, marks
from wording.amounts import goal_in_full
from wording.formats import MISSING, number
from wording.labels import outlook_label, status_label
from wording.translate import N_, _

_KEY = "target_list"
_ONLY = {
    places.STATED: N_("只列文件所定的目标"),
    places.DISAGREES: N_("只列文件所定、灯与预计不一致的目标"),
    places.ATTENTION: N_("只列文件所定、需要关注的目标"),
}


def show(facts: pd.DataFrame, scope: Scope) -> None:
    """The list, worst first; a click on a row opens the target."""
    st.title(_("目标"), anchor=False)
    only = st.query_params.get(places.ONLY)
    if only in _ONLY:
        facts = _part(facts, only)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_(_ONLY[only]), width="content")
            places.link(places.TARGETS, _("看全部目标"))
    if facts.empty:
        messages.nothing_here(scope)
        return
    ordered = worst_first(facts).reset_index(drop=True)
    st.caption(
        _("共{n}项，最需要关注的在前。点一行打开；按 Ctrl+F 可在表内查找。").format(n=number(len(ordered)))
    )
    table = _columns(ordered)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(ordered) < 15 else 620,
        on_select="rerun",
        selection_mode="single-row",
        key=_KEY,
        column_config=_config(),
        placeholder=MISSING,
        alt=_("目标清单"),
    )
    _download(table)
    if event.selection.rows:
        wanted = str(ordered["target_id"].iloc[event.selection.rows[0]])
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


def _part(facts: pd.DataFrame, only: str) -> pd.DataFrame:
    """The part of the list the overview leads to: the stated targets, or of them those that disagree, or slip besides."""
    own = counted(facts)
    if only == places.STATED:
        return own
    slipping = own["official_status"].isin(SLIPPING) & (only == places.ATTENTION)
    return own[own["disagrees"] | slipping]


def _download(table: pd.DataFrame) -> None:
    heads = {name: str(column["label"]) for name, column in _config().items()}
    plain = table.assign(status=table["status"].str[0]).rename(columns=heads)
    exports.table_download(plain, _("目标清单"), key="targets_excel")


def _columns(facts: pd.DataFrame) -> pd.DataFrame:
    records = facts.to_dict("records")
    return pd.DataFrame(
        {
            "indicator": facts["indicator"],
            "region": facts["region"],
            "sector": facts["top_sector"],
            "goal": [goal_in_full(row) for row in records],
            "completion": facts["completion"] * 100,
            "lag": facts["lag_pp"],
            "status": [[status_label(status)] for status in facts["official_status"]],
            "outlook": [outlook_label(outlook) for outlook in facts["outlook_status"]],
            "lead": [_("、").join(names) for names in facts["lead_units"]],
        }
    )


def _config() -> dict[str, Any]:
    column = st.column_config
    return {
        "indicator": column.TextColumn(_("指标"), pinned=True),
        "region": column.TextColumn(_("地区")),
        "sector": column.TextColumn(_("行业")),
        "goal": column.TextColumn(_("目标值")),
        "completion": column.NumberColumn(_("完成率"), format="%.1f%%"),
        "lag": column.NumberColumn(_("较序时"), format="%+.1f"),
        "status": marks.light_column(),
        "outlook": column.TextColumn(_("年底预计")),
        "lead": column.TextColumn(_("牵头单位")),
    }
