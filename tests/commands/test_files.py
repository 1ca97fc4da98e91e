"""Files that commands are given and write: looked at before they are opened, whatever their names are made of."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from cli import main
from commands.shared import login_name
from intake.workbooks import limits
from tests.intake.reporting import form, ledger, rows
from tests.proofs.bench_import import history_file
from tests.proofs.bench_import import ledger as ledger_of

ROOT = Path(__file__).parents[2]
GBK_NAME = os.fsdecode("六月月报.xlsx".encode("gbk"))
LATER = ["--period", "2024-06"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "office.duckdb"
    ledger(path).close()
    return path


def run(database: Path | str, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", str(database), *words])


def apart(database: Path, *words: str | bytes | Path) -> subprocess.CompletedProcess[bytes]:
    """The same as a process of its own, which lets the database go at its end."""
    command = [sys.executable, ROOT / "cli.py", "--database", database, *words]
    return subprocess.run(command, capture_output=True)


def batch(database: Path) -> dict[str, str]:
    (one,) = json.loads(apart(database, "batches", "--format", "json").stdout)
    return one


def report() -> bytes:
    return form(rows(month=[None] * 8, ytd=[50.5] * 8, yoy=[None] * 8))


@pytest.fixture
def odd(tmp_path: Path) -> dict[str, str]:
    """Things that are no file to read or write."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    return {
        "/dev/full": "设备",
        "/dev/zero": "设备",
        "/dev/null": "设备",
        str(tmp_path / "pipe"): "管道",
        str(tmp_path / "socket"): "套接字",
    }


@pytest.mark.parametrize("command", [("import", "--dry-run"), ("register", "a-document")])
def test_what_is_no_file_is_not_opened(database: Path, odd: dict[str, str], command: tuple[str, ...]):
    for place, kind in (odd | {str(database.parent): "文件夹"}).items():
        done = run(database, *command, place)
        assert (done.exit_code, f"不是文件，而是{kind}" in done.stderr) == (2, True), place


@pytest.mark.parametrize(
    ("name", "why"),
    [("none.xlsx", "没有这个文件"), ("长" * 100, "文件名或路径太长"), ("a\0b", "不允许的字符")],
)
def test_a_file_that_cannot_be_read_is_wrong_usage_in_words(database: Path, name: str, why: str):
    done = run(database, "import", str(database.parent / name))
    assert (done.exit_code, why in done.stderr) == (2, True)


def test_a_file_of_a_terabyte_is_refused_as_too_large_and_not_read(database: Path):
    big = database.parent / "big.xlsx"
    with big.open("wb") as stream:
        stream.truncate(10**12)
    done = run(database, "import", str(big), "--format", "json")
    assert done.exit_code == 1
    assert [one["code"] for one in json.loads(done.stdout)["problems"]] == ["F09"]
    big.write_bytes(b"\0" * limits.FILE)
    assert "F09" not in run(database, "import", str(big), "--format", "json").stdout


def test_a_name_in_gbk_is_read_shown_and_kept_as_text(database: Path):
    path = database.parent / GBK_NAME
    path.write_bytes(report())
    done = apart(database, "import", os.fsencode(path), "--by", "张三".encode("gbk"), "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "imported"), done.stderr
    again = apart(database, "import", os.fsencode(path), "--format", "json")
    assert json.loads(again.stdout)["problems"][0]["value"] == "六月月报.xlsx"
    assert (batch(database)["source_file"], batch(database)["imported_by"]) == ("六月月报.xlsx", "张三")
    assert "六月月报.xlsx" in apart(database, "batches").stdout.decode()


def test_a_name_that_is_no_text_in_any_encoding_is_kept_with_its_bytes_marked(database: Path):
    path = database.parent / os.fsdecode(b"\xff\xfe\n\x1b[31m6.xlsx")
    path.write_bytes(report())
    assert apart(database, "import", path).returncode == 0
    assert batch(database)["source_file"] == "\ufffd\ufffd\ufffd\ufffd[31m6.xlsx"


def test_a_workbook_sent_back_may_have_any_name(database: Path):
    path = database.parent / GBK_NAME
    path.write_bytes(b"no workbook")
    out = database.parent / os.fsdecode("退回.xlsx".encode("gbk"))
    assert run(database, "import", str(path), "--annotated", str(out)).exit_code == 1
    with ZipFile(out) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "command", [("template", "--region", "甲市", *LATER), ("export", "workbook", *LATER)]
)
def test_what_is_no_file_is_not_written(database: Path, odd: dict[str, str], command: tuple[str, ...]):
    for place, kind in odd.items():
        done = run(database, *command, "--out", place)
        assert (done.exit_code, f"不是文件，而是{kind}" in done.stderr) == (2, True), place
    too_long = run(database, *command, "--out", str(database.parent / ("长" * 100)))
    assert (too_long.exit_code, "文件名或路径太长" in too_long.stderr) == (2, True)


@pytest.mark.parametrize("option", ["--every-organisation", "--every-unit"])
def test_forms_are_written_under_any_name_and_said_readably(ledger_file: Path, tmp_path: Path, option: str):
    out = tmp_path / os.fsdecode("模板.zip".encode("gbk"))
    done = run(ledger_file, "template", option, *LATER, "--out", str(out))
    assert (done.exit_code, "模板.zip" in done.stderr) == (0, True)
    with ZipFile(out) as archive:
        assert len(archive.namelist()) > 10


def test_a_form_that_cannot_be_written_whole_leaves_what_was_there(
    ledger_file: Path, tmp_path: Path, monkeypatch
):
    out = tmp_path / "form.xlsx"
    out.write_bytes(b"last month's")
    write = Path.write_bytes

    def full(self: Path, content: bytes) -> int:
        write(self, content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = run(ledger_file, "template", "--region", "包头市", *LATER, "--out", str(out))
    assert (done.exit_code, "磁盘已满" in done.stderr) == (2, True)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("form.xlsx", b"last month's")]


def test_a_link_is_written_through(ledger_file: Path, tmp_path: Path):
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    assert run(ledger_file, "template", "--region", "包头市", *LATER, "--out", str(link)).exit_code == 0
    assert link.is_symlink()
    assert real.read_bytes().startswith(b"PK")


def test_who_has_no_name_on_the_machine_is_known_by_number(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    assert login_name() == "54321"


def test_a_reader_who_goes_early_is_no_fault_of_the_program(tmp_path: Path):
    """What `| head` does: the pipe is closed while much is still to be written."""
    file = tmp_path / "补录.xlsx"
    history_file(file, 3_000)
    ledger_of(tmp_path / "long.duckdb", 3_000)
    command = [
        sys.executable,
        ROOT / "cli.py",
        "--database",
        tmp_path / "long.duckdb",
        "import",
        file,
        "--dry-run",
        "--format",
        "json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stdout is not None and asked.stderr is not None
        assert asked.stdout.readline() == b"{\n"
        asked.stdout.close()
        said = asked.stderr.read()
    assert (asked.returncode, said) == (1, b"")
