"""What a person types into the columns of one thing of the ledger, read as the cells of a catalogue are."""

from collections.abc import Mapping

from data.ledger import values
from data.ledger.columns import COLUMNS, KEYS, ROLES, STATED, Place
from data.ledger.files import Line
from data.ledger.versions import Row
from data.problems import Finding, Problem
from data.store.tables import Field

_IN_ORDER = {"position"}  # nobody knows where in its order a new thing belongs


def typed(
    kind: str, key: str, cells: Mapping[str, str], *, known: Row, is_new: bool = False
) -> tuple[Row, list[Problem]]:
    """The values of the cells a person typed, and what is wrong with them, each at its column.

    `known`: the row there is, whose unit a number is in. Of what is new every column is read, and what may be made is.
    """
    line = Line(Place(kind, kind), 0, {KEYS[kind]: key, **cells}, {})
    fields = _fields(kind)
    problems = [line.problem("L07", name, known=list(fields)) for name in cells if name not in fields]
    found: dict[str, object] = {}
    for name, field in fields.items():
        if is_new or name in cells:
            value = _value(line, field, known, is_new=is_new)
            if isinstance(value, Finding):
                problems.append(line.problem(value.code, name, **value.facts))
            else:
                found[name] = value
    return found, problems


def _fields(kind: str) -> dict[str, Field]:
    own = {field.name: field for field in STATED[kind] if not field.name.endswith("_normal")}
    return own | {field.name: field for field in COLUMNS[kind] if field.name not in ROLES}


def _value(line: Line, field: Field, known: Row, *, is_new: bool) -> object:
    """The value of one cell; of an empty one that must be filled what can be made of the others."""
    text = line.cells.get(field.name, "").strip()
    if text:
        name = "baseline_unit" if field.name == "baseline_value" else "unit"
        return values.read(field, text, line.cells.get(name) or str(known.get(name) or ""))
    if not field.required:
        return None
    filled = values.made(line, field.name) if is_new and field.name not in _IN_ORDER else None
    return Finding("L11") if filled is None else filled
