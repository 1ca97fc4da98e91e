"""Seasons: how a year's sum is usually spread over its months, from complete earlier years.

Owns the share done by each month, the month weights from it, and how far they may be trusted. It refuses to
read a season out of a year that is not complete.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.arrays import Floats, Ints, ratio
from metrics.calendar import MONTHS

MARCH: Final = 2
# a year known by its total, or by its halves, has no season to read
SEASON_POINTS: Final = 3
# no year repeats the one before exactly, however alike those known look
LEAST_SPREAD: Final = 0.04
# of one year alone nobody knows how the next differs: at least so much
LONE_SPREAD: Final = 0.1
# chosen on generated series, as the other constants of a season
MEMORY_LOST: Final = 0.15
# the median square of a standard normal number
MEDIAN_SQUARE: Final = 0.455


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Weight of each calendar month [12, targets] (mean 1), the years it rests on, and their spread.

    `spread` is the standard deviation of a month's weight from year to year, as a share of an average
    month, with a single year read from how rough that year is; `memory` how much of a month's surprise carries
    into the next (0 to 0.8), missing with fewer than two years.
    """

    weights: Floats
    years: Floats
    spread: Floats
    memory: Floats


def complete_years(yearly: Floats, first: int, month: Ints) -> Floats:
    """Sums since January [years, 12, targets] of the calendar years before each target's month.

    `yearly`: [months, targets] from January on, `first` the month of row 0. Years that have not ended, or
    whose total is not positive, or of which fewer than three months are known, are missing altogether.
    """
    count = len(yearly) // MONTHS
    years = yearly[: count * MONTHS].reshape(count, MONTHS, yearly.shape[1])
    before = (np.arange(len(years)) + first // MONTHS)[:, None] < month // MONTHS
    whole = before & (years[:, -1, :] > 0)
    whole &= (~np.isnan(years)).sum(axis=1) >= SEASON_POINTS
    return np.where(whole[:, None, :], years, np.nan)


def seasonal_shares(years: Floats) -> Floats:
    """Share of the year done by each month: 累计 ÷ 全年 of each complete year, missing months between.

    Fraction, [years, 12, targets]. January never reported lies half way to February.
    Source: design section 4 (the region's own seasonal profile).
    """
    return filled(ratio(years, years[:, -1:, :]))


def filled(shares: Floats) -> Floats:
    """Missing months straight between their neighbours, from 0 before January; all missing stays missing."""
    start = np.zeros_like(shares[:, :1])
    padded = np.concatenate([start, shares], axis=1)
    place = np.arange(padded.shape[1])[None, :, None]
    known = ~np.isnan(padded)
    before = np.maximum.accumulate(np.where(known, place, 0), axis=1)
    after = np.where(known, place, MONTHS)[:, ::-1]
    after = np.minimum.accumulate(after, axis=1)[:, ::-1]
    low, high = np.take_along_axis(padded, before, 1), np.take_along_axis(padded, after, 1)
    step = ratio(place - before, after - before)
    return np.where(known, padded, low + (high - low) * step)[:, 1:]


def season(yearly: Floats, first: int, month: Ints, flows: npt.NDArray[np.bool_]) -> Season:
    """The season of each flow from its complete earlier years; flat for levels, rates and without history."""
    size = yearly.shape[1]
    none = np.full(size, np.nan)
    years = complete_years(yearly, first, month)
    count = (~np.isnan(years[:, -1, :])).sum(axis=0).astype(np.float64)
    if not (count * flows).any():
        return Season(weights=np.ones((MONTHS, size)), years=np.zeros(size), spread=none, memory=none)
    by_year = np.diff(seasonal_shares(years), axis=1, prepend=0.0) * MONTHS
    weights = ratio(np.nansum(by_year, axis=0), count)
    # January and February come together, so the spread is read from March on
    apart = (by_year - weights)[:, MARCH:]
    spread = np.sqrt(ratio(np.nansum(apart**2, axis=(0, 1)), (count - 1) * (MONTHS - MARCH)))
    rough = roughness(weights[MARCH:])
    spread = np.where(count == 1, rough, np.maximum(spread, LEAST_SPREAD))
    used = flows & (count > 0)
    # what the year-to-year spread alone would make of a flat year is taken back from the weights
    signal = ratio(spread**2, count * np.var(weights, axis=0))
    drawn = 1.0 + (weights - 1.0) * np.clip(1.0 - np.where(np.isnan(signal), 0.0, signal), 0.0, 1.0)
    return Season(
        weights=np.where(used, drawn, 1.0),
        years=np.where(used, count, 0.0),
        spread=np.where(used, np.where(count == 1, np.maximum(rough, LONE_SPREAD), spread), np.nan),
        memory=np.where(used & (count > 1), memory(apart), np.nan),
    )


def roughness(weights: Floats) -> Floats:
    """The spread of a month's weight that a single year shows by itself, as a share of an average month.

    `weights`: [months, targets]. A season moves smoothly, noise does not: the second differences of pure noise
    have six times its variance. Their median keeps one step of the season out of it.
    """
    bends = weights[2:] - 2.0 * weights[1:-1] + weights[:-2]
    return np.asarray(np.sqrt(np.median(bends**2, axis=0) / (6.0 * MEDIAN_SQUARE)), dtype=np.float64)


def memory(apart: Floats) -> Floats:
    """How much of a month's surprise carries into the next month: their correlation, between 0 and 0.8.

    `apart`: [years, months, targets] distances from the season. `MEMORY_LOST` is added back, for distances
    that sum to nothing over a year look less alike than they are.
    """
    together = np.nansum(apart[:, 1:] * apart[:, :-1], axis=(0, 1))
    return np.clip(ratio(together, np.nansum(apart**2, axis=(0, 1))) + MEMORY_LOST, 0.0, 0.8)
