"""序时应完成 by hand: straight, planned, and by the region's own seasons."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.calendar import elapsed_fraction
from metrics.course import expected_fraction, planned_fraction, planned_paths, seasonal_paths
from metrics.progress import JUDGED, judge
from metrics.status import load_rules
from tests.metrics.factory import observation_frame, target_frame

HISTORY = [("t0", "2022-02", 5), ("t0", "2022-06", 20), ("t0", "2022-12", 100),
           ("t0", "2023-02", 20), ("t0", "2023-06", 80), ("t0", "2023-12", 200)]  # fmt: skip


def test_months_elapsed_over_months_in_the_period():
    # 6 of 12, 9 of 27, not begun, past its end
    elapsed, start, end = np.array([6.0, 9, 0, 20]), np.array([0, 0, 0, 0]), np.array([11, 26, 11, 11])
    assert elapsed_fraction(elapsed, start, end) == pytest.approx([0.5, 1 / 3, 0, 1])


def test_a_path_is_straight_between_its_points_and_holds_after_the_last():
    paths = pd.DataFrame(
        {"target_id": "a", "period_end": pd.to_datetime(["1970-03-31", "1970-06-30"]), "expected": [0.3, 0.9]}
    )
    # January 0.1, March 0.3, May 0.7, December 0.9; a target without a path has none
    for month, fraction in ((0, 0.1), (2, 0.3), (4, 0.7), (11, 0.9)):
        found = planned_fraction(paths, pd.Index(["a", "b"]), np.array([month, month]), np.array([0, 0]))
        assert found == pytest.approx([fraction, np.nan], nan_ok=True)


def test_what_is_held_is_due_in_full_and_about_is_eased():
    found = expected_fraction(
        np.array([0.5, 0.5]), np.full(2, np.nan), met=np.array([1.0, 0.95]), hold=np.array([True, False])
    )
    assert found == pytest.approx([1, 0.475])


def test_own_seasons_become_a_path():
    # June: 20/100 and 80/200 → 0.3; February: 0.05 and 0.1 → 0.075; January is never invented
    # a level, a plan of two years and one begun within a year have the same history and no season's path
    others = ("t1", "t2", "t3")
    rows = observation_frame(
        *[(i, p, "ytd", float(v)) for i, p, v in HISTORY],
        *[(i, p, "ytd", float(v)) for i in others for _, p, v in HISTORY],
        ("t0", "2024-06", "ytd", 31.0),
    )
    targets = target_frame(
        {}, {"measure": "stock"}, {"deadline": "2025-12-31"}, {"period_start": "2024-04-01"}
    )
    paths = seasonal_paths(targets, rows, date(2024, 6, 30))
    assert set(paths["target_id"]) == {"t0"}
    assert dict(zip(paths["period_end"].dt.month, paths["expected"].round(6), strict=True)) == {
        2: 0.075,
        6: 0.3,
        12: 1,
    }
    # 0.31 against 0.3 by the season, though the straight path would ask for 0.5: 0.31/0.5 = 0.62
    for rules, due, path, status in (
        ("seasonal", 0.3, "seasonal", "on_pace"), ("default", 0.5, "elapsed", "far_behind"),
        ("xuancheng", 0.5, "elapsed", "behind"),
    ):  # fmt: skip
        row = judge(targets, rows, date(2024, 6, 30), load_rules(rules), paths).iloc[0]
        assert (row["expected"], row["expected_path"]) == (pytest.approx(due), path)
        assert row["official_status"] == status


def test_a_plans_values_become_a_path():
    # flow: 10 of 100 by March, 40 by June, and on to the whole by December; stock from 40 to 100: 52 is 12/60;
    # a target of zero cannot be planned as a share
    targets = target_frame({}, {"measure": "stock", "baseline_value": 40.0}, {"value": 0.0})
    plan = pd.DataFrame(
        [("t0", "2024-03-31", 10.0), ("t0", "2024-06-30", 40.0), ("t1", "2024-12-31", 100.0),
         ("t1", "2024-06-30", 52.0), ("t2", "2024-06-30", 1.0)],
        columns=["target_id", "period_end", "value"],
    ).astype({"period_end": "datetime64[us]"})  # fmt: skip
    paths = planned_paths(targets[list(JUDGED)], plan, load_rules("default")).sort_values(
        ["target_id", "period_end"]
    )
    assert list(paths["target_id"]) == ["t0", "t0", "t0", "t1", "t1"]
    assert list(paths["expected"]) == pytest.approx([0.1, 0.4, 1.0, 0.2, 1.0])
    rows = observation_frame(("t0", "2024-09", "ytd", 69.0))
    row = judge(targets, rows, date(2024, 9, 30), load_rules("default"), paths).iloc[0]
    # half way from June's 40% to December's 100% is 70%
    assert (row["expected"], row["expected_path"], row["official_status"]) == (
        pytest.approx(0.7),
        "planned",
        "behind",
    )


def test_a_plan_comes_before_earlier_years_and_each_target_has_one_path():
    rows = observation_frame(*[(i, p, "ytd", float(v)) for i, p, v in HISTORY], ("t1", "2024-06", "ytd", 1.0))
    targets = target_frame({}, {}, {"measure": "stock", "baseline_value": 100.0}, {"measure": "rate"})
    plan = pd.DataFrame(
        {"target_id": "t0", "period_end": pd.to_datetime(["2024-06-30"]), "expected": 0.4, "path": "planned"}
    )
    paths = pd.concat([plan, seasonal_paths(targets, rows, date(2024, 6, 30))])
    table = judge(targets, rows, date(2024, 6, 30), load_rules("seasonal"), paths)
    # t0 by its plan though it has earlier years, t1 by k/12 for it has none, t2 is held, t3 is a growth rate
    assert list(table["expected_path"]) == ["planned", "elapsed", "held", ""]
    assert list(table["expected"][:3]) == pytest.approx([0.4, 0.5, 1.0])


def test_without_history_there_is_no_path():
    assert seasonal_paths(target_frame({}), observation_frame(), date(2024, 6, 30)).empty
