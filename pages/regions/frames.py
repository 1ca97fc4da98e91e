"""The regions of a view: the whole they belong to, its parts, and one region's own targets."""

from dataclasses import replace

import pandas as pd

from data.scope import Scope


def around(regions: pd.DataFrame, seen: Scope) -> Scope:
    """The scope widened to the region whose parts are compared: the chosen one, or what it is a part of."""
    if seen.region is None or (regions["parent_code"] == seen.region).any():
        return seen
    parent = regions.set_index("region_code")["parent_code"].get(seen.region)
    return replace(seen, region=parent if isinstance(parent, str) else seen.region)


def parts(facts: pd.DataFrame, whole: str | None) -> pd.DataFrame:
    """The targets of the parts; without a whole, of every region."""
    return facts if whole is None else facts[facts["parent_region_code"] == whole]


def own(facts: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """The region's own targets, without those of its parts; everything where no region is chosen."""
    return facts if region is None else facts[facts["region_code"] == region]


def tiles(regions: pd.DataFrame, whole: str | None) -> pd.DataFrame:
    """The tiles of the parts of a region."""
    return regions[regions["parent_code"] == whole]
