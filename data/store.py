"""The store: one DuckDB file, one writing process, a cursor per query.

The only module that imports duckdb. It runs named queries from data/sql and knows no table by name except
through them; it refuses SQL from anywhere else.
"""

import copy
import re
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa

from data import places
from data.errors import (
    PublishError,
    QueryNotFoundError,
    SchemaVersionError,
    StoreBusyError,
    StoreDamagedError,
    StoreInterruptedError,
    StoreMissingError,
    StorePlaceError,
    TrackerError,
)
from data.viewer import OPERATOR, Reading, Viewer

SQL = Path(__file__).parent / "sql"
MEMORY = ":memory:"

Rows: TypeAlias = Sequence[dict[str, object]] | pd.DataFrame | pa.Table

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
}
_FRUGAL = ("threads", "write_buffer_row_group_count")
_NO_PLACE = re.compile(
    r"IO Error: (?:Cannot open|Could not \w+(?: from| to)?) file \"[^\"]*\": (?P<reason>.+)"
)
_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_ARROW_TYPES = {
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "INTEGER": pa.int32(),
    "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR": pa.string(),
}
_OF_VIEWER = re.compile(r"\$(visible|organisation)\b")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@cache
def statement(name: str) -> str:
    """Text of the named query data/sql/<name>.sql; QueryNotFoundError when there is none."""
    path = SQL / f"{name}.sql"
    if not path.is_file():
        raise QueryNotFoundError("没有名为“{name}”的查询。", name=name)
    return path.read_text(encoding="utf-8")


@cache
def _of_viewer(name: str) -> frozenset[str]:
    """The parameters of the named query that say what who asks may read."""
    return frozenset(_OF_VIEWER.findall(statement(name)))


def _bound(name: str, params: dict[str, object], reading: Reading) -> dict[str, object] | None:
    """The parameters with those of who asks, which no caller gives; None where there are none."""
    own = {key: value for key, value in reading.parameters().items() if key in _of_viewer(name)}
    return {**params, **own} or None


class _Lent:
    """Rows a transaction sees under one name; a registered table would be kept until its end, these are let go."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows: pa.Table | None = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        assert self.rows is not None
        return self.rows.__arrow_c_stream__(requested_schema)


class Writer:
    """What may be done inside one transaction."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, reading: Reading) -> None:
        self._cursor = cursor
        self._reading = reading
        self._lent: dict[str, _Lent] = {}
        self.wrote = False

    def execute(self, name: str, **params: object) -> None:
        """Run the named statement with its parameters."""
        self.wrote = True
        self._cursor.execute(statement(name), _bound(name, params, self._reading))

    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as seen inside the transaction, decimals exact."""
        return _rows(self._cursor, name, _bound(name, params, self._reading))

    def lend(self, name: str, shape: str, rows: pa.Table, **params: object) -> None:
        """Run the named statement over rows of this process, seen in the place of the empty table of that shape."""
        if shape not in self._lent:
            self._lent[shape] = _Lent(rows)
            self._cursor.register(shape, self._lent[shape])
        self._lent[shape].rows = rows
        self.execute(name, **params)
        self._lent[shape].rows = None

    def append(self, table: str, rows: Rows) -> int:
        """Append rows by column name and return how many; a value that does not fit its type raises."""
        if len(rows) == 0:
            return 0
        self.wrote = True
        columns = _columns(self._cursor, table)
        frame = rows.select(list(columns)) if isinstance(rows, pa.Table) else _arrow(rows, columns)
        self._cursor.register("incoming_rows", frame)
        names = ", ".join(columns)
        self._cursor.execute(f"insert into {table} ({names}) select {names} from incoming_rows")  # noqa: S608 names come from the table itself
        self._cursor.unregister("incoming_rows")
        return len(rows)


class Store:
    """One open database as one viewer sees it: its operator, until `seen_by` narrows that.

    Share the store between threads; every query takes a cursor of its own.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: str) -> None:
        self._file = self
        self._viewer = OPERATOR
        self._connection = connection
        self._write_lock = threading.RLock()
        self._version = 0
        self.path = path

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, read_only: bool = False) -> "Store":
        """Open the file (``:memory:`` for a store that vanishes) and bring its schema up to date.

        A reader changes nothing, so that several may open one file at once. Raises StoreMissingError, StorePlaceError,
        StoreBusyError, StoreDamagedError or SchemaVersionError.
        """
        place = str(path) if str(path) == MEMORY else str(places.of_database(path))
        if place != MEMORY and not create and not Path(place).exists():
            raise StoreMissingError(
                "没有找到数据库文件 {path}。请先执行 python cli.py build 生成台账。", path=place
            )
        if place != MEMORY and create:
            _make_folder(Path(place))
        store = cls(_connect(place, read_only=read_only), place)
        try:
            store._check_schema(read_only=read_only)
            store._version = store._read_version()
        except TrackerError:
            store.close()
            raise
        return store

    def seen_by(self, viewer: Viewer) -> "Store":
        """The same database as a viewer sees it, never more than this one shows; the file stays one, and so its lock."""
        seen = copy.copy(self)
        seen._viewer = self._viewer.narrowed(viewer)
        return seen

    @property
    def file(self) -> "Store":
        """The handle under which the file was opened: one and the same for every viewer."""
        return self._file

    @property
    def viewer(self) -> Viewer:
        """Who asks: every statement that says what may be read is bound to it."""
        return self._viewer

    @property
    def version(self) -> int:
        """How many changes the database has seen: a whole number it keeps itself, the same in every process.

        Asked many times a view and therefore not asked of the file, which no other process changes while it is open.
        """
        return self._file._version

    def close(self) -> None:
        """Close the file and release its lock."""
        self._file._connection.close()

    def query(self, name: str, **params: object) -> pd.DataFrame:
        """Rows of the named query as a frame: decimals as float64, dates as datetime64."""
        with self._cursor() as cursor:
            return cursor.execute(statement(name), _bound(name, params, self._viewer.reading)).df()

    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as dictionaries, decimals exact."""
        with self._cursor() as cursor:
            return _rows(cursor, name, _bound(name, params, self._viewer.reading))

    def query_lent(self, name: str, shape: str, rows: pa.Table, **params: object) -> pd.DataFrame:
        """Rows of the named query as `query` gives them, over rows lent in the place of an empty table of that shape."""
        with self._cursor() as cursor:
            cursor.register(shape, rows)
            return cursor.execute(statement(name), _bound(name, params, self._viewer.reading)).df()

    @contextmanager
    def transaction(self, *, long: bool = False) -> Iterator[Writer]:
        """One writer at a time; everything inside is committed together, or nothing is.

        A `long` one writes many rows: it holds them in memory no longer than a row group takes to fill.
        """
        with self._write_lock, self._cursor() as cursor, _frugal(cursor, long):
            cursor.begin()
            writer = Writer(cursor, self._viewer.reading)
            try:
                yield writer
                if writer.wrote:
                    writer.execute("move_edition")
                version = _version(cursor)
            except BaseException:
                cursor.rollback()
                raise
            try:
                cursor.commit()
            except duckdb.TransactionException as fault:
                raise _interrupted(self.path, fault) from fault
            self._file._version = version

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, so that the file alone is a complete copy.

        By force, which waits: a row changed in place is not let go of while somebody still reads what it was.
        """
        with self._write_lock, self._cursor() as cursor:
            cursor.execute("force checkpoint")

    def publish(self) -> Path | None:
        """Give readers a complete copy beside the file, replaced in one step; None for a store in memory.

        The copy is made by another process: opening the live file in this one would drop its lock.
        """
        if self.path == MEMORY:
            return None
        place = Path(self.path)
        copy = _copy_of(place)
        with self._write_lock:  # until it is replaced: a second one would write into the same fresh file
            try:
                copy.parent.mkdir(exist_ok=True)
                self.checkpoint()
                _renew(copy, place)
            except (OSError, duckdb.Error, StoreInterruptedError) as fault:
                raise PublishError(
                    "数据已经入库，但供查阅的副本没有更新：{reason}", reason=str(fault)
                ) from fault
        return copy

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of one's own; where a full disk has made DuckDB give the file up, it is opened anew for the next."""
        connection = self._file._connection
        try:
            with connection.cursor() as cursor:
                yield cursor
        except duckdb.FatalException as fault:
            if self.path != MEMORY:
                self._file._reopen(connection)
            raise _interrupted(self.path, fault) from fault

    def _reopen(self, lost: duckdb.DuckDBPyConnection) -> None:
        with self._write_lock:
            if self._connection is lost:
                lost.close()
                self._connection = _connect(self.path, read_only=False)

    def _read_version(self) -> int:
        with self._connection.cursor() as cursor:
            return _version(cursor)

    def _check_schema(self, *, read_only: bool) -> None:
        migrations = sorted((SQL / "schema").glob("*.sql"))
        newest = int(migrations[-1].name[:3])
        with self._connection.cursor() as cursor:
            applied = _applied_migrations(cursor, self.path, create=not read_only)
            if applied and max(applied) > newest:
                raise SchemaVersionError(
                    "数据库 {path} 由更新版本的程序写成，请升级程序后再打开。", path=self.path
                )
            for migration in migrations:
                if int(migration.name[:3]) in applied:
                    continue
                if read_only:
                    raise SchemaVersionError(
                        "数据库 {path} 由较旧版本的程序写成，请先执行 python cli.py build 升级。",
                        path=self.path,
                    )
                _apply_migration(cursor, migration)


@contextmanager
def _frugal(cursor: duckdb.DuckDBPyConnection, long: bool) -> Iterator[None]:
    """Write row groups out as soon as each is full, one thread filling them in order: half the memory and the time."""
    for setting in _FRUGAL if long else ():
        cursor.execute(f"set global {setting} = 1")
    try:
        yield
    finally:
        for setting in _FRUGAL if long else ():
            cursor.execute(f"reset global {setting}")


def _arrow(rows: Sequence[dict[str, object]] | pd.DataFrame, columns: dict[str, pa.DataType]) -> pa.Table:
    records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    return pa.table(
        {
            name: pa.array([_plain(row.get(name)) for row in records], type=arrow_type)
            for name, arrow_type in columns.items()
        }
    )


def _make_folder(place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _no_place(str(place), fault.strerror) from fault


def _connect(place: str, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(place, read_only=read_only, config=_SETTINGS)
    except duckdb.IOException as fault:
        holder = _HOLDER.search(str(fault))
        if holder is None and (nowhere := _NO_PLACE.match(str(fault))):
            raise _no_place(place, nowhere["reason"]) from fault
        if holder is None:
            raise _damaged(place) from fault
        raise StoreBusyError(
            "数据库文件 {path} 正被另一个程序占用（{program}，进程号 {pid}）。"
            "请等它结束再试；看板在运行时，导入请在“月报导入”中操作，只查阅可改用副本：--database {copy}。",
            path=place,
            copy=_copy_of(place),
            **holder.groupdict(),
        ) from fault
    except duckdb.Error as fault:
        raise _damaged(place) from fault


def _copy_of(place: str | Path) -> Path:
    """Where the readers' copy of a database file stands."""
    return Path(place).parent / "published" / Path(place).name


def _renew(copy: Path, place: Path) -> None:
    """Copy the file by another process and put the copy in its place; OSError, with nothing half made left behind."""
    fresh = copy.with_suffix(".fresh")
    done = subprocess.run(["cp", "--", str(place), str(fresh)], capture_output=True, text=True, check=False)
    if done.returncode:
        fresh.unlink(missing_ok=True)
        raise OSError(done.stderr.strip())
    fresh.replace(copy)


def _no_place(place: str, reason: str | None) -> StorePlaceError:
    return StorePlaceError(
        "数据库文件 {path} 打不开（{reason}）。请检查文件夹是否存在、有没有读写权限、磁盘是否已满，或换一个路径。",
        path=place,
        reason=reason or "",
    )


def _interrupted(place: str, fault: Exception) -> StoreInterruptedError:
    return StoreInterruptedError(
        "数据库 {path} 的操作中断，没有写入任何数据。请检查磁盘空间后重试。（{reason}）",
        path=place,
        reason=str(fault).splitlines()[0],
    )


def _damaged(place: str) -> StoreDamagedError:
    return StoreDamagedError(
        "数据库文件 {path} 无法读取，可能已损坏或不是本程序的数据库。请用备份恢复，或改用另一个路径重新生成。",
        path=place,
    )


def _applied_migrations(cursor: duckdb.DuckDBPyConnection, path: str, *, create: bool) -> set[int]:
    if create:
        cursor.execute("create table if not exists schema_migration (version integer, applied_at timestamp)")
    try:
        return {version for (version,) in cursor.execute("select version from schema_migration").fetchall()}
    except duckdb.CatalogException as fault:
        raise _damaged(path) from fault


def _apply_migration(cursor: duckdb.DuckDBPyConnection, migration: Path) -> None:
    cursor.begin()
    cursor.execute(migration.read_text(encoding="utf-8"))
    cursor.execute("insert into schema_migration values (?, now()::timestamp)", [int(migration.name[:3])])
    cursor.commit()


def _rows(
    cursor: duckdb.DuckDBPyConnection, name: str, params: dict[str, object] | None = None
) -> list[dict[str, object]]:
    cursor.execute(statement(name), params)
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _version(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(str(_rows(cursor, "edition")[0]["version"]))


def _columns(cursor: duckdb.DuckDBPyConnection, table: str) -> dict[str, pa.DataType]:
    described = cursor.execute(
        "select column_name, column_type from (describe from query_table($table))", {"table": table}
    )
    return {name: _arrow_type(kind) for name, kind in described.fetchall()}


def _arrow_type(kind: str) -> pa.DataType:
    if decimal := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    return _ARROW_TYPES[kind]


def _plain(value: object) -> object:
    """A value Arrow can hold: pandas' missing marks become None."""
    return None if value is None or value is pd.NaT or value != value else value  # noqa: PLR0124 NaN is unequal to itself
