"""Rule sets: the versioned thresholds that turn numbers into a light, and the one classification.

Reads its own constant tables in `metrics/rules` (package data, the one file access in this package) and
nothing else. It refuses to know how a number is computed: gauges are named, and given from outside.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path as File
from typing import Any

import numpy as np
import numpy.typing as npt

from metrics.arrays import Flags, Floats, at_least
from metrics.measures import MEASURES, Measure, of_family
from metrics.model import Path, Status

RULES = File(__file__).with_name("rules")
FIRST = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One half-open stretch [at_least, below) of a gauge's line, and the light it gives."""

    status: Status
    at_least: float
    below: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A named number (`pace`, `lag_pp`, `trend_share`, `cagr_ratio`), whom it judges, and its bands.

    `opposite_sign` is the light of a value that is behind and has the sign opposite to its target's, whatever its band.
    """

    number: str
    measures: frozenset[Measure]
    bands: tuple[Band, ...]
    opposite_sign: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Where the outlook turns, below a landing that reaches its goal: parts of the way, and points short of it.

    `near` 预计接近完成 from that part on, `accelerate` 须加快 from that; in points for a growth and a level to be held.
    """

    near: float = 0.95
    accelerate: float = 0.60
    near_points: float = 0.5
    accelerate_points: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A measure the rule set cannot judge, and why, in both languages."""

    measure: Measure
    why: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Thresholds with a name and a version; where several gauges judge a measure the mildest light holds.

    `expected` is the path the rule set heeds: `elapsed` only ever k ÷ n, `planned` a target's plan by month
    where it has one, `seasonal` besides that the region's own earlier years; k ÷ n wherever there is neither.
    """

    code: str
    version: str
    name: str
    name_en: str
    source: str
    expected: str
    tolerance: float
    tolerance_points: float
    gauges: tuple[Gauge, ...]
    refusals: tuple[Refusal, ...]
    requires: frozenset[str]
    views: Views = Views()

    def gauges_for(self, measure: Measure) -> tuple[Gauge, ...]:
        """The gauges that judge this measure; none when the rule set refuses it."""
        return tuple(gauge for gauge in self.gauges if measure in gauge.measures)


class RuleSetError(ValueError):
    """A rule set that cannot be used, by its name and with what is wrong with it."""

    def __init__(self, name: str, found: str) -> None:
        self.name, self.found = name, found
        super().__init__(f"rule set {name!r}: {found}")


def rule_names() -> tuple[str, ...]:
    """The names of the rule sets that ship, the default first; none of them is read."""
    names = sorted(path.stem for path in RULES.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != FIRST, name)))


def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set that can be used, the default first: one with a bad word in it hides no other."""
    return tuple(rules for rules in map(_sound, rule_names()) if rules)


def _sound(name: str) -> RuleSet | None:
    try:
        return load_rules(name)
    except RuleSetError:
        return None


@cache
def load_rules(name: str) -> RuleSet:
    """The rule set of that file name; LookupError when none ships under it, RuleSetError when it is unsound."""
    path = RULES / f"{name}.toml"
    if not path.is_file():
        raise LookupError(f"no rule set named {name!r}")
    try:
        rules = parse_rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except KeyError as fault:
        raise RuleSetError(name, f"{fault} is missing") from fault
    except (ValueError, TypeError, AttributeError) as fault:
        raise RuleSetError(name, str(fault)) from fault
    found = faults(rules)
    if rules.code != name:
        found = (*found, f"its code is {rules.code!r}")
    if found:
        raise RuleSetError(name, "; ".join(found))
    return rules


def parse_rules(table: dict[str, Any]) -> RuleSet:
    """The rule set a TOML table states; where it judges a family, the measures it refuses are left out."""
    refusals = tuple(
        Refusal(measure=measure, why=row["why"], why_en=row["why_en"])
        for row in table.get("refuse", [])
        for measure in of_family(row["measure"])
    )
    return RuleSet(
        code=table["code"],
        version=table["version"],
        name=table["name"],
        name_en=table["name_en"],
        source=table["source"],
        expected=table["expected"],
        tolerance=float(table["tolerance"]),
        tolerance_points=float(table["tolerance_points"]),
        gauges=tuple(_gauge(row, {refusal.measure for refusal in refusals}) for row in table["gauge"]),
        refusals=refusals,
        requires=frozenset(table.get("requires", [])),
        views=Views(**{name: float(bound) for name, bound in table.get("outlook", {}).items()}),
    )


def _gauge(row: dict[str, Any], refused: set[Measure]) -> Gauge:
    """The gauge of a table; `measures` names families (sum, level, growth) or single measures."""
    bands = tuple(
        Band(
            status=Status(band["status"]),
            at_least=float(band.get("at_least", -math.inf)),
            below=float(band.get("below", math.inf)),
        )
        for band in row["bands"]
    )
    named = {word: of_family(word) for word in row["measures"]}
    judged = {
        measure
        for word, found in named.items()
        for measure in found
        if word == measure or measure not in refused
    }
    turned = Status(row["opposite_sign"]) if "opposite_sign" in row else None
    return Gauge(number=row["number"], measures=frozenset(judged), bands=bands, opposite_sign=turned)


def faults(rules: RuleSet) -> tuple[str, ...]:
    """What is unsound in a rule set: a gap, an overlap, an open end, a measure neither judged nor refused."""
    found = [fault for gauge in rules.gauges for fault in _band_faults(gauge)]
    refused = {refusal.measure for refusal in rules.refusals}
    for measure in MEASURES:
        judged = bool(rules.gauges_for(measure))
        if judged == (measure in refused):
            found.append(f"{measure} is {'both judged and' if judged else 'neither judged nor'} refused")
    views = rules.views
    if not (views.accelerate <= views.near <= 1 and 0 <= views.near_points <= views.accelerate_points):
        found.append("outlook's bounds are out of order")
    if rules.expected not in {Path.ELAPSED, Path.PLANNED, Path.SEASONAL}:
        found.append(f"expected is {rules.expected!r}, not elapsed, planned or seasonal")
    return tuple(found)


def _band_faults(gauge: Gauge) -> list[str]:
    bands = gauge.bands
    found = []
    if not bands or bands[0].at_least != -math.inf or bands[-1].below != math.inf:
        found.append(f"{gauge.number} does not cover the line")
    for lower, upper in pairwise(bands):
        if lower.below < upper.at_least:
            found.append(f"{gauge.number} has a gap at {lower.below}")
        if lower.below > upper.at_least:
            found.append(f"{gauge.number} has an overlap at {upper.at_least}")
    if gauge.opposite_sign and gauge.opposite_sign not in SEVERITY:
        found.append(f"{gauge.number} gives {gauge.opposite_sign!r} for the opposite sign")
    if any(band.at_least >= band.below for band in bands):
        found.append(f"{gauge.number} has an empty band")
    return found


def band_index(gauge: Gauge, values: Floats) -> npt.NDArray[np.int64]:
    """Which band each value falls in, from the worst (0); −1 where the value is missing.

    A value within one part in 10⁹ of a bound counts as at the bound, so equal rationals fall alike.
    """
    index = np.where(np.isnan(values), -1, 0)
    for position, band in enumerate(gauge.bands[1:], start=1):
        index = np.where(at_least(values, band.at_least), position, index)
    return index


def classify(rules: RuleSet, measure: Measure, numbers: dict[str, Floats]) -> tuple[Floats, Flags]:
    """Severity of each case, 0 far behind · 1 behind · 2 on pace, and whether any gauge could be read.

    The mildest of the gauges holds; a gauge whose number is missing does not speak.
    """
    gauges = rules.gauges_for(measure)
    size = len(next(iter(numbers.values())))
    best = np.full(size, -1.0)
    for gauge in gauges:
        index = band_index(gauge, numbers[gauge.number])
        severities = np.array([-1.0, *(SEVERITY[band.status] for band in gauge.bands)])
        best = np.maximum(best, severities[index + 1])
    return best, best >= 0


SEVERITY = {Status.FAR_BEHIND: 0.0, Status.BEHIND: 1.0, Status.ON_PACE: 2.0}


def turned_severity(rules: RuleSet, measure: Measure) -> float:
    """The severity of a value with the sign opposite to its target's; missing where the rule set does not mind."""
    found = [gauge.opposite_sign for gauge in rules.gauges_for(measure)]
    return min((SEVERITY[light] for light in found if light), default=math.nan)


def worst_severity(rules: RuleSet, measure: Measure) -> float:
    """The severity of the worst light the rule set has for a measure; missing where it refuses it."""
    found = [SEVERITY[band.status] for gauge in rules.gauges_for(measure) for band in gauge.bands]
    return min(found, default=math.nan)
