"""Numbers as typed: what round-trips, what is refused, and that no text whatever raises."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from data.units import Unit
from intake.workbooks import numbers
from intake.workbooks.numbers import plain, read
from intake.workbooks.sheets import Cell

UNITS = {
    name: Unit(name=name, dimension=dimension, factor=Decimal(factor))
    for name, dimension, factor in (("吨", "mass", 1), ("万吨", "mass", 10000), ("亿元", "money", 10**8), ("%", "ratio", 1))
}  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
figures = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)
whole = st.integers(min_value=0, max_value=10**9)


def value(typed: object, unit: str = "万吨", shape: str = "General") -> Decimal | None:
    return read(Cell(value=typed, format=shape), unit, UNITS).value


def said(typed: object, unit: str = "万吨", shape: str = "General") -> list[str]:
    return [finding.code for finding in read(Cell(value=typed, format=shape), unit, UNITS).findings]


@given(figures)
def test_a_number_typed_as_text_is_that_number(figure: Decimal):
    assert value(plain(figure)) == figure


@given(figures)
def test_full_width_text_is_the_same_number(figure: Decimal):
    assert value(plain(figure).translate(FULL_WIDTH)) == figure


@given(whole)
def test_thousands_separators_do_not_change_a_number(figure: int):
    assert value(f"{figure:,}") == figure
    assert value(f"{figure:,}".replace(",", "，")) == figure


@given(whole, st.sampled_from([" ", "\u00a0", "\u3000"]))
def test_spaces_between_digits_do_not_change_a_number(figure: int, space: str):
    assert value(f"{figure:,}".replace(",", space)) == figure


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_unit_written_behind_converts_exactly(figure: Decimal):
    assert value(f"{plain(figure)}万吨") == figure
    assert value(f"{plain(figure)}万吨", "吨") == figure * 10000
    assert value(f"{plain(figure)}亿元") is None


@given(st.floats(min_value=-10, max_value=10, exclude_min=True, exclude_max=True, allow_subnormal=False))
def test_a_percent_cell_is_a_hundred_times_what_is_stored(stored: float):
    assert value(stored, "%", "0.0%") == Decimal(repr(stored)) * 100


@given(st.decimals(min_value=1, max_value=999, places=1))
def test_percent_text_and_bare_percent_agree(figure: Decimal):
    assert value(f"{figure}%", "%") == value(float(figure), "%") == figure


@given(figures)
def test_brackets_and_every_minus_sign_mean_negative(figure: Decimal):
    size = plain(abs(figure))
    assert value(f"({size})") == value(f"\u2212{size}") == value(f"-{size}") == -abs(figure)


@given(
    st.text(max_size=40) | st.floats() | st.booleans() | st.none() | st.dates(),
    st.sampled_from(["万吨", "%", "个百分点", ""]),
)
def test_anything_at_all_gives_a_finite_number_or_a_reason_and_never_raises(typed: object, unit: str):
    reading = read(Cell(value=typed), unit, UNITS)
    if reading.value is not None:
        assert reading.value.is_finite()
        assert abs(reading.value) < numbers.LIMIT
    elif typed is not None and str(typed).strip(
        "\u200b\ufeff \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u3000"
    ):
        assert reading.findings or not str(typed).split()


def test_missing_is_never_zero():
    assert [value(mark) for mark in ("", " ", "—", "－", "/", "…", "无", "暂无", "N/A", None)] == [None] * 10


def test_not_numbers_are_named_for_what_they_are():
    cases = {
        "约87": "C11", "87左右": "C11", "≥87": "C11", "80-90": "C11", "1.234,5": "C05", "nan": "C23", "inf": "C23",
        "1e999": "C23", "1_000": "C23", "一百二十三": "C27", "三点五亿": "C27", "壹佰": "C27", "1,2O3": "C37",
    }  # fmt: skip
    assert {typed: said(typed)[0] for typed in cases} == cases


def test_chinese_numerals_are_suggested_not_used():
    spelled = {
        "一百二十三": 123,
        "三点五亿": 350000000,
        "壹佰": 100,
        "廿三": 23,
        "两千零五": 2005,
        "十": 10,
        "一亿二千万": 120000000,
    }
    assert {text: numbers.chinese_numeral(text) for text in spelled} == spelled
