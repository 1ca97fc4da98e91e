"""What the command line hands in: committed in one go, or waiting as if handed in on the screen."""

import json
import shutil
from pathlib import Path

import pytest

import tracker
from data.listing import SUBMISSION_COLUMNS
from tests.data.september import form_of
from tests.terminal import run, table

NAMES = ("好.xlsx", "坏.xlsx")


@pytest.fixture
def database(demo_file: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration, and beside it two workbooks: one right, one wrong."""
    store = tracker.open_store(demo_file, create=False, read_only=True)
    for name, figure in zip(NAMES, (88, "八十多"), strict=True):
        (tmp_path / name).write_bytes(form_of(store, figure))
    store.close()
    return Path(shutil.copy(demo_file, tmp_path / "x.duckdb"))


def listed(database: Path, *options: str) -> list[dict[str, str]]:
    return table(run("submissions", "--format", "csv", *options, database=database))


def imported(database: Path, name: str, *options: str) -> dict[str, object]:
    told = run("import", str(database.parent / name), "--format", "json", *options, database=database)
    assert told.returncode in {0, 1}, told.stderr
    return json.loads(told.stdout)


def test_an_import_is_handed_in_and_committed_in_one_go(database: Path):
    assert listed(database) == []
    assert not (database.parent / "x.office").exists()  # who only looks leaves nothing
    result = imported(database, "好.xlsx", "--by", "张三", "--confirm-warnings")
    assert result["status"] == "imported"
    (one,) = listed(database, "--every")
    assert tuple(one) == SUBMISSION_COLUMNS
    assert (one["state"], one["outcome"], one["batch_id"]) == ("committed", "ready", str(result["batch_id"]))
    assert (one["handed_in_by"], one["decided_by"]) == ("张三", "张三")
    batch = table(run("batches", "--format", "csv", database=database))[-1]
    assert batch["submission_id"] == one["submission_id"]
    assert listed(database) == []
    again = imported(database, "好.xlsx")
    assert (again["status"], again["batch_id"]) == ("already_imported", result["batch_id"])
    assert len(listed(database, "--every")) == 1


def test_a_dry_run_keeps_nothing(database: Path):
    assert imported(database, "好.xlsx", "--dry-run")["status"] == "ready"
    assert not (database.parent / "x.office").exists()


def test_what_may_not_be_imported_waits_until_it_is_discarded(database: Path):
    assert imported(database, "坏.xlsx")["status"] == "rejected"
    assert imported(database, "坏.xlsx")["status"] == "rejected"
    (one,) = listed(database)
    assert (one["file_name"], one["state"], one["outcome"]) == ("坏.xlsx", "checked", "rejected")
    told = run("import", str(database.parent / "坏.xlsx"), database=database)
    assert told.stdout.startswith("未通过检查，没有写入任何数据")
    for status in (0, 1):
        assert run("discard", one["submission_id"], "--by", "李四", database=database).returncode == status
    assert listed(database) == []
    assert (listed(database, "--every")[0]["state"], listed(database, "--every")[0]["decided_by"]) == (
        "discarded",
        "李四",
    )


def test_a_submission_nobody_made_is_said(database: Path):
    told = run("discard", "no-such", database=database)
    assert (told.returncode, "no-such" in told.stderr) == (1, True)
