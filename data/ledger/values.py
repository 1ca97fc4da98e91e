"""What a cell of the catalogue says: dates, numbers, truths and words as offices write them, or a finding that says why not.

And what is filled in where an office writes nothing: names from the reference tables, or the Chinese one, the file's own
order. What a person types into the columns of one thing is read as a catalogue's cells are.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from data import reference
from data.ledger.columns import COLUMNS, KEYS, ROLES, STATED, Place
from data.ledger.files import Line
from data.ledger.versions import Row
from data.listing import LIST_SEPARATOR
from data.problems import Finding, Problem
from data.store.tables import Field

WORDS = Path(__file__).with_name("words.csv")
LONGEST = 2000  # characters of a cell
YEARS = (1900, 2199)
TRUE = {"true", "1", "是", "yes", "y", "对", "√", "真"}
FALSE = {"false", "0", "否", "no", "n", "×", "假"}
_DAY = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?: +0?0:00(?::00)?)?")
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*((?![\d,.+~-]).*)")
_CODE = re.compile(r"[\w.\-]{1,120}")
# What a spreadsheet would run as a formula; a number with its sign and a dash before Chinese are none.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,%\s]*$)[!-~]")
_SCALE = re.compile(r"decimal\((\d+),(\d+)\)")
APART = 100  # an order of statements that no place inside an excerpt disturbs
# The cell whose words are taken where nobody knows better.
_TAKEN = {"title_en": "title", "name_en": "name", "short_name": "name"}


def read(field: Field, text: str, unit: str = "") -> object:
    """The value of a cell that is not empty, as its column holds it; a Finding where it is none.

    `unit` is what the row says its numbers are in: a number may repeat it.
    """
    wrong = unfit(text)
    if wrong and not field.allowed:
        return wrong
    if field.allowed:
        return _word(field, text)
    if _SCALE.fullmatch(field.type):
        return _decimal(field, text, unit)
    ways: dict[str, Callable[[str], object]] = {"date": _date, "boolean": _truth, "integer": _integer}
    if field.type in ways:
        return ways[field.type](_plain(text))
    return _code(text) if field.name.endswith(("_code", "_id")) else text


def unfit(text: str) -> Finding | None:
    """Why a text may stand in no cell; None when it may."""
    if len(text) > LONGEST:
        return Finding("L19", {"limit": LONGEST})
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in text):
        return Finding("L20")
    return Finding("L18") if _FORMULA.match(text) else None


def _plain(text: str) -> str:
    """The text in plain letters: full-width figures and signs as the keyboard has them."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()


def _word(field: Field, text: str) -> object:
    plain = _plain(text).lower()
    word = _synonyms().get((field.name, plain), plain)
    return word if word in field.allowed else Finding("L16", {"words": sorted(field.allowed)})


@cache
def _synonyms() -> Mapping[tuple[str, str], str]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {(row["column"], _plain(row["typed"]).lower()): row["word"] for row in csv.DictReader(lines)}


def _date(text: str) -> object:
    match = _DAY.fullmatch(text)
    if match is None:
        return Finding("L12")
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day) if YEARS[0] <= year <= YEARS[1] else Finding("L12")
    except ValueError:
        return Finding("L12")


def _truth(text: str) -> object:
    plain = text.lower()
    return True if plain in TRUE else False if plain in FALSE else Finding("L15")


def _integer(text: str) -> object:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else Finding("L21")


def _decimal(field: Field, text: str, unit: str) -> object:
    """The exact number; a sign of per cent or the row's own unit behind it says nothing new."""
    match = _NUMBER.fullmatch(_plain(text))
    if match is None:
        return Finding("L13")
    if match[2] not in {"", _plain(unit)}:
        return Finding("L22", {"found": match[2], "unit": unit})
    scale = _SCALE.fullmatch(field.type)
    digits, places = (int(part) for part in scale.groups()) if scale else (18, 4)
    value = Decimal(match[1].replace(",", ""))
    if abs(value) >= Decimal(10) ** (digits - places) or value != round(value, places):
        return Finding("L14", {"limit": places})
    return value


def _code(text: str) -> object:
    return text if _CODE.fullmatch(text) else Finding("L17")


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
        return read(field, text, line.cells.get(name) or str(known.get(name) or ""))
    if not field.required:
        return None
    filled = made(line, field.name) if is_new and field.name not in _IN_ORDER else None
    return Finding("L11") if filled is None else filled
