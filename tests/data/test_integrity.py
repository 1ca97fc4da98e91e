"""The store checks itself: what is lost, orphaned or stale is found and named."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from data import integrity
from data.store import Store
from tests.ledger import stated
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


ROW = {"batch_id": 1, "sheet": "表", "cell": "A1", "value": Decimal(0), "period_end": JUNE}
KNOWN = {"indicator_code": "pv_output_value", "region_code": "150200", "organisation_code": "none"}
SAID = {"confirmed_by": "测试", "confirmed_at": datetime(2024, 7, 5), "typed": "某"}
TEXT = {
    "file_name": "a.txt",
    "sha256": "0",
    "text": "",
    "registered_by": "测试",
    "registered_at": datetime(2024, 7, 5),
}


@pytest.mark.parametrize(
    ("table", "row", "found"),
    [
        ("remark_log", ROW | KNOWN | {"kind": "note", "text": "", "indicator_code": "x"}, "indicator x"),
        ("remark_log", ROW | KNOWN | {"kind": "note", "text": "", "region_code": "x"}, "region x"),
        ("remark_log", ROW | KNOWN | {"kind": "note", "text": "", "batch_id": 7}, "batch 7"),
        ("allocation", ROW | KNOWN | {"parent_target_id": "x"}, "target x"),
        ("planned_path", ROW | {"target_id": "x@150204"}, "target x"),
        ("alias", SAID | {"indicator_code": "x"}, "indicator x"),
        ("region_alias", SAID | {"region_code": "x"}, "region x"),
        ("document_text", TEXT | {"document_id": "x"}, "document x"),
        ("responsibility", KNOWN | {"target_id": "x", "role": "lead", "position": 0}, "target x"),
        ("responsibility", KNOWN | {"target_id": "x", "role": "lead", "position": 0}, "organisation none"),
    ],
)
def test_whatever_points_at_nothing_is_an_orphan(
    ledger: Store, table: str, row: dict[str, object], found: str
):
    with ledger.transaction() as write:
        write.append("batch", [_batch(row_count=0)])
        if table == "responsibility":
            stated(write, table, [row])
        else:
            write.append(table, [row])
    orphans = [fault for fault in integrity.faults(ledger) if fault.check == "orphan"]
    assert (table, found) in [(fault.place, fault.found) for fault in orphans]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("allocation", KNOWN | {"parent_target_id": "x"}),
        ("planned_path", {"target_id": "x"}),
        ("observation_log", KNOWN | {"frequency": "month", "kind": "ytd", "vintage": "final"}),
    ],
)
def test_a_changed_value_breaks_the_control_sum_of_whatever_kind_of_import(
    ledger: Store, table: str, row: dict[str, object]
):
    with ledger.transaction() as write:
        write.append("batch", [_batch(row_count=1)])
        write.append(table, [ROW | row | {"batch_id": 9, "value": Decimal("0.0001")}])
    faults = [fault for fault in integrity.faults(ledger) if fault.check == "control_sum"]
    assert [fault.found for fault in faults] == ["1 rows, 0.0001; written: 1 rows, 0.0000"]


def test_a_value_taken_for_outranked_is_missed(ledger: Store):
    report(ledger, VALUE)
    names = ("indicator_code", "region_code", "period_end", "kind")
    with ledger.transaction() as write:
        write.append("observation_outranked", [dict(zip(names, VALUE[:4], strict=True)) | {"batch_id": 1}])
    (fault,) = integrity.faults(ledger)
    assert (fault.check, fault.found) == ("rebuild", "missing")


def test_a_corrected_value_that_still_stands_is_found(ledger: Store):
    report(ledger, VALUE)
    report(ledger, (*VALUE[:4], "1100"), batch_id=2)
    (fault,) = integrity.faults(ledger)
    assert (fault.check, fault.found) == ("rebuild", "surplus")


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


@pytest.mark.parametrize(
    ("spoil", "place", "found"),
    [
        ("update target_version set change_id = 99 where target_id like 'hekou%'", "change 99", "no such change"),
        ("update region_version set ordinal = 1", "change 1", "19 versions of place 1"),
        ("update region_version set parent_code = 'gone' where region_code = '150204'", "region 150204", "L23 gone"),
    ],
)  # fmt: skip
def test_a_spoilt_ledger_is_found(ledger: Store, spoil: str, place: str, found: str):
    with ledger.file.cursor() as cursor:
        cursor.execute(spoil)
    assert (place, found) in [
        (one.place, one.found) for one in integrity.faults(ledger) if one.check == "ledger"
    ]
