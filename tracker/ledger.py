"""What is stated: the ledger, its documents and their registered texts, built, read and checked."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from data import catalogue, home, integrity
from data.documents import registration
from data.documents import trail as trails
from data.documents.passage import Passage
from data.documents.registration import Registration
from data.documents.trail import Trail
from data.intake import allocation, plans
from data.sample import demonstration
from data.scope import Scope
from data.store import Store
from wording.translate import language

_UNIT_LISTS = [
    "lead_units", "support_units", "lead_unit_names", "support_unit_names", "lead_units_en",
    "support_units_en", "lead_codes", "unit_codes",
]  # fmt: skip


def open_store(path: str | Path, *, create: bool = True, read_only: bool = False) -> Store:
    """The store at the path; faults are TrackerErrors."""
    if create:
        home.prepare(path)
    return Store.open(path, create=create, read_only=read_only)


def build(store: Store, now: datetime) -> bool:
    """Bring the ledger up to the catalogue; False when it already was."""
    return catalogue.build(store, now)


def demo(store: Store, now: datetime, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Build the ledger and import the sample workbooks not yet imported; how many were.

    ``told`` hears after each workbook how many of how many are done.
    """
    build(store, now)
    of = len(demonstration.schedule())
    imported = 0
    for done, result in enumerate(demonstration.play(store), start=1):
        imported += result.status == "imported"
        told(done, of)
    return imported


def targets(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per target of the scope, stated or allocated, names in both languages, unit lists as tuples."""
    frame = store.query(
        "targets",
        region=scope.region,
        sector=scope.sector,
        unit=scope.unit,
        known_at=scope.known_until,
    )
    for column in _UNIT_LISTS:
        frame[column] = [tuple(units) for units in frame[column]]
    return _with_plans(frame, store.query("planned_paths", known_at=scope.known_until))


def _with_plans(frame: pd.DataFrame, planned: pd.DataFrame) -> pd.DataFrame:
    """The targets with `plan`, the planned values by month end, and `plan_source`, the workbook they stand in."""
    values: dict[str, tuple[tuple[pd.Timestamp, float], ...]] = {}
    sources: dict[str, str] = {}
    for target_id, rows in planned.groupby("target_id"):
        values[str(target_id)] = tuple(zip(rows["period_end"], rows["value"].astype(float), strict=True))
        last = rows.iloc[-1]
        sources[str(target_id)] = (
            f"{last['source_file']} · {last['sheet']} {rows.iloc[0]['cell']}–{last['cell']}"
        )
    return frame.assign(
        plan=frame["target_id"].map(lambda target_id: values.get(target_id, ())),
        plan_source=frame["target_id"].map(lambda target_id: sources.get(target_id, "")),
    )


def facts(store: Store) -> pd.DataFrame:
    """One row per fact the documents and the publications state."""
    return store.query("facts")


def documents(store: Store) -> pd.DataFrame:
    """One row per document of the ledger."""
    return store.query("documents")


def check_document(store: Store, document_id: str, content: bytes, file_name: str) -> Registration:
    """Read a document's file and count how many of its targets stand in it; nothing is written."""
    return registration.read(store, document_id, content, file_name)


def register_document(
    store: Store, reading: Registration, *, by: str, now: datetime, confirmed: bool = False
) -> Registration:
    """Keep the text that was read; ``confirmed`` says that it is the document although few targets were found."""
    return registration.register(store, reading, by, now, confirmed=confirmed)


def passage(store: Store, statement_id: str) -> Passage | None:
    """The paragraph of the registered text that states a target or a fact; None when there is none."""
    return registration.passage(store, statement_id)


def trail(store: Store, target_id: str, scope: Scope) -> Trail | None:
    """What a target rests on and belongs with, whatever the scope's filters; None when there is no such target."""
    everything = Scope(as_of=scope.as_of, known_at=scope.known_at)
    return trails.follow(targets(store, everything), documents(store), facts(store), target_id)


def regions(store: Store) -> pd.DataFrame:
    """One row per region, with its parent and its place in the tile grid."""
    return store.query("regions")


def sectors(store: Store) -> pd.DataFrame:
    """One row per sector of the tree."""
    return store.query("sectors")


def organisations(store: Store) -> pd.DataFrame:
    """One row per organisation that may lead or support."""
    return store.query("organisations")


def called(store: Store) -> Callable[[str], str]:
    """Return what says the name of a region, organisation or indicator in the language in use.

    Where the ledger has no English name, the Chinese one.
    """
    names = english_names(store) if language() == "en" else {}
    return lambda name: names.get(name, name)


def english_names(store: Store) -> dict[str, str]:
    """Return the English name by the full and the short Chinese one, of all regions, organisations and indicators."""
    return {
        str(row[name]): str(row["name_en"])
        for known in ("organisations", "regions", "indicators")
        for row in store.rows(known)
        for name in ("short_name", "name")
        if row.get(name) and row["name_en"]
    }


def indicators(store: Store) -> pd.DataFrame:
    """One row per indicator, with its unit, measure and aliases."""
    return store.query("indicators")


def units(store: Store) -> pd.DataFrame:
    """One row per unit of measurement."""
    return store.query("units")


def allocation_template(store: Store, region: str, out: str | Path | BinaryIO) -> int:
    """Write the region's decomposition form with the shares that stand; how many targets it holds."""
    return allocation.write_form(store, region, out)


def plan_template(store: Store, region: str, year: int, out: str | Path | BinaryIO) -> int:
    """Write the region's plan by month for a year with the plans that stand; how many targets it holds, 0: unwritten."""
    return plans.write_form(store, region, year, out)


def check(store: Store) -> list[integrity.Fault]:
    """What is lost, orphaned or stale in the store; an empty list when it is whole."""
    return integrity.faults(store)
