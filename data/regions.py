"""The tree of regions: what lies above a region and what lies below it.

The one place it is walked; queries that pick by region walk it in SQL, under the name region_below.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

NATION = "000000"
Parents = Mapping[str, str | None]  # every region's code and that of the region above it


def parents(rows: Iterable[Mapping[Any, Any]]) -> Parents:
    """The tree of rows with region_code and parent_code."""
    return {
        str(row["region_code"]): row["parent_code"] if isinstance(row["parent_code"], str) else None
        for row in rows
    }


def upwards(code: str, tree: Parents) -> list[str]:
    """The region and everything above it, nearest first."""
    above = tree.get(code)
    return [code, *(upwards(above, tree) if above is not None else [])]


def downwards(codes: Collection[str], tree: Parents) -> frozenset[str]:
    """The regions and everything below them."""
    covered, grown = set[str](), set(codes)
    while grown:
        covered |= grown
        grown = {code for code, above in tree.items() if above in grown} - covered
    return frozenset(covered)


def smallest_around(codes: Collection[str], tree: Parents) -> str | None:
    """The smallest region that holds all of these; None of none, or where no one region does."""
    lines = [upwards(code, tree) for code in codes]
    shared = [code for code in lines[0] if all(code in line for line in lines)] if lines else []
    return shared[0] if shared else None
