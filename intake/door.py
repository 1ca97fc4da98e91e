"""The one door: from a workbook's bytes to what importing it would do, and what is written once a person has confirmed.

Owns the way of every kind: a glance at the bytes, one limited process that takes the workbook in, recognises and reads
it, and the check of what came back against the store; nothing foreign is opened in this process. What was looked at is
held, inside the one transaction, against the store as it is by then, and what no longer fits writes nothing. A correction
is a new version and a void is a mark; the standing values are derived (data/integrity.py proves them).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from data import places
from data.errors import CheckCancelledError
from data.problems import Problem, problem
from data.store import Store, Writer
from intake import bounds
from intake.guard import child
from intake.guard.child import OPERATOR, Answer, Caller, Conversation, End
from intake.inspection import Question, Recognised, Refused
from intake.kinds import KINDS, Incoming, Kind
from intake.previews import Expectation, ImportResult, Preview
from intake.reporting import closed_months
from intake.workbooks import preflight
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
        raise Refusal(_failure(answer.end))
    try:
        heard: Told | Refused = msgspec.msgpack.decode(answer.content, type=told | Refused)
    except msgspec.MsgspecError as fault:
        raise Refusal(problem("F02")) from fault
    if isinstance(heard, Refused):
        raise Refusal(heard.problem)
    return heard


def _failure(end: End) -> Problem:
    """Name the end of a reader's process without an answer: a limit met, or a file it cannot make sense of."""
    return problem("F21", reason="memory_or_time") if end is End.LIMIT else problem("F02")


def _refused(file: Incoming, found: Problem) -> Preview:
    return Preview(
        file_name=file.file_name,
        sha256=file.sha256,
        compared=file.compared,
        organisation=None,
        problems=(found,),
    )


def _already(file: Incoming, standing: Mapping[str, object]) -> Preview:
    """Return the preview of bytes that stand imported already."""
    when, batch = f"{standing['imported_at']:%Y-%m-%d %H:%M}", int(str(standing["batch_id"]))
    found = problem("F17", value=file.file_name, when=when, who=standing["imported_by"], batch=batch)
    return replace(_refused(file, found), kind=str(standing["kind"]), batch_id=batch)


def commit(
    store: Store,
    preview: Preview,
    *,
    by: str,
    now: datetime,
    confirm_warnings: bool = False,
    submission_id: str | None = None,
) -> ImportResult:
    """Write a checked file in one transaction; what may not be written is told by the result's status.

    `outdated`: the store has changed since the check, so the file is to be checked again. `submission_id`: under which
    the file was kept.
    """
    if _held_back(preview, confirm_warnings=confirm_warnings):
        return _result(preview, preview.status, preview.batch_id)
    with store.transaction() as write:
        if standing := write.rows("batch_by_content", digest=preview.sha256):
            return _result(preview, "already_imported", int(str(standing[-1]["batch_id"])))
        if _outdated(write, preview):
            return _result(preview, "outdated")
        batch_id = int(str(write.rows("next_batch")[0]["batch_id"]))
        write.append("batch", [_batch(preview, batch_id, by, now) | {"submission_id": submission_id}])
        KINDS[preview.kind].post(write, preview, batch_id)
        write.execute("seal_batch", batch_id=batch_id)
        # Asked here and not of the preview: a back-fill lists only some of its keys there.
        if write.rows("shares_keys", batch_id=batch_id)[0]["shared"]:
            _derive(write, batch_id)
    return _result(preview, "imported", batch_id)


def _held_back(preview: Preview, *, confirm_warnings: bool) -> bool:
    """Tell whether a preview may not be written: rejected, there already, names unknown, or warnings nobody confirmed."""
    if preview.status in {"rejected", "already_imported"} or preview.unresolved:
        return True
    return preview.status == "needs_confirmation" and not confirm_warnings


def _outdated(write: Writer, preview: Preview) -> bool:
    """Tell whether anything was changed since the check, a month closed that the file reports above all."""
    closed = {row["period_end"] for row in write.rows("closures") if row["action"] == "close"}
    return preview.compared != write.rows("edition")[0]["version"] or not closed.isdisjoint(preview.months)


def _batch(preview: Preview, batch_id: int, by: str, now: datetime) -> dict[str, object]:
    """Return the import's own row; what its rows count and add up to is sealed once they are written."""
    return {
        "batch_id": batch_id, "kind": preview.kind, "period_end": preview.period, "organisation_code": preview.organisation,
        "source_file": preview.file_name, "sha256": preview.sha256, "template_version": preview.template_version,
        "imported_at": now, "imported_by": by, "vintage": preview.vintage, "row_count": 0, "control_sum": Decimal(0),
        "is_sample": preview.is_sample, "status": "posted",
    }  # fmt: skip


def _derive(write: Writer, batch_id: int) -> None:
    """Settle anew which values stand among the keys a batch touches."""
    write.execute("forget_outranked", batch_id=batch_id)
    write.execute("derive_outranked", batch_id=batch_id)


def _result(preview: Preview, status: str, batch_id: int | None = None) -> ImportResult:
    counts = preview.counts
    return ImportResult(
        batch_id=batch_id, status=status, rows_new=counts["new"], rows_changed=counts["changed"],
        rows_same=counts["same"], rows_missing=counts["missing"], problems=preview.problems,
    )  # fmt: skip


def void(store: Store, batch_id: int, *, reason: str, now: datetime) -> bool:
    """Take an import back: older values stand again. False when there is no such standing batch."""
    with store.transaction() as write:
        if not any(
            row["batch_id"] == batch_id and row["status"] == "posted" for row in write.rows("batches")
        ):
            return False
        write.execute("void_batch", batch_id=batch_id, now=now, reason=reason)
        _derive(write, batch_id)
    return True
