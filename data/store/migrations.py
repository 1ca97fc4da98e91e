"""The schema of a database file brought up to date, one numbered migration after the other, or found wanting."""

from contextlib import suppress
from pathlib import Path

import duckdb

from data import home
from data.errors import MigrationError, SchemaVersionError, StoreDamagedError
from data.store.copies import copy_file, moment
from data.store.protocol import MEMORY, statement

_COUNTED_SINCE = 60  # the migration that made the table `edition`


def upgrade(cursor: duckdb.DuckDBPyConnection, place: str, schema: Path) -> None:
    """Apply what the schema folder has and the database has not, each migration and its record in one transaction.

    Of a database that holds something a copy is kept first. MigrationError where one fails: the database is then as
    the last one before it left it. SchemaVersionError for a database of a newer program.
    """
    cursor.execute(statement("schema_migrations"))
    applied = _applied(cursor, place)
    wanted = _wanted(applied, place, schema)
    kept = _keep(cursor, Path(place), max(applied)) if wanted and applied and place != MEMORY else None
    for migration in wanted:
        try:
            _apply(cursor, migration, moved=bool(applied))
        except duckdb.Error as fault:
            with suppress(duckdb.Error):  # a lost connection has rolled back already
                cursor.rollback()
            if kept is None:
                raise
            raise MigrationError(
                "数据库 {path} 升级失败，仍是升级前的样子；升级前另存的副本在 {copy}。请交给维护人员。（{reason}）",
                path=place,
                copy=kept,
                reason=f"{migration.name}: {str(fault).splitlines()[0]}",
            ) from fault


def require(cursor: duckdb.DuckDBPyConnection, place: str, schema: Path) -> None:
    """SchemaVersionError for a database that a newer program wrote, or an older one; it is left as it is."""
    if _wanted(_applied(cursor, place), place, schema):
        raise SchemaVersionError(
            "数据库 {path} 由较旧版本的程序写成，请先执行 python cli.py build 升级。", path=place
        )


def _wanted(applied: set[int], place: str, schema: Path) -> list[Path]:
    migrations = sorted(schema.glob("*.sql"))
    if applied and max(applied) > _number(migrations[-1]):
        raise SchemaVersionError("数据库 {path} 由更新版本的程序写成，请升级程序后再打开。", path=place)
    return [migration for migration in migrations if _number(migration) not in applied]


def _number(migration: Path) -> int:
    return int(migration.name[:3])


def _applied(cursor: duckdb.DuckDBPyConnection, place: str) -> set[int]:
    try:
        return {version for (version,) in cursor.execute(statement("applied_migrations")).fetchall()}
    except duckdb.CatalogException as fault:
        raise damaged(place) from fault


def _apply(cursor: duckdb.DuckDBPyConnection, migration: Path, *, moved: bool) -> None:
    cursor.begin()
    cursor.execute(migration.read_text(encoding="utf-8"))
    cursor.execute(statement("migration_applied"), {"version": _number(migration)})
    if moved and _number(migration) >= _COUNTED_SINCE:
        cursor.execute(statement("move_edition"))
    cursor.commit()


def _keep(cursor: duckdb.DuckDBPyConnection, place: Path, newest: int) -> Path:
    """Copy the database before it is changed; the name says its schema and the moment of its last change."""
    backups = home.made(home.folder(place)) / "backups"
    copy = backups / f"{place.stem}-{newest:03d}-{moment(place):%Y%m%d-%H%M%S}{place.suffix}"
    try:
        backups.mkdir(mode=0o700, exist_ok=True)
        cursor.execute("checkpoint")
        copy_file(place, copy)
    except OSError as fault:
        raise MigrationError(
            "数据库 {path} 没有升级：升级前要另存一份到 {copy}，没有成功（{reason}）。",
            path=place,
            copy=copy,
            reason=fault.strerror or str(fault),
        ) from fault
    return copy


def damaged(place: str) -> StoreDamagedError:
    """The fault of a file that is no database of ours."""
    return StoreDamagedError(
        "数据库文件 {path} 无法读取，可能已损坏或不是本程序的数据库。请用备份恢复，或改用另一个路径重新生成。",
        path=place,
    )
