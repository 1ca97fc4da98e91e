"""Which row of a sheet names its periods, and which period each column is: the header of a back-fill, ours or another's.

Owns the words such headings use, the year they may leave to the row or the title above them included. A sheet holds
months or quarters, never both. It imports nothing heavy: the child process reads with it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data import periods
from intake.workbooks.sheets import Sheet
from metrics.model import Frequency

DEPTH, WIDTH = 15, 400  # rows and columns in which a header is looked for
NAMED = 3  # headings of one kind that make a sheet one of periods
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
YEAR_HEADING = re.compile(r"((?:19|20)\d{2})(?:\.0)?\s*年?度?")
SO_FAR = re.compile(r"(?:(\d{4})\s*(?:年\s*)?)?(上半年|全年)(?:累计)?")
SO_FAR_MONTHS = {"上半年": 6, "全年": 12}

Texts = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A header found: its index, what its periods are, and the period end of each column that names one, by index."""

    row: int
    frequency: Frequency
    periods: Mapping[int, date]


def find(rows: Sequence[Texts]) -> Heading | None:
    """Return the first row that names at least three months, or three quarters, beside something that is neither."""
    for number, row in enumerate(rows):
        filled = sum(value not in ("", None) for value in row)
        for frequency, named in (
            (Frequency.MONTH, _months(row)),
            (Frequency.QUARTER, _quarters(row, _years(rows[:number], len(row)))),
        ):
            if NAMED <= len(named) < filled:
                return Heading(row=number, frequency=frequency, periods=named)
    return None


def of_sheet(sheet: Sheet) -> Heading | None:
    """Return the header of a sheet read cell by cell."""
    rows = [sheet.values.get(row, {}) for row in range(1, DEPTH + 1)]
    return find(
        [[row.get(column) for column in range(1, min(max(row, default=0), WIDTH) + 1)] for row in rows]
    )


def _months(row: Texts) -> dict[int, date]:
    found = {column: periods.read(value) for column, value in enumerate(row) if _may_name(value)}
    return {
        column: one.period_end
        for column, one in found.items()
        if one.period_end is not None and one.frequency == Frequency.MONTH
    }


def _may_name(value: object) -> bool:
    return isinstance(value, int | float | str | date) and not isinstance(value, bool)


def _quarters(row: Texts, years: Sequence[int | None]) -> dict[int, date]:
    """Read 2023Q1, 2023年一季度, 前三季度; 上半年 and 全年 too, where no quarter of the same end stands beside them."""
    named, later = dict[int, date](), dict[int, date]()
    for column, value in enumerate(row):
        if not isinstance(value, str) or not value:
            continue
        found = periods.read(value, year=years[column])
        if found.frequency == Frequency.QUARTER and found.period_end is not None:
            named[column] = found.period_end
        elif match := SO_FAR.fullmatch(value.strip()):
            year = int(match.group(1)) if match.group(1) else years[column]
            if year is not None:
                later[column] = periods.month_end(year, SO_FAR_MONTHS[match.group(2)])
    free = {column: end for column, end in later.items() if end not in named.values()}
    return dict(sorted((named | free).items())) if named else {}


def _years(above: Sequence[Texts], width: int) -> list[int | None]:
    """Return the year each column stands under: of the row above, as far as its heading reaches, else of the title."""
    under: list[int | None] = []
    year = None
    for column in range(width):
        value = above[-1][column] if above and column < len(above[-1]) else None
        if value not in ("", None):
            match = YEAR_HEADING.fullmatch(str(value).strip())
            year = int(match.group(1)) if match else None
        under.append(year)
    if any(under):
        return under
    said = {
        found for row in above for value in row if isinstance(value, str) for found in YEAR.findall(value)
    }
    return [int(said.pop()) if len(said) == 1 else None] * width
