"""Why a light is what it is, sentence by sentence, from what metrics explains."""

import pandas as pd
import pytest

from metrics.explanation import explain
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import USUAL
from tests.metrics.factory import judged as one_judged
from wording import reasons


def judged(actual: float) -> dict:
    """The polysilicon target in June 2024: from 47.5 to 87, sample figures."""
    targets = pd.DataFrame(
        {
            "target_id": ["a"], "measure": ["stock"], "basis": ["level"], "comparator": [">="], "value": [87.0],
            "value_high": [float("nan")], "better": ["higher"], "period_start": pd.to_datetime(["2024-01-01"]),
            "deadline": pd.to_datetime(["2024-12-31"]), "strength": ["binding"], "assessed": ["monthly"],
            "baseline_value": [47.5], "baseline_on": pd.to_datetime(["2023-09-30"]),
        }
    )  # fmt: skip
    seen = pd.DataFrame(
        {"target_id": ["a"], "period_end": pd.to_datetime(["2024-06-30"]), "kind": ["level"], "value": [actual],
         "frequency": ["month"]}
    )  # fmt: skip
    row = targets.merge(
        judge(targets, seen, pd.Timestamp("2024-06-30").date(), load_rules("default")), on="target_id"
    )
    return {"unit": "万吨", "target": 87.0, "baseline": 47.5, **row.iloc[0].to_dict()}


def said(actual: float) -> list[str]:
    one = judged(actual)
    return reasons.sentences(explain(one, load_rules("default")), one)


def test_the_arithmetic_is_shown() -> None:
    found = said(61.5)
    assert found[0] == "完成率 (61.5−47.5)÷(87−47.5) = 35.4%"
    assert "序时应完成 50.0%（按已过月数）；序时比 0.71，较序时 −14.6 个百分点" in found[1]
    assert found[-1] == "判为“严重滞后”"


@pytest.mark.parametrize("actual", [67.24, 67.2499])
def test_a_hair_behind_is_never_shown_as_on_pace(actual: float) -> None:
    found = said(actual)
    assert "序时比 1.00" not in " ".join(found)
    assert "= 50.0%" not in found[0]


def explained(target: dict, value: float, month: str, kind: str = "ytd", rules: str = "default") -> list[str]:
    """The sentences of one target on one value."""
    row = one_judged(target, {month: value}, kind, month, rules=rules)
    stated = USUAL | target
    one = {
        "unit": "万吨",
        **stated,
        **row.to_dict(),
        "target": stated["value"],
        "baseline": stated["baseline_value"],
    }
    return reasons.sentences(explain(one, load_rules(rules)), one)


STOCK = {"measure": "stock"}


@pytest.mark.parametrize(
    ("target", "value", "month", "kind", "ends"),
    [
        # what decided is said last, and a number that cannot be computed is not shown
        ({}, 260.0, "2024-06", "ytd", ("完成率 260÷100 = 260.0%", "已达到目标，判为“已完成”")),
        ({}, 95.0, "2024-12", "ytd", ("完成率 95÷100 = 95.0%", "期限已到，期末值未达到目标，判为“未完成”")),
        ({"comparator": "<="}, 102.0, "2024-11", "ytd", ("控制数已用 102÷100 = 102.0%",
         "累计已超过控制数，年内无法挽回，判为“严重滞后”")),
        ({"comparator": "<=", "value": 0.0}, 2.0, "2024-06", "ytd", ("序时应完成 50.0%（按已过月数）",
         "累计已超过控制数，年内无法挽回，判为“严重滞后”")),
        ({"assessed": "annual"}, 45.0, "2024-06", "ytd", ("完成率 45÷100 = 45.0%", "到期考核，年中不判定，判为“未到期”")),
        # an increment is counted from its baseline to the level it leads to: 40 + 20
        (STOCK | {"basis": "increment", "value": 20.0, "baseline_value": 40.0}, 52.0, "2024-06", "level",
         ("完成率 (52−40)÷(60−40) = 60.0%", "判为“达到序时”")),
        # negative numbers stand in brackets; the two gauges differ and the milder holds
        (STOCK | {"value": 10.0, "baseline_value": -10.0}, -2.0, "2024-06", "level",
         ("完成率 ((-2)−(-10))÷(10−(-10)) = 40.0%".replace("-", "−"), "判为“滞后”（两项判据取较轻的一档）")),
        (STOCK | {"baseline_value": 100.0}, 98.0, "2024-06", "level", ("现值与目标之比 98÷100 = 98.0%", "判为“滞后”")),
    ],
)  # fmt: skip
def test_the_sentences_end_with_what_decided(target, value, month, kind, ends) -> None:
    found = explained(target, value, month, kind)
    assert (found[0], found[-1]) == ends


def test_bands_are_told_only_where_they_decided() -> None:
    assert not any("一档" in said for said in explained({"assessed": "annual"}, 45.0, "2024-06"))
    assert sum("一档" in said for said in explained({}, 45.0, "2024-06")) == 2


def test_from_where_about_counts_as_met() -> None:
    assert "目标为“左右”，达到95万吨即算完成" in explained({"comparator": "~"}, 47.0, "2024-06")
    assert "目标为区间，达到3万吨即算完成" in explained(
        {"comparator": "range", "value": 3.0, "value_high": 5.0}, 1.0, "2024-06"
    )


def test_earlier_years_asked_for_in_vain_are_said() -> None:
    assert any(
        "没有完整往年可比，按已过月数" in said for said in explained({}, 45.0, "2024-06", rules="seasonal")
    )


def test_a_landing_says_in_a_sentence_what_it_rests_on():
    row = {"landing": 96.0, "landing_method": "share_to_date", "outlook_status": "near"}
    assert reasons.landing_ground(row) == (
        "年底预计按往年同期占比推算，月均增量并参考去年；不到目标，差距在判定规则的容差以内"
    )
    assert reasons.landing_ground(row | {"landing_method": "none", "landing": None}) == ""
