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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff:
    """The day looked at: the last day whose figures count, the last full month, and thirds of the next."""

    day: np.datetime64
    month: int
    thirds: int


def cutoff(as_of: date) -> Cutoff:
    """The cut-off of a day: the 10th and 20th close a 旬, any other day stands for its whole month."""
    month = month_of(as_of)
    if as_of.day in (10, 20):
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


def windows(starts: "pd.Series[pd.Timestamp]", deadlines: "pd.Series[pd.Timestamp]") -> tuple[Ints, Ints]:
    """First and last full month of each period; a start after the first of a month begins with the next month.

    A period without a start is the deadline's calendar year up to the deadline; one of half a month is its one month.
    """
    end, start = months_of(deadlines), months_of(starts)
    day = starts.dt.day.fillna(1).to_numpy(dtype=np.int64)
    start = np.where(start == NO_MONTH, end - end % MONTHS, start + (day > 1))
    return np.minimum(start, end), end


def baseline_months(dates: "pd.Series[pd.Timestamp]", start: Ints) -> Ints:
    """Month of each baseline; the month before the period where its date is missing."""
    month = months_of(dates)
    return np.where(month == NO_MONTH, start - 1, month)


def due_months(until: Cutoff, end: Ints, *, quarterly: Flags, ten_day: Flags) -> Ints:
    """The month whose value is due: the last full one, the last closed quarter, the one a 旬 lies in, or the deadline."""
    due = np.where(quarterly, until.month - (until.month + 1) % QUARTER, until.month)
    return np.minimum(np.where(_in_thirds(until, ten_day), until.month + 1, due), end)


def elapsed_months(until: Cutoff, due: Ints, start: Ints, ten_day: Flags) -> Floats:
    """Months gone by since the start when the due value closes; a 旬 is a third of one, and before the start it is 0."""
    missing_thirds = np.where(_in_thirds(until, ten_day) & (due > until.month), 1 - until.thirds / 3, 0.0)
    return np.asarray(np.maximum(np.clip(due + 1 - start, 0, None) - missing_thirds, 0.0), dtype=np.float64)


def _in_thirds(until: Cutoff, ten_day: Flags) -> Flags:
    return ten_day & (until.thirds > 0)


def elapsed_fraction(elapsed: Floats, start: Ints, end: Ints) -> Floats:
    """序时应完成 on a straight path: k ÷ n, months elapsed over months in the period.

    Fraction in [0, 1]; 0 before the start, 1 from the deadline on; missing where the period is.
    Source: 宣城市目标任务完成情况通报 (25%, 50%, 91.7%).
    """
    fraction = np.clip(ratio(elapsed, end - start + 1), 0.0, 1.0)
    return np.where(end == NO_MONTH, np.nan, fraction)


def months_left(month: Ints, due: Ints, end: Ints) -> Floats:
    """Months after the value's own up to the deadline, or after the due month where nothing was reported.

    0 once the deadline's month is due, reported or not; missing without a deadline.
    """
    left = np.maximum(end - np.where(month == NO_MONTH, due, month), 0).astype(np.float64)
    return np.where(end == NO_MONTH, np.nan, np.where(due >= end, 0.0, left))


def is_january(month: Ints) -> Flags:
    """Whether a month is a January, which is reported with February."""
    return np.asarray(month % MONTHS == JANUARY, dtype=np.bool_)


def joined(month: int) -> int:
    """The month that answers for a month: February for January, itself for any other."""
    return month + (month % MONTHS == JANUARY)


def first_month(start: date | None, deadline: date) -> int:
    """The first full month of one period, as `windows` counts it."""
    if start is None:
        return month_of(deadline) // MONTHS * MONTHS
    return month_of(start) + (start.day > 1)
