"""What every table may hold: its columns in order, their types, which must be given, which words they take.

Read from tables.csv and checked here, row by row before anything is written, so that a backend need not know how to;
a test holds the list against the schema itself.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import UnfitRowError
from data.store.protocol import Rows

LIST = Path(__file__).with_name("tables.csv")

_TYPES = {
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "double": pa.float64(),
    "integer": pa.int32(),
    "text": pa.string(),
    "timestamp": pa.timestamp("us"),
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a table."""

    name: str
    type: str
    required: bool
    allowed: frozenset[str]  # empty: any

    @property
    def arrow(self) -> pa.DataType:
        """The column's type as Arrow has it."""
        decimal = _DECIMAL.fullmatch(self.type)
        return pa.decimal128(int(decimal[1]), int(decimal[2])) if decimal else _TYPES[self.type]

    def unfit(self, column: pa.ChunkedArray) -> pa.Array:
        """Tell for each value whether it may not stand in this column."""
        words = pa.array(sorted(self.allowed))
        fit = pc.is_in(column.cast(pa.string()), value_set=words) if self.allowed else pc.is_valid(column)
        return pc.invert(fit if self.required else pc.or_(fit, pc.is_null(column)))


def _listed() -> Mapping[str, tuple[Field, ...]]:
    tables: dict[str, tuple[Field, ...]] = {}
    with LIST.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            field = Field(
                name=line["column"],
                type=line["type"],
                required=line["required"] == "yes",
                allowed=frozenset(filter(None, line["allowed"].split("|"))),
            )
            tables[line["table"]] = (*tables.get(line["table"], ()), field)
    return tables


TABLES = _listed()


def fitted(table: str, rows: Rows) -> pa.Table:
    """Return rows as their table holds them, every column in order; UnfitRowError for the first it may not hold.

    Of dictionaries and frames a column that is not there is missing, one the table does not have is left out.
    """
    fields = TABLES.get(table)
    if fields is None:
        raise UnfitRowError(f"there is no table {table}")
    if isinstance(rows, pa.Table):
        filled = rows.select([field.name for field in fields])
    else:
        records = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
        filled = pa.table({field.name: _column(table, field, records) for field in fields})
    refuse_unfit(table, filled)
    return filled


def refuse_unfit(table: str, rows: pa.Table) -> None:
    """UnfitRowError for the first of the rows that the table may not hold."""
    for field in TABLES[table]:
        if field.required or field.allowed:
            at = pc.index(field.unfit(rows[field.name]), True).as_py()
            if at >= 0:
                raise UnfitRowError(f"{table}.{field.name}: row {at}: {rows.slice(at, 1).to_pylist()[0]}")


def _column(table: str, field: Field, records: Sequence[Mapping[Any, Any]]) -> pa.Array:
    try:
        return pa.array([_plain(row.get(field.name)) for row in records], type=field.arrow)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as fault:
        raise UnfitRowError(f"{table}.{field.name}: {fault}") from fault


def _plain(value: object) -> object:
    """A value Arrow can hold: pandas' missing marks become None."""
    return None if value is None or value is pd.NaT or value != value else value  # noqa: PLR0124 NaN is unequal to itself
