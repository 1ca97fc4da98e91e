"""An explanation holds what the light rests on, and names the band that gave it."""

import math
from datetime import date
from functools import cache

import pytest

from metrics.explanation import Formula, explain
from metrics.model import Outlook, Reason, Status
from metrics.status import load_rules
from tests.metrics.factory import judged, target_frame
from tests.metrics.test_progress import CASES, CIRCUMSTANCES

BY_ITSELF = (Reason.CAP_EXCEEDED, Reason.OPPOSITE_SIGN)


@cache
def rows_of_all_cases(rules):
    """Every worked case as a row of the progress frame, each judged once."""
    return [framed(*case[1:5], rules) for case in CASES]


def framed(target, values, kind, as_of, rules="default"):
    """One row as the progress frame gives it, under that frame's names."""
    row = {
        **target_frame(target).iloc[0].to_dict(),
        **judged(target, values, kind, as_of, rules=rules).to_dict(),
    }
    row["target"], row["baseline"] = row.pop("value"), row.pop("baseline_value")
    return row | {"clause": "二、5", "excerpt": "达到100亿元", "sheet": "月报", "cell": "E7"}


def explained(target, values, kind, as_of, rules="default"):
    return explain(framed(target, values, kind, as_of, rules), load_rules(rules))


def test_the_mildest_band_decides():
    # 12/100 in February: pace 0.72 is far behind, 4.67 points are behind: behind
    found = explained({}, {"2024-02": 12}, "ytd", "2024-02")
    assert found.status == Status.BEHIND
    assert {check.number: check.band.status for check in found.checks} == {
        "pace": "far_behind",
        "lag_pp": "behind",
    }
    assert found.decided_by.number == "lag_pp"
    assert found.checks[0] == found.decided_by
    assert (found.decided_by.band.at_least, found.decided_by.band.below) == (-5, 0)


def test_numbers_clause_and_cell_are_carried():
    found = explained({}, {"2024-06": 45}, "ytd", "2024-06")
    assert (found.formula, found.actual, found.target, found.goal) == (Formula.FLOW_SHARE, 45, 100, 100)
    assert (found.completion, found.expected, found.actual_period) == (0.45, 0.5, date(2024, 6, 30))
    assert found.rules.version == "序时-2"
    assert (found.fields["clause"], found.fields["cell"]) == ("二、5", "E7")


def test_the_baseline_is_read_in_the_indicators_unit():
    # the progress frame keeps the baseline as stated (4,000万) beside it in the indicator's unit (40)
    row = framed({"measure": "stock", "baseline_value": 40.0}, {"2024-06": 64}, "level", "2024-06")
    found = explain(row | {"baseline_value": 4000.0}, load_rules("default"))
    assert (found.baseline, found.formula) == (40, Formula.GAIN_SHARE)


@pytest.mark.parametrize(
    ("target", "kind", "formula", "goal"),
    [
        ({"comparator": "<="}, "ytd", Formula.FLOW_CAP, 100),
        ({"measure": "stock", "baseline_value": 40.0}, "level", Formula.GAIN_SHARE, 100),
        ({"measure": "stock"}, "level", Formula.LEVEL_SHARE, 100),
        ({"measure": "stock", "baseline_value": 120.0}, "level", Formula.LEVEL_HELD, 100),
        ({"measure": "rate"}, "yoy", Formula.GROWTH_DISTANCE, 100),
        ({"comparator": "~"}, "ytd", Formula.FLOW_SHARE, 95),
        ({"measure": "stock", "basis": "increment", "baseline_value": 40.0}, "level", Formula.GAIN_SHARE, 140),
    ],
)  # fmt: skip
def test_the_formula_is_named(target, kind, formula, goal):
    found = explained(target, {"2024-06": 45.0}, kind, "2024-06")
    assert (found.formula, found.goal) == (formula, goal)


def test_a_circumstance_decides_without_a_band():
    found = explained({"assessed": "annual"}, {"2024-06": 45}, "ytd", "2024-06")
    assert (found.status, found.reason, found.decided_by) == (Status.NOT_DUE, Reason.ANNUAL_ONLY, None)


def test_nothing_reported_explains_itself():
    found = explained({}, {}, "ytd", "2024-06")
    assert (found.status, found.reason, found.outlook) == (Status.NOT_REPORTED, Reason.NO_VALUE, Outlook.NONE)
    assert math.isnan(found.actual)
    assert found.actual_period is None
    assert found.checks == ()


def test_compound_rates_are_shown_where_they_decide():
    # Open SDG: 100 → 200 in five years, 122 after two: 10.45% against 14.87% a year
    target = {
        "measure": "stock", "value": 200.0, "period_start": "2021-01-01", "deadline": "2025-12-31",
        "baseline_value": 100.0, "baseline_on": "2020-12-31",
    }  # fmt: skip
    found = explained(target, {"2022-12": 122.0}, "level", "2022-12", "open-sdg")
    assert found.decided_by.number == "cagr_ratio"
    assert found.decided_by.value == pytest.approx(0.1045 / 0.1487, abs=0.001)
    found = explained(target, {"2022-12": 132.0}, "level", "2022-12", "un-progress-chart")
    assert found.decided_by.value == pytest.approx(1.002, abs=0.001)


@pytest.mark.parametrize("rules", ["default", "yinchuan-2025"])
def test_a_light_from_a_band_is_always_explained_by_that_band(rules):
    for row in rows_of_all_cases(rules):
        found = explain(row, load_rules(rules))
        if found.status in (Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND) and found.checks:
            assert (found.decided_by is None) == (found.reason in BY_ITSELF)


def test_every_reason_occurs():
    found = {explained(*case[:4]).reason for case in CIRCUMSTANCES} | {
        explained(*case[1:5]).reason for case in CASES
    }
    assert found | {Reason.RULE_SET_REFUSES, Reason.PERIOD_OPEN} == set(Reason)
