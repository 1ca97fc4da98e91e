"""What the rows of one file say together: duplicates, sums, impossible figures, what is left out.

Needs no history (that is intake/comparisons.py) and decides nothing: every finding is a problem of the catalogue.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from data import periods
from data.problems import MORE, Problem, problem
from intake.entries import Entry, Value
from intake.form_rows import Total
from intake.matching import Names
from intake.previews import Difference
from intake.workbooks.fields import REQUIRED_VALUE, row_id
from intake.workbooks.numbers import plain
from metrics.model import Frequency

MAY_BE_NEGATIVE = re.compile(r"利润|盈|亏|净|差额|增减|变动|变化|升降|顺差|逆差|余额|增量")
BASE_CHANGED = re.compile(r"口径|基数|基期|核减|核增|剔除|调整")
TIMES_TARGET = 3
LISTED = 6  # rows named in a message
DISTINCTIVE = 4  # significant digits that make equal figures suspicious


def unique(entries: Sequence[Entry], found: list[Problem]) -> list[Entry]:
    """Return the entries without repetitions; repetitions that disagree are refused with both addresses."""
    kept: dict[tuple[str, str, object], Entry] = {}
    for entry in entries:
        key = (entry.indicator.code, entry.region.code, entry.period_end)
        first = kept.setdefault(key, entry)
        if first is not entry:
            same = _figures(first) == _figures(entry)
            cells = {"cell": entry.cells["indicator"], "other": first.cells["indicator"]}
            code = "M23" if same else "M07"
            found.append(problem(code, sheet=entry.sheet, subject=entry.subject, **cells))
    return list(kept.values())


def within(entries: Sequence[Entry], totals: Sequence[Total], names: Names) -> Iterator[Problem]:
    """Yield everything the file's own rows give rise to."""
    for entry in entries:
        yield from _impossible(entry)
        yield from _month_and_cumulative(entry)
        yield from _beyond_target(entry)
        yield from _remarks(entry)
    yield from _left_out(entries)
    yield from _only_checked(entries)
    yield from _same_in_two_regions(entries)
    yield from _parts_and_wholes(entries, names)
    yield from _total_rows(entries, totals)


def unexplained(
    entries: Iterable[Entry], lagging: Callable[[Collection[str]], Collection[str]]
) -> Iterator[Problem]:
    """Ask for the first remark a lagging target's row lacks: its reason, else what is done next.

    `lagging` tells of row ids which lag; of rows that lack nothing it is not asked.
    """
    open_rows = [
        (entry, row_id(entry.indicator.code, entry.region.code), _unsaid(entry)) for entry in entries
    ]
    behind = lagging([row for _, row, missing in open_rows if missing is not None])
    for entry, row, missing in open_rows:
        if missing is not None and row in behind:
            cell = entry.cells.get(missing, entry.cells.get("indicator", ""))
            yield problem("M25", sheet=entry.sheet, cell=cell, subject=entry.subject)


def _unsaid(entry: Entry) -> str | None:
    return next((key for key in ("reason", "next_step") if key not in entry.remarks), None)


def closed(months: Iterable[date], shut: Collection[date]) -> Iterator[Problem]:
    """Refuse months that accept no report."""
    for month in months:
        if month in shut:
            yield problem("M01", period=periods.code(month), reason="closed")


def changes(differences: Iterable[Difference], count: int) -> Iterator[Problem]:
    """Yield one problem when values reported before would change, told by the first of so many."""
    first = next((one for one in differences if one.state == "changed"), None)
    if first is not None:
        example = {"indicator": first.indicator, "before": _short(first.old), "after": _short(first.new)}
        yield problem("M10", sheet=first.sheet, cell=first.cell, count=count, **example)


def _short(value: Decimal | None) -> str:
    return plain(value or Decimal(0))


def _figures(entry: Entry) -> dict[str, Decimal]:
    return {key: value.value for key, value in entry.values.items()}


def about(code: str, entry: Entry, value: Value, **facts: object) -> Problem:
    """Word a problem of one value of a row."""
    return problem(
        code, sheet=entry.sheet, cell=value.cell, value=plain(value.value), subject=entry.subject, **facts
    )


def tolerance(*values: Decimal) -> Decimal:
    """Return what rounding of that many figures may add up to: half a last decimal each, and one in a thousand."""
    digits = min(min(int(value.normalize().as_tuple().exponent), 0) for value in values)
    rounding = Decimal(len(values)) * Decimal(5).scaleb(digits - 1)
    return max(rounding, max(abs(value) for value in values) / 1000)


def _impossible(entry: Entry) -> Iterator[Problem]:
    measure, name = entry.indicator.measure, entry.indicator.name
    if measure.traits.grows or MAY_BE_NEGATIVE.search(name) or "百分点" in entry.indicator.unit:
        return
    for key in ("month", "ytd"):
        value = entry.values.get(key)
        if value is not None and value.value < 0:
            yield about("M14", entry, value, indicator=name)


def _month_and_cumulative(entry: Entry) -> Iterator[Problem]:
    month, ytd = entry.values.get("month"), entry.values.get("ytd")
    if not entry.indicator.measure.traits.accumulates or month is None or ytd is None or month.value < 0:
        return
    gap = month.value - ytd.value
    if periods.begins_year(entry.period_end, entry.frequency):
        if abs(gap) > tolerance(month.value, ytd.value):
            shown = periods.code(entry.period_end, entry.frequency)
            yield about("M06", entry, ytd, month=plain(month.value), period=shown)
    elif gap > tolerance(month.value, ytd.value):
        yield about("M05", entry, ytd, month=plain(month.value))


def _beyond_target(entry: Entry) -> Iterator[Problem]:
    ytd = entry.values.get("ytd")
    if ytd is None or not entry.target or not entry.indicator.measure.traits.is_amount:
        return
    if entry.target > 0 and ytd.value > TIMES_TARGET * entry.target:
        yield about("M15", entry, ytd, times=f"{ytd.value / entry.target:.1f}")


def _remarks(entry: Entry) -> Iterator[Problem]:
    note = entry.remarks.get("note", "")
    if BASE_CHANGED.search(note) and entry.values:
        yield problem("M19", sheet=entry.sheet, cell=entry.cells["note"], value=note, subject=entry.subject)


def _left_out(entries: Sequence[Entry]) -> Iterator[Problem]:
    missing = [entry for entry in entries if entry.missing]
    if entries and not any(entry.typed or entry.remarks for entry in entries):
        yield problem("M26", sheet=entries[0].sheet)
    if missing:
        named = [entry.indicator.name for entry in missing]
        named = [*named[:LISTED], MORE] if len(named) > LISTED else named
        yield problem("M18", sheet=missing[0].sheet, count=len(missing), rows=named)


def _only_checked(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Tell that what one 旬 or quarter brought is not kept: only months add up to a year."""
    first = next((one for one in entries if one.frequency != Frequency.MONTH and "month" in one.values), None)
    if first is not None:
        cell = first.values["month"].cell
        yield problem("S25", sheet=first.sheet, cell=cell, part=f"this_{first.frequency}")


def _same_in_two_regions(entries: Sequence[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[str, object, Decimal], Entry] = {}
    for entry in entries:
        value = entry.values.get(REQUIRED_VALUE[entry.indicator.measure])
        if value is None or len(value.value.normalize().as_tuple().digits) < DISTINCTIVE:
            continue
        first = seen.setdefault((entry.indicator.code, entry.period_end, value.value), entry)
        if first.region.code != entry.region.code and entry.region.code not in {first.region.parent, ""}:
            yield about(
                "M20",
                entry,
                value,
                indicator=entry.indicator.name,
                region=entry.region.name,
                other=first.region.name,
            )


def _parts_and_wholes(entries: Sequence[Entry], names: Names) -> Iterator[Problem]:
    """Hold a city's additive figure against the districts in the same file; two districts at least."""
    parts: dict[tuple[str, object, str], list[Decimal]] = defaultdict(list)
    for entry in entries:
        if entry.indicator.additive and (value := entry.values.get("ytd")) is not None:
            parts[entry.indicator.code, entry.period_end, entry.region.parent].append(value.value)
    for entry in entries:
        value = entry.values.get("ytd")
        below = parts.get((entry.indicator.code, entry.period_end, entry.region.code), [])
        if value is not None and len(below) >= 2 and entry.indicator.additive:
            yield from sum_gap(entry, value, below, complete=True)


def sum_gap(entry: Entry, value: Value, parts: Sequence[Decimal], *, complete: bool) -> Iterator[Problem]:
    """Yield the problem when parts do not add up to the whole; incomplete parts may fall short."""
    total = sum(parts, Decimal(0))
    gap = total - value.value
    if abs(gap) > tolerance(value.value, *parts) and (complete or gap > 0):
        yield about("M11", entry, value, total=plain(total), difference=plain(gap))


def _total_rows(entries: Sequence[Entry], totals: Sequence[Total]) -> Iterator[Problem]:
    """Hold a total row against the rows it sums, where they are all of one additive indicator."""
    codes = {entry.indicator.code for entry in entries}
    if len(codes) != 1 or not entries[0].indicator.additive:
        return
    for total in totals:
        parts = [entry.values[total.key].value for entry in entries if total.key in entry.values]
        if len(parts) >= 2 and abs(sum(parts) - total.value) > tolerance(total.value, *parts):
            facts = {
                "total": plain(sum(parts, Decimal(0))),
                "difference": plain(sum(parts, Decimal(0)) - total.value),
            }
            yield problem("M11", sheet=total.sheet, cell=total.cell, value=plain(total.value), **facts)
