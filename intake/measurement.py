"""Which unit a figure is in, of all places that may say one: its column, its name, its heading, the table, the title.

The narrower place says it for its own; where two that can be converted disagree, or one says what the ledger does not
know, nobody guesses. Only where nothing says a unit is a figure in its indicator's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.problems import Finding
from data.units import Unit
from intake.workbooks import numbers
from intake.workbooks.meaning import Meaning
from intake.workbooks.numbers import PERCENT_UNITS

Units = Mapping[str, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The unit of a figure, or None with what speaks against every one."""

    unit: str | None
    finding: Finding | None = None


def choice(own: str, narrow: Sequence[Meaning], table: Meaning, units: Units) -> Choice:
    """Return the unit of an indicator's figures. `own`: the indicator's; `narrow`: what its column, name and heading say."""
    said: list[str] = []
    for one in narrow:
        if one.unknown_unit:
            return _refused("C44", value=one.unknown_unit, expected=own)
        able = _able(one.units, own, units)
        if one.units and not able:
            if said:
                continue  # a heading over rows of several kinds
            return _refused("C34", value="、".join(one.units), expected=own)
        said.extend(able)
    of_table = _able(table.units, own, units)
    every = list(dict.fromkeys([*said, *of_table]))
    if len({_factor(one, units) for one in every}) > 1:
        return _refused("C45", value="、".join(every), units=every)
    if every:
        return Choice(unit=every[0])
    return _left_to_table(own, table)


def _left_to_table(own: str, table: Meaning) -> Choice:
    """Judge by the table alone: percentages among amounts, and amounts among percentages, keep their own unit."""
    if own in PERCENT_UNITS:
        return Choice(unit=own)
    if table.unknown_unit:
        return _refused("C44", value=table.unknown_unit, expected=own)
    amounts = [one for one in table.units if one not in PERCENT_UNITS]
    return _refused("C34", value="、".join(amounts), expected=own) if amounts else Choice(unit=own)


def _able(said: Sequence[str], own: str, units: Units) -> list[str]:
    return [one for one in said if one == own or numbers.converted(Decimal(1), one, own, units) is not None]


def _factor(unit: str, units: Units) -> object:
    return units[unit].factor if unit in units else unit


def _refused(code: str, **facts: object) -> Choice:
    return Choice(unit=None, finding=Finding(code, facts))
