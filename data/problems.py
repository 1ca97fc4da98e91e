"""The catalogue of import problems: what can be wrong with a reporter's workbook, and what to do about it.

The wording is data (problems.csv, one line a code: severity, message, remedy; problems_en.csv the same in
English) so that offices can review it. This module turns a code and its facts into a frozen Problem; it never decides whether one applies.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("problems.csv")
ENGLISH = Path(__file__).with_name("problems_en.csv")
WORDS_EN = Path(__file__).with_name("problem_words_en.csv")
PHRASES_EN = (  # facts that hold a number: the months of a title, sizes, the form asked for
    (re.compile(r"本次应报 (.*)"), r"this is the report of \1"),
    (re.compile(r"部件 (\d+) 个"), r"\1 parts"),
    (re.compile(r"解压后 (\d+) MB"), r"\1 MB unpacked"),
    (re.compile(r"压缩比 (\d+)"), r"packed \1 to 1"),
    (re.compile(r"，上限 (\d+) MB"), r", at most \1 MB"),
    (re.compile(r"格式 (.*)"), r"format \1"),
    (re.compile(r"(\d{4})年第([一二三四])季度"), r"quarter \2 of \1"),
    (re.compile(r"(\d{4})年(\d{1,2})月([上中下])旬"), r"\1-\2 \3旬"),
    (re.compile(r"(\d{4})年(\d{1,2})月"), r"\1-\2"),
)
SHOWN_LENGTH = 80  # characters of a reporter's value that are echoed back


class Severity(StrEnum):
    """What a problem does to its file: stops it, asks a person, tells a person, or nothing."""

    REJECT = "reject"
    WARN = "warn"
    NOTICE = "notice"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the catalogue: message and remedy hold {named} gaps."""

    code: str
    severity: Severity
    message: str
    remedy: str
    message_en: str = ""
    remedy_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to tell the reporter, addressed to a cell (`cell` and `sheet` are empty for the whole file)."""

    code: str
    severity: Severity
    message: str
    remedy: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    subject: str = ""
    message_en: str = ""
    remedy_en: str = ""


@cache
def entries() -> dict[str, Entry]:
    """Return the catalogue by code."""
    rows, english = _table(CATALOGUE), {row["code"]: row for row in _table(ENGLISH)}
    return {
        row["code"]: Entry(
            code=row["code"],
            severity=Severity(row["severity"]),
            message=row["message"],
            remedy=row["remedy"],
            message_en=english.get(row["code"], row)["message"],
            remedy_en=english.get(row["code"], row)["remedy"],
        )
        for row in rows
    }


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _words() -> dict[str, str]:
    return {row["chinese"]: row["english"] for row in _table(WORDS_EN)}


def _english(fact: str) -> str:
    """Return a fact in English: ours are known, a reporter's own words stay as typed."""
    if fact in _words():
        return _words()[fact]
    for pattern, said in PHRASES_EN:
        fact = pattern.sub(said, fact)
    return fact


def problem(
    code: str, *, sheet: str = "", cell: str = "", value: object = "", subject: str = "", **facts: object
) -> Problem:
    """Word the problem `code` with its facts; the typed value is a fact too."""
    entry = entries()[code]
    shown = shorten(value)
    words = {"sheet": sheet, "cell": cell, "value": shown} | {
        name: shorten(fact) for name, fact in facts.items()
    }
    english = {name: fact if name == "value" else _english(fact) for name, fact in words.items()}
    return Problem(
        code=code,
        severity=entry.severity,
        message=entry.message.format_map(words),
        remedy=entry.remedy.format_map(words),
        message_en=entry.message_en.format_map(english),
        remedy_en=entry.remedy_en.format_map(english),
        sheet=sheet,
        cell=cell,
        value=shown,
        subject=subject,
    )


def shorten(value: object) -> str:
    """Return a value as one short printable line, for messages."""
    if isinstance(value, float):
        value = f"{value:.10g}"
    text = "".join(letter if letter.isprintable() else " " for letter in str(value)).strip()
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def line(found: Problem) -> str:
    """Return the one-line form: [code] place value → problem → remedy."""
    place = "!".join(part for part in (found.sheet, found.cell) if part)
    where = " ".join(part for part in (place, found.subject) if part)
    typed = f" “{found.value}”" if found.value else ""
    remedy = f" → {found.remedy}" if found.remedy else ""
    return f"[{found.code}] {where}{typed} → {found.message}{remedy}".replace("]  ", "] ")


def rejects(found: Iterable[Problem]) -> bool:
    """Return whether any problem stops the file."""
    return any(one.severity is Severity.REJECT for one in found)


def warns(found: Iterable[Problem]) -> bool:
    """Return whether any problem needs a person's confirmation."""
    return any(one.severity is Severity.WARN for one in found)
