"""年底预计: where each target will land at its deadline, with an 80% interval, and the outlook from it.

Owns projection. The method follows the evidence: with a complete earlier year the seasonal share done by
this month; otherwise increments with the recent ones weighing more; with fewer than three points the plain
run rate, marked as weak evidence. It refuses to project a growth rate beyond its own calendar year.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import NO_MONTH, Flags, Floats, Ints, at_least, ratio
from metrics.model import Outlook, Status
from metrics.series import Grid, Latest
from metrics.terms import FLOW, GAIN, RATE, Terms
from metrics.trajectory import seasonal_shares

MONTHS: Final = 12
ENOUGH_POINTS: Final = 3
# weight of an increment one month older, by formula (flow, gain, rate); chosen by the back-test
DECAY: Final = np.array([0.9, 0.9, 0.8])
# spread assumed before the increments speak: share of the mean step (flow, gain), percentage points (rate)
PRIOR_SPREAD: Final = np.array([0.2, 0.5, 1.5])
PRIOR_POINTS: Final = 2.0
# how many years of evidence a flat year weighs against earlier years' seasons
FLAT_YEARS: Final = 0.25
# one-sided 90% points of Student's t for 1, 2, 3 … degrees of freedom: an 80% interval between
T_90: Final = np.array(
    [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341]
)
Z_90: Final = 1.2816
# how a pace persists: month-to-month surprises are not independent, so the spread of their sum is wider
PERSISTENCE: Final = np.array([1.3, 1.3, 1.5])


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """Per target: projected value at the deadline and its 80% interval, in the indicator's unit."""

    value: Floats
    low: Floats
    high: Floats
    weak: Flags
    method: Ints


METHODS: Final = ("none", "reported", "run_rate", "recent_increments", "share_to_date")
NONE, REPORTED, RUN_RATE, RECENT, SEASONAL = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Increments:
    """Weighted mean and variance of the change per (seasonal) month, the points, and the weights' worth."""

    mean: Floats
    variance: Floats
    points: Floats
    worth: Floats


def project(terms: Terms, grid: Grid, at: Latest) -> Landing:
    """Where each target lands: what has accumulated plus the mean increment over the months left."""
    season, years = season_weights(terms, grid, at)
    level = _cumulated(terms, grid)
    found = increments(terms, grid, at, level, season)
    here = at.month != NO_MONTH
    left = _weight_left(season, at.month, terms.end)
    span = np.where(terms.formula == RATE, terms.end % MONTHS + 1.0, 1.0)
    so_far = np.where(terms.formula == RATE, at.value * (at.month % MONTHS + 1), at.value)
    value = (so_far + found.mean * left) / span
    reach = margin(terms, found, left) / span
    done = here & (at.month >= terms.end)
    beyond = (terms.formula == RATE) & (at.month // MONTHS != terms.end // MONTHS)
    unknown = ~here | (beyond & ~done) | np.isnan(found.mean) & ~done
    value = np.where(done, at.value, np.where(unknown, np.nan, value))
    reach = np.where(done, 0.0, np.where(unknown, np.nan, reach))
    floor = np.where((terms.formula == FLOW) & (at.value >= 0) & (found.mean >= 0), at.value, -np.inf)
    weak = ~done & (found.points < ENOUGH_POINTS)
    method = np.select(
        [done, unknown, (terms.formula == FLOW) & (years > 0), found.points < ENOUGH_POINTS],
        [REPORTED, NONE, SEASONAL, RUN_RATE],
        RECENT,
    )
    low = np.where(np.isnan(reach), np.nan, np.maximum(value - reach, floor))
    return Landing(value=value, low=low, high=value + reach, weak=weak, method=method)


def season_weights(terms: Terms, grid: Grid, at: Latest) -> tuple[Floats, Floats]:
    """Weight of each calendar month, mean 1, and the number of complete earlier years it rests on.

    [12, targets]; 1 for every month without history, and for levels and rates. Drawn towards 1 by
    `FLAT_YEARS`; January and February share their weight when January is never reported.
    """
    size = grid.value.shape[1]
    rows = len(grid.yearly) // MONTHS * MONTHS
    month = np.arange(rows)[:, None] + grid.first
    past = np.where((month // MONTHS < (at.month // MONTHS)[None, :]), grid.yearly[:rows], np.nan)
    ends = past[MONTHS - 1 :: MONTHS]
    years = (ends > 0).sum(axis=0).astype(np.float64)
    if not years.any():
        return np.ones((MONTHS, size)), years
    shares = seasonal_shares(past)
    shares = np.where(np.isnan(shares), _between(shares), shares)
    weights = np.diff(shares, axis=0, prepend=0.0) * MONTHS
    usable = (years > 0) & ~np.isnan(weights).any(axis=0) & (terms.formula == FLOW)
    drawn = (weights * years + FLAT_YEARS) / (years + FLAT_YEARS)
    return np.where(usable, drawn, 1.0), np.where(usable, years, 0.0)


def _between(shares: Floats) -> Floats:
    """Missing shares filled straight between their neighbours, from 0 before January."""
    filled = np.vstack([np.zeros(shares.shape[1]), shares])
    last: Floats = filled[0].copy()
    last_row = np.zeros(shares.shape[1])
    for row in range(1, len(filled)):
        here = ~np.isnan(filled[row])
        for gap in range(1, row):
            inside = here & (row - last_row > gap)
            at_row = row - gap
            filled[at_row] = np.where(
                inside,
                last + (filled[row] - last) * (at_row - last_row) / np.maximum(row - last_row, 1),
                filled[at_row],
            )
        last, last_row = np.where(here, filled[row], last), np.where(here, row, last_row)
    return filled[1:]


def _cumulated(terms: Terms, grid: Grid) -> Floats:
    """What increments are taken of: sums since January, levels, or growth times months of the year."""
    month_of_year = (np.arange(len(grid.value)) + grid.first) % MONTHS + 1.0
    growth = grid.value * month_of_year[:, None]
    flows = np.where(np.isnan(grid.yearly), grid.value, grid.yearly)
    return np.where(terms.formula == RATE, growth, np.where(terms.formula == FLOW, flows, grid.value))


def increments(terms: Terms, grid: Grid, at: Latest, level: Floats, season: Floats) -> Increments:
    """Change per month of weight 1 between successive reports, the recent ones weighing more.

    Flows count from their period's start (a year's first from zero), levels from twelve months before it or
    from the baseline, rates from two years before. A gap of g months is one increment of weight g.
    """
    steps = _steps(terms, grid, at, level, season)
    points: Floats = np.array([weight > 0 for _, weight in steps]).sum(axis=0).astype(np.float64)
    enough = points >= ENOUGH_POINTS
    decay = np.where(enough, DECAY[terms.formula], 1.0)
    total = moved = squares = np.zeros(level.shape[1])
    for step, weight in steps:
        fade = np.where(weight > 0, decay**weight, 1.0)
        total, squares = total * fade + weight, squares * fade**2 + weight
        moved = moved * fade + np.where(weight > 0, step * weight, 0.0)
    mean = ratio(moved, total)
    spread = np.zeros(level.shape[1])
    for step, weight in steps:
        spread += np.where(weight > 0, weight * (step - mean) ** 2, 0.0)
    prior = PRIOR_SPREAD[terms.formula] * np.where(terms.formula == RATE, 1.0, np.abs(mean))
    freedom = np.maximum(points - 1, 0) + PRIOR_POINTS
    return Increments(
        mean=mean,
        variance=(spread + PRIOR_POINTS * prior**2) / freedom,
        points=points,
        worth=ratio(total**2, squares),
    )


def _steps(
    terms: Terms, grid: Grid, at: Latest, level: Floats, season: Floats
) -> list[tuple[Floats, Floats]]:
    """Month by month: change per month of weight 1 since the last report, and the weight it spans (0: none)."""
    resets = terms.formula != GAIN
    since = terms.start - np.select([terms.formula == GAIN, terms.formula == RATE], [12, 24], 0)
    early = (terms.formula == GAIN) & terms.has_base & (terms.start <= grid.first)
    last = np.where(early, terms.base, np.nan)
    weight = np.where(early, grid.first - terms.start, 0.0).astype(np.float64)
    out = []
    for row, now in enumerate(level):
        month = row + grid.first
        inside = (month >= since) & (month <= at.month)
        last = np.where(resets & (month % MONTHS == 0), 0.0, last)
        weight = np.where(resets & (month % MONTHS == 0), 0.0, weight) + season[month % MONTHS]
        seen = ~np.isnan(now) & inside
        span = np.where(seen & ~np.isnan(last) & (weight > 0), weight, 0.0)
        out.append((ratio(now - last, span), span))
        begins = (terms.formula == GAIN) & (month == terms.start - 1) & ~seen & terms.has_base
        last = np.where(seen, now, np.where(begins, terms.base, last))
        weight = np.where(seen | begins, 0.0, weight)
    return out


def _weight_left(season: Floats, month: Ints, end: Ints) -> Floats:
    """Seasonal weight of the months after `month` up to and including `end`."""
    ahead = np.maximum(end - month, 0)
    rest: Floats = (ahead // MONTHS).astype(np.float64) * MONTHS
    for step in range(1, MONTHS):
        calendar = (month + step) % MONTHS
        rest += np.where(step <= ahead % MONTHS, season[calendar, np.arange(len(month))], 0.0)
    return rest


def margin(terms: Terms, found: Increments, left: Floats) -> Floats:
    """Half the 80% interval of the sum still to come: t · sqrt(σ² · left + σ² · left² ÷ worth) · persistence.

    Unit of the indicator; σ² is the variance of one month's increment. Grows with the months left.
    """
    freedom = np.maximum(found.points - 1, 0) + PRIOR_POINTS
    place = np.clip(freedom.astype(np.int64) - 1, 0, len(T_90) - 1)
    quantile = np.where(freedom > len(T_90), Z_90, T_90[place])
    variance = found.variance * (left + ratio(left**2, found.worth))
    return np.asarray(quantile * np.sqrt(np.maximum(variance, 0.0)) * PERSISTENCE[terms.formula])


def outlook(terms: Terms, landing: Landing, over: Flags) -> Ints:
    """Index into `Outlook`: landing against the goal, ≥ 0.95 · 0.60 to 0.95 · < 0.60 · moving away.

    On the gain where there is a baseline, mirrored where lower is better; a level to be held, a growth and
    a sum by the ratio of landing to goal. A goal that is not positive is on track when met, else off track.
    None without a landing and after the deadline. Source: design section 4; cut-offs as Open SDG's.
    """
    way = way_made(terms, landing.value)
    met = np.where(terms.lower, at_least(terms.goal, landing.value), at_least(landing.value, terms.goal))
    cases = [
        over | np.isnan(landing.value) | np.isnan(terms.goal),
        met,
        np.isnan(way),
        way < 0,
        at_least(way, 0.95),
        at_least(way, 0.60),
    ]
    words = [
        Outlook.NONE,
        Outlook.ON_TRACK,
        Outlook.OFF_TRACK,
        Outlook.MOVING_AWAY,
        Outlook.ON_TRACK,
        Outlook.ACCELERATION_NEEDED,
    ]
    order = tuple(Outlook)
    return np.select(cases, [order.index(word) for word in words], order.index(Outlook.OFF_TRACK))


def way_made(terms: Terms, value: Floats) -> Floats:
    """How much of the way to the goal a value is: on the gain with a baseline, else their ratio, mirrored."""
    positive = np.where(terms.goal > 0, terms.goal, np.nan)
    plain = np.where(terms.lower, ratio(positive, np.where(value > 0, value, np.nan)), ratio(value, positive))
    gain = ratio(value - terms.base, terms.goal - terms.base)
    return np.where((terms.formula == GAIN) & terms.has_base & ~terms.limit, gain, plain)


def disagreement(status: Ints, outlook_code: Ints) -> Flags:
    """Whether the official light and the outlook say different things: on pace but not landing, or behind but landing."""
    lights, views = tuple(Status), tuple(Outlook)
    fine = np.isin(status, [lights.index(Status.ON_PACE), lights.index(Status.ACHIEVED)])
    slips = np.isin(status, [lights.index(Status.BEHIND), lights.index(Status.FAR_BEHIND)])
    lands = outlook_code == views.index(Outlook.ON_TRACK)
    none = outlook_code == views.index(Outlook.NONE)
    return np.asarray((fine & ~lands & ~none) | (slips & lands), dtype=np.bool_)
