"""The parts of the document screen as they are drawn."""

import pandas as pd
import streamlit as st

from data.scope import Scope
from pages.documents import frames
from pages.documents.frames import Document
from pages.shared import exports, league, lights, marks, places
from wording.formats import day, is_missing, number, period, quantity
from wording.labels import SEVERITY, status_label, strength_word
from wording.sentences import goal_in_full
from wording.translate import N_, _, language

_KINDS = {
    "actual": N_("实绩"),
    "estimate": N_("预计"),
    "baseline": N_("基期值"),
    "comparison": N_("对比"),
    "project": N_("企业项目"),
    "policy": N_("政策措施"),
}


def title(one: Document) -> str:
    """The document's title in the language in use."""
    return str(one["title_en"] if language() == "en" else one["title"])


def documents(known: pd.DataFrame, facts: pd.DataFrame, chosen: Document | None) -> None:
    """Every document with how many targets it states and how they stand."""
    with st.container(gap="xsmall"):
        for one in known.to_dict("records"):
            found = frames.counts(facts, one["document_id"])
            name, said = st.columns([7, 4], gap="small", vertical_alignment="center")
            with name:
                text = marks.plain(title(one))
                marked = f"**{text}**" if chosen and chosen["document_id"] == one["document_id"] else text
                places.link(places.DOCUMENTS, marked, query=places.address(document=one["document_id"]))
            tally = {str(status): int(found[status]) for status in SEVERITY if status in found}
            total = number(int(found.sum()))
            said.markdown(f"{_('{n}项目标').format(n=total)} {league.tally(tally)}")


def clauses(one: Document, stated: pd.DataFrame, seen: Scope) -> None:
    """The document's targets in the order of its text; a row opens its target."""
    st.subheader(marks.plain(title(one)), anchor=False)
    st.markdown(marks.muted(marks.plain(_source(one))))
    st.caption(_("按条款顺序，共{n}项；用上方“状态”筛选；点一行打开。").format(n=number(len(stated))))
    table = _clause_table(stated)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(stated) < 14 else 560,
        column_config={_("状态"): lights.column()},
        on_select="rerun",
        selection_mode="single-row",
        key=f"clauses_{one['document_id']}",
        alt=_("文件中的目标"),
    )
    exports.table_download(table, _("目标台账_{name}").format(name=one["document_id"]), key="clauses_excel")
    if event.selection.rows:
        wanted = stated.iloc[event.selection.rows[0]]["target_id"]
        st.switch_page(places.TARGETS.path, query_params=places.address(target=wanted))


def _source(one: Document) -> str:
    issued = "" if is_missing(one["issued_on"]) else day(one["issued_on"])
    number_of = one["number"] if isinstance(one["number"], str) else ""
    return " · ".join(part for part in (one["issuer"], number_of, issued) if part)


def _clause_table(stated: pd.DataFrame) -> pd.DataFrame:
    records = stated.to_dict("records")
    return pd.DataFrame(
        {
            _("条款"): stated["clause"],
            _("摘录"): stated["excerpt"],
            _("指标"): stated["indicator"],
            _("目标"): [goal_in_full(row) for row in records],
            _("约束性"): [strength_word(row["strength"]) for row in records],
            _("牵头单位"): [_("、").join(row["lead_units"]) for row in records],
            _("状态"): [[status_label(row["official_status"])] for row in records],
        }
    )


def facts(found: pd.DataFrame) -> None:
    """What the document states besides targets: actuals, baselines, projects of companies, policies."""
    if found.empty:
        return
    with st.expander(
        _("文件中的其他数字（实绩、基期、企业项目、政策，共{n}条）").format(n=number(len(found)))
    ):
        table = pd.DataFrame(
            {
                _("类别"): [_(_KINDS[kind]) for kind in found["kind"]],
                _("条款"): found["clause"],
                _("指标"): found["indicator"],
                _("主体"): found["subject"].fillna(""),
                _("数值"): [quantity(row["value"], row["unit"] or "") for row in found.to_dict("records")],
                _("时期"): [period(end) for end in found["period_end"]],
                _("摘录"): found["excerpt"],
            }
        )
        st.dataframe(table, hide_index=True, height=420, alt=_("文件中的其他数字"))
