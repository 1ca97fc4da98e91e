"""Why a target has its light and what it would take to reach it, sentence by sentence, as the metrics explain it."""

import math

import pandas as pd

from metrics.calendar import first_month, month_of
from metrics.explanation import Check, Explanation, Formula
from metrics.goals import demand
from metrics.measures import Step
from metrics.model import Comparator, Outlook, Path, Reason, Status
from wording.amounts import after_deadline, gap_text, is_used_up, unit_of
from wording.formats import (
    MISSING,
    Cell,
    estimated,
    is_count,
    is_missing,
    number,
    number_beside,
    percent_beside,
    points,
    quantity,
    threshold_beside,
    times,
)
from wording.labels import Record, comparator_sign, path_word, reason_said, status_word
from wording.translate import N_, _

_INFINITE = float("inf")
_SAID = {
    "pace": N_("序时比 {value}，在“{status}”一档（{band}）"),
    "lag_pp": N_("较序时 {value} 个百分点，在“{status}”一档（{band}）"),
    "trend_share": N_("按趋势到期可走完的比例 {value}，在“{status}”一档（{band}）"),
    "cagr_ratio": N_("实际年均增速与所需年均增速之比 {value}，在“{status}”一档（{band}）"),
}
_GROWTH_SAID = N_("较目标 {value} 个百分点，在“{status}”一档（{band}）")
_COMPLETED = {
    Formula.GAIN_SHARE: N_("完成率 ({actual}−{baseline})÷({target}−{baseline}) = {done}"),
    Formula.FLOW_CAP: N_("控制数已用 {actual}÷{target} = {done}"),
    Formula.LEVEL_HELD: N_("现值与目标之比 {actual}÷{target} = {done}"),
}
_JUDGED = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)


def sentences(why: Explanation, one: Record) -> list[str]:
    """Completion with its arithmetic, what was expected and by which path, the bands that decided, the light."""
    checks = [_check(check, why) for check in why.checks] if why.decided_by is not None else []
    found = [_completion(why, one), _eased(why, one), _expected(why), *checks, _softer(why), _light(why, one)]
    return [sentence for sentence in found if sentence]


def provenance(one: Record) -> list[str]:
    """Where both sides come from: the clause with its words, and the workbook cell of the value that counts."""
    stated = _("依据 {document} · {clause} · “{excerpt}”").format(
        document=one["document_id"], clause=one["clause"], excerpt=one["excerpt"]
    )
    planned = [_("计划 {source}").format(source=one["plan_source"])] if one.get("plan_source") else []
    if is_missing(one["actual"]):
        return [stated, *planned, _("尚无报送值")]
    cell = _("报送 {file} · {sheet} {cell} · {value}").format(
        file=one["source_file"],
        sheet=one["sheet"],
        cell=one["cell"],
        value=quantity(one["actual"], str(one["unit"])),
    )
    return [stated, *planned, cell]


def _completion(why: Explanation, one: Record) -> str:
    if why.formula == Formula.GROWTH_DISTANCE:
        return _growth(why, one)
    if is_missing(why.actual) or is_missing(why.completion):
        return ""
    known = {
        "actual": _term(why.actual),
        "target": _term(why.stated),
        "baseline": _term(why.baseline),
        "done": percent_beside(why.completion, why.expected),
    }
    if why.formula == Formula.LEVEL_HELD and why.lower_is_better:
        return _("目标与现值之比 {target}÷{actual} = {done}").format(**known)
    form = _COMPLETED.get(why.formula, N_("完成率 {actual}÷{target} = {done}"))
    return _(form).format(**known)


def _term(value: float) -> str:
    """A number inside a formula; a negative one in brackets."""
    said = number(value)
    return said if is_missing(value) or value >= 0 else f"({said})"


def _growth(why: Explanation, one: Record) -> str:
    if is_missing(why.actual) or is_missing(why.target):
        return ""
    return _("增速 {actual} 对目标 {target}，相差 {lag} 个百分点").format(
        actual=quantity(why.actual, one["unit"]),
        target=quantity(why.goal, one["unit"]),
        lag=points(why.lag_pp),
    )


def _eased(why: Explanation, one: Record) -> str:
    """From which value on a number that is about, or between, counts as met."""
    if is_missing(why.goal) or why.comparator not in (Comparator.ABOUT, Comparator.RANGE):
        return ""
    wording = _("“左右”") if why.comparator == Comparator.ABOUT else _("区间")
    said = (
        _("目标为{wording}，降到{goal}即算完成")
        if why.lower_is_better
        else _("目标为{wording}，达到{goal}即算完成")
    )
    return said.format(wording=wording, goal=quantity(why.goal, str(one["unit"]), beside=False))


def _expected(why: Explanation) -> str:
    if is_missing(why.expected) or why.formula == Formula.GROWTH_DISTANCE:
        return ""
    expected = threshold_beside(why.expected, why.completion)
    if path := _path(why):
        expected = _("{expected}（{path}）").format(expected=expected, path=path)
    if is_missing(why.lag_pp):
        return _("序时应完成 {expected}").format(expected=expected)
    if is_missing(why.pace):
        return _("序时应完成 {expected}；较序时 {lag} 个百分点").format(
            expected=expected, lag=points(why.lag_pp)
        )
    return _("序时应完成 {expected}；序时比 {pace}，较序时 {lag} 个百分点").format(
        expected=expected,
        pace=number_beside(why.pace, _pace_edges(why)),
        lag=points(why.lag_pp),
    )


def _path(why: Explanation) -> str:
    """Which path the share rests on, and that earlier years were asked for in vain."""
    if why.path == Path.ELAPSED and why.rules.expected == Path.SEASONAL:
        return _("没有完整往年可比，按已过月数")
    return path_word(why.path)


def _pace_edges(why: Explanation) -> list[float]:
    """The edges the rule set judges pace by, and 1, which every reader holds it against."""
    bands = [band for check in why.checks if check.number == "pace" for band in check.bands]
    return [1.0, *(band.at_least for band in bands)]


def _check(check: Check, why: Explanation) -> str:
    if is_missing(check.value):
        return ""
    form = _GROWTH_SAID if why.formula == Formula.GROWTH_DISTANCE else _SAID[check.number]
    value = number_beside(check.value, [check.band.at_least, check.band.below])
    signed = check.number == "lag_pp" and check.value > 0
    return _(form).format(
        value=f"+{value}" if signed else value, status=status_word(check.band.status), band=_band(check)
    )


def _band(check: Check) -> str:
    low, high = check.band.at_least, check.band.below
    if low == -_INFINITE:
        return _("低于{high}").format(high=number(high))
    if high == _INFINITE:
        return _("{low}及以上").format(low=number(low))
    return _("{low}及以上、低于{high}").format(low=number(low), high=number(high))


def _softer(why: Explanation) -> str:
    """What weakens a light without replacing it."""
    if why.status not in _JUDGED:
        return ""
    if why.reason == Reason.BASELINE_MEETS_TARGET:
        return _("基期已达到目标，按保持住目标水平判定")
    if why.reason == Reason.BASELINE_MISSING and why.formula == Formula.LEVEL_HELD:
        return _("没有基期值，按始终不得突破的限额判定")
    if why.reason == Reason.BASELINE_MISSING:
        return _("基期缺失，完成率按现值占目标的比例计算，与序时的比较仅供参考")
    return ""


def _light(why: Explanation, one: Record) -> str:
    """The light, after what gave it where no band did."""
    light = _("判为“{status}”").format(status=status_word(why.status))
    if why.decided_by is not None:
        mild = len({check.band.status for check in why.checks}) > 1
        return _("{light}（两项判据取较轻的一档）").format(light=light) if mild else light
    ground = _ground(why, one)
    return _("{reason}，{light}").format(reason=ground, light=light) if ground else light


def _ground(why: Explanation, one: Record) -> str:
    """What gave a light that no band gave; past the deadline, by the value of which month where it is a later one."""
    late = after_deadline(one)
    if why.status == Status.ACHIEVED:
        return _("到期后{period}的值已达到目标").format(period=late) if late else _("已达到目标")
    if why.status == Status.MISSED and is_used_up(one):
        return _("累计已超过控制数")
    if why.status == Status.MISSED:
        said = _("期限已到，到期后{period}的值未达到目标").format(period=late)
        return said if late else _("期限已到，期末值未达到目标")
    return reason_said(one)


_METHODS = {
    "run_rate": N_("年底预计按平均进度推算"),
    "recent_increments": N_("年底预计按近期月均增量推算"),
    "share_to_date": N_("年底预计按往年同期占比推算，月均增量并参考去年"),
    "planned_path": N_("年底预计按分月计划余下的部分推算"),
}


def landing_ground(row: Record) -> str:
    """What the landing rests on, in one sentence, and that it comes close where it does; "" where there is none."""
    method = _METHODS.get(str(row.get("landing_method")), "")
    if not method or is_missing(row.get("landing")):
        return ""
    if row.get("outlook_status") == Outlook.NEAR:
        return _("{method}；不到目标，差距在判定规则的容差以内").format(method=_(method))
    return _(method)


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
    return float(needed or 0) < 0 if demand(row).descends else float(needed or 0) > 0


def _effort_said(row: Record) -> str:
    """The verb by measure; whole things of which less than one a month is needed are said in total."""
    total = _in_total(row)
    wanted = demand(row)
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
    wanted = demand(row)
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
        whole = math.floor if demand(row).spends else math.ceil
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
    begun_within = start is not None and start.day > 1  # whole months alone are counted
    months = month_of(at) - first_month(start, at) + 1 - begun_within
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
    said, wanted = _effort_amount(row), demand(row)
    if wanted.descends and wanted.measure.traits.step is not Step.CLIMB:
        said = _("减{amount}").format(amount=said)
    elif wanted.spends:
        said = comparator_sign(Comparator.AT_MOST) + said
    return said


def pace_sentence(row: Record) -> str:
    """Completion against what should be done by now: 完成35.4%，落后序时14.6个百分点."""
    lag = row.get("lag_pp")
    if demand(row).grows:
        return _growth_pace(lag, lower=demand(row).lower)
    if is_missing(row.get("completion")):
        return ""
    done = percent_beside(row.get("completion"), row.get("expected"))
    gap = MISSING if is_missing(lag) else points(abs(float(lag or 0))).lstrip("+")
    return _pace_form(row).format(done=done, gap=gap)


def _pace_form(row: Record) -> str:
    """Which form the sentence takes; without a baseline or before its deadline a distance would mislead."""
    lag, reason = row.get("lag_pp"), row.get("reason")
    status = row.get("official_status")
    if row.get("expected_path") == Path.HELD and demand(row).lower:
        return _limit_form(row)
    # an achieved target is behind nothing, and one that was missed ahead of nothing
    ahead = 0.0 if is_missing(lag) else float(lag or 0)
    past = ahead < 0 if status == Status.ACHIEVED else status == Status.MISSED and ahead >= 0
    if past or (reason == Reason.BASELINE_MISSING and status == Status.ACHIEVED):
        return _("完成{done}")
    if reason == Reason.ANNUAL_ONLY:
        return _("完成{done}，到期考核")
    if reason == Reason.BASELINE_MISSING:
        return _("完成{done}（基期缺失，与序时的比较仅供参考）")
    if is_missing(lag):
        return _("完成{done}")
    return _distance_form(row, 0 if points(lag) == points(0) else float(lag or 0))


def _limit_form(row: Record) -> str:
    """A level that must not rise above its limit is kept or not; it is no part of a way, and never 111% done."""
    if row.get("official_status") not in _JUDGED:
        return ""
    met = demand(row).short(float(row["actual"])) <= 0
    return _("未突破限额") if met else _("突破限额，超出{gap}%")


def _distance_form(row: Record, lag: float) -> str:
    """Ahead, level or behind: of a sum to reach, of a cap that is spent, of a level that is to be held."""
    if row.get("reason") == Reason.BASELINE_MEETS_TARGET:
        return _("未守住目标水平，偏离{gap}%") if lag < 0 else _("守住目标水平")
    spends = demand(row).spends
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
