"""Closing a month to further reports, opening it again, and the day on which reports are due."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

import tracker
from data.viewer import Verb
from pages.shared import load
from wording.formats import period
from wording.translate import _

FIRST_DAY, LAST_DAY = 1, 31
_SAID, _TURNED = "closing_said", "closing_turns"


def show(months: Sequence[date]) -> None:
    """The forms behind a fold: they are for the supervision office, a few times a year."""
    if not load.may(Verb.CLOSE):
        return
    with st.expander(_("关账与期限（督查室使用）"), icon=":material/lock:"):
        _closing(months, tracker.closed_months(load.desk()))
        st.divider()
        _due()


def closed(month: date) -> None:
    """Say of a closed month that it takes no more reports."""
    place = st.empty()  # keeps its place, or the fold below would forget that it is open
    if month in tracker.closed_months(load.desk()):
        place.info(
            _("{month}已关账，不再接受月报；迟报和更正须先在下方重新开放。").format(month=period(month)),
            icon=":material/lock:",
        )


def _closing(months: Sequence[date], closed: set[date]) -> None:
    """What the button does is what it says: it closes an open month and opens a closed one."""
    turn = st.session_state.get(_TURNED, 0)
    month = st.selectbox(
        _("月份"),
        list(reversed(months)),
        format_func=lambda end: (
            _("{month}（已关账）").format(month=period(end)) if end in closed else period(end)
        ),
        key="closing_month",
    )
    by = st.text_input(_("操作人"), max_chars=30, key="closing_by")
    reason = st.text_input(_("原因"), max_chars=100, key=f"closing_reason_{turn}")
    label = _("重新开放{month}") if month in closed else _("{month}关账")
    if st.button(label.format(month=period(month)), key="closing_button"):
        if not (by.strip() and reason.strip()):
            st.warning(_("请填写操作人和原因。"))
            return
        change = tracker.reopen_month if month in closed else tracker.close_month
        change(load.desk(), month, reason=reason.strip(), by=by.strip())
        said = _("{month}已重新开放。") if month in closed else _("{month}已关账，不再接受月报。")
        st.session_state[_SAID] = said.format(month=period(month))
        st.session_state[_TURNED] = turn + 1
        st.rerun()
    if told := st.session_state.pop(_SAID, None):
        st.success(told)


def _due() -> None:
    with st.form("due", border=False):
        day = st.number_input(
            _("每月报送期限（次月几日）"), FIRST_DAY, LAST_DAY, value=tracker.due_day(load.desk()), width=240
        )
        by = st.text_input(_("操作人"), max_chars=30, key="due_by")
        if st.form_submit_button(_("保存期限")):
            if by.strip():
                tracker.set_due_day(load.desk(), int(day), by=by)
                st.success(_("已保存。"))
            else:
                st.warning(_("请填写操作人。"))
