"""Layouts people really send: each is read as what it says, or asks; parsed in process, one case a row of a table.

The inputs stand for those of the shared folder of cases, built here of the small ledger's names.
"""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from data.problems import severities
from intake import figures, matching
from intake.kinds import KINDS, Workbook
from intake.kinds.backfill import Needs as Past
from intake.kinds.monthly import Needs
from intake.workbooks import fields
from intake.workbooks.books import take
from intake.workbooks.limits import Refusal
from tests.intake.reporting import TODAY, foreign, ledger, saved
from tests.worded import assert_worded

NAMES = matching.load(ledger())
JUNE, MAY = date(2024, 6, 30), date(2024, 5, 31)
TITLE = ["甲市2024年6月工业经济指标"]
OFFICE = ["填报单位：甲市发展和改革委员会"]
STEEL, INVEST = "粗钢产量", "工业投资"
MONTHS = ["2023年9月", "2023年10月", "2023年11月", "2023年12月"]

Told = tuple[dict[tuple[str, str, str, str], float], list[str]]


def read(content: bytes, name: str = "月报.xlsx") -> Told:
    """What a file says: (indicator, region, kind, month) with its value, and the codes of what is told."""
    try:
        taken = take(content, name, 200_000)
    except Refusal as refusal:
        return {}, [refusal.problem.code]
    stamp = fields.of(taken.book)
    workbook = Workbook(file_name=name, stamp=stamp, book=taken.book, columns=taken.columns)
    kind = next(one for one in KINDS.values() if one.recognises(workbook))
    past = kind.name == "backfill"
    needs = (
        Past(names=NAMES, today=TODAY)
        if past
        else Needs(names=NAMES, today=TODAY, uploader=None, period=None)
    )
    reading = kind.read(workbook, needs)
    assert_worded(reading.problems)
    return (_figures(reading) if past else _lines(reading)), [one.code for one in reading.problems]


def _lines(reading: object) -> dict[tuple[str, str, str, str], float]:
    return {
        (line.indicator, line.region, column, f"{line.period_end:%Y-%m}"): float(value.value)
        for line in reading.lines
        for column, value in line.values.items()
    }


def _figures(reading: object) -> dict[tuple[str, str, str, str], float]:
    if reading.figures is None:
        return {}
    read = figures.adopt(reading.figures)
    try:
        return {
            (read.word("indicator_code", row), read.word("region_code", row), read.word("kind", row), f"{end:%Y-%m}"): one
            for at, (_, end) in enumerate(read.head.periods)
            for row, one in enumerate(read.values(at).tolist())
            if not np.isnan(one)
        }  # fmt: skip
    finally:
        Path(read.path).unlink()


def asks(codes: list[str]) -> bool:
    return any(severities()[code] in {"warn", "reject"} for code in codes if code != "S02")


def values(told: Told) -> list[float]:
    return list(told[0].values())


def shaped(rows: list[list[object]], cell: str, shape: str) -> bytes:
    book = openpyxl.load_workbook(BytesIO(foreign(rows)))
    book.active[cell].number_format = shape
    return saved(book)


UNITS = {
    "label of a back-fill": ([["指标", "地区", *MONTHS], ["工业投资（万元）", "甲市", 6200000, 7000000, 7900000, 8800000]], [620, 700, 790, 880]),
    "line with a percent": ([TITLE, ["单位：万元、%"], ["指标名称", "地区", "本月累计", "累计同比"], [INVEST, "甲市", 7000000, 18.3]], [700, 18.3]),
    "line of two cells": ([TITLE, ["单位：", "万元"], ["指标名称", "地区", "本月累计"], [INVEST, "甲市", 7000000]], [700]),
    "title": ([["甲市2024年6月工业经济指标（万元）"], ["指标名称", "地区", "本月累计"], [INVEST, "甲市", 7000000]], [700]),
    "brackets of several words": ([TITLE, ["指标名称", "地区", "本月累计"], ["工业投资（现价，万元）", "甲市", 7000000]], [700]),
    "heading of names": ([TITLE, ["指标名称（万元）", "地区", "本月累计"], [INVEST, "甲市", 7000000]], [700]),
    "third row": ([TITLE, ["指标名称", "地区", "1-6月", None], [None, None, "绝对量", "同比"], [None, None, "万元", "%"],
                   [INVEST, "甲市", 7000000, 17.8]], [700, 17.8]),
}  # fmt: skip
UNKNOWN_UNITS = {
    "heading": [TITLE, ["指标名称", "地区", "本月累计（千元）"], [INVEST, "甲市", 86370000]],
    "label": [TITLE, ["指标名称", "地区", "本月累计"], ["工业投资（百万元）", "甲市", 86370]],
    "line": [TITLE, ["单位：万美元"], ["指标名称", "地区", "本月累计"], [INVEST, "甲市", 86370]],
    "column": [TITLE, ["指标名称", "地区", "计量单位", "本月累计"], [INVEST, "甲市", "千元", 86370]],
    "two of one dimension": [TITLE, ["单位：亿元"], ["指标名称", "地区", "本月累计（万元）"], [INVEST, "甲市", 86370]],
    "label of a back-fill": [["指标", "地区", *MONTHS], ["工业投资（千元）", "甲市", 620, 700, 790, 880]],
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), UNITS.values(), ids=UNITS)
def test_a_unit_is_read_wherever_it_stands(rows: list, expected: list[float]):
    merged = ("A2:A4", "B2:B4", "C2:D2") if len(rows[-2]) == 4 and rows[-2][0] is None else ()
    assert values(read(foreign(rows, *merged))) == expected


@pytest.mark.parametrize("rows", UNKNOWN_UNITS.values(), ids=UNKNOWN_UNITS)
def test_a_unit_that_is_unknown_or_contradicted_asks(rows: list):
    _, codes = read(foreign(rows))
    assert {"C44", "C45"} & set(codes), codes


GROWTH = "added_value"
SHOWN = {
    "literal percent": ('0.0"%"', 1.5, 1.5), "escaped percent": ("0.0\\%", 1.5, 1.5), "of WPS": ('G/通用格式"%"', 1.5, 1.5),
    "real percent": ("0.0%", 0.015, 1.5),
}  # fmt: skip


@pytest.mark.parametrize(("shape", "typed", "expected"), SHOWN.values(), ids=SHOWN)
def test_a_percent_is_what_the_cell_shows(shape: str, typed: float, expected: float):
    rows = [TITLE, ["指标名称", "地区", "计量单位", "累计同比"], ["规上工业增加值", "甲市", "%", typed]]
    assert values(read(shaped(rows, "D3", shape))) == [expected]


@pytest.mark.parametrize("mark", ["②", "¹", "*", "[1]", "注1"])
def test_a_mark_of_a_footnote_is_no_digit(mark: str):
    found, codes = read(foreign([TITLE, ["指标名称", "地区", "本月累计"], [INVEST, "甲市", f"700.5{mark}"]]))
    assert (list(found.values()), "C43" in codes) == ([700.5], True)


def test_a_raised_digit_is_no_digit():
    book = openpyxl.load_workbook(
        BytesIO(foreign([TITLE, ["指标名称", "地区", "本月累计"], [INVEST, "甲市", None]]))
    )
    book.active["C3"].value = CellRichText("700.5", TextBlock(InlineFont(vertAlign="superscript"), "2"))
    assert values(read(saved(book))) == [700.5]


KINDS_SAID = {
    "month under month": (
        [["甲市2024年工业经济指标"], ["指标名称", "地区", "2024年3月", None, "2024年4月", None, "2024年5月", None],
         [None, None, *["当月", "累计"] * 3], [INVEST, "甲市", 70, 205.2, 73.5, 278.7, 85, 363.7]],
        ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"), {"ytd": [205.2, 278.7, 363.7]}, "S09"),
    "months said to be of the month": (
        [["2023年各月工业经济指标（当月值）"], ["指标", "地区", *MONTHS], [INVEST, "甲市", 70.1, 72.2, 75.3, 80.4]], (),
        {"month": [70.1, 72.2, 75.3, 80.4]}, ""),
    "a type in other words": (
        [["指标", "地区", "数据类型", *MONTHS], [INVEST, "甲市", "当期值", 70, 72, 75, 80]], (), {"month": [70, 72, 75, 80]}, ""),
    "口径 of the month": (
        [["指标", "地区", "口径", *MONTHS], [INVEST, "甲市", "当月值", 70, 72, 75, 80]], (), {"month": [70, 72, 75, 80]}, ""),
    "a name in brackets": (
        [["指标", "地区", *MONTHS], ["工业投资（当月）", "甲市", 70, 72, 75, 80]], (), {"month": [70, 72, 75, 80]}, ""),
    "a name of last year": ([["指标", "地区", *MONTHS], ["工业投资（上年同期）", "甲市", 70, 72, 75, 80]], (), {}, "S28"),
    "the month's growth": (
        [TITLE, ["指标名称", "地区", "计量单位", "当月", None], [None, None, None, "绝对量", "同比(%)"], [INVEST, "甲市", "亿元", 85, 11.1]],
        ("A2:A3", "B2:B3", "C2:C3", "D2:E2"), {"month": [85]}, "S09"),
    "month and so far": (
        [TITLE, ["指标名称", "地区", "计量单位", "当月", None, "累计", None], [None, None, None, *["绝对量", "同比(%)"] * 2],
         [INVEST, "甲市", "亿元", 85, 11.1, 463.7, 17.8]],
        ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"), {"month": [85], "ytd": [463.7], "yoy": [17.8]}, "S09"),
    "two bare 同比": (
        [TITLE, ["指标名称", "地区", "本月", "同比", "累计", "同比"], [INVEST, "甲市", 85, 11.1, 463.7, 17.8]], (),
        {"month": [85], "ytd": [463.7], "yoy": [17.8]}, "S09"),
    "this year and last": (
        [TITLE, ["指标名称", "地区", "2024年1-6月", "2023年1-6月", "同比"], [INVEST, "甲市", 463.7, 393.2, 17.8]], (),
        {"ytd": [463.7], "yoy": [17.8]}, "S09"),
    "headings people use": (
        [TITLE, ["指标名称", "地区", "本年累计完成", "比上年同期增长%"], [INVEST, "甲市", 463.7, 17.8]], (), {"ytd": [463.7], "yoy": [17.8]}, ""),
    "more of them": (
        [TITLE, ["指标名称", "地区", "目标", "今年以来累计", "增幅（%）"], [INVEST, "甲市", 900, 463.7, 17.8]], (), {"ytd": [463.7], "yoy": [17.8]}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "merged", "expected", "code"), KINDS_SAID.values(), ids=KINDS_SAID)
def test_figures_are_of_the_kind_that_is_written(rows: list, merged: tuple, expected: dict, code: str):
    found, codes = read(foreign(rows, *merged))
    kinds = {kind: [value for key, value in found.items() if key[2] == kind] for _, _, kind, _ in found}
    assert (kinds, code in codes if code else True) == (expected, True), codes


@pytest.mark.parametrize(
    ("header", "figures_typed", "code"),
    [
        (
            ["指标名称", "地区", "2023年10月", "2023年9月", "2022年10月", "同比"],
            [85, 73.5, 72.1, 17.8],
            "M32",
        ),
        (["指标", "地区", *MONTHS], [70.1, 72.2, 75.3, 80.4], "M31"),
        (["指标", "地区", *MONTHS], [80.4, 72.2, 75.3, 70.1], "M32"),
    ],
)
def test_months_of_which_nothing_says_the_kind_ask(header: list, figures_typed: list, code: str):
    assert code in read(foreign([["工业经济指标"], header, [INVEST, "甲市", *figures_typed]]))[1]


def test_what_a_month_grew_by_is_never_growth_since_january():
    header = ["指标", "地区", "2023年9月同比", "2023年10月同比", "2023年11月同比"]
    assert read(foreign([["工业"], header, [INVEST, "甲市", 7, 7.2, 7.5]]))[0] == {}


def test_months_that_can_only_be_so_far_need_not_say_it():
    found, codes = read(foreign([["指标", "地区", *MONTHS], [INVEST, "甲市", 470, 542, 617, 697]]))
    assert (list(found.values()), asks(codes)) == ([470, 542, 617, 697], False)


HEAD = ["指标名称", "地区", "本月累计"]
PERIODS = {
    "not the day it was filled in": ([TITLE, [*OFFICE, None, "填报时间：2024-07-02"], HEAD, [INVEST, "甲市", 7]], ["2024-06"]),
    "nor of printing": ([TITLE, ["打印日期：", "2024年7月2日"], HEAD, [INVEST, "甲市", 7]], ["2024-06"]),
    "the year of the title": ([["甲市2023年工业经济指标"], ["月份", *HEAD], ["8月", INVEST, "甲市", 7], [9, INVEST, "甲市", 8]], ["2023-08", "2023-09"]),
    "a column of years": ([["工业经济指标"], ["年份", "月份", *HEAD], [2023, "8月", INVEST, "甲市", 7]], ["2023-08"]),
    "Chinese numerals": ([["二〇二四年六月工业经济指标"], HEAD, [INVEST, "甲市", 7]], ["2024-06"]),
    "the first half": ([["甲市2024年上半年工业经济指标"], HEAD, [INVEST, "甲市", 7]], ["2024-06"]),
    "the heading": ([["甲市2024年工业经济指标"], ["指标名称", "地区", "1-5月"], [INVEST, "甲市", 7]], ["2024-05"]),
    "cells that are dates": ([["指标", "地区", *(datetime(2023, month, 1) for month in (9, 10, 11))], [INVEST, "甲市", 470, 542, 617]],
                             ["2023-09", "2023-10", "2023-11"]),
    "October typed as a number": ([["指标", "地区", 2023.9, 2023.1, 2023.11], [INVEST, "甲市", 470, 542, 617]], ["2023-09", "2023-10", "2023-11"]),
    "years over months": ([["指标", "地区", "2022年", None, None, "2023年", None], [None, None, "10月", "11月", "12月", "1-2月", "3月"],
                           [INVEST, "甲市", 500, 550, 600, 90, 150]], ["2022-10", "2022-11", "2022-12", "2023-02", "2023-03"]),
    "figures are no dates": ([TITLE, ["指标名称", "地区", "年度目标", "上月累计", "本月当月", "本月累计"], [INVEST, "甲市", 60000, 41000, 34500, 45500]],
                             ["2024-06", "2024-06"]),
}  # fmt: skip
NO_PERIODS = {
    "heading against title": ([TITLE, ["指标名称", "地区", "1-5月"], [INVEST, "甲市", 7]], "S29"),
    "label against title": ([TITLE, ["报告期：2024年5月"], HEAD, [INVEST, "甲市", 7]], "S29"),
    "no year": ([["工业经济指标"], ["月份", *HEAD], ["5月", INVEST, "甲市", 7]], "S30"),
    "a month to come": ([["甲市2024年工业经济指标"], ["月份", *HEAD], ["11月", INVEST, "甲市", 7]], "M02"),
    "title of another year": ([["甲市2022年各月工业"], ["指标", "地区", *MONTHS], [INVEST, "甲市", 470, 542, 617, 697]], "S29"),
    "October as a number": ([["指标", "地区", 2023.9, 2023.1, 2023.11], [INVEST, "甲市", 470, 542, 617]], "C26"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), PERIODS.values(), ids=PERIODS)
def test_a_period_is_the_one_reported(rows: list, expected: list[str]):
    merged = ("A1:A2", "B1:B2", "C1:E1", "F1:G1") if rows[0][2:4] == ["2022年", None] else ()
    found, codes = read(foreign(rows, *merged))
    assert [month for _, _, _, month in found] == expected, codes


@pytest.mark.parametrize(("rows", "code"), NO_PERIODS.values(), ids=NO_PERIODS)
def test_a_period_that_is_not_certain_asks(rows: list, code: str):
    assert code in read(foreign(rows))[1]


REGIONS = {
    "heading rows": ([TITLE, OFFICE, ["指标名称", "本月累计"], ["乙区"], [STEEL, 20], ["丙县"], [INVEST, 2]], ["990102", "990103"]),
    "the whole": ([TITLE, HEAD, [STEEL, "全市", 20], [STEEL, "乙区", 2]], ["990100", "990102"]),
    "a seal": ([TITLE, ["填报单位（盖章）：甲市发展和改革委员会"], ["指标名称", "本月累计"], [STEEL, 20]], ["990100"]),
    "the next cell": ([TITLE, ["填报单位：", "甲市发展和改革委员会"], ["指标名称", "本月累计"], [STEEL, 20]], ["990100"]),
    "the title": ([["甲市乙区2024年6月工业经济指标"], ["指标名称", "本月累计"], [STEEL, 20]], ["990102"]),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), REGIONS.values(), ids=REGIONS)
def test_a_region_is_read_where_it_stands(rows: list, expected: list[str]):
    assert [region for _, region, _, _ in read(foreign(rows))[0]] == expected


def test_a_heading_row_of_an_unknown_region_is_asked_about_and_its_rows_are_not_taken_for_ours():
    found, codes = read(foreign([TITLE, OFFICE, ["指标名称", "本月累计"], ["丁丑旗"], [STEEL, 20]]))
    assert (found, bool({"M08", "M24"} & set(codes))) == ({}, True)


@pytest.mark.parametrize(
    "row",
    [["注：以下为分项"], ["备注：以下为分项"], ["填表人：张三", None, None]],
    ids=["note", "remark", "signature"],
)
def test_rows_below_a_footnote_are_read(row: list):
    found, codes = read(foreign([TITLE, HEAD, [INVEST, "甲市", 7], row, [STEEL, "甲市", 3]]))
    assert (list(found.values()), "S15" in codes) == ([7, 3], True)


def test_a_name_that_begins_like_a_footnote_is_a_name():
    assert {"M09", "M24"} & set(read(foreign([TITLE, HEAD, ["注塑机产量", "甲市", 7]]))[1])


def repacked(content: bytes, change: dict[str, tuple[bytes, bytes]], *, folders: str = "/") -> bytes:
    """A workbook with bytes of its parts replaced, and folders parted by another sign."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            before, after = change.get(name, (b"", b""))
            inside = old.read(name).replace(before, after) if before else old.read(name)
            if folders != "/":
                info = zipfile.ZipInfo("x")
                info.filename = name.replace("/", folders)
                new.writestr(info, inside)
            else:
                new.writestr(name, inside)
    return out.getvalue()


PLAIN = foreign([TITLE, HEAD, [INVEST, "甲市", 7]])
COMMA = "甲市2024年6月工业经济指标\n指标名称,地区,本月累计\n工业投资,甲市,7\n"


def archived(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


READERS = {
    "a font family beyond what openpyxl knows": repacked(
        PLAIN, {"xl/styles.xml": (b'<family val="2"', b'<family val="34"')}
    ),
    "an empty fill": repacked(PLAIN, {"xl/styles.xml": (b"<fill><patternFill/></fill>", b"<fill/>")}),
    "back slashes": repacked(PLAIN, {}, folders="\\"),
    "a day that is none": repacked(
        PLAIN, {"docProps/core.xml": (b"Z</dcterms:created>", b"x</dcterms:created>")}
    ),
    "CSV in UTF-8": COMMA.encode(),
    "CSV with a mark": COMMA.encode("utf-8-sig"),
    "CSV in UTF-16": COMMA.replace(",", "\t").encode("utf-16"),
    "CSV in GB18030": COMMA.encode("gb18030"),
    "in an archive": archived("月报.xlsx", PLAIN),
}


@pytest.mark.parametrize("content", READERS.values(), ids=READERS)
def test_what_other_programs_open_is_read(content: bytes):
    found, codes = read(content)
    assert list(found.values()) == [7], codes


FACTORS = {"元": 10**-8, "万元": 10**-4, "亿元": 1.0, "千元": None, "百万元": None}
PLACES = ("label", "heading", "line", "title", "cell", "column")


def written(places: dict[str, str], typed: float) -> bytes:
    """A form whose unit is written in these places."""
    above = [[f"甲市2024年6月工业经济指标{'（' + places['title'] + '）' if 'title' in places else ''}"]]
    above += [[f"单位：{places['line']}"]] if "line" in places else []
    above += [["单位：", places["cell"]]] if "cell" in places else []
    heading = f"本月累计（{places['heading']}）" if "heading" in places else "本月累计"
    label = f"工业投资（{places['label']}）" if "label" in places else INVEST
    return foreign(
        [*above, ["指标名称", "地区", "计量单位", heading], [label, "甲市", places.get("column"), typed]]
    )


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from(PLACES), st.sampled_from(sorted(FACTORS)), max_size=3),
    st.integers(1, 9 * 10**8),
)
def test_a_value_is_what_was_typed_in_the_unit_that_is_written_or_the_file_asks(
    places: dict[str, str], typed: int
):
    found, codes = read(written(places, typed))
    said = {FACTORS[unit] for unit in places.values()} or {1.0}
    if len(said) > 1 or None in said:
        assert asks(codes) or len({FACTORS[one] for one in places.values()} - {None}) == 1, (places, codes)
    if found:
        (value,), factors = found.values(), said - {None}
        assert any(abs(value - round(typed * factor, 4)) <= 1e-4 for factor in factors), (
            places,
            typed,
            value,
        )


SAYING = ("title", "label", "heading", "file")


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(SAYING), st.integers(1, 6), min_size=1))
def test_a_period_is_the_one_that_is_written_or_the_file_asks(places: dict[str, int]):
    title = f"甲市2024年{places['title']}月工业经济指标" if "title" in places else "甲市工业经济指标"
    label = [[f"报告期：2024年{places['label']}月"]] if "label" in places else []
    heading = f"2024年1-{places['heading']}月" if places.get("heading", 1) > 1 else "本月累计"
    places = (
        places
        if places.get("heading", 2) > 1
        else {key: one for key, one in places.items() if key != "heading"}
    )
    name = f"2024年{places['file']}月.xlsx" if "file" in places else "月报.xlsx"
    found, codes = read(foreign([[title], *label, ["指标名称", "地区", heading], [INVEST, "甲市", 7]]), name)
    said = {f"2024-{month:02}" for month in places.values()}
    assert {key[3] for key in found} <= said
    assert len(said) <= 1 or asks(codes), (places, codes)
