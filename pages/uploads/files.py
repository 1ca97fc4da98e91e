"""Handing in filled workbooks: who, and which files. They are kept at once, before anything is known of them."""

from collections.abc import Sequence

import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from intake.states import State
from pages.frame import faults
from pages.shared import load, records
from pages.uploads import handed_in
from wording.translate import _

KINDS = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv"]
UPLOADER = "uploaded_by"


def upload() -> str:
    """The drop zone; returns who hands in and decides."""
    by = st.text_input(_("导入人"), key=UPLOADER, placeholder=_("姓名，记入批次"), max_chars=30, width=280)
    files = st.file_uploader(
        _("选择填好的表，可一次选多个。确认之前不会写入任何数据。"),
        type=KINDS,
        accept_multiple_files=True,
        key=f"workbooks_{handed_in.turn()}",
    )
    if files:
        _hand_in(files, by.strip())
    return by.strip()


def _hand_in(files: Sequence[UploadedFile], by: str) -> None:
    """Keep every file; when all are, the drop zone lets go of them."""
    ids = []
    for file in files:
        with faults.apart():
            one = tracker.hand_in(load.desk(), records.home(), file, file.name, by=by)
            ids.append(one.submission_id)
            if one.state is State.COMMITTED:
                handed_in.tell(one.submission_id, "already_imported")
    if len(ids) == len(files):
        handed_in.took(ids)
        st.rerun()
