"""Lights that were wrong, each kind with its arithmetic and its neighbours."""

import math

import pandas as pd
import pytest

from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import judged, month_end, observation_frame, target_frame

STOCK = {"measure": "stock"}
SHARE = {"measure": "share", "basis": "share", "comparator": "~"}
ABOUT = STOCK | {"comparator": "~"}
RATE = {"measure": "rate", "basis": "growth", "value": 1.5}
LOWER = {"better": "lower"}
MISSED, ACHIEVED, ON_PACE, SILENT = "missed", "achieved", "on_pace", "not_reported"
HELD = "baseline_meets_target"

# target · values · kind · as of → the level that counts as met, status, reason
TOLERANCE = [
    # 67%左右 from 65: half a point of room, but half the way of 2 at most: 66.5; 64.2 is below where it began
    (SHARE | {"value": 67, "baseline_value": 65}, {"2024-12": 64.2}, "level", 66.5, MISSED, ""),
    (SHARE | {"value": 67, "baseline_value": 65}, {"2024-12": 66.5}, "level", 66.5, ACHIEVED, ""),
    # 67 from 66.8: half the way of 0.2 is 0.1, so standing still is not about 67
    (SHARE | {"value": 67, "baseline_value": 66.8}, {"2024-12": 66.8}, "level", 66.9, MISSED, ""),
    # 新增20左右 on 400: 5% of the 20, not of the 420
    (ABOUT | {"basis": "increment", "value": 20, "baseline_value": 400}, {"2024-12": 400}, "level", 419, MISSED, ""),
    (ABOUT | {"basis": "increment", "value": 20, "baseline_value": 400}, {"2024-12": 419}, "level", 419, ACHIEVED, ""),
    # 压减20左右 from 400
    (ABOUT | LOWER | {"basis": "increment", "value": 20, "baseline_value": 400}, {"2024-12": 400}, "level", 381, MISSED, ""),
    # 105左右 from 100: 5% would be 5.25, beyond the baseline; half the way is 2.5
    (ABOUT | {"value": 105, "baseline_value": 100}, {"2024-12": 100}, "level", 102.5, MISSED, ""),
    (ABOUT | {"value": 105, "baseline_value": 100}, {"2024-12": 104.8}, "level", 102.5, ACHIEVED, ""),
    # 105左右 from 99: 5% would let three quarters of a step do
    (ABOUT | {"value": 105, "baseline_value": 99}, {"2024-12": 99.8}, "level", 102, MISSED, ""),
    # 64%左右, less is better, from 66 and up to 67
    (SHARE | LOWER | {"value": 64, "baseline_value": 66}, {"2024-12": 67}, "level", 64.5, MISSED, ""),
    # 51%左右 without a baseline: half a point, not 5% of 51
    (SHARE | {"value": 51}, {"2024-12": 48.45}, "level", 50.5, MISSED, "baseline_missing"),
    (SHARE | {"value": 51}, {"2024-12": 50.5}, "level", 50.5, ACHIEVED, "baseline_missing"),
    # a baseline that meets the number stated is to be held, within 5% of it
    (ABOUT | {"value": 100, "baseline_value": 120}, {"2024-12": 95}, "level", 95, ACHIEVED, HELD),
    (ABOUT | {"value": 100, "baseline_value": 120}, {"2024-12": 94}, "level", 95, MISSED, HELD),
    # an intensity is a share without per cent: 5% of 0.35
    (SHARE | LOWER | {"value": 0.35, "in_percent": False}, {"2024-12": 0.36}, "level", 0.3675, ACHIEVED, "baseline_missing"),
    (SHARE | LOWER | {"value": 0.35, "in_percent": False}, {"2024-12": 0.37}, "level", 0.3675, MISSED, "baseline_missing"),
    # an amount far from its baseline has all of its 5%
    (ABOUT | {"value": 100, "baseline_value": 40}, {"2024-12": 95}, "level", 95, ACHIEVED, ""),
]  # fmt: skip


@pytest.mark.parametrize("case", TOLERANCE)
def test_about_a_number_is_about_the_number_that_was_stated(case):
    target, values, kind, goal, status, reason = case
    row = judged(target, values, kind, "2024-12")
    assert row["goal"] == pytest.approx(goal)
    assert (row["official_status"], row["reason"]) == (status, reason)


NET = {"may_fall": True}
CAP = {"comparator": "<="}
QUARTER_END_NOVEMBER = {"deadline": "2024-11-30", "frequency": "quarter"}

# target · values · kind · as of → status, reason, the month of the value that decides
DEADLINES = [
    # a level of 2024 is judged by December, or by January where December is silent, and by nothing later
    (STOCK, {"2024-11": 80, "2026-03": 150}, "level", "2026-03", SILENT, "deadline_value_missing", "2024-11"),
    (STOCK, {"2024-11": 99, "2025-02": 97}, "level", "2025-02", SILENT, "deadline_value_missing", "2024-11"),
    (STOCK, {"2024-11": 99, "2025-01": 101}, "level", "2025-02", ACHIEVED, "baseline_missing", "2025-01"),
    (STOCK, {"2024-12": 99, "2025-01": 101}, "level", "2025-02", MISSED, "baseline_missing", "2024-12"),
    # a cap passed in June and silent in December: a sum cannot fall
    (CAP, {"2024-06": 101}, "ytd", "2024-12", MISSED, "", "2024-06"),
    (CAP, {"2024-06": 101}, "ytd", "2025-03", MISSED, "", "2024-06"),
    (CAP, {"2024-06": 99}, "ytd", "2024-12", SILENT, "deadline_value_missing", "2024-06"),
    # a net amount can: neither is its target reached for good, nor its cap broken
    ({"value": -100}, {"2024-06": -40}, "ytd", "2024-06", ON_PACE, "", "2024-06"),
    (NET, {"2024-09": 105}, "ytd", "2024-09", ON_PACE, "", "2024-09"),
    (NET, {"2024-09": 105}, "ytd", "2024-10", SILENT, "month_missing", "2024-09"),
    (NET, {"2024-12": 105}, "ytd", "2024-12", ACHIEVED, "", "2024-12"),
    (NET | CAP, {"2024-06": 101}, "ytd", "2024-12", SILENT, "deadline_value_missing", "2024-06"),
    # what has fallen once is such a sum, named so or not
    ({}, {"2024-08": 110, "2024-09": 105}, "ytd", "2024-10", SILENT, "month_missing", "2024-09"),
    ({}, {"2024-08": 100, "2024-09": 105}, "ytd", "2024-10", ACHIEVED, "", "2024-09"),
    # who reports by the quarter answers for a deadline in November with the fourth quarter
    (QUARTER_END_NOVEMBER, {"2024-09": 70, "2024-12": 100}, "ytd", "2025-01", ACHIEVED, "", "2024-12"),
    (QUARTER_END_NOVEMBER, {"2024-09": 70, "2024-12": 99}, "ytd", "2025-01", MISSED, "", "2024-12"),
    (QUARTER_END_NOVEMBER, {"2024-09": 75}, "ytd", "2024-11", "behind", "", "2024-09"),
    (QUARTER_END_NOVEMBER, {"2024-09": 75}, "ytd", "2024-12", SILENT, "deadline_value_missing", "2024-09"),
]  # fmt: skip


@pytest.mark.parametrize("case", DEADLINES)
def test_a_deadline_is_judged_by_its_own_value(case):
    target, values, kind, as_of, status, reason, month = case
    target = dict(target)
    row = judged(target, values, kind, as_of, frequency=target.pop("frequency", "month"))
    assert (row["official_status"], row["reason"]) == (status, reason)
    assert f"{row['actual_period']:%Y-%m}" == month


CAMPAIGN = {"period_start": "2024-07-27", "deadline": "2024-11-03"}  # 100 days
LONG = {"period_start": "2023-07-01", "deadline": "2024-12-31"}  # 18 months
SEASON = {"period_start": "2024-10-01", "deadline": "2025-03-31"}  # 6 months
TWO_HALVES = {"period_start": "2024-01-01", "deadline": "2025-06-30"}  # 18 months from January

# target · values · kind · as of → accumulated, expected, status
OWN_START = [
    # by the end of September 5 + 31 + 30 = 66 of 100 days; one value since its own start
    (CAMPAIGN, {"2024-09": 66}, "ytd", "2024-09", 66, 0.66, ON_PACE),
    (CAMPAIGN, {"2024-09": 65}, "ytd", "2024-09", 65, 0.66, "behind"),
    (CAMPAIGN, {"2024-07": 5}, "ytd", "2024-07", 5, 0.05, ON_PACE),
    (CAMPAIGN, {"2024-11": 100}, "ytd", "2024-11", 100, 1.0, ACHIEVED),
    # 12 of 18 months, 66.7 of 100
    (LONG, {"2024-06": 67}, "ytd", "2024-06", 67, 12 / 18, ON_PACE),
    # 4 of 6 months
    (SEASON, {"2025-01": 67}, "ytd", "2025-01", 67, 4 / 6, ON_PACE),
    # 60 by the end of its first year, and 67 going on from there
    (SEASON, {"2024-12": 60, "2025-01": 67}, "ytd", "2025-01", 67, 4 / 6, ON_PACE),
    # the form's 累计 begins anew in January: 50 and then 17
    (SEASON, {"2024-12": 50, "2025-01": 17}, "ytd", "2025-01", 67, 4 / 6, ON_PACE),
    (LONG, {"2023-12": 30, "2024-06": 20, "2024-09": 50}, "ytd", "2024-09", 80, 15 / 18, "behind"),
    # months alone: 20 + 20 + 20 and, after the turn of the year, 7
    (SEASON, {"2024-10": 20, "2024-11": 20, "2024-12": 20, "2025-01": 7}, "month", "2025-01", 67, 4 / 6, ON_PACE),
    # from January into the year after: nothing known of the first year, so it is all in the one value
    (TWO_HALVES, {"2025-03": 84}, "ytd", "2025-03", 84, 15 / 18, ON_PACE),
    (TWO_HALVES, {"2024-12": 60, "2025-03": 24}, "ytd", "2025-03", 84, 15 / 18, ON_PACE),
    # a start on the 15th has begun on the 30th: 16 of 200 days
    ({"period_start": "2024-04-15", "deadline": "2024-10-31"}, {"2024-04": 8}, "ytd", "2024-04", 8, 16 / 200, ON_PACE),
    # a deadline on the 15th of June: 152 of 167 days by the end of May
    ({"deadline": "2024-06-15"}, {"2024-05": 92}, "ytd", "2024-05", 92, 152 / 167, ON_PACE),
]  # fmt: skip


@pytest.mark.parametrize("case", OWN_START)
def test_a_window_of_its_own_is_judged_from_its_own_start(case):
    target, values, kind, as_of, total, expected, status = case
    row = judged(target, values, kind, as_of)
    assert (row["actual"], row["expected"]) == (total, pytest.approx(expected))
    assert (row["official_status"], row["reason"]) == (status, "")


# target · values · kind · as of → the month whose 累计 is asked for
ASKED_FOR = [
    # reported before its start, but not for the month before it
    ({"period_start": "2024-07-01"}, {"2024-03": 20, "2024-09": 50}, "ytd", "2024-09", "2024-06"),
    # a plan of years whose first December is not known
    ({"period_start": "2023-01-01"}, {"2024-03": 30}, "ytd", "2024-03", "2023-12"),
    # months alone, and one of them missing: the sum to February lets March and April be added
    ({}, {"2024-03": 10, "2024-04": 10}, "month", "2024-04", "2024-02"),
    ({}, {"2024-01": 9, "2024-02": 9, "2024-04": 10}, "month", "2024-04", "2024-03"),
]  # fmt: skip


@pytest.mark.parametrize("case", ASKED_FOR)
def test_what_cannot_be_added_up_says_which_sum_is_missing(case):
    target, values, kind, as_of, month = case
    row = judged(target, values, kind, as_of)
    assert (row["official_status"], row["reason"]) == ("not_assessable", "history_incomplete")
    assert f"{row['sum_missing']:%Y-%m}" == month
    if kind == "ytd":  # and with it, though it be nothing, the target is judged
        mended = judged(target, values | {month: 0}, kind, as_of)
        assert mended["reason"] == ""


# target · value in June · kind → status then
REACHED_EARLY = [
    ({}, 100, "ytd", ACHIEVED),
    ({"comparator": "="}, 100, "ytd", ACHIEVED),
    (STOCK, 101, "level", ACHIEVED),
    (STOCK | {"basis": "increment", "value": 20, "baseline_value": 40}, 60, "level", ACHIEVED),
    (STOCK | {"basis": "increment", "value": 20}, 20, "ytd", ACHIEVED),
    ({"measure": "share", "basis": "share", "value": 90}, 90.5, "level", ON_PACE),
    ({"measure": "rank", "basis": "rank", "better": "lower", "value": 10}, 9, "level", ON_PACE),
    (STOCK | LOWER | {"value": 35, "baseline_value": 40}, 34, "level", ON_PACE),  # PM2.5
    (RATE, 2.0, "yoy", ON_PACE),
    (CAP, 10, "ytd", ON_PACE),
    ({"comparator": "~"}, 100, "ytd", ON_PACE),
    ({"comparator": "range", "value": 3, "value_high": 5}, 4, "ytd", ON_PACE),
    (STOCK | {"comparator": "~"}, 101, "level", ON_PACE),
    (STOCK | {"baseline_value": 120}, 101, "level", ON_PACE),  # to be held
]  # fmt: skip


@pytest.mark.parametrize(("target", "value", "kind", "status"), REACHED_EARLY)
def test_what_settles_is_done_from_the_month_it_is_reached(target, value, kind, status):
    assert judged(target, {"2024-06": value}, kind, "2024-06")["official_status"] == status
    assert judged(target, {"2024-12": value}, kind, "2024-12")["official_status"] == ACHIEVED


def test_a_level_reached_and_lost_is_not_done():
    # 101 in May, 99 in June
    row = judged(STOCK | {"baseline_value": 0}, {"2024-05": 101, "2024-06": 99}, "level", "2024-06")
    assert row["official_status"] == ON_PACE


# target · growth in June → status, reason under the default rule set, status under the one of earlier years
SIGNS = [
    # 4.5 points behind and falling
    (RATE, -3, "far_behind", "opposite_sign", "behind"),
    (RATE, 0, "behind", "", "behind"),  # nothing has no sign
    (RATE | {"value": 9}, 3, "far_behind", "", "far_behind"),  # 6 points
    (RATE | {"value": 0}, -3, "behind", "", "behind"),  # a target of nothing has none either
    # a fall by 2 was asked for, and it rose by 1
    (RATE | LOWER | {"value": -2}, 1, "far_behind", "opposite_sign", "behind"),
    # at most 3, and it fell: the other sign, and ahead
    (RATE | CAP | {"value": 3}, -1, "on_pace", "", "on_pace"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "growth", "status", "reason", "elsewhere"), SIGNS)
def test_growth_the_wrong_way_is_far_behind(target, growth, status, reason, elsewhere):
    row = judged(target, {"2024-06": growth}, "yoy", "2024-06")
    assert (row["official_status"], row["reason"]) == (status, reason)
    assert (
        judged(target, {"2024-06": growth}, "yoy", "2024-06", rules="seasonal")["official_status"]
        == elsewhere
    )


def test_one_stray_month_makes_no_monthly_reporter():
    rows = [
        observation_frame(
            ("t0", "2024-03", "ytd", 25.0), ("t0", "2024-06", "ytd", 50.0), frequency="quarter"
        ),
        observation_frame(("t0", "2024-05", "ytd", 42.0)),
    ]
    row = judge(target_frame({}), pd.concat(rows), month_end("2024-08"), load_rules("default")).iloc[0]
    # the second quarter stands until the third closes: 50 of 50
    assert (row["official_status"], row["expected"]) == (ON_PACE, 0.5)


def test_a_month_not_reported_holds_nothing_against_an_older_value():
    # 45 in May, nothing in June, of which 6/12 are expected
    row = judged({}, {"2024-05": 45}, "ytd", "2024-06")
    assert (row["actual"], f"{row['actual_period']:%Y-%m}", row["expected"]) == (45, "2024-05", 0.5)
    for name in ("completion", "pace", "lag_pp", "shortfall"):
        assert math.isnan(row[name])


def test_a_sum_reached_in_a_month_before_is_held_against_that_month():
    # 101 in May, when 5/12 were expected; June is silent and nothing is undone by it
    row = judged({}, {"2024-05": 101}, "ytd", "2024-06")
    assert (row["official_status"], row["expected"]) == (ACHIEVED, pytest.approx(5 / 12))
    assert row["lag_pp"] == pytest.approx(101 - 500 / 12)


@pytest.mark.parametrize(
    ("target", "values"),
    [({"assessed": "annual"}, {"2024-06": 10}), ({"value": -50}, {"2024-06": -80}), ({}, {"2024-05": 45})],
)
def test_no_distance_stands_where_no_light_does(target, values):
    row = judged(target, values, "ytd", "2024-06")
    assert row["official_status"] in ("not_due", "not_assessable", "not_reported")
    assert row[["pace", "lag_pp", "shortfall"]].isna().all()


def test_a_level_without_its_baseline_says_so():
    levels = [
        STOCK, STOCK | {"baseline_value": 40}, STOCK | LOWER | {"value": 30}, {}, {"measure": "share", "basis": "share"}
    ]  # fmt: skip
    rows = [judged(target, {"2024-06": 64}, "ytd" if not target else "level", "2024-06") for target in levels]
    assert [bool(row["is_weak"]) for row in rows] == [True, False, False, False, True]
    # at the deadline the value itself is compared, and nothing is weak about that
    assert not judged(STOCK, {"2024-12": 64}, "level", "2024-12")["is_weak"]
