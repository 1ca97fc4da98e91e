"""DuckDB, as every backend of the store uses it: named statements on a cursor, and its faults as the house says them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pandas as pd
import pyarrow as pa

from data.errors import StoreInterruptedError
from data.store.protocol import Rows, Writer, bound, statement
from data.store.tables import fitted, refuse_unfit
from data.viewer import OPERATOR, Reading

# What the machine does to us. All else DuckDB raises is a mistake of the program, and stays what it is.
_MACHINE = (duckdb.OperationalError, duckdb.InternalError, duckdb.FatalException)
# After these the connection answers no more.
LOST = (duckdb.FatalException, duckdb.InternalError, duckdb.ConnectionException)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Say a fault of the machine as a StoreInterruptedError."""
    try:
        yield
    except _MACHINE as fault:
        raise StoreInterruptedError(
            "数据库 {path} 的操作中断，没有写入任何数据。请检查磁盘空间后重试。（{reason}）",
            path=place,
            reason=str(fault).splitlines()[0],
        ) from fault


def records(
    cursor: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, object], reading: Reading
) -> list[dict[str, object]]:
    """Rows of the named query as dictionaries, decimals exact."""
    cursor.execute(statement(name), bound(name, params, reading))
    columns = [column[0] for column in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def frame(
    cursor: duckdb.DuckDBPyConnection, name: str, params: Mapping[str, object], reading: Reading
) -> pd.DataFrame:
    """Rows of the named query as a frame."""
    return cursor.execute(statement(name), bound(name, params, reading)).df()


def version(cursor: duckdb.DuckDBPyConnection) -> int:
    """How many changes the database has seen."""
    return int(str(records(cursor, "edition", {}, OPERATOR.reading)[0]["version"]))


class _Lent:
    """Rows a transaction sees under one name; a registered table would be kept until its end, these are let go."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows: pa.Table | None = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        assert self.rows is not None
        return self.rows.__arrow_c_stream__(requested_schema)


class DuckWriter(Writer):
    """A transaction on a cursor that is in one."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, reading: Reading) -> None:
        self._cursor, self._reading = cursor, reading
        self._lent: dict[str, _Lent] = {}
        self.wrote = False

    def execute(self, name: str, **params: object) -> None:
        """Run the named statement with its parameters."""
        self.wrote = True
        self._cursor.execute(statement(name), bound(name, params, self._reading))

    def rows(self, name: str, **params: object) -> list[dict[str, object]]:
        """Rows of the named query as seen inside the transaction, decimals exact."""
        return records(self._cursor, name, params, self._reading)

    def lend(self, name: str, shape: str, rows: pa.Table, **params: object) -> None:
        """Run the named statement over rows of this process, seen in the place of the empty table of that shape."""
        refuse_unfit(shape, rows)
        if shape not in self._lent:
            self._lent[shape] = _Lent(rows)
            self._cursor.register(shape, self._lent[shape])
        self._lent[shape].rows = rows
        self.execute(name, **params)
        self._lent[shape].rows = None

    def append(self, table: str, rows: Rows) -> int:
        """Append rows by column name and return how many."""
        if len(rows) == 0:
            return 0
        filled = fitted(table, rows)
        self.wrote = True
        self._cursor.register("incoming_rows", filled)
        names = ", ".join(filled.column_names)
        self._cursor.execute(f"insert into {table} ({names}) select {names} from incoming_rows")  # noqa: S608 names of the field list
        self._cursor.unregister("incoming_rows")
        return len(rows)
