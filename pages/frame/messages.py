"""What a screen says when there is nothing to show, when something is odd, and when something broke.

Sentences only, each with a way on; nothing technical reaches the viewer.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pandas as pd
import streamlit as st

from data.errors import CheckCancelledError, TrackerError
from data.scope import Scope
from metrics.model import Status
from pages.frame import places
from pages.frame.filters import label
from pages.frame.view import View, meant
from pages.shared import load
from pages.shared.marks import plain
from wording.formats import day, period
from wording.translate import _, ngettext

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def lost() -> None:
    """An address of no screen was opened: say so once, over the overview it was sent to."""
    word = st.query_params.pop(places.LOST, None)
    if word:
        st.warning(_("没有“{word}”这个页面，已打开总览。请从上方导航选择。").format(word=plain(word)))


def unknown_filters(view: View) -> None:
    """A link asked for something the ledger does not have."""
    for name, value in view.unknown:
        used = plain(view.words(name))
        if name == "month" and _MONTH.fullmatch(value):
            said = _("{month}没有月报，已改按{used}显示。可在上方重新选择。")
            st.warning(said.format(month=period(date.fromisoformat(f"{value}-01")), used=used))
            continue
        if found := meant(name, value, view.choices):
            several = _("链接中的{filter}“{value}”不止一个：{candidates}。已改按“{used}”显示，请在上方选择。")
            told = _("、").join(f"{code} {plain(words)}" for code, words in found.items())
            st.warning(several.format(filter=label(name), value=plain(value), candidates=told, used=used))
            continue
        st.warning(
            _("链接中的{filter}“{value}”不在台账里，已改按“{used}”显示。可在上方重新选择。").format(
                filter=label(name), value=plain(value), used=used
            )
        )


def looking_back(view: View) -> None:
    """A past moment is looked at: say so on every screen, with the way back to now."""
    if view.scope.known_at is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            ":orange[:material/history:] "
            + _("**回看**：按{day}当天已知的数据显示，此后导入的月报、更正和作废都不计入。").format(
                day=day(view.scope.known_at)
            )
        )
        st.button(_("回到现在"), icon=":material/update:", key="known_now", on_click=_to_now)


def _to_now() -> None:
    st.query_params.pop("known", None)


def nothing_here(scope: Scope) -> None:
    """No target fits the filters, or there is none at all yet."""
    if load.targets().empty:
        no_target()
        return
    st.info(_("所选范围内没有目标。请在上方放宽地区、行业、责任单位或状态。"))
    places.link(
        places.OVERVIEW,
        _("回到全部目标"),
        query={"month": f"{scope.as_of:%Y-%m}", "region": places.EVERYTHING},
    )


def no_target() -> None:
    """The ledger is started and states nothing yet."""
    st.info(_("台账里还没有目标。录入第一份文件后，这里显示各项目标的进度。"))
    places.link(places.START, _("看怎样录入第一份文件"), query=places.address())


def nothing_reported() -> None:
    """Nothing was imported yet."""
    if load.targets().empty:
        no_target()
        return
    st.info(_("还没有任何月报。目标已在台账中，导入月报后这里显示进度。"))
    places.link(places.UPLOADS, _("去导入月报"))


def unreported(facts: pd.DataFrame) -> int:
    """How many targets the month has no report of."""
    return int((facts["official_status"] == Status.NOT_REPORTED).sum())


def freshness(missing: int, scope: Scope) -> None:
    """Say so when the month is not reported, only in part (so many are missing), or a later month is known."""
    known = load.months(scope.known_at)
    if load.targets().empty:  # said where they would be
        return
    if not known and scope.known_at is not None:
        st.info(_("在所看的时点还没有任何月报。"))
        return
    if not known:
        nothing_reported()
        return
    month = period(scope.as_of)
    if scope.as_of not in known:
        st.warning(_("{month}还没有月报，下面是此前最近一次报送的数值。").format(month=month))
    elif scope.as_of < max(known):
        st.caption(
            _("已有更新的月报（{newest}），现在看的是{month}。").format(
                newest=period(max(known)), month=month
            )
        )
    if missing and scope.as_of in known:
        said = ngettext(
            "{month}有{n}项目标未报送，缺报不按零计。", "{month}有{n}项目标未报送，缺报不按零计。", missing
        )
        st.caption(said.format(month=month, n=missing))


def unknown_target(target_id: str) -> None:
    """A link asked for a target the ledger does not have."""
    st.warning(
        _("台账里没有编号为“{target}”的目标。它可能已改号，或链接不完整。请从下面的清单中选择。").format(
            target=plain(target_id)
        )
    )


def unknown_document(document_id: str) -> None:
    """A link asked for a document the ledger does not have."""
    st.warning(_("台账里没有编号为“{document}”的文件。请从下面选择。").format(document=plain(document_id)))


def fault(problem: TrackerError, reference: str) -> None:
    """A machine fault the house foresaw."""
    st.error(plain(_(problem.template).format(**problem.fields)), title=_("暂时无法显示"))
    st.caption(_("参考编号 {reference}。详细记录在服务器日志中。").format(reference=reference))


def unforeseen(reference: str) -> None:
    """A fault nobody foresaw: the reference number finds it in the log."""
    st.error(
        _("程序遇到意外情况，数据没有改动。请刷新重试；仍不行时把参考编号告诉管理员。"),
        title=_("暂时无法显示"),
    )
    st.caption(_("参考编号 {reference}。详细记录在服务器日志中。").format(reference=reference))


_LOG = logging.getLogger("xushi")


def recorded() -> str:
    """Write the fault in hand to the log and return the reference it is found by."""
    reference = uuid4().hex[:8].upper()
    _LOG.exception("fault %s", reference)
    return reference


@contextmanager
def apart(remember: Callable[[str], None] = lambda reference: None) -> Iterator[None]:
    """One thing among several: a fault is said in its place and the others are shown all the same.

    `remember` hears the reference of a fault nobody foresaw. Whoever has left is told nothing and kept waiting by nothing.
    """
    try:
        yield
    except CheckCancelledError:
        st.stop()
    except TrackerError as met:
        fault(met, recorded())
    except Exception:  # noqa: BLE001 one file of a lot never hides the others
        reference = recorded()
        unforeseen(reference)
        remember(reference)
