"""Paths as text, and paths at which no database can lie."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from data.errors import StorePlaceError
from data.places import OWN_NAME, of_database, own_name, readable
from data.store import Store


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("六月.xlsx".encode(), "六月.xlsx"),
        ("六月.xlsx".encode("gbk"), "六月.xlsx"),
        ("报表/六月.xlsx".encode("gbk"), "报表/六月.xlsx"),
        ("报表/".encode() + "六月.xlsx".encode("gbk"), "报表/六月.xlsx"),
        ("𠀀𪚥.xlsx".encode(), "𠀀𪚥.xlsx"),
        (b"\xff\xfe.xlsx", "\ufffd\ufffd.xlsx"),
        (b"a\nb\x00\x1b[31m.xlsx", "a\ufffdb\ufffd\ufffd[31m.xlsx"),
        ("slx\u202excod.exe".encode(), "slx\ufffdxcod.exe"),
    ],
)
def test_any_bytes_become_text_that_can_be_kept(raw: bytes, shown: str):
    assert readable(os.fsdecode(raw)) == shown
    assert readable(readable(os.fsdecode(raw))) == shown


def test_half_a_character_of_any_origin_becomes_text():
    assert readable("a\ud800b.xlsx") == "a\ufffdb.xlsx"


@pytest.mark.parametrize(
    ("sent", "own"),
    [
        ("六月.xlsx", "六月.xlsx"),
        ("😀六月.xlsx", "😀六月.xlsx"),
        ("../../etc/六月.xlsx", "六月.xlsx"),
        ("C:\\报表\\六月.xlsx", "六月.xlsx"),
        ("六月\r\n\x00.xlsx", "六月\ufffd\ufffd\ufffd.xlsx"),
        ("\u202e\u200fxslx.exe", "\ufffd\ufffdxslx.exe"),
        ("一" * 300 + ".xlsx", "一" * (OWN_NAME - 5) + ".xlsx"),
        ("报表/..", "报表"),
        ("../", "\ufffd"),
        ("", "\ufffd"),
    ],
)
def test_a_file_is_kept_under_a_name_of_its_own_whatever_was_sent(sent: str, own: str):
    assert own_name(sent) == own
    assert own_name(own) == own


def circle(folder: Path) -> Path:
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    return folder / "one" / "x.duckdb"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


NOWHERE = {
    "a name too long": (lambda folder: folder / ("a" * 256), "太长"),
    "no room for what stands beside": (lambda folder: folder / ("a" * 250), "太长"),
    "Chinese too long": (lambda folder: folder / f"{'汉' * 86}.duckdb", "太长"),
    "a path too long": (lambda folder: folder.joinpath(*["d" * 200] * 25, "x.duckdb"), "太长"),
    "a NUL": (lambda folder: folder / "a\0b.duckdb", "控制字符"),
    "a newline": (lambda folder: folder / "a\nb.duckdb", "控制字符"),
    "GBK": (lambda folder: folder / os.fsdecode("中.duckdb".encode("gbk")), "不是 UTF-8"),
    "links in a circle": (circle, "打不开"),
    "a pipe": (pipe, "管道"),
    "a device": (lambda _folder: "/dev/full", "设备"),
    "a folder": (lambda folder: folder, "文件夹"),
    "the root": (lambda _folder: "/", "文件夹"),
}


@pytest.mark.parametrize(("made", "why"), NOWHERE.values(), ids=NOWHERE)
def test_where_no_database_can_lie_is_said_in_a_short_sentence(tmp_path: Path, made, why: str):
    typed = str(made(tmp_path))
    for create in (True, False):
        with pytest.raises(StorePlaceError, match=why):
            Store.open(typed, create=create)
    for command in ("build", "targets"):
        done = CliRunner().invoke(main, ["--database", typed, command])
        assert (done.exit_code, why in done.stderr, len(done.stderr) < 300) == (3, True, True), done.stderr
        assert done.stderr.encode().count(b"\n") == 1


def test_the_longest_name_that_is_taken_works(tmp_path: Path):
    path = tmp_path / f"{'汉' * 77}.duckdb"
    done = CliRunner().invoke(main, ["--database", str(path), "build"])
    assert done.exit_code == 0, done.output
    assert of_database(path) == path.resolve()
    assert CliRunner().invoke(main, ["--database", str(path), "check"]).exit_code == 0


def test_a_fault_where_no_log_can_stand_beside_the_database_is_still_a_sentence(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def broken(*_args: object, **_known: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tracker.open_store", broken)
    done = CliRunner().invoke(main, ["--database", "/proc/x.duckdb", "targets"])
    assert (done.exit_code, "程序出错" in done.stderr) == (70, True)
    assert str(tmp_path / "xushi.log") in done.stderr
