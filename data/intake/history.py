"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the reading of the odd cells and the diff of a back-fill. Names, units and numbers mean what they mean in a
monthly form; only what is not a plain number is read one by one. It writes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.intake import history_checks
from data.intake.grids import Floats, Grid, Index
from data.intake.history_rows import TOLD, History, Rows, Task, identify
from data.intake.matching import Names
from data.intake.previews import COLUMNS, STATES
from data.problems import Severity, entries
from data.store import Store
from data.workbooks import numbers
from data.workbooks.sheets import letter, place
from metrics.model import Kind

__all__ = ["History", "empty", "understand"]

SAME = 5e-5  # half the store's last decimal


def understand(store: Store, grid: Grid, names: Names, *, today: date, closed: Iterable[date]) -> History:
    """Tell who and what every figure is, what is wrong, and what it would change."""
    history = History(rows=empty(), about=grid.about, period=max(month for _, month in grid.months))
    history.problems.extend(history_checks.of_sheet(grid, today, closed))
    task = Task(store=store, grid=grid, names=names, history=history)
    rows = identify(task)
    if rows is None:
        return history
    figures, texts = _read_exceptions(task, rows)
    history.problems.extend(history_checks.as_typed(grid, rows))
    figures *= rows.factor
    history.problems.extend(history_checks.of_figures(task, rows, figures))
    history.rows = _diffed(task, rows, figures, texts)
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


def _diffed(task: Task, rows: Rows, figures: Floats, texts: Mapping[tuple[int, int], str]) -> pd.DataFrame:
    """Return the preview's rows, month by month in sheet order: the order the log keeps."""
    grid, names = task.grid, task.names
    known = (rows.indicator >= 0) & (rows.region >= 0)
    order = np.array(sorted(range(len(grid.months)), key=lambda number: grid.months[number][1]))
    step, row = (axis.astype(np.int32) for axis in np.nonzero(~np.isnan(figures[order]) & known))
    month = order[step].astype(np.int32)
    old, new = _standing(task, rows, month, row), np.round(figures[month, row], 4)
    state = np.where(np.isnan(old), 0, np.where(np.abs(old - new) < SAME, 2, 1)).astype(np.int8)
    ends = np.array([np.datetime64(end, "us") for _, end in grid.months])
    indicator, region, kind = rows.indicator[row], rows.region[row], rows.kind[row]
    spelled = list(names.indicators.values())
    growth = np.where(kind == rows.kinds.index(str(Kind.YOY)), len(spelled), indicator)
    return pd.DataFrame({
        "indicator_code": _coded_text(indicator, rows.indicators), "region_code": _coded_text(region, rows.regions),
        "kind": _coded_text(kind, rows.kinds), "period_end": ends[month], "old": old, "new": new,
        "state": _coded_text(state, STATES), "sheet": _coded_text(np.zeros(len(row), np.int8), [grid.sheet]),
        "cell": _cells(grid, month, row), "raw_text": _typed(grid, month, row, texts),
        "raw_unit": _coded_text(rows.unit[row], rows.units), "indicator": _coded_text(indicator, [one.name for one in spelled]),
        "region": _coded_text(region, [names.regions[code].name for code in rows.regions]),
        "unit": _coded_text(growth, [*(one.unit for one in spelled), "%"]),
    })  # fmt: skip


def _cells(grid: Grid, month: Index, row: Index) -> pd.Series:
    letters = pa.array([letter(column) for column, _ in grid.months]).take(pa.array(month))
    rows = pc.cast(pa.array(row + grid.header_row + 1), pa.string())
    return _words(pc.binary_join_element_wise(letters, rows, ""))


def _typed(grid: Grid, month: Index, row: Index, texts: Mapping[tuple[int, int], str]) -> pd.Series:
    """Return what was typed: the number as a reader shows it, or the text that was read one by one."""
    raw = _words(pc.cast(pa.array(grid.figures[month, row]), pa.string()))
    if not texts:
        return raw
    typed = pd.Series([texts.get(key) for key in zip(month.tolist(), row.tolist(), strict=True)], dtype="str")
    return typed.where(typed.notna(), raw)


def _words(words: pa.StringArray) -> pd.Series:
    """Return Arrow strings as a pandas column without a Python string in between."""
    return pd.Series(pd.array(words, dtype="str"))


def _coded_text(codes: Index, words: Iterable[str]) -> pd.Series:
    """Return a column of words by number; words that repeat are folded together."""
    spelled = list(words)
    distinct = list(dict.fromkeys(spelled))
    if len(distinct) < len(spelled):
        codes = np.array([distinct.index(word) for word in spelled], dtype=np.int32)[codes]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(distinct)))


def _standing(task: Task, rows: Rows, month: Index, row: Index) -> Floats:
    """Return what stands for each figure, NaN where nothing does, by one number per key."""
    ends = [end for _, end in task.grid.months]
    found = task.store.query("standing_between", first=min(ends), last=max(ends))
    if found.empty or not len(row):
        return np.full(len(row), np.nan)
    shape = (len(rows.indicators), len(rows.regions), len(rows.kinds), len(ends))
    axes = [
        pd.Index(rows.indicators).get_indexer(pd.Index(found["indicator_code"])),
        pd.Index(rows.regions).get_indexer(pd.Index(found["region_code"])),
        pd.Index(rows.kinds).get_indexer(pd.Index(found["kind"])),
        pd.DatetimeIndex(ends).get_indexer(pd.DatetimeIndex(found["period_end"])),
    ]
    inside = np.all([axis >= 0 for axis in axes], axis=0)
    keys = np.ravel_multi_index(tuple(axis[inside] for axis in axes), shape)
    stood = pd.Series(found["value"].to_numpy()[inside], index=keys)
    wanted = np.ravel_multi_index((rows.indicator[row], rows.region[row], rows.kind[row], month), shape)
    return stood.reindex(wanted).to_numpy(dtype=np.float64)
