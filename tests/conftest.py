"""What every test may ask for: a store with the ledger, the demonstration, and a fixed day."""

import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import tracker
from data.store import Store
from data.store.file import FileStore
from tests.asking import desk

NOW = datetime(2024, 10, 12, 9, 0)


@pytest.fixture
def now() -> datetime:
    """The moment at which tests import and build."""
    return NOW


@pytest.fixture
def as_of() -> date:
    """The month tests look at."""
    return date(2024, 9, 30)


@pytest.fixture(scope="session")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that holds the ledger and no report; copy it before writing."""
    path = tmp_path_factory.mktemp("ledger") / "xushi.duckdb"
    store = tracker.open_store(path)
    tracker.build(desk(store, NOW))
    store.checkpoint()
    store.close()
    return path


@pytest.fixture
def ledger(ledger_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of one's own with the ledger and no report."""
    yield from _opened_copy(ledger_file, tmp_path)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that holds the demonstration; copy it before writing. Parallel workers build it once."""
    own = tmp_path_factory.getbasetemp()
    path = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo.duckdb"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _build_demo(path)
    return path


def _build_demo(path: Path) -> None:
    building = path.with_suffix(".building")
    store = tracker.open_store(building)
    tracker.demo(desk(store, NOW))
    store.checkpoint()
    store.close()
    building.replace(path)


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of one's own with the demonstration."""
    yield from _opened_copy(demo_file, tmp_path)


def _opened_copy(original: Path, folder: Path) -> Iterator[Store]:
    path = Path(shutil.copy(original, folder / "xushi.duckdb"))
    store = tracker.open_store(path)
    yield store
    store.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each query is run from here on, by the real store."""
    counted: Counter[str] = Counter()
    for method in ("query", "rows", "query_lent"):
        real = getattr(FileStore, method)

        def counting(self: FileStore, name: str, *rest: object, _real=real, **params: object) -> object:
            counted[name] += 1
            return _real(self, name, *rest, **params)

        monkeypatch.setattr(FileStore, method, counting)
    return counted
