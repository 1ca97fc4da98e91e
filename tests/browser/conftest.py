"""A real server over a copy of the demonstration, and a real Chromium before it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium")
PATIENCE = 45_000  # a loaded test machine is slow, a wrong screen stays wrong
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lives here; skip it, saying why, where there is no Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="Debian's chromium is not installed: make tools, as root")
                )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a file: its event loop must not outlive it, or kaleido cannot start its own."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose demonstration tests only look at."""
    yield from serve(Path(shutil.copy(demo_file, tmp_path_factory.mktemp("served") / "xushi.duckdb")))


@pytest.fixture
def served_alone(demo_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server of one's own, to import into."""
    yield from serve(Path(shutil.copy(demo_file, tmp_path / "served.duckdb")))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh window of 1440 × 900."""
    window = chromium.new_page(viewport=WIDE, locale="zh-CN")
    window.set_default_timeout(PATIENCE)
    yield window
    window.close()


def serve(database: Path) -> Iterator[str]:
    """Run the dashboard over the database on a free port until the test is over."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port)]
    environment = os.environ | {"XUSHI_DATABASE": str(database)}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address: str) -> None:
    """Until the server answers; Chromium's own timeouts take over from there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _attempt in range(600):
        try:
            with opener.open(f"{address}/_stcore/health", timeout=5):
                return
        except OSError:
            subprocess.run(
                [sys.executable, "-c", "import select; select.select([], [], [], 0.1)"], check=True
            )
    raise TimeoutError(address)
