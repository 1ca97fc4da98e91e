"""League tables: groups of targets ranked by the share that is on pace, with ties, change and who is missing.

Counts by status stand beside the share; lights are never averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from metrics.aggregate import status_counts
from metrics.ranking import rank
from pages.shared import marks, places
from pages.shared.places import Place
from wording.formats import is_missing, listed, number, percent
from wording.labels import SEVERITY, status_look, status_word
from wording.translate import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One group's place: code, name, rank (None when nothing is judged), change in places, counts by status."""

    code: str
    name: str
    rank: int | None
    of: int
    tied: bool
    change: int | None
    share: float
    judged: int
    counts: Mapping[str, int]


def table(facts: pd.DataFrame, code: str, name: str) -> list[Entry]:
    """The groups of a progress frame by a code column, best first, the unranked last.

    `code` and `name` may be columns of tuples (lead units): a target counts once for each.
    """
    flat = _flat(facts, code, name)
    if flat.empty:
        return []
    now = status_counts(flat, code).set_index(code)
    before = status_counts(flat.assign(official_status=flat["previous_status"]), code).set_index(code)
    ranked = rank(now["on_pace_share"], before["on_pace_share"])
    names = flat.drop_duplicates(code).set_index(code)[name]
    return [
        _entry(str(key), str(names[key]), row, now.loc[key]) for key, row in ranked.to_dict("index").items()
    ]


def _flat(facts: pd.DataFrame, code: str, name: str) -> pd.DataFrame:
    if len(facts) and isinstance(facts[code].iloc[0], tuple):
        known = facts[facts[code].map(len) == facts[name].map(len)]
        return known.explode([code, name]).dropna(subset=[code]).reset_index(drop=True)
    return facts


def _entry(code: str, name: str, row: Mapping[str, object], counts: "pd.Series[int]") -> Entry:
    return Entry(
        code=code,
        name=name,
        rank=None if is_missing(row["rank"]) else int(row["rank"]),
        of=int(row["n"]),
        tied=bool(row["tied"]),
        change=None if is_missing(row["change"]) else int(row["change"]),
        share=float(row["value"]),
        judged=int(counts["judged"]),
        counts={str(status): int(counts[str(status)]) for status in SEVERITY if counts[str(status)]},
    )


def headline(entries: list[Entry], what: str) -> str:
    """Who is first and who is last."""
    ranked = [entry for entry in entries if entry.rank is not None]
    if len(ranked) < 2:
        return what
    best = [entry.name for entry in ranked if entry.rank == 1]
    last = [entry.name for entry in ranked if entry.rank == ranked[-1].rank]
    if len(best) > 3 or len(last) > 3 or ranked[0].share == ranked[-1].share:
        return what
    return _("{what}：{best}达到序时的目标占比最高（{high}），{last}最低（{low}）").format(
        what=what,
        best=listed(best),
        high=percent(ranked[0].share, 0),
        last=listed(last),
        low=percent(ranked[-1].share, 0),
    )


def show(entries: list[Entry], place: Place, filter_name: str, *, chosen: str | None) -> None:
    """The table as rows of links; the chosen group is marked."""
    with st.container(gap="xsmall"):
        for entry in entries:
            if entry.rank is not None:
                _row(entry, place, filter_name, chosen == entry.code)
    unranked = [entry.name for entry in entries if entry.rank is None]
    if unranked:
        st.caption(_("未参加排名（没有可判定的目标）：{names}").format(names=_("、").join(unranked)))
    st.caption(_("按“达到序时或已完成”占可判定目标的比例排名；同率并列。"))


def _row(entry: Entry, place: Place, filter_name: str, chosen: bool) -> None:
    name, said = st.columns([3.6, 6], gap="small", vertical_alignment="center")
    position = f"{entry.rank} :small[{_('并列')}]" if entry.tied else str(entry.rank)
    label = f"**{marks.plain(entry.name)}**" if chosen else marks.plain(entry.name)
    with name:
        places.link(place, f"{position} {label}", query=places.address(**{filter_name: entry.code}))
    said.markdown(f"**{percent(entry.share, 0)}** {tally(entry.counts)} {_moved(entry)}")


def tally(counts: Mapping[str, int]) -> str:
    """Counts by shape, worst first, coloured: ■2 ▲1 ●5."""
    return " ".join(
        f":{marks.colour(status)}[{status_look(status).shape}{number(count)}]"
        for status, count in counts.items()
    )


def key() -> str:
    """What the shapes mean."""
    return " ".join(f"{status_look(status).shape}{status_word(status)}" for status in SEVERITY)


def _moved(entry: Entry) -> str:
    if entry.change is None:
        return ""
    if entry.change == 0:
        return f":small[{marks.muted(_('名次不变'))}]"
    arrow = _("升{n}位") if entry.change > 0 else _("降{n}位")
    return f":small[{marks.muted(arrow.format(n=abs(entry.change)))}]"
