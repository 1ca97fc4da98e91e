"""How much is made of a file: rows, periods, questions, problems and texts are bounded, and what is left out is said."""

import time
from decimal import Decimal

import pytest

from data.problems import problem
from data.store import Store
from intake import bounds, matching
from intake.entries import Value
from intake.kinds import Workbook
from intake.kinds.monthly import MONTHLY, Reading
from intake.previews import Expectation
from intake.workbooks.limits import Refusal
from intake.workbooks.sheets import Book, Carried, Sheet
from tests.intake.reporting import TODAY, check, codes, foreign, ledger
from tests.worded import assert_worded
from wording.problems import message

TITLE, HEADER = ["甲市工业月报（2024年6月）"], ["指标名称", "地区", "本月累计"]


@pytest.fixture(scope="module")
def store() -> Store:
    return ledger()


def read(store: Store, lines: list[list[Carried]], *above: list[Carried]) -> Reading:
    """What a foreign table says, read as the limited process reads it."""
    rows = [TITLE, *above, HEADER if not lines or len(lines[0]) == 3 else [*HEADER, "月份"], *lines]
    values = {number: dict(enumerate(row, start=1)) for number, row in enumerate(rows, start=1)}
    book = Book(kind="xlsx", sheets=(Sheet(name="表", values=values),))
    needs = MONTHLY.needs(store, None, Expectation(today=TODAY))
    return MONTHLY.read(Workbook(file_name="a.xlsx", stamp=None, book=book), needs)


def refused(store: Store, lines: list[list[Carried]]) -> str:
    with pytest.raises(Refusal) as stopped:
        read(store, lines)
    assert_worded([stopped.value.problem])
    return message(stopped.value.problem)


def test_a_table_of_more_rows_than_are_read_is_refused(store: Store):
    lines: list[list[Carried]] = [["粗钢产量", "甲市", 1.0] for _ in range(bounds.ROWS + 1)]
    assert "20,001 行，上限 20,000 行" in refused(store, lines)
    assert len(read(store, lines[: bounds.ROWS]).lines) == 1  # one row, repeated


def test_a_table_of_more_periods_than_are_compared_is_refused(store: Store):
    months = [f"{year}年{month}月" for year in range(2000, 2024) for month in range(1, 13)]
    lines: list[list[Carried]] = [["粗钢产量", "甲市", 1.0, month] for month in months]
    assert "288 个报告期，上限 120 个" in refused(store, lines)


def test_of_many_unknown_names_only_so_many_are_asked_about(store: Store):
    found = read(store, [[f"粗钢产量{number}号", "甲市", 1.0] for number in range(150)])
    assert len(found.unresolved) == bounds.QUESTIONS
    more = [one for one in found.problems if one.code == "M28"]
    assert len(more) == 50
    assert_worded(more)
    assert message(more[0]) == "不认识指标“粗钢产量100号”；不认识的名称太多，一次只核对前 100 个"


def test_a_name_is_asked_about_once_and_told_wherever_it_stands(store: Store):
    found = read(store, [["粗钢产", "甲市", 1.0], ["粗钢产", "乙区", 2.0]])
    assert [one.typed for one in found.unresolved] == ["粗钢产"]
    assert [one.cell for one in found.problems if one.code == "M09"] == ["A3", "A4"]


def test_of_many_problems_the_worst_are_told_and_how_many_more_there_are():
    every = [problem("C04", cell=f"A{number}", read="1") for number in range(3_000)]
    told = bounds.worst_first([*every, problem("C37", cell="B1")])
    assert (len(told), told[0].code, told[-1].code) == (bounds.PROBLEMS, "C37", "F23")
    assert_worded(told[-1:])
    assert message(told[-1]) == "问题太多，还有 1,002 个没有列出"


def test_how_many_more_there_are_is_said_once_for_both_processes():
    told = bounds.worst_first(problem("C04", cell=f"A{number}", read="1") for number in range(3_000))
    again = bounds.worst_first([*told, problem("M10", count=1), problem("M10", count=2)])
    assert (len(again), again[0].code) == (bounds.PROBLEMS, "M10")
    assert message(again[-1]) == "问题太多，还有 1,003 个没有列出"


def test_a_problem_is_told_once():
    assert bounds.worst_first([problem("C37"), problem("C37")]) == (problem("C37"),)


def test_no_text_is_handed_on_beyond_its_length(store: Store):
    long = "长" * 2_000
    found = read(store, [[long, long, long], ["粗钢产量" + long, "甲市", 73.0]], [long])
    facts = [text for one in found.problems for _, text in one.facts]
    typed = [*(one.value for one in found.problems), *(one.typed for one in found.unresolved)]
    assert 0 < max(map(len, [*facts, *typed])) <= bounds.NAME


def test_a_name_of_brackets_alone_costs_no_more_than_another(store: Store):
    """32,767 opening brackets in one cell once held the program for 38 seconds; now no more of it is looked at."""
    begun = time.process_time()
    matching.label("[" * 32_767)
    alone = time.process_time() - begun
    begun = time.process_time()
    matching.label("钢" * 32_767)
    assert alone <= 8 * max(time.process_time() - begun, 0.05)
    assert "M24" in codes(check(store, foreign([TITLE, HEADER, ["[" * 32_767, "甲市", 73]])))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e20", "0.00001"])
def test_a_value_the_store_cannot_hold_is_no_value(value: str):
    with pytest.raises(ValueError, match=r".+"):
        Value(value=Decimal(value), cell="A1", raw_text="", raw_unit="")
