"""The left side of a target: what it takes, the burn-up, the history of its light, corrections, relatives."""

import pandas as pd
import streamlit as st

from charts.burnup import burnup_chart
from pages.frame import places
from pages.shared import looks, marks
from pages.targets.frames import Record
from wording.amounts import goal_in_full
from wording.efforts import pace_sentence, required_effort
from wording.formats import day, month, number, percent, period, points
from wording.labels import kind_word, outlook_label
from wording.sentences import attained
from wording.translate import _


def effort(one: Record) -> None:
    """What each remaining month must bring."""
    if said := required_effort(one):
        st.markdown(f"**{marks.plain(said[0].upper() + said[1:])}**")


def burnup(one: Record, reported: pd.DataFrame) -> None:
    """The course month by month, with the expected path and where it lands; its title is where it stands."""
    figure = burnup_chart(
        reported,
        one,
        title=pace_sentence(one),
        style=looks.current(share=0.62),
        source_note=looks.note(is_sample=bool(one["is_sample"])),
    )
    looks.chart(figure, _("{name} 燃起图").format(name=one["indicator"]), key="burnup")


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
