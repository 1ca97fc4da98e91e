"""The header of a sheet of periods: months or quarters side by side, whose year the row or the title above may say.

Owns what names a period in a heading, what the rows below it add (当月, 累计, 同比, a unit), and which one kind of figures is
taken where there are several. It reads no figure. Runs in the limited process alone.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data import periods
from intake.workbooks import meaning
from intake.workbooks.meaning import Meaning
from intake.workbooks.sheets import Sheet
from metrics.model import Frequency

DEPTH, WIDTH = 15, 400  # rows and columns in which a header is looked for
NAMED = 3  # headings of one kind that make a sheet one of periods
OCTOBER = re.compile(r"(?:19|20)\d{2}\.1")  # what is left of 2022.10 in a cell of numbers
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
YEAR_HEADING = re.compile(r"((?:19|20)\d{2})(?:\.0)?\s*年?度?")
SO_FAR = re.compile(r"(?:(\d{4})\s*(?:年\s*)?)?(上半年|全年)(?:累计)?")
SO_FAR_MONTHS = {"上半年": 6, "全年": 12}
MORE = 2  # rows below the periods that may say what stands under each
LONGEST = 60  # characters of a heading

Texts = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A header found: the index of its first row and of its last, what its periods are, and the period end of each column, by index.

    `kind`: what the headings or the title say of all figures (month, ytd, yoy), else empty; `units`: the texts that may
    say their unit; `labels`: the headings of the other columns; `doubtful`: what was typed for a period that may be another.
    """

    first: int
    row: int
    frequency: Frequency
    periods: Mapping[int, date]
    labels: Mapping[int, str] = field(default_factory=dict)
    kind: str = ""
    units: tuple[str, ...] = ()
    doubtful: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A heading that names a month: its end, what else its words say, and the text that may mean another month."""

    end: date
    said: Meaning = field(default_factory=Meaning)
    doubtful: str = ""


def find(rows: Sequence[Texts]) -> Heading | None:
    """Return the first row that names at least three months, or three quarters, beside something that is neither."""
    for number, row in enumerate(rows):
        years = _years(rows[:number], len(row))
        months = _months(row, years)
        labels = _labels(rows, number, months)
        if len({one.end for one in months.values()}) >= NAMED and labels and _is_heading(row, months):
            return _of_months(rows, number, months, labels)
        quarters = _quarters(row, years)
        if len(quarters) >= NAMED and (labels := _labels(rows, number, quarters)):
            return Heading(
                first=number, row=number, frequency=Frequency.QUARTER, periods=quarters, labels=labels
            )
    return None


def _is_heading(row: Texts, months: Mapping[int, Named]) -> bool:
    """Tell a row of headings from one of figures that look like months: 202406 beside 202407."""
    bare = all(isinstance(row[column], int | float) for column in months)
    return not bare or any("指标" in str(one) or "项目" in str(one) or "名称" in str(one) for one in row)


def _labels(rows: Sequence[Texts], number: int, named: Collection[int]) -> dict[int, str]:
    """Return the headings of the columns that name no period: of their own row, or of the one above."""
    above = rows[number - 1] if number else ()
    found = {}
    for column, value in enumerate(rows[number]):
        over = above[column] if column < len(above) else None
        text = value if value not in ("", None) else over
        if column not in named and text not in ("", None) and not YEAR_HEADING.fullmatch(str(text).strip()):
            found[column] = str(text)
    return found


def _of_months(
    rows: Sequence[Texts], number: int, months: dict[int, Named], labels: dict[int, str]
) -> Heading | None:
    """Return the header of months, with the rows below that say what stands under each; None where none are kept."""
    last = number
    for row in rows[number + 1 : number + 1 + MORE]:
        below = {column: value for column, value in enumerate(row) if value not in ("", None)}
        if not _continues(below, labels):
            break
        months = {
            column: replace(one, said=meaning.joined(one.said, _said(below.get(column))))
            for column, one in _spread(months, labels, max(below)).items()
        }
        last += 1
    kind, kept = _of_one_kind(months, meaning.kind_said(_texts(rows[:number]), {}))
    left = {column: f"{periods.title(one.end)}·{_word(one.said)}" for column, one in months.items()}
    return None if not kept else Heading(
        first=number, row=last, frequency=Frequency.MONTH, periods={column: one.end for column, one in kept.items()},
        labels=labels | {column: text for column, text in left.items() if column not in kept}, kind=kind,
        units=_units(kept, labels), doubtful={column: one.doubtful for column, one in kept.items() if one.doubtful},
    )  # fmt: skip


def _of_one_kind(months: Mapping[int, Named], table: str) -> tuple[str, dict[int, Named]]:
    """Return which kind of figures is read and the columns of it: those since January before any others."""
    kinds = {column: _kind(one, table) for column, one in months.items()}
    if {meaning.YTD, ""} <= set(kinds.values()) and _each_once(
        months
    ):  # 1—2月, 3月, 4月 …: the headings do not say it
        kinds = {column: "" if kind == meaning.YTD else kind for column, kind in kinds.items()}
    kind = next((one for one in (meaning.YTD, "", meaning.MONTH, GROWTH) if one in kinds.values()), "")
    return kind, {column: one for column, one in months.items() if kinds[column] == kind}


def _units(kept: Mapping[int, Named], labels: Mapping[int, str]) -> tuple[str, ...]:
    over = [*(one.said for one in kept.values()), *_in_brackets(labels)]
    return tuple(dict.fromkeys(text for one in over for text in (*one.units, one.unknown_unit) if text))


def _texts(rows: Sequence[Texts]) -> list[str]:
    return [str(value) for row in rows for value in row if isinstance(value, str)]


def _in_brackets(labels: Mapping[int, str]) -> Iterator[Meaning]:
    """Yield what stands in brackets behind the headings of names: 指标名称（万元）."""
    for text in labels.values():
        for item in meaning.BRACKET.findall(meaning.flat(text[:LONGEST])):
            yield meaning.of_items(item, {})


OTHER, GROWTH = "other", "yoy"


def _kind(named: Named, table: str) -> str:
    """Return what the figures under a heading are; OTHER for what is not kept."""
    said = named.said
    if said.aside or (said.growth and (said.kind or table) in {meaning.MONTH, ""}):
        return OTHER  # what a single month grew by is not kept
    if said.growth:
        return GROWTH
    return meaning.YTD if said.kind == meaning.LEVEL else said.kind or table


def _each_once(months: Mapping[int, Named]) -> bool:
    return len({one.end for one in months.values()}) == len(months)


def _word(said: Meaning) -> str:
    return said.aside or (
        "同比" if said.growth else {meaning.MONTH: "当月", meaning.YTD: "累计"}.get(said.kind, "")
    )


def _continues(below: Mapping[int, Any], labels: Mapping[int, str]) -> bool:
    """Tell whether a row is one more of the header: words of kinds and units alone, none under a label."""
    if not below or any(not isinstance(one, str) for one in below.values()):
        return False
    named = [text for column, text in below.items() if column in labels and text != labels[column]]
    read = [_said(text) for column, text in below.items() if column not in labels]
    return not named and bool(read) and all(not one.unread and one != Meaning() for one in read)


def _spread(months: Mapping[int, Named], labels: Mapping[int, str], last: int) -> dict[int, Named]:
    """Return the months with the columns to their right that have no heading of their own: one heading over several."""
    spread = dict[int, Named]()
    for column in range(min(months), last + 1):
        one = months.get(column) or (None if column in labels else spread.get(column - 1))
        if one is not None:
            spread[column] = one
    return spread


def _said(text: object) -> Meaning:
    return meaning.understand((str(text),), {}) if text not in ("", None) else Meaning()


def of_sheet(sheet: Sheet) -> Heading | None:
    """Return the header of a sheet read cell by cell."""
    rows = [sheet.values.get(row, {}) for row in range(1, DEPTH + 1)]
    return find(
        [
            [_value(sheet, number, column, row) for column in range(1, min(max(row, default=0), WIDTH) + 1)]
            for number, row in enumerate(rows, start=1)
        ]
    )


def _value(sheet: Sheet, number: int, column: int, row: Mapping[int, Any]) -> object:
    """Return what a cell of the first rows says: a date where it is one, 2022.10 where 2022.1 is shown so."""
    value = row.get(column)
    if isinstance(value, str) and value.startswith("\x00"):
        return sheet.cell(number, column).value
    shown = sheet.formats.get((number, column), "")
    if isinstance(value, float) and shown.endswith(".00") and OCTOBER.fullmatch(repr(value)):
        return f"{value:.2f}"
    return value


def _months(row: Texts, years: Sequence[int | None]) -> dict[int, Named]:
    found = dict[int, Named]()
    for column, value in enumerate(row):
        one = _month(value, years[column]) if _may_name(value) else None
        if one is not None:
            found[column] = _settled(one, found)
    return found


def _month(value: object, year: int | None) -> Named | None:
    """Return the month that a heading names, of its own year or of the year it stands under."""
    if isinstance(value, str) and not meaning.SO_FAR.search(value):
        said = meaning.understand((value[:LONGEST],), {})
        stated = said.year or year
        if said.month is not None and stated is not None and not said.unread and len(value) < LONGEST:
            return Named(end=periods.month_end(stated, said.month), said=said)
    read = periods.read(value)
    codes = {finding.code for finding in read.findings}
    if read.period_end is None or read.frequency != Frequency.MONTH or "C25" in codes:
        return None  # a day's number is a figure like others: only a cell that is a date names a month
    return Named(end=read.period_end, doubtful=str(value) if "C26" in codes else "")


def _settled(one: Named, before: Mapping[int, Named]) -> Named:
    """Take 2022.1 for October where it follows September; it stays doubtful."""
    last = before[max(before)].end if before else None
    if one.doubtful and last is not None and (last.year, last.month) == (one.end.year, 9):
        return replace(one, end=periods.month_end(one.end.year, 10))
    return one


def _may_name(value: object) -> bool:
    return isinstance(value, int | float | str | date) and not isinstance(value, bool) and value != ""


def _quarters(row: Texts, years: Sequence[int | None]) -> dict[int, date]:
    """Read 2023Q1, 2023年一季度, 前三季度; 上半年 and 全年 too, where no quarter of the same end stands beside them."""
    named, later = dict[int, date](), dict[int, date]()
    for column, value in enumerate(row):
        if not isinstance(value, str) or not value:
            continue
        found = periods.read(value, year=years[column])
        if found.frequency == Frequency.QUARTER and found.period_end is not None:
            named[column] = found.period_end
        elif match := SO_FAR.fullmatch(value.strip()):
            year = int(match.group(1)) if match.group(1) else years[column]
            if year is not None:
                later[column] = periods.month_end(year, SO_FAR_MONTHS[match.group(2)])
    free = {column: end for column, end in later.items() if end not in named.values()}
    return dict(sorted((named | free).items())) if named else {}


def _years(above: Sequence[Texts], width: int) -> list[int | None]:
    """Return the year each column stands under: of the row above, as far as its heading reaches, else of the title."""
    under: list[int | None] = []
    year = None
    for column in range(width):
        value = above[-1][column] if above and column < len(above[-1]) else None
        if value not in ("", None):
            match = YEAR_HEADING.fullmatch(str(value).strip())
            year = int(match.group(1)) if match else None
        under.append(year)
    if any(under):
        return under
    said = {
        found for row in above for value in row if isinstance(value, str) for found in YEAR.findall(value)
    }
    return [int(said.pop()) if len(said) == 1 else None] * width
