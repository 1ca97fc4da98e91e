"""Screens for tests: the real app.py over a copy of the ledger or of the demonstration."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


def opener(database: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a screen of app.py by its folder, with a query."""
    monkeypatch.setenv("XUSHI_DATABASE", str(database))

    def screen(folder: str, **query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            at.query_params[name] = value
        at.run()
        if folder != "overview":
            at.switch_page(f"pages/{folder}/page.py")
            for name, value in query.items():
                at.query_params[name] = value
            at.run()
        return at

    return screen


@pytest.fixture(scope="session")
def demo_copy(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the demonstration for all tests that only look."""
    return Path(shutil.copy(demo_file, tmp_path_factory.mktemp("screens") / "xushi.duckdb"))


@pytest.fixture
def screen(demo_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The demonstration's screens, to look at."""
    return opener(demo_copy, monkeypatch)


@pytest.fixture
def empty_screen(ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The screens of a ledger without any report."""
    return opener(Path(shutil.copy(ledger_file, tmp_path / "xushi.duckdb")), monkeypatch)


@pytest.fixture
def own_screen(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The demonstration's screens over a copy that may be written to."""
    return opener(Path(shutil.copy(demo_file, tmp_path / "xushi.duckdb")), monkeypatch)


def said(at: AppTest) -> str:
    """Every text of a screen, in one string."""
    texts = [
        element.value
        for kind in ("title", "header", "subheader", "markdown", "caption")
        for element in at.get(kind)
    ]
    texts += [element.value for kind in ("error", "warning", "info", "success") for element in at.get(kind)]
    texts += [frame.value.to_csv() for frame in at.dataframe]
    texts += [table.value.to_csv() for table in at.table]
    texts += [code.value for code in at.code]
    return "\n".join(str(text) for text in texts)


def labels(at: AppTest) -> list[str]:
    """What the links of a screen say, in their order."""
    return [link.proto.label.replace("\\", "") for link in at.get("page_link")]
