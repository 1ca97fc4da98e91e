"""Takes a picture of every screen from the real dashboard over the demonstration: make screenshots.

Named after the folders of pages/; looked at by whoever changes a page; small, because they live in the repository.
"""

import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

import tracker
from tests.asking import desk
from tests.browser.conftest import CHROMIUM, PHONE, ROOT, WIDE, serve

POLYSILICON = "baotou-2024-no1.5.polysilicon_capacity"
TARGET = f"target?month=2024-09&target={POLYSILICON}"
MOBILE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
DESK: dict[str, Any] = {"viewport": WIDE}
DARK: dict[str, Any] = {"viewport": WIDE, "color_scheme": "dark"}
HAND: dict[str, Any] = {"viewport": PHONE, "is_mobile": True, "user_agent": MOBILE}
VIEWS = {
    "overview": ("?month=2024-09", DESK),
    "regions": ("regions?month=2024-09", DESK),
    "sectors": ("sectors?month=2024-09&sector=photovoltaics", DESK),
    "targets": (TARGET, DESK),
    "organisations": ("organisations?month=2024-09", DESK),
    "uploads": ("import?month=2024-09", DESK),
    "returns": ("reporting?month=2024-09", DESK),
    "documents": ("documents?month=2024-09&document=baotou-2024-no1", DESK),
    "exports": ("exports?month=2024-09", DESK),
    "glossary": ("glossary?month=2024-09", DESK),
    "overview-wall": ("?month=2024-09&present=1", {"viewport": {"width": 1920, "height": 1080}}),
    "overview-english": ("?month=2024-09&lang=en", DESK),
    "overview-dark": ("?month=2024-09", DARK),
    "targets-dark": (TARGET, DARK),
    "overview-phone": ("?month=2024-09", HAND),
    "regions-phone": ("regions?month=2024-09", HAND),
    "targets-phone": (TARGET, HAND),
}
EMPTY = {"start": ("start", DESK)}  # of a database that waits for its office
COLOURS = 128  # a screen has few; the palette makes the file a third
KEEPS_SMALL_AREAS = Image.Quantize.MAXCOVERAGE  # a small orange triangle must stay orange
FOLDER = ROOT / "docs" / "screenshots"


def take(database: Path, views: Mapping[str, tuple[str, dict[str, Any]]], folder: Path = FOLDER) -> None:
    """Write the pictures of these views of a database into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for address in serve(database):
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            for name, (view, settings) in views.items():
                window = browser.new_page(locale="zh-CN", **settings)
                window.goto(f"{address}/{view}")
                window.get_by_test_id("stMainBlockContainer").wait_for()
                window.wait_for_function(SETTLED, timeout=120_000)
                if views is EMPTY:
                    window.get_by_role("combobox").first.fill("zhuzhou")
                    window.keyboard.press("Enter")
                    window.get_by_text("炎陵").wait_for()
                assert not window.get_by_text("不在台账里").count(), (
                    f"{name}: a filter of its link is unknown"
                )
                picture = Image.open(BytesIO(window.screenshot())).convert("RGB")
                picture.quantize(COLOURS, KEEPS_SMALL_AREAS).save(folder / f"{name}.png", optimize=True)
                window.close()
            browser.close()


# Nothing runs, no placeholder is left, and fonts are there.
SETTLED = """() => document.querySelectorAll('[data-testid=stStatusWidget],[data-testid=stSkeleton]').length === 0
    && document.querySelector('[data-testid=stHeading]') !== null && document.fonts.status === 'loaded'
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every((one) => one.querySelector('.main-svg'))
    && document.querySelector('[data-test-script-state=notRunning]') !== null"""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "xushi.duckdb"
        if not path.exists():
            store = tracker.open_store(path)
            tracker.demo(desk(store, datetime(2024, 10, 12)))
            store.close()
        take(path, VIEWS)
        empty = Path(scratch) / "empty.duckdb"
        tracker.open_store(empty).close()
        take(empty, EMPTY)
