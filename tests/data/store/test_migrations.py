"""The schema brought up to date: each migration whole or not at all, and a copy kept of what was there before."""

import shutil
from pathlib import Path

import pytest

from data.errors import MigrationError, StorePlaceError
from data.store import SCHEMA, Store
from tests.data.store.examples import change, units

MADE = "-- Grain: x.\ncreate table kept (a integer);\ninsert into kept values (1);\nupdate unit_version set name_en = 'moved';"
FAILS = MADE.replace("kept", "lost") + "\nselect error('no more');"


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """A schema folder of one's own, as released."""
    return Path(shutil.copytree(SCHEMA, tmp_path / "schema"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with something in it."""
    store = Store.open(tmp_path / "x.duckdb")
    change(store)
    store.close()
    return tmp_path / "x.duckdb"


def tables(store: Store) -> set[str]:
    with store._file.cursor() as cursor:
        return {name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()}


def backups(path: Path) -> list[Path]:
    return sorted((path.parent / "x.office" / "backups").glob("*"))


def test_a_failing_migration_leaves_the_database_as_it_was_and_says_where_its_copy_is(
    path: Path, schema: Path
):
    (schema / "999_fails.sql").write_text(FAILS)
    with pytest.raises(MigrationError, match=r"升级失败.*999_fails\.sql.*no more") as fault:
        Store.open(path, schema=schema)
    (copy,) = backups(path)
    assert str(copy) in str(fault.value)
    for file in (path, copy):
        store = Store.open(file)  # by the program of before: no trace of the migration
        assert (units(store), store.rows("units")[0]["name_en"]) == (["万吨"], "10,000 t")
        assert not {"lost", "kept"} & tables(store)
        assert store.version == 1
        store.close()


def test_it_goes_on_where_it_stopped(path: Path, schema: Path):
    (schema / "998_works.sql").write_text(MADE)
    (schema / "999_fails.sql").write_text(FAILS)
    with pytest.raises(MigrationError):
        Store.open(path, schema=schema)
    (schema / "999_fails.sql").write_text(FAILS.replace("select error('no more');", ""))
    store = Store.open(path, schema=schema)
    assert {"kept", "lost"} <= tables(store)
    assert store.version == 3  # whoever kept what they read must ask anew


def test_the_copy_kept_says_which_schema_it_has_and_holds_what_was_there(path: Path, schema: Path):
    (schema / "999_works.sql").write_text(MADE)
    store = Store.open(path, schema=schema)
    change(store, "吨")
    (copy,) = backups(path)
    newest = max(migration.name[:3] for migration in SCHEMA.glob("*.sql"))
    assert copy.name.startswith(f"x-{newest}-")
    assert copy.stat().st_mode & 0o077 == 0 or copy.parent.stat().st_mode & 0o077 == 0
    kept = Store.open(copy)
    assert units(kept) == ["万吨"]


def test_without_room_for_the_copy_nothing_is_changed(path: Path, schema: Path):
    (schema / "999_works.sql").write_text(MADE)
    (path.parent / "x.office").write_text("a file where the folder should be")
    with pytest.raises(StorePlaceError):
        Store.open(path, schema=schema)
    (path.parent / "x.office").unlink()
    (path.parent / "x.office").mkdir()
    (path.parent / "x.office" / "backups").write_text("the same a folder down")
    with pytest.raises(MigrationError, match="没有升级"):
        Store.open(path, schema=schema)
    assert "kept" not in tables(Store.open(path))


def test_a_new_database_keeps_no_copy_of_nothing(tmp_path: Path):
    Store.open(tmp_path / "x.duckdb").close()
    assert backups(tmp_path / "x.duckdb") == []


def test_the_readers_copy_has_the_new_schema_too(path: Path, schema: Path):
    (schema / "999_works.sql").write_text(MADE)
    Store.open(path, schema=schema).close()
    reader = Store.open(path.parent / "published" / path.name, schema=schema)
    assert "kept" in tables(reader)
