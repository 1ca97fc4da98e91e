"""What must hold for any numbers: scale, direction, order, and one definition however it is written."""

import math

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics.model import Status
from metrics.progress import judge
from metrics.status import load_rules, rule_sets
from tests.metrics.factory import judged, month_end, observation_frame, target_frame

ORDER = ["far_behind", "behind", "on_pace", "achieved"]
amounts = st.decimals(min_value="0.0001", max_value="99999", places=4).map(float)
months = st.integers(min_value=2, max_value=11)
scales = st.sampled_from([0.0001, 0.01, 0.1, 3.0, 10.0, 10000.0, 100000000.0])


def light(target, value, kind, month, rules="default"):
    return judged(target, {f"2024-{month:02d}": value}, kind, f"2024-{month:02d}", rules=rules)


@settings(max_examples=60, deadline=None)
@given(goal=amounts, done=amounts, month=months, scale=scales)
def test_a_change_of_unit_changes_no_light(goal, done, month, scale):
    one = light({"value": goal}, done, "ytd", month)
    other = light({"value": goal * scale}, done * scale, "ytd", month)
    assert one["official_status"] == other["official_status"]
    assert one["outlook_status"] == other["outlook_status"]
    assert math.isclose(one["completion"], other["completion"], rel_tol=1e-9)


@settings(max_examples=60, deadline=None)
@given(goal=amounts, base=amounts, done=amounts, month=months, shift=st.integers(-1000, 1000))
def test_a_shift_of_baseline_target_and_level_changes_no_completion(goal, base, done, month, shift):
    assume(goal > base + 0.01)
    stock = {"measure": "stock", "value": goal, "baseline_value": base}
    moved = {"measure": "stock", "value": goal + shift, "baseline_value": base + shift}
    one, other = light(stock, done, "level", month), light(moved, done + shift, "level", month)
    assert math.isclose(one["completion"], other["completion"], rel_tol=1e-6, abs_tol=1e-6)


@settings(max_examples=60, deadline=None)
@given(goal=amounts, low=amounts, more=amounts, month=months)
def test_more_is_never_a_worse_light(goal, low, more, month):
    for rules in ("default", "xuancheng", "yinchuan-2025"):
        less, better = (light({"value": goal}, done, "ytd", month, rules) for done in (low, low + more))
        assert ORDER.index(less["official_status"]) <= ORDER.index(better["official_status"])
        assert less["lag_pp"] <= better["lag_pp"]


@settings(max_examples=60, deadline=None)
@given(base=st.integers(1, 1000), way=st.integers(1, 1000), done=st.integers(-500, 1500), month=months)
def test_lowering_mirrors_raising(base, way, done, month):
    up = {"measure": "stock", "value": float(base + way), "baseline_value": float(base)}
    down = {
        "measure": "stock",
        "value": float(-base - way),
        "baseline_value": float(-base),
        "better": "lower",
    }
    one, other = (
        light(up, float(base + done), "level", month),
        light(down, float(-base - done), "level", month),
    )
    assert math.isclose(one["completion"], other["completion"], abs_tol=1e-12)
    assert math.isclose(one["lag_pp"], other["lag_pp"], abs_tol=1e-9)
    assert math.isclose(one["required_per_month"], -other["required_per_month"], abs_tol=1e-9)
    # a level to be lowered is achieved at the deadline only
    assert one["official_status"].replace("achieved", "on_pace") == other["official_status"]


@settings(max_examples=60, deadline=None)
@given(goal=st.integers(-20, 20), growth=st.integers(-200, 200), month=months)
def test_growth_mirrors(goal, growth, month):
    up = light({"measure": "rate", "value": float(goal)}, growth / 10, "yoy", month)
    down = light({"measure": "rate", "value": float(-goal), "better": "lower"}, -growth / 10, "yoy", month)
    assert up["official_status"] == down["official_status"]
    assert up["lag_pp"] == down["lag_pp"]


@settings(max_examples=100, deadline=None)
@given(twelfths=st.integers(1, 24), goal=st.integers(1, 999), month=months)
def test_equal_rationals_fall_alike(twelfths, goal, month):
    """k/12 of any target is on pace in month k, and nothing below it is, whatever the last bits say."""
    done = goal * twelfths / 12
    for rules in ("default", "xuancheng", "yinchuan-2025"):
        status = light({"value": float(goal)}, done, "ytd", month, rules)["official_status"]
        assert (status in ("on_pace", "achieved")) == (twelfths >= month)


@settings(max_examples=100, deadline=None)
@given(goal=amounts, done=amounts, month=months)
def test_the_light_agrees_with_the_numbers_beside_it(goal, done, month):
    row = light({"value": goal}, done, "ytd", month)
    ahead = row["official_status"] in ("on_pace", "achieved")
    assert ahead == (row["lag_pp"] >= 0) == (row["pace"] >= 1 - 1e-9)
    if row["official_status"] == "far_behind":
        assert row["pace"] < 0.8
        assert row["lag_pp"] < -5


def scalar_light(goal, done, month):
    """The default rule for one flow, written out in plain arithmetic."""
    completion, expected = done / goal, month / 12
    if completion >= 1:
        return "achieved"
    if completion >= expected:
        return "on_pace"
    return "far_behind" if completion / expected < 0.8 and expected - completion > 0.05 else "behind"


def test_the_vectorised_light_is_the_scalar_one():
    draw = np.random.default_rng(5)
    goals, parts = draw.integers(50, 5000, 4000) / 7, draw.uniform(0, 1.3, 4000)
    for month in (2, 6, 11):
        targets = target_frame(*({"value": goal} for goal in goals))
        done = goals * parts * month / 12
        ends = pd.Timestamp(2024, month, 1) + pd.offsets.MonthEnd(0)
        rows = pd.DataFrame(
            {
                "target_id": targets["target_id"],
                "period_end": ends,
                "kind": "ytd",
                "value": done,
                "frequency": "month",
            }
        )
        table = judge(targets, rows, ends.date(), load_rules("default"))
        assert list(table["official_status"]) == [
            scalar_light(g, d, month) for g, d in zip(goals, done, strict=True)
        ]


def test_one_pass_judges_each_as_if_it_were_alone():
    targets = target_frame(
        {"value": 80.0}, {"measure": "stock", "baseline_value": 20.0}, {"measure": "rate", "value": 6.0},
        {"comparator": "<="}, {"assessed": "annual"}, {"value": None},
    )  # fmt: skip
    kinds = ["ytd", "level", "yoy", "ytd", "ytd", "ytd"]
    rows = observation_frame(
        *[(f"t{n}", f"2024-{m:02d}", kind, 3.0 * m + n) for n, kind in enumerate(kinds) for m in range(2, 8)]
    )
    for rules in rule_sets():
        together = judge(targets, rows, month_end("2024-07"), rules)
        for n in range(len(targets)):
            alone = judge(targets.iloc[[n]], rows, month_end("2024-07"), rules)
            pd.testing.assert_frame_equal(together.iloc[[n]], alone)


def test_every_light_is_a_word_of_the_design():
    statuses = {judged({}, {"2024-06": v}, "ytd", "2024-06")["official_status"] for v in range(0, 120, 10)}
    assert statuses <= {str(status) for status in Status}
