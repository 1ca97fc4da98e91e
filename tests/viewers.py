"""Three fixed persons for every test of what may be seen: a district, a reporter of a city's bureau, everything."""

from dataclasses import dataclass

import pandas as pd

import tracker
from data.scope import Scope
from data.store import Store
from data.store.file import FileStore
from data.viewer import OF_A_REGION, OPERATOR, Verb, Viewer
from tests.asking import NOW, desk

CITY, DISTRICT, SISTER = "150200", "150203", "150204"
BUREAU = "150200-industry"
OF_DISTRICT = Viewer(name="昆都仑区", regions=frozenset({DISTRICT}), verbs=OF_A_REGION)
OF_SISTER = Viewer(name="青山区", regions=frozenset({SISTER}), verbs=OF_A_REGION)


def reporter(store: Store) -> Viewer:
    """A reporter of the city's bureau of industry: of the city and all below it what the bureau leads or supports."""
    whole = tracker.of_region(desk(store), CITY)
    return Viewer(
        name="市工信局", regions=whole.viewer.regions, organisation=BUREAU, verbs=frozenset({Verb.IMPORT})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is a viewer's own, told from everything by the rules themselves: ids, keys, imports, organisations."""

    targets: frozenset[str]
    keys: frozenset[tuple[str, str]]
    regions: frozenset[str]
    batches: frozenset[int]
    organisations: frozenset[str]
    documents: frozenset[str]
    facts: frozenset[str]


def own(store: Store, viewer: Viewer) -> Own:
    """Everything that is the viewer's own."""
    whole = desk(store)
    known = tracker.targets(whole, Scope(as_of=NOW.date()))
    mine = pd.Series(data=True, index=known.index)
    if viewer.regions is not None:
        mine &= known["region_code"].isin(viewer.regions)
    if viewer.organisation is not None:
        mine &= pd.Series([viewer.organisation in codes for codes in known["unit_codes"]], index=known.index)
    seats = tracker.organisations(whole).set_index("organisation_code")["region_code"]
    regions = frozenset(viewer.regions or tracker.regions(whole)["region_code"])
    keys = frozenset(zip(known.loc[mine, "indicator_code"], known.loc[mine, "region_code"], strict=True))
    facts = tracker.facts(whole)
    said = facts["region_code"].isin(regions)
    if viewer.organisation is not None:
        said &= pd.Series(
            [key in keys for key in zip(facts["indicator_code"], facts["region_code"], strict=True)],
            index=facts.index,
        )
    return Own(
        targets=frozenset(known.loc[mine, "target_id"]),
        keys=keys,
        regions=regions,
        batches=_batches(store, viewer, keys),
        organisations=frozenset(seats.index[seats.isin(regions)])
        if viewer.organisation is None
        else frozenset({viewer.organisation}),
        documents=frozenset(known.loc[mine, "document_id"])
        | frozenset(facts.loc[said, "document_id"].dropna()),
        facts=frozenset(facts.loc[said, "fact_id"]),
    )


def _batches(store: Store, viewer: Viewer, keys: frozenset[tuple[str, str]]) -> frozenset[int]:
    """The imports that hold a row of the viewer's own."""
    if viewer == OPERATOR:
        return frozenset(int(str(row["batch_id"])) for row in store.rows("batches"))
    assert isinstance(store, FileStore)
    with store._file.cursor() as cursor:
        reported = cursor.execute(
            "select batch_id, indicator_code, region_code from observation_log"
            " union select batch_id, indicator_code, region_code from remark_log"
            " union select a.batch_id, t.indicator_code, a.region_code"
            " from allocation a join target t on t.target_id = a.parent_target_id"
        ).fetchall()
    regions = viewer.regions or frozenset()
    return frozenset(
        batch
        for batch, indicator, region in reported
        if region in regions and (viewer.organisation is None or (indicator, region) in keys)
    )


def foreign(rows: pd.DataFrame, mine: Own) -> pd.DataFrame:
    """The rows of a frame that are not the viewer's own, by whatever says whose they are."""
    bad = pd.Series(data=False, index=rows.index)
    for column in ("target_id", "parent_target_id", "statement_id"):
        if column in rows:
            bad |= ~rows[column].isin(mine.targets | mine.facts)
    if "region_code" in rows:
        bad |= ~rows["region_code"].isin(mine.regions)
    if {"indicator_code", "region_code"} <= set(rows.columns) and "target_id" not in rows:
        pairs = zip(rows["indicator_code"], rows["region_code"], strict=True)
        bad |= pd.Series([pair not in mine.keys for pair in pairs], index=rows.index, dtype=bool)
    if "batch_id" in rows:
        bad |= rows["batch_id"].notna() & ~rows["batch_id"].isin(mine.batches)
    return rows[bad]
