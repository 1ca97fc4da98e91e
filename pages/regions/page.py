"""地区: who is ahead and who behind, roughly where they lie, and one region's targets."""

import streamlit as st

from pages.regions import frames, parts
from pages.shared import league, load, messages, places, view

seen = view.scope()
around = frames.around(load.named("regions"), seen)
inside = frames.parts(load.progress(around), around.region)
own = frames.own(load.progress(seen), seen.region)
entries = league.table(inside, "region_code", "region_short")

st.title(league.headline(entries, places.title(places.REGIONS)), anchor=False)
messages.freshness(own, seen)
if own.empty and inside.empty:
    messages.nothing_here(seen)
    st.stop()

left, right = st.columns([5, 6], gap="large")
with left:
    parts.ranking(entries, seen)
with right:
    parts.tiles(inside, frames.tiles(load.named("regions"), around.region))
parts.sectors(league.table(own, "top_sector_code", "top_sector"), seen)
parts.targets(own)
