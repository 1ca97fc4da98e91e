"""Each screen asks each question of the store once, however much there is: no loop of queries, nothing loaded whole."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.pages.conftest import Open, opener
from tests.pages.test_screens import SCREENS, intact

# Of everything a first view asks, the overview that opens first included: how many queries, and the one asked most.
MOST = {
    "overview": 16, "regions": 17, "sectors": 21, "targets": 16, "organisations": 20, "uploads": 21, "returns": 22,
    "documents": 16, "exports": 27, "glossary": 16,
}  # fmt: skip
OF_ONE = 4


@pytest.fixture
def fresh(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Screens over a copy of the demonstration that nobody has looked at."""
    return opener(Path(shutil.copy(demo_file, tmp_path / "xushi.duckdb")), monkeypatch)


def test_every_screen_is_counted():
    assert set(SCREENS) == set(MOST)


@pytest.mark.parametrize("folder", SCREENS)
def test_a_first_view_asks_a_few_questions(folder: str, fresh: Open, asked: Counter[str]):
    intact(fresh(folder))
    assert asked.total() <= MOST[folder], asked
    assert max(asked.values()) <= OF_ONE, asked


@pytest.mark.parametrize("folder", SCREENS)
def test_a_second_view_asks_nothing_but_what_may_change(folder: str, fresh: Open, asked: Counter[str]):
    at = fresh(folder)
    asked.clear()
    at.run()
    assert asked.total() <= 6, asked
    assert not {"targets", "figures", "values", "batches", "documents"} & asked.keys()


@pytest.mark.parametrize("kind", ["region", "backfill", "decomposition", "plan"])
def test_a_form_is_offered_by_questions_that_do_not_grow_with_its_takers(
    kind: str, fresh: Open, asked: Counter[str]
):
    at = fresh("uploads")
    asked.clear()
    at.radio(key="form_kind").set_value(kind).run()
    assert max(asked.values()) <= 2, asked
    assert asked.total() <= 6, asked
