"""建账: an empty ledger opens here and is asked whose it is; afterwards, what it began with and what comes next."""

import streamlit as st

from pages import start
from pages.frame import places
from pages.shared import load

st.title(places.title(places.START), anchor=False)
asking = st.empty()
if load.is_empty():
    with asking.container():
        if not start.may_start():
            st.stop()
        started = start.form()
    if not started:
        st.stop()
    asking.empty()
start.begun()
start.next_steps()
