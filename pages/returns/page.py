"""报送情况: who has reported, on time, late or not at all, and the list to chase."""

import streamlit as st

from pages import returns
from pages.frame import messages, places, view
from pages.shared import load

seen = view.current()
months = returns.months(load.months(seen.scope.known_at), seen.scope.as_of)
st.title(places.title(places.RETURNS), anchor=False)
if not months:
    messages.nothing_reported()
    st.stop()

owed = load.spoken("reporting_status", months=months, known_at=seen.scope.known_at, region=seen.scope.region)
returns.summary(owed, months[-1])
returns.closed(months[-1])
returns.chase(owed, months[-1])
returns.grid(owed, months)
returns.closures(months)
