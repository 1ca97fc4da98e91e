"""Why a target has its light, sentence by sentence, from the explanation the metrics give."""

from metrics.explanation import Check, Explanation, Formula
from metrics.model import Comparator, Path, Reason, Status
from wording.formats import (
    is_missing,
    number,
    number_beside,
    percent_beside,
    points,
    quantity,
    threshold_beside,
)
from wording.labels import path_word, reason_sentence, status_word
from wording.names import Record
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
    found = [_completion(why, one), _eased(why, one), _expected(why), *checks, _softer(why), _light(why)]
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


def _light(why: Explanation) -> str:
    """The light, after what gave it where no band did."""
    light = _("判为“{status}”").format(status=status_word(why.status))
    if why.decided_by is not None:
        mild = len({check.band.status for check in why.checks}) > 1
        return _("{light}（两项判据取较轻的一档）").format(light=light) if mild else light
    if why.status == Status.ACHIEVED:
        return _("已达到目标，{light}").format(light=light)
    if why.status == Status.MISSED:
        return _("期限已到，期末值未达到目标，{light}").format(light=light)
    if why.reason == Reason.NONE:
        return light
    return _("{reason}，{light}").format(reason=reason_sentence(why.reason), light=light)
