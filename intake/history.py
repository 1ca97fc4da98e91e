"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the reading of the odd cells and what is handed on of a back-fill. Names, units and numbers mean what they mean in
a monthly form; only what is not a plain number is read one by one. Runs in the limited process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
import numpy as np

from data.problems import Problem
from intake import bounds, figures, history_checks
from intake.figures import LABELS, Head
from intake.grids import Floats, Grid
from intake.history_rows import TOLD, Rows, Task, identify
from intake.matching import Names
from intake.questions import Questions, Unresolved
from intake.workbooks import numbers
from intake.workbooks.sheets import place
from metrics.model import Frequency, Kind

Texts = Mapping[tuple[int, int], str]  # by period and row


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A back-fill understood: its figures as a file holds them (intake/figures.py), and everything to tell."""

    figures: bytes | None
    problems: tuple[Problem, ...]
    unresolved: tuple[Unresolved, ...]


def understand(grid: Grid, names: Names, today: date) -> History:
    """Tell who and what every figure is, and what is wrong."""
    task = Task(grid=grid, names=names, questions=Questions(names=names))
    task.problems.extend(history_checks.of_sheet(grid, today))
    rows, told = identify(task), None
    if rows is not None:
        typed, texts = _read_exceptions(task, rows)
        task.problems.extend(history_checks.as_typed(grid, rows))
        own = bool((rows.factor == 1).all())
        task.problems.extend(history_checks.of_figures(task, rows, typed if own else typed * rows.factor))
        told = _packed(grid, rows, typed, texts)
    problems = bounds.worst_first(task.problems)
    return History(figures=told, problems=problems, unresolved=tuple(task.questions.unresolved))


def _read_exceptions(task: Task, rows: Rows) -> tuple[Floats, Texts]:
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
        if len(task.problems) < TOLD * 5:
            where = {"sheet": grid.sheet, "cell": place(row, column)}
            task.problems.extend(numbers.told(reading.findings, cell.text, subject=(), **where))
        if cell.linked and reading.value is not None:
            task.tell("F12", place(row, column), value=cell.text, formula=cell.formula)
        if reading.value is not None:
            typed[columns[column], offset] = float(reading.value)
            texts[columns[column], offset] = bounds.text(cell.text)
    return typed, texts


def _unit_of(rows: Rows, names: Names, offset: int) -> str:
    if rows.kinds[rows.kind[offset]] == Kind.YOY:
        return "%"
    return rows.units[rows.unit[offset]] or names.indicators[rows.indicators[rows.indicator[offset]]].unit


def _packed(grid: Grid, rows: Rows, typed: Floats, texts: Texts) -> bytes:
    """Return what would be written, its periods in time; rows that are not known drop out, and what no store can hold."""
    order = sorted(range(len(grid.months)), key=lambda number: grid.months[number][1])
    left_out = (rows.indicator < 0) | (rows.region < 0)
    if (
        grid.frequency != Frequency.MONTH
    ):  # only months add up to a year: what one quarter brought is checked, not kept
        left_out |= rows.kind == rows.kinds.index(str(Kind.MONTH))
    typed[:, left_out] = np.nan
    for one in typed:
        one[figures.beyond(one, rows.factor)] = np.nan
    by_period: dict[int, dict[int, str]] = {at: {} for at in order}
    for (number, row), text in texts.items():
        by_period[number][row] = text
    told = [msgspec.json.encode(by_period[at]) for at in order]
    words = (rows.indicators, rows.regions, rows.kinds, rows.units)
    head = Head(
        sheet=grid.sheet, first_row=grid.header_row + 1, rows=grid.rows, frequency=grid.frequency,
        periods=tuple(grid.months[number] for number in order),
        words=dict(zip(LABELS, map(tuple, words), strict=True)), texts=tuple(map(len, told)),
    )  # fmt: skip
    codes = dict(zip(LABELS, (rows.indicator, rows.region, rows.kind, rows.unit), strict=True))
    return figures.packed(head, rows.factor, codes, told, (typed[number] for number in order))
