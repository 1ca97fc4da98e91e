"""What the screens cut from the frames: counts with their change, the worst first, the newest remark."""

import pandas as pd

from metrics.model import Status
from pages.overview import frames as overview
from pages.targets import frames as targets


def test_a_count_says_how_many_more_than_a_month_ago():
    facts = pd.DataFrame({
        "official_status": ["behind", "behind", "on_pace", "far_behind"],
        "previous_status": ["on_pace", "behind", "on_pace", "far_behind"],
    })  # fmt: skip
    found = {count.status: (count.now, count.change) for count in overview.status_counts(facts)}
    assert found[Status.BEHIND] == (2, 1)
    assert found[Status.ON_PACE] == (1, -1)
    assert found[Status.FAR_BEHIND] == (1, 0)


def test_without_lights_a_month_ago_no_change_is_claimed():
    facts = pd.DataFrame({"official_status": ["behind"], "previous_status": ["not_due"]})
    assert {count.change for count in overview.status_counts(facts)} == {None}


def test_at_most_three_disagreements_stand_before_the_worst():
    facts = pd.DataFrame({
        "target_id": list("abcdef"),
        "official_status": ["far_behind", "on_pace", "on_pace", "on_pace", "on_pace", "behind"],
        "disagrees": [False, True, True, True, True, False],
        "lag_pp": [-40.0, 5.0, 4.0, 3.0, 2.0, -6.0],
    })  # fmt: skip
    order = "".join(overview.needing_attention(facts)["target_id"])
    assert order == "edcafb"


def test_only_the_newest_month_of_remarks_is_told():
    every = pd.DataFrame({
        "indicator_code": ["x", "x", "y"],
        "region_code": ["150200"] * 3,
        "period_end": pd.to_datetime(["2024-05-31", "2024-06-30", "2024-07-31"]),
        "text": ["旧", "新", "别的"],
    })  # fmt: skip
    one = {"indicator_code": "x", "region_code": "150200"}
    assert list(targets.remarks(every, one)["text"]) == ["新"]
