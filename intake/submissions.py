"""What was handed in and what became of it: kept under an id from the first byte to the decision.

Owns the states of a submission. Its bytes lie in the home's files/, what the checks found in the office's records;
the ledger alone says what was committed. A file is checked again only when the ledger has changed since.
"""

import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec

from data import places
from data.errors import RecordsError
from data.home import Home, Received
from data.journal import Changes, Row, Value, text
from data.store import Store
from intake import door, states
from intake.outcome import previewed
from intake.previews import IN_PASSING, FiguresFile, ImportResult, Preview
from intake.states import COMES_FROM, WAITING, Look, Outcome, State, Step, Submission

KEPT_DAYS = 90  # that a submission waits, unless the office sets another number
_KEPT_DAYS = "submission_days"
LEFT_OVER = timedelta(days=1)  # so old, a file without a submission is nobody's: a kill came between the two
NOBODY, EXPIRED, LOST = "", "expired", "lost"  # who decides when no person does, and why
Check = Callable[[bytes, str], Preview]
Sight = Callable[[Submission], bool]
_PREVIEWS = msgspec.json.Decoder(Preview)


def everything(_one: Submission) -> bool:
    """Tell that a submission may be seen, as its operator may see all."""
    return True


def hand_in(
    store: Store,
    home: Home,
    source: BinaryIO,
    file_name: str,
    *,
    by: str,
    now: datetime,
    seen: Sight = everything,
) -> Submission:
    """Keep a workbook before anything is known of it; its checks come with the first look.

    Bytes that wait already, or stand, are there only once for those by whom they may be `seen`; while they wait, the
    newer of two names counts, and what was refused, as a busy machine may once, is checked again.
    """
    expire(store, home, now=now)
    file_name = places.own_name(file_name)
    with home.files.received(source) as received:
        standing = {row["batch_id"] for row in store.rows("batch_by_content", digest=received.sha256)}
        with home.journal.transaction() as changes:
            home.files.keep(received)
            row = _known(changes, received.sha256, standing, seen)
            submission_id = secrets.token_hex(6) if row is None else str(row["submission_id"])
            if row is None:
                changes.execute(
                    "add_submission", submission_id=submission_id, file_name=file_name, digest=received.sha256,
                    size=received.size, by=by, now=text(now), viewer=store.viewer.name,
                )  # fmt: skip
            elif row["state"] in WAITING and _due_again(row, file_name):
                changes.execute("rename_submission", submission_id=submission_id, file_name=file_name)
            if row is None or row["state"] in WAITING:
                _remember(changes, submission_id, State.CHECKED, by, now, reason=file_name)
    return states.read(_row(home, submission_id))


def _due_again(row: Row, file_name: str) -> bool:
    """Tell whether bytes that wait are to be checked anew as they come once more."""
    return row["file_name"] != file_name or row["fault"] is not None or row["outcome"] == Outcome.REJECTED


def _known(changes: Changes, digest: str, standing: set[object], seen: Sight) -> Row | None:
    """Return the submission of the same bytes that waits, or is in, and may be seen."""
    rows = (row for row in changes.rows("submissions_by_content", digest=digest) if seen(states.read(row)))
    return next(
        (
            row
            for row in rows
            if row["state"] in WAITING or (row["state"] == State.COMMITTED and row["batch_id"] in standing)
        ),
        None,
    )


def newest(home: Home, *, waiting: bool = True, most: int = -1) -> list[Submission]:
    """Return everybody's submissions that wait for a decision, or all, newest first; at most so many, -1: no limit."""
    return [states.read(row) for row in home.journal.rows("submissions", waiting=int(waiting), most=most)]


def history(home: Home, submission_id: str) -> list[Step]:
    """Return the states a submission came to, oldest first."""
    return [states.step(row) for row in home.journal.rows("submission_history", submission_id=submission_id)]


def submission(home: Home, submission_id: str) -> Submission | None:
    """Return a submission; None where there is no such one."""
    rows = home.journal.rows("submission", submission_id=submission_id)
    return states.read(rows[0]) if rows else None


def look(store: Store, home: Home, submission_id: str, *, now: datetime, check: Check) -> Look:
    """Return a submission and what the checks find for who asks.

    They run only if the ledger has changed since they last did, or they did for somebody with other rights.
    """
    row, rights = _row(home, submission_id), store.viewer.rights
    preview = _preview(home, row)
    unread = preview is None and row["fault"] is None
    compared = (row["compared"], row["checked_for"]) == (store.version, rights)
    if row["state"] in WAITING and (unread or not compared):
        checked = check(_content(home, row), str(row["file_name"]))
        if checked.status == "already_imported":
            _decided(home, row, State.COMMITTED, NOBODY, now, batch_id=checked.batch_id)
        else:
            _record(home, submission_id, checked, rights)
        row = _row(home, submission_id)
        preview = checked if row["checked_for"] not in {rights, None} else _preview(home, row)
    elif row["checked_for"] != rights and not store.viewer.reading.is_everything:
        preview = None
    return Look(submission=states.read(row), preview=preview)


def original(home: Home, submission_id: str) -> bytes:
    """Return the bytes as they were handed in; RecordsError where they are gone."""
    return _content(home, _row(home, submission_id))


def failed(store: Store, home: Home, submission_id: str, reference: str) -> None:
    """Remember that the checks ended in a fault of the program: they are not tried again on the same ledger."""
    with home.journal.transaction() as changes:
        changes.execute(
            "record_fault",
            submission_id=submission_id,
            compared=store.version,
            checked_for=store.viewer.rights,
            fault=reference,
        )


def confirm(
    store: Store,
    home: Home,
    submission_id: str,
    *,
    seen: int | None,
    by: str,
    now: datetime,
    check: Check,
    confirm_warnings: bool = False,
) -> ImportResult | None:
    """Commit a submission as it was seen, compared with that version of the ledger; None where it waits no more.

    Where the ledger has changed since, nothing is written: the result is `outdated`, and the next look is a fresh one.
    """
    looked = look(store, home, submission_id, now=now, check=check)
    if looked.preview is None or looked.submission.state not in WAITING:
        return None
    if looked.submission.compared != seen:
        return replace(previewed(looked.preview), status="outdated")
    try:
        return door.commit(
            store,
            looked.preview,
            by=by,
            now=now,
            confirm_warnings=confirm_warnings,
            submission_id=submission_id,
        )
    finally:  # also where only the readers' copy was not renewed: the ledger says what was committed
        _follow(home, store.rows("submitted_batches", submission_id=submission_id))


def discard(home: Home, submission_id: str, *, by: str, now: datetime) -> bool:
    """Throw a submission away with its bytes; False where nothing of that name waits."""
    return _undone(home, submission_id, State.DISCARDED, by, now)


def give_back(home: Home, submission_id: str, *, by: str, now: datetime, reason: str) -> bool:
    """Return a submission to whoever handed it in, with a reason; False where nothing of that name waits."""
    return _undone(home, submission_id, State.RETURNED, by, now, reason=reason)


def _undone(
    home: Home, submission_id: str, state: State, by: str, now: datetime, *, reason: str | None = None
) -> bool:
    rows = home.journal.rows("submission", submission_id=submission_id)
    return bool(rows) and _decided(home, rows[0], state, by, now, reason=reason)


def expire(store: Store, home: Home, *, now: datetime) -> int:
    """Throw away what nobody committed within the office's days; return how many."""
    old = home.journal.rows("undecided_before", moment=text(now - timedelta(days=kept_days(store))))
    return sum(_decided(home, row, State.DISCARDED, NOBODY, now, reason=EXPIRED) for row in old)


def kept_days(store: Store) -> int:
    """Return how many days a submission waits before it is thrown away."""
    set_to = [row["value"] for row in store.rows("settings") if row["name"] == _KEPT_DAYS]
    return int(str(set_to[0])) if set_to else KEPT_DAYS


def keep_for(store: Store, days: int, *, by: str, now: datetime) -> None:
    """Set how many days a submission waits; ValueError below 1."""
    if days < 1:
        raise ValueError(days)
    with store.transaction() as write:
        write.append("setting", [{"name": _KEPT_DAYS, "value": str(days), "set_by": by, "set_at": now}])


def settle(store: Store, home: Home, *, now: datetime) -> None:
    """At the start: after a kill between the two files the ledger says what was committed; files of nobody go.

    What was committed into a ledger that has lost the batch, an older copy having been put back, waits again.
    """
    batches = store.rows("submitted_batches", submission_id=None)
    _follow(home, batches)
    present = {(row["batch_id"], row["sha256"]) for row in batches}
    with home.journal.transaction() as changes:
        for row in changes.rows("submissions_in_state", state=State.COMMITTED):
            if (row["batch_id"], row["sha256"]) not in present:
                changes.execute("reopen_submission", submission_id=row["submission_id"])
                _remember(changes, str(row["submission_id"]), State.CHECKED, NOBODY, now, reason=LOST)
        changes.execute("check_again", newest=store.version)
        kept = _kept(changes)
        for path in home.files.older(now - LEFT_OVER):
            if path.name not in kept:
                home.files.remove(path.name)
    _sweep(now - LEFT_OVER)


def _sweep(before: datetime) -> None:
    """Remove the figures that a killed process left among the machine's passing files."""
    for path in Path(tempfile.gettempdir()).glob(f"{IN_PASSING}*"):
        with suppress(OSError):  # another's, or gone
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def _follow(home: Home, batches: Sequence[Mapping[str, object]]) -> None:
    """Let the state of submissions follow what the ledger says was committed, by whom and when."""
    uncommitted = {
        row["submission_id"]: row
        for state in COMES_FROM[State.COMMITTED]
        for row in home.journal.rows("submissions_in_state", state=state)
    }
    for batch in batches:
        if (row := uncommitted.get(str(batch["submission_id"]))) is not None:
            by, at, number = str(batch["imported_by"]), batch["imported_at"], int(str(batch["batch_id"]))
            assert isinstance(at, datetime)
            _decided(home, row, State.COMMITTED, by, at, batch_id=number)


def _decided(
    home: Home,
    row: Row,
    state: State,
    by: str,
    now: datetime,
    *,
    batch_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Bring a submission to another state and let go of the files that nothing needs any more; False where others were first."""
    if row["state"] not in COMES_FROM[state]:
        return False
    submission_id = str(row["submission_id"])
    with home.journal.transaction() as changes:
        held = changes.rows("submission", submission_id=submission_id)[0]
        moved = changes.execute(
            "decide_submission", submission_id=submission_id, state=state, was=row["state"], batch_id=batch_id,
            by=by, now=text(now), reason=reason,
        )  # fmt: skip
        if moved:
            _remember(changes, submission_id, state, by, now, reason=reason)
            _let_go(home, changes, held["sha256"], held["figures"])
    return moved > 0


def _remember(
    changes: Changes,
    submission_id: str,
    state: State,
    by: str,
    now: datetime,
    *,
    reason: str | None = None,
) -> None:
    changes.execute(
        "remember_state", submission_id=submission_id, state=state, by=by, now=text(now), reason=reason
    )


def _kept(changes: Changes) -> set[Value]:
    return {row["content"] for row in changes.rows("kept_contents")}


def _let_go(home: Home, changes: Changes, *contents: Value) -> None:
    kept = _kept(changes)
    for content in contents:
        if content is not None and content not in kept:
            home.files.remove(str(content))


def _record(home: Home, submission_id: str, preview: Preview, rights: str) -> None:
    """Keep what the checks found, with a back-fill's figures beside it, unless a later check came first."""
    if preview.figures is None:
        _record_with(home, submission_id, preview, rights, None)
        return
    with Path(preview.figures.path).open("rb") as source, home.files.received(source) as received:
        _record_with(home, submission_id, preview, rights, received)


def _record_with(
    home: Home, submission_id: str, preview: Preview, rights: str, figures: Received | None
) -> None:
    with home.journal.transaction() as changes:
        before = changes.rows("submission", submission_id=submission_id)[0]["figures"]
        if figures is not None:
            home.files.keep(figures)
        changes.execute(
            "record_checks", submission_id=submission_id, compared=preview.compared, checked_for=rights, kind=preview.kind,
            period_end=preview.period.isoformat() if preview.period else None, frequency=preview.frequency,
            organisation_code=preview.organisation, organisation=preview.organisation_name, outcome=preview.status,
            **{f"rows_{state}": count for state, count in preview.counts.items()},
            figures=figures.sha256 if figures else None, result=msgspec.json.encode(preview).decode(),
        )  # fmt: skip
        _let_go(home, changes, before, figures.sha256 if figures else None)


def _row(home: Home, submission_id: str) -> Row:
    return home.journal.rows("submission", submission_id=submission_id)[0]


def _content(home: Home, row: Row) -> bytes:
    content = home.files.read(str(row["sha256"]))
    if content is None:
        raise RecordsError("“{name}”的原件不在了，请弃用后重新提交。", name=row["file_name"])
    return content


def _preview(home: Home, row: Row) -> Preview | None:
    """Return what the checks found; None where they have not run, ended in a fault, or an older program wrote it down."""
    if row["result"] is None or row["fault"] is not None:
        return None
    try:
        preview = _PREVIEWS.decode(str(row["result"]))
    except msgspec.ValidationError:
        return None
    if preview.figures is None or row["figures"] is None:
        return preview
    place = home.files.path(str(row["figures"]))
    return (
        replace(preview, figures=FiguresFile(path=str(place), digest=place.name)) if place.exists() else None
    )
