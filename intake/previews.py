"""What an import would do and what it did: the plain values that pass between check, screen, keeping and commit."""

import hashlib
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from data.problems import Problem, rejects, warns
from intake.matching import Unresolved
from metrics.model import Frequency, Vintage

if TYPE_CHECKING:
    import pandas as pd

STATES = ("new", "changed", "same", "missing")

COLUMNS = (
    "indicator_code", "region_code", "kind", "period_end", "old", "new", "state", "sheet", "cell", "raw_text",
    "raw_unit", "indicator", "region", "unit",
)  # fmt: skip
IN_PASSING = "xushi-figures-"  # how the names of figures begin that no home keeps yet
REMARK_COLUMNS = ("indicator_code", "region_code", "period_end", "kind", "text", "sheet", "cell")


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class FiguresFile:
    """Where a back-fill's figures lie, and the SHA-256 of the file, under which it may be kept."""

    path: str
    digest: str

    def kept(self, place: Path) -> "FiguresFile":
        """Move the file where it stays; otherwise it goes when nobody holds this description any more."""
        shutil.move(self.path, place)
        return FiguresFile(path=str(place), digest=self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value read, or one required cell left empty, against what stands; values exact, as the store keeps them.

    `state`: new, changed, same or missing (then `new` is None). `target_id`: of what is handed down or planned.
    """

    region_code: str
    kind: str
    old: Decimal | None
    new: Decimal | None
    state: str
    sheet: str
    cell: str
    raw_text: str
    raw_unit: str
    indicator: str
    region: str
    unit: str
    indicator_code: str = ""
    period_end: date | None = None
    target_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a row says in words. `kind`: note, reason or next_step."""

    indicator_code: str
    region_code: str
    period_end: date
    kind: str
    text: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do, and everything there is to say about the file; nothing is written yet.

    Plain all through, so that msgspec writes and reads it whole. `kind`: empty where the file was not recognised.
    `differences`: also of a rejected file, to be looked at; of a back-fill a few thousand at most, `figures` holding all;
    `found`: values by state; `compared`: the store's version; `months`: the month ends it reports, which must be open.
    `organisation`: whose report it is (code), always stated, so that what was kept under another name is not read as
    nobody's; `organisation_name`: of what is handed down or planned the region's.
    """

    file_name: str
    sha256: str
    problems: tuple[Problem, ...]
    compared: int
    organisation: str | None
    period: date | None = None
    differences: tuple[Difference, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)
    noted: tuple[Remark, ...] = ()
    months: tuple[date, ...] = ()
    organisation_name: str = ""
    kind: str = ""
    vintage: str = Vintage.FINAL
    frequency: str = Frequency.MONTH
    is_sample: bool = False
    template_version: str | None = None
    unresolved: tuple[Unresolved, ...] = ()
    batch_id: int | None = None  # the standing batch of the same bytes, when already imported
    figures: FiguresFile | None = None

    @property
    def status(self) -> str:
        """Return already_imported, rejected, needs_confirmation (warnings, or names nobody knows) or ready."""
        if self.batch_id is not None:
            return "already_imported"
        if rejects(self.problems):
            return "rejected"
        return "needs_confirmation" if warns(self.problems) or self.unresolved else "ready"

    @property
    def counts(self) -> dict[str, int]:
        """Return how many values importing would find in each of STATES; none of a file that is not imported."""
        written = self.status not in {"rejected", "already_imported"}
        return {state: self.found.get(state, 0) if written else 0 for state in STATES}

    @property
    def differing(self) -> int:
        """Return how many values are not what stands already."""
        return sum(count for state, count in self.found.items() if state != "same")

    @property
    def rows(self) -> "pd.DataFrame":
        """Return the differences as a frame of COLUMNS, values as floats."""
        import pandas as pd  # noqa: PLC0415  # the limited process, which makes no frame, does without

        frame = pd.DataFrame({name: [getattr(one, name) for one in self.differences] for name in COLUMNS})
        kinds = {"old": "float64", "new": "float64", "period_end": "datetime64[us]"}
        return frame.astype({name: kinds.get(name, "str") for name in COLUMNS})

    @property
    def remarks(self) -> "pd.DataFrame":
        """Return what was noted as a frame: note, reason, next_step as typed."""
        import pandas as pd  # noqa: PLC0415  # as above

        return pd.DataFrame({name: [getattr(one, name) for one in self.noted] for name in REMARK_COLUMNS})

    @property
    def digest(self) -> str:
        """Return what tells this file and its differences from any other."""
        told = hashlib.sha256(self.sha256.encode())
        if self.figures is not None:
            told.update(self.figures.digest.encode())
        for one in self.differences:
            told.update(f"{one.old} {one.new} {one.state}\n".encode())
        return told.hexdigest()


def state_of(old: Decimal | None, new: Decimal) -> str:
    """Return what a value would do to the one that stands."""
    return "new" if old is None else "same" if old == new else "changed"


def counted(differences: Sequence[Difference]) -> dict[str, int]:
    """Return how many differences are in each of STATES."""
    states = [one.state for one in differences]
    return {state: states.count(state) for state in STATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did. `status`: imported; outdated, what it was compared with having changed; or the preview's."""

    batch_id: int | None
    status: str
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_missing: int
    problems: tuple[Problem, ...]


def nobody(_: Collection[str]) -> Collection[str]:
    """Return no row: nobody's reasons are asked for."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the caller knows: today's date, who uploads (organisation code), the month meant, the rows that lag.

    `lagging` is asked with the row ids of a file, once it is read, and returns those whose reasons are asked for.
    """

    today: date
    uploader: str | None = None
    period: date | None = None
    lagging: Callable[[Collection[str]], Collection[str]] = nobody
