"""How cells of the Excel report look: formats made once each, numbers with the decimals their words have.

Owns fonts, fills and number formats. Text is always written as a string, so that nothing a unit typed can become
a formula or a link.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from charts.style import PAPER, text_colour, tint
from charts.text import width
from wording.formats import Cell, is_missing, number, percent_beside, points
from wording.labels import status_label
from wording.translate import N_, _

FONT = N_("微软雅黑")
HEAD_FILL = "#E8ECF3"
TITLE_SIZE = 16
BODY_SIZE = 10
LINE_HEIGHT = 15  # points of a row of one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes into one workbook; formats are kept by their properties, as XlsxWriter needs each only once."""

    book: Workbook
    _formats: dict[Hashable, Format] = field(default_factory=dict)

    def format(self, **properties: object) -> Format:
        """The format of these properties, on top of the house's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            house = {
                "font_name": _(FONT),
                "font_size": BODY_SIZE,
                "font_color": PAPER.ink,
                "valign": "vcenter",
            }
            self._formats[key] = self.book.add_format({**house, **properties})
        return self._formats[key]

    def boxed(self, **properties: object) -> Format:
        """A format inside a table: thin grey lines."""
        return self.format(border=1, border_color=PAPER.grid, **properties)

    def title(self, sheet: Worksheet, row: int, text: str) -> None:
        """A sheet's title."""
        sheet.set_row(row, 30)
        sheet.write_string(row, 0, text, self.format(bold=True, font_size=TITLE_SIZE))

    def line(self, sheet: Worksheet, row: int, text: str) -> None:
        """A muted line under a title."""
        sheet.write_string(row, 0, text, self.format(font_color=PAPER.muted))

    def head(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """A column head."""
        style = self.boxed(bold=True, bg_color=HEAD_FILL, text_wrap=True, align="center")
        sheet.write_string(row, column, text, style)

    def text(self, sheet: Worksheet, row: int, column: int, text: str, **properties: Any) -> None:  # noqa: ANN401
        """Text as text, whatever it contains; a space left of it keeps it clear of the number beside it."""
        style = {"indent": 1, **properties} if properties.get("align", "left") == "left" else properties
        sheet.write_string(row, column, text, self.boxed(**style))

    def number(
        self, sheet: Worksheet, row: int, column: int, value: Cell, decimals: int | None = None
    ) -> None:
        """A number with the decimals it has in the sentences; missing is a dash, never zero."""
        if is_missing(value):
            self.text(sheet, row, column, number(None), align="right")
            return
        places = decimals_in(number(value, decimals))
        sheet.write_number(
            row, column, float(value), self.boxed(num_format=number_format(places), align="right")
        )

    def count(self, sheet: Worksheet, row: int, column: int, value: int, *, bold: bool = False) -> None:
        """A count; zero is pale, so that the others stand out."""
        colour = PAPER.ink if value else PAPER.muted
        sheet.write_number(row, column, value, self.boxed(align="right", bold=bold, font_color=colour))

    def percent(self, sheet: Worksheet, row: int, column: int, value: Cell, beside: Cell = None) -> None:
        """A fraction as a percentage, with enough decimals that it never contradicts the light."""
        if is_missing(value):
            self.text(sheet, row, column, number(None), align="right")
            return
        places = decimals_in(percent_beside(value, beside))
        style = self.boxed(num_format=number_format(places, "%"), align="right")
        sheet.write_number(row, column, float(value), style)

    def points(self, sheet: Worksheet, row: int, column: int, value: Cell, status: object) -> None:
        """A difference in percentage points with its sign, in the colour of the light."""
        if is_missing(value):
            self.text(sheet, row, column, number(None), align="right")
            return
        shape = number_format(decimals_in(points(value)))
        colour = text_colour(status, PAPER)
        style = self.boxed(num_format=f"+{shape};0.0", align="right", font_color=colour)
        sheet.write_number(row, column, float(value), style)

    def day(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        """A month end as a date shown by year and month."""
        if is_missing(value):
            self.text(sheet, row, column, number(None), align="center")
            return
        at = pd.Timestamp(value)
        style = self.boxed(num_format="yyyy-mm", align="center")
        sheet.write_datetime(row, column, date(at.year, at.month, at.day), style)

    def status(self, sheet: Worksheet, row: int, column: int, status: object) -> None:
        """The light: shape and word in the cell, colour besides, so that black-and-white printing keeps it."""
        ground, ink = tint(status, PAPER)
        sheet.write_string(
            row,
            column,
            status_label(status),
            self.boxed(bg_color=ground, font_color=ink, bold=True, align="center"),
        )


def lines_in(text: str, room: float) -> int:
    """How many lines a text fills in a column so many Latin characters wide."""
    if len(text) * 2 <= room - 3:
        return 1
    return sum(max(1, math.ceil(width(line, 2) / (room - 3))) for line in text.split("\n"))


def decimals_in(text: str) -> int:
    """How many decimals a formatted number shows."""
    _whole, dot, decimals = text.rstrip("%").partition(".")
    return len(decimals) if dot else 0


def number_format(decimals: int, suffix: str = "") -> str:
    """The Excel format with so many decimals and a true minus sign."""
    shape = "#,##0" + ("." + "0" * decimals if decimals else "") + suffix
    return f"{shape};−{shape}"
