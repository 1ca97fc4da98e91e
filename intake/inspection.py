"""The limited process's side of a check: it takes a workbook in, says of which kind it is, and reads it.

Runs as `python -m intake.inspection`. Three messages are heard: what is asked (Question), the bytes, and what the kind
needs to know; two are told: Recognised, then what the kind's reading is, each time or a Refused. The store, its
libraries and the screen are not there; arrays are loaded for a back-fill alone.
"""

import gc

import msgspec

from data.problems import Problem
from intake.guard.inside import hear, limit, tell
from intake.kinds import KINDS, Workbook
from intake.workbooks import fields, limits
from intake.workbooks.books import Taken, take
from intake.workbooks.fields import Stamp
from intake.workbooks.limits import Refusal


class Recognised(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Of which kind a workbook is, what its stamp says, and what was met in opening it."""

    kind: str
    stamp: Stamp | None
    problems: tuple[Problem, ...]


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Why a workbook is not read."""

    problem: Problem


class Question(msgspec.Struct, frozen=True):
    """What is asked about a workbook: its name, and from how many cells on it is a long one."""

    file_name: str
    long_cells: int


def main() -> None:
    """Hear, recognise, hear what is needed, read. A reader's exception ends the process, which tells as much."""
    asked = msgspec.msgpack.decode(hear(), type=Question)
    content = hear()
    limit(limits.seconds(content))
    gc.disable()  # short-lived, and its objects hold no cycles worth looking for
    try:
        _talk(content, asked)
    except Refusal as refusal:
        _tell(Refused(problem=refusal.problem))


def _talk(content: bytes, asked: Question) -> None:
    taken = take(content, asked.file_name, asked.long_cells)
    workbook = Workbook(
        file_name=asked.file_name, stamp=_stamp(taken), book=taken.book, columns=taken.columns
    )
    kind = next(one for one in KINDS.values() if one.recognises(workbook))
    _tell(Recognised(kind=kind.name, stamp=workbook.stamp, problems=taken.problems))
    _tell(kind.read(workbook, msgspec.msgpack.decode(hear(), type=kind.needed)))


def _stamp(taken: Taken) -> Stamp | None:
    return fields.of(taken.book) if taken.columns is None else fields.read(taken.columns[0]["meta"])


def _tell(told: msgspec.Struct) -> None:
    tell(msgspec.msgpack.encode(told))


if __name__ == "__main__":
    main()
