"""One table of a screen as an Excel workbook: a header that stays, a filter, text kept as text."""

from io import BytesIO

import pandas as pd
from xlsxwriter import Workbook

from data.fields import LIST_SEPARATOR

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "remove_timezone": True,
}
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 8, 200


def table_workbook(frame: pd.DataFrame, title: str) -> bytes:
    """The finished .xlsx file; lists in cells are joined, missing values stay empty."""
    buffer = BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for column, name in enumerate(frame.columns):
            cells = [_plain(value) for value in frame[name]]
            sheet.write_string(0, column, str(name), head)
            sheet.write_column(1, column, cells)
            sheet.set_column(column, column, _width([str(name), *map(str, cells[:_LOOKED_AT])]))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), max(len(frame.columns) - 1, 0))
    return buffer.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return LIST_SEPARATOR.join(str(one) for one in value)
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 NaN is unequal to itself
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _width(texts: list[str]) -> float:
    """Wide enough for the longest text, a Chinese character counting double."""
    longest = max(sum(2 if ord(letter) > 0x2E80 else 1 for letter in text) for text in texts)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_name(title: str) -> str:
    return "".join("_" if letter in r"[]:*?/\'" else letter for letter in title)[:31] or "1"
