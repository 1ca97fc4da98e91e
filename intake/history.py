"""Years of past figures at once: reads the back-fill layout (indicator × months) as arrays, never cell by cell.

Owns the reading of the odd cells, what the figures say together (falling, jumping, impossible, doubtful) and what is
handed on of a back-fill. Names, units and numbers mean what they mean in a monthly form; only what is not a plain number
is read one by one, and nothing is repaired. Runs in the limited process.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from data import periods
from data.problems import Problem, problem
from intake import bounds, figures
from intake.checks import MAY_BE_NEGATIVE
from intake.figures import LABELS, Floats, Head
from intake.grids import Grid
from intake.history_rows import TOLD, Rows, Task, identify
from intake.layouts import spans
from intake.matching import Names, Questions, Unresolved
from intake.workbooks import numbers
from intake.workbooks.period_headings import YEAR
from intake.workbooks.sheets import letter, place
from metrics.model import Frequency, Kind

Texts = Mapping[tuple[int, int], str]  # by period and row


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A back-fill understood: its figures as a file holds them (intake/figures.py), and everything to tell."""

    figures: bytes | None
    problems: tuple[Problem, ...]
    unresolved: tuple[Unresolved, ...]


def understand(grid: Grid, names: Names, today: date) -> History:
    """Tell who and what every figure is, and what is wrong."""
    task = Task(grid=grid, names=names, questions=Questions(names=names))
    task.problems.extend(of_sheet(grid, today))
    rows, told = identify(task), None
    if rows is not None:
        typed, texts = _read_exceptions(task, rows)
        task.problems.extend(as_typed(grid, rows))
        own = bool((rows.factor == 1).all())
        task.problems.extend(of_figures(task, rows, typed if own else typed * rows.factor))
        told = _packed(grid, rows, typed, texts)
    problems = bounds.worst_first(task.problems)
    return History(figures=told, problems=problems, unresolved=tuple(task.questions.unresolved))


def _read_exceptions(task: Task, rows: Rows) -> tuple[Floats, Texts]:
    """Read one by one what is not a plain number; return the figures complete, and what was typed there."""
    grid, typed = task.grid, task.grid.figures.copy()
    columns = {column: number for number, (column, _) in enumerate(grid.months)}
    texts = {}
    for row, column, cell in grid.exceptions:
        offset = row - grid.header_row - 1
        if rows.indicator[offset] < 0 or rows.region[offset] < 0:
            continue
        unit = _unit_of(rows, task.names, offset)
        reading = numbers.read(cell, unit, task.names.units, formats_known=grid.formats_known)
        if len(task.problems) < TOLD * 5:
            where = {"sheet": grid.sheet, "cell": place(row, column)}
            task.problems.extend(numbers.told(reading.findings, cell.text, subject=(), **where))
        if cell.linked and reading.value is not None:
            task.tell("F12", place(row, column), value=cell.text, formula=cell.formula)
        if reading.value is not None:
            typed[columns[column], offset] = float(reading.value)
            texts[columns[column], offset] = bounds.text(cell.text)
    return typed, texts


def _unit_of(rows: Rows, names: Names, offset: int) -> str:
    if rows.kinds[rows.kind[offset]] == Kind.YOY:
        return "%"
    return str(rows.units[rows.unit[offset]])


def _packed(grid: Grid, rows: Rows, typed: Floats, texts: Texts) -> bytes:
    """Return what would be written, its periods in time; rows that are not known drop out, and what no store can hold."""
    order = sorted(range(len(grid.months)), key=lambda number: grid.months[number][1])
    left_out = (rows.indicator < 0) | (rows.region < 0)
    if (
        grid.frequency != Frequency.MONTH
    ):  # only months add up to a year: what one quarter brought is checked, not kept
        left_out |= rows.kind == rows.kinds.index(str(Kind.MONTH))
    typed[:, left_out] = np.nan
    for one in typed:
        one[figures.beyond(one, rows.factor)] = np.nan
    by_period: dict[int, dict[int, str]] = {at: {} for at in order}
    for (number, row), text in texts.items():
        by_period[number][row] = text
    told = [msgspec.json.encode(by_period[at]) for at in order]
    words = (rows.indicators, rows.regions, rows.kinds, rows.units)
    head = Head(
        sheet=grid.sheet, first_row=grid.header_row + 1, rows=grid.rows, frequency=grid.frequency,
        periods=tuple(grid.months[number] for number in order),
        words=dict(zip(LABELS, map(tuple, words), strict=True)), texts=tuple(map(len, told)),
    )  # fmt: skip
    codes = dict(zip(LABELS, (rows.indicator, rows.region, rows.kind, rows.unit), strict=True))
    return figures.packed(head, rows.factor, codes, told, (typed[number] for number in order))


SLIP = 4  # powers of ten between neighbours that look like a wrong unit
SLIP_NEARNESS = 0.1


def of_sheet(grid: Grid, today: date) -> Iterator[Problem]:
    """Yield what the sheet itself gives rise to: its months, merged and hidden cells, columns and sheets not read."""
    yield from _months(grid, today)
    if grid.others:
        yield problem("S05", count=len(grid.others) + 1, names=[grid.sheet, *grid.others])
    if grid.hidden:
        yield problem("S04", sheet=grid.sheet)
    rows = sorted(row for row in grid.hidden_rows if grid.header_row < row <= grid.header_row + grid.rows)
    if rows:
        yield problem("S13", sheet=grid.sheet, cell=place(rows[0], 1), rows=spans(rows))
    for column, heading in grid.strays:
        yield problem("S09", sheet=grid.sheet, cell=place(grid.header_row, column), column=letter(column),
                      heading=heading)  # fmt: skip
    yield from _merged(grid)


def _merged(grid: Grid) -> Iterator[Problem]:
    columns = {column for column, _ in grid.months}
    for top, left, bottom, right in sorted(grid.merged)[:TOLD]:
        if top > grid.header_row and any(left <= column <= right for column in columns):
            span = f"{place(top, left)}:{place(bottom, right)}"
            yield problem("S16", sheet=grid.sheet, cell=place(top, left), range=span)


def _months(grid: Grid, today: date) -> Iterator[Problem]:
    ends = [month for _, month in grid.months]
    for column, month in grid.months:
        cell, name = place(grid.header_row, column), periods.code(month, grid.frequency)
        if month > periods.month_end(today.year, today.month):
            yield problem("M02", sheet=grid.sheet, cell=cell, period=name)
        if ends.count(month) > 1:
            yield problem("S18", sheet=grid.sheet, cell=cell)
    of_years = [
        text for text in grid.above if periods.find(text) is None
    ]  # a month may head what lies years back
    titled = {int(year) for text in of_years for year in YEAR.findall(text)}
    if len(titled) == 1 and not titled & {end.year for end in ends}:
        first = place(grid.header_row, grid.months[0][0])
        said, stated = (
            periods.code(ends[0], grid.frequency),
            periods.code(periods.month_end(min(titled), ends[0].month), grid.frequency),
        )
        yield problem("S29", sheet=grid.sheet, cell=first, named=said, stated=stated)
    for column, typed in grid.doubtful:
        shown = periods.code(dict(grid.months)[column])
        cell = place(grid.header_row, column)
        yield problem("C26", sheet=grid.sheet, cell=cell, value=typed, read=shown)


def as_typed(grid: Grid, rows: Rows) -> Iterator[Problem]:
    """Yield what the figures give rise to as they were typed, before units: fractions in percent rows, long decimals."""
    yield from _doubtful_percent(grid, rows)
    known = (rows.indicator >= 0) & (rows.region >= 0)
    for month, (column, _) in enumerate(grid.months):  # a month at a time: the matrix is large
        figures = grid.figures[month]
        noise = np.abs(figures - np.round(figures, 10)) > np.abs(figures) * 1e-14
        if (noise & known).any():
            row = int(np.argmax(noise & known))
            value = float(figures[row])
            cell = place(grid.header_row + 1 + row, column)
            yield problem("C22", sheet=grid.sheet, cell=cell, value=repr(value), read=f"{value:.4f}")
            return


def of_figures(task: Task, rows: Rows, figures: Floats) -> Iterator[Problem]:
    """Yield what the figures give rise to in the indicators' units."""
    yield from _quarterly(task, rows)
    yield from _unsaid(task, rows, figures)
    yield from _impossible(task, rows, figures)
    yield from _month_and_cumulative(task, rows, figures)
    yield from _jumps(task, rows, figures)


def _quarterly(task: Task, rows: Rows) -> Iterator[Problem]:
    """Tell that what one quarter brought is not kept; ask where a sheet of quarters does not say which of both it is."""
    if task.grid.frequency == Frequency.MONTH:
        return
    known = (rows.indicator >= 0) & (rows.region >= 0)
    parts = known & (rows.kind == rows.kinds.index(str(Kind.MONTH)))
    if parts.any():
        cell = task.at(int(np.argmax(parts)), "kind")
        yield problem("S25", sheet=task.grid.sheet, cell=cell, part=f"this_{Frequency.QUARTER}")
    so_far = known & (rows.kind == rows.kinds.index(str(Kind.YTD)))
    if so_far.any() and "kind" not in task.grid.labels:
        cell = task.at(int(np.argmax(so_far)), "indicator")
        yield problem("M27", sheet=task.grid.sheet, cell=cell)


GROWN = 1.3  # how far figures of a year must lie apart to tell sums since January from what a month brought
EVEN = 0.35  # and how much less the same figures may, divided by their months


def _unsaid(task: Task, rows: Rows, figures: Floats) -> Iterator[Problem]:
    """Ask whether months are 当月 or 累计 where nothing says so and the figures cannot tell; refuse where they speak against 累计."""
    if task.grid.frequency != Frequency.MONTH:
        return
    open_rows = rows.unsaid & (rows.indicator >= 0) & (rows.region >= 0) & ~np.isnan(figures).all(axis=0)
    open_rows &= rows.kind == rows.kinds.index(str(Kind.YTD))
    falling = [one.measure.traits.grows or MAY_BE_NEGATIVE.search(one.name) is not None
               for one in task.names.indicators.values()]  # fmt: skip
    may_fall = np.array(falling or [False])[np.maximum(rows.indicator, 0)]
    fits, falls = _so_far([end for _, end in task.grid.months], figures)
    wrong = open_rows & falls & ~may_fall
    compares = _compares([end for _, end in task.grid.months])
    for code, where in (
        ("M32", open_rows if compares else wrong),
        ("M31", open_rows & ~fits & ~wrong if not compares else open_rows & False),
    ):
        if where.any():
            yield problem(code, sheet=task.grid.sheet, cell=task.at(int(np.argmax(where)), "indicator"))


def _so_far(ends: Sequence[date], figures: Floats) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Tell which rows can only be sums since January in some year, and which fall within one."""
    fits, falls = (np.zeros(figures.shape[1], dtype=np.bool_) for _ in range(2))
    for year in {end.year for end in ends}:
        at = sorted(
            (number for number, end in enumerate(ends) if end.year == year), key=lambda one: ends[one]
        )
        typed, months = figures[at], np.array([[ends[one].month] for one in at])
        with np.errstate(invalid="ignore", divide="ignore"):
            even = _spread(typed / months)
            apart = _spread(typed)
        enough = (~np.isnan(typed)).sum(axis=0) >= 3
        fits |= enough & (apart >= GROWN) & (even <= 1 + (apart - 1) * EVEN)
        last = np.full(figures.shape[1], -np.inf)
        for one in typed:
            falls |= one < last
            last = np.where(np.isnan(one), last, one)
    return fits, falls


def _spread(typed: Floats) -> Floats:
    """Return of each row the largest by the smallest figure; none or negative ones are told by infinity."""
    low = np.where(np.isnan(typed), np.inf, typed).min(axis=0)
    high = np.where(np.isnan(typed), -np.inf, typed).max(axis=0)
    spread: Floats = np.where((low > 0) & (high < np.inf), high / np.where(low > 0, low, 1), np.inf)
    return spread


def _compares(ends: Sequence[date]) -> bool:
    """Tell a few months set side by side to be compared, this and the one a year ago, from months in a row."""
    months = set(ends)
    ago = [end for end in months if periods.year_before(end) in months]
    return bool(ago) and len(months) <= COMPARED


COMPARED = 4


def _impossible(task: Task, rows: Rows, figures: Floats) -> Iterator[Problem]:
    """Refuse what the store cannot hold, and amounts below zero where there is no such thing."""
    known = (rows.indicator >= 0) & (rows.region >= 0)
    able = [
        not one.measure.traits.grows and not MAY_BE_NEGATIVE.search(one.name) and "百分点" not in one.unit
        for one in task.names.indicators.values()
    ]
    amount = known & np.array(able or [False])[np.maximum(rows.indicator, 0)]
    amount &= rows.kind != rows.kinds.index(str(Kind.YOY))
    for code, where in (
        ("C38", known & (np.abs(figures) >= float(numbers.LIMIT))),
        ("M14", amount & (figures < 0)),
    ):
        for month, row in np.argwhere(where)[:TOLD] if where.any() else ():
            subject = task.names.indicators[rows.indicators[rows.indicator[row]]].name
            cell = place(task.grid.header_row + 1 + int(row), task.grid.months[month][0])
            yield problem(code, sheet=task.grid.sheet, cell=cell, value=f"{figures[month, row]:.10g}", subject=subject,
                          indicator=subject)  # fmt: skip


def _month_and_cumulative(task: Task, rows: Rows, figures: Floats) -> Iterator[Problem]:
    """Refuse a 当月 above its own 累计, where a sheet gives both; in January they are one."""
    keys = rows.indicator.astype(np.int64) * max(len(rows.regions), 1) + rows.region
    known = (rows.indicator >= 0) & (rows.region >= 0)
    monthly, ytd = (
        np.flatnonzero(known & (rows.kind == rows.kinds.index(str(kind)))) for kind in (Kind.MONTH, Kind.YTD)
    )
    shared, of_month, of_ytd = np.intersect1d(keys[monthly], keys[ytd], return_indices=True)
    if not len(shared):
        return
    first, second = monthly[of_month], ytd[of_ytd]
    for number, (column, end) in enumerate(task.grid.months):
        gap = figures[number, first] - figures[number, second]
        slack = np.maximum(np.abs(figures[number, second]) / 1000, 0.05)
        begins = periods.begins_year(end, task.grid.frequency)
        wrong = np.abs(gap) > slack if begins else gap > slack
        for pair in np.flatnonzero(wrong)[:TOLD]:
            row = int(second[pair])
            subject = task.names.indicators[rows.indicators[rows.indicator[row]]].name
            yield problem(
                "M06" if begins else "M05", sheet=task.grid.sheet, cell=place(task.grid.header_row + 1 + row, column),
                value=f"{figures[number, row]:.10g}", month=f"{figures[number, first[pair]]:.10g}", period=periods.code(end, task.grid.frequency), subject=subject,
            )  # fmt: skip


def _doubtful_percent(grid: Grid, rows: Rows) -> Iterator[Problem]:
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


def _jumps(task: Task, rows: Rows, figures: Floats) -> Iterator[Problem]:
    """Tell of falling cumulatives and ten-thousandfold neighbours, each list cut at a length."""
    growth, months = rows.kinds.index(str(Kind.YOY)), task.grid.months
    amounts = [one.measure.traits.is_amount for one in task.names.indicators.values()]
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
    task: Task, rows: Rows, code: str, pair: tuple[Floats, Floats, int], where: npt.NDArray[np.bool_]
) -> Iterator[Problem]:  # fmt: skip
    old, new, month = pair
    for row in np.flatnonzero(where)[:TOLD]:
        facts = {
            "previous": f"{old[row]:.10g}", "guess": "apart_4",
            "ratio": f"{new[row] / old[row]:.4g}" if old[row] else "",
        }  # fmt: skip
        cell = place(task.grid.header_row + 1 + int(row), task.grid.months[month][0])
        subject = task.names.indicators[rows.indicators[rows.indicator[row]]].name
        yield problem(
            code, sheet=task.grid.sheet, cell=cell, value=f"{new[row]:.10g}", subject=subject, **facts
        )
