"""行业: the sector tree with its counts, one sector's chain side by side, its targets and their course."""

import streamlit as st

from charts.rows import worst_first
from metrics.handed_down import counted
from pages.frame import messages, view
from pages.sectors import frames, parts
from pages.shared import league, load

seen = view.scope()
tree = load.named("sectors")
every = counted(load.progress(view.without_status(frames.whole(seen))))
top = frames.top(tree, seen.sector, every)
whole = counted(load.progress(view.without_status(frames.only(seen, top))))
inside = worst_first(counted(load.progress(frames.only(seen, top))))

parts.heading(whole if seen.sector else every, seen)
messages.freshness(messages.unreported(every), seen)
if every.empty:
    messages.nothing_here(seen)
    st.stop()

tops = frames.in_tree(league.table(every, "top_sector_code", "top_sector"), tree)
leaves = frames.in_tree(league.table(frames.branches(every, top), "sector_code", "sector"), tree)
left, right = st.columns([1, 1], gap="large")
with left:
    parts.tree(tops, top, seen)
with right:
    parts.branches(leaves, frames.name(tree, top), seen)
parts.chain(frames.chain(tree, every, top), seen)
parts.targets(inside, frames.name(tree, seen.sector or top))
parts.courses(frames.measured(load.spoken("courses", scope=frames.only(seen, top)), inside), inside)
