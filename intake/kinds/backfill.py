"""Years of past months or quarters at once: our form, or any table that names three of them side by side.

Its figures are arrays from end to end: read in intake/history.py, held and written in intake/backfills.py.
Both are loaded for this kind alone.
"""

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from data.problems import Problem, problem
from intake import matching
from intake.kinds.kind import Incoming, Kind, Workbook
from intake.matching import Names, Unresolved
from intake.previews import Expectation, Preview
from intake.workbooks import fields, period_headings
from intake.workbooks.fields import ACCEPTED_VERSIONS, META_SHEET, TEMPLATE_VERSION, Stamp
from wording.translate import N_

if TYPE_CHECKING:
    from data.store import Store, Writer

NAME = "backfill"


class Needs(Struct, frozen=True, kw_only=True):
    """What the ledger knows."""

    names: Names
    today: date


class Reading(Struct, frozen=True, kw_only=True, tag=NAME):
    """What a sheet of periods says. `figures`: as intake/figures.py packs them."""

    problems: tuple[Problem, ...]
    unresolved: tuple[Unresolved, ...] = ()
    figures: memoryview | None = None
    period: date | None = None
    organisation: str | None = None
    is_sample: bool = False
    version: str | None = None


def _recognises(workbook: Workbook) -> bool:
    if workbook.columns is not None or isinstance(workbook.stamp, fields.Backfill):
        return True
    if workbook.stamp is not None:
        return False
    return any(period_headings.of_sheet(sheet) is not None for sheet in workbook.book.sheets)


def _needs(store: "Store", _: Stamp | None, expect: Expectation) -> Needs:
    return Needs(names=matching.load(store), today=expect.today)


def _read(workbook: Workbook, needs: Needs) -> Reading:
    """Take the sheet of periods as arrays and tell what every figure is."""
    from intake import grids, history  # noqa: PLC0415  # as the module says

    about = workbook.stamp if isinstance(workbook.stamp, fields.Backfill) else None
    if about is not None and about.template_version not in ACCEPTED_VERSIONS:
        found = problem("S01", version=about.template_version, current=TEMPLATE_VERSION)
        return Reading(problems=(found,))
    organisation, columns = "" if about is None else about.organisation, workbook.columns
    grid = (
        grids.from_book(workbook.book, organisation)
        if columns is None
        else grids.from_columns(*columns, organisation)
    )
    if grid is None:
        return Reading(problems=(problem("S21"),))
    read = history.understand(grid, needs.names, needs.today)
    unsigned = (problem("S02"),) if _lost_stamp(workbook) else ()
    return Reading(
        problems=(*read.problems, *unsigned), unresolved=read.unresolved, period=max(end for _, end in grid.months),
        figures=None if read.figures is None else memoryview(read.figures),
        organisation=organisation or None, is_sample=about is not None and about.sample,
        version=None if about is None else about.template_version,
    )  # fmt: skip


def _lost_stamp(workbook: Workbook) -> bool:
    """Tell whether a workbook has the sheet that says what it is, and that says nothing we could have written."""
    if workbook.stamp is not None:
        return False
    columns = workbook.columns
    return bool(columns[0]["meta"]) if columns is not None else workbook.book.sheet(META_SHEET) is not None


def _check(store: "Store", file: Incoming, needs: Needs, reading: Reading) -> Preview:
    from intake import backfills  # noqa: PLC0415  # as the module says

    return backfills.check(store, file, needs, reading)


def _post(write: "Writer", preview: Preview, batch_id: int) -> None:
    from intake import backfills  # noqa: PLC0415  # as the module says

    backfills.post(write, preview, batch_id)


BACKFILL = Kind(
    name=NAME, word=N_("补录"), needed=Needs, told=Reading, recognises=_recognises, needs=_needs, read=_read, check=_check,
    post=_post,
)  # fmt: skip
