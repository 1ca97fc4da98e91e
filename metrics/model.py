"""The words of judgement: every enumeration the house shares, and nothing that computes.

Values are the design's table of words, stored as text, so a row in the store, a column of the command
line and a constant in the code are the same word.
"""

from enum import StrEnum


class Basis(StrEnum):
    """What the stated number itself is: a level, an increment of a level, a sum over the period …"""

    LEVEL = "level"
    INCREMENT = "increment"
    FLOW = "flow"
    GROWTH = "growth"
    SHARE = "share"
    RANK = "rank"


class Comparator(StrEnum):
    """How the stated number binds, from the document's wording."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"
    RANGE = "range"
    EXACT = "="


class Better(StrEnum):
    """The direction in which the indicator improves."""

    HIGHER = "higher"
    LOWER = "lower"


class Strength(StrEnum):
    """Whether the target binds or is striven for (力争)."""

    BINDING = "binding"
    STRIVE = "strive"


class Assessed(StrEnum):
    """How often the target is judged: each month, or at its deadline only (年度指标)."""

    MONTHLY = "monthly"
    ANNUAL = "annual"


class Kind(StrEnum):
    """What a reported value says: the month alone, the year to date, a level, or growth on a year before."""

    MONTH = "month"
    YTD = "ytd"
    LEVEL = "level"
    YOY = "yoy"


class Vintage(StrEnum):
    """Flash (快报) or final (正式) figures; both are kept."""

    FLASH = "flash"
    FINAL = "final"


class Frequency(StrEnum):
    """How long the period is that an observation closes."""

    TEN_DAY = "ten_day"
    MONTH = "month"
    QUARTER = "quarter"


class Status(StrEnum):
    """The official light."""

    ACHIEVED = "achieved"
    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    MISSED = "missed"
    NOT_REPORTED = "not_reported"
    NOT_DUE = "not_due"
    NOT_ASSESSABLE = "not_assessable"


SLIPPING = (Status.MISSED, Status.FAR_BEHIND, Status.BEHIND)  # what a leader has to ask after


class Outlook(StrEnum):
    """Where the target will land at its deadline, as the trend has it."""

    ON_TRACK = "on_track"
    NEAR = "near"
    ACCELERATION_NEEDED = "acceleration_needed"
    OFF_TRACK = "off_track"
    MOVING_AWAY = "moving_away"
    NONE = "none"


class Path(StrEnum):
    """What 序时应完成 rests on: months elapsed, a plan by month, earlier years, or due in full all along."""

    NONE = ""
    ELAPSED = "elapsed"
    PLANNED = "planned"
    SEASONAL = "seasonal"
    HELD = "held"


class Reason(StrEnum):
    """Why a status is what it is, where the numbers alone do not say it; stable codes."""

    NONE = ""
    NO_NUMBER = "no_number"
    NO_DEADLINE = "no_deadline"
    RULE_SET_REFUSES = "rule_set_refuses"
    NOT_BEGUN = "not_begun"
    ANNUAL_ONLY = "annual_only"
    JANUARY_FEBRUARY = "january_february"
    PERIOD_OPEN = "period_open"
    NO_VALUE = "no_value"
    MONTH_MISSING = "month_missing"
    DEADLINE_VALUE_MISSING = "deadline_value_missing"
    HISTORY_INCOMPLETE = "history_incomplete"
    CAP_EXCEEDED = "cap_exceeded"
    OPPOSITE_SIGN = "opposite_sign"
    TARGET_NOT_POSITIVE = "target_not_positive"
    BASELINE_MISSING = "baseline_missing"
    BASELINE_MEETS_TARGET = "baseline_meets_target"
