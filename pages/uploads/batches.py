"""What was imported, and taking an import back with a reason."""

from datetime import datetime

import streamlit as st

import tracker
from pages.shared import exports, load, marks
from pages.uploads import frames
from wording.formats import number
from wording.translate import _


def show(now: datetime) -> None:
    """All imports, newest first, and the form that voids one."""
    st.subheader(_("批次"), anchor=False)
    place = st.container()
    voided = _void(now)
    if voided is not None:
        st.success(_("批次{n}已作废，各屏已恢复为此前的数据。").format(n=voided))
    every = load.named("batches")
    if every.empty:
        place.info(_("还没有导入任何月报。"))
        return
    table = frames.batches(every)
    place.dataframe(table, hide_index=True, height="content" if len(every) < 10 else 380, alt=_("导入批次"))
    with place:
        exports.table_download(table, _("导入批次"), key="batches_excel")


def _void(now: datetime) -> int | None:
    """The form; the number of the batch it voided."""
    every = load.named("batches")
    standing = every[every["status"] == "posted"].sort_values("batch_id", ascending=False)
    names = {
        int(row["batch_id"]): _("批次{n} · {file}").format(n=number(row["batch_id"]), file=row["source_file"])
        for row in standing.to_dict("records")
    }
    if not names:
        return None
    with st.expander(_("作废一个批次"), icon=":material/undo:"), st.form("void", border=False):
        chosen = st.selectbox(_("批次"), list(names), format_func=marks.words_of(names))
        reason = st.text_input(_("作废原因"), max_chars=100)
        pressed = st.form_submit_button(_("作废"))
        if pressed and not reason.strip():
            st.warning(_("请写明作废原因。"))
        if (
            chosen
            and pressed
            and reason.strip()
            and tracker.void(load.store(), chosen, reason=reason.strip(), now=now)
        ):
            return int(chosen)
    return None
