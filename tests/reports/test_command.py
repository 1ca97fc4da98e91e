"""`export` from the command line: files where asked, stated values where reported, words where it cannot."""

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
from data.scope import Scope
from reports.columns import COLUMNS
from reports.material import gather
from reports.sheets import HEAD_ROW
from wording.translate import use

MONTH = ["--period", "2024-06", "--region", "包头市", "--known-at", "2024-07-12"]
MOMENT = datetime(2024, 7, 12)
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
    store = tracker.open_store(demo_file)
    material = gather(
        store, Scope(as_of=tracker.month_end(2024, 6), region="150200", known_at=MOMENT), MOMENT
    )
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
