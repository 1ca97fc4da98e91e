"""Reads an inspected workbook cell by cell, with the reader its kind needs, into plain values within the limits.

Owns which reader takes a workbook in, a long one by columns, and what is taken of openpyxl, xlrd and calamine. Runs in the limited process alone; each reader is imported where it
is used, so that the process starts fast.
"""

import struct
import sys
import warnings
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from data.problems import Problem, problem
from intake.workbooks import columns, marks, other_formats, preflight
from intake.workbooks.limits import Refusal
from intake.workbooks.marks import Marks
from intake.workbooks.preflight import Inspection, Kind
from intake.workbooks.sheets import ERROR_PREFIX, Book, Draft, SheetDraft, carried

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet
    from xlrd.book import Book as XlsBook
    from xlrd.sheet import Sheet as XlsSheet

REVIEWER = "序时审核"  # the author of our own comments, which are not the reporter's
CSV_SHEET = "CSV"
# What openpyxl and xlrd raise over styles and properties that other programs open; broken XML is damage, and not among them.
STUMBLED = (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError, struct.error)
BLANK_RUN = 300  # rows of nothing after which a sheet has ended


def read(found: Inspection, *, fast: bool = False) -> Book:
    """Read a workbook; `fast` for one too long for openpyxl. Refusal where it holds more than is read."""
    if found.kind is Kind.CSV:
        return other_formats.read(found.content, CSV_SHEET)
    reader = _xlrd if found.kind is Kind.XLS else _openpyxl if _is_usual(found, fast=fast) else _calamine
    if reader is _calamine:
        return _calamine(found)
    try:
        return reader(found)
    except STUMBLED as error:
        return _by_another(found, error)


def _is_usual(found: Inspection, *, fast: bool) -> bool:
    return found.kind in {Kind.XLSX, Kind.XLSM} and not found.strict and not fast


def _by_another(found: Inspection, error: Exception) -> Book:
    """Read by the fast reader what the usual one stumbled over; its error where the other cannot either."""
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415  # as the module says

    try:
        return _calamine(found)
    except PasswordError:
        raise Refusal(problem("F07")) from error
    except CalamineError:
        raise Refusal(problem("F02")) from error


def _openpyxl(found: Inspection) -> Book:
    from openpyxl import load_workbook  # noqa: PLC0415  # as the module says

    warnings.simplefilter("ignore")
    values = load_workbook(BytesIO(found.content), data_only=True, keep_links=False, rich_text=found.raised)
    texts = load_workbook(BytesIO(found.content), keep_links=False) if found.formulas else None
    draft = Draft()
    for sheet in values.worksheets:
        taken = draft.sheet(sheet.title, sheet.sheet_state)
        empty = _openpyxl_cells(sheet, taken)
        for (row, column), cell in texts[sheet.title]._cells.items() if texts is not None else ():
            if cell.data_type == "f" and (row, column) not in empty:
                taken.formula(row, column, _formula(cell))
        for box in sheet.merged_cells.ranges:
            taken.box(box.min_row, box.min_col, box.max_row, box.max_col)
        taken.hide(row for row, shape in sheet.row_dimensions.items() if shape.hidden)
    return draft.book(str(found.kind), epoch_1904=values.epoch.year == 1904)


def _openpyxl_cells(sheet: "Worksheet", taken: SheetDraft) -> set[tuple[int, int]]:
    """Take the cells; return the places of formulas whose result is empty text: computed, and blank."""
    empty = set()
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.comment is not None and cell.comment.author != REVIEWER:
            taken.comment(row, column, cell.comment.text)
        value = f"{ERROR_PREFIX}{cell._value}" if cell.data_type == "e" else carried(_plain(cell.value))
        if value is not None:
            taken.put(row, column, value, cell.number_format if cell.has_style else "")
        elif cell.data_type == "str":
            empty.add((row, column))
    return empty


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _plain(value: object) -> object:
    """Return a text of several fonts as one, its raised digits as the signs for them: they are marks of footnotes."""
    if not isinstance(value, list):
        return value
    parts = [(str(one), getattr(getattr(one, "font", None), "vertAlign", None)) for one in value]
    return "".join(text.translate(RAISED) if shape == "superscript" else text for text, shape in parts)


def _formula(cell: "Cell") -> str:
    return cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None) or "=…"


XLRD_EMPTY, XLRD_TEXT, XLRD_NUMBER, XLRD_DATE, XLRD_BOOL, XLRD_ERROR, XLRD_BLANK = range(7)


def _xlrd(found: Inspection) -> Book:
    import xlrd  # noqa: PLC0415  # as the module says

    try:
        book = xlrd.open_workbook(
            file_contents=found.content, formatting_info=True, ragged_rows=True, logfile=sys.stderr
        )
    except xlrd.XLRDError as error:
        raise Refusal(problem("F07" if "encrypted" in str(error).lower() else "F02")) from error
    convert = {
        XLRD_TEXT: carried,
        XLRD_NUMBER: lambda value: carried(float(value)),
        XLRD_DATE: lambda value: carried(_xls_date(value, book.datemode)),
        XLRD_BOOL: lambda value: carried(bool(value)),
        XLRD_ERROR: lambda value: f"{ERROR_PREFIX}{xlrd.error_text_from_code.get(value, '#ERR')}",
    }
    draft = Draft()
    for sheet in book.sheets():
        taken = draft.sheet(sheet.name, ("visible", "hidden", "veryHidden")[sheet.visibility])
        _xlrd_cells(book, sheet, taken, convert)
        for (row, column), note in sheet.cell_note_map.items():
            if note.author != REVIEWER:
                taken.comment(row + 1, column + 1, note.text)
        for top, bottom, left, right in sheet.merged_cells:
            taken.box(top + 1, left + 1, bottom, right)
        taken.hide(row + 1 for row, shape in sheet.rowinfo_map.items() if shape.hidden)
    return draft.book("xls", epoch_1904=book.datemode == 1)


def _xlrd_cells(
    book: "XlsBook", sheet: "XlsSheet", taken: SheetDraft, convert: dict[int, Callable[[Any], Any]]
) -> None:
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            typed = sheet.cell_value(row, column)
            if kind == XLRD_TEXT and (row, column) in sheet.rich_text_runlist_map:
                typed = _lowered(book, typed, sheet.rich_text_runlist_map[row, column])
            value = convert[kind](typed) if kind in convert else None
            if value is not None:
                shape = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key]
                taken.put(row + 1, column + 1, value, shape.format_str)


def _lowered(book: "XlsBook", text: str, runs: list[tuple[int, int]]) -> str:
    """Return a text with its raised digits as the signs for them; `runs`: where each font begins."""
    ends = [*(start for start, _ in runs[1:]), len(text)]
    whole = text[: runs[0][0]] if runs else text
    for (start, font), end in zip(runs, ends, strict=True):
        raised = font < len(book.font_list) and book.font_list[font].escapement == 1
        whole += text[start:end].translate(RAISED) if raised else text[start:end]
    return whole


def _xls_date(value: float, datemode: int) -> object:
    import xlrd  # noqa: PLC0415  # as the module says

    try:
        return xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value


def _calamine(found: Inspection) -> Book:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415  # as the module says

    own = found.kind in {Kind.XLSX, Kind.XLSM}
    book, draft = CalamineWorkbook.from_filelike(BytesIO(found.content)), Draft()
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue  # a chart has no cells
        seen = marks.read(found.content, about.name) if own else found.seen.get(about.name, Marks())
        shown = about.visible == SheetVisibleEnum.Visible
        taken = draft.sheet(about.name, "visible" if shown else "hidden")
        cells = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
        _calamine_cells(cells, seen, taken)
        for place, text in (seen.uncomputed | seen.computed).items():
            taken.formula(*place, f"={text}")
        for box in sorted(seen.merged):
            taken.box(*box)
        taken.hide(seen.hidden)
    return draft.book(str(found.kind), values_only=not own)


def _calamine_cells(rows: Iterable[list[Any]], seen: Marks, taken: SheetDraft) -> None:
    last = 0
    wrong = dict[int, dict[int, str]]()
    for (row, column), text in seen.errors.items():
        wrong.setdefault(row, {})[column] = f"{ERROR_PREFIX}{text}"
    for number, cells in enumerate(rows, start=1):
        values = {column: carried(value) for column, value in enumerate(cells, start=1) if value != ""}
        for column, value in sorted((values | wrong.get(number, {})).items()):
            if value is not None:
                taken.put(number, column, value, seen.formats.get((number, column), ""))
                last = number
        if number > last + BLANK_RUN:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A workbook as taken in: what was met on the way, its cells, or the columns of a long one and then no cells.

    `columns`: head and arrays as intake/workbooks/columns.py describes them.
    """

    problems: tuple[Problem, ...]
    book: Book
    columns: "tuple[dict[str, Any], list[array[Any]]] | None" = None


def take(content: bytes, file_name: str, long_cells: int) -> Taken:
    """Inspect a workbook and read it, a long one by columns if it is one of periods; Refusal for what stops that."""
    found = preflight.inspect(content, file_name)
    if found.kind is None:
        raise Refusal(found.problems[0])
    if preflight.is_long(found, long_cells):
        head, arrays = columns.columns(found)
        if head["months"]:
            return Taken(
                problems=found.problems, book=Book(kind=found.kind, sheets=()), columns=(head, arrays)
            )
    book = read(found, fast=found.cells > long_cells)
    return Taken(problems=(*found.problems, *book.problems), book=book)
