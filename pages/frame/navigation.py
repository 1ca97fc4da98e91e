"""What stands around every screen: the navigation's pages and the window's icon."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.frame.places import OVERVIEW, PLACES, Place
from wording.translate import _

ICON = ":material/timeline:"
_LOGO = Path(__file__).with_name("logo.svg")


def pages() -> list[StreamlitPage]:
    """Every screen in the order of the navigation."""
    return [_page(place) for place in PLACES]


def mark() -> None:
    """The product's name at the left of the navigation."""
    st.logo(str(_LOGO), size="large")


def _page(place: Place) -> StreamlitPage:
    return st.Page(
        place.path, title=_(place.title), help=_(place.help), url_path=place.url, default=place == OVERVIEW
    )
