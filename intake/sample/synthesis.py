"""Invents plausible monthly figures for a real target: no randomness that is not repeatable, no real reports.

A profile says where an indicator would land by year-end relative to its target and along which curve it gets
there. It refuses to know workbooks.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.measures import Measure

MONTHS = tuple(range(2, 10))  # January and February are reported together
DECEMBER = 12
WHOLE_UNITS = frozenset({"个", "家", "项", "件", "台", "座", "人", "户", "名", "吨"})

# Cumulative share of the year by month end, January to December.
CURVES: Mapping[str, tuple[float, ...]] = {
    "steady": (0.07, 0.14, 0.235, 0.32, 0.405, 0.495, 0.575, 0.66, 0.75, 0.835, 0.92, 1.0),
    "early": (0.11, 0.21, 0.33, 0.43, 0.53, 0.61, 0.69, 0.76, 0.83, 0.89, 0.95, 1.0),
    "late": (0.03, 0.07, 0.12, 0.18, 0.245, 0.32, 0.40, 0.49, 0.59, 0.71, 0.85, 1.0),
    "stalled": (0.10, 0.19, 0.31, 0.42, 0.52, 0.58, 0.61, 0.63, 0.65, 0.74, 0.87, 1.0),
    "steps": (0.05, 0.05, 0.25, 0.25, 0.30, 0.50, 0.50, 0.55, 0.75, 0.75, 0.85, 1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where an invented series lands relative to its target (1 = met), and along which curve.

    ``start`` is the level at the end of 2023 relative to the target, for stocks and shares without a baseline.
    """

    landing: float
    curve: str
    start: float


def figures(
    *, indicator: str, measure: str, target: float, baseline: float | None, profile: Profile, unit: str
) -> dict[int, float]:
    """The invented value by month: cumulative for a flow, level for a stock or share, growth for a rate."""
    dice = random.Random(f"{indicator}/2024")
    traits = Measure(measure).traits
    first = 0.0 if traits.accumulates else target * profile.start if baseline is None else baseline
    last = first + (target - first) * profile.landing if not traits.grows else target * profile.landing
    if traits.grows:
        return {month: round(last * (1 + dice.uniform(-0.05, 0.05)), 1) for month in MONTHS}
    climbed = {month: CURVES[profile.curve][month - 1] * (1 + dice.uniform(-0.02, 0.02)) for month in MONTHS}
    return _rising(
        {
            month: round(first + (last - first) * share, decimals(target, unit))
            for month, share in climbed.items()
        }
    )


def growth(indicator: str, month: int) -> float:
    """An invented year-on-year growth of a cumulative, in per cent; it drifts a little from month to month."""
    dice = random.Random(f"{indicator}/growth")
    return round(dice.uniform(-4, 26) + 0.3 * (month - DECEMBER / 2) * dice.uniform(-1, 1), 1)


def decimals(target: float, unit: str) -> int:
    """How finely people would report it: whole things whole, quantities by the target's size."""
    if unit in WHOLE_UNITS:
        return 0
    return 1 if target >= 10 else 2


def split(total: float, weights: Mapping[str, float], digits: int) -> dict[str, float]:
    """The total shared out by weight, rounded so that the parts add up to it exactly (largest remainder)."""
    scale = 10**digits
    whole = round(total * scale)
    exact = {name: whole * weight / sum(weights.values()) for name, weight in weights.items()}
    parts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (parts[name] - exact[name], name))
    for name in by_remainder[: whole - sum(parts.values())]:
        parts[name] += 1
    return {name: part / scale for name, part in parts.items()}


def accumulated(
    totals: Mapping[int, float], weights: Mapping[str, float], digits: int
) -> dict[str, dict[int, float]]:
    """Each part's own rising series: every month's increase is shared out, so the parts always add up to the total."""
    parts: dict[str, dict[int, float]] = {name: {} for name in weights}
    reached, so_far = 0.0, dict.fromkeys(weights, 0.0)
    for month, total in totals.items():
        for name, more in split(total - reached, weights, digits).items():
            so_far[name] = parts[name][month] = round(so_far[name] + more, digits)
        reached = total
    return parts


def leaning(indicator: str, weights: Mapping[str, float], strength: Mapping[str, float]) -> dict[str, float]:
    """The weights as performance bends them: a region's own strength, and some luck with this indicator."""
    dice = random.Random(f"{indicator}/regions")
    return {
        name: weight * strength.get(name, 1.0) * dice.uniform(0.9, 1.1) for name, weight in weights.items()
    }


def _rising(values: dict[int, float]) -> dict[int, float]:
    """A cumulative or a capacity does not fall."""
    highest = 0.0
    risen = {}
    for month, value in values.items():
        highest = max(value, highest)
        risen[month] = highest
    return risen
