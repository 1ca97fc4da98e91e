"""The sectors of a view: the tree's tops, the one that is looked into, and its chain."""

from dataclasses import dataclass, replace

import pandas as pd

from data.scope import Scope
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


def own(facts: pd.DataFrame) -> pd.DataFrame:
    """The targets that documents state; those handed down only where there are no others."""
    stated = facts[~facts["is_allocated"]]
    return facts if stated.empty else stated


def chosen(tree: pd.DataFrame, asked: str | None, facts: pd.DataFrame) -> str | None:
    """The top sector that is looked into: of the one asked for, else the one with the longest chain."""
    tops = tree.set_index("sector_code")["top_sector_code"]
    if asked is not None:
        return str(tops[asked])
    chained = facts[facts["chain_position"].notna()]
    wanted = chained if len(chained) else facts
    counts = wanted.groupby("top_sector_code")["sector_code"].nunique()
    return None if counts.empty else str(counts.idxmax())


def chain(tree: pd.DataFrame, facts: pd.DataFrame) -> list[Link]:
    """The links of the chain in order, each with its targets; none where the sector has no chain."""
    tops = set(facts["top_sector_code"])
    steps = tree[tree["top_sector_code"].isin(tops) & tree["chain_position"].notna()].sort_values(
        "chain_position"
    )
    column = "name_en" if language() == "en" else "name"
    return [
        Link(
            code=step["sector_code"],
            name=step[column],
            targets=facts[facts["sector_code"] == step["sector_code"]],
        )
        for step in steps.to_dict("records")
    ]


def name(tree: pd.DataFrame, code: str | None) -> str:
    """What a sector is called."""
    found = tree[tree["sector_code"] == code]
    return "" if found.empty else str(found.iloc[0]["name_en" if language() == "en" else "name"])
