"""What is stated: the ledger, its names, its documents and their registered texts, built, read and checked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from data import catalogue, home, integrity
from data.catalogue import Built, Catalogue
from data.listing import LIST_SEPARATOR
from data.regions import Tile, tiles
from data.scope import Scope
from data.store import Store
from data.viewer import Verb
from intake import forms
from intake.documents import passage as trails
from intake.documents import registration
from intake.documents.passage import Passage, Trail
from intake.documents.registration import Registration
from intake.guard.child import OPERATOR, Caller
from tracker.desk import Desk
from wording.translate import language

_ORGANISATION_LISTS = [
    "lead_units", "support_units", "lead_unit_names", "support_unit_names", "lead_units_en",
    "support_units_en", "lead_codes", "unit_codes",
]  # fmt: skip


def open_store(path: str | Path, *, create: bool = True, read_only: bool = False) -> Store:
    """The store at the path; faults are TrackerErrors."""
    if create:
        home.prepare(path)
    return Store.open(path, create=create, read_only=read_only)


def read_catalogue(folder: Path, beside: Desk | None = None) -> Catalogue:
    """The ledger as a folder of CSV files states it, with every problem of the files.

    Beside what an office has stated already the folder need not repeat that; with no desk no store is asked.
    """
    return catalogue.read(folder, catalogue.stated_in(beside.store) if beside else {})


def build(desk: Desk, stated: Catalogue | None = None) -> Built:
    """Bring the ledger up to a catalogue, or the one that ships; refused as a whole where any of its files is wrong."""
    desk.require(Verb.MAINTAIN)
    return catalogue.build(desk.store, desk.now, stated)


def targets(
    desk: Desk,
    scope: Scope,
    *,
    ids: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
) -> pd.DataFrame:
    """One row per target of the scope that stands in its month, stated or handed down, names in both languages, lists of organisations as tuples.

    Of these `ids`, or of these indicators (codes), where they are given.
    """
    frame = desk.store.query(
        "targets",
        region=scope.region,
        sector=scope.sector,
        answering=scope.organisation,
        targets=None if ids is None else list(ids),
        indicators=None if indicators is None else list(indicators),
        as_of=scope.as_of,
        known_at=scope.known_until,
    )
    for column in _ORGANISATION_LISTS:
        frame[column] = [tuple(names) for names in frame[column]]
    wanted = None if scope.is_everything and ids is None and indicators is None else list(frame["target_id"])
    planned = desk.store.query("planned_paths", known_at=scope.known_until, targets=wanted)
    return _with_plans(frame, planned)


def picked(desk: Desk, scope: Scope) -> list[str]:
    """The ids of the targets of the scope, whatever their light: what picks a view's rows of a month judged before."""
    rows = desk.store.query(
        "target_ids",
        region=scope.region,
        sector=scope.sector,
        answering=scope.organisation,
        as_of=scope.as_of,
        known_at=scope.known_until,
    )
    return list(rows["target_id"])


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


def facts(desk: Desk) -> pd.DataFrame:
    """One row per fact the documents and the publications state."""
    return desk.store.query("facts")


def documents(desk: Desk) -> pd.DataFrame:
    """One row per document of the ledger."""
    return desk.store.query("documents")


def check_document(
    desk: Desk, document_id: str, content: bytes, file_name: str, *, caller: Caller = OPERATOR
) -> Registration:
    """Read a document's file and count how many of its targets stand in it; nothing is written.

    CheckCancelledError where the caller has left.
    """
    return registration.read(desk.store, document_id, content, file_name, caller=caller)


def register_document(desk: Desk, reading: Registration, *, by: str, confirmed: bool = False) -> Registration:
    """Keep the text that was read; ``confirmed`` says that it is the document although few targets were found.

    Left unwritten where the document states what who asks may not see.
    """
    desk.require(Verb.REGISTER)
    if not any(
        row["document_id"] == reading.document_id and row["is_whole"] for row in desk.store.rows("documents")
    ):
        return reading
    return registration.register(desk.store, reading, by, desk.now, confirmed=confirmed)


def passage(desk: Desk, statement_id: str) -> Passage | None:
    """The paragraph of the registered text that states a target or a fact; None when there is none."""
    return registration.passage(desk.store, statement_id)


def trail(desk: Desk, target_id: str, scope: Scope) -> Trail | None:
    """What a target rests on and belongs with, whatever the scope's filters; None when there is no such target."""
    everything = Scope(as_of=scope.as_of, known_at=scope.known_at)
    return trails.follow(targets(desk, everything), documents(desk), facts(desk), target_id)


def regions(desk: Desk) -> pd.DataFrame:
    """One row per region, with its parent and its place in the tile grid; `tile_is_made` where nobody set one."""
    frame = desk.store.query("regions")
    made = frame["tile_row"].isna() | frame["tile_column"].isna()
    places: dict[str, Tile] = {}
    for _parent, sisters in frame.groupby("parent_code"):
        known = (
            sisters[~made[sisters.index]].set_index("region_code")[["tile_row", "tile_column"]].astype(int)
        )
        placed = {str(code): (int(row), int(column)) for code, row, column in known.itertuples()}
        places |= tiles(list(sisters["region_code"]), placed)
    frame["tile_row"] = [places.get(code, (None, None))[0] for code in frame["region_code"]]
    frame["tile_column"] = [places.get(code, (None, None))[1] for code in frame["region_code"]]
    return frame.assign(tile_is_made=made)


def sectors(desk: Desk) -> pd.DataFrame:
    """One row per sector of the tree."""
    return desk.store.query("sectors")


def organisations(desk: Desk) -> pd.DataFrame:
    """One row per organisation that may lead or support."""
    return desk.store.query("organisations")


def called(desk: Desk) -> Callable[[str], str]:
    """Return what says the name of a region, organisation or indicator in the language in use.

    Where the ledger has no English name, the Chinese one.
    """
    names = english_names(desk) if language() == "en" else {}
    return lambda name: names.get(name, name)


def english_names(desk: Desk) -> dict[str, str]:
    """Return the English name by the full and the short Chinese one, of all regions, organisations and indicators."""
    return {
        str(row[name]): str(row["name_en"])
        for known in ("organisations", "regions", "indicators")
        for row in desk.store.rows(known)
        for name in ("short_name", "name")
        if row.get(name) and row["name_en"]
    }


def indicators(desk: Desk) -> pd.DataFrame:
    """One row per indicator, with its unit, measure and aliases."""
    return desk.store.query("indicators")


def decomposition_template(desk: Desk, region: str, out: str | Path | BinaryIO) -> int:
    """Write the region's decomposition form with the parts that stand; how many targets it holds."""
    return forms.write_decomposition_form(desk.store, region, out)


def plan_template(desk: Desk, region: str, year: int, out: str | Path | BinaryIO) -> int:
    """Write the region's plan by month for a year with the plans that stand; how many targets it holds, 0: unwritten."""
    return forms.write_plan_form(desk.store, region, year, out)


def check(desk: Desk) -> list[integrity.Fault]:
    """What is lost, orphaned or stale in the store; an empty list when it is whole."""
    desk.require(Verb.MAINTAIN)
    return integrity.faults(desk.store)


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
