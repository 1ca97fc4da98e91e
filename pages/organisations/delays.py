"""Slipping targets and what their organisations say; the silent ones first."""

import pandas as pd
import streamlit as st

from pages.frame import places
from pages.shared import exports, lights
from wording.formats import number, points
from wording.labels import status_label
from wording.translate import _

_KEY = "delays"


def show(late: pd.DataFrame) -> None:
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
            _("状态"): lights.column(),
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
