"""How the cells of the workbooks we send out look, and how text gets into them without becoming a formula."""

import unicodedata

from openpyxl.cell.cell import Cell
from openpyxl.styles import Border, PatternFill, Side

FONT = "微软雅黑"
HEAD_FILL, LOCKED_FILL, INPUT_FILL = "FF1F4E78", "FFEDEDED", "FFFFF8DC"
CLOSED_FILL, ALERT_FILL = "FFD9D9D9", "FFFFC7CE"
EDGE = Side(style="thin", color="FFB7B7B7")
BORDER = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
LINE_HEIGHT = 15.0


def set_text(cell: Cell, text: str) -> None:
    """Store text as text, whatever its first letter: neither Excel nor a CSV made of it will run it."""
    cell.value = "".join(sign for sign in text if sign >= " " or sign in "\n\t")[:32000]
    cell.data_type = "s"
    if text[:1] in "=+-@\t\r":
        cell.quotePrefix = True


def text_width(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def solid(color: str) -> PatternFill:
    """Return a plain fill."""
    return PatternFill(fill_type="solid", start_color=color, end_color=color)
