"""Reported values by month: from rows of observations to what has accumulated since each target began.

Owns cumulation (累计 from 当月, years joined in multi-year plans) and the choice of the value that stands
for a month. It refuses to invent: a missing month is never zero, and January is never split from
January–February.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.arrays import Flags, Floats, Ints, Row, at_least, numbers
from metrics.calendar import (
    MONTHS,
    NO_MONTH,
    Cutoff,
    answering_months,
    closing_days,
    cutoff,
    due_months,
    elapsed_months,
    joined_months,
    month_ends,
    months_of,
    part_gone,
)
from metrics.goals import FAMILIES, GROWTH, LEVEL, SUM, Terms, terms_of
from metrics.measures import MEASURES
from metrics.model import Frequency, Kind

Rows = npt.NDArray[np.int32]

KINDS: Final = (Kind.MONTH, Kind.YTD, Kind.LEVEL, Kind.YOY)
MAIN: Final = 0
SECOND: Final = 1
UNUSED: Final = -1
HISTORY_MONTHS: Final = 60
# which kind answers which family: [family, kind] → the main series, the second one, or none
SLOT: Final = np.full((len(FAMILIES), len(KINDS)), UNUSED, dtype=np.int8)
SLOT[SUM, [KINDS.index(Kind.YTD), KINDS.index(Kind.MONTH)]] = [MAIN, SECOND]
SLOT[LEVEL, [KINDS.index(Kind.LEVEL), KINDS.index(Kind.YTD)]] = [MAIN, SECOND]
SLOT[GROWTH, KINDS.index(Kind.YOY)] = MAIN
TOLD_AS_SUM: Final = np.array([measure.traits.told_as_sum for measure in MEASURES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Months in rows (row 0 is the January of month `first`), targets in columns.

    `value` is what is compared with the target: accumulated since its start, the level, or the growth;
    `yearly` is a flow's sum since January; `row` is the observation each month came from, −1 for none. `falls` marks
    sums that may go down, or have.
    """

    first: int
    value: Floats
    yearly: Floats
    row: Rows
    any_row: Flags
    quarterly: Flags
    ten_day: Flags
    falls: Flags


def read_grid(terms: Terms, ids: pd.Index, observations: pd.DataFrame, until: Cutoff) -> Grid:
    """The observations of these targets up to the cut-off, by month; rows of no target are left out."""
    target = _target_numbers(ids, observations["target_id"])
    days = observations["period_end"].to_numpy(dtype="datetime64[D]")
    months = months_of(observations["period_end"])
    values = numbers(observations["value"])
    kinds = _codes(observations["kind"], KINDS)
    frequency = _codes(observations["frequency"], tuple(Frequency))
    known = (target >= 0) & (kinds >= 0) & (days <= until.day) & ~np.isnan(values)
    slot = (
        np.where(known, SLOT[terms.family[target], kinds], UNUSED) if len(ids) else np.full(len(days), UNUSED)
    )
    used = slot != UNUSED
    first = max(int(months[used].min(initial=until.month)), _earliest(terms, until)) // 12 * 12
    slot = np.where(months < first, UNUSED, slot)
    size = (until.month + 2 - first, len(ids))
    main = _by_month(np.flatnonzero(slot == MAIN), target, months - first, days, size)
    second = _by_month(np.flatnonzero(slot == SECOND), target, months - first, days, size)
    value, yearly = _values(terms, _taken(values, main), _taken(values, second), first)
    lately = used & (months > until.month - MONTHS)
    quarterly, ten_day = rhythm(target, frequency, used, lately, len(ids))
    return Grid(
        first=first,
        value=value,
        yearly=yearly,
        row=np.where(main >= 0, main, second),
        any_row=_marked(target[known], len(ids)),
        quarterly=quarterly,
        ten_day=ten_day,
        falls=terms.may_fall | _has_fallen(terms, value, first),
    )


def rhythm(target: Ints, frequency: Ints, used: Flags, lately: Flags, size: int) -> tuple[Flags, Flags]:
    """Who reports by the quarter and who by ten days: the rhythm of most of a target's reports of the last twelve months.

    Of older ones where there are none. A single month among quarters makes nobody a monthly reporter; where two
    rhythms are as frequent, the month is one of them or the longer one holds.
    """
    words = tuple(Frequency)
    every, recent = (
        np.bincount(frequency[chosen] * size + target[chosen], minlength=len(words) * size).reshape(
            len(words), size
        )
        for chosen in (used & (frequency >= 0), lately & (frequency >= 0))
    )
    seen = np.where(recent.sum(axis=0) > 0, recent, every)
    by_month, by_quarter, by_ten_days = (
        seen[words.index(word)] for word in (Frequency.MONTH, Frequency.QUARTER, Frequency.TEN_DAY)
    )
    quarterly = (by_quarter > by_month) & (by_quarter >= by_ten_days)
    ten_day = (by_ten_days > by_month) & (by_ten_days > by_quarter)
    return np.asarray(quarterly, dtype=np.bool_), np.asarray(ten_day, dtype=np.bool_)


def _has_fallen(terms: Terms, value: Floats, first: int) -> Flags:
    """Which sums have gone down, or below nothing, since their start."""
    out, last = np.zeros(value.shape[1], dtype=np.bool_), np.zeros(value.shape[1])
    for row, now in enumerate(value):
        seen = ~np.isnan(now) & (row + first >= terms.start) & (row + first <= terms.end)
        out |= seen & ~at_least(now, last)
        last = np.where(seen, now, last)
    return np.asarray(out & (terms.family == SUM), dtype=np.bool_)


def reached(row: Row, reported: pd.DataFrame) -> pd.DataFrame:
    """What stood against one target at the end of each month: accumulated since its start, a level or a growth.

    `row`: of the progress frame; `reported`: its period_end, kind, value and frequency. Columns period_end and
    value, oldest first, in the indicator's unit; a month that cannot be accumulated has no row.
    """
    if reported.empty:
        return reported[["period_end", "value"]]
    terms, ids = terms_of(row), pd.Index(["one"])
    days = reported["period_end"].to_numpy(dtype="datetime64[D]")
    grid = read_grid(terms, ids, reported.assign(target_id="one"), cutoff(days.max().item()))
    seen = ~np.isnan(grid.value[:, 0])
    ends = reported["period_end"].iloc[grid.row[seen, 0]]
    return pd.DataFrame({"period_end": ends.to_numpy(), "value": grid.value[seen, 0]})


def _earliest(terms: Terms, until: Cutoff) -> int:
    """The first month worth keeping: five years of history before the earliest period."""
    known = terms.start[terms.start > NO_MONTH]
    return int(known.min(initial=until.month)) - HISTORY_MONTHS


def _target_numbers(ids: pd.Index, column: "pd.Series[str]") -> Ints:
    """Position of each observation's target among `ids`, −1 for a target that is not asked for."""
    codes, names = pd.factorize(column)
    return np.append(ids.get_indexer(pd.Index(names)), -1).astype(np.int64)[codes]


def _codes(column: "pd.Series[str]", words: tuple[str, ...]) -> Ints:
    """Index of each entry among the words, −1 where it is none of them."""
    codes, names = pd.factorize(column)
    places = [words.index(name) if name in words else -1 for name in names]
    return np.array([*places, -1], dtype=np.int64)[codes]


def _marked(targets: Ints, size: int) -> Flags:
    mark = np.zeros(size, dtype=np.bool_)
    mark[targets] = True
    return mark


def _by_month(
    chosen: Ints, target: Ints, month: Ints, days: npt.NDArray[np.datetime64], size: tuple[int, int]
) -> Rows:
    """The observation that stands for each month: the one that ends last, then the one listed last."""
    grid = np.full(size, -1, dtype=np.int32)
    grid[month[chosen], target[chosen]] = chosen
    if int((grid >= 0).sum()) < len(chosen):
        chosen = chosen[np.argsort(days[chosen], kind="stable")]
        grid[month[chosen], target[chosen]] = chosen
    return grid


def _taken(values: Floats, rows: Rows) -> Floats:
    """The values those rows point at, missing where they point at none."""
    return np.append(values, np.nan)[rows]


def _values(terms: Terms, main: Floats, second: Floats, first: int) -> tuple[Floats, Floats]:
    """What is compared with each target, and flows' sums since January, by month."""
    flow, none = terms.family == SUM, np.full_like(second, np.nan)
    summed = flow | terms.increment
    yearly = since_january(np.where(flow, main, np.where(summed, second, none)), np.where(flow, second, none))
    whole_years = (terms.start % MONTHS == 0) & (terms.end % MONTHS == MONTHS - 1)
    total = since_start(yearly, np.where(flow, second, none), terms.start, first, whole_years=whole_years)
    # shares and ranks may be reported as 累计; the level of a stock may not
    loose = (terms.family == LEVEL) & TOLD_AS_SUM[terms.measure]
    level = np.where(
        np.isnan(main), np.where(terms.increment, terms.base + total, np.where(loose, second, none)), main
    )
    return np.where(flow, total, level), np.where(flow, yearly, np.nan)


def since_january(ytd: Floats, month: Floats) -> Floats:
    """累计: as reported, else the 累计 of the month before plus 当月; row 0 is a January.

    Unit of the indicator. Missing as soon as one month of the year is neither reported nor covered by a
    later 累计; a February alone never stands for January–February.
    """
    out = np.empty_like(ytd)
    for row in range(len(ytd)):
        before = out[row - 1] if row % 12 else np.zeros(ytd.shape[1])
        out[row] = np.where(np.isnan(ytd[row]), before + month[row], ytd[row])
    return out


def since_start(
    yearly: Floats, month: Floats, start: Ints, first: int, *, whole_years: Flags | bool = True
) -> Floats:
    """Accumulated since each target's first month: whole years by their December 累计, then this year's.

    A plan that starts within a year has what came before its start taken off. Where nothing was reported before its
    start, its 累计 counts from there, on into the next year until it falls, which is where it began anew: of a plan
    of whole years only the first years of which nothing is known are none. Where a sum is unknown the months since
    the start are added up instead. Missing when a year or a month of it is missing.
    """
    out = np.full_like(yearly, np.nan)
    years_known = start - start % MONTHS >= first
    own_count = ~_heard_before(~(np.isnan(yearly) & np.isnan(month)), start, first)
    within = start % MONTHS != 0
    head = np.where(~within | own_count, 0.0, _entry(yearly, start - 1 - first))
    offset = np.where(years_known, -head, np.nan)
    # the sum the year before ended with, and whether this year's go on from it
    last, goes_on = np.zeros(len(start)), own_count & ~np.asarray(whole_years)
    opened = np.ones(len(start), dtype=np.bool_)
    own = np.full(len(start), np.nan)
    for row, now in enumerate(yearly):
        inside = first + row >= start
        if row and row % MONTHS == 0:
            offset = np.where(start < first + row, out[row - 1], offset)
            opened = np.zeros(len(start), dtype=np.bool_)
        known = inside & ~np.isnan(now)
        goes_on &= ~(known & ~opened & (last > 0) & (~within | ~at_least(now, last)))
        opened |= known
        own = np.where(start == first + row, 0.0, own) + month[row]
        total = np.where(goes_on, now, offset + now)
        out[row] = np.where(inside, np.where(np.isnan(total), own, total), np.nan)
        last = np.where(known, now, np.where(np.isnan(out[row]), last, out[row]))
    return out


def _heard_before(seen: Flags, start: Ints, first: int) -> Flags:
    """Whether anything was reported of the months before each start; `seen`: [months, targets]."""
    earlier = np.arange(len(seen))[:, None] + first < start[None, :]
    return np.asarray((earlier & seen).any(axis=0), dtype=np.bool_)


def counts_itself(terms: Terms, grid: Grid) -> Flags:
    """Sums that begin within a year and were reported from there alone: their years have no January and no season."""
    heard = _heard_before(grid.row >= 0, terms.start, grid.first)
    return np.asarray((terms.family == SUM) & (terms.start % MONTHS != 0) & ~heard, dtype=np.bool_)


def asked_for(terms: Terms, grid: Grid, due: Ints) -> Ints:
    """The month whose 累计 would let each sum be added up to its due month: `NO_MONTH` where nothing else is missing.

    The month before the start, a December in between, or the month before those that are known by themselves alone.
    """
    size, rows = len(grid.yearly), np.arange(len(due))
    known = ~np.isnan(grid.yearly)
    heard = (terms.start % MONTHS != 0) & _heard_before(grid.row >= 0, terms.start, grid.first)
    head = heard & np.isnan(_entry(grid.yearly, terms.start - 1 - grid.first))
    # nothing at all is known of the years before the first of the grid
    unseen = terms.start < grid.first
    out = np.select(
        [head, unseen], [terms.start - 1, terms.start - terms.start % MONTHS + MONTHS - 1], NO_MONTH
    )
    for row in range(MONTHS - 1, size, MONTHS):
        december = row + grid.first
        inside = (december >= terms.start) & (december < due - due % MONTHS)
        out = np.where(inside & ~known[row] & (out == NO_MONTH), december, out)
    place = np.clip(due - grid.first, 0, size - 1)
    for _step in range(MONTHS):
        alone = (grid.row[place, rows] >= 0) & ~known[place, rows] & (place % MONTHS > 0)
        place = np.where(alone, place - 1, place)
    gap = ~known[np.clip(due - grid.first, 0, size - 1), rows]
    return np.where(gap, joined_months(place + grid.first), out)


def _entry(grid: Floats, row: Ints) -> Floats:
    """The grid's entry in that row for each column, missing outside it."""
    inside = (row >= 0) & (row < len(grid))
    return np.where(inside, grid[np.where(inside, row, 0), np.arange(grid.shape[1])], np.nan)


def last_row(value: Floats, low: Ints, high: Ints) -> Ints:
    """Last row in [low, high] with a value for each column, `NO_MONTH` where there is none."""
    found = np.full(value.shape[1], NO_MONTH, dtype=np.int64)
    for row in range(len(value)):
        found = np.where(~np.isnan(value[row]) & (row >= low) & (row <= high), row, found)
    return found


def next_row(value: Floats, low: Ints) -> Ints:
    """First row from `low` on with a value for each column, `NO_MONTH` where there is none."""
    found = np.full(value.shape[1], NO_MONTH, dtype=np.int64)
    for row in range(len(value) - 1, -1, -1):
        found = np.where(~np.isnan(value[row]) & (row >= low), row, found)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The value each target is judged by: its month (since 1970), its observation, whether it is the due one.

    `month` is `NO_MONTH` and `row` −1 where nothing was reported in the target's period. `closes` is the day on which
    the due value closes, `elapsed` the months up to it; `own_closes` the day on which the value's own month does, for a
    value carried from an earlier month is held against nothing later; `part` how much of the value's month is gone by then.
    """

    value: Floats
    month: Ints
    row: Ints
    due: Ints
    closes: Ints
    own_closes: Ints
    part: Floats
    elapsed: Floats
    is_due: Flags


def latest(terms: Terms, grid: Grid, until: Cutoff, days: npt.NDArray[np.datetime64]) -> Latest:
    """The last value up to the month that is due: this month, the last closed quarter or 旬, or the deadline.

    After the deadline a level not reported for the deadline's own month is taken from the month after, and from no
    later one.
    """
    due = due_months(until, terms.end, quarterly=grid.quarterly, ten_day=grid.ten_day)
    found = last_row(grid.value, terms.start - grid.first, due - grid.first)
    after = next_row(grid.value, terms.end - grid.first)
    answers = answering_months(terms.end, grid.quarterly) - grid.first
    late = (terms.family == LEVEL) & (terms.end <= until.month) & (found < terms.end - grid.first)
    found = np.where(late & (after != NO_MONTH) & (after <= answers + 1), after, found)
    here = found != NO_MONTH
    at = (np.where(here, found, 0), np.arange(len(found)))
    row = np.where(here, grid.row[at], -1)
    on = np.append(days, np.datetime64("NaT"))[row]
    month = np.where(here, found + grid.first, NO_MONTH)
    is_due = here & (month >= due) & (~grid.ten_day | (due == terms.end) | (on >= until.day))
    own_day = np.where(grid.ten_day & here, on, month_ends(month)).astype("datetime64[D]").astype(np.int64)
    closes = closing_days(until, due, grid.ten_day)
    return Latest(
        value=np.where(here, grid.value[at], np.nan),
        month=month,
        row=row,
        due=due,
        closes=closes,
        own_closes=np.where(here & ~is_due, own_day, closes),
        part=part_gone(own_day),
        elapsed=elapsed_months(until, due, terms.start, grid.ten_day),
        is_due=is_due,
    )
