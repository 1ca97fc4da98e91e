"""Verdicts that governments published, reproduced from the numbers they published with them."""

import pytest

from tests.metrics.factory import judged

# what was said · target · period → value · kind · as of · rule set → completion, lag in points, light
PUBLISHED = [
    # 固投 23.68亿元 is 74% of the plan (32亿元) by August: 23.68/32 = 0.74; 8/12 = 0.6667; 7.33 points ahead
    ({"value": 32.0}, {"2024-08": 23.68}, "ytd", "2024-08", "default", 0.74, 7.33, "on_pace"),
    # 10,764万元 of 16,900万元 by October: 10764/16900 = 0.6369; 10/12 = 0.8333; 19.64 points behind
    ({"value": 16900.0}, {"2024-10": 10764.0}, "ytd", "2024-10", "default", 0.637, -19.64, "far_behind"),
    # 35.9亿元 in the first quarter = 23.7% of the year (151.5亿元): below 25%, 1.30 points; ratio 0.948
    ({"value": 151.5}, {"2024-03": 35.9}, "ytd", "2024-03", "default", 0.237, -1.30, "behind"),
    ({"value": 151.5}, {"2024-03": 35.9}, "ytd", "2024-03", "xuancheng", 0.237, -1.30, "behind"),
    # charging points: (10729 − 8200) / 8000 = 0.3161 in mid-July; 7/12 = 0.5833; 26.72 points behind
    (
        {"measure": "stock", "basis": "increment", "value": 8000.0, "baseline_value": 8200.0,
         "baseline_on": "2022-12-31", "period_start": "2023-01-01", "deadline": "2023-12-31"},
        {"2023-07-15": 10729.0}, "level", "2023-07", "default", 0.316, -26.72, "far_behind",
    ),
]  # fmt: skip


@pytest.mark.parametrize("published", PUBLISHED)
def test_published_verdicts_are_reproduced(published):
    target, values, kind, as_of, rules, *expected = published
    done, lag, light = expected
    row = judged(target, values, kind, as_of, rules=rules)
    assert row["completion"] == pytest.approx(done, abs=0.0005)
    assert row["lag_pp"] == pytest.approx(lag, abs=0.005)
    assert row["official_status"] == light


# Xuancheng's cut-offs: 25% in the first quarter, 50% at half time, 91.7% (which is 11/12) to November
@pytest.mark.parametrize(
    ("as_of", "done", "light"),
    [
        ("2024-03", 25.0, "on_pace"),
        ("2024-03", 24.9999, "behind"),
        ("2024-06", 50.0, "on_pace"),
        ("2024-06", 49.9999, "behind"),
        ("2024-11", 100 * 11 / 12, "on_pace"),  # at the cut-off exactly
        ("2024-11", 91.6666, "behind"),  # 91.6666% < 91.66…%
        ("2024-11", 91.7, "on_pace"),
    ],
)
def test_xuancheng_cut_offs_are_k_of_twelve_exactly(as_of, done, light):
    assert judged({}, {as_of: done}, "ytd", as_of, rules="xuancheng")["official_status"] == light


def test_xuancheng_does_not_judge_annual_indicators_in_the_year():
    row = judged({"assessed": "annual"}, {"2024-06": 10.0}, "ytd", "2024-06", rules="xuancheng")
    assert (row["official_status"], row["reason"]) == ("not_due", "annual_only")
