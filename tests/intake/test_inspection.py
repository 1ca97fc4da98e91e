"""The limited process starts light, and what it tells counts only in the shape it must have."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from data.problems import problem
from intake import door
from intake.guard import child
from intake.guard.child import Answer, End
from intake.inspection import Question, Recognised, Refused
from intake.kinds import KINDS
from intake.kinds.monthly import Line, Reading
from intake.previews import Expectation
from tests.intake.reporting import CITY, JUNE, TODAY, codes, form, ledger, rows
from tests.intake.test_history import backfill

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "duckdb", "pyarrow", "streamlit", "plotly"}
LOOK = """
import sys
from pathlib import Path
from intake.guard import nursery

for name in nursery.READERS:
    nursery._imported(name)
from intake import inspection as child

messages = iter([Path(name).read_bytes() for name in sys.argv[1:]])
child.hear, child.tell, child.limit = lambda: next(messages), lambda *parts: None, lambda seconds: None
child.main()
print(*sys.modules)
"""


def loaded(folder: Path, content: bytes, kind: str) -> set[str]:
    """The modules the process has loaded when it has read a workbook."""
    store, one = ledger(), KINDS[kind]
    needs = one.needs(store, None, Expectation(today=TODAY))
    asked = Question(file_name="a.xlsx", long_cells=200_000)
    messages = [msgspec.msgpack.encode(asked), content, msgspec.msgpack.encode(needs)]
    paths = [folder / str(number) for number in range(3)]
    for path, message in zip(paths, messages, strict=True):
        path.write_bytes(message)
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *map(str, paths)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


def test_a_monthly_form_is_read_without_the_store_the_screen_and_arrays(tmp_path: Path):
    modules = loaded(tmp_path, form(rows("steel", ytd=[73])), "monthly")
    assert "intake.entries" in modules
    assert not (HEAVY | {"numpy"}) & modules


def test_a_back_fill_is_read_with_arrays_and_without_the_store(tmp_path: Path):
    modules = loaded(tmp_path, backfill(), "backfill")
    assert {"numpy", "intake.history"} <= modules
    assert not HEAVY & modules


class Scripted:
    """A child that answers what it was told to."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = iter(answers)

    def ask(self, *_: bytes) -> Answer:
        """Return the next answer."""
        return next(self._answers)

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def told(message: object) -> Answer:
    return Answer(end=End.ANSWERED, content=msgspec.msgpack.encode(message))


def line(**changed: object) -> Line:
    known = {
        "row": 5, "sheet": "填报表", "indicator": "steel", "region": CITY, "period_end": JUNE, "cells": {"ytd": "I5"},
        "values": {}, "remarks": {}, "missing": ("ytd",),
    }  # fmt: skip
    return Line(**(known | changed))


MONTHLY = Recognised(kind="monthly", stamp=None, problems=())
HUGE = {"ytd": {"value": "1e400", "cell": "I5", "raw_text": "", "raw_unit": ""}}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([Answer(end=End.ANSWERED, content=b"\xc1")], "F02"),
        ([told({"type": "Recognised", "kind": "tale", "stamp": None, "problems": []})], "F02"),
        ([told(MONTHLY), told({"type": "monthly", "problems": "none"})], "F02"),
        ([told(MONTHLY), told(Reading(problems=(), lines=(line(indicator="nobody"),)))], "F02"),
        ([told(MONTHLY), told(Reading(problems=(), lines=(line(region="nowhere"),)))], "F02"),
        ([told(MONTHLY), told({"type": "monthly", "problems": [], "lines": [list(msgspec.to_builtins(line(values=HUGE)))]})], "F02"),
        ([told(MONTHLY), Answer(end=End.LIMIT)], "F21"),
        ([Answer(end=End.REFUSED, said="Traceback")], "F02"),
        ([told(Refused(problem=problem("F07")))], "F07"),
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_refuses_the_file(
    answers: list[Answer], code: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(child, "conversation", lambda *_, **__: Scripted(answers))
    preview = door.check(ledger(), b"PK", "a.xlsx", expect=Expectation(today=TODAY))
    assert (preview.status, codes(preview)) == ("rejected", [code])
