"""The records in one SQLite file: for an office on one machine, beside a dashboard of one process or several.

The only module that imports sqlite3. A connection is opened for each use, so that threads share none; the file
must never be opened any other way by this process, which would let go of SQLite's locks.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from data.errors import QueryNotFoundError, RecordsError, SchemaVersionError
from data.journal import Row, Value, text

SQL = Path(__file__).parent / "sql"
BUSY_SECONDS = 20  # a writer waits for another so long
_ALONE = 0o600
_KIND = 0xFF  # the low byte of SQLite's code says what went wrong, the rest in which way
_NO_PLACE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}


@cache
def statement(name: str) -> str:
    """Text of the named statement data/journal/sql/<name>.sql; QueryNotFoundError when there is none."""
    path = SQL / f"{name}.sql"
    if not path.is_file():
        raise QueryNotFoundError("没有名为“{name}”的查询。", name=name)
    return path.read_text(encoding="utf-8")


class SqliteChanges:
    """A transaction in hand (data.journal.Changes)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, name: str, **params: Value) -> int:
        """Run the named statement and return how many rows it changed."""
        return self._connection.execute(statement(name), params).rowcount

    def rows(self, name: str, **params: Value) -> list[Row]:
        """Return the rows of the named query, by column name."""
        return [dict(row) for row in self._connection.execute(statement(name), params)]


class SqliteJournal:
    """The records of one file (data.journal.Journal)."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Open the file, made where there is none, and bring its tables up to date."""
        self.path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _ALONE))
        except OSError as fault:
            raise _no_place(path, fault.strerror or "") from fault
        with self._connection() as connection:
            connection.execute("pragma journal_mode = wal")
            self._migrate(connection, now)

    def rows(self, name: str, **params: Value) -> list[Row]:
        """Return the rows of the named query, by column name."""
        with self._connection() as connection:
            return SqliteChanges(connection).rows(name, **params)

    @contextmanager
    def transaction(self) -> Iterator[SqliteChanges]:
        """One writer at a time; synced to the disk when it ends."""
        with self._connection() as connection, _whole(connection):
            yield SqliteChanges(connection)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with (
            _told(self.path),
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)) as connection,
        ):
            connection.row_factory = sqlite3.Row
            connection.execute("pragma synchronous = full")
            yield connection

    def _migrate(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Bring the tables up to date, each change with its record; of two that open the file at once, one does it."""
        with _whole(connection):
            changes = SqliteChanges(connection)
            changes.execute("schema_migrations")
            applied = {int(str(row["version"])) for row in changes.rows("applied_migrations")}
            migrations = {int(path.name[:3]): path for path in sorted((SQL / "schema").glob("*.sql"))}
            if applied and max(applied) > max(migrations):
                raise SchemaVersionError(
                    "办公记录 {path} 由更新版本的程序写成，请升级程序后再打开。", path=self.path
                )
            for version in sorted(set(migrations) - applied):
                for one in _statements(migrations[version].read_text(encoding="utf-8")):
                    connection.execute(one)
                changes.execute("migration_applied", version=version, now=text(now))


@contextmanager
def _whole(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; the writer's lock is taken at once, so that nothing read in it is overtaken."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    finally:
        if connection.in_transaction:
            connection.execute("rollback")


def _statements(script: str) -> Iterator[str]:
    """Yield a script's statements one by one: run as a script they would end the transaction they are in."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the machine refuses, as a sentence a person can act on; a slip of ours stays what it is."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        match getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & _KIND:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise RecordsError("办公记录 {path} 正被另一个程序写入，请稍后再试。", path=path) from fault
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                raise RecordsError(
                    "办公记录 {path} 无法读取，可能已损坏或不是本程序的文件。请用备份恢复，或移走它重新开始。",
                    path=path,
                ) from fault
            case kind if kind in _NO_PLACE:
                raise _no_place(path, str(fault)) from fault
        raise


def _no_place(path: Path, reason: str) -> RecordsError:
    return RecordsError(
        "办公记录 {path} 不能读写（{reason}）。请检查文件夹是否存在、有没有读写权限、磁盘是否已满。",
        path=path,
        reason=reason,
    )
