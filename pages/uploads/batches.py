"""What was imported, and taking an import back with a reason."""

import streamlit as st

import tracker
from data.viewer import Verb
from pages.shared import exports, load, marks
from pages.uploads import frames
from wording.formats import number
from wording.translate import _

_VOIDED = "batch_voided"


def show() -> None:
    """All imports, newest first, and the form that voids one."""
    st.subheader(_("导入批次"), anchor=False)
    place = st.empty()
    if (voided := st.session_state.pop(_VOIDED, None)) is not None:
        place.success(_("批次{n}已作废，各屏已恢复为此前的数据。").format(n=voided))
    every = load.spoken("batches")
    if every.empty:
        st.info(_("还没有导入任何月报。"))
        return
    table = frames.batches(every)
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
