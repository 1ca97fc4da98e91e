"""The reader's own process: hears a workbook, tells what it holds. Runs as `python -m data.workbooks.child`.

Two messages: what is asked (Question), and the bytes. One in return: the length of a Taken, the Taken, and the arrays
of a long back-fill. It limits itself before it looks at the file, so that a hostile workbook can exhaust only itself.
"""

import gc
import json
from array import array
from typing import Any

import msgspec

from data.inside import hear, limit, tell
from data.problems import Problem
from data.workbooks import books, columns, limits, preflight
from data.workbooks.limits import Refusal
from data.workbooks.sheets import Book


class Question(msgspec.Struct, frozen=True):
    """What is asked about a workbook: its name, and from how many cells on it is a long one."""

    file_name: str
    long_cells: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken of a workbook: problems, and its cells or the head of its columns (JSON), if any."""

    problems: tuple[Problem, ...]
    book: Book | None = None
    head: str = ""


def take(content: bytes, asked: Question) -> "tuple[Taken, list[array[Any]]]":
    """Inspect a workbook and read it; what stops the reading is a problem."""
    found = preflight.inspect(content, asked.file_name)
    if found.kind is None:
        return Taken(problems=found.problems), []
    try:
        if preflight.is_long(found, asked.long_cells):
            head, arrays = columns.columns(found)
            if head["months"]:
                return Taken(problems=found.problems, head=json.dumps(head, ensure_ascii=False)), arrays
        book = books.read(found, fast=found.cells > asked.long_cells)
    except Refusal as refusal:  # what was said of how the file would be read is not true of one that was not
        return Taken(problems=(refusal.problem,)), []
    return Taken(problems=(*found.problems, *book.problems), book=book), []


def main() -> None:
    """Hear, read, tell. A reader's exception ends the process, which tells as much."""
    asked = msgspec.msgpack.decode(hear(), type=Question)
    content = hear()
    limit(limits.seconds(content))
    gc.disable()  # short-lived, and its objects hold no cycles worth looking for
    taken, arrays = take(content, asked)
    packed = msgspec.msgpack.encode(taken)
    tell(len(packed).to_bytes(8), packed, *(one.tobytes() for one in arrays))


if __name__ == "__main__":
    main()
