"""What things are called in the language in use: the ledger carries both names side by side.

A missing English name falls back to the Chinese one; nothing is translated by machine.
"""

from collections import Counter
from collections.abc import Hashable, Mapping

import pandas as pd

from wording.formats import Cell, is_missing
from wording.translate import _, language

Record = Mapping[Hashable, Cell]


def called(record: Record, field: str) -> str:
    """The name in a field of a record: `indicator`, or `indicator_en` in English where it is filled."""
    english = record.get(f"{field}_en") if language() == "en" else None
    name = record.get(field) if is_missing(english) or not english else english
    return "" if is_missing(name) else str(name)


def called_short(record: Record, field: str) -> str:
    """The short name where the record has one (`region_short`), else the name; English has no short ones."""
    short = record.get(f"{field}_short")
    return called(record, field) if language() == "en" or is_missing(short) or not short else str(short)


def names(frame: pd.DataFrame, field: str) -> pd.Series:
    """The names of a whole column, as `called` gives them one by one."""
    if language() == "zh" or f"{field}_en" not in frame:
        return frame[field]
    english = frame[f"{field}_en"]
    return english.where(english.notna() & (english != ""), frame[field])


def placed(name: str, place: str) -> str:
    """A name with the place it belongs to, for where others are called the same."""
    return _("{name}（{place}）").format(name=name, place=place) if place else name


def told_apart(names: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """The names by code, those that several bear with the place (by code too) each belongs to."""
    borne = Counter(names.values())
    return {
        code: placed(name, places.get(code, "")) if borne[name] > 1 else name for code, name in names.items()
    }


def fact_name(fact: Record) -> str:
    """What a fact is about: a project's or a company's own name before what is measured, unless it says so itself."""
    indicator, subject = str(fact["indicator"]), fact["subject"]
    return indicator if is_missing(subject) or str(subject) in indicator else f"{subject}{indicator}"


def fact_source(fact: Record) -> str:
    """Where a fact was stated: the document, an address or a title; what nobody has verified says so."""
    source = "" if is_missing(fact["source"]) else str(fact["source"])
    return _("{source}（待核实）").format(source=source) if fact["source_quality"] == "unverified" else source


def lead_unit(record: Record) -> str:
    """The first lead unit by its short name, or its English one; nothing where none is named."""
    units = record.get("lead_units_en") if language() == "en" else record.get("lead_units")
    units = record.get("lead_units") if not isinstance(units, (tuple, list)) or not units else units
    return str(units[0]) if isinstance(units, (tuple, list)) and units else ""
