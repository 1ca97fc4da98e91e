"""Computed sentences: what the numbers of a progress frame say, in the reader's language.

Every number in a sentence comes from the record it is given; nothing is typed and nothing is judged here. A
record is one row of the progress frame, as `frame.to_dict("records")` yields it.
"""

from datetime import date, datetime

import pandas as pd

from metrics.aggregate import weak_lights
from metrics.goals import demand
from metrics.model import SLIPPING, Comparator, Reason, Status
from wording.amounts import after_deadline, gap_text, goal, goal_said, is_cap, is_used_up, said, unit_of
from wording.formats import (
    MISSING,
    Cell,
    day,
    estimated,
    estimated_apart,
    is_missing,
    listed,
    number,
    period,
    points,
    points_with_unit,
)
from wording.labels import (
    Record,
    called,
    counts,
    names,
    reason_said,
    severity,
    status_word,
)
from wording.translate import N_, _, ngettext

_JUDGED = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)


def overview_headline(frame: pd.DataFrame) -> str:
    """What is slipping and where, from official_status and top_sector (or sector) of a progress frame."""
    if frame.empty:
        return _("所选范围内没有目标")
    found = counts(frame["official_status"])
    total = ngettext("{n}项目标", "{n}项目标", len(frame)).format(n=number(len(frame)))
    slipping = [
        _("{n}项{status}").format(n=number(found[status]), status=status_word(status).lower())
        for status in SLIPPING
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


def weakest_sectors(frame: pd.DataFrame) -> list[str]:
    """The sectors with the largest share of slipping among what was judged in them, all that tie for the first two.

    Never by how many targets a sector happens to have; none where more than three tie, or there is but one sector.
    """
    sectors = names(frame, "top_sector" if "top_sector" in frame else "sector")
    lit = frame["official_status"].isin(_JUDGED)
    share = frame["official_status"].isin(SLIPPING)[lit].groupby(sectors[lit]).mean()
    found = share[share > 0].sort_values(ascending=False, kind="stable")
    if sectors.nunique() < 2 or found.empty:
        return []
    named = found[found >= found.iloc[min(1, len(found) - 1)]]
    if len(named) > MOST_WEAK:
        named = found[found == found.iloc[0]]
    return [str(name) for name in named.index] if len(named) <= MOST_WEAK else []


MOST_WEAK = 3  # sectors named as the weakest; where more are equally weak, none is weaker


def counts_sentence(frame: pd.DataFrame) -> str:
    """All counts by status in one line: 已完成6项、达到序时34项 …, without those that do not occur."""
    found = counts(frame["official_status"])
    order = sorted((status for status in found if found[status]), key=_good_first)
    weak = weak_lights(frame)
    return _("、").join(_counted(status, found[status], weak.get(status, 0)) for status in order)


def _counted(status: Status, n: int, weak: int) -> str:
    """How many of a status, and of how many of them the baseline is missing, for those lights are weak."""
    known = {"status": status_word(status), "n": number(n), "weak": number(weak)}
    form = _("{status}{n}项（其中{weak}项基期缺失）") if weak else _("{status}{n}项")
    return form.format(**known)


def _good_first(status: Status) -> int:
    order = (Status.ACHIEVED, Status.ON_PACE, Status.BEHIND, Status.FAR_BEHIND, Status.MISSED)
    return order.index(status) if status in order else len(order) + severity(status)


def target_headline(row: Record) -> str:
    """One target's finding: where it lands at the present pace and what that leaves to the target."""
    if is_missing(row.get("target")):
        return _("{name}：文件未给出数值目标").format(name=called(row, "indicator"))
    unread = row.get("official_status") == Status.NOT_ASSESSABLE
    if is_missing(row.get("actual")) or is_missing(demand(row).goal) or unread:
        return _silent_headline(row)
    if row.get("official_status") == Status.ACHIEVED:
        return _achieved_headline(row)
    if row.get("official_status") == Status.MISSED or row.get("reason") == Reason.CAP_EXCEEDED:
        return _final_headline(row)
    return _present_headline(row) if is_missing(row.get("landing")) else _landing_headline(row)


def _achieved_headline(row: Record) -> str:
    """The finding that it is done; by which month's value, where that is later than the deadline."""
    known, late = _known(row), after_deadline(row)
    if late and is_cap(row):
        return _("{name}：到期后{period}为{actual}，控制在{goal}以内").format(period=late, **known)
    if late:
        return _("{name}：到期后{period}达{actual}，完成目标{goal}").format(period=late, **known)
    if is_cap(row):
        return _("{name}：{actual}，控制在{goal}以内").format(**known)
    return _("{name}：已达{actual}，完成目标{goal}").format(**known)


def _silent_headline(row: Record) -> str:
    """The finding where there is no value to hold against the target, and why where that is known."""
    known = {"name": called(row, "indicator"), "goal": goal(row)}
    unread = row.get("official_status") in (Status.NOT_DUE, Status.NOT_ASSESSABLE)
    if unread and not is_missing(row.get("reason")) and row.get("reason"):
        return _("{name}：目标{goal}，{reason}").format(**known, reason=reason_said(row))
    return _("{name}：目标{goal}，尚无报送值").format(**known)


def _known(row: Record) -> dict[str, str]:
    """Name, value now, target and the distance between them."""
    return {
        "name": called(row, "indicator"),
        "actual": said(row, row["actual"]),
        "goal": goal_said(row),
        "gap": gap_text(_gap(row, float(row["actual"])), unit_of(row)),
    }


def _gap(row: Record, level: float) -> float:
    """How far a level is from the number that is named, where it does not count as met: of 100左右 from 100, not 95."""
    wanted = demand(row)
    named = wanted.stated if row.get("comparator") == Comparator.ABOUT else wanted.goal
    return abs(named - level)


def _final_headline(row: Record) -> str:
    """The finding that nothing can change any more: a deadline passed, or a cap used up before it."""
    if row.get("reason") == Reason.CAP_EXCEEDED or is_used_up(row):
        return _("{name}：累计已达{actual}，超出{goal}控制目标{gap}").format(**_known(row))
    late = after_deadline(row)
    known = _known(row) | {"when": _("到期后{period}").format(period=late) if late else _("到期")}
    if is_cap(row):
        return _("{name}：{when}为{actual}，超出{goal}控制目标{gap}").format(**known)
    if demand(row).lower:
        return _("{name}：{when}为{actual}，超出{goal}目标{gap}").format(**known)
    return _("{name}：{when}为{actual}，距{goal}目标差{gap}").format(**known)


def _present_headline(row: Record) -> str:
    """The finding where nothing is projected: the value now against the target."""
    if row.get("official_status") == Status.NOT_REPORTED:
        return _carried_headline(row)
    wanted = demand(row)
    met = wanted.short(float(row["actual"])) <= 0
    if is_cap(row):
        form = (
            _("{name}：现为{actual}，控制在{goal}以内")
            if met
            else _("{name}：现为{actual}，超出{goal}控制目标{gap}")
        )
    elif wanted.is_added:
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


def _trend(row: Record) -> str:
    """What a landing rests on; of a silent month on values of before."""
    if row.get("official_status") == Status.NOT_REPORTED:
        return _("本月未报送，按{period}及以前的数").format(period=period(row.get("actual_period")))
    return _("按走势") if demand(row).grows else _("按现速")


def _carried_headline(row: Record) -> str:
    """The finding of a month that is silent: the last value with its own month, held against nothing."""
    return _("{name}：本月未报送，{period}为{actual}，目标{goal}").format(
        name=called(row, "indicator"), period=period(row.get("actual_period")), actual=said(row, row["actual"]),
        goal=goal(row),
    )  # fmt: skip


def _landing_headline(row: Record) -> str:
    """The projection and its gap, both to the precision an estimate deserves."""
    wanted = demand(row)
    landing = estimated(float(row["landing"]), float(row["target"]), unit_of(row))
    met = wanted.short(float(row["landing"])) <= 0
    # what an estimate rounds away does not turn it round: what reaches its target is not said to lie below it
    landing = wanted.goal if met and wanted.short(landing) > 0 else landing
    gap = wanted.short(landing)
    known = {
        "name": called(row, "indicator"),
        "when": deadline_phrase(row.get("deadline"), row.get("actual_period")),
        "landing": said(row, landing),
        "trend": _trend(row),
        "goal": goal_said(row),
        "gap": gap_text(_gap(row, landing), unit_of(row)),
    }
    if is_cap(row) and met:
        return _("{name}：{trend}{when}约{landing}，可控制在{goal}以内").format(**known)
    if met:
        return _("{name}：{trend}{when}约{landing}，可达到{goal}目标").format(**known)
    if gap <= 0:
        return _("{name}：{trend}{when}约{landing}，接近{goal}目标").format(**known)
    if is_cap(row):
        return _("{name}：{trend}{when}约{landing}，将超出{goal}控制目标{gap}").format(**known)
    if wanted.lower:
        return _("{name}：{trend}{when}约{landing}，超出{goal}目标{gap}").format(**known)
    return _("{name}：{trend}{when}约{landing}，距{goal}目标差{gap}").format(**known)


def attained(row: Record) -> str:
    """The value reported as the target speaks of it: an increment's level as what was added to the baseline."""
    return MISSING if is_missing(row.get("actual")) else said(row, row["actual"])


def landed(row: Record, value: Cell) -> str:
    """A projected value to the precision an estimate deserves: whole things whole, else three figures."""
    return said(row, estimated_apart(float(value), float(row["target"]), unit_of(row), demand(row).goal))


def deadline_phrase(deadline: Cell, seen_from: Cell) -> str:
    """The deadline as said in passing: 年底, or 到2025年底, 到2025年6月 where it is another year's."""
    if is_missing(deadline):
        return _("到期")
    at = pd.Timestamp(deadline)
    same_year = not is_missing(seen_from) and pd.Timestamp(seen_from).year == at.year
    if at.month == 12:
        return _("年底") if same_year else _("到{year}年底").format(year=at.year)
    return _("到{period}").format(period=period(at))


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


# What a step tells of a target: wide frames are slow to take apart.
_TOLD = (
    "indicator",
    "indicator_en",
    "previous_lag_pp",
    "lag_pp",
    "previous_status",
    "official_status",
    "cause",
)


def _step(moved: pd.DataFrame, before: str, now: str, most: int | None) -> str:
    taken = (moved["previous_status"] == before) & (moved["official_status"] == now)
    rows = moved.loc[taken, [name for name in _TOLD if name in moved]]
    names = _("、").join(
        _change(row) for row in rows.sort_values("lag_pp").head(most or len(rows)).to_dict("records")
    )
    if most and len(rows) > most:
        names = _("{names}等{n}项").format(names=names, n=number(len(rows)))
    return _("由{before}转为{now}：{names}").format(
        before=status_word(before).lower(), now=status_word(now).lower(), names=names
    )


# A new value is the ordinary cause and goes unsaid.
_CAUSES = {"adjusted": N_("目标有调整"), "correction": N_("此前数据有更正"), "time": N_("数值未增、时间推移")}


def _change(row: Record) -> str:
    """The target and how its distance moved; of a month not reported the distance is an older value's, and unsaid."""
    before, now = row.get("previous_lag_pp"), row.get("lag_pp")
    silent = Status.NOT_REPORTED in (row.get("official_status"), row.get("previous_status"))
    if silent or is_missing(before) or is_missing(now) or row.get("official_status") == Status.ACHIEVED:
        return called(row, "indicator")
    why = _CAUSES.get(str(row.get("cause") or ""))
    said = _("{name}（较序时由{before}到{now}，{why}）") if why else _("{name}（较序时由{before}到{now}）")
    return said.format(
        name=called(row, "indicator"), before=points(before), now=points_with_unit(now), why=_(why or "")
    )


def source_note(
    as_of: date,
    rule_set: str = "",
    *,
    is_sample: bool = False,
    known_at: datetime | None = None,
) -> str:
    """The foot of a chart: source, sample data, cut-off, rule set, and the past day it is as known on."""
    parts = [_("数据来源：{source}").format(source=_("各单位月报"))]
    if is_sample:
        parts.append(_("示例数据（数值为虚构）"))
    parts.append(_("截至{day}").format(day=day(as_of)))
    if rule_set:
        parts.append(_("判定规则 {rules}").format(rules=rule_set))
    if known_at is not None:
        parts.append(_("按{day}已知").format(day=day(known_at)))
    return " · ".join(parts)


def adjusted(row: Record) -> str:
    """How a target was adjusted, with what it was before and by which document; "" of one that was not."""
    if is_missing(row.get("adjusted_from")):
        return ""
    former = goal_before(row)
    values = (
        _("目标值由{before}调整为{after}").format(before=former, after=goal(row))
        if former != goal(row)
        else ""
    )
    ends = [day(row["deadline_before"]), day(row["deadline"])]
    deadline = (
        _("期限由{before}调整为{after}").format(before=ends[0], after=ends[1]) if ends[0] != ends[1] else ""
    )
    said_of = _("，").join(part for part in (values, deadline) if part)
    return _("自{month}起{changes}").format(month=period(row["adjusted_from"]), changes=said_of) + _grounds(
        row
    )


def goal_before(row: Record) -> str:
    """The value of an adjusted target before: 120万吨."""
    return goal(dict(row) | {"target": row["value_before"], "value_high": row["value_high_before"]})


def _grounds(row: Record) -> str:
    """The document and the reason of an adjustment, in brackets; "" where neither is given."""
    document, reason = row.get("adjusted_by_document"), row.get("adjustment_reason")
    parts = [
        "" if is_missing(document) else _("依据《{document}》").format(document=document),
        "" if is_missing(reason) else str(reason),
    ]
    given = _("；").join(part for part in parts if part)
    return _("（{words}）").format(words=given) if given else ""


def ended(row: Record) -> str:
    """That a target is judged no more, since when and why; `row` is one of tracker.life that ended it."""
    values = {
        "name": f"{row['region']} · {row['indicator']}",
        "month": period(row["valid_from"]),
        "successor": row["superseded_by"],
    }
    why = _grounds({"adjusted_by_document": row["basis_document"], "adjustment_reason": row["reason"]})
    if row["act"] == "supersede" and not is_missing(row["superseded_by"]):
        return _("{name}：自{month}起由“{successor}”替代，不再判定").format(**values) + why
    return _("{name}：自{month}起已撤销，不再判定").format(**values) + why
