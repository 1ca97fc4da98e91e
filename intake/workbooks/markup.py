"""The returned workbook: the reporter's own file with every problem coloured, commented and listed.

Marking works in a process of its own (`python -m intake.workbooks.markup`), because it opens the reporter's file: the
review as JSON, the file's name and the file; the marked workbook in return. It words nothing: every text of a review comes
worded. Reporters' text stays text.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from data.errors import CheckCancelledError
from intake.guard import child
from intake.guard.child import OPERATOR, Caller, End
from intake.guard.inside import hear, limit, tell
from intake.workbooks import limits, preflight
from intake.workbooks.books import REVIEWER
from intake.workbooks.cell_styles import BORDER, FONT, HEAD_FILL, LINE_HEIGHT, set_text, text_width
from intake.workbooks.fields import INDEX_SHEETS
from intake.workbooks.preflight import Kind

COLOURS = {
    "reject": ("FFFFC7CE", "FFC00000"),
    "warn": ("FFFFEB9C", "FFBF8F00"),
    "notice": ("FFDDEBF7", "FF2E75B6"),
}
WIDTHS = (6, 8, 14, 28, 18, 48, 44, 7)  # of number, level, place, subject, value, message, remedy, code
MARKED_CELLS, LISTED = 2000, 5000
SECONDS = 15  # of processor time for the marking, besides the reading

Found = Mapping[str, str]  # code, severity, level, sheet, cell, value, message, remedy, subject, comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What is said about a workbook: the index sheet's name, title and headings, and the problems, all worded."""

    sheet: str
    title: str
    headings: Sequence[str]
    whole_file: str
    found: Sequence[Found]


def mark_up(content: bytes, file_name: str, review: Review, *, caller: Caller = OPERATOR) -> bytes | None:
    """Return the reporter's workbook with its problems coloured, commented and listed on a first sheet.

    A file that cannot be opened gives the list alone. None for formats that cannot be marked up without loss
    (all but .xlsx): send our form back, filled with their values, and mark that up. CheckCancelledError where the caller
    leaves.
    """
    told = json.dumps(asdict(review), ensure_ascii=False).encode()
    for name, file in ((file_name, content), ("", b"")):
        with child.conversation("intake.workbooks.markup", caller=caller) as talk:
            answer = talk.ask(told, name.encode("utf-8", "replace"), file)
        if answer.end is End.CANCELLED:
            raise CheckCancelledError("检查已取消。")
        if answer.end is End.ANSWERED:
            break
    return bytes(answer.content) or None


def mark(content: bytes, review: Review) -> bytes:
    """Return the workbook with its problems marked; without content, a workbook of the index alone."""
    book = load_workbook(BytesIO(content), keep_links=False) if content else Workbook()
    if not content:
        del book["Sheet"]
    by_cell: dict[tuple[str, str], list[Found]] = {}
    for one in review.found:
        if one["cell"] and one["sheet"] in book.sheetnames:
            by_cell.setdefault((one["sheet"], one["cell"]), []).append(one)
    for (sheet, cell), problems in list(by_cell.items())[:MARKED_CELLS]:
        _mark_cell(book[sheet], cell, problems)
    for name in {*INDEX_SHEETS, review.sheet} & set(book.sheetnames):
        del book[name]
    _index(book.create_sheet(review.sheet, 0), review, set(book.sheetnames))
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == review.sheet
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _mark_cell(sheet: Worksheet, address: str, problems: Sequence[Found]) -> None:
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        box = next(box for box in sheet.merged_cells.ranges if address in box)
        cell = sheet.cell(box.min_row, box.min_col)
    worst = min(problems, key=lambda one: list(COLOURS).index(one["severity"]))
    fill, edge = COLOURS[worst["severity"]]
    side = Side(style="medium", color=edge)
    cell.fill = PatternFill(fill_type="solid", start_color=fill, end_color=fill)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    before = [cell.comment.text] if cell.comment is not None and cell.comment.author != REVIEWER else []
    text = "\n".join([*before, *(one["comment"] for one in problems)])
    cell.comment = Comment(text, REVIEWER, width=320, height=24 + 18 * -(-text_width(text) // 40))


def _index(sheet: Worksheet, review: Review, sheets: set[str]) -> None:
    last = chr(64 + len(WIDTHS))
    sheet.merge_cells(f"A1:{last}1")
    _text(sheet, 1, 1, review.title, size=14, bold=True)
    sheet.row_dimensions[1].height = 30
    for column, (heading, wide) in enumerate(zip(review.headings, WIDTHS, strict=True), start=1):
        cell = _text(sheet, 2, column, heading, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill(fill_type="solid", start_color=HEAD_FILL, end_color=HEAD_FILL)
        cell.border = BORDER
        sheet.column_dimensions[chr(64 + column)].width = wide
    for number, one in enumerate(review.found[:LISTED], start=1):
        place = "!".join(part for part in (one["sheet"], one["cell"]) if part) or review.whole_file
        _index_row(sheet, number, one, (place, sheets))
    sheet.freeze_panes = "A3"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"


def _index_row(sheet: Worksheet, number: int, one: Found, where: tuple[str, set[str]]) -> None:
    row = number + 2
    place, sheets = where
    texts = (
        str(number), one["level"], place, one["subject"], one["value"], one["message"], one["remedy"], one["code"],
    )  # fmt: skip
    lines = 1
    for column, (text, wide) in enumerate(zip(texts, WIDTHS, strict=True), start=1):
        cell = _text(sheet, row, column, text)
        cell.border = BORDER
        lines = max(lines, -(-text_width(text) // (wide - 2)))
    fill = COLOURS[one["severity"]][0]
    sheet.cell(row, 2).fill = PatternFill(fill_type="solid", start_color=fill, end_color=fill)
    if one["cell"] and one["sheet"] in sheets:
        link = sheet.cell(row, 3)
        quoted = one["sheet"].replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{one['cell']}")
        link.font = Font(name=FONT, size=10, color="FF0563C1", underline="single")
    sheet.row_dimensions[row].height = max(20.0, lines * LINE_HEIGHT + 5)


def _text(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    size: int = 10,
    color: str = "FF1F2937",
) -> Cell:
    cell: Cell = sheet.cell(row, column)
    set_text(cell, text)
    cell.font = Font(name=FONT, size=size, bold=bold, color=color)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def main() -> None:
    """Hear review, name and file, tell the marked workbook; nothing, for a kind that cannot be marked up without loss."""
    review, name, content = json.loads(hear()), hear().decode(), hear()
    limit(limits.seconds(content) + SECONDS)
    found = preflight.inspect(content, name)
    if found.kind in {None, Kind.XLSX}:
        tell(mark(found.content, Review(**review)))
    else:
        tell()


if __name__ == "__main__":
    main()
