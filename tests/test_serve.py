"""Addresses a browser may open: those of no screen lead to the overview, former ones to the screen of today."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

import serve


def answered(path: str, query: str = "", accept: str = "text/html") -> tuple[int, str]:
    """The status and the place a request is sent on to, 200 where the server itself answers."""
    sent: list[Message] = []

    async def itself(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(),
             "headers": [(b"accept", accept.encode())]}  # fmt: skip
    asyncio.run(serve.signposted(itself)(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    ("path", "place"),
    [("/units", "./organisations?unit=150200-science"), ("/units/", "../organisations?unit=150200-science")],
)
def test_the_former_address_of_a_screen_leads_to_it_with_its_filters(path: str, place: str):
    assert answered(path, "unit=150200-science") == (302, place)


def test_an_address_of_no_screen_leads_to_the_overview_with_its_word():
    assert answered("/overvew") == (302, "./?lost=overvew")
    assert answered("/overview", "month=2024-06") == (302, "./?month=2024-06")


@pytest.mark.parametrize("path", ["/organisations", "/healthz", "/app.css", "/_stcore/health"])
def test_a_screen_and_a_file_are_answered_where_they_are(path: str):
    assert answered(path) == (200, "")


def test_what_no_browser_opens_is_left_alone():
    assert answered("/units", accept="application/json") == (200, "")
