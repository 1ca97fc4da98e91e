"""From what a reporter typed to a month: 2024年1-6月, 2024.06, 202406, 6月, a date, a date serial.

A month is held as its last day. Readings carry the codes of problems.csv, as those of numbers do; the
year of a bare "6月" comes from the caller, never from a clock.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from data.numbers import Finding

FIRST_YEAR, LAST_YEAR = 1990, 2100
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_EPOCH_1904 = date(1904, 1, 1)
SERIALS = range(32874, 73051)  # 1990 to 2099, counted from 1899-12-30

MONTH_NUMERALS = {
    name: number
    for number, name in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
YEAR_MONTH = re.compile(r"(\d{4})年(?:(\d{1,2})月?[-~至到—–])?(\d{1,2})月?(?:份|底|末|累计)?")
SEPARATED = re.compile(r"(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?")
COMPACT = re.compile(r"(\d{4})(\d{2})")
BARE_MONTH = re.compile(r"(?:(\d{1,2})月?[-~至到—–])?(\d{1,2})月(?:份|底|末|累计)?")
NOT_MONTHLY = re.compile(r"(?:\d{4}年?)?(?:第?[一二三四1-4]季度?|[上下]半年|Q[1-4]|[上中下]旬|全年|年度)")
NUMERAL_MONTH = re.compile(r"(十[一二]|[一二三四五六七八九十])(?=月)")
HALF_YEARS = {"上半年": 6, "全年": 12, "前三季度": 9, "一季度": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReading:
    """The last day of the month named, or None with a finding that tells why not."""

    period_end: date | None
    findings: tuple[Finding, ...] = ()


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def previous(period_end: date) -> date:
    """Return the last day of the month before."""
    return period_end.replace(day=1) - timedelta(days=1)


def year_before(period_end: date) -> date:
    """Return the last day of the same month a year before."""
    return month_end(period_end.year - 1, period_end.month)


def between(first: date, last: date) -> list[date]:
    """Return the month ends from one month to another, both included."""
    ends = [month_end(first.year, first.month)]
    while ends[-1] < last:
        following = ends[-1] + timedelta(days=1)
        ends.append(month_end(following.year, following.month))
    return ends


def title(period_end: date) -> str:
    """Return the month as people write it: 2024年6月."""
    return f"{period_end.year}年{period_end.month}月"


def parse(text: str) -> date:
    """Return the month end of "2024-06", the form the command line and addresses use; ValueError otherwise."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if match is None:
        raise ValueError(text)
    return month_end(int(match.group(1)), int(match.group(2)))


def read(typed: object, *, year: int | None = None, epoch_1904: bool = False) -> PeriodReading:
    """Read a month from a cell's value; `year` completes a bare month."""
    if isinstance(typed, date):
        return _month(typed.year, typed.month, None)
    if isinstance(typed, bool) or typed is None:
        return PeriodReading(period_end=None)
    if isinstance(typed, float | int):
        return _numeric(float(typed), epoch_1904)
    return _text(str(typed), year)


def find(text: str) -> date | None:
    """Return the first whole year-and-month found inside a longer text, such as a title or a file name."""
    flat = _flat(text)
    match = re.search(r"(\d{4})年(?:\d{1,2}月?[-~至到—–])?(\d{1,2})月", flat) or re.search(
        r"(?<!\d)(20\d{2})[-._年]?(0[1-9]|1[0-2])(?!\d)", flat
    )
    return None if match is None else _month(int(match.group(1)), int(match.group(2)), None).period_end


def _numeric(value: float, epoch_1904: bool) -> PeriodReading:
    whole = int(value) if abs(value) < 1e9 else 0
    if value == whole and COMPACT.fullmatch(str(whole)) and 1 <= whole % 100 <= 12:
        return _month(whole // 100, whole % 100, Finding("C24", {"value": whole}))
    if whole in SERIALS and value == whole:
        day = (SERIAL_EPOCH_1904 if epoch_1904 else SERIAL_EPOCH) + timedelta(days=whole)
        return _month(day.year, day.month, Finding("C25", {"value": whole}))
    if FIRST_YEAR <= value < LAST_YEAR and value != whole:
        return _text(repr(value), None)
    return PeriodReading(period_end=None)


def _flat(text: str) -> str:
    """Return the text in half width, without spaces, with month numerals as digits."""
    half = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return NUMERAL_MONTH.sub(lambda found: str(MONTH_NUMERALS[found.group()]), half)


def _text(typed: str, year: int | None) -> PeriodReading:
    flat = _flat(typed)
    noted = Finding("C24", {"value": typed})
    if match := YEAR_MONTH.fullmatch(flat):
        return _month(int(match.group(1)), int(match.group(3)), noted)
    if match := SEPARATED.fullmatch(flat):
        return _separated(typed, match)
    if match := COMPACT.fullmatch(flat):
        return _month(int(match.group(1)), int(match.group(2)), noted)
    if (match := BARE_MONTH.fullmatch(flat)) and year is not None:
        return _month(year, int(match.group(2)), noted)
    if NOT_MONTHLY.search(flat):
        return PeriodReading(period_end=None, findings=(Finding("C28", {"value": typed}),))
    return PeriodReading(period_end=None)


def _separated(typed: str, match: re.Match[str]) -> PeriodReading:
    """Read 2024.06 and 2024-6; "2024.1" may be a truncated 2024.10 and is asked about."""
    year, month = int(match.group(1)), int(match.group(2))
    if match.group(2) == "1" and "." in match.group() and match.group(3) is None:
        return _month(year, 1, Finding("C26", {"value": typed}))
    return _month(year, month, Finding("C24", {"value": typed}))


def _month(year: int, month: int, finding: Finding | None) -> PeriodReading:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return PeriodReading(period_end=None)
    end = month_end(year, month)
    if finding is None:
        return PeriodReading(period_end=end)
    facts = {**finding.facts, "read": title(end)}
    return PeriodReading(period_end=end, findings=(Finding(finding.code, facts),))
