"""States things of the ledger without a catalogue, for tests that are not about catalogues."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from data.ledger.versions import Change, History, Version, record
from data.store import Writer


def stated(write: Writer, kind: str, rows: Sequence[Mapping[str, object]]) -> int:
    """Add things of a kind to the ledger, known from the beginning; how many."""
    if rows:
        change = Change(
            change_id=max(History.of(write).changes, default=0) + 1,
            recorded_at=datetime.min,
            recorded_by="测试",
            reason="",
            origin="catalogue",
        )
        record(write, [Version(kind=kind, row=row, act="add") for row in rows], change)
    return len(rows)
