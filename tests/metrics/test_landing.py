"""年底预计 by hand where the arithmetic is short, and by its manners where it is not."""

import math

import numpy as np
import pandas as pd
import pytest

from metrics.landing import Z_90
from tests.metrics.factory import judged

STEADY = {f"2024-{m:02d}": 8.0 * m for m in range(2, 7)}
LAST_YEAR = {"2023-02": 5, "2023-03": 10, "2023-06": 25, "2023-09": 40, "2023-12": 100}


def land(target, values, kind, as_of, **more):
    return judged(target, values, kind, as_of, **more)


def test_a_steady_flow_lands_on_its_run_rate():
    # 8 a month: 48 in June, 96 in December; 96/100 ≥ 0.95 is near, and is not 100
    row = land({}, STEADY, "ytd", "2024-06")
    assert row["landing"] == pytest.approx(96)
    assert (row["landing_method"], row["outlook_status"]) == ("recent_increments", "near")
    assert not row["evidence_weak"]
    # 48 of 50 due is behind, and it will not land: no disagreement
    assert (row["official_status"], row["disagrees"]) == ("behind", False)
    # 48 of 47.5 due is on pace and lands at 96 of 95; of 97 with 49 due it is behind and near
    assert land({"value": 95.0}, STEADY, "ytd", "2024-06")["outlook_status"] == "on_track"


def test_light_and_outlook_that_say_different_things_disagree():
    # growth 6.5 down to 5.2, on pace for 5, and landing below it: near within half a point, and told apart
    slowing = {"2024-02": 6.5, "2024-03": 6.2, "2024-04": 5.9, "2024-05": 5.5, "2024-06": 5.2}
    row = land({"measure": "rate", "value": 5.0}, slowing, "yoy", "2024-06")
    assert 4.5 <= row["landing"] < 5
    assert (row["official_status"], row["outlook_status"], row["disagrees"]) == ("on_pace", "near", True)
    # 19.1 of 20 is 0.9 points short: to be quickened, though it is 95.5% of 20
    steady = {f"2024-{m:02d}": 19.1 for m in range(2, 7)}
    row = land({"measure": "rate", "value": 20.0}, steady, "yoy", "2024-06")
    assert (row["outlook_status"], row["disagrees"]) == ("acceleration_needed", False)
    # a level to be held at 100, standing at 99.6 and then at 96: 0.4 and 4 points
    for level, view in (
        (99.6, "near"),
        (96.0, "acceleration_needed"),
        (94.0, "off_track"),
        (100.5, "on_track"),
    ):
        held = {"2023-12": level} | {f"2024-{m:02d}": level for m in range(1, 7)}
        assert (
            land({"measure": "stock", "baseline_value": 120.0}, held, "level", "2024-06")["outlook_status"]
            == view
        )


def test_what_is_on_its_plan_lands_on_its_target():
    # a tenth by June and the rest in the second half: 10 of 100 in June is on the plan, not on the way to 20
    plan = pd.DataFrame(
        {
            "target_id": "t0", "period_end": pd.to_datetime(["2024-06-30", "2024-12-31"]), "expected": [0.1, 1.0],
            "path": "planned",
        }
    )  # fmt: skip
    on_plan = {f"2024-{m:02d}": 10 * m / 6 for m in range(2, 7)}
    row = land({}, on_plan, "ytd", "2024-06", paths=plan)
    assert (row["landing"], row["landing_method"]) == (pytest.approx(100), "planned_path")
    assert (row["official_status"], row["outlook_status"], row["disagrees"]) == ("on_pace", "on_track", False)
    # at half of what was planned it lands at half
    half = {period: value / 2 for period, value in on_plan.items()}
    assert land({}, half, "ytd", "2024-06", paths=plan)["landing"] == pytest.approx(50)
    # of a plan that asks nothing yet nothing can be said
    late = plan.assign(expected=[0.0, 1.0])
    assert math.isnan(land({}, {"2024-06": 0}, "ytd", "2024-06", paths=late)["landing"])


def test_a_plan_of_its_own_start_lands_from_there():
    # 10 a month from July 2023: 90 by March 2024 of 18 months, 180
    plan = {"period_start": "2023-07-01", "deadline": "2024-12-31", "value": 180.0}
    values = {f"{2023 + (6 + n) // 12}-{(6 + n) % 12 + 1:02d}": 10.0 * (n + 1) for n in range(9)}
    assert land(plan, values, "ytd", "2024-03")["landing"] == pytest.approx(180)
    # 1 a day from 27 July: 66 in 66 days, 100 in 100, the months at its ends in part
    campaign = {"period_start": "2024-07-27", "deadline": "2024-11-03"}
    row = land(campaign, {"2024-07": 5, "2024-08": 36, "2024-09": 66}, "ytd", "2024-09")
    assert row["landing"] == pytest.approx(100, abs=0.5)


def test_ten_days_are_a_third_of_a_month():
    # 3 every ten days: 48 by 10 June in 16 of 36, 108 in all
    values = {f"2024-{m:02d}-{d}": 9.0 * (m - 1) + 3 * n for m in range(1, 7) for n, d in ((1, 10), (2, 20))}
    values = {day: value for day, value in values.items() if day <= "2024-06-10"}
    row = land(
        {}, values | {f"2024-{m:02d}": 9.0 * m for m in range(1, 6)}, "ytd", "2024-06-10", frequency="ten_day"
    )
    assert row["landing"] == pytest.approx(108)
    # what is left is 6 months and two thirds
    assert row["required_per_month"] == pytest.approx((100 - 48) / (6 + 2 / 3))


@pytest.mark.parametrize(
    ("target", "values", "bound"),
    [
        ({"measure": "share", "basis": "share", "value": 90.0}, {5: 85.0, 6: 95.0, 7: 99.0}, 100),
        (
            {"measure": "stock", "better": "lower", "value": 1.0, "baseline_value": 9.0},
            {4: 8.0, 5: 5.0, 6: 2.0},
            0,
        ),
    ],
)
def test_a_landing_stays_where_values_can_be(target, values, bound):
    row = land(
        target, {f"2024-{m:02d}": value for m, value in values.items()}, "level", f"2024-{max(values):02d}"
    )
    assert row["landing"] == bound
    assert 0 <= row["landing_low"] <= row["landing_high"] <= 100


def test_the_best_month_of_a_cap_is_the_one_that_used_least():
    # 12, 5 and 9 a month from March on
    used = {"2024-02": 20.0, "2024-03": 32.0, "2024-04": 37.0, "2024-05": 46.0}
    row = land({"comparator": "<="}, used, "ytd", "2024-05")
    assert row["best_per_month"] == 5
    assert row["required_per_month"] == pytest.approx((100 - 46) / 7)


def test_fewer_than_three_points_are_weak_and_land_on_plain_run_rate():
    # 15 in February, 20 in March: 20 · 12/3 = 80; 80/100 is between 0.6 and 0.95
    row = land({}, {"2024-02": 15, "2024-03": 20}, "ytd", "2024-03")
    assert row["landing"] == pytest.approx(80)
    assert (row["landing_method"], row["evidence_weak"]) == ("run_rate", True)
    assert row["outlook_status"] == "acceleration_needed"


def test_recent_months_weigh_more():
    slowing = {"2024-02": 20, "2024-03": 30, "2024-04": 38, "2024-05": 44, "2024-06": 48}
    assert 48 < land({}, slowing, "ytd", "2024-06")["landing"] < 96


def test_last_year_says_how_much_is_still_to_come():
    # last year 25 of 100 were done by June; 28 now would be 56 at run rate, and more by the season
    values = LAST_YEAR | {"2024-02": 5.6, "2024-03": 11.2, "2024-06": 28}
    row = land({}, values, "ytd", "2024-06")
    assert row["landing_method"] == "share_to_date"
    assert 90 < row["landing"] < 113  # 28 / 0.25 = 112 if the season is believed in full


def test_a_season_that_this_year_denies_is_believed_less():
    even = LAST_YEAR | {f"2024-{m:02d}": 8.0 * m for m in range(2, 7)}
    follows = LAST_YEAR | {"2024-02": 9.6, "2024-03": 19.2, "2024-06": 48}
    assert land({}, even, "ytd", "2024-06")["landing"] < land({}, follows, "ytd", "2024-06")["landing"]


def test_a_level_follows_its_trend_from_the_baseline():
    # 40, then 2 a month to 52 in June, 64 in December; gain 24 of 60 = 0.4 < 0.6
    values = {f"2024-{m:02d}": 40.0 + 2 * m for m in range(1, 7)}
    row = land({"measure": "stock", "baseline_value": 40.0}, values, "level", "2024-06")
    assert row["landing"] == pytest.approx(64)
    assert row["outlook_status"] == "off_track"


def test_six_tenths_of_the_way_is_still_to_be_accelerated():
    # 5 a month: 60 of 100, exactly at the bound
    row = land({}, {f"2024-{m:02d}": 5.0 * m for m in range(2, 7)}, "ytd", "2024-06")
    assert (row["landing"], row["outlook_status"]) == (pytest.approx(60), "acceleration_needed")


def test_a_sum_never_lands_below_what_it_is():
    # 1, 1 and then 38 in a month: the interval is wide, and 40 are done all the same
    row = land({}, {"2024-09": 1, "2024-10": 2, "2024-11": 40}, "ytd", "2024-11")
    assert row["landing_low"] == 40


def test_at_the_deadline_the_value_is_no_evidence_but_the_result():
    row = land({}, {"2024-12": 90}, "ytd", "2024-12")
    assert (row["landing"], row["landing_low"], row["evidence_weak"]) == (90, 90, False)


def test_a_level_below_its_baseline_moves_away():
    values = {f"2024-{m:02d}": 40.0 - m for m in range(1, 7)}
    row = land({"measure": "stock", "baseline_value": 40.0}, values, "level", "2024-06")
    assert (row["outlook_status"], row["official_status"]) == ("moving_away", "far_behind")


def test_a_level_to_be_lowered_mirrors():
    values = {f"2024-{m:02d}": 50.0 - 1.5 * m for m in range(1, 7)}
    row = land(
        {"measure": "stock", "comparator": "<=", "value": 30.0, "baseline_value": 50.0},
        values,
        "level",
        "2024-06",
    )
    # 41 in June, 32 in December: 18 of 20 = 0.9
    assert row["landing"] == pytest.approx(32)
    assert row["outlook_status"] == "acceleration_needed"


def test_steady_growth_stays():
    values = {f"2024-{m:02d}": 6.0 for m in range(2, 7)}
    row = land({"measure": "rate", "value": 6.0}, values, "yoy", "2024-06")
    assert row["landing"] == pytest.approx(6.0)
    assert row["outlook_status"] == "on_track"


def test_growth_is_not_projected_beyond_its_year():
    row = land(
        {"measure": "rate", "value": 6.0, "deadline": "2025-12-31"}, {"2024-06": 6.0}, "yoy", "2024-06"
    )
    assert math.isnan(row["landing"])


def test_falling_growth_below_zero_moves_away_from_a_positive_target():
    values = {"2024-02": 2.0, "2024-03": 0.0, "2024-04": -2.0, "2024-05": -4.0, "2024-06": -6.0}
    assert (
        land({"measure": "rate", "value": 6.0}, values, "yoy", "2024-06")["outlook_status"] == "moving_away"
    )


def test_a_capped_flow_lands_above_its_cap():
    # 10 a month: 120 against a cap of 100: 100/120 = 0.83
    values = {f"2024-{m:02d}": 10.0 * m for m in range(2, 7)}
    row = land({"comparator": "<="}, values, "ytd", "2024-06")
    assert (row["landing"], row["outlook_status"]) == (pytest.approx(120), "acceleration_needed")


@pytest.mark.parametrize(
    ("target", "values", "kind", "as_of"),
    [
        ({}, {}, "ytd", "2024-06"),  # nothing reported
        ({}, {"2024-11": 90}, "ytd", "2025-02"),  # the deadline has passed without its value
        (
            {"measure": "rank", "better": "lower", "value": 3.0, "baseline_value": 8.0},
            {"2024-06": 6},
            "level",
            "2024-06",
        ),
        ({"measure": "stock"}, {"2024-06": 60}, "level", "2024-06"),  # one point is no trend
    ],
)
def test_no_landing_is_invented(target, values, kind, as_of):
    row = land(target, values, kind, as_of)
    assert math.isnan(row["landing"])
    assert math.isnan(row["landing_low"])
    assert (row["outlook_status"], row["disagrees"]) == ("none", False)


def test_at_the_deadline_the_value_is_the_landing():
    row = land({}, STEADY | {"2024-12": 99}, "ytd", "2024-12")
    assert (row["landing"], row["landing_low"], row["landing_high"]) == (99, 99, 99)
    assert row["outlook_status"] == "none"


def test_the_interval_holds_the_landing_and_narrows():
    noisy = np.cumsum([6, 9, 7, 10, 8, 6, 9, 11, 8, 7, 9])
    values = {f"2024-{m:02d}": float(total) for m, total in enumerate(noisy, start=1)}
    widths = []
    for month in (4, 6, 8, 10):
        row = land({}, values, "ytd", f"2024-{month:02d}")
        assert row["landing_low"] <= row["landing"] <= row["landing_high"]
        assert row["landing_low"] >= row["actual"]
        widths.append(row["landing_high"] - row["landing_low"])
    assert widths == sorted(widths, reverse=True)
    assert Z_90 > 1


def test_margin_by_hand():
    # 8 a month, five reports to June (the first spans January–February), six months left.
    # σ² = 2 · (0.12 · 8)² ÷ (5 − 1 + 2) = 0.3072: no month strayed, only the usual spread speaks
    # weights 2, 1, 1, 1, 1 fading by 0.95 a month: sum 5.3389, of squares 4.7789, worth 5.9645 months
    # t₀.₉(6) = 1.440: 1.440 · √(0.3072 · (6 + 36/5.9645) · 1.35²) = 3.738
    # no season seen yet: 1.2816 · 0.1 · 8 · 6 = 6.152; together 9.890 each way
    row = land({}, STEADY, "ytd", "2024-06")
    assert row["landing_high"] - row["landing"] == pytest.approx(9.890, abs=0.002)
    assert row["landing"] - row["landing_low"] == pytest.approx(9.890, abs=0.002)


def test_no_movement_so_far_is_no_certainty():
    # 0 of 1 by September: it lands at 0, but the interval is not empty
    row = land({"value": 1.0}, {f"2024-{m:02d}": 0.0 for m in range(2, 10)}, "ytd", "2024-09")
    assert row["landing"] == 0
    assert row["landing_high"] > 0


def test_a_plan_known_by_its_months_counts_from_its_own_start():
    # from November: 6, 6, 6; three of fourteen months done, 14 · 6 = 84
    plan = {"period_start": "2023-11-01", "deadline": "2024-12-31"}
    row = land(plan, {"2023-11": 6, "2023-12": 6, "2024-01": 6}, "month", "2024-01")
    assert row["landing"] == pytest.approx(84)


def test_history_older_than_five_years_is_left_out():
    values = {"2010-12": 900.0} | STEADY
    assert land({}, values, "ytd", "2024-06")["landing_method"] == "recent_increments"
