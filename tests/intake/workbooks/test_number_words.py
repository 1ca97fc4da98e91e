"""The tests' own reader of numbers, on the numbers that taught it."""

from decimal import Decimal

import pytest

from tests.intake.number_words import fact_comparators, plain, quantity, target_comparator, tokens


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("87萬噸", "870000", "870000"),
        ("253GW", "253000000", "253000000"),
        ("1.5萬噸", "15000", "15000"),
        ("200萬千瓦時", "2000000", "2000000"),
        ("67.92亿千瓦时", "6792000000", "6792000000"),
        ("1000億元", "100000000000", "100000000000"),
        ("2萬億元", "2000000000000", "2000000000000"),
        ("3~5家", "3", "5"),
        ("2-3家", "2", "3"),
        ("10強", "10", "10"),
        ("876亿", "87600000000", "87600000000"),
        ("5.6万余辆", "56000", "56000"),
        ("8200余个", "8200", "8200"),
        ("100 万元", "1000000", "1000000"),
        ("近万个", "10000", "10000"),
        ("千余名", "1000", "1000"),
        ("两家", "2", "2"),
        ("第14位", "14", "14"),
        ("首位", "1", "1"),
        ("3年", "36", "36"),
    ],
)
def test_a_number_is_read_as_written(written: str, low: str, high: str):
    assert quantity(written) == (Decimal(low), Decimal(high))


def test_every_kind_of_number_is_found():
    text = "近万个主体、兩家企业、百强城市,2020万千瓦与3~5家"
    assert [text[start:end] for start, end in tokens(text)] == ["万", "兩", "百", "2020万千", "3", "5"]


@pytest.mark.parametrize(
    ("text", "number", "comparator"),
    [
        ("年內多晶硅、單晶硅產能分別達到87萬噸、253GW,均占", "253GW", ">="),
        ("培育自治區級以上創新孵化載體13家。", "13家", "="),
        ("年內引進投資億元以上戰新產業項目100個以上。", "100個", ">="),
        ("在产煤矿总产能稳定在13亿吨左右。", "13亿吨", "~"),
        ("技改項(xiàng)目1.2萬個(gè)左右,有效", "1.2萬個", "~"),
        ("年內力爭引進培育瞪羚企業3~5家。", "3~5家", "range"),
        ("能耗总量控制在50万吨标准煤以内。", "50万吨标准煤", "<="),
    ],
)
def test_a_targets_comparator_comes_from_the_words_around_it(text: str, number: str, comparator: str):
    start = text.index(number)
    assert target_comparator(text, (start, start + len(number)), number) == comparator


@pytest.mark.parametrize(
    ("text", "number", "allowed"),
    [
        ("5G基站累计超过11万个,", "11万个", {">="}),
        ("标识解析二级节点达到39个,", "39个", {"=", ">="}),
        ("单个企业不超过 300 万元。", "300 万元", {"<="}),
        ("服务科技企业近3000家,", "近3000家", {"~"}),
    ],
)
def test_a_facts_comparator_comes_from_the_words_next_to_it(text: str, number: str, allowed: set[str]):
    start = text.index(number)
    assert fact_comparators(text, (start, start + len(number)), number) == allowed


def test_readings_in_brackets_go_and_other_brackets_stay():
    assert plain("規(guī)上工業(yè)(GW)") == "规上工业(GW)"
