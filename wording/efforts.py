"""How far along a target is and what is left to do, month by month, in words.

Every number comes from the record of the progress frame; a cap, a level to hold, a level to bring down and a
place to move up each have their own verb.
"""

import math

import pandas as pd

from metrics.calendar import first_month, month_of
from metrics.goals import asked
from metrics.measures import Step
from metrics.model import Comparator, Reason, Status
from wording.amounts import gap_text, unit_of
from wording.formats import (
    MISSING,
    Cell,
    estimated,
    is_count,
    is_missing,
    number,
    percent_beside,
    points,
    quantity,
    times,
)
from wording.labels import comparator_sign
from wording.names import Record
from wording.translate import _


def required_effort(row: Record) -> str:
    """What each remaining month must bring and how that compares: 余下6个月须月均新增4.3万吨，为…的1.8倍."""
    if not _owes(row):
        return ""
    said = _effort_said(row).format(left=number(row["months_left"], 0), amount=_effort_amount(row))
    return said if _in_total(row) else said + _comparison(row)


def _owes(row: Record) -> bool:
    """Whether the months left must bring, or save, anything that can be said."""
    needed, left = row.get("required_per_month"), row.get("months_left")
    if is_missing(needed) or is_missing(left) or float(left or 0) <= 0:
        return False
    return float(needed or 0) < 0 if asked(row).descends else float(needed or 0) > 0


def _effort_said(row: Record) -> str:
    """The verb by measure; whole things of which less than one a month is needed are said in total."""
    total = _in_total(row)
    wanted = asked(row)
    if wanted.lower:
        return _saving_said(row, in_total=total)
    if total:
        return _("余下{left}个月还须完成{amount}")
    known = {
        Step.ADD: _("余下{left}个月须月均新增{amount}"),
        Step.RAISE: _("余下{left}个月须月均提高{amount}"),
    }
    return known.get(wanted.measure.traits.step) or _("余下{left}个月须月均完成{amount}")


def _saving_said(row: Record, *, in_total: bool) -> str:
    """The same where less is better: places to move up, a level to bring down, a cap to keep within."""
    wanted = asked(row)
    if wanted.descends and wanted.measure.traits.step is Step.CLIMB:
        return _("余下{left}个月还须前移{amount}") if in_total else _("余下{left}个月须月均前移{amount}")
    if wanted.descends:
        return _("余下{left}个月还须减少{amount}") if in_total else _("余下{left}个月须月均减少{amount}")
    if in_total:
        return _("余下{left}个月合计须控制在{amount}以内")
    return _("余下{left}个月须控制在月均{amount}以内")


def _in_total(row: Record) -> bool:
    return is_count(unit_of(row)) and abs(float(row["required_per_month"])) < 1


def _effort_amount(row: Record) -> str:
    """The amount a month, or in total, to the precision of an estimate."""
    unit, needed = unit_of(row), abs(float(row["required_per_month"]))
    if _in_total(row):
        whole = math.floor if asked(row).spends else math.ceil
        return quantity(whole(needed * float(row["months_left"]) - 1e-6), unit, beside=False)
    if is_count(unit):
        return quantity(round(needed, 1), unit, beside=False)
    return gap_text(estimated(needed, needed, unit), unit)


def _comparison(row: Record) -> str:
    """How many times the average and the best month so far; nothing where neither is known."""
    versus = []
    if not is_missing(row.get("effort_vs_average")):
        versus.append(
            _("{span}月均的{times}").format(
                span=span_so_far(row.get("actual_period"), row.get("period_start")),
                times=times(row["effort_vs_average"]),
            )
        )
    if not is_missing(row.get("effort_vs_best")):
        versus.append(_("最好月份的{times}").format(times=times(row["effort_vs_best"])))
    return _("，为{versus}").format(versus=_("、").join(versus)) if versus else ""


def span_so_far(actual_period: Cell, period_start: Cell = None) -> str:
    """The months behind us: 上半年, 前三季度, 前4个月; of a plan over years, or begun within one, 前42个月."""
    if is_missing(actual_period):
        return _("前期")
    at = pd.Timestamp(actual_period)
    start = None if is_missing(period_start) else pd.Timestamp(period_start)
    months = month_of(at) - first_month(start, at) + 1
    if start is None or (start.year, start.month) == (at.year, 1):
        known = {1: _("1月份"), 6: _("上半年"), 9: _("前三季度"), 12: _("全年")}
        return known.get(at.month) or _("前{n}个月").format(n=at.month)
    return _("前{n}个月").format(n=months) if months > 0 else _("前期")


def effort_short(row: Record) -> str:
    """The same for a narrow column headed 余下月均须: 231亿元（2.3倍）, and ≤5亿元 of a cap."""
    if not _owes(row):
        return ""
    said = _amount_short(row)
    if _in_total(row):
        return _("共{amount}").format(amount=said)
    versus = row.get("effort_vs_average")
    return said if is_missing(versus) else _("{said}（{times}）").format(said=said, times=times(versus))


def effort_beside(row: Record) -> str:
    """The same in a line of its own: 须月均231亿元（2.3倍）, or 余下还须1家 where less than one a month is needed."""
    if not _owes(row):
        return ""
    if _in_total(row):
        return _("余下还须{amount}").format(amount=_amount_short(row))
    return _("须月均{amount}").format(amount=effort_short(row))


def _amount_short(row: Record) -> str:
    said, wanted = _effort_amount(row), asked(row)
    if wanted.descends and wanted.measure.traits.step is not Step.CLIMB:
        said = _("减{amount}").format(amount=said)
    elif wanted.spends:
        said = comparator_sign(Comparator.AT_MOST) + said
    return said


def pace_sentence(row: Record) -> str:
    """Completion against what should be done by now: 完成35.4%，落后序时14.6个百分点."""
    lag = row.get("lag_pp")
    if asked(row).grows:
        return _growth_pace(lag, lower=asked(row).lower)
    if is_missing(row.get("completion")):
        return ""
    done = percent_beside(row.get("completion"), row.get("expected"))
    gap = MISSING if is_missing(lag) else points(abs(float(lag or 0))).lstrip("+")
    return _pace_form(row).format(done=done, gap=gap)


def _pace_form(row: Record) -> str:
    """Which form the sentence takes; without a baseline or before its deadline a distance would mislead."""
    lag, reason = row.get("lag_pp"), row.get("reason")
    if reason == Reason.BASELINE_MISSING and row.get("official_status") == Status.ACHIEVED:
        return _("完成{done}")
    if reason == Reason.ANNUAL_ONLY:
        return _("完成{done}，到期考核")
    if reason == Reason.BASELINE_MISSING:
        return _("完成{done}（基期缺失，与序时的比较仅供参考）")
    if is_missing(lag):
        return _("完成{done}")
    return _distance_form(row, 0 if points(lag) == points(0) else float(lag or 0))


def _distance_form(row: Record, lag: float) -> str:
    """Ahead, level or behind: of a sum to reach, of a cap that is spent, of a level that is to be held."""
    if row.get("reason") == Reason.BASELINE_MEETS_TARGET:
        return _("未守住目标水平，偏离{gap}%") if lag < 0 else _("守住目标水平")
    spends = asked(row).spends
    if spends and lag == 0:
        return _("已用{done}，与序时持平")
    if spends:
        return _("已用{done}，快于序时{gap}个百分点") if lag < 0 else _("已用{done}，低于序时{gap}个百分点")
    if lag == 0:
        return _("完成{done}，与序时持平")
    return _("完成{done}，落后序时{gap}个百分点") if lag < 0 else _("完成{done}，超序时{gap}个百分点")


def _growth_pace(lag: Cell, *, lower: bool) -> str:
    """A growth rate is held against its target, not against elapsed time; one to be kept low from below."""
    if is_missing(lag):
        return ""
    gap = points(abs(float(lag))).lstrip("+")
    if points(lag) == points(0):
        return _("与目标持平")
    below = (float(lag) < 0) != lower
    return (_("低于目标{gap}个百分点") if below else _("高于目标{gap}个百分点")).format(gap=gap)
