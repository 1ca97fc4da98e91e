"""The store: one writer, a cursor per query, and faults said as sentences."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import (
    PublishError,
    QueryNotFoundError,
    SchemaVersionError,
    StoreBusyError,
    StoreDamagedError,
    StoreMissingError,
    StorePlaceError,
)
from data.store import Store

UNIT = {"unit": "万吨", "name_en": "10,000 t", "dimension": "mass", "factor": Decimal(10000)}


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:")


def test_a_transaction_commits_all_and_bumps_the_version(store: Store):
    with store.transaction() as write:
        assert write.append("unit", [UNIT]) == 1
    assert store.version == 1
    assert store.rows("units")[0]["factor"] == Decimal(10000)


def test_a_failed_transaction_leaves_nothing(store: Store):
    with pytest.raises(ZeroDivisionError), store.transaction() as write:
        write.append("unit", [UNIT])
        raise ZeroDivisionError
    assert store.rows("units") == []
    assert store.version == 0


def test_the_version_is_kept_in_the_file_for_every_process(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    program = (
        f"import data.store\nwith data.store.Store.open({str(path)!r}).transaction() as write:\n"
        "    write.execute('clear_outranked')"
    )
    for _change in range(2):
        subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
    store = Store.open(path)
    assert store.version == 2
    assert store.publish() is not None
    assert Store.open(tmp_path / "published" / "x.duckdb", read_only=True).version == 2


def test_a_transaction_that_changes_nothing_outdates_nothing(store: Store):
    with store.transaction() as write:
        assert write.rows("units") == []
        assert write.append("unit", []) == 0
    assert store.version == 0


def test_threads_get_their_own_rows(store: Store):
    with store.transaction() as write:
        write.append("unit", [UNIT | {"unit": f"u{number}"} for number in range(50)])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: len(store.query("units")), range(200)))
    assert set(answers) == {50}


def test_a_second_process_is_told_who_holds_the_file(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    program = f"import sys, data.store\ns = data.store.Store.open({str(path)!r})\nprint('open', flush=True)\nsys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(StoreBusyError, match=f"进程号 {holder.pid}"):
        Store.open(path)
    holder.communicate("")


def test_a_missing_file_is_not_created_when_it_must_exist(tmp_path: Path):
    with pytest.raises(StoreMissingError, match=r"cli\.py build"):
        Store.open(tmp_path / "none.duckdb", create=False)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    path.write_text("not a database" * 1000)
    with pytest.raises(StoreDamagedError, match="无法读取"):
        Store.open(path)
    assert path.read_text().startswith("not a database")


def test_a_newer_database_is_refused(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    store = Store.open(path)
    with store.transaction() as write:
        write.append("schema_migration", [{"version": 999}])
    store.close()
    with pytest.raises(SchemaVersionError, match="升级程序"):
        Store.open(path)


def test_an_unknown_query_is_a_fault(store: Store):
    with pytest.raises(QueryNotFoundError):
        store.query("no_such_query")


def test_the_copy_for_readers_is_whole_and_alone(tmp_path: Path):
    store = Store.open(tmp_path / "x.duckdb")
    with store.transaction() as write:
        write.append("unit", [UNIT])
    copy = store.publish()
    assert copy == tmp_path / "published" / "x.duckdb"
    assert [path.name for path in copy.parent.iterdir()] == ["x.duckdb"]
    assert len(Store.open(copy, create=False, read_only=True).rows("units")) == 1


def test_nobody_writes_the_fresh_copy_while_it_takes_its_place(tmp_path: Path, monkeypatch):
    store, blocked = Store.open(tmp_path / "x.duckdb"), []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        blocked.append(wait([pool.submit(store.checkpoint)], timeout=0.5).not_done)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    with ThreadPoolExecutor(1) as pool:
        store.publish()
    assert all(blocked)


def test_a_copy_that_cannot_be_made_is_said_and_leaves_the_old_one(tmp_path: Path):
    store = Store.open(tmp_path / "x.duckdb")
    copy = store.publish()
    before = copy.read_bytes()
    (copy.parent / "x.fresh").symlink_to("/dev/full")
    with pytest.raises(PublishError, match="已经入库"):
        store.publish()
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == ["x.duckdb"]


def test_a_place_where_no_copy_can_stand_is_said_after_the_data_are_in(tmp_path: Path):
    store = Store.open(tmp_path / "x.duckdb")
    (tmp_path / "published").write_text("a file where the folder should be")
    with pytest.raises(PublishError, match="已经入库"):
        store.publish()


@pytest.mark.parametrize("place", [".", "file/x.duckdb"])
def test_a_place_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path, place: str):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorePlaceError, match="打不开"):
        Store.open(tmp_path / place)


FULL_DISK = """
import resource, signal, sys
from decimal import Decimal
from pathlib import Path
from data.errors import PublishError, StoreInterruptedError
from data.store import Store

path = Path(sys.argv[1])
store = Store.open(path)
unit = {"unit": "u", "name_en": "x", "dimension": "mass", "factor": Decimal(1)}
def grow(name, letters):
    with store.transaction() as write:
        write.append("unit", [unit | {"unit": name, "name_en": "".join(chr(0x4e00 + (i * i * 7919) % 20000) for i in range(letters))}])
grow("first", 10)
store.checkpoint()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50_000, most))
try:
    grow("too much for the log", 1_000_000)
except StoreInterruptedError as fault:
    print("commit:", fault)
grow("in the log", 60_000)
try:
    store.publish()
except PublishError as fault:
    print("publish:", fault)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(sorted(row["unit"] for row in store.rows("units")))
grow("after", 10)
print(store.publish() is not None, store.version)
"""


def test_a_full_disk_loses_no_batch_and_the_store_goes_on_afterwards(tmp_path: Path):
    program = [sys.executable, "-c", FULL_DISK, str(tmp_path / "x.duckdb")]
    done = subprocess.run(program, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    commit, publish, *rest = done.stdout.splitlines()
    assert commit.startswith("commit: 数据库") and "没有写入任何数据" in commit
    assert publish.startswith("publish: 数据已经入库")
    assert rest == ["['first', 'in the log']", "True 3"]
