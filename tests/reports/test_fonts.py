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


def test_a_machine_without_a_chinese_font_is_told_how_to_get_one(tmp_path, monkeypatch):
    latin = tmp_path / "latin"
    latin.mkdir()
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{latin}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    monkeypatch.setattr(fonts, "PIP_FONTS", "no_such_package_of_fonts")
    finding = fonts.glyph_check()
    assert not finding.ready
    assert finding.message == "本机没有可用的中文字体，导出的图片会显示为方框。"
    assert "fonts-noto-cjk" in finding.remedy
    assert "pip install" in finding.remedy


def test_the_browser_starts_here():
    assert fonts.browser_check().ready


@pytest.mark.parametrize("path", ["/nonexistent/chromium", "/bin/false"])
def test_a_missing_or_broken_browser_is_said_with_its_remedy(monkeypatch, path):
    monkeypatch.setenv("BROWSER_PATH", path)
    finding = fonts.browser_check()
    assert not finding.ready
    assert "Excel、PPT 和 Word 不受影响" in finding.message
    assert "apt-get install" in finding.remedy
