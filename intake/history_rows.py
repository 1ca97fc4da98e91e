"""Who and what every row of a back-fill is: names matched once each, kinds, units, rows told apart from totals.

Owns the codes of the rows; figures are only looked at to know whether a row holds any. It writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from data.problems import Problem, problem
from data.units import spelled
from intake import layouts, matching
from intake.figures import Codes, Floats, Grid
from intake.layouts import FOOTNOTE, TOTAL, spans
from intake.matching import Names, Questions
from intake.workbooks import numbers
from intake.workbooks.fields import COLUMNS, POSITION, REQUIRED_VALUE, kind_of
from intake.workbooks.sheets import place
from metrics.measures import Measure
from metrics.model import Kind

Flags = npt.NDArray[np.bool_]
TOLD = 200  # problems of one kind that are listed cell by cell
KINDS = {
    Kind.MONTH: ("当月", "本月", "当月值", "当季", "本季", "当季值"), Kind.YTD: ("累计", "本月累计", "累计值"),
    Kind.LEVEL: ("期末", "期末值", "存量"), Kind.YOY: ("累计同比", "同比", "增速"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a back-fill is understood with, and where what is to be told goes."""

    grid: Grid
    names: Names
    questions: Questions
    problems: list[Problem] = field(default_factory=list)

    def tell(self, code: str, cell: str, **facts: object) -> None:
        """Add a problem of the sheet."""
        value = facts.pop("value", "")
        found = problem(code, sheet=self.grid.sheet, cell=cell, value=value, **facts)  # type: ignore[arg-type]  # facts go into the message
        self.problems.append(found)

    def at(self, offset: int, key: str) -> str:
        """Return the address of a row's cell in a label column; of its first cell where there is no such column."""
        return place(self.grid.header_row + 1 + offset, self.grid.columns.get(key, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
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


def identify(task: Task) -> Rows | None:
    """Match the distinct names once each and spread the codes over the rows."""
    grid, names = task.grid, task.names
    if "row_indicator" not in grid.labels and "indicator" not in grid.labels:
        task.tell("S20", "", heading=COLUMNS[POSITION["indicator"] - 1].heading)
        return None
    indicators, regions, kinds = list(names.indicators), list(names.regions), [str(kind) for kind in Kind]
    indicator, region = _by_id(grid, indicators, regions)
    wanted = _filled(grid) & ~_aside(task, indicator >= 0)
    indicator = _by_name(task, "indicator", (indicator, wanted), indicators)
    region = _by_name(task, "region", (_at_home(task, region), wanted), regions)
    kind = _kinds(grid, indicator, names)
    units, unit, factor = _units(task, indicator, kind == kinds.index(str(Kind.YOY)))
    rows = Rows(
        indicators=indicators, regions=regions, kinds=kinds, indicator=indicator.copy(), region=region, kind=kind,
        factor=factor, units=units, unit=unit,
    )  # fmt: skip
    task.problems.extend(_repeated(task, rows))
    return rows


def _aside(task: Task, known: Flags) -> Flags:
    """Tell which rows are no data: totals, and everything from the first footnote on."""
    grid, aside, filled = task.grid, np.zeros(len(known), dtype=np.bool_), _filled(task.grid)
    for key in ("number", "indicator", "region"):
        values, codes = grid.labels.get(key, ([], None))
        for number, text in enumerate(values):
            if TOTAL.match(text):
                here = (codes == number) & ~known & ~aside
                if (here & filled).any():
                    task.tell("S14", task.at(int(np.argmax(here & filled)), key), label=text)
                aside |= here
            elif key != "region" and FOOTNOTE.match(text) and not aside[-1]:
                here = (codes == number) & ~known & ~aside
                if here.any():
                    row = int(np.argmax(here))
                    aside[row:] |= ~known[row:]
                    task.tell("S15", task.at(row, key), row=grid.header_row + 1 + row, text=text[:20])
    return aside


def _at_home(task: Task, region: Codes) -> Codes:
    """Fill in the reporting organisation's own region where the sheet has no column of regions."""
    home = task.names.seats.get(task.grid.organisation, "")
    if "region" in task.grid.labels or home not in task.names.regions:
        return region
    return np.where(region < 0, list(task.names.regions).index(home), region).astype(np.int32)


def _by_id(grid: Grid, indicators: list[str], regions: list[str]) -> tuple[Codes, Codes]:
    return _numbers(grid, "row_indicator", indicators), _numbers(grid, "row_region", regions)


def _numbers(grid: Grid, key: str, order: list[str]) -> Codes:
    """Return the number of each row's code, -1 where it is unknown; distinct codes are looked up once."""
    if key not in grid.labels:
        return np.full(grid.rows, -1, dtype=np.int32)
    values, codes = grid.labels[key]
    index = {code: number for number, code in enumerate(order)}
    found = np.array([index.get(word, -1) for word in values] or [-1], dtype=np.int32)
    return np.asarray(found[codes], dtype=np.int32)


def _by_name(task: Task, key: str, found: tuple[Codes, Flags], order: list[str]) -> Codes:
    """Match by name the rows that have no id but hold figures; each unknown name is asked about once."""
    known, wanted = found
    open_rows = (known < 0) & wanted
    if not open_rows.any():
        return known
    if key not in task.grid.labels:
        task.tell("S26", task.at(-1, "indicator"))
        return known
    values, codes = task.grid.labels[key]
    index = {code: number for number, code in enumerate(order)}
    matches = np.full(len(values), -1, dtype=np.int32)
    met, firsts = np.unique(codes[open_rows], return_index=True)
    for number, row in zip(met, np.flatnonzero(open_rows)[firsts], strict=True):
        typed, first = values[number], int(row)
        match = _match(key, typed, task)
        if match is not None:
            matches[number] = index[match]
        elif typed:
            where = {"sheet": task.grid.sheet, "cell": task.at(first, key)}
            task.problems.append(task.questions.ask(key, typed, **where))
        else:
            at = [
                task.grid.header_row + 1 + int(row) for row in np.flatnonzero(open_rows & (codes == number))
            ]
            task.tell("S24", task.at(first, key), rows=spans(at), what=key)
    return np.where(open_rows, matches[codes], known).astype(np.int32)


def _filled(grid: Grid) -> npt.NDArray[np.bool_]:
    filled: npt.NDArray[np.bool_] = np.asarray(~np.isnan(grid.figures).all(axis=0), dtype=np.bool_)
    for row, _, _ in grid.exceptions:
        filled[row - grid.header_row - 1] = True
    return filled


def _match(key: str, typed: str, task: Task) -> str | None:
    found = (
        matching.find_indicator(matching.label(typed), task.names)
        if key == "indicator"
        else matching.find_region(typed, task.names, home=task.names.seats.get(task.grid.organisation))
    )
    return found.code if found is not None else None


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


def _units(task: Task, indicator: Codes, growth: npt.NDArray[np.bool_]) -> tuple[list[str], Codes, Floats]:
    """Return each row's unit as typed and the factor to the indicator's; unconvertible units refuse the file."""
    grid, own = task.grid, [one.unit for one in task.names.indicators.values()]
    table = spelled(layouts.stated_unit(grid.above), task.names.units)
    typed, codes = grid.labels.get("unit", ([table], np.zeros(grid.rows, dtype=np.int32)))
    units = [spelled(one or table, task.names.units) for one in typed]
    pairs = np.where(growth | (indicator < 0), -1, indicator.astype(np.int64) * len(units) + codes)
    met, firsts, numbered = np.unique(pairs, return_index=True, return_inverse=True)
    factors = np.ones(len(met))
    for number, pair in enumerate(met):
        wanted, unit = (
            (own[int(pair) // len(units)], units[int(pair) % len(units)]) if pair >= 0 else ("", "")
        )
        if unit not in {"", wanted}:
            ratio = numbers.converted(Decimal(1), unit, wanted, task.names.units)
            if ratio is None:
                task.tell("C34", task.at(int(firsts[number]), "unit"), value=unit, expected=wanted)
            factors[number] = float(ratio or 1)
    factor = factors[numbered]
    named = np.where(growth, len(own), np.maximum(indicator, 0)).astype(np.int32)
    return ([*own, "%"], named, factor) if not any(units) else (units, codes, factor)


def _repeated(task: Task, rows: Rows) -> Iterator[Problem]:
    """Refuse two rows for one indicator, region and kind; where they say the same, the first is taken."""
    grid, odd = task.grid, {row for row, _, _ in task.grid.exceptions}
    keys = (rows.indicator.astype(np.int64) * len(rows.regions) + rows.region) * len(rows.kinds) + rows.kind
    known = (rows.indicator >= 0) & (rows.region >= 0)
    _, firsts = np.unique(keys, return_index=True)
    repeated = known.copy()
    repeated[firsts] = False
    for row in np.flatnonzero(repeated)[:TOLD]:
        first = int(np.flatnonzero(keys == keys[row])[0])
        same = np.array_equal(grid.figures[:, first], grid.figures[:, row], equal_nan=True)
        same = same and not {first + grid.header_row + 1, int(row) + grid.header_row + 1} & odd
        here, other = (task.at(int(at), "indicator") for at in (row, first))
        yield problem("M23" if same else "M07", sheet=grid.sheet, cell=here, other=other)
        if same:
            rows.indicator[row] = -1
