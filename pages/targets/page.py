"""目标: one target with the document's clause on one side and the workbook's cell on the other."""

import streamlit as st

from pages import targets
from pages.frame import messages, view
from pages.shared import load
from pages.targets import amending, frames, listing

seen = view.scope()
wanted = st.query_params.get("target")
record = frames.record(load.progress(view.unfiltered(seen)), wanted)

if record is None:
    if wanted and not (ended := frames.ended(wanted, seen)).empty:
        amending.told()
        targets.gone(ended)
    elif wanted:
        messages.unknown_target(wanted)
    listing.show(load.progress(seen), seen)
    st.stop()

targets.heading(record)
left, right = st.columns([5, 3], gap="large")
with right:
    targets.said(record)
    targets.reported(record)
    targets.why(record)
    targets.remarks(frames.remarks(load.named("remarks", scope=seen), record))
with left:
    targets.effort(record)
    targets.burnup(record, load.series(record, seen))
    targets.history(load.history(str(wanted), view.unfiltered(seen)))
    spans = load.named("life", target_id=str(wanted), scope=view.unfiltered(seen))
    targets.life(spans)
    amending.form(record, spans, seen.as_of)
    targets.revisions(frames.revisions(record, seen.known_at))
    targets.family(frames.family(load.progress(view.unfiltered(seen)), record))
