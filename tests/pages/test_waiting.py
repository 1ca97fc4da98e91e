"""月报导入 after files were handed in: they wait for everybody, survive what a browser does not, and are decided once."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

import tracker
from data.viewer import OPERATOR
from intake.guard.child import OPERATOR as CALLER
from pages.shared import load
from pages.uploads import previews
from tests.asking import NOW
from tests.data.september import form_of
from tests.pages.conftest import Open, said
from tracker import Desk, submissions
from wording.translate import use

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def files(demo_file: Path) -> dict[str, bytes]:
    """Three states of one bureau's September: right, wrong and right with another figure."""
    store = tracker.open_store(demo_file, create=False, read_only=True)
    made = {"好.xlsx": form_of(store, 88), "坏.xlsx": form_of(store, "八十多"), "又.xlsx": form_of(store, 91)}
    store.close()
    return made


@pytest.fixture
def uploads(own_screen: Open) -> Iterator[Open]:
    """The screen, as often as asked: every call is another browser; the cached store is let go of at the end."""

    def browser(**query: str) -> AppTest:
        at = own_screen("uploads", **query)
        load.enter(OPERATOR, NOW)  # for what the test itself asks
        return at

    yield browser
    st.cache_resource.clear()


def hand_in(at: AppTest, files: dict[str, bytes], *names: str, by: str = "张三") -> AppTest:
    at.text_input(key="uploaded_by").set_value(by).run()
    zone = next(one for one in at.file_uploader if str(one.key).startswith("workbooks_"))
    return zone.set_value([(name, files[name], XLSX) for name in names]).run()


def lines(at: AppTest) -> list[str]:
    """The folds of the files that wait, as they read."""
    return [fold.label.replace("\\", "") for fold in at.expander if "**" in fold.label]


def submission_of(at: AppTest, name: str) -> str:
    waiting = tracker.waiting(load.desk(), load.office())
    return next(one.submission_id for one in waiting if one.file_name == name)


def opened(at: AppTest, name: str) -> AppTest:
    at.session_state[f"submission_{submission_of(at, name)}"] = True
    return at.run()


def button(at: AppTest, label: str) -> list:
    return [one for one in at.button if one.label == label]


def batches() -> list[dict[str, object]]:
    return load.desk().store.rows("batches")


def test_a_file_handed_in_waits_for_everybody_until_one_confirms_it(uploads: Open, files: dict[str, bytes]):
    first = hand_in(uploads(), files, "好.xlsx")
    assert not first.exception
    assert "可以导入" in lines(first)[0]
    assert "张三" in lines(first)[0]
    before = len(batches())

    second = uploads()
    assert len(lines(second)) == 1
    assert button(second, "确认导入") == []  # folded
    second.text_input(key="uploaded_by").set_value("李四").run()
    opened(second, "好.xlsx")
    (confirm,) = button(second, "确认导入")
    confirm.click().run()
    assert len(batches()) == before + 1
    assert batches()[-1]["imported_by"] == "李四"
    told = f"已导入为批次{batches()[-1]['batch_id']}"
    assert told in said(second)
    assert told not in said(second.run())  # once
    assert lines(second) == lines(first.run()) == []


def test_it_outlives_browser_and_server_and_is_not_checked_again(
    uploads: Open, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
):
    hand_in(uploads(), files, "好.xlsx", "坏.xlsx")
    load.desk().store.close()
    st.cache_resource.clear()
    monkeypatch.setattr(submissions, "check_workbook", lambda *_told, **_named: pytest.fail("checked again"))
    again = uploads()
    assert [re.search(r"\[(.+?)\]", line)[1] for line in lines(again)] == ["未通过", "可以导入"]
    opened(again, "坏.xlsx")
    assert "八十多" in said(again)


def test_the_session_holds_ids_and_no_file(uploads: Open, files: dict[str, bytes]):
    at = hand_in(uploads(), files, "好.xlsx", "坏.xlsx")
    held = repr(at.session_state)
    assert submission_of(at, "好.xlsx") in held
    assert not any(word in held for word in ("UploadedFile", "Preview(", "PK\\x03"))
    assert len(held) < 10_000


def test_the_marked_file_is_made_of_what_is_kept_when_it_is_asked_for(uploads: Open, files: dict[str, bytes]):
    """The browser's button holds an id and nothing of the file or of what was found."""
    at = hand_in(uploads(), files, "坏.xlsx")
    one = submission_of(at, "坏.xlsx")
    made = previews._marked(load.desk(), load.office(), one, "zh", CALLER)
    assert load_workbook(BytesIO(made)).sheetnames[0] == "审核结果"


def test_one_faulty_file_never_hides_the_others(
    uploads: Open, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
):
    real = submissions.check_workbook

    def check(desk: Desk, content: bytes, name: str, **told: object) -> object:
        if name == "又.xlsx":
            raise ZeroDivisionError
        return real(desk, content, name, **told)

    monkeypatch.setattr(submissions, "check_workbook", check)
    at = hand_in(uploads(), files, "又.xlsx", "好.xlsx", "坏.xlsx")
    assert not at.exception
    badges = sorted(re.search(r"\[(.+?)\]", line)[1] for line in lines(at))
    assert badges == ["可以导入", "未通过", "检查出错"]
    assert re.search(r"参考编号 [0-9A-F]{8}", said(at))
    assert len(button(at, "确认导入")) == 1


def test_a_file_that_is_in_already_is_told_and_not_kept_twice(uploads: Open, files: dict[str, bytes]):
    at = hand_in(uploads(), files, "好.xlsx")
    button(at, "确认导入")[0].click().run()
    count = len(batches())
    hand_in(at, files, "好.xlsx")
    assert "没有重复导入" in said(at)
    assert (lines(at), len(batches())) == ([], count)


def test_a_file_is_discarded_or_returned_with_a_reason(uploads: Open, files: dict[str, bytes]):
    at = hand_in(uploads(), files, "好.xlsx", "坏.xlsx")
    one, other = submission_of(at, "好.xlsx"), submission_of(at, "坏.xlsx")
    assert at.button(key=f"return_{other}").disabled  # without a reason
    at.text_input(key=f"reason_{other}").set_value("请重填").run()
    at.button(key=f"return_{other}").click().run()
    assert "“坏.xlsx”已退回（张三）。" in said(at).replace("\\", "")
    at.button(key=f"discard_{one}").click().run()
    assert "“好.xlsx”已弃用（张三）。" in said(at).replace("\\", "")
    assert lines(at) == []
    returned = tracker.submission(load.desk(), load.office(), other)
    assert returned is not None
    assert returned.reason == "请重填"


def test_the_days_a_file_waits_are_changed_under_the_list(uploads: Open, files: dict[str, bytes]):
    at = hand_in(uploads(), files, "好.xlsx")
    assert "90天没有确认的自动弃用" in said(at)
    next(one for one in at.number_input if one.label == "没有确认的保留几天").set_value(30)
    button(at, "保存")[0].click().run()
    assert "30天没有确认的自动弃用" in said(at)


def test_nothing_is_decided_without_a_name(uploads: Open, files: dict[str, bytes]):
    hand_in(uploads(), files, "好.xlsx")
    at = opened(uploads(), "好.xlsx")
    assert "请先在上方填写导入人" in said(at)
    assert {one.disabled for one in at.button if one.label in ("确认导入", "弃用", "退回报送人")} == {True}


def test_a_click_on_what_has_changed_meanwhile_writes_nothing(uploads: Open, files: dict[str, bytes]):
    first = hand_in(uploads(), files, "好.xlsx")
    second = hand_in(uploads(), files, "又.xlsx", by="李四")
    button(second, "确认导入")[0].click().run()
    count = len(batches())
    button(first, "确认导入")[0].click().run()  # it said 新增 1; by now it would change 91 to 88
    assert len(batches()) == count
    assert "更改 **1**" in said(first)


def test_many_files_are_turned_over_page_by_page(
    uploads: Open, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pages.uploads.AT_ONCE", 2)
    at = hand_in(uploads(), files, *files)
    assert len(lines(at)) == 2
    at.session_state["waiting_page"] = 2
    at.run()
    assert len(lines(at)) == 1


def test_english_tells_of_waiting_files_in_english(uploads: Open, files: dict[str, bytes]):
    hand_in(uploads(), files, "坏.xlsx", by="Li")
    at = uploads(lang="en")
    use("en")  # the test's own thread reads the choices of the screen
    opened(at, "坏.xlsx")
    use("zh")
    assert lines(at)[0].startswith(":red-badge[Not passed] **坏.xlsx** :gray[Baotou Commerce Bureau")
    mine = [one.label for one in at.button] + [lines(at)[0].replace("坏.xlsx", "")]
    assert not re.search("[一-鿿]", "".join(mine))
