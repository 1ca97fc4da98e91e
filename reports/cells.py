"""How cells and columns of the Excel report look: formats made once each, numbers with the decimals their words have.

Owns fonts, fills and number formats. Text is always written as a string, so that nothing anybody typed can become
a formula or a link.
"""

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from charts.style import PAPER, text_colour, tint
from charts.text import width
from reports.material import Material, cell_of, clause_of, organisations_of, place_of, text_of
from wording.amounts import counted
from wording.formats import Cell, is_missing, number, percent_beside, points, unit_name
from wording.labels import (
    Record,
    comparator_word,
    outlook_label,
    path_word,
    reason_said,
    status_label,
    strength_word,
)
from wording.sentences import adjusted
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cell to be written: the pen, the sheet, the row and the column."""

    pen: Pen
    sheet: Worksheet
    row: int
    column: int


Write = Callable[[Spot, Record, Material], None]
Read = Callable[[Record, Material], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the message of its head, its width in characters, what it writes; `read` its text if it wraps."""

    code: str
    head: str
    width: float
    write: Write
    read: Read | None = None

    def lines(self, record: Record, material: Material) -> int:
        """How many lines the record's text fills in this column."""
        return 1 if self.read is None else lines_in(self.read(record, material), self.width)


def _text(read: Read) -> Write:
    def write(at: Spot, record: Record, material: Material) -> None:
        at.pen.text(at.sheet, at.row, at.column, read(record, material))

    return write


def _wrapped(code: str, head: str, width: float, read: Read) -> Column:
    """A column whose text goes on over several lines."""

    def write(at: Spot, record: Record, material: Material) -> None:
        at.pen.text(at.sheet, at.row, at.column, read(record, material), text_wrap=True)

    return Column(code=code, head=head, width=width, write=write, read=read)


def _number(name: str) -> Write:
    def write(at: Spot, record: Record, _material: Material) -> None:
        at.pen.number(at.sheet, at.row, at.column, record.get(name))

    return write


def _before(at: Spot, record: Record, material: Material) -> None:
    """The value of an adjusted target before; nothing of any other."""
    if adjusted(record):
        _number("value_before")(at, record, material)


def _counted(name: str) -> Write:
    """A level as the target's number counts it: of an increment what was added to the baseline."""

    def write(at: Spot, record: Record, _material: Material) -> None:
        at.pen.number(at.sheet, at.row, at.column, counted(record, record.get(name)))

    return write


def _percent(name: str, beside: str) -> Write:
    def write(at: Spot, record: Record, _material: Material) -> None:
        at.pen.percent(at.sheet, at.row, at.column, record.get(name), record.get(beside))

    return write


def _lag(at: Spot, record: Record, _material: Material) -> None:
    at.pen.points(at.sheet, at.row, at.column, record.get("lag_pp"), record["official_status"])


def _status(at: Spot, record: Record, _material: Material) -> None:
    at.pen.status(at.sheet, at.row, at.column, record["official_status"])


def _period(at: Spot, record: Record, _material: Material) -> None:
    at.pen.day(at.sheet, at.row, at.column, record.get("actual_period"))


def _deadline(at: Spot, record: Record, _material: Material) -> None:
    at.pen.day(at.sheet, at.row, at.column, record.get("deadline"))


COLUMNS = (
    Column(code="status", head=N_("状态"), width=12, write=_status),
    _wrapped("region", N_("地区"), 14, lambda row, _m: place_of(row)),
    _wrapped("sector", N_("领域"), 16, lambda row, _m: text_of(row, "top_sector")),
    _wrapped("indicator", N_("指标"), 30, lambda row, _m: text_of(row, "indicator")),
    Column(code="unit", head=N_("单位"), width=10, write=_text(lambda row, _m: unit_name(text_of(row, "unit")))),
    Column(
        code="comparator", head=N_("要求"), width=8,
        write=_text(lambda row, _m: comparator_word(text_of(row, "comparator"))),
    ),
    Column(code="target", head=N_("目标值"), width=11, write=_number("target")),
    Column(code="actual", head=N_("完成值"), width=11, write=_counted("actual")),
    Column(code="actual_period", head=N_("数据截至"), width=10, write=_period),
    Column(code="completion", head=N_("完成率"), width=12, write=_percent("completion", "expected")),
    Column(code="expected", head=N_("序时应完成"), width=11, write=_percent("expected", "completion")),
    Column(code="lag_pp", head=N_("较序时（百分点）"), width=13, write=_lag),
    Column(code="required_per_month", head=N_("余下月均须完成"), width=10, write=_number("required_per_month")),
    Column(code="landing", head=N_("到期预计"), width=11, write=_counted("landing")),
    Column(
        code="outlook", head=N_("走势"), width=15, write=_text(lambda row, _m: outlook_label(text_of(row, "outlook_status"))),
    ),
    _wrapped("lead_units", N_("牵头单位"), 18, lambda row, _m: organisations_of(row)),
    Column(code="support_units", head=N_("责任单位"), width=60, write=_text(lambda row, _m: organisations_of(row, "support_units"))),
    Column(code="value_high", head=N_("目标上限"), width=11, write=_number("value_high")),
    Column(code="deadline", head=N_("期限"), width=10, write=_deadline),
    Column(code="value_before", head=N_("调整前目标值"), width=12, write=_before),
    _wrapped("adjusted", N_("目标调整"), 44, lambda row, _m: adjusted(row)),
    Column(code="strength", head=N_("约束性"), width=9, write=_text(lambda row, _m: strength_word(text_of(row, "strength")))),
    Column(code="reason_code", head=N_("判定说明"), width=44, write=_text(lambda row, _m: reason_said(row))),
    Column(
        code="expected_path", head=N_("序时应完成取法"), width=22, write=_text(lambda row, _m: path_word(row.get("expected_path"))),
    ),
    _wrapped("reason", N_("滞后原因"), 60, lambda row, m: m.remark(row, "reason")),
    _wrapped("next_step", N_("下步措施"), 60, lambda row, m: m.remark(row, "next_step")),
    Column(code="clause", head=N_("文件条款"), width=44, write=_text(lambda row, _m: clause_of(row))),
    Column(code="excerpt", head=N_("文件摘录"), width=60, write=_text(lambda row, _m: text_of(row, "excerpt"))),
    Column(code="source", head=N_("数据出处"), width=44, write=_text(lambda row, _m: cell_of(row))),
    Column(code="target_id", head=N_("目标编号"), width=46, write=_text(lambda row, _m: text_of(row, "target_id"))),
)  # fmt: skip
PRINTED = [column.code for column in COLUMNS].index("lead_units") + 1
MOST_LINES = 3  # of a text right of what is printed; the printed ones are always whole


def lines_of(record: Record, material: Material) -> int:
    """How many lines the record's row needs."""
    printed = max(column.lines(record, material) for column in COLUMNS[:PRINTED])
    return max(printed, *(min(MOST_LINES, column.lines(record, material)) for column in COLUMNS[PRINTED:]))
