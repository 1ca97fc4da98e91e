"""Commands beside a running dashboard: who reads takes the copy, who writes is told who holds the file."""

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from data.store import Store
from intake.sample import FOLDER
from tests.data.store.examples import held
from tests.terminal import ROOT, table
from tests.terminal import run_apart as run

READING = (("progress", "--period", "2024-06"), ("batches",))
WORKBOOK = str(FOLDER / "2024-09_市委组织部.xlsx")
WRITING = (("build",), ("import", WORKBOOK), ("close", "--period", "2024-06"))


@pytest.fixture
def live(demo_file: Path, tmp_path: Path) -> Path:
    """A database with the demonstration and its copy for readers."""
    path = Path(shutil.copy(demo_file, tmp_path / "xushi.duckdb"))
    Store.open(path).close()
    return path


def test_every_command_opens_its_database_in_one_of_the_two_ways_tried_here():
    opened = [
        path.name for path in (ROOT / "commands").glob("*.py") if "open_store(" in path.read_text("utf-8")
    ]
    assert opened == ["shared.py"]


def test_while_another_process_holds_the_file_readers_are_given_the_copy_and_told_its_moment(live: Path):
    copy = live.parent / "published" / live.name
    made = datetime(2024, 10, 12, 8, 30, 15).timestamp()
    alone = {command: table(run(*command, "--format", "csv", database=live)) for command in READING}
    os.utime(copy, (made, made))
    with held(live) as holder:
        for command in READING:
            beside = run(*command, "--format", "csv", database=live)
            assert table(beside) == alone[command], command
            assert f"进程号 {holder.pid}" in beside.stderr
            assert "2024-10-12 08:30:15" in beside.stderr
        checked = run("check", database=live)
        assert (checked.returncode, checked.stdout) == (0, "")
        dry = run("import", WORKBOOK, "--dry-run", database=live)
        assert "副本" in dry.stderr


def test_without_a_copy_who_reads_is_told_who_holds_the_file(live: Path):
    shutil.rmtree(live.parent / "published")
    with held(live, read_only=False) as holder:
        shutil.rmtree(live.parent / "published")  # the holder made one as it opened the file
        done = run("targets", database=live)
    assert done.returncode == 3
    assert f"进程号 {holder.pid}" in done.stderr


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_who_writes_beside_another_process_is_told_which(live: Path, command: tuple[str, ...]):
    with held(live) as holder:
        done = run(*command, database=live)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"进程号 {holder.pid}" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_writes_beside_a_reader_is_told_which(live: Path):
    with held(live, read_only=True) as holder:
        done = run("close", "--period", "2024-06", database=live)
    assert done.returncode == 3
    assert f"进程号 {holder.pid}" in done.stderr


@pytest.mark.parametrize("command", WRITING, ids=lambda command: command[0])
def test_no_command_writes_the_copy(live: Path, command: tuple[str, ...]):
    copy = live.parent / "published" / live.name
    before = copy.read_bytes()
    done = run(*command, database=copy)
    assert (done.returncode, done.stdout) == (3, "")
    assert "published" in done.stderr
    assert copy.read_bytes() == before
    assert list(copy.parent.iterdir()) == [copy]


@pytest.mark.parametrize(
    ("command", "query", "shown"),
    [
        (("close", "--period", "2024-06"), "closures", "按期关账"),
        (("confirm-name", "工业固投额", "advanced_metal_capacity"), "aliases", "工业固投额"),
        (("void", "1", "--reason", "测试"), "batches", "测试"),
        (("register", "baotou-2024-no1", "{text}", "--confirm-warnings"), "documents", "正文.txt"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_every_command_that_writes_renews_the_copy(
    live: Path, tmp_path: Path, command: tuple[str, ...], query: str, shown: str
):
    (tmp_path / "正文.txt").write_text("正文 " * 20)
    done = run(*(word.format(text=tmp_path / "正文.txt") for word in command), database=live)
    reader = Store.open(live.parent / "published" / live.name)
    assert re.search(shown, str(reader.rows(query))), done.stderr
    own = Store.open(live, read_only=True)
    assert own.version == reader.version
