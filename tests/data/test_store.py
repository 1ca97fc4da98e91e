"""The store: one writer, a cursor per query, and faults said as sentences."""

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
    StoreDamagedError,
    StoreMissingError,
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
