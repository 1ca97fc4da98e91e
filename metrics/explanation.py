"""Why a light is what it is: the numbers, the formula, the rule and its band, as one frozen value.

Owns the assembly of a judged row into an `Explanation`; `wording` turns it into Chinese or English. It
refuses prose, and recomputes nothing that the row already states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from metrics.arrays import Floats, Row, day_of, is_absent, number_of
from metrics.calendar import months_of
from metrics.gauges import gauges
from metrics.goals import GROWTH, SUM, Terms, terms_of
from metrics.measures import MEASURES, Measure
from metrics.model import Comparator, Outlook, Path, Reason, Status
from metrics.status import Band, RuleSet, band_index


class Formula(StrEnum):
    """Which formula gave the completion; the registry states each in full."""

    FLOW_SHARE = "flow_share"
    FLOW_CAP = "flow_cap"
    GAIN_SHARE = "gain_share"
    LEVEL_SHARE = "level_share"
    LEVEL_HELD = "level_held"
    GROWTH_DISTANCE = "growth_distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One gauge of the rule set: its number, the band the number fell in, and the bands around it."""

    number: str
    value: float
    band: Band
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything a light rests on; numbers in the indicator's unit, fractions and points as in the frame.

    `decided_by` is the check whose band gave the light (the mildest of them), none when a circumstance
    in `reason` did. `stated` is the level that fulfils the number as written (the near end of a range, baseline
    plus increment); `goal` the same eased for 左右. `fields` carries the clause, excerpt, workbook and cell as the row has them.
    """

    target_id: str
    status: Status
    reason: Reason
    outlook: Outlook
    disagrees: bool
    formula: Formula
    comparator: Comparator
    lower_is_better: bool
    actual: float
    actual_period: date | None
    target: float
    stated: float
    goal: float
    baseline: float
    completion: float
    expected: float
    path: Path
    pace: float
    lag_pp: float
    landing: float
    landing_low: float
    landing_high: float
    evidence_weak: bool
    required_per_month: float
    average_per_month: float
    best_per_month: float
    months_left: float
    rules: RuleSet
    checks: tuple[Check, ...]
    decided_by: Check | None
    fields: Mapping[str, str]


PROVENANCE = ("document_id", "clause", "excerpt", "source_file", "sheet", "cell", "batch_id", "unit")


def explain(row: Row, rules: RuleSet) -> Explanation:
    """The explanation of one row of the progress frame under the rule set that judged it."""
    terms = terms_of(row, rules)
    status, measure = Status(str(row["official_status"])), MEASURES[int(terms.measure[0])]
    checks, reason = _checks(row, terms, rules, measure), Reason(str(row.get("reason") or ""))
    return Explanation(
        target_id=str(row["target_id"]),
        status=status,
        reason=reason,
        outlook=Outlook(str(row["outlook_status"])),
        disagrees=bool(row["disagrees"]),
        formula=formula_of(terms),
        comparator=Comparator(str(row["comparator"])),
        path=Path(str(row.get("expected_path") or "")),
        lower_is_better=bool(terms.lower[0]),
        actual_period=day_of(row["actual_period"]),
        target=number_of(row.get("target", row.get("value"))),
        stated=float(terms.stated[0]),
        goal=float(terms.goal[0]),
        baseline=float(terms.base[0]),
        evidence_weak=bool(row["evidence_weak"]),
        rules=rules,
        checks=checks,
        decided_by=_decisive(checks, status, reason),
        fields={name: str(row[name]) for name in PROVENANCE if not is_absent(row.get(name))},
        **{name: number_of(row[name]) for name in NUMBERS},
    )


def _decisive(checks: tuple[Check, ...], status: Status, reason: Reason) -> Check | None:
    """The check whose band gave the light; none where a cap that is used up gave it."""
    if reason == Reason.CAP_EXCEEDED:
        return None
    return next((check for check in checks if check.band.status == status), None)


NUMBERS = (
    "actual",
    "completion",
    "expected",
    "pace",
    "lag_pp",
    "landing",
    "landing_low",
    "landing_high",
    "required_per_month",
    "average_per_month",
    "best_per_month",
    "months_left",
)


def formula_of(terms: Terms) -> Formula:
    """The formula that applies to a single target's terms."""
    if terms.family[0] == GROWTH:
        return Formula.GROWTH_DISTANCE
    if terms.family[0] == SUM:
        return Formula.FLOW_CAP if terms.spends[0] else Formula.FLOW_SHARE
    if terms.limit[0]:
        return Formula.LEVEL_HELD
    return Formula.GAIN_SHARE if terms.has_base[0] else Formula.LEVEL_SHARE


def _checks(row: Row, terms: Terms, rules: RuleSet, measure: Measure) -> tuple[Check, ...]:
    """Every gauge with a number, the decisive one (the mildest band) first."""
    found = []
    gauged = _gauges(row, terms)
    for gauge in rules.gauges_for(measure):
        value = float(gauged[gauge.number][0])
        index = int(band_index(gauge, np.array([value]))[0])
        if index >= 0:
            found.append((index - len(gauge.bands), gauge, value, index))
    found.sort(key=lambda item: -item[0])
    return tuple(
        Check(number=gauge.number, value=value, band=gauge.bands[index], bands=gauge.bands)
        for _, gauge, value, index in found
    )


def _gauges(row: Row, terms: Terms) -> dict[str, Floats]:
    """The gauges of one judged row."""
    month = months_of(pd.to_datetime(pd.Series([row["actual_period"]], dtype="object")))
    measured = {name: np.array([number_of(row[name])]) for name in ("pace", "lag_pp")}
    return gauges(terms, np.array([number_of(row["actual"])]), month, measured)
