"""The regions of a view: the whole they belong to, its parts, what was handed down, and one region's own targets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from charts.rows import worst_first
from data.regions import NATION
from data.scope import Scope
from metrics.aggregate import counted, gap_contributions, rank, stated
from metrics.model import SLIPPING, Status
from pages.shared.league import Entry

FEW = 24  # targets that are shown one by one; of more only the slipping ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """One sector of a region: its counts and the targets to show."""

    entry: Entry
    targets: pd.DataFrame


def whole(regions: pd.DataFrame, seen: Scope) -> str | None:
    """The region whose parts are compared: the chosen one, or what it is a part of; None for everything."""
    if seen.region is None or (regions["parent_code"] == seen.region).any():
        return seen.region
    parent = regions.set_index("region_code")["parent_code"].get(seen.region)
    return parent if isinstance(parent, str) and parent != NATION else seen.region


def around(seen: Scope, code: str | None) -> Scope:
    """The scope over the whole, every light and every organisation in it."""
    return replace(seen, region=code, status=None, organisation=None)


def parts(facts: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """The targets of the parts; without a whole, of every region that a document gives targets of its own."""
    return stated(facts) if code is None else facts[facts["parent_region_code"] == code]


def own(facts: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """The region's own targets, without those of its parts; where none is chosen the stated ones, if there are any."""
    if region is not None:
        return facts[facts["region_code"] == region]
    return counted(facts)


def place(entries: list[Entry], region: str | None) -> Entry | None:
    """Where the chosen region stands among its like."""
    return next((entry for entry in entries if entry.code == region and entry.rank is not None), None)


def shared_indicators(inside: pd.DataFrame) -> dict[str, str]:
    """Code and name of the indicators that several of the parts have a target for."""
    spread = inside.groupby("indicator_code", sort=False)["region_code"].nunique()
    names = inside.drop_duplicates("indicator_code").set_index("indicator_code")["indicator"]
    return {str(code): str(names[code]) for code in spread.index[spread > 1]}


def by_completion(inside: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """One row per region with a target for the indicator, ranked by completion; who did not report comes last."""
    rows = inside[inside["indicator_code"] == indicator].set_index("region_code")
    now = rows["completion"].where(rows["official_status"] != Status.NOT_REPORTED)
    before = rows["previous_completion"].where(rows["previous_status"] != Status.NOT_REPORTED)
    return rank(now, before).join(rows).reset_index()


def handed_down(reconciled: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """The whole's own targets that were handed down, the worst first."""
    return worst_first(reconciled[reconciled["region_code"] == code])


def widest_gap(handed: pd.DataFrame, wanted: str | None) -> str | None:
    """The indicator whose gap is split up: the wanted one, else the worst of those handed down."""
    codes = list(handed["indicator_code"])
    return wanted if wanted in codes else next(iter(codes), None)


def indicator_name(facts: pd.DataFrame, code: str | None) -> str:
    """What the indicator is called."""
    return str(facts.set_index("indicator_code")["indicator"].get(code, ""))


def gap(inside: pd.DataFrame, indicator: str | None, handed: pd.DataFrame | None = None) -> pd.DataFrame:
    """How much of one indicator's gap each part makes up, of the whole's own gap where the wholes are given.

    A value of an earlier month is none. `is_weak` marks a part whose baseline is missing.
    """
    rows = inside[inside["indicator_code"] == indicator]
    wholes = (
        None
        if handed is None
        else handed.drop_duplicates("indicator_code").set_index("indicator_code")["shortfall"]
    )
    found = gap_contributions(rows.assign(region=rows["region_short"]), wholes)
    return found.assign(is_weak=rows["is_weak"]).sort_values("shortfall", ascending=False)


def loads(handed: pd.DataFrame) -> Mapping[str, Any]:
    """How many targets were handed down, how many with more asked below than above, the largest ratio and whose."""
    most = handed.sort_values("loading_ratio", ascending=False).iloc[0]
    return {
        "n": len(handed),
        "loaded": int((handed["remainder"] < 0).sum()),
        "open": int((handed["remainder"] > 0).sum()),
        "most": float(most["loading_ratio"]),
        "whose": str(most["indicator"]),
    }


def by_sector(facts: pd.DataFrame, entries: list[Entry]) -> list[Sector]:
    """The region's sectors in the ledger's order, each with its targets worst first: of many only the slipping ones."""
    shown = facts if len(facts) <= FEW else facts[facts["official_status"].isin(SLIPPING)]
    order = facts.sort_values("top_sector_position")["top_sector_code"].unique()
    known = {entry.code: entry for entry in entries}
    return [
        Sector(entry=known[code], targets=worst_first(shown[shown["top_sector_code"] == code]))
        for code in order
    ]


def tiles(regions: pd.DataFrame, code: str | None) -> pd.DataFrame:
    """The tiles of the parts of a region; of the nation's where none is chosen."""
    return regions[regions["parent_code"] == (code or NATION)]
