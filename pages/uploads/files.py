"""Handing in filled workbooks: who, and which files."""

import streamlit as st
from streamlit.typing import UploadedFile

from wording.translate import _

KINDS = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv"]
UPLOADER = "uploaded_by"


def upload() -> tuple[str, list[UploadedFile]]:
    """Who hands in, and the files."""
    by = st.text_input(_("导入人"), key=UPLOADER, placeholder=_("姓名，记入批次"), max_chars=30, width=280)
    files = st.file_uploader(
        _("选择填好的表，可一次选多个。确认之前不会写入任何数据。"),
        type=KINDS,
        accept_multiple_files=True,
        key="workbooks",
    )
    return by, files
