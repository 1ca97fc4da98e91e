"""Whose report a monthly form is, of which period, and whether its figures are final.

Owns where a form says so: in its stamp, above its header, in a column of periods, in the file's name; where two of them
disagree, that is told. It reads no figure.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from data import periods
from data.periods import PeriodReading
from data.problems import Problem, problem
from intake import form_header, layouts, matching
from intake.layouts import Layout, Meta
from intake.matching import Names, Region
from intake.workbooks import meaning
from intake.workbooks.fields import VALUES, VINTAGES
from intake.workbooks.sheets import place
from metrics.model import Frequency, Vintage

ORGANISATION_LABEL = re.compile(
    r"(?:报送单位|填报单位|填表单位|上报单位|编报单位|单位名称|责任单位|制表单位)(?:[(（][^()（）]{1,10}[)）])?\s*[:：]\s*(\S*)"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|\D|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a form is known by, and what it should be: `uploader` an organisation's code, `period` a month end."""

    file_name: str
    layout: Layout
    meta: Meta | None
    epoch_1904: bool
    names: Names
    today: date
    uploader: str | None
    period: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose report it is (an organisation's code), of which period, and by which vintage."""

    organisation: str | None
    period: date | None
    frequency: Frequency
    vintage: str


def identity(seen: Seen, found: list[Problem]) -> Identity:
    """Return what a form is; what speaks against it is told in `found`."""
    organisation = _organisation(seen, found)
    stated = _period(seen, found)
    return Identity(
        organisation=organisation,
        period=stated.period_end,
        frequency=stated.frequency,
        vintage=_vintage(seen.layout),
    )


def _organisation(seen: Seen, found: list[Problem]) -> str | None:
    """Return whose report this is: by the template, else by the line above the header, else the uploader's."""
    if seen.meta is not None:
        if seen.uploader is not None and seen.uploader != seen.meta.organisation:
            uploader = seen.names.organisations.get(seen.uploader, seen.uploader)
            owner = seen.meta.organisation_name
            found.append(problem("F19", value=owner, owner=owner, uploader=uploader))
        return seen.meta.organisation
    above = seen.layout.above
    for text, beside in pairwise([*above, ""]):
        match = ORGANISATION_LABEL.search(text)
        name = (match.group(1) or beside) if match else ""
        codes = seen.names.organisation_names.get(matching.normal(name), ()) if match else ()
        if len(codes) == 1 or seen.uploader in codes:
            return codes[0] if len(codes) == 1 else seen.uploader
        if match and codes:
            several = [matching.seated(code, seen.names) for code in codes]
            sheet = seen.layout.sheet.name
            found.append(problem("F24", sheet=sheet, value=name, candidates=several))
    return seen.uploader


def home(seen: Seen, organisation: str | None, found: list[Problem]) -> Region | None:
    """Return the region whose figures these are where rows say none: where it is seated who reports, else the title's.

    A title that begins with a region which is neither that nor above it is told, unless rows say theirs.
    """
    names = seen.names
    seat = names.regions.get(names.seats.get(organisation or "", ""))
    if seen.meta is not None:
        return seat
    titled = matching.titled_region(seen.layout.above, names)
    if seat is None or titled is None:
        return seat or titled
    if "region" not in seen.layout.columns and not matching.lies_in(seat.code, titled.code, names):
        found.append(
            problem(
                "S31", sheet=seen.layout.sheet.name, value=titled.name, named=titled.name, stated=seat.name
            )
        )
    return seat


def _period(seen: Seen, found: list[Problem]) -> PeriodReading:
    """Return the period reported: the template's, else what stands above the header or in it, else in the file name."""
    named = periods.find(seen.file_name)
    stated = _headed(seen, _stated(seen, found), named, found)
    if stated is None and "period" not in seen.layout.columns:
        stated = named
    if stated is None:
        stated = PeriodReading(period_end=seen.period)
    if stated.period_end is None:
        found.append(problem("M01", sheet=seen.layout.sheet.name, period="", reason="no_month"))
        return stated
    end, shown = stated.period_end, periods.code(stated.period_end, stated.frequency)
    if named is not None and _disagree(named, stated):
        said = periods.code(named.period_end or end, named.frequency)
        found.append(problem("F18", value=seen.file_name, named=said, stated=shown))
    month = periods.month_end(end.year, end.month)
    if month > periods.month_end(seen.today.year, seen.today.month):
        found.append(problem("M02", period=shown))
    elif seen.period is not None and month != seen.period:
        found.append(problem("M01", period=shown, reason="expected", expected=periods.code(seen.period)))
    return stated


def _headed(
    seen: Seen, stated: PeriodReading | None, named: PeriodReading | None, found: list[Problem]
) -> PeriodReading | None:
    """Hold the period against the month that the headings of figures say; they say it where nothing else does."""
    year, month = seen.layout.period
    if seen.meta is not None or month is None:
        return stated
    place_of = place(
        seen.layout.header_rows[0],
        min(seen.layout.columns[key] for key in VALUES if key in seen.layout.columns),
    )
    where = {"sheet": seen.layout.sheet.name, "cell": place_of}
    if stated is not None and stated.period_end is not None:
        if not form_header.agree(seen.layout.period, (stated.period_end.year, stated.period_end.month)):
            shown = periods.code(periods.month_end(year or stated.period_end.year, month))
            found.append(problem("S29", **where, named=shown, stated=periods.code(stated.period_end)))
        return stated
    year = year or year_said(seen, named)
    return stated if year is None else PeriodReading(period_end=periods.month_end(year, month))


def year_said(seen: Seen, named: PeriodReading | None) -> int | None:
    """Return the only year that is written above the header, else the file name's, else that of the month expected."""
    texts = meaning.reporting_texts(seen.layout.above)
    years = {int(one) for text in texts for one in YEAR.findall(periods.flat(text))}
    if len(years) == 1:
        return years.pop()
    by_name = named.period_end if named is not None else None
    expected = by_name or seen.period
    alone = {int(one) for one in YEAR.findall(seen.file_name)}
    return expected.year if expected is not None else alone.pop() if len(alone) == 1 else None


def _disagree(named: PeriodReading, stated: PeriodReading) -> bool:
    """Tell whether a file's name speaks of another period; a name may be coarser than its sheet."""
    assert named.period_end is not None and stated.period_end is not None
    if named.frequency == stated.frequency:
        return named.period_end != stated.period_end
    first, second = ((one.period_end.year, one.period_end.month) for one in (named, stated) if one.period_end)
    return first != second


def _stated(seen: Seen, found: list[Problem]) -> PeriodReading | None:
    """Return the period the sheet states: by the template, above the header, or in its column of periods."""
    if seen.meta is not None:
        return PeriodReading(period_end=seen.meta.period_end, frequency=seen.meta.frequency)
    layout = seen.layout
    above = _above(seen, found)
    if above is not None or "period" not in layout.columns:
        return above
    typed = [layout.sheet.cell(row, layout.columns["period"]).value for row in layout.rows]
    usual = seen.period or periods.month_end(seen.today.year, seen.today.month)
    read = [
        periods.read(one, year=usual.year, epoch_1904=seen.epoch_1904) for one in typed if one is not None
    ]
    first = next((one for one in read if one.period_end is not None), None)
    return PeriodReading(
        period_end=usual, frequency=first.frequency if first is not None else Frequency.MONTH
    )


def _above(seen: Seen, found: list[Problem]) -> PeriodReading | None:
    """Read the period written above the header: after a label, or inside the title; ask where they disagree."""
    titled = next(filter(None, map(periods.find, meaning.reporting_texts(seen.layout.above))), None)
    labelled = _labelled(seen, found)
    if labelled is None:
        return titled
    reading, cell = labelled
    if titled is not None and _disagree(titled, reading) and titled.period_end is not None:
        shown, stated = (
            periods.code(one.period_end, one.frequency) for one in (reading, titled) if one.period_end
        )
        found.append(problem("S29", sheet=seen.layout.sheet.name, cell=cell, named=shown, stated=stated))
    return reading


def _labelled(seen: Seen, found: list[Problem]) -> tuple[PeriodReading, str] | None:
    """Return the period after a label such as 报告期, in its cell or the next, and where it stands."""
    sheet = seen.layout.sheet
    for row in [row for row in sheet.rows() if row < seen.layout.header_rows[0]]:
        for column in sorted(sheet.values[row]):
            match = layouts.PERIOD_LABEL.search(" ".join(meaning.reporting_texts([sheet.text(row, column)])))
            if match is None:
                continue
            beside = not match.group(1).strip()
            typed = sheet.cell(row, column + 1).value if beside else match.group(1).strip()
            reading = periods.read(typed, epoch_1904=seen.epoch_1904)
            where = {"sheet": sheet.name, "cell": place(row, column + beside)}
            for finding in reading.findings:
                facts = {"read": str(finding.facts.get("read", "")), "expected": "any_period"}
                found.append(problem(finding.code, value=typed, **facts, **where))
            if reading.period_end is not None:
                return reading, where["cell"]
    return None


def _vintage(layout: Layout) -> str:
    """Return the vintage chosen in the form; final where the form does not say."""
    for text in layout.above:
        if text.strip() in VINTAGES:
            return VINTAGES[text.strip()]
    return Vintage.FINAL
