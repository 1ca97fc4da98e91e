"""Charts as files for print: PNG at 300 dpi, SVG and PDF, drawn by one long-lived browser.

Owns the browser's life (started once, replaced every few hundred images, as its memory grows), progress, and
taking clocks and chance out of the files. What cannot be drawn ends in one sentence with the remedy.
"""

import asyncio
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import plotly.graph_objects as go
from choreographer.errors import BrowserClosedError, BrowserDepsError, BrowserFailedError, ChromeNotFoundError
from kaleido import Kaleido

from data.errors import TrackerError
from reports.bulletin import Picture
from reports.figures import Drawing, bulletin_drawings, drawings, how_many
from reports.fonts import Readiness, readiness
from reports.material import Material
from wording.translate import N_, speaking

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
class Order:
    """One image to be written."""

    figure: go.Figure
    path: Path

    @property
    def shape(self) -> str:
        """png, svg or pdf."""
        return self.path.suffix.lstrip(".")


def silent(_done: int, _of: int) -> None:
    """No progress bar."""


def write_charts(
    material: Material, folder: Path, formats: Iterable[str] = FORMATS, told: Told = silent
) -> list[Path]:
    """Every chart of the material into the folder, in every format; returns the files written."""
    shapes = tuple(formats)
    ready(material)
    folder.mkdir(parents=True, exist_ok=True)
    orders = (
        Order(figure=drawing.figure, path=folder / f"{drawing.name}.{shape}")
        for drawing in drawings(material)
        for shape in shapes
    )
    return write_images(orders, how_many(material) * len(shapes), material.stamp.known_at, told)


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


def write_images(orders: Iterable[Order], total: int, moment: datetime, told: Told = silent) -> list[Path]:
    """Draw and write the orders; `told(done, total)` after each. Raises ImagesImpossibleError."""
    try:
        return asyncio.run(_print(iter(orders), total, moment, told))
    except (
        ChromeNotFoundError,
        BrowserFailedError,
        BrowserDepsError,
        BrowserClosedError,
        RuntimeError,
    ) as fault:
        raise ImagesImpossibleError(
            N_("浏览器没能画出图片（{fault}）。请确认 Chromium 可以启动、内存充足后重试。"), fault=fault
        ) from fault


async def _print(orders: Iterator[Order], total: int, moment: datetime, told: Told) -> list[Path]:
    written: list[Path] = []
    while part := list(islice(orders, RESTART)):
        async with Kaleido(n=TABS, mathjax=False) as browser:
            for drawn in asyncio.as_completed([_draw(browser, order) for order in part]):
                path, content = await drawn
                path.write_bytes(steady(content, path.suffix.lstrip("."), moment))
                written.append(path)
                told(len(written), total)
    return sorted(written)


async def _draw(browser: Kaleido, order: Order) -> tuple[Path, bytes]:
    options = {"format": order.shape, "scale": SCALE if order.shape == "png" else 1}
    return order.path, await browser.calc_fig(order.figure, opts=options)


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


def with_dpi(png: bytes, dpi: int = DPI) -> bytes:
    """A PNG that says how large it prints: a pHYs chunk right after its header."""
    header = 8 + 25  # signature and IHDR
    size = round(dpi / _INCH)
    body = b"pHYs" + struct.pack(">IIB", size, size, 1)
    return png[:header] + struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body)) + png[header:]


def bulletin_pictures(material: Material, told: Told = silent) -> list[Picture]:
    """The bulletin's charts as PNG at print resolution, in Chinese; none where this machine cannot draw."""
    with speaking("zh"):
        chosen = bulletin_drawings(material.official)
    if not chosen or not readiness(printed_names(material)).ready:
        return []
    images = asyncio.run(_images(chosen, told))
    return [
        Picture(image=with_dpi(image), finding=drawing.finding, alt=drawing.alt)
        for drawing, image in zip(chosen, images, strict=True)
    ]


async def _images(chosen: list[Drawing], told: Told) -> list[bytes]:
    images = []
    async with Kaleido(n=1, mathjax=False) as browser:
        for drawing in chosen:
            images.append(await browser.calc_fig(drawing.figure, opts={"format": "png", "scale": SCALE}))
            told(len(images), len(chosen))
    return images
