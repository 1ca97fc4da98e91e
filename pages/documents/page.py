"""文件台账: the documents, what they state clause by clause, and how it stands."""

import streamlit as st

from pages.documents import frames, parts
from pages.shared import load, messages, places, view

seen = view.scope()
every = load.progress(view.unfiltered(seen))
known = load.named("documents")
chosen = frames.document(known, st.query_params.get("document"))

st.title(places.title(places.DOCUMENTS), anchor=False)
if chosen is None and "document" in st.query_params:
    messages.unknown_document(st.query_params["document"])
parts.documents(known, every, chosen)
if chosen is not None:
    parts.clauses(chosen, frames.stated(every, chosen, seen.status), seen)
    parts.facts(frames.facts(load.named("facts"), chosen))
