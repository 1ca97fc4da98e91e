"""The real monthly series kept outside the program, as years to replay: monthly flows and national growth.

Train on the ids whose digits are even, test on the odd ones; M1 only for training, Chinese series apart and never
trained on.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

FLOWS = "m3_m1_monthly_flows.csv.gz"
CHINESE = "cn_monthly_flows.csv"
GROWTH = "nbs_industrial_value_added_monthly.csv"
YEARS_KNOWN = (3, 1)
LAST = 8  # years of a series that are replayed: the newest
EVERY = 4  # of the many cases of M3 and M1 one in four


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Cases of one group: sums since January [12, cases] of the year replayed, of the years before it [12·n, cases]."""

    name: str
    values: np.ndarray
    history: np.ndarray


def flows(folder: Path) -> list[Years]:
    """Train and test of M3 and M1, and the Chinese series, each with three complete years before and with one."""
    table = pd.read_csv(folder / FLOWS)
    odd = table["id"].str.extract(r"(\d+)")[0].astype(int) % 2 == 1
    groups = {
        "train: M3 and M1, even": table[~odd | table["source"].eq("M1")],
        "test: M3, odd": table[odd & table["source"].eq("M3")],
        "Chinese, never trained on": pd.read_csv(folder / CHINESE),
    }
    return [years(name, rows, known) for name, rows in groups.items() for known in YEARS_KNOWN]


def years(name: str, rows: pd.DataFrame, known: int) -> Years:
    """The newest complete years of every series that have so many complete ones before them.

    Of M3 and M1 the same cases are replayed with three years before them and with one.
    """
    chinese = name.startswith("Chinese")
    least = known if chinese else max(YEARS_KNOWN)
    cases = [case for _series, one in rows.groupby(["source", "id"]) for case in _cases(one, least)[-LAST:]]
    cases = cases if chinese else cases[::EVERY]
    kept = np.array([case[-12 * (known + 1) :] for case in cases]).T
    sums = kept.reshape(known + 1, 12, -1).cumsum(axis=1)
    sums[:, 0] = np.nan  # January is reported with February
    return Years(
        name=f"{name}, {known} years before", values=sums[-1], history=sums[:-1].reshape(12 * known, -1)
    )


def _cases(one: pd.DataFrame, least: int) -> list[np.ndarray]:
    """The months of each complete year with those of the `least` years before it, oldest first."""
    by_year = one.pivot_table(index="year", columns="month", values="value", dropna=False).reindex(
        columns=range(1, 13)
    )
    whole = {
        int(year): months.to_numpy(dtype=float) for year, months in by_year.iterrows() if months.notna().all()
    }
    return [
        np.concatenate([whole[year - back] for back in range(least, -1, -1)])
        for year in whole
        if all(year - back in whole for back in range(1, least + 1)) and whole[year].sum() > 0
    ]
