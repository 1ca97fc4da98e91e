"""The copy for readers: renewed by every change, whole, in one step; read beside the writer, never written."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data import integrity
from data.errors import PublishError, StoreReadOnlyError
from data.store import Store, copies, open_file
from data.store.copies import ReadersCopy
from data.store.file import FileStore
from tests.data.store.examples import ROOT, change, held, units

BATCH = {
    "batch_id": 1, "kind": "monthly", "source_file": "x.xlsx", "sha256": "0", "imported_at": datetime(2024, 7, 5), "imported_by": "x",
    "vintage": "final", "row_count": 0, "control_sum": Decimal(0), "is_sample": False, "status": "posted",
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.duckdb"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "published" / "x.duckdb"


def shown(copy: Path) -> list[object]:
    """What a reader of the copy sees."""
    reader = Store.open(copy, create=False, read_only=True)
    found = units(reader)
    reader.close()
    return found


def test_the_copy_for_readers_is_whole_and_alone(path: Path, copy: Path):
    store = Store.open(path)
    assert not copy.exists()  # nothing to show yet
    change(store)
    assert shown(copy) == ["万吨"]
    assert [file.name for file in copy.parent.iterdir()] == ["x.duckdb"]


def test_what_changes_nothing_renews_nothing(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    before = copy.stat().st_ino
    with store.transaction() as write:
        write.rows("units")
    with pytest.raises(ZeroDivisionError), store.transaction() as write:
        write.execute("forget_outranked", batch_id=1)
        raise ZeroDivisionError
    assert copy.stat().st_ino == before


def test_nobody_writes_the_fresh_copy_while_it_takes_its_place(path: Path, monkeypatch):
    store, blocked = Store.open(path), []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        blocked.append(wait([pool.submit(store.checkpoint)], timeout=0.5).not_done)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    with ThreadPoolExecutor(1) as pool:
        change(store)
    assert all(blocked)


def test_a_copy_that_cannot_be_made_is_said_and_leaves_the_old_one(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    before = copy.read_bytes()
    (copy.parent / "x.duckdb.0.fresh").mkdir()  # left in the way, and no file that could be taken out of it
    with pytest.raises(PublishError, match="已经入库"):
        change(store, "吨")
    assert copy.read_bytes() == before
    assert units(store) == ["万吨", "吨"]
    (copy.parent / "x.duckdb.0.fresh").rmdir()
    store.close()
    Store.open(path).close()
    assert shown(copy) == ["万吨", "吨"]


def test_a_place_where_no_copy_can_stand_is_said_after_the_data_are_in(path: Path):
    store = Store.open(path)
    (path.parent / "published").write_text("a file where the folder should be")
    with pytest.raises(PublishError, match="已经入库"):
        change(store)
    assert units(store) == ["万吨"]


def test_that_no_copy_can_be_made_keeps_nobody_from_working(path: Path):
    store = Store.open(path)
    change(store)
    store.close()
    shutil.rmtree(path.parent / "published")
    (path.parent / "published").write_text("a file where the folder should be")
    assert units(Store.open(path)) == ["万吨"]


def test_a_copy_is_never_written_whoever_opens_it(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    store.close()
    before = copy.read_bytes()
    opened = Store.open(copy)
    assert opened.read_only
    with pytest.raises(StoreReadOnlyError, match="published"):
        change(opened)
    opened.close()
    assert copy.read_bytes() == before
    assert not (copy.parent / "published").exists()


def test_a_reader_of_the_copy_follows_what_another_process_commits(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    store.close()
    reader = Store.open(copy)
    program = f"from data.store import Store\nfrom tests.data.store.examples import change\nchange(Store.open({str(path)!r}), '吨')"
    assert (reader.version, units(reader)) == (1, ["万吨"])
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    assert (reader.version, units(reader)) == (2, ["万吨", "吨"])
    with held(copy, read_only=True):  # what it opened anew, it opened to read
        assert reader.published_at is not None


def test_a_copy_that_is_behind_is_found_and_renewed_at_the_next_start(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    old = copy.read_bytes()
    change(store, "吨")
    store.close()
    copy.write_bytes(old)
    reader = Store.open(path, read_only=True)
    assert [(fault.check, fault.found) for fault in integrity.faults(reader)] == [
        ("copy", "version 1; the database has 2")
    ]
    reader.close()
    store = Store.open(path)
    assert shown(copy) == ["万吨", "吨"]
    assert integrity.faults(store) == []


def test_a_copy_that_cannot_be_read_is_found_and_renewed(path: Path, copy: Path):
    store = Store.open(path)
    change(store)
    store.close()
    copy.write_text("not a database" * 1000)
    assert [fault.check for fault in integrity.faults(Store.open(path, read_only=True))] == ["copy"]


def big(store: Store, seldom: float) -> ReadersCopy:
    """Treat the store's file as too big to be copied more often than that."""
    assert isinstance(store, FileStore)
    assert store._file.copy is not None
    store._file.copy.big, store._file.copy.seldom = 0, seldom
    return store._file.copy


def test_a_big_file_is_copied_seldom_and_at_the_end(path: Path, copy: Path):
    store = Store.open(path)
    big(store, seldom=3600)
    for name in ("a", "b", "c"):
        change(store, name)
    assert shown(copy) == ["a"]
    store.close()
    assert shown(copy) == ["a", "b", "c"]


def test_a_big_file_that_rests_is_copied_when_its_time_has_come(path: Path, copy: Path):
    store = Store.open(path)
    own = big(store, seldom=0.2)
    change(store, "a")
    change(store, "b")
    own._timer.join()
    assert shown(copy) == ["a", "b"]


def test_a_reader_of_an_older_state_puts_the_copy_off_and_nobody_waits(
    path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
):
    """DuckDB folds no log while somebody reads what was there before a row was changed in place."""
    monkeypatch.setattr(copies, "RETRY", 0.05)
    monkeypatch.setattr(open_file, "_READERS_PATIENCE", 0.05)
    store = Store.open(path)
    with store.transaction() as write:
        write.append("batch", [BATCH])
    with store._file._connection.cursor() as reader:
        reader.begin()
        reader.execute("select * from batch").fetchall()
        with store.transaction() as write:
            write.execute("void_batch", batch_id=1, now=BATCH["imported_at"], reason="x")
        assert statuses(Store.open(copy)) == ["posted"]
        assert statuses(store) == ["void"]
    while store._file.copy._due:
        if store._file.copy._timer.is_alive():  # the next one is made before it is started
            store._file.copy._timer.join()
    assert statuses(Store.open(copy)) == ["void"]


def statuses(store: Store) -> list[object]:
    return [row["status"] for row in store.rows("batches")]


def test_a_transaction_inside_another_is_a_fault_of_the_program(path: Path):
    store = Store.open(path)
    with pytest.raises(AssertionError, match="inside another"), store.transaction():
        change(store)


SLOW = """#!/bin/sh
head -c 100000 "$2" > "$3"
echo begun > {told}
exec sleep 600
"""


def test_killed_while_copying_it_leaves_the_old_copy_and_the_next_start_makes_a_new_one(
    path: Path, copy: Path, tmp_path: Path
):
    """`cp` is a program of the machine; here one that stops half way and says so."""
    store = Store.open(path)
    change(store)
    store.close()
    before = copy.read_bytes()
    told, slow = tmp_path / "told", tmp_path / "bin" / "cp"
    os.mkfifo(told)
    slow.parent.mkdir()
    slow.write_text(SLOW.format(told=told))
    slow.chmod(0o700)
    program = f"from data.store import Store\nfrom tests.data.store.examples import change\nchange(Store.open({str(path)!r}), '吨')"
    environment = os.environ | {"PATH": f"{slow.parent}:{os.environ['PATH']}"}
    writer = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, start_new_session=True
    )
    assert told.read_text() == "begun\n"
    os.killpg(writer.pid, signal.SIGKILL)
    writer.wait()
    assert len(list(copy.parent.iterdir())) == 2
    assert copy.read_bytes() == before
    store = Store.open(path)
    assert units(store) == ["万吨", "吨"]
    assert shown(copy) == ["万吨", "吨"]
    assert list(copy.parent.iterdir()) == [copy]
