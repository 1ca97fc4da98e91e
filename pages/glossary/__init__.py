"""The glossary as it is drawn, from the registry and the rule sets alone."""

from collections.abc import Iterable

import streamlit as st

from metrics.measures import MEASURES
from metrics.model import Status
from metrics.registry import Metric
from metrics.status import Band, RuleSet
from pages.frame import view
from pages.shared import marks
from wording.formats import number
from wording.labels import (
    ASSESSED,
    BASIS,
    COMPARATOR,
    KIND,
    OUTLOOK,
    REASON,
    SEVERITY,
    STRENGTH,
    measure_word,
    outlook_label,
    rule_path_sentence,
)
from wording.translate import N_, _, language

_INFINITE = float("inf")
_GAUGES = {
    "pace": N_("序时比"),
    "lag_pp": N_("较序时差距（个百分点）"),
    "trend_share": N_("趋势完成比"),
    "cagr_ratio": N_("复合增速比"),
}
_MEANINGS = {
    Status.ACHIEVED: N_("已经达到目标值"),
    Status.ON_PACE: N_("达到或超过序时应完成"),
    Status.BEHIND: N_("低于序时应完成"),
    Status.FAR_BEHIND: N_("明显低于序时应完成，界限见判定规则"),
    Status.MISSED: N_("期限已过，没有达到目标值"),
    Status.NOT_REPORTED: N_("本月没有报送，不按零计"),
    Status.NOT_DUE: N_("年底考核，或尚未开始"),
    Status.NOT_ASSESSABLE: N_("缺少判定所需的数据，原因写在目标页"),
}


def lights() -> None:
    """What each light means."""
    st.subheader(_("状态"), anchor=False)
    st.table(
        {
            _("状态"): [marks.status(status) for status in SEVERITY],
            _("含义"): [_(_MEANINGS[status]) for status in SEVERITY],
        },
        border="horizontal",
        hide_index=True,
        width="content",
        alt=_("状态的含义"),
    )
    st.caption(
        _("年底预计另行判断：{outlooks}。官方判定与预计不一致的目标优先列出。").format(
            outlooks=_("、").join(outlook_label(outlook) for outlook in OUTLOOK)
        )
    )


def rules(every: Iterable[RuleSet]) -> None:
    """The rule sets: bands, source, and what each cannot judge."""
    st.subheader(_("判定规则"), anchor=False)
    used = view.current().chosen["rules"]
    for held in every:
        name = held.name_en if language() == "en" else held.name
        with st.expander(f"{name} · {held.version}", expanded=held.code == used):
            st.markdown(_("序时应完成：{how}").format(how=marks.plain(rule_path_sentence(held.expected))))
            for gauge in held.gauges:
                of = _("、").join(measure_word(measure) for measure in sorted(gauge.measures))
                st.markdown(f"**{_(_GAUGES[gauge.number])}** :small[{marks.muted(of)}]")
                st.markdown("\n".join(f"- {marks.status(band.status)} {_band(band)}" for band in gauge.bands))
            for refusal in held.refusals:
                why = refusal.why_en if language() == "en" else refusal.why
                said = _("{measure}：{why}").format(measure=measure_word(refusal.measure), why=why)
                st.markdown(f"- {marks.plain(said)}")
            st.caption(_("来源：{source}").format(source=held.source))


def _band(band: Band) -> str:
    if band.at_least == -_INFINITE:
        return _("低于{high}").format(high=number(band.below))
    if band.below == _INFINITE:
        return _("{low}及以上").format(low=number(band.at_least))
    return _("{low}及以上、低于{high}").format(low=number(band.at_least), high=number(band.below))


def metrics(every: Iterable[Metric]) -> None:
    """Every number with its formula, unit, range, what missing does, and its source."""
    st.subheader(_("指标与公式"), anchor=False)
    speech = "en" if language() == "en" else "zh"
    for metric in every:
        said = {
            part: getattr(metric, f"{part}_{speech}")
            for part in ("name", "unit", "formula", "range", "absent")
        }
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{marks.plain(said['name'])}** :small[{marks.muted(marks.plain(said['unit']))}]")
            st.markdown(marks.plain(said["formula"]))
            foot = _("范围：{range}；缺失：{absent}；来源：{source}").format(
                range=said["range"], absent=said["absent"], source=metric.source
            )
            st.markdown(f":small[{marks.muted(marks.plain(foot))}]")


def words() -> None:
    """The other words of the screens."""
    st.subheader(_("用词"), anchor=False)
    groups = {
        _("口径类型"): [measure_word(measure) for measure in MEASURES],
        _("目标性质"): BASIS.values(),
        _("比较符"): [word for word, _sign in COMPARATOR.values()],
        _("约束性"): STRENGTH.values(),
        _("考核方式"): ASSESSED.values(),
        _("报送口径"): KIND.values(),
        _("无法判定等的原因"): [word for word in REASON.values() if word],
    }
    st.table(
        {name: _("、").join(_(word) for word in found) for name, found in groups.items()},
        border="horizontal",
        alt=_("用词"),
    )
