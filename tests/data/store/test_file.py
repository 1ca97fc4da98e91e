"""A store in a file: one writer, a cursor per query, and faults said as sentences."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from data.errors import (
    QueryNotFoundError,
    SchemaVersionError,
    StoreBusyError,
    StoreClosedError,
    StoreDamagedError,
    StoreMissingError,
    StorePlaceError,
    StoreReadOnlyError,
    TrackerError,
)
from data.store import Store, open_file
from data.store.file import FileStore
from tests.data.store.examples import ROOT, UNIT, change, held, units
from tests.ledger import stated


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:")


def test_a_transaction_commits_all_and_bumps_the_version(store: Store):
    with store.transaction() as write:
        assert stated(write, "unit", [UNIT]) == 1
    assert store.version == 1
    assert store.rows("units")[0]["factor"] == Decimal(10000)


def test_a_failed_transaction_leaves_nothing(store: Store):
    with pytest.raises(ZeroDivisionError), store.transaction() as write:
        stated(write, "unit", [UNIT])
        raise ZeroDivisionError
    assert store.rows("units") == []
    assert store.version == 0


def test_the_version_is_kept_in_the_file_for_every_process(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    program = (
        f"import data.store\nwith data.store.Store.open({str(path)!r}).transaction() as write:\n"
        "    write.execute('forget_outranked', batch_id=1)"
    )
    for _change in range(2):
        subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    store = Store.open(path)
    assert store.version == 2
    assert Store.open(tmp_path / "published" / "x.duckdb", read_only=True).version == 2


def test_a_transaction_that_changes_nothing_outdates_nothing(store: Store):
    with store.transaction() as write:
        assert write.rows("units") == []
        assert stated(write, "unit", []) == 0
    assert store.version == 0


def test_threads_get_their_own_rows(store: Store):
    with store.transaction() as write:
        stated(write, "unit", [UNIT | {"unit": f"u{number}"} for number in range(50)])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: len(store.query("units")), range(200)))
    assert set(answers) == {50}


def test_a_second_process_is_told_who_holds_the_file(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    with held(path) as holder, pytest.raises(StoreBusyError, match=f"进程号 {holder.pid}"):
        Store.open(path)


def test_a_writer_is_told_which_reader_holds_the_file(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    Store.open(path).close()
    with held(path, read_only=True) as holder, pytest.raises(StoreBusyError, match=f"进程号 {holder.pid}"):
        Store.open(path)


def test_readers_share_a_file_and_none_of_them_writes(tmp_path: Path):
    path = tmp_path / "x.duckdb"
    store = Store.open(path)
    change(store)
    store.close()
    with held(path, read_only=True):
        reader = Store.open(path, read_only=True)
        assert units(reader) == ["万吨"]
        with pytest.raises(StoreReadOnlyError, match="只供查阅"):
            change(reader)


def test_a_closed_store_says_so(tmp_path: Path):
    store = Store.open(tmp_path / "x.duckdb")
    store.close()
    with pytest.raises(StoreClosedError, match="已经关闭"):
        store.rows("units")


def test_a_mistake_of_the_program_stays_one(store: Store):
    with pytest.raises(Exception, match="known_at") as fault:
        store.rows("targets", no_such_parameter=1)
    assert not isinstance(fault.value, TrackerError)


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


@pytest.mark.parametrize("place", [".", "file/x.duckdb"])
def test_a_place_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path, place: str):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorePlaceError, match="打不开"):
        Store.open(tmp_path / place)


FULL_DISK = """
import resource, signal, sys, threading
from pathlib import Path
from data.errors import PublishError, StoreInterruptedError, TrackerError
from data.store import Store, open_file
from data.store.file import FileStore
from tests.data.store.examples import UNIT, change, units
from tests.ledger import stated

path = Path(sys.argv[1])
store = Store.open(path)
def grow(name, letters):
    with store.transaction() as write:
        stated(write, "unit", [UNIT | {"unit": name, "name_en": "".join(chr(0x4e00 + (i * i * 7919) % 20000) for i in range(letters))}])
answers, faults, over = [], [], threading.Event()
def read():
    while not over.is_set():
        try:
            answers.append(len(store.rows("units")))
        except TrackerError as fault:
            faults.append(str(fault))
        except BaseException as fault:
            faults.append(repr(fault))
            raise
grow("first", 10)
readers = [threading.Thread(target=read) for _ in range(4)]
for reader in readers:
    reader.start()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50_000, most))
try:
    grow("too much for the log", 1_000_000)
except StoreInterruptedError as fault:
    print("commit:", fault)
for name in ("in the log", "too"):
    try:
        grow(name, 60_000)
    except PublishError as fault:
        print("publish:", fault)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(units(store))
grow("after", 10)
over.set()
for reader in readers:
    reader.join()
print(store.version, {fault[:60] for fault in faults}, sorted(set(answers)))
"""


def test_a_full_disk_loses_no_batch_and_no_reader_and_the_store_goes_on_afterwards(tmp_path: Path):
    """The engine gives the file up three times; readers ask again on the file opened anew and see nothing of it."""
    program = [sys.executable, "-c", FULL_DISK, str(tmp_path / "x.duckdb")]
    done = subprocess.run(program, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    commit, *publish, names, rest = done.stdout.splitlines()
    assert commit.startswith("commit: 数据库") and "没有写入任何数据" in commit
    assert [line[:13] for line in publish] == ["publish: 数据已经"] * 2
    assert names == "['first', 'in the log', 'too']"
    version, faults, answers = rest.split(maxsplit=2)
    assert (version, faults) == ("4", "set()")
    # Which of the commits a reader happens to look between is the machine's affair
    seen = set(json.loads(answers))
    assert seen
    assert seen <= {1, 2, 3, 4}


def test_an_import_under_way_leaves_readers_every_processor(tmp_path: Path):
    store = Store.open(tmp_path / "x.duckdb")
    assert isinstance(store, FileStore)

    def threads() -> object:
        with store.file.cursor() as cursor:
            return cursor.execute("select current_setting('threads')").fetchall()

    before = threads()
    with ThreadPoolExecutor(1) as reader, store.transaction() as write:
        stated(write, "unit", [UNIT | {"unit": f"{number}"} for number in range(100_000)])
        assert reader.submit(threads).result() == before


def test_who_asks_while_a_file_is_opened_anew_is_told_so_and_answered_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(open_file, "_PATIENCE", 0.05)
    store = Store.open(tmp_path / "x.duckdb")
    assert isinstance(store, FileStore)
    with store.transaction() as write:
        stated(write, "unit", [UNIT])
    with ThreadPoolExecutor(1) as reader:
        with store.file.cursor():  # somebody is still inside as the file is found lost
            store.file._lost = True
            with pytest.raises(StoreBusyError, match="正在重新打开"):
                reader.submit(store.rows, "units").result()
        assert [row["unit"] for row in reader.submit(store.rows, "units").result()] == ["万吨"]
    assert not store.file.is_lost()
