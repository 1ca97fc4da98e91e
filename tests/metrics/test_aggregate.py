"""Roll-ups by hand: counts first, gaps shared out, the missing never zero."""

import math

import pandas as pd
import pytest

from metrics.aggregate import gap_contributions, may_be_summed, status_counts

USUAL = {
    "region": "甲", "indicator": "产值", "indicator_code": "output", "unit": "亿元", "measure": "flow", "basis": "level",
    "comparator": ">=", "better": "higher", "additive": True, "deadline": pd.Timestamp("2024-12-31"), "baseline": math.nan,
    "part_of": None, "target": 100.0, "actual": 50.0, "completion": 0.5, "expected": 0.5, "shortfall": 0.0, "official_status": "on_pace",
    "lead_units": ("发改委",),
}  # fmt: skip


def frame(*rows):
    return pd.DataFrame([{"target_id": f"t{n}", **USUAL, **row} for n, row in enumerate(rows)])


def test_lights_are_counted_by_group():
    # 甲: one achieved, one behind, one not reported: 1 of 2 judged; 乙: nothing judged
    progress = frame(
        {"official_status": "achieved"}, {"official_status": "behind"}, {"official_status": "not_reported"},
        {"region": "乙", "official_status": "not_due"},
    )  # fmt: skip
    counts = status_counts(progress, "region").set_index("region")
    assert counts.loc["甲", ["achieved", "behind", "not_reported", "targets", "judged"]].tolist() == [
        1,
        1,
        1,
        3,
        2,
    ]
    assert counts.loc["甲", "on_pace_share"] == 0.5
    assert math.isnan(counts.loc["乙", "on_pace_share"])


def test_a_target_of_two_units_counts_for_both():
    progress = frame({"lead_units": ("发改委", "工信局")}, {"lead_units": ("工信局",)})
    counts = status_counts(progress, "lead_units").set_index("lead_units")
    assert counts["targets"].to_dict() == {"发改委": 1, "工信局": 2}


def test_counts_may_be_by_two_things_and_by_none_at_all():
    progress = frame({}, {"region": "乙"})
    assert len(status_counts(progress, ["region", "indicator"])) == 2
    assert status_counts(progress.iloc[:0], "region").empty


@pytest.mark.parametrize(
    "row",
    [
        {"measure": "rate"},
        {"measure": "share"},
        {"measure": "rank"},
        {"additive": False},
        {"basis": "growth"},
    ],
)
def test_what_is_not_additive_is_never_summed(row):
    assert not may_be_summed(frame(row, row)).any()
    assert gap_contributions(frame(row, row))["shortfall"].isna().all()


def test_a_child_is_not_counted_beside_its_parent():
    progress = frame({}, {"part_of": "t0"}, {"part_of": "t0"}, {"part_of": "elsewhere"})
    assert may_be_summed(progress).tolist() == [True, False, False, True]


def test_the_gap_is_shared_out_among_those_behind():
    # 甲 is 30 short, 乙 10, 丙 15 ahead, 丁 is missing: 75%, 25%, 0
    progress = frame({"shortfall": 30.0}, {"shortfall": 10.0}, {"shortfall": -15.0}, {"shortfall": math.nan})
    found = gap_contributions(progress)
    assert found["shortfall"].tolist()[:3] == [30, 10, -15]
    assert found["gap_share"].tolist()[:3] == [0.75, 0.25, 0]
    assert found.loc[3, ["shortfall", "gap_share"]].isna().all()


def test_the_value_of_an_earlier_month_is_no_gap():
    progress = frame({"shortfall": 30.0}, {"shortfall": 10.0, "official_status": "not_reported"})
    found = gap_contributions(progress)
    assert found["gap_share"].tolist()[:1] == [1]
    assert math.isnan(found.loc[1, "shortfall"])


def test_the_gaps_of_two_indicators_of_one_unit_are_shared_out_apart():
    progress = frame({"shortfall": 30.0}, {"shortfall": 10.0, "indicator_code": "sales"})
    assert gap_contributions(progress)["gap_share"].tolist() == [1, 1]


def test_no_gap_has_no_shares():
    assert gap_contributions(frame({}, {}))["gap_share"].tolist() == [0, 0]


def test_a_gap_is_of_the_whole_and_silent_where_it_cannot_be():
    # the whole lacks 40: 30 and 10 are three quarters and one; of 25 they would be more than all of it
    progress = frame({"shortfall": 30.0}, {"shortfall": 10.0}, {"shortfall": -15.0})
    assert gap_contributions(progress, pd.Series({"output": 40.0}))["gap_share"].tolist() == [0.75, 0.25, 0]
    # 60 lacked, of which 20 are nobody's known part
    assert gap_contributions(progress, pd.Series({"output": 60.0}))["gap_share"].sum() == pytest.approx(
        40 / 60
    )
    for whole in (25.0, 0.0, -5.0, math.nan):
        assert gap_contributions(progress, pd.Series({"output": whole}))["gap_share"].isna().all()
