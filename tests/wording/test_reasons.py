"""Why a light is what it is, sentence by sentence, from what metrics explains."""

import pandas as pd
import pytest

from metrics.explanation import explain
from metrics.progress import judge
from metrics.status import load_rules
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
    assert "序时应完成 50.0%；序时比 0.71，较序时 −14.6 个百分点" in found[1]
    assert found[-1] == "判为“严重滞后”"


@pytest.mark.parametrize("actual", [67.24, 67.2499])
def test_a_hair_behind_is_never_shown_as_on_pace(actual: float) -> None:
    found = said(actual)
    assert "序时比 1.00" not in " ".join(found)
    assert "= 50.0%" not in found[0]
