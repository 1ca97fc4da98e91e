"""The whole path in a real browser: a leader looks, a clerk imports, the number moves, the proof is one click away."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

import tracker
from data.scope import Scope
from data.store import Store
from pages.shared.marks import JOINER
from tests.asking import desk
from tests.browser.conftest import PHONE
from tests.data.september import SEPTEMBER, form_of
from wording.formats import percent
from wording.sentences import overview_headline

POLYSILICON = "baotou-2024-no1.5.polysilicon_capacity"
PROJECTS = "baotou-2024-no1.20.emerging_projects_attracted"
SCREENS = [
    "",
    "regions",
    "sectors",
    "target",
    "organisations",
    "import",
    "reporting",
    "documents",
    "exports",
    "glossary",
]


def settled(page: Page, address: str) -> None:
    """Open an address and wait for its screen."""
    page.goto(address)
    page.get_by_test_id("stMainBlockContainer").wait_for()
    at_rest(page)


def at_rest(page: Page) -> None:
    """Wait until the script has run to its end and nothing is being drawn."""
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def hand_in(page: Page, served: str, content: bytes, name: str = "商务局9月.xlsx") -> None:
    settled(page, f"{served}/import?month=2024-09")
    page.get_by_label("导入人").fill("测试员")
    page.get_by_label("导入人").press("Enter")
    page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")  # else files may be lost
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def test_a_clerk_imports_a_month_and_the_number_moves(page: Page, served_alone: str, demo: Store):
    """引进亿元以上战新产业项目: 81 ÷ 100 = 81.0 % of the year at the end of September."""
    settled(page, f"{served_alone}/target?month=2024-09&target={PROJECTS}")
    expect(page.get_by_text("未报送").first).to_be_visible()

    hand_in(page, served_alone, form_of(demo, 88))
    confirm = page.get_by_role("button", name="确认导入")
    confirm.wait_for()
    if page.get_by_role("checkbox").count() and confirm.is_disabled():
        page.get_by_test_id("stCheckbox").last.click()
    expect(confirm).to_be_enabled()
    confirm.click()
    expect(page.get_by_test_id("stAlertContentSuccess").first).to_be_visible()

    settled(page, f"{served_alone}/target?month=2024-09&target={PROJECTS}")
    expect(page.get_by_text(percent(0.88)).first).to_be_visible()
    expect(page.get_by_text("商务局9月.xlsx").first).to_be_visible()


def test_a_bad_number_is_returned_marked_at_its_cell_and_writes_nothing(
    page: Page, served_alone: str, demo: Store
):
    hand_in(page, served_alone, form_of(demo, "八十多"))
    expect(page.get_by_text("未通过", exact=True).first).to_be_visible()
    with page.expect_download() as returned:
        page.get_by_role("button", name="下载标注后的工作簿").click()
    marked = load_workbook(BytesIO(Path(returned.value.path()).read_bytes()))["填报表"]
    noted = [cell.coordinate for line in marked.iter_rows() for cell in line if cell.comment]
    assert any(address.startswith("I") for address in noted)
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    settled(page, f"{served_alone}/target?month=2024-09&target={PROJECTS}")
    expect(page.get_by_text("未报送").first).to_be_visible()


@pytest.mark.parametrize("text", ["<script>document.title='owned'</script>", "=cmd|' /C calc'!A0"])
def test_text_from_a_workbook_is_shown_as_text(text: str, page: Page, served_alone: str, demo: Store):
    hand_in(page, served_alone, form_of(demo, text))
    page.get_by_role("button", name=re.compile("下载")).first.wait_for()
    assert page.title() != "owned"


HOSTILE = "<script>document.title='owned'</script> [a](http://x.invalid) **b** $x^2$ :material/home: :red[c] ![d](e) :smile: -> me@x.invalid www.x.invalid"


def test_a_remark_and_a_file_name_are_shown_letter_for_letter(page: Page, served_alone: str, demo: Store):
    name = "=cmd|'C' [a](http:x.invalid) **b** $x$.xlsx"
    hand_in(page, served_alone, form_of(demo, 88, HOSTILE), name)
    confirm = page.get_by_role("button", name="确认导入")
    confirm.wait_for()
    assert name in page.get_by_test_id("stMain").inner_text().replace(JOINER, "")
    if page.get_by_role("checkbox").count() and confirm.is_disabled():
        page.get_by_test_id("stCheckbox").last.click()
    confirm.click()
    expect(page.get_by_test_id("stAlertContentSuccess").first).to_be_visible()
    settled(page, f"{served_alone}/target?month=2024-09&target={PROJECTS}")
    page.get_by_text("单位说明").first.wait_for()
    shown = page.get_by_test_id("stMain").inner_text().replace(JOINER, "")
    assert HOSTILE in shown
    assert name in shown
    assert page.locator("a[href*='x.invalid'], .katex, img[src='e']").count() == 0
    assert page.title() != "owned"


def test_the_overview_says_what_metrics_computed(page: Page, served: str, demo: Store):
    settled(page, served)
    frame = tracker.progress(desk(demo), Scope(as_of=SEPTEMBER, region="150200"))
    city = frame[~frame["is_handed_down"]]
    expect(page.get_by_text(overview_headline(city)).first).to_be_visible()
    expect(page.get_by_text("示例数据").first).to_be_visible()


def test_a_row_of_the_overview_leads_to_its_target(page: Page, served: str):
    settled(page, served)
    page.get_by_role("link", name="组件产能").first.click()
    expect(page).to_have_url(re.compile(r"/target\?.*module_capacity"))
    expect(page.get_by_text("谁说的")).to_be_visible()
    expect(page.get_by_text("2024-09_市发改委.xlsx").first).to_be_visible()


def test_filters_go_along_from_screen_to_screen(page: Page, served: str):
    settled(page, f"{served}/?month=2024-06&region=150204")
    page.get_by_role("link", name="行业", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/sectors"))
    expect(page.get_by_text("2024年6月").first).to_be_visible()
    expect(page.get_by_text("青山区").first).to_be_visible()


def test_an_unknown_target_in_a_link_is_said_and_not_a_fault(page: Page, served: str):
    settled(page, f"{served}/target?target=no-such-target")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_english_is_a_switch_and_leaves_no_chinese_heading(page: Page, served: str):
    settled(page, f"{served}/?lang=en")
    expect(page.get_by_role("heading").first).to_be_visible()
    headings = page.get_by_role("heading").all_inner_texts()
    assert [heading for heading in headings if re.search(r"[一-鿿]", heading)] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_cold_link_opens_inside_the_frame_and_on_a_phone_does_not_scroll_sideways(
    screen: str, page: Page, served: str
):
    page.set_viewport_size(PHONE)
    settled(page, f"{served}/{screen}?month=2024-06&region=150200")
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page).to_have_url(re.compile("month=2024-06"))
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    main = page.evaluate(
        "(m => m.scrollWidth - m.clientWidth)(document.querySelector('[data-testid=stMain]'))"
    )
    assert (wider, main) <= (0, 0)


def test_an_unknown_name_is_confirmed_on_screen_and_asked_no_more(page: Page, served_alone: str):
    book = Workbook()
    for row in (
        ["工业月报（2024年10月）"],
        ["指标名称", "地区", "计量单位", "本月累计"],
        ["战新产业产值", "包头市", "亿元", 884],
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    hand_in(page, served_alone, content.getvalue())
    asked = page.get_by_role("combobox", name="是指")
    asked.fill("五大战新产业产值")
    asked.press("Enter")
    page.get_by_role("button", name="确认名称").click()
    expect(page.get_by_text("已逐条核对以上提示")).to_be_visible()
    expect(asked).to_have_count(0)
