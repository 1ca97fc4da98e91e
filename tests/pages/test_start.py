"""An empty ledger opens on the first screen, which starts the office; who may not is told so."""

import shutil
from pathlib import Path

import pytest

import tracker
from data.viewer import OPERATOR
from pages.frame import view
from tests.asking import desk
from tests.pages.conftest import Open, labels, opener, said
from tests.pages.test_screens import intact

TITLE = "建账"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A database that waits for its office."""
    path = tmp_path / "xushi.duckdb"
    tracker.open_store(path).close()
    return path


def test_an_empty_ledger_opens_where_it_is_started_whatever_is_asked(
    empty: Path, monkeypatch: pytest.MonkeyPatch
):
    screen = opener(empty, monkeypatch)
    for folder in ("overview", "targets", "documents"):
        at = screen(folder)
        intact(at)
        assert [title.value for title in at.title] == [TITLE]
        assert not [box for box in at.selectbox if str(box.key).startswith("filter_")], "no filter acts here"
    assert screen("overview", lang="en").title[0].value == "Start"


def test_the_office_is_started_with_what_stays_ticked(empty: Path, monkeypatch: pytest.MonkeyPatch):
    screen = opener(empty, monkeypatch)
    at = screen("start")
    assert "430200" in next(
        one for one in at.selectbox(key="start_region").options if one.startswith("株洲市 Zhuzhou")
    )
    at.selectbox(key="start_region").set_value("430200").run()
    assert at.button(key="start_office").disabled, "nobody has said who starts it"
    ticked = [group for group in at.get("button_group") if group.key != "filter_lang"]
    assert [len(group.value) for group in ticked] == [33, 9]
    ticked[0].set_value(["430200-industry", "430200-development-reform"])
    at.text_area(key="start_zones").set_value("株洲高新技术产业开发区\n")
    at.text_input(key="start_by").set_value("李四").run()
    at.button(key="start_office").click().run()
    intact(at)
    assert "2个部门、10个下级地区报送" in said(at)
    for folder in ("returns", "uploads", "documents"):
        intact(screen(folder))
    assert "看怎样录入第一份文件" in labels(screen("overview"))


def test_a_zone_called_like_a_county_is_refused_and_nothing_is_written(
    empty: Path, monkeypatch: pytest.MonkeyPatch
):
    at = opener(empty, monkeypatch)("start")
    at.selectbox(key="start_region").set_value("430200").run()
    at.text_area(key="start_zones").set_value("天元区")
    at.text_input(key="start_by").set_value("李四").run()
    at.button(key="start_office").click().run()
    assert ["“天元区”不能作为开发区的名称" in error.value for error in at.error] == [True]
    assert at.button(key="start_office"), "the form stays as it was"


def test_who_may_not_start_it_is_told_who_can(empty: Path, monkeypatch: pytest.MonkeyPatch):
    screen = opener(empty, monkeypatch)
    monkeypatch.setattr(
        view, "viewer", lambda: tracker.of_region(desk(tracker.open_store(":memory:")), "x").viewer
    )
    assert "请系统的维护人员先建账" in said(screen("overview"))
    monkeypatch.setattr(view, "viewer", lambda: OPERATOR)
    copy = empty.parent / "published" / "xushi.duckdb"
    copy.parent.mkdir()
    shutil.copy(empty, copy)
    assert "供查阅的副本" in said(opener(copy, monkeypatch)("overview"))


def test_a_ledger_that_was_not_started_here_is_said_to_be_there(screen: Open):
    at = screen("start")
    intact(at)
    assert "不是在这里建的" in said(at)
