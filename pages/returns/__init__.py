"""The parts of the reporting screen as they are drawn: the counts, the chase, the months, their closing and due day."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

import tracker
from data.viewer import Verb
from pages.shared import exports, load, marks
from wording.formats import day, is_missing, month, number, period
from wording.translate import N_, _, language

_LOOKS = {
    "on_time": ("green", "●", N_("按时")),
    "corrected": ("blue", "◆", N_("按时后更正")),
    "late": ("orange", "▲", N_("迟报")),
    "missing": ("red", "■", N_("未报")),
    "pending": ("gray", "○", N_("未到期限")),
}


def summary(owed: pd.DataFrame, newest: date) -> None:
    """How many of how many organisations have reported the month."""
    now = of_month(owed, newest)
    found = counts(now)
    reported = len(now) - found.get("missing", 0) - found.get("pending", 0)
    st.markdown(
        _("{month}：{organisations}个单位应报，已报 **{reported}** 个。").format(
            month=period(newest), organisations=number(len(now)), reported=number(reported)
        )
        + " "
        + " · ".join(f"{_look(status)} {number(count)}" for status, count in _in_order(found))
    )


def _in_order(found: dict[str, int]) -> list[tuple[str, int]]:
    return [(status, found[status]) for status in _LOOKS if status in found]


def _look(status: object) -> str:
    if status not in _LOOKS:
        return marks.muted("—")
    colour, shape, word = _LOOKS[str(status)]
    return f":{colour}[{shape} {_(word)}]"


def chase(owed: pd.DataFrame, newest: date) -> None:
    """The list to chase, ready to be copied into a message."""
    now = of_month(owed, newest)
    missing = now[now["status"] == "missing"]
    if missing.empty:
        st.success(_("应报单位都已报送或未到期限。"))
        return
    st.subheader(_("催报名单"), anchor=False)
    names = _("、").join(missing["unit_en" if language() == "en" else "unit"])
    due = missing.iloc[0]["due_on"]
    text = _("请尽快报送{month}月报（应于{due}前报送）：{names}。").format(
        month=period(newest), due=day(due), names=names
    )
    st.code(text, language=None, wrap_lines=True)
    st.caption(_("右上角可复制。"))


def grid(owed: pd.DataFrame, months: tuple[date, ...]) -> None:
    """Organisation × month, oldest month on the left."""
    st.subheader(_("逐月报送"), anchor=False)
    table = by_organisation(owed)
    shown = {_("填报单位"): [marks.plain(name) for name in table.index]}
    plain = {_("填报单位"): list(table.index)}
    for end in months:
        stands = table.get(pd.Timestamp(end), pd.Series(index=table.index, dtype="object"))
        shown[_head(end, months)] = ["" if is_missing(status) else _look(status) for status in stands]
        plain[_head(end, months)] = [
            _(_LOOKS[str(status)][2]) if status in _LOOKS else "" for status in stands
        ]
    st.table(shown, border="horizontal", hide_index=True, alt=_("各单位逐月报送情况"))
    exports.table_download(pd.DataFrame(plain), _("逐月报送"), key="returns_excel")


def _head(end: date, months: tuple[date, ...]) -> str:
    return month(end) if end.year == months[-1].year else period(end)


FIRST_DAY, LAST_DAY = 1, 31
_SAID, _TURNED = "closing_said", "closing_turns"


def closures(months: Sequence[date]) -> None:
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


MOST_MONTHS = 12


def months(known: list[date], until: date) -> tuple[date, ...]:
    """The reported months up to the one looked at, oldest first, at most a year of them."""
    wanted = sorted(month for month in {*known, until} if month <= until) if known else []
    return tuple(wanted[-MOST_MONTHS:])


def of_month(owed: pd.DataFrame, month: date) -> pd.DataFrame:
    """The organisations' standing in one month."""
    return owed[owed["period_end"] == pd.Timestamp(month)]


def counts(owed: pd.DataFrame) -> dict[str, int]:
    """How many organisations stand how."""
    return {str(status): int(count) for status, count in owed["status"].value_counts().items()}


def by_organisation(owed: pd.DataFrame) -> pd.DataFrame:
    """One row an organisation, one column a month, the standing in each; those that miss most first."""
    table = owed.pivot_table(index="unit_short", columns="period_end", values="status", aggfunc="first")
    missing = (table == "missing").sum(axis=1) * 100 + (table == "late").sum(axis=1)
    return table.loc[missing.sort_values(ascending=False, kind="stable").index]
