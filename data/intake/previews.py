"""What an import would do and what it did: the values that pass between check, screen and commit."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.intake.entries import Unresolved
from data.intake.figures import STATES, Figures
from data.problems import Problem
from metrics.model import Frequency, Vintage

COLUMNS = (
    "indicator_code", "region_code", "kind", "period_end", "old", "new", "state", "sheet", "cell", "raw_text",
    "raw_unit", "indicator", "region", "unit",
)  # fmt: skip
__all__ = ["COLUMNS", "STATES", "Expectation", "ImportResult", "Preview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do, and everything there is to say about the file; nothing is written yet.

    `status`: ready · needs_confirmation (warnings, or names in `unresolved`) · rejected · already_imported.
    `rows`: one row per value read or required cell left empty (COLUMNS), also of a rejected file, to be looked at; of
    a back-fill, a few thousand of them at most, `figures` holding all; `remarks`: note, reason, next_step as typed; `counts`: rows by state, all zero when the file is rejected.
    """

    file_name: str
    sha256: str
    period: date | None
    unit: str | None
    rows: pd.DataFrame
    remarks: pd.DataFrame
    problems: tuple[Problem, ...]
    status: str
    counts: Mapping[str, int]
    unit_name: str = ""
    kind: str = "monthly"
    vintage: str = Vintage.FINAL
    frequency: str = Frequency.MONTH
    is_sample: bool = False
    template_version: str | None = None
    unresolved: tuple[Unresolved, ...] = ()
    batch_id: int | None = None  # the standing batch of the same bytes, when already imported
    figures: Figures | None = None

    @property
    def differing(self) -> int:
        """Return how many values are not what stands already."""
        if self.figures is None:
            return int((self.rows["state"] != "same").sum())
        counts = self.figures.counts()
        return sum(counts.values()) - counts["same"]

    @property
    def digest(self) -> str:
        """Return what tells this file and its differences from any other."""
        told = hashlib.sha256(self.sha256.encode())
        if self.figures is not None:
            told.update(self.figures.digest())
        else:
            differences = pd.util.hash_pandas_object(self.rows[["old", "new", "state"]], index=False)
            told.update(differences.to_numpy().tobytes())
        return told.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did. `status`: imported, or that of the preview which kept it from being so."""

    batch_id: int | None
    status: str
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_missing: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the caller knows: today's date, who uploads (organisation code), the month meant, the rows that lag."""

    today: date
    uploader: str | None = None
    period: date | None = None
    lagging: frozenset[str] = frozenset()  # row ids whose reasons are asked for
