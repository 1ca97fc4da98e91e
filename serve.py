"""The server: gets ready before the first viewer comes, then serves app.py; sends mistyped addresses to the overview."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from datetime import UTC, datetime
from urllib.parse import unquote, urlencode

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from charts import bullet, burnup, cells, heat
from data.errors import TrackerError
from data.viewer import OPERATOR
from pages.frame import places
from pages.shared import load
from reports import products

LOADED = (bullet, burnup, cells, heat, products)  # what the first viewer would otherwise wait for
_ONE_WORD = re.compile(
    r"/([^/._][^/.]*)(/?)"
)  # /overview; not files, nor Streamlit's own /_stcore and /media/…


@asynccontextmanager
async def ready(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Open the database before the first viewer, close it after the last; tell Streamlit that pages/ holds folders.

    That they are no pages of its own it would find out when app.py first calls st.navigation, which is too late for
    the viewer who opened that first view by a link: Streamlit shows them "Page not found" over the right page.
    """
    PagesManager.uses_pages_directory = False
    with suppress(TrackerError):  # said to the viewer by app.py, which tries again
        copy_context().run(_opened, datetime.now(UTC).astimezone().replace(tzinfo=None))
    yield {}
    with suppress(TrackerError):  # a copy for readers that fails now is made at the next start
        load.store().close()


def _opened(now: datetime) -> None:
    """Open the database and its home, as nobody in particular: in a context of its own, no viewer inherits that desk."""
    load.enter(OPERATOR, now)
    load.office()


def signposted(app: ASGIApp) -> ASGIApp:
    """The server with a signpost before it: an address of no screen, opened in a browser, leads to the overview, and the
    former address of one to that screen.

    Streamlit would show its own English "Page not found" over the overview.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        elsewhere = _elsewhere(scope) if scope["type"] == "http" else None
        await (RedirectResponse(elsewhere, 302) if elsewhere else app)(scope, receive, send)

    return answer


def _elsewhere(scope: Scope) -> str | None:
    """Where such a request should look instead, relative to it; the overview's own name keeps the filters."""
    asked = _ONE_WORD.fullmatch(scope["path"])
    wants_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    if scope["method"] != "GET" or not wants_page or asked is None:
        return None
    word, up = unquote(asked[1]), "../" if asked[2] else "./"
    query = scope["query_string"].decode("latin-1")
    if word == places.OVERVIEW.url:
        return f"{up}?{query}"
    if word in places.OLD_WORDS:
        return f"{up}{places.OLD_WORDS[word].url}?{query}"
    if word in {place.url for place in places.PLACES} | {"healthz"}:
        return None
    return f"{up}?{urlencode({places.LOST: word[:40]})}"


app = st.App("app.py", lifespan=ready, middleware=[Middleware(signposted)])
