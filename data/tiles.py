"""Places in a tile grid for regions that have none: a square or so, filled row by row around those that are set.

A tile says no more than that a region is one of these sisters: no boundary and no neighbourhood.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isqrt

Tile = tuple[int, int]  # row and column, from 0


def tiles(sisters: Sequence[str], placed: Mapping[str, Tile] | None = None) -> dict[str, Tile]:
    """A tile for each of the sisters, no two the same: where it was placed, or else the next free one in their order.

    The grid is as wide as the widest place that is set, and no narrower than a square of all sisters.
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
