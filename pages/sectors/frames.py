"""The sectors of a view: the tree with its counts, the sector that is looked into, and its chain."""

from dataclasses import dataclass, replace

import pandas as pd

from data.scope import Scope
from pages.shared.league import Entry
from wording.translate import language


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of an industrial chain with its targets."""

    code: str
    name: str
    targets: pd.DataFrame


def whole(seen: Scope) -> Scope:
    """The scope over every sector."""
    return replace(seen, sector=None)


def only(seen: Scope, top: str | None) -> Scope:
    """The scope within one sector: the one asked for, else the one shown first."""
    return replace(seen, sector=seen.sector or top)


def top(tree: pd.DataFrame, asked: str | None, facts: pd.DataFrame) -> str | None:
    """The top sector that is looked into: of the one asked for, else the one with the longest chain."""
    if asked is not None:
        return str(tree.set_index("sector_code")["top_sector_code"][asked])
    chained = facts[facts["chain_position"].notna()]
    wanted = chained if len(chained) else facts
    counts = wanted.groupby("top_sector_code")["sector_code"].nunique()
    return None if counts.empty else str(counts.idxmax())


def in_tree(entries: list[Entry], tree: pd.DataFrame) -> list[Entry]:
    """The groups in the ledger's order."""
    position = tree.set_index("sector_code")["position"]
    return sorted(entries, key=lambda entry: float(position[entry.code]))


def branches(facts: pd.DataFrame, top_code: str | None) -> pd.DataFrame:
    """The targets of the top sector's parts, without those of the sector itself."""
    return facts[(facts["top_sector_code"] == top_code) & (facts["sector_code"] != top_code)]


def chain(tree: pd.DataFrame, facts: pd.DataFrame, top_code: str | None) -> list[Link]:
    """The links of the chain in order, each with its targets; none where the sector has no chain."""
    steps = tree[(tree["top_sector_code"] == top_code) & tree["chain_position"].notna()]
    column = "name_en" if language() == "en" else "name"
    return [
        Link(
            code=step["sector_code"],
            name=step[column],
            targets=facts[facts["sector_code"] == step["sector_code"]],
        )
        for step in steps.sort_values("chain_position").to_dict("records")
    ]


def measured(courses: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """The months of these targets, in their order, where a completion is known."""
    known = courses[courses["target_id"].isin(facts["target_id"]) & courses["completion"].notna()]
    order = {code: place for place, code in enumerate(facts["target_id"])}
    return known.sort_values(
        ["target_id", "as_of"], key=lambda c: c.map(order) if c.name == "target_id" else c
    )


def name(tree: pd.DataFrame, code: str | None) -> str:
    """What a sector is called."""
    found = tree[tree["sector_code"] == code]
    return "" if found.empty else str(found.iloc[0]["name_en" if language() == "en" else "name"])
