"""How far along each target is: pace, distance, and the one pass that judges them all.

Owns pace, the distance, the other gauges a rule set may have bands on, and `judge`. It refuses to compute a target's
growth from levels: only the published cumulative rate counts. It refuses to merge its numbers: completion, expected, pace and lag_pp stand
side by side, and so do the official light and the outlook.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.arrays import Flags, Floats, Ints, difference, pick, ratio
from metrics.calendar import NO_MONTH, cutoff, month_ends
from metrics.course import expected, heeded, path_words, planned_by_month
from metrics.goals import GROWTH, TERM_COLUMNS, Terms, completion, read_terms, short_of, shortfall
from metrics.landing import METHODS, Effort, Landing, effort, project
from metrics.model import Outlook, Status
from metrics.series import Latest, latest, read_grid
from metrics.status import RuleSet
from metrics.verdict import (
    LIT,
    REASONS,
    STATUSES,
    Circumstances,
    Verdict,
    circumstances,
    disagreement,
    lacking,
    outlook,
    severities,
    unbased,
    verdict,
    weak,
)

MONTHS_A_YEAR = 12.0


def gauges(terms: Terms, actual: Floats, month: Ints, measured: Mapping[str, Floats]) -> dict[str, Floats]:
    """Every number a rule set may have bands on, by its name there, of each target's value and its month.

    `measured`: pace and lag_pp as they were judged.
    """
    done, total = month - terms.base_month, terms.end - terms.base_month
    return {
        "pace": measured["pace"],
        "lag_pp": measured["lag_pp"],
        "trend_share": trend_share(terms.base, actual, terms.stated, done=done, total=total),
        "cagr_ratio": cagr_ratio(terms.base, actual, terms.stated, done=done, total=total, lower=terms.lower),
    }


def growth_lag_pp(actual: Floats, goal: Floats, lower: Flags) -> Floats:
    """Distance of cumulative growth from the growth asked for: actual − target, mirrored if lower is better.

    Percentage points, any sign; negative is behind. Never scaled by elapsed time. Missing stays missing.
    Source: 宣城市 bulletins (增幅低于目标任务).
    """
    return short_of(actual, goal, lower)


def compound_rate(base: Floats, value: Floats, months: npt.ArrayLike) -> Floats:
    """Compound growth a year: (value ÷ base)^(12 ÷ months) − 1.

    Fraction above −1. Missing unless base and value are positive and some time has passed.
    """
    usable = (base > 0) & (value > 0) & (np.asarray(months) > 0)
    with np.errstate(all="ignore"):
        rate = (value / base) ** (MONTHS_A_YEAR / np.asarray(months, dtype=np.float64)) - 1.0
    return np.where(usable, rate, np.nan)


def cagr_ratio(
    base: Floats, value: Floats, target: Floats, *, done: Ints, total: Ints, lower: Flags
) -> Floats:
    """Compound rate so far over the compound rate needed: R = d · CAGR ÷ |CAGR needed|.

    No unit; 1 is on the compound path, below 0 moves away. Missing without a positive baseline, where the
    target equals it, or before time has passed. Source: Statistics Canada, Open SDG 2.4.
    """
    needed = np.abs(compound_rate(base, target, total))
    return ratio(np.where(lower, -1.0, 1.0) * compound_rate(base, value, done), needed)


def trend_share(base: Floats, value: Floats, target: Floats, *, done: Ints, total: Ints) -> Floats:
    """Share of the way that the compound rate so far will have gone by the deadline.

    (v̂ − base) ÷ (target − base), v̂ = value · (1 + CAGR)^(years left). No unit, any sign; missing as for the
    compound rate. Source: UN Statistics Division, progress chart 2023.
    """
    years_left = np.maximum(total - done, 0) / MONTHS_A_YEAR
    with np.errstate(all="ignore"):
        projected = value * (1.0 + compound_rate(base, value, done)) ** years_left
    return ratio(projected - base, target - base)


OUTLOOKS = tuple(Outlook)
JUDGED = ("target_id", *TERM_COLUMNS, "strength")


def judge(
    targets: pd.DataFrame,
    observations: pd.DataFrame,
    as_of: date,
    rules: RuleSet,
    paths: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every number and light of every target at the end of `as_of`'s month, one row per row of `targets`.

    targets: the columns of `JUDGED`. observations: target_id, period_end, kind, value, frequency. paths:
    target_id, period_end, expected, path (planned or seasonal). Values in the indicator's unit; fractions, not
    per cent; lag_pp in percentage points. Where this month is missing the last value is kept with its month, the light
    says 未报送, and nothing is computed of the one for the other.
    """
    until = cutoff(as_of)
    ids = pd.Index(targets["target_id"])
    terms = read_terms(targets, rules)
    grid = read_grid(terms, ids, observations, until)
    days = observations["period_end"].to_numpy(dtype="datetime64[D]")
    at = latest(terms, grid, until, days)
    used = heeded(paths, rules)
    due = expected(terms, at.closes, used, ids)
    own_due = due if (at.closes == at.own_closes).all() else expected(terms, at.own_closes, used, ids)
    measured = measure_progress(terms, at, own_due)
    facts = circumstances(terms, grid, at, rules, until.month)
    gauged = gauges(terms, at.value, at.month, measured)
    light = verdict(terms, grid, at, facts, severities(terms, rules, gauged, facts))
    months = np.arange(len(grid.value)) + grid.first
    landing = project(terms, grid, at, planned_by_month(used, ids, terms.start, months))
    columns = {
        "target_id": targets["target_id"].to_numpy(),
        **_latest_columns(at, days, observations),
        **beside_light(terms, measured, due, at, light),
        "is_weak": weak(terms, light),
        "sum_missing": _ends(lacking(terms, grid, at, light)),
        "expected_path": path_words(terms, used, ids),
        "goal": terms.goal,
        "spends": terms.spends,
        **_effort_columns(effort(terms, grid, at)),
        **_light_columns(light),
        **_landing_columns(terms, landing, light, facts, rules),
        "rule_set": rules.version,
    }
    return pd.DataFrame(columns, index=targets.index)


def measure_progress(terms: Terms, at: Latest, due: Floats) -> dict[str, Floats]:
    """completion, expected, pace, lag_pp and the shortfall of every latest value against what its own month expects."""
    done = completion(terms, at.value)
    growth = growth_lag_pp(at.value, terms.goal, terms.lower)
    return {
        "completion": done,
        "expected": due,
        "pace": pace(done, due, terms.spends),
        "lag_pp": np.where(terms.family == GROWTH, growth, lag_pp(done, due, terms.spends)),
        "shortfall": shortfall(terms, at.value, due),
    }


def beside_light(
    terms: Terms, measured: Mapping[str, Floats], due: Floats, at: Latest, light: Verdict
) -> dict[str, Floats]:
    """The numbers as they stand beside the light: a target without one is neither ahead nor behind.

    What is not due, was not reported this month or cannot be judged has no pace, distance or shortfall; the completion
    of an earlier month does not stand beside what this month expects. What was handed down without a baseline is as
    far along as its parent only by accident, and has no distance either.
    """
    lit = np.isin(light.status, LIT)
    carried, apart = ~lit & ~at.is_due, terms.is_part & unbased(terms)
    return {
        "completion": np.where(carried, np.nan, measured["completion"]),
        "expected": np.where(carried, due, measured["expected"]),
        "pace": np.where(lit, measured["pace"], np.nan),
        "lag_pp": np.where(lit & ~apart, measured["lag_pp"], np.nan),
        "shortfall": np.where(lit & ~apart, measured["shortfall"], np.nan),
    }


def pace(done: Floats, expected: Floats, spends: Flags) -> Floats:
    """序时比: completion ÷ expected; for a flow with a cap, expected ÷ completion.

    No unit; 1 is on pace, higher is better in both directions, not capped. Missing if either is missing,
    if nothing is expected yet (or a plan dips below the baseline), or for a cap of which nothing is used.
    Source: design section 4.
    """
    part, whole = np.where(spends, expected, done), np.where(spends, done, expected)
    return ratio(part, np.where(whole > 0, whole, np.nan))


def lag_pp(done: Floats, expected: Floats, spends: Flags) -> Floats:
    """Distance from 序时应完成: (completion − expected) × 100; for a flow with a cap the other way round.

    Percentage points, any sign; negative is behind. Missing if either is missing.
    Source: published bulletins (8月底完成74%, 超序时7.33个百分点).
    """
    distance = difference(done, expected) * 100.0
    return np.where(spends, -distance, distance)


def _latest_columns(
    at: Latest, days: npt.NDArray[np.datetime64], observations: pd.DataFrame
) -> dict[str, object]:
    kinds, names = pd.factorize(observations["kind"])
    return {
        "actual": at.value,
        "actual_period": np.append(days, np.datetime64("NaT"))[at.row].astype("datetime64[us]"),
        "actual_kind": pick([*names, None], np.append(kinds, len(names))[at.row]),
    }


def _ends(months: Ints) -> npt.NDArray[np.datetime64]:
    """The last day of each month, missing for `NO_MONTH`."""
    ends = np.where(months == NO_MONTH, np.datetime64("NaT"), month_ends(months))
    return ends.astype("datetime64[us]")


def _effort_columns(need: Effort) -> dict[str, Floats]:
    return {
        "required_per_month": need.required,
        "average_per_month": need.average,
        "best_per_month": need.best,
        "effort_vs_average": need.against_average,
        "effort_vs_best": need.against_best,
        "months_left": need.months_left,
    }


def _light_columns(light: Verdict) -> dict[str, object]:
    return {
        "official_status": pick([str(status) for status in STATUSES], light.status),
        "reason": pick([str(reason) for reason in REASONS], light.reason),
    }


def _landing_columns(
    terms: Terms, landing: Landing, light: Verdict, facts: Circumstances, rules: RuleSet
) -> dict[str, object]:
    unread = light.status == STATUSES.index(Status.NOT_ASSESSABLE)
    view = outlook(terms, landing, facts.over | unread, facts.spent, rules.views)
    return {
        "landing": landing.value,
        "landing_low": landing.low,
        "landing_high": landing.high,
        "landing_method": pick(METHODS, landing.method),
        "evidence_weak": landing.weak,
        "outlook_status": pick([str(word) for word in OUTLOOKS], view),
        "disagrees": disagreement(light.status, view),
    }
