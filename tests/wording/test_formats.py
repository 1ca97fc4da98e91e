"""Numbers as people read them, in both languages."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wording import formats
from wording.translate import use


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    use("zh")
    yield
    use("zh")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1218.6, "1,218.6"), (2000, "2,000"), (87.0, "87"), (61.54, "61.54"), (0.354, "0.354"),
        (-14.6, "−14.6"), (-0.0, "0"), (-0.0001, "−0.0001"), (0, "0"), (1234567.89, "1,234,567.9"),
        (None, "—"), (float("nan"), "—"), (float("inf"), "—"), (pd.NA, "—"), (np.float64(3.5), "3.5"),
    ],
)  # fmt: skip
def test_number(value: object, text: str) -> None:
    assert formats.number(value) == text


def test_number_with_fixed_decimals_has_no_negative_zero() -> None:
    assert formats.number(-0.04, 1) == "0.0"
    assert formats.number(3.1, 2) == "3.10"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (47.25, 1, "47.3"),
        (47.24, 1, "47.2"),
        (0.15, 1, "0.2"),
        (-47.25, 1, "−47.3"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
    ],
)
def test_numbers_are_rounded_as_an_office_does(value: float, places: int, text: str) -> None:
    assert formats.number(value, places) == text


def test_a_percentage_is_rounded_in_decimal_too() -> None:
    # 0.0725 × 100 is 7.249999999999999 in binary
    assert (formats.percent(0.4725), formats.percent(0.0725)) == ("47.3%", "7.3%")


def test_a_value_does_not_seem_to_be_what_it_is_not() -> None:
    # 149.9999 of 300 in June is behind, and 150 would not be
    assert formats.quantity(149.9999, "亿元", beside=False, edges=(150.0, 300.0)) == "149.9999亿元"
    assert formats.quantity(149.94, "亿元", beside=False, edges=(300.0,)) == "149.9亿元"
    use("en")
    assert formats.quantity(149.9999, "亿元", beside=False, edges=(150.0,)) == "CNY 14.99999bn"


def test_percent() -> None:
    assert formats.percent(0.3544) == "35.4%"
    assert formats.percent(13.0) == "1,300%"
    assert formats.percent(-0.021) == "−2.1%"
    assert formats.percent(None) == "—"


@pytest.mark.parametrize(
    ("value", "threshold", "text"),
    [
        (0.354, 0.5, "35.4%"), (0.49996, 0.5, "49.996%"), (0.5, 0.5, "50.0%"), (0.50004, 0.5, "50.004%"),
        (0.4999999, 0.5, "49.9999%"), (0.5000001, 0.5, "50.0001%"), (np.nan, 0.5, "—"),
        (0.3, np.nan, "30.0%"),
    ],
)  # fmt: skip
def test_percent_never_contradicts_its_threshold(value: float, threshold: float, text: str) -> None:
    assert formats.percent_beside(value, threshold) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-14.6, "−14.6"), (1.12, "+1.1"), (0, "0.0"), (-0.0, "0.0"), (-0.04, "−0.04"), (np.nan, "—")],
)
def test_points_are_signed_and_show_small_differences(value: float, text: str) -> None:
    assert formats.points(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (87, "万吨", "87万吨", "870K t (87万吨)"),
        (2000, "亿元", "2,000亿元", "CNY 200bn (2,000亿元)"),
        (253, "GW", "253GW", "253 GW"),
        (620, "万千瓦", "620万千瓦", "6.2M kW (620万千瓦)"),
        (5000, "千瓦", "5,000千瓦", "5,000 kW"),
        (8, "%", "8%", "8%"),
        (320, "家", "320家", "320 entities"),
        (1, "家", "1家", "1 entity"),
        (1, "人", "1人", "1 person"),
        (-1.5, "亿元", "−1.5亿元", "CNY −150M (−1.5亿元)"),
        (9999.96, "亿元", "10,000亿元", "CNY 1tn (10,000亿元)"),
        (np.nan, "亿元", "—", "—"),
    ],
)
def test_quantity(value: float, unit: str, chinese: str, english: str) -> None:
    assert formats.quantity(value, unit) == chinese
    use("en")
    assert formats.quantity(value, unit) == english


def test_unit_name() -> None:
    assert formats.unit_name("万吨") == "万吨"
    use("en")
    assert formats.unit_name("万吨") == "10K t"
    assert formats.unit_name("亿元") == "100M CNY"


def test_every_unit_of_the_catalogue_has_an_english_name() -> None:
    use("en")
    with (Path(__file__).parents[2] / "data" / "catalogue" / "units.csv").open(encoding="utf-8") as lines:
        units = [row["unit"] for row in csv.DictReader(lines)]
    assert not [unit for unit in units if re.search("[\u3400-\u9fff]", formats.unit_name(unit))]


def test_periods_in_both_languages() -> None:
    june = date(2024, 6, 30)
    assert formats.period(june) == "2024年6月"
    assert formats.period("2024-06-30") == "2024年6月"
    assert formats.month(date(2024, 2, 29)) == "1–2月"
    assert formats.day(june) == "2024年6月30日"
    assert formats.period(pd.NaT) == "—"
    use("en")
    assert formats.period(june) == "Jun 2024"
    assert formats.month(date(2024, 2, 29)) == "Jan–Feb"
    assert formats.day(june) == "30 Jun 2024"


def test_names_in_a_row() -> None:
    assert formats.listed(["稀土", "晶硅光伏", "人才"]) == "稀土、晶硅光伏与人才"
    assert formats.listed(["稀土"]) == "稀土"
    assert formats.listed([]) == ""
    use("en")
    assert formats.listed(["A", "B", "C"]) == "A, B and C"


def test_a_number_is_never_shown_across_its_threshold() -> None:
    assert formats.number_beside(0.998, [0.8, 1.0]) == "0.998"
    assert formats.number_beside(0.7999, [0.8, 1.0]) == "0.7999"
    assert formats.number_beside(0.713, [0.8, 1.0]) == "0.71"
    assert formats.number_beside(1.0, [0.8, 1.0]) == "1.00"
    assert formats.number_beside(float("nan"), [1.0]) == "—"


def test_where_no_decimals_tell_them_apart_the_number_is_cut_off() -> None:
    assert formats.number_beside(0.99999999, [0.8, 1.0]) == "0.999999"
    assert formats.number_beside(1.00000001, [0.8, 1.0]) == "1.00"
    assert formats.number_beside(-5.00000001, [-5.0, 0.0]) == "−5.000001"
    assert formats.points(-0.000004) == "−0.0001"
    assert formats.points(0.00001) == "+0.0001"
    # what judgement takes as at the threshold is shown at it
    assert formats.number_beside(0.8 - 1e-12, [0.8, 1.0]) == "0.80"


def test_points_of_four_figures_have_no_decimals() -> None:
    assert formats.points(-5234.56) == "−5,235"
    assert formats.points(1300.4) == "+1,300"


@pytest.mark.parametrize(
    ("end", "chinese", "english"),
    [
        ("2024-06-10", "2024年6月上旬", "Jun 1–10, 2024"), ("2024-06-20", "2024年6月中旬", "Jun 11–20, 2024"),
        ("2024-06-30", "2024年6月下旬", "Jun 21 to end, 2024"), ("2024-02-29", "2024年2月下旬", "Feb 21 to end, 2024"),
        ("2023-02-28", "2023年2月下旬", "Feb 21 to end, 2023"),
    ],
)  # fmt: skip
def test_ten_days_end_on_the_10th_the_20th_and_the_last(end: str, chinese: str, english: str) -> None:
    assert formats.report_period(end, "ten_day") == chinese
    use("en")
    assert formats.report_period(end, "ten_day") == english


def test_quarters_and_missing_report_periods() -> None:
    assert formats.report_period("2024-06-30", "quarter") == "2024年第二季度"
    assert formats.report_period("2024-12-31", "quarter") == "2024年第四季度"
    assert formats.report_period("2024-06-30") == "2024年6月"
    assert formats.report_period(None) == "—"
