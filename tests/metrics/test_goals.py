"""What is asked: whatever a target states, the light, the gap, the goal, the path and the sentences say the same of it."""

import re

import numpy as np
import pandas as pd
import pytest

from metrics.calendar import month_of
from metrics.course import expected_levels
from metrics.goals import (
    Statements,
    ask,
    completion,
    demand,
    due_now,
    level_at,
    reaches,
    read_terms,
    short_of,
    shortfall,
)
from metrics.measures import MEASURES, Measure
from metrics.status import load_rules
from tests.metrics.combinations import MONTHS, judged_everywhere
from tests.metrics.factory import judged
from wording import reasons, sentences

GOOD = ("achieved", "on_pace")
BAD = ("behind", "far_behind", "missed")
# what the sentences say of a target that is not where it should be, and of one that is
SAID_BEHIND = re.compile("落后序时|快于序时|未守住")
SAID_FINE = re.compile("超序时|低于序时|^守住|与序时持平|与目标持平")
SAID_SHORT, SAID_MET = re.compile("差|超出|接近"), re.compile("可达到|可控制在|达到目标|完成目标|，控制在")


@pytest.fixture(scope="module", params=MONTHS)
def frame(request) -> pd.DataFrame:
    return judged_everywhere(request.param)


def rows(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


@pytest.mark.parametrize(
    ("rules", "number"),
    [
        ("default", 100.0),
        ("default", 0.0),
        ("default", -60.0),
        ("xuancheng", 100.0),
        ("yinchuan-2025", 100.0),
    ],
)
def test_the_gap_lies_on_the_lights_side(rules, number):
    for month in MONTHS:
        frame = judged_everywhere(month, rules, number)
        good, bad = (frame["official_status"].isin(list(lights)) for lights in (GOOD, BAD))
        for gap in (frame["shortfall"], frame["gap_table"]):
            assert frame[(good & (gap > 0)) | (bad & (gap <= 0))].empty
    # neither side is empty, and the table shares out every gap of what may be summed
    assert min(good.sum(), bad.sum()) > 500
    assert (frame["gap_table"].isna() | frame["gap_table"].eq(frame["shortfall"])).all()
    assert frame["gap_table"].notna().sum() > 500


def test_the_gap_is_nothing_exactly_where_the_distance_is(frame):
    known = frame[frame["lag_pp"].notna()]
    assert (np.sign(known["shortfall"]) == -np.sign(known["lag_pp"])).all()


def test_the_goal_of_the_words_is_the_goal_of_the_light(frame):
    ledger = frame.rename(columns={"target": "value", "baseline": "baseline_value"})
    terms = read_terms(ledger, load_rules("default"))
    for place, row in enumerate(rows(frame)):
        wanted = demand(row)
        np.testing.assert_equal((wanted.stated, wanted.goal), (terms.stated[place], terms.goal[place]))
        if row["official_status"] in ("achieved", "missed"):
            assert (wanted.short(row["actual"]) <= 0) == (row["official_status"] == "achieved")


def test_the_number_stated_is_what_fulfils_it(frame):
    for row in rows(frame.drop_duplicates(["measure", "basis", "comparator", "better", "baseline"])):
        wanted = demand(row)
        if not np.isnan(wanted.stated):  # a fall from an unknown level has no level
            assert wanted.counted(wanted.stated) in (row["target"], row["value_high"])


def test_the_pace_sentence_lies_on_the_lights_side(frame):
    for row in rows(frame):
        said = reasons.pace_sentence(row)
        worse = "高于目标" if demand(row).lower else "低于目标"
        assert not (row["official_status"] in GOOD and (SAID_BEHIND.search(said) or worse in said)), (
            said,
            row,
        )
        assert not (row["official_status"] in BAD and SAID_FINE.search(said)), (said, row)


def test_the_headline_says_of_the_landing_what_the_goal_says(frame):
    for row in rows(frame):
        said, wanted = sentences.target_headline(row), demand(row)
        end = (
            row["actual"]
            if np.isnan(row["landing"]) or row["official_status"] in ("achieved", "missed")
            else row["landing"]
        )
        if row["official_status"] == "not_assessable" or row["reason"] == "cap_exceeded":
            continue
        assert bool(SAID_MET.search(said)) == (wanted.short(end) <= 0), (said, row)
        assert bool(SAID_SHORT.search(said)) == (wanted.short(end) > 0), (said, row)


def test_effort_is_owed_exactly_where_the_goal_is_not_reached(frame):
    for row in rows(frame[frame["required_per_month"].notna()]):
        wanted, said = demand(row), reasons.required_effort(row)
        open_ = wanted.short(row["actual"]) < 0 if wanted.spends else wanted.short(row["actual"]) > 0
        assert bool(said) == open_, (said, row)
        assert bool(reasons.effort_short(row)) == open_


def test_the_path_drawn_passes_through_what_is_due(frame):
    met = 0
    for row in rows(frame):
        [level] = expected_levels(row, np.array([month_of(row["actual_period"])]))
        if not np.isnan(level):
            met += 1
            short = short_of(np.array([level]), np.array([row["actual"]]), np.array([demand(row).lower]))[0]
            assert short == pytest.approx(row["shortfall"], nan_ok=True), row
    assert met > 500


def stated(measure: str = "stock", **said: object) -> Statements:
    """One statement: at least 100 of a stock, where nothing else is said."""
    usual = {"moves": False, "improves_down": False, "at_most": False, "about": False, "between": False,
             "value": 100.0, "high": np.nan, "base": np.nan}  # fmt: skip
    return Statements(
        measure=np.array([MEASURES.index(Measure(measure))]),
        **{name: np.array([value]) for name, value in (usual | said).items()},
    )


# what is said · stated level · level from which it counts as met (5% or 0.5 points of tolerance)
ASKED = [
    ({}, 100, 100),
    ({"moves": True, "value": 10.0, "base": 50.0}, 60, 60),  # 新增10 on 50
    ({"moves": True, "value": 10.0, "base": 50.0, "improves_down": True}, 40, 40),  # 压减10 from 50
    ({"moves": True, "value": -10.0, "base": 50.0, "improves_down": True}, 40, 40),  # stated with its sign
    ({"moves": True, "value": 10.0, "base": 50.0, "at_most": True}, 60, 60),  # 新增 at most 10
    ({"moves": True, "value": 10.0}, 10, 10),  # 新增10 on a level nobody knows: the sum itself
    ({"moves": True, "value": 10.0, "improves_down": True}, np.nan, np.nan),  # a cut of it: nothing
    ({"between": True, "value": 3.0, "high": 5.0}, 3, 3),  # 3~5家
    ({"between": True, "value": 3.0, "high": 5.0, "improves_down": True}, 5, 5),
    # 压减3~5 from 50 is met at 47, as a rise by 3~5 is at 53
    ({"between": True, "value": 3.0, "high": 5.0, "improves_down": True, "moves": True, "base": 50.0}, 47, 47),
    ({"between": True, "value": 3.0, "high": 5.0, "moves": True, "base": 50.0}, 53, 53),
    ({"about": True}, 100, 95),
    ({"about": True, "improves_down": True}, 100, 105),
    ({"about": True, "measure": "rate", "value": 6.0}, 6, 5.5),
]  # fmt: skip


@pytest.mark.parametrize(("said", "level", "goal"), ASKED)
def test_level_increment_range_and_direction_are_read_once(said, level, goal):
    goals = ask(stated(**said), 0.05, 0.5)
    np.testing.assert_allclose([goals.stated[0], goals.goal[0]], [level, goal])


def test_a_cut_is_as_far_behind_in_the_gap_as_in_the_light():
    # a cut of 10 from 50, standing at 48 in June: done 2/10, due 5/10; 45 is due, 3 are short
    cut = {"measure": "stock", "basis": "increment", "better": "lower", "value": 10.0, "baseline_value": 50.0}
    row = judged(cut, {"2024-06": 48.0}, "level", "2024-06")
    assert (row["completion"], row["lag_pp"], row["official_status"]) == (
        0.2,
        pytest.approx(-30),
        "far_behind",
    )
    assert row["shortfall"] == pytest.approx(3)


# target · level in June → shortfall
SHORT = [
    ({}, "ytd", 45.0, 5.0),  # 50 due
    ({"comparator": "<="}, "ytd", 55.0, 5.0),  # 50 may be used
    ({"measure": "stock", "baseline_value": 40.0}, "level", 64.0, 6.0),  # 70 due
    ({"measure": "stock", "better": "lower", "value": 30.0, "baseline_value": 50.0}, "level", 44.0, 4.0),  # 40 due
    ({"measure": "stock", "comparator": "<=", "value": 30.0}, "level", 33.0, 3.0),  # a limit holds from the first day
    ({"measure": "stock", "comparator": "<=", "value": 30.0}, "level", -5.0, -35.0),
    # 100左右 from a baseline of 120 is to be held from 95 on, not from 100 less 5% of nothing
    ({"measure": "stock", "comparator": "~", "baseline_value": 120.0}, "level", 100.0, -5.0),
    # 压减5~10左右 is 5; at most 10 of 5~10
    ({"comparator": "range", "better": "lower", "value": 10.0, "value_high": 15.0}, "ytd", 7.0, -0.5),
    ({"measure": "share", "basis": "share", "value": 50.0, "baseline_value": 40.0}, "level", 44.0, 1.0),  # points
    ({"measure": "rate", "basis": "growth", "value": 6.0}, "yoy", 5.0, 1.0),
    ({"comparator": "<=", "value": 0.0}, "ytd", 2.0, 2.0),  # 零事故
    ({"value": 0.0}, "ytd", 0.0, 0.0),  # a share of nothing
    ({"value": -50.0}, "ytd", -80.0, np.nan),  # what is due of a loss nobody can say before the year is over
]  # fmt: skip


@pytest.mark.parametrize(("target", "kind", "level", "short"), SHORT)
def test_shortfall_by_hand(target, kind, level, short):
    found = judged(target, {"2024-06": level}, kind, "2024-06")["shortfall"]
    assert found == pytest.approx(short, nan_ok=True)


def test_a_sum_to_reach_below_zero_is_due_at_its_deadline():
    # 减亏到−50: at −80 in December it is 30 short
    assert judged({"value": -50.0}, {"2024-12": -80.0}, "ytd", "2024-12")["shortfall"] == pytest.approx(30)


def test_a_plan_beyond_its_target_asks_for_no_more_than_the_target():
    # planned 110 of 100 by September; 102 is achieved, and not 8 behind
    paths = pd.DataFrame(
        {
            "target_id": "t0",
            "period_end": pd.to_datetime(["2024-09-30"]),
            "expected": [1.1],
            "path": "planned",
        }
    )
    row = judged({}, {"2024-09": 102.0}, "ytd", "2024-09", paths=paths)
    assert (row["expected"], row["official_status"]) == (1.0, "achieved")
    assert row["shortfall"] == pytest.approx(-2)


def test_completion_reads_backwards():
    for said in (
        {},
        {"base": 40.0},
        {"base": 120.0},
        {"improves_down": True},
        {"improves_down": True, "base": 120.0},
    ):
        goals = ask(stated(**said), 0.05, 0.5)
        for level in (30.0, 90.0, 130.0):
            done = completion(goals, np.array([level]))
            assert level_at(goals, done)[0] == pytest.approx(level), said


def test_what_is_due_is_short_by_nothing():
    goals = ask(stated(base=40.0))
    half = np.array([0.5])
    assert due_now(goals, half)[0] == 70
    assert shortfall(goals, np.array([70.0]), half)[0] == 0
    assert reaches(goals.goal, np.array([100.0]), goals.lower)[0]
