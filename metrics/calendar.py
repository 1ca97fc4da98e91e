"""Time as judgement counts it: whole months since January 1970, windows, what is due by a day, Jan–Feb together.

Every month elapsed, begun, due or left is counted here. It refuses to ask a clock: the day is an argument.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.arrays import Flags, Floats, Ints, ratio

NO_MONTH: Final = -(10**6)
MONTHS: Final = 12
JANUARY: Final = 0
QUARTER: Final = 3
DAYS_A_MONTH: Final = 365.25 / MONTHS
# the days on which a 旬 closes within its month
THIRD_DAYS: Final = (10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """The day looked at: the last day whose figures count, the last full month, and thirds of the next."""

    day: np.datetime64
    month: int
    thirds: int


def cutoff(as_of: date) -> Cutoff:
    """The cut-off of a day: the 10th and 20th close a 旬, any other day stands for its whole month."""
    month = month_of(as_of)
    if as_of.day in THIRD_DAYS:
        return Cutoff(day=np.datetime64(as_of, "D"), month=month - 1, thirds=as_of.day // 10)
    return Cutoff(day=month_ends(np.array([month]))[0], month=month, thirds=0)


def month_of(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * MONTHS + day.month - 1


def months_of(dates: "pd.Series[pd.Timestamp]") -> Ints:
    """Months since January 1970; `NO_MONTH` where the date is missing."""
    stamps = dates.to_numpy(dtype="datetime64[s]")
    months = stamps.astype("datetime64[M]").astype(np.int64)
    return np.where(np.isnat(stamps), NO_MONTH, months)


def month_start(month: int) -> date:
    """The first day of a month."""
    return date(1970 + month // MONTHS, month % MONTHS + 1, 1)


def month_ends(months: Ints) -> npt.NDArray[np.datetime64]:
    """The last day of each month."""
    following: npt.NDArray[np.datetime64] = (months + 1).astype("datetime64[M]").astype("datetime64[D]")
    return following - np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The months in which each period begins and ends, and its first and last day since January 1970.

    The days are missing where the period begins on a first and ends on a last day: it counts whole months.
    """

    start: Ints
    end: Ints
    first_day: Floats
    last_day: Floats


def windows(starts: "pd.Series[pd.Timestamp]", deadlines: "pd.Series[pd.Timestamp]") -> Windows:
    """The window of each period; one without a start is the deadline's calendar year up to the deadline."""
    end = months_of(deadlines)
    stated = months_of(starts)
    start = np.minimum(np.where(stated == NO_MONTH, end - end % MONTHS, stated), end)
    first = np.where(stated == NO_MONTH, month_firsts(start), _days_of(starts))
    last = _days_of(deadlines)
    whole = (first == month_firsts(start)) & (last == _days(month_ends(end)))
    whole |= end == NO_MONTH
    return Windows(
        start=start,
        end=end,
        first_day=np.where(whole, np.nan, first),
        last_day=np.where(whole, np.nan, last),
    )


def _days_of(dates: "pd.Series[pd.Timestamp]") -> Ints:
    return _days(dates.to_numpy(dtype="datetime64[D]"))


def _days(dates: npt.NDArray[np.datetime64]) -> Ints:
    """Days since January 1970."""
    return dates.astype("datetime64[D]").astype(np.int64)


def month_firsts(months: Ints) -> Ints:
    """The first day of each month, in days since January 1970."""
    return _days(months.astype("datetime64[M]"))


def baseline_months(dates: "pd.Series[pd.Timestamp]", start: Ints) -> Ints:
    """Month of each baseline; the month before the period where its date is missing."""
    month = months_of(dates)
    return np.where(month == NO_MONTH, start - 1, month)


def due_months(until: Cutoff, end: Ints, *, quarterly: Flags, ten_day: Flags) -> Ints:
    """The month whose value is due: the last full one, the last closed quarter, the one a 旬 lies in, or the deadline.

    The deadline of a quarterly reporter is answered by the quarter it lies in.
    """
    due = np.where(quarterly, until.month - (until.month + 1) % QUARTER, until.month)
    due = np.where(_in_thirds(until, ten_day), until.month + 1, due)
    return np.minimum(due, answering_months(end, quarterly))


def answering_months(end: Ints, quarterly: Flags) -> Ints:
    """The month whose report answers for a deadline: its own, or the last of its quarter for a quarterly reporter."""
    return np.where(quarterly & (end != NO_MONTH), end + QUARTER - 1 - end % QUARTER, end)


def closing_days(until: Cutoff, due: Ints, ten_day: Flags) -> Ints:
    """The day, since January 1970, on which the due value closes: its month's last, or the 旬's looked at."""
    in_thirds = _in_thirds(until, ten_day) & (due > until.month)
    return np.where(in_thirds, int(until.day.astype(np.int64)), _days(month_ends(due)))


def elapsed_months(until: Cutoff, due: Ints, start: Ints, ten_day: Flags) -> Floats:
    """Months gone by since the start when the due value closes; a 旬 is a third of one, and before the start it is 0."""
    return months_to(closing_days(until, due, ten_day), start)


def months_to(closes: Ints, start: Ints) -> Floats:
    """Months from the start to a closing day: a 旬 that ends on the 10th or the 20th is a third of one; never negative."""
    days = closes.astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)
    return np.asarray(np.maximum(months + part_gone(closes) - start, 0.0), dtype=np.float64)


def _in_thirds(until: Cutoff, ten_day: Flags) -> Flags:
    return ten_day & (until.thirds > 0)


def elapsed_fraction(elapsed: Floats, start: Ints, end: Ints) -> Floats:
    """序时应完成 on a straight path: k ÷ n, months elapsed over months in the period.

    Fraction in [0, 1]; 0 before the start, 1 from the deadline on; missing where the period is.
    Source: 宣城市目标任务完成情况通报 (25%, 50%, 91.7%).
    """
    fraction = np.clip(ratio(elapsed, end - start + 1), 0.0, 1.0)
    return np.where(end == NO_MONTH, np.nan, fraction)


def elapsed_days(closes: Ints, first_day: Floats, last_day: Floats) -> Floats:
    """序时应完成 of a window that does not count whole months: days gone by ÷ days in it, first and last included.

    Fraction in [0, 1]; missing for a window of whole months. Source: own; 百日攻坚 and other windows within a month.
    """
    gone = np.clip(closes - first_day + 1.0, 0.0, None)
    return np.clip(ratio(gone, last_day - first_day + 1.0), 0.0, 1.0)


def months_left(month: Ints, due: Ints, end: Ints, last_day: Floats | None = None) -> Floats:
    """Months after the value's own up to the deadline, or after the due month where nothing was reported.

    A deadline within a month counts days, of which a month has 30.4. 0 once the deadline's month is due, reported or
    not; missing without a deadline.
    """
    since = np.where(month == NO_MONTH, due, month)
    left = np.maximum(end - since, 0).astype(np.float64)
    if last_day is not None:
        by_days = np.maximum(last_day - _days(month_ends(since)), 0.0) / DAYS_A_MONTH
        left = np.where(np.isnan(last_day), left, by_days)
    return np.where(end == NO_MONTH, np.nan, np.where(due >= end, 0.0, left))


def is_january(month: Ints) -> Flags:
    """Whether a month is a January, which is reported with February."""
    return np.asarray(month % MONTHS == JANUARY, dtype=np.bool_)


def part_from(first_day: Floats) -> Floats:
    """How much of its first month a window within months has: 5 of 31 days from 27 July; all of it for whole months."""
    start, size = _month_of_day(first_day)
    return np.where(np.isnan(first_day), 1.0, (start + size - first_day) / size)


def part_to(last_day: Floats) -> Floats:
    """How much of its last month a window within months has: 3 of 30 days to 3 November; all of it for whole months."""
    start, size = _month_of_day(last_day)
    return np.where(np.isnan(last_day), 1.0, (last_day - start + 1.0) / size)


def _month_of_day(day: Floats) -> tuple[Floats, Floats]:
    """The first day and the length of the month each day lies in; of a missing day those of January 1970."""
    months = np.where(np.isnan(day), 0.0, day).astype("datetime64[D]").astype("datetime64[M]")
    start = _days(months).astype(np.float64)
    return start, month_firsts(months.astype(np.int64) + 1) - start


def part_gone(closes: Ints) -> Floats:
    """How much of its month is gone at a closing day: a third on the 10th, two on the 20th, else all of it."""
    months = closes.astype("datetime64[D]").astype("datetime64[M]")
    day_of_month = closes - _days(months) + 1
    return np.where(np.isin(day_of_month, THIRD_DAYS), day_of_month / 30.0, 1.0)


def joined_months(month: Ints) -> Ints:
    """The months that answer for each month: February for January."""
    return np.where(month == NO_MONTH, month, month + is_january(month))


def joined(month: int) -> int:
    """The month that answers for a month: February for January, itself for any other."""
    return month + (month % MONTHS == JANUARY)


def first_month(start: date | None, deadline: date) -> int:
    """The month in which one period begins, as `windows` has it."""
    if start is None:
        return month_of(deadline) // MONTHS * MONTHS
    return month_of(start)
