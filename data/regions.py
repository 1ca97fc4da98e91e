"""The tree of regions: what lies above a region, what lies below it, and how sisters lie side by side as tiles.

The one place it is walked in Python; queries that pick by region walk it by the macro region_below (data/sql/schema).
A tile says no more than that a region is one of these sisters: no boundary and no neighbourhood.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import isqrt
from typing import Any

NATION = "000000"
Parents = Mapping[str, str | None]  # every region's code and that of the region above it
Tile = tuple[int, int]  # row and column in a grid, from 0


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


def tiles(sisters: Sequence[str], placed: Mapping[str, Tile] | None = None) -> dict[str, Tile]:
    """A tile for each of the sisters, no two the same: where it was placed, or else the next free one in their order.

    The grid is as wide as the widest place that is set, and no narrower than a square of all sisters; it is filled row by
    row around what is set.
    """
    kept = {code: tile for code, tile in (placed or {}).items() if code in set(sisters)}
    width = max([_side(len(sisters)), *(column + 1 for _row, column in kept.values())])
    free = _free(width, set(kept.values()))
    return {code: kept[code] if code in kept else next(free) for code in sisters}


def _side(count: int) -> int:
    """The side of the smallest square that holds so many."""
    return isqrt(max(count, 1) - 1) + 1


def _free(width: int, taken: set[Tile]) -> Iterator[Tile]:
    at = 0
    while True:
        tile = divmod(at, width)
        if tile not in taken:
            yield tile
        at += 1
