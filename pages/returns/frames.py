"""The months that are looked at and the units' standing in them."""

from datetime import date

import pandas as pd

MOST_MONTHS = 12


def months(known: list[date], until: date) -> tuple[date, ...]:
    """The reported months up to the one looked at, oldest first, at most a year of them."""
    wanted = sorted(month for month in {*known, until} if month <= until) if known else []
    return tuple(wanted[-MOST_MONTHS:])


def of_month(owed: pd.DataFrame, month: date) -> pd.DataFrame:
    """The units' standing in one month."""
    return owed[owed["period_end"] == pd.Timestamp(month)]


def counts(owed: pd.DataFrame) -> dict[str, int]:
    """How many units stand how."""
    return {str(status): int(count) for status, count in owed["status"].value_counts().items()}


def by_unit(owed: pd.DataFrame) -> pd.DataFrame:
    """One row a unit, one column a month, the standing in each; the units that miss most first."""
    table = owed.pivot_table(index="unit_short", columns="period_end", values="status", aggfunc="first")
    missing = (table == "missing").sum(axis=1) * 100 + (table == "late").sum(axis=1)
    return table.loc[missing.sort_values(ascending=False, kind="stable").index]
