"""The parts of the reporting screen as they are drawn."""

from datetime import date

import pandas as pd
import streamlit as st

from pages.returns import frames
from pages.shared import exports, marks
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
    """How many of how many units have reported the month."""
    now = frames.of_month(owed, newest)
    found = frames.counts(now)
    reported = len(now) - found.get("missing", 0) - found.get("pending", 0)
    st.markdown(
        _("{month}：{units}个单位应报，已报 **{reported}** 个。").format(
            month=period(newest), units=number(len(now)), reported=number(reported)
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
    now = frames.of_month(owed, newest)
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
    """Unit × month, oldest month on the left."""
    st.subheader(_("逐月报送"), anchor=False)
    table = frames.by_unit(owed)
    shown = {_("单位"): [marks.plain(name) for name in table.index]}
    plain = {_("单位"): list(table.index)}
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
