"""One document's targets in the order of its text: filtered by state, opened by a click, carried away as Excel."""

import pandas as pd
import streamlit as st

from intake.documents.reading import clean
from pages.documents import address, frames
from pages.documents.frames import Document
from pages.frame import view
from pages.frame.places import EVERYTHING
from pages.frame.view import View
from pages.shared import exports, lights, marks
from wording.formats import day, number
from wording.labels import SEVERITY, comparator_sign, comparator_word, status_label, strength_word
from wording.names import called
from wording.translate import _

_STATE = "documents_status"


def asked(own: pd.DataFrame) -> str | None:
    """The target whose trail the address asks for, where this document states it."""
    wanted = address.asked(address.CLAUSE)
    return wanted if wanted in set(own["target_id"]) else None


def show(one: Document, own: pd.DataFrame, every: pd.DataFrame, seen: View) -> None:
    """The states with their counts, and the table of the targets in the chosen one."""
    _states(own, seen)
    status = seen.scope.status
    stated = own if status is None else own[own["official_status"] == status]
    if stated.empty:
        st.info(_("这份文件没有处于该状态的目标。"))
        return
    st.caption(_("按条款顺序，共{n}项。点一行看来历。").format(n=number(len(stated))))
    table = _table(stated, every)
    key = f"clauses_{one['document_id']}_{status or EVERYTHING}"
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(stated) <= 16 else 560,
        column_config={
            _("状态"): lights.column(),
            _("条款"): st.column_config.TextColumn(width="medium"),
            _("摘录"): st.column_config.TextColumn(width="large"),
        },
        column_order=_shown(table),
        on_select=lambda: _opened(key, str(one["document_id"]), stated),
        selection_mode="single-row",
        key=key,
        alt=_("文件中的目标"),
    )
    exports.table_download(table, _("目标台账_{name}").format(name=one["document_id"]), key="clauses_excel")


def _states(own: pd.DataFrame, seen: View) -> None:
    """One button a state that occurs; the same filter as the one above."""
    found = own["official_status"].value_counts()
    names = {EVERYTHING: f"{_('全部')} {number(len(own))}"}
    names |= {
        str(status): f"{status_label(status)} {number(int(found[status]))}"
        for status in SEVERITY
        if status in found
    }
    names.setdefault(seen.chosen["status"], f"{status_label(seen.chosen['status'])} 0")
    st.session_state[_STATE] = seen.chosen["status"]
    st.pills(
        _("状态"),
        list(names),
        format_func=marks.words_of(names),
        required=True,
        key=_STATE,
        on_change=view.remember,
        args=("status", _STATE),
        label_visibility="collapsed",
    )


def _opened(key: str, document: str, stated: pd.DataFrame) -> None:
    """A row was chosen or let go: write it into the address."""
    rows = st.session_state[key].selection.rows
    address.open_(document, stated.iloc[rows[0]]["target_id"] if rows else None)


def _table(stated: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    records = stated.to_dict("records")
    return pd.DataFrame(
        {
            _("状态"): [[status_label(row["official_status"])] for row in records],
            _("指标"): [called(row, "indicator") for row in records],
            _("地区"): [called(row, "region") for row in records],
            _("比较符"): [_bound(row) for row in records],
            _("原文数值"): stated["number_text"].fillna(""),
            _("条款"): stated["clause"],
            _("约束性"): [strength_word(row["strength"]) for row in records],
            _("牵头单位"): [_("、").join(row["lead_units"]) for row in records],
            _("期限"): [day(row["deadline"]) for row in records],
            _("摘录"): stated["excerpt"].map(clean),
            _("原文照录"): stated["excerpt"],
            _("沿革"): frames.lineage(stated, every),
        }
    )


def _bound(row: Document) -> str:
    """Sign and word of the bound; nothing where the document gives no number."""
    if not isinstance(row["number_text"], str):
        return ""
    return f"{comparator_sign(row['comparator'])} {comparator_word(row['comparator'])}"


def _shown(table: pd.DataFrame) -> list[str]:
    """The columns on screen; those that say nothing in this document only go into the workbook."""
    quiet = {_("原文照录")} if table[_("沿革")].any() else {_("原文照录"), _("沿革")}
    if table[_("地区")].nunique() == 1:
        quiet.add(_("地区"))
    return [str(name) for name in table if name not in quiet]
