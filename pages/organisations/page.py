"""责任单位: who leads what, how they stand, whether they report on time, and whose delays are without a reason."""

import streamlit as st

from pages import organisations
from pages.frame import messages, view
from pages.organisations import frames
from pages.shared import load

seen = view.scope()
every = load.progress(frames.whole(seen))
mine = load.progress(view.without_status(seen))
late = frames.delays(
    frames.accountable(mine, seen.organisation), load.named("remarks", scope=seen), seen.as_of
)

organisations.heading(mine if seen.organisation else every, late, seen)
messages.freshness(messages.unreported(mine), seen)
if mine.empty:
    messages.nothing_here(seen)
    st.stop()

if seen.organisation:
    organisations.one(load.progress(seen), seen.organisation)
    organisations.delays(late)
left, right = st.columns([1, 1], gap="large")
standing = organisations.standing(every, seen)
with left:
    organisations.departments(every, standing, seen)
with right:
    organisations.governments(every, standing, seen)
if not seen.organisation:
    organisations.delays(late)
