"""The returned workbook: the reporter's own file with every problem coloured, commented and listed.

Works in a process of its own (`python -m data.workbooks.markup`), because it opens the reporter's file: problems
as one JSON line, then the file, in one message; the marked workbook in return. Reporters' text stays text.
"""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from data.inside import hear, limit, tell
from data.workbooks.child import REVIEWER
from data.workbooks.fields import INDEX_SHEET
from data.workbooks.template import BORDER, FONT, HEAD_FILL, LINE_HEIGHT, set_text, text_width

COLOURS = {
    "reject": ("FFFFC7CE", "FFC00000"),
    "warn": ("FFFFEB9C", "FFBF8F00"),
    "notice": ("FFDDEBF7", "FF2E75B6"),
}
LEVELS = {"reject": "退回", "warn": "请确认", "notice": "提示"}
HEADINGS = (
    ("序号", 6), ("级别", 8), ("位置", 14), ("指标", 28), ("填报值", 18), ("问题", 48), ("处理建议", 44), ("代码", 7),
)  # fmt: skip
MARKED_CELLS, LISTED = 2000, 5000

Found = Mapping[str, str]  # code, severity, sheet, cell, value, message, remedy, subject


def mark(content: bytes, found: Sequence[Found]) -> bytes:
    """Return the workbook with its problems marked; without content, a workbook of the index alone."""
    book = load_workbook(BytesIO(content), keep_links=False) if content else Workbook()
    if not content:
        del book["Sheet"]
    by_cell: dict[tuple[str, str], list[Found]] = {}
    for one in found:
        if one["cell"] and one["sheet"] in book.sheetnames:
            by_cell.setdefault((one["sheet"], one["cell"]), []).append(one)
    for (sheet, cell), problems in list(by_cell.items())[:MARKED_CELLS]:
        _mark_cell(book[sheet], cell, problems)
    if INDEX_SHEET in book.sheetnames:
        del book[INDEX_SHEET]
    _index(book.create_sheet(INDEX_SHEET, 0), found, set(book.sheetnames))
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == INDEX_SHEET
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
    lines = [f"[{one['code']}] {one['message']}\n处理：{one['remedy']}" for one in problems]
    before = [cell.comment.text] if cell.comment is not None and cell.comment.author != REVIEWER else []
    text = "\n".join(before + lines)
    cell.comment = Comment(text, REVIEWER, width=320, height=24 + 18 * -(-text_width(text) // 40))


def _index(sheet: Worksheet, found: Sequence[Found], sheets: set[str]) -> None:
    last = chr(64 + len(HEADINGS))
    sheet.merge_cells(f"A1:{last}1")
    counts = "，".join(f"{name} {n} 项" for key, name in LEVELS.items() if (n := _count(found, key)))
    _text(sheet, 1, 1, f"审核结果：{counts or '没有问题'}", size=14, bold=True)
    sheet.row_dimensions[1].height = 30
    for column, (heading, wide) in enumerate(HEADINGS, start=1):
        cell = _text(sheet, 2, column, heading, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill(fill_type="solid", start_color=HEAD_FILL, end_color=HEAD_FILL)
        cell.border = BORDER
        sheet.column_dimensions[chr(64 + column)].width = wide
    for number, one in enumerate(found[:LISTED], start=1):
        _index_row(sheet, number, one, sheets)
    sheet.freeze_panes = "A3"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"


def _count(found: Sequence[Found], severity: str) -> int:
    return sum(one["severity"] == severity for one in found)


def _index_row(sheet: Worksheet, number: int, one: Found, sheets: set[str]) -> None:
    row = number + 2
    place = "!".join(part for part in (one["sheet"], one["cell"]) if part) or "整个文件"
    texts = (
        str(number), LEVELS[one["severity"]], place, one["subject"], one["value"], one["message"], one["remedy"], one["code"],
    )  # fmt: skip
    lines = 1
    for column, (text, (_, wide)) in enumerate(zip(texts, HEADINGS, strict=True), start=1):
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
    """Hear problems and file, tell the marked workbook."""
    limit()
    problems, _, content = hear().partition(b"\n")
    tell(mark(content, json.loads(problems)))


if __name__ == "__main__":
    main()
