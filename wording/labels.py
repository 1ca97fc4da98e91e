"""The word, the shape and the colour of every enumerated value, in both languages.

One table an enumeration, keyed by its value, so that a new value without a word fails the tests. A status is
always colour + shape + word; the text colours are the darker ones that stay readable on white (WCAG AA).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.measures import Measure
from metrics.model import (
    Assessed,
    Basis,
    Comparator,
    Kind,
    Outlook,
    Path,
    Reason,
    Status,
    Strength,
    Vintage,
)
from wording.formats import Cell, is_missing, period
from wording.translate import N_, _, language

Record = Mapping[Hashable, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a status looks: an untranslated word, a shape, fill and text colours for light and dark."""

    word: str
    shape: str
    fill: str
    text: str
    dark_fill: str
    dark_text: str


_RED = {"fill": "#C8401F", "text": "#B2341A", "dark_fill": "#E0603F", "dark_text": "#F08A6E"}
_AMBER = {"fill": "#E69F00", "text": "#8A5A00", "dark_fill": "#E8AC27", "dark_text": "#F0BC4E"}
_GREEN = {"fill": "#0F7B6C", "text": "#0B5F53", "dark_fill": "#2FA594", "dark_text": "#5CC7B7"}
_DEEP_RED = {"fill": "#8F1D14", "text": "#8F1D14", "dark_fill": "#C9473A", "dark_text": "#F29A90"}
_GREY = {"fill": "#6B7280", "text": "#6B7280", "dark_fill": "#9CA3AF", "dark_text": "#9CA3AF"}

STATUS = {
    Status.MISSED: Look(word=N_("未完成"), shape="✕", **_DEEP_RED),
    Status.FAR_BEHIND: Look(word=N_("严重滞后"), shape="■", **_RED),
    Status.BEHIND: Look(word=N_("滞后"), shape="▲", **_AMBER),
    Status.NOT_REPORTED: Look(word=N_("未报送"), shape="○", **_GREY),
    Status.NOT_ASSESSABLE: Look(word=N_("无法判定"), shape="—", **_GREY),
    Status.NOT_DUE: Look(word=N_("未到期"), shape="◇", **_GREY),
    Status.ON_PACE: Look(word=N_("达到序时"), shape="●", **_GREEN),
    Status.ACHIEVED: Look(word=N_("已完成"), shape="◆", **_GREEN),
}
# Worst first: the order of rows, stacks and counts wherever statuses are listed by need of attention.
SEVERITY = tuple(STATUS)

OUTLOOK = {
    Outlook.ON_TRACK: (N_("预计可完成"), "↗"),
    Outlook.NEAR: (N_("预计接近完成"), "↗"),
    Outlook.ACCELERATION_NEEDED: (N_("须加快"), "→"),
    Outlook.OFF_TRACK: (N_("预计难完成"), "↘"),
    Outlook.MOVING_AWAY: (N_("背离目标"), "↓"),
    Outlook.NONE: (N_("暂无预计"), "—"),
}
BASIS = {
    Basis.LEVEL: N_("达到的水平"),
    Basis.INCREMENT: N_("新增量"),
    Basis.FLOW: N_("期间总量"),
    Basis.GROWTH: N_("增长速度"),
    Basis.SHARE: N_("占比"),
    Basis.RANK: N_("排位"),
}
COMPARATOR = {
    Comparator.AT_LEAST: (N_("不低于"), "≥"),
    Comparator.AT_MOST: (N_("不超过"), "≤"),
    Comparator.ABOUT: (N_("左右"), "≈"),
    Comparator.RANGE: (N_("区间"), "~"),
    Comparator.EXACT: (N_("等于"), "="),
}
STRENGTH = {Strength.BINDING: N_("约束性"), Strength.STRIVE: N_("力争")}
ACT = {  # what a change of the ledger does, keyed by the acts of data/ledger/statements.py
    "add": N_("列入"), "correct": N_("更正"), "adjust": N_("调整"), "supersede": N_("替代"), "withdraw": N_("撤销"),
    "restore": N_("恢复"),
}  # fmt: skip
ASSESSED = {Assessed.MONTHLY: N_("按月判定"), Assessed.ANNUAL: N_("到期考核")}
KIND = {Kind.MONTH: N_("当月"), Kind.YTD: N_("累计"), Kind.LEVEL: N_("期末"), Kind.YOY: N_("累计同比")}
SUBMISSION = {  # keyed by the states of intake/states.py
    "draft": N_("草稿"), "checked": N_("待确认"), "submitted": N_("已提交"), "committed": N_("已入库"),
    "returned": N_("已退回"), "discarded": N_("已弃用"),
}  # fmt: skip
OUTCOME = {"ready": N_("可以导入"), "needs_confirmation": N_("须确认"), "rejected": N_("未通过")}
VINTAGE = {Vintage.FLASH: N_("快报"), Vintage.FINAL: N_("正式")}
REASON = {
    Reason.NONE: "",
    Reason.NO_NUMBER: N_("文件未给出数值"),
    Reason.NO_DEADLINE: N_("文件未给出期限"),
    Reason.RULE_SET_REFUSES: N_("所选判定规则不适用于此类指标"),
    Reason.NOT_BEGUN: N_("尚未到起始时间"),
    Reason.ANNUAL_ONLY: N_("到期考核，年中不判定"),
    Reason.JANUARY_FEBRUARY: N_("1–2月合并报送，1月不单独判定"),
    Reason.PERIOD_OPEN: N_("首个报送期尚未结束"),
    Reason.NO_VALUE: N_("尚无报送值"),
    Reason.MONTH_MISSING: N_("本月未报送，所示为此前最近一期"),
    Reason.DEADLINE_VALUE_MISSING: N_("期限已到，未报送期末值"),
    Reason.HISTORY_INCOMPLETE: N_("报送不连续，无法累计"),
    Reason.CAP_EXCEEDED: N_("累计已超过控制数，年内无法挽回"),
    Reason.OPPOSITE_SIGN: N_("增速与目标方向相反"),
    Reason.TARGET_NOT_POSITIVE: N_("目标值为零或负数，到期直接比较"),
    Reason.BASELINE_MISSING: N_("基期缺失"),
    Reason.BASELINE_MEETS_TARGET: N_("基期已达目标"),
}
# What a problem does to its file, by data.problems.Severity.
PROBLEM_SEVERITY = {
    "reject": N_("须改正"),
    "warn": N_("请确认"),
    "notice": N_("提示"),
    "accept": N_("接受"),
}
PATH = {
    Path.ELAPSED: N_("按已过月数"),
    Path.PLANNED: N_("按分月计划"),
    Path.SEASONAL: N_("按本地区历年同期进度"),
    Path.HELD: N_("须始终保持"),
}
RULE_PATH = {
    Path.ELAPSED: N_("一律按已过月数"),
    Path.PLANNED: N_("有分月计划的按计划，其余按已过月数"),
    Path.SEASONAL: N_("有分月计划的按计划，其次按本地区历年同期进度，都没有的按已过月数"),
}


def status_look(status: object) -> Look:
    """The look of a status; a missing or unknown one looks like one that cannot be judged."""
    return STATUS[_member(status)]


def _member(status: object) -> Status:
    return Status(str(status)) if str(status) in STATUS else Status.NOT_ASSESSABLE


def status_word(status: object) -> str:
    """The status in a word: 严重滞后."""
    return _(status_look(status).word)


def status_label(status: object) -> str:
    """Shape and word together, as colour never stands alone: ■ 严重滞后."""
    look = status_look(status)
    return f"{look.shape} {_(look.word)}"


def severity(status: object) -> int:
    """The place of a status when the worst comes first."""
    return SEVERITY.index(_member(status))


def outlook_word(outlook: object) -> str:
    """The outlook in a word: 须加快."""
    return _(OUTLOOK[_outlook(outlook)][0])


def outlook_label(outlook: object) -> str:
    """Arrow and word of an outlook: ↘ 预计难完成."""
    word, arrow = OUTLOOK[_outlook(outlook)]
    return f"{arrow} {_(word)}"


def _outlook(outlook: object) -> Outlook:
    return Outlook(str(outlook)) if str(outlook) in OUTLOOK else Outlook.NONE


def reason_sentence(reason: object) -> str:
    """Why a status is what it is, where the numbers alone do not say it; an unknown code as it stands."""
    known = {str(code): words for code, words in REASON.items()}
    return _(known.get(str(reason), str(reason)))


def reason_said(record: Record) -> str:
    """The reason of a row, with the month it lacks where it can be named: 报送不连续，补报6月累计（没有的填0）."""
    lacking = record.get("sum_missing")
    if record.get("reason") == Reason.HISTORY_INCOMPLETE and not is_missing(lacking):
        return _("报送不连续，补报{period}累计，没有的填0").format(period=period(lacking))
    return reason_sentence("" if is_missing(record.get("reason")) else record.get("reason"))


def path_word(path: object) -> str:
    """What the expected share rests on: 按分月计划; nothing where nothing is expected by time."""
    known = {str(code): words for code, words in PATH.items()}
    return _(known[str(path)]) if str(path) in known else ""


def rule_path_sentence(expected: str) -> str:
    """How a rule set takes 序时应完成: 有分月计划的按计划，其余按已过月数."""
    return _(RULE_PATH[Path(expected)])


def measure_word(measure: str) -> str:
    """What kind of quantity it is: 期末存量."""
    traits = Measure(measure).traits
    return traits.name_en if language() == "en" else traits.name


def basis_word(basis: str) -> str:
    """What the stated number is: 新增量."""
    return _(BASIS[Basis(basis)])


def comparator_word(comparator: str) -> str:
    """How the number binds, in words: 不低于."""
    return _(COMPARATOR[Comparator(comparator)][0])


def comparator_sign(comparator: str) -> str:
    """How the number binds, as a sign: ≥."""
    return COMPARATOR[Comparator(comparator)][1]


def strength_word(strength: str) -> str:
    """Binding or striven for: 约束性."""
    return _(STRENGTH[Strength(strength)])


def act_word(act: str) -> str:
    """What a change of the ledger does: 调整."""
    return _(ACT[act])


def assessed_word(assessed: str) -> str:
    """How often it is judged: 按月判定."""
    return _(ASSESSED[Assessed(assessed)])


def kind_word(kind: str) -> str:
    """What a reported value says: 累计."""
    return _(KIND[Kind(kind)])


def submission_word(state: str) -> str:
    """What became of a file that was handed in: 待确认."""
    return _(SUBMISSION[state])


def outcome_word(outcome: str) -> str:
    """What the checks found: 未通过."""
    return _(OUTCOME[outcome])


def vintage_word(vintage: str) -> str:
    """Flash or final: 快报."""
    return _(VINTAGE[Vintage(vintage)])


def problem_severity_word(severity: str) -> str:
    """What a problem does to its file: 须改正."""
    return _(PROBLEM_SEVERITY[str(severity)])


def counts(statuses: Iterable[object]) -> dict[Status, int]:
    """How many of each status there are, worst first, zeros included."""
    found = dict.fromkeys(SEVERITY, 0)
    for status in statuses:
        found[_member(status)] += 1
    return found


def called(record: Record, field: str) -> str:
    """The name in a field of a record: `indicator`, or `indicator_en` in English where it is filled."""
    english = record.get(f"{field}_en") if language() == "en" else None
    name = record.get(field) if is_missing(english) or not english else english
    return "" if is_missing(name) else str(name)


def called_short(record: Record, field: str) -> str:
    """The short name where the record has one (`region_short`), else the name; English has no short ones."""
    short = record.get(f"{field}_short")
    return called(record, field) if language() == "en" or is_missing(short) or not short else str(short)


def names(frame: pd.DataFrame, field: str) -> pd.Series:
    """The names of a whole column, as `called` gives them one by one."""
    if language() == "zh" or f"{field}_en" not in frame:
        return frame[field]
    english = frame[f"{field}_en"]
    return english.where(english.notna() & (english != ""), frame[field])


def placed(name: str, place: str) -> str:
    """A name with the place it belongs to, for where others are called the same."""
    return _("{name}（{place}）").format(name=name, place=place) if place else name


def told_apart(names: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """The names by code, those that several bear with the place (by code too) each belongs to."""
    borne = Counter(names.values())
    return {
        code: placed(name, places.get(code, "")) if borne[name] > 1 else name for code, name in names.items()
    }


def fact_name(fact: Record) -> str:
    """What a fact is about: a project's or a company's own name before what is measured, unless it says so itself."""
    indicator, subject = str(fact["indicator"]), fact["subject"]
    return indicator if is_missing(subject) or str(subject) in indicator else f"{subject}{indicator}"


def fact_source(fact: Record) -> str:
    """Where a fact was stated: the document, an address or a title; what nobody has verified says so."""
    source = "" if is_missing(fact["source"]) else str(fact["source"])
    return _("{source}（待核实）").format(source=source) if fact["source_quality"] == "unverified" else source


def lead_organisation(record: Record) -> str:
    """The first leading organisation by its short name, or its English one; nothing where none is named."""
    names = record.get("lead_units_en") if language() == "en" else record.get("lead_units")
    names = record.get("lead_units") if not isinstance(names, (tuple, list)) or not names else names
    return str(names[0]) if isinstance(names, (tuple, list)) and names else ""
