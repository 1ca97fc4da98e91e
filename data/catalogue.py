"""The reviewed ledger: reads data/catalogue/*.csv, checks it against itself, writes it to the store.

Rebuilding replaces the ledger's tables in one transaction and never touches what was reported.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from data.errors import CatalogueError
from data.fields import LIST_SEPARATOR
from data.store import Store
from data.units import Unit, UnitMismatch, convert, unit_table
from metrics.measures import Measure, reported_as
from metrics.model import Assessed, Basis, Better, Comparator, Strength

CATALOGUE = Path(__file__).parent / "catalogue"
ROLES = {"lead_units": "lead", "support_units": "support"}
# The published table has words of its own: `>` is at least, an estimate is about.
_QUALIFIERS = {"": Comparator.EXACT, ">": Comparator.AT_LEAST, "estimate": Comparator.ABOUT}
_WORDS = {
    "measure": Measure,
    "basis": Basis,
    "comparator": Comparator,
    "better": Better,
    "strength": Strength,
    "assessed": Assessed,
}
_ALWAYS = ("region_code", "indicator_code", "basis", "comparator", "unit", "period_start", "deadline", "strength",
           "assessed")  # fmt: skip
_KEYS = {
    "document": "document_id",
    "region": "region_code",
    "sector": "sector_code",
    "unit": "unit",
    "organisation": "organisation_code",
    "indicator": "indicator_code",
    "target": "target_id",
    "fact": "fact_id",
}
LEDGER_TABLES = (
    "document",
    "region",
    "sector",
    "unit",
    "organisation",
    "indicator",
    "target",
    "responsibility",
    "fact",
    "ledger_state",
)

CsvRow = dict[str, str]
Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The ledger's tables as typed rows, ready for the store."""

    tables: Mapping[str, list[Row]]
    sha256: str


def build(store: Store, now: datetime, folder: Path = CATALOGUE) -> bool:
    """Bring the store's ledger up to the catalogue; False when it already was.

    Raises CatalogueError listing every contradiction; the store is then as it was.
    """
    sha256 = _digest(folder)
    if any(row["catalogue_sha256"] == sha256 for row in store.rows("ledger_state")):
        return False
    catalogue = read(folder)
    with store.transaction() as write:
        write.execute("clear_ledger")
        for table in LEDGER_TABLES[:-1]:
            write.append(table, catalogue.tables[table])
        write.append("ledger_state", [{"catalogue_sha256": sha256, "built_at": now}])
    return True


def read(folder: Path = CATALOGUE) -> Catalogue:
    """The whole catalogue, typed and checked; CatalogueError when rows contradict one another."""
    vocabulary = {
        name: _read_csv(folder / f"{name}s.csv") for name in ("document", "region", "sector", "unit")
    }
    vocabulary |= {name: _read_csv(folder / f"{name}s.csv") for name in ("organisation", "indicator")}
    stated, facts = _with_origin(folder / "targets"), _with_origin(folder / "facts")
    published = _read_csv(folder / "published_actuals.csv")
    reader = _Reader(vocabulary)
    tables: dict[str, list[Row]] = {
        name: [dict(reader.typed(row)) for row in rows] for name, rows in vocabulary.items()
    }
    tables["sector"] = [
        row | {"top_sector_code": reader.top_sector(str(row["sector_code"]))} for row in tables["sector"]
    ]
    tables["target"] = [reader.target(row) for row in stated]
    tables["responsibility"] = [link for row in stated for link in reader.responsibilities(row)]
    tables["fact"] = [reader.fact(row) for row in facts] + [reader.published(row) for row in published]
    reader.faults.extend(_repeated(tables))
    if reader.faults:
        raise CatalogueError("台账存在矛盾：{faults}", faults="\n" + "\n".join(reader.faults))
    return Catalogue(tables=tables, sha256=_digest(folder))


def _with_origin(folder: Path) -> list[CsvRow]:
    """Read every file of a folder, each row with where it came from."""
    return [row | _origin(path) for path in sorted(folder.glob("*.csv")) for row in _read_csv(path)]


class _Reader:
    """Turns text rows into typed rows and collects every fault on the way."""

    def __init__(self, vocabulary: Mapping[str, list[CsvRow]]) -> None:
        self.faults: list[str] = []
        self._units = unit_table(vocabulary["unit"])
        self._indicators = {row["indicator_code"]: row for row in vocabulary["indicator"]}
        self._organisations = {row["name"]: row["organisation_code"] for row in vocabulary["organisation"]}
        self._parents = {row["sector_code"]: row["parent_code"] for row in vocabulary["sector"]}
        self._regions = {row["region_code"] for row in vocabulary["region"]}
        self._known = {
            "sector_code": set(self._parents),
            "region_code": self._regions,
            "indicator_code": set(self._indicators),
            "document_id": {row["document_id"] for row in vocabulary["document"]},
        }

    def typed(self, row: CsvRow) -> Row:
        """The row with dates, numbers and truth values; codes must exist."""
        self._check_codes(row)
        return {name: self._typed(row, name, text) for name, text in row.items()}

    def _typed(self, row: CsvRow, name: str, text: str) -> object:
        try:
            return _typed(name, text)
        except (ValueError, InvalidOperation):
            self.faults.append(f"{next(iter(row.values()))}: {name} {text} cannot be read")
            return None

    def target(self, row: CsvRow) -> Row:
        """A target row with its values normalised to the indicator's unit."""
        self.faults.extend(f"{row['target_id']}: {name} is empty" for name in _ALWAYS if not row[name])
        into = self._indicators.get(row["indicator_code"], {}).get("unit", "")
        normal = {
            f"{name}_normal": self._normal(row["target_id"], row[column], row[unit], into)
            for name, column, unit in (
                ("value", "value", "unit"),
                ("value_high", "value_high", "unit"),
                ("baseline", "baseline_value", "baseline_unit"),
            )
        }
        return self.typed({name: text for name, text in row.items() if name not in ROLES}) | normal

    def responsibilities(self, row: CsvRow) -> Iterable[Row]:
        """One row per organisation that answers for the target."""
        for column, role in ROLES.items():
            for position, name in enumerate(filter(None, row[column].split(LIST_SEPARATOR))):
                if name not in self._organisations:
                    self.faults.append(f"{row['target_id']}: {column} {name} is not in organisations.csv")
                yield {
                    "target_id": row["target_id"],
                    "organisation_code": self._organisations.get(name),
                    "role": role,
                    "position": position,
                }

    def fact(self, row: CsvRow) -> Row:
        """A fact a document states."""
        return self.typed(row) | {"source": row["document_id"], "source_quality": "official"}

    def published(self, row: CsvRow) -> Row:
        """A published actual with its address, in the words of the ledger."""
        shared = (
            "fact_id",
            "region_code",
            "indicator_code",
            "indicator",
            "value",
            "unit",
            "period_end",
            "note",
        )
        fact = {name: row[name] for name in shared} | {"kind": "published"}
        fact |= {"source_quality": row["source_quality"], "comparator": _QUALIFIERS[row["value_qualifier"]]}
        own = self._indicators.get(row["indicator_code"])
        fact |= {"measure": own["measure"] if own else str(reported_as(row["measure"]))}
        return self.typed(fact) | {"source": row["source_address"] or row["source_title"]}

    def top_sector(self, code: str) -> str:
        """The root of the sector tree above the code."""
        while self._parents.get(code):
            code = self._parents[code]
        return code

    def _check_codes(self, row: CsvRow) -> None:
        for name, known in self._known.items():
            if row.get(name) and row[name] not in known:
                self.faults.append(f"{next(iter(row.values()))}: {name} {row[name]} is unknown")

    def _normal(self, target_id: str, value: str, unit: str, into: str) -> Decimal | None:
        if not value:
            return None
        try:
            return convert(Decimal(value), self._unit(unit), self._unit(into))
        except (UnitMismatch, InvalidOperation, KeyError) as fault:
            self.faults.append(f"{target_id}: {value} {unit} → {into}: {fault}")
            return None

    def _unit(self, name: str) -> Unit:
        return self._units[name]


def _typed(name: str, text: str) -> object:
    if text == "":
        return None
    if name in {"issued_on", "period_start", "period_end", "deadline", "baseline_on"}:
        return date.fromisoformat(text)
    if name in {"value", "value_high", "baseline_value", "factor"}:
        return Decimal(text)
    if name in {"excerpt_offset", "position", "chain_position", "tile_row", "tile_column"}:
        return int(text)
    if name in _WORDS:
        return str(_WORDS[name](text))
    return text == "true" if name == "additive" else text


def _repeated(tables: Mapping[str, list[Row]]) -> Iterable[str]:
    """Every code that stands in more than one row of its table."""
    for table, key in _KEYS.items():
        counted = Counter(row[key] for row in tables[table])
        yield from (f"{code}: {key} stands in {n} rows" for code, n in counted.items() if n > 1)


def _origin(path: Path) -> CsvRow:
    return {"document_id": path.stem}


def _read_csv(path: Path) -> list[CsvRow]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
