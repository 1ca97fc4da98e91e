"""Rule sets: sound by construction, exact at their bounds, and refusing what they cannot judge."""

import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import status
from metrics.measures import Measure
from metrics.model import Status
from metrics.status import RULES, Gauge, RuleSetError, band_index, faults, load_rules, rule_names, rule_sets
from tests.metrics.factory import judged

FIVE_YEARS = {
    "measure": "stock", "value": 200.0, "period_start": "2021-01-01", "deadline": "2025-12-31",
    "baseline_value": 100.0, "baseline_on": "2020-12-31",
}  # fmt: skip


def test_the_rule_sets_that_ship_and_the_default_comes_first():
    codes = [rules.code for rules in rule_sets()]
    assert codes == ["default", "open-sdg", "seasonal", "un-progress-chart", "xuancheng", "yinchuan-2025"]
    assert len({rules.version for rules in rule_sets()}) == len(codes)


@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.code)
def test_every_rule_set_is_sound(rules):
    assert faults(rules) == ()
    assert rules.name
    assert rules.name_en
    assert rules.source


@given(value=st.floats(allow_nan=False, allow_infinity=True))
def test_every_number_falls_in_exactly_one_band(value):
    for rules in rule_sets():
        for gauge in rules.gauges:
            holding = [band for band in gauge.bands if band.at_least <= value < band.below]
            assert len(holding) == 1 or value == math.inf
            index = int(band_index(gauge, np.array([value]))[0])
            # equal up to one part in 10⁹ counts as the bound, so the band may be the next better one
            assert (
                index in {gauge.bands.index(band) + step for band in holding for step in (0, 1)}
                or value == math.inf
            )


def _gauge(*bounds):
    whole = load_rules("default").gauges[0]
    bands = tuple(replace(whole.bands[0], at_least=low, below=high) for low, high in bounds)
    return Gauge(number="pace", measures=whole.measures, bands=bands)


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        (((-math.inf, 0.8), (0.9, math.inf)), "gap"),
        (((-math.inf, 0.9), (0.8, math.inf)), "overlap"),
        (((0.0, 0.8), (0.8, math.inf)), "cover"),
        (((-math.inf, 0.8), (0.8, 1.0)), "cover"),
        (((-math.inf, 0.8), (0.8, 0.8), (0.8, math.inf)), "empty"),
        ((), "cover"),
    ],
)
def test_an_unsound_rule_set_is_found_out(bounds, fault):
    rules = replace(load_rules("default"), gauges=(_gauge(*bounds),))
    assert any(fault in found for found in faults(rules))


def test_a_measure_must_be_judged_or_refused():
    rules = replace(load_rules("un-progress-chart"), refusals=())
    assert "flow is neither judged nor refused" in faults(rules)


def test_an_unknown_name_is_an_error():
    with pytest.raises(LookupError, match="nowhere"):
        load_rules("nowhere")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('status = "behind"', 'status = "late"', "late"),
        ("code =", "kode =", "'code' is missing"),
        ('code = "default"', 'code = "other"', "its code is"),
        ("tolerance =", "tolerance = = 1", ""),
    ],
)
def test_a_rule_set_with_a_bad_word_is_refused_by_name_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, told: str
):
    for path in RULES.glob("*.toml"):
        shutil.copy(path, tmp_path)
    written = (RULES / "default.toml").read_text("utf-8")
    assert old in written
    (tmp_path / "broken.toml").write_text(
        written.replace('code = "default"', 'code = "broken"').replace(old, new, 1), "utf-8"
    )
    if "other" in new:
        (tmp_path / "broken.toml").write_text(written, "utf-8")
    monkeypatch.setattr(status, "RULES", tmp_path)
    load_rules.cache_clear()
    try:
        with pytest.raises(RuleSetError, match=f"rule set 'broken'.*{told}"):
            load_rules("broken")
        assert "broken" in rule_names()
        assert [rules.code for rules in rule_sets()] == [name for name in rule_names() if name != "broken"]
    finally:
        load_rules.cache_clear()


# 银川: green at 0, yellow from just below 0 to 30 points below (30 included), red beyond
@pytest.mark.parametrize(
    ("done", "light"),
    [
        (50.0, "on_pace"),
        (49.99, "behind"),
        (45.0, "behind"),
        (40.0, "behind"),
        (20.0, "behind"),
        (19.99, "far_behind"),
    ],
)
def test_yinchuan_lights_have_no_gap(done, light):
    assert judged({}, {"2024-06": done}, "ytd", "2024-06", rules="yinchuan-2025")["official_status"] == light


def test_yinchuan_red_cannot_fire_before_april():
    # nothing done: 25.0 points behind in March, 33.3 in April
    lights = [
        judged({}, {m: 0.0}, "ytd", m, rules="yinchuan-2025")["official_status"]
        for m in ("2024-03", "2024-04")
    ]
    assert lights == ["behind", "far_behind"]


# UN: (v·(1+CAGR)^years left − base) ÷ (target − base). After two of five years from 100 to 200:
# 132: CAGR 14.89%, 132 · 1.1489³ = 200.19 → 1.002; 115: 7.24%, 141.8 → 0.418; 103: 1.489%, 107.7 → 0.077
@pytest.mark.parametrize(("level", "light"), [(132.0, "on_pace"), (115.0, "behind"), (103.0, "far_behind")])
def test_un_progress_chart_carries_the_compound_rate_to_the_deadline(level, light):
    assert (
        judged(FIVE_YEARS, {"2022-12": level}, "level", "2022-12", rules="un-progress-chart")[
            "official_status"
        ]
        == light
    )


# Open SDG: CAGR so far ÷ CAGR needed (14.87% a year for 100 → 200 in five): 131: 14.46% → 0.972;
# 122: 10.45% → 0.703; 110: 4.88% → 0.328; 95: negative, moving away
@pytest.mark.parametrize(
    ("level", "light"), [(131.0, "on_pace"), (122.0, "behind"), (110.0, "far_behind"), (95.0, "far_behind")]
)
def test_open_sdg_compares_compound_rates(level, light):
    assert (
        judged(FIVE_YEARS, {"2022-12": level}, "level", "2022-12", rules="open-sdg")["official_status"]
        == light
    )


@pytest.mark.parametrize(("level", "light"), [(139.36, "on_pace"), (139.30, "behind")])
def test_a_baseline_without_a_date_is_of_the_month_before_the_period(level, light):
    # 100 → 200 in two years needs 41.42% a year; 0.95 × 41.42% = 39.35% in the first
    target = {"measure": "stock", "value": 200.0, "baseline_value": 100.0, "deadline": "2025-12-31"}
    row = judged(target, {"2024-12": level}, "level", "2024-12", rules="open-sdg")
    assert row["official_status"] == light


def test_a_negative_level_has_no_compound_rate():
    target = FIVE_YEARS | {"value": 200.0, "baseline_value": 100.0}
    row = judged(target, {"2022-12": -5.0}, "level", "2022-12", rules="open-sdg")
    assert (row["official_status"], row["reason"]) == ("not_assessable", "rule_set_refuses")


@pytest.mark.parametrize("code", ["un-progress-chart", "open-sdg"])
@pytest.mark.parametrize(
    "target",
    [
        {},  # a flow
        {"measure": "rate", "basis": "growth"},
        {"measure": "rank", "basis": "rank"},
        FIVE_YEARS | {"baseline_value": 0.0},  # the original would put 0.001 and call anything on track
        FIVE_YEARS | {"baseline_value": None},
        FIVE_YEARS | {"deadline": "2021-12-31"},  # one year
        FIVE_YEARS | {"deadline": "2022-06-30"},  # a year and a half
    ],
)  # fmt: skip
def test_international_methods_refuse_what_they_cannot_judge(code, target):
    row = judged(target, {"2021-06": 120.0}, "level", "2021-06", rules=code)
    assert (row["official_status"], row["reason"], row["outlook_status"]) == (
        "not_assessable",
        "rule_set_refuses",
        "none",
    )


def test_refusals_say_why_in_both_languages():
    for rules in rule_sets():
        assert {refusal.measure for refusal in rules.refusals} == {
            m for m in Measure if not rules.gauges_for(m)
        }
        assert all(refusal.why and refusal.why_en for refusal in rules.refusals)


def test_the_worst_band_comes_first_in_every_gauge():
    order = [Status.FAR_BEHIND, Status.BEHIND, Status.ON_PACE]
    for gauge in (gauge for rules in rule_sets() for gauge in rules.gauges):
        ranks = [order.index(band.status) for band in gauge.bands]
        assert ranks == sorted(ranks)
