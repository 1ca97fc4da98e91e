"""`export` from the command line: files where asked, stated values where reported, words where it cannot."""

import errno
import json
import math
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import tracker
from cli import main
from data.periods import month_end
from data.scope import Scope
from metrics.status import rule_sets
from reports.cells import COLUMNS
from reports.material import gather
from reports.sheets import HEAD_ROW
from tests.asking import desk
from wording.translate import use

MONTH = ["--period", "2024-06", "--region", "包头市", "--known-at", "2024-07-12"]
MOMENT = datetime(2024, 7, 12, 23, 59, 59, 999999)
ALONE = {"DISPLAY": None}  # a scheduler has no screen
PLACE = {column.code: position for position, column in enumerate(COLUMNS)}


# openpyxl warns that it cannot keep the data bars of Excel 2010, which reading does not need
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def run(database: Path, *words: str, language: str = "zh"):
    return CliRunner().invoke(
        main, ["--database", str(database), "--language", language, "export", *words], env=ALONE
    )


@pytest.fixture(autouse=True)
def no_browser(monkeypatch):
    """Images are drawn elsewhere; here the native formats must do without."""
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")


def test_the_workbook_holds_the_demonstrations_progress(demo_file, tmp_path):
    out = tmp_path / "report.xlsx"
    assert run(demo_file, "workbook", *MONTH, "--out", str(out)).exit_code == 0
    store = tracker.open_store(demo_file, create=False, read_only=True)  # as the command has it open
    material = gather(desk(store, MOMENT), Scope(as_of=month_end(2024, 6), region="150200", known_at=MOMENT))
    store.close()
    rows = list(
        load_workbook(BytesIO(out.read_bytes()))["目标进展"].iter_rows(min_row=HEAD_ROW + 2, values_only=True)
    )
    assert len(rows) == len(material.progress) > 100
    for row, record in zip(rows, material.rows(), strict=True):
        assert row[PLACE["target_id"]] == record["target_id"]
        wanted = record["actual"]
        assert row[PLACE["actual"]] == ("—" if math.isnan(wanted) else pytest.approx(wanted))


def test_a_pack_without_a_browser_says_so_and_is_repeatable(demo_file, tmp_path):
    for _time in range(2):
        done = run(demo_file, "pack", *MONTH, "--out", str(tmp_path / "pack"))
        assert done.exit_code == 0, done.output
        assert "没有图片" in done.stderr
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["compared_with_previous"]["numbers_identical"]
    assert manifest["compared_with_previous"]["files_different"] == []
    assert manifest["is_sample"]


def test_charts_without_a_browser_are_refused_in_words(demo_file, tmp_path):
    done = run(demo_file, "charts", *MONTH, "--out", str(tmp_path / "charts"))
    assert done.exit_code != 0
    assert "apt-get install" in done.stderr


def test_the_bulletin_is_chinese_whatever_the_language(demo_file, tmp_path):
    for language in ("zh", "en"):
        out = str(tmp_path / f"{language}.docx")
        assert run(demo_file, "bulletin", *MONTH, "--out", out, language=language).exit_code == 0
    assert (tmp_path / "en.docx").read_bytes() == (tmp_path / "zh.docx").read_bytes()
    use("zh")


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_folder_language_and_clock_change_no_number(demo_file, tmp_path, monkeypatch):
    """The moment of knowledge is given; the wall clock of the second run is years away."""
    first, second = tmp_path / "here", tmp_path / "there" / "deep"
    assert run(demo_file, "pack", *MONTH, "--out", str(first)).exit_code == 0
    monkeypatch.setattr("commands.shared.now", lambda: datetime(2031, 1, 1))
    assert run(demo_file, "pack", *MONTH, "--out", str(second), language="en").exit_code == 0
    use("zh")
    one, other = manifest(first), manifest(second)
    assert (one["language"], other["language"]) == ("zh", "en")
    for key in ("as_of", "known_at", "region", "rules", "numbers_sha256", "targets", "batches"):
        assert one[key] == other[key], key
    hashes = {file["path"]: file["sha256"] for file in other["files"]}
    same = {file["path"] for file in one["files"] if hashes[file["path"]] == file["sha256"]}
    assert same == {"bulletin.docx", "progress.csv"}


@pytest.mark.parametrize("rules", [rules.code for rules in rule_sets()])
def test_every_rule_set_makes_a_pack_that_names_it(demo_file, tmp_path, rules):
    done = run(demo_file, "pack", *MONTH, "--region", "石拐区", "--rules", rules, "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    said = manifest(tmp_path)
    assert said["rules"]["code"] == rules
    stamp = load_workbook(tmp_path / "report.xlsx")["目标进展"]["A2"].value
    assert f"判定规则 {said['rules']['name']} {said['rules']['version']}" in stamp


@pytest.mark.parametrize(
    ("product", "place", "why"),
    [
        ("workbook", "file/report.xlsx", "上级是文件，不是文件夹"),
        ("pack", "file", "上级是文件，不是文件夹"),
        ("workbook", ".", "是文件夹，请写出文件名"),
        ("deck", "/proc/nowhere/deck.pptx", "文件夹不存在，也不能新建"),
    ],
)
def test_a_place_that_cannot_be_written_is_wrong_usage_in_words(demo_file, tmp_path, product, place, why):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(demo_file, product, *MONTH, "--out", str(tmp_path / place))
    assert done.exit_code == 2
    assert why in done.stderr


def test_a_full_disk_is_said_without_a_trace(demo_file, tmp_path, monkeypatch):
    def full(*_args, **_known):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("commands.papers.write_product", full)
    done = run(demo_file, "workbook", *MONTH, "--out", str(tmp_path / "report.xlsx"))
    assert (done.exit_code, "磁盘已满" in done.stderr) == (2, True)


def test_an_unknown_month_is_refused_and_one_without_reports_is_named(demo_file, tmp_path):
    out = ["--region", "石拐区", "--out", str(tmp_path / "b.docx")]
    wrong = run(demo_file, "bulletin", "--period", "2024-13", *out)
    assert (wrong.exit_code, "不是月份" in wrong.stderr) == (2, True)
    for month, words in (("2023-05", "2023年5月"), ("2031-03", "2031年3月")):
        done = run(demo_file, "bulletin", "--period", month, *out)
        assert done.exit_code == 0, done.output
        assert f"{words}没有报送数据" in done.stderr
    assert "没有报送数据" not in run(demo_file, "bulletin", "--period", "2024-06", *out).stderr
