"""What a report says against the past: last month, last year, the figure's own history, other regions' figures.

Each check yields problems and repairs nothing; the thresholds are here, named, because they are judgement.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data import periods
from data.problems import Problem, problem
from intake.checks import about, sum_gap, tolerance
from intake.entries import Entry, Value
from intake.matching import Names
from intake.workbooks.fields import REQUIRED_VALUE, kind_of
from intake.workbooks.numbers import plain
from metrics.model import Frequency, Kind

if TYPE_CHECKING:
    from data.store import Store

MEDIAN_YEARS = 3
POINTS_NEEDED = 6
FACTORS = {4: 0.13, 3: 0.10, 1: 0.06}  # power of ten → how near the logarithm must be
LOG_JUMP = math.log(3)
ROBUST_Z = 6.0
MAD_TO_SIGMA = 1.4826
GROWTH_SLACK = Decimal(1)  # percentage points by which stated and computed growth may differ
SAME_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was reported before for one indicator, region and kind; None where nothing was."""

    previous: Decimal | None
    year_before: Decimal | None
    last: Decimal | None
    median: float | None
    spread: float | None
    points: int


Pasts = Mapping[tuple[str, str, str], Past]


def with_history(store: "Store", entries: Sequence[Entry], names: Names) -> Iterator[Problem]:
    """Yield everything a comparison with the store gives rise to, month by month."""
    by_month = defaultdict[date, list[Entry]](list)  # one file holds one frequency
    for entry in entries:
        by_month[entry.period_end].append(entry)
    for month in sorted(by_month):
        yield from _of_month(store, by_month[month], month, names)


def _of_month(store: "Store", entries: Sequence[Entry], month: date, names: Names) -> Iterator[Problem]:
    pasts = _pasts(store, entries, month)
    if pasts:
        for entry in entries:
            yield from _entry(entry, pasts)
        yield from _nothing_changed(entries, pasts)
    yield from _districts(store, entries, month, names)


def _pasts(store: "Store", entries: Sequence[Entry], month: date) -> Pasts:
    keys = sorted({(entry.indicator.code, entry.region.code) for entry in entries})
    rows = store.rows(
        "past", indicators=[one for one, _ in keys], regions=[one for _, one in keys],
        period=month, previous=periods.previous(month, entries[0].frequency), year_before=periods.year_before(month),
        since=periods.month_end(month.year - MEDIAN_YEARS, month.month),
    )  # fmt: skip
    return {
        (str(row["indicator_code"]), str(row["region_code"]), str(row["kind"])): _past(row) for row in rows
    }


def _past(row: Mapping[str, object]) -> Past:
    def number(name: str) -> Decimal | None:
        return None if row[name] is None else Decimal(str(row[name]))

    median, spread = row["median_value"], row["spread"]
    return Past(
        previous=number("previous_value"), year_before=number("year_before_value"), last=number("last_value"),
        median=None if median is None else float(str(median)), spread=None if spread is None else float(str(spread)),
        points=int(str(row["points"])),
    )  # fmt: skip


def _entry(entry: Entry, pasts: Pasts) -> Iterator[Problem]:
    for key, value in entry.values.items():
        past = _of(entry, key, pasts)
        if past is None:
            continue
        if value.value == 0 and past.last is not None and past.last > 0 and key != "yoy":
            yield about("C09", entry, value, previous=plain(past.last))
        elif (slip := _unit_slip(entry, key, value, past)) is not None:
            yield slip
        else:
            yield from _outlier(entry, key, value, past)
    yield from _cumulative(entry, pasts)
    yield from _growth(entry, pasts)


def _of(entry: Entry, key: str, pasts: Pasts) -> Past | None:
    kind = str(kind_of(key, entry.indicator.measure))
    if kind == Kind.MONTH and entry.frequency != Frequency.MONTH:
        return None  # what one 旬 or quarter brought is held against no month
    return pasts.get((entry.indicator.code, entry.region.code, kind))


def _usual(entry: Entry, key: str, past: Past) -> Decimal | None:
    """Return the size a value would usually have: last year's, else last month's carried on, else the median."""
    if past.year_before:
        return past.year_before
    if key == "ytd" and _is_flow(entry):
        before = periods.previous(entry.period_end, entry.frequency)
        grown = Decimal(periods.elapsed(entry.period_end) / periods.elapsed(before))
        return past.previous * grown if past.previous and before.year == entry.period_end.year else None
    if past.previous:
        return past.previous
    return Decimal(repr(past.median)) if past.median else None


def _unit_slip(entry: Entry, key: str, value: Value, past: Past) -> Problem | None:
    """Tell of a factor of ten thousand, a thousand or ten against the usual size; never of growth rates."""
    usual = _usual(entry, key, past)
    amounts = entry.indicator.measure.traits.is_amount and key != "yoy"
    if not amounts or usual is None or usual <= 0 or value.value <= 0:
        return None
    logarithm = math.log10(value.value / usual)
    for power, nearness in FACTORS.items():
        if abs(abs(logarithm) - power) <= nearness:
            guess = f"{'up' if logarithm > 0 else 'down'}_{power}"
            return about("M03", entry, value, ratio=f"{value.value / usual:.4g}", guess=guess)
    return None


def _outlier(entry: Entry, key: str, value: Value, past: Past) -> Iterator[Problem]:
    """Tell of a value far from the figure's own history: by ratio for amounts, by robust z for rates and shares."""
    if past.median is None or past.points < POINTS_NEEDED or (key == "ytd" and _is_flow(entry)):
        return
    typed, shown = float(value.value), f"{past.median:.4g}"
    if _is_flow(entry) and key == "month":
        if typed > 0 and past.median > 0 and abs(math.log(typed / past.median)) > LOG_JUMP:
            yield about("M12", entry, value, median=shown)
        return
    sigma = MAD_TO_SIGMA * max(past.spread or 0.0, 0.01 * abs(past.median), 0.1)
    if abs(typed - past.median) > ROBUST_Z * sigma and abs(typed - float(past.last or 0)) > ROBUST_Z * sigma:
        yield about("M12", entry, value, median=shown)


def _is_flow(entry: Entry) -> bool:
    return entry.indicator.measure.traits.accumulates


def _cumulative(entry: Entry, pasts: Pasts) -> Iterator[Problem]:
    """Hold a cumulative against last month's and this month's own; January begins anew."""
    ytd, month = entry.values.get("ytd"), entry.values.get("month")
    past = _of(entry, "ytd", pasts)
    if (
        not _is_flow(entry)
        or ytd is None
        or past is None
        or past.previous is None
        or periods.begins_year(entry.period_end, entry.frequency)
    ):
        return
    if ytd.value < past.previous:
        yield about("M04", entry, ytd, previous=plain(past.previous))
    elif month is not None:
        difference = ytd.value - past.previous
        if abs(difference - month.value) > tolerance(ytd.value, past.previous, month.value):
            facts = {
                "previous": plain(past.previous),
                "difference": plain(difference),
                "month": plain(month.value),
            }
            yield about("M21", entry, ytd, **facts)


def _growth(entry: Entry, pasts: Pasts) -> Iterator[Problem]:
    """Hold the stated growth against the level stored for the same month a year before."""
    level, stated = entry.values.get("ytd"), entry.values.get("yoy")
    past = _of(entry, "ytd", pasts)
    if level is None or stated is None or past is None or not past.year_before or past.year_before <= 0:
        return
    computed = (level.value / past.year_before - 1) * 100
    if abs(computed - stated.value) > max(GROWTH_SLACK, abs(computed) / 20):
        yield about("M13", entry, stated, computed=f"{computed:.1f}")


def _nothing_changed(entries: Sequence[Entry], pasts: Pasts) -> Iterator[Problem]:
    """Tell of a file whose every main figure equals last month's."""
    pairs = [
        (entry.values[key].value, past.previous)
        for entry in entries
        if (key := REQUIRED_VALUE[entry.indicator.measure]) in entry.values
        and (past := _of(entry, key, pasts)) is not None
        and past.previous is not None
    ]
    if len(pairs) >= SAME_ROWS and all(new == old for new, old in pairs):
        yield problem("M16", sheet=entries[0].sheet)


def _districts(store: "Store", entries: Sequence[Entry], month: date, names: Names) -> Iterator[Problem]:
    """Hold a city's figure against what its districts reported in other files, and the other way round."""
    stored = {
        (str(row["indicator_code"]), str(row["region_code"])): Decimal(str(row["value"]))
        for row in _reported(store, entries, month, names)
        if row["value"] is not None and row["kind"] in {"ytd", "level"}
    }
    if not stored:
        return
    own = {(entry.indicator.code, entry.region.code) for entry in entries}
    below, same = _children(names), _by_value(stored)
    for entry in entries:
        value = entry.values.get("ytd")
        if value is None or not entry.indicator.additive:
            continue
        codes = [(entry.indicator.code, code) for code in below.get(entry.region.code, ())]
        parts = [stored[code] for code in codes if code in stored]
        if len(parts) >= 2 and own.isdisjoint(codes):
            yield from sum_gap(entry, value, parts, complete=len(parts) == len(codes))
        yield from _copied(entry, value, same.get((entry.indicator.code, value.value), ()), names)


def _reported(store: "Store", entries: Sequence[Entry], month: date, names: Names) -> list[dict[str, object]]:
    """Return what the parts of these regions and their sisters reported of these indicators for the month."""
    around = {entry.region.code for entry in entries} | {entry.region.parent for entry in entries}
    regions = [code for code, region in names.regions.items() if region.parent in around]
    indicators = sorted({entry.indicator.code for entry in entries})
    return store.rows("period_values", period=month, indicators=indicators, regions=regions)


def _children(names: Names) -> Mapping[str, list[str]]:
    children = defaultdict[str, list[str]](list)
    for code, region in names.regions.items():
        children[region.parent].append(code)
    return children


def _by_value(stored: Mapping[tuple[str, str], Decimal]) -> Mapping[tuple[str, Decimal], list[str]]:
    """Return the regions that reported a figure of an indicator."""
    regions = defaultdict[tuple[str, Decimal], list[str]](list)
    for (indicator, region), value in stored.items():
        regions[indicator, value].append(region)
    return regions


def _copied(entry: Entry, value: Value, regions: Iterable[str], names: Names) -> Iterator[Problem]:
    """Tell of a figure equal to what another region of the same parent reported."""
    if len(value.value.normalize().as_tuple().digits) < 4:
        return
    for region in regions:
        known = names.regions.get(region)
        if region != entry.region.code and known is not None and known.parent == entry.region.parent:
            yield about(
                "M20",
                entry,
                value,
                indicator=entry.indicator.name,
                region=entry.region.name,
                other=known.name,
            )
