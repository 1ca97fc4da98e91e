"""The ledger against a second reading of the five documents, written down before the ledger was looked at.

One row per number that states a target; the number stands at its offset in the source text. What the second reader
and the ledger saw differently was decided by the text and the rules in data/catalogue/README.md, in both.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.data.ledger_files import Row, document_ids, number_span, source_text, statements, table
from tests.intake.number_words import plain

READING = Path(__file__).parent / "files" / "second_reading.csv"
READ = ("basis", "comparator", "value", "value_high", "unit", "period_start", "deadline", "strength")
SHORT = {row["name"]: row["short_name"] for row in table("organisations")}
WITHOUT_NUMBER = {"baotou": 2, "hekou": 5, "liaoning": 0, "neimenggu": 7, "shandong": 2}
ANSWER = re.compile(r"答问([一二三四])(?:（.+?）)?、([一二三四五]) ")

each_document = pytest.mark.parametrize("document_id", document_ids())


def second_reading(document_id: str) -> list[Row]:
    with READING.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["document_id"] == document_id]


def targets(document_id: str) -> list[Row]:
    return [row for row in table(f"targets/{document_id}") if row["number_text"]]


def as_read(row: Row, offset: int, lead: str) -> tuple[object, ...]:
    return offset, *(row[name] for name in READ), lead


@each_document
def test_both_readers_saw_the_same_targets(document_id: str):
    """Missed by one, invented by one, or read otherwise: all of it is listed."""
    once = Counter(
        as_read(
            row,
            number_span(row)[0],
            "、".join(SHORT[name] for name in filter(None, row["lead_units"].split("、"))),
        )
        for row in targets(document_id)
    )
    again = Counter(as_read(row, int(row["offset"]), row["lead"]) for row in second_reading(document_id))
    assert sorted((once - again).elements()) == sorted((again - once).elements()) == []


@each_document
def test_targets_without_a_number_are_as_many_as_were_read(document_id: str):
    kept = [row for row in table(f"targets/{document_id}") if not row["number_text"]]
    assert len(kept) == WITHOUT_NUMBER[document_id.split("-", maxsplit=1)[0]]


@each_document
def test_the_second_readers_numbers_stand_in_the_text(document_id: str):
    text = source_text(document_id)
    for row in second_reading(document_id):
        start = int(row["offset"])
        assert text[start : start + len(row["number"])] == row["number"], row


@pytest.mark.parametrize("document_id", ["neimenggu-2023-press-conference", "shandong-2024-press-conference"])
def test_what_is_answered_stands_under_its_question_and_item(document_id: str):
    """答问二、三: after the second reporter's question, and 三是 or 第三 is the last ordinal before the number."""
    text = source_text(document_id)
    found = 0
    for row in statements(document_id):
        named = ANSWER.match(row["clause"])
        if named is None:
            continue
        before = plain(text[: number_span(row)[0] if row["number_text"] else int(row["excerpt_offset"])])
        questions = [one.end() for one in re.finditer("记者[:：]", before)]
        assert "一二三四"[len(questions) - 1] == named[1], row["id"]
        answer = before[questions[-1] :]
        ordinals = {
            each[-1]
            for each in (re.findall("第([一二三四五]),", answer), re.findall("([一二三四五])是", answer))
            if each
        }
        assert named[2] in ordinals, row["id"]
        found += 1
    assert found >= 8


def test_each_statement_of_hekou_stands_under_its_heading():
    """`——X。` among the goals, `(一)X。` elsewhere; what comes before the first of them is the general goal."""
    document_id = "hekou-2020-5"
    text = source_text(document_id)
    for row in statements(document_id):
        before = text[: number_span(row)[0] if row["number_text"] else int(row["excerpt_offset"])]
        part = before[
            before.rindex("\n一、" if row["clause"].startswith("一、") else f"\n{row['clause'][0]}、") :
        ]
        headings = re.findall(r"——([^。]+)。", part) or re.findall(
            r"\n\(([一二三四五六七])\)([^。]+)。", part
        )
        match headings[-1] if headings else "总体目标":
            case (number, words):
                heading = f"（{number}）{words.replace(',', '，')}"
            case words:
                heading = f" {words}"
        assert row["clause"].endswith(heading), row["id"]
