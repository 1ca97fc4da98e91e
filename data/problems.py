"""What can be wrong with a file that is brought in: a code with its facts, never a sentence.

Facts are plain text: a reporter's own words and names as they stand, numbers and periods (2024-10, 2024Q4,
2024-06-D2) as codes, a word of ours by its code. The sentence is made where it is shown (wording/problems.py). This
module knows how severe each code is (problems.csv); it never decides whether one applies.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

SEVERITIES = Path(__file__).with_name("problems.csv")
SHOWN_LENGTH = 80  # characters of a reporter's value that are echoed back
SHOWN_ITEMS = 40  # items of a list that are
BETWEEN = "\n"  # the items of a fact that is a list
MORE = "…"


class Severity(StrEnum):
    """What a problem does to its file: stops it, asks a person, tells a person, or nothing."""

    REJECT = "reject"
    WARN = "warn"
    NOTICE = "notice"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to tell the reporter, addressed to a cell (`cell` and `sheet` are empty for the whole file).

    `subject` is what it is about, from wide to narrow: indicator, region, column of the form; any may be empty.
    """

    code: str
    severity: Severity
    sheet: str = ""
    cell: str = ""
    value: str = ""
    subject: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A code of the catalogue with its facts, not yet addressed to a cell."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@cache
def severities() -> dict[str, Severity]:
    """Return the severity of every code."""
    with SEVERITIES.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Severity(row["severity"]) for row in csv.DictReader(lines)}


def problem(
    code: str,
    *,
    sheet: str = "",
    cell: str = "",
    value: object = "",
    subject: str | tuple[str, ...] = (),
    **facts: object,
) -> Problem:
    """Return the problem `code` with its facts, each one short line; a list or tuple is a list of names."""
    return Problem(
        code=code,
        severity=severities()[code],
        sheet=sheet,
        cell=cell,
        value=shorten(value),
        subject=tuple(shorten(part) for part in ([subject] if isinstance(subject, str) else subject)),
        facts=tuple((name, _plain(fact)) for name, fact in facts.items()),
    )


def _plain(fact: object) -> str:
    if not isinstance(fact, list | tuple):
        return shorten(fact)
    shown = [shorten(one) for one in fact[:SHOWN_ITEMS]]
    return BETWEEN.join([*shown, MORE] if len(fact) > len(shown) else shown)


def shorten(value: object) -> str:
    """Return a value as one short printable line."""
    if isinstance(value, float):
        value = f"{value:.10g}"
    text = "".join(letter if letter.isprintable() else " " for letter in str(value)).strip()
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def rejects(found: Iterable[Problem]) -> bool:
    """Return whether any problem stops the file."""
    return any(one.severity is Severity.REJECT for one in found)


def warns(found: Iterable[Problem]) -> bool:
    """Return whether any problem needs a person's confirmation."""
    return any(one.severity is Severity.WARN for one in found)
