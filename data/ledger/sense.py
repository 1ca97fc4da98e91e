"""Whether a line makes sense in itself: ends after it begins, a range of two numbers, a growth that nobody adds up."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from data.ledger.files import Line
from data.problems import Problem
from metrics.measures import Measure
from metrics.model import Basis, Comparator

Row = Mapping[str, object]

# What may not end before it begins, by kind.
SPANS = {
    "document": (("period_start", "period_end"),),
    "target": (("period_start", "deadline"), ("baseline_on", "deadline")),
    "fact": (("period_start", "period_end"),),
    "organisation": (("first_day", "last_day"),),
}


def odd(line: Line, row: Row, measure: str = "") -> Iterator[Problem]:
    """What contradicts itself in a line, `row` being its values; `measure` is that of a target's indicator."""
    for first, last in SPANS.get(line.place.kind, ()):
        start, end = row.get(first), row.get(last)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield line.problem("L29", last, start=line.cells[first])
    if line.place.kind == "target":
        yield from _range(line, row)
        yield from _basis(line, row, measure)
    factor = row.get("factor")
    if isinstance(factor, Decimal) and factor <= 0:
        yield line.problem("L36", "factor")
    if line.place.kind == "indicator":
        yield from _added_up(line, row)


def _range(line: Line, row: Row) -> Iterator[Problem]:
    """A range has two numbers, the second not below the first; nothing else has a second."""
    low, high = row.get("value"), row.get("value_high")
    if row.get("comparator") == Comparator.RANGE:
        if not (isinstance(low, Decimal) and isinstance(high, Decimal) and low <= high):
            yield line.problem("L30", "value_high")
    elif high is not None:
        yield line.problem("L31", "value_high")


def _basis(line: Line, row: Row, measure: str) -> Iterator[Problem]:
    """The basis is one its indicator's measure can be stated on."""
    if measure in set(Measure) and row.get("basis") in set(Basis):
        fit = BASES[Measure(measure)]
        if row["basis"] not in fit:
            yield line.problem("L32", "basis", measure=measure, words=sorted(fit))


def _added_up(line: Line, row: Row) -> Iterator[Problem]:
    """Parts of a growth, a share or a rank are never summed."""
    measure = row.get("measure")
    if row.get("additive") is True and measure in set(Measure) and not Measure(str(measure)).traits.is_amount:
        yield line.problem("L33", "additive", measure=measure)


def _bases(measure: Measure) -> frozenset[str]:
    """What a number of the measure may be stated as: the one basis it has, else the whole or what is added to it."""
    traits = measure.traits
    if traits.basis:
        return frozenset({str(traits.basis)})
    return frozenset({str(Basis.FLOW if traits.accumulates else Basis.LEVEL), str(Basis.INCREMENT)})


BASES = {measure: _bases(measure) for measure in Measure}
