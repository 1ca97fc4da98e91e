"""Closing a month to further reports, opening it again, and the day on which reports are due."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

import tracker
from pages.shared import load
from wording.formats import period
from wording.translate import _

FIRST_DAY, LAST_DAY = 1, 31


def show(months: Sequence[date], now: datetime) -> None:
    """The form behind a fold: it is for the supervision office, a few times a year."""
    with st.expander(_("截止与期限（督查室使用）"), icon=":material/lock:"):
        closed = tracker.closed_months(load.store())
        if closed:
            st.markdown(
                _("已截止：{months}").format(months=_("、").join(period(end) for end in sorted(closed)))
            )
        _closing(months, closed, now)
        _due(now)


def _closing(months: Sequence[date], closed: set[date], now: datetime) -> None:
    with st.form("closing", border=False):
        month = st.selectbox(_("月份"), list(reversed(months)), format_func=period)
        by = st.text_input(_("操作人"), max_chars=30)
        reason = st.text_input(_("原因"), max_chars=100)
        pressed = st.form_submit_button(_("截止或重新开放这个月"))
    if not pressed:
        return
    if not (by.strip() and reason.strip()):
        st.warning(_("请填写操作人和原因。"))
    elif month in closed:
        tracker.reopen_month(load.store(), month, reason=reason, by=by, now=now)
        st.success(_("{month}已重新开放。").format(month=period(month)))
    else:
        tracker.close_month(load.store(), month, reason=reason, by=by, now=now)
        st.success(_("{month}已截止，不再接受月报。").format(month=period(month)))


def _due(now: datetime) -> None:
    with st.form("due", border=False):
        day = st.number_input(
            _("每月报送期限（次月几日）"), FIRST_DAY, LAST_DAY, value=tracker.due_day(load.store()), width=240
        )
        by = st.text_input(_("操作人"), max_chars=30, key="due_by")
        if st.form_submit_button(_("保存期限")):
            if by.strip():
                tracker.set_due_day(load.store(), int(day), by=by, now=now)
                st.success(_("已保存。"))
            else:
                st.warning(_("请填写操作人和原因。"))
