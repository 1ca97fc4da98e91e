"""What was stated, version by version: which one holds a month, what a change did, what of it was taken back.

A version holds every month from its own first on, until one recorded later holds it. The views of the schema say the
same of the database (data/sql/schema/120_statements.sql); a property test holds the two against each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import msgspec

from data.ledger.columns import HEAD, KEY_COLUMNS, STATED
from data.store import Writer

BEGINNING = date(1, 1, 1)  # the first month of what holds from the beginning
ENDS = frozenset({"supersede", "withdraw"})
REFERENCE = (
    "reference"  # the origin_ref of what the reference tables stated: of nobody, until somebody states it
)
BETWEEN = "/"  # the parts of a key, none of which holds one

Row = Mapping[str, object]
Thing = tuple[str, str]  # kind and key


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of one thing, a whole row. `change_id` 0: not recorded yet."""

    kind: str
    row: Row
    act: str
    effective_from: date | None = None  # the first day of a month; None: from the beginning
    change_id: int = 0
    reason_change_id: int | None = None  # of what is restated: the change that says why it is so
    basis_document_id: str | None = None
    superseded_by: str | None = None

    @property
    def thing(self) -> Thing:
        """What it is a version of."""
        return self.kind, key_of(self.kind, self.row)

    @property
    def start(self) -> date:
        """The first day it holds."""
        return self.effective_from or BEGINNING

    @property
    def stands(self) -> bool:
        """Whether the thing is there in its months."""
        return self.act not in ENDS

    @property
    def reason(self) -> int:
        """The change that says why it is so."""
        return self.reason_change_id or self.change_id


Timeline = tuple[Version, ...]  # of one thing, in the order of months, each until the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What was done at once, by whom and why."""

    change_id: int
    recorded_at: datetime
    recorded_by: str
    reason: str
    origin: str
    origin_ref: str | None = None
    undoes: int | None = None


class History:
    """Every version of everything, in the order in which they were recorded."""

    def __init__(self, changes: Iterable[Row], versions: Iterable[Row]) -> None:
        """Rows of the queries `changes` and `versions`."""
        self.changes = {one.change_id: one for one in (msgspec.convert(dict(row), Change) for row in changes)}
        self.versions: dict[Thing, list[Version]] = {}
        for one in map(_version, versions):
            self.versions.setdefault(one.thing, []).append(one)

    @classmethod
    def of(cls, write: Writer) -> "History":
        """The history a transaction sees."""
        return cls(write.rows("changes"), write.rows("versions"))

    def timeline(self, thing: Thing, before: int | None = None) -> Timeline:
        """What holds which months of a thing; as it was before a change."""
        known = self.versions.get(thing, ())
        return spans(one for one in known if before is None or one.change_id < before)

    def undone(self) -> set[int]:
        """The changes taken back by one that was not taken back itself."""
        found: set[int] = set()
        for change in sorted(self.changes.values(), key=lambda one: -one.change_id):
            if change.undoes is not None and change.change_id not in found:
                found.add(change.undoes)
        return found

    def of_catalogue(self, thing: Thing) -> Timeline:
        """What a catalogue stated of a thing last: all its versions in that change."""
        own = [one for one in self.versions.get(thing, ()) if self._origin(one) == "catalogue"]
        return spans(one for one in own if one.change_id == own[-1].change_id)

    def by_people(self, thing: Thing, since: int) -> list[Change]:
        """The changes of a thing that people made after a change, and did not take back themselves."""
        ids = dict.fromkeys(
            one.change_id
            for one in self.versions.get(thing, ())
            if one.change_id > since and self._origin(one) != "catalogue" and not self._of_reference(one)
        )
        undone = self.undone()
        gone = {one for one in ids if one in undone}
        return [self.changes[one] for one in ids if one not in gone and self.changes[one].undoes not in gone]

    def is_only_of_reference(self, thing: Thing) -> bool:
        """Whether nothing but the reference tables has stated a thing."""
        return all(self._of_reference(one) for one in self.versions.get(thing, ()))

    def _of_reference(self, version: Version) -> bool:
        return self.changes[version.change_id].origin_ref == REFERENCE

    def _origin(self, version: Version) -> str:
        return self.changes[version.change_id].origin


def spans(versions: Iterable[Version]) -> Timeline:
    """What holds which months, of the versions of one thing in the order in which they were recorded."""
    found: list[Version] = []
    for one in versions:
        found = [*(held for held in found if held.start < one.start), one]
    return tuple(found)


def standing(timeline: Timeline, month: date) -> Version | None:
    """The version that stands in the month of a day; None where the thing is not there."""
    held = [one for one in timeline if one.start <= month]
    return held[-1] if held and held[-1].stands else None


def key_of(kind: str, row: Row) -> str:
    """The key of a row among those of its kind."""
    return BETWEEN.join(str(row[column]) for column in KEY_COLUMNS[kind])


def digest(kind: str, row: Row) -> str:
    """What tells one content of a row from another, whatever way its numbers are written."""
    cells = [_plain(row.get(field.name)) for field in STATED[kind]]
    return sha256(msgspec.json.encode(cells)).hexdigest()


def timeline_digest(timeline: Timeline) -> str:
    """What tells one timeline from another: what an editor saw, whatever acts brought it about."""
    said = [(str(one.start), one.stands, digest(one.kind, one.row) if one.stands else "") for one in timeline]
    return sha256(msgspec.json.encode(said)).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value.isoformat() if isinstance(value, date) else value


def _version(row: Row) -> Version:
    kind = str(row["thing"])
    head = {name: row[name] for name in ("change_id", *HEAD)}
    return Version(kind=kind, row={field.name: row[field.name] for field in STATED[kind]}, **head)  # type: ignore[arg-type]


def record(write: Writer, versions: Sequence[Version], change: Change) -> None:
    """Append a change with its versions, in their order."""
    write.append("change", [asdict(change)])
    rows: dict[str, list[Row]] = {}
    for ordinal, one in enumerate(versions, start=1):
        head = {name: getattr(one, name) for name in HEAD}
        rows.setdefault(one.kind, []).append(
            {**one.row, **head, "change_id": change.change_id, "ordinal": ordinal}
        )
    for kind, held in rows.items():
        write.append(f"{kind}_version", [dict(row) for row in held])
