"""The files handed in that wait for a decision, of everybody, newest first, what became of others, and handing in more."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from intake.states import Look, State, Submission
from pages.frame import messages, view
from pages.shared import load, marks
from pages.uploads import previews
from wording.formats import day, number, report_period
from wording.labels import outcome_word, submission_word
from wording.translate import _

AT_ONCE = 25  # folds on the screen
LONGEST = 3650  # days a file may wait
_COLOURS = {"ready": "green", "needs_confirmation": "orange", "rejected": "red"}


def show(by: str) -> None:
    """The list; what was just handed in is checked first, so that every line tells what the checks found."""
    place = st.container()
    every = _checked(tracker.waiting(load.desk(), load.office()))
    with place:
        _news()
    if not every:
        return
    st.subheader(_("待确认（{n}份）").format(n=number(len(every))), anchor=False)
    for one in _turned(every):
        with messages.apart():
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
    return tracker.waiting(load.desk(), load.office()) if due else every


def _seen(one: Submission) -> Look | None:
    """A file as it is now, checked if that is due; None where the checks ended in a fault, which is said and remembered."""
    desk, home, look = load.desk(), load.office(), None
    with messages.apart(partial(tracker.check_failed, desk, home, one.submission_id)):
        look = tracker.look(desk, home, one.submission_id, caller=view.caller())
        if look.submission.state is State.COMMITTED:  # the same bytes are in already
            tell(one.submission_id, "already_imported")
    return look


def _fold(one: Submission, by: str) -> None:
    """One file: its line, and behind it the preview, which is asked for only when it is opened."""
    key = f"submission_{one.submission_id}"
    fold = st.expander(_line(one), expanded=unfolded(one.submission_id), key=key, on_change="rerun")
    if not fold.open:
        return
    with fold, messages.apart():
        look = _seen(one)
        previews.show(look.submission if look else one, look.preview if look else None, by=by)


def _line(one: Submission) -> str:
    """What the checks found, the file, whose it is and for when, and who handed it in."""
    how = _("{day}由{who}提交") if one.handed_in_by else _("{day}提交")
    of = [
        load.called(one.organisation),
        report_period(one.period, one.frequency) if one.period else "",
        how.format(who=one.handed_in_by, day=day(one.handed_in_at)),
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
    home = load.office()
    for submission_id, status in news().items():
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


KINDS = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv"]
UPLOADER = "uploaded_by"


def upload() -> str:
    """The drop zone; returns who hands in and decides."""
    by = st.text_input(_("导入人"), key=UPLOADER, placeholder=_("姓名，记入批次"), max_chars=30, width=280)
    files = st.file_uploader(
        _("选择填好的表，可一次选多个。确认之前不会写入任何数据。"),
        type=KINDS,
        accept_multiple_files=True,
        key=f"workbooks_{turn()}",
    )
    if files:
        _hand_in(files, by.strip())
    return by.strip()


def _hand_in(files: Sequence[UploadedFile], by: str) -> None:
    """Keep every file; when all are, the drop zone lets go of them."""
    ids = []
    for file in files:
        with messages.apart():
            one = tracker.hand_in(load.desk(), load.office(), file, file.name, by=by)
            ids.append(one.submission_id)
            if one.state is State.COMMITTED:
                tell(one.submission_id, "already_imported")
    if len(ids) == len(files):
        took(ids)
        st.rerun()


_TURN, _OPENED, _NEWS = "uploads_turn", "uploads_opened", "uploads_news"
UNFOLDED = 3  # of a lot no larger every file is opened at once


def turn() -> int:
    """Which drop zone is on the screen: a new, empty one after each lot."""
    number: int = st.session_state.get(_TURN, 0)
    return number


def took(ids: Sequence[str]) -> None:
    """A lot was handed in: the drop zone is emptied; a small lot is opened, and what is open already stays so."""
    st.session_state[_TURN] = turn() + 1
    if len(ids) <= UNFOLDED:
        st.session_state[_OPENED] = {*st.session_state.get(_OPENED, ()), *ids}


def unfolded(submission_id: str) -> bool:
    """Whether a file is opened before anybody asks."""
    return submission_id in st.session_state.get(_OPENED, ())


def tell(submission_id: str, status: str) -> None:
    """Something became of a file, to be said at the top of the next view, once."""
    st.session_state[_NEWS] = {**st.session_state.get(_NEWS, {}), submission_id: status}


def news() -> dict[str, str]:
    """What is to be said now, by id, and never again."""
    told: dict[str, str] = st.session_state.pop(_NEWS, {})
    return told
