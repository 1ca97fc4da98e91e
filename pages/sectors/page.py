"""行业: the sector tree with its counts, one sector's chain side by side, its targets and their course."""

import streamlit as st

from charts.rows import worst_first
from metrics.aggregate import counted
from pages import sectors
from pages.frame import messages, view
from pages.shared import league, load

seen = view.scope()
tree = load.named("sectors")
every = counted(load.progress(view.without_status(sectors.whole(seen))))
top = sectors.top(tree, seen.sector, every)
whole = counted(load.progress(view.without_status(sectors.only(seen, top))))
inside = worst_first(counted(load.progress(sectors.only(seen, top))))

sectors.heading(whole if seen.sector else every, seen)
messages.freshness(messages.unreported(every), seen)
if every.empty:
    messages.nothing_here(seen)
    st.stop()

tops = sectors.in_tree(league.table(every, "top_sector_code", "top_sector"), tree)
leaves = sectors.in_tree(league.table(sectors.parts_of(every, top), "sector_code", "sector"), tree)
left, right = st.columns([1, 1], gap="large")
with left:
    sectors.tree(tops, top, seen)
with right:
    sectors.branches(leaves, sectors.name(tree, top), seen)
sectors.chain(sectors.links(tree, every, top), seen)
sectors.targets(inside, sectors.name(tree, seen.sector or top))
sectors.courses(sectors.measured(load.spoken("courses", scope=sectors.only(seen, top)), inside), inside)
