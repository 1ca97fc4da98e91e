"""年底预计: where each target will land at its deadline, with an 80% interval, the outlook from it,
and the effort it would take.

Owns projection and the required pace. The method follows the evidence: with a complete earlier year the seasonal share done by
this month; otherwise increments with the recent ones weighing more; with fewer than three points the plain
run rate, marked as weak evidence. It refuses to project a growth rate beyond its own calendar year, a
position, and a deadline that has passed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats, Ints, at_least, ratio
from metrics.calendar import MONTHS, NO_MONTH, months_left
from metrics.course import Season, season
from metrics.goals import GROWTH, LEVEL, SUM, Terms, reaches
from metrics.measures import MEASURES
from metrics.model import Outlook, Status
from metrics.series import Grid, Latest

ENOUGH_POINTS: Final = 3
# whether a measure moves by amounts, which can be carried forward
GRADUAL: Final = np.array([measure.traits.is_gradual for measure in MEASURES])
# weight of an increment one month older, by family (sum, level, growth); chosen by the back-test
DECAY: Final = np.array([0.95, 0.95, 0.65])
# spread assumed before the increments speak: share of the mean step (sum, level), percentage points (growth)
PRIOR_SPREAD: Final = np.array([0.12, 0.4, 0.8])
PRIOR_POINTS: Final = 2.0
# how many increments the spread between earlier years is worth
SPREAD_POINTS: Final = 6.0
# odds for the season of a single earlier year before this year has spoken
PRIOR_ODDS: Final = 1.0
# spreads below this are alike: a tenth of a mean step
SAME_SPREAD: Final = 0.01
# without earlier years a quarter of what is left may lie in a season nobody has seen
SEASON_UNKNOWN: Final = 0.1
# one-sided 90% points of Student's t for 1, 2, 3 … degrees of freedom: an 80% interval between
T_90: Final = np.array(
    [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341]
)
Z_90: Final = 1.2816
# month-to-month surprises are not independent, so the spread of their sum is wider than of one; growth
# rates drift instead: their spread grows with the cube of the months left
PERSISTENCE: Final = np.array([1.35, 1.2, 0.6])
DRIFT: Final = np.array([0.0, 0.0, 0.4])


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
    freedom: Floats


Steps = list[tuple[Floats, Floats]]


def project(terms: Terms, grid: Grid, at: Latest) -> Landing:
    """Where each target lands: what has accumulated plus the mean increment over the months left."""
    level, flows = _cumulated(terms, grid), terms.family == SUM
    known = season(grid.yearly, grid.first, at.month, flows)
    trust = season_trust(terms, grid, at, level, known)
    weights = 1.0 + trust * (known.weights - 1.0)
    left = _weight_left(weights, at.month, terms.end)
    needed = np.abs(ratio(terms.goal - at.value, left))
    found = increments(terms, _steps(terms, grid, at, level, weights), known, needed)
    span = np.where(terms.family == GROWTH, terms.end % MONTHS + 1.0, 1.0)
    so_far = np.where(terms.family == GROWTH, at.value * (at.month % MONTHS + 1), at.value)
    value = (so_far + found.mean * left) / span
    reach = margin(terms, found, left, known) / span
    here = at.month != NO_MONTH
    done = here & (at.month >= terms.end)
    beyond = (terms.family == GROWTH) & (at.month // MONTHS != terms.end // MONTHS)
    stale = at.due >= terms.end  # past the deadline a missing value is missing, not projected
    place = ~GRADUAL[terms.measure]
    unknown = ~done & (~here | beyond | stale | place | np.isnan(found.mean))
    value = np.select([done, unknown], [at.value, np.nan], value)
    reach = np.select([done, unknown], [0.0, np.nan], reach)
    floor = np.where(flows & ~grid.falls & (found.mean >= 0), at.value, -np.inf)
    reports = found.points + ((terms.family == LEVEL) & ~terms.has_base)
    weak = here & ~done & (reports < ENOUGH_POINTS)
    cases = [done, unknown, known.years > 0, weak]
    return Landing(
        value=value,
        low=np.where(np.isnan(reach), np.nan, np.maximum(value - reach, floor)),
        high=value + reach,
        weak=weak,
        method=np.select(cases, [REPORTED, NONE, SEASONAL, RUN_RATE], RECENT),
    )


def season_trust(terms: Terms, grid: Grid, at: Latest, level: Floats, known: Season) -> Floats:
    """How far earlier years' season is believed, 0 to 1: the odds of this year's increments under it.

    Prior odds grow with the square of the years; each point multiplies them by how much better (or worse) the season
    explains the increments than a flat year does. 0 without history.
    """
    if not known.years.any():
        return known.years
    flat, flat_points = _relative_spread(_steps(terms, grid, at, level, np.ones_like(known.weights)))
    shaped, _ = _relative_spread(_steps(terms, grid, at, level, known.weights))
    better = (flat + SAME_SPREAD) / (shaped + SAME_SPREAD)
    odds = known.years**2 * PRIOR_ODDS * np.clip(better, 1e-3, 1e3) ** (flat_points / 2)
    return np.where(known.years > 0, odds / (1.0 + odds), 0.0)


def _relative_spread(steps: Steps) -> tuple[Floats, Floats]:
    """Variance of the increments as a share of their mean squared, and their number."""
    total = moved = points = squares = np.zeros(len(steps[0][0]))
    for step, weight in steps:
        here = weight > 0
        total, points = total + weight, points + here
        moved = moved + np.where(here, step * weight, 0.0)
        squares = squares + np.where(here, step**2 * weight, 0.0)
    mean = ratio(moved, total)
    spread = ratio(ratio(squares, total) - mean**2, mean**2)
    return np.where(np.isnan(spread), 0.0, np.maximum(spread, 0.0)), points


def _cumulated(terms: Terms, grid: Grid) -> Floats:
    """What increments are taken of: sums since January, levels, or growth times months of the year."""
    month_of_year = (np.arange(len(grid.value)) + grid.first) % MONTHS + 1.0
    growth = grid.value * month_of_year[:, None]
    flows = np.where(np.isnan(grid.yearly), grid.value, grid.yearly)
    return np.where(terms.family == GROWTH, growth, np.where(terms.family == SUM, flows, grid.value))


def increments(terms: Terms, steps: Steps, known: Season, needed: Floats) -> Increments:
    """Change per month of weight 1 between successive reports, the recent ones weighing more.

    The variance starts from the spread of earlier years where there are two, else from a usual one; where
    nothing has moved yet, from the step `needed`, for no movement so far is no certainty of none to come.
    """
    points: Floats = np.array([weight > 0 for _, weight in steps]).sum(axis=0).astype(np.float64)
    decay = np.where(points >= ENOUGH_POINTS, DECAY[terms.family], 1.0)
    total = moved = squares = np.zeros(len(points))
    for step, weight in steps:
        fade = np.where(weight > 0, decay**weight, 1.0)
        total, squares = total * fade + weight, squares * fade**2 + weight
        moved = moved * fade + np.where(weight > 0, step * weight, 0.0)
    mean = ratio(moved, total)
    spread = np.zeros(len(points))
    for step, weight in steps:
        spread += np.where(weight > 0, weight * (step - mean) ** 2, 0.0)
    seen = ~np.isnan(known.spread)
    usual = np.where(seen, known.spread, PRIOR_SPREAD[terms.family])
    usual = usual * np.where(terms.family == GROWTH, 1.0, np.abs(mean))
    still = (mean == 0) & (spread == 0) & (terms.family != GROWTH)
    usual = np.where(still & ~np.isnan(needed), needed, usual)
    weight_of_usual = np.where(seen, SPREAD_POINTS, PRIOR_POINTS)
    freedom = np.maximum(points - 1, 0) + weight_of_usual
    return Increments(
        mean=mean,
        variance=(spread + weight_of_usual * usual**2) / freedom,
        points=points,
        worth=ratio(total**2, squares),
        freedom=freedom,
    )


def _steps(terms: Terms, grid: Grid, at: Latest, level: Floats, weights: Floats) -> Steps:
    """Month by month: change per month of weight 1 since the last report, and the weight it spans (0: none).

    Flows count from their period's start (a year's first from zero), levels from twelve months before it or
    from the baseline, rates from two years before. A gap of g months is one increment of weight g.
    """
    resets = terms.family != LEVEL
    since = terms.start - np.select([terms.family == LEVEL, terms.family == GROWTH], [12, 24], 0)
    early = (terms.family == LEVEL) & terms.has_base & (terms.start <= grid.first)
    last = np.where(early, terms.base, np.nan)
    weight = np.where(early, grid.first - terms.start, 0.0).astype(np.float64)
    out = []
    for row, now in enumerate(level):
        month = row + grid.first
        inside = (month >= since) & (month <= at.month)
        last = np.where(resets & (month % MONTHS == 0), 0.0, last)
        # a plan begun within a year and known by its months alone counts from its own start
        own = resets & (month == terms.start) & ~np.isnan(now) & np.isnan(grid.yearly[row])
        last = np.where(own & (terms.family == SUM), 0.0, last)
        weight = np.where(resets & (month % MONTHS == 0) | own, 0.0, weight) + weights[month % MONTHS]
        seen = ~np.isnan(now) & inside
        span = np.where(seen & ~np.isnan(last) & (weight > 0), weight, 0.0)
        out.append((ratio(now - last, span), span))
        begins = (terms.family == LEVEL) & (month == terms.start - 1) & ~seen & terms.has_base
        last = np.where(seen, now, np.where(begins, terms.base, last))
        weight = np.where(seen | begins, 0.0, weight)
    return out


def _weight_left(weights: Floats, month: Ints, end: Ints) -> Floats:
    """Seasonal weight of the months after `month` up to and including `end`."""
    ahead = np.maximum(end - month, 0)
    rest: Floats = (ahead // MONTHS).astype(np.float64) * MONTHS
    for step in range(1, MONTHS):
        calendar = (month + step) % MONTHS
        rest += np.where(step <= ahead % MONTHS, weights[calendar, np.arange(len(month))], 0.0)
    return rest


def margin(terms: Terms, found: Increments, left: Floats, known: Season) -> Floats:
    """Half the 80% interval of the sum still to come, from the dispersion of the increments.

    t · sqrt(σ²·left + σ²·left²÷worth + drift·σ²·left³÷3 + (season unknown · mean · left)²). Unit of the
    indicator; σ² is the variance of one month's increment. Grows with the months left.
    """
    place = np.clip(found.freedom.astype(np.int64) - 1, 0, len(T_90) - 1)
    quantile = np.where(found.freedom > len(T_90), Z_90, T_90[place])
    doubt = 1.0 + ratio(1.0, np.where(known.years > 0, known.years, np.inf))
    months = doubt * left + ratio(left**2, found.worth) + DRIFT[terms.family] * left**3 / 3
    unknown = np.where((terms.family == SUM) & (known.years == 0), SEASON_UNKNOWN * found.mean * left, 0.0)
    usual = PERSISTENCE[terms.family] ** 2
    wider = np.where(np.isnan(known.memory), usual, (1.0 + known.memory) / (1.0 - known.memory))
    variance = np.maximum(found.variance * months * wider, 0.0)
    return np.asarray(quantile * np.sqrt(variance) + Z_90 * np.abs(unknown), dtype=np.float64)


def outlook(terms: Terms, landing: Landing, over: Flags, spent: Flags) -> Ints:
    """Index into `Outlook`: landing against the goal, ≥ 0.95 · 0.60 to 0.95 · < 0.60 · moving away.

    On the gain where there is a baseline, mirrored where lower is better; a level to be held, a growth and
    a sum by the ratio of landing to goal. A goal that is not positive is on track when met, else off track.
    A cap already used up (`spent`) is off track. None without a landing and after the deadline. Source: design section 4; cut-offs as Open SDG's.
    """
    way = way_made(terms, landing.value)
    cases = [
        over | np.isnan(landing.value) | np.isnan(terms.goal),
        reaches(terms.goal, landing.value, terms.lower),
        np.isnan(way) | spent,
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
    return np.where((terms.family == LEVEL) & terms.has_base & ~terms.limit, gain, plain)


def disagreement(status: Ints, outlook_code: Ints) -> Flags:
    """Whether the official light and the outlook say different things: on pace but not landing, or behind but landing."""
    lights, views = tuple(Status), tuple(Outlook)
    fine = np.isin(status, [lights.index(Status.ON_PACE), lights.index(Status.ACHIEVED)])
    slips = np.isin(status, [lights.index(Status.BEHIND), lights.index(Status.FAR_BEHIND)])
    lands = outlook_code == views.index(Outlook.ON_TRACK)
    none = outlook_code == views.index(Outlook.NONE)
    return np.asarray((fine & ~lands & ~none) | (slips & lands), dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Per target: unit of the indicator per month, ratios without unit, months left after the value's own."""

    required: Floats
    average: Floats
    best: Floats
    against_average: Floats
    against_best: Floats
    months_left: Floats


def effort(terms: Terms, grid: Grid, at: Latest) -> Effort:
    """What the rest of the period must bring, and how many times the average and the best month that is."""
    left = months_left(at.month, at.due, terms.end, terms.last_day)
    required = required_per_month(terms, at.value, left)
    average, best = steps(terms, grid, at)
    sign = np.where(terms.descends, -1.0, 1.0)
    return Effort(
        required=required,
        average=average,
        best=best,
        against_average=times(required, average, sign),
        against_best=times(required, best, sign),
        months_left=left,
    )


def required_per_month(terms: Terms, value: Floats, left: Floats) -> Floats:
    """余下每月须完成: (goal − actual) ÷ months left.

    Unit of the indicator per month. 0 when already met; for a capped flow what each month may still use,
    negative once the cap is passed; below 0 where a level must fall. Missing for rates, for levels to be
    held, with no months left or nothing reported.
    """
    gap = terms.goal - value
    owed = np.where(terms.descends, np.minimum(gap, 0.0), np.maximum(gap, 0.0))
    gap = np.where(terms.spends, gap, owed)
    return np.where((terms.family == GROWTH) | terms.limit, np.nan, ratio(gap, left))


def times(required: Floats, done: Floats, sign: Floats) -> Floats:
    """How many times the step done is the step required; missing where what was done led away or nowhere."""
    with np.errstate(invalid="ignore"):
        return ratio(required, np.where(done * sign > 0, done, np.nan))


def steps(terms: Terms, grid: Grid, at: Latest) -> tuple[Floats, Floats]:
    """月均 and the best month so far: change per month between successive reported values.

    Unit of the indicator per month. Flows start from zero, levels from their baseline, at the month before
    the period; without a baseline from the first value reported. A gap of several months (January–February,
    a quarter) is spread evenly. Missing for rates, and where there is only one point.
    """
    flow = terms.family == SUM
    origin = np.where(flow, 0.0, terms.base)
    last, last_row = origin.copy(), np.where(np.isnan(origin), NO_MONTH, terms.start - 1 - grid.first)
    first, first_row = last.copy(), last_row.copy()
    best = np.full(len(origin), np.nan)
    for row, value in enumerate(grid.value):
        here = ~np.isnan(value) & (row + grid.first >= terms.start) & (row + grid.first <= at.month)
        step = ratio(value - last, row - last_row)
        best = np.where(here, _better(best, step, terms.descends), best)
        new = here & np.isnan(first)
        first, first_row = np.where(new, value, first), np.where(new, row, first_row)
        last, last_row = np.where(here, value, last), np.where(here, row, last_row)
    average = ratio(last - first, last_row - first_row)
    rate = terms.family == GROWTH
    return np.where(rate, np.nan, average), np.where(rate, np.nan, best)


def _better(best: Floats, step: Floats, descends: Flags) -> Floats:
    return np.where(descends, np.fmin(best, step), np.fmax(best, step))
