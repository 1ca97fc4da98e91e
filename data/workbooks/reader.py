"""Reads a workbook without trusting it: in a process of its own, with limits on memory, time and answer.

Owns what the failures of that process are called.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from data import child
from data.child import OPERATOR, Caller, End
from data.problems import Problem, problem
from data.workbooks import preflight
from data.workbooks.backfill import write_history_form
from data.workbooks.child import Question, Taken
from data.workbooks.markup import Review
from data.workbooks.sheets import Book
from data.workbooks.template import Form, write_template

__all__ = ["Form", "Reading", "Review", "mark_up", "read", "write_history_form", "write_template"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A workbook as read: problems, and its cells, or head and arrays of a long back-fill (data/workbooks/columns.py)."""

    problems: tuple[Problem, ...]
    book: Book | None = None
    columns: tuple[dict[str, Any], memoryview] | None = None


def read(content: bytes, file_name: str, *, caller: Caller = OPERATOR) -> Reading:
    """Inspect and parse a workbook; a file the reader cannot survive is a problem, never a fault."""
    if (found := preflight.glance(content, file_name)) is not None:
        return Reading(problems=(found,))
    asked = msgspec.msgpack.encode(Question(file_name=file_name, long_cells=preflight.LONG_CELLS))
    with child.conversation("data.workbooks.child", caller=caller) as talk:
        answer = talk.ask(asked, content)
    if answer.end is not End.ANSWERED:
        return Reading(problems=(failure(answer.end),))
    told = memoryview(answer.content)
    size = 8 + int.from_bytes(told[:8])
    taken = msgspec.msgpack.decode(told[8:size], type=Taken)
    columns = (json.loads(taken.head), told[size:]) if taken.head else None
    return Reading(problems=taken.problems, book=taken.book, columns=columns)


def failure(end: End) -> Problem:
    """Name the end of a reader's process without an answer: a limit met, or a file it cannot make sense of."""
    return problem("F21", reason="memory_or_time") if end is End.LIMIT else problem("F02")


def mark_up(content: bytes, file_name: str, review: Review) -> bytes | None:
    """Return the reporter's workbook with its problems coloured, commented and listed on a first sheet.

    A file that cannot be opened gives the list alone. None for formats that cannot be marked up without loss
    (all but .xlsx): send our form back, filled with their values, and mark that up.
    """
    told = json.dumps(asdict(review), ensure_ascii=False).encode()
    for name, file in ((file_name, content), ("", b"")):
        with child.conversation("data.workbooks.markup") as talk:
            answer = talk.ask(told, name.encode("utf-8", "replace"), file)
        if answer.end is End.ANSWERED:
            break
    return bytes(answer.content) or None
