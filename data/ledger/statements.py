"""Changes that people make to what is stated: saved whole or refused whole, with every reason, and taken back whole.

A change is written by adding versions; nothing is ever overwritten. It is refused where what it changes was changed
underneath, where the ledger would no longer hold together in any month, where something recorded would be left without
what it points at, and where the light of a closed month would change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from data.ledger import consequences
from data.ledger.consequences import followed
from data.ledger.versions import (
    BEGINNING,
    Change,
    History,
    Row,
    Thing,
    Timeline,
    Version,
    record,
    spans,
    standing,
    timeline_digest,
)
from data.problems import Problem, problem
from data.store import Writer

Act = Literal["add", "correct", "adjust", "supersede", "withdraw", "restore"]
Timelines = dict[Thing, Timeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One act on one thing. `cells`: of what is added the whole row, else the columns that change.

    `effective_from`: the first day of a month, None from the beginning; a correction has none and holds in every month.
    `seen`: `timeline_digest` of what the editor saw; None where nobody looked.
    """

    kind: str
    key: str
    act: Act
    cells: Row
    effective_from: date | None = None
    seen: str | None = None
    basis_document_id: str | None = None
    superseded_by: str | None = None

    @property
    def thing(self) -> Thing:
        """What it is about."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who changes the ledger, when, why, and by which way in."""

    by: str
    now: datetime
    reason: str = ""
    origin: str = "screen"
    origin_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The number of the change that was recorded; None with the problems for which nothing was."""

    change_id: int | None = None
    problems: tuple[Problem, ...] = ()


def save(write: Writer, edits: Sequence[Edit], author: Author) -> Saved:
    """Record the edits as one change, or write nothing and say why."""
    history = History.of(write)
    stale = tuple(_stale(history, edits))
    if stale:
        return Saved(problems=stale)
    after: Timelines = {}
    versions: list[Version] = []
    problems: list[Problem] = []
    for edit in edits:
        held = after.get(edit.thing, history.timeline(edit.thing))
        wrong = _refusal(edit, held)
        if wrong:
            problems.append(wrong)
            continue
        made = _versions(edit, held)
        versions += made
        after[edit.thing] = spans([*held, *made])
    if problems:
        return Saved(problems=tuple(problems))
    return _checked(write, history, versions, author)


def undo(write: Writer, change_id: int, author: Author) -> Saved:
    """Bring back what stood before a change, or write nothing and list what rests on it."""
    history = History.of(write)
    wrong = _not_undone(history, change_id)
    if wrong:
        return Saved(problems=(wrong,))
    touched = [
        thing
        for thing, versions in history.versions.items()
        if any(one.change_id == change_id for one in versions)
    ]
    versions = [one for thing in touched for one in _restored(history, thing, change_id)]
    return _checked(write, history, versions, author, undoes=change_id)


def _checked(
    write: Writer, history: History, versions: Sequence[Version], author: Author, undoes: int | None = None
) -> Saved:
    """Record versions that leave the ledger sound."""
    every, wrong = followed(history, versions)
    problems = [*wrong, *consequences.broken(write, history, every)]
    if problems or not every:
        return Saved(problems=tuple(problems))
    change = Change(
        change_id=max(history.changes, default=0) + 1,
        recorded_at=author.now,
        recorded_by=author.by,
        reason=author.reason,
        origin=author.origin,
        origin_ref=author.origin_ref,
        undoes=undoes,
    )
    record(write, every, change)
    return Saved(change_id=change.change_id)


def _stale(history: History, edits: Sequence[Edit]) -> Iterator[Problem]:
    """The things that are no longer what their editor saw, by name of who changed them last."""
    for edit in edits:
        if edit.seen is not None and edit.seen != timeline_digest(history.timeline(edit.thing)):
            last = history.changes[history.versions[edit.thing][-1].change_id]
            at = f"{last.recorded_at:%Y-%m-%d %H:%M}"
            yield problem("L41", sheet=edit.kind, cell=edit.key, by=last.recorded_by, at=at)


def _refusal(edit: Edit, held: Timeline) -> Problem | None:
    """Why an edit cannot be made of what there is of its thing; None when it can."""
    month = edit.effective_from or BEGINNING
    there, now = any(one.stands for one in held), standing(held, month)
    if edit.act == "add":
        return _refused("L43", edit) if there else None
    if edit.act == "correct" or (edit.act == "withdraw" and edit.effective_from is None):
        return None if there else _refused("L44", edit)
    if not held or (now is None) != (edit.act == "restore"):
        return _refused("L44", edit)
    later = [one for one in held if one.start > month]
    if later:
        return _refused("L45", edit, month=f"{later[0].start:%Y-%m}")
    return _too_early_or_late(edit, now) if now else None


def _too_early_or_late(edit: Edit, now: Version) -> Problem | None:
    """A target is adjusted in the months it is for."""
    start, deadline = now.row.get("period_start"), now.row.get("deadline")
    if (
        edit.kind != "target"
        or edit.act != "adjust"
        or not isinstance(start, date)
        or not isinstance(deadline, date)
    ):
        return None
    month = edit.effective_from or BEGINNING
    if start.replace(day=1) <= month <= deadline:
        return None
    span = {"start": f"{start:%Y-%m}", "deadline": f"{deadline:%Y-%m}"}
    return problem(
        "L50",
        sheet=edit.kind,
        cell=edit.key,
        value=f"{month:%Y-%m}",
        subject=edit.key,
        **dict[str, object](span),
    )


def _versions(edit: Edit, held: Timeline) -> list[Version]:
    """The versions an edit adds to what there is of its thing."""
    if edit.act == "correct":
        return [_corrected(one, edit.cells) for one in held]
    now = standing(held, edit.effective_from or BEGINNING) or (held[-1] if held else None)
    return [_of(edit, {**(now.row if now and edit.act != "add" else {}), **edit.cells})]


def _of(edit: Edit, row: Row) -> Version:
    return Version(
        kind=edit.kind,
        row=row,
        act=edit.act,
        effective_from=edit.effective_from,
        basis_document_id=edit.basis_document_id,
        superseded_by=edit.superseded_by,
    )


def _corrected(held: Version, cells: Row) -> Version:
    """What a span says after a correction; of one that says why it is so, the reason stays."""
    row = {**held.row, **cells} if held.stands else held.row
    act = "correct" if held.stands else held.act
    reason = None if held.effective_from is None else held.reason
    return replace(held, row=row, act=act, change_id=0, reason_change_id=reason)


def _refused(code: str, edit: Edit, month: str = "") -> Problem:
    return problem(code, sheet=edit.kind, cell=edit.key, value=edit.key, month=month)


def _restored(history: History, thing: Thing, change_id: int) -> Iterator[Version]:
    """The versions that bring back what there was of a thing before a change."""
    before = history.timeline(thing, before=change_id)
    if not before or before[0].effective_from is not None:
        (held, *_) = history.timeline(thing)
        yield replace(held, act="withdraw", effective_from=None, change_id=0, superseded_by=None)
    for one in before:
        yield replace(one, act="restore" if one.stands else one.act, change_id=0, reason_change_id=one.reason)


def _not_undone(history: History, change_id: int) -> Problem | None:
    """Why a change cannot be taken back: there is none, it has been, or others rest on it."""
    undone = history.undone()
    if change_id not in history.changes:
        return problem("L46", value=change_id)
    if change_id in undone:
        return problem("L47", value=change_id)
    later: dict[int, list[str]] = {}
    for (_kind, key), versions in history.versions.items():
        if any(one.change_id == change_id for one in versions):
            for one in versions:
                later.setdefault(one.change_id, []).append(key)
    resting = [one for one in later if one > change_id and _holds(history, one, undone, change_id)]
    if not resting:
        return None
    told = [_told(history.changes[one], later[one]) for one in resting]
    return problem("L48", value=change_id, changes=told)


def _holds(history: History, later: int, undone: set[int], change_id: int) -> bool:
    """Whether a later change counts: neither taken back, nor one that takes back another later one."""
    undoes = history.changes[later].undoes
    return later not in undone and (undoes is None or undoes < change_id)


def _told(change: Change, keys: Sequence[str]) -> str:
    return f"{change.change_id} · {change.recorded_by} · {change.recorded_at:%Y-%m-%d %H:%M} · {keys[0]}"
