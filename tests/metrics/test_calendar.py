"""Time by hand: windows, what is due by a day, months gone by and left, January with February."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.calendar import (
    NO_MONTH,
    baseline_months,
    cutoff,
    due_months,
    elapsed_days,
    elapsed_months,
    first_month,
    is_january,
    joined,
    month_ends,
    month_of,
    month_start,
    months_left,
    windows,
)

NONE = np.array([False])


def dates(*days: str | None) -> "pd.Series[pd.Timestamp]":
    return pd.to_datetime(pd.Series(list(days), dtype="object"))


def month(text: str) -> int:
    return month_of(date.fromisoformat(f"{text}-01"))


@pytest.mark.parametrize(
    ("start", "deadline", "first", "last"),
    [
        ("2024-01-01", "2024-12-31", "2024-01", "2024-12"),
        ("2024-07-15", "2024-12-31", "2024-07", "2024-12"),  # begun within a month: in that month
        (None, "2024-06-30", "2024-01", "2024-06"),  # the deadline's year
        ("2024-12-15", "2024-12-31", "2024-12", "2024-12"),  # half a month is its one month
    ],
)
def test_a_window_begins_and_ends_in_its_months_for_one_as_for_many(start, deadline, first, last):
    window = windows(dates(start), dates(deadline))
    [begins], [ends] = window.start, window.end
    assert (begins, ends) == (month(first), month(last))
    if first != last:
        alone = first_month(
            None if start is None else date.fromisoformat(start), date.fromisoformat(deadline)
        )
        assert alone == begins


@pytest.mark.parametrize(
    ("start", "deadline", "by", "gone", "days"),
    [
        ("2024-07-27", "2024-11-03", "2024-09-30", 66, 100),  # 5 + 31 + 30
        ("2024-07-27", "2024-11-03", "2024-11-30", 100, 100),  # never more than all
        ("2024-07-15", "2024-12-31", "2024-07-31", 17, 170),
        (None, "2024-06-15", "2024-02-29", 60, 167),  # from the first of the year
        ("2024-07-27", "2024-11-03", "2024-06-30", 0, 100),  # not begun
    ],
)
def test_a_window_that_begins_or_ends_within_a_month_counts_days(start, deadline, by, gone, days):
    window = windows(dates(start), dates(deadline))
    closes = dates(by).to_numpy(dtype="datetime64[D]").astype(np.int64)
    assert elapsed_days(closes, window.first_day, window.last_day) == pytest.approx([gone / days])


def test_a_window_of_whole_months_counts_no_days():
    window = windows(dates("2024-07-01"), dates("2024-12-31"))
    assert np.isnan([window.first_day, window.last_day]).all()


def test_a_baseline_without_a_date_is_of_the_month_before():
    found = baseline_months(dates("2022-12-31", None), np.array([month("2024-01")] * 2))
    assert list(found) == [month("2022-12"), month("2023-12")]


def test_what_is_due_is_this_month_the_closed_quarter_the_running_third_or_the_deadline():
    end = np.array([month("2024-12")])
    for day, quarterly, ten_day, due in (
        (date(2024, 5, 31), False, False, "2024-05"),
        (date(2024, 5, 31), True, False, "2024-03"),
        (date(2024, 6, 30), True, False, "2024-06"),
        (date(2024, 6, 10), False, True, "2024-06"),
        (date(2024, 6, 10), False, False, "2024-05"),
        (date(2025, 3, 31), False, False, "2024-12"),
    ):
        found = due_months(cutoff(day), end, quarterly=np.array([quarterly]), ten_day=np.array([ten_day]))
        assert list(found) == [month(due)], day


def test_months_gone_by_count_a_third_for_ten_days_and_nothing_before_the_start():
    start, due = np.array([month("2024-01")]), np.array([month("2024-06")])
    assert elapsed_months(cutoff(date(2024, 6, 30)), due, start, NONE) == [6]
    assert elapsed_months(cutoff(date(2024, 6, 20)), due, start, ~NONE) == pytest.approx([5 + 2 / 3])
    assert elapsed_months(cutoff(date(2023, 6, 30)), due - 12, start, NONE) == [0]


def test_months_left_are_counted_from_the_value_and_are_none_once_the_deadline_is_due():
    end, due = np.array([month("2024-12")]), np.array([month("2024-06")])
    assert months_left(np.array([month("2024-05")]), due, end) == [7]
    assert months_left(np.array([NO_MONTH]), due, end) == [6]  # nothing reported: from the month that is due
    assert months_left(np.array([month("2024-11")]), end, end) == [0]
    assert np.isnan(months_left(due, due, np.array([NO_MONTH])))
    # from the end of September to 3 November: 34 days of 30.4
    november = dates("2024-11-03").to_numpy(dtype="datetime64[D]").astype(float)
    september, last = np.array([month("2024-09")]), np.array([month("2024-11")])
    assert months_left(september, september, last, november) == pytest.approx([34 / (365.25 / 12)])


def test_january_answers_with_february():
    assert [joined(month(text)) for text in ("2024-01", "2024-02", "2024-03")] == [
        month("2024-02"),
        month("2024-02"),
        month("2024-03"),
    ]
    assert list(is_january(np.array([month("2024-01"), month("2024-02")]))) == [True, False]


def test_a_month_begins_and_ends():
    assert month_start(month("2024-02")) == date(2024, 2, 1)
    assert month_ends(np.array([month("2024-02")])).astype(object)[0] == date(2024, 2, 29)
