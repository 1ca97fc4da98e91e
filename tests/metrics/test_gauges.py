"""Growth by hand: distances in points, and compound rates for levels over years."""

import numpy as np
import pytest

from metrics.progress import cagr_ratio, compound_rate, growth_lag_pp, trend_share


def a(*values):
    return np.array(values, dtype=float)


def test_distance_of_growth():
    # 12.3 − 15 = −2.7; for growth to be kept below 3: 3 − 3.4 = −0.4
    lag = growth_lag_pp(a(12.3, 3.4, np.nan), a(15, 3, 6), np.array([False, True, False]))
    assert lag == pytest.approx([-2.7, -0.4, np.nan], nan_ok=True)


def test_compound_rate():
    # 100 → 121 in two years: 10% a year; nothing from zero, to zero, or in no time
    rate = compound_rate(a(100, 0, 100, 100), a(121, 10, 0, 110), a(24, 24, 24, 0))
    assert rate == pytest.approx([0.1, np.nan, np.nan, np.nan], nan_ok=True)


def test_ratio_of_compound_rates():
    # 100 → 110.25 in two years is 5% a year; 100 → 121 in two is 10%: 0.5. Down from 100 to 81: −10% needed,
    # 90.25 is −5%: 0.5. A zero baseline is refused, not replaced.
    found = cagr_ratio(
        a(100, 100, 0), a(110.25, 90.25, 10), a(121, 81, 20),
        done=np.array([24, 24, 12]), total=np.array([24, 24, 24]), lower=np.array([False, True, False]),
    )  # fmt: skip
    assert found == pytest.approx([0.5, 0.5, np.nan], nan_ok=True)


def test_share_of_the_way_on_trend():
    # 100 → 110 in one of two years, target 125: 110 · 1.1 = 121; (121 − 100)/(125 − 100) = 0.84
    found = trend_share(a(100), a(110), a(125), done=np.array([12]), total=np.array([24]))
    assert found == pytest.approx([0.84])
