"""Seasons by hand: shares from complete years only, the missing January between, weights around one."""

import numpy as np
import pytest

from metrics.course import complete_years, filled, memory, roughness, season, seasonal_shares

# 累计 of two years: 10 by June and 40 by December, then 30 of 60; one column
YEARS = np.array([[[np.nan], [2.0], [3], [4], [6], [10], [12], [16], [20], [25], [30], [40]],
                  [[np.nan], [8.0], [12], [16], [24], [30], [33], [36], [42], [48], [54], [60]]])  # fmt: skip
FLOW = np.array([True])


def test_share_of_the_year():
    # by June 10/40 = 0.25 and 30/60 = 0.5; January lies half way to February: 2/40/2 = 0.025
    shares = seasonal_shares(YEARS)[:, :, 0]
    assert shares[:, 5] == pytest.approx([0.25, 0.5])
    assert shares[0, 0] == pytest.approx(0.025)
    assert shares[:, 11] == pytest.approx([1, 1])


def test_a_year_of_loss_has_no_season():
    loss = np.where(np.arange(24)[:, None] < 12, -1.0, 1.0) * YEARS.reshape(24, 1)
    first = (2022 - 1970) * 12
    assert np.isfinite(complete_years(loss, first, np.array([first + 24]))[:, -1, 0]).tolist() == [
        False,
        True,
    ]


def test_missing_months_lie_straight_between():
    found = filled(np.array([[np.nan, 2.0, np.nan, np.nan, 8.0]]).reshape(1, 5, 1) / 10)
    assert found[0, :, 0] == pytest.approx([0.1, 0.2, 0.4, 0.6, 0.8])


def test_only_years_that_are_complete_and_past_speak():
    yearly = np.vstack([YEARS.reshape(24, 1), [[np.nan], [5.0]]])
    first = (2022 - 1970) * 12
    assert np.isfinite(complete_years(yearly, first, np.array([first + 25]))[:, -1, 0]).tolist() == [
        True,
        True,
    ]
    # seen from 2023, only 2022 is past; a year without December, or with nothing in it, says nothing
    assert np.isfinite(complete_years(yearly, first, np.array([first + 13]))[:, -1, 0]).tolist() == [
        True,
        False,
    ]
    empty = np.where(np.arange(26)[:, None] == 11, np.nan, yearly)
    assert np.isfinite(complete_years(empty, first, np.array([first + 25]))[:, -1, 0]).tolist() == [
        False,
        True,
    ]


def test_a_year_known_by_its_total_has_no_season():
    # 20 by December 2022, nothing else known of the year
    yearly = np.full((14, 1), np.nan)
    yearly[11] = 20.0
    assert np.isnan(complete_years(yearly, (2022 - 1970) * 12, np.array([(2023 - 1970) * 12 + 1]))).all()


def test_weights_are_one_without_history():
    found = season(YEARS[:1].reshape(12, 1), 0, np.array([5]), FLOW)
    assert (found.weights == 1).all()
    assert found.years[0] == 0


def test_weights_sum_to_the_year_and_follow_the_season():
    found = season(YEARS.reshape(24, 1), 0, np.array([26]), FLOW)
    assert found.weights.sum() == pytest.approx(12)
    # December holds 10/40 and 6/60 of the year: more than a twelfth on average
    assert found.weights[11, 0] > 1
    assert found.years[0] == 2
    assert found.spread[0] > 0
    assert 0 <= found.memory[0] <= 0.8


def test_the_roughness_of_one_year_is_its_noise_and_not_its_season():
    draw = np.random.default_rng(3)
    months = np.arange(10)[:, None]
    smooth = 1.0 + 0.3 * np.sin(months / 10 * np.pi) + np.zeros((1, 500))
    # a smooth season has next to no second difference; noise of 0.2 is read as about 0.2
    assert roughness(smooth).max() < 0.03
    assert np.median(roughness(smooth + draw.normal(0, 0.2, smooth.shape))) == pytest.approx(0.2, abs=0.05)
    # −1, 2, −1: a single spike of 1 gives second differences of 1, 2, 1 among zeros, and their median is none
    assert roughness(np.where(months == 5, 2.0, 1.0))[0] == 0


def test_one_noisy_year_is_hardly_a_season():
    even, noisy = np.arange(1.0, 13), np.cumsum([5, 5, 1, 9, 2, 8, 1, 9, 2, 8, 1, 9.0])
    found = season(np.stack([even, noisy], axis=1), 0, np.array([14, 14]), np.array([True, True]))
    # every other month eight times the last: all of it is noise, and the weights stay flat
    assert found.weights[:, 1] == pytest.approx(1.0)
    assert found.spread[1] > 0.4
    assert found.spread[0] == pytest.approx(0.1)  # no year is as sure as it looks


def test_memory_tells_waves_from_noise():
    wave = np.sin(np.arange(40) / 4).reshape(4, 10, 1)
    flips = ((-1.0) ** np.arange(40)).reshape(4, 10, 1)
    assert memory(wave)[0] > 0.5
    assert memory(flips)[0] == 0
