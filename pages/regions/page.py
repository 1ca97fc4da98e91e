"""地区: who is ahead and who behind, roughly where they lie, what was handed down, and one region's targets."""

import streamlit as st

from pages import regions
from pages.frame import messages, view
from pages.regions import frames
from pages.shared import league, load

seen = view.scope()
tree = load.named("regions")
whole = frames.whole(tree, seen)
around = frames.around(seen, whole)
inside = frames.parts(load.progress(around), whole)
every = frames.own(load.progress(view.without_status(seen)), seen.region)
own = frames.own(load.progress(seen), seen.region)
entries = league.table(inside, "region_code", "region_short") if load.covers(whole) else []

regions.heading(every, entries, seen, compared=whole == seen.region)
messages.freshness(messages.unreported(every), seen)
if every.empty and inside.empty:
    messages.nothing_here(seen)
    st.stop()
if not load.covers(whole):
    regions.unseen()
elif inside["region_code"].nunique() < 2:
    regions.alone(every)
else:
    left, right = st.columns([6, 5], gap="large")
    with left:
        wanted = regions.ranking(inside, entries, seen)
    with right:
        regions.tiles(inside, frames.tiles(tree, whole))
    if whole == seen.region:
        regions.handed_down(frames.handed_down(load.reconciled(around), whole), inside, wanted)
regions.targets(frames.by_sector(own, league.table(own, "top_sector_code", "top_sector")), len(own))
