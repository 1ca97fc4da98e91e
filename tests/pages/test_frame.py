"""The frame: filters live in the address, a bad link gets a sentence, a fault gets a reference number."""

import logging
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import tracker
from data.scope import Scope
from data.store import Store
from data.viewer import OPERATOR
from pages.frame import view
from pages.shared import load, marks
from tests.asking import desk
from tests.ledger import stated
from tests.pages.conftest import ROOT, Open, said


def test_a_changed_filter_is_written_into_the_address(screen: Open):
    at = screen("overview")
    at.selectbox(key="filter_region").select("150203").run()
    assert at.query_params["region"] in ("150203", ["150203"])
    assert at.selectbox(key="filter_region").value == "150203"


def test_filters_are_kept_from_screen_to_screen(screen: Open):
    at = screen("overview", region="150203", month="2024-06")
    at.switch_page("pages/regions/page.py").run()
    assert at.selectbox(key="filter_region").value == "150203"
    assert at.selectbox(key="filter_month").value == "2024-06"


def test_an_unknown_filter_value_is_said_and_replaced(screen: Open):
    at = screen("overview", region="999999", month="1999-01")
    assert not at.error
    assert "999999" in at.warning[0].value + at.warning[1].value
    assert at.selectbox(key="filter_region").value == "150200"


def test_the_month_before_any_report_says_so(screen: Open):
    at = screen("overview", status="missed")
    assert "所选范围内没有目标" in said(at)


def test_the_language_is_part_of_the_address(screen: Open):
    at = screen("overview", lang="en")
    assert "far behind" in at.title[0].value


def test_a_missing_database_is_a_sentence_with_a_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("XUSHI_DATABASE", str(tmp_path / "nowhere.duckdb"))
    with caplog.at_level(logging.ERROR, logger="xushi"):
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "没有找到数据库文件" in at.error[0].value.replace("\\", "")
    reference = at.caption[0].value.split()[1].split("。")[0]
    assert reference in caplog.text


def test_an_unforeseen_fault_shows_no_traceback(
    screen: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken(*_asked: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(load, "months", broken)
    with caplog.at_level(logging.ERROR, logger="xushi"):
        at = screen("overview")
    assert not at.exception
    assert "secret detail" not in said(at)
    assert "secret detail" in caplog.text


def test_text_from_outside_is_shown_as_text():
    assert marks.plain("<script>alert(1)</script>") == r"\<script\>alert\(1\)\</script\>"
    assert marks.plain("=cmd|' /C calc'!A0") == r"\=cmd\|' /C calc'\!A0"
    assert marks.plain(":red[**x**] $y$") == f"\\:{marks.JOINER}" + r"red\[\*\*x\*\*\] \$y\$"
    assert marks.plain("http://x -> :smile:").count(marks.JOINER) == 3


def test_the_second_look_asks_the_store_nothing(screen: Open, monkeypatch: pytest.MonkeyPatch):
    at = screen("overview")
    asked: list[str] = []
    monkeypatch.setattr(Store, "query", lambda self, name, **params: asked.append(name))
    at.run()
    assert not at.error
    assert asked == []


def test_a_month_without_reports_is_said_by_its_name(screen: Open):
    warned = [warning.value for warning in screen("overview", month="2024-12").warning]
    assert warned == ["2024年12月没有月报，已改按2024年9月显示。可在上方重新选择。"]


def test_an_address_is_read_into_a_scope_and_what_is_unknown_is_listed(
    demo_copy: Path, monkeypatch: pytest.MonkeyPatch, now
):
    monkeypatch.setenv("XUSHI_DATABASE", str(demo_copy))
    known = {
        "month": {"2024-09": ""},
        "region": {"all": "", "150200": ""},
        "sector": {"all": ""},
        "organisation": {"all": ""},
        "status": {"all": ""},
        "rules": {"default": ""},
        "known": {"all": ""},
    }
    load.enter(OPERATOR, now)
    found = view.read(known, {"region": "all", "sector": "nonsense"}, now)
    assert found.scope.region is None
    assert found.unknown == (("sector", "nonsense"),)


def test_a_name_in_an_address_is_what_bears_it_and_of_several_all_are_told(own_screen: Open):
    assert own_screen("overview", region="昆都仑区").selectbox(key="filter_region").value == "150203"
    store = load.store()
    handed = tracker.targets(desk(store), Scope(as_of=date(2024, 9, 30), region="150203"))["target_id"].iloc[
        0
    ]
    with store.transaction() as write:
        stated(write, "region", [
            {"region_code": "420107", "name": "昆都仑区", "short_name": "昆都仑区", "name_en": "Kundulun",
             "level": "county", "parent_code": "370500", "code_standard": "own", "aliases": ""},
        ])  # fmt: skip
        write.append("allocation", [
            {"parent_target_id": handed.split("@")[0], "region_code": "420107", "value": 1,
             "batch_id": 1, "sheet": "x", "cell": "A1"},
        ])  # fmt: skip
    at = own_screen("overview", region="昆都仑区")
    warned = at.warning[0].value.replace("\\", "")
    assert "150203 昆都仑区（包头市）" in warned
    assert "420107 昆都仑区（东营市）" in warned
    assert {"昆都仑区（包头市）", "昆都仑区（东营市）"} <= set(at.selectbox(key="filter_region").options)
