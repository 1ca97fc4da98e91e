"""Which files a catalogue has, and what each of their columns may hold: the tables' own list, less what is worked out.

The published results have words of their own, and so have a column of theirs and the roles of a target.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from data.store.tables import TABLES, Field
from metrics.measures import Measure
from metrics.model import Assessed, Basis, Better, Comparator, Strength

# The files of the vocabulary, all of which must be there, by the table they fill.
VOCABULARY = {
    "document": "documents.csv",
    "region": "regions.csv",
    "sector": "sectors.csv",
    "unit": "units.csv",
    "organisation": "organisations.csv",
    "indicator": "indicators.csv",
}
PUBLISHED = "published_actuals.csv"
# The folders that hold a file a document; the numbers that state nothing are for reviewers.
FOLDERS = {"targets": "target", "facts": "fact"}
UNREAD = {"numbers"}
KEYS = {
    "document": "document_id",
    "region": "region_code",
    "sector": "sector_code",
    "unit": "unit",
    "organisation": "organisation_code",
    "indicator": "indicator_code",
    "target": "target_id",
    "fact": "fact_id",
    "published": "fact_id",
}
ROLES = {"lead_units": "lead", "support_units": "support"}
# What tells one row of a kind from another.
KEY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    kind: (key,) for kind, key in KEYS.items() if kind not in {"fact", "published"}
} | {"responsibility": ("target_id", "organisation_code", "role")}
# What a version says besides, of when it holds and why.
HEAD = ("act", "effective_from", "reason_change_id", "basis_document_id", "superseded_by")
# What is stated of a thing of each kind: the columns of its versions without their head.
_NOT_STATED = {"change_id", "ordinal", *HEAD}
STATED: Mapping[str, tuple[Field, ...]] = {
    kind: tuple(field for field in TABLES[f"{kind}_version"] if field.name not in _NOT_STATED)
    for kind in KEY_COLUMNS
}
# What must be filled and is filled for whoever leaves it empty, as far as anybody knows (values.made).
MADE = {"title_en", "name_en", "short_name", "level", "code_standard", "position", "excerpt_offset"}
_WORKED_OUT = {
    "document": set(),
    "region": set(),
    "sector": set(),
    "unit": set(),
    "organisation": set(),
    "indicator": set(),
    "target": {"document_id", "value_normal", "value_high_normal", "baseline_normal"},
    "fact": {"document_id", "source", "source_quality"},
}
_WORDS = {
    "basis": Basis,
    "comparator": Comparator,
    "better": Better,
    "strength": Strength,
    "assessed": Assessed,
}
_FACT_KINDS = frozenset({"actual", "estimate", "baseline", "comparison", "project", "policy"})
# The measures, and the kinds of value that results are published as.
_PUBLISHED_AS = frozenset(map(str, Measure)) | {str(measure.traits.kind) for measure in Measure}


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the catalogue: the table it fills, its path inside the folder, the document its rows are of."""

    kind: str
    path: str
    document_id: str = ""


def place_of(path: str) -> Place | None:
    """What a file of the catalogue is, from its path inside the folder; None when the catalogue has no such file."""
    inside = PurePosixPath(path)
    if len(inside.parts) == 1:
        files = {name: kind for kind, name in VOCABULARY.items()} | {PUBLISHED: "published"}
        return Place(files[path], path) if path in files else None
    if len(inside.parts) == 2 and inside.parts[0] in FOLDERS:
        return Place(FOLDERS[inside.parts[0]], path, inside.stem)
    return None


def _text(name: str, *allowed: str, required: bool = False) -> Field:
    return Field(name=name, type="text", required=required, allowed=frozenset(allowed))


def _published() -> tuple[Field, ...]:
    return (
        _text("fact_id", required=True),
        _text("region_code", required=True),
        _text("indicator_code"),
        _text("region"),
        _text("indicator", required=True),
        _text("measure", *_PUBLISHED_AS, required=True),
        Field(name="period_end", type="date", required=True, allowed=frozenset()),
        Field(name="value", type="decimal(18,4)", required=False, allowed=frozenset()),
        _text("value_qualifier", ">", "estimate"),
        _text("unit"),
        _text("source_quality", "official", "media", "unverified", required=True),
        _text("source_title"),
        _text("source_address"),
        _text("published_date"),
        _text("note"),
    )


def _of_table(kind: str) -> tuple[Field, ...]:
    known = STATED.get(kind) or TABLES[kind]
    fields = tuple(field for field in known if field.name not in _WORKED_OUT[kind])
    roles = tuple(_text(name) for name in ROLES) if kind == "target" else ()
    return tuple(_worded(kind, field) for field in (*fields, *roles))


def _worded(kind: str, field: Field) -> Field:
    """The field with the words it takes where only the program knows them, not the table."""
    if kind == "fact" and field.name == "kind":
        return replace(field, allowed=_FACT_KINDS)
    if kind == "fact" and field.name == "measure":
        return replace(field, allowed=frozenset(map(str, Measure)))
    if field.name in _WORDS and not field.allowed:
        return replace(field, allowed=frozenset(map(str, _WORDS[field.name])))
    return field


COLUMNS: Mapping[str, tuple[Field, ...]] = {kind: _of_table(kind) for kind in _WORKED_OUT} | {
    "published": _published()
}
