"""Why a light is what it is, and why it is another than last month: the numbers, the formula, the rule and its band, as one frozen value.

Owns the assembly of a judged row into an `Explanation`; `wording` turns it into Chinese or English. It
refuses prose, and recomputes nothing that the row already states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from metrics.arrays import Floats, Row, Texts, day_of, difference, is_absent, number_of, numbers, pick
from metrics.calendar import months_of
from metrics.goals import GROWTH, SUM, Terms, terms_of
from metrics.measures import MEASURES, Measure
from metrics.model import Comparator, Outlook, Path, Reason, Status
from metrics.progress import gauges
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
        goal=float(terms.goal[0]) if is_absent(row.get("goal")) else number_of(row["goal"]),
        baseline=float(terms.base[0]),
        evidence_weak=bool(row["evidence_weak"]),
        rules=rules,
        checks=checks,
        decided_by=_decisive(checks, status, reason),
        fields={name: str(row[name]) for name in PROVENANCE if not is_absent(row.get(name))},
        **{name: number_of(row[name]) for name in NUMBERS},
    )


def _decisive(checks: tuple[Check, ...], status: Status, reason: Reason) -> Check | None:
    """The check whose band gave the light; none where a cap that is used up or the opposite sign gave it."""
    if reason in (Reason.CAP_EXCEEDED, Reason.OPPOSITE_SIGN):
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


class Cause(StrEnum):
    """Why a target stands elsewhere than last month."""

    NEW = "new"
    GONE = "gone"
    VALUE = "value"
    CORRECTION = "correction"
    ADJUSTED = "adjusted"
    TIME = "time"
    NONE = "none"


COLUMNS = ("official_status", "lag_pp", "actual", "actual_period", "completion", "expected")
SHOWN = ("official_status", "lag_pp", "actual", "actual_period")


def what_changed(now: pd.DataFrame, before: pd.DataFrame, before_as_known_now: pd.DataFrame) -> pd.DataFrame:
    """One row per target of either month: both lights, the change of distance, its parts and the cause.

    `now`: this month's progress. `before`: last month's as it was known then. `before_as_known_now`: last
    month's with today's corrections. In percentage points, lag_change = by_correction + by_value + by_time:
    by_correction is last month's distance as known now − as known then, by_time what the month just past
    adds to what is expected (0 for growth rates), by_value the rest. Missing where a part is not known.
    """
    ids = pd.Index(now["target_id"]).union(pd.Index(before["target_id"]), sort=False)
    new, old, mended = (_aligned(frame, ids) for frame in (now, before, before_as_known_now))
    new = new.assign(spends=now.set_index("target_id")["spends"].reindex(ids))
    table = pd.DataFrame({"target_id": ids})
    for name in SHOWN:
        table[f"{name}_before"], table[name] = old[name].to_numpy(), new[name].to_numpy()
    lag, was, corrected = numbers(new["lag_pp"]), numbers(old["lag_pp"]), numbers(mended["lag_pp"])
    table["lag_change"] = difference(lag, was)
    table["by_correction"] = difference(corrected, was)
    table["by_time"] = time_effect(new, mended)
    table["by_value"] = difference(difference(lag, corrected), table["by_time"])
    table["cause"] = [str(cause) for cause in _causes(new, old, mended)]
    return table


def time_effect(now: pd.DataFrame, before: pd.DataFrame) -> Floats:
    """What the calendar alone did to the distance: −Δexpected × 100, +Δexpected × 100 for a sum with a cap.

    Percentage points; 0 for growth rates, whose target does not move; missing where a month is.
    """
    moved = difference(numbers(now["expected"]), numbers(before["expected"])) * 100.0
    spends = now["spends"].to_numpy(dtype=np.bool_, na_value=False)
    scaled = ~np.isnan(numbers(now["completion"]))
    return np.where(scaled, np.where(spends, moved, -moved), 0.0 * numbers(now["lag_pp"]))


def _aligned(frame: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    return frame[["target_id", *COLUMNS]].set_index("target_id").reindex(ids)


def _causes(new: pd.DataFrame, old: pd.DataFrame, mended: pd.DataFrame) -> Texts:
    """The cause of each: a correction where it alone moved the light, else a newer value, else the time."""
    light, was, corrected = (frame["official_status"] for frame in (new, old, mended))
    later = new["actual_period"].gt(mended["actual_period"])
    newer = later | (new["actual_period"].notna() & mended["actual_period"].isna())
    touched = _differs(mended["actual"], old["actual"])
    by_light = light.ne(was) & light.eq(corrected) & touched
    moved = light.ne(was) | _differs(new["lag_pp"], old["lag_pp"])
    cases = [was.isna() & light.notna(), light.isna(), by_light, newer, touched, moved]
    words = [Cause.NEW, Cause.GONE, Cause.CORRECTION, Cause.VALUE, Cause.CORRECTION, Cause.TIME]
    order = list(Cause)
    codes = np.select(
        [case.to_numpy(dtype=np.bool_, na_value=False) for case in cases],
        [order.index(word) for word in words],
        order.index(Cause.NONE),
    )
    return pick(order, codes)


def _differs(left: "pd.Series[float]", right: "pd.Series[float]") -> "pd.Series[bool]":
    """Whether two values differ, missing differing from any value but not from missing."""
    gap = difference(numbers(left), numbers(right))
    return pd.Series((gap != 0) & ~(left.isna() & right.isna()).to_numpy(), index=left.index)
