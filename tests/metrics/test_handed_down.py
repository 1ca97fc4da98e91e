"""What was handed down is compared with what was stated, without inventing a part."""

import math

import pandas as pd
import pytest

from metrics.aggregate import counted, parts, reconcile

PARENTS = pd.DataFrame(
    {
        "target_id": ["output", "share", "alone"],
        "target": [150.0, 40.0, 10.0],
        "actual": [60.0, 38.0, 4.0],
        "actual_period": pd.Timestamp("2024-06-30"),
        "additive": [True, False, True],
    }
)


def children(*rows: tuple[str, float, float], period: str = "2024-06-30") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["parent_target_id", "target", "actual"])
    return frame.assign(actual_period=pd.Timestamp(period))


def test_a_sum_above_the_parent_is_loading():
    # 90 + 75 = 165 of 150: 15 too many, ratio 1.1; actual 30 + 25 = 55 of 60
    [row] = reconcile(PARENTS, children(("output", 90, 30), ("output", 75, 25))).to_dict("records")
    assert (row["districts"], row["allocated"], row["remainder"]) == (2, 165.0, -15.0)
    assert row["loading_ratio"] == pytest.approx(1.1)
    assert (row["reported"], row["actual_allocated"], row["actual_remainder"]) == (2, 55.0, 5.0)


def test_a_sum_with_a_missing_part_is_no_sum():
    [row] = reconcile(PARENTS, children(("output", 90, 30), ("output", 60, math.nan))).to_dict("records")
    assert (row["remainder"], row["loading_ratio"], row["reported"]) == (0.0, 1.0, 1)
    assert math.isnan(row["actual_allocated"])
    assert math.isnan(row["actual_remainder"])


def test_a_part_of_another_month_is_not_a_part_of_this_sum():
    may = children(("output", 90, 30), period="2024-05-31")
    together = pd.concat([may, children(("output", 60, 25))])
    [row] = reconcile(PARENTS, together).to_dict("records")
    assert (row["districts"], row["reported"]) == (2, 1)
    assert math.isnan(row["actual_allocated"])


def test_what_may_not_be_summed_and_what_was_not_handed_down_are_left_out():
    assert reconcile(PARENTS, children(("share", 40, 38))).empty
    assert reconcile(PARENTS, children()).empty


def test_hundredths_that_add_up_leave_exactly_nothing():
    parents = PARENTS.assign(target=0.3)
    [row] = reconcile(parents, children(("output", 0.1, 0.0), ("output", 0.2, 0.0))).to_dict("records")
    assert row["remainder"] == 0.0


def test_shares_whose_parents_are_out_of_sight_reconcile_to_nothing():
    parents = pd.DataFrame(
        {"target_id": pd.Series(dtype=str), "target": pd.Series(dtype=float), "actual": pd.Series(dtype=float),
         "actual_period": pd.Series(dtype="datetime64[us]"), "additive": pd.Series(dtype=bool)}
    )  # fmt: skip
    children = pd.DataFrame(
        {"parent_target_id": ["a"], "target": [1.0], "actual": [1.0], "actual_period": [pd.Timestamp(2024, 9, 30)]}
    )  # fmt: skip
    assert reconcile(parents, children).empty


def test_what_is_stated_is_counted_and_what_was_handed_down_only_where_nothing_is_stated():
    both = pd.DataFrame({"target_id": ["a", "a@1", "a@2"], "is_handed_down": [False, True, True]})
    below = both[both["is_handed_down"]]
    assert (list(counted(both)["target_id"]), list(parts(both)["target_id"])) == (["a"], ["a@1", "a@2"])
    assert list(counted(below)["target_id"]) == ["a@1", "a@2"]
    assert counted(both.head(0)).empty
