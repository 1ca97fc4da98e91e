"""Workbooks handed in: kept, checked, confirmed, given back or thrown away.

Who may not see everything sees what they handed in themselves and the submissions of organisations of their regions (or
of their own organisation); those of no organisation, or nobody has checked yet, are seen by no other.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

import pandas as pd

from data.home import Home
from data.listing import SUBMISSION_COLUMNS
from data.viewer import Verb
from intake import submissions
from intake.guard.child import OPERATOR, Caller
from intake.previews import ImportResult, Preview
from intake.states import Look, Submission
from tracker.desk import Desk
from tracker.reporting import OTHERS, check_workbook


def open_home(desk: Desk) -> Home:
    """The home of a database that may be written to: states settled after a kill, what is too old thrown away."""
    home = Home.of(desk.store.path, desk.now)
    submissions.settle(desk.store, home, now=desk.now)
    submissions.expire(desk.store, home, now=desk.now)
    return home


def hand_in(desk: Desk, home: Home, source: BinaryIO, file_name: str, *, by: str) -> Submission:
    """Keep a workbook; its checks come with the first look. Bytes that wait or stand already are there only once."""
    desk.require(Verb.IMPORT)
    return submissions.hand_in(desk.store, home, source, file_name, by=by, now=desk.now, seen=_seen(desk))


def waiting(desk: Desk, home: Home) -> list[Submission]:
    """The submissions that wait for a decision, whoever handed them in, newest first, without what the checks found."""
    seen = _seen(desk)
    return [one for one in submissions.newest(home) if seen(one)]


def submission(desk: Desk, home: Home, submission_id: str) -> Submission | None:
    """One submission, whatever became of it; None when there is no such one."""
    one = submissions.submission(home, submission_id)
    return one if one is not None and _seen(desk)(one) else None


def look(desk: Desk, home: Home, submission_id: str, *, caller: Caller = OPERATOR) -> Look:
    """A submission and its preview, checked again only if the ledger has changed since.

    Of a file that holds rows of others, who did not hand it in is told so and shown none of its values.
    CheckCancelledError where the caller has left: the check is then for the next look.
    """
    _require_seen(desk, home, submission_id)
    looked = submissions.look(desk.store, home, submission_id, now=desk.now, check=_check(desk, caller))
    if looked.preview is None or _may_read_whole(desk, looked):
        return looked
    told = tuple(one for one in looked.preview.problems if one.code == OTHERS)
    closed = replace(looked.preview, problems=told, differences=(), noted=(), unresolved=(), figures=None)
    return replace(looked, preview=closed)


def confirm(
    desk: Desk,
    home: Home,
    submission_id: str,
    *,
    seen: int | None,
    by: str,
    confirm_warnings: bool = False,
    caller: Caller = OPERATOR,
) -> ImportResult | None:
    """Commit a submission as it was seen against that version of the ledger; None when it waits no more.

    `outdated` when the ledger has changed since: nothing is written, and the next look is a fresh one.
    """
    desk.require(Verb.IMPORT)
    _require_seen(desk, home, submission_id)
    return submissions.confirm(
        desk.store,
        home,
        submission_id,
        seen=seen,
        by=by,
        now=desk.now,
        check=_check(desk, caller),
        confirm_warnings=confirm_warnings,
    )


def discard(desk: Desk, home: Home, submission_id: str, *, by: str) -> bool:
    """Throw a submission away with its bytes; False when nothing of that name waits."""
    desk.require(Verb.IMPORT)
    return submission(desk, home, submission_id) is not None and submissions.discard(
        home, submission_id, by=by, now=desk.now
    )


def give_back(desk: Desk, home: Home, submission_id: str, *, by: str, reason: str) -> bool:
    """Return a submission to whoever handed it in, with a reason; False when nothing of that name waits."""
    desk.require(Verb.IMPORT)
    return submission(desk, home, submission_id) is not None and submissions.give_back(
        home, submission_id, by=by, now=desk.now, reason=reason
    )


def original(desk: Desk, home: Home, submission_id: str) -> bytes:
    """The bytes of a submission as they were handed in: for who may see all of it, or handed it in."""
    looked = look(desk, home, submission_id)
    if not _may_read_whole(desk, looked):
        raise desk.viewer.refusal()
    return submissions.original(home, submission_id)


def check_failed(desk: Desk, home: Home, submission_id: str, reference: str) -> None:
    """Remember that the checks of a submission ended in a fault of the program, by its reference in the log."""
    submissions.failed(desk.store, home, submission_id, reference)


def submission_days(desk: Desk) -> int:
    """How many days a submission waits before it is thrown away."""
    return submissions.kept_days(desk.store)


def set_submission_days(desk: Desk, days: int, *, by: str) -> None:
    """Set how many days a submission waits; ValueError below 1."""
    desk.require(Verb.CLOSE)
    submissions.keep_for(desk.store, days, by=by, now=desk.now)


def submission_list(desk: Desk, home: Home, *, every: bool = False) -> pd.DataFrame:
    """One row per submission that waits, or per `every` one, newest first: SUBMISSION_COLUMNS."""
    seen = _seen(desk)
    listed = [one for one in submissions.newest(home, waiting=not every) if seen(one)]
    rows = [
        {name: getattr(one, name, None) or None for name in SUBMISSION_COLUMNS}
        | {f"rows_{state}": count for state, count in one.counts.items() if one.outcome is not None}
        | {"period_end": one.period, "unit": one.organisation}
        for one in listed
    ]
    frame = pd.DataFrame(rows, columns=list(SUBMISSION_COLUMNS))
    days = ("period_end", "handed_in_at", "decided_at")
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in days})


def _seen(desk: Desk) -> Callable[[Submission], bool]:
    """Tell which submissions who asks may see."""
    reading, name = desk.viewer.reading, desk.viewer.name
    if reading.is_everything:
        return submissions.everything
    regions = {row["organisation_code"]: row["region_code"] for row in desk.store.rows("organisations")}

    def seen(one: Submission) -> bool:
        if one.handed_in_as == name:
            return True
        own = reading.organisation in (None, one.organisation_code)
        return own and one.organisation_code in regions and reading.sees(regions[one.organisation_code])

    return seen


def _may_read_whole(desk: Desk, looked: Look) -> bool:
    """Whether who asks may see every row of a file; of one that was decided on as another saw it nobody knows."""
    if desk.viewer.reading.is_everything or looked.submission.handed_in_as == desk.viewer.name:
        return True
    return looked.preview is not None and all(one.code != OTHERS for one in looked.preview.problems)


def _require_seen(desk: Desk, home: Home, submission_id: str) -> None:
    """Go on only if who asks may see the submission; NotAllowedError otherwise."""
    one = submissions.submission(home, submission_id)
    if one is not None and not _seen(desk)(one):
        raise desk.viewer.refusal()


def _check(desk: Desk, caller: Caller) -> Callable[[bytes, str], Preview]:
    def check(content: bytes, file_name: str) -> Preview:
        return check_workbook(desk, content, file_name, caller=caller)

    return check
