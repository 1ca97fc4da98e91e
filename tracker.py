"""The program's verbs: what the pages, the reports and the command line ask for.

Joins what is known (data) with what it means (metrics) and returns frames; it draws nothing, formats nothing
and asks no clock.
"""

from datetime import datetime
from pathlib import Path

from data import catalogue
from data.store import Store


def open_store(path: str | Path, *, create: bool = True) -> Store:
    """The store at the path; faults are TrackerErrors."""
    return Store.open(path, create=create)


def build(store: Store, now: datetime) -> bool:
    """Bring the ledger up to the catalogue; False when it already was."""
    return catalogue.build(store, now)
