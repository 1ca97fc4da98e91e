"""What a change of the ledger brings with it: values anew in the indicator's unit, and nobody left to answer for what is gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from data.ledger.versions import History, Row, Thing, Timeline, Version, spans
from data.problems import Problem, problem
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
