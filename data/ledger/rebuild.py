"""What a catalogue changes of a ledger that people change too: a person's change holds until the catalogue's own row changes.

Nothing is written here. What both changed is a conflict, told column by column.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.ledger.columns import FOLDERS, KEYS, STATED, VOCABULARY
from data.ledger.files import Line
from data.ledger.versions import (
    Change,
    History,
    Row,
    Thing,
    Timeline,
    Version,
    digest,
    timeline_digest,
)
from data.problems import Problem, problem

Lines = Mapping[str, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a catalogue states otherwise than before, of a thing that people changed since; `stated` None: no longer."""

    thing: Thing
    stated: Row | None
    held: Timeline
    changes: Sequence[Change]

    def problem(self, lines: Lines) -> Problem:
        """The conflict at its line, with every column in which the two differ."""
        last, line = self.changes[-1], _line(self.thing, lines)
        found = problem(
            "L42",
            sheet=_file(self.thing[0]),
            value=self.thing[1],
            by=last.recorded_by,
            at=f"{last.recorded_at:%Y-%m-%d %H:%M}",
            columns=self._differences(),
        )
        return found if line is None else replace(found, cell=f"A{line.row}", sheet=line.place.path)

    def _differences(self) -> list[str]:
        held = self.held[-1] if self.held and self.held[-1].stands else None
        if self.stated is None or held is None:
            return [f"{'…' if held else '—'} ≠ {'…' if self.stated else '—'}"]
        kind, theirs, ours = self.thing[0], self.stated, held.row
        return [
            f"{field.name}: {_cell(ours.get(field.name))} ≠ {_cell(theirs.get(field.name))}"
            for field in STATED[kind]
            if _cell(ours.get(field.name)) != _cell(theirs.get(field.name))
        ]


def rebuilt(history: History, tables: Mapping[str, Sequence[Row]]) -> tuple[list[Version], list[Conflict]]:
    """The versions that bring a ledger up to a catalogue's rows, and what stands in the way of doing so."""
    wanted: dict[Thing, Timeline] = {
        one.thing: (one,) for kind in STATED for one in _added(kind, tables[kind])
    }
    for ended in _superseded(tables["target"]):
        wanted[ended.thing] += (ended,)
    known = [thing for thing in history.versions if history.of_catalogue(thing)]
    versions: list[Version] = []
    conflicts: list[Conflict] = []
    for thing in dict.fromkeys([*wanted, *known]):
        _compare(history, thing, wanted.get(thing, ()), versions, conflicts)
    return versions, conflicts


def _compare(
    history: History,
    thing: Thing,
    wanted: Timeline,
    versions: list[Version],
    conflicts: list[Conflict],
) -> None:
    """Note what is to be written of one thing, or the conflict about it."""
    before = history.of_catalogue(thing)
    if timeline_digest(_standing(before)) == timeline_digest(wanted):
        return
    held = history.timeline(thing)
    people = history.by_people(thing, before[-1].change_id if before else 0)
    row = wanted[0].row if wanted else None
    if people and not _says(held, row):
        conflicts.append(Conflict(thing, row, held, people))
    elif not people:
        versions.extend(_written(wanted, held))


def _written(wanted: Timeline, held: Timeline) -> Iterator[Version]:
    """The catalogue's timeline as it is appended: over one that there was as a correction, gone as a withdrawal."""
    if not wanted:
        yield replace(held[0], act="withdraw", effective_from=None, change_id=0, reason_change_id=None)
    for one in wanted:
        yield replace(one, act="correct") if one.act == "add" and _standing(held) else one


def _standing(timeline: Timeline) -> Timeline:
    """A timeline that says nothing where the thing was never there."""
    return timeline if any(one.stands for one in timeline) else ()


def _says(held: Timeline, row: Row | None) -> bool:
    """Whether what people made of a thing is what the catalogue wants of it."""
    last = held[-1] if held else None
    if row is None or last is None or not last.stands:
        return row is None and (last is None or not last.stands)
    return digest(last.kind, last.row) == digest(last.kind, row)


def _added(kind: str, rows: Iterable[Row]) -> Iterator[Version]:
    own = [field.name for field in STATED[kind]]
    for row in rows:
        yield Version(kind=kind, row={name: row.get(name) for name in own}, act="add")


def _superseded(targets: Sequence[Row]) -> Iterator[Version]:
    """The end of each target that another supersedes: the month the other begins."""
    at = {row["target_id"]: row for row in targets}
    for row in targets:
        start = row["period_start"]
        if row["supersedes"] in at and isinstance(start, date):
            (old,) = _added("target", [at[row["supersedes"]]])
            month = start.replace(day=1)
            yield replace(old, act="supersede", effective_from=month, superseded_by=str(row["target_id"]))


def _line(thing: Thing, lines: Lines) -> Line | None:
    kind, key = thing
    if kind == "responsibility":
        kind, key = "target", key.split("/")[0]
    return next((line for line in lines[kind] if line.cells.get(KEYS[kind]) == key), None)


def _file(kind: str) -> str:
    return VOCABULARY.get(kind) or next(folder for folder, held in FOLDERS.items() if held == "target")


def _cell(value: object) -> str:
    return "" if value is None else str(value)
