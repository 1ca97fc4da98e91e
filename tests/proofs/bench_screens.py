"""Bench of the screens against an empty Streamlit page, all as ratios of one run.

`python -m tests.proofs.bench_screens` starts three servers (an empty page, the demonstration, ten thousand
invented targets) and prints: first useful content, first chart (the bullets of the worst rows, every one drawn)
and the clickable matrix (plotly, below the first screenful) with a cold browser and a warm server; from a changed
filter to the new picture; a re-run on the server; thirty bare viewers in the same instant.
Aims: content ≤ 1.3×, chart ≤ 2.5×, filter ≤ 300 ms (≤ 500 ms with 10,000), re-run ≤ 300 ms, crowd p95 ≤ 1.5×.
"""

import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

import tracker
from tests.asking import desk
from tests.proofs import big_store
from tests.proofs.bare_client import crowd, look

ROOT = Path(__file__).parents[2]
RUNS, RERUNS, VIEWERS = 7, 9, 30
EMPTY = 'import streamlit as st\nst.write("空白页")\n'
WATCH = """((wanted) => { window.__seen = {};
  const drawn = (css) => { const all = [...document.querySelectorAll(css)];
    return all.length && all.every((one) => one.complete && one.naturalWidth); };
  const look = () => {
  const text = document.body ? document.body.innerText : '';
  for (const [name, mark] of wanted) if (!(name in window.__seen) &&
    (mark.startsWith('css:') ? document.querySelector(mark.slice(4)) :
     mark.startsWith('drawn:') ? drawn(mark.slice(6)) : text.includes(mark)))
    window.__seen[name] = performance.now();
  if (Object.keys(window.__seen).length < wanted.length) requestAnimationFrame(look); }; look(); })(%s)"""
CONTENT = [["counts", "优先核对"], ["worst rows", "须月均"]]
CHART = [["first chart", "drawn:[data-testid=stMarkdown] img"], ["matrix", "css:.js-plotly-plot .main-svg"]]


@contextmanager
def served(script: str, port: int, folder: Path, database: Path | None = None) -> Iterator[int]:
    """A Streamlit server of that script until the block ends; its port."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), "--server.headless", "true",
               "--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]  # fmt: skip
    known = os.environ | ({"XUSHI_DATABASE": str(database)} if database else {})
    server = subprocess.Popen(
        command, cwd=folder, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _attempt in range(240):
            if (
                subprocess.run(
                    ["curl", "-sf", f"http://127.0.0.1:{port}/_stcore/health"],
                    capture_output=True,
                    check=False,
                ).returncode
                == 0
            ):
                break
            time.sleep(0.25)
        asyncio.run(look(port))
        yield port
    finally:
        server.terminate()
        server.wait(20)


def cold(player: Browser, port: int, wanted: list[list[str]]) -> dict[str, float]:
    """Milliseconds from navigation until each mark is on the screen, in a browser that has cached nothing."""
    context = player.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH % json.dumps(wanted))
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function(f"Object.keys(window.__seen).length >= {len(wanted)}", timeout=60_000)
    seen: dict[str, float] = page.evaluate("window.__seen")
    context.close()
    return seen


def first_paint(player: Browser, empty: int, full: int) -> None:
    """Interleaved cold views of the empty page and the overview."""
    found: dict[str, list[float]] = {}
    for _run in range(RUNS):
        for name, took in (
            cold(player, empty, [["empty page", "空白页"]]) | cold(player, full, CONTENT + CHART)
        ).items():
            found.setdefault(name, []).append(took)
    base = statistics.median(found["empty page"])
    for name, times in found.items():
        print(
            f"cold browser: {name:<12} {statistics.median(times):7.0f} ms   {statistics.median(times) / base:5.2f} × empty page"
        )


def filters(player: Browser, port: int, label: str) -> None:
    """From a change of the region filter to the new headline, and a month never seen before."""
    page = player.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"http://127.0.0.1:{port}/")
    page.locator("h1").first.wait_for()
    times = [
        change(page, "地区", name)
        for name in ("青山区", "昆都仑区", "九原区", "固阳县", "东河区", "青山区", "九原区")
    ]
    months = [change(page, "截至月", name) for name in ("2024年5月", "2024年7月", "2024年4月")]
    page.close()
    print(
        f"filter → picture, {label}: region {statistics.median(times):.0f} ms, a month not judged before {statistics.median(months):.0f} ms"
    )


def change(page: Page, name: str, choice: str) -> float:
    """Milliseconds from the click on a choice until the new text stands and the server has sent everything."""
    page.get_by_role("combobox", name=re.compile(name)).first.click()
    option = page.get_by_role("option", name=choice)
    option.wait_for()
    page.evaluate("window.__before = document.querySelector('[data-testid=stMain]').innerText")
    started = time.perf_counter()
    option.click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stMain]').innerText !== window.__before"
        " && document.querySelector('[data-test-script-state=notRunning]')"
    )
    return (time.perf_counter() - started) * 1000


def reruns(port: int, label: str) -> None:
    """Server time of a re-run of the overview, as a bare viewer waits for it."""
    looks = asyncio.run(look(port, again=RERUNS))[1:]
    print(
        f"re-run on the server, {label}: median {statistics.median(one.seconds for one in looks) * 1000:.0f} ms, {looks[-1].size / 1000:.0f} kB"
    )


def together(empty: int, full: int) -> None:
    """Thirty viewers in the same instant, against the empty page."""
    base, ours = (asyncio.run(crowd(port, VIEWERS)) for port in (empty, full))
    slow = [statistics.quantiles([one.seconds for one in looks], n=20)[-1] for looks in (base, ours)]
    faults = sum(len(one.faults) for one in ours)
    print(
        f"{VIEWERS} viewers at once: p95 {slow[0]:.2f} s empty, {slow[1]:.2f} s overview = {slow[1] / slow[0]:.1f} ×, {faults} errors"
    )


def main() -> None:
    """Print every figure."""
    with TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        demo = _demo(folder)
        big = big_store.build(folder / "big.duckdb")
        empty = stack.enter_context(served("empty.py", 8731, folder))
        full = stack.enter_context(served("serve.py", 8732, ROOT, demo))
        large = stack.enter_context(served("serve.py", 8733, ROOT, big))
        reruns(empty, "empty page")
        reruns(full, "demonstration")
        reruns(large, "10,000 targets")
        together(empty, full)
        browser = stack.enter_context(sync_playwright())  # from here on a loop runs: no asyncio.run
        player = browser.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        first_paint(player, empty, full)
        filters(player, full, "demonstration")
        filters(player, large, "10,000 targets")
        player.close()


def _demo(folder: Path) -> Path:
    """The demonstration: the one already built, else a new one."""
    path, ready = folder / "demo.duckdb", os.environ.get("XUSHI_DEMO")
    if ready:
        return Path(shutil.copy(ready, path))
    store = tracker.open_store(path)
    tracker.demo(desk(store, big_store.NOW))
    store.close()
    return path


if __name__ == "__main__":
    main()
