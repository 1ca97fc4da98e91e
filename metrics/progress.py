"""How far along each target is: completion, pace, distance, and the one pass that judges them all.

Owns completion and `judge`. It refuses to merge its numbers: completion, expected, pace and lag_pp stand
side by side, and so do the official light and the outlook.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.arrays import Floats, difference, numbers, pick, ratio
from metrics.effort import Effort, effort
from metrics.growth import cagr_ratio, growth_lag_pp, trend_share
from metrics.landing import METHODS, Landing, disagreement, outlook, project
from metrics.model import Outlook, Path
from metrics.series import Latest, cutoff, latest, read_grid
from metrics.status import RuleSet
from metrics.terms import GROWTH, SUM, TERM_COLUMNS, Terms, read_terms
from metrics.trajectory import (
    elapsed_fraction,
    expected_fraction,
    heeded,
    path_words,
    planned_fraction,
)
from metrics.verdict import REASONS, STATUSES, Circumstances, Verdict, circumstances, severities, verdict

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
    per cent; lag_pp in percentage points. Where this month is missing the last value is kept and shown against
    what this month expects, and the light says 未报送.
    """
    until = cutoff(as_of)
    ids = pd.Index(targets["target_id"])
    terms = read_terms(targets, rules)
    grid = read_grid(terms, ids, observations, until)
    days = observations["period_end"].to_numpy(dtype="datetime64[D]")
    at = latest(terms, grid, until, days)
    used = heeded(paths, rules)
    planned = np.full(len(ids), np.nan) if used is None else planned_fraction(used, ids, at.due, terms.start)
    measured = measure_progress(terms, at, planned)
    facts = circumstances(terms, at, rules, until.month)
    gauges = _gauges(terms, at, measured)
    light = verdict(terms, grid, at, facts, severities(terms, rules, gauges, facts))
    columns = {
        "target_id": targets["target_id"].to_numpy(),
        **_latest_columns(at, days, observations),
        **measured,
        "expected_path": path_words(terms, used, ids, planned),
        "goal": terms.goal,
        **_effort_columns(effort(terms, grid, at)),
        **_light_columns(light),
        **_landing_columns(terms, project(terms, grid, at), light, facts),
        "rule_set": rules.version,
    }
    return pd.DataFrame(columns, index=targets.index)


def planned_paths(targets: pd.DataFrame, plan: pd.DataFrame, rules: RuleSet) -> pd.DataFrame:
    """A plan's values as a path: target_id, period_end, expected (the completion the value would be), path.

    `targets`: the columns of `JUDGED`; `plan`: target_id, period_end, value in the indicator's unit. A plan that
    ends before the deadline leads on to 1 there. A value that gives no completion (a target of zero) has no row.
    """
    rows = plan.rename(columns={"value": "planned"}).merge(targets, on="target_id")
    due = completion(read_terms(rows, rules), numbers(rows["planned"]))
    paths = rows[["target_id", "period_end"]].assign(expected=due)[~np.isnan(due)]
    last = rows.groupby("target_id").agg(planned_to=("period_end", "max"), period_end=("deadline", "first"))
    short = last[last["period_end"] > last["planned_to"]].reset_index()
    ends = short[short["target_id"].isin(paths["target_id"])][["target_id", "period_end"]].assign(
        expected=1.0
    )
    return pd.concat([paths, ends], ignore_index=True).assign(path=str(Path.PLANNED))


def measure_progress(terms: Terms, at: Latest, planned: Floats) -> dict[str, Floats]:
    """completion, expected, pace and lag_pp of every target against its latest value."""
    done = completion(terms, at.value)
    linear = elapsed_fraction(at.elapsed, terms.start, terms.end)
    met_at = completion_when_met(terms)
    expected = expected_fraction(linear, planned, met=met_at, hold=terms.limit)
    expected = np.where(terms.family == GROWTH, terms.goal / 100.0, expected)
    spends = terms.lower & (terms.family == SUM)
    growth = growth_lag_pp(at.value, terms.goal, terms.lower)
    return {
        "completion": done,
        "expected": np.where(terms.has_number, expected, np.nan),
        "pace": pace(done, expected, spends),
        "lag_pp": np.where(terms.family == GROWTH, growth, lag_pp(done, expected, spends)),
    }


def completion(terms: Terms, actual: Floats) -> Floats:
    """完成率: how much of the way is done.

    flow: accumulated ÷ target. stock, share, rank with a baseline: (actual − baseline) ÷ (target − baseline);
    without: actual ÷ target. A level to be held: actual ÷ target, upside down where lower is better. Rates
    have none. Fraction, never capped, negative when moving away. Missing where the target (or what is
    divided by) is zero or negative: 亏损 and zero caps are judged at the deadline by comparison alone.
    """
    positive = np.where(terms.stated > 0, terms.stated, np.nan)
    part = ratio(actual, positive)
    way = ratio(actual - terms.base, terms.stated - terms.base)
    held = np.where(terms.lower, ratio(positive, np.where(actual > 0, actual, np.nan)), part)
    by_level = np.where(terms.limit, held, np.where(terms.has_base, way, part))
    return np.select([terms.family == SUM, terms.family == GROWTH], [part, np.nan], by_level)


def completion_when_met(terms: Terms) -> Floats:
    """The completion at which the number counts as met: 1, or the tolerance's edge where it says 左右."""
    return np.where(terms.goal == terms.stated, 1.0, completion(terms, terms.goal))


def pace(done: Floats, expected: Floats, spends: npt.NDArray[np.bool_]) -> Floats:
    """序时比: completion ÷ expected; for a flow with a cap, expected ÷ completion.

    No unit; 1 is on pace, higher is better in both directions, not capped. Missing if either is missing,
    if nothing is expected yet (or a plan dips below the baseline), or for a cap of which nothing is used.
    Source: design section 4.
    """
    part, whole = np.where(spends, expected, done), np.where(spends, done, expected)
    return ratio(part, np.where(whole > 0, whole, np.nan))


def lag_pp(done: Floats, expected: Floats, spends: npt.NDArray[np.bool_]) -> Floats:
    """Distance from 序时应完成: (completion − expected) × 100; for a flow with a cap the other way round.

    Percentage points, any sign; negative is behind. Missing if either is missing.
    Source: published bulletins (8月底完成74%, 超序时7.33个百分点).
    """
    distance = difference(done, expected) * 100.0
    return np.where(spends, -distance, distance)


def _gauges(terms: Terms, at: Latest, measured: dict[str, Floats]) -> dict[str, Floats]:
    """Every number a rule set may have bands on."""
    done, total = at.month - terms.base_month, terms.end - terms.base_month
    return {
        "pace": measured["pace"],
        "lag_pp": measured["lag_pp"],
        "trend_share": trend_share(terms.base, at.value, terms.stated, done=done, total=total),
        "cagr_ratio": cagr_ratio(
            terms.base, at.value, terms.stated, done=done, total=total, lower=terms.lower
        ),
    }


def _latest_columns(
    at: Latest, days: npt.NDArray[np.datetime64], observations: pd.DataFrame
) -> dict[str, object]:
    kinds, names = pd.factorize(observations["kind"])
    return {
        "actual": at.value,
        "actual_period": np.append(days, np.datetime64("NaT"))[at.row].astype("datetime64[us]"),
        "actual_kind": pick([*names, None], np.append(kinds, len(names))[at.row]),
    }


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
    terms: Terms, landing: Landing, light: Verdict, facts: Circumstances
) -> dict[str, object]:
    view = outlook(terms, landing, facts.over | facts.refused, facts.spent)
    return {
        "landing": landing.value,
        "landing_low": landing.low,
        "landing_high": landing.high,
        "landing_method": pick(METHODS, landing.method),
        "evidence_weak": landing.weak,
        "outlook_status": pick([str(word) for word in OUTLOOKS], view),
        "disagrees": disagreement(light.status, view),
    }
