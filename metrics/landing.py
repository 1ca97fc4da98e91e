"""年底预计: where each target will land at its deadline, with an 80% interval, and the effort it would take.

Owns projection and the required pace. The method follows the evidence: a plan by month is carried on at the pace so far;
with a complete earlier year the seasonal share done by this month, drawn toward last year's mean month; otherwise increments with the recent ones weighing more; with fewer than three points the plain
run rate, marked as weak evidence. It refuses to project a growth rate beyond its own calendar year, a
position, and a deadline that has passed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats, Ints, ratio
from metrics.calendar import MONTHS, NO_MONTH, months_left, part_from, part_to
from metrics.course import Season, season
from metrics.goals import GROWTH, LEVEL, SUM, Terms
from metrics.measures import MEASURES, Measure
from metrics.series import Grid, Latest, counts_itself

ENOUGH_POINTS: Final = 3
SHARE: Final = MEASURES.index(Measure.SHARE)
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
PRIOR_ODDS: Final = 16.0
# how many months of this year last year's mean month is worth, fading half as fast as a month of this year
USUAL_MONTHS: Final = 1.0
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


METHODS: Final = ("none", "reported", "run_rate", "recent_increments", "share_to_date", "planned_path")
NONE, REPORTED, RUN_RATE, RECENT, SEASONAL, PLANNED = range(6)
# a share of a whole does not land beyond it
WHOLE: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Increments:
    """Weighted mean and variance of the change per (seasonal) month, the points, and the weights' worth."""

    mean: Floats
    variance: Floats
    points: Floats
    worth: Floats
    freedom: Floats


Steps = list[tuple[Floats, Floats]]


def project(terms: Terms, grid: Grid, at: Latest, plan: Floats | None = None) -> Landing:
    """Where each target lands: what has accumulated plus the mean increment over the months left.

    `plan`: [months of the grid, targets], the fraction planned by each month's end; missing where there is no plan. A
    month of a plan weighs what it is planned to bring, so that what is on its plan lands on its target.
    """
    level, flows = _cumulated(terms, grid), terms.family == SUM
    planned = np.zeros(len(flows), dtype=np.bool_) if plan is None else ~np.isnan(plan[-1])
    known = season(grid.yearly, grid.first, at.month, flows & ~planned & ~counts_itself(terms, grid))
    trust = season_trust(terms, grid, at, level, known)
    weights = 1.0 + trust * (known.weights - 1.0)
    monthly, left = _by_row(terms, grid, at, weights), _weight_left(terms, at, weights)
    if plan is not None:
        steps, ahead = _planned(terms, grid, at, plan)
        monthly, left = np.where(planned, steps, monthly), np.where(planned, ahead, left)
    needed = np.abs(ratio(terms.goal - at.value, left))
    found = increments(terms, _steps(terms, grid, at, level, monthly), known, needed)
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
    floor, ceiling = _bounds(terms, grid, at)
    reports = found.points + ((terms.family == LEVEL) & ~terms.has_base)
    weak = here & ~done & (reports < ENOUGH_POINTS)
    cases = [done, unknown, planned, known.years > 0, weak]
    return Landing(
        value=np.clip(value, floor, ceiling),
        low=np.clip(value - reach, floor, ceiling),
        high=np.clip(value + reach, floor, ceiling),
        weak=weak,
        method=np.select(cases, [REPORTED, NONE, PLANNED, SEASONAL, RUN_RATE], RECENT),
    )


def _bounds(terms: Terms, grid: Grid, at: Latest) -> tuple[Floats, Floats]:
    """Between what each landing can lie: a sum no lower than it is, an amount not below nothing, a share in its whole.

    A sum that may fall, and whatever is below nothing already (or beyond its whole), has no such bound.
    """
    with np.errstate(invalid="ignore"):
        positive = (at.value >= 0) & ~(terms.base < 0) & ~(terms.stated < 0)
        within = (at.value <= WHOLE) & ~(terms.stated > WHOLE)
    level = np.where((terms.family == LEVEL) & positive, 0.0, -np.inf)
    floor = np.where((terms.family == SUM) & ~grid.falls & ~np.isnan(at.value), at.value, level)
    return floor, np.where((terms.measure == SHARE) & within, WHOLE, np.inf)


def _planned(terms: Terms, grid: Grid, at: Latest, plan: Floats) -> tuple[Floats, Floats]:
    """What each month of a plan weighs, and what is left of it: all its months together weigh their number."""
    months = (np.arange(len(plan)) + grid.first)[:, None]
    inside = (months >= terms.start) & (months <= terms.end)
    reached = np.where(inside, np.clip(plan, 0.0, 1.0), 0.0)
    whole = (terms.end - terms.start + 1).astype(np.float64)
    steps = np.maximum(np.diff(np.maximum.accumulate(reached, axis=0), axis=0, prepend=0.0), 0.0) * whole
    row, columns = np.clip(at.month - grid.first, 0, len(plan) - 1), np.arange(len(whole))
    running = steps[row, columns] * (1.0 - at.part)
    ahead = (1.0 - reached[row, columns]) * whole + running
    steps[row, columns] -= running
    return steps, ahead


def season_trust(terms: Terms, grid: Grid, at: Latest, level: Floats, known: Season) -> Floats:
    """How far earlier years' season is believed, 0 to 1: the odds of this year's increments under it.

    Prior odds grow with the square of the years; each point multiplies them by how much better (or worse) the season
    explains the increments than a flat year does. 0 without history.
    """
    if not known.years.any():
        return known.years
    even, shaped_months = (
        _by_row(terms, grid, at, weights) for weights in (np.ones_like(known.weights), known.weights)
    )
    flat, flat_points = _relative_spread(_steps(terms, grid, at, level, even))
    shaped, _ = _relative_spread(_steps(terms, grid, at, level, shaped_months))
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
    """What increments are taken of: sums since the start, levels, or growth times months of the year."""
    month_of_year = (np.arange(len(grid.value)) + grid.first) % MONTHS + 1.0
    return np.where(terms.family == GROWTH, grid.value * month_of_year[:, None], grid.value)


def _by_row(terms: Terms, grid: Grid, at: Latest, weights: Floats) -> Floats:
    """Weight of each month of the grid [months, targets], of those half in the window or half over the part that is."""
    months = np.arange(len(grid.value)) + grid.first
    out = weights[months % MONTHS].copy()
    begun, over = (months[:, None] == where for where in (terms.start, at.month))
    flows = terms.family == SUM
    out = np.where(begun & flows, out * part_from(terms.first_day), out)
    return np.where(over & (terms.family != GROWTH), out * at.part, out)


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
    looked_for = ~np.isnan(known.usual) & (total > 0)
    drawn = np.where(looked_for, USUAL_MONTHS * decay ** (total / 2.0), 0.0)
    mean = ratio(moved + drawn * np.where(looked_for, known.usual, 0.0), total + drawn)
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


def _steps(terms: Terms, grid: Grid, at: Latest, level: Floats, monthly: Floats) -> Steps:
    """Month by month: change per month of weight 1 since the last report, and the weight it spans (0: none).

    Sums count from nothing at their start, levels from twelve months before it or from the baseline, rates from two
    years before, each year anew. A gap of g months is one increment of weight g; a month that weighs nothing, as one
    of which a plan asks nothing, is told with the next.
    """
    sums, levels, rates = (terms.family == family for family in (SUM, LEVEL, GROWTH))
    since = terms.start - np.select([levels, rates], [12, 24], 0)
    early = levels & terms.has_base & (terms.start <= grid.first)
    last = np.where(early, terms.base, np.nan)
    weight = np.where(early, grid.first - terms.start, 0.0).astype(np.float64)
    out = []
    for row, now in enumerate(level):
        month = row + grid.first
        anew = (sums & (month == terms.start)) | (rates & (month % MONTHS == 0))
        last = np.where(anew, 0.0, last)
        weight = np.where(anew, 0.0, weight) + monthly[row]
        seen = ~np.isnan(now) & (month >= since) & (month <= at.month)
        span = np.where(seen & ~np.isnan(last) & (weight > 0), weight, 0.0)
        out.append((ratio(now - last, span), span))
        begins = levels & (month == terms.start - 1) & ~seen & terms.has_base
        told = seen & ((weight > 0) | np.isnan(last))
        last = np.where(told, now, np.where(begins, terms.base, last))
        weight = np.where(told | begins, 0.0, weight)
    return out


def _weight_left(terms: Terms, at: Latest, weights: Floats) -> Floats:
    """Seasonal weight of what is left after the value up to the deadline, of months half over or half in it a part."""
    month, end, columns = at.month, terms.end, np.arange(len(at.month))
    ahead = np.maximum(end - month, 0)
    rest: Floats = (ahead // MONTHS).astype(np.float64) * MONTHS
    for step in range(1, MONTHS):
        calendar = (month + step) % MONTHS
        rest += np.where(step <= ahead % MONTHS, weights[calendar, columns], 0.0)
    rest -= np.where(ahead > 0, weights[end % MONTHS, columns] * (1.0 - part_to(terms.last_day)), 0.0)
    running = np.where(terms.family == GROWTH, 0.0, 1.0 - at.part)
    return np.asarray(rest + weights[month % MONTHS, columns] * running, dtype=np.float64)


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
    left = months_left(at.month, at.due, terms.end, terms.last_day) + np.where(
        at.due < terms.end, 1.0 - at.part, 0.0
    )
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
    """月均 and the best month so far: change per month between successive reported values, of a cap the least used.

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
        best = np.where(here, _better(best, step, terms.descends | terms.spends), best)
        new = here & np.isnan(first)
        first, first_row = np.where(new, value, first), np.where(new, row, first_row)
        last, last_row = np.where(here, value, last), np.where(here, row, last_row)
    average = ratio(last - first, last_row - first_row)
    rate = terms.family == GROWTH
    return np.where(rate, np.nan, average), np.where(rate, np.nan, best)


def _better(best: Floats, step: Floats, descends: Flags) -> Floats:
    return np.where(descends, np.fmin(best, step), np.fmax(best, step))
