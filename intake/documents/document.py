"""The plain text of a document that a user registers: txt, html, docx or pdf, read and searched in a limited process.

Owns the sentence for a reading that failed. It keeps nothing: what is registered goes to the database of the office,
never into the repository.
"""

import re
from collections.abc import Sequence

import msgspec

from data.errors import CheckCancelledError
from data.problems import Problem, problem
from intake.documents.extraction import Extract
from intake.documents.passage import Stated
from intake.documents.recognition import Kind
from intake.guard import child
from intake.guard.child import OPERATOR, Answer, Caller, End
from intake.workbooks import limits, preflight


def read(content: bytes, stated: Sequence[Stated] = (), *, caller: Caller = OPERATOR) -> Extract | Problem:
    """The document's text and which of what is stated stands in it, or why there is none.

    CheckCancelledError where the caller leaves before the answer.
    """
    if len(content) > limits.FILE:
        return problem("T03", **preflight.oversize())
    with child.conversation("intake.documents.extraction", caller=caller) as talk:
        recognised = talk.ask(content)
        if recognised.end is not End.ANSWERED:
            return _failure(recognised, None)
        kind = msgspec.msgpack.decode(recognised.content, type=Kind | Problem)
        if isinstance(kind, Problem):
            return kind
        answer = talk.ask(msgspec.msgpack.encode(stated))
    if answer.end is not End.ANSWERED:
        return _failure(answer, kind)
    told: Extract | Problem = msgspec.msgpack.decode(answer.content, type=Extract | Problem)
    return told


def _failure(answer: Answer, kind: Kind | None) -> Problem:
    if answer.end is End.CANCELLED:
        raise CheckCancelledError("检查已取消。")
    if answer.end is not End.REFUSED:
        return problem("T03", reason="limits")
    if re.search("FileNotDecrypted|DependencyError|[Pp]assword", answer.last_words[: limits.TEXT]):
        return problem("T05")
    if kind in {None, Kind.TXT} or "UnicodeDecodeError" in answer.last_words:
        return problem("T02", kind="unknown_file")
    return problem("T04", reason="format", format=str(kind))
