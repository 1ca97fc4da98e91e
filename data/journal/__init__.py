"""The office's own records: what is kept beside the ledger and is never part of its version.

Submissions and their states today; accounts, sessions, audit, contacts and notices by and by. This file says what a
backend must do; data/journal/sqlite.py is the one for a single machine. A backend runs the named statements of
data/journal/sql, which keep to what SQLite and PostgreSQL both understand.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = dict[str, Value]


class Changes(Protocol):
    """What may be done inside one transaction."""

    def execute(self, name: str, **params: Value) -> int:
        """Run the named statement and return how many rows it changed."""

    def rows(self, name: str, **params: Value) -> list[Row]:
        """Return the rows of the named query as seen inside the transaction, by column name."""


class Journal(Protocol):
    """One office's records. Share it between threads; several processes may have it open at once.

    A name without a statement raises QueryNotFoundError; records that cannot be opened, read or written
    raise a RecordsError, records of a newer program a SchemaVersionError.
    """

    def rows(self, name: str, **params: Value) -> list[Row]:
        """Return the rows of the named query, by column name; one consistent state."""

    def transaction(self) -> AbstractContextManager[Changes]:
        """One writer at a time, over all processes: all of it is on the disk when it ends, or none of it is kept."""


def text(moment: datetime) -> str:
    """Return a moment as the records hold it: text that sorts as time does."""
    return moment.isoformat(sep=" ", timespec="microseconds")


def moment(held: Value) -> datetime:
    """Return the moment that was written with `text`."""
    return datetime.fromisoformat(str(held))
