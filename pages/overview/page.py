"""总览: what is slipping, where, whose it is and what it would take, in one screenful."""

import streamlit as st

from metrics.aggregate import counted
from pages import overview
from pages.frame import messages, view
from pages.overview import frames
from pages.shared import load, marks

seen = view.scope()

if marks.is_wall():
    facts = counted(load.progress(seen))
    overview.wall(facts, frames.needing_attention(facts), options=view.current().choices["region"])
    st.stop()

found = frames.of(seen)
overview.heading(found)
messages.freshness(found.unreported, seen)
if found.is_empty:
    messages.nothing_here(seen)
    st.stop()

overview.counts(found)
if found.any_judged:
    overview.attention(found)
    overview.changes(found)
else:
    overview.listed(found)
if found.cells > 1:
    overview.matrix(found)
