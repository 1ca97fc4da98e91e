"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the reading of the odd cells and the diff of a back-fill. Names, units and numbers mean what they mean in a
monthly form; only what is not a plain number is read one by one. It writes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

import msgspec
import numpy as np

from data.intake import figures, history_checks
from data.intake.figures import LABELS, SHAPE, STATES, Figures, Head
from data.intake.grids import Floats, Grid
from data.intake.history_rows import TOLD, History, Rows, Task, identify
from data.intake.matching import Names
from data.intake.previews import Difference
from data.problems import Severity, severities
from data.store import Store
from data.workbooks import numbers
from data.workbooks.sheets import Cell, place
from metrics.model import Frequency, Kind

__all__ = ["History", "understand"]

QUANTUM = Decimal("0.0001")  # the store keeps four decimals
LISTED = 2000  # rows of a preview; the store is handed the arrays


def understand(store: Store, grid: Grid, names: Names, *, today: date, closed: Iterable[date]) -> History:
    """Tell who and what every figure is, what is wrong, and what it would change."""
    history = History(about=grid.about, period=max(month for _, month in grid.months))
    history.problems.extend(history_checks.of_sheet(grid, today, closed))
    task = Task(store=store, grid=grid, names=names, history=history)
    rows = identify(task)
    if rows is None:
        return history
    typed, texts = _read_exceptions(task, rows)
    history.problems.extend(history_checks.as_typed(grid, rows))
    own = bool((rows.factor == 1).all())
    history.problems.extend(history_checks.of_figures(task, rows, typed if own else typed * rows.factor))
    history.figures = _held_against(store, _figures(store, grid, rows, typed, texts))
    history.differences = tuple(_listed(history.figures, names))
    return history


def _read_exceptions(task: Task, rows: Rows) -> tuple[Floats, dict[tuple[int, int], str]]:
    """Read one by one what is not a plain number; return the figures complete, and what was typed there."""
    grid, typed = task.grid, task.grid.figures.copy()
    columns = {column: number for number, (column, _) in enumerate(grid.months)}
    texts = {}
    for row, column, cell in grid.exceptions:
        offset = row - grid.header_row - 1
        if rows.indicator[offset] < 0 or rows.region[offset] < 0:
            continue
        unit = _unit_of(rows, task.names, offset)
        reading = numbers.read(cell, unit, task.names.units, formats_known=grid.formats_known)
        for finding in reading.findings if len(task.history.problems) < TOLD * 5 else ():
            facts = {"value": cell.text} | {
                name: fact for name, fact in finding.facts.items() if name != "value"
            }
            if severities()[finding.code] is not Severity.ACCEPT:
                task.tell(finding.code, place(row, column), **facts)
        if cell.linked and reading.value is not None:
            task.tell("F12", place(row, column), value=cell.text, formula=cell.formula)
        if reading.value is not None:
            typed[columns[column], offset] = float(reading.value)
            texts[columns[column], offset] = cell.text
    return typed, texts


def _unit_of(rows: Rows, names: Names, offset: int) -> str:
    if rows.kinds[rows.kind[offset]] == Kind.YOY:
        return "%"
    return rows.units[rows.unit[offset]] or names.indicators[rows.indicators[rows.indicator[offset]]].unit


def _figures(
    store: Store, grid: Grid, rows: Rows, typed: Floats, texts: Mapping[tuple[int, int], str]
) -> Figures:
    """Return what would be written, its periods in time; rows that are not known drop out."""
    order = sorted(range(len(grid.months)), key=lambda number: grid.months[number][1])
    left_out = (rows.indicator < 0) | (rows.region < 0)
    if (
        grid.frequency != Frequency.MONTH
    ):  # only months add up to a year: what one quarter brought is checked, not kept
        left_out |= rows.kind == rows.kinds.index(str(Kind.MONTH))
    typed[:, left_out] = np.nan
    told = [
        msgspec.json.encode({row: text for (number, row), text in texts.items() if number == at})
        for at in order
    ]
    periods = tuple(grid.months[number] for number in order)
    words = (rows.indicators, rows.regions, rows.kinds, rows.units)
    head = Head(
        sheet=grid.sheet, first_row=grid.header_row + 1, rows=grid.rows, frequency=grid.frequency, periods=periods,
        words=dict(zip(LABELS, map(tuple, words), strict=True)), texts=tuple(map(len, told)),
        standing=bool(store.rows("stands_between", first=periods[0][1], last=periods[-1][1])[0]["stands"]),
    )  # fmt: skip
    codes = dict(zip(LABELS, (rows.indicator, rows.region, rows.kind, rows.unit), strict=True))
    return figures.write(head, rows.factor, codes, told, (typed[number] for number in order))


def _held_against(store: Store, read: Figures) -> Figures:
    """Add to the figures what stands in their place, asked for a period at a time."""
    for _, end, lent in read.portions() if read.head.standing else ():
        found = store.query_lent("standing_figures", SHAPE, lent, period_end=end)
        standing = np.full(read.head.rows, np.nan)
        standing[found["sheet_row"].to_numpy() - read.head.first_row] = found["value"].to_numpy()
        figures.append(read, standing)
    return read


def _listed(read: Figures, names: Names) -> Iterator[Difference]:
    """Yield what people are shown, month by month in sheet order: all of a short file, of a long one the first."""
    chosen = read.chosen(LISTED)
    for at in sorted({at for at, _, _ in chosen}):
        (column, end), texts = read.head.periods[at], read.texts(at)
        typed, values, old = read.typed(at), read.values(at), read.standing(at)
        for row, state in [(row, state) for one, row, state in chosen if one == at]:
            indicator_code, region_code, kind, raw_unit = (read.word(name, row) for name in LABELS)
            indicator = names.indicators[indicator_code]
            yield Difference(
                indicator_code=indicator_code, region_code=region_code, kind=kind, period_end=end,
                old=None if old is None else _exact(old[row]), new=_exact(values[row]), state=STATES[state],
                sheet=read.head.sheet, cell=place(read.head.first_row + row, column),
                raw_text=texts.get(row) or Cell(value=float(typed[row])).text, raw_unit=raw_unit,
                indicator=indicator.name, region=names.regions[region_code].name,
                unit="%" if kind == Kind.YOY else indicator.unit,
            )  # fmt: skip


def _exact(value: float) -> Decimal | None:
    """Return a figure as the store keeps it; None where there is none."""
    return None if np.isnan(value) else Decimal(repr(float(value))).quantize(QUANTUM)
