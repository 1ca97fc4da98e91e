"""The official light and the outlook beside it: what a target's circumstances, its bands and its landing say of it.

Owns the cascade from 无法判定 over 未到期 and 未报送 to the rule set's bands, and the words from 预计可完成 to 背离目标, whose
bounds are the rule set's too. It computes no number of its own and projects nothing.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from metrics.arrays import Flags, Floats, Ints, at_least, ratio
from metrics.calendar import NO_MONTH, is_january
from metrics.goals import GROWTH, LEVEL, SUM, Terms, reaches, short_of
from metrics.landing import Landing
from metrics.measures import MEASURES
from metrics.model import Outlook, Reason, Status
from metrics.series import Grid, Latest, asked_for
from metrics.status import SEVERITY, RuleSet, Views, classify, turned_severity, worst_severity

STATUSES: Final = tuple(Status)
REASONS: Final = tuple(Reason)
MULTI_YEAR_MONTHS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Index into `STATUSES` and `REASONS` for each target."""

    status: Ints
    reason: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is true of each target at the cut-off, besides its numbers.

    `sticks`: what was reached cannot be lost; `spent`: what was used up cannot be made good; `opposite`: a growth with
    the sign opposite to its target's.
    """

    met: Flags
    sticks: Flags
    spent: Flags
    opposite: Flags
    refused: Flags
    over: Flags
    begun: Flags
    first_due: Flags
    at_deadline: Flags


def circumstances(terms: Terms, grid: Grid, at: Latest, rules: RuleSet, month: int) -> Circumstances:
    """Whether each goal is met, its cap used up, refused by the rule set, past its deadline, begun, first due.

    The deadline is past once its own report is due: of a quarterly reporter when the quarter it lies in has closed.
    """
    met = reaches(terms.goal, at.value, terms.lower)
    only_grows = (terms.family == SUM) & ~grid.falls
    return Circumstances(
        met=met,
        # a sum once reached stays reached; a level not reported this month may have fallen
        sticks=met & terms.settles & np.where(terms.family == SUM, only_grows, at.is_due),
        spent=terms.spends & only_grows & ~met & ~np.isnan(at.value),
        opposite=opposite(terms, rules, at.value),
        refused=refused(terms, rules, at.value),
        over=(month >= terms.end) & (at.due >= terms.end),
        begun=month >= terms.start,
        first_due=at.elapsed > 0,
        at_deadline=at.month >= terms.end,
    )


def opposite(terms: Terms, rules: RuleSet, value: Floats) -> Flags:
    """Whether a value has the sign opposite to its target's, as a fall where a rise was asked for, and the rule set minds.

    Zero has no sign, and so neither a target of nothing nor a standstill is opposite to anything.
    """
    minded = [any(gauge.opposite_sign for gauge in rules.gauges_for(measure)) for measure in MEASURES]
    turned = np.sign(value) * np.sign(terms.stated) < 0
    return np.asarray(np.array(minded)[terms.measure] & turned, dtype=np.bool_)


def refused(terms: Terms, rules: RuleSet, value: Floats) -> Flags:
    """Whether the rule set cannot judge a target: its measure, no positive levels, a period too short."""
    unread = [index for index, measure in enumerate(MEASURES) if not rules.gauges_for(measure)]
    out = np.isin(terms.measure, unread)
    if "multi_year" in rules.requires:
        out |= terms.end - terms.base_month < MULTI_YEAR_MONTHS
    if "positive_baseline" in rules.requires:
        with np.errstate(invalid="ignore"):
            out |= ~(terms.base > 0) | (value <= 0)
    return np.asarray(out, dtype=np.bool_)


def verdict(terms: Terms, grid: Grid, at: Latest, facts: Circumstances, severity: Floats) -> Verdict:
    """The light and its reason: the first circumstance that applies, else the band.

    A sum that only grows: one that has reached its target stays achieved, one that has passed its cap keeps the
    rule set's worst light (`severity` says so), though months are left or this one is not reported, and has missed
    its target at the deadline though that month is silent.
    """
    none_here = at.month == NO_MONTH
    lost = none_here & grid.any_row
    unsummed = (terms.family == SUM) & ~at.is_due & ~grid.ten_day & due_reported(grid, at)
    joined = is_january(at.due) & (terms.family != LEVEL) & ~at.is_due
    band = np.select([severity == 2, severity == 1, severity == 0], [ON_PACE, BEHIND, FAR_BEHIND], UNREADABLE)
    cases: list[tuple[Flags, Status | Ints, Reason]] = [
        (~terms.has_number, Status.NOT_ASSESSABLE, Reason.NO_NUMBER),
        (terms.end == NO_MONTH, Status.NOT_ASSESSABLE, Reason.NO_DEADLINE),
        (facts.refused, Status.NOT_ASSESSABLE, Reason.RULE_SET_REFUSES),
        (~facts.begun, Status.NOT_DUE, Reason.NOT_BEGUN),
        (terms.annual & ~facts.over, Status.NOT_DUE, Reason.ANNUAL_ONLY),
        (facts.sticks, Status.ACHIEVED, Reason.NONE),
        (facts.spent & ~facts.over, band, Reason.CAP_EXCEEDED),
        (facts.spent, Status.MISSED, Reason.NONE),
        (~facts.over & ~facts.first_due, Status.NOT_DUE, Reason.PERIOD_OPEN),
        (~facts.over & joined, Status.NOT_DUE, Reason.JANUARY_FEBRUARY),
        (terms.needs_base & (lost | (terms.family == LEVEL)), Status.NOT_ASSESSABLE, Reason.BASELINE_MISSING),
        (unsummed, Status.NOT_ASSESSABLE, Reason.HISTORY_INCOMPLETE),
        (none_here, Status.NOT_REPORTED, Reason.NO_VALUE),
        (facts.over & ~facts.at_deadline, Status.NOT_REPORTED, Reason.DEADLINE_VALUE_MISSING),
        (facts.over & facts.met, Status.ACHIEVED, Reason.NONE),
        (facts.over, Status.MISSED, Reason.NONE),
        (~at.is_due, Status.NOT_REPORTED, Reason.MONTH_MISSING),
        (band == UNREADABLE, Status.NOT_ASSESSABLE, Reason.TARGET_NOT_POSITIVE),
    ]
    when = [case for case, _, _ in cases]
    status = np.select(when, [_code(s) for _, s, _ in cases], band)
    turned = facts.opposite & (severity < SEVERITY[Status.ON_PACE])
    banded = np.where(turned, REASONS.index(Reason.OPPOSITE_SIGN), _softer(terms))
    reason = np.select(when, [REASONS.index(r) for _, _, r in cases], banded)
    reason = np.where((reason == REASONS.index(Reason.NONE)), _softer(terms), reason)
    return Verdict(status=status, reason=reason)


def _code(light: Status | Ints) -> int | Ints:
    return STATUSES.index(light) if isinstance(light, Status) else light


ON_PACE: Final = STATUSES.index(Status.ON_PACE)
BEHIND: Final = STATUSES.index(Status.BEHIND)
FAR_BEHIND: Final = STATUSES.index(Status.FAR_BEHIND)
UNREADABLE: Final = -1
LIT: Final = (STATUSES.index(Status.ACHIEVED), ON_PACE, BEHIND, FAR_BEHIND, STATUSES.index(Status.MISSED))


def weak(terms: Terms, light: Verdict) -> Flags:
    """Whether a light rests on actual ÷ target for want of a baseline, so that much of it was there from the first day.

    A limit that holds all along needs no baseline, and a deadline compares the value itself.
    """
    return np.asarray(np.isin(light.status, (ON_PACE, BEHIND, FAR_BEHIND)) & unbased(terms), dtype=np.bool_)


def unbased(terms: Terms) -> Flags:
    """Levels that are to be reached from a baseline nobody knows."""
    return np.asarray((terms.family == LEVEL) & ~terms.has_base & ~terms.limit, dtype=np.bool_)


def lacking(terms: Terms, grid: Grid, at: Latest, light: Verdict) -> Ints:
    """The month whose 累计 is to be handed in before a sum can be judged; `NO_MONTH` for every other target."""
    unsummed = light.reason == REASONS.index(Reason.HISTORY_INCOMPLETE)
    return np.where(unsummed, asked_for(terms, grid, at.due), NO_MONTH)


def due_reported(grid: Grid, at: Latest) -> Flags:
    """Whether the due month itself was reported, though what accumulated since the start is not known."""
    row = at.due - grid.first
    inside = (row >= 0) & (row < len(grid.row))
    return inside & (grid.row[np.where(inside, row, 0), np.arange(len(row))] >= 0)


def _softer(terms: Terms) -> Ints:
    """The reason that weakens a light without replacing it: no baseline, or a baseline that already meets."""
    stock = terms.family == LEVEL
    return np.select(
        [stock & ~terms.has_base, stock & terms.limit],
        [REASONS.index(Reason.BASELINE_MISSING), REASONS.index(Reason.BASELINE_MEETS_TARGET)],
        REASONS.index(Reason.NONE),
    )


def severities(terms: Terms, rules: RuleSet, numbers: dict[str, Floats], facts: Circumstances) -> Floats:
    """0 far behind · 1 behind · 2 on pace by the rule set's gauges; missing where no number can be read.

    A target with no readable gauge (a cap of zero) is on pace when met and behind when not, if it is a cap;
    otherwise nothing is said. A cap that is used up gets the worst light the rule set has, and a growth that falls
    behind with the opposite sign the one it names.
    """
    out = np.full(len(terms.measure), np.nan)
    for index, measure in enumerate(MEASURES):
        chosen = terms.measure == index
        if not chosen.any() or not rules.gauges_for(measure):
            continue
        severity, readable = classify(
            rules, measure, {name: number[chosen] for name, number in numbers.items()}
        )
        severity = np.where(
            facts.opposite[chosen] & (severity < SEVERITY[Status.ON_PACE]),
            turned_severity(rules, measure),
            severity,
        )
        worst = worst_severity(rules, measure)
        out[chosen] = np.where(facts.spent[chosen], worst, np.where(readable, severity, np.nan))
    by_lag = np.where(numbers["lag_pp"] >= 0, 2.0, 1.0)
    direct = np.where(terms.lower | facts.met, np.where(facts.met, 2.0, 1.0), np.nan)
    fallback = np.where(np.isnan(numbers["lag_pp"]), direct, by_lag)
    return np.where(np.isnan(out), fallback, out)


def outlook(terms: Terms, landing: Landing, over: Flags, spent: Flags, views: Views) -> Ints:
    """Index into `Outlook`: on track only where the landing reaches the goal, then near, accelerate, off track, away.

    By the part of the way made (0.95, 0.60), in points for a growth and a level to be held (0.5, 5 below). A goal that is
    not positive is on track when met, else off track, and so is a cap already used up (`spent`). None without a
    landing and after the deadline. Source: design section 4; cut-offs as Open SDG's.
    """
    way, short = way_made(terms, landing.value), points_short(terms, landing.value)
    in_points = (terms.family == GROWTH) | terms.limit
    near = np.where(in_points, at_least(views.near_points, short), at_least(way, views.near))
    quicker = np.where(in_points, at_least(views.accelerate_points, short), at_least(way, views.accelerate))
    turned = (terms.family == GROWTH) & (np.sign(landing.value) * np.sign(terms.goal) < 0)
    cases = [
        over | np.isnan(landing.value) | np.isnan(terms.goal),
        reaches(terms.goal, landing.value, terms.lower),
        (np.isnan(way) & (terms.family != GROWTH)) | spent,
        (way < 0) | turned,
        near,
        quicker,
    ]
    words = [
        Outlook.NONE,
        Outlook.ON_TRACK,
        Outlook.OFF_TRACK,
        Outlook.MOVING_AWAY,
        Outlook.NEAR,
        Outlook.ACCELERATION_NEEDED,
    ]
    order = tuple(Outlook)
    return np.select(cases, [order.index(word) for word in words], order.index(Outlook.OFF_TRACK))


def way_made(terms: Terms, value: Floats) -> Floats:
    """How much of the way to the goal a value is: on the gain with a baseline, else their ratio, mirrored."""
    positive = np.where(terms.goal > 0, terms.goal, np.nan)
    plain = np.where(terms.lower, ratio(positive, np.where(value > 0, value, np.nan)), ratio(value, positive))
    gain = ratio(value - terms.base, terms.goal - terms.base)
    return np.where((terms.family == LEVEL) & terms.has_base & ~terms.limit, gain, plain)


def points_short(terms: Terms, value: Floats) -> Floats:
    """How many points a growth, or the ratio of a level to be held, is short of its goal; negative beyond it."""
    growth = short_of(terms.goal, value, terms.lower)
    return np.where(terms.family == GROWTH, growth, (1.0 - way_made(terms, value)) * 100.0)


def disagreement(status: Ints, outlook_code: Ints) -> Flags:
    """Whether the official light and the outlook say different things: on pace but not landing, or behind but landing."""
    lights, views = tuple(Status), tuple(Outlook)
    fine = np.isin(status, [lights.index(Status.ON_PACE), lights.index(Status.ACHIEVED)])
    slips = np.isin(status, [lights.index(Status.BEHIND), lights.index(Status.FAR_BEHIND)])
    lands = outlook_code == views.index(Outlook.ON_TRACK)
    none = outlook_code == views.index(Outlook.NONE)
    return np.asarray((fine & ~lands & ~none) | (slips & lands), dtype=np.bool_)
