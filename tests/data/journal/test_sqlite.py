"""The office's records in a real SQLite file: whole or not at all, for many threads and processes."""

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from data.errors import QueryNotFoundError, RecordsError, SchemaVersionError
from data.journal import moment, sqlite, text
from data.journal.sqlite import SqliteJournal

NOW = datetime(2024, 7, 5, 9, 30, 0, 7)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "office.sqlite"


def versions(journal: SqliteJournal) -> list[int]:
    return [row["version"] for row in journal.rows("applied_migrations")]


def remember(journal: SqliteJournal, version: int) -> None:
    with journal.transaction() as changes:
        changes.execute("migration_applied", version=version, now=text(NOW))


def test_what_is_written_is_there_for_whoever_opens_the_file(place: Path):
    remember(SqliteJournal(place, NOW), 0)
    program = (
        "import sys; from pathlib import Path; from datetime import datetime\n"
        "from data.journal.sqlite import SqliteJournal\n"
        "rows = SqliteJournal(Path(sys.argv[1]), datetime.now()).rows('applied_migrations')\n"
        "print([row['version'] for row in rows])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, place], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(versions(SqliteJournal(place, NOW)))
    assert 0 in versions(SqliteJournal(place, NOW))


def test_a_transaction_is_kept_whole_or_not_at_all(place: Path):
    journal = SqliteJournal(place, NOW)
    before = versions(journal)
    with pytest.raises(ZeroDivisionError), journal.transaction() as changes:
        changes.execute("migration_applied", version=900, now=text(NOW))
        assert 900 in [row["version"] for row in changes.rows("applied_migrations")]
        raise ZeroDivisionError
    assert versions(journal) == before


def test_many_threads_write_one_after_the_other(place: Path):
    journal = SqliteJournal(place, NOW)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: remember(journal, number), range(900, 940)))
    assert versions(journal)[-40:] == list(range(900, 940))


def test_a_migration_that_fails_leaves_nothing_behind_and_is_done_next_time(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = Path(shutil.copytree(sqlite.SQL, tmp_path / "sql"))
    monkeypatch.setattr(sqlite, "SQL", folder)
    before = versions(SqliteJournal(place, NOW))
    broken = folder / "schema" / "999_next.sql"
    broken.write_text("create table later (one text);\ncreate table later (one text);\n")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        SqliteJournal(place, NOW)
    broken.write_text(
        "-- a word; and another\ncreate table later (one text);\ncreate table last (one text);\n"
    )
    assert versions(SqliteJournal(place, NOW)) == [*before, 999]
    assert versions(SqliteJournal(place, NOW)) == [*before, 999]


def test_records_of_a_newer_program_are_left_alone(place: Path):
    remember(SqliteJournal(place, NOW), 999)
    with pytest.raises(SchemaVersionError, match="更新版本"):
        SqliteJournal(place, NOW)


def test_a_file_that_is_none_of_ours_is_said(place: Path):
    place.write_bytes(b"PK\x03\x04" * 1000)
    with pytest.raises(RecordsError, match="无法读取"):
        SqliteJournal(place, NOW)
    with pytest.raises(RecordsError, match="不能读写"):
        SqliteJournal(place.parent / "no" / "such" / "folder.sqlite", NOW)
    with pytest.raises(RecordsError, match="不能读写"):
        SqliteJournal(place.parent, NOW)


def test_a_writer_that_never_ends_is_waited_for_and_then_said(place: Path, monkeypatch: pytest.MonkeyPatch):
    journal = SqliteJournal(place, NOW)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with journal.transaction(), pytest.raises(RecordsError, match="正被另一个程序写入"):
        remember(journal, 900)
    assert versions(journal)  # a reader never waits


def test_a_statement_is_known_by_its_file(place: Path):
    with pytest.raises(QueryNotFoundError, match="no_such"):
        SqliteJournal(place, NOW).rows("no_such")


def test_a_moment_comes_back_as_it_was_and_sorts_as_time_does():
    later = NOW.replace(microsecond=0, minute=31)
    assert moment(text(NOW)) == NOW
    assert text(NOW) < text(later)
