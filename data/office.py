"""The start of an office: its region with what lies around it, who answers there, and the words it begins with.

Rows are made from the reference tables and recorded as one change; whose office a database is stands in its settings.
Nobody stated these rows: whatever a catalogue or a person says of them later takes their place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from data import reference
from data.catalogue import OFFICE
from data.ledger.columns import STATED
from data.ledger.statements import Author, Edit, save
from data.ledger.values import unfit
from data.ledger.versions import REFERENCE, History, Row, Version, digest, key_of
from data.problems import Problem, problem
from data.reference import NATION, Organisation, Region
from data.store import Store, Writer

NAME_LENGTH = 60  # characters of a zone's name
_STATED = ("unit", "sector", "region", "organisation", "indicator")  # in the order in which they are recorded
_NAMED = {"organisation", "indicator"}
_ZONE_ENDS = (
    "经济技术开发区",
    "高新技术产业开发区",
    "开发区",
    "高新区",
    "经开区",
    "园区",
    "新区",
    "保税区",
    "示范区",
)
_NATION = {
    "region_code": NATION, "name": "全国", "short_name": "全国", "name_en": "China", "level": "nation",
    "parent_code": None, "code_standard": "own", "aliases": "中国、国家",
}  # fmt: skip

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an office is asked when it starts, in its own words: a region by code, name, short name or pinyin.

    `below`: the regions below it that report, None for all right below; `departments`: by name or short name, None for
    all it usually has; `zones`: development zones, which have no code of their own.
    """

    region: str
    below: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What came of a start: the region's code and how many things of each kind were recorded, or why nothing was."""

    region: str = ""
    counts: Mapping[str, int] | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How many things the reference tables changed, or why none."""

    changed: int = 0
    problems: tuple[Problem, ...] = ()


def region_of(store: Store) -> str | None:
    """The code of the region whose office this is; None where no office was started here."""
    held = [row["value"] for row in store.rows("settings") if row["name"] == OFFICE]
    return str(held[0]) if held else None


def start(store: Store, asked: Start, *, by: str, now: datetime, beside: bool = False) -> Started:
    """Begin an office in a store, in one transaction or not at all; `beside` a ledger that is there already."""
    region, problems = read(asked)
    if problems or region is None:
        return Started(problems=tuple(problems))
    with store.transaction() as write:
        history = History.of(write)
        refused = _taken(write, history, beside=beside)
        if refused:
            return Started(problems=(refused,))
        found = _missing(history, opening(asked))
        saved = save(write, list(_added(found)), _author(history, by, now))
        if saved.problems:
            return Started(problems=saved.problems)
        write.append("setting", [{"name": OFFICE, "value": region.code, "set_by": by, "set_at": now}])
    return Started(region=region.code, counts={kind: len(rows) for kind, rows in found.items()})


def refresh(store: Store, *, by: str, now: datetime) -> Refreshed:
    """Bring what the reference tables stated of an office up to them, and add the words that are new.

    What a person or a catalogue stated stays; a region whose code is no longer in force stays as it was named.
    """
    with store.transaction() as write:
        history = History.of(write)
        edits = list(_refreshed(history))
        saved = save(write, edits, _author(history, by, now))
    return Refreshed(changed=0 if saved.problems else len(edits), problems=saved.problems)


def _author(history: History, by: str, now: datetime) -> Author:
    """Whoever starts an office, in the name of the reference tables; what a ledger begins with is known from the beginning."""
    moment = now if history.changes else datetime.min  # noqa: DTZ901 the store keeps time without a zone
    return Author(by=by, now=moment, origin_ref=REFERENCE)


def read(asked: Start) -> tuple[Region | None, list[Problem]]:
    """The region that is meant, and everything that is wrong with what was asked."""
    region, wrong = _region(asked.region)
    if region is None:
        return None, wrong
    return region, [*_of_below(region, asked), *_of_departments(region, asked), *_of_zones(region, asked)]


def _of_below(region: Region, asked: Start) -> Iterator[Problem]:
    for typed in asked.below or ():
        yield from _below(region, typed)[1]


def _of_departments(region: Region, asked: Start) -> Iterator[Problem]:
    usual = reference.departments(region.code)
    known = {name for one in usual for name in _names(one)}
    for typed in asked.departments or ():
        if typed not in known:
            yield problem("L67", value=typed, known=[one.short_name for one in usual])


def _of_zones(region: Region, asked: Start) -> Iterator[Problem]:
    taken = [*(one.name for one in reference.below(region.code)), *asked.zones]
    for typed in asked.zones:
        if _unfit(typed) or taken.count(typed) > 1:
            yield problem("L68", value=typed, limit=NAME_LENGTH)


def _unfit(name: str) -> bool:
    return unfit(name) is not None or not 2 <= len(name) <= NAME_LENGTH


def _region(typed: str) -> tuple[Region | None, list[Problem]]:
    """The one region of a code or name that has a government."""
    found = reference.find(typed)
    if not found:
        former = reference.former_regions().get(typed)
        if former:
            return None, [problem("L61", value=typed, name=former.name, month=former.listed_until)]
        return None, [problem("L60", value=typed)]
    if len(found) > 1:
        return None, [problem("L62", value=typed, candidates=[_told(one) for one in found])]
    if found[0].kind not in reference.OFFICE_KINDS:
        return None, [problem("L63", value=found[0].name)]
    return found[0], []


def _below(region: Region, typed: str) -> tuple[Region | None, list[Problem]]:
    found = [one for one in reference.find(typed, within=region.code) if one.code != region.code]
    if len(found) == 1:
        return found[0], []
    if found:
        return None, [problem("L62", value=typed, candidates=[_told(one) for one in found])]
    return None, [problem("L66", value=typed, name=region.name)]


def _told(region: Region) -> str:
    return " ".join((region.code, *(one.name for one in reference.above(region.code)), region.name))


def _taken(write: Writer, history: History, *, beside: bool) -> Problem | None:
    """Why no office may start here: there is one, or a ledger that is not to be started beside."""
    held = [str(row["value"]) for row in write.rows("settings") if row["name"] == OFFICE]
    if held:
        return problem("L64", value=held[0], name=reference.name_of(held[0]) or held[0])
    if history.changes and not beside:
        return problem("L65", count=sum(kind == "target" for kind, _key in history.versions))
    return None


def opening(asked: Start) -> Rows:
    """The rows an office begins with, by kind; `asked` has no problems (`read`)."""
    region = _region(asked.region)[0]
    if region is None:
        raise LookupError(asked.region)
    below = _reporting(region, asked.below)
    held = {one for child in (region, *below) for one in (*reference.above(child.code), child)}
    zones = list(zone_rows(region, asked.zones))
    return _vocabulary() | {
        "region": [_NATION, *map(_region_row, sorted(held, key=lambda one: one.code)), *zones],
        "organisation": [
            *(_organisation_row(one, region.code) for one in _chosen(region, asked.departments)),
            *(_organisation_row(reference.government(one.code), one.code) for one in below),
            *map(_committee, zones),
        ],
    }


def _reporting(region: Region, below: tuple[str, ...] | None) -> list[Region]:
    """The regions below that report; Hong Kong and the like have no government that could."""
    if below is None:
        return [one for one in reference.children(region.code) if one.kind in reference.OFFICE_KINDS]
    found = [_below(region, typed)[0] for typed in below]
    return list(dict.fromkeys(one for one in found if one is not None))


def _chosen(region: Region, departments: tuple[str, ...] | None) -> list[Organisation]:
    every = reference.departments(region.code)
    return [one for one in every if departments is None or set(departments) & set(_names(one))]


def _names(one: Organisation) -> tuple[str, str, str]:
    return one.name, one.short_name, one.code.partition("-")[2]


def zone_rows(region: Region, names: Iterable[str], taken: Iterable[str] = ()) -> Iterator[Row]:
    """Development zones below a region, with codes made from its own: 4302Z1, 4302Z2 …"""
    stem, used = region.code.removesuffix("00").removesuffix("00").ljust(4, "0"), set(taken)
    free = (code for code in (f"{stem}Z{number}" for number in range(1, 1000)) if code not in used)
    for name, code in zip(names, free, strict=False):
        short = name.removeprefix(region.name).removeprefix(region.short_name)
        yield {
            "region_code": code, "name": name, "short_name": short if len(short) > 2 else name, "name_en": name,
            "level": "zone", "parent_code": region.code, "code_standard": "own",
            "aliases": short if short not in {name, *_ZONE_ENDS} else None,
        }  # fmt: skip


def _committee(zone: Row) -> Row:
    """Who answers for a zone: its committee, which reports as a government does."""
    return {
        "organisation_code": f"{zone['region_code']}-government", "name": f"{zone['name']}管理委员会",
        "short_name": zone["short_name"], "name_en": f"{zone['name']}管理委员会", "kind": "region_government",
        "region_code": zone["region_code"],
    }  # fmt: skip


def _region_row(one: Region) -> Row:
    return {
        "region_code": one.code, "name": one.name, "short_name": one.short_name, "name_en": one.name_en,
        "level": one.level, "parent_code": one.parent_code, "code_standard": "GB/T 2260",
        "aliases": one.short_name if one.short_name != one.name else None,
    }  # fmt: skip


def _organisation_row(one: Organisation, region: str) -> Row:
    return {
        "organisation_code": one.code, "name": one.name, "short_name": one.short_name, "name_en": one.name_en,
        "kind": one.kind, "region_code": region,
    }  # fmt: skip


def _vocabulary() -> dict[str, Sequence[Row]]:
    """The units, sectors and indicators of the reference tables as the ledger holds them."""
    return {
        "unit": [{**row, "factor": Decimal(row["factor"])} for row in reference.units()],
        "sector": [
            {**row, "parent_code": row["parent_code"] or None, "position": int(row["position"])}
            for row in reference.sectors()
        ],
        "indicator": [
            {**row, "aliases": row["aliases"] or None, "additive": row["additive"] == "true"}
            for row in reference.indicators()
        ],
    }


def _missing(history: History, rows: Rows) -> Rows:
    """The rows of things that the ledger does not have, by their keys and, of what people point at by name, their names."""
    taken = set(history.versions) | {
        (kind, str(versions[-1].row["name"]))
        for (kind, _key), versions in history.versions.items()
        if kind in _NAMED
    }
    return {
        kind: [one for one in held if not {(kind, key_of(kind, one)), (kind, one.get("name"))} & taken]
        for kind, held in rows.items()
    }


def _added(rows: Rows) -> Iterator[Edit]:
    """The rows as things to add, with all columns of their kind."""
    for kind in _STATED:
        own = [field.name for field in STATED[kind]]
        for row in rows.get(kind, ()):
            yield Edit(
                kind=kind, key=key_of(kind, row), act="add", cells={name: row.get(name) for name in own}
            )


def _refreshed(history: History) -> Iterator[Edit]:
    """What the reference tables say anew of things that nobody else has stated."""
    for edit in _added(_known_by_reference(history)):
        held = history.versions.get(edit.thing, [])
        if not held:
            yield edit
        elif history.is_only_of_reference(edit.thing) and _differs(edit, held[-1]):
            yield replace(edit, act="correct")


def _differs(edit: Edit, held: Version) -> bool:
    return digest(edit.kind, held.row) != digest(edit.kind, edit.cells)


def _known_by_reference(history: History) -> Rows:
    """All the words, and of the regions and organisations of the ledger those that the reference tables name."""
    codes = [key for kind, key in history.versions if kind == "region" and key in reference.regions()]
    governed = [code for code in codes if reference.regions()[code].kind in reference.OFFICE_KINDS]
    organisations = [
        _organisation_row(one, code)
        for code in governed
        for one in (*reference.departments(code), reference.government(code))
        if ("organisation", one.code) in history.versions
    ]
    regions = [_region_row(reference.regions()[code]) for code in codes if code != NATION]
    return _vocabulary() | {"region": regions, "organisation": organisations}
