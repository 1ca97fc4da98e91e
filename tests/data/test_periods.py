"""Months as typed: every common spelling of every month, and that no text whatever raises."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import periods

months = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 1))
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


@given(months)
def test_every_spelling_of_a_month_is_that_month(day: date):
    year, month = day.year, day.month
    spellings = [
        f"{year}年{month}月", f"{year}年1-{month}月", f"{year}年1—{month}月", f"{year}-{month:02d}", f"{year}{month:02d}",
        f"{year}年{NUMERALS[month - 1]}月", f"{year} 年 {month} 月", f"{year}/{month}/15", float(f"{year}{month:02d}"), day,
    ]  # fmt: skip
    assert {periods.read(typed).period_end for typed in spellings} == {periods.month_end(year, month)}


@given(months)
def test_a_bare_month_takes_its_year_from_the_form(day: date):
    assert periods.read(f"{day.month}月").period_end is None
    assert periods.read(f"{day.month}月", year=day.year).period_end == periods.month_end(day.year, day.month)


@given(months)
def test_a_date_serial_is_the_day_excel_means_in_both_epochs(day: date):
    end = periods.month_end(day.year, day.month)
    assert periods.read(float((day - date(1899, 12, 30)).days)).period_end == end
    serial = (day - date(1904, 1, 1)).days
    if serial in periods.SERIALS and not periods.COMPACT.fullmatch(str(serial)):
        assert periods.read(float(serial), epoch_1904=True).period_end == end


@given(st.text(max_size=30) | st.floats() | st.integers() | st.none() | st.booleans())
def test_anything_at_all_gives_the_end_of_a_period_or_nothing_and_never_raises(typed: object):
    end = periods.read(typed, year=2024).period_end
    assert end is None or (end + timedelta(days=1)).day in {1, 11, 21}


@pytest.mark.parametrize("typed", ["2024年上半年", "2024年全年", "2024年度", "二季度"])
def test_what_is_no_month_is_said_so(typed: str):
    reading = periods.read(typed)
    assert (reading.period_end, [finding.code for finding in reading.findings]) == (None, ["C28"])


def test_a_tenth_that_may_be_october_is_asked_about():
    assert [finding.code for finding in periods.read("2024.1").findings] == ["C26"]
    assert [finding.code for finding in periods.read("2024.10").findings] == ["C24"]


@given(months)
def test_the_month_before_and_the_year_before_are_month_ends(day: date):
    end = periods.month_end(day.year, day.month)
    assert (periods.previous(end) + timedelta(days=1)) == end.replace(day=1)
    assert periods.year_before(end).month == end.month
