"""The page of a target that was adjusted gives both values; that of one that was withdrawn says so."""

from datetime import date

from streamlit.testing.v1 import AppTest

import tracker
from pages.shared import load
from tests.asking import desk
from tests.pages.conftest import Open, said

ADJUSTED = "baotou-2024-no1.5.polysilicon_capacity"
GONE = "baotou-2024-no1.1.rare_earth_recycling_capacity"
WHY = {"by": "李四", "reason": "会议决定"}
JULY = date(2024, 7, 1)


def test_the_form_on_the_page_adjusts_and_says_what_is_wrong(own_screen: Open):
    at = own_screen("targets", month="2024-09", target=ADJUSTED)
    at.selectbox(key="amending_since").set_value(JULY)
    at.text_input(key="amending_value").set_value("一百")
    save(at)
    assert "请填写操作人和原因" in said(at)
    at.text_input(key="amending_by").set_value("李四")
    at.text_input(key="amending_reason").set_value("会议决定")
    save(at)
    assert [error.value for error in at.error] == ["“一百” → 不是数字 → 请只写一个数，文字写到备注"]
    at.text_input(key="amending_value").set_value("100")
    save(at)
    assert "已记为第 2 号改动。" in said(at)
    assert "目标值由87万吨调整为100万吨（会议决定）" in said(at)
    other = tracker.retype(
        desk(load.store()), "correct", ("target", ADJUSTED), {"note": "另一人"}, by="王五", reason="更正"
    )
    assert other.change_id == 3
    at.text_input(key="amending_value").set_value("110")
    at.text_input(key="amending_by").set_value("李四")
    at.text_input(key="amending_reason").set_value("会议决定")
    save(at)
    assert "打开之后，王五在" in at.error[0].value


def save(at: AppTest) -> None:
    """Press the form's button."""
    next(button for button in at.button if button.label == "记入台账").click().run()
    assert not at.exception


def test_both_values_are_on_the_page_and_the_months_before_keep_theirs(own_screen: Open):
    own_screen("overview")
    at = desk(load.store())
    done = tracker.retype(
        at, "adjust", ("target", ADJUSTED), {"value": "100"}, since=JULY, document="hekou-2020-5", **WHY
    )
    gone = tracker.withdraw(at, ("target", GONE), since=JULY, **WHY)
    assert (done.problems, gone.problems) == ((), ())
    after = said(own_screen("targets", month="2024-09", target=ADJUSTED))
    assert "自2024年7月起目标值由87万吨调整为100万吨" in after
    assert "目标沿革" in after and "会议决定" in after
    before = said(own_screen("targets", month="2024-06", target=ADJUSTED))
    assert "距87万吨目标" in before and "目标值由" not in before
    ended = said(own_screen("targets", month="2024-09", target=GONE))
    assert "自2024年7月起已撤销，不再判定（会议决定）" in ended
    assert "已撤销" not in said(own_screen("targets", month="2024-06", target=GONE))
