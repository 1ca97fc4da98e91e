"""The server: gets ready before the first viewer comes, then serves app.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from charts import bullet, burnup, heat, tile
from data.errors import TrackerError
from pages.shared import load
from reports import products

LOADED = (bullet, burnup, heat, tile, products)  # what the first viewer would otherwise wait for


@asynccontextmanager
async def ready(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Before the first viewer: tell Streamlit that pages/ holds folders, not pages of its own.

    It would find out when app.py first calls st.navigation, which is too late for the viewer who opened that
    first view by a link: Streamlit shows them "Page not found" over the right page.
    """
    PagesManager.uses_pages_directory = False
    with suppress(TrackerError):  # said to the viewer by app.py, which tries again
        load.store()
    yield {}


app = st.App("app.py", lifespan=ready)
