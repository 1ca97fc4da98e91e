"""One file before it is imported: what it would change, every problem, and the confirmation."""

from functools import partial

import pandas as pd
import streamlit as st

import tracker
from data.intake.previews import ImportResult, Preview
from pages.shared import exports, load, marks
from pages.uploads import frames, pending
from wording.formats import number, report_period
from wording.problems import message, remedy
from wording.translate import N_, _

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_VERDICTS = {
    "ready": (":green-badge", N_("可以导入")),
    "needs_confirmation": (":orange-badge", N_("须确认")),
    "rejected": (":red-badge", N_("退回")),
    "already_imported": (":gray-badge", N_("已导入过")),
    "imported": (":green-badge", N_("已导入")),
}


def show(preview: Preview, content: bytes, *, by: str) -> None:
    """The whole preview of one file in its own box."""
    key = pending.shown(preview)
    result = pending.done(content)
    with st.container(border=True, gap="small", key=f"preview_{key}"):
        _head(preview, "imported" if result else preview.status)
        if result:
            _outcome(result)
            return
        if preview.status == "already_imported":
            _already(preview)
            return
        _problems(preview, content, key)
        _changes(preview)
        _names(preview, content, by, key)
        _confirm(preview, content, by, key)


def _head(preview: Preview, status: str) -> None:
    colour, word = _VERDICTS[status]
    of = [
        load.called(preview.unit_name),
        report_period(preview.period, preview.frequency) if preview.period else "",
    ]
    st.markdown(
        f"{colour}[{_(word)}] **{marks.plain(preview.file_name)}** {marks.muted(marks.plain(' · '.join(part for part in of if part)))}"
    )
    if preview.counts and any(preview.counts.values()):
        st.markdown(
            _("新增 **{new}** · 更改 **{changed}** · 相同 **{same}** · 缺报 **{missing}**").format(
                **{name: number(count) for name, count in preview.counts.items()}
            )
        )


def _problems(preview: Preview, content: bytes, key: str) -> None:
    """Every problem with its cell, what was typed, what is wrong and how to mend it; the marked-up file."""
    if not preview.problems:
        st.markdown(f":green[{_('没有发现问题。')}]")
        return
    if len(preview.problems) <= frames.WRAPPED:
        st.table(frames.wrapped(preview.problems), border="horizontal", hide_index=True, alt=_("问题清单"))
    else:
        found = frames.problems(preview.problems)
        st.dataframe(found, hide_index=True, height=420, alt=_("问题清单"), key=f"problems_{key}")
    st.download_button(
        _("下载标注后的工作簿（问题已着色并附说明）"),
        partial(tracker.returned_workbook, load.desk(), content, preview),
        file_name=_("退回_{name}.xlsx").format(name=preview.file_name.rsplit(".", 1)[0]),
        mime=_XLSX,
        icon=":material/edit_note:",
        on_click="ignore",
        key=f"returned_{key}",
    )


def _changes(preview: Preview) -> None:
    """The diff: changed values old → new first, then new ones, then what is missing."""
    shown: pd.DataFrame = frames.differences(preview.rows)
    if shown.empty:
        return
    n = number(preview.differing)
    title = _("读到的内容（{n}行，没有写入）") if preview.status == "rejected" else _("将发生的变化（{n}行）")
    with st.expander(title.format(n=n), expanded=bool(preview.counts.get("changed"))):
        if len(shown) == frames.SHOWN:
            st.caption(_("只列出前{n}行。").format(n=number(frames.SHOWN)))
        st.dataframe(shown, hide_index=True, height="content" if len(shown) < 12 else 420, alt=_("变化清单"))
        exports.table_download(shown, _("变化清单"), key=f"changes_{preview.sha256[:12]}")


def _names(preview: Preview, content: bytes, by: str, key: str) -> None:
    """Names nobody knows yet: a person says what is meant, once for all later files."""
    for at, unknown in enumerate(preview.unresolved):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            meanings = dict(unknown.suggestions) | _every_name(unknown.what)
            label = _("{cell} 的“{typed}”是指").format(cell=unknown.cell, typed=marks.plain(unknown.typed))
            chosen = st.selectbox(
                label,
                list(meanings),
                format_func=marks.words_of(meanings),
                index=None,
                placeholder=_("请选择"),
                key=f"name_{key}_{at}",
                width=420,
            )
            confirmed = st.button(_("确认名称"), disabled=chosen is None or not by, key=f"name_ok_{key}_{at}")
        if confirmed and chosen is not None:
            tracker.confirm_name(load.desk(), unknown, chosen, by=by)
            st.rerun()


def _every_name(what: str) -> dict[str, str]:
    """What a name may mean beyond what was suggested: every indicator, or every region, by code."""
    known = load.spoken(f"{what}s")
    return dict(zip(known[f"{what}_code"], known["name"], strict=True))


def _confirm(preview: Preview, content: bytes, by: str, key: str) -> None:
    """The confirmation: nothing is written before it."""
    if preview.status not in ("ready", "needs_confirmation") or preview.unresolved:
        return
    accepted = preview.status == "ready" or st.checkbox(
        _("已逐条核对以上提示，确认无误"), key=f"accept_{key}"
    )
    if not by:
        st.caption(_("请先在上方填写导入人。"))
    if st.button(_("确认导入"), type="primary", disabled=not (accepted and by), key=f"confirm_{key}"):
        result = tracker.import_workbook(load.desk(), preview, by=by, confirm_warnings=True)
        if result.status == "imported":
            pending.finish(content, preview, result)
        elif result.status == "outdated":
            st.toast(_("检查之后数据有了变动，没有写入；请按新的检查结果再确认。"), icon=":material/update:")
        st.rerun()


def _already(preview: Preview) -> None:
    """The same file again: said plainly, with nothing to confirm and nothing to send back."""
    for one in preview.problems:
        told = [message(one, load.called), remedy(one, load.called)]
        st.info(marks.plain(_("；").join(told)) + _("。"))


def _outcome(result: ImportResult) -> None:
    st.success(
        _(
            "已导入为批次{batch}：新增{new}、更改{changed}、相同{same}、缺报{missing}。各屏已按新数据显示。"
        ).format(
            batch=result.batch_id,
            new=number(result.rows_new),
            changed=number(result.rows_changed),
            same=number(result.rows_same),
            missing=number(result.rows_missing),
        )
    )
