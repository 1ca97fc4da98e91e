"""How much of a file is understood and told: every bound in one place, and what becomes of more.

What is read of a workbook at all is bounded before (intake/workbooks/limits.py); this bounds what is made of it, so that
nothing a file holds can fill a screen, the memory of the server, or a person's day.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from data.problems import Problem, problem
from intake.workbooks import limits
from intake.workbooks.limits import Refusal
from intake.workbooks.sheets import LABEL

Known = TypeVar("Known")

ROWS = 20_000  # of a form
PERIODS = 120  # of a form that names one in each row
NAME = LABEL  # characters of a name, a heading, a unit
TEXT = 500  # characters kept of what was typed as a figure or a remark
PROBLEMS = 2_000  # told of one file
QUESTIONS = 100  # unknown names put to a person at once

MORE = "F23"  # there are more problems than are told
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
    every = dict.fromkeys(found)
    left_out = sum(int(dict(one.facts)["count"]) for one in every if one.code == MORE)
    told = sorted((one for one in every if one.code != MORE), key=lambda one: _RANKS[one.severity])
    kept = told if len(told) <= PROBLEMS and not left_out else told[: PROBLEMS - 1]
    left_out += len(told) - len(kept)
    return (*kept, problem(MORE, count=left_out)) if left_out else tuple(kept)


def known(table: Mapping[str, Known], code: object) -> Known:
    """Return what a code stands for; Refusal where the limited process tells of one that it was not given."""
    if code not in table:
        raise Refusal(problem("F02"))
    return table[str(code)]
