"""Worked examples of judgement: the arithmetic of each case stands in its comment."""

import math

import pandas as pd
import pytest

from metrics.course import planned_paths
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import judged, month_end, observation_frame, target_frame

STOCK = {"measure": "stock"}
SHARE = {"measure": "share", "basis": "share"}
RATE = {"measure": "rate", "basis": "growth", "value": 6.0}
RANK = {"measure": "rank", "basis": "rank", "better": "lower"}

# what is shown · target · values · kind · as of → completion, expected, lag in points, status, reason
CASES = [
    # flow: 45/100 = 0.45, 6/12 = 0.5; 0.45/0.5 = 0.9 ≥ 0.8
    ("flow behind", {}, {"2024-06": 45}, "ytd", "2024-06", 0.45, 0.5, -5.0, "behind", ""),
    # 0.39/0.5 = 0.78 < 0.8 and 11 points > 5
    ("flow far behind", {}, {"2024-06": 39}, "ytd", "2024-06", 0.39, 0.5, -11.0, "far_behind", ""),
    # 0.12/0.1667 = 0.72 < 0.8 but 4.67 points ≤ 5: only behind
    ("ratio alone is not far", {}, {"2024-02": 12}, "ytd", "2024-02", 0.12, 1 / 6, -4.667, "behind", ""),
    # 0.75/0.9167 = 0.818 ≥ 0.8 though 16.67 points: only behind
    ("distance alone is not far", {}, {"2024-11": 75}, "ytd", "2024-11", 0.75, 11 / 12, -16.667, "behind", ""),
    ("flow on pace", {}, {"2024-06": 50}, "ytd", "2024-06", 0.5, 0.5, 0.0, "on_pace", ""),
    # far above the target is not capped: 260/100
    ("flow beyond", {}, {"2024-06": 260}, "ytd", "2024-06", 2.6, 0.5, 210.0, "achieved", ""),
    # negative progress stays negative: −10/100
    ("flow negative", {}, {"2024-06": -10}, "ytd", "2024-06", -0.1, 0.5, -60.0, "far_behind", ""),
    ("flow zero", {}, {"2024-06": 0}, "ytd", "2024-06", 0.0, 0.5, -50.0, "far_behind", ""),
    # a bare number is met at or above it
    ("flow exact", {"comparator": "="}, {"2024-12": 100.5}, "ytd", "2024-12", 1.005, 1.0, 0.5, "achieved", ""),
    # capped flow (能耗控制在100以内): 55 used, 50 would be due; 0.5/0.55 = 0.909
    ("cap overused", {"comparator": "<="}, {"2024-06": 55}, "ytd", "2024-06", 0.55, 0.5, -5.0, "behind", ""),
    ("cap within", {"comparator": "<="}, {"2024-06": 45}, "ytd", "2024-06", 0.45, 0.5, 5.0, "on_pace", ""),
    # 0.5/0.7 = 0.714 < 0.8 and 20 points
    ("cap far over", {"comparator": "<="}, {"2024-06": 70}, "ytd", "2024-06", 0.7, 0.5, -20.0, "far_behind", ""),
    ("cap unused", {"comparator": "<="}, {"2024-06": 0}, "ytd", "2024-06", 0.0, 0.5, 50.0, "on_pace", ""),
    # a zero cap (零事故) is compared, not divided
    ("zero cap kept", {"comparator": "<=", "value": 0}, {"2024-06": 0}, "ytd", "2024-06", None, 0.5, None, "on_pace", ""),
    ("zero cap broken", {"comparator": "<=", "value": 0}, {"2024-06": 2}, "ytd", "2024-06", None, 0.5, None, "far_behind", "cap_exceeded"),
    # 102 of 100 in November: 11/12 ÷ 1.02 = 0.899 would be behind, but what is used up cannot be made good
    ("cap broken", {"comparator": "<="}, {"2024-11": 102}, "ytd", "2024-11", 1.02, 11 / 12, -10.333, "far_behind", "cap_exceeded"),
    # exactly at the cap is within it: 11/12 ÷ 1 = 0.917
    ("cap reached", {"comparator": "<="}, {"2024-11": 100}, "ytd", "2024-11", 1.0, 11 / 12, -8.333, "behind", ""),
    # a period that ends in June: 3 of 6 months in March
    ("deadline in mid-year", {"deadline": "2024-06-30"}, {"2024-03": 45}, "ytd", "2024-03", 0.45, 0.5, -5.0, "behind", ""),
    ("deadline in mid-year passed", {"deadline": "2024-06-30"}, {"2024-06": 95, "2024-07": 110}, "ytd", "2024-09", 0.95, 1.0, -5.0, "missed", ""),
    # without a stated start the period is the deadline's calendar year: 3 of 6 months in March
    ("no start stated", {"period_start": None, "deadline": "2024-06-30"}, {"2024-03": 45}, "ytd", "2024-03", 0.45, 0.5, -5.0, "behind", ""),
    # a period that starts in July: 250 − 200 before it = 50; 3 of 6 months in September
    ("start in mid-year", {"period_start": "2024-07-01"}, {"2024-06": 200, "2024-09": 250}, "ytd", "2024-09", 0.5, 0.5, 0.0, "on_pace", ""),
    # months alone: 5 + 10 + 10 by March
    ("months without a sum", {}, {"2024-01": 5, "2024-02": 10, "2024-03": 10}, "month", "2024-03", 0.25, 0.25, 0.0, "on_pace", ""),
    # five years known by their Decembers: 20 + 20 + 20 of 100, 36 of 60 months
    ("five years by the year", {"period_start": "2021-01-01", "deadline": "2025-12-31"}, {"2021-12": 20, "2022-12": 20, "2023-12": 20}, "ytd", "2023-12", 0.6, 0.6, 0.0, "on_pace", ""),
    # a sum to reach that is zero or negative (减亏) cannot be divided by
    ("negative target", {"value": -50}, {"2024-06": -80}, "ytd", "2024-06", None, 0.5, None, "not_assessable", "target_not_positive"),
    ("negative target at the end", {"value": -50}, {"2024-12": -40}, "ytd", "2024-12", None, 1.0, None, "achieved", ""),
    # 左右: 100 ± 5%; due is 0.5 × 0.95 = 0.475
    ("about, due eased", {"comparator": "~"}, {"2024-06": 47.5}, "ytd", "2024-06", 0.475, 0.475, 0.0, "on_pace", ""),
    ("about, met at 95", {"comparator": "~"}, {"2024-12": 95}, "ytd", "2024-12", 0.95, 0.95, 0.0, "achieved", ""),
    ("about, missed at 94.9", {"comparator": "~"}, {"2024-12": 94.9}, "ytd", "2024-12", 0.949, 0.95, -0.1, "missed", ""),
    # 3~5家 is met at 3
    ("range at its lower end", {"comparator": "range", "value": 3, "value_high": 5}, {"2024-12": 3}, "ytd", "2024-12", 1.0, 1.0, 0.0, "achieved", ""),
    # lower is better: 3~5 is met at 5
    ("range at its upper end", {"comparator": "range", "value": 3, "value_high": 5, "better": "lower"}, {"2024-12": 5}, "ytd", "2024-12", 1.0, 1.0, 0.0, "achieved", ""),
    # 3~5家 with one done by June: 1/3 against 6/12; 0.667 < 0.8 and 16.7 points
    ("range on the way", {"comparator": "range", "value": 3, "value_high": 5}, {"2024-06": 1}, "ytd", "2024-06", 1 / 3, 0.5, -16.667, "far_behind", ""),
    # December's baseline and January's level: 1/60 against 1/12; 0.2 < 0.8 and 6.67 points
    ("first month", STOCK | {"baseline_value": 40, "baseline_on": "2023-12-31"}, {"2024-01": 41}, "level", "2024-01", 1 / 60, 1 / 12, -6.667, "far_behind", ""),
    # from a loss of 10 to a profit of 10, now −2: 8/20
    ("from below zero", STOCK | {"value": 10, "baseline_value": -10}, {"2024-06": -2}, "level", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    # from nothing to 100, now 40: 40/100; 0.4/0.5 = 0.8 is not below 0.8
    ("baseline of zero", STOCK | {"value": 100, "baseline_value": 0}, {"2024-06": 40}, "level", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    # down to zero from 10, now 4: 6/10
    ("to be brought to zero", STOCK | {"value": 0, "baseline_value": 10, "better": "lower"}, {"2024-06": 4}, "level", "2024-06", 0.6, 0.5, 10.0, "on_pace", ""),
    # a cap above the baseline is a limit to hold: 50/51 against 100%
    ("cap above the baseline broken", STOCK | {"comparator": "<=", "value": 50, "baseline_value": 30}, {"2024-06": 51}, "level", "2024-06", 50 / 51, 1.0, -1.961, "behind", "baseline_meets_target"),
    # 30左右 from 50 is met at 31.5: due 0.5 × (50 − 31.5)/20 = 0.4625; done 9/20
    ("about, to be lowered", STOCK | {"comparator": "~", "better": "lower", "value": 30, "baseline_value": 50}, {"2024-06": 41}, "level", "2024-06", 0.45, 0.4625, -1.25, "behind", ""),
    # 3 in June is 1 point better than a decline of 2 asked for
    ("growth to be lowered below zero", RATE | {"value": -2.0, "better": "lower"}, {"2024-06": -3}, "yoy", "2024-06", None, -0.02, 1.0, "on_pace", ""),
    # stock from 40 to 100, now 64: 24/60 = 0.4
    ("stock with baseline", STOCK | {"baseline_value": 40}, {"2024-06": 64}, "level", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    ("stock below its baseline", STOCK | {"baseline_value": 40}, {"2024-06": 34}, "level", "2024-06", -0.1, 0.5, -60.0, "far_behind", ""),
    # without a baseline 64/100, shown and weaker
    ("stock without baseline", STOCK, {"2024-06": 64}, "level", "2024-06", 0.64, 0.5, 14.0, "on_pace", "baseline_missing"),
    # 新增 20 on a level of 40: (52 − 40)/20 = 0.6
    ("increment of a level", STOCK | {"basis": "increment", "value": 20, "baseline_value": 40}, {"2024-06": 52}, "level", "2024-06", 0.6, 0.5, 10.0, "on_pace", ""),
    # the same reported as 累计新增: 40 + 12 = 52
    ("increment reported as a sum", STOCK | {"basis": "increment", "value": 20, "baseline_value": 40}, {"2024-06": 12}, "ytd", "2024-06", 0.6, 0.5, 10.0, "on_pace", ""),
    # no baseline, but the sum itself is reported: 12/20
    ("increment without baseline", STOCK | {"basis": "increment", "value": 20}, {"2024-06": 12}, "ytd", "2024-06", 0.6, 0.5, 10.0, "on_pace", ""),
    ("increment of an unknown level", STOCK | {"basis": "increment", "value": 20}, {"2024-06": 52}, "level", "2024-06", None, 0.5, None, "not_assessable", "baseline_missing"),
    # the level of a stock is never read from a sum
    ("stock reported as a sum", STOCK, {"2024-06": 64}, "ytd", "2024-06", None, 0.5, None, "not_reported", "no_value"),
    # baseline equals target: to be held; 100/100 against 100%
    ("baseline equals target", STOCK | {"baseline_value": 100}, {"2024-06": 100}, "level", "2024-06", 1.0, 1.0, 0.0, "on_pace", "baseline_meets_target"),
    # 压减 50 of a level nobody knows: a sum says nothing, for nobody knows its sign
    ("fall of an unknown level", STOCK | {"basis": "increment", "better": "lower", "value": 50}, {"2024-06": 60}, "ytd", "2024-06", None, None, None, "not_assessable", "baseline_missing"),
    ("fall of an unknown level, signed", STOCK | {"basis": "increment", "better": "lower", "value": 50}, {"2024-06": -10}, "ytd", "2024-06", None, None, None, "not_assessable", "baseline_missing"),
    ("fall of an unknown level at the end", STOCK | {"basis": "increment", "better": "lower", "value": 50}, {"2024-12": 60}, "level", "2024-12", None, None, None, "not_assessable", "baseline_missing"),
    # what an unknown level may grow by at most is a cap on the sum: 60 of 50
    ("growth of an unknown level, capped", STOCK | {"basis": "increment", "comparator": "<=", "value": 50}, {"2024-06": 60}, "ytd", "2024-06", 1.2, 0.5, -70.0, "far_behind", "cap_exceeded"),
    # 98/100 = 0.98: 2 points below what is to be held
    ("held level slips", STOCK | {"baseline_value": 110}, {"2024-06": 98}, "level", "2024-06", 0.98, 1.0, -2.0, "behind", "baseline_meets_target"),
    # reduce from 50 to 30, now 42: (42 − 50)/(30 − 50) = 0.4
    ("stock to be lowered", STOCK | {"comparator": "<=", "value": 30, "baseline_value": 50}, {"2024-06": 42}, "level", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    # at or below a cap is on pace until the deadline, then achieved
    ("lowered early", STOCK | {"comparator": "<=", "value": 30, "baseline_value": 50}, {"2024-06": 29}, "level", "2024-06", 1.05, 0.5, 55.0, "on_pace", ""),
    ("lowered at the end", STOCK | {"comparator": "<=", "value": 30, "baseline_value": 50}, {"2024-12": 29}, "level", "2024-12", 1.05, 1.0, 5.0, "achieved", ""),
    # a cap without a baseline is a limit: 30/33 = 0.909 against 100%
    ("cap on a level", STOCK | {"comparator": "<=", "value": 30}, {"2024-06": 33}, "level", "2024-06", 30 / 33, 1.0, -9.0909, "behind", "baseline_missing"),
    ("cap on a level kept", STOCK | {"comparator": "<=", "value": 30}, {"2024-06": 30}, "level", "2024-06", 1.0, 1.0, 0.0, "on_pace", "baseline_missing"),
    # a level held below a cap has no ratio once it is a surplus
    ("cap on a level kept below zero", STOCK | {"comparator": "<=", "value": 30}, {"2024-06": -5}, "level", "2024-06", None, 1.0, None, "on_pace", "baseline_missing"),
    # share from 40% to 50%, now 44%: 4/10
    ("share with baseline", SHARE | {"value": 50, "baseline_value": 40}, {"2024-06": 44}, "level", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    ("share reported as a sum", SHARE | {"value": 50, "baseline_value": 40}, {"2024-06": 44}, "ytd", "2024-06", 0.4, 0.5, -10.0, "behind", ""),
    # growth is never scaled: 6.0 against 6.0 in June, 5.0 is one point short, 0.5 is 5.5 points short
    ("growth met", RATE, {"2024-06": 6.0}, "yoy", "2024-06", None, 0.06, 0.0, "on_pace", ""),
    ("growth short", RATE, {"2024-06": 5.0}, "yoy", "2024-06", None, 0.06, -1.0, "behind", ""),
    ("growth far short", RATE, {"2024-06": 0.5}, "yoy", "2024-06", None, 0.06, -5.5, "far_behind", ""),
    # −3 where 1.5 was asked for is 4.5 points short and has the other sign
    ("growth turned round", RATE | {"value": 1.5}, {"2024-06": -3}, "yoy", "2024-06", None, 0.015, -4.5, "far_behind", "opposite_sign"),
    # 6%左右 is met from 5.5
    ("growth about", RATE | {"comparator": "~"}, {"2024-12": 5.5}, "yoy", "2024-12", None, 0.055, 0.0, "achieved", ""),
    # a growth target on an output value is a rate
    ("growth of a flow", {"basis": "growth", "value": 20.0}, {"2024-06": 15}, "yoy", "2024-06", None, 0.2, -5.0, "behind", ""),
    ("growth to be kept low", RATE | {"comparator": "<=", "value": 3.0}, {"2024-06": 3.4}, "yoy", "2024-06", None, 0.03, -0.4, "behind", ""),
    # from 8th to 5th, now 7th: (7 − 8)/(5 − 8) = 0.333
    ("rank to reach", RANK | {"value": 5, "baseline_value": 8}, {"2024-06": 7}, "level", "2024-06", 1 / 3, 0.5, -16.667, "far_behind", ""),
    # up by 3 places from 8th, now 6th: −2/−3
    ("rank up by n", RANK | {"basis": "increment", "value": 3, "baseline_value": 8}, {"2024-06": 6}, "level", "2024-06", 2 / 3, 0.5, 16.667, "on_pace", ""),
    # the same stated with its sign
    ("rank up by minus n", RANK | {"basis": "increment", "value": -3, "baseline_value": 8}, {"2024-06": 6}, "level", "2024-06", 2 / 3, 0.5, 16.667, "on_pace", ""),
    # 新增 at most 50 on a level of 100, now 130: (130 − 100)/50 = 0.6 against 0.5, and more is worse
    ("increment capped", STOCK | {"basis": "increment", "comparator": "<=", "value": 50, "baseline_value": 100}, {"2024-06": 130}, "level", "2024-06", 150 / 130, 1.0, 15.385, "on_pace", "baseline_meets_target"),
    # 前三 without a baseline, now 4th: 3/4 against 100%
    ("rank to hold", RANK | {"value": 3}, {"2024-06": 4}, "level", "2024-06", 0.75, 1.0, -25.0, "far_behind", "baseline_missing"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_worked_example(case):
    _, target, values, kind, as_of, *expected = case
    done, due, lag, status, reason = expected
    row = judged(target, values, kind, as_of)
    for name, number in (("completion", done), ("expected", due), ("lag_pp", lag)):
        if number is None:
            assert math.isnan(row[name])
        else:
            assert row[name] == pytest.approx(number, abs=0.001)
    assert (row["official_status"], row["reason"]) == (status, reason)


# circumstances that decide before any number · target · values · kind · as of → status, reason
CIRCUMSTANCES = [
    ({"value": None}, {"2024-06": 5}, "ytd", "2024-06", "not_assessable", "no_number"),
    ({"deadline": None}, {"2024-06": 5}, "ytd", "2024-06", "not_assessable", "no_deadline"),
    ({"period_start": "2025-01-01", "deadline": "2025-12-31"}, {}, "ytd", "2024-06", "not_due", "not_begun"),
    # an annual indicator is not judged in the year, even when it is met already
    ({"assessed": "annual"}, {"2024-06": 120}, "ytd", "2024-06", "not_due", "annual_only"),
    ({"assessed": "annual"}, {"2024-12": 120}, "ytd", "2024-12", "achieved", ""),
    ({"assessed": "annual"}, {}, "ytd", "2024-12", "not_reported", "no_value"),
    # January is reported with February; when it is reported after all it is used: 10/100 ≥ 1/12
    ({}, {}, "ytd", "2024-01", "not_due", "january_february"),
    (RATE, {}, "yoy", "2024-01", "not_due", "january_february"),
    ({}, {"2024-01": 10}, "ytd", "2024-01", "on_pace", ""),
    (STOCK, {}, "level", "2024-01", "not_reported", "no_value"),
    # nothing at all, or not this month
    ({}, {}, "ytd", "2024-06", "not_reported", "no_value"),
    ({}, {"2024-05": 45}, "ytd", "2024-06", "not_reported", "month_missing"),
    # a sum once reached stays reached; a level not reported this month may have fallen
    ({}, {"2024-05": 101}, "ytd", "2024-06", "achieved", ""),
    (STOCK, {"2024-05": 101}, "level", "2024-06", "not_reported", "month_missing"),
    # past the deadline: the deadline's own value decides, missed is not the same as not reported
    ({}, {"2024-12": 99}, "ytd", "2024-12", "missed", ""),
    ({}, {"2024-12": 99}, "ytd", "2025-06", "missed", ""),
    ({}, {"2024-12": 100}, "ytd", "2025-06", "achieved", ""),
    ({}, {"2024-11": 99}, "ytd", "2025-06", "not_reported", "deadline_value_missing"),
    ({}, {"2024-11": 100}, "ytd", "2025-06", "achieved", ""),
    # next year's sum says nothing about this year's target
    ({}, {"2024-11": 90, "2025-02": 120}, "ytd", "2025-02", "not_reported", "deadline_value_missing"),
    # a level at the deadline is not undone by a later one; the first later one stands in for a missing one
    (STOCK, {"2024-12": 99, "2025-03": 120}, "level", "2025-03", "missed", "baseline_missing"),
    (STOCK, {"2024-11": 90, "2025-01": 120}, "level", "2025-03", "achieved", "baseline_missing"),
    # met the month before is not met at the deadline: a level not reported may have fallen
    (STOCK, {"2024-11": 101}, "level", "2024-12", "not_reported", "deadline_value_missing"),
    (STOCK, {"2024-11": 101}, "level", "2025-06", "not_reported", "deadline_value_missing"),
    # a cap once passed stays passed, also where this month is not reported
    ({"comparator": "<="}, {"2024-05": 101}, "ytd", "2024-06", "far_behind", "cap_exceeded"),
    ({"comparator": "<="}, {"2024-12": 101}, "ytd", "2024-12", "missed", ""),
    # a period of half a month is its one month
    (STOCK | {"period_start": "2024-12-15"}, {"2024-12": 100}, "level", "2024-12", "achieved", "baseline_missing"),
    # 减亏到 −50 左右 is met down to −52.5
    ({"comparator": "~", "value": -50}, {"2024-12": -52}, "ytd", "2024-12", "achieved", ""),
    ({"comparator": "~", "value": -50}, {"2024-12": -53}, "ytd", "2024-12", "missed", ""),
    # growth reported to May says nothing about June
    (RATE, {"2024-05": 6.2}, "yoy", "2024-06", "not_reported", "month_missing"),
    # a plan of years known by its Decembers alone is not reported in June
    ({"period_start": "2021-01-01", "deadline": "2025-12-31"}, {"2021-12": 20, "2022-12": 20, "2023-12": 20}, "ytd", "2024-06", "not_reported", "month_missing"),
    # a month of the sum is missing and no 累计 covers it
    ({}, {"2024-03": 10, "2024-04": 10}, "month", "2024-04", "not_assessable", "history_incomplete"),
]  # fmt: skip


@pytest.mark.parametrize("case", CIRCUMSTANCES)
def test_circumstance_decides(case):
    target, values, kind, as_of, status, reason = case
    row = judged(target, values, kind, as_of)
    assert (row["official_status"], row["reason"]) == (status, reason)


def test_without_a_deadline_nothing_is_expected():
    row = judged({"deadline": None}, {"2024-06": 45}, "ytd", "2024-06")
    assert math.isnan(row["expected"])


def test_binding_and_striving_targets_are_judged_alike():
    strive, binding = (
        judged({"strength": s}, {"2024-06": 45}, "ytd", "2024-06") for s in ("strive", "binding")
    )
    assert strive.drop("target_id").equals(binding.drop("target_id"))


# quarterly: the last closed quarter is what is due
@pytest.mark.parametrize(
    ("values", "as_of", "expected", "status", "reason"),
    [
        ({}, "2024-02", 0.0, "not_due", "period_open"),
        ({"2024-03": 25}, "2024-05", 0.25, "on_pace", ""),  # March stands until June closes
        ({"2024-03": 25}, "2024-06", 0.5, "not_reported", "month_missing"),
        ({"2024-03": 25, "2024-06": 48}, "2024-07", 0.5, "behind", ""),  # 0.48/0.5
    ],
)
def test_quarterly_targets_are_due_by_closed_quarters(values, as_of, expected, status, reason):
    before = {"2023-12": 1.0} if not values else {}
    row = judged({}, before | values, "ytd", as_of, frequency="quarter")
    assert row["expected"] == pytest.approx(expected)
    assert (row["official_status"], row["reason"]) == (status, reason)


@pytest.mark.parametrize(
    ("other", "month", "as_of", "reason"),
    [
        ("quarter", "2024-04", "2024-05", "month_missing"),  # March would do for a quarterly one
        ("ten_day", "2024-05", "2024-06-10", ""),  # the first 旬 of June is not asked for
    ],
)
def test_who_reports_monthly_besides_owes_every_month_and_no_more(other, month, as_of, reason):
    rows = [
        observation_frame(("t0", "2024-03", "ytd", 25.0), frequency=other),
        observation_frame(("t0", month, "ytd", 45.0)),
    ]
    row = judge(target_frame({}), pd.concat(rows), month_end(as_of), load_rules("default")).iloc[0]
    assert (row["expected"], row["reason"]) == (pytest.approx(5 / 12), reason)


@pytest.mark.parametrize(
    ("as_of", "actual", "expected", "status"),
    [
        ("2024-06-10", 45, 16 / 36, "on_pace"),  # five months and a third: 16 of 36 旬; 0.45 ≥ 0.444
        ("2024-06-20", 46, 17 / 36, "behind"),  # 0.46 < 0.472
        ("2024-06-30", 46, 18 / 36, "not_reported"),  # the last 旬 of June has not come in
    ],
)
def test_ten_day_reports_count_thirds_of_a_month(as_of, actual, expected, status):
    values = {"2024-06-10": 45, "2024-06-20": 46}
    row = judged({}, values, "ytd", as_of, frequency="ten_day")
    assert row["actual"] == actual
    assert row["expected"] == pytest.approx(expected)
    assert row["official_status"] == status


def test_monthly_targets_seen_at_a_ten_day_stay_at_the_month_before():
    row = judged({}, {"2024-05": 45}, "ytd", "2024-06-10")
    assert (row["expected"], row["official_status"]) == (pytest.approx(5 / 12), "on_pace")


def test_a_planned_path_replaces_the_straight_one_where_the_rule_set_heeds_it():
    # planned 10% by March and 40% by June; between them straight: 20% in April
    paths = pd.DataFrame(
        {
            "target_id": "t0",
            "period_end": pd.to_datetime(["2024-03-31", "2024-06-30"]),
            "expected": [0.1, 0.4],
            "path": "planned",
        }
    )
    row = judged({}, {"2024-04": 21}, "ytd", "2024-04", paths=paths)
    assert (row["expected"], row["official_status"]) == (pytest.approx(0.2), "on_pace")
    row = judged({}, {"2024-04": 21}, "ytd", "2024-04", paths=paths, rules="xuancheng")
    assert (row["expected"], row["official_status"]) == (pytest.approx(4 / 12), "behind")


def test_a_plan_that_asks_nothing_yet_has_no_ratio_but_a_distance():
    # planned 0% to March: 2% done is 2 points ahead, −2% two points behind, nothing done is on the plan
    paths = pd.DataFrame(
        {
            "target_id": "t0",
            "period_end": pd.to_datetime(["2024-03-31", "2024-12-31"]),
            "expected": [0.0, 1.0],
            "path": "planned",
        }
    )
    for done, lag, status in ((2, 2.0, "on_pace"), (0, 0.0, "on_pace"), (-2, -2.0, "behind")):
        row = judged({}, {"2024-03": done}, "ytd", "2024-03", paths=paths)
        assert math.isnan(row["pace"])
        assert (row["lag_pp"], row["official_status"]) == (pytest.approx(lag), status)


def test_a_plan_below_the_baseline_has_no_ratio_but_a_distance():
    # planned down to 90 by March, then up to 200: at 80 it is 10 points behind its plan, at 95 five ahead
    plan = pd.DataFrame({"target_id": "t0", "period_end": pd.to_datetime(["2024-03-31"]), "value": [90.0]})
    stock = STOCK | {"baseline_value": 100, "value": 200}
    rules = load_rules("default")
    paths = planned_paths(target_frame(stock), plan, rules)
    for level, lag, status in ((80, -10.0, "far_behind"), (95, 5.0, "on_pace")):
        row = judged(stock, {"2024-03": level}, "level", "2024-03", paths=paths)
        assert row["expected"] == pytest.approx(-0.1)
        assert math.isnan(row["pace"])
        assert (row["lag_pp"], row["official_status"]) == (pytest.approx(lag), status)


def test_a_cap_used_up_is_off_track_under_every_rule_set_that_judges_flows():
    # 102 of 100 used lands within 5% of the cap, and is over it all the same
    for rules, light in (("default", "far_behind"), ("xuancheng", "behind"), ("yinchuan-2025", "far_behind")):
        row = judged({"comparator": "<="}, {"2024-11": 102}, "ytd", "2024-11", rules=rules)
        assert (row["official_status"], row["outlook_status"]) == (light, "off_track")


def test_rows_and_order_of_targets_are_kept():
    targets = target_frame({"target_id": "b"}, {"target_id": "a"}).set_index(pd.Index([7, 3]))
    rows = observation_frame(("a", "2024-06", "ytd", 10.0), ("elsewhere", "2024-06", "ytd", 99.0))
    table = judge(targets, rows, month_end("2024-06"), load_rules("default"))
    assert list(table.index) == [7, 3]
    assert list(table["target_id"]) == ["b", "a"]
    assert list(table["official_status"]) == ["not_reported", "far_behind"]


def test_no_targets_and_no_observations_are_an_empty_table():
    empty = judge(target_frame({}).iloc[:0], observation_frame(), month_end("2024-06"), load_rules("default"))
    assert len(empty) == 0
    assert {"official_status", "outlook_status", "landing", "reason", "rule_set"} <= set(empty.columns)


def test_inputs_are_not_changed():
    targets, rows = target_frame({}), observation_frame(("t0", "2024-06", "ytd", 45.0))
    kept = targets.copy(), rows.copy()
    judge(targets, rows, month_end("2024-06"), load_rules("default"))
    pd.testing.assert_frame_equal(targets, kept[0])
    pd.testing.assert_frame_equal(rows, kept[1])
