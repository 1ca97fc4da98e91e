"""The store checks itself: what is lost, orphaned or stale is found and named."""

from datetime import date, datetime
from decimal import Decimal

from data import integrity
from data.store import Store
from tests.reports_made import report

JUNE = date(2024, 6, 30)
VALUE = ("pv_output_value", "150200", JUNE, "ytd", "1000")


def test_the_demonstration_is_whole(demo: Store):
    assert integrity.faults(demo) == []


def test_a_lost_row_breaks_the_control_sum(ledger: Store):
    report(ledger, VALUE)
    with ledger.transaction() as write:
        write.append("batch", [_batch(row_count=3)])
    assert [fault.check for fault in integrity.faults(ledger)] == ["control_sum"]


def test_a_value_of_an_unknown_indicator_is_an_orphan(ledger: Store):
    report(ledger, ("phlogiston", "150200", JUNE, "ytd", "1"))
    (fault,) = integrity.faults(ledger)
    assert (fault.check, fault.found) == ("orphan", "indicator phlogiston")


def test_a_stale_standing_value_is_found(ledger: Store):
    report(ledger, VALUE)
    with ledger.transaction() as write:
        write.execute("clear_current")
    (fault,) = integrity.faults(ledger)
    assert (fault.check, fault.found) == ("rebuild", "missing")


def _batch(row_count: int) -> dict[str, object]:
    return {
        "batch_id": 9,
        "kind": "monthly",
        "source_file": "lost.xlsx",
        "sha256": "0",
        "imported_at": datetime(2024, 7, 5),
        "imported_by": "测试",
        "vintage": "final",
        "row_count": row_count,
        "control_sum": Decimal(0),
        "is_sample": False,
        "status": "posted",
    }
