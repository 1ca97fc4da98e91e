"""Takes a workbook in: inspects the bytes and reads them with the reader they need, within the limits.

Runs in the limited process alone, which has set itself limits before.
"""

from array import array
from dataclasses import dataclass
from typing import Any

from data.problems import Problem
from intake.workbooks import books, columns, preflight
from intake.workbooks.limits import Refusal
from intake.workbooks.sheets import Book


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
    book = books.read(found, fast=found.cells > long_cells)
    return Taken(problems=(*found.problems, *book.problems), book=book)
