"""总览: what is slipping, where, whose it is and what it would take, in one screenful."""

import streamlit as st

from pages.overview import frames, sections, wall
from pages.shared import load, looks, messages, view

seen = view.scope()
every = load.progress(view.without_status(seen))
own = frames.stated(every)
shown = frames.stated(load.progress(seen))

if looks.is_wall():
    wall.show(shown, frames.needing_attention(shown), options=view.current().choices["region"])
    st.stop()

sections.heading(shown, every)
messages.freshness(own, seen)
if shown.empty:
    messages.nothing_here(seen)
    st.stop()

sections.counts(own)
if frames.any_judged(own):
    sections.attention(frames.needing_attention(shown))
    sections.changes()
sections.matrix(load.progress(seen))
