"""What is filled in where an office writes nothing: names from the reference tables, or the Chinese one, the file's own order."""

from collections.abc import Mapping
from functools import cache

from data import reference
from data.ledger.files import Line
from data.listing import LIST_SEPARATOR

APART = 100  # an order of statements that no place inside an excerpt disturbs
# The cell whose words are taken where nobody knows better.
_TAKEN = {"title_en": "title", "name_en": "name", "short_name": "name"}


def made(line: Line, column: str) -> object:
    """What stands in a cell that must be filled and is empty; None where nothing can be made."""
    in_order = {"position": line.row - 1, "excerpt_offset": line.row * APART}
    if column in in_order:
        return in_order[column]
    known = _ways(line).get(column)
    return known or line.cells.get(_TAKEN.get(column, "")) or None


def _ways(line: Line) -> Mapping[str, str]:
    """What the reference tables know of the thing a line states."""
    name, kind = line.cells.get("name", ""), line.place.kind
    if kind == "region":
        return _of_region(line.cells.get("region_code", ""), name)
    if kind == "organisation":
        return {"name_en": _organisations(line.cells.get("region_code", "")).get(name, "")}
    if kind == "unit":
        unit = line.cells.get("unit", "")
        return {"name_en": english("units", "unit").get(unit, unit)}
    if kind in {"indicator", "sector"}:
        return {"name_en": english(f"{kind}s", "name").get(name, "")}
    return {}


def _of_region(code: str, name: str) -> Mapping[str, str]:
    """A region of GB/T 2260 by its code, where it bears that name; what has no code there is the office's own."""
    region = reference.regions().get(code)
    if region is None or region.name != name:
        return {"code_standard": "own"}
    return {
        "code_standard": "GB/T 2260",
        "short_name": region.short_name,
        "name_en": region.name_en,
        "level": region.level,
    }


@cache
def _organisations(code: str) -> Mapping[str, str]:
    """English names of what usually answers in a region, by the Chinese ones; none where nobody is known."""
    if code not in reference.regions():
        return {}
    try:
        held = (*reference.departments(code), reference.government(code))
    except LookupError:
        return {}
    return {one.name: one.name_en for one in held}


@cache
def english(table: str, column: str) -> Mapping[str, str]:
    """English names of a reference table by a Chinese one and, of indicators, by their other names."""
    rows = {"units": reference.units, "sectors": reference.sectors, "indicators": reference.indicators}[
        table
    ]()
    return {
        name: row["name_en"]
        for row in rows
        for name in (row[column], *filter(None, row.get("aliases", "").split(LIST_SEPARATOR)))
    }
