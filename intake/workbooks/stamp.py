"""The hidden stamp of our forms: what a workbook says of itself in the first cell of its sheet _meta.

Owns what such a stamp may hold. Anybody can write one, so it is read by type and within bounds: what does not fit is
no stamp at all.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from data.periods import FIRST_YEAR, LAST_YEAR
from intake.workbooks.fields import META_SHEET
from intake.workbooks.sheets import Book
from metrics.model import Frequency

_PRINTED = r"[^\x00-\x1f\x7f]"
Name = Annotated[str, Meta(max_length=100, pattern=rf"^{_PRINTED}+\Z")]
Code = Annotated[
    str, Meta(max_length=100, pattern=rf"^{_PRINTED}*\Z")
]  # empty in a form that we gave back filled
Version = Annotated[str, Meta(max_length=20, pattern=rf"^{_PRINTED}+\Z")]
Period = Annotated[str, Meta(pattern=r"^(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[12]0)?\Z")]
Year = Annotated[int, Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
LENGTH = 2000  # characters of a stamp; ours have a few hundred


class _Stamp(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every form says: by which version of its template it was written, on which sheet, and whether of sample data."""

    template_version: Version
    sheet: Name
    sample: bool = False


class Monthly(_Stamp, frozen=True, tag="monthly"):
    """A monthly form: whose, for which period, and the check sum of its hidden rows."""

    unit: Code
    unit_name: Name
    period: Period | None = None
    frequency: Frequency = Frequency.MONTH
    sha256: Annotated[str, Meta(max_length=64)] = ""


class Backfill(_Stamp, frozen=True, tag="backfill"):
    """A back-fill form: whose, and the last of its periods."""

    unit: Code
    unit_name: Name
    period: Period | None = None
    frequency: Frequency = Frequency.MONTH


class Decomposition(_Stamp, frozen=True, tag="decomposition"):
    """A form that hands a region's targets down."""

    region: Name
    region_name: Name


class Plan(_Stamp, frozen=True, tag="plan"):
    """A region's plan by month for a year."""

    region: Name
    region_name: Name
    year: Year


Stamp = Monthly | Backfill | Decomposition | Plan


def of(book: Book) -> Stamp | None:
    """Return the stamp of a workbook; None where it has none, or none that we could have written."""
    sheet = book.sheet(META_SHEET)
    return None if sheet is None else read(sheet.cell(1, 1).text)


def read(text: str) -> Stamp | None:
    """Return the stamp a text is; None where it is none."""
    if len(text) > LENGTH:
        return None
    try:
        about: Stamp = msgspec.json.decode(text, type=Stamp)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return about
