"""Exact conversion between units of one dimension; it refuses to cross dimensions."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

STORED = Decimal("0.0001")
TRADITIONAL = str.maketrans("萬億噸輛個臺戶項場", "万亿吨辆个台户项场")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit with its dimension and the exact factor to the dimension's base."""

    name: str
    dimension: str
    factor: Decimal


class UnitMismatch(ValueError):
    """Two units that measure different things, or a value the store cannot hold exactly."""


def convert(value: Decimal, unit: Unit, into: Unit) -> Decimal:
    """The same quantity in another unit, exact to the store's four decimals.

    Raises UnitMismatch across dimensions, and where four decimals would lose digits.
    """
    if unit.dimension != into.dimension:
        raise UnitMismatch(f"{unit.name} ({unit.dimension}) → {into.name} ({into.dimension})")
    converted = value * unit.factor / into.factor
    stored = converted.quantize(STORED)
    if stored != converted:
        raise UnitMismatch(f"{value} {unit.name} has more than four decimals in {into.name}")
    return stored


def unit_table(rows: Iterable[Mapping[str, object]]) -> Mapping[str, Unit]:
    """Units by name, from rows with unit, dimension and factor."""
    return {
        str(row["unit"]): Unit(
            name=str(row["unit"]), dimension=str(row["dimension"]), factor=Decimal(str(row["factor"]))
        )
        for row in rows
    }


def spelled(typed: str, units: Collection[str]) -> str:
    """Return a unit as the ledger spells it: full width, traditional characters and capitals aside; else as typed."""
    if typed in units:
        return typed
    plain = "".join(unicodedata.normalize("NFKC", typed).split()).translate(TRADITIONAL).lower()
    return next((name for name in units if name.lower() == plain), typed)
