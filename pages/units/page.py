"""责任单位: who leads what, how they stand, and whose delays are still without a reason."""

import streamlit as st

from pages.shared import league, load, messages, places, view
from pages.units import frames, parts

seen = view.scope()
every = load.progress(frames.whole(seen))
mine = load.progress(seen)
entries = league.table(frames.led(every), "lead_codes", "lead_units")

st.title(league.headline(entries, places.title(places.UNITS)), anchor=False)
messages.freshness(mine, seen)
if mine.empty:
    messages.nothing_here(seen)
    st.stop()

left, right = st.columns([6, 5], gap="large")
with left:
    parts.ranking(entries, seen)
with right:
    parts.reasons(frames.delays(mine, load.named("remarks", scope=seen)))
parts.targets(mine)
