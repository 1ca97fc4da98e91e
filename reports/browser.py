"""The browser that draws figures: started for a batch of them, watched while it draws, and put away.

Owns its life and its death. Whoever kills it, a tab that crashes or a browser that answers no more: a batch ends
with its images or with BrowserLostError, within a known time, and no process of it is left.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any, TypeVar

import plotly.graph_objects as go
from choreographer.errors import (
    BrowserClosedError,
    BrowserFailedError,
    ChannelClosedError,
    ChromeNotFoundError,
    DevtoolsProtocolError,
    MessageTooLargeError,
)
from kaleido import Kaleido
from kaleido.errors import JavascriptError, KaleidoError

from data.errors import TrackerError
from wording.translate import N_

STALL = (
    90.0  # seconds without a new image after which the browser is taken for hung; one image takes one or two
)
ENDING = 15.0  # seconds a browser gets to go once it was told to
_GONE = (ChromeNotFoundError, BrowserFailedError, BrowserClosedError, ChannelClosedError)
_UNDRAWN = (KaleidoError, JavascriptError, DevtoolsProtocolError, MessageTooLargeError)
_BEGINNINGS = {
    "png": b"\x89PNG",
    "svg": b"<svg",
    "pdf": b"%PDF",
}  # of a picture too large Chromium returns a few bytes

Order = TypeVar("Order")
Options = Mapping[str, object]


class BrowserLostError(TrackerError):
    """The browser went away, or answered no more, before everything was drawn."""


async def draw(
    orders: Iterable[tuple[Order, go.Figure, Options]], tabs: int, keep: Callable[[Order, bytes], None]
) -> list[Order]:
    """Draw figures in one browser with so many tabs; `keep` gets each image as it is done, in any order.

    `Options` are kaleido's: format and scale. Returns the orders the browser could not draw; one such hides no
    other. Raises BrowserLostError.
    """
    failed: list[Order] = []
    async with _opened(tabs) as browser:
        drawing = {
            asyncio.ensure_future(browser.calc_fig(figure, opts=dict(options))): (
                order,
                str(options["format"]),
            )
            for order, figure, options in orders
        }
        async with aclosing(_as_done(set(drawing))) as images:
            async for image in images:
                order, shape = drawing[image]
                drawn = _drawn(image, shape)
                if drawn is None:
                    failed.append(order)
                else:
                    keep(order, drawn)
    return failed


async def _as_done(asked: set[asyncio.Future[bytes]]) -> AsyncGenerator[asyncio.Future[bytes], None]:
    """The images as they are done, as long as one comes before long; what then still waits is given up."""
    waiting = asked
    for image in asked:
        image.add_done_callback(_heard)
    try:
        while waiting:
            done, waiting = await asyncio.wait(waiting, timeout=STALL, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise BrowserClosedError(f"no image in {STALL:.0f} s")
            for image in done:
                yield image
    finally:
        for image in waiting:
            image.cancel()


def _heard(image: asyncio.Future[bytes]) -> None:
    """Of all images that a lost browser leaves one is told of; the others' failures are heard here."""
    if not image.cancelled():
        image.exception()


def _drawn(image: asyncio.Future[bytes], shape: str) -> bytes | None:
    """The image, None where the browser could not draw it; where it is gone its library cancels what was asked."""
    if image.cancelled():
        raise BrowserClosedError("cancelled")
    try:
        content = image.result()
    except _UNDRAWN:
        return None
    return content if content.startswith(_BEGINNINGS[shape]) else None


@asynccontextmanager
async def _opened(tabs: int) -> AsyncIterator[Kaleido]:
    """A running browser, gone at the end whatever happened; its loss becomes a sentence."""
    logging.getLogger("choreographer").setLevel(logging.ERROR)  # of a loss it speaks in English, to nobody
    try:
        async with _put_away(Kaleido(n=tabs, mathjax=False, timeout=None)) as browser:
            await _within(STALL, browser.open())
            for tab in browser.tabs.values():
                tab.subscribe("Inspector.targetCrashed", _ender(browser))
                await _within(STALL, tab.send_command("Inspector.enable"))
            yield browser
    except _GONE as fault:
        raise BrowserLostError(
            N_(
                "画图的浏览器中途退出或不再响应，没有写出任何文件。"
                "请关闭其他占内存的程序后重试；仍不行请确认 Chromium 可以启动。"
            )
        ) from fault


@asynccontextmanager
async def _put_away(browser: Kaleido) -> AsyncIterator[Kaleido]:
    """Close the browser at the end; kill one that is lost or does not go, and wait until its library knows."""
    lost = True
    try:
        yield browser
        lost = False
    finally:
        if lost:
            _kill(browser)
        closing = asyncio.ensure_future(browser.close())
        _done, waiting = await asyncio.wait({closing}, timeout=ENDING)
        if waiting:
            _kill(browser)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if left and (lost or waiting):
            await asyncio.wait(left, timeout=ENDING)


def _ender(browser: Kaleido) -> Callable[[object], Coroutine[Any, Any, None]]:
    """What to do when a tab crashes: the library would wait for it without end."""

    async def crashed(_event: object) -> None:
        _kill(browser)

    return crashed


async def _within(seconds: float, work: Coroutine[Any, Any, object]) -> None:
    """Wait for a step of the browser's; its own words of failure, or that it took too long."""
    step = asyncio.ensure_future(work)
    done, _waiting = await asyncio.wait({step}, timeout=seconds)
    if not done or step.cancelled():
        raise BrowserClosedError(f"no answer in {seconds:.0f} s" if not done else "cancelled")
    await step


def _kill(browser: Kaleido) -> None:
    """End the browser's whole process group, if it ever started."""
    started = getattr(browser, "subprocess", None)
    if started is not None:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
