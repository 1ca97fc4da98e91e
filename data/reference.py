"""The reference tables that ship, which an office starts from: regions down to counties, sectors, units, indicators, departments.

Read from data/reference/*.csv once and never written; where they come from stands in the README there. The ledger
takes from them what an office asks for; nothing of them is in a database by itself.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("reference")
NATION = "000000"
# What an office calls itself in short, by the kind of its region: 省发改委, 市发改委, 州发改委.
OFFICE_KINDS = {
    "省": "省", "自治区": "自治区", "直辖市": "市", "地级市": "市", "县级市": "市", "自治州": "州", "地区": "地区", "盟": "盟",
    "县": "县", "自治县": "县", "旗": "旗", "自治旗": "旗", "市辖区": "区", "林区": "区", "特区": "区",
}  # fmt: skip
_PROVINCES = {"省", "自治区"}  # whose departments are 厅; a municipality's are 局, as a city's
_MUNICIPALITY = "直辖市"  # each has names of its own, and so have its districts
_BRANCHES = {"地区", "盟"}  # which are governed by a branch of the province's government
_MARKS = str.maketrans({"'": None, "’": None, " ": None, "ü": "v"})

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region in force: `kind` is its word in GB/T 2260 (地级市, 市辖区 …), `level` the ledger's."""

    code: str
    name: str
    short_name: str
    pinyin: str
    name_en: str
    level: str
    kind: str
    parent_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerRegion:
    """A code that is no longer in force, with its last name and the month of the last list that has it."""

    code: str
    name: str
    listed_until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Who usually answers in a region: a department or the government itself, named as people name it."""

    code: str
    name: str
    short_name: str
    name_en: str
    kind: str


@cache
def _rows(table: str) -> tuple[Row, ...]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def regions() -> Mapping[str, Region]:
    """Every region in force by its code, in the order of the codes; the nation is the first."""
    return {
        row["region_code"]: Region(
            code=row["region_code"], **{name: text for name, text in row.items() if name != "region_code"}
        )
        for row in _rows("regions")
    }


@cache
def former_regions() -> Mapping[str, FormerRegion]:
    """Every code that was given once and is no longer in force."""
    return {
        row["region_code"]: FormerRegion(
            code=row["region_code"], name=row["name"], listed_until=row["listed_until"]
        )
        for row in _rows("former_regions")
    }


@cache
def _sisters() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in regions().values():
        found.setdefault(region.parent_code, []).append(region)
    return {parent: tuple(held) for parent, held in found.items()}


def children(code: str) -> tuple[Region, ...]:
    """The regions right below a code; none below a county and below a code that is not in force."""
    return _sisters().get(code, ())


def below(code: str) -> tuple[Region, ...]:
    """All regions below a code, a parent before its children."""
    return tuple(found for child in children(code) for found in (child, *below(child.code)))


def above(code: str) -> tuple[Region, ...]:
    """The regions above a code in force, the province first; without the nation."""
    parent = regions()[code].parent_code if code in regions() else ""
    return () if parent in {"", NATION} else (*above(parent), regions()[parent])


def name_of(code: str) -> str | None:
    """The name of a code in force or of one that was; None for a code that was never given."""
    held = regions().get(code) or former_regions().get(code)
    return held.name if held else None


@cache
def _by_name() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, dict[str, Region]] = {}
    for region in regions().values():
        for name in (region.code, region.name, region.short_name, region.pinyin):
            found.setdefault(_plain(name), {})[region.code] = region
    return {name: tuple(held.values()) for name, held in found.items()}


def _plain(name: str) -> str:
    return name.lower().translate(_MARKS)


def find(typed: str, within: str = NATION) -> tuple[Region, ...]:
    """The regions of a code, name, short name or pinyin (apostrophes aside), at or below a region; the widest first."""
    inside = {within, *(region.code for region in below(within))}
    held = [region for region in _by_name().get(_plain(typed), ()) if region.code in inside]
    return tuple(sorted(held, key=lambda region: (len(above(region.code)), region.code)))


def government(code: str) -> Organisation:
    """The government of a region; LookupError for the nation and for a code that is not in force."""
    region = _governed(code)
    body = "行政公署" if region.kind in _BRANCHES else "人民政府"
    return Organisation(
        code=f"{code}-government",
        name=f"{region.name}{body}",
        short_name=region.short_name,
        name_en=f"{region.name_en} People’s Government",
        kind="region_government",
    )


def departments(code: str) -> tuple[Organisation, ...]:
    """The departments a region of that kind usually has; LookupError for the nation and for a code that is not in force."""
    region = _governed(code)
    level = "province" if region.kind in _PROVINCES else "county" if region.level == "county" else "city"
    own = _municipal((region, *above(code)), level)
    return tuple(_department(own.get(row["department"], row), region, level) for row in _rows("departments"))


def _municipal(line: Sequence[Region], level: str) -> Mapping[str, Row]:
    """What departments of a municipality or of its districts are called otherwise than elsewhere."""
    held = {region.code for region in line if region.kind == _MUNICIPALITY}
    return {
        row["department"]: {**row, level: row["name"], f"{level}_short": row["short_name"]}
        for row in _rows("departments_municipal")
        if row["region_code"] in held and row["level"] == level
    }


def _governed(code: str) -> Region:
    region = regions().get(code)
    if region is None or region.kind not in OFFICE_KINDS:
        raise LookupError(f"no departments are known of region {code!r}")
    return region


def _department(row: Row, region: Region, level: str) -> Organisation:
    name = row[level].format(place=region.name)
    return Organisation(
        code=f"{region.code}-{row['department']}",
        name=name.replace("人民政府", "行政公署") if region.kind in _BRANCHES else name,
        short_name=row[f"{level}_short"].format(kind=OFFICE_KINDS[region.kind]),
        name_en=row["name_en"].format(place=region.name_en.removesuffix(" City").removesuffix(" Province")),
        kind="party" if row["department"].startswith("party-") else "department",
    )


def sectors() -> tuple[Row, ...]:
    """The general sector tree, as rows of the ledger's table of sectors."""
    return _rows("sectors")


def units() -> tuple[Row, ...]:
    """The common units, as rows of the ledger's table of units."""
    return _rows("units")


def indicators() -> tuple[Row, ...]:
    """Common indicators with their other names, as rows of the ledger's table of indicators."""
    return _rows("indicators")
