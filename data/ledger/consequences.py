"""What a change of the ledger brings with it, and whether the ledger then still holds together.

Values anew in the indicator's unit, nobody left to answer for what is gone; sound in every month, and with what was
recorded of it. What was wrong before is not held against a change; nothing is written here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from data.ledger import coherence
from data.ledger.columns import COLUMNS, KEY_COLUMNS, ROLES, Place
from data.ledger.files import Line
from data.ledger.versions import BEGINNING, History, Row, Thing, Timeline, Version, spans, standing
from data.listing import LIST_SEPARATOR
from data.problems import Problem, problem
from data.store import Writer
from data.units import Unit, UnitMismatch, convert, unit_table

NORMAL = (
    ("value_normal", "value", "unit"),
    ("value_high_normal", "value_high", "unit"),
    ("baseline_normal", "baseline_value", "baseline_unit"),
)
Timelines = Mapping[Thing, Timeline]


def followed(history: History, versions: Sequence[Version]) -> tuple[list[Version], list[Problem]]:
    """The versions with all that follows from them, and what cannot be converted."""
    every = [*versions, *_unanswered(history, versions), *_measured_anew(history, versions)]
    units, into = _units(history, every)
    problems: list[Problem] = []
    found = [
        replace(one, row=_normal(one, units, into, problems)) if one.kind == "target" and one.stands else one
        for one in every
    ]
    return found, problems


def timelines(history: History, versions: Iterable[Version]) -> dict[Thing, Timeline]:
    """What holds which months of each of these things once the versions are recorded."""
    added: dict[Thing, list[Version]] = {}
    for one in versions:
        added.setdefault(one.thing, []).append(one)
    return {thing: spans([*history.timeline(thing), *new]) for thing, new in added.items()}


def _unanswered(history: History, versions: Sequence[Version]) -> Iterator[Version]:
    """The responsibilities of targets that never were, taken off."""
    after = timelines(history, versions)
    gone = {
        key for (kind, key), held in after.items() if kind == "target" and not any(s.stands for s in held)
    }
    for thing in history.versions:
        held = history.timeline(thing)
        if thing[0] == "responsibility" and thing not in after and held[0].row["target_id"] in gone:
            yield replace(held[0], act="withdraw", effective_from=None, change_id=0)


def _measured_anew(history: History, versions: Sequence[Version]) -> Iterator[Version]:
    """The targets of indicators that get another unit, as they are in it."""
    after = timelines(history, versions)
    changed = {
        key
        for (kind, key), held in after.items()
        if kind == "indicator"
        and history.timeline((kind, key))
        and _unit(held) != _unit(history.timeline((kind, key)))
    }
    for thing in history.versions:
        held = history.timeline(thing)
        if thing[0] == "target" and thing not in after and held[0].row["indicator_code"] in changed:
            for one in held:
                reason = None if one.effective_from is None else one.reason
                act = "correct" if one.stands else one.act
                yield replace(one, act=act, change_id=0, reason_change_id=reason)


def _unit(held: Timeline) -> object:
    return held[-1].row.get("unit")


def _units(
    history: History, versions: Sequence[Version]
) -> tuple[Mapping[str, Unit], Mapping[object, object]]:
    """The units of measurement by name, and that of each indicator, once the versions are recorded."""
    after = timelines(history, versions)
    held = {thing: after.get(thing) or history.timeline(thing) for thing in {**history.versions, **after}}
    last = [timeline[-1] for timeline in held.values() if timeline[-1].stands]
    units = unit_table([one.row for one in last if one.kind == "unit"])
    return units, {one.row["indicator_code"]: one.row["unit"] for one in last if one.kind == "indicator"}


def _normal(
    target: Version, units: Mapping[str, Unit], into: Mapping[object, object], problems: list[Problem]
) -> Row:
    """The row with its values in the indicator's unit; as they were where the units are not known."""
    row = dict(target.row)
    wanted = units.get(str(into.get(row["indicator_code"])))
    for name, column, unit in NORMAL:
        value, own = row.get(column), units.get(str(row.get(unit)))
        if not isinstance(value, Decimal):
            row[name] = None
        elif own is not None and wanted is not None:
            converted = _converted(value, own, wanted)
            row[name] = converted if isinstance(converted, Decimal) else None
            if isinstance(converted, str):
                at = {"sheet": "target", "cell": target.thing[1], "value": str(value)}
                problems.append(
                    problem(converted, subject=(target.thing[1], "", column), unit=wanted.name, **at)
                )
    return row


def _converted(value: Decimal, own: Unit, wanted: Unit) -> Decimal | str:
    """The value in another unit, or the code of why it cannot be."""
    try:
        return convert(value, own, wanted)
    except UnitMismatch:
        return "L34" if own.dimension != wanted.dimension else "L35"


# What a target's light rests on, of what is stated.
JUDGED = (
    "region_code", "indicator_code", "basis", "comparator", "value_normal", "value_high_normal", "period_start",
    "deadline", "strength", "assessed", "baseline_normal", "baseline_on",
)  # fmt: skip


def broken(write: Writer, history: History, versions: Sequence[Version]) -> list[Problem]:
    """Everything that would be wrong once the versions are recorded and was not before."""
    before = {thing: history.timeline(thing) for thing in history.versions}
    changed = timelines(history, versions)
    after = before | changed
    return [
        *_unlinked(before, after, _months(after, versions)),
        *_unfounded(after, versions),
        *_odd(after, versions),
        *_unrecorded(write, before, changed),
        *_relit(write, before, changed),
    ]


def unlinked(held: Timelines, month: date) -> list[Problem]:
    """What names another thing that does not stand in the month of a day, or stands twice, or goes round."""
    return coherence.broken(lines_in(held, month), _ever(held))


def starts(held: Timelines) -> list[date]:
    """The months in which anything of the ledger changes, the beginning first."""
    return sorted({one.start for timeline in held.values() for one in timeline})


def _unlinked(before: Timelines, after: Timelines, months: Sequence[date]) -> Iterator[Problem]:
    told: set[Problem] = set()
    for month in months:
        known = {*unlinked(before, month), *told}
        fresh = [one for one in unlinked(after, month) if one not in known]
        told.update(fresh)
        yield from fresh


def _months(after: Timelines, versions: Sequence[Version]) -> list[date]:
    """The months in which a change may matter: from its first on, those in which anything changes."""
    first = min((one.start for one in versions), default=BEGINNING)
    return [month for month in starts(after) if month >= first]


def lines_in(held: Timelines, month: date) -> dict[str, list[Line]]:
    """What stands in a month, as lines that checks read; facts are read anew with their catalogue."""
    rows: dict[str, list[Row]] = {kind: [] for kind in KEY_COLUMNS}
    for (kind, _key), timeline in held.items():
        now = standing(timeline, month)
        if now is not None:
            rows[kind].append(now.row)
    names = {row["organisation_code"]: str(row["name"]) for row in rows["organisation"]}
    roles: dict[tuple[object, object], list[str]] = {}
    for row in rows.pop("responsibility"):
        name = names.get(row["organisation_code"], str(row["organisation_code"]))
        roles.setdefault((row["target_id"], row["role"]), []).append(name)
    every: dict[str, list[Line]] = {kind: [] for kind in COLUMNS}
    return every | {
        kind: [_line(kind, row, roles) for row in standing_rows] for kind, standing_rows in rows.items()
    }


def _line(kind: str, row: Row, roles: Mapping[tuple[object, object], Sequence[str]]) -> Line:
    answering = {
        column: LIST_SEPARATOR.join(roles.get((row["target_id"], role), ()))
        for column, role in (ROLES.items() if kind == "target" else ())
    }
    key = {KEY_COLUMNS[kind][0]: str(row[KEY_COLUMNS[kind][0]])}
    cells = key | {name: _text(value) for name, value in row.items()} | answering
    return Line(Place(kind, kind, str(row.get("document_id") or "")), 0, cells, {})


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _ever(held: Timelines) -> dict[str, set[str]]:
    """The targets that stood once: others may still name them as what they are part of or take the place of."""
    return {"target": {key for (kind, key), line in held.items() if kind == "target" and _stood(line)}}


def _stood(timeline: Timeline) -> bool:
    return any(one.stands for one in timeline)


def _unfounded(after: Timelines, versions: Sequence[Version]) -> Iterator[Problem]:
    """Documents and targets that a version names as what it rests on, or what takes its place, and that there are not."""
    for one in versions:
        named = {"document": one.basis_document_id, "target": one.superseded_by}
        for kind, key in named.items():
            if key is not None and not _stood(after.get((kind, key), ())):
                yield problem("L23", sheet=one.kind, cell=one.thing[1], value=key, file=kind)


def _odd(after: Timelines, versions: Sequence[Version]) -> Iterator[Problem]:
    for one in versions:
        if one.stands and one.kind in COLUMNS:
            indicator = after.get(("indicator", str(one.row.get("indicator_code"))), ())
            measure = str(indicator[-1].row["measure"]) if indicator else ""
            yield from coherence.odd(_line(one.kind, one.row, {}), one.row, measure)


def _unrecorded(write: Writer, before: Timelines, changed: Timelines) -> Iterator[Problem]:
    """What was recorded of things that would never have been, or would be measured in another unit."""
    for row in write.rows("reported_on"):
        kind, key = str(row["kind"]), str(row["code"])
        held = changed.get((kind, key))
        if held is None:
            continue
        if _stood(before.get((kind, key), ())) and not _stood(held):
            yield problem(
                "L37", sheet=kind, cell=key, value=key, count=row["times"], recorded=row["recorded"]
            )
        elif kind == "indicator" and row["standing"] and held[-1].row["unit"] != row["unit"]:
            unit = held[-1].row["unit"]
            yield problem("L38", sheet=kind, cell=key, value=unit, count=row["standing"], before=row["unit"])


def _relit(write: Writer, before: Timelines, changed: Timelines) -> Iterator[Problem]:
    """Targets that would be judged otherwise in a closed month."""
    closed = [row["period_end"] for row in write.rows("closures") if row["action"] == "close"]
    months = [month for month in closed if isinstance(month, date)]
    for (kind, key), held in changed.items():
        if kind != "target":
            continue
        was = before.get((kind, key), ())
        lit = [f"{month:%Y-%m}" for month in months if _judged(was, month) != _judged(held, month)]
        if lit:
            yield problem("L49", sheet=kind, cell=key, value=key, months=lit)


def _judged(timeline: Timeline, month: date) -> list[object] | None:
    now = standing(timeline, month)
    if now is None or str(now.row["period_start"]) > str(month):
        return None
    return [now.row.get(column) for column in JUDGED]
