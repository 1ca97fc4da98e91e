"""What stands is the log without what is outranked: after a migration, after corrections, and lent to a statement."""

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from data import integrity
from data.store import SCHEMA, Store
from intake import door

JUNE = date(2024, 6, 30)
NOT_YET = "050"
LATER = {
    "060_edition.sql",
    "070_batch_kind.sql",
    "080_submission.sql",
}  # columns that the rows written here have


def batch(number: int, status: str = "posted", vintage: str = "final") -> dict[str, object]:
    return {
        "batch_id": number, "kind": "monthly", "source_file": f"{number}.xlsx", "sha256": str(number), "imported_at": datetime(2024, 7, number),
        "imported_by": "测试", "vintage": vintage, "row_count": 1, "control_sum": Decimal(number), "is_sample": False, "status": status,
    }  # fmt: skip


def value(number: int, vintage: str = "final") -> Mapping[str, object]:
    return {
        "indicator_code": "steel", "region_code": "150200", "period_end": JUNE, "frequency": "month", "kind": "ytd",
        "value": Decimal(number), "vintage": vintage, "batch_id": number, "sheet": "填报表", "cell": "I5",
    }  # fmt: skip


def standing(store: Store) -> list[tuple[object, object]]:
    return [(row["batch_id"], row["value"]) for row in store.rows("observations", as_of=JUNE)]


def test_an_older_database_is_brought_up_to_date_and_what_stood_still_stands(tmp_path: Path):
    earlier, path = tmp_path / "schema", tmp_path / "old.duckdb"
    shutil.copytree(SCHEMA, earlier)
    for migration in earlier.glob("*.sql"):
        if migration.name >= NOT_YET and migration.name not in LATER:
            migration.unlink()
    old = Store.open(path, schema=earlier)
    with old.transaction() as write:
        write.append("batch", [batch(1), batch(2), batch(3, status="void"), batch(4, vintage="flash")])
        write.append("observation_log", [value(1), value(2), value(3), value(4, vintage="flash")])
    old.close()
    store = Store.open(path)
    assert standing(store) == [(2, 2)]
    assert [fault for fault in integrity.faults(store) if fault.check != "orphan"] == []
    door.void(store, 2, reason="报错", now=datetime(2024, 7, 9))
    assert standing(store) == [(1, 1)]
