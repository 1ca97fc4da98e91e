"""The files that wait for a decision, of everybody, newest first: each behind a fold, and what became of others."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

import tracker
from intake.states import Look, State, Submission
from pages.frame import faults, who
from pages.shared import load, marks, records
from pages.uploads import handed_in, previews
from wording.formats import day, number, report_period
from wording.labels import outcome_word, submission_word
from wording.translate import _

AT_ONCE = 25  # folds on the screen
LONGEST = 3650  # days a file may wait
_COLOURS = {"ready": "green", "needs_confirmation": "orange", "rejected": "red"}


def show(by: str) -> None:
    """The list; what was just handed in is checked first, so that every line tells what the checks found."""
    place = st.container()
    every = _checked(tracker.waiting(load.desk(), records.home()))
    with place:
        _news()
    if not every:
        return
    st.subheader(_("待确认（{n}份）").format(n=number(len(every))), anchor=False)
    for one in _turned(every):
        with faults.apart():
            _fold(one, by)
    _days(by)


def _days(by: str) -> None:
    """How long a file waits, and changing that."""
    days = tracker.submission_days(load.desk())
    with st.container(horizontal=True, vertical_alignment="center", key="waiting_days"):
        said = _("所有人提交的都在这里；{days}天没有确认的自动弃用。").format(days=number(days))
        st.caption(said, width="content")
        with st.popover(_("改天数"), type="tertiary", key="days"), st.form("submission_days", border=False):
            wanted = st.number_input(_("没有确认的保留几天"), 1, LONGEST, value=days)
            saved = st.form_submit_button(_("保存"), disabled=not by)
            if not by:
                st.caption(_("请先在上方填写导入人。"))
    if saved and int(wanted) != days:
        tracker.set_submission_days(load.desk(), int(wanted), by=by)
        st.rerun()


def _turned(every: Sequence[Submission]) -> Sequence[Submission]:
    """The page of the list that is looked at."""
    if len(every) <= AT_ONCE:
        return every
    at = st.pagination(-(-len(every) // AT_ONCE), key="waiting_page") - 1
    return every[AT_ONCE * at : AT_ONCE * (at + 1)]


def _checked(every: Sequence[Submission]) -> Sequence[Submission]:
    """The list after everything in it was checked at least once, with a bar while it is."""
    place = st.empty()  # keeps its place, or all below would move and forget what is unfolded
    due = [one for one in every if one.outcome is None and not one.fault]
    for at, one in enumerate(due):
        said = _("正在检查 {name}").format(name=marks.plain(one.file_name))
        place.progress(at / len(due), text=said)
        _seen(one)
    place.empty()
    return tracker.waiting(load.desk(), records.home()) if due else every


def _seen(one: Submission) -> Look | None:
    """A file as it is now, checked if that is due; None where the checks ended in a fault, which is said and remembered."""
    desk, home, look = load.desk(), records.home(), None
    with faults.apart(partial(tracker.check_failed, desk, home, one.submission_id)):
        look = tracker.look(desk, home, one.submission_id, caller=who.caller())
        if look.submission.state is State.COMMITTED:  # the same bytes are in already
            handed_in.tell(one.submission_id, "already_imported")
    return look


def _fold(one: Submission, by: str) -> None:
    """One file: its line, and behind it the preview, which is asked for only when it is opened."""
    key = f"submission_{one.submission_id}"
    fold = st.expander(_line(one), expanded=handed_in.unfolded(one.submission_id), key=key, on_change="rerun")
    if not fold.open:
        return
    with fold, faults.apart():
        look = _seen(one)
        previews.show(look.submission if look else one, look.preview if look else None, by=by)


def _line(one: Submission) -> str:
    """What the checks found, the file, whose it is and for when, and who handed it in."""
    handed_in = _("{day}由{who}提交") if one.handed_in_by else _("{day}提交")
    of = [
        load.called(one.organisation),
        report_period(one.period, one.frequency) if one.period else "",
        handed_in.format(who=one.handed_in_by, day=day(one.handed_in_at)),
    ]
    about = marks.muted(marks.plain(" · ".join(part for part in of if part)))
    return f"{_badge(one)} **{marks.plain(one.file_name)}** {about}"


def _badge(one: Submission) -> str:
    if one.fault:
        return f":red-badge[{_('检查出错')}]"
    if one.outcome is None:
        return f":gray-badge[{_('待检查')}]"
    return f":{_COLOURS[one.outcome]}-badge[{outcome_word(one.outcome)}]"


def _news() -> None:
    """What became of files since the last view: said once."""
    home = records.home()
    for submission_id, status in handed_in.news().items():
        one = tracker.submission(load.desk(), home, submission_id)
        if one is not None:
            _say(one, status)


def _say(one: Submission, status: str) -> None:
    name = marks.plain(one.file_name)
    counts = {state: number(count) for state, count in one.counts.items()}
    match status:
        case "imported":
            st.success(
                _(
                    "“{name}”已导入为批次{batch}：新增{new}、更改{changed}、相同{same}、缺报{missing}。各屏已按新数据显示。"
                ).format(name=name, batch=one.batch_id, **counts)
            )
        case "already_imported":
            st.info(
                _("“{name}”已经导入过（批次{batch}，{who}，{day}），没有重复导入。").format(
                    name=name, batch=one.batch_id, who=marks.plain(one.decided_by), day=day(one.decided_at)
                )
            )
        case "outdated":
            st.warning(
                _(
                    "核对“{name}”期间台账有了变化，没有写入。下面是按现在的台账重新检查的结果，请再核对一次。"
                ).format(name=name)
            )
        case _other:
            word = submission_word(one.state)
            st.info(
                _("“{name}”{state}（{who}）。").format(name=name, state=word, who=marks.plain(one.decided_by))
            )
