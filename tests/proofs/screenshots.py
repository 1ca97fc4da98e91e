"""Takes the README's pictures from the real dashboard over the demonstration: make screenshots.

Looked at by whoever changes a page; small and few, because they live in the repository.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

import tracker
from tests.browser.conftest import CHROMIUM, PHONE, ROOT, WIDE, serve

POLYSILICON = "baotou-2024-no1.5.polysilicon_capacity"
VIEWS = {
    "overview": ("?month=2024-09&region=150200", WIDE),
    "target": (f"target?month=2024-09&target={POLYSILICON}", WIDE),
    "regions": ("regions?month=2024-09&region=150200", WIDE),
    "import": ("import?month=2024-09", WIDE),
    "overview-phone": ("?month=2024-09&region=150200", PHONE),
    "overview-english": ("?month=2024-09&region=150200&lang=en", WIDE),
}
FOLDER = ROOT / "docs" / "screenshots"


def take(database: Path, folder: Path = FOLDER) -> None:
    """Write every view's picture into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for address in serve(database):
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, (view, size) in VIEWS.items():
                window = browser.new_page(viewport=size, locale="zh-CN")
                window.goto(f"{address}/{view}")
                window.get_by_test_id("stMainBlockContainer").wait_for()
                window.wait_for_function(SETTLED, timeout=120_000)
                window.screenshot(path=folder / f"{name}.png")
                window.close()
            browser.close()


# Nothing runs, no placeholder is left, and fonts are there.
SETTLED = """() => document.querySelectorAll('[data-testid=stStatusWidget],[data-testid=stSkeleton]').length === 0
    && document.querySelector('[data-testid=stHeading]') !== null && document.fonts.status === 'loaded'"""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "xushi.duckdb"
        if not path.exists():
            store = tracker.open_store(path)
            tracker.demo(store, datetime(2024, 10, 12))
            store.close()
        take(path)
