"""Looking back: the screens as they were known on a past day, said on each, with one click back to now."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from data.scope import Scope
from data.viewer import OPERATOR
from pages.frame import view
from pages.shared import load
from tests.pages.conftest import Open, said

DAY = "2024-07-09"


def banner(at) -> str:
    return next((text.value for text in at.markdown if "回看" in text.value), "")


@pytest.mark.parametrize(
    "folder", ["overview", "regions", "sectors", "organisations", "returns", "documents", "exports"]
)
def test_every_screen_says_that_it_looks_back(screen: Open, folder: str):
    at = screen(folder, month="2024-06", known=DAY)
    assert not at.error
    assert "2024年7月9日" in banner(at)


def test_one_click_leads_back_to_now(screen: Open):
    at = screen("overview", month="2024-06", known=DAY)
    at.button(key="known_now").click().run()
    assert "known" not in at.query_params
    assert not banner(at)


def test_another_past_day_than_those_offered_is_taken_and_the_future_is_not(screen: Open):
    at = screen("overview", month="2024-06", known="2024-07-13")
    assert "2024年7月13日" in banner(at)
    at = screen("overview", month="2024-06", known="2124-07-13")
    assert not banner(at)
    assert "2124" in said(at)


def test_the_numbers_are_those_known_then(screen: Open):
    screen("overview", month="2024-06", known="2024-07-04")
    load.enter(OPERATOR, datetime(2024, 12, 1))
    moment = datetime(2024, 7, 4, 23, 59)
    scope = Scope(as_of=date(2024, 6, 30), known_at=moment)
    then, now = load.progress(scope), load.progress(replace(scope, known_at=None))
    assert then["imported_at"].dropna().le(moment).all()
    assert (then["official_status"] == "not_reported").sum() > (
        now["official_status"] == "not_reported"
    ).sum()


def test_a_day_is_looked_back_to_at_its_end(screen: Open):
    screen("overview", month="2024-06", known=DAY)
    choices = {"month": {"2024-06": ""}, "region": {"all": ""}, "sector": {"all": ""}, "organisation": {"all": ""},
               "status": {"all": ""}, "rules": {"default": ""}, "known": {"all": "", DAY: ""}}  # fmt: skip
    found = view.read(choices, {"known": DAY}, datetime(2024, 12, 1))
    assert found.scope.known_at == datetime.combine(date(2024, 7, 9), time.max)


def test_a_month_that_came_later_is_not_known_then(screen: Open):
    at = screen("overview", month="2024-06", known=DAY)
    assert "已有更新的月报" not in said(at)
    assert "已有更新的月报" in said(screen("overview", month="2024-06"))
    assert "还没有任何月报" in said(screen("overview", month="2024-06", known="2024-01-02"))
