"""Where a label goes so that it covers no line, no other label and no edge; positions in pixels of the plot.

Computed on the width a style is laid out for, so a picture on paper is exact and one on screen close to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
_STEP = 3.0  # pixels between the samples of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels, from the plot's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share any area."""
        across = self.left < other.left + other.width and other.left < self.left + self.width
        return (
            across and self.bottom < other.bottom + other.height and other.bottom < self.bottom + self.height
        )

    def outside(self, width: float, height: float) -> float:
        """How many pixels stand out of a plot of this size."""
        return (
            max(0.0, -self.left)
            + max(0.0, -self.bottom)
            + max(0.0, self.left + self.width - width)
            + max(0.0, self.bottom + self.height - height)
        )


def samples(lines: Iterable[Sequence[tuple[float, float]]]) -> Points:
    """Points along polylines, a few pixels apart."""
    found: list[Points] = [np.empty((0, 2))]
    for line in lines:
        for (x0, y0), (x1, y1) in pairwise(line):
            steps = max(2, int(np.hypot(x1 - x0, y1 - y0) / _STEP))
            found.append(np.column_stack([np.linspace(x0, x1, steps), np.linspace(y0, y1, steps)]))
    return np.concatenate(found)


def best(candidates: Sequence[Box], drawn: Points, taken: Sequence[Box], size: tuple[float, float]) -> int:
    """The index of the candidate that covers least, the earlier one on a tie."""
    costs = [_cost(box, drawn, taken, size) for box in candidates]
    return int(np.argmin(costs))


def _cost(box: Box, drawn: Points, taken: Sequence[Box], size: tuple[float, float]) -> float:
    inside = (
        (drawn[:, 0] > box.left - 3)
        & (drawn[:, 0] < box.left + box.width + 3)
        & (drawn[:, 1] > box.bottom - 2)
        & (drawn[:, 1] < box.bottom + box.height + 2)
    )
    return float(inside.sum()) + 500 * sum(box.overlaps(other) for other in taken) + 20 * box.outside(*size)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of stacked labels, as near to the wanted ones as they can be without overlap, kept in the order given
    from top to bottom."""
    centres: list[float] = []
    ceiling = high
    for want, height in zip(wanted, heights, strict=True):
        centre = min(want, ceiling - height / 2)
        centres.append(centre)
        ceiling = centre - height / 2
    floor = low
    for index in range(len(centres) - 1, -1, -1):
        centres[index] = max(centres[index], floor + heights[index] / 2)
        floor = centres[index] + heights[index] / 2
    return centres


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / most
    size = 10.0 ** np.floor(np.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    return [float(round(n * step, 10)) for n in np.arange(first, last + 1)]
