"""Registers the text of a document of the ledger, so that its clauses can be shown in their paragraphs.

Owns what is asked of the limited process that reads the file (extraction.py), the sentence where that fails, and the
check that the text is that document's: how many of the excerpts the ledger quotes stand in it. The text is kept in the
database of the office, append-only, never in the repository; the latest stands.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from data import places
from data.errors import CheckCancelledError
from data.problems import Problem, Severity, problem
from data.store import Store
from intake.documents.extraction import Extract
from intake.documents.passage import Passage, Stated, locate
from intake.documents.recognition import Kind
from intake.guard import child
from intake.guard.child import OPERATOR, Answer, Caller, End
from intake.workbooks import limits, preflight

ENOUGH = 0.5  # a share of the targets; below it the text is likely another document's


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What registering a file came to: how many of the document's targets stand in it, and what to say of it.

    ``written`` is False for what was only read, refused, left to confirm, or registered before.
    """

    document_id: str
    file_name: str
    of: int = 0
    found: int = 0
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: bool = False
    text: str = ""
    sha256: str = ""

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person must say that it is the document all the same."""
        return any(one.severity is Severity.WARN for one in self.problems)

    @property
    def refused(self) -> bool:
        """Whether there is nothing to register."""
        return any(one.severity is Severity.REJECT for one in self.problems)


def read(
    store: Store, document_id: str, content: bytes, file_name: str, *, caller: Caller = OPERATOR
) -> Registration:
    """Read the file and look for the document's targets in it; nothing is written.

    CheckCancelledError where the caller leaves before the answer.
    """
    name = places.own_name(file_name)
    if not any(row["document_id"] == document_id for row in store.rows("documents")):
        return Registration(
            document_id=document_id, file_name=name, problems=(problem("T09", value=document_id),)
        )
    stated = [row for row in store.rows("excerpts") if row["document_id"] == document_id and row["is_target"]]
    read = extract(content, [_stated(row) for row in stated], caller=caller)
    if isinstance(read, Problem):
        return Registration(document_id=document_id, file_name=name, problems=(read,))
    missing = tuple(
        str(row["statement_id"]) for row, there in zip(stated, read.found, strict=True) if not there
    )
    found = len(stated) - len(missing)
    sha256 = hashlib.sha256(content).hexdigest()
    return Registration(
        document_id=document_id,
        file_name=name,
        of=len(stated),
        found=found,
        missing=missing,
        problems=_remarks(store, document_id, sha256, found, len(stated)),
        text=read.text,
        sha256=sha256,
    )


def extract(content: bytes, stated: Sequence[Stated] = (), *, caller: Caller = OPERATOR) -> Extract | Problem:
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


def register(
    store: Store, reading: Registration, by: str, now: datetime, *, confirmed: bool = False
) -> Registration:
    """Keep the text that was read; what is refused, unconfirmed or registered before is left unwritten."""
    again = any(one.code == "T08" for one in reading.problems)
    if reading.refused or again or (reading.needs_confirmation and not confirmed):
        return reading
    row = {
        "document_id": reading.document_id,
        "file_name": reading.file_name,
        "sha256": reading.sha256,
        "text": reading.text,
        "registered_by": by,
        "registered_at": now,
    }
    with store.transaction() as write:
        write.append("document_text", [row])
    return replace(reading, written=True)


def passage(store: Store, statement_id: str) -> Passage | None:
    """Where a target or a fact stands in the registered text of its document; None without text or passage.

    A part handed down to a district (`target@region`) stands where its parent does.
    """
    wanted = statement_id.split("@", maxsplit=1)[0]
    for row in store.rows("excerpts"):
        if row["statement_id"] == wanted:
            texts = store.rows("document_text", document=row["document_id"])
            return locate(str(texts[0]["text"]), *_stated(row)) if texts else None
    return None


def _stated(row: Mapping[str, object]) -> Stated:
    number = row["number_text"]
    return str(row["excerpt"]), int(str(row["excerpt_offset"])), None if number is None else str(number)


def _remarks(store: Store, document_id: str, sha256: str, found: int, of: int) -> tuple[Problem, ...]:
    remarks = []
    if found < ENOUGH * of:
        remarks.append(problem("T07", found=found, of=of))
    standing = store.rows("document_text", document=document_id)
    if standing and standing[0]["sha256"] == sha256:
        remarks.append(problem("T08", when=f"{standing[0]['registered_at']:%Y-%m-%d}"))
    return tuple(remarks)
