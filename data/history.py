"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the diff and the checks of a back-fill. Names, units and numbers mean what they mean in a monthly form; only
what is not a plain number is read one by one. It writes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data import matching, numbers, periods
from data.entries import Unresolved
from data.grids import Codes, Floats, Grid, Index
from data.matching import Names
from data.previews import COLUMNS, STATES
from data.problems import Problem, Severity, entries, problem
from data.sheets import letter, place
from data.store import Store
from data.workbook_fields import REQUIRED_VALUE, kind_of
from metrics.model import Kind, Measure

SAME = 5e-5  # half the store's last decimal
TOLD = 200  # problems of one kind that are listed cell by cell
KINDS = {
    Kind.MONTH: ("当月", "本月", "当月值"), Kind.YTD: ("累计", "本月累计", "累计值"),
    Kind.LEVEL: ("期末", "期末值", "存量"), Kind.YOY: ("累计同比", "同比", "增速"),
}  # fmt: skip
SLIP = 4  # powers of ten between neighbours that look like a wrong unit
SLIP_NEARNESS = 0.1


@dataclass(slots=True, kw_only=True)
class History:
    """A back-fill understood: rows of the preview and everything to tell."""

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    about: Mapping[str, Any] = field(default_factory=dict)
    period: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What a back-fill is understood with, and where what is found goes."""

    store: Store
    grid: Grid
    names: Names
    history: History

    def tell(self, code: str, cell: str, **facts: object) -> None:
        """Add a problem of the sheet."""
        value = facts.pop("value", "")
        words = {name: str(fact) for name, fact in facts.items()}
        self.history.problems.append(problem(code, sheet=self.grid.sheet, cell=cell, value=value, **words))

    def row(self, offset: int) -> str:
        """Return a row of the sheet as people call it."""
        return f"第 {self.grid.header_row + 1 + offset} 行"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Who and what each row of the sheet is: numbers into the lists of codes, -1 where unknown."""

    indicators: list[str]
    regions: list[str]
    kinds: list[str]
    indicator: Codes
    region: Codes
    kind: Codes
    factor: Floats
    units: list[str]
    unit: Codes


def understand(store: Store, grid: Grid, names: Names, *, today: date, closed: Iterable[date]) -> History:
    """Tell who and what every figure is, what is wrong, and what it would change."""
    history = History(rows=empty(), about=grid.about, period=max(month for _, month in grid.months))
    history.problems.extend(_months(grid, today, closed))
    task = _Task(store=store, grid=grid, names=names, history=history)
    rows = _identify(task)
    if rows is None:
        return history
    figures, texts = _read_exceptions(task, rows)
    history.problems.extend(_doubtful_percent(grid, rows))
    figures *= rows.factor
    history.problems.extend(_jumps(task, rows, figures))
    history.rows = _diffed(task, rows, figures, texts)
    return history


def empty() -> pd.DataFrame:
    """Return a preview's rows with nothing in them."""
    frame = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    return frame.astype({"old": "float64", "new": "float64", "period_end": "datetime64[us]"})


def _months(grid: Grid, today: date, closed: Iterable[date]) -> Iterator[Problem]:
    ends, shut = [month for _, month in grid.months], set(closed)
    for column, month in grid.months:
        cell, name = place(grid.header_row, column), periods.title(month)
        if month > periods.month_end(today.year, today.month):
            yield problem("M02", sheet=grid.sheet, cell=cell, value=name, period=name)
        if month in shut:
            yield problem("M01", sheet=grid.sheet, cell=cell, value=name, period=name, reason="已关账")
        if ends.count(month) > 1:
            yield problem("S18", sheet=grid.sheet, cell=cell)


def _identify(task: _Task) -> _Rows | None:
    """Match the distinct names once each and spread the codes over the rows."""
    grid, names = task.grid, task.names
    if "row_id" not in grid.labels and "indicator" not in grid.labels:
        task.tell("S20", "", heading="指标名称")
        return None
    indicators, regions, kinds = list(names.indicators), list(names.regions), [str(kind) for kind in Kind]
    indicator, region = _by_id(grid, indicators, regions)
    indicator = _by_name(task, "indicator", indicator, indicators)
    region = _by_name(task, "region", region, regions)
    kind = _kinds(grid, indicator, names)
    units, unit, factor = _units(task, indicator, kind == kinds.index(str(Kind.YOY)))
    rows = _Rows(
        indicators=indicators, regions=regions, kinds=kinds, indicator=indicator, region=region, kind=kind,
        factor=factor, units=units, unit=unit,
    )  # fmt: skip
    task.history.problems.extend(_repeated(grid, rows))
    return rows


def _by_id(grid: Grid, indicators: list[str], regions: list[str]) -> tuple[Codes, Codes]:
    unknown = np.full(grid.rows, -1, dtype=np.int32)
    if "row_id" not in grid.labels:
        return unknown, unknown.copy()
    values, codes = grid.labels["row_id"]
    index_i = {code: number for number, code in enumerate(indicators)}
    index_r = {code: number for number, code in enumerate(regions)}
    ids = pa.array(values)
    first = _numbers(pc.replace_substring_regex(ids, "@.*$", ""), index_i)
    second = _numbers(pc.replace_substring_regex(ids, "^[^@]*@?", ""), index_r)
    return first[codes], second[codes]


def _numbers(words: pa.StringArray, index: Mapping[str, int]) -> Codes:
    """Return each word's number, -1 where it is unknown; distinct words are looked up once."""
    coded = words.dictionary_encode()
    found = np.array([index.get(word, -1) for word in coded.dictionary.to_pylist()], dtype=np.int32)
    return np.asarray(found[coded.indices.to_numpy()], dtype=np.int32)


def _by_name(task: _Task, key: str, known: Codes, order: list[str]) -> Codes:
    """Match by name the rows that have no id but hold figures; each unknown name is asked about once."""
    open_rows = (known < 0) & _filled(task.grid)
    if not open_rows.any() or key not in task.grid.labels:
        return known
    values, codes = task.grid.labels[key]
    index = {code: number for number, code in enumerate(order)}
    found = known.copy()
    for number in np.unique(codes[open_rows]):
        rows = open_rows & (codes == number)
        match = _match(key, values[number], task.names)
        if match is not None:
            found[rows] = index[match]
        elif values[number]:
            _ask(task, key, values[number], int(np.argmax(rows)))
    return found


def _filled(grid: Grid) -> npt.NDArray[np.bool_]:
    filled: npt.NDArray[np.bool_] = np.asarray(~np.isnan(grid.figures).all(axis=0), dtype=np.bool_)
    for row, _, _ in grid.exceptions:
        filled[row - grid.header_row - 1] = True
    return filled


def _match(key: str, typed: str, names: Names) -> str | None:
    found = (
        matching.find_indicator(matching.label(typed), names)
        if key == "indicator"
        else matching.find_region(typed, names)
    )
    return found.code if found is not None else None


def _ask(task: _Task, key: str, typed: str, row: int) -> None:
    """Put an unknown name to a person, with what it may mean; refuse a name like nothing we know."""
    label = matching.label(typed)
    if key == "indicator":
        likest = [(one.code, one.name) for one in matching.suggest_indicators(label, "", task.names)]
    else:
        likest = [(one.code, one.name) for one in matching.suggest_regions(typed, task.names)]
    if not likest:
        task.tell("M24", task.row(row), value=typed, what="指标" if key == "indicator" else "地区")
        return
    shown = "、".join(name for _, name in likest)
    task.tell("M09" if key == "indicator" else "M08", task.row(row), value=typed, suggestions=shown)
    normal = matching.normal(label.name if key == "indicator" else typed)
    task.history.unresolved.append(
        Unresolved(what=key, typed=typed, key=normal, cell=task.row(row), suggestions=tuple(likest))
    )


def _kinds(grid: Grid, indicator: Codes, names: Names) -> Codes:
    """Return what each row's figures are: as its type column says, else what the measure usually reports."""
    kinds = [str(kind) for kind in Kind]
    usual = [kinds.index(_usual_kind(one.measure)) for one in names.indicators.values()]
    default: Codes = np.array(usual or [0], dtype=np.int32)[np.maximum(indicator, 0)]
    if "kind" not in grid.labels:
        return default
    values, codes = grid.labels["kind"]
    said = [
        next((kinds.index(str(kind)) for kind, words in KINDS.items() if value in words), -1)
        for value in values
    ]
    stated = np.array(said, dtype=np.int32)[codes]
    return np.where(stated >= 0, stated, default).astype(np.int32)


def _usual_kind(measure: Measure) -> str:
    return str(kind_of(REQUIRED_VALUE[measure], measure))


def _units(task: _Task, indicator: Codes, growth: npt.NDArray[np.bool_]) -> tuple[list[str], Codes, Floats]:
    """Return each row's unit as typed and the factor to the indicator's; unconvertible units refuse the file."""
    grid, own = task.grid, [one.unit for one in task.names.indicators.values()]
    if "unit" not in grid.labels:
        codes = np.where(growth, len(own), np.maximum(indicator, 0)).astype(np.int32)
        return [*own, "%"], codes, np.ones(grid.rows)
    units, codes = grid.labels["unit"]
    factor = np.ones(grid.rows)
    pairs = np.where(growth | (indicator < 0), -1, indicator.astype(np.int64) * len(units) + codes)
    for pair in np.unique(pairs[pairs >= 0]):
        wanted, unit = own[int(pair) // len(units)], units[int(pair) % len(units)]
        if unit not in {"", wanted}:
            ratio = numbers.converted(Decimal(1), unit, wanted, task.names.units)
            if ratio is None:
                task.tell("C34", task.row(int(np.argmax(pairs == pair))), value=unit, expected=wanted)
            factor[pairs == pair] = float(ratio or 1)
    return units, codes, factor


def _repeated(grid: Grid, rows: _Rows) -> Iterator[Problem]:
    """Refuse two rows for one indicator, region and kind."""
    keys = (rows.indicator.astype(np.int64) * len(rows.regions) + rows.region) * len(rows.kinds) + rows.kind
    known = (rows.indicator >= 0) & (rows.region >= 0)
    repeated = pd.Series(keys).duplicated().to_numpy() & known
    for row in np.flatnonzero(repeated)[:TOLD]:
        first = int(np.flatnonzero(keys == keys[row])[0])
        other = f"第 {grid.header_row + 1 + first} 行"
        yield problem("M07", sheet=grid.sheet, cell=place(grid.header_row + 1 + int(row), 1), other=other)


def _read_exceptions(task: _Task, rows: _Rows) -> tuple[Floats, dict[tuple[int, int], str]]:
    """Read one by one what is not a plain number; return the figures complete, and what was typed there."""
    grid, figures = task.grid, task.grid.figures.copy()
    columns = {column: number for number, (column, _) in enumerate(grid.months)}
    texts = {}
    for row, column, cell in grid.exceptions:
        offset = row - grid.header_row - 1
        if rows.indicator[offset] < 0 or rows.region[offset] < 0:
            continue
        unit = _unit_of(rows, task.names, offset)
        reading = numbers.read(cell, unit, task.names.units, formats_known=grid.formats_known)
        for finding in reading.findings if len(task.history.problems) < TOLD * 5 else ():
            facts = {"value": cell.text} | {
                name: fact for name, fact in finding.facts.items() if name != "value"
            }
            if entries()[finding.code].severity is not Severity.ACCEPT:
                task.tell(finding.code, place(row, column), **facts)
        if reading.value is not None:
            figures[columns[column], offset] = float(reading.value)
            texts[columns[column], offset] = cell.text
    return figures, texts


def _unit_of(rows: _Rows, names: Names, offset: int) -> str:
    if rows.kinds[rows.kind[offset]] == Kind.YOY:
        return "%"
    return rows.units[rows.unit[offset]] or names.indicators[rows.indicators[rows.indicator[offset]]].unit


def _doubtful_percent(grid: Grid, rows: _Rows) -> Iterator[Problem]:
    """Ask once about fractions in percent rows: 0.058 may be 5.8%."""
    percent = np.array([unit in numbers.PERCENT_UNITS for unit in rows.units], dtype=bool)[rows.unit]
    percent |= rows.kind == rows.kinds.index(str(Kind.YOY))
    small = (np.abs(grid.figures) < 1) & (grid.figures != 0) & percent
    if small.any():
        month, row = (int(axis[0]) for axis in np.nonzero(small))
        value = float(grid.figures[month, row])
        cell = place(grid.header_row + 1 + row, grid.months[month][0])
        shown = f"{value:g}"
        yield problem(
            "C14", sheet=grid.sheet, cell=cell, value=shown, alternative=f"{value * 100:g}", read=shown
        )


def _jumps(task: _Task, rows: _Rows, figures: Floats) -> Iterator[Problem]:
    """Tell of falling cumulatives and ten-thousandfold neighbours, each list cut at a length."""
    growth, months = rows.kinds.index(str(Kind.YOY)), task.grid.months
    amounts = [one.measure in {Measure.FLOW, Measure.STOCK} for one in task.names.indicators.values()]
    amount = (
        np.array(amounts or [False])[np.maximum(rows.indicator, 0)]
        & (rows.kind != growth)
        & (rows.indicator >= 0)
    )
    cumulative = amount & (rows.kind == rows.kinds.index(str(Kind.YTD)))
    order = sorted(range(len(months)), key=lambda number: months[number][1])
    for before, after in pairwise(order):
        old, new = figures[before], figures[after]
        if months[before][1].year == months[after][1].year:
            yield from _told(task, rows, "M04", (old, new, after), cumulative & (new < old))
        with np.errstate(divide="ignore", invalid="ignore"):
            power = np.abs(np.log10(new / old))
        yield from _told(
            task, rows, "M03", (old, new, after), amount & (np.abs(power - SLIP) < SLIP_NEARNESS)
        )


def _told(
    task: _Task, rows: _Rows, code: str, pair: tuple[Floats, Floats, int], where: npt.NDArray[np.bool_]
) -> Iterator[Problem]:  # fmt: skip
    old, new, month = pair
    for row in np.flatnonzero(where)[:TOLD]:
        facts = {
            "previous": f"{old[row]:.10g}", "guess": "与上月相差四个数量级",
            "ratio": f"{new[row] / old[row]:.4g}" if old[row] else "",
        }  # fmt: skip
        cell = place(task.grid.header_row + 1 + int(row), task.grid.months[month][0])
        subject = task.names.indicators[rows.indicators[rows.indicator[row]]].name
        yield problem(
            code, sheet=task.grid.sheet, cell=cell, value=f"{new[row]:.10g}", subject=subject, **facts
        )


def _diffed(task: _Task, rows: _Rows, figures: Floats, texts: Mapping[tuple[int, int], str]) -> pd.DataFrame:
    """Return the preview's rows, month by month in sheet order: the order the log keeps."""
    grid, names = task.grid, task.names
    known = (rows.indicator >= 0) & (rows.region >= 0)
    order = np.array(sorted(range(len(grid.months)), key=lambda number: grid.months[number][1]))
    step, row = np.nonzero(~np.isnan(figures[order]) & known)
    month = order[step]
    old, new = _standing(task, rows, month, row), np.round(figures[month, row], 4)
    state = np.where(np.isnan(old), 0, np.where(np.abs(old - new) < SAME, 2, 1)).astype(np.int8)
    ends = np.array([np.datetime64(end, "us") for _, end in grid.months])
    indicator, region, kind = rows.indicator[row], rows.region[row], rows.kind[row]
    spelled = list(names.indicators.values())
    growth = np.where(kind == rows.kinds.index(str(Kind.YOY)), len(spelled), indicator)
    return pd.DataFrame({
        "indicator_code": _coded_text(indicator, rows.indicators), "region_code": _coded_text(region, rows.regions),
        "kind": _coded_text(kind, rows.kinds), "period_end": ends[month], "old": old, "new": new,
        "state": _coded_text(state, STATES), "sheet": _coded_text(np.zeros(len(row), np.int8), [grid.sheet]),
        "cell": _cells(grid, month, row), "raw_text": _typed(grid, month, row, texts),
        "raw_unit": _coded_text(rows.unit[row], rows.units), "indicator": _coded_text(indicator, [one.name for one in spelled]),
        "region": _coded_text(region, [names.regions[code].name for code in rows.regions]),
        "unit": _coded_text(growth, [*(one.unit for one in spelled), "%"]),
    })  # fmt: skip


def _cells(grid: Grid, month: Index, row: Index) -> pd.Series:
    letters = pa.array([letter(column) for column, _ in grid.months]).take(pa.array(month))
    rows = pc.cast(pa.array(row + grid.header_row + 1), pa.string())
    return _words(pc.binary_join_element_wise(letters, rows, ""))


def _typed(grid: Grid, month: Index, row: Index, texts: Mapping[tuple[int, int], str]) -> pd.Series:
    """Return what was typed: the number as a reader shows it, or the text that was read one by one."""
    raw = _words(pc.cast(pa.array(grid.figures[month, row]), pa.string()))
    if not texts:
        return raw
    typed = pd.Series([texts.get(key) for key in zip(month.tolist(), row.tolist(), strict=True)], dtype="str")
    return typed.where(typed.notna(), raw)


def _words(words: pa.StringArray) -> pd.Series:
    """Return Arrow strings as a pandas column without a Python string in between."""
    return pd.Series(pd.array(words, dtype="str"))


def _coded_text(codes: Index, words: Iterable[str]) -> pd.Series:
    """Return a column of words by number; words that repeat are folded together."""
    spelled = list(words)
    distinct = list(dict.fromkeys(spelled))
    if len(distinct) < len(spelled):
        codes = np.array([distinct.index(word) for word in spelled], dtype=np.int32)[codes]
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(distinct)))


def _standing(task: _Task, rows: _Rows, month: Index, row: Index) -> Floats:
    """Return what stands for each figure, NaN where nothing does, by one number per key."""
    ends = [end for _, end in task.grid.months]
    found = task.store.query("standing_between", first=min(ends), last=max(ends))
    if found.empty or not len(row):
        return np.full(len(row), np.nan)
    shape = (len(rows.indicators), len(rows.regions), len(rows.kinds), len(ends))
    axes = [
        pd.Index(rows.indicators).get_indexer(pd.Index(found["indicator_code"])),
        pd.Index(rows.regions).get_indexer(pd.Index(found["region_code"])),
        pd.Index(rows.kinds).get_indexer(pd.Index(found["kind"])),
        pd.DatetimeIndex(ends).get_indexer(pd.DatetimeIndex(found["period_end"])),
    ]
    inside = np.all([axis >= 0 for axis in axes], axis=0)
    keys = np.ravel_multi_index(tuple(axis[inside] for axis in axes), shape)
    stood = pd.Series(found["value"].to_numpy()[inside], index=keys)
    wanted = np.ravel_multi_index((rows.indicator[row], rows.region[row], rows.kind[row], month), shape)
    return stood.reindex(wanted).to_numpy(dtype=np.float64)
