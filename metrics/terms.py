"""The terms of each target, as arrays: what it asks for (`metrics.goals`), in which window, and how it is judged.

Owns the reading of the ledger's columns into one entry per target. It refuses to look at any observation.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pandas as pd

from metrics.arrays import Flags, Ints, numbers
from metrics.calendar import baseline_months, windows
from metrics.goals import MOVES, Goals, Statements, ask
from metrics.measures import BY_BASIS, MEASURES
from metrics.model import Assessed, Better, Comparator
from metrics.record import Row
from metrics.status import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Goals):
    """What is asked and when, one entry per target; months are counted since January 1970.

    `start` and `end` are the first and the last full month, `base_month` the baseline's; `annual` is judged at its
    deadline only.
    """

    base_month: Ints
    annual: Flags
    start: Ints
    end: Ints


TERM_COLUMNS: Final = (
    "measure",
    "basis",
    "comparator",
    "value",
    "value_high",
    "better",
    "period_start",
    "deadline",
    "assessed",
    "baseline_value",
    "baseline_on",
)
# the frame's `baseline_value` is in the unit it was stated in; its `baseline` is in the indicator's
FRAMED: Final = {"value": "target", "baseline_value": "baseline"}


def read_terms(targets: pd.DataFrame, rules: RuleSet | None = None) -> Terms:
    """The terms of every row of `targets`, softened by the rule set's tolerance for `~`; as written without one."""
    eased = () if rules is None else (rules.tolerance, rules.tolerance_points)
    goals = ask(_statements(targets), *eased)
    start, end = windows(targets["period_start"], targets["deadline"])
    return Terms(
        **{field.name: getattr(goals, field.name) for field in fields(goals)},
        base_month=baseline_months(targets["baseline_on"], start),
        annual=_is(targets, "assessed", Assessed.ANNUAL),
        start=start,
        end=end,
    )


def terms_of(row: Row, rules: RuleSet | None = None) -> Terms:
    """The terms of one row of the progress frame, which names the values in the indicator's unit its own way."""
    known = {str(name): value for name, value in row.items()}
    for name, framed in FRAMED.items():
        known[name] = known.get(framed, known.get(name))
    frame = pd.DataFrame({name: [known.get(name)] for name in TERM_COLUMNS})
    for name in ("period_start", "deadline", "baseline_on"):
        frame[name] = pd.to_datetime(frame[name])
    for name in ("value", "value_high", "baseline_value"):
        frame[name] = pd.to_numeric(frame[name]).astype("float64")
    return read_terms(frame, rules)


def _statements(targets: pd.DataFrame) -> Statements:
    """What the ledger's rows state; the measure is the one the number is judged as."""
    measure = np.select([_is(targets, "measure", m) for m in MEASURES], range(len(MEASURES)), 1)
    for basis, becomes in BY_BASIS.items():
        measure = np.where(_is(targets, "basis", basis), MEASURES.index(becomes), measure)
    return Statements(
        measure=np.asarray(measure, dtype=np.int64),
        moves=np.logical_or.reduce([_is(targets, "basis", basis) for basis in MOVES]),
        improves_down=_is(targets, "better", Better.LOWER),
        at_most=_is(targets, "comparator", Comparator.AT_MOST),
        about=_is(targets, "comparator", Comparator.ABOUT),
        between=_is(targets, "comparator", Comparator.RANGE),
        value=numbers(targets["value"]),
        high=numbers(targets["value_high"]),
        base=numbers(targets["baseline_value"]),
    )


def _is(targets: pd.DataFrame, column: str, word: str) -> Flags:
    return targets[column].eq(word).to_numpy(dtype=np.bool_, na_value=False)
