"""Whether the lines of a catalogue hold together: each in itself, what points at it, and what was reported before.

None ends before it begins, nothing stands twice, nothing goes round, and nothing recorded loses what it points at or its
unit. Every finding is a problem at the cell it concerns; nothing is repaired here, and no unit is changed in silence.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from types import MappingProxyType

from data.ledger.columns import FOLDERS, KEYS, ROLES, VOCABULARY
from data.ledger.files import Line
from data.listing import LIST_SEPARATOR
from data.problems import Problem, problem
from metrics.measures import Measure
from metrics.model import Basis, Comparator

Lines = Mapping[str, list[Line]]
Row = Mapping[str, object]

# Which line a cell names: by kind and column the kind that is meant.
REFERENCES = {
    "document": {"region_code": "region"},
    "region": {"parent_code": "region"},
    "sector": {"parent_code": "sector"},
    "organisation": {"region_code": "region", "merged_into": "organisation"},
    "indicator": {"sector_code": "sector", "unit": "unit"},
    "target": {
        "region_code": "region",
        "indicator_code": "indicator",
        "unit": "unit",
        "baseline_unit": "unit",
        "part_of": "target",
        "supersedes": "target",
    },
    "fact": {"region_code": "region", "indicator_code": "indicator", "unit": "unit"},
    "published": {"region_code": "region", "indicator_code": "indicator"},
}
# Of the lines of these kinds no two may bear one name, for names are how people point at them; of regions and
# sectors no two of one parent.
NAMED = {
    "organisation": ("name",),
    "indicator": ("name",),
    "region": ("parent_code", "name"),
    "sector": ("parent_code", "name"),
}
CHAINS = (
    ("region", "parent_code"),
    ("sector", "parent_code"),
    ("organisation", "merged_into"),
    ("target", "part_of"),
    ("target", "supersedes"),
)


def broken(lines: Lines, ever: Mapping[str, Collection[str]] = MappingProxyType({})) -> list[Problem]:
    """Every line that names what is not there, stands twice, or is above itself.

    `ever`: keys by kind that may be named although no line states them any more.
    """
    return [
        *_dangling(lines, ever),
        *_unanswerable(lines),
        *_strayed(lines),
        *_repeated(lines),
        *_circles(lines),
    ]


def _dangling(lines: Lines, ever: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    known = {
        kind: {line.cells.get(KEYS[kind], "") for line in held} | set(ever.get(kind, ()))
        for kind, held in lines.items()
    }
    for kind, columns in REFERENCES.items():
        for line in lines[kind]:
            for column, meant in columns.items():
                named = line.cells.get(column, "")
                if named and named not in known[meant]:
                    yield line.problem("L23", column, file=_file(meant, line))


def _file(kind: str, line: Line) -> str:
    """Where a line of that kind would stand; a target in a file like that of the line that names it."""
    return VOCABULARY.get(kind, line.place.path)


def _unanswerable(lines: Lines) -> Iterator[Problem]:
    """Organisations are named in full in the roles of a target."""
    names = {line.cells.get("name", "") for line in lines["organisation"]}
    for line in lines["target"]:
        for column in ROLES:
            unknown = [name for name in organisations(line, column) if name not in names]
            if unknown:
                yield line.problem("L24", column, names=unknown, file=VOCABULARY["organisation"])


def organisations(line: Line, column: str) -> list[str]:
    """The names in one role of a target."""
    return [name.strip() for name in line.cells.get(column, "").split(LIST_SEPARATOR) if name.strip()]


def _strayed(lines: Lines) -> Iterator[Problem]:
    """Files of targets and facts whose document the catalogue does not know, each told once."""
    documents = {line.cells.get("document_id", "") for line in lines["document"]}
    told: set[str] = set()
    for line in chain(lines["target"], lines["fact"]):
        place = line.place
        if place.document_id not in documents and place.path not in told:
            told.add(place.path)
            yield line.problem("L25", document=place.document_id, file=VOCABULARY["document"])


def _repeated(lines: Lines) -> Iterator[Problem]:
    """Lines of one key or one name; facts and published results share their keys."""
    together = {
        kind: chain(lines["fact"], lines["published"]) if kind == "fact" else lines[kind]
        for kind in KEYS
        if kind != "published"
    }
    for kind, held in together.items():
        yield from _twice(held, (KEYS[kind],), "L26")
    for kind, columns in NAMED.items():
        yield from _twice(lines[kind], columns, "L27")


def _twice(lines: Iterable[Line], columns: tuple[str, ...], code: str) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = tuple(line.cells.get(column, "") for column in columns)
        if key[-1] and key in first:
            yield line.problem(code, columns[-1], file=first[key].place.path, row=first[key].place_in_file)
        first.setdefault(key, line)


def _circles(lines: Lines) -> Iterator[Problem]:
    for kind, column in CHAINS:
        at = {line.cells.get(KEYS[kind], ""): line for line in lines[kind]}
        for circle in circles({key: line.cells.get(column, "") for key, line in at.items()}):
            yield at[circle[0]].problem("L28", column, path=[*circle, circle[0]])


def circles(above: Mapping[str, str]) -> list[list[str]]:
    """Every way that leads from a key upwards back to itself, once, from its first key on."""
    settled: set[str] = set()
    found = []
    for start in above:
        way: dict[str, None] = {}
        at = start
        while at in above and at not in settled and at not in way:
            way[at] = None
            at = above[at]
        if at in way:
            ring = list(way)
            found.append(ring[ring.index(at) :])
        settled.update(way)
    return found


def lost(recorded: Sequence[Row], lines: Lines) -> Iterator[Problem]:
    """What the lines leave out, or measure otherwise, of what was recorded (rows of the query `reported_on`)."""
    stated = {kind: {line.cells[KEYS[kind]]: line for line in held} for kind, held in lines.items()}
    for row in recorded:
        kind, code = str(row["kind"]), str(row["code"])
        line = stated[kind].get(code)
        if line is None:
            # A target stood in the file of its document, which may be gone with it.
            file = VOCABULARY.get(kind) or next(folder for folder, held in FOLDERS.items() if held == kind)
            yield problem("L37", sheet=file, value=code, count=row["times"], recorded=row["recorded"])
        elif kind == "indicator" and row["standing"] and row["unit"] != line.cells["unit"]:
            yield line.problem("L38", "unit", count=row["standing"], before=row["unit"])


# What may not end before it begins, by kind.
SPANS = {
    "document": (("period_start", "period_end"),),
    "target": (("period_start", "deadline"), ("baseline_on", "deadline")),
    "fact": (("period_start", "period_end"),),
    "organisation": (("first_day", "last_day"),),
}


def odd(line: Line, row: Row, measure: str = "") -> Iterator[Problem]:
    """What contradicts itself in a line, `row` being its values; `measure` is that of a target's indicator."""
    for first, last in SPANS.get(line.place.kind, ()):
        start, end = row.get(first), row.get(last)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield line.problem("L29", last, start=line.cells[first])
    if line.place.kind == "target":
        yield from _range(line, row)
        yield from _basis(line, row, measure)
    factor = row.get("factor")
    if isinstance(factor, Decimal) and factor <= 0:
        yield line.problem("L36", "factor")
    if line.place.kind == "indicator":
        yield from _added_up(line, row)


def _range(line: Line, row: Row) -> Iterator[Problem]:
    """A range has two numbers, the second not below the first; nothing else has a second."""
    low, high = row.get("value"), row.get("value_high")
    if row.get("comparator") == Comparator.RANGE:
        if not (isinstance(low, Decimal) and isinstance(high, Decimal) and low <= high):
            yield line.problem("L30", "value_high")
    elif high is not None:
        yield line.problem("L31", "value_high")


def _basis(line: Line, row: Row, measure: str) -> Iterator[Problem]:
    """The basis is one its indicator's measure can be stated on."""
    if measure in set(Measure) and row.get("basis") in set(Basis):
        fit = BASES[Measure(measure)]
        if row["basis"] not in fit:
            yield line.problem("L32", "basis", measure=measure, words=sorted(fit))


def _added_up(line: Line, row: Row) -> Iterator[Problem]:
    """Parts of a growth, a share or a rank are never summed."""
    measure = row.get("measure")
    if row.get("additive") is True and measure in set(Measure) and not Measure(str(measure)).traits.is_amount:
        yield line.problem("L33", "additive", measure=measure)


def _bases(measure: Measure) -> frozenset[str]:
    """What a number of the measure may be stated as: the one basis it has, else the whole or what is added to it."""
    traits = measure.traits
    if traits.basis:
        return frozenset({str(traits.basis)})
    return frozenset({str(Basis.FLOW if traits.accumulates else Basis.LEVEL), str(Basis.INCREMENT)})


BASES = {measure: _bases(measure) for measure in Measure}
