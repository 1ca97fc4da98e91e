"""One row of the progress frame, as formulas read its cells: numbers and days, or missing."""

from collections.abc import Hashable, Mapping
from datetime import date
from math import isnan, nan

import pandas as pd

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
