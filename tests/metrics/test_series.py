"""Cumulation: 累计 from 当月, years joined, January never split from February."""

import pytest

from metrics.calendar import cutoff
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import judged, month_end, observation_frame, target_frame

THREE_YEARS = {"value": 300.0, "period_start": "2024-01-01", "deadline": "2026-12-31"}

# target · values · kind · as of → accumulated
CASES = [
    # months alone: 10 + 12 + 14
    ({}, {"2024-01": 10, "2024-02": 12, "2024-03": 14}, "month", "2024-03", 36),
    # three years: 90 + 110 + 30 = 230 of 300; 27 of 36 months = 0.75
    (THREE_YEARS, {"2024-12": 90, "2025-12": 110, "2026-03": 30}, "ytd", "2026-03", 230),
    # a plan from July: 100 − 40 before its start, then 30
    (
        {"period_start": "2023-07-01", "deadline": "2024-12-31"},
        {"2023-06": 40, "2023-12": 100, "2024-03": 30}, "ytd", "2024-03", 90,
    ),
    # the same by months from its start, where what came before is not known: 5 + 6 + 7
    (
        {"period_start": "2023-11-01", "deadline": "2024-12-31"},
        {"2023-11": 5, "2023-12": 6, "2024-01": 7}, "month", "2024-01", 18,
    ),
    # from 2023-06-20, with what the year had brought by May taken off
    (
        {"period_start": "2023-06-20", "deadline": "2024-12-31"},
        {"2023-05": 40, "2023-12": 100}, "ytd", "2023-12", 60,
    ),
    # the same where nothing was reported before the start: it is all the plan's own
    (
        {"period_start": "2023-06-20", "deadline": "2024-12-31"},
        {"2023-06": 40, "2023-12": 100}, "ytd", "2023-12", 100,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_has_accumulated(case):
    target, values, kind, as_of, total = case
    row = judged(target, values, kind, as_of)
    assert row["actual"] == total
    assert row["actual_kind"] == kind


def test_a_month_after_a_reported_sum_is_added_to_it():
    # 累计 to May 40, 当月 June 9

    rows = observation_frame(("t0", "2024-05", "ytd", 40.0), ("t0", "2024-06", "month", 9.0))
    row = judge(target_frame({}), rows, month_end("2024-06"), load_rules("default")).iloc[0]
    assert (row["actual"], row["actual_kind"]) == (49, "month")


# years missing from a multi-year sum are not zero
@pytest.mark.parametrize("values", [{"2025-12": 110, "2026-03": 30}, {"2024-12": 90, "2026-03": 30}])
def test_a_missing_year_is_not_zero(values):
    row = judged(THREE_YEARS, values, "ytd", "2026-03")
    assert (row["official_status"], row["reason"]) == ("not_assessable", "history_incomplete")


def test_february_alone_never_stands_for_january_and_february():
    row = judged({}, {"2024-02": 12}, "month", "2024-02")
    assert (row["official_status"], row["reason"]) == ("not_assessable", "history_incomplete")


def test_multi_year_plans_count_months_from_their_own_start():
    # 27 months (2020-10 to 2022-12): by June 2021 nine of them
    plan = {"period_start": "2020-10-01", "deadline": "2022-12-31", "measure": "stock", "baseline_value": 0.0}
    row = judged(plan, {"2021-06": 40}, "level", "2021-06")
    assert row["expected"] == pytest.approx(9 / 27)
    assert row["months_left"] == 18


def test_the_later_of_two_values_in_a_month_stands_for_it():
    values = {"2024-06-20": 60, "2024-06-30": 64, "2024-06-10": 50}
    assert judged({"measure": "stock"}, values, "level", "2024-06")["actual"] == 64


def test_a_value_after_the_cut_off_is_not_known():
    assert judged({}, {"2024-06": 45, "2024-07": 55}, "ytd", "2024-06")["actual"] == 45


@pytest.mark.parametrize(
    ("as_of", "day", "thirds"),
    [("2024-06-30", "2024-06-30", 0), ("2024-06-01", "2024-06-30", 0), ("2024-06-10", "2024-06-10", 1),
     ("2024-06-20", "2024-06-20", 2), ("2024-02-29", "2024-02-29", 0)],
)  # fmt: skip
def test_a_day_stands_for_its_month_unless_it_closes_ten_days(as_of, day, thirds):
    found = cutoff(month_end(as_of))
    assert (str(found.day), found.thirds) == (day, thirds)
