"""A back-fill's figures in a file: read a period at a time, lent to the store, listed for people a few thousand at most.

Owns the file's layout, the order the log keeps, and what is new, changed or the same. The limited process packs it, the
server puts it in a file and adds what stands; a preview holds only where the file lies and its digest. It asks nothing of
the store and writes nothing into it.

The file: eight bytes with the length of the head, the head as JSON, each row's factor and the numbers of its words,
the texts of each period, the figures as typed of each period and, where anything stands, what stands in each.
"""

import hashlib
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt

from data.problems import problem
from intake.previews import IN_PASSING, STATES, FiguresFile
from intake.workbooks.limits import Refusal
from intake.workbooks.numbers import LIMIT
from intake.workbooks.sheets import letter
from metrics.model import Frequency

if TYPE_CHECKING:
    import pyarrow as pa

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Index = npt.NDArray[np.integer[Any]]
SHAPE = "incoming_figure"  # the store's table of this shape
SAME = 5e-5  # half the store's last decimal
NEW, CHANGED, UNCHANGED = (STATES.index(state) for state in ("new", "changed", "same"))
LABELS = ("indicator_code", "region_code", "kind", "raw_unit")
LENGTH = 8  # bytes of the head's length

States = npt.NDArray[np.int8]
Buffer = bytes | memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the figures are of: axes are the sheet's period columns in time and its rows below the header."""

    sheet: str
    first_row: int
    rows: int
    frequency: Frequency
    periods: tuple[tuple[int, date], ...]  # column number, period end
    words: Mapping[str, tuple[str, ...]]  # of each of LABELS
    texts: tuple[int, ...]  # bytes of each period's texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a sheet of periods would write, in its file; a period is read when it is asked for.

    `factor`: from a row's unit to its indicator's; `codes`: the number of each row's word of each label, -1 where unknown.
    """

    path: str
    head: Head
    factor: Floats
    codes: Mapping[str, Codes]
    body: int  # where the texts begin
    has_standing: bool = False

    def typed(self, at: int) -> Floats:
        """Return a period's figures as in the sheet, NaN where nothing is written."""
        return self._block(at)

    def standing(self, at: int) -> Floats | None:
        """Return what stands in a period, NaN where nothing does; None where nothing stands in any."""
        return self._block(len(self.head.periods) + at) if self.has_standing else None

    def _block(self, at: int) -> Floats:
        offset = self.body + sum(self.head.texts) + 8 * self.head.rows * at
        return np.fromfile(self.path, np.float64, self.head.rows, offset=offset)

    def texts(self, at: int) -> dict[int, str]:
        """Return what was typed in a period where it is no plain number, by row."""
        with Path(self.path).open("rb") as file:
            file.seek(self.body + sum(self.head.texts[:at]))
            return msgspec.json.decode(file.read(self.head.texts[at]), type=dict[int, str])

    def word(self, label: str, row: int) -> str:
        """Return a row's word of a label."""
        return str(self.head.words[label][self.codes[label][row]])

    @property
    def keys(self) -> set[tuple[str, str]]:
        """Return the indicators and regions (codes) of the rows that are known."""
        indicators, regions = self.codes["indicator_code"], self.codes["region_code"]
        pairs = np.unique(np.stack([indicators, regions], axis=1)[(indicators >= 0) & (regions >= 0)], axis=0)
        words = self.head.words
        return {(words["indicator_code"][one], words["region_code"][other]) for one, other in pairs.tolist()}

    def values(self, at: int) -> Floats:
        """Return a period's figures in their indicators' units, as the store rounds them."""
        rounded: Floats = np.round(self.typed(at) * self.factor, 4)
        return rounded

    def states(self, at: int) -> States:
        """Return what each figure of a period would be, by its number in STATES; -1 where there is none."""
        new, old = self.values(at), self.standing(at)
        states = np.full(len(new), NEW, dtype=np.int8)
        if old is not None:
            near = np.where(np.abs(old - new) < SAME, UNCHANGED, CHANGED)
            states = np.where(np.isnan(old), NEW, near).astype(np.int8)
        states[np.isnan(new)] = -1
        return states

    def counts(self) -> dict[str, int]:
        """Return how many figures are in each of STATES."""
        total = np.zeros(len(STATES), dtype=np.int64)
        for at in range(len(self.head.periods)):
            states = self.states(at)
            total += np.bincount(states[states >= 0], minlength=len(STATES))
        return {state: int(count) for state, count in zip(STATES, total, strict=True)}

    def chosen(self, most: int) -> list[tuple[int, int, int]]:
        """Return (period, row, state) of at most so many figures, in order: of more, first what changes, then what is new."""
        kept: dict[int, list[tuple[int, int, int]]] = {CHANGED: [], NEW: [], UNCHANGED: []}
        for at in range(len(self.head.periods)):
            states = self.states(at)
            for state, found in kept.items():
                rows = np.flatnonzero(states == state)[: most - len(found)]
                found.extend((at, int(row), state) for row in rows)
        return sorted([one for found in kept.values() for one in found][:most])

    def every(self) -> Iterator[tuple[int, int, int]]:
        """Yield (period, row, state) of every figure, in order; one period at a time is in memory."""
        for at in range(len(self.head.periods)):
            states = self.states(at)
            for row in np.flatnonzero(states >= 0).tolist():
                yield at, row, int(states[row])

    def portions(self) -> "Iterator[tuple[str, date, pa.Table]]":
        """Yield each period's column letters, its end, and its rows in the store's SHAPE, no figure copied."""
        import pyarrow as pa  # noqa: PLC0415  # the limited process, which only packs, does without

        rows, first = self.head.rows, self.head.first_row
        shared = {name: _words(self.head.words[name], self.codes[name]) for name in LABELS}
        numbers = pa.array(np.arange(first, first + rows, dtype=np.int32))
        factor, untyped = pa.array(self.factor), pa.nulls(rows, pa.string())
        for at, (column, end) in enumerate(self.head.periods):
            texts = self.texts(at)
            typed = pa.array([texts.get(row) for row in range(rows)], pa.string()) if texts else untyped
            figures = {"factor": factor, "figure": pa.array(self.typed(at)), "typed": typed}
            yield letter(column), end, pa.table(shared | {"sheet_row": numbers} | figures)


def packed(
    head: Head, factor: Floats, codes: Mapping[str, Codes], texts: Sequence[bytes], typed: Iterable[Floats]
) -> bytes:
    """Return a file of figures without what stands."""
    told = msgspec.json.encode(head)
    rows = [factor.tobytes(), *(codes[name].tobytes() for name in LABELS)]
    return b"".join((len(told).to_bytes(LENGTH), told, *rows, *texts, *(one.tobytes() for one in typed)))


def adopt(content: Buffer) -> Figures:
    """Put what the limited process packed in a file; Refusal where its parts do not fit one another."""
    with tempfile.NamedTemporaryFile("wb", prefix=IN_PASSING, delete=False) as file:
        file.write(content)
    try:
        return _sound(load(file.name))
    except (Refusal, msgspec.MsgspecError):
        Path(file.name).unlink()
        raise


def _sound(figures: Figures) -> Figures:
    """Return figures whose parts fit one another; Refusal for others."""
    words = figures.head.words
    fit = all(_within(codes, len(words.get(name, ()))) for name, codes in figures.codes.items())
    if figures.has_standing or _size(figures) != Path(figures.path).stat().st_size or not fit:
        raise Refusal(problem("F02"))
    if any(beyond(figures.typed(at), figures.factor).any() for at in range(len(figures.head.periods))):
        raise Refusal(problem("F02"))
    return figures


def beyond(typed: Floats, factor: Floats) -> npt.NDArray[np.bool_]:
    """Tell which figures of a period are larger than the store can hold."""
    with np.errstate(over="ignore"):
        large: npt.NDArray[np.bool_] = np.abs(typed * factor) >= float(LIMIT)
    return large


def _size(figures: Figures) -> int:
    """Return how large a file of figures is, what stands included where it is there."""
    head = figures.head
    blocks = len(head.periods) * (1 + figures.has_standing)
    return figures.body + sum(head.texts) + 8 * head.rows * blocks


def _within(codes: Codes, words: int) -> bool:
    return len(codes) == 0 or (int(codes.min()) >= -1 and int(codes.max()) < words)


def load(path: str) -> Figures:
    """Read the head of a file of figures; the periods are read when they are asked for."""
    with Path(path).open("rb") as file:
        told = file.read(int.from_bytes(file.read(LENGTH)))
        head = msgspec.json.decode(told, type=Head)
        factor = np.fromfile(file, np.float64, head.rows)
        codes = {name: np.fromfile(file, np.int32, head.rows) for name in LABELS}
        figures = Figures(path=path, head=head, factor=factor, codes=codes, body=file.tell())
    more = Path(path).stat().st_size > _size(figures)
    return replace(figures, has_standing=more)


def with_standing(figures: Figures, standing: Iterable[Floats]) -> Figures:
    """Add what stands, a period at a time: NaN where nothing does."""
    with Path(figures.path).open("ab") as file:
        for one in standing:
            file.write(one.tobytes())
    return replace(figures, has_standing=True)


def described(figures: Figures) -> FiguresFile:
    """Return what a preview holds of complete figures; the file goes with it unless it is kept."""
    with Path(figures.path).open("rb") as file:
        found = FiguresFile(path=figures.path, digest=hashlib.file_digest(file, "sha256").hexdigest())
    weakref.finalize(found, Path(figures.path).unlink, missing_ok=True)
    return found


def _words(words: Sequence[str], codes: Codes) -> "pa.DictionaryArray":
    """Return a column of words, folded; null where the number is -1."""
    import pyarrow as pa  # noqa: PLC0415  # as above

    indices = pa.array(codes, mask=codes < 0) if (codes < 0).any() else pa.array(codes)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, type=pa.string()))
