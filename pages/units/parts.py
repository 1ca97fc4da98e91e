"""The parts of the unit screen as they are drawn."""

import pandas as pd
import streamlit as st

from data.scope import Scope
from pages.shared import bullets, league, lights, places, view
from pages.shared.league import Entry
from wording.formats import number
from wording.labels import status_label
from wording.sentences import overview_headline
from wording.translate import _


def ranking(entries: list[Entry], seen: Scope) -> None:
    """The league table of the lead units."""
    st.subheader(_("牵头单位排名"), anchor=False)
    league.show(entries, places.UNITS, "unit", chosen=seen.unit)


def reasons(late: pd.DataFrame) -> None:
    """Slipping targets and what their units say; the silent ones first."""
    st.subheader(_("滞后原因"), anchor=False)
    if late.empty:
        st.success(_("没有滞后的目标。"))
        return
    silent = int(late["said_reason"].isna().sum())
    st.caption(
        _("{n}项滞后，其中{silent}项未填原因（排在前面）。").format(
            n=number(len(late)), silent=number(silent)
        )
    )
    st.dataframe(
        _reason_table(late),
        hide_index=True,
        height="content" if len(late) < 12 else 440,
        column_config={_("状态"): lights.column()},
        alt=_("滞后原因"),
    )


def _reason_table(late: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("指标"): late["indicator"],
            _("状态"): [[status_label(status)] for status in late["official_status"]],
            _("滞后原因"): late["said_reason"].fillna(_("未填")),
            _("下步措施"): late["said_next_step"].fillna(""),
            _("牵头单位"): [_("、").join(units) for units in late["lead_units"]],
            _("地区"): late["region"],
        }
    )


def targets(mine: pd.DataFrame) -> None:
    """The targets of the unit that was chosen, worst first."""
    if view.scope().unit is not None:
        bullets.show(mine, overview_headline(mine), key="unit_bullets")
