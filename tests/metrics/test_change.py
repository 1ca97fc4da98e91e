"""What changed and why, by hand: correction + value + time = change of distance."""

import pandas as pd
import pytest

from metrics.explanation import what_changed
from metrics.progress import judge
from metrics.status import load_rules
from tests.metrics.factory import month_end, observation_frame, target_frame


def progress(target, values, as_of, kind="ytd"):
    targets = target_frame(target)
    rows = observation_frame(*[("t0", period, kind, float(value)) for period, value in values.items()])
    judged = judge(targets, rows, month_end(as_of), load_rules("default"))
    return targets.merge(judged, on="target_id")


def changed(target, then, now, kind="ytd"):
    """One target from May to June: what was known in May, and what is known now."""
    known = {period: value for period, value in now.items() if period <= "2024-05"}
    return what_changed(
        progress(target, now, "2024-06", kind),
        progress(target, then, "2024-05", kind),
        progress(target, known, "2024-05", kind),
    ).iloc[0]


def test_a_new_value_against_a_month_more():
    # May 40/100 against 41.67 (−1.67), June 52 against 50 (+2): +12 by value, −8.33 by time, +3.67 in all
    row = changed({}, {"2024-05": 40}, {"2024-05": 40, "2024-06": 52})
    assert row["cause"] == "value"
    assert (row["official_status_before"], row["official_status"]) == ("behind", "on_pace")
    assert row["by_value"] == pytest.approx(12)
    assert row["by_time"] == pytest.approx(-100 / 12)
    assert row["by_correction"] == 0
    assert row["lag_change"] == pytest.approx(12 - 100 / 12)


def test_nothing_new_and_time_passes():
    # June is silent: May's value is held against nothing of June, so no distance has changed
    row = changed({}, {"2024-05": 40}, {"2024-05": 40})
    assert (row["cause"], row["official_status"]) == ("time", "not_reported")
    assert row["by_correction"] == 0
    assert row[["lag_change", "by_value", "by_time"]].isna().all()


def test_a_correction_of_last_month():
    # May was 45 (+3.33) and is 40 (−1.67) now: −5 by correction; June 48: +8 by value, −8.33 by time
    row = changed({}, {"2024-05": 45}, {"2024-05": 40, "2024-06": 48})
    assert row["by_correction"] == pytest.approx(-5)
    assert row["by_value"] == pytest.approx(8)
    assert row["lag_change"] == pytest.approx(-5 + 8 - 100 / 12)
    assert row["cause"] == "correction"  # the corrected May was behind already


def test_a_correction_that_left_the_light_is_not_the_cause():
    # May 45 (+3.33) is 44 (+2.33) now, on pace either way; June 45 is what put it behind
    row = changed({}, {"2024-05": 45}, {"2024-05": 44, "2024-06": 45})
    assert (row["official_status_before"], row["official_status"]) == ("on_pace", "behind")
    assert row["cause"] == "value"


def test_a_first_report_is_a_new_value_and_none_at_all_no_change():
    assert changed({}, {}, {"2024-06": 52})["cause"] == "value"
    silent = changed({"measure": "rate", "value": 6.0}, {}, {}, "yoy")
    assert silent["cause"] == "none"
    assert silent[["lag_change", "by_time", "by_value"]].isna().all()


def test_a_cap_gains_by_time():
    # 45 of 100 used in May and June: May 41.67 due (−3.33), June 50 due (+5): +8.33 by time
    row = changed({"comparator": "<="}, {"2024-05": 45}, {"2024-05": 45, "2024-06": 45})
    assert row["by_time"] == pytest.approx(100 / 12)
    assert row["by_value"] == pytest.approx(0)


def test_growth_does_not_move_by_time():
    row = changed(
        {"measure": "rate", "value": 6.0}, {"2024-05": 6.5}, {"2024-05": 6.5, "2024-06": 6.1}, "yoy"
    )
    assert (row["by_time"], row["by_value"]) == (0, pytest.approx(-0.4))


def test_targets_come_and_go():
    now, before = progress({"target_id": "new"}, {}, "2024-06"), progress({"target_id": "old"}, {}, "2024-05")
    table = what_changed(now, before, before).set_index("target_id")
    assert table["cause"].to_dict() == {"new": "new", "old": "gone"}


def test_nothing_changed_is_none():
    same = progress({"measure": "rate", "value": 6.0}, {"2024-05": 6.5}, "2024-05", "yoy")
    row = what_changed(same, same, same).iloc[0]
    assert (row["cause"], row["lag_change"]) == ("none", 0)
    assert isinstance(row["actual_period"], pd.Timestamp)
