"""A clerk's month in a real browser: a correction, the same file again, a void, a late report, a month closed."""

import re
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from data.store import Store
from intake.sample import FOLDER
from tests.browser.test_path import POLYSILICON, hand_in, settled
from tests.data.september import form_of

SHEET, CELL, WAS, IS = "填报表", "I6", 66.2, 63.2
LOCKED = Path(__file__).parents[1] / "intake" / "files" / "locked.xlsx"
REVISED = f"2024年9月期末由{WAS}改为{IS}"


def corrected() -> bytes:
    """September's form of the development commission as it was sent, with one value changed."""
    book = load_workbook(FOLDER / "2024-09_市发改委.xlsx")
    assert book[SHEET][CELL].value == WAS
    book[SHEET][CELL] = IS
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def confirm(page: Page) -> None:
    button = page.get_by_role("button", name="确认导入")
    button.wait_for()
    if button.is_disabled():
        page.get_by_test_id("stCheckbox").last.click()
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text("已导入为批次")).to_be_visible()
    expect(button).to_have_count(0)


def standing(page: Page, served: str, organisation: str) -> Locator:
    """September's cell of an organisation on the reporting screen."""
    settled(page, f"{served}/reporting?month=2024-09")
    return page.get_by_role("row").filter(has_text=organisation).get_by_role("cell").last


def test_a_correction_keeps_the_old_value_until_it_is_taken_back(page: Page, served_alone: str):
    content = corrected()
    hand_in(page, served_alone, content, "发改委9月更正.xlsx")
    expect(page.get_by_text(re.compile(f"多晶硅产能 {WAS} → {IS}"))).to_be_visible()
    confirm(page)
    settled(page, f"{served_alone}/target?month=2024-09&target={POLYSILICON}")
    expect(page.get_by_text(REVISED)).to_be_visible()
    expect(standing(page, served_alone, "市发改委")).to_have_text("◆ 按时后更正")

    hand_in(page, served_alone, content, "发改委9月更正.xlsx")
    expect(page.get_by_text("没有重复导入")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)

    page.get_by_text("作废一个批次").click()
    void = page.get_by_role("button", name="作废", exact=True)
    void.click()
    expect(page.get_by_text("请写明作废原因。")).to_be_visible()
    page.get_by_label("作废原因").fill("试填，不是正式报表")
    void.click()
    expect(page.get_by_text("已作废，各屏已恢复为此前的数据")).to_be_visible()
    hand_in(page, served_alone, content, "发改委9月更正.xlsx")  # the file may be handed in again
    expect(page.get_by_role("button", name="确认导入")).to_have_count(1)
    settled(page, f"{served_alone}/target?month=2024-09&target={POLYSILICON}")
    expect(page.get_by_text(f"{WAS}万吨").first).to_be_visible()
    expect(page.get_by_text(REVISED)).to_have_count(0)
    expect(standing(page, served_alone, "市发改委")).to_have_text("● 按时")


def test_a_closed_month_is_reopened_for_a_late_report(page: Page, served_alone: str, demo: Store):
    expect(standing(page, served_alone, "市商务局")).to_have_text("■ 未报")
    chased = page.get_by_test_id("stCode")
    expect(chased).to_contain_text("包头市商务局")
    page.get_by_text("关账与期限").click()
    page.get_by_label("操作人").first.fill("李主任")
    page.get_by_label("原因").fill("按期关账")
    page.get_by_role("button", name="2024年9月关账").click()
    expect(page.get_by_text("2024年9月已关账，不再接受月报。")).to_be_visible()

    hand_in(page, served_alone, form_of(demo, 88))
    expect(page.get_by_text("2024年9月 不在可报送的月份内（已关账）")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)

    settled(page, f"{served_alone}/reporting?month=2024-09")
    page.get_by_text("关账与期限").click()
    page.get_by_label("操作人").first.fill("李主任")
    page.get_by_label("原因").fill("商务局补报")
    page.get_by_role("button", name="重新开放2024年9月").click()
    expect(page.get_by_text("2024年9月已重新开放。")).to_be_visible()

    hand_in(page, served_alone, form_of(demo, 88))
    page.get_by_role("button", name="确认导入").wait_for()
    page.locator("input[type=file]").set_input_files(LOCKED)  # refused, and the other is taken all the same
    expect(page.get_by_text("文件设有打开密码，无法读取")).to_be_visible()
    confirm(page)
    expect(standing(page, served_alone, "市商务局")).to_have_text("▲ 迟报")
    expect(page.get_by_test_id("stCode")).not_to_contain_text("包头市商务局")
