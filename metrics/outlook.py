"""The outlook: what a landing says of the target, and where it says something else than the light.

Owns the words from 预计可完成 to 背离目标. The bounds between them are the rule set's; it projects nothing.
"""

import numpy as np

from metrics.arrays import Flags, Floats, Ints, at_least, ratio
from metrics.goals import GROWTH, LEVEL, Terms, reaches, short_of
from metrics.landing import Landing
from metrics.model import Outlook, Status
from metrics.status import Views


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
