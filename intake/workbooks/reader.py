"""What goes out as a workbook, and what the end of the limited process that opens a foreign one is called."""

import json
from dataclasses import asdict

from data.errors import CheckCancelledError
from data.problems import Problem, problem
from intake.guard import child
from intake.guard.child import OPERATOR, Caller, End
from intake.workbooks.backfill import write_history_form
from intake.workbooks.markup import Review
from intake.workbooks.template import Form, write_template

__all__ = ["Form", "Review", "failure", "mark_up", "write_history_form", "write_template"]


def failure(end: End) -> Problem:
    """Name the end of a reader's process without an answer: a limit met, or a file it cannot make sense of."""
    return problem("F21", reason="memory_or_time") if end is End.LIMIT else problem("F02")


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
