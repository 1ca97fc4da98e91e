"""Tables that come as text: CSV as Excel, WPS and databases write it, in UTF-8, UTF-16 or GB18030.

Owns the encoding, the separator, and which texts are numbers. Runs in the limited process alone.
"""

import csv
import re
from io import StringIO

from intake.workbooks.sheets import Book, Draft, carried

ENCODINGS = ("utf-8-sig", "gb18030")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SEPARATORS = ",\t;"
SAMPLE = 20  # lines in which the separator is looked for
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")  # what Excel would show of a number of its own
LETTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decoded(content: bytes) -> str | None:
    """Return the text that bytes are; None where they are none."""
    marked = MARKS.get(content[:2])
    for encoding in (marked,) if marked else ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if LETTERS.search(text) else text
    return None


def is_table(text: str) -> bool:
    """Tell a table from any other text: its lines are parted, and it is no markup."""
    return not text.lstrip().startswith(("<", "{")) and _separator(text) is not None


def _separator(text: str) -> str | None:
    """Return what parts the cells: what most lines have; None where fewer than two have any."""
    lines = text.splitlines()[:SAMPLE]
    counted = {one: sum(one in line for line in lines) for one in SEPARATORS}
    best = max(counted, key=counted.__getitem__)
    return best if counted[best] > 1 else None


def read(content: bytes, name: str) -> Book:
    """Read a table from its text in UTF-8; `name`: of its only sheet."""
    text, draft = content.decode(), Draft()
    sheet = draft.sheet(name, "visible")
    rows = csv.reader(StringIO(text), delimiter=_separator(text) or ",")
    for row, cells in enumerate(rows, start=1):
        for column, typed in enumerate(cells, start=1):
            value = carried(float(typed) if NUMBER.fullmatch(typed.strip()) else typed)
            if value is not None:
                sheet.put(row, column, value, "")
    return draft.book("csv")
