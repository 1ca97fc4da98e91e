"""The one door: from a workbook's bytes to what importing it would do. Nothing foreign is opened in this process.

Owns the way of every kind: a glance at the bytes, one limited process that takes the workbook in, recognises and reads
it, and the check of what came back against the store. It writes nothing; what a person confirms is for posting.py.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from data import places
from data.errors import CheckCancelledError
from data.problems import Problem, problem
from data.store import Store
from intake import bounds
from intake.guard import child
from intake.guard.child import OPERATOR, Answer, Caller, Conversation, End
from intake.inspection import Question, Recognised, Refused
from intake.kinds import KINDS, Incoming, Kind
from intake.previews import Expectation, Preview
from intake.reporting import closed_months
from intake.workbooks import preflight, reader
from intake.workbooks.limits import Refusal

Told = TypeVar("Told")


def check(
    store: Store, content: bytes, file_name: str, *, expect: Expectation, caller: Caller = OPERATOR
) -> Preview:
    """Say what importing a workbook would do; the reporter's mistakes are problems.

    CheckCancelledError where the caller leaves before the answer.
    """
    file = Incoming(
        file_name=places.own_name(file_name), sha256=hashlib.sha256(content).hexdigest(), compared=store.version,
        expect=expect, closed=frozenset(closed_months(store)),
    )  # fmt: skip
    if standing := store.rows("batch_by_content", digest=file.sha256):
        return _already(file, standing[-1])
    if (found := preflight.glance(content, file.file_name)) is not None:
        return _refused(file, found)
    try:
        with child.conversation("intake.inspection", caller=caller) as talk:
            file, kind, needs, reading = _read(talk, store, file, content)
        return kind.check(store, file, needs, reading)
    except Refusal as refusal:
        return _refused(file, refusal.problem)


def _read(
    talk: Conversation, store: Store, file: Incoming, content: bytes
) -> tuple[Incoming, Kind[Any, Any], Any, Any]:
    """Have the workbook recognised and read; return of which kind it is, what was asked of the store, and the reading."""
    asked = msgspec.msgpack.encode(Question(file_name=file.file_name, long_cells=preflight.LONG_CELLS))
    first = _heard(talk.ask(asked, content), Recognised)
    kind = bounds.known(KINDS, first.kind)
    needs = kind.needs(store, first.stamp, file.expect)
    if isinstance(needs, Problem):
        raise Refusal(needs)
    reading = _heard(talk.ask(msgspec.msgpack.encode(needs)), kind.told)
    return replace(file, problems=first.problems), kind, needs, reading


def _heard(answer: Answer, told: type[Told]) -> Told:
    """Return what was told, of the type it must have; Refusal for everything else."""
    if answer.end is End.CANCELLED:
        raise CheckCancelledError("检查已取消。")
    if answer.end is not End.ANSWERED:
        raise Refusal(reader.failure(answer.end))
    try:
        heard: Told | Refused = msgspec.msgpack.decode(answer.content, type=told | Refused)
    except msgspec.MsgspecError as fault:
        raise Refusal(problem("F02")) from fault
    if isinstance(heard, Refused):
        raise Refusal(heard.problem)
    return heard


def _refused(file: Incoming, found: Problem) -> Preview:
    return Preview(file_name=file.file_name, sha256=file.sha256, compared=file.compared, problems=(found,))


def _already(file: Incoming, standing: Mapping[str, object]) -> Preview:
    """Return the preview of bytes that stand imported already."""
    when, batch = f"{standing['imported_at']:%Y-%m-%d %H:%M}", int(str(standing["batch_id"]))
    found = problem("F17", value=file.file_name, when=when, who=standing["imported_by"], batch=batch)
    return replace(_refused(file, found), kind=str(standing["kind"]), batch_id=batch)
