"""The reviewed ledger: reads a folder of CSV files, checks it against itself, writes it to the store.

Rebuilding records what differs as one change and never touches what was reported. Whatever is wrong
with the files is a problem with its place, all of them at once; the store is then as it was.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from data.errors import CatalogueError
from data.ledger import coherence, rebuild, values
from data.ledger.columns import COLUMNS, KEYS, ROLES, VOCABULARY, place_of
from data.ledger.consequences import lines_in
from data.ledger.files import Line, gathered, lines_of
from data.ledger.versions import Change, History, record
from data.problems import Finding, Problem
from data.store import Store
from data.store.tables import Field
from data.units import UnitMismatch, convert, spelled, unit_table
from metrics.measures import reported_as
from metrics.model import Comparator

CATALOGUE = Path(__file__).parent / "catalogue"
# How the files are read: another number builds every ledger anew, though its files are the same.
READER = b"2"
# The published table has words of its own: `>` is at least, an estimate is about.
_QUALIFIERS = {"": Comparator.EXACT, ">": Comparator.AT_LEAST, "estimate": Comparator.ABOUT}
_NORMAL = (
    ("value_normal", "value", "unit"),
    ("value_high_normal", "value_high", "unit"),
    ("baseline_normal", "baseline_value", "baseline_unit"),
)
OFFICE = "office"  # the setting that says whose office it is: the code of its region
Row = dict[str, object]
Lines = Mapping[str, Sequence[Line]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The ledger's tables as typed rows, ready for the store unless there are problems, and the lines they are from."""

    tables: Mapping[str, list[Row]]
    lines: Mapping[str, list[Line]]
    sha256: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did: changed the ledger, found it up to date, or was refused with problems and changed nothing."""

    changed: bool = False
    problems: tuple[Problem, ...] = ()


def build(store: Store, now: datetime, catalogue: Catalogue | None = None) -> Built:
    """Bring the store's ledger up to the catalogue (the one that ships), in one transaction or not at all.

    What differs is recorded as one change; what people changed stays theirs. Refused where it leaves out what something
    recorded points at, gives reported values another unit, or states anew what people have changed meanwhile.
    """
    catalogue = catalogue or read()
    if catalogue.problems:
        return Built(problems=catalogue.problems)
    if any(row["catalogue_sha256"] == catalogue.sha256 for row in store.rows("ledger_state")):
        return Built()
    with store.transaction() as write:
        history = History.of(write)
        versions, conflicts = rebuild.rebuilt(history, catalogue.tables)
        touched = {one.thing for one in versions}
        recorded = [row for row in write.rows("reported_on") if (row["kind"], row["code"]) in touched]
        problems = [
            *coherence.lost(recorded, catalogue.lines),
            *(one.problem(catalogue.lines) for one in conflicts),
        ]
        if problems:
            return Built(problems=tuple(problems))
        if versions:
            record(write, versions, _change(history, now, catalogue.sha256))
        write.execute("clear_ledger")
        write.append("fact", catalogue.tables["fact"])
        write.append("ledger_state", [{"catalogue_sha256": catalogue.sha256, "built_at": now}])
    return Built(changed=True)


def _change(history: History, now: datetime, sha256: str) -> Change:
    """A build as a change. What a ledger began with is known from the beginning: documents are older than the program."""
    return Change(
        change_id=max(history.changes, default=0) + 1,
        recorded_at=now if history.changes else datetime.min,  # noqa: DTZ901 the store keeps time without a zone
        recorded_by="",
        reason="",
        origin="catalogue",
        origin_ref=sha256,
    )


def build_shipped(store: Store, now: datetime) -> bool:
    """Bring the store's ledger up to the catalogue that ships; False when it already was. CatalogueError, if damaged."""
    built = build(store, now)
    if built.problems:
        raise CatalogueError("随程序提供的台账不完整，请重新安装程序。")
    return built.changed


def read(folder: Path = CATALOGUE, beside: Lines = MappingProxyType({})) -> Catalogue:
    """The whole catalogue, typed and checked, with every problem of its files.

    `beside`: what a ledger states already (`stated_in`), which the folder need not repeat and may point at.
    """
    held = gathered(folder)
    lines: dict[str, list[Line]] = {kind: [] for kind in COLUMNS}
    known = {VOCABULARY[kind] for kind, own in beside.items() if own and kind in VOCABULARY}
    problems = [one for one in held.problems if one.code != "L02" or one.sheet not in known]
    for name, content in held.contents.items():
        place = place_of(name)
        if place:
            found, wrong = lines_of(place, content)
            lines[place.kind].extend(found)
            problems.extend(wrong)
    sha256 = _digest(held.contents)
    if problems:
        return Catalogue(tables={}, lines=lines, sha256=sha256, problems=tuple(problems))
    reader = _Reader({kind: [*own, *_unrepeated(kind, own, beside)] for kind, own in lines.items()})
    tables = reader.tables()
    return Catalogue(tables=tables, lines=reader.lines, sha256=sha256, problems=tuple(reader.problems))


def stated_in(store: Store) -> Lines:
    """What an office's ledger states, as lines that stand in no file; nothing of a database that no office was started in."""
    if not any(row["name"] == OFFICE for row in store.rows("settings")):
        return {}
    history = History(store.rows("changes"), store.rows("versions"))
    return lines_in({thing: history.timeline(thing) for thing in history.versions}, date.max)


def _unrepeated(kind: str, own: Sequence[Line], beside: Lines) -> Iterator[Line]:
    """The lines of a ledger that a folder does not state anew."""
    stated = {line.cells.get(KEYS[kind]) for line in own}
    return (line for line in beside.get(kind, ()) if line.cells[KEYS[kind]] not in stated)


class _Reader:
    """Turns lines into typed rows and collects every problem on the way. Lines in no file are pointed at, and give no rows."""

    def __init__(self, lines: Mapping[str, list[Line]]) -> None:
        self.problems: list[Problem] = []
        names = [line.cells.get("unit", "") for line in lines["unit"]]
        self.lines = {kind: [_spelled(line, names) for line in held] for kind, held in lines.items()}
        self._typed = {kind: [(line, self._row(line)) for line in held] for kind, held in self.lines.items()}
        self._indicators = {str(row["indicator_code"]): row for _line, row in self._typed["indicator"]}
        self._organisations = {row["name"]: row["organisation_code"] for row in self._rows("organisation")}
        self._units = unit_table([row for row in self._rows("unit") if row["factor"]])

    def tables(self) -> dict[str, list[Row]]:
        """Every table of the ledger; sound only while there are no problems."""
        tables = {kind: [row for _line, row in self._stated(kind)] for kind in VOCABULARY}
        tables["target"] = [self._target(line, row) for line, row in self._stated("target")]
        answering = [line for line, _row in self._stated("target")]
        tables["responsibility"] = [link for line in answering for link in self._responsible(line)]
        stated = [self._fact(line, row) for line, row in self._typed["fact"]]
        tables["fact"] = stated + [self._published(row) for row in self._rows("published")]
        self.problems.extend(coherence.broken(self.lines))
        for line, row in (pair for kind in self._typed for pair in self._stated(kind)):
            self.problems.extend(coherence.odd(line, row, self._measure(row)))
        return tables

    def _stated(self, kind: str) -> list[tuple[Line, Row]]:
        """What the files state themselves."""
        return [(line, row) for line, row in self._typed[kind] if line.row]

    def _rows(self, kind: str) -> list[Row]:
        return [row for _line, row in self._typed[kind]]

    def _row(self, line: Line) -> Row:
        """The values of a line, every column of its file; None where a cell says nothing, or nothing that can be read."""
        return {field.name: self._value(line, field) for field in COLUMNS[line.place.kind]}

    def _value(self, line: Line, field: Field) -> object:
        text = line.cells.get(field.name, "")
        if text == "":
            filled = values.made(line, field.name) if field.required else None
            if field.required and filled is None:
                self.problems.append(line.problem("L11", field.name))
            return filled
        unit = line.cells.get("baseline_unit" if field.name == "baseline_value" else "unit", "")
        value = values.read(field, text, unit)
        if isinstance(value, Finding):
            self.problems.append(line.problem(value.code, field.name, **value.facts))
            return None
        return value

    def _measure(self, row: Row) -> str:
        own = self._indicators.get(str(row.get("indicator_code")), {})
        return str(own.get("measure") or "")

    def _target(self, line: Line, row: Row) -> Row:
        """A target with its values normalised to the indicator's unit."""
        into = str(self._indicators.get(str(row["indicator_code"]), {}).get("unit") or "")
        normal = {name: self._normal(line, row, column, unit, into) for name, column, unit in _NORMAL}
        own = {name: value for name, value in row.items() if name not in ROLES}
        return own | normal | {"document_id": line.place.document_id}

    def _normal(self, line: Line, row: Row, column: str, unit: str, into: str) -> Decimal | None:
        value, own, other = row[column], self._units.get(str(row[unit])), self._units.get(into)
        if not isinstance(value, Decimal):
            return None
        if own is None and not row[unit]:
            self.problems.append(line.problem("L11", unit))
        if own is None or other is None:
            return None
        if own.dimension != other.dimension:
            self.problems.append(line.problem("L34", unit, unit=into))
            return None
        try:
            return convert(value, own, other)
        except UnitMismatch:
            self.problems.append(line.problem("L35", column, unit=into))
            return None

    def _responsible(self, line: Line) -> Iterable[Row]:
        """One row per organisation that answers for the target."""
        for column, role in ROLES.items():
            for position, name in enumerate(coherence.organisations(line, column)):
                yield {
                    "target_id": line.cells["target_id"],
                    "organisation_code": self._organisations.get(name),
                    "role": role,
                    "position": position,
                }

    def _fact(self, line: Line, row: Row) -> Row:
        """A fact a document states."""
        document_id = line.place.document_id
        return row | {"document_id": document_id, "source": document_id, "source_quality": "official"}

    def _published(self, row: Row) -> Row:
        """A published actual with its address, in the words of the ledger."""
        measure = self._measure(row) or (str(reported_as(str(row["measure"]))) if row["measure"] else None)
        return row | {
            "kind": "published",
            "comparator": str(_QUALIFIERS[str(row["value_qualifier"] or "")]),
            "measure": measure,
            "source": row["source_address"] or row["source_title"],
        }


def _spelled(line: Line, units: Collection[str]) -> Line:
    """The line with its units spelled as the catalogue spells them."""
    named = coherence.REFERENCES.get(line.place.kind, {})
    cells = {
        name: spelled(text, units) if text and named.get(name) == "unit" else text
        for name, text in line.cells.items()
    }
    return replace(line, cells=cells)


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(READER)
    for name, content in sorted(contents.items()):
        digest.update(name.encode() + content)
    return digest.hexdigest()
