"""Building the ledger again changes what was stated, never what was reported."""

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.catalogue import CATALOGUE, build, read
from data.store import Store

FIRST, LATER = datetime(2024, 7, 1), datetime(2024, 8, 1)
TABLES = ("documents", "regions", "sectors", "organisations", "indicators", "units", "facts")
STATED = {
    "region": None,
    "sector": None,
    "answering": None,
    "targets": None,
    "indicators": None,
    "known_at": LATER,
}
BATCH = {
    "batch_id": 1,
    "kind": "decomposition",
    "source_file": "a.xlsx",
    "sha256": "0",
    "imported_at": FIRST,
    "imported_by": "tester",
    "vintage": "final",
    "row_count": 1,
    "control_sum": Decimal(1),
    "is_sample": True,
    "status": "posted",
}


@pytest.fixture
def store() -> Store:
    store = Store.open(":memory:")
    assert build(store, FIRST).changed
    return store


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A catalogue in which one note was corrected."""
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    documents = folder / "documents.csv"
    documents.write_text(documents.read_text("utf-8").replace("三年计划", "三年期计划"), "utf-8")
    return folder


def ledger(store: Store) -> list[pd.DataFrame]:
    return [store.query(name) for name in TABLES] + [store.query("targets", **STATED)]


def test_building_twice_changes_nothing(store: Store):
    before = ledger(store)
    again = build(store, LATER)
    assert (again.changed, again.problems) == (False, ())
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_correction_is_taken_up_and_reports_and_allocations_stay(store: Store, corrected: Path):
    allocation = {
        "parent_target_id": "hekou-2020-5.1-0.technical_renovation_projects",
        "region_code": "370503",
        "value": Decimal(1),
        "batch_id": 1,
        "sheet": "分解表",
        "cell": "E5",
    }
    reported = {
        "indicator_code": "charging_piles_new",
        "region_code": "150000",
        "period_end": date(2023, 6, 30),
        "frequency": "month",
        "kind": "ytd",
        "value": Decimal(4000),
        "vintage": "final",
        "batch_id": 1,
        "sheet": "填报表",
        "cell": "I5",
    }
    with store.transaction() as write:
        write.append("batch", [BATCH])
        write.append("allocation", [allocation])
        write.append("observation_log", [reported])
    assert build(store, LATER, read(corrected)).changed
    notes = {row["document_id"]: str(row["note"]) for row in store.rows("documents")}
    assert notes["hekou-2020-5"].startswith("三年期计划")
    assert store.rows("observations", as_of=date(2023, 12, 31))[0]["value"] == Decimal(4000)
    assert store.query("targets", **STATED)["is_handed_down"].sum() == 1


def test_a_contradiction_is_named_and_leaves_the_store_as_it_was(store: Store, corrected: Path):
    targets = corrected / "targets" / "hekou-2020-5.csv"
    targets.write_text(targets.read_text("utf-8").replace(",30,,亿元,", ",30,,万千瓦,"), "utf-8")
    before, version = ledger(store), store.version
    built = build(store, LATER, read(corrected))
    assert [(one.code, one.sheet, one.cell) for one in built.problems] == [
        ("L34", "targets/hekou-2020-5.csv", "L3")
    ]
    assert (built.changed, store.version) == (False, version)
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_ledger_read_by_an_earlier_program_is_built_anew(store: Store):
    """An earlier program took TRUE for false: the same files may say more than they did."""
    with store.transaction() as write:
        write.execute("clear_ledger")
        write.append("ledger_state", [{"catalogue_sha256": "of an earlier program", "built_at": FIRST}])
    assert build(store, LATER).changed
    assert store.query("targets", **STATED)["additive"].any()
