"""Chinese glyphs and the browser are checked for what they can do, and what is missing is said with its remedy."""

import csv
from pathlib import Path

import pytest

from metrics.model import Status
from reports import fonts
from wording.labels import OUTLOOK, STATUS, status_label

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"


def names(table: str) -> list[str]:
    """Every Chinese name in a table of the catalogue."""
    with (CATALOGUE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = [column for column in ("name", "short_name", "aliases", "unit") if column in rows[0]]
    return [row[column] for row in rows for column in columns]


def test_every_region_and_indicator_name_has_its_glyphs():
    texts = [
        *names("regions"),
        *names("indicators"),
        *names("organisations"),
        *names("units"),
        *names("sectors"),
    ]
    assert len(texts) > 300
    assert fonts.missing_glyphs(texts) == frozenset()


def test_every_status_shape_has_its_glyph():
    texts = [status_label(status) for status in Status] + [arrow for _word, arrow in OUTLOOK.values()]
    assert len(STATUS) == len(Status)
    assert fonts.missing_glyphs(texts) == frozenset()


def test_a_character_no_font_holds_is_named():
    finding = fonts.glyph_check(["\U0010fffd"])
    assert not finding.ready
    assert "\U0010fffd" in finding.message
    assert "apt-get install" in finding.remedy


@pytest.fixture
def own_fonts(tmp_path, monkeypatch) -> Path:
    """A folder that holds all the fonts this machine has: none so far."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    monkeypatch.setattr(fonts, "PIP_FONTS", "no_such_package_of_fonts")
    return folder


def test_a_machine_without_a_chinese_font_is_told_how_to_get_one(own_fonts):
    finding = fonts.glyph_check()
    assert not finding.ready
    assert finding.message == "本机没有可用的中文字体，导出的图片会显示为方框。"
    assert "fonts-noto-cjk" in finding.remedy
    assert "pip install" in finding.remedy


def test_a_font_installed_afterwards_is_found_without_a_restart(own_fonts):
    with pytest.MonkeyPatch.context() as system:
        system.delenv("FONTCONFIG_FILE")
        installed, _index = fonts.matched_font("sans:lang=zh-cn")
    assert fonts.missing_glyphs(["国"]) >= {"国"}
    (own_fonts / Path(installed).name).symlink_to(installed)
    assert "国" not in fonts.missing_glyphs(["国"])


def test_a_font_file_that_could_not_be_read_is_read_again(own_fonts, tmp_path):
    with pytest.MonkeyPatch.context() as system:
        system.delenv("FONTCONFIG_FILE")
        installed, index = fonts.matched_font("sans:lang=zh-cn")
    half = tmp_path / "half.ttc"
    half.write_bytes(Path(installed).read_bytes()[:1000])
    assert fonts._code_points(str(half), index) == frozenset()
    half.write_bytes(Path(installed).read_bytes())
    assert ord("国") in fonts._code_points(str(half), index)


def test_the_browser_starts_here():
    assert fonts.browser_check().ready


@pytest.mark.parametrize("path", ["/nonexistent/chromium", "/bin/false"])
def test_a_missing_or_broken_browser_is_said_with_its_remedy(monkeypatch, path):
    monkeypatch.setenv("BROWSER_PATH", path)
    finding = fonts.browser_check()
    assert not finding.ready
    assert "Excel、PPT 和 Word 不受影响" in finding.message
    assert "apt-get install" in finding.remedy


@pytest.mark.parametrize("before", ["missing", "broken"])
def test_a_browser_installed_or_mended_afterwards_is_found_without_a_restart(tmp_path, monkeypatch, before):
    path = tmp_path / "chromium"
    if before == "broken":
        path.symlink_to("/bin/false")
    monkeypatch.setenv("BROWSER_PATH", str(path))
    assert not fonts.browser_check().ready
    path.unlink(missing_ok=True)
    path.symlink_to("/usr/bin/chromium")
    assert fonts.browser_check().ready
