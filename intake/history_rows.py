"""Who and what every row of a back-fill is: names matched once each, kinds, units, rows told apart from totals.

Owns the codes of the rows; figures are only looked at to know whether a row holds any. It writes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from data.problems import Problem, problem
from intake import matching, measurement
from intake.figures import Codes, Floats
from intake.grids import Grid
from intake.layouts import FOOTNOTE, TOTAL, spans
from intake.matching import Names, Questions
from intake.workbooks import meaning, numbers
from intake.workbooks.fields import COLUMNS, POSITION, REQUIRED_VALUE, kind_of
from intake.workbooks.meaning import Meaning
from intake.workbooks.sheets import place
from metrics.measures import Measure
from metrics.model import Kind

Flags = npt.NDArray[np.bool_]
TOLD = 200  # problems of one kind that are listed cell by cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a back-fill is understood with, and where what is to be told goes."""

    grid: Grid
    names: Names
    questions: Questions
    problems: list[Problem] = field(default_factory=list)

    @property
    def home(self) -> str | None:
        """Return the region (code) that 全市 means: where it is seated who reports, else the title's."""
        titled = matching.titled_region(self.grid.above, self.names)
        return self.names.seats.get(self.grid.organisation) or (None if titled is None else titled.code)

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
    unsaid: Flags  # whether nothing says what a row's figures are, so that they are taken for what is usual


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
    said = _names_said(task)
    kind, unsaid = _kinds(task, indicator, said)
    units, unit, factor = _units(task, indicator, kind == kinds.index(str(Kind.YOY)), said)
    rows = Rows(
        indicators=indicators, regions=regions, kinds=kinds, indicator=indicator.copy(), region=region, kind=kind,
        factor=factor, units=units, unit=unit, unsaid=unsaid,
    )  # fmt: skip
    task.problems.extend(_repeated(task, rows))
    return rows


def _aside(task: Task, known: Flags) -> Flags:
    """Tell which rows are no data: totals and footnotes."""
    grid, aside, filled = task.grid, np.zeros(len(known), dtype=np.bool_), _filled(task.grid)
    for key in ("number", "indicator", "region"):
        values, codes = grid.labels.get(key, ([], None))
        for number, text in enumerate(values):
            if TOTAL.match(text):
                here = (codes == number) & ~known & ~aside
                if (here & filled).any():
                    task.tell("S14", task.at(int(np.argmax(here & filled)), key), label=text)
                aside |= here
            elif key != "region" and FOOTNOTE.match(text):
                here = (codes == number) & ~known & ~aside
                if here.any():
                    row = int(np.argmax(here))
                    aside |= here
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
        else matching.find_region(typed, task.names, home=task.home)
    )
    return found.code if found is not None else None


def _names_said(task: Task) -> list[Meaning]:
    """Return what the brackets behind each distinct name say."""
    values = task.grid.labels["indicator"][0] if "indicator" in task.grid.labels else []
    return [matching.said_of(matching.label(value), task.names) for value in values]


def _kinds(task: Task, indicator: Codes, said: Sequence[Meaning]) -> tuple[Codes, Flags]:
    """Return what each row's figures are, and where nothing says it.

    By the column of types, else by the name, else by headings and title, else what the measure usually reports. Rows
    that are said to be none of what is kept are left out of `indicator`, and told.
    """
    grid, kinds = task.grid, [str(kind) for kind in Kind]
    every = list(task.names.indicators.values())
    usual: Codes = np.array([kinds.index(_usual_kind(one.measure)) for one in every] or [0], dtype=np.int32)
    own = usual[np.maximum(indicator, 0)]
    accumulates = np.array([one.measure.traits.accumulates for one in every] or [False])[
        np.maximum(indicator, 0)
    ]
    stated = _stated_kinds(task, indicator, said)
    table = MEANT.get(grid.kind, "")
    kind = np.where(stated >= 0, stated, kinds.index(table) if table else own).astype(np.int32)
    of_month = kind == kinds.index(str(Kind.MONTH))
    amounts = np.isin(kind, [kinds.index(str(one)) for one in (Kind.MONTH, Kind.YTD, Kind.LEVEL)])
    grows = np.array([one.measure.traits.grows for one in every] or [False])[np.maximum(indicator, 0)]
    _leave_out(task, indicator, of_month & (grows | (~accumulates & (stated < 0))), "figure_of_month")
    kind = np.where(amounts & (grows | ~(accumulates | of_month)), own, kind).astype(np.int32)
    kind = np.where(
        accumulates & (kind == kinds.index(str(Kind.LEVEL))), kinds.index(str(Kind.YTD)), kind
    ).astype(np.int32)
    return kind, (stated < 0) & (not table) & accumulates


def _stated_kinds(task: Task, indicator: Codes, said: Sequence[Meaning]) -> Codes:
    """Return what each row says of its figures, by number; -1 where it says nothing."""
    grid = task.grid
    stated = np.full(grid.rows, -1, dtype=np.int32)
    for key in (one for one in ("indicator", "measure", "kind") if one in grid.labels):
        values, codes = grid.labels[key]
        words = said if key == "indicator" else [meaning.understand((one,), {}) for one in values]
        for number, one in enumerate(words):
            here = codes == number
            if word := _other(one):
                _leave_out(task, indicator, here, word)
            elif key == "kind" and values[number] and not _is_kind(one):
                _ask_kind(task, indicator, here, values[number])
            else:
                stated[here & (_number_of(one, key) >= 0)] = _number_of(one, key)
    return stated


def _number_of(said: Meaning, key: str) -> int:
    """Return the number of the kind that words say; -1 where they say none.

    In the column of measures our form says of which kind an indicator is, not its figures: only 当月 is said there.
    """
    kind = "yoy" if said.growth else said.kind
    if not kind or (key == "measure" and kind != meaning.MONTH):
        return -1
    return [str(one) for one in Kind].index(MEANT[kind])


def _other(said: Meaning) -> str:
    """Return the word for figures that are not kept; empty for those that are."""
    if said.aside:
        return "figure_other"
    return "figure_of_month" if said.growth and said.kind == meaning.MONTH else ""


def _is_kind(said: Meaning) -> bool:
    return not said.unread and bool(said.kind or said.growth or said.aside)


def _leave_out(task: Task, indicator: Codes, rows: Flags, word: str) -> None:
    """Leave rows out whose figures are none of what is kept, and tell of the first."""
    wrong = rows & (indicator >= 0) & _filled(task.grid)
    if wrong.any():
        first = int(np.argmax(wrong))
        at = [task.grid.header_row + 1 + int(row) for row in np.flatnonzero(wrong)]
        value = _typed(task.grid, "indicator", first)
        task.tell("S28", task.at(first, "indicator"), value=value, row=spans(at)[0], word=word)
        indicator[wrong] = -1


def _ask_kind(task: Task, indicator: Codes, rows: Flags, typed: str) -> None:
    wrong = rows & (indicator >= 0) & _filled(task.grid)
    if wrong.any():
        task.tell("S36", task.at(int(np.argmax(wrong)), "kind"), value=typed)


def _typed(grid: Grid, key: str, row: int) -> str:
    values, codes = grid.labels.get(key, ([], None))
    return "" if codes is None else values[codes[row]]


MEANT = {
    meaning.MONTH: str(Kind.MONTH), meaning.YTD: str(Kind.YTD), meaning.LEVEL: str(Kind.LEVEL), "yoy": str(Kind.YOY)
}  # fmt: skip


def _usual_kind(measure: Measure) -> str:
    return str(kind_of(REQUIRED_VALUE[measure], measure))


def _units(
    task: Task, indicator: Codes, growth: npt.NDArray[np.bool_], said: Sequence[Meaning]
) -> tuple[list[str], Codes, Floats]:
    """Return each row's unit and the factor to the indicator's; what is unknown or contradicts refuses the file."""
    grid, names = task.grid, task.names
    own = [one.unit for one in names.indicators.values()]
    table = meaning.units_said([*grid.above, *(f"({one})" for one in grid.units)], names.units)
    columns = (
        [meaning.of_cell(one, names.units) for one in grid.labels["unit"][0]]
        if "unit" in grid.labels
        else [Meaning()]
    )
    labels = said or [Meaning()]
    column, label = (
        grid.labels[key][1] if key in grid.labels else np.zeros(grid.rows, np.int32)
        for key in ("unit", "indicator")
    )
    pairs = np.where(
        growth | (indicator < 0), -1,
        (indicator.astype(np.int64) * len(columns) + column) * len(labels) + label,
    )  # fmt: skip
    met, firsts, numbered = np.unique(pairs, return_index=True, return_inverse=True)
    units, found, factors = ["%", *own], np.zeros(len(met), np.int32), np.ones(len(met))
    for number, pair in enumerate(met.tolist()):
        if pair < 0:
            continue
        rest, of_label = divmod(pair, len(labels))
        of_indicator, of_column = divmod(rest, len(columns))
        chosen = measurement.choice(
            own[of_indicator], [columns[of_column], labels[of_label]], table, names.units
        )
        if chosen.finding is not None:
            key = "unit" if "unit" in grid.labels else "indicator"
            task.tell(chosen.finding.code, task.at(int(firsts[number]), key), **chosen.finding.facts)
        unit = chosen.unit or own[of_indicator]
        units = units if unit in units else [*units, unit]
        found[number] = units.index(unit)
        ratio = numbers.converted(Decimal(1), unit, own[of_indicator], names.units)
        factors[number] = float(ratio or 1)
    return units, found[numbered].astype(np.int32), factors[numbered]


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
