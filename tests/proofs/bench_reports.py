"""What the reports cost: 100 charts against kaleido's bare batch of the same figures, a workbook of 5,000 targets, a
deck of 40 pages; each in a process of its own, with its peak memory.

    python -m tests.proofs.bench_reports
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
from kaleido import Kaleido
from pptx import Presentation

from reports.deck import report_deck
from reports.figures import course_of, overview, plotted_rows
from reports.images import SCALE, TABS, Image, write_images
from reports.material import Material, by_need
from reports.workbook import report_workbook
from tests.reports import frames

CHARTS, TARGETS, PAGES = 100, 5_000, 40
GOALS = {"ratio": 1.1, "workbook_seconds": 5.0, "deck_seconds": 10.0}


def figures(count: int) -> list[object]:
    """So many figures of the mix the month has: rows and courses."""
    material = frames.material()
    rows = plotted_rows(material)
    courses = [course_of(material, rows[place % len(rows)]).figure for place in range(count - count // 10)]
    return [*courses, *(overview(material).figure for _place in range(count // 10))]


def bare() -> dict[str, float]:
    """Kaleido's own batch: the figures and nothing else."""
    drawn = figures(CHARTS)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_bare(drawn, Path(folder)))
    return {"seconds": time.perf_counter() - began}


async def _bare(drawn: list[object], folder: Path) -> None:
    async with Kaleido(n=TABS, mathjax=False) as browser:
        await browser.write_fig_from_object(
            [
                {
                    "fig": figure,
                    "path": str(folder / f"{place}.png"),
                    "opts": {"format": "png", "scale": SCALE},
                }
                for place, figure in enumerate(drawn)
            ]
        )


def ours() -> dict[str, float]:
    """The same figures as the reports write them: dpi, steady bytes, progress."""
    drawn = figures(CHARTS)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        orders = (
            Image(figure=figure, path=Path(folder) / f"{place}.png") for place, figure in enumerate(drawn)
        )
        write_images(orders, CHARTS, frames.KNOWN_AT)
    return {"seconds": time.perf_counter() - began}


def many(count: int) -> Material:
    """Material of so many targets: the sixty repeated under new ids."""
    base = frames.material()
    copies = -(-count // len(base.progress))
    progress = pd.concat(
        [base.progress.assign(target_id=base.progress["target_id"] + f"-{copy}") for copy in range(copies)]
    )
    return replace(base, progress=by_need(progress.head(count).reset_index(drop=True)))


def workbook() -> dict[str, float]:
    """The Excel report of 5,000 targets."""
    material = many(TARGETS)
    began, used = time.perf_counter(), time.process_time()
    content = report_workbook(material)
    return {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used,
        "kilobytes": len(content) / 1024,
    }


def deck() -> dict[str, float]:
    """A deck of 40 pages or more: regions of their own bring a page each."""
    base = frames.material()
    parts = [
        base.progress.assign(
            region=base.progress["region"] + str(copy), region_code=base.progress["region_code"] + str(copy)
        )
        for copy in range(5)
    ]
    progress = pd.concat(parts)
    ids = [f"{target}-{place}" for place, target in enumerate(progress["target_id"])]
    material = replace(base, progress=by_need(progress.assign(target_id=ids).reset_index(drop=True)))
    began, used = time.perf_counter(), time.process_time()
    content = report_deck(material)
    return {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used,
        "pages": len(Presentation(BytesIO(content)).slides),
    }


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "bare": bare,
    "ours": ours,
    "workbook": workbook,
    "deck": deck,
}


def measured(part: str) -> dict[str, float]:
    """One part in a process of its own: its seconds, and the peak memory of it and of the browser below it."""
    command = [sys.executable, "-m", "tests.proofs.bench_reports", part]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def alone(part: str) -> None:
    """Run one part and print what it took as JSON."""
    found = PARTS[part]()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    found["cpu_seconds_with_start"] = sum(one.ru_utime + one.ru_stime for one in used)
    own, below = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({**found, "own_mb": own, "largest_child_mb": below}))


def main() -> None:
    """Both batches twice in turn, as the machine's other work weighs on either; then the office files."""
    runs = {"bare": [], "ours": []}
    for part in ("bare", "ours", "ours", "bare"):
        runs[part].append(measured(part))
    best = {part: min(run["seconds"] for run in found) for part, found in runs.items()}
    ratio = best["ours"] / best["bare"]
    print(
        f"{CHARTS} charts: bare {best['bare']:.1f} s, ours {best['ours']:.1f} s, ratio {ratio:.2f} (goal ≤ {GOALS['ratio']})"
    )
    print(
        f"  peak: this process {runs['ours'][0]['own_mb']:.0f} MB, largest browser process {runs['ours'][0]['largest_child_mb']:.0f} MB"
    )
    for part, goal, unit in (
        ("workbook", "workbook_seconds", "kilobytes"),
        ("deck", "deck_seconds", "pages"),
    ):
        found = measured(part)
        print(
            f"{part}: {found['seconds']:.1f} s, {found['processor']:.1f} s of the processor (goal ≤ {GOALS[goal]:.0f}), {found[unit]:.0f} {unit}, peak {found['own_mb']:.0f} MB"
        )


if __name__ == "__main__":
    alone(sys.argv[1]) if len(sys.argv) > 1 else main()
