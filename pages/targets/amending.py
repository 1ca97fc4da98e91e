"""改动目标: the form that adjusts or withdraws one target from a month on; for who keeps the ledger."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

import tracker
from data.ledger.statements import Saved
from data.viewer import Verb
from pages.shared import load, marks
from pages.targets.frames import Record
from wording.formats import period, unit_name
from wording.labels import act_word
from wording.problems import message, remedy
from wording.translate import _

ACTS = ("adjust", "withdraw")
UNDERNEATH = "L41"  # the problem of what changed while somebody looked
_SAID = "amending_said"
_FIELDS = "amending_"  # what the keys of what the form keeps begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What was filled in."""

    act: str
    since: date
    cells: dict[str, str]  # of the columns that change
    seen: int  # the last change of the target that was on the screen
    document: str | None
    by: str
    reason: str


def told() -> None:
    """Say what the form did in the run before."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said)


def form(one: Record, spans: pd.DataFrame, month: date) -> None:
    """The form behind a fold; who saves over what changed after they saw it is told of it, by name."""
    told()
    if one["is_handed_down"] or spans.empty or not load.may(Verb.MAINTAIN):
        return
    now = int(spans["change_id"].max())
    seen = st.session_state.setdefault(f"{_FIELDS}{one['target_id']}", now)
    with (
        st.expander(_("调整或撤销这项目标"), icon=":material/edit:"),
        st.form("amending", border=False),
    ):
        typed = _typed(one, month, seen)
        if not st.form_submit_button(_("记入台账")):
            return
        if not (typed.by and typed.reason):
            st.warning(_("请填写操作人和原因。"))
        elif typed.act == "adjust" and not typed.cells:
            st.warning(_("请写明新的目标值或期限。"))
        else:
            _said(_saved(str(one["target_id"]), typed))


def _typed(one: Record, month: date, seen: int) -> _Typed:
    months = list(pd.date_range(one["period_start"].replace(day=1), one["deadline"], freq="MS").date)
    documents = load.named("documents")
    titles: dict[str, str] = dict(zip(documents["document_id"], documents["title"], strict=True))
    act = st.radio(_("改动"), ACTS, format_func=act_word, horizontal=True, key="amending_act")
    now = month.replace(day=1)
    since = st.selectbox(
        _("自"),
        months,
        index=months.index(now) if now in months else 0,
        format_func=period,
        key="amending_since",
    )
    unit = unit_name(str(one["unit_stated"]))
    asked = {
        "value": _("新的目标值（{unit}，不改则留空）").format(unit=unit),
        "deadline": _("新的期限（如 2025-06-30，不改则留空）"),
    }
    cells = {
        name: st.text_input(label, max_chars=40, key=f"amending_{name}") for name, label in asked.items()
    }
    document = st.selectbox(
        _("依据文件"),
        list(titles),
        index=None,
        placeholder="",
        format_func=marks.words_of(titles),
        key="amending_document",
    )
    by = st.text_input(_("操作人"), max_chars=30, key="amending_by")
    reason = st.text_input(_("原因"), max_chars=100, key="amending_reason")
    filled = {name: text.strip() for name, text in cells.items() if text.strip()}
    return _Typed(
        act=act,
        since=since,
        cells=filled,
        seen=seen,
        document=document,
        by=by.strip(),
        reason=reason.strip(),
    )


def _saved(target_id: str, typed: _Typed) -> Saved:
    thing = ("target", target_id)
    if typed.act == "withdraw":
        return tracker.withdraw(
            load.desk(), thing, since=typed.since, seen=typed.seen, by=typed.by, reason=typed.reason
        )
    return tracker.retype(
        load.desk(),
        "adjust",
        thing,
        typed.cells,
        since=typed.since,
        document=typed.document,
        seen=typed.seen,
        by=typed.by,
        reason=typed.reason,
    )


def _said(done: Saved) -> None:
    """Everything that stands in the way; or go on, to say at the top of the next run what was recorded."""
    for found in done.problems:
        told_of = f"“{found.value}”" if found.value else ""
        st.error(marks.plain(" → ".join(filter(None, (told_of, message(found), remedy(found))))))
    if done.change_id is not None or any(found.code == UNDERNEATH for found in done.problems):
        for key in [key for key in st.session_state if str(key).startswith(_FIELDS)]:
            del st.session_state[key]
    if done.change_id is not None:
        st.session_state[_SAID] = _("已记为第 {n} 号改动。").format(n=done.change_id)
        st.rerun()
