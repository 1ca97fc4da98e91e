"""The months along an axis: keys in order, labels as people say them, January never alone."""

import math

import pandas as pd

from charts.text import width
from metrics.calendar import joined, month_of, month_start
from wording.formats import Cell, month
from wording.translate import _

BASE = "base"


def key(value: Cell) -> str:
    """The place of a date on the axis: `2024-06`; January and February share one, for they are reported together."""
    return f"{month_start(joined(month_of(pd.Timestamp(value)))):%Y-%m}"


def months(start: Cell, deadline: Cell, *, with_base: bool) -> list[str]:
    """The keys from the start's month to the deadline's, in order, the baseline first where there is one."""
    span = pd.period_range(pd.Timestamp(start), pd.Timestamp(deadline), freq="M")
    found = list(dict.fromkeys(key(period.to_timestamp()) for period in span))
    return [BASE, *found] if with_base else found


def axis_labels(places: list[str], room: float, size: float) -> tuple[list[str], list[str]]:
    """Which places get a label and what it says, as many as fit without touching.

    Within one year months are named; over several years only the quarters or the years' ends.
    """
    years = {place[:4] for place in places if place != BASE}
    if len(years) > 1:
        return _year_labels(places, room, size)
    texts = {place: _month_text(place) for place in places}
    widest = max(width(text, size) for text in texts.values()) + size * 0.6
    step = max(1, math.ceil(widest * len(places) / max(room, 1)))
    chosen = [place for index, place in enumerate(reversed(places)) if index % step == 0][::-1]
    return chosen, [texts[place] for place in chosen]


def _month_text(place: str) -> str:
    return _("基期") if place == BASE else month(f"{place}-01")


def _year_labels(places: list[str], room: float, size: float) -> tuple[list[str], list[str]]:
    """Years' ends named, with the last place always named too."""
    ends = [place for place in places if place.endswith("-12") or place == places[-1]]
    texts = [
        _("{year}年底").format(year=place[:4]) if place.endswith("-12") else f"{place[:4]}-{place[5:]}"
        for place in ends
    ]
    step = max(1, math.ceil(width(texts[0] + " ", size) * len(ends) / max(room, 1)))
    keep = [index for index in range(len(ends)) if (len(ends) - 1 - index) % step == 0]
    return [ends[index] for index in keep], [texts[index] for index in keep]
