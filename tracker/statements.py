"""What is stated, changed: adjusted, superseded, withdrawn, corrected, merged, renamed and taken back, each with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from data.ledger import values
from data.ledger.columns import STATED
from data.ledger.statements import Act, Author, Edit, Saved, save, undo
from data.ledger.versions import (
    BEGINNING,
    BETWEEN,
    Change,
    History,
    Timeline,
    Version,
    standing,
    timeline_digest,
)
from data.scope import END_OF_TIME, Scope
from data.viewer import Verb
from tracker.desk import Desk

CHANGE_COLUMNS = (
    "change_id", "recorded_at", "recorded_by", "kind", "key", "act", "since", "what", "reason", "origin", "undone",
)  # fmt: skip


def amend(desk: Desk, edits: Sequence[Edit], *, by: str, reason: str) -> Saved:
    """Save edits of the ledger as one change, or write nothing and say why."""
    desk.require(Verb.MAINTAIN)
    with desk.store.transaction() as write:
        return save(write, edits, Author(by=by, now=desk.now, reason=reason))


def take_back(desk: Desk, change_id: int, *, by: str, reason: str = "") -> Saved:
    """Bring back what stood before a change of the ledger, or write nothing and list what rests on it."""
    desk.require(Verb.MAINTAIN)
    with desk.store.transaction() as write:
        return undo(write, change_id, Author(by=by, now=desk.now, reason=reason))


def retype(
    desk: Desk,
    act: Act,
    thing: tuple[str, str],
    typed: Mapping[str, str],
    *,
    since: date | None = None,
    document: str | None = None,
    seen: int | None = None,
    by: str,
    reason: str,
) -> Saved:
    """Add, correct, adjust or restore a thing (kind, key) by what a person typed into its columns.

    `since`: any day of the first month it holds from; `document`: the code of the document that says so; `seen`: the
    number of the last change of the thing that the person saw, where they saw one.
    """
    history = _history(desk)
    now = standing(history.timeline(thing), since or date.max)
    known = now.row if now else {}
    found, problems = values.typed(*thing, typed, known=known, is_new=act == "add")
    if problems:
        return Saved(problems=tuple(problems))
    edit = Edit(
        kind=thing[0],
        key=thing[1],
        act=act,
        cells=found,
        effective_from=_first(since),
        seen=_seen(history, thing, seen),
        basis_document_id=document,
    )
    return amend(desk, [edit], by=by, reason=reason)


def withdraw(
    desk: Desk,
    thing: tuple[str, str],
    *,
    since: date | None,
    seen: int | None = None,
    by: str,
    reason: str,
) -> Saved:
    """Take a thing out of the ledger from a month on; as if it had never been where there is none. `seen`: as of retype."""
    saw = None if seen is None else _seen(_history(desk), thing, seen)
    edit = Edit(kind=thing[0], key=thing[1], act="withdraw", cells={}, effective_from=_first(since), seen=saw)
    return amend(desk, [edit], by=by, reason=reason)


def supersede(
    desk: Desk, old: str, new: str, *, since: date, document: str | None = None, by: str, reason: str
) -> Saved:
    """Let one target (code) take the place of another from a month on: the other is judged no more."""
    ends = Edit(
        kind="target",
        key=old,
        act="supersede",
        cells={},
        effective_from=_first(since),
        basis_document_id=document,
        superseded_by=new,
    )
    names = Edit(kind="target", key=new, act="correct", cells={"supersedes": old})
    return amend(desk, [ends, names], by=by, reason=reason)


def assign(
    desk: Desk,
    target_id: str,
    roles: Mapping[str, Sequence[str]],
    *,
    since: date | None = None,
    by: str,
    reason: str,
) -> Saved:
    """Say who leads and who supports a target (organisations' codes by role, in order), from a month on or always."""
    history = _history(desk)
    now = _answering(history, target_id, _first(since) or BEGINNING)
    wanted = {
        BETWEEN.join((target_id, code, role)): {
            "target_id": target_id, "organisation_code": code, "role": role, "position": position,
        }
        for role, codes in roles.items()
        for position, code in enumerate(codes)
    }  # fmt: skip
    edits = [_of_role(key, "withdraw", {}, since) for key in now if key not in wanted]
    moved: Act = "correct" if since is None else "adjust"
    for key, row in wanted.items():
        if key not in now:
            known = ("responsibility", key) in history.versions
            edits.append(_of_role(key, "restore" if known else "add", row, since))
        elif now[key]["position"] != row["position"]:
            edits.append(_of_role(key, moved, {"position": row["position"]}, since))
    return amend(desk, edits, by=by, reason=reason)


def _answering(history: History, target_id: str, month: date) -> Mapping[str, Mapping[str, object]]:
    """Who answers for a target in a month: the rows by key."""
    keys = [key for kind, key in history.versions if kind == "responsibility"]
    held = {
        key: standing(history.timeline(("responsibility", key)), month)
        for key in keys
        if key.split(BETWEEN)[0] == target_id
    }
    return {key: one.row for key, one in held.items() if one is not None}


def _of_role(key: str, act: Act, cells_of: Mapping[str, object], since: date | None) -> Edit:
    return Edit(kind="responsibility", key=key, act=act, cells=cells_of, effective_from=_first(since))


def merge(desk: Desk, organisation: str, into: str, *, last_day: date, by: str, reason: str) -> Saved:
    """Let one organisation (code) become part of another: from the month after its last day the other answers."""
    last = {"last_day": last_day, "merged_into": into}
    edit = Edit(kind="organisation", key=organisation, act="correct", cells=last)
    return amend(desk, [edit], by=by, reason=reason)


def turns(desk: Desk, known_at: datetime | None = None) -> list[date]:
    """The first days of the months from which the ledger is otherwise than before: between two of them it is the same."""
    rows = desk.store.rows("turns", known_at=known_at or END_OF_TIME)
    return [row["month"] for row in rows if isinstance(row["month"], date)]


def life(desk: Desk, target_id: str, scope: Scope) -> pd.DataFrame:
    """One row per span of months of a target, oldest first: how it is stated in it, or that it ended, why and by whom."""
    return desk.store.query("target_life", target=target_id, known_at=scope.known_until)


def ledger_changes(desk: Desk, thing: tuple[str, str] | None = None) -> pd.DataFrame:
    """One row per change of the ledger × thing it changed, or of one thing (kind, key): who, when, what and why.

    Columns: CHANGE_COLUMNS; `what` are the columns that changed, before → after.
    """
    desk.require(Verb.MAINTAIN)
    history = _history(desk)
    undone = history.undone()
    rows = [
        _changed(history, history.changes[one.change_id], one, undone)
        for key in history.versions
        if thing in {None, key}
        for one in _first_of_each(history, key)
    ]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS)).sort_values(
        ["change_id", "kind", "key"], ignore_index=True
    )


def _first_of_each(history: History, thing: tuple[str, str]) -> Iterator[Version]:
    """Of each change of a thing the version that says most: the last, where spans before are only restated."""
    last = {one.change_id: one for one in history.versions[thing]}
    yield from last.values()


def _changed(history: History, change: Change, version: Version, undone: set[int]) -> dict[str, object]:
    before = history.timeline(version.thing, before=change.change_id)
    kind, key = version.thing
    return {
        "change_id": change.change_id,
        "recorded_at": change.recorded_at,
        "recorded_by": change.recorded_by,
        "kind": kind,
        "key": key,
        "act": version.act,
        "since": "" if version.effective_from is None else f"{version.effective_from:%Y-%m}",
        "what": tuple(_differences(before, version)),
        "reason": change.reason,
        "origin": change.origin,
        "undone": change.change_id in undone,
    }


def _differences(before: Timeline, version: Version) -> Iterator[str]:
    was = standing(before, version.start)
    if was is None or not version.stands:
        return
    for field in STATED[version.kind]:
        old, new = was.row.get(field.name), version.row.get(field.name)
        if old != new:
            yield f"{field.name}: {'' if old is None else old} → {'' if new is None else new}"


def _history(desk: Desk) -> History:
    return History(desk.store.rows("changes"), desk.store.rows("versions"))


def _seen(history: History, thing: tuple[str, str], last: int | None) -> str | None:
    """What a thing looked like to who saw that change of it last."""
    return None if last is None else timeline_digest(history.timeline(thing, before=last + 1))


def _first(day: date | None) -> date | None:
    return None if day is None or day == BEGINNING else day.replace(day=1)
