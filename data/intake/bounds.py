"""How much of a file is understood and told: every bound in one place, and what becomes of more.

What is read of a workbook at all is bounded before (data/workbooks/limits.py); this bounds what is made of it, so that
nothing a file holds can fill a screen, the memory of the server, or a person's day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from data.problems import Problem, problem
from data.workbooks import limits
from data.workbooks.limits import Refusal
from data.workbooks.sheets import LABEL

Known = TypeVar("Known")

ROWS = 20_000  # of a form
PERIODS = 120  # of a form that names one in each row
NAME = LABEL  # characters of a name, a heading, a unit
TEXT = 500  # characters kept of what was typed as a figure or a remark
PROBLEMS = 2_000  # told of one file
QUESTIONS = 100  # unknown names put to a person at once

_RANKS = {severity: rank for rank, severity in enumerate(("reject", "warn", "notice", "accept"))}


def rows(numbers: Iterable[int]) -> list[int]:
    """Return the rows of a form; Refusal where there are more than are read."""
    found = list(numbers)
    limits.check("rows", len(found), ROWS)
    return found


def periods(ends: Iterable[date]) -> None:
    """Refusal where a form speaks of more periods than are compared with the past."""
    limits.check("periods", len(set(ends)), PERIODS)


def text(typed: str) -> str:
    """Return as much of what was typed as is kept."""
    return typed[:TEXT]


def name(typed: str) -> str:
    """Return as much of a name as is looked up."""
    return typed[:NAME]


def worst_first(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, worst first, then in reading order; a last one says how many more there are."""
    told = sorted(dict.fromkeys(found), key=lambda one: _RANKS[one.severity])
    if len(told) <= PROBLEMS:
        return tuple(told)
    return (*told[: PROBLEMS - 1], problem("F23", count=len(told) - PROBLEMS + 1))


def known(table: Mapping[str, Known], code: object) -> Known:
    """Return what a code stands for; Refusal where the limited process tells of one that it was not given."""
    if code not in table:
        raise Refusal(problem("F02"))
    return table[str(code)]
