"""Raw excerpts become readable, and say nothing they did not say."""

import pytest

from intake.documents.reading import LOST, clean


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("舉行新聞發(fā)布會(huì)", "举行新闻发布会"),
        ("規(guī)上工業(yè)增長(zhǎng)值增長(zhǎng)7.1%", "规上工业增长值增长7.1%"),
        ("年內多晶硅產能達到87萬噸", "年内多晶硅产能达到87万吨"),
        ("在产煤矿总产能稳定在13亿吨左右", "在产煤矿总产能稳定在13亿吨左右"),
    ],
)
def test_glosses_go_and_characters_are_simplified(raw: str, readable: str):
    assert clean(raw) == readable


def test_a_lost_character_is_marked_and_never_guessed():
    assert clean("炅?zhēng)推動(dòng)超過20%") == f"炅{LOST}推动超过20%"


@pytest.mark.parametrize(
    "text", ["市场报价利率(LPR)的 25%", "(eVTOL)", "电源使用效率(PUE 值)", "80%?是的)", "(含)"]
)
def test_brackets_that_are_no_pinyin_stay(text: str):
    assert clean(text) == text
