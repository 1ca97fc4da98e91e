"""One document cut from the ledger: its targets in the order of the text, and the facts it states besides."""

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from wording.labels import called
from wording.translate import N_, _

Document = dict[Hashable, Any]

_TABS = {
    "actual": N_("实绩与对比"),
    "estimate": N_("实绩与对比"),
    "baseline": N_("实绩与对比"),
    "comparison": N_("实绩与对比"),
    "project": N_("企业项目"),
    "policy": N_("政策措施"),
}


def document(known: pd.DataFrame, asked: str | None) -> Document | None:
    """The document of that id."""
    found = known[known["document_id"] == asked]
    return None if found.empty else found.iloc[0].to_dict()


def stated(facts: pd.DataFrame, chosen: Document) -> pd.DataFrame:
    """The targets the document states itself, in the order of its text."""
    own = facts[(facts["document_id"] == chosen["document_id"]) & ~facts["is_handed_down"]]
    placed: pd.DataFrame = own.assign(_at=[_place(row) for row in own.to_dict("records")])
    return placed.sort_values(["_at", "target_id"])


def _place(row: Document) -> int:
    """Where in the text the number of a target stands, or its excerpt where it has no number."""
    number, excerpt = row["number_text"], str(row["excerpt"])
    return int(row["excerpt_offset"]) + (excerpt.find(number) if isinstance(number, str) else 0)


def counts(facts: pd.DataFrame, code: str) -> "pd.Series[int]":
    """How many of the document's own targets are in each status."""
    own = facts[(facts["document_id"] == code) & ~facts["is_handed_down"]]
    return own["official_status"].value_counts()


def kinds(every: pd.DataFrame, chosen: Document) -> dict[str, pd.DataFrame]:
    """What the document states besides targets, by the untranslated name of its tab; kinds without any left out."""
    own = every[every["document_id"] == chosen["document_id"]]
    tabs = own["kind"].map(_TABS)
    return {str(tab): own[tabs == tab] for tab in dict.fromkeys(_TABS.values()) if (tabs == tab).any()}


def lineage(stated_here: pd.DataFrame, every: pd.DataFrame) -> list[str]:
    """Which target each replaces or is replaced by, in words; empty where it stands alone."""
    names: dict[Hashable, Document] = {row["target_id"]: row for row in every.to_dict("records")}
    heirs: dict[Hashable, Document] = {
        row["supersedes"]: row for row in names.values() if isinstance(row["supersedes"], str)
    }
    return [_lineage(row, names, heirs) for row in stated_here.to_dict("records")]


def _lineage(row: Document, names: dict[Hashable, Document], heirs: dict[Hashable, Document]) -> str:
    said = []
    if row["target_id"] in heirs:
        said.append(_("被取代：{by}").format(by=_clause(heirs[row["target_id"]])))
    if row["supersedes"] in names:
        said.append(_("取代：{what}").format(what=_clause(names[row["supersedes"]])))
    return _("；").join(said)


def _clause(row: Document) -> str:
    return f"{row['document_id']} {row['clause']} {called(row, 'indicator')}"


DOCUMENT, CLAUSE = "document", "clause"


def parameter(name: str) -> str | None:
    """What the address says under a name."""
    return st.query_params.get(name)


def opener(label: str, *, place: str, document: str, clause: str | None = None) -> None:
    """A button in plain text that opens a document, or a target's trail in it; ``place`` tells equal ones apart."""
    st.button(
        label,
        key=f"{place}_{document}_{clause or ''}",
        type="tertiary",
        on_click=open_,
        args=(document, clause),
    )


def open_(document: str, clause: str | None = None) -> None:
    """Write into the address what is open."""
    st.query_params[DOCUMENT] = document
    if clause is None:
        st.query_params.pop(CLAUSE, None)
    else:
        st.query_params[CLAUSE] = clause
