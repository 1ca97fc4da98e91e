"""Rows as text that other programs read: a table for people, csv and json for scripts.

Missing is empty (null in JSON), a list is joined by 、, a whole number has no point. Numbers carry 15 digits, as in
a spreadsheet: what lies beyond them is binary noise (1.5 − 1.6 is −0.1).
"""

import json
from decimal import Decimal

import numpy as np
import pandas as pd

from data.fields import LIST_SEPARATOR

_DIGITS = 15


def as_text(frame: pd.DataFrame, shape: str) -> str:
    """The frame as `json`, `csv` or `table`, ending in a line end."""
    rows = [{str(name): _cell(value) for name, value in row.items()} for row in frame.to_dict("records")]
    if shape == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    plain = pd.DataFrame(rows, columns=frame.columns, dtype=object)
    return plain.to_csv(index=False) if shape == "csv" else plain.fillna("").to_string(index=False) + "\n"


def _cell(value: object) -> object:
    match value:
        case tuple() | list():
            return LIST_SEPARATOR.join(map(str, value))
        case pd.Timestamp():
            return (
                value.date().isoformat()
                if value == value.normalize()
                else value.isoformat(timespec="seconds")
            )
        case bool() | np.bool_():
            return bool(value)
        case float() | np.floating() | Decimal():
            return _number(float(value))
    return None if value is None or value is pd.NaT else value


def _number(value: float) -> float | int | None:
    if not np.isfinite(value):
        return None
    value = float(f"{value:.{_DIGITS}g}")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
