"""The SQL files: each says its grain, parameters and purpose, runs on the empty schema, and is asked for."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from data.journal import sqlite
from data.journal.sqlite import SqliteJournal
from data.store import SQL, Store
from tests.house.source import ROOT, product_files

QUERIES = sorted(SQL.glob("*.sql"))
RECORDS = sorted(sqlite.SQL.glob("*.sql"))
SCHEMAS = sorted([*SQL.glob("schema/*.sql"), *sqlite.SQL.glob("schema/*.sql")])
# What PostgreSQL, which the records may move to, would not understand, or understand otherwise.
SQLITE_ONLY = re.compile(
    r"\b(pragma|rowid|autoincrement|insert or|strftime|datetime\(|date\(|julianday|glob|ifnull|group_concat|iif)\b|[`\[]",
    re.IGNORECASE,
)
OF_VIEWER = {"visible", "organisation"}  # bound by the store, of who asks
JUDGEMENT = re.compile(r"(?<!-)(?<!/)/(?!\*)|\bcase\s+when\b.+(behind|on_pace)", re.IGNORECASE)


def body(path: Path) -> str:
    return "\n".join(
        line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("--")
    )


def named_parameters(path: Path) -> dict[str, None]:
    return dict.fromkeys(re.findall(r"\$([a-z_]+)", body(path)))


@pytest.mark.parametrize("path", [*QUERIES, *RECORDS, *SCHEMAS], ids=lambda path: path.stem)
def test_the_header_says_grain_parameters_and_purpose(path: Path):
    header = "\n".join(line for line in path.read_text("utf-8").splitlines() if line.startswith("--"))
    assert all(f"{word}:" in header for word in ("Grain", "Parameters", "Purpose"))
    assert all(f"${name}" in header for name in named_parameters(path))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_query_runs_on_the_empty_schema(path: Path):
    store = Store.open(":memory:")
    with store.transaction() as write:
        asked = named_parameters(path)
        write.execute(path.stem, **{name: asked[name] for name in asked if name not in OF_VIEWER})


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_statement_runs_on_empty_records(path: Path, tmp_path: Path):
    journal = SqliteJournal(tmp_path / "office.sqlite", datetime(2024, 7, 5))
    with journal.transaction() as changes:
        changes.execute(path.stem, **dict.fromkeys(named_parameters(path), 0))


@pytest.mark.parametrize("path", [*RECORDS, *sqlite.SQL.glob("schema/*.sql")], ids=lambda path: path.stem)
def test_the_records_statements_are_plain_enough_for_another_database(path: Path):
    assert not SQLITE_ONLY.search(body(path))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_query_computes_no_ratio_and_no_light(path: Path):
    assert not JUDGEMENT.search(body(path))


def test_trees_are_walked_in_the_schema_alone():
    assert [path.name for path in [*QUERIES, *SCHEMAS] if "recursive" in body(path)] == [
        "110_below.sql",
        "120_statements.sql",
        "130_heirs.sql",
    ]


def test_every_query_is_asked_for():
    source = "\n".join(path.read_text("utf-8") for path in product_files())
    assert [path.stem for path in [*QUERIES, *RECORDS] if f'"{path.stem}"' not in source] == []


def test_sql_lives_in_files():
    """The store's transaction plumbing is the one exception."""
    statement = re.compile(
        r"\b(select\s.+\sfrom|insert\s+into|delete\s+from|update\s+\w+\s+set)\b", re.IGNORECASE
    )
    found = [
        str(path.relative_to(ROOT)) for path in product_files() if statement.search(path.read_text("utf-8"))
    ]
    assert found == ["data/store/engine.py"]
