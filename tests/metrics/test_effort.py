"""Required effort by hand: what each month left must bring, against the average and the best month."""

import math

import pytest

from tests.metrics.factory import judged

STOCK = {"measure": "stock", "baseline_value": 40.0}


def test_a_flow_must_bring_the_rest_in_the_months_left():
    # 累计 36 in September; left 64 over 3 months = 21.33; average 36/9 = 4; best: 12 in one month;
    # 21.33/4 = 5.33 times the average, 21.33/12 = 1.78 times the best
    values = {"2024-02": 4, "2024-03": 6, "2024-06": 12, "2024-07": 24, "2024-09": 36}
    row = judged({}, values, "ytd", "2024-09")
    assert row["months_left"] == 3
    assert row["required_per_month"] == pytest.approx(64 / 3)
    assert row["average_per_month"] == pytest.approx(4)
    assert row["best_per_month"] == pytest.approx(12)
    assert row["effort_vs_average"] == pytest.approx(64 / 3 / 4)
    assert row["effort_vs_best"] == pytest.approx(64 / 3 / 12)


def test_a_gap_of_months_is_spread_evenly():
    # January–February 20 = 10 a month; then 6: the best month is 10, not 20
    row = judged({}, {"2024-02": 20, "2024-03": 26}, "ytd", "2024-03")
    assert row["best_per_month"] == pytest.approx(10)


def test_a_level_counts_from_its_baseline():
    # from 40 to 64 in six months: 4 a month; left 36 over 6 = 6; best step 64 − 55 = 9
    row = judged(STOCK, {"2024-05": 55, "2024-06": 64}, "level", "2024-06")
    assert (row["average_per_month"], row["required_per_month"]) == (pytest.approx(4), pytest.approx(6))
    assert row["best_per_month"] == pytest.approx(9)


def test_a_level_without_a_baseline_counts_from_its_first_report():
    # 50 in February, 58 in June: 2 a month
    row = judged({"measure": "stock"}, {"2024-02": 50, "2024-06": 58}, "level", "2024-06")
    assert row["average_per_month"] == pytest.approx(2)


def test_a_level_to_be_lowered_must_fall():
    # 50 → 30, now 44: −6 in six months, −14 left: −2.33 a month, 2.33 times the average
    row = judged(
        {"measure": "stock", "comparator": "<=", "value": 30.0, "baseline_value": 50.0},
        {"2024-06": 44},
        "level",
        "2024-06",
    )
    assert row["required_per_month"] == pytest.approx(-14 / 6)
    assert row["effort_vs_average"] == pytest.approx(14 / 6)


def test_the_best_month_of_a_level_to_be_lowered_is_the_steepest_fall():
    # from 50 by 2 in five months, then by 4 in June; what was reported before the period is no step of it
    target = {"measure": "stock", "better": "lower", "value": 30.0, "baseline_value": 50.0}
    row = judged(target, {"2023-06": 90, "2023-11": 20, "2024-05": 48, "2024-06": 44}, "level", "2024-06")
    assert (row["best_per_month"], row["average_per_month"]) == (pytest.approx(-4), pytest.approx(-1))


def test_a_cap_leaves_an_allowance():
    # 控制在100以内, 70 used by June: 5 a month may still be used, against 11.67 so far
    row = judged({"comparator": "<="}, {"2024-06": 70}, "ytd", "2024-06")
    assert (row["required_per_month"], row["average_per_month"]) == (pytest.approx(5), pytest.approx(70 / 6))


@pytest.mark.parametrize(
    ("target", "values", "kind", "as_of", "required"),
    [
        ({}, {"2024-06": 120}, "ytd", "2024-06", 0.0),  # already there
        ({}, {"2024-12": 90}, "ytd", "2024-12", math.nan),  # no month left
        ({}, {"2024-11": 90}, "ytd", "2024-12", math.nan),  # December is over, reported or not
        (
            {"comparator": "<="},
            {"2024-06": 112},
            "ytd",
            "2024-06",
            -2.0,
        ),  # 12 beyond the cap, six months left
        (
            {"measure": "stock", "better": "lower", "value": 30.0, "baseline_value": 50.0},
            {"2024-06": 29},
            "level",
            "2024-06",
            0.0,
        ),  # low enough already
        ({"measure": "rate", "value": 6.0}, {"2024-06": 5}, "yoy", "2024-06", math.nan),
        ({}, {}, "ytd", "2024-06", math.nan),
        ({"comparator": "~"}, {"2024-11": 90}, "ytd", "2024-11", 5.0),  # met at 95
        ({}, {"2024-05": 45}, "ytd", "2024-06", 55 / 7),  # counted from the month of the value
    ],
)
def test_required_effort_at_the_edges(target, values, kind, as_of, required):
    row = judged(target, values, kind, as_of)
    assert row["required_per_month"] == pytest.approx(required, nan_ok=True)


def test_nothing_gained_so_far_gives_no_multiple():
    row = judged(STOCK, {"2024-05": 38, "2024-06": 36}, "level", "2024-06")
    assert math.isnan(row["effort_vs_average"])
