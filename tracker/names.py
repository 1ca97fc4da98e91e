"""What a typed name may mean: everything of the ledger that bears it, so that nobody takes the first for the right one."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.fields import LIST_SEPARATOR
from tracker.desk import Desk

Row = Mapping[str, object]
CODES = {
    "regions": "region_code",
    "sectors": "sector_code",
    "organisations": "organisation_code",
    "indicators": "indicator_code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One thing a name may mean; `place` is the region it lies in, "" where there is none."""

    code: str
    name: str
    place: str


def meanings(desk: Desk, what: str, typed: str) -> tuple[Meaning, ...]:
    """Everything that bears a name or code: one by its code, else all by their names, else all by an alias.

    `what`: regions, sectors, organisations or indicators. None: nothing is called so.
    """
    rows, column = desk.store.rows(what), CODES[what]
    places = {row["region_code"]: str(row["name"]) for row in desk.store.rows("regions")}
    for spellings in (lambda row: [row[column]], _names, _aliases):
        if found := [row for row in rows if typed in spellings(row)]:
            return tuple(_meaning(what, row, places) for row in found)
    return ()


def _names(row: Row) -> list[object]:
    return [row.get(name) for name in ("name", "short_name", "name_en")]


def _aliases(row: Row) -> list[object]:
    return [*str(row.get("aliases") or "").split(LIST_SEPARATOR)]


def _meaning(what: str, row: Row, places: Mapping[object, str]) -> Meaning:
    above = row.get("parent_code") if what == "regions" else row.get("region_code")
    return Meaning(code=str(row[CODES[what]]), name=str(row["name"]), place=places.get(above, ""))
