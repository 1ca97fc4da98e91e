"""A submission as a value: where it is on its way, what the checks found, and how the office's records hold it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.journal import Row, moment
from intake.previews import STATES, Preview
from metrics.model import Frequency


class State(StrEnum):
    """Where a submission is. `draft` and `submitted` are of offices with approval."""

    DRAFT = "draft"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    COMMITTED = "committed"
    RETURNED = "returned"
    DISCARDED = "discarded"


class Outcome(StrEnum):
    """What the checks found."""

    READY = "ready"
    NEEDS_CONFIRMATION = "needs_confirmation"
    REJECTED = "rejected"


WAITING = frozenset({State.CHECKED, State.SUBMITTED})
COMES_FROM: Mapping[State, frozenset[State]] = {
    State.COMMITTED: frozenset(State)
    - {State.COMMITTED},  # the ledger says so, whatever was decided meanwhile
    State.RETURNED: WAITING,
    State.DISCARDED: WAITING | {State.DRAFT, State.RETURNED},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A workbook handed in, without its content.

    `handed_in_as` is the name of the viewer who handed it in. What the checks found, from `outcome` to `compared` (the
    ledger's version they ran against) and `checked_for` (the rights they ran with), is None or empty before they ran;
    `fault` is the log's reference where they ended in a fault of the program.
    """

    submission_id: str
    file_name: str
    sha256: str
    size: int
    handed_in_by: str
    handed_in_at: datetime
    handed_in_as: str
    state: State
    outcome: Outcome | None
    kind: str
    period: date | None
    frequency: Frequency
    organisation_code: str
    organisation: str
    counts: Mapping[str, int]
    compared: int | None
    checked_for: str
    fault: str
    batch_id: int | None
    decided_by: str
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A state a submission came to, by whom (empty: by nobody), when and why (handed in: under which name)."""

    state: State
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A submission and what the checks found of it for who asks.

    No preview where they ended in a fault, it was thrown away, or it was decided on as somebody with other rights saw it.
    """

    submission: Submission
    preview: Preview | None


def read(row: Row) -> Submission:
    """Return a row of the records as a submission."""
    texts = {
        name: str(row[name] or "")
        for name in (
            "submission_id", "file_name", "sha256", "handed_in_by", "handed_in_as", "kind", "organisation_code", "organisation",
            "checked_for", "fault", "decided_by", "reason",
        )
    }  # fmt: skip
    return Submission(
        size=int(str(row["size"])),
        handed_in_at=moment(row["handed_in_at"]),
        state=State(str(row["state"])),
        outcome=Outcome(str(row["outcome"])) if row["outcome"] else None,
        period=date.fromisoformat(str(row["period_end"])) if row["period_end"] else None,
        frequency=Frequency(str(row["frequency"] or Frequency.MONTH)),
        counts={state: int(str(row[f"rows_{state}"] or 0)) for state in STATES},
        compared=None if row["compared"] is None else int(str(row["compared"])),
        batch_id=None if row["batch_id"] is None else int(str(row["batch_id"])),
        decided_at=moment(row["decided_at"]) if row["decided_at"] else None,
        **texts,
    )


def step(row: Row) -> Step:
    """Return a row of a submission's history."""
    at, reason = moment(row["set_at"]), str(row["reason"] or "")
    return Step(state=State(str(row["state"])), by=str(row["set_by"]), at=at, reason=reason)
