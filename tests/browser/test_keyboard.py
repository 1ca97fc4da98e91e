"""The overview by keyboard alone: every stop in the order of the screen, seen when reached, opened with Enter."""

import re
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, PHONE
from tests.browser.test_path import settled
from tests.browser.test_screens import MOBILE

SCREENS = [
    "总览",
    "地区",
    "行业",
    "目标",
    "责任单位",
    "月报导入",
    "报送情况",
    "文件台账",
    "材料导出",
    "口径说明",
]
FILTERS = ["截至月", "地区", "行业", "责任单位", "状态"]
MORE = "更多筛选"
TILES = ["已完成", "达到序时", "滞后", "严重滞后", "未报送", "未到期", "无法判定", "灯与预计不一致"]
FIRST_ROW = "主导、参与制定稀土行业标准"
STOP = """() => {
  const one = document.activeElement, place = one.getBoundingClientRect(), look = getComputedStyle(one);
  return {role: one.getAttribute('role') || one.tagName.toLowerCase(),
          name: one.getAttribute('aria-label') || one.innerText.trim(), href: one.getAttribute('href') || '',
          left: place.x, top: place.y,
          look: [look.backgroundColor, look.outlineStyle, look.boxShadow, look.borderColor].join()};
}"""
AT_REST = """(href) => {
  const look = getComputedStyle(document.querySelector(`a[href="${href}"]`));
  return [look.backgroundColor, look.outlineStyle, look.boxShadow, look.borderColor].join();
}"""


def walk(page: Page, until: str, most: int = 60) -> list[dict[str, Any]]:
    """Tab from the top of the screen to the stop of that name."""
    stops = []
    for _turn in range(most):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
        if stops[-1]["name"] == until:
            return stops
    raise AssertionError(f"{until} was not reached: {[stop['name'] for stop in stops]}")


def test_tab_reaches_navigation_then_filters_then_the_first_row(page: Page, served: str):
    settled(page, served)
    page.get_by_role("link", name=FIRST_ROW).wait_for()
    stops = walk(page, FIRST_ROW)
    names = [stop["name"] for stop in stops if stop["role"] != "main"]
    start = names.index(SCREENS[0])
    assert names[start : start + len(SCREENS)] == SCREENS
    rest = names[start + len(SCREENS) :]
    assert rest[: len(FILTERS)] == FILTERS
    assert MORE in rest[len(FILTERS)]
    assert rest[len(FILTERS) + 1] == "中文"
    assert rest[-1] == FIRST_ROW
    assert [name.split()[-1] for name in rest[len(FILTERS) + 2 : -1]] == TILES
    tops = [stop["top"] for stop in stops if stop["role"] != "main"][1:]
    assert all(later >= earlier - 8 for earlier, later in pairwise(tops))


def test_where_the_focus_is_can_be_seen(page: Page, served: str):
    settled(page, served)
    page.get_by_role("link", name=FIRST_ROW).wait_for()
    rest = {}
    for href in page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        rest[href] = page.evaluate(AT_REST, href)
    for stop in walk(page, FIRST_ROW):
        if stop["href"] in rest and stop["name"] != SCREENS[0]:  # the screen that is open is marked anyhow
            assert stop["look"] != rest[stop["href"]], stop["name"]


def test_enter_opens_the_first_row_and_its_way_back(page: Page, served: str):
    settled(page, served)
    page.get_by_role("link", name=FIRST_ROW).wait_for()
    walk(page, FIRST_ROW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/target\?.*target="))
    expect(page.locator("h1").first).to_contain_text(FIRST_ROW)


def test_a_filter_opens_with_a_key_and_escape_closes_it_unchanged(page: Page, served: str):
    settled(page, served)
    before = page.locator("h1").first.inner_text()
    walk(page, FILTERS[1])
    walk(page, FILTERS[4])
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator("h1").first).to_have_text(before)
    assert "status=" not in page.url


def test_a_filter_is_changed_by_keys_alone(page: Page, served: str):
    settled(page, served)
    page.get_by_role("combobox", name=FILTERS[1]).wait_for()
    walk(page, FILTERS[0])
    page.keyboard.press("Tab")
    page.keyboard.type("青山")
    expect(page.get_by_role("option", name="青山区")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=150204"))


def test_escape_closes_the_filters_of_a_phone(chromium: Browser, served: str):
    window = chromium.new_page(viewport=PHONE, is_mobile=True, user_agent=MOBILE)
    window.set_default_timeout(PATIENCE)
    settled(window, served)
    window.get_by_role("button", name=MORE).focus()
    window.keyboard.press("Enter")
    inside = window.get_by_test_id("stPopoverBody")
    expect(inside).to_be_visible()
    window.keyboard.press("Escape")
    expect(inside).to_have_count(0)
    window.close()


def test_a_count_opens_its_targets(page: Page, served: str):
    settled(page, served)
    page.get_by_test_id("stGrid").get_by_role("link", name="严重滞后", exact=False).first.click()
    expect(page).to_have_url(re.compile(r"/target\?.*status=far_behind"))
    expect(page.get_by_text("共16项")).to_be_visible()
