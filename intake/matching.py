"""Names to codes: exact first, then the ledger's and people's aliases, then suggestions that a person confirms.

Owns how names are normalised before they are compared. It never accepts a name by its likeness alone: a name of a
file that nobody knows yet is put to a person once, with what it may mean.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from data.problems import Problem, problem
from data.units import Unit, unit_table
from intake import bounds
from intake.workbooks import meaning
from intake.workbooks.meaning import Meaning, simplified
from metrics.measures import Measure

if TYPE_CHECKING:
    from data.store import Store

SUGGESTIONS = 3
DEPTH = 4  # brackets behind a name that are read
FLOOR = 45.0  # below this likeness a suggestion would be noise
NUMBERING = re.compile(
    r"^(?:其中[::]|#|[一二三四五六七八九十]{1,4}、|\(?[一二三四五六七八九十\d]{1,2}\)|\d{1,2}[.、](?!\d)){1,4}"
)
BRACKETS = re.compile(r"[((【\[]([^((【\[))】\]]*)[))】\]]$")
BLANKS = re.compile(r"\s+")
NOISE = re.compile(r"[\s\u200b、,。·:;\"'“”‘’《》<>\-—_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What the importer needs to know of an indicator."""

    code: str
    name: str
    measure: Measure
    unit: str
    additive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What the importer needs to know of a region."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A name as typed, taken apart: the bare name, a unit written in brackets, whether it was in traditional characters."""

    name: str
    unit: str = ""
    traditional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Everything names are looked up in, keyed by normalised name."""

    indicators: Mapping[str, Indicator]
    regions: Mapping[str, Region]
    units: Mapping[str, Unit]
    organisations: Mapping[str, str]  # code to name
    seats: Mapping[str, str]  # organisation code to region code
    indicator_names: Mapping[str, tuple[str, ...]]
    region_names: Mapping[str, tuple[str, ...]]
    organisation_names: Mapping[str, tuple[str, ...]]


def load(store: "Store") -> Names:
    """Read the names of the ledger and the aliases people confirmed."""
    indicators = {str(row["indicator_code"]): row for row in store.rows("indicators")}
    regions = {str(row["region_code"]): row for row in store.rows("regions")}
    organisations = store.rows("organisations")
    return Names(
        indicators={code: _indicator(row) for code, row in indicators.items()},
        regions={code: _region(row) for code, row in regions.items()},
        units=_units(store),
        organisations={str(row["organisation_code"]): str(row["name"]) for row in organisations},
        seats={str(row["organisation_code"]): str(row["region_code"] or "") for row in organisations},
        indicator_names=_index((code, [str(row["name"])], _aliases(row)) for code, row in indicators.items())
        | _confirmed(store, "aliases", "indicator_code"),
        region_names=_index(
            (code, _proper(row), [*_aliases(row), *_placed(row, regions.get(str(row["parent_code"])))])
            for code, row in regions.items()
        )
        | _confirmed(store, "region_aliases", "region_code"),
        organisation_names=_index(
            (str(row["organisation_code"]), _proper(row), _placed(row, regions.get(str(row["region_code"]))))
            for row in organisations
        ),
    )


def label(typed: str) -> Label:
    """Take a typed indicator name apart: numbering off, unit in brackets aside, simplified."""
    half = unicodedata.normalize("NFKC", meaning.unmarked(typed)).strip()
    simple = simplified(half)
    bare = NUMBERING.sub("", NUMBERING.sub("", BLANKS.sub("", simple)))
    match = BRACKETS.search(bare)
    unit = match.group(1).removeprefix("单位:") if match else ""
    return Label(name=bare, unit=unit, traditional=simple != half)


def normal(name: str) -> str:
    """Return the form in which names are compared."""
    return NOISE.sub("", simplified(unicodedata.normalize("NFKC", name)).lower())


def key(what: str, typed: str) -> str:
    """Return the form in which the name of an indicator or region is remembered. `what`: indicator or region."""
    return normal(label(typed).name if what == "indicator" else typed)


def find_indicator(typed: Label, names: Names) -> Indicator | None:
    """Return the indicator of that code, name or alias, if there is exactly one."""
    if typed.name in names.indicators:
        return names.indicators[typed.name]
    return _taken_apart(typed.name, names)[0]


def said_of(typed: Label, names: Names) -> Meaning:
    """Return what the brackets behind an indicator's name say of its figures: a unit, 当月, 上年同期 …"""
    return _taken_apart(typed.name, names)[1]


def _taken_apart(name: str, names: Names) -> tuple[Indicator | None, Meaning]:
    """Return the indicator of a name and what its brackets say; none where a bracket says what is not understood."""
    said = Meaning()
    for _ in range(DEPTH):
        codes = names.indicator_names.get(normal(name), ())
        if len(codes) == 1:
            return names.indicators.get(codes[0]), said
        match = BRACKETS.search(name)
        said = said if match is None else meaning.joined(meaning.of_items(match.group(1), names.units), said)
        if match is None or said.unread:
            break
        name = name[: match.start()]
    return None, Meaning()


def find_region(
    typed: str, names: Names, among: Collection[str] = (), *, home: str | None = None
) -> Region | None:
    """Return the region of that name, short name, alias or code; of several so called the one that is meant.

    Meant is one `among` these codes, or one that lies in `home` (code): where those who typed it are seated.
    """
    stripped = meaning.unmarked(typed)
    if stripped in names.regions:
        return names.regions[stripped]
    if (whole := _whole(stripped, home, names)) is not None:
        return whole
    codes = names.region_names.get(normal(stripped), ())
    if len(codes) > 1:
        codes = tuple(code for code in codes if code in among or lies_in(code, home, names))
    return names.regions.get(codes[0]) if len(codes) == 1 else None


WHOLE = re.compile(r"(?:全|本|我)(省|市|盟|州|区|县|旗)")


def _whole(typed: str, home: str | None, names: Names) -> Region | None:
    """Return what 全市 means where it is typed: the region at home that is one, or the next above it."""
    match, region = WHOLE.fullmatch(normal(typed)), names.regions.get(home or "")
    while match is not None and region is not None:
        if region.name.endswith(match.group(1)):
            return region
        region = names.regions.get(region.parent)
    return None


def titled_region(texts: Iterable[str], names: Names) -> Region | None:
    """Return the region that a title begins with, the narrowest of 某省某市某区; None where none begins with one."""
    for text in texts:
        rest, found = normal(text), None
        while key := _beginning(rest, names):
            found, rest = names.regions.get(names.region_names[key][0]), rest[len(key) :]
        if found is not None:
            return found
    return None


def _beginning(text: str, names: Names) -> str:
    lengths = range(min(len(text), 20), 1, -1)
    return next(
        (
            text[:n]
            for n in lengths
            if len(names.region_names.get(text[:n], ())) == 1 and not WHOLE.fullmatch(text[:n])
        ),
        "",
    )


def lies_in(code: str, home: str | None, names: Names) -> bool:
    """Tell whether a region is `home`, or lies below it."""
    return code == home or (code in names.regions and lies_in(names.regions[code].parent, home, names))


def several(what: str, typed: str, names: Names) -> tuple[str, ...]:
    """Return what the name of an indicator or a region may mean, each told with its code, where several bear it; else nothing."""
    kept = names.indicator_names if what == "indicator" else names.region_names
    codes = kept.get(key(what, typed), ())
    told = {
        code: names.indicators[code].name if what == "indicator" else placed(names.regions[code], names)
        for code in codes
        if len(codes) > 1
    }
    return tuple(f"{code} {name}" for code, name in told.items())


def seated(organisation: str, names: Names) -> str:
    """Return an organisation's name with that of the region it is seated in, and its code."""
    name, seat = names.organisations[organisation], names.regions.get(names.seats[organisation])
    return f"{organisation} {name}" if seat is None else f"{organisation} {name}（{seat.name}）"


def placed(region: Region, names: Names) -> str:
    """Return a region's name, with that of the region above it where another is called the same."""
    above = names.regions.get(region.parent)
    if above is None or len(names.region_names.get(normal(region.name), ())) < 2:
        return region.name
    return f"{region.name}（{above.name}）"


def suggest_indicators(typed: Label, unit: str, names: Names) -> tuple[Indicator, ...]:
    """Return the likest indicators whose unit could be meant; a person decides."""
    wanted = names.units.get(unit)
    able = {
        name: codes
        for name, codes in names.indicator_names.items()
        if wanted is None or _dimension(names, codes[0]) in {None, wanted.dimension}
    }
    return tuple(
        names.indicators[code]
        for code in _likest(BRACKETS.sub("", typed.name), able)
        if code in names.indicators
    )


def suggest_regions(typed: str, names: Names) -> tuple[Region, ...]:
    """Return the likest regions; a person decides."""
    found = _likest(typed, names.region_names)
    return tuple(names.regions[code] for code in found if code in names.regions)


def _likest(typed: str, able: Mapping[str, tuple[str, ...]]) -> list[str]:
    found = process.extract(normal(typed), able.keys(), scorer=fuzz.ratio, limit=12, score_cutoff=FLOOR)
    return list(dict.fromkeys(code for name, _, _ in found for code in able[name]))[:SUGGESTIONS]


def _dimension(names: Names, code: str) -> str | None:
    indicator = names.indicators.get(code)
    unit = names.units.get(indicator.unit) if indicator else None
    return unit.dimension if unit else None


def _indicator(row: Mapping[str, object]) -> Indicator:
    return Indicator(
        code=str(row["indicator_code"]),
        name=str(row["name"]),
        measure=Measure(str(row["measure"])),
        unit=str(row["unit"]),
        additive=bool(row["additive"]),
    )


def _region(row: Mapping[str, object]) -> Region:
    return Region(code=str(row["region_code"]), name=str(row["name"]), parent=str(row["parent_code"] or ""))


def _units(store: "Store") -> Mapping[str, Unit]:
    columns = ("unit", "dimension", "factor")
    return unit_table([{name: str(row[name]) for name in columns} for row in store.rows("units")])


def _proper(row: Mapping[str, object]) -> list[str]:
    return [str(row[column]) for column in ("name", "short_name") if row[column]]


def _aliases(row: Mapping[str, object]) -> list[str]:
    return [one for one in str(row["aliases"] or "").split("、") if one]


def _placed(row: Mapping[str, object], above: Mapping[str, object] | None) -> list[str]:
    """Return the ways to say a name with the region it lies in, for where others are called the same."""
    ways = "{place}{name}", "{name}({place})"
    places = [] if above is None else _proper(above)
    return [way.format(name=name, place=place) for way in ways for name in _proper(row) for place in places]


def _index(spelled: Iterable[tuple[str, list[str], list[str]]]) -> dict[str, tuple[str, ...]]:
    """Index codes by spelling; the proper names of one win over the other spellings of another."""
    proper: dict[str, tuple[str, ...]] = {}
    others: dict[str, tuple[str, ...]] = {}
    for code, names, spellings in spelled:
        for into, every in ((proper, names), (others, spellings)):
            for name in map(normal, every):
                if code not in into.get(name, ()):
                    into[name] = (*into.get(name, ()), code)
    return others | proper


def _confirmed(store: "Store", question: str, column: str) -> dict[str, tuple[str, ...]]:
    """Return the spellings people confirmed, each with the one code it stands for."""
    return {str(row["typed"]): (str(row[column]),) for row in store.rows(question)}


CODES = {"indicator": "M09", "region": "M08"}  # of a name that has likely meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name nobody knows yet, with the codes and names that may be meant; a person chooses."""

    what: str  # "indicator" or "region"
    typed: str
    key: str
    cell: str
    suggestions: tuple[tuple[str, str], ...]


@dataclass(slots=True, kw_only=True)
class Questions:
    """What a file's unknown names may mean, by what and key; those with no likely meaning are no questions."""

    names: Names
    unresolved: list[Unresolved] = field(default_factory=list)
    likest: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def ask(self, what: str, typed: str, *, sheet: str, cell: str, unit: str = "") -> Problem:
        """Return what to say of an unknown name where it stands; it becomes a question when it is met first.

        A name that several bear is none: whoever typed it says which.
        """
        remembered, where = key(what, typed), {"sheet": sheet, "cell": cell, "value": typed}
        if candidates := several(what, typed, self.names):
            return problem("M30", what=what, candidates=candidates, **where)
        if what == "region" and WHOLE.fullmatch(normal(typed)):
            return problem(
                "M24", what=what, **where
            )  # it means another place in another's file: nothing to remember
        if (what, remembered) not in self.likest:
            if len(self.likest) >= bounds.QUESTIONS:
                return problem("M28", what=what, limit=bounds.QUESTIONS, **where)
            self.likest[what, remembered] = self._search(what, typed, unit)
            if found := self.likest[what, remembered]:
                self.unresolved.append(
                    Unresolved(what=what, typed=typed, key=remembered, cell=cell, suggestions=found)
                )
        suggestions = [name for _, name in self.likest[what, remembered]]
        if not suggestions:
            return problem("M24", what=what, **where)
        return problem(CODES[what], suggestions=suggestions, **where)

    def _search(self, what: str, typed: str, unit: str) -> tuple[tuple[str, str], ...]:
        if what == "region":
            return tuple((one.code, placed(one, self.names)) for one in suggest_regions(typed, self.names))
        bare = label(typed)
        found = suggest_indicators(bare, unit or bare.unit, self.names)
        return tuple((one.code, one.name) for one in found)
