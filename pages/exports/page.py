"""材料导出: the month's image pack, workbook, deck and bulletin, made from the view's filters."""

import streamlit as st

from pages.exports import parts
from pages.frame import messages, places, view
from pages.shared import load

seen = view.scope()
shown = load.progress(view.without_status(seen))
st.title(places.title(places.EXPORTS), anchor=False)
if shown.empty:
    messages.nothing_here(seen)
    st.stop()

parts.scope_note(shown)
before = st.container()
materials = parts.materials()
parts.table(shown)
parts.wall()
with before:  # the slowest parts, drawn last
    parts.gaps(seen)
parts.carry_out(materials, seen)
