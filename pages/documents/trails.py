"""A target's whole trail: the clause in its paragraph, how it was read, its baseline, who answers, what it belongs with."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from data.scope import Scope
from intake.documents.passage import Baseline, Readings, Trail
from pages import documents
from pages.documents import frames
from pages.frame import places
from pages.shared import load, marks, passages
from wording.amounts import goal_in_full
from wording.formats import day, is_missing, period, quantity
from wording.labels import Record, assessed_word, basis_word, called, comparator_word, strength_word
from wording.translate import N_, _

_RELATIVES = {
    "part_of": N_("属于"),
    "parts": N_("分项"),
    "supersedes": N_("取代了"),
    "superseded_by": N_("已被取代"),
    "earlier": N_("此前的同一指标"),
    "later": N_("此后的同一指标"),
}
_MOST = 12  # relatives of one kind that are listed


def show(target_id: str, every: pd.DataFrame, seen: Scope) -> None:
    """The trail, from the words to the relatives."""
    trail = load.trail(target_id, seen)
    judged = {row["target_id"]: row for row in every.to_dict("records")}
    if trail is None or target_id not in judged:
        return
    own = judged[target_id]
    _heading(own)
    passages.show(target_id, own["excerpt"], own["number_text"])
    _words(trail)
    if trail.baseline is not None:
        _baseline(trail.baseline)
    _responsibility(trail)
    _stated(trail.stated.to_dict("records"))
    for kind, relatives in trail.relatives.items():
        _relatives(kind, [judged[code] for code in relatives["target_id"] if code in judged])


def _heading(own: Record) -> None:
    st.subheader(marks.plain(f"{called(own, 'region')} · {called(own, 'indicator')}"), anchor=False)
    st.markdown(f"{marks.badge(own['official_status'])} {marks.muted(marks.plain(own['clause']))}")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        places.to_target(str(own["target_id"]), _("打开目标"))
        frames.opener(_("收起"), place="close", document=str(own["document_id"]))


def _words(trail: Trail) -> None:
    """How the words were taken, one line each."""
    target = trail.target
    st.markdown(f"**{_('怎么读')}**")
    lines = [_bound(trail.readings), _amount(trail.readings), _strength(trail.readings)]
    lines.append(
        _("{basis}；{start}起，{deadline}止；{assessed}").format(
            basis=basis_word(target["basis"]),
            start=day(target["period_start"]),
            deadline=day(target["deadline"]),
            assessed=assessed_word(target["assessed"]),
        )
    )
    if not is_missing(target["note"]):
        lines.append(_("注：{note}").format(note=target["note"]))
    st.markdown("\n".join(f"- {marks.plain(line)}" for line in lines if line))


def _bound(readings: Readings) -> str:
    if readings.value is None:
        return _("文件未给出数值")
    meaning = comparator_word(readings.comparator)
    if readings.comparator_word:
        return _("“{word}”读作{meaning}").format(word=readings.comparator_word, meaning=meaning)
    return _("原文只有数字，没有“以上”“以内”等字样，读作{meaning}").format(meaning=meaning)


def _amount(readings: Readings) -> str:
    """The amount in the unit as written and, where another is used for judging, in that."""
    if readings.value is None:
        return ""
    written = _span(readings.value, readings.value_high, readings.unit)
    if readings.unit == readings.normal_unit:
        return _("数值 {amount}").format(amount=written)
    normal = _span(readings.normal, readings.normal_high, readings.normal_unit)
    return _("数值 {amount}，折算为 {normal}").format(amount=written, normal=normal)


def _span(low: float | None, high: float | None, unit: str) -> str:
    return quantity(low, unit) if high is None else f"{quantity(low, unit)} ~ {quantity(high, unit)}"


def _strength(readings: Readings) -> str:
    meaning = strength_word(readings.strength)
    if readings.strength_word:
        return _("“{word}”读作{meaning}").format(word=readings.strength_word, meaning=meaning)
    return meaning


def _baseline(baseline: Baseline) -> None:
    """The start value and where it was published."""
    st.markdown(f"**{_('基期值')}**")
    amount = quantity(baseline.value, baseline.unit)
    on = "" if baseline.on is None else day(baseline.on)
    said = " · ".join(part for part in (amount, on, baseline.clause) if part)
    st.markdown(marks.plain(said))
    if baseline.excerpt:
        st.markdown(f":small[{marks.muted(f'…{marks.plain(baseline.excerpt)}…')}]")
    if baseline.address:
        st.page_link(baseline.address, label=f":small[{marks.plain(baseline.address)}]")


def _stated(rows: Sequence[Record]) -> None:
    """What else is known of this quantity here: of each its month, amount, kind and where it was stated."""
    if not rows:
        return
    st.markdown(f"**{_('同一指标的其他记载')}**")
    for row in rows:
        said = " · ".join(part for part in (period(row["period_end"]), documents.amount(row)) if part)
        doubt = f" :orange-badge[{_('待核实')}]" if row["source_quality"] == "unverified" else ""
        kind = documents.kind_word(str(row["kind"]))
        st.markdown(f"- {marks.plain(said)} {marks.muted(kind)} · {_origin(row)}{doubt}")


def _origin(row: Record) -> str:
    """Where a fact was stated: the clause of a document, the link to a publication, or its title."""
    source = str(row["source"])
    if source.startswith(("http://", "https://")):
        return f"[{marks.plain(urlsplit(source).netloc)}]({source})"
    one = frames.document(load.named("documents"), source)
    if one is None:
        return marks.plain(source)
    name = one["number"] if isinstance(one["number"], str) else called(one, "title")
    return marks.plain(f"{name} {row['clause']}")


def _responsibility(trail: Trail) -> None:
    target = trail.target
    st.markdown(f"**{_('责任')}**")
    parts = [
        _("牵头 {organisations}").format(organisations=_("、").join(target["lead_unit_names"]))
        if target["lead_unit_names"]
        else "",
        _("责任 {organisations}").format(organisations=_("、").join(target["support_unit_names"]))
        if target["support_unit_names"]
        else "",
    ]
    said = _("；").join(part for part in parts if part)
    st.markdown(marks.plain(said or _("文件未写明责任单位。")))


def _relatives(kind: str, rows: list[Record]) -> None:
    """Other targets it belongs with, each with its light and a link to its own trail."""
    if not rows:
        return
    st.markdown(f"**{_(_RELATIVES[kind])}**")
    for row in rows[:_MOST]:
        label = f"{called(row, 'region')} · {called(row, 'indicator')} {goal_in_full(row)}"
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _to_trail(kind, row, marks.plain(label))
            st.markdown(marks.status(row["official_status"]))
    if len(rows) > _MOST:
        st.caption(_("另有{n}项。").format(n=len(rows) - _MOST))


def _to_trail(kind: str, row: Record, label: str) -> None:
    """A link to the trail of a stated target; a part handed down opens on the target screen."""
    if row["is_handed_down"]:
        places.to_target(str(row["target_id"]), label)
        return
    frames.opener(label, place=kind, document=str(row["document_id"]), clause=str(row["target_id"]))
