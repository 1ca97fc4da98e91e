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
from wording.labels import comparator_sign, comparator_word, counts, severity, status_word
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
    name = called(row, "indicator")
    actual = row.get("actual")
    if is_missing(row.get("target")):
        return _("{name}：文件未给出数值目标").format(name=name)
    if is_missing(actual):
        return _("{name}：目标{goal}，尚无报送值").format(name=name, goal=goal(row))
    if row.get("official_status") == Status.ACHIEVED:
        return _("{name}：已达{actual}，完成目标{goal}").format(
            name=name, actual=_said(row, actual), goal=goal(row)
        )
    if is_missing(row.get("landing")):
        return _present_headline(row)
    return _landing_headline(row)


def _present_headline(row: Record) -> str:
    """The finding where nothing is projected: the value now against the target."""
    gap = _shortfall(row, float(row["actual"]))
    known = {
        "name": called(row, "indicator"),
        "actual": _said(row, row["actual"]),
        "goal": goal(row),
        "gap": _gap_text(abs(gap), _unit(row)),
    }
    if gap <= 0:
        return _("{name}：现为{actual}，达到目标{goal}").format(**known)
    return _("{name}：现为{actual}，距目标{goal}差{gap}").format(**known)


def _landing_headline(row: Record) -> str:
    """The projection and its gap, both to the precision an estimate deserves."""
    landing = estimated(float(row["landing"]), float(row["target"]), _unit(row))
    gap = _shortfall(row, landing)
    known = {
        "name": called(row, "indicator"),
        "when": deadline_phrase(row.get("deadline"), row.get("actual_period")),
        "landing": _said(row, landing),
        "trend": _("按走势") if row.get("measure") == Measure.RATE else _("按现速"),
        "goal": goal(row),
        "gap": _gap_text(estimated(abs(gap), float(row["target"]), _unit(row)), _unit(row)),
    }
    if _shortfall(row, float(row["landing"])) <= 0:
        return _("{name}：{trend}{when}约{landing}，可达到{goal}目标").format(**known)
    if gap <= 0:
        return _("{name}：{trend}{when}约{landing}，接近{goal}目标").format(**known)
    if _lower_is_better(row):
        return _("{name}：{trend}{when}约{landing}，超出{goal}目标{gap}").format(**known)
    return _("{name}：{trend}{when}约{landing}，距{goal}目标差{gap}").format(**known)


def _foot(row: Record) -> float:
    """What a stock's increment is counted from: its baseline; nothing for every other target."""
    moved = row.get("basis") in (Basis.INCREMENT, Basis.FLOW) and row.get("measure") == Measure.STOCK
    return float(row["baseline"]) if moved and not is_missing(row.get("baseline")) else 0.0


def _said(row: Record, value: Cell) -> str:
    """A level as the target speaks of it: an increment's level as what was added to the baseline."""
    foot = _foot(row)
    amount = quantity(float(value) - foot, _unit(row), beside=False)
    return _("新增{amount}").format(amount=amount) if foot else amount


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


def _lower_is_better(row: Record) -> bool:
    return row.get("comparator") == Comparator.AT_MOST or row.get("better") == Better.LOWER


def _shortfall(row: Record, value: float) -> float:
    """What is missing to the target; negative when it is more than met."""
    gap = float(row["target"]) + _foot(row) - value
    return -gap if _lower_is_better(row) else gap


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
    needed, left = row.get("required_per_month"), row.get("months_left")
    if is_missing(needed) or is_missing(left) or float(left or 0) <= 0 or float(needed or 0) <= 0:
        return ""
    said = _effort_said(row).format(left=number(left, 0), amount=_effort_amount(row))
    return said if _in_total(row) else said + _comparison(row)


def _effort_said(row: Record) -> str:
    """The verb by measure; whole things of which less than one a month is needed are said in total."""
    if _in_total(row):
        return _("余下{left}个月还须完成{amount}")
    match row.get("measure"):
        case Measure.STOCK:
            return _("余下{left}个月须月均新增{amount}")
        case Measure.SHARE:
            return _("余下{left}个月须月均提高{amount}")
        case _:
            return _("余下{left}个月须月均完成{amount}")


def _in_total(row: Record) -> bool:
    return is_count(_unit(row)) and float(row["required_per_month"]) < 1


def _effort_amount(row: Record) -> str:
    """The amount a month, or in total, to the precision of an estimate."""
    unit, needed = _unit(row), float(row["required_per_month"])
    if _in_total(row):
        return quantity(math.ceil(needed * float(row["months_left"]) - 1e-6), unit, beside=False)
    if is_count(unit):
        return quantity(round(needed, 1), unit, beside=False)
    return _gap_text(estimated(needed, needed, unit), unit)


def _comparison(row: Record) -> str:
    """How many times the average and the best month so far; nothing where neither is known."""
    versus = []
    if not is_missing(row.get("effort_vs_average")):
        versus.append(
            _("{span}月均的{times}").format(
                span=span_so_far(row.get("actual_period")), times=times(row["effort_vs_average"])
            )
        )
    if not is_missing(row.get("effort_vs_best")):
        versus.append(_("最好月份的{times}").format(times=times(row["effort_vs_best"])))
    return _("，为{versus}").format(versus=_("、").join(versus)) if versus else ""


def span_so_far(actual_period: Cell) -> str:
    """The months behind us in a year: 上半年, 前三季度, 前4个月."""
    if is_missing(actual_period):
        return _("前期")
    months = pd.Timestamp(actual_period).month
    known = {6: _("上半年"), 9: _("前三季度"), 12: _("全年")}
    return known.get(months) or _("前{n}个月").format(n=months)


def effort_short(row: Record) -> str:
    """The same for a narrow column headed 余下月均须: 231亿元（2.3倍）."""
    needed = row.get("required_per_month")
    if is_missing(needed) or is_missing(row.get("months_left")) or float(needed or 0) <= 0:
        return ""
    said = _effort_amount(row)
    if _in_total(row):
        return _("共{amount}").format(amount=said)
    versus = row.get("effort_vs_average")
    return said if is_missing(versus) else _("{said}（{times}）").format(said=said, times=times(versus))


def pace_sentence(row: Record) -> str:
    """Completion against what should be done by now: 完成35.4%，落后序时14.6个百分点."""
    if row.get("measure") == Measure.RATE:
        return _growth_pace(row.get("lag_pp"))
    if is_missing(row.get("completion")):
        return ""
    done = percent_beside(row.get("completion"), row.get("expected"))
    lag = row.get("lag_pp")
    gap = MISSING if is_missing(lag) else points(abs(float(lag or 0))).lstrip("+")
    return _pace_form(row).format(done=done, gap=gap)


def _pace_form(row: Record) -> str:
    """Which form the sentence takes; without a baseline or before its deadline a distance would mislead."""
    lag = row.get("lag_pp")
    if row.get("reason") == Reason.BASELINE_MISSING and row.get("official_status") == Status.ACHIEVED:
        return _("完成{done}")
    if row.get("reason") == Reason.ANNUAL_ONLY:
        return _("完成{done}，到期考核")
    if row.get("reason") == Reason.BASELINE_MISSING:
        return _("完成{done}（基期缺失，与序时的比较仅供参考）")
    if is_missing(lag):
        return _("完成{done}")
    if points(lag) == points(0):
        return _("完成{done}，与序时持平")
    return (
        _("完成{done}，落后序时{gap}个百分点")
        if float(lag or 0) < 0
        else _("完成{done}，超序时{gap}个百分点")
    )


def _growth_pace(lag: Cell) -> str:
    """A growth rate is held against its target, not against elapsed time."""
    if is_missing(lag):
        return ""
    gap = points(abs(float(lag))).lstrip("+")
    if points(lag) == points(0):
        return _("与目标持平")
    said = _("低于目标{gap}个百分点") if float(lag) < 0 else _("高于目标{gap}个百分点")
    return said.format(gap=gap)


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
