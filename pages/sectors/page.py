"""行业: the sector tree with its counts, one sector's chain side by side, its targets and their course."""

import streamlit as st

from charts.rows import worst_first
from metrics.aggregate import counted
from pages.frame import messages, view
from pages.sectors import parts
from pages.shared import league, load

seen = view.scope()
tree = load.named("sectors")
every = counted(load.progress(view.without_status(parts.whole(seen))))
top = parts.top(tree, seen.sector, every)
whole = counted(load.progress(view.without_status(parts.only(seen, top))))
inside = worst_first(counted(load.progress(parts.only(seen, top))))

parts.heading(whole if seen.sector else every, seen)
messages.freshness(messages.unreported(every), seen)
if every.empty:
    messages.nothing_here(seen)
    st.stop()

tops = parts.in_tree(league.table(every, "top_sector_code", "top_sector"), tree)
leaves = parts.in_tree(league.table(parts.parts_of(every, top), "sector_code", "sector"), tree)
left, right = st.columns([1, 1], gap="large")
with left:
    parts.tree(tops, top, seen)
with right:
    parts.branches(leaves, parts.name(tree, top), seen)
parts.chain(parts.links(tree, every, top), seen)
parts.targets(inside, parts.name(tree, seen.sector or top))
parts.courses(parts.measured(load.spoken("courses", scope=parts.only(seen, top)), inside), inside)
