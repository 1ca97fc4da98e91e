"""Charts as files for print: PNG at 300 dpi, SVG and PDF, drawn by one long-lived browser.

Owns when the browser is replaced (every few hundred images, as its memory grows), progress, and taking clocks and
chance out of the files. What cannot be drawn ends in one sentence with the remedy, and then no file is written.
"""

import asyncio
import os
import re
import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import plotly.graph_objects as go

from data.errors import TrackerError
from data.places import whole
from reports.browser import Options, draw
from reports.bulletin import Picture
from reports.figures import bulletin_drawings, drawings, how_many
from reports.fonts import Readiness, readiness
from reports.material import Material
from wording.translate import speaking

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
            Order(figure=drawing.figure, path=place / f"{drawing.name}.{shape}")
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


def write_images(orders: Iterable[Order], total: int, moment: datetime, told: Told = silent) -> Written:
    """Draw and write the orders; `told(done, total)` after each. Raises BrowserLostError."""
    paths: list[Path] = []
    undrawn: list[Order] = []

    def keep(order: Order, image: bytes) -> None:
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
