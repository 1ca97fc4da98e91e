"""Whatever happens between check and commit: nothing is written that was not looked at as it is now."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from data import integrity
from data.store import Store
from intake import door, reporting
from tests.intake.reporting import JUNE, NOW, check, edited, footprint, form, ledger, rows
from tests.intake.test_history import backfill


def report(ytd: float) -> bytes:
    return form(rows("steel", month=[12.5], ytd=[ytd]))


@pytest.fixture
def store() -> Store:
    """A store with one report imported."""
    store = ledger()
    door.commit(store, check(store, report(73.0)), by="张三", now=NOW)
    return store


def another_is_imported(store: Store) -> None:
    other = check(store, form(rows("wind", ytd=[55.0])))
    assert door.commit(store, other, by="李四", now=NOW).status == "imported"


def an_import_is_taken_back(store: Store) -> None:
    assert door.void(store, 1, reason="报错", now=NOW)


def its_month_is_closed(store: Store) -> None:
    assert reporting.close_month(store, JUNE, reason="按期", by="a", now=NOW)


def a_name_is_confirmed(store: Store) -> None:
    assert reporting.confirm_typed(store, "indicator", "钢铁", "steel", by="a", now=NOW) is None


@pytest.mark.parametrize(
    "happens", [another_is_imported, an_import_is_taken_back, its_month_is_closed, a_name_is_confirmed]
)
def test_what_was_checked_before_a_change_is_outdated(store: Store, happens: Callable[[Store], None]):
    preview = check(store, report(80.0))
    happens(store)
    before = footprint(store)
    result = door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
    assert (result.status, result.batch_id, footprint(store)) == ("outdated", None, before)


def test_a_fresh_check_is_compared_with_what_stands_now_and_may_be_written(store: Store):
    outdated = check(store, report(80.0))
    an_import_is_taken_back(store)
    fresh = check(store, report(80.0))
    assert (outdated.counts["changed"], fresh.counts["changed"], fresh.counts["new"]) == (1, 0, 2)
    assert door.commit(store, fresh, by="张三", now=NOW).status == "imported"


def test_a_month_closed_meanwhile_is_told_by_the_fresh_check(store: Store):
    check(store, report(80.0))
    its_month_is_closed(store)
    assert "M01" in [one.code for one in check(store, report(80.0)).problems]


@pytest.mark.parametrize("content", [report(80.0), backfill()], ids=["monthly", "backfill"])
def test_no_closed_month_is_written_whatever_version_a_preview_names(content: bytes):
    store = ledger()
    preview = check(store, content)
    reporting.close_month(store, preview.months[-1], reason="按期", by="a", now=NOW)
    forged = replace(preview, compared=store.version)
    assert door.commit(store, forged, by="张三", now=NOW, confirm_warnings=True).status == "outdated"


def test_a_batch_is_sealed_with_what_it_wrote(store: Store):
    door.commit(store, check(store, backfill()), by="张三", now=NOW)
    content = edited(form(rows("steel", "wind", month=[1.25, None], ytd=[74.25, 30])), {"K5": "检修"})
    door.commit(store, check(store, content), by="张三", now=NOW, confirm_warnings=True)
    sealed = [
        (row["kind"], row["row_count"], float(str(row["control_sum"]))) for row in store.rows("batches")
    ]
    assert sealed[0] == ("monthly", 2, 85.5)
    assert sealed[2] == ("monthly", 3, 105.5)  # the remark counts for nothing
    assert integrity.faults(store) == []
