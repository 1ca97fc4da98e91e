"""All targets of the view as a table to search, sort and open."""

from typing import Any

import pandas as pd
import streamlit as st

from charts.rows import worst_first
from data.scope import Scope
from pages.shared import exports, lights, messages, places
from wording.formats import MISSING, number
from wording.goals import goal_in_full
from wording.labels import outlook_label, status_label
from wording.translate import _

_KEY = "target_list"
DISAGREES = "disagrees"  # in the address: only targets whose light and outlook differ


def show(facts: pd.DataFrame, scope: Scope) -> None:
    """The list, worst first; a click on a row opens the target."""
    st.title(_("目标"), anchor=False)
    if DISAGREES in st.query_params:
        facts = facts[facts["disagrees"]]
        said = _("只列灯与预计不一致的目标；不分是否一致，看全部")
        places.link(places.TARGETS, said, query=places.address(**{DISAGREES: None}))
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
        wanted = ordered.loc[event.selection.rows[0], "target_id"]
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


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
            "lead": [_("、").join(units) for units in facts["lead_units"]],
        }
    )


def _config() -> dict[str, dict[str, Any]]:
    column = st.column_config
    return {
        "indicator": column.TextColumn(_("指标"), pinned=True),
        "region": column.TextColumn(_("地区")),
        "sector": column.TextColumn(_("行业")),
        "goal": column.TextColumn(_("目标")),
        "completion": column.NumberColumn(_("完成率"), format="%.1f%%"),
        "lag": column.NumberColumn(_("较序时"), format="%+.1f"),
        "status": lights.column(),
        "outlook": column.TextColumn(_("年底预计")),
        "lead": column.TextColumn(_("牵头单位")),
    }
