"""建账: an empty ledger opens here and is asked whose it is; afterwards, what it began with and what comes next."""

import streamlit as st

from pages.frame import places
from pages.shared import load
from pages.start import parts

st.title(places.title(places.START), anchor=False)
asking = st.empty()
if load.is_empty():
    with asking.container():
        if not parts.may_start():
            st.stop()
        started = parts.form()
    if not started:
        st.stop()
    asking.empty()
parts.begun()
parts.next_steps()
