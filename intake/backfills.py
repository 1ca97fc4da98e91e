"""What a back-fill would change, and how it is written: its figures held against the store, a period at a time.

Owns the preview of figures that lie in a file. Runs in the server; what the figures mean was told before
(intake/history.py).
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from data import periods
from data.problems import Problem, problem
from data.store import Store, Writer
from intake import bounds, checks, figures
from intake.figures import LABELS, SHAPE, Figures, Floats
from intake.kinds.backfill import NAME, Needs, Reading
from intake.kinds.kind import Incoming
from intake.matching import Names
from intake.previews import STATES, Difference, Preview
from intake.workbooks import numbers
from intake.workbooks.sheets import Cell, place
from metrics.model import Frequency, Kind

LISTED = 2000  # differences of a preview; the store is handed the arrays


def check(store: Store, file: Incoming, needs: Needs, reading: Reading) -> Preview:
    """Hold the figures against what stands."""
    if reading.figures is None:
        return _preview(file, needs, reading)
    with ExitStack() as undo:
        read = figures.adopt(reading.figures)
        undo.callback(Path(read.path).unlink)
        for indicator in read.head.words["indicator_code"]:
            bounds.known(needs.names.indicators, indicator)
        for region in read.head.words["region_code"]:
            bounds.known(needs.names.regions, region)
        preview = _preview(file, needs, reading, _held_against(store, read))
        undo.pop_all()  # the file goes with its preview from now on
    return preview


def _preview(file: Incoming, needs: Needs, reading: Reading, read: Figures | None = None) -> Preview:
    differences = () if read is None else tuple(listed(read, needs.names, read.chosen(LISTED)))
    found = dict.fromkeys(STATES, 0) if read is None else read.counts()
    ends = () if read is None else read.head.periods
    told = [
        *file.problems,
        *reading.problems,
        *checks.changes(differences, found["changed"]),
        *(() if read is None else _closed(read, file.closed)),
    ]
    if not any(found.values()) and not told:
        told.append(problem("M26"))
    return Preview(
        file_name=file.file_name, sha256=file.sha256, compared=file.compared, kind=NAME, differences=differences,
        found=found, problems=bounds.worst_first(told), unresolved=reading.unresolved, period=reading.period,
        months=periods.months(end for _, end in ends), organisation=reading.organisation,
        organisation_name=needs.names.organisations.get(reading.organisation or "", ""), is_sample=reading.is_sample,
        template_version=reading.version, figures=None if read is None else figures.described(read),
        frequency=Frequency.MONTH if read is None else read.head.frequency,
    )  # fmt: skip


def _closed(read: Figures, closed: Collection[date]) -> Iterator[Problem]:
    """Refuse months that accept no report, each where it heads its column."""
    for column, end in read.head.periods:
        if periods.month_end(end.year, end.month) in closed:
            shown = periods.code(end, read.head.frequency)
            cell = place(read.head.first_row - 1, column)
            yield problem("M01", sheet=read.head.sheet, cell=cell, period=shown, reason="closed")


def _held_against(store: Store, read: Figures) -> Figures:
    """Return the figures with what stands in their place."""
    ends = [end for _, end in read.head.periods]
    if not store.rows("stands_between", first=min(ends), last=max(ends))[0]["stands"]:
        return read
    return figures.with_standing(read, _standing(store, read))


def _standing(store: Store, read: Figures) -> Iterator[Floats]:
    """Yield what stands in the place of each figure, asked for a period at a time."""
    for _, end, lent in read.portions():
        found = store.query_lent("standing_figures", SHAPE, lent, period_end=end)
        standing = np.full(read.head.rows, np.nan)
        standing[found["sheet_row"].to_numpy() - read.head.first_row] = found["value"].to_numpy()
        yield standing


def listed(read: Figures, names: Names, chosen: Iterable[tuple[int, int, int]]) -> Iterator[Difference]:
    """Yield the differences of these figures (period, row, state), which are in order."""
    for at, of_period in groupby(chosen, key=itemgetter(0)):
        (column, end), texts = read.head.periods[at], read.texts(at)
        typed, values, old = read.typed(at), read.values(at), read.standing(at)
        for _, row, state in of_period:
            indicator_code, region_code, kind, raw_unit = (read.word(name, row) for name in LABELS)
            indicator = bounds.known(names.indicators, indicator_code)
            yield Difference(
                indicator_code=indicator_code, region_code=region_code, kind=kind, period_end=end,
                old=None if old is None else _exact(old[row]), new=_exact(values[row]), state=STATES[state],
                sheet=read.head.sheet, cell=place(read.head.first_row + row, column),
                raw_text=texts.get(row) or Cell(value=float(typed[row])).text, raw_unit=raw_unit,
                indicator=indicator.name, region=bounds.known(names.regions, region_code).name,
                unit="%" if kind == Kind.YOY else indicator.unit,
            )  # fmt: skip


def _exact(value: float) -> Decimal | None:
    """Return a figure as the store keeps it; None where there is none."""
    return None if np.isnan(value) else Decimal(repr(float(value))).quantize(numbers.QUANTUM)


def post(write: Writer, preview: Preview, batch_id: int) -> None:
    """Append the figures period by period in sheet order, straight from their file."""
    assert preview.figures is not None
    read = figures.load(preview.figures.path)
    constant = {
        "batch_id": batch_id,
        "vintage": preview.vintage,
        "sheet": read.head.sheet,
        "frequency": read.head.frequency,
    }
    for letters, end, rows in read.portions():
        write.lend("append_figures", SHAPE, rows, letters=letters, period_end=end, **constant)
