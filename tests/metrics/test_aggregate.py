"""Roll-ups by hand: counts first, additive values re-summed, the missing listed and never zero."""

import math

import pandas as pd
import pytest

from metrics.aggregate import gap_contributions, status_counts, summed_values

USUAL = {
    "region": "甲", "indicator": "产值", "indicator_code": "output", "unit": "亿元", "measure": "flow", "basis": "level",
    "comparator": ">=", "better": "higher", "additive": True, "deadline": pd.Timestamp("2024-12-31"), "baseline": math.nan,
    "part_of": None, "target": 100.0, "actual": 50.0, "completion": 0.5, "expected": 0.5, "official_status": "on_pace",
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


def test_additive_values_are_summed_and_the_missing_listed():
    # 甲 30 of 100, 乙 45 of 50, 丙 nothing of 70: (30 + 45) ÷ (100 + 50) = 0.5 of those that reported
    progress = frame({"actual": 30.0}, {"actual": 45.0, "target": 50.0}, {"actual": math.nan, "target": 70.0})
    [row] = summed_values(progress, "indicator").to_dict("records")
    assert (row["target"], row["target_reported"], row["actual"]) == (220, 150, 75)
    assert row["completion"] == pytest.approx(0.5)
    assert (row["targets"], row["reported"], row["missing"]) == (3, 2, ("t2",))


def test_a_target_without_a_number_leaves_no_whole_sum():
    [row] = summed_values(frame({}, {"target": math.nan, "actual": math.nan}), "indicator").to_dict("records")
    assert math.isnan(row["target"])
    assert (row["target_reported"], row["completion"]) == (100, 0.5)


def test_levels_are_summed_on_their_gain():
    # 40 → 100 now 64, 20 → 40 now 26: (90 − 60) ÷ (140 − 60) = 0.375
    stock = {"measure": "stock"}
    progress = frame(
        stock | {"baseline": 40.0, "actual": 64.0}, stock | {"baseline": 20.0, "target": 40.0, "actual": 26.0}
    )
    [row] = summed_values(progress, "indicator").to_dict("records")
    assert row["completion"] == pytest.approx(0.375)


def test_increments_of_levels_are_summed_as_levels():
    # +20 on 40, now 52: (52 − 40) ÷ 20 = 0.6
    progress = frame(
        {"measure": "stock", "basis": "increment", "baseline": 40.0, "target": 20.0, "actual": 52.0}
    )
    [row] = summed_values(progress, "indicator").to_dict("records")
    assert (row["target"], row["completion"]) == (60, pytest.approx(0.6))


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
    assert summed_values(frame(row, row), "region").empty
    assert gap_contributions(frame(row, row))["shortfall"].isna().all()


def test_a_child_is_not_counted_beside_its_parent():
    progress = frame({}, {"part_of": "t0", "target": 60.0}, {"part_of": "t0", "target": 40.0})
    assert summed_values(progress, "indicator")["target"].tolist() == [100]


def test_nobody_reported_is_missing():
    [row] = summed_values(frame({"actual": math.nan}), "region").to_dict("records")
    assert math.isnan(row["actual"])
    assert math.isnan(row["completion"])


def test_the_gap_is_shared_out_among_those_behind():
    # due 50 each; 甲 at 20 is 30 short, 乙 at 40 is 10 short, 丙 at 65 is 15 ahead, 丁 is missing: 75%, 25%, 0
    progress = frame({"actual": 20.0}, {"actual": 40.0}, {"actual": 65.0}, {"actual": math.nan})
    found = gap_contributions(progress)
    assert found["shortfall"].tolist()[:3] == [30, 10, -15]
    assert found["gap_share"].tolist()[:3] == [0.75, 0.25, 0]
    assert found.loc[3, ["shortfall", "gap_share"]].isna().all()


def test_the_gap_of_a_level_and_of_a_cap():
    # 40 → 100 due at half: 70, now 64: 6 short; a cap of 100 at half: 55 used is 5 over
    progress = frame(
        {"measure": "stock", "baseline": 40.0, "actual": 64.0},
        {"comparator": "<=", "actual": 55.0, "indicator_code": "energy"},
    )
    assert gap_contributions(progress)["shortfall"].tolist() == pytest.approx([6, 5])


def test_the_gaps_of_two_indicators_of_one_unit_are_shared_out_apart():
    progress = frame({"actual": 20.0}, {"actual": 40.0, "indicator_code": "sales"})
    assert gap_contributions(progress)["gap_share"].tolist() == [1, 1]


def test_a_sum_counts_from_nothing_though_last_years_is_noted_beside_it():
    progress = frame({"basis": "increment", "baseline": 40.0, "actual": 30.0})
    assert gap_contributions(progress)["shortfall"].tolist() == [20]
    assert summed_values(progress, "indicator")["target"].tolist() == [100]


def test_no_gap_has_no_shares():
    assert gap_contributions(frame({}, {}))["gap_share"].tolist() == [0, 0]
