"""How a target's number is said, and how far a value is from it, in the sense the document means it.

Shared by the sentences about a target. What is asked is read from `metrics.goals`; nothing is judged here.
"""

from metrics.arrays import day_of
from metrics.calendar import month_of
from metrics.goals import MOVES, demand
from metrics.measures import Step
from metrics.model import Comparator
from wording.formats import Cell, is_missing, number, period, points, quantity
from wording.labels import Record, comparator_sign, comparator_word
from wording.translate import _


def said(row: Record, value: Cell) -> str:
    """A level as the target speaks of it: an increment's level as what was added to, or taken off, the baseline."""
    wanted = demand(row)
    amount = quantity(
        counted(row, value), unit_of(row), beside=False, edges=[wanted.counted(line) for line in _lines(row)]
    )
    return _moved(row, amount) if wanted.is_added else amount


def _moved(row: Record, amount: str) -> str:
    """An amount as the change it is: 新增, 压减, or 前移 of a place."""
    wanted = demand(row)
    if not wanted.falls:
        return _("新增{amount}").format(amount=amount)
    place = wanted.measure.traits.step is Step.CLIMB
    return (_("前移{amount}") if place else _("压减{amount}")).format(amount=amount)


def _lines(row: Record) -> list[float]:
    """The levels a value of the row must not seem to be when it is not: its goal, the number stated, what is due."""
    wanted, short = demand(row), row.get("shortfall")
    lines = [wanted.goal, wanted.stated]
    here = row.get("actual")
    if short is not None and here is not None and not is_missing(short) and not is_missing(here):
        lines.append(float(here) + (-float(short) if wanted.lower else float(short)))
    return [line for line in lines if not is_missing(line)]


def counted(row: Record, value: Cell) -> Cell:
    """A level as the number of the target counts it: of an increment what was added to, or taken off, the baseline."""
    return value if is_missing(value) else demand(row).counted(float(value))


def goal(row: Record) -> str:
    """The target's value as said in a sentence: 87万吨, ≤3%, 3–5家, 6%左右."""
    unit = unit_of(row)
    if row.get("comparator") == Comparator.RANGE and not is_missing(row.get("value_high")):
        return f"{number(row['target'])}–{quantity(row['value_high'], unit, beside=False)}"
    amount = quantity(row["target"], unit, beside=False)
    if row.get("basis") in MOVES and is_missing(demand(row).goal):
        amount = _moved(
            row, amount
        )  # a change of a level nobody knows: five places up are not the fifth place
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


def after_deadline(row: Record) -> str:
    """The month of a value that decides though it is later than its deadline; "" for the deadline's own."""
    return period(row["actual_period"]) if _months_late(row) > 0 else ""


def is_used_up(row: Record) -> bool:
    """Whether a sum passed its cap before the deadline, which no later value can undo."""
    return demand(row).spends and _months_late(row) < 0


def _months_late(row: Record) -> int:
    """Months from the deadline to the value's own month, negative before it; 0 where either is not known."""
    seen, deadline = day_of(row.get("actual_period")), day_of(row.get("deadline"))
    return 0 if seen is None or deadline is None else month_of(seen) - month_of(deadline)


def unit_of(row: Record) -> str:
    return "" if is_missing(row.get("unit")) else str(row["unit"])


def is_cap(row: Record) -> bool:
    """Whether the document says 控制在…以内, 不超过."""
    return row.get("comparator") == Comparator.AT_MOST


def gap_text(gap: float, unit: str) -> str:
    """A difference of percentages is in points; one that is small has the decimals that show it."""
    if unit != "%":
        return quantity(gap, unit, beside=False, edges=(0.0,))
    return _("{n}个百分点").format(n=points(abs(gap)).lstrip("+"))
