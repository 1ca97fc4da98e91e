"""Small frames for judgement: targets and observations stated in a line, with the usual in the rest."""

from datetime import date

import pandas as pd

from metrics.progress import judge
from metrics.status import load_rules

USUAL = {
    "measure": "flow",
    "basis": "level",
    "comparator": ">=",
    "value": 100.0,
    "value_high": None,
    "better": "higher",
    "period_start": "2024-01-01",
    "deadline": "2024-12-31",
    "strength": "binding",
    "assessed": "monthly",
    "baseline_value": None,
    "baseline_on": None,
}


def target_frame(*rows: dict[str, object]) -> pd.DataFrame:
    """One target a row, numbered t0, t1 … where no target_id is given."""
    table = pd.DataFrame([{"target_id": f"t{n}", **USUAL, **row} for n, row in enumerate(rows)])
    for column in ("period_start", "deadline", "baseline_on"):
        table[column] = pd.to_datetime(table[column])
    for column in ("value", "value_high", "baseline_value"):
        table[column] = pd.to_numeric(table[column]).astype("float64")
    return table


def observation_frame(*rows: tuple[str, str, str, float], frequency: str = "month") -> pd.DataFrame:
    """Rows of (target_id, period end, kind, value); a month stands for its last day."""
    ends = [
        period if len(period) == 10 else pd.Period(period).end_time.normalize() for _, period, _, _ in rows
    ]
    return pd.DataFrame(
        {
            "target_id": pd.Series([row[0] for row in rows], dtype="str"),
            "period_end": pd.to_datetime(pd.Series(ends, dtype="object")),
            "kind": pd.Series([row[2] for row in rows], dtype="str"),
            "value": pd.Series([row[3] for row in rows], dtype="float64"),
            "frequency": pd.Series([frequency] * len(rows), dtype="str"),
        }
    )


def month_end(period: str) -> date:
    """The last day of a month such as `2024-06`; a full date stays as it is."""
    return date.fromisoformat(period) if len(period) == 10 else pd.Period(period).end_time.date()


def judged(
    target: dict[str, object], values: dict[str, float], kind: str, as_of: str, **more: object
) -> pd.Series:
    """The judgement of one target on one kind of values by month."""
    rules = load_rules(str(more.pop("rules", "default")))
    rows = observation_frame(
        *[("t0", period, kind, value) for period, value in values.items()],
        frequency=str(more.pop("frequency", "month")),
    )
    return judge(target_frame(target), rows, month_end(as_of), rules, **more).iloc[0]
