"""Charts as files for print: PNG at 300 dpi, SVG and PDF, drawn by one long-lived browser.

Owns when the browser is replaced (every few hundred images, as its memory grows), progress, and taking clocks and
chance out of the files. What cannot be drawn ends in one sentence with the remedy, and then no file is written.
"""

import asyncio
import logging
import os
import re
import signal
import struct
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
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
from data.places import whole
from reports.bulletin import Picture
from reports.figures import bulletin_drawings, drawings, how_many
from reports.fonts import Readiness, readiness
from reports.material import Material
from wording.translate import N_, speaking

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


FORMATS = ("png", "svg", "pdf")
DPI = 300
SCALE = DPI / 96  # on paper a chart's pixel is 1/96 inch
RESTART = 300
TABS = min(2, os.cpu_count() or 1)
Told = Callable[[int, int], None]
_INCH = 0.0254
# plotly draws the ids of a picture and of its traces by chance
_CHANCE = re.compile(rb'(?:id="defs-|class="trace [a-z]+ trace)([0-9a-f]{6})')
_PDF_DATE = re.compile(rb"\(D:\d{14}[^)]*\)")


class ImagesImpossibleError(TrackerError):
    """No image can be drawn on this machine as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image to be written."""

    figure: go.Figure
    path: Path

    @property
    def shape(self) -> str:
        """png, svg or pdf."""
        return self.path.suffix.lstrip(".")


def silent(_done: int, _of: int) -> None:
    """No progress bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of the orders: the files written, in their order, and the names of those that could not be drawn."""

    paths: list[Path]
    undrawn: tuple[str, ...] = ()


def write_charts(
    material: Material, folder: Path, formats: Iterable[str] = FORMATS, told: Told = silent
) -> Written:
    """Every chart of the material into the folder, in every format, all at the end.

    Raises ImagesImpossibleError or BrowserLostError, and then nothing is written.
    """
    shapes = tuple(formats)
    ready(material)
    with whole(folder) as place:
        orders = (
            Image(figure=drawing.figure, path=place / f"{drawing.name}.{shape}")
            for drawing in drawings(material)
            for shape in shapes
        )
        done = write_images(orders, how_many(material) * len(shapes), material.stamp.known_at, told)
    return replace(done, paths=[folder / path.name for path in done.paths])


def ready(material: Material) -> Readiness:
    """The check before an export, over every name it will print; raises ImagesImpossibleError with the remedy."""
    found = readiness(printed_names(material))
    if not found.ready:
        fault = found.faults[0]
        raise ImagesImpossibleError("{message}{remedy}", message=fault.message, remedy=fault.remedy)
    return found


def printed_names(material: Material) -> list[str]:
    """Every region and indicator name of the material."""
    frame = material.progress
    columns = [column for column in ("region", "indicator", "unit", "top_sector") if column in frame]
    return [str(name) for column in columns for name in frame[column].dropna().unique()]


def write_images(orders: Iterable[Image], total: int, moment: datetime, told: Told = silent) -> Written:
    """Draw and write the orders; `told(done, total)` after each. Raises BrowserLostError."""
    paths: list[Path] = []
    undrawn: list[Image] = []

    def keep(order: Image, image: bytes) -> None:
        order.path.write_bytes(steady(image, order.shape, moment))
        paths.append(order.path)
        told(len(paths), total)

    waiting = iter(orders)
    while part := list(islice(waiting, RESTART)):
        undrawn += asyncio.run(
            draw([(order, order.figure, _options(order.shape)) for order in part], TABS, keep)
        )
    return Written(paths=sorted(paths), undrawn=tuple(sorted(order.path.name for order in undrawn)))


def _options(shape: str) -> Options:
    return {"format": shape, "scale": SCALE if shape == "png" else 1}


def steady(content: bytes, shape: str, moment: datetime) -> bytes:
    """The image without clock and chance, so that the same figure gives the same file; a PNG learns its dpi."""
    match shape:
        case "png":
            return with_dpi(content)
        case "svg":
            return _numbered(content)
        case _:
            stamp = f"(D:{moment:%Y%m%d%H%M%S}".encode()
            return _PDF_DATE.sub(lambda found: stamp + found[0][len(stamp) :], content)


def _numbered(svg: bytes) -> bytes:
    """Ids drawn by chance replaced by their order of appearance."""
    known = list(dict.fromkeys(_CHANCE.findall(svg)))
    if not known:
        return svg
    order = {chance: f"x{place:05d}".encode() for place, chance in enumerate(known)}
    anyone = re.compile(rb"(?<=defs-|trace|.clip|#clip)(" + b"|".join(known) + rb")")
    return anyone.sub(lambda found: order[found[0]], svg)


def with_dpi(png: bytes) -> bytes:
    """A PNG that says how large it prints: a pHYs chunk right after its header."""
    header = 8 + 25  # signature and IHDR
    size = round(DPI / _INCH)
    body = b"pHYs" + struct.pack(">IIB", size, size, 1)
    return png[:header] + struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body)) + png[header:]


def bulletin_pictures(material: Material, told: Told = silent) -> list[Picture]:
    """The bulletin's charts as PNG at print resolution, in Chinese; none where this machine cannot draw.

    Raises BrowserLostError where it can, and the browser goes away.
    """
    with speaking("zh"):
        chosen = bulletin_drawings(material.official)
    if not chosen or not readiness(printed_names(material)).ready:
        return []
    images: dict[int, bytes] = {}

    def keep(place: int, image: bytes) -> None:
        images[place] = with_dpi(image)
        told(len(images), len(chosen))

    asyncio.run(draw([(n, one.figure, _options("png")) for n, one in enumerate(chosen)], 1, keep))
    return [
        Picture(image=images[place], finding=drawing.finding, alt=drawing.alt)
        for place, drawing in enumerate(chosen)
        if place in images
    ]
