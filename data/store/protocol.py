"""What a store does, whatever keeps it: a backend is one more file beside `file.py` that does this.

The named statements of data/sql are all it runs. It names no engine and loads none. Faults of the machine leave a
store as TrackerErrors, never as a driver's exception; a mistake of the program (an unknown column, a missing parameter,
a row its table may not hold) stays a fault of the program.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from data.errors import QueryNotFoundError
from data.viewer import Reading, Viewer

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MEMORY = ":memory:"
SQL = Path(__file__).parents[1] / "sql"
SCHEMA = SQL / "schema"
_OF_VIEWER = re.compile(r"\$(visible|organisation)\b")

Rows: TypeAlias = "Sequence[dict[str, object]] | pd.DataFrame | pa.Table"


@cache
def statement(name: str) -> str:
    """Text of the named query data/sql/<name>.sql; QueryNotFoundError when there is none."""
    path = SQL / f"{name}.sql"
    if not path.is_file():
        raise QueryNotFoundError("没有名为“{name}”的查询。", name=name)
    return path.read_text(encoding="utf-8")


def bound(name: str, params: Mapping[str, object], reading: Reading) -> dict[str, object] | None:
    """The parameters of the named statement with those that say what who asks may read; None where there are none."""
    own = {key: value for key, value in reading.parameters().items() if key in _of_viewer(name)}
    return {**params, **own} or None


@cache
def _of_viewer(name: str) -> frozenset[str]:
    return frozenset(_OF_VIEWER.findall(statement(name)))


class Writer(ABC):
    """What may be done inside one transaction, by the viewer who began it."""

    @abstractmethod
    def execute(self, name: str, **params: object) -> None:
        """Run the named statement with its parameters."""

    @abstractmethod
    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as seen inside the transaction, decimals exact."""

    @abstractmethod
    def lend(self, name: str, shape: str, rows: "pa.Table", **params: object) -> None:
        """Run the named statement over rows of this process, seen in the place of the empty table of that shape.

        UnfitRowError for a row that the shape may not hold.
        """

    @abstractmethod
    def append(self, table: str, rows: Rows) -> int:
        """Append rows by column name and return how many; UnfitRowError, with nothing appended, for one that is unfit."""


class Store(ABC):
    """One open database as one viewer sees it: its operator, until `seen_by` narrows that. Share it between threads.

    The parameters `$visible` and `$organisation` of a statement say what who asks may read: a backend binds them, and
    no caller gives them (`bound`).
    """

    path: str  # where it lies, absolute; MEMORY for one that vanishes
    read_only: bool

    @staticmethod
    def open(
        path: str | Path, *, create: bool = True, read_only: bool = False, schema: Path = SCHEMA
    ) -> "Store":
        """Open the database at the path (``:memory:`` for a store that vanishes) and bring its schema up to date.

        A reader changes nothing, so that several may open one database at once; a copy for readers is never opened
        for writing. Raises StoreMissingError, StorePlaceError, StoreBusyError, StoreDamagedError, SchemaVersionError
        or MigrationError.
        """
        from data.store.file import FileStore  # noqa: PLC0415 the engine is loaded by whoever opens a store

        return FileStore.at(path, create=create, read_only=read_only, schema=schema)

    @abstractmethod
    def seen_by(self, viewer: Viewer) -> "Store":
        """The same database as a viewer sees it, never more than this one shows; what is held open stays one."""

    @property
    @abstractmethod
    def file(self) -> object:
        """What is held open: one and the same for every viewer."""

    @property
    @abstractmethod
    def viewer(self) -> Viewer:
        """Who asks: every statement that says what may be read is bound to it."""

    @property
    @abstractmethod
    def version(self) -> int:
        """How many changes the database has seen: a whole number it keeps itself, the same in every process.

        Asked many times a view: cheap.
        """

    @property
    @abstractmethod
    def published_at(self) -> datetime | None:
        """The moment of what this shows where it is a copy for readers, on the machine's own clock; None where it is not."""

    @abstractmethod
    def published_version(self) -> int | None:
        """The version of the copy for readers; None where there is none, or no sense in one."""

    @abstractmethod
    def query(self, name: str, **params: object) -> "pd.DataFrame":
        """Rows of the named query as a frame: decimals as float64, dates as datetime64."""

    @abstractmethod
    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as dictionaries, decimals exact."""

    @abstractmethod
    def query_lent(self, name: str, shape: str, rows: "pa.Table", **params: object) -> "pd.DataFrame":
        """Rows of the named query as `query` gives them, over rows lent in the place of an empty table of that shape."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Writer]:
        """One writer at a time; everything inside is committed together, or nothing is.

        What changed anything moves the version and renews the copy for readers, where the backend keeps one. Raises
        StoreReadOnlyError; StoreInterruptedError, with nothing written; PublishError, with everything written.
        """

    @abstractmethod
    def checkpoint(self) -> None:
        """Bring what is written to its resting place, so that a copy of the files is complete; or do nothing."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database and of its lock; a copy that is behind is renewed first."""
