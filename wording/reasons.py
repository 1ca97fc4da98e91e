"""Why a target has its light, sentence by sentence, from the explanation the metrics give."""

from metrics.explanation import Check, Explanation, Formula
from metrics.model import Reason
from wording.formats import (
    is_missing,
    number,
    number_beside,
    percent_beside,
    points,
    quantity,
    threshold_beside,
)
from wording.labels import reason_sentence, status_word
from wording.names import Record
from wording.translate import N_, _

_INFINITE = float("inf")
_NUMBERS = {
    "pace": N_("序时比"),
    "lag_pp": N_("较序时差距（个百分点）"),
    "trend_share": N_("趋势完成比"),
    "cagr_ratio": N_("复合增速比"),
}


def sentences(why: Explanation, one: Record) -> list[str]:
    """Completion with its arithmetic, what was expected, the band that decided, and the circumstance if one did."""
    found = [_completion(why, one), _expected(why), *(_check(check) for check in why.checks)]
    if why.reason != Reason.NONE:
        found.append(_("因此：{reason}").format(reason=reason_sentence(why.reason)))
    if why.decided_by is not None:
        found.append(_("判为“{status}”").format(status=status_word(why.status)))
    return [sentence for sentence in found if sentence]


def provenance(one: Record) -> list[str]:
    """Where both sides come from: the clause with its words, and the workbook cell of the value that counts."""
    stated = _("依据 {document} · {clause} · “{excerpt}”").format(
        document=one["document_id"], clause=one["clause"], excerpt=one["excerpt"]
    )
    if is_missing(one["actual"]):
        return [stated, _("尚无报送值")]
    cell = _("报送 {file} · {sheet} {cell} · {value}").format(
        file=one["source_file"],
        sheet=one["sheet"],
        cell=one["cell"],
        value=quantity(one["actual"], str(one["unit"])),
    )
    return [stated, cell]


def _completion(why: Explanation, one: Record) -> str:
    if is_missing(why.actual):
        return ""
    known = {
        "actual": number(why.actual),
        "target": number(why.target),
        "baseline": number(why.baseline),
        "done": percent_beside(why.completion, why.expected),
    }
    match why.formula:
        case Formula.GAIN_SHARE:
            return _("完成率 ({actual}−{baseline})÷({target}−{baseline}) = {done}").format(**known)
        case Formula.LEVEL_HELD if why.lower_is_better:
            return _("完成率 {target}÷{actual} = {done}").format(**known)
        case Formula.GROWTH_DISTANCE:
            return _("增速 {actual} 对目标 {target}，相差 {lag} 个百分点").format(
                actual=quantity(why.actual, one["unit"]),
                target=quantity(why.target, one["unit"]),
                lag=points(why.lag_pp),
            )
        case _:
            return _("完成率 {actual}÷{target} = {done}").format(**known)


def _expected(why: Explanation) -> str:
    if is_missing(why.expected) or why.formula == Formula.GROWTH_DISTANCE:
        return ""
    if is_missing(why.pace):
        return _("序时应完成 {expected}").format(expected=threshold_beside(why.expected, why.completion))
    return _("序时应完成 {expected}；序时比 {pace}，较序时 {lag} 个百分点").format(
        expected=threshold_beside(why.expected, why.completion),
        pace=number_beside(why.pace, _pace_edges(why)),
        lag=points(why.lag_pp),
    )


def _pace_edges(why: Explanation) -> list[float]:
    """The edges the rule set judges pace by, and 1, which every reader holds it against."""
    bands = [band for check in why.checks if check.number == "pace" for band in check.bands]
    return [1.0, *(band.at_least for band in bands)]


def _check(check: Check) -> str:
    if is_missing(check.value):
        return ""
    return _("{name} {value}，在“{status}”一档（{band}）").format(
        name=_(_NUMBERS[check.number]),
        value=number_beside(check.value, [check.band.at_least, check.band.below]),
        status=status_word(check.band.status),
        band=_band(check),
    )


def _band(check: Check) -> str:
    low, high = check.band.at_least, check.band.below
    if low == -_INFINITE:
        return _("低于{high}").format(high=number(high))
    if high == _INFINITE:
        return _("{low}及以上").format(low=number(low))
    return _("{low}至{high}").format(low=number(low), high=number(high))
