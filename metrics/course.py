"""The course a target is expected to take: 序时应完成, straight, by a plan, or by earlier years, month by month.

Owns expected fractions and the levels they stand for. A region's own seasonal profile is one of the courses. It
refuses to invent a January: January–February are one period.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.arrays import Flags, Floats, Ints, Row, Texts, day_of, number_of, numbers, pick, ratio
from metrics.calendar import (
    MONTHS,
    NO_MONTH,
    cutoff,
    elapsed_days,
    elapsed_fraction,
    first_month,
    is_january,
    joined,
    month_ends,
    month_of,
    months_of,
    months_to,
    windows,
)
from metrics.goals import GROWTH, SUM, Terms, completion, completion_when_met, demand, read_terms
from metrics.measures import Family
from metrics.model import Path, Status
from metrics.series import read_grid
from metrics.status import RuleSet


def heeded(paths: pd.DataFrame | None, rules: RuleSet) -> pd.DataFrame | None:
    """The rows of `paths` the rule set looks at: a plan before earlier years, for each target one of them.

    `paths` has a column `path` besides target_id, period_end and expected: planned or seasonal.
    """
    if paths is None or rules.expected == Path.ELAPSED:
        return None
    planned = paths["path"].eq(Path.PLANNED)
    seasonal = ~paths["target_id"].isin(paths.loc[planned, "target_id"]) & (rules.expected == Path.SEASONAL)
    return paths[planned | seasonal]


def path_words(terms: Terms, paths: pd.DataFrame | None, ids: pd.Index) -> Texts:
    """Which path each target's expected fraction rests on; none for growth, and without a number or deadline."""
    words = tuple(Path)
    known = seasonal = np.zeros(len(ids), dtype=np.bool_)
    if paths is not None:
        seasonal = ids.isin(paths.loc[paths["path"].eq(Path.SEASONAL), "target_id"])
        known = ids.isin(paths.loc[paths["expected"].notna(), "target_id"])
    cases = [
        (terms.family == GROWTH) | ~terms.has_number | (terms.end == NO_MONTH),
        terms.limit,
        known & seasonal,
        known,
    ]
    found = [words.index(word) for word in (Path.NONE, Path.HELD, Path.SEASONAL, Path.PLANNED)]
    return pick([str(word) for word in words], np.select(cases, found, words.index(Path.ELAPSED)))


def expected(terms: Terms, closes: Ints, paths: pd.DataFrame | None, ids: pd.Index) -> Floats:
    """序时应完成 of every target by the end of a day: its fraction of the way, or the growth asked for.

    By the path it has among `paths`, else straight by months, or by days where its window begins or ends within a
    month. Missing without a number.
    """
    months = months_to(closes, terms.start)
    by_days = elapsed_days(closes, terms.first_day, terms.last_day)
    straight = np.where(np.isnan(by_days), elapsed_fraction(months, terms.start, terms.end), by_days)
    planned = np.full(len(ids), np.nan)
    if paths is not None:
        # the last month of which all is past, or the part of it that is
        planned = planned_fraction(paths, ids, terms.start - 1 + months, terms.start)
    due = expected_fraction(straight, planned, met=completion_when_met(terms), hold=terms.limit)
    return np.where(terms.has_number, np.where(terms.family == GROWTH, terms.goal / 100.0, due), np.nan)


def expected_fraction(linear: Floats, planned: Floats, *, met: Floats, hold: Flags) -> Floats:
    """序时应完成: the fraction of a plan or of earlier years where the rule set heeds one, else the straight one.

    Times `met`, the completion at which the number counts as met (below 1 for 左右 when higher is better); never
    more than that, though a plan goes beyond its target; a level to be held is due in full from the first day.
    """
    fraction = np.minimum(np.where(np.isnan(planned), linear, planned), 1.0)
    return np.where(hold, 1.0, fraction) * met


def planned_fraction(paths: pd.DataFrame, ids: pd.Index, due: Floats | Ints, start: Ints) -> Floats:
    """The planned path's fraction at each target's due month, straight between planned points.

    A month not yet over is a part of one: two of its three 旬 are two thirds of the way from the month before. `paths`: target_id, period_end, expected (fraction of the way). From 0 before the start; the last point
    holds after it; missing where a target has no path.
    """
    target = ids.get_indexer(pd.Index(paths["target_id"]))
    known = (target >= 0) & paths["expected"].notna().to_numpy()
    months, shares = months_of(paths["period_end"])[known], numbers(paths["expected"])[known]
    return _along(target[known], months, shares, of=np.arange(len(ids)), at=due, start=start)


def planned_by_month(paths: pd.DataFrame | None, ids: pd.Index, start: Ints, months: Ints) -> Floats | None:
    """The planned fraction by the end of each of the months [months, targets], missing without a plan; None for no plan.

    Only plans: a season of earlier years is not what anybody meant to do.
    """
    plans = None if paths is None else paths[paths["path"].eq(Path.PLANNED)]
    if plans is None or plans.empty:
        return None
    return np.array([planned_fraction(plans, ids, np.full(len(ids), month), start) for month in months])


def _along(target: Ints, month: Ints, share: Floats, *, of: Ints, at: Floats | Ints, start: Ints) -> Floats:
    """Where the path of target `of` stands at month `at`: straight from 0 before its start through its points.

    The points are (target, month, share), `start` the first month of each target. All paths are read in one go,
    laid one behind the other so far apart that no two meet.
    """
    first, last = np.full(len(start), -NO_MONTH), np.full(len(start), NO_MONTH)
    np.minimum.at(first, target, month)
    np.maximum.at(last, target, month)
    rises = np.flatnonzero((last > NO_MONTH) & (first >= start))
    target, month = np.append(target, rises), np.append(month, start[rises] - 1)
    share = np.append(share, np.zeros(len(rises)))
    if not len(target):
        return np.full(len(of), np.nan)
    low, apart = int(month.min()), int(np.ptp(month)) + 1
    places = target * apart + month - low
    order = np.argsort(places, kind="stable")
    inside = np.clip(at, np.minimum(first, start - 1)[of], last[of])
    found = np.interp(np.asarray(of * apart + inside - low, dtype=np.float64), places[order], share[order])
    return np.where(last[of] > NO_MONTH, found, np.nan)


def expected_levels(row: Row, months: Ints) -> Floats:
    """The level a target of the progress frame should have reached by the end of each month, for a drawing.

    By the row's `expected_points` (a plan, or earlier years), else straight from the start to the level that counts
    as met; in the month that was reported what the row expects of it, which a 旬 shifts. Unit of the indicator. All
    missing for growth and places, which owe no share of the way, for a level whose baseline is not known, and for a
    limit that holds from the first day.
    """
    wanted = demand(row)
    foot, deadline = wanted.base if wanted.family is Family.LEVEL else 0.0, day_of(row.get("deadline"))
    owes = wanted.measure.traits.is_planned and row.get("expected_path") != Path.HELD
    if not owes or np.isnan(foot) or deadline is None:
        return np.full(len(months), np.nan)
    ends, shares = _points(row, deadline)
    one, each = np.zeros(len(ends), dtype=np.int64), np.zeros(len(months), dtype=np.int64)
    start = np.array([first_month(day_of(row.get("period_start")), deadline)])
    levels = foot + _along(one, ends, shares, of=each, at=months, start=start) * (wanted.goal - foot)
    seen, silent = day_of(row.get("actual_period")), row.get("official_status") == Status.NOT_REPORTED
    due = foot + number_of(row.get("expected")) * (wanted.stated - foot)
    if seen is None or silent or np.isnan(due):
        return levels
    return np.where(months == joined(month_of(seen)), due, levels)


def _points(row: Row, deadline: date) -> tuple[Ints, Floats]:
    """Months and shares of the row's path; where it has none the whole at the deadline, or day by day within months."""
    found = row.get("expected_points") or _by_days(day_of(row.get("period_start")), deadline)
    assert isinstance(found, Iterable)
    days, shares = zip(*found, strict=True)
    return np.array([month_of(pd.Timestamp(day)) for day in days]), np.array(shares, dtype=np.float64)


def _by_days(start: date | None, deadline: date) -> tuple[tuple[date, float], ...]:
    """The straight path of one window: its deadline alone, or every month end where it counts days."""
    window = windows(*(pd.Series([pd.Timestamp(day) if day else pd.NaT]) for day in (start, deadline)))
    if np.isnan(window.first_day[0]):
        return ((deadline, 1.0),)
    ends = month_ends(np.arange(window.start[0], window.end[0] + 1))
    shares = elapsed_days(ends.astype(np.int64), window.first_day, window.last_day)
    return tuple(zip(ends.astype(object), shares.tolist(), strict=True))


def planned_paths(targets: pd.DataFrame, plan: pd.DataFrame, rules: RuleSet) -> pd.DataFrame:
    """A plan's values as a path: target_id, period_end, expected (the completion the value would be), path.

    `targets`: target_id and the columns of terms; `plan`: target_id, period_end, value in the indicator's unit. A
    plan that ends before the deadline leads on to 1 there. A value that gives no completion (a target of zero) has
    no row.
    """
    rows = plan.rename(columns={"value": "planned"}).merge(targets, on="target_id")
    due = completion(read_terms(rows, rules), numbers(rows["planned"]))
    paths = rows[["target_id", "period_end"]].assign(expected=due)[~np.isnan(due)]
    last = rows.groupby("target_id").agg(planned_to=("period_end", "max"), period_end=("deadline", "first"))
    short = last[last["period_end"] > last["planned_to"]].reset_index()
    ends = short[short["target_id"].isin(paths["target_id"])][["target_id", "period_end"]].assign(
        expected=1.0
    )
    return pd.concat([paths, ends], ignore_index=True).assign(path=str(Path.PLANNED))


def seasonal_paths(targets: pd.DataFrame, observations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The region's own seasonal profile as a path: target_id, period_end, expected, path.

    Share of the year done by each month, averaged over the complete years before `as_of`'s, for flows of one
    calendar year that have such years; a January that is never reported has no point. Frames as for `judge`,
    whose `paths` this is; other targets have no rows and stay on the straight path.
    """
    until = cutoff(as_of)
    ids = pd.Index(targets["target_id"])
    terms = read_terms(targets)
    grid = read_grid(terms, ids, observations, until)
    years = complete_years(grid.yearly, grid.first, np.full(len(ids), until.month, dtype=np.int64))
    shares = ratio(years, years[:, -1:, :])
    seen = ~np.isnan(shares)
    mean = ratio(np.nansum(shares, axis=0), seen.sum(axis=0))
    one_year = (terms.family == SUM) & is_january(terms.start) & (terms.end - terms.start == MONTHS - 1)
    month, target = np.nonzero(~np.isnan(mean) & one_year)
    return pd.DataFrame(
        {
            "target_id": ids[target],
            "period_end": month_ends(terms.start[target] + month).astype("datetime64[us]"),
            "expected": mean[month, target],
            "path": str(Path.SEASONAL),
        }
    )


MARCH: Final = 2
# a year known by its total, or by its halves, has no season to read
SEASON_POINTS: Final = 3
# no year repeats the one before exactly, however alike those known look
LEAST_SPREAD: Final = 0.04
# of one year alone nobody knows how the next differs: at least so much
LONE_SPREAD: Final = 0.1
# chosen on generated series, as the other constants of a season
MEMORY_LOST: Final = 0.15
# of last year's own growth how much is looked for again, and the most that is believed of it
HALF: Final = 0.5
MOST_GROWTH: Final = 1.0
# the median square of a standard normal number
MEDIAN_SQUARE: Final = 0.455


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Weight of each calendar month [12, targets] (mean 1), the years it rests on, and their spread.

    `spread` is the standard deviation of a month's weight from year to year, as a share of an average
    month, with a single year read from how rough that year is; `memory` how much of a month's surprise carries
    into the next (0 to 0.8), missing with fewer than two years. `usual` is the mean month to be looked for this year:
    last year's, raised by half of what last year had grown; missing where last year is not known whole.
    """

    weights: Floats
    years: Floats
    spread: Floats
    memory: Floats
    usual: Floats


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
        return Season(
            weights=np.ones((MONTHS, size)), years=np.zeros(size), spread=none, memory=none, usual=none
        )
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
        usual=np.where(used, usual_month(years[:, -1, :], month // MONTHS - first // MONTHS - 1), np.nan),
    )


def usual_month(totals: Floats, last: Ints) -> Floats:
    """The mean month to be looked for after the year in row `last`: that year's, raised by half its own growth.

    `totals`: [years, targets]. Unit of the indicator; growth counts as none where the year before is not known, and at
    most doubles or halves what is looked for; missing where the last year is.
    """
    columns = np.arange(totals.shape[1])
    before = [np.where((row >= 0) & (row < len(totals)), row, -1) for row in (last, last - 1)]
    padded = np.concatenate([totals, np.full((1, totals.shape[1]), np.nan)])
    newest, older = (padded[row, columns] for row in before)
    growth = np.clip(ratio(newest, older) - 1.0, -MOST_GROWTH, MOST_GROWTH)
    return newest / MONTHS * (1.0 + HALF * np.where(np.isnan(growth), 0.0, growth))


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
