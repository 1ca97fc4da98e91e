"""The array words of judgement: types and the one tolerance every comparison uses.

Values reach judgement as float64 of DECIMAL(18,4), so two sides of a threshold that are equal as
rationals (11 of 12 months against 110 of 120 units) may differ in the last bits. Every comparison
therefore treats numbers within one part in a thousand million of each other as equal.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from math import isnan, nan

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

RELATIVE_TOLERANCE = 1e-9


def at_least(left: npt.ArrayLike, right: npt.ArrayLike) -> Flags:
    """`left ≥ right` up to one part in 10⁹ of the larger; false where either is missing."""
    a, b = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        slack = RELATIVE_TOLERANCE * np.maximum(np.abs(a), np.abs(b))
        slack = np.where(np.isinf(slack), 0.0, slack)
        return np.asarray((a >= b - slack) | (a == b), dtype=np.bool_)


def difference(left: npt.ArrayLike, right: npt.ArrayLike) -> Floats:
    """`left − right`, exactly zero where the two are equal up to one part in 10⁹."""
    a, b = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    return np.where(at_least(a, b) & at_least(b, a), 0.0, a - b)


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """`part ÷ whole`; missing, never infinite, where the whole is zero or either is missing."""
    a, b = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(b == 0, np.nan, a / b)


def numbers(column: "pd.Series[float]") -> Floats:
    """The column as float64, missing as NaN."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def pick(names: Sequence[str | None], codes: Ints) -> Texts:
    """The name of each code, as objects pandas stores without copying text."""
    table = np.empty(len(names), dtype=object)
    table[:] = names
    return np.asarray(table[codes], dtype=np.object_)


def flagged(frame: pd.DataFrame, column: str) -> Flags:
    """A column of flags that a frame may leave out; none is raised where it does."""
    if column not in frame:
        return np.zeros(len(frame), dtype=np.bool_)
    return frame[column].to_numpy(dtype=np.bool_, na_value=False)


Row = Mapping[Hashable, object]


def is_absent(value: object) -> bool:
    """Whether a cell says nothing: None, NaN, NaT or an empty text."""
    return value is None or value is pd.NaT or value == "" or (isinstance(value, float) and isnan(value))


def number_of(value: object) -> float:
    """The number in a cell, NaN where it is missing."""
    return nan if is_absent(value) else float(str(value))


def day_of(value: object) -> date | None:
    """The day in a cell, None where it is missing."""
    return None if is_absent(value) else pd.Timestamp(str(value)).date()
