"""A back-fill's figures as arrays: lent to the store a period at a time, listed for people a few thousand at most.

Owns the order the log keeps and what is new, changed or the same. It asks nothing of the store and writes nothing.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.intake.grids import Codes, Floats
from data.workbooks.sheets import letter
from metrics.model import Frequency

SHAPE = "incoming_figure"  # the store's table of this shape
STATES = ("new", "changed", "same", "missing")
SAME = 5e-5  # half the store's last decimal
NEW, CHANGED, UNCHANGED = (STATES.index(state) for state in ("new", "changed", "same"))
LABELS = ("indicator_code", "region_code", "kind", "raw_unit")

Coded = tuple[list[str], Codes]
States = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """A matrix put by in an unnamed file while a person makes up their mind, and read back a period at a time."""

    file: BinaryIO
    rows: int

    def __getitem__(self, at: int) -> Floats:
        size = 8 * self.rows
        return np.frombuffer(os.pread(self.file.fileno(), size, size * at), np.float64)


def put_by(matrix: Floats) -> Spool:
    """Write a matrix of periods × rows to an unnamed file, which goes when it is no longer looked at."""
    file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # it lives as long as its preview
    for period in matrix:
        file.write(period.tobytes())
    return Spool(file=file, rows=matrix.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a sheet of periods would write; axes are its period columns in time and its rows below the header.

    `typed`: as in the sheet, NaN where nothing is written; `factor`: from a row's unit to its indicator's; `texts`:
    what was typed where it is no plain number; `standing`: what stands in the store, None where nothing does.
    """

    sheet: str
    first_row: int
    frequency: Frequency
    periods: tuple[tuple[int, date], ...]  # column number, period end
    typed: Spool
    factor: Floats
    labels: Mapping[str, Coded]  # one of LABELS → words, the number of each row's; -1 where unknown
    texts: Mapping[tuple[int, int], str]
    standing: Spool | None = None

    def values(self, at: int) -> Floats:
        """Return a period's figures in their indicators' units, as the store rounds them."""
        rounded: Floats = np.round(self.typed[at] * self.factor, 4)
        return rounded

    def states(self, at: int) -> States:
        """Return what each figure of a period would be, by its number in STATES; -1 where there is none."""
        new = self.values(at)
        states = np.full(len(new), NEW, dtype=np.int8)
        if self.standing is not None:
            old = self.standing[at]
            near = np.where(np.abs(old - new) < SAME, UNCHANGED, CHANGED)
            states = np.where(np.isnan(old), NEW, near).astype(np.int8)
        states[np.isnan(new)] = -1
        return states

    def counts(self) -> dict[str, int]:
        """Return how many figures are in each of STATES."""
        total = np.zeros(len(STATES), dtype=np.int64)
        for at in range(len(self.periods)):
            states = self.states(at)
            total += np.bincount(states[states >= 0], minlength=len(STATES))
        return {state: int(count) for state, count in zip(STATES, total, strict=True)}

    def chosen(self, most: int) -> list[tuple[int, int, int]]:
        """Return (period, row, state) of at most so many figures, in order: of more, first what changes, then what is new."""
        kept: dict[int, list[tuple[int, int, int]]] = {CHANGED: [], NEW: [], UNCHANGED: []}
        for at in range(len(self.periods)):
            states = self.states(at)
            for state, found in kept.items():
                rows = np.flatnonzero(states == state)[: most - len(found)]
                found.extend((at, int(row), state) for row in rows)
        return sorted([one for found in kept.values() for one in found][:most])

    def portions(self) -> Iterator[tuple[str, date, pa.Table]]:
        """Yield each period's column letters, its end, and its rows in the store's SHAPE, no figure copied."""
        rows = self.typed.rows
        shared = {name: _words(*self.labels[name]) for name in LABELS}
        numbers = pa.array(np.arange(self.first_row, self.first_row + rows, dtype=np.int32))
        factor, untyped = pa.array(self.factor), pa.nulls(rows, pa.string())
        for at, (column, end) in enumerate(self.periods):
            texts = {row: text for (period, row), text in self.texts.items() if period == at}
            typed = pa.array([texts.get(row) for row in range(rows)], pa.string()) if texts else untyped
            figures = {"factor": factor, "figure": pa.array(self.typed[at]), "typed": typed}
            yield letter(column), end, pa.table(shared | {"sheet_row": numbers} | figures)

    def digest(self) -> bytes:
        """Return what tells these differences from any other: the figures, and what stands in their place."""
        told = hashlib.sha256()
        for at in range(len(self.periods)):
            told.update(self.typed[at].tobytes())
            told.update(b"" if self.standing is None else self.standing[at].tobytes())
        return told.digest()


def _words(words: list[str], codes: Codes) -> pa.DictionaryArray:
    """Return a column of words, folded; null where the number is -1."""
    indices = pa.array(codes, mask=codes < 0) if (codes < 0).any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, type=pa.string()))
