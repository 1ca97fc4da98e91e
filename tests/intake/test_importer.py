"""Import: what a good file does, once and twice; what a correction and a void leave behind."""

from datetime import datetime, timedelta

import pytest

from data.store import Store
from intake import door
from tests.intake.reporting import JUNE, NOW, check, codes, foreign, form, ledger, rows


@pytest.fixture
def store() -> Store:
    return ledger()


def good(ytd: float = 73.0) -> bytes:
    return form(
        rows("steel", "wind", month=[12.5, None], ytd=[ytd, 33.3], yoy=[5.8, 12.0], reason=["电力不足", None])
    )


def test_a_good_file_is_previewed_without_writing_and_then_committed(store: Store):
    preview = check(store, good())
    assert (preview.status, codes(preview)) == ("ready", [])
    assert preview.counts == {"new": 5, "changed": 0, "same": 0, "missing": 0}
    assert (preview.period, preview.organisation) == (JUNE, "city-drc")
    assert store.rows("batches") == []
    result = door.commit(store, preview, by="张三", now=NOW)
    assert (result.status, result.batch_id, result.rows_new) == ("imported", 1, 5)
    (batch,) = store.rows("batches")
    assert (batch["row_count"], float(batch["control_sum"])) == (
        5,
        pytest.approx(12.5 + 73 + 5.8 + 33.3 + 12),
    )
    values = {
        (row["indicator_code"], row["kind"]): float(row["value"])
        for row in store.rows("observations", as_of=JUNE)
    }
    assert values == {
        ("steel", "month"): 12.5, ("steel", "ytd"): 73.0, ("steel", "yoy"): 5.8, ("wind", "level"): 33.3,
        ("wind", "yoy"): 12.0,
    }  # fmt: skip
    assert [row["text"] for row in store.rows("remarks", as_of=JUNE, known_at=datetime.max)] == ["电力不足"]


def test_the_same_file_again_is_a_no_op_and_says_so(store: Store):
    content = good()
    door.commit(store, check(store, content), by="张三", now=NOW)
    again = check(store, content)
    assert (again.status, codes(again)) == ("already_imported", ["F17"])
    assert door.commit(store, again, by="张三", now=NOW).batch_id == 1
    assert len(store.rows("batches")) == 1


def test_a_correction_keeps_the_old_value_and_a_void_restores_it(store: Store):
    door.commit(store, check(store, good()), by="张三", now=NOW)
    preview = check(store, good(ytd=75.0))
    changed = preview.rows[preview.rows["state"] == "changed"]
    assert changed[["old", "new"]].to_numpy().tolist() == [[73.0, 75.0]]
    door.commit(store, preview, by="李四", now=NOW + timedelta(hours=1), confirm_warnings=True)
    history = store.rows("revisions", indicator="steel", region="990100", known_at=datetime.max)
    assert [float(row["value"]) for row in history if row["kind"] == "ytd"] == [73.0, 75.0]
    assert door.void(store, 2, reason="报错", now=NOW + timedelta(hours=2))
    assert not door.void(store, 2, reason="报错", now=NOW + timedelta(hours=2))
    standing = [row for row in store.rows("observations", as_of=JUNE) if row["kind"] == "ytd"]
    assert [float(row["value"]) for row in standing] == [73.0]


def test_two_clerks_who_looked_at_the_same_moment_leave_one_standing_value(store: Store):
    first, second = check(store, good()), check(store, good(ytd=75.0))
    door.commit(store, first, by="张三", now=NOW)
    assert door.commit(store, second, by="李四", now=NOW, confirm_warnings=True).status == "outdated"
    again = check(store, good(ytd=75.0))
    door.commit(store, again, by="李四", now=NOW, confirm_warnings=True)
    standing = [row for row in store.rows("observations", as_of=JUNE) if row["kind"] == "ytd"]
    assert [float(row["value"]) for row in standing] == [75.0]


def test_two_clerks_with_the_same_file_leave_one_batch(store: Store):
    content = good()  # made once: a workbook holds the second it was written
    first, second = check(store, content), check(store, content)
    assert door.commit(store, first, by="张三", now=NOW).status == "imported"
    again = door.commit(store, second, by="李四", now=NOW)
    assert (again.status, again.batch_id, len(store.rows("batches"))) == ("already_imported", 1, 1)


def test_a_name_nobody_knows_is_not_confirmed_with_the_warnings(store: Store):
    unknown = foreign(
        [["甲市工业月报（2024年6月）"], ["指标名称", "地区", "本月累计"], ["粗钢产", "甲市", 73]]
    )
    preview = check(store, unknown)
    assert (preview.status, len(preview.unresolved)) == ("needs_confirmation", 1)
    result = door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
    assert (result.status, result.batch_id, store.rows("batches")) == ("needs_confirmation", None, [])
