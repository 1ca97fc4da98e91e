"""One file before it is imported: what it would change, every problem, and the decision; and the imports that stand."""

import hashlib
from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

import tracker
from data.home import Home
from data.problems import Problem, Severity
from data.viewer import Verb
from intake.guard.child import Caller
from intake.kinds import KINDS
from intake.previews import Preview
from intake.states import Submission
from pages import uploads
from pages.frame import view
from pages.shared import exports, load, marks
from tracker import Desk
from wording import problems as wording
from wording.formats import day, number, report_period, unit_name
from wording.labels import KIND, kind_word, problem_severity_word
from wording.translate import N_, _, language, use

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(one: Submission, preview: Preview | None, *, by: str) -> None:
    """What the checks found of a file, and what may be done with it; without a preview only that."""
    key = one.submission_id
    if preview is not None:
        _counts(preview)
        _problems(one, preview)
        _changes(one, preview)
        _names(one, preview, by)
    elif one.fault:
        st.error(
            _(
                "检查这份文件时程序出错，参考编号 {reference}。其他文件不受影响。请弃用后换一种格式另存再提交，或把编号告诉管理员。"
            ).format(reference=one.fault)
        )
    if not by:
        st.caption(_("请先在上方填写导入人。"))
    with st.container(horizontal=True, vertical_alignment="center", key=f"decide_{key}"):
        if preview is not None:
            _confirm(one, preview, by)
        _put_aside(one, by)


def _counts(preview: Preview) -> None:
    if any(preview.counts.values()):
        st.markdown(
            _("新增 **{new}** · 更改 **{changed}** · 相同 **{same}** · 缺报 **{missing}**").format(
                **{name: number(count) for name, count in preview.counts.items()}
            )
        )


def _problems(one: Submission, preview: Preview) -> None:
    """Every problem with its cell, what was typed, what is wrong and how to mend it; the marked-up file."""
    key = one.submission_id
    if not preview.problems:
        st.markdown(f":green[{_('没有发现问题。')}]")
        return
    if len(preview.problems) <= WRAPPED:
        st.table(wrapped(preview.problems), border="horizontal", hide_index=True, alt=_("问题清单"))
    else:
        found = problems(preview.problems)
        st.dataframe(found, hide_index=True, height=420, alt=_("问题清单"), key=f"problems_{key}")
    st.download_button(
        _("下载标注后的工作簿（问题已着色并附说明）"),
        partial(_marked, load.desk(), load.office(), key, language(), view.caller()),
        file_name=_("标注_{name}.xlsx").format(name=preview.file_name.rsplit(".", 1)[0]),
        mime=_XLSX,
        icon=":material/edit_note:",
        on_click="ignore",
        key=f"marked_{key}",
    )


def _marked(desk: Desk, home: Home, submission_id: str, speech: str, caller: Caller) -> bytes:
    """The workbook to send back, made when it is asked for, which is in another thread that knows no run."""
    use(speech)
    content = tracker.original(desk, home, submission_id)
    preview = tracker.look(desk, home, submission_id, caller=caller).preview
    assert (
        preview is not None
    )  # the button stands beside one, and the browser keeps no more of it than the id
    return tracker.returned_workbook(desk, content, preview, caller=caller)


def _changes(one: Submission, preview: Preview) -> None:
    """The diff: changed values old → new first, then new ones, then what is missing."""
    shown: pd.DataFrame = differences(preview.rows)
    if shown.empty:
        return
    n = number(preview.differing)
    title = _("读到的内容（{n}行，没有写入）") if preview.status == "rejected" else _("将发生的变化（{n}行）")
    with st.expander(title.format(n=n), expanded=bool(preview.counts.get("changed"))):
        if len(shown) == SHOWN:
            st.caption(_("只列出前{n}行。").format(n=number(SHOWN)))
        st.dataframe(shown, hide_index=True, height="content" if len(shown) < 12 else 420, alt=_("变化清单"))
        exports.table_download(shown, _("变化清单"), key=f"changes_{one.submission_id}")


def _names(one: Submission, preview: Preview, by: str) -> None:
    """Names nobody knows yet: a person says what is meant, once for all later files."""
    for at, unknown in enumerate(preview.unresolved):
        key = f"{one.submission_id}_{at}"
        with st.container(horizontal=True, vertical_alignment="bottom"):
            meanings = dict(unknown.suggestions) | _every_name(unknown.what)
            label = _("{cell} 的“{typed}”是指").format(cell=unknown.cell, typed=marks.plain(unknown.typed))
            chosen = st.selectbox(
                label,
                list(meanings),
                format_func=marks.words_of(meanings),
                index=None,
                placeholder=_("请选择"),
                key=f"name_{key}",
                width=420,
            )
            confirmed = st.button(_("确认名称"), disabled=chosen is None or not by, key=f"name_ok_{key}")
        if confirmed and chosen is not None:
            tracker.confirm_name(load.desk(), unknown, chosen, by=by)
            st.rerun()


def _every_name(what: str) -> dict[str, str]:
    """What a name may mean beyond what was suggested: every indicator, or every region, by code."""
    known = load.spoken(f"{what}s")
    names = dict(zip(known[f"{what}_code"], known["name"], strict=True))
    return load.told_apart("regions", names) if what == "region" else names


def _confirm(one: Submission, preview: Preview, by: str) -> None:
    """The confirmation: nothing is written before it, and it counts for what is shown and nothing newer."""
    if preview.status not in ("ready", "needs_confirmation") or preview.unresolved:
        return
    key = f"{one.submission_id}_{_shown(preview)}"
    accepted = preview.status == "ready" or st.checkbox(
        _("已逐条核对以上提示，确认无误"), key=f"accept_{key}"
    )
    if st.button(_("确认导入"), type="primary", disabled=not (accepted and by), key=f"confirm_{key}"):
        result = tracker.confirm(
            load.desk(), load.office(), one.submission_id, seen=one.compared, by=by,
            confirm_warnings=True, caller=view.caller(),
        )  # fmt: skip
        uploads.tell(one.submission_id, result.status if result is not None else "decided")
        st.rerun()


def _shown(preview: Preview) -> str:
    """What the viewer is shown, as a key: a tick counts for that and nothing newer."""
    said = repr([(one.code, one.cell) for one in preview.problems])
    return hashlib.sha256((preview.digest + said).encode()).hexdigest()[:16]


def _put_aside(one: Submission, by: str) -> None:
    """Returning a file with a reason, or throwing it away."""
    with st.popover(_("退回或弃用"), icon=":material/undo:", key=f"aside_{one.submission_id}"):
        reason = st.text_input(_("退回原因"), max_chars=100, key=f"reason_{one.submission_id}")
        home, told = load.office(), reason.strip()
        with st.container(horizontal=True):
            returned = st.button(
                _("退回报送人"), disabled=not (by and told), key=f"return_{one.submission_id}"
            )
            discarded = st.button(_("弃用"), disabled=not by, key=f"discard_{one.submission_id}")
        st.caption(_("退回：请报送人改好重报，原件保留；弃用：不再需要，原件删除。"))
    if returned:
        tracker.give_back(load.desk(), home, one.submission_id, by=by, reason=told)
    elif discarded:
        tracker.discard(load.desk(), home, one.submission_id, by=by)
    if returned or discarded:
        uploads.tell(one.submission_id, "decided")
        st.rerun()


_VOIDED = "batch_voided"


def batches() -> None:
    """All imports, newest first, and the form that voids one."""
    st.subheader(_("导入批次"), anchor=False)
    place = st.empty()
    if (voided := st.session_state.pop(_VOIDED, None)) is not None:
        place.success(_("批次{n}已作废，各屏已恢复为此前的数据。").format(n=voided))
    every = load.spoken("batches")
    if every.empty:
        st.info(_("还没有导入任何月报。"))
        return
    table = batch_table(every)
    st.dataframe(table, hide_index=True, height="content" if len(every) < 10 else 380, alt=_("导入批次"))
    exports.table_download(table, _("导入批次"), key="batches_excel")
    _void()


def _void() -> None:
    """The form; what it voided is said at the top of the next run, when every part knows of it."""
    every = load.named("batches")
    standing = every[(every["status"] == "posted") & every["is_whole"]].sort_values(
        "batch_id", ascending=False
    )
    names = {
        int(row["batch_id"]): _("批次{n} · {file}").format(n=number(row["batch_id"]), file=row["source_file"])
        for row in standing.to_dict("records")
    }
    if not (names and load.may(Verb.VOID)):
        return
    with st.expander(_("作废一个批次"), icon=":material/undo:"), st.form("void", border=False):
        chosen = st.selectbox(_("批次"), list(names), format_func=marks.words_of(names))
        reason = st.text_input(_("作废原因"), max_chars=100, key=f"void_reason_{standing.index[0]}")
        if not st.form_submit_button(_("作废")):
            return
        if not reason.strip():
            st.warning(_("请写明作废原因。"))
        elif chosen and tracker.void(load.desk(), chosen, reason=reason.strip()):
            st.session_state[_VOIDED] = int(chosen)
            st.rerun()


SHOWN = 2000  # rows of a difference a browser is given
WRAPPED = 40  # problems that are shown whole, line under line; longer lists scroll
_COLOURS = {
    Severity.REJECT: "red",
    Severity.WARN: "orange",
    Severity.NOTICE: "blue",
    Severity.ACCEPT: "gray",
}
_STATES = {"changed": N_("更改"), "new": N_("新增"), "missing": N_("缺报")}


def problems(found: Iterable[Problem]) -> pd.DataFrame:
    """One row a problem."""
    return pd.DataFrame(
        [
            {
                _("级别"): problem_severity_word(problem.severity),
                _("位置"): f"{problem.sheet} {problem.cell}".strip() or _("整个文件"),
                _("指标"): wording.subject(problem, load.called),
                _("填写的内容"): problem.value,
                _("问题"): wording.message(problem, load.called),
                _("怎么改"): wording.remedy(problem, load.called),
                _("编号"): problem.code,
            }
            for problem in found
        ]
    )


def wrapped(found: Iterable[Problem]) -> dict[str, list[str]]:
    """The same in the four columns a phone has room for, as text for a table that wraps."""
    columns: dict[str, list[str]] = {_("位置"): [], _("填写的内容"): [], _("问题"): [], _("怎么改"): []}
    for problem in found:
        place = f"{problem.sheet} {problem.cell}".strip() or _("整个文件")
        severity = marks.plain(problem_severity_word(problem.severity))
        subject = marks.plain(wording.subject(problem, load.called))
        cells = (
            f":{_COLOURS[problem.severity]}[{severity}] {marks.plain(place)}"
            + (f" {marks.muted(subject)}" if subject else ""),
            marks.plain(problem.value),
            marks.plain(wording.message(problem, load.called)),
            f"{marks.plain(wording.remedy(problem, load.called))} {marks.muted(marks.plain(problem.code))}",
        )
        for column, cell in zip(columns.values(), cells, strict=True):
            column.append(cell)
    return columns


def differences(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a value that is new, changed or missing, changed ones first; at most SHOWN."""
    order = {state: at for at, state in enumerate(_STATES)}
    known = rows[rows["state"].isin(order)]
    known = known.assign(_order=known["state"].map(order)).sort_values("_order", kind="stable").head(SHOWN)
    return pd.DataFrame(
        [
            {
                _("变化"): _(_STATES[row["state"]]),
                _("指标"): load.called(row["indicator"]),
                _("地区"): load.called(row["region"]),
                _("口径"): kind_word(row["kind"]) if row["kind"] in KIND else _("分解"),
                _("原值"): number(row["old"]),
                _("新值"): number(row["new"]),
                _("单位"): unit_name(row["unit"]),
                _("单元格"): f"{row['sheet']} {row['cell']}",
            }
            for row in known.to_dict("records")
        ]
    )


def batch_table(every: pd.DataFrame) -> pd.DataFrame:
    """One row an import, newest first."""
    return pd.DataFrame(
        [
            {
                _("批次"): row["batch_id"],
                _("类型"): _(KINDS[row["kind"]].word),
                _("月份"): report_period(row["period_end"]),
                _("填报单位"): row["unit_short"] if isinstance(row["unit_short"], str) else "",
                _("文件"): row["source_file"],
                _("导入人"): row["imported_by"],
                _("导入时间"): day(row["imported_at"]),
                _("行数"): row["row_count"],
                _("状态"): _("已作废") if row["status"] == "void" else _("有效"),
                _("作废原因"): row["void_reason"] if isinstance(row["void_reason"], str) else "",
            }
            for row in every.sort_values("batch_id", ascending=False).to_dict("records")
        ]
    )
