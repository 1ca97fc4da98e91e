"""The documents, and what one of them states: its targets in the order of its text, and its facts."""

import pandas as pd
import streamlit as st

from intake.documents.reading import clean
from pages.documents import frames
from pages.documents.frames import Document
from pages.frame import view
from pages.frame.places import EVERYTHING
from pages.frame.view import View
from pages.shared import exports, league, marks, passages
from wording.formats import day, is_missing, number, period, quantity
from wording.labels import (
    SEVERITY,
    Record,
    called,
    comparator_sign,
    comparator_word,
    status_label,
    strength_word,
)
from wording.translate import N_, _, ngettext

_STATE = "documents_status"


def trail_target(own: pd.DataFrame) -> str | None:
    """The target whose trail the address asks for, where this document states it."""
    wanted = frames.parameter(frames.CLAUSE)
    return wanted if wanted in set(own["target_id"]) else None


def table(one: Document, own: pd.DataFrame, every: pd.DataFrame, seen: View) -> None:
    """The states with their counts, and the table of the targets in the chosen one."""
    _states(own, seen)
    status = seen.scope.status
    stated = own if status is None else own[own["official_status"] == status]
    if stated.empty:
        st.info(_("这份文件没有处于该状态的目标。"))
        return
    st.caption(_("按条款顺序，共{n}项。点一行看来历。").format(n=number(len(stated))))
    rows = _clauses(stated, every)
    key = f"clauses_{one['document_id']}_{status or EVERYTHING}"
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(stated) <= 16 else 560,
        column_config={
            _("状态"): marks.light_column(),
            _("条款"): st.column_config.TextColumn(width="medium"),
            _("摘录"): st.column_config.TextColumn(width="large"),
        },
        column_order=_shown(rows),
        on_select=lambda: _opened(key, str(one["document_id"]), stated),
        selection_mode="single-row",
        key=key,
        alt=_("文件中的目标"),
    )
    exports.table_download(rows, _("目标台账_{name}").format(name=one["document_id"]), key="clauses_excel")


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
    frames.open_(document, stated.iloc[rows[0]]["target_id"] if rows else None)


def _clauses(stated: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
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


_KINDS = {
    "actual": N_("实绩"),
    "estimate": N_("预计"),
    "baseline": N_("基期值"),
    "comparison": N_("对比"),
    "project": N_("企业项目"),
    "policy": N_("政策措施"),
    "published": N_("已公布"),
}


def facts(kind: str, found: pd.DataFrame) -> None:
    """The table of one kind; a click on a row shows where the document says so."""
    st.caption(_("共{n}条，点一行看原文。这些数字不是目标，不参与判定。").format(n=number(len(found))))
    table = _facts(found)
    event = st.dataframe(
        table,
        hide_index=True,
        height="content" if len(found) < 14 else 460,
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts_{kind}_{found.iloc[0]['document_id']}",
        alt=_(kind),
    )
    if event.selection.rows:
        row = found.iloc[event.selection.rows[0]]
        passages.show(row["fact_id"], row["excerpt"], row["number_text"])
    exports.table_download(table, f"{_(kind)}_{found.iloc[0]['document_id']}", key=f"facts_{kind}_excel")


def _facts(found: pd.DataFrame) -> pd.DataFrame:
    records = found.to_dict("records")
    table: dict[str, list[str] | pd.Series] = {
        _("类别"): [kind_word(row["kind"]) for row in records],
        _("条款"): found["clause"],
        _("主体"): found["subject"].fillna(""),
        _("阶段"): found["stage"].fillna(""),
        _("指标"): found["indicator"],
        _("数值"): [amount(row) for row in records],
        _("时期"): [period(row["period_end"]) for row in records],
        _("摘录"): found["excerpt"].map(clean),
    }
    return pd.DataFrame(
        {name: cells for name, cells in table.items() if name not in {_("主体"), _("阶段")} or any(cells)}
    )


def kind_word(kind: str) -> str:
    """What kind of statement a fact is."""
    return _(_KINDS[kind])


def amount(row: Record) -> str:
    """The amount of a fact in its own unit, with the sign of its bound unless the number is bare."""
    unit = str(row["unit"] or "")
    said = quantity(row["value"], unit)
    if not is_missing(row["value_high"]):
        return f"{number(row['value'])}~{quantity(row['value_high'], unit)}"
    sign = "" if is_missing(row["comparator"]) or is_missing(row["value"]) else str(row["comparator"])
    return said if sign in {"", "="} else f"{comparator_sign(sign)} {said}"


def documents(known: pd.DataFrame, facts: pd.DataFrame, chosen: Document | None) -> None:
    """Every document with where it comes from, how many targets it states and how they stand."""
    statuses = set(facts["official_status"])
    st.caption(" ".join(status_label(status) for status in SEVERITY if status in statuses))
    with st.container(gap="small"):
        for one in known.to_dict("records"):
            _row(one, facts, is_open=chosen is not None and chosen["document_id"] == one["document_id"])


def _row(one: Document, facts: pd.DataFrame, *, is_open: bool) -> None:
    found = frames.counts(facts, one["document_id"])
    name, said = st.columns([7, 4], gap="small", vertical_alignment="center")
    with name, st.container(gap=None):
        text = marks.plain(called(one, "title"))
        frames.opener(f"**{text}**" if is_open else text, place="list", document=one["document_id"])
        st.markdown(f":small[{marks.muted(marks.plain(source(one)))}]")
    tally = {str(status): int(found[status]) for status in SEVERITY if status in found}
    n = int(found.sum())
    total = ngettext("{n}项目标", "{n}项目标", n).format(n=number(n))
    said.markdown(f"{total} {league.tally(tally)}")


def heading(one: Document) -> None:
    """The document that is open."""
    st.subheader(marks.plain(called(one, "title")), anchor=False)
    st.markdown(marks.muted(marks.plain(source(one))))
    if not is_missing(one["note"]):
        st.caption(marks.plain(one["note"]))


def source(one: Document) -> str:
    """Issuer, number and date, and whether its text is at hand."""
    parts = [
        one["issuer"],
        one["number"] if isinstance(one["number"], str) else "",
        "" if is_missing(one["issued_on"]) else day(one["issued_on"]),
        _("原文已登记") if isinstance(one["text_file"], str) else "",
    ]
    return " · ".join(part for part in parts if part)
