"""文件台账: the documents, what they state clause by clause, how it stands, and the text it was read from."""

import streamlit as st

from pages import documents
from pages.documents import frames, texts, trails, years
from pages.frame import messages, places, view
from pages.shared import load
from wording.formats import number
from wording.translate import _

seen = view.current()
every = load.progress(view.unfiltered(seen.scope))
wanted = frames.parameter(frames.DOCUMENT)
chosen = frames.document(load.named("documents"), wanted)

st.title(places.title(places.DOCUMENTS), anchor=False)
if chosen is None and wanted:
    messages.unknown_document(wanted)
documents.documents(load.named("documents"), every, chosen)
if chosen is None:
    years.begin()
    st.stop()

own = frames.stated(every, chosen)
kinds = frames.kinds(load.named("facts"), chosen)
documents.heading(chosen)
targets, *others, text = st.tabs(
    [
        f"{_('目标')} {number(len(own))}",
        *(f"{_(kind)} {number(len(rows))}" for kind, rows in kinds.items()),
        _("原文"),
    ]
)
with text:  # first, so that what is registered here is shown by the others at once
    texts.register(chosen, own)
with targets:
    clause = documents.trail_target(own)
    table, beside = st.columns([6, 5], gap="large") if clause is not None else (st.container(), None)
    with table:
        documents.table(chosen, own, every, seen)
    if clause is not None and beside is not None:
        with beside:
            trails.show(clause, every, seen.scope)
for tab, (kind, rows) in zip(others, kinds.items(), strict=True):
    with tab:
        documents.facts(kind, rows)
