"""League tables: groups of targets ranked by the share that is on pace, with ties, change and who is missing.

Counts by status stand beside the share; lights are never averaged.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.rows import proportion, proportion_text
from metrics.aggregate import rank, status_counts
from metrics.model import Status
from pages.frame import places
from pages.frame.places import Place
from pages.shared import marks
from wording.formats import is_missing, listed, number, percent
from wording.labels import SEVERITY, Record, status_look, status_word
from wording.translate import _, language


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

    `code` and `name` may be columns of tuples (who leads): a target counts once for each.
    """
    flat = _flat(facts, code, name)
    if flat.empty:
        return []
    now = status_counts(flat, code).set_index(code)
    before = status_counts(flat.assign(official_status=flat["previous_status"]), code).set_index(code)
    ranked = rank(now["on_pace_share"], before["on_pace_share"])
    names = flat.drop_duplicates(code).set_index(code)[name]
    return [
        _entry(str(row[code]), str(names[row[code]]), row, now.loc[row[code]])
        for row in ranked.rename_axis(code).reset_index().to_dict("records")
    ]


def _flat(facts: pd.DataFrame, code: str, name: str) -> pd.DataFrame:
    if len(facts) and isinstance(facts[code].iloc[0], tuple):
        known = facts[facts[code].map(len) == facts[name].map(len)]
        return known.explode([code, name]).dropna(subset=[code]).reset_index(drop=True)
    return facts


def _entry(code: str, name: str, row: Record, counts: "pd.Series[int]") -> Entry:
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
    ranked = [entry for entry in entries if entry.rank is not None]
    wide = lead_width(tied=any(entry.tied for entry in ranked))
    with st.container(gap="xsmall"):
        for entry in ranked:
            row(
                entry,
                place,
                filter_name,
                chosen=chosen == entry.code,
                lead=position(entry),
                lead_wide=wide,
                note=moved(entry.change),
            )
    unranked = [entry.name for entry in entries if entry.rank is None]
    if unranked:
        st.caption(_("未参加排名（没有可判定的目标）：{names}").format(names=_("、").join(unranked)))
    st.caption(
        _("{n}个参加排名：按“达到序时或已完成”占可判定目标的比例，同率并列；升降为较上月名次。").format(
            n=number(len(ranked))
        )
        + key(entries)
    )


def row(
    entry: Entry,
    place: Place,
    filter_name: str,
    *,
    chosen: bool,
    lead: str = "",
    lead_wide: int = 0,
    note: str = "",
) -> None:
    """One group: `lead` before its name, the share on pace of those judged, the counts, and `note` after them."""
    label = marks.chosen(entry.name) if chosen else marks.plain(entry.name)
    query = places.address(**{filter_name: entry.code})
    drawn = proportion(entry.counts, marks.current(), width=picture_width())
    bar = marks.picture(drawn, proportion_text(entry.counts))
    stacked = marks.is_phone() or (bool(lead) and language() == "en")
    with marks.row(stacked=stacked):
        with marks.row_head(stacked=stacked):
            if lead:
                st.markdown(lead, width=lead_wide)
            places.link(
                place, label, query=query, width="content" if stacked else name_width(ranked=bool(lead))
            )
        st.markdown(f"{bar} {_share(entry)} {tally(entry.counts)} {note}", width="stretch")


def lead_width(*, tied: bool) -> int:
    """Pixels for the rank: more where some share one."""
    return 62 if tied else 24


def name_width(*, ranked: bool = True) -> int:
    """Pixels for the name of a group where its row is one line: less beside a rank, more in English."""
    if language() == "en":
        return 200 if ranked else 232
    return 134 if ranked else 176


def picture_width() -> int:
    """Pixels for the bar of a group."""
    return 90 if marks.is_phone() or language() == "en" else 110


def _share(entry: Entry) -> str:
    """The share on pace and what it is a share of."""
    good = entry.counts.get(Status.ACHIEVED, 0) + entry.counts.get(Status.ON_PACE, 0)
    if not entry.judged:
        return f"**{percent(None)}**"
    return f"**{percent(entry.share, 0)}** :small[{marks.muted(f'{number(good)}/{number(entry.judged)}')}]"


def position(entry: Entry) -> str:
    """The rank, and that others share it; nothing for who is not ranked."""
    if entry.rank is None:
        return "—"
    return f"**{entry.rank}**" + (f" :small[{marks.muted(_('并列'))}]" if entry.tied else "")


def tally(counts: Mapping[str, int]) -> str:
    """Counts by shape, worst first, coloured: ■2 ▲1 ●5."""
    return " ".join(
        f":{marks.colour(status)}[{status_look(status).shape}{number(count)}]"
        for status, count in counts.items()
    )


def key(entries: list[Entry]) -> str:
    """What the shapes in these rows mean."""
    found = [status for status in SEVERITY if any(status in entry.counts for entry in entries)]
    return " ".join(f"{status_look(status).shape}{status_word(status)}" for status in found)


def moved(change: float | None) -> str:
    """Places gained or lost since last month; nothing where there is nothing to compare."""
    if change is None or is_missing(change):
        return ""
    if change == 0:
        return f":small[{marks.muted(_('名次不变'))}]"
    arrow = _("升{n}位") if change > 0 else _("降{n}位")
    return f":small[{marks.muted(arrow.format(n=number(abs(change), 0)))}]"
