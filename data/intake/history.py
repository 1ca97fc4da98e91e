"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the reading of the odd cells and the diff of a back-fill. Names, units and numbers mean what they mean in a
monthly form; only what is not a plain number is read one by one. It writes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data.intake import history_checks
from data.intake.figures import LABELS, SHAPE, STATES, Figures, put_by
from data.intake.grids import Floats, Grid
from data.intake.history_rows import TOLD, History, Rows, Task, identify
from data.intake.matching import Names
from data.intake.previews import COLUMNS
from data.problems import Severity, entries
from data.store import Store
from data.workbooks import numbers
from data.workbooks.sheets import Cell, place
from metrics.model import Frequency, Kind

__all__ = ["History", "empty", "understand"]

LISTED = 2000  # rows of a preview; the store is handed the arrays


def understand(store: Store, grid: Grid, names: Names, *, today: date, closed: Iterable[date]) -> History:
    """Tell who and what every figure is, what is wrong, and what it would change."""
    history = History(rows=empty(), about=grid.about, period=max(month for _, month in grid.months))
    history.problems.extend(history_checks.of_sheet(grid, today, closed))
    task = Task(store=store, grid=grid, names=names, history=history)
    rows = identify(task)
    if rows is None:
        return history
    typed, texts = _read_exceptions(task, rows)
    history.problems.extend(history_checks.as_typed(grid, rows))
    own = bool((rows.factor == 1).all())
    history.problems.extend(history_checks.of_figures(task, rows, typed if own else typed * rows.factor))
    history.figures = _held_against(store, _figures(grid, rows, typed, texts))
    history.rows = _listed(history.figures, names)
    return history


def empty() -> pd.DataFrame:
    """Return a preview's rows with nothing in them."""
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    return frame.astype({"old": "float64", "new": "float64", "period_end": "datetime64[us]"})


def _read_exceptions(task: Task, rows: Rows) -> tuple[Floats, dict[tuple[int, int], str]]:
    """Read one by one what is not a plain number; return the figures complete, and what was typed there."""
    grid, figures = task.grid, task.grid.figures.copy()
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
            if entries()[finding.code].severity is not Severity.ACCEPT:
                task.tell(finding.code, place(row, column), **facts)
        if cell.linked and reading.value is not None:
            task.tell("F12", place(row, column), value=cell.text, formula=cell.formula)
        if reading.value is not None:
            figures[columns[column], offset] = float(reading.value)
            texts[columns[column], offset] = cell.text
    return figures, texts


def _unit_of(rows: Rows, names: Names, offset: int) -> str:
    if rows.kinds[rows.kind[offset]] == Kind.YOY:
        return "%"
    return rows.units[rows.unit[offset]] or names.indicators[rows.indicators[rows.indicator[offset]]].unit


def _figures(grid: Grid, rows: Rows, typed: Floats, texts: Mapping[tuple[int, int], str]) -> Figures:
    """Return what would be written, its periods in time; rows that are not known drop out."""
    order = sorted(range(len(grid.months)), key=lambda number: grid.months[number][1])
    position = {number: at for at, number in enumerate(order)}
    left_out = (rows.indicator < 0) | (rows.region < 0)
    if (
        grid.frequency != Frequency.MONTH
    ):  # only months add up to a year: what one quarter brought is checked, not kept
        left_out |= rows.kind == rows.kinds.index(str(Kind.MONTH))
    typed[:, left_out] = np.nan
    words = (rows.indicators, rows.regions, rows.kinds, rows.units)
    codes = (rows.indicator, rows.region, rows.kind, rows.unit)
    labels = {
        name: (spelled, numbered.copy()) for name, spelled, numbered in zip(LABELS, words, codes, strict=True)
    }
    return Figures(
        sheet=grid.sheet, first_row=grid.header_row + 1, frequency=grid.frequency, factor=rows.factor, labels=labels,
        periods=tuple(grid.months[number] for number in order),
        typed=put_by(typed[order]),
        texts={(position[number], row): text for (number, row), text in texts.items()},
    )  # fmt: skip


def _held_against(store: Store, figures: Figures) -> Figures:
    """Return the figures with what stands in their place, asked for a period at a time."""
    ends, standing = [end for _, end in figures.periods], None
    if not store.rows("stands_between", first=ends[0], last=ends[-1])[0]["stands"]:
        return figures
    for at, (_, end, lent) in enumerate(figures.portions()):
        found = store.query_lent("standing_figures", SHAPE, lent, period_end=end)
        if len(found) and standing is None:
            standing = np.full((len(ends), figures.typed.rows), np.nan)
        if standing is not None:
            standing[at, found["sheet_row"].to_numpy() - figures.first_row] = found["value"].to_numpy()
    return replace(figures, standing=None if standing is None else put_by(standing))


def _listed(figures: Figures, names: Names) -> pd.DataFrame:
    """Return the rows people are shown, month by month in sheet order: all of a short file, of a long one the first."""
    chosen = figures.chosen(LISTED)
    periods = {at for at, _, _ in chosen}
    values, typed = {at: figures.values(at) for at in periods}, {at: figures.typed[at] for at in periods}
    old = {} if figures.standing is None else {at: figures.standing[at] for at in periods}
    labels = {
        name: [words[number] for number in codes[[row for _, row, _ in chosen]]]
        for name, (words, codes) in figures.labels.items()
    }
    spelled = [names.indicators[code] for code in labels["indicator_code"]]
    frame = pd.DataFrame({
        **labels,
        "period_end": pd.Series([figures.periods[at][1] for at, _, _ in chosen], dtype="datetime64[us]"),
        "old": [old[at][row] if old else np.nan for at, row, _ in chosen],
        "new": [values[at][row] for at, row, _ in chosen], "state": [STATES[state] for _, _, state in chosen], "sheet": figures.sheet,
        "cell": [place(figures.first_row + row, figures.periods[at][0]) for at, row, _ in chosen],
        "raw_text": [figures.texts.get((at, row)) or Cell(value=float(typed[at][row])).text for at, row, _ in chosen],
        "indicator": [one.name for one in spelled], "region": [names.regions[code].name for code in labels["region_code"]],
        "unit": ["%" if kind == Kind.YOY else one.unit for one, kind in zip(spelled, labels["kind"], strict=True)],
    }, columns=list(COLUMNS))  # fmt: skip
    return frame if len(frame) else empty()
