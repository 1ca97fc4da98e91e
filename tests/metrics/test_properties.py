"""What must hold for any numbers: scale, direction, order, and one definition however it is written."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.model import Status
from metrics.progress import judge
from metrics.status import load_rules, rule_sets
from tests.metrics.factory import judged, month_end, observation_frame, target_frame

ORDER = ["far_behind", "behind", "on_pace", "achieved"]
amounts = st.decimals(min_value="0.0001", max_value="99999", places=4).map(float)
months = st.integers(min_value=2, max_value=11)
scales = st.sampled_from([0.0001, 0.01, 0.1, 3.0, 10.0, 10000.0, 100000000.0])
cases = settings(max_examples=20, deadline=None)


def many(*parts):
    """Up to thirty cases at once: they are judged in one pass."""
    return st.lists(st.tuples(*parts), min_size=1, max_size=30)


def lights(rows, kind, month, rules="default"):
    """The judgement of (target, value) pairs in one month."""
    period = f"2024-{month:02d}"
    targets = target_frame(*(target for target, _ in rows))
    reported = observation_frame(
        *((f"t{n}", period, kind, float(value)) for n, (_, value) in enumerate(rows))
    )
    return judge(targets, reported, month_end(period), load_rules(rules))


def order(frame):
    return frame["official_status"].map(ORDER.index)


@cases
@given(drawn=many(amounts, amounts, scales), month=months)
def test_a_change_of_unit_changes_no_light(drawn, month):
    one = lights([({"value": goal}, done) for goal, done, _ in drawn], "ytd", month)
    other = lights([({"value": goal * scale}, done * scale) for goal, done, scale in drawn], "ytd", month)
    assert list(one["official_status"]) == list(other["official_status"])
    assert list(one["outlook_status"]) == list(other["outlook_status"])
    np.testing.assert_allclose(one["completion"], other["completion"], rtol=1e-9)


@cases
@given(drawn=many(amounts, amounts, amounts, st.integers(-1000, 1000)), month=months)
def test_a_shift_of_baseline_target_and_level_changes_no_completion(drawn, month):
    stocks = [(base, base + way + 1.0, done, shift) for base, way, done, shift in drawn]
    one, other = (
        lights(
            [
                (
                    {"measure": "stock", "value": goal + by * shift, "baseline_value": base + by * shift},
                    done + by * shift,
                )
                for base, goal, done, shift in stocks
            ],
            "level",
            month,
        )
        for by in (0, 1)
    )
    np.testing.assert_allclose(one["completion"], other["completion"], rtol=1e-6, atol=1e-6)


@cases
@given(
    drawn=many(amounts, amounts, amounts),
    month=months,
    rules=st.sampled_from(["default", "xuancheng", "yinchuan-2025"]),
)
def test_more_is_never_a_worse_light(drawn, month, rules):
    less, better = (
        lights([({"value": goal}, low + by * more) for goal, low, more in drawn], "ytd", month, rules)
        for by in (0, 1)
    )
    assert (order(less) <= order(better)).all()
    assert (less["lag_pp"] <= better["lag_pp"]).all()


@cases
@given(drawn=many(st.integers(1, 1000), st.integers(1, 1000), st.integers(-500, 1500)), month=months)
def test_lowering_mirrors_raising(drawn, month):
    up = [
        ({"measure": "stock", "value": base + way, "baseline_value": base}, base + done)
        for base, way, done in drawn
    ]
    down = [
        ({"measure": "stock", "better": "lower", "value": -base - way, "baseline_value": -base}, -base - done)
        for base, way, done in drawn
    ]
    one, other = lights(up, "level", month), lights(down, "level", month)
    for name, sign in (("completion", 1), ("lag_pp", 1), ("required_per_month", -1)):
        np.testing.assert_allclose(one[name], sign * other[name], atol=1e-9)
    # a level to be lowered is achieved at the deadline only
    assert list(one["official_status"].replace("achieved", "on_pace")) == list(other["official_status"])


@cases
@given(drawn=many(st.integers(-20, 20), st.integers(-200, 200)), month=months)
def test_growth_mirrors(drawn, month):
    up = lights([({"measure": "rate", "value": goal}, growth / 10) for goal, growth in drawn], "yoy", month)
    down = lights(
        [({"measure": "rate", "better": "lower", "value": -goal}, -growth / 10) for goal, growth in drawn],
        "yoy",
        month,
    )
    assert list(up["official_status"]) == list(down["official_status"])
    assert list(up["lag_pp"]) == list(down["lag_pp"])


@cases
@given(
    drawn=many(st.integers(1, 24), st.integers(1, 999)),
    month=months,
    rules=st.sampled_from(["default", "xuancheng", "yinchuan-2025"]),
)
def test_equal_rationals_fall_alike(drawn, month, rules):
    """k/12 of any target is on pace in month k, and nothing below it is, whatever the last bits say."""
    table = lights([({"value": goal}, goal * twelfths / 12) for twelfths, goal in drawn], "ytd", month, rules)
    on_pace = table["official_status"].isin(["on_pace", "achieved"])
    assert list(on_pace) == [twelfths >= month for twelfths, _ in drawn]


@cases
@given(drawn=many(amounts, amounts), month=months)
def test_the_light_agrees_with_the_numbers_beside_it(drawn, month):
    table = lights([({"value": goal}, done) for goal, done in drawn], "ytd", month)
    ahead = table["official_status"].isin(["on_pace", "achieved"])
    assert list(ahead) == list(table["lag_pp"] >= 0) == list(table["pace"] >= 1 - 1e-9)
    far = table[table["official_status"] == "far_behind"]
    assert (far["pace"] < 0.8).all()
    assert (far["lag_pp"] < -5).all()


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
