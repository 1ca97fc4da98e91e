"""What the overview shows, cut from the progress frame: own targets, counts, the rows to attend to."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, worst_first
from data.scope import Scope
from metrics.aggregate import JUDGED, counted
from metrics.model import SLIPPING, Status
from pages.frame import messages, view
from pages.frame.places import EVERYTHING
from pages.shared import load
from wording.labels import counts
from wording.sentences import overview_headline
from wording.translate import _, language

_SHOWN_ALWAYS = (
    Status.ACHIEVED,
    Status.ON_PACE,
    Status.BEHIND,
    Status.FAR_BEHIND,
    Status.MISSED,
    Status.NOT_REPORTED,
    Status.NOT_DUE,
    Status.NOT_ASSESSABLE,
)
_RARE = (Status.MISSED, Status.NOT_ASSESSABLE)
MOST_ROWS = 8
MOST_DISAGREEING = 3
MOST_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many targets have a status now and how many more than a month ago (None: nothing to compare)."""

    status: Status
    now: int
    change: int | None


def status_counts(facts: pd.DataFrame) -> list[Count]:
    """The counts in reading order; statuses that hardly occur only where they do."""
    now, before = counts(facts["official_status"]), counts(facts["previous_status"].dropna())
    known = comparable(facts)
    return [
        Count(status=status, now=now[status], change=now[status] - before[status] if known else None)
        for status in _SHOWN_ALWAYS
        if status not in _RARE or now[status]
    ]


def any_judged(facts: pd.DataFrame) -> bool:
    """Whether any target has a light of its own."""
    return bool(facts["official_status"].isin(JUDGED).any())


def needing_attention(facts: pd.DataFrame) -> pd.DataFrame:
    """Slipping targets and those whose light and outlook disagree, worst first.

    The disagreements a leader cannot see from the light alone come before everything, a few of them; the others
    keep their place by severity, so that they never push the worst rows off the first screenful.
    """
    worst = worst_first(facts[facts["official_status"].isin(SLIPPING) | facts["disagrees"]])
    hidden = worst["disagrees"] & ~worst["official_status"].isin(SLIPPING)
    first = worst.index[hidden].append(worst.index[worst["disagrees"] & ~hidden])[:MOST_DISAGREEING]
    return worst.loc[first.append(worst.index.difference(first, sort=False))]


def comparable(facts: pd.DataFrame) -> bool:
    """Whether any target had a light of its own a month ago."""
    return bool(facts["previous_status"].isin(JUDGED).any())


def cells(facts: pd.DataFrame) -> int:
    """How many cells the matrix of regions and sectors has room for."""
    return int(facts["region_code"].nunique() * facts["top_sector_code"].nunique())


def moved(facts: pd.DataFrame) -> pd.DataFrame:
    """The targets whose light is another than a month ago."""
    before = facts["previous_status"]
    return facts[before.notna() & (before != facts["official_status"])]


def by_region(facts: pd.DataFrame) -> pd.DataFrame:
    """The rows by region code, so that parts follow their whole."""
    return facts.sort_values("region_code", kind="stable")


def regions(facts: pd.DataFrame) -> dict[str, str]:
    """Code and name of each region that has targets."""
    once = facts.drop_duplicates("region_code")
    return dict(zip(once["region_code"], once["region"], strict=True))


def sectors_with(facts: pd.DataFrame, status: str) -> int:
    """How many sectors have a target in this status."""
    return int(facts.loc[facts["official_status"] == status, "top_sector"].nunique())


def steps(choices: Mapping[str, str], facts: pd.DataFrame, region: str | None) -> tuple[str, str, int, int]:
    """The regions the wall steps through: the one before, the one after, the place of this one, how many."""
    known = set(facts["region_code"])
    codes = [code for code in choices if code in known] or [region or EVERYTHING]
    at = codes.index(region) if region in codes else 0
    return codes[at - 1], codes[(at + 1) % len(codes)], at + 1, len(codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The numbers and sentences of a view; counts are over every light, the rest over the lights asked for.

    `worst` are the rows in need of attention, `attention` of them in all; before any light, the targets themselves.
    """

    headline: str
    sources: str
    is_sample: bool
    counts: tuple[Count, ...]
    unreported: int
    disagreeing: int
    is_empty: bool
    any_judged: bool
    comparable: bool
    cells: int
    worst: tuple[Row, ...]
    attention: int
    attention_disagreeing: int
    regions: Mapping[str, str]


def of(scope: Scope) -> Finding:
    """The finding of the scope, in the language in use."""
    return _of(load.edition(), scope, language())


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Scope: hash})
def _of(edition: load.Edition, scope: Scope, speech: str) -> Finding:
    every, facts = load.progress(view.without_status(scope)), load.progress(scope)
    own = counted(every)
    shown = own if facts is every else counted(facts)
    judged = any_judged(own)
    wanted = needing_attention(shown) if judged else worst_first(shown)
    return Finding(
        headline=overview_headline(shown),
        sources=_sources(shown),
        is_sample=bool(every["is_sample"].any()),
        counts=tuple(status_counts(own)),
        unreported=messages.unreported(own),
        disagreeing=int(own["disagrees"].sum()),
        is_empty=shown.empty,
        any_judged=judged,
        comparable=comparable(own),
        cells=cells(facts),
        worst=tuple(bullet_rows(wanted.head(MOST_ROWS))),
        attention=len(wanted),
        attention_disagreeing=int(wanted["disagrees"].sum()),
        regions=regions(by_region(facts)),
    )


def _sources(facts: pd.DataFrame) -> str:
    """The numbers of the documents it rests on, where they are few enough to name."""
    titles = load.named("documents").set_index("document_id")["number"]
    numbers = [
        str(titles[code]) for code in facts["document_id"].unique() if isinstance(titles.get(code), str)
    ]
    return _("依据{documents}").format(documents=_("、").join(numbers)) if 0 < len(numbers) <= 2 else ""
