"""From what a reporter typed to a period: 2024年1-6月, 202406, 6月, a date serial; 2024年6月上旬, 2024年第二季度, 2024Q2.

A period is held as its last day, with how often it comes: a month, a quarter or a 旬 (ten days). Readings carry the codes of problems.csv, as those of numbers do; the
year of a bare "6月" comes from the caller, never from a clock.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data.problems import Finding
from metrics.model import Frequency

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
NO_PERIOD = re.compile(r"(?:\d{4}年?)?(?:[上下]半年|全年|年度|第?[一二三四1-4]季度?|Q[1-4]|[上中下]旬)")
TEN_DAYS = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})月份?([上中下])旬末?")
QUARTER = re.compile(
    r"(?:(\d{4})年?)?(?:第|前|[一1][-~至到—–])?([一二两三四1-4]|IV|I{1,3})(?:个)?季度?末?(?:累计)?|(?:(\d{4})[年./-]?)?Q([1-4])",
    re.IGNORECASE,
)
QUARTER_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "I": 1, "II": 2, "III": 3, "IV": 4}
QUARTER_NAMES = "一二三四"
PARTS = "上中下"
WITH_MONTH = re.compile(r"(\d{4})年(?:\d{1,2}月?[-~至到—–])?(\d{1,2})月")
IN_A_NAME = re.compile(r"(?<!\d)(20\d{2})[-._年]?(0[1-9]|1[0-2])(?!\d)")
ADDRESSED = re.compile(r"(\d{4})-(\d{2})(-10|-20)?")
BLANKS = re.compile(r"\s+")
LONGEST = 500  # characters of a text in which a period is looked for
NUMERAL_YEAR = re.compile(r"[二2][〇○零0Oo][〇○零一二三四五六七八九\d]{2}(?=年)")
NUMERAL_DIGITS = {
    letter: str(number)
    for number, letters in enumerate(("〇○零Oo", *"一二三四五六七八九"))
    for letter in letters
}
FIRST_HALF = re.compile(r"((?:19|20)\d{2})年?上半年")
NUMERAL_MONTH = re.compile(r"(十[一二]|[一二三四五六七八九十])(?=月)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReading:
    """The last day of the period named, or None with a finding that tells why not."""

    period_end: date | None
    frequency: Frequency = Frequency.MONTH
    findings: tuple[Finding, ...] = ()


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def previous(period_end: date, frequency: str = Frequency.MONTH) -> date:
    """Return the last day of the period before."""
    if frequency == Frequency.TEN_DAY and period_end.day > 10:
        return period_end.replace(day=10 if period_end.day == 20 else 20)
    before = period_end.replace(day=1) - timedelta(days=1)
    return previous(previous(before)) if frequency == Frequency.QUARTER else before


def year_before(period_end: date) -> date:
    """Return the last day of the same period a year before."""
    if period_end.day in {10, 20}:
        return period_end.replace(year=period_end.year - 1)
    return month_end(period_end.year - 1, period_end.month)


def begins_year(period_end: date, frequency: str = Frequency.MONTH) -> bool:
    """Tell whether a period is the first of its year, so that what accumulates begins anew."""
    return previous(period_end, frequency).year < period_end.year


def elapsed(period_end: date) -> float:
    """Return how many months of the year a period has behind it at its end; a 旬 is a third of one."""
    return period_end.month - 1 + {10: 1 / 3, 20: 2 / 3}.get(period_end.day, 1.0)


def between(first: date, last: date) -> list[date]:
    """Return the month ends from one month to another, both included."""
    ends = [month_end(first.year, first.month)]
    while ends[-1] < last:
        following = ends[-1] + timedelta(days=1)
        ends.append(month_end(following.year, following.month))
    return ends


def months(ends: Iterable[date]) -> tuple[date, ...]:
    """Return the last days of the months in which periods end, in time, each once."""
    return tuple(sorted({month_end(end.year, end.month) for end in ends}))


def title(period_end: date, frequency: str = Frequency.MONTH) -> str:
    """Return the period as people write it: 2024年6月, 2024年6月上旬, 2024年第二季度."""
    if frequency == Frequency.QUARTER:
        return f"{period_end.year}年第{QUARTER_NAMES[(period_end.month - 1) // 3]}季度"
    month = f"{period_end.year}年{period_end.month}月"
    if frequency == Frequency.TEN_DAY or period_end.day in {10, 20}:
        return f"{month}{PARTS[min(period_end.day // 10 - 1, 2)]}旬"
    return month


def code(period_end: date, frequency: str = Frequency.MONTH) -> str:
    """Return the period as the facts of a problem hold it: 2024-06, 2024-06-D1 of a 旬, 2024Q2."""
    if frequency == Frequency.QUARTER:
        return f"{period_end.year}Q{(period_end.month - 1) // 3 + 1}"
    if frequency == Frequency.TEN_DAY or period_end.day in {10, 20}:
        return f"{period_end:%Y-%m}-D{min(period_end.day // 10, 3)}"
    return f"{period_end:%Y-%m}"


def parse(text: str) -> date:
    """Return the period end of "2024-06", the form addresses use, or of a 旬, "2024-06-10"; ValueError otherwise."""
    match = ADDRESSED.fullmatch(text)
    if match is None:
        raise ValueError(text)
    end = month_end(int(match.group(1)), int(match.group(2)))
    return end.replace(day=int(match.group(3)[1:])) if match.group(3) else end


def read(typed: object, *, year: int | None = None, epoch_1904: bool = False) -> PeriodReading:
    """Read a month from a cell's value; `year` completes a bare month."""
    if isinstance(typed, date):
        return _month(typed.year, typed.month, None)
    if isinstance(typed, bool) or typed is None:
        return PeriodReading(period_end=None)
    if isinstance(typed, float | int):
        return _numeric(float(typed), epoch_1904)
    return _text(str(typed), year)


def find(text: str) -> PeriodReading | None:
    """Return the first whole period, year included, inside a longer text, such as a title or a file name."""
    half = flat(text)
    for pattern, make in PARTLY:
        for at in pattern.finditer(half):
            if (part := make(at, None, None)).period_end is not None:
                return part
    if match := FIRST_HALF.search(half):
        return _month(int(match.group(1)), 6, None)
    match = WITH_MONTH.search(half) or IN_A_NAME.search(half)
    found = None if match is None else _month(int(match.group(1)), int(match.group(2)), None)
    return found if found is not None and found.period_end is not None else None


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


def flat(text: str) -> str:
    """Return a text in half width, without spaces, with month numerals as digits."""
    half = BLANKS.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    half = NUMERAL_YEAR.sub(
        lambda found: "".join(NUMERAL_DIGITS.get(one, one) for one in found.group()), half
    )
    return NUMERAL_MONTH.sub(lambda found: str(MONTH_NUMERALS[found.group()]), half)


def _text(typed: str, year: int | None) -> PeriodReading:
    half = flat(typed)
    noted = Finding("C24", {"value": typed})
    if match := YEAR_MONTH.fullmatch(half):
        return _month(int(match.group(1)), int(match.group(3)), noted)
    if match := SEPARATED.fullmatch(half):
        return _separated(typed, match)
    if match := COMPACT.fullmatch(half):
        return _month(int(match.group(1)), int(match.group(2)), noted)
    if (match := BARE_MONTH.fullmatch(half)) and year is not None:
        return _month(year, int(match.group(2)), noted)
    return _of_no_month(half, year, noted)


def _of_no_month(half: str, year: int | None, noted: Finding) -> PeriodReading:
    for pattern, make in PARTLY:
        if (match := pattern.fullmatch(half)) and (found := make(match, year, noted)).period_end:
            return found
    if NO_PERIOD.search(half):
        return PeriodReading(period_end=None, findings=(Finding("C28", noted.facts),))
    return PeriodReading(period_end=None)


def _ten_days(match: re.Match[str], year: int | None, noted: Finding | None) -> PeriodReading:
    """Read 2024年6月上旬: the first and the second 旬 end on the 10th and 20th, the third with its month."""
    stated = int(match.group(1)) if match.group(1) else year
    month = _month(stated or 0, int(match.group(2)), None)
    if month.period_end is None:
        return month
    part = PARTS.index(match.group(3))
    end = month.period_end if part == 2 else month.period_end.replace(day=10 * (part + 1))
    return _found(end, Frequency.TEN_DAY, noted)


def _quarter(match: re.Match[str], year: int | None, noted: Finding | None) -> PeriodReading:
    """Read 2024年第二季度, 2024年前三季度, 2024Q2: a quarter is its last month."""
    stated = match.group(1) or match.group(3)
    word = (match.group(2) or match.group(4)).upper()
    number = QUARTER_NUMERALS.get(word) or int(word)
    month = _month(int(stated) if stated else year or 0, number * 3, None)
    return month if month.period_end is None else _found(month.period_end, Frequency.QUARTER, noted)


PARTLY = ((TEN_DAYS, _ten_days), (QUARTER, _quarter))


def _found(end: date, frequency: Frequency, noted: Finding | None) -> PeriodReading:
    if noted is None:
        return PeriodReading(period_end=end, frequency=frequency)
    facts = {**noted.facts, "read": code(end, frequency)}
    return PeriodReading(period_end=end, frequency=frequency, findings=(Finding(noted.code, facts),))


def _separated(typed: str, match: re.Match[str]) -> PeriodReading:
    """Read 2024.06 and 2024-6; "2024.1" may be a truncated 2024.10 and is asked about."""
    year, month = int(match.group(1)), int(match.group(2))
    if match.group(2) == "1" and "." in match.group() and match.group(3) is None:
        return _month(year, 1, Finding("C26", {"value": typed}))
    return _month(year, month, Finding("C24", {"value": typed}))


def _month(year: int, month: int, finding: Finding | None) -> PeriodReading:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return PeriodReading(period_end=None)
    return _found(month_end(year, month), Frequency.MONTH, finding)
