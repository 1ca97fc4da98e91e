"""材料导出: the month's image pack, workbook, deck and bulletin, made from the view's filters."""

import streamlit as st

from pages import exports
from pages.frame import messages, places, view
from pages.shared import load

seen = view.scope()
shown = load.progress(view.without_status(seen))
st.title(places.title(places.EXPORTS), anchor=False)
if shown.empty:
    messages.nothing_here(seen)
    st.stop()

exports.scope_note(shown)
before = st.container()
materials = exports.materials()
exports.table(shown)
exports.wall()
with before:  # the slowest parts, drawn last
    exports.gaps(seen)
exports.carry_out(materials, seen)
