"""What an import would do and what it did: the values that pass between check, screen and commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data.intake.entries import Unresolved
from data.problems import Problem
from metrics.model import Frequency, Vintage

COLUMNS = (
    "indicator_code", "region_code", "kind", "period_end", "old", "new", "state", "sheet", "cell", "raw_text",
    "raw_unit", "indicator", "region", "unit",
)  # fmt: skip
STATES = ("new", "changed", "same", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do, and everything there is to say about the file; nothing is written yet.

    `status`: ready · needs_confirmation (warnings, or names in `unresolved`) · rejected · already_imported.
    `rows`: one row per value read or required cell left empty (COLUMNS), also of a rejected file, to be looked at;
    `remarks`: note, reason, next_step as typed; `counts`: rows by state, all zero when the file is rejected.
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
