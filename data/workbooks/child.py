"""The reader's own process: hears a workbook's bytes, tells plain cells as JSON.

Runs as `python -m data.workbooks.child KIND READER`. It sets its own limits before it looks at the file, so
that a hostile workbook can exhaust only itself. It imports nothing of the house but the shape of the answer.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from data.inside import hear, limit, tell
from data.workbooks import errors, marks
from data.workbooks.marks import Marks
from data.workbooks.sheets import ERROR_PREFIX, carried

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from xlrd.book import Book
    from xlrd.sheet import Sheet as XlsSheet

REVIEWER = "序时审核"  # the author of our own comments, which are not the reporter's
BLANK_RUN = 300  # rows of nothing after which a sheet has ended
FORMATS_LIMIT = 4000

Packed = dict[str, Any]
Rows = list[tuple[int, list[int], list[Any], list[int]]]


def answer(content: bytes, kind: str, formulas: bool) -> Packed:
    """Read a workbook of a known kind into plain cells."""
    if kind in {"xlsx", "xlsm"}:
        return _openpyxl(content, kind, formulas)
    if kind == "xls":
        return _xlrd(content)
    return _calamine(content, kind)


class _Formats:
    """Numbers the formats met, General being 0."""

    def __init__(self) -> None:
        self.names = ["General"]
        self._index = {"General": 0}

    def index(self, name: str) -> int:
        """Return the number of a format, adding it when new."""
        if name not in self._index:
            if len(self.names) >= FORMATS_LIMIT:
                return 0
            self._index[name] = len(self.names)
            self.names.append(name)
        return self._index[name]


def _openpyxl(content: bytes, kind: str, formulas: bool) -> Packed:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl only looks whether it is there; saves 0.1 s
    from openpyxl import load_workbook  # noqa: PLC0415  # the child starts fast by importing one reader

    values = load_workbook(BytesIO(content), data_only=True, keep_links=False)
    texts = load_workbook(BytesIO(content), keep_links=False) if formulas else None
    sheets = [
        _openpyxl_sheet(sheet, None if texts is None else texts[sheet.title]) for sheet in values.worksheets
    ]
    return {"kind": kind, "sheets": sheets, "epoch_1904": values.epoch.year == 1904}


def _openpyxl_sheet(sheet: "Worksheet", texts: "Worksheet | None") -> Packed:
    formats, rows, comments = _Formats(), _by_row(sheet._cells), []
    packed: Rows = []
    empty: set[tuple[int, int]] = set()  # formulas whose result is empty text: computed, and blank
    for row in sorted(rows):
        columns, cells, shapes = [], [], []
        for cell in sorted(rows[row], key=lambda one: one.column):
            if cell.comment is not None and cell.comment.author != REVIEWER:
                comments.append((row, cell.column, cell.comment.text[:2000]))
            value = f"{ERROR_PREFIX}{cell._value}" if cell.data_type == "e" else carried(cell.value)
            if value is None and cell.data_type == "str":
                empty.add((row, cell.column))
            if value is not None:
                columns.append(cell.column)
                cells.append(value)
                shapes.append(formats.index(cell.number_format) if cell.has_style else 0)
        if columns:
            packed.append((row, columns, cells, shapes))
    return {
        "name": sheet.title,
        "state": sheet.sheet_state,
        "rows": packed,
        "formats": formats.names,
        "formulas": [] if texts is None else _formulas(texts, empty),
        "comments": comments,
        "merged": [(box.min_row, box.min_col, box.max_row, box.max_col) for box in sheet.merged_cells.ranges],
        "hidden_rows": [row for row, shape in sheet.row_dimensions.items() if shape.hidden],
    }


def _by_row(cells: dict[tuple[int, int], Any]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {}
    for (row, _), cell in cells.items():
        rows.setdefault(row, []).append(cell)
    return rows


def _formulas(sheet: "Worksheet", empty: set[tuple[int, int]]) -> list[tuple[int, int, str]]:
    found = []
    for (row, column), cell in sheet._cells.items():
        if cell.data_type == "f" and (row, column) not in empty:
            text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None) or "=…"
            found.append((row, column, text[:500]))
    return found


XLRD_EMPTY, XLRD_TEXT, XLRD_NUMBER, XLRD_DATE, XLRD_BOOL, XLRD_ERROR, XLRD_BLANK = range(7)


def _xlrd(content: bytes) -> Packed:
    import xlrd  # noqa: PLC0415  # as above

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=sys.stderr)
    convert = {
        XLRD_TEXT: carried,
        XLRD_NUMBER: lambda value: carried(float(value)),
        XLRD_DATE: lambda value: carried(_xls_date(value, book.datemode)),
        XLRD_BOOL: lambda value: carried(bool(value)),
        XLRD_ERROR: lambda value: f"{ERROR_PREFIX}{xlrd.error_text_from_code.get(value, '#ERR')}",
    }
    sheets = [_xlrd_sheet(book, sheet, convert) for sheet in book.sheets()]
    return {"kind": "xls", "sheets": sheets, "epoch_1904": book.datemode == 1}


def _xls_date(value: float, datemode: int) -> object:
    import xlrd  # noqa: PLC0415  # as above

    try:
        return xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value


def _xlrd_sheet(book: "Book", sheet: "XlsSheet", convert: dict[int, Callable[[Any], Any]]) -> Packed:
    formats, packed = _Formats(), []
    for row in range(sheet.nrows):
        columns, cells, shapes = [], [], []
        for column in range(sheet.row_len(row)):
            kind = sheet.cell_type(row, column)
            value = convert[kind](sheet.cell_value(row, column)) if kind in convert else None
            if value is not None:
                shape = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
                columns.append(column + 1)
                cells.append(value)
                shapes.append(formats.index(shape))
        if columns:
            packed.append((row + 1, columns, cells, shapes))
    return {
        "name": sheet.name,
        "state": ("visible", "hidden", "veryHidden")[sheet.visibility],
        "rows": packed,
        "formats": formats.names,
        "formulas": [],
        "comments": [
            (row + 1, column + 1, note.text[:2000])
            for (row, column), note in sheet.cell_note_map.items()
            if note.author != REVIEWER
        ],
        "merged": [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        "hidden_rows": [row + 1 for row, shape in sheet.rowinfo_map.items() if shape.hidden],
    }


def _calamine(content: bytes, kind: str) -> Packed:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415  # as above

    shown = SheetVisibleEnum.Visible
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = []
    for about in book.sheets_metadata:
        seen = (
            marks.read(content, about.name)
            if kind in {"xlsx", "xlsm"}
            else errors.read(content, kind, about.name)
        )
        cells = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
        formats = _Formats()
        sheets.append(
            {
                "name": about.name,
                "state": "visible" if about.visible == shown else "hidden",
                "rows": list(_calamine_rows(cells, seen, formats)),
                "formats": formats.names,
                "formulas": [
                    (*place, f"={text}") for place, text in {**seen.uncomputed, **seen.computed}.items()
                ],
                "comments": [],
                "merged": sorted(seen.merged),
                "hidden_rows": sorted(seen.hidden),
            }
        )
    return {"kind": kind, "sheets": sheets, "values_only": kind not in {"xlsx", "xlsm"}}


def _calamine_rows(
    rows: Iterable[list[Any]], seen: Marks, formats: _Formats
) -> Iterable[tuple[int, list[int], list[Any], list[int]]]:
    blanks = 0
    errors = {row for row, _ in seen.errors}
    for number, row in enumerate(rows, start=1):
        pairs = [(column, carried(value)) for column, value in enumerate(row, start=1) if value != ""]
        kept = [pair for pair in pairs if pair[1] is not None]
        if number in errors:
            wrong = {
                column: f"{ERROR_PREFIX}{text}" for (at, column), text in seen.errors.items() if at == number
            }
            kept = sorted((dict(kept) | wrong).items())
        blanks = 0 if kept else blanks + 1
        if blanks > BLANK_RUN:
            return
        if kept:
            shapes = [formats.index(seen.formats.get((number, column), "General")) for column, _ in kept]
            yield number, [column for column, _ in kept], [value for _, value in kept], shapes


def main(kind: str, reader: str) -> None:
    """Hear the workbook, tell what it holds. A reader's exception ends the process; the parent reads its last line."""
    limit()
    gc.disable()  # short-lived, and its objects hold no cycles worth looking for
    content = hear()
    if reader.startswith("columns"):
        _answer_columns(content, marked=reader == "columns-and-marks")
        return
    packed = _calamine(content, kind) if reader == "values" else answer(content, kind, reader == "formulas")
    tell(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode())


def _answer_columns(content: bytes, *, marked: bool) -> None:
    """Tell one JSON line and the arrays behind it."""
    from data.workbooks.columns import columns  # noqa: PLC0415  # as above

    head, arrays = columns(content, marked=marked)
    tell(json.dumps(head, ensure_ascii=False).encode(), b"\n", *(one.tobytes() for one in arrays))


if __name__ == "__main__":
    main(*sys.argv[1:])
