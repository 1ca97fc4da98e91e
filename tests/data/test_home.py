"""Where an office's things lie: which database is meant, and which folder is its home."""

from datetime import datetime
from pathlib import Path

import pytest

import tracker
from data import home
from data.errors import StorePlaceError
from data.home import EARLIER, OFFICE, Home

NOW = datetime(2024, 7, 5, 9, 30)


def test_the_first_named_database_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    named = {"XUSHI_DATABASE": "/a/b.duckdb", "XUSHI_HOME": "/c"}
    assert home.database(named) == Path("/a/b.duckdb")
    assert home.database({"XUSHI_DATABASE": "", "XUSHI_HOME": "/c"}) == Path("/c/xushi.duckdb")
    monkeypatch.setattr(home, "EARLIER", tmp_path / "xushi.duckdb")
    assert (home.database({}), home.inherited({})) == (OFFICE, False)
    (tmp_path / "xushi.duckdb").touch()
    assert (home.database({}), home.inherited({})) == (tmp_path / "xushi.duckdb", True)
    assert not home.inherited(named)


@pytest.mark.parametrize(
    ("database", "named", "folder"),
    [
        (EARLIER, None, EARLIER.parent / "office"),
        (OFFICE, None, OFFICE.parent),
        ("/srv/a.duckdb", None, "/srv/a.office"),
        ("/srv/a.db", None, "/srv/a.db-office"),
        ("/srv/a.duckdb", "/srv", "/srv"),
        ("/srv/deep/a.duckdb", "/srv", "/srv"),
        ("/elsewhere/a.duckdb", "/srv", "/elsewhere/a.office"),
        ("/srvs/a.duckdb", "/srv", "/srvs/a.office"),
    ],
)
def test_a_database_has_its_home(database: Path | str, named: str | None, folder: Path | str):
    assert home.folder(database, {"XUSHI_HOME": named} if named else {}) == Path(folder)


def test_two_databases_share_no_home():
    names = ("a.duckdb", "a.db", "a", "office.duckdb", "xushi.duckdb", "other.duckdb")
    places = [parent / name for parent in (EARLIER.parent, OFFICE.parent, Path("/srv")) for name in names]
    assert len({home.folder(place, {}) for place in places}) == len(places)


def test_a_home_is_made_when_needed_and_nobody_else_looks_in(tmp_path: Path):
    database = tmp_path / "a.duckdb"
    assert not home.holds(database, {})
    opened = Home.of(database, NOW, {})
    assert home.holds(database, {})
    modes = {path.name: path.stat().st_mode & 0o777 for path in (opened.folder, *opened.folder.iterdir())}
    assert modes == {"a.office": 0o700, "files": 0o700, "office.sqlite": 0o600}


def test_a_database_that_lies_in_its_home_finds_it_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XUSHI_HOME", str(tmp_path / "own"))
    tracker.open_store(home.database()).close()
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700


def test_a_database_in_memory_has_a_home_that_goes_with_it():
    first, second = Home.of(":memory:", NOW), Home.of(":memory:", NOW)
    assert first.folder != second.folder
    folder = first.folder
    assert (folder / "office.sqlite").exists()
    del first
    assert not folder.exists()


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StorePlaceError, match="不能新建"):
        Home.of(tmp_path / "file" / "a.duckdb", NOW, {})
