"""What test_path leaves out: the first link after a start, filters, the matrix, dark, the wall, a saved chart."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, PHONE
from tests.browser.test_path import POLYSILICON, SCREENS, at_rest, settled

MOBILE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def test_the_very_first_link_after_a_start_opens_its_screen(page: Page, served_alone: str):
    settled(page, f"{served_alone}/target?target={POLYSILICON}")
    expect(page.locator("h1").first).to_contain_text("多晶硅产能")
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_the_overview_by_its_name_is_the_overview_with_its_filters(page: Page, served: str):
    settled(page, f"{served}/overview?month=2024-06&region=150204")
    expect(page).to_have_url(re.compile(r"/\?month=2024-06&region=150204"))
    expect(page.locator("h1").first).to_contain_text("19项目标")
    expect(page.get_by_text("Page not found")).to_have_count(0)


@pytest.mark.parametrize("word", ["dashboard", "地区", "regions2/"])
def test_a_mistyped_address_gets_a_sentence_over_the_overview(word: str, page: Page, served: str):
    settled(page, f"{served}/{word}")
    expect(page.get_by_text(f"没有“{word.strip('/')}”这个页面，已打开总览。")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("lost="))


def test_a_changed_filter_changes_the_picture_and_the_address(page: Page, served: str):
    settled(page, served)
    before = page.locator("h1").first.inner_text()
    page.get_by_role("combobox", name=re.compile("地区")).first.click()
    page.get_by_role("option", name="青山区").click()
    expect(page.locator("h1").first).not_to_have_text(before)
    expect(page).to_have_url(re.compile("region=150204"))


def test_back_undoes_a_filter(page: Page, served: str):
    settled(page, f"{served}/?region=150203")
    page.get_by_role("combobox", name=re.compile("地区")).first.click()
    page.get_by_role("option", name="青山区").click()
    expect(page).to_have_url(re.compile("region=150204"))
    page.go_back()
    expect(page).to_have_url(re.compile("region=150203"))
    expect(page.get_by_text("昆都仑区").first).to_be_visible()


def test_a_cell_of_the_matrix_leads_to_what_is_behind_it(page: Page, served: str):
    settled(page, served)
    cell = page.locator(".js-plotly-plot .points path").nth(2)
    cell.wait_for()
    cell.scroll_into_view_if_needed()
    cell.click(force=True)
    expect(page).to_have_url(re.compile(r"/target\?(?=.*region=)(?=.*sector=)"))


def test_a_phone_gets_its_filters_behind_a_button(chromium: Browser, served: str):
    window = chromium.new_page(viewport=PHONE, is_mobile=True, user_agent=MOBILE)
    window.set_default_timeout(PATIENCE)
    settled(window, served)
    expect(window.get_by_text("更多筛选")).to_be_visible()
    expect(window.locator("h1").first).to_be_in_viewport()
    window.close()


@pytest.mark.parametrize("screen", [*SCREENS, f"target?target={POLYSILICON}", "?present=1"])
def test_no_serious_accessibility_finding_by_day_or_in_the_dark(screen: str, page: Page, served: str):
    page.emulate_media(color_scheme="light")
    settled(page, f"{served}/{screen}")
    light = serious(page)
    ground = background(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{BACKGROUND} !== '{ground}'")
    at_rest(page)
    assert (light, serious(page)) == ([], [])


BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


def background(page: Page) -> str:
    return page.evaluate(BACKGROUND)


def serious(page: Page) -> list[tuple[str, str]]:
    """The findings of axe that keep somebody out, each with its first place."""
    return [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def test_the_wall_steps_through_the_regions(page: Page, served: str):
    settled(page, f"{served}/?present=1")
    expect(page.locator("h1").first).to_contain_text("包头市")
    page.get_by_role("link", name="下一个").click()
    expect(page.locator("h1").first).to_contain_text("东河区")
    expect(page).to_have_url(re.compile("present=1"))


def test_a_chart_is_saved_under_a_chinese_name(page: Page, served: str):
    settled(page, f"{served}/target?target={POLYSILICON}")
    chart = page.locator(".js-plotly-plot").first
    chart.wait_for()
    chart.hover()
    with page.expect_download() as download:
        chart.locator(".modebar-btn[data-title='保存为 PNG 图片']").click()
    assert download.value.suggested_filename == "多晶硅产能_燃起图.png"
    shown = chart.bounding_box()
    size = Path(download.value.path()).read_bytes()[16:24]
    assert int.from_bytes(size[:4]) == pytest.approx(3 * shown["width"], abs=6)


def test_a_chart_is_saved_as_a_drawing_too(page: Page, served: str):
    settled(page, f"{served}/target?target={POLYSILICON}")
    page.get_by_role("radio", name="SVG").click()
    chart = page.locator(".js-plotly-plot").first
    camera = chart.locator(".modebar-btn[data-title='保存为 SVG 矢量图']")
    camera.wait_for(state="attached")
    chart.hover()
    with page.expect_download() as download:
        camera.click()
    assert download.value.suggested_filename.startswith("多晶硅产能")
    drawn = Path(download.value.path()).read_text("utf-8")
    assert drawn.startswith("<svg")
    assert "年底目标" in drawn
