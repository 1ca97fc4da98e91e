"""The right side of a target: who said it, who reported it, why it has this light, what the organisation remarks."""

import pandas as pd
import streamlit as st

from charts.burnup import burnup_chart
from data.ledger.versions import ENDS
from metrics.explanation import Explanation, explain
from metrics.goals import demand
from metrics.status import load_rules
from pages.frame import places, view
from pages.shared import load, marks, passages
from pages.targets import frames
from pages.targets.frames import Record
from wording.amounts import goal_in_full
from wording.formats import day, is_missing, month, number, percent, period, points, quantity
from wording.labels import (
    act_word,
    assessed_word,
    basis_word,
    comparator_word,
    kind_word,
    outlook_label,
    strength_word,
)
from wording.reasons import landing_ground, pace_sentence, required_effort, sentences
from wording.sentences import adjusted, attained, ended, target_headline
from wording.translate import N_, _

_REMARKS = {"reason": N_("滞后原因"), "next_step": N_("下步措施"), "note": N_("备注")}


def heading(one: Record) -> None:
    """Where it stands in the dashboard, the finding, the two badges and whose it is."""
    with st.container(horizontal=True, gap="xsmall"):
        places.link(places.OVERVIEW, f":small[{_('总览')}]", query=places.address(sector=None))
        places.link(
            places.OVERVIEW,
            f":small[› {marks.plain(one['top_sector'])}]",
            query=places.address(sector=one["top_sector_code"]),
        )
        places.link(
            places.OVERVIEW,
            f":small[› {marks.plain(one['region'])}]",
            query=places.address(region=one["region_code"]),
        )
    st.title(marks.plain(target_headline(one)), anchor=False)
    st.markdown(
        f"{marks.badge(one['official_status'])} {_outlook(one)} {marks.muted(marks.plain(_owners(one)))}{_sample(one)}"
    )


def _outlook(one: Record) -> str:
    weak = _("（依据不足三期，仅供参考）") if one["evidence_weak"] else ""
    return f":blue-badge[{outlook_label(one['outlook_status'])}{weak}]"


def _owners(one: Record) -> str:
    parts = [one["region"]]
    if one["lead_units"]:
        parts.append(_("牵头 {organisations}").format(organisations=_("、").join(one["lead_units"])))
    if one["support_units"]:
        parts.append(_("责任 {organisations}").format(organisations=_("、").join(one["support_units"])))
    parts.append(_("截至{month}").format(month=view.current().words("month")))
    return " · ".join(parts)


def _sample(one: Record) -> str:
    return f" :yellow-badge[{_('示例数据')}]" if one["is_sample"] else ""


def said(one: Record) -> None:
    """谁说的: the document, the clause, the excerpt with its number marked, and how it is read."""
    source = frames.document(one["document_id"])
    with st.container(border=True, gap="small"):
        st.subheader(_("谁说的"), anchor=False)
        name = source["number"] if isinstance(source["number"], str) and source["number"] else source["title"]
        st.markdown(marks.muted(marks.plain(f"{name} · {one['clause']}")))
        st.markdown(_words(one))
        st.markdown(":small[" + marks.muted(marks.plain(_reading(one))) + "]")
        if change := adjusted(one):
            st.markdown(f"**{_('目标调整')}** {marks.plain(change)}")
        places.link(
            places.DOCUMENTS, _("看文件的全部目标"), query=places.address(document=one["document_id"])
        )


def _words(one: Record) -> str:
    """The paragraph or the excerpt, with the number marked."""
    if not one["excerpt"]:
        return marks.muted(marks.plain(passages.hidden()))
    found, _registered = load.passage(str(one["target_id"]).partition("@")[0])
    excerpt = f"…{marks.marked(str(one['excerpt']), one['number_text'])}…"
    return excerpt if found is None else passages.paragraph(found)


def _reading(one: Record) -> str:
    parts = [
        comparator_word(one["comparator"]),
        basis_word(one["basis"]),
        strength_word(one["strength"]),
        assessed_word(one["assessed"]),
        _("期限 {day}").format(day=day(one["deadline"])),
        _baseline(one),
    ]
    return _("；").join(part for part in parts if part)


def _baseline(one: Record) -> str:
    if not is_missing(one["baseline"]):
        return _("基期 {value}（{when}）").format(
            value=quantity(one["baseline"], one["unit"]), when=period(one["baseline_on"])
        )
    return _("基期缺失，完成率按与目标之比") if demand(one).measure.traits.has_level else ""


def reported(one: Record) -> None:
    """谁报的: file, sheet, cell, import, who and when, and the cells around."""
    with st.container(border=True, gap="small"):
        st.subheader(_("谁报的"), anchor=False)
        if is_missing(one["batch_id"]):
            st.markdown(_("截至所选月份还没有报送值。"))
            return
        source = frames.batch(one["batch_id"]) or {}
        st.markdown(marks.muted(marks.plain(" · ".join(_source(one, source)))))
        st.table(
            _neighbours(one), border="horizontal", hide_index=True, alt=_("工作簿中这个数值周围的单元格")
        )


def _source(one: Record, source: Record) -> list[str]:
    return [
        str(one["source_file"]),
        f"{one['sheet']} {one['cell']}",
        _("批次{n}").format(n=int(one["batch_id"])),
        _("{who} {when}导入").format(who=source.get("imported_by", ""), when=day(one["imported_at"])),
    ]


def _neighbours(one: Record) -> pd.DataFrame:
    """The cells as Markdown, the value's own cell marked."""
    near = frames.cells_around(one)
    column = "".join(letter for letter in one["cell"] if letter.isalpha())
    row = int(one["cell"].removeprefix(column))
    shown = near.drop(columns=["row"]).map(lambda text: "" if is_missing(text) else marks.plain(text))
    at = near.index[near["row"] == row]
    shown.loc[at, column] = [f":yellow-background[**{text}**]" for text in shown.loc[at, column]]
    shown.insert(0, _("行"), near["row"].astype(str))
    return shown.rename(columns={shown.columns[1]: _("指标"), **frames.column_heads(one)})


def why(one: Record) -> None:
    """为什么是这个灯: the numbers, the rule, the band."""
    explanation: Explanation = explain(one, load_rules(view.scope().rules))
    with st.container(border=True, gap="small"):
        st.subheader(_("为什么是这个灯"), anchor=False)
        for sentence in sentences(explanation, one):
            st.markdown(marks.plain(sentence))
        st.markdown(":small[" + marks.muted(_("规则 {rules}").format(rules=explanation.rules.version)) + "]")
        places.link(places.GLOSSARY, _("规则与公式"))


def remarks(written: pd.DataFrame) -> None:
    """单位说明: reasons and next steps as the organisation wrote them."""
    if written.empty:
        return
    with st.container(border=True, gap="small"):
        st.subheader(_("单位说明"), anchor=False)
        ordered = sorted(written.to_dict("records"), key=lambda one: list(_REMARKS).index(one["kind"]))
        for remark in ordered:
            st.markdown(f"**{_(_REMARKS[remark['kind']])}** {marks.plain(remark['text'])}")
        last = written.iloc[0]
        foot = f"{last['source_file']} · {last['sheet']} {last['cell']} · {period(last['period_end'])}"
        st.markdown(":small[" + marks.muted(marks.plain(foot)) + "]")


def effort(one: Record) -> None:
    """What each remaining month must bring, and what the landing rests on."""
    if said := required_effort(one):
        st.markdown(f"**{marks.plain(said[0].upper() + said[1:])}**")
    if ground := landing_ground(one):
        st.caption(marks.plain(ground[0].upper() + ground[1:]))


def burnup(one: Record, reported: pd.DataFrame) -> None:
    """The course month by month, with the expected path and where it lands; its title is where it stands."""
    figure = burnup_chart(
        reported,
        one,
        title=pace_sentence(one),
        style=marks.current(share=0.62),
        source_note=marks.note(is_sample=bool(one["is_sample"])),
    )
    marks.chart(figure, _("{name} 燃起图").format(name=one["indicator"]), key="burnup")


def history(months: pd.DataFrame) -> None:
    """The light at each reported month."""
    if months.empty:
        return
    st.subheader(_("逐月状态"), anchor=False)
    rows = months.to_dict("records")
    st.table(
        {
            _("月份"): [month(row["period_end"]) for row in rows],
            _("完成率"): [percent(row["completion"]) for row in rows],
            _("较序时"): [points(row["lag_pp"]) for row in rows],
            _("状态"): [marks.status(row["official_status"]) for row in rows],
            _("年底预计"): [outlook_label(row["outlook_status"]) for row in rows],
        },
        border="horizontal",
        hide_index=True,
        alt=_("逐月的完成率、差距与状态"),
    )


def revisions(changed: pd.DataFrame) -> None:
    """Every value that was corrected, old and new."""
    if changed.empty:
        return
    st.subheader(_("更正记录"), anchor=False)
    for row in changed.to_dict("records"):
        st.markdown("- " + marks.plain(_revision(row)))


def _revision(row: Record) -> str:
    return _("{month}{kind}由{before}改为{value}（{who}，{when}，批次{n}）").format(
        month=period(row["period_end"]),
        kind=kind_word(row["kind"]),
        before=number(row["before"]),
        value=number(row["value"]),
        who=row["imported_by"],
        when=day(row["imported_at"]),
        n=int(row["batch_id"]),
    )


def life(spans: pd.DataFrame) -> None:
    """How the target was changed: every span of months with its number, its deadline, who said so and why."""
    if len(spans) < 2:
        return
    st.subheader(_("目标沿革"), anchor=False)
    rows = spans.to_dict("records")
    st.table(
        {
            _("自"): [
                _("起初") if row["valid_from"].year == 1 else period(row["valid_from"]) for row in rows
            ],
            _("改动"): [act_word(row["act"]) for row in rows],
            _("目标值"): [
                goal_in_full({**row, "target": row["value"]}) if row["act"] not in ENDS else ""
                for row in rows
            ],
            _("期限"): ["" if row["act"] in ENDS else day(row["deadline"]) for row in rows],
            _("依据"): [
                "" if is_missing(row["basis_document"]) else marks.plain(row["basis_document"])
                for row in rows
            ],
            _("原因"): [marks.plain(row["reason"]) for row in rows],
            _("改动人"): [marks.plain(row["recorded_by"]) for row in rows],
        },
        border="horizontal",
        hide_index=True,
        alt=_("目标每次调整的数值、期限、依据和原因"),
    )


def gone(spans: pd.DataFrame) -> None:
    """That the target ended, and what takes its place."""
    last = spans.iloc[-1].to_dict()
    st.info(marks.plain(ended(last)))
    if isinstance(last["superseded_by"], str):
        places.to_target(last["superseded_by"], _("看替代它的目标"))
    life(spans)


def family(relatives: pd.DataFrame) -> None:
    """What this target is part of, replaces, or is handed down to."""
    if relatives.empty:
        return
    st.subheader(_("相关目标"), anchor=False)
    for row in relatives.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            places.to_target(row["target_id"], marks.plain(f"{row['region']} · {row['indicator']}"))
            st.markdown(
                f"{marks.plain(goal_in_full(row))} · {attained(row)} {marks.status(row['official_status'])}"
            )
