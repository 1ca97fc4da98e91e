"""总览: what is slipping, where, whose it is and what it would take, in one screenful."""

import streamlit as st

from metrics.aggregate import counted
from pages.frame import messages, view
from pages.overview import frames, sections
from pages.shared import load, marks

seen = view.scope()

if marks.is_wall():
    facts = counted(load.progress(seen))
    sections.wall(facts, frames.needing_attention(facts), options=view.current().choices["region"])
    st.stop()

found = frames.of(seen)
sections.heading(found)
messages.freshness(found.unreported, seen)
if found.is_empty:
    messages.nothing_here(seen)
    st.stop()

sections.counts(found)
if found.any_judged:
    sections.attention(found)
    sections.changes(found)
else:
    sections.listed(found)
if found.cells > 1:
    sections.matrix(found)
