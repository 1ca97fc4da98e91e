"""Is the store whole? Control sums, orphans, the derived table against the log, the ledger, the readers' copy; it mends nothing."""

from collections import Counter
from dataclasses import dataclass

from data.errors import TrackerError
from data.ledger import consequences
from data.ledger.versions import History
from data.store import Store

NAMED_TWICE = "L27"  # the problem of two of one name, which an office may have beside a catalogue's


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something the store should not hold or should hold: which check found it, and where."""

    check: str
    place: str
    found: str


def faults(store: Store) -> list[Fault]:
    """Every fault the checks find; an empty list is a whole store."""
    return [*_control_sums(store), *_orphans(store), *_standing(store), *_statements(store), *_copy(store)]


def _control_sums(store: Store) -> list[Fault]:
    return [
        Fault(
            check="control_sum",
            place=f"batch {row['batch_id']} {row['source_file']}",
            found=f"{row['found_rows']} rows, {row['found_sum']}; written: {row['row_count']} rows, {row['control_sum']}",
        )
        for row in store.rows("check_control_sums")
    ]


def _orphans(store: Store) -> list[Fault]:
    return [
        Fault(check="orphan", place=str(row["place"]), found=f"{row['kind']} {row['code']}")
        for row in store.rows("check_orphans")
    ]


def _standing(store: Store) -> list[Fault]:
    return [
        Fault(
            check="rebuild",
            place=f"{row['indicator_code']} {row['region_code']} {row['period_end']} {row['kind']}",
            found=str(row["fault"]),
        )
        for row in store.rows("check_standing")
    ]


def _statements(store: Store) -> list[Fault]:
    """Versions of no change, two in one place, and what names in any month what does not stand in it."""
    history = History(store.rows("changes"), rows := store.rows("versions"))
    places = Counter((row["change_id"], row["ordinal"], row["thing"]) for row in rows)
    wrong = [
        (f"change {number}", "no such change") for number, *_place in places if number not in history.changes
    ]
    wrong += [
        (f"change {number}", f"{count} versions of place {place}")
        for (number, place, _), count in places.items()
        if count > 1
    ]
    if not wrong:
        held = {thing: history.timeline(thing) for thing in history.versions}
        for month in consequences.starts(held):
            wrong += [
                (f"{one.sheet} {one.cell}", f"{one.code} {one.value}")
                for one in consequences.unlinked(held, month)
                if one.code != NAMED_TWICE
            ]
    return [Fault(check="ledger", place=place, found=found) for place, found in dict.fromkeys(wrong)]


def _copy(store: Store) -> list[Fault]:
    """A copy for readers that is behind, or cannot be read; that there is none is no fault."""
    try:
        version = store.published_version()
    except TrackerError as fault:
        return [Fault(check="copy", place=store.path, found=str(fault))]
    if version in {store.version, None}:
        return []
    found = f"version {version}; the database has {store.version}"
    return [Fault(check="copy", place=store.path, found=found)]
