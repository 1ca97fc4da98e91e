"""How a target's number is said, and how far a value is from it, in the sense the document means it.

Shared by the sentences about a target; nothing is judged here.
"""

from metrics.measures import Measure
from metrics.model import Basis, Better, Comparator
from wording.formats import Cell, is_missing, number, quantity
from wording.labels import comparator_sign, comparator_word
from wording.names import Record
from wording.translate import _


def is_added(row: Record) -> bool:
    """Whether the number is a change of a level or a place whose start is known."""
    moved = row.get("basis") in (Basis.INCREMENT, Basis.FLOW)
    level = row.get("measure") in (Measure.STOCK, Measure.SHARE, Measure.RANK)
    return moved and level and not is_missing(row.get("baseline"))


def said(row: Record, value: Cell) -> str:
    """A level as the target speaks of it: an increment's level as what was added to, or taken off, the baseline."""
    amount = quantity(counted(row, value), unit_of(row), beside=False)
    if not is_added(row):
        return amount
    if not falls(row):
        return _("新增{amount}").format(amount=amount)
    return (_("前移{amount}") if row.get("measure") == Measure.RANK else _("压减{amount}")).format(
        amount=amount
    )


def counted(row: Record, value: Cell) -> Cell:
    """A level as the number of the target counts it: of an increment what was added to, or taken off, the baseline."""
    if is_missing(value) or not is_added(row):
        return value
    moved = float(value) - float(row["baseline"])
    return -moved if falls(row) else moved


def goal(row: Record) -> str:
    """The target's value as said in a sentence: 87万吨, ≤3%, 3–5家, 6%左右."""
    unit = unit_of(row)
    if row.get("comparator") == Comparator.RANGE and not is_missing(row.get("value_high")):
        return f"{number(row['target'])}–{quantity(row['value_high'], unit, beside=False)}"
    amount = quantity(row["target"], unit, beside=False)
    if row.get("comparator") == Comparator.ABOUT:
        return _("{amount}左右").format(amount=amount)
    return comparator_sign(Comparator.AT_MOST) + amount if is_cap(row) else amount


def goal_said(row: Record) -> str:
    """The target's value inside a sentence that says itself how a cap binds: 30万吨."""
    return goal(dict(row) | {"comparator": ""}) if is_cap(row) else goal(row)


def goal_in_full(row: Record) -> str:
    """The target with its comparator in words: 不低于87万吨."""
    if is_missing(row.get("target")):
        return _("未给出数值")
    if row.get("comparator") in (Comparator.RANGE, Comparator.EXACT):
        return goal(row)
    amount = quantity(row["target"], unit_of(row))
    if row.get("comparator") == Comparator.ABOUT:
        return _("{amount}左右").format(amount=amount)
    return _("{comparator}{amount}").format(comparator=comparator_word(str(row["comparator"])), amount=amount)


def unit_of(row: Record) -> str:
    return "" if is_missing(row.get("unit")) else str(row["unit"])


def is_cap(row: Record) -> bool:
    """Whether the document says 控制在…以内, 不超过."""
    return row.get("comparator") == Comparator.AT_MOST


def lower_is_better(row: Record) -> bool:
    return is_cap(row) or row.get("better") == Better.LOWER


def falls(row: Record) -> bool:
    """Whether a change of a level is stated without its sign though the level is to fall."""
    return lower_is_better(row) and not is_cap(row)


def grows(row: Record) -> bool:
    return row.get("measure") == Measure.RATE or row.get("basis") == Basis.GROWTH


def shortfall(row: Record, value: float) -> float:
    """What is missing to the level that counts as met; negative when it is more than met."""
    gap = aim(row) - value
    return -gap if lower_is_better(row) else gap


def aim(row: Record) -> float:
    """The level that counts as met: the judged goal, or the target on its baseline where none was judged."""
    return stated_level(row) if is_missing(row.get("goal")) else float(row["goal"])


def stated_level(row: Record) -> float:
    """The level that fulfils the number as written: the near end of a range, the baseline moved by an increment."""
    high = row.get("comparator") == Comparator.RANGE and lower_is_better(row)
    near = float(row["target"] if not high or is_missing(row.get("value_high")) else row["value_high"])
    if not is_added(row):
        return near
    return float(row["baseline"]) + (-abs(near) if falls(row) else near)


def gap_text(gap: float, unit: str) -> str:
    """A difference of percentages is in points."""
    return _("{n}个百分点").format(n=number(gap, 1)) if unit == "%" else quantity(gap, unit, beside=False)
