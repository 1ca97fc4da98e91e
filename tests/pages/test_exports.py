"""The export screen: a preview, what is missing beforehand, and files that open."""

import pytest

from tests.pages.conftest import Open

VIEW = {"month": "2024-06", "region": "150200"}


def test_what_is_missing_is_said_before_an_export(screen: Open):
    warned = [warning.value for warning in screen("exports", **VIEW).warning]
    assert any("示例数据" in text for text in warned)


def test_the_screen_counts_as_the_papers_do(screen: Open):
    said = " ".join(text.value for text in screen("exports", **VIEW).markdown)
    assert "83项目标，另有165项分解任务" in said
    alone = " ".join(text.value for text in screen("exports", month="2024-06", region="150204").markdown)
    assert "19项目标。" in alone


def test_a_preview_shows_what_the_bulletin_will_say(screen: Open):
    at = screen("exports", **VIEW)
    at.button(key="look_bulletin").click().run()
    assert "一、总体情况" in [text.value for text in at.text]


@pytest.mark.parametrize(("product", "name"), [("workbook", "Excel 报告"), ("deck", "汇报幻灯片")])
def test_a_product_is_made_and_offered_under_its_name(screen: Open, product, name):
    at = screen("exports", **VIEW)
    at.button(key=f"make_{product}").click().run()
    assert not at.exception
    assert f"下载{name}" in [button.label for button in at.get("download_button")]


def test_how_many_charts_and_how_long_is_said_and_a_smaller_pack_can_be_chosen(screen: Open):
    at = screen("exports", **VIEW)
    part = at.selectbox(key="charts_part")
    whole, summary, slipping = (int(option.split("（")[1].removesuffix("张）")) for option in part.options)
    assert summary < slipping < whole
    assert any(f"将画{whole}张图，约需" in said.value for said in at.caption)
    part.set_value("summary").run()
    assert any(f"将画{summary}张图，约需1分钟" in said.value for said in at.caption)
    alone = screen("exports", sector="photovoltaics", **VIEW).selectbox(key="charts_part").options[0]
    assert int(alone.split("（")[1].removesuffix("张）")) < whole


def test_a_browser_installed_while_the_screen_is_open_is_no_longer_missed(screen: Open, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")
    at = screen("exports", **VIEW)
    assert any("没有 Chromium" in warning.value for warning in at.warning)
    monkeypatch.delenv("BROWSER_PATH")
    at.run()
    assert not any("Chromium" in warning.value for warning in at.warning)
