"""目标: one target with the document's clause on one side and the workbook's cell on the other."""

import streamlit as st

from pages.frame import messages, view
from pages.shared import load
from pages.targets import amending, cards, frames, listing

seen = view.scope()
wanted = st.query_params.get("target")
record = frames.record(load.progress(view.unfiltered(seen)), wanted)

if record is None:
    if wanted and not (ended := frames.ended(wanted, seen)).empty:
        amending.told()
        cards.gone(ended)
    elif wanted:
        messages.unknown_target(wanted)
    listing.show(load.progress(seen), seen)
    st.stop()

cards.heading(record)
left, right = st.columns([5, 3], gap="large")
with right:
    cards.said(record)
    cards.reported(record)
    cards.why(record)
    cards.remarks(frames.remarks(load.named("remarks", scope=seen), record))
with left:
    cards.effort(record)
    cards.burnup(record, load.series(record, seen))
    cards.history(load.history(str(wanted), view.unfiltered(seen)))
    spans = load.named("life", target_id=str(wanted), scope=view.unfiltered(seen))
    cards.life(spans)
    amending.form(record, spans, seen.as_of)
    cards.revisions(frames.revisions(record, seen.known_at))
    cards.family(frames.family(load.progress(view.unfiltered(seen)), record))
