"""The home of the open database, opened once for all viewers: the office's own records and the kept files."""

import streamlit as st

import tracker
from data.home import Home
from pages.shared import load
from tracker import Desk


def home() -> Home:
    """The home; when first asked for, its states are settled and what waited too long is thrown away."""
    desk = load.desk()
    return _home(desk, (desk.store.path, id(desk.store.file)))


@st.cache_resource(max_entries=1, show_spinner=False)
def _home(_desk: Desk, which: tuple[str, int]) -> Home:
    return tracker.open_home(_desk)
