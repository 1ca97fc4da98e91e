"""One document cut from the ledger: its targets in the order of the text, and the facts it states besides."""

from typing import Any

import pandas as pd

Document = dict[str, Any]


def document(known: pd.DataFrame, asked: str | None) -> Document | None:
    """The document of that id."""
    found = known[known["document_id"] == asked]
    return None if found.empty else found.iloc[0].to_dict()


def stated(facts: pd.DataFrame, chosen: Document, status: str | None) -> pd.DataFrame:
    """The targets the document states itself, in the order of its text; those in one status where one is asked."""
    own = facts[(facts["document_id"] == chosen["document_id"]) & ~facts["is_allocated"]]
    return own if status is None else own[own["official_status"] == status]


def counts(facts: pd.DataFrame, code: str) -> "pd.Series[int]":
    """How many of the document's own targets are in each status."""
    own = facts[(facts["document_id"] == code) & ~facts["is_allocated"]]
    return own["official_status"].value_counts()


def facts(every: pd.DataFrame, chosen: Document) -> pd.DataFrame:
    """The actuals, baselines, projects and policies the document states."""
    return every[every["document_id"] == chosen["document_id"]]
