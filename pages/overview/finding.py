"""What the overview says of one view, worked out once for every viewer of it and drawn as often as asked."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from charts.rows import Row, bullet_rows, worst_first
from data.scope import Scope
from metrics.handed_down import counted
from pages.frame import messages, view
from pages.overview import frames
from pages.shared import load
from wording.sentences import overview_headline
from wording.translate import _, language


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The numbers and sentences of a view; counts are over every light, the rest over the lights asked for.

    `worst` are the rows in need of attention, `attention` of them in all; before any light, the targets themselves.
    """

    headline: str
    sources: str
    is_sample: bool
    counts: tuple[frames.Count, ...]
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
    judged = frames.any_judged(own)
    wanted = frames.needing_attention(shown) if judged else worst_first(shown)
    return Finding(
        headline=overview_headline(shown),
        sources=_sources(shown),
        is_sample=bool(every["is_sample"].any()),
        counts=tuple(frames.status_counts(own)),
        unreported=messages.unreported(own),
        disagreeing=int(own["disagrees"].sum()),
        is_empty=shown.empty,
        any_judged=judged,
        comparable=frames.comparable(own),
        cells=frames.cells(facts),
        worst=tuple(bullet_rows(wanted.head(frames.MOST_ROWS))),
        attention=len(wanted),
        attention_disagreeing=int(wanted["disagrees"].sum()),
        regions=frames.regions(frames.by_region(facts)),
    )


def _sources(facts: pd.DataFrame) -> str:
    """The numbers of the documents it rests on, where they are few enough to name."""
    titles = load.named("documents").set_index("document_id")["number"]
    numbers = [
        str(titles[code]) for code in facts["document_id"].unique() if isinstance(titles.get(code), str)
    ]
    return _("依据{documents}").format(documents=_("、").join(numbers)) if 0 < len(numbers) <= 2 else ""
