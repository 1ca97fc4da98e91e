"""Numbers, quantities and periods as people read them, in both languages.

Formatting only: nothing here computes a value or decides a status. Missing is always `—`, a negative number
has a true minus sign, and no rounding ever shows a number on the other side of a threshold than it is.
"""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from metrics.model import Frequency
from wording.translate import N_, _, language

Cell = Any  # one cell of a frame: a number, a date or text in whatever type pandas holds it, or nothing
MISSING = "—"
MINUS = "−"  # U+2212: as wide as the plus, and never taken for a hyphen
_NOISE = 1e-9
_MOST_DECIMALS = 4
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Multiples that Chinese units carry in front of the noun, and what English writes for them.
MULTIPLES = {N_("万亿"): 1e12, N_("亿"): 1e8, N_("百万"): 1e6, N_("万"): 1e4, N_("千"): 1e3}
UNIT_NOUNS = (
    N_("吨"), N_("吨标准煤"), N_("元"), N_("千瓦"), N_("千瓦时"), N_("个"), N_("家"), N_("台"), N_("台套"),
    N_("项"), N_("件"), N_("人"), N_("人次"), N_("名"), N_("户"), N_("座"), N_("场"), N_("辆"), N_("套"),
    N_("片"), N_("条"), N_("只"), N_("头"), N_("次"), N_("位"), N_("倍"), N_("亩"), N_("公里"),
    N_("平方公里"), N_("米"), N_("平方米"), N_("立方米"), N_("个百分点"), N_("期"), N_("批"),
    N_("所"), N_("种"), N_("册"), N_("部"), N_("处"), N_("艘"), N_("架"), N_("天"), N_("年"),
    N_("标准箱"), N_("宗"), N_("张"), N_("例"), N_("兆瓦"), N_("吉瓦"), N_("千克"), N_("千克标准煤"),
    N_("个/年"), N_("吨标准煤/万元"), N_("支"), N_("月"), N_("款"), N_("笔"), N_("类"),
)  # fmt: skip

_MONEY = N_("元")
COUNT_NOUNS = (
    N_("个"), N_("家"), N_("台"), N_("台套"), N_("项"), N_("件"), N_("人"), N_("人次"), N_("名"), N_("户"), N_("座"),
    N_("场"), N_("辆"), N_("套"), N_("条"), N_("只"), N_("头"), N_("次"), N_("期"), N_("批"), N_("所"), N_("种"),
    N_("册"), N_("部"), N_("处"), N_("艘"), N_("架"), N_("宗"), N_("张"), N_("例"), N_("位"),
    N_("支"), N_("款"), N_("笔"), N_("类"),
)  # fmt: skip


def is_missing(value: Cell) -> bool:
    """Whether there is no value to show: None, NaN, NaT or an infinity that a ratio left behind."""
    return value is None or bool(pd.isna(value)) or value in (float("inf"), float("-inf"))


def rounded(value: float, places: int) -> float:
    """The number rounded as an office does it, half up in decimal: 47.25 → 47.3, whatever binary makes of it."""
    exact = Decimal(f"{float(value):.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def number(value: Cell, decimals: int | None = None) -> str:
    """The number with thousands separators; without `decimals` as many as its size deserves."""
    if is_missing(value):
        return MISSING
    places = _sensible_decimals(abs(value)) if decimals is None else decimals
    text = f"{rounded(abs(value), places):,.{places}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return MINUS + text if value < 0 and re.search("[1-9]", text) else text


def _sensible_decimals(size: float) -> int:
    """One decimal from a hundred on, two from one on, then what keeps two digits, at most four."""
    if size >= 100:
        return 1
    if size >= 1:
        return 2
    return 3 if size >= 0.01 or size < _NOISE else _MOST_DECIMALS


def number_apart(value: Cell, edges: Iterable[float]) -> str:
    """The number as its size deserves, with the decimals it takes to lie on its true side of every edge.

    149.9999 beside 150 is not 150; what four decimals do not tell apart is told with as many as it has, up to eight.
    """
    if is_missing(value):
        return MISSING
    lines = [edge for edge in edges if not is_missing(edge)]
    first = _sensible_decimals(abs(value))
    if all(_apart(value, edge, first) for edge in lines):
        return number(value)
    wanted = range(first + 1, 2 * _MOST_DECIMALS + 1)
    told = (places for places in wanted if all(_apart(value, edge, places) for edge in lines))
    return number(value, next(told, 2 * _MOST_DECIMALS))


def _apart(value: float, edge: float, places: int) -> bool:
    """Whether the two, so rounded, lie as they do; what is equal up to one part in 10⁹ need not."""
    if abs(value - edge) <= _NOISE * max(abs(value), abs(edge)):
        return True
    return (rounded(value, places) - rounded(edge, places)) * (value - edge) > 0


def number_beside(value: Cell, thresholds: Iterable[float]) -> str:
    """The number with enough decimals that it lies on its true side of every threshold: 0.998 is not 1.00.

    Where no six decimals tell them apart, it is cut off rather than rounded across.
    """
    if is_missing(value):
        return MISSING
    edges, most = list(thresholds), _MOST_DECIMALS + 2
    for places in range(2, most + 1):
        crossed = [edge for edge in edges if not _on_its_side(value, edge, places)]
        if not crossed:
            return number(value, places)
    return number(crossed[0] - 10**-most, most)


def _on_its_side(value: float, edge: float, places: int) -> bool:
    return (rounded(value, places) >= edge) == (value >= edge - _NOISE)


def percent(fraction: Cell, decimals: int = 1) -> str:
    """A fraction as a percentage: 0.354 → 35.4%; from 1,000% on without decimals."""
    if is_missing(fraction):
        return MISSING
    return number(fraction * 100, 0 if abs(fraction) >= 10 else decimals) + "%"


def percent_beside(fraction: Cell, threshold: Cell) -> str:
    """The percentage with enough decimals that it never seems to be on the other side of the threshold.

    0.49996 beside 0.5 is 49.996%, not 50.0%: the number must not contradict the light. Where no four decimals
    tell them apart, it is cut off rather than rounded across.
    """
    places = _telling_decimals(fraction, threshold)
    if places is not None:
        return percent(fraction, places)
    step = 10 ** -(_MOST_DECIMALS + 2)
    return percent(threshold + (step if fraction > threshold else -step), _MOST_DECIMALS)


def threshold_beside(threshold: Cell, fraction: Cell) -> str:
    """The threshold as shown beside such a percentage: 2/12 is 16.67% beside 16.68%, not 16.7%."""
    places = _telling_decimals(fraction, threshold)
    return percent(threshold, _MOST_DECIMALS if places is None else places)


def _telling_decimals(fraction: Cell, threshold: Cell) -> int | None:
    """The fewest decimals that show the two on their true sides; None where not even the most do."""
    if is_missing(fraction) or is_missing(threshold) or abs(fraction - threshold) < _NOISE:
        return 1
    wanted = range(1, _MOST_DECIMALS + 1)
    return next((places for places in wanted if _same_side(fraction, threshold, places)), None)


def _same_side(fraction: float, threshold: float, places: int) -> bool:
    shown = rounded(fraction * 100, places) - rounded(threshold * 100, places)
    return shown * (fraction - threshold) > 0


def points(value: Cell, decimals: int = 1) -> str:
    """Percentage points with their sign: −14.6, +1.1, 0.0; a small difference gets decimals till it shows."""
    if is_missing(value):
        return MISSING
    if abs(value) < _NOISE:
        return f"{0:.{decimals}f}"
    places = decimals if abs(value) < 1000 else 0
    while places < _MOST_DECIMALS and rounded(abs(value), places) == 0:
        places += 1
    text = number(math.copysign(max(abs(value), 10**-_MOST_DECIMALS), value), places)
    return text if value < 0 or not re.search("[1-9]", text) else "+" + text


def points_with_unit(value: Cell) -> str:
    """Percentage points in words: −14.6个百分点."""
    return MISSING if is_missing(value) else _("{points}个百分点").format(points=points(value))


def times(value: Cell) -> str:
    """A multiple: 1.8倍."""
    return MISSING if is_missing(value) else _("{n}倍").format(n=number(value, 1))


def quantity(value: Cell, unit: str, *, beside: bool = True, edges: Iterable[float] = ()) -> str:
    """A value with its unit: 87万吨 in Chinese; in English 870K t with the original beside it.

    `beside=False` leaves the original out where there is no room for it; `edges` in the same unit are values it must
    not seem to be, or to be beyond.
    """
    if is_missing(value):
        return MISSING
    lines = list(edges)
    original = number_apart(value, lines) + unit
    if language() == "zh":
        return original
    multiple, noun = split_unit(unit)
    if multiple == 1:
        text = _with_noun(number_apart(value, lines), noun)
    else:
        text = _english_quantity(value * multiple, noun, [edge * multiple for edge in lines])
    return f"{text} ({original})" if beside and multiple != 1 else text


def is_count(unit: str) -> bool:
    """Whether the unit counts things that come whole: 家, 个, 台; not 万台, which may have decimals."""
    return unit in COUNT_NOUNS


def estimated(value: float, reference: float, unit: str) -> float:
    """An estimate without false precision: whole things whole, else three figures of the reference's size."""
    if is_missing(value) or is_missing(reference):
        return value
    if is_count(unit):
        return rounded(value, 0)
    size = abs(reference) or abs(value) or 1.0
    return rounded(value, max(0, 2 - math.floor(math.log10(size))))


def estimated_apart(value: float, reference: float, unit: str, edge: float) -> float:
    """An estimate as precise as it takes to lie on its true side of an edge: 19.6 of 20家 is not 20."""
    said = estimated(value, reference, unit)
    if is_missing(value) or is_missing(edge) or _side(said, edge) == _side(value, edge):
        return said
    finer = (rounded(value, places) for places in range(1, 2 * _MOST_DECIMALS + 1))
    return next((fine for fine in finer if _side(fine, edge) == _side(value, edge)), value)


def _side(value: float, edge: float) -> int:
    """On which side of an edge a value lies, 0 where the two are equal up to one part in 10⁹."""
    apart = abs(value - edge) > _NOISE * max(abs(value), abs(edge))
    return int(math.copysign(1, value - edge)) if apart else 0


def _english_quantity(value: float, noun: str, edges: list[float]) -> str:
    for size, letters in ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "K")):
        if rounded(abs(value) / size, 3) >= 1:
            return _with_noun(number_apart(value / size, [edge / size for edge in edges]) + letters, noun)
    return _with_noun(number_apart(value, edges), noun)


def _with_noun(text: str, noun: str) -> str:
    """The amount and the noun as English orders them: CNY 200bn, 870K t, 6.1%."""
    if noun == "%":
        return text + "%"
    if noun == _MONEY:
        return f"{_(noun)} {text}"
    spoken = _singular(_(noun)) if text == "1" and is_count(noun) else _(noun)
    return f"{text} {spoken}".rstrip()


def _singular(noun: str) -> str:
    """One of a counted thing in English: entities → entity, batches → batch, items → item."""
    for plural, single in (("people", "person"), ("ies", "y"), ("ches", "ch"), ("s", "")):
        if noun.endswith(plural):
            return noun.removesuffix(plural) + single
    return noun


def split_unit(unit: str) -> tuple[float, str]:
    """The multiple in front of a unit and its noun: 万吨 → (10000, 吨); 千瓦 keeps its 千."""
    for prefix, multiple in MULTIPLES.items():
        noun = unit.removeprefix(prefix)
        if noun != unit and noun and unit not in UNIT_NOUNS:
            return multiple, noun
    return 1.0, unit


def unit_name(unit: str) -> str:
    """The unit alone, for a column head or an axis: 万吨 / 10K t."""
    multiple, noun = split_unit(unit)
    if language() == "zh":
        return unit
    prefix = next((_(name) for name, size in MULTIPLES.items() if size == multiple), "")
    return f"{prefix} {_(noun)}".strip()


def _day(value: Cell) -> date:
    if isinstance(value, datetime):  # pandas' Timestamp is one
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _month_name(at: date) -> str:
    """The month as the language in use writes it inside a date: 6 or Jun."""
    return str(at.month) if language() == "zh" else _MONTHS[at.month - 1]


def period(value: Cell) -> str:
    """A month: 2024年6月 / Jun 2024; takes a date, a timestamp or `2024-06-30`."""
    if is_missing(value):
        return MISSING
    at = _day(value)
    return _("{year}年{month}月").format(year=at.year, month=_month_name(at))


def report_period(value: Cell, frequency: str = Frequency.MONTH) -> str:
    """What a report covers: a month, a quarter (2024年第二季度 / Q2 2024) or ten days (2024年6月上旬 / Jun 1–10, 2024)."""
    if is_missing(value):
        return MISSING
    at = _day(value)
    if frequency == Frequency.QUARTER:
        words = (
            N_("{year}年第一季度"),
            N_("{year}年第二季度"),
            N_("{year}年第三季度"),
            N_("{year}年第四季度"),
        )
        return _(words[(at.month - 1) // 3]).format(year=at.year)
    if frequency == Frequency.TEN_DAY or at.day in {10, 20}:
        parts = (N_("{year}年{month}月上旬"), N_("{year}年{month}月中旬"), N_("{year}年{month}月下旬"))
        return _(parts[(at.day > 10) + (at.day > 20)]).format(year=at.year, month=_month_name(at))
    return period(at)


def month(value: Cell) -> str:
    """The month alone; February closes the first report of the year, 1–2月, since January has none."""
    if is_missing(value):
        return MISSING
    at = _day(value)
    return _("1–2月") if at.month == 2 else _("{month}月").format(month=_month_name(at))


def day(value: Cell) -> str:
    """A date: 2024年6月30日 / 30 Jun 2024."""
    if is_missing(value):
        return MISSING
    at = _day(value)
    return _("{year}年{month}月{day}日").format(year=at.year, month=_month_name(at), day=at.day)


def listed(names: list[str]) -> str:
    """Names in a row: 甲、乙与丙 / A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("、").join(names[:-1]) + _("与") + names[-1]
