"""Registering the text of a document: how much of the document is found in it first, then the confirmation."""

import pandas as pd
import streamlit as st
from streamlit.typing import UploadedFile

import tracker
from data.problems import Severity
from data.viewer import Verb
from intake.documents.reading import clean
from intake.documents.registration import Registration
from pages.documents.frames import Document
from pages.frame import messages, view
from pages.shared import load, marks
from wording.formats import day, number
from wording.labels import called
from wording.problems import message, remedy
from wording.translate import _

KINDS = ["txt", "html", "htm", "docx", "pdf"]
_SAY = {Severity.REJECT: st.error, Severity.WARN: st.warning, Severity.NOTICE: st.info}


def register(one: Document, own: pd.DataFrame) -> None:
    """What is registered, and the form that registers a text."""
    if not (load.may(Verb.REGISTER) and one["is_whole"]):
        st.info(_("原文只给能看到文件全部条款的人看。"))
        return
    standing = st.container()
    st.markdown(_("登记这份文件的全文后，条款显示在所在段落里，数字加底色。全文只存在本单位的数据库中。"))
    by = st.text_input(
        _("登记人"), key="registered_by", placeholder=_("姓名，随原文保存"), max_chars=30, width=280
    )
    file = st.file_uploader(
        _("选择原文（txt、html、docx、pdf）。确认之前不会写入任何数据。"),
        type=KINDS,
        key=f"text_of_{one['document_id']}",
    )
    if file is not None:
        _reading(one, own, file, by)
    _standing(one, standing)


def _standing(one: Document, place: "st.delta_generator.DeltaGenerator") -> None:
    """Which file stands, as of now."""
    known = load.named("documents")
    row = known[known["document_id"] == one["document_id"]].iloc[0]
    if not isinstance(row["text_file"], str):
        place.info(_("还没有登记这份文件的原文。"))
        return
    said = _("已登记 {file}（{who}，{when}）").format(
        file=row["text_file"], who=row["registered_by"], when=day(row["registered_at"])
    )
    place.markdown(f":green[{marks.plain(said)}]")


def _reading(one: Document, own: pd.DataFrame, file: UploadedFile, by: str) -> None:
    with st.spinner(_("正在读取 {name}").format(name=marks.plain(file.name))), messages.apart():
        reading = load.document_reading(one["document_id"], file.getvalue(), file.name, view.caller())
    if not reading.refused:
        _found(reading, own)
    for problem in reading.problems:
        _SAY[problem.severity](marks.plain(_("；").join(filter(None, (message(problem), remedy(problem))))))
    if reading.refused or any(problem.code == "T08" for problem in reading.problems):
        return
    accepted = not reading.needs_confirmation or st.checkbox(_("已核对，就是这份文件"), key="text_accepted")
    if not by.strip():
        st.caption(_("请先填写登记人。"))
    if st.button(_("登记原文"), type="primary", disabled=not (accepted and by.strip()), key="register_text"):
        tracker.register_document(load.desk(), reading, by=by.strip(), confirmed=True)
        st.success(_("已登记。条款现在显示在所在段落里。"))


def _found(reading: Registration, own: pd.DataFrame) -> None:
    """How many targets stand in the text, and which do not."""
    colour = "green" if reading.found == reading.of else "orange"
    said = _("{of}项目标中，{found}项在原文中找到").format(of=number(reading.of), found=number(reading.found))
    st.markdown(f":{colour}-badge[{reading.found}/{reading.of}] {said}")
    lost = own[own["target_id"].isin(reading.missing)]
    if lost.empty:
        return
    with st.expander(_("没有找到的{n}项").format(n=number(len(lost)))):
        st.dataframe(
            pd.DataFrame(
                {
                    _("条款"): lost["clause"],
                    _("指标"): [called(row, "indicator") for row in lost.to_dict("records")],
                    _("摘录"): lost["excerpt"].map(clean),
                }
            ),
            hide_index=True,
            alt=_("没有找到的目标"),
        )
