"""行业: the sector tree, and one sector's chain side by side."""

import streamlit as st

from pages.sectors import frames, parts
from pages.shared import league, load, messages, places, view

seen = view.scope()
every = frames.own(load.progress(frames.whole(seen)))
chosen = frames.chosen(load.named("sectors"), seen.sector, every)
inside = frames.own(load.progress(frames.only(seen, chosen)))
entries = league.table(every, "top_sector_code", "top_sector")

st.title(league.headline(entries, places.title(places.SECTORS)), anchor=False)
messages.freshness(every, seen)
if every.empty:
    messages.nothing_here(seen)
    st.stop()

left, right = st.columns([5, 6], gap="large")
with left:
    parts.tree(entries, chosen)
with right:
    parts.branches(league.table(inside, "sector_code", "sector"), seen.sector)
parts.chain(frames.chain(load.named("sectors"), inside))
parts.targets(inside, frames.name(load.named("sectors"), seen.sector or chosen))
