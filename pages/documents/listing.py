"""The list of documents, and the heading of the one that is open."""

import pandas as pd
import streamlit as st

from pages.documents import address, frames
from pages.documents.frames import Document
from pages.shared import league, marks
from wording.formats import day, is_missing, number
from wording.labels import SEVERITY, status_label
from wording.names import called
from wording.translate import _, ngettext


def show(known: pd.DataFrame, facts: pd.DataFrame, chosen: Document | None) -> None:
    """Every document with where it comes from, how many targets it states and how they stand."""
    statuses = set(facts["official_status"])
    st.caption(" ".join(status_label(status) for status in SEVERITY if status in statuses))
    with st.container(gap="small"):
        for one in known.to_dict("records"):
            _row(one, facts, is_open=chosen is not None and chosen["document_id"] == one["document_id"])


def _row(one: Document, facts: pd.DataFrame, *, is_open: bool) -> None:
    found = frames.counts(facts, one["document_id"])
    name, said = st.columns([7, 4], gap="small", vertical_alignment="center")
    with name, st.container(gap=None):
        text = marks.plain(called(one, "title"))
        address.opener(f"**{text}**" if is_open else text, place="list", document=one["document_id"])
        st.markdown(f":small[{marks.muted(marks.plain(source(one)))}]")
    tally = {str(status): int(found[status]) for status in SEVERITY if status in found}
    n = int(found.sum())
    total = ngettext("{n}项目标", "{n}项目标", n).format(n=number(n))
    said.markdown(f"{total} {league.tally(tally)}")


def heading(one: Document) -> None:
    """The document that is open."""
    st.subheader(marks.plain(called(one, "title")), anchor=False)
    st.markdown(marks.muted(marks.plain(source(one))))
    if not is_missing(one["note"]):
        st.caption(marks.plain(one["note"]))


def source(one: Document) -> str:
    """Issuer, number and date, and whether its text is at hand."""
    parts = [
        one["issuer"],
        one["number"] if isinstance(one["number"], str) else "",
        "" if is_missing(one["issued_on"]) else day(one["issued_on"]),
        _("原文已登记") if isinstance(one["text_file"], str) else "",
    ]
    return " · ".join(part for part in parts if part)
