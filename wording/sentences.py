"""Computed sentences: what the numbers of a progress frame say, in the reader's language.

Every number in a sentence comes from the record it is given; nothing is typed and nothing is judged here. A
record is one row of the progress frame, as `frame.to_dict("records")` yields it.
"""

import math
from datetime import date

import pandas as pd

from metrics.model import Basis, Better, Comparator, Measure, Reason, Status
from wording.formats import (
    MISSING,
    Cell,
    day,
    estimated,
    is_count,
    is_missing,
    listed,
    number,
    percent,
    percent_beside,
    period,
    points,
    points_with_unit,
    quantity,
    times,
)
from wording.labels import (
    comparator_sign,
    comparator_word,
    counts,
    reason_sentence,
    severity,
    status_word,
)
from wording.names import Record, called, names
from wording.translate import N_, _, ngettext

_JUDGED = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)
_SLIPPING = (Status.MISSED, Status.FAR_BEHIND, Status.BEHIND)


def overview_headline(frame: pd.DataFrame) -> str:
    """What is slipping and where, from official_status and top_sector (or sector) of a progress frame."""
    if frame.empty:
        return _("所选范围内没有目标")
    found = counts(frame["official_status"])
    total = ngettext("{n}项目标", "{n}项目标", len(frame)).format(n=number(len(frame)))
    slipping = [
        _("{n}项{status}").format(n=number(found[status]), status=status_word(status).lower())
        for status in _SLIPPING
        if found[status]
    ]
    if not any(found[status] for status in _JUDGED):
        return _("{total}本月均无可判定的报送值").format(total=total)
    if not slipping:
        return _("{total}中{n}项可判定，均达到序时或已完成").format(
            total=total, n=number(sum(found[status] for status in _JUDGED))
        )
    what = _("{total}中{what}").format(total=total, what=_("、").join(slipping))
    where = weakest_sectors(frame)
    return _("{what}，短板在{where}").format(what=what, where=listed(where)) if where else what


def weakest_sectors(frame: pd.DataFrame, most: int = 2) -> list[str]:
    """The sectors with most slipping targets, far-behind counting twice; none if there is but one."""
    sectors = names(frame, "top_sector" if "top_sector" in frame else "sector")
    weight = (
        frame["official_status"].map({Status.MISSED: 2, Status.FAR_BEHIND: 2, Status.BEHIND: 1}).fillna(0)
    )
    found = weight.groupby(sectors).sum()
    found = found[found > 0].sort_values(ascending=False, kind="stable")
    return [str(name) for name in found.index[:most]] if sectors.nunique() > 1 else []


def counts_sentence(frame: pd.DataFrame) -> str:
    """All counts by status in one line: 已完成6项、达到序时34项 …, without those that do not occur."""
    found = counts(frame["official_status"])
    order = sorted((status for status in found if found[status]), key=_good_first)
    return _("、").join(
        _("{status}{n}项").format(status=status_word(status), n=number(found[status])) for status in order
    )


def _good_first(status: Status) -> int:
    order = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)
    return order.index(status) if status in order else len(order) + severity(status)


def target_headline(row: Record) -> str:
    """One target's finding: where it lands at the present pace and what that leaves to the target."""
    if is_missing(row.get("target")):
        return _("{name}：文件未给出数值目标").format(name=called(row, "indicator"))
    if is_missing(row.get("actual")):
        return _silent_headline(row)
    if row.get("official_status") == Status.ACHIEVED:
        form = (
            _("{name}：{actual}，控制在{goal}以内")
            if _is_cap(row)
            else _("{name}：已达{actual}，完成目标{goal}")
        )
        return form.format(name=called(row, "indicator"), actual=_said(row, row["actual"]), goal=_goal(row))
    if row.get("official_status") == Status.MISSED or row.get("reason") == Reason.CAP_EXCEEDED:
        return _final_headline(row)
    return _present_headline(row) if is_missing(row.get("landing")) else _landing_headline(row)


def _silent_headline(row: Record) -> str:
    """The finding where there is no value to hold against the target, and why where that is known."""
    known = {"name": called(row, "indicator"), "goal": goal(row)}
    unread = row.get("official_status") in (Status.NOT_DUE, Status.NOT_ASSESSABLE)
    if unread and not is_missing(row.get("reason")) and row.get("reason"):
        return _("{name}：目标{goal}，{reason}").format(**known, reason=reason_sentence(row["reason"]))
    return _("{name}：目标{goal}，尚无报送值").format(**known)


def _known(row: Record) -> dict[str, str]:
    """Name, value now, target and the distance between them."""
    return {
        "name": called(row, "indicator"),
        "actual": _said(row, row["actual"]),
        "goal": _goal(row),
        "gap": _gap_text(abs(_shortfall(row, float(row["actual"]))), _unit(row)),
    }


def _final_headline(row: Record) -> str:
    """The finding that nothing can change any more: a deadline passed, or a cap used up before it."""
    if row.get("reason") == Reason.CAP_EXCEEDED:
        return _("{name}：累计已达{actual}，超出{goal}控制目标{gap}").format(**_known(row))
    if _is_cap(row):
        return _("{name}：到期为{actual}，超出{goal}控制目标{gap}").format(**_known(row))
    if _lower_is_better(row):
        return _("{name}：到期为{actual}，超出{goal}目标{gap}").format(**_known(row))
    return _("{name}：到期为{actual}，距{goal}目标差{gap}").format(**_known(row))


def _present_headline(row: Record) -> str:
    """The finding where nothing is projected: the value now against the target."""
    met = _shortfall(row, float(row["actual"])) <= 0
    if _is_cap(row):
        form = (
            _("{name}：现为{actual}，控制在{goal}以内")
            if met
            else _("{name}：现为{actual}，超出{goal}控制目标{gap}")
        )
    elif _added(row):
        form = (
            _("{name}：已{actual}，达到目标{goal}") if met else _("{name}：已{actual}，距目标{goal}差{gap}")
        )
    else:
        form = (
            _("{name}：现为{actual}，达到目标{goal}")
            if met
            else _("{name}：现为{actual}，距目标{goal}差{gap}")
        )
    return form.format(**_known(row))


def _landing_headline(row: Record) -> str:
    """The projection and its gap, both to the precision an estimate deserves."""
    landing = estimated(float(row["landing"]), float(row["target"]), _unit(row))
    gap = _shortfall(row, landing)
    known = {
        "name": called(row, "indicator"),
        "when": deadline_phrase(row.get("deadline"), row.get("actual_period")),
        "landing": _said(row, landing),
        "trend": _("按走势") if _grows(row) else _("按现速"),
        "goal": _goal(row),
        "gap": _gap_text(estimated(abs(gap), float(row["target"]), _unit(row)), _unit(row)),
    }
    met = _shortfall(row, float(row["landing"])) <= 0
    if _is_cap(row) and met:
        return _("{name}：{trend}{when}约{landing}，可控制在{goal}以内").format(**known)
    if met:
        return _("{name}：{trend}{when}约{landing}，可达到{goal}目标").format(**known)
    if gap <= 0:
        return _("{name}：{trend}{when}约{landing}，接近{goal}目标").format(**known)
    if _is_cap(row):
        return _("{name}：{trend}{when}约{landing}，将超出{goal}控制目标{gap}").format(**known)
    if _lower_is_better(row):
        return _("{name}：{trend}{when}约{landing}，超出{goal}目标{gap}").format(**known)
    return _("{name}：{trend}{when}约{landing}，距{goal}目标差{gap}").format(**known)


def _added(row: Record) -> bool:
    """Whether the number is a change of a level or a place whose start is known."""
    moved = row.get("basis") in (Basis.INCREMENT, Basis.FLOW)
    level = row.get("measure") in (Measure.STOCK, Measure.SHARE, Measure.RANK)
    return moved and level and not is_missing(row.get("baseline"))


def _said(row: Record, value: Cell) -> str:
    """A level as the target speaks of it: an increment's level as what was added to, or taken off, the baseline."""
    if not _added(row):
        return quantity(value, _unit(row), beside=False)
    if not _falls(row):
        return _("新增{amount}").format(
            amount=quantity(float(value) - float(row["baseline"]), _unit(row), beside=False)
        )
    amount = quantity(float(row["baseline"]) - float(value), _unit(row), beside=False)
    return (_("前移{amount}") if row.get("measure") == Measure.RANK else _("压减{amount}")).format(
        amount=amount
    )


def attained(row: Record) -> str:
    """The value reported as the target speaks of it: an increment's level as what was added to the baseline."""
    return MISSING if is_missing(row.get("actual")) else _said(row, row["actual"])


def landed(row: Record, value: Cell) -> str:
    """A projected value to the precision an estimate deserves: whole things whole, else three figures."""
    return _said(row, estimated(float(value), float(row["target"]), _unit(row)))


def goal(row: Record) -> str:
    """The target's value as said in a sentence: 87万吨, ≤3%, 3–5家."""
    unit = _unit(row)
    if row.get("comparator") == Comparator.RANGE and not is_missing(row.get("value_high")):
        return f"{number(row['target'])}–{quantity(row['value_high'], unit, beside=False)}"
    sign = comparator_sign(Comparator.AT_MOST) if row.get("comparator") == Comparator.AT_MOST else ""
    return sign + quantity(row["target"], unit, beside=False)


def _goal(row: Record) -> str:
    """The target's value inside a sentence that says itself how it binds: 30万吨, 6%左右."""
    if row.get("comparator") == Comparator.ABOUT:
        return _("{amount}左右").format(amount=quantity(row["target"], _unit(row), beside=False))
    return goal(dict(row) | {"comparator": ""}) if _is_cap(row) else goal(row)


def goal_in_full(row: Record) -> str:
    """The target with its comparator in words: 不低于87万吨."""
    if is_missing(row.get("target")):
        return _("未给出数值")
    if row.get("comparator") in (Comparator.RANGE, Comparator.EXACT):
        return goal(row)
    amount = quantity(row["target"], _unit(row))
    if row.get("comparator") == Comparator.ABOUT:
        return _("{amount}左右").format(amount=amount)
    return _("{comparator}{amount}").format(comparator=comparator_word(str(row["comparator"])), amount=amount)


def _unit(row: Record) -> str:
    return "" if is_missing(row.get("unit")) else str(row["unit"])


def _is_cap(row: Record) -> bool:
    """Whether the document says 控制在…以内, 不超过."""
    return row.get("comparator") == Comparator.AT_MOST


def _lower_is_better(row: Record) -> bool:
    return _is_cap(row) or row.get("better") == Better.LOWER


def _falls(row: Record) -> bool:
    """Whether a change of a level is stated without its sign though the level is to fall."""
    return _lower_is_better(row) and not _is_cap(row)


def _grows(row: Record) -> bool:
    return row.get("measure") == Measure.RATE or row.get("basis") == Basis.GROWTH


def _shortfall(row: Record, value: float) -> float:
    """What is missing to the level that counts as met; negative when it is more than met."""
    gap = _aim(row) - value
    return -gap if _lower_is_better(row) else gap


def _aim(row: Record) -> float:
    """The level that counts as met: the judged goal, or the target on its baseline where none was judged."""
    if not is_missing(row.get("goal")):
        return float(row["goal"])
    stated = float(row["target"])
    if not _added(row):
        return stated
    return float(row["baseline"]) + (-abs(stated) if _falls(row) else stated)


def _gap_text(gap: float, unit: str) -> str:
    """A difference of percentages is in points."""
    return _("{n}个百分点").format(n=number(gap, 1)) if unit == "%" else quantity(gap, unit, beside=False)


def deadline_phrase(deadline: Cell, seen_from: Cell) -> str:
    """The deadline as said in passing: 年底, or 到2025年底, 到2025年6月 where it is another year's."""
    if is_missing(deadline):
        return _("到期")
    at = pd.Timestamp(deadline)
    same_year = not is_missing(seen_from) and pd.Timestamp(seen_from).year == at.year
    if at.month == 12:
        return _("年底") if same_year else _("到{year}年底").format(year=at.year)
    return _("到{period}").format(period=period(at))


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
    return float(needed or 0) < 0 if _must_fall(row) else float(needed or 0) > 0


def _must_fall(row: Record) -> bool:
    """Whether a level has to come down; a capped sum may only grow more slowly."""
    return _lower_is_better(row) and row.get("measure") != Measure.FLOW


def _effort_said(row: Record) -> str:
    """The verb by measure; whole things of which less than one a month is needed are said in total."""
    total = _in_total(row)
    if _lower_is_better(row):
        return _saving_said(row, in_total=total)
    if total:
        return _("余下{left}个月还须完成{amount}")
    known = {
        Measure.STOCK: _("余下{left}个月须月均新增{amount}"),
        Measure.SHARE: _("余下{left}个月须月均提高{amount}"),
    }
    return known.get(row["measure"]) or _("余下{left}个月须月均完成{amount}")


def _saving_said(row: Record, *, in_total: bool) -> str:
    """The same where less is better: places to move up, a level to bring down, a cap to keep within."""
    if row.get("measure") == Measure.RANK:
        return _("余下{left}个月还须前移{amount}") if in_total else _("余下{left}个月须月均前移{amount}")
    if _must_fall(row):
        return _("余下{left}个月还须减少{amount}") if in_total else _("余下{left}个月须月均减少{amount}")
    if in_total:
        return _("余下{left}个月合计须控制在{amount}以内")
    return _("余下{left}个月须控制在月均{amount}以内")


def _in_total(row: Record) -> bool:
    return is_count(_unit(row)) and abs(float(row["required_per_month"])) < 1


def _effort_amount(row: Record) -> str:
    """The amount a month, or in total, to the precision of an estimate."""
    unit, needed = _unit(row), abs(float(row["required_per_month"]))
    if _in_total(row):
        whole = math.floor if _lower_is_better(row) and not _must_fall(row) else math.ceil
        return quantity(whole(needed * float(row["months_left"]) - 1e-6), unit, beside=False)
    if is_count(unit):
        return quantity(round(needed, 1), unit, beside=False)
    return _gap_text(estimated(needed, needed, unit), unit)


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
    start = pd.Timestamp(at.year, 1, 1) if is_missing(period_start) else pd.Timestamp(period_start)
    months = (at.year - start.year) * 12 + at.month - start.month + (start.day == 1)
    if (start.year, start.month) == (at.year, 1):
        known = {1: _("1月份"), 6: _("上半年"), 9: _("前三季度"), 12: _("全年")}
        return known.get(at.month) or _("前{n}个月").format(n=at.month)
    return _("前{n}个月").format(n=months) if months > 0 else _("前期")


def effort_short(row: Record) -> str:
    """The same for a narrow column headed 余下月均须: 231亿元（2.3倍）, and ≤5亿元 of a cap."""
    if not _owes(row):
        return ""
    said = _effort_amount(row)
    if _must_fall(row) and row.get("measure") != Measure.RANK:
        said = _("减{amount}").format(amount=said)
    elif _lower_is_better(row) and row.get("measure") == Measure.FLOW:
        said = comparator_sign(Comparator.AT_MOST) + said
    if _in_total(row):
        return _("共{amount}").format(amount=said)
    versus = row.get("effort_vs_average")
    return said if is_missing(versus) else _("{said}（{times}）").format(said=said, times=times(versus))


def pace_sentence(row: Record) -> str:
    """Completion against what should be done by now: 完成35.4%，落后序时14.6个百分点."""
    lag = row.get("lag_pp")
    if _grows(row):
        return _growth_pace(lag, lower=_lower_is_better(row))
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
    spends = row.get("measure") == Measure.FLOW and _lower_is_better(row)
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


def changes(frame: pd.DataFrame, most: int | None = None) -> list[str]:
    """What changed since the month before, one sentence a step from light to light: the worsened first.

    Of more than `most` targets in a step the furthest behind are named, and how many there are in all.
    """
    if frame.empty or "previous_status" not in frame:
        return []
    moved = frame[frame["previous_status"].notna() & (frame["previous_status"] != frame["official_status"])]
    walked = zip(moved["previous_status"], moved["official_status"], strict=True)
    steps = sorted({(str(before), str(now)) for before, now in walked}, key=lambda step: _weight(*step))
    return [_step(moved, before, now, most) for before, now in steps]


def _weight(before: str, now: str) -> tuple[bool, int, int]:
    """Where a step stands in the list: what got worse, the worst first; then what got better."""
    return severity(now) > severity(before), severity(now), -severity(before)


def _step(moved: pd.DataFrame, before: str, now: str, most: int | None) -> str:
    rows = moved[(moved["previous_status"] == before) & (moved["official_status"] == now)]
    names = _("、").join(
        _change(row) for row in rows.sort_values("lag_pp").head(most or len(rows)).to_dict("records")
    )
    if most and len(rows) > most:
        names = _("{names}等{n}项").format(names=names, n=number(len(rows)))
    return _("由{before}转为{now}：{names}").format(
        before=status_word(before).lower(), now=status_word(now).lower(), names=names
    )


# A new value is the ordinary cause and goes unsaid.
_CAUSES = {"correction": N_("此前数据有更正"), "time": N_("数值未增、时间推移")}


def _change(row: Record) -> str:
    before, now = row.get("previous_lag_pp"), row.get("lag_pp")
    if is_missing(before) or is_missing(now) or row.get("official_status") == Status.ACHIEVED:
        return called(row, "indicator")
    why = _CAUSES.get(str(row.get("cause") or ""))
    said = _("{name}（较序时由{before}到{now}，{why}）") if why else _("{name}（较序时由{before}到{now}）")
    return said.format(
        name=called(row, "indicator"), before=points(before), now=points_with_unit(now), why=_(why or "")
    )


def source_note(as_of: date, rule_set: str = "", *, is_sample: bool = False, source: str = "") -> str:
    """The foot of a chart: where the data come from, cut-off, rule set, and that it is sample data."""
    parts = [_("数据来源：{source}").format(source=source or _("各单位月报"))]
    if is_sample:
        parts.append(_("示例数据（数值为虚构）"))
    parts.append(_("截至{day}").format(day=day(as_of)))
    if rule_set:
        parts.append(_("判定规则 {rules}").format(rules=rule_set))
    return " · ".join(parts)


def expected_phrase(expected: Cell) -> str:
    """The reading key's mark: 序时应完成50.0%."""
    return _("序时应完成{percent}").format(percent=percent(expected))
