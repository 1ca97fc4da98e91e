"""The browser that draws is killed, crashes or hangs in the middle: a sentence, nothing half done, and the next try works."""

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest

from reports import images
from reports.images import BrowserLostError, bulletin_pictures, draw, write_charts
from reports.material import Part
from reports.pack import MANIFEST, write_pack
from reports.products import write_product
from tests.reports import frames

BAR = go.Figure(go.Bar(y=[1, 2, 3]))
PNG = {"format": "png", "scale": 1}


def small():
    """A handful of targets and the few charts that sum them up."""
    return replace(frames.material(frames.targets(regions=1, sectors=1)), part=Part.SUMMARY)


def children() -> dict[int, str]:
    """The browser processes below this one with their command lines."""
    parents, lines = {}, {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    below, found = {os.getpid()}, {}
    while grown := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= grown
        found |= {pid: lines[pid] for pid in grown if "chrom" in lines[pid]}
    return found


def chromium(kind: str) -> list[int]:
    """The browser itself (main) or the processes of its tabs (renderer)."""
    lines = {pid: line for pid, line in children().items() if "/chromium" in line and "python" not in line}
    wanted = {"main": "--type=", "renderer": "--type=renderer"}[kind]
    return [pid for pid, line in lines.items() if (wanted in line) == (kind == "renderer")]


def stroke(kind: str = "main", *, blow: int = signal.SIGKILL):
    """A progress bar that strikes the browser once the first image is there."""

    def told(done: int, _of: int) -> None:
        if done == 1:
            struck = chromium(kind)
            assert struck
            for pid in struck:
                os.kill(pid, blow)

    return told


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def drawn(told, count: int = 12) -> list[int]:
    kept: list[int] = []

    def keep(order: int, _image: bytes) -> None:
        kept.append(order)
        told(len(kept), count)

    asyncio.run(draw([(number, BAR, PNG) for number in range(count)], 1, keep))
    return kept


@pytest.mark.parametrize("kind", ["main", "renderer"])
def test_a_browser_or_a_tab_that_dies_is_said_at_once_and_leaves_no_process(kind: str):
    with pytest.raises(BrowserLostError, match="重试"):
        drawn(stroke(kind))
    assert children() == {}
    assert sorted(drawn(lambda _done, _of: None, 3)) == [0, 1, 2]


def test_a_browser_that_answers_no_more_is_given_up(monkeypatch):
    monkeypatch.setattr(images, "STALL", 3.0)
    monkeypatch.setattr(images, "ENDING", 3.0)
    with pytest.raises(BrowserLostError, match="不再响应"):
        drawn(stroke(blow=signal.SIGSTOP))
    assert children() == {}


def test_a_figure_that_cannot_be_drawn_hides_no_other():
    """Wider than any canvas of Chromium's, which then returns a few bytes and no error."""
    vast = go.Figure(BAR).update_layout(width=70_000, height=100)
    kept: list[str] = []
    orders = [("first", BAR, PNG), ("vast", vast, PNG), ("last", BAR, PNG)]
    assert asyncio.run(draw(orders, 1, lambda order, _image: kept.append(order))) == ["vast"]
    assert sorted(kept) == ["first", "last"]


def test_a_bulletin_whose_browser_dies_is_not_written_and_the_next_try_is(tmp_path, monkeypatch):
    out = tmp_path / "bulletin.docx"
    out.write_bytes(b"last month's")
    with monkeypatch.context() as once:
        once.setattr("reports.products.bulletin_pictures", lambda one: bulletin_pictures(one, stroke()))
        with pytest.raises(BrowserLostError):
            write_product("bulletin", small(), out)
    assert (out.read_bytes(), names(tmp_path)) == (b"last month's", ["bulletin.docx"])
    write_product("bulletin", small(), out)
    assert out.read_bytes().startswith(b"PK")
    assert names(tmp_path) == ["bulletin.docx"]


def test_charts_whose_browser_dies_leave_the_folder_as_it_was(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BrowserLostError):
        # every format: enough that much is left to draw
        write_charts(small(), tmp_path, images.FORMATS, stroke("renderer"))
    assert names(tmp_path) == ["mine.txt"]
    assert len(write_charts(small(), tmp_path, ("png",)).paths) == images.how_many(small())


def test_a_pack_whose_browser_dies_leaves_the_earlier_one_whole(tmp_path):
    write_pack(small(), tmp_path, ("svg",))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tmp_path / MANIFEST in before
    with pytest.raises(BrowserLostError):
        write_pack(small(), tmp_path, ("png", "svg"), stroke())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
