"""Getting the month's form and handing in filled ones."""

from functools import partial
from io import BytesIO

import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from pages.shared import load, marks, options
from pages.shared.view import View
from wording.translate import _

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv"]
UPLOADER = "uploaded_by"


def download(seen: View) -> None:
    """The form of one unit for the month looked at."""
    with st.expander(_("下载填报模板"), icon=":material/download:"):
        units = options.leading_units()
        if not units:
            st.caption(_("台账里还没有牵头单位。"))
            return
        chosen = st.selectbox(_("填报单位"), list(units), format_func=marks.words_of(units), key="form_unit")
        st.download_button(
            _("下载{unit}{month}的模板").format(unit=units[chosen], month=seen.words("month")),
            partial(form, chosen, seen),
            file_name=f"{seen.chosen['month']}_{units[chosen]}.xlsx",
            mime=_XLSX,
            icon=":material/table:",
            on_click="ignore",
            key="form_download",
        )
        st.caption(_("灰格锁定，只填黄格。没有的数据请留空，不要填 0。"))


def form(unit: str, seen: View) -> bytes:
    """The workbook of a unit's form for the month."""
    out = BytesIO()
    tracker.template(load.store(), unit, seen.scope.as_of, out)
    return out.getvalue()


def upload(seen: View) -> tuple[str, list[UploadedFile]]:
    """Who hands in, and the files."""
    by = st.text_input(_("导入人"), key=UPLOADER, placeholder=_("姓名，记入批次"), max_chars=30, width=280)
    files = st.file_uploader(
        _("选择月报，可一次选多个。确认之前不会写入任何数据。"),
        type=KINDS,
        accept_multiple_files=True,
        key="workbooks",
    )
    return by, files
