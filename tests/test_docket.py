"""A view reads its plans, paths and rule set once, however many months of it are judged."""

from datetime import date

import pandas as pd
import pytest

from metrics import course
from tests.metrics.factory import observation_frame, target_frame
from tracker import judgement
from tracker.judgement import Docket

HISTORY = [("2023-03", 20.0), ("2023-06", 80.0), ("2023-12", 200.0), ("2024-05", 24.0), ("2024-06", 31.0)]


def known(*plans: tuple[tuple[pd.Timestamp, float], ...]) -> pd.DataFrame:
    """One target a plan as the ledger gives it, of one indicator each; an empty plan is none."""
    ledger = target_frame(*({} for _ in plans))
    return ledger.assign(
        indicator_code=ledger["target_id"], is_handed_down=False, indicator="产量", indicator_unit="万吨", region_code="1502", plan=list(plans), value_normal=ledger["value"],
        value_high_normal=ledger["value_high"], baseline_normal=ledger["baseline_value"],
    )  # fmt: skip


def reported(*targets: str) -> pd.DataFrame:
    return observation_frame(*((one, month, "ytd", value) for one in targets for month, value in HISTORY))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was computed, in order."""
    calls: list[str] = []

    def noted(name: str):
        def told(*operands: object) -> object:
            calls.append(name)
            return getattr(course, name)(*operands)

        return told

    for name in ("planned_paths", "seasonal_paths"):
        monkeypatch.setattr(judgement, name, noted(name))
    return calls


def test_paths_are_computed_once_for_all_months_of_a_year(counted: list[str]):
    plan = ((pd.Timestamp("2024-06-30"), 40.0), (pd.Timestamp("2024-12-31"), 100.0))
    of_year = Docket(known((), plan), reported("t0", "t1"), "seasonal")
    june, may = of_year.at(date(2024, 6, 30)), of_year.at(date(2024, 5, 31))
    assert set(of_year.points(date(2024, 6, 30))) == {"t0", "t1"}
    assert counted == ["planned_paths", "seasonal_paths"]
    # 80 of 200 by June last year; a plan of 40 by then, 33.3 by May
    assert list(june["expected"]) == pytest.approx([0.4, 0.4])
    assert may["expected"].iloc[1] == pytest.approx(0.4 * 5 / 6)


def test_last_years_months_have_paths_of_their_own(counted: list[str]):
    of_january = Docket(known(()), reported("t0"), "seasonal")
    assert of_january.points(date(2024, 1, 31)) != of_january.points(date(2023, 12, 31)) == {}
    assert counted == ["seasonal_paths", "seasonal_paths"]


def test_a_rule_set_that_heeds_no_plan_computes_none(counted: list[str]):
    plan = ((pd.Timestamp("2024-06-30"), 40.0),)
    straight = Docket(known(plan), reported("t0"), "xuancheng").at(date(2024, 6, 30))
    assert (list(straight["expected"]), counted) == ([0.5], [])


def test_later_values_are_not_looked_at():
    may = Docket(known(()), reported("t0"), "default").at(date(2024, 5, 31))
    assert list(may["actual"]) == [24.0]
