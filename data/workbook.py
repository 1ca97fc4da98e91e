"""Reads a workbook without trusting it: in a process of its own, with limits on memory, time and answer.

Owns the child process and what its failures are called. Usable from any thread; at most two children run at once.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from data import preflight, sheets
from data.preflight import Inspection, Kind
from data.problems import Problem, problem
from data.workbook_template import Form, write_template

__all__ = ["Form", "mark_up", "read", "write_template"]

ROOT = Path(__file__).parent.parent
SECONDS = 90
_slots = threading.BoundedSemaphore(2)


def read(content: bytes, inspection: Inspection) -> sheets.Book | Problem:
    """Parse an inspected workbook; a file the reader cannot survive is a problem, never a fault."""
    assert inspection.kind is not None
    with tempfile.TemporaryFile() as answer:
        failure = _run(["data.workbook_child", str(inspection.kind), _reader(inspection)], content, answer)
        if failure is not None:
            return failure
        answer.seek(0)
        return sheets.unpack(json.load(answer))


def mark_up(content: bytes, file_name: str, problems: Sequence[Problem]) -> bytes | None:
    """Return the reporter's workbook with its problems coloured, commented and listed on a first sheet.

    A file that cannot be opened gives the list alone. None for formats that cannot be marked up without loss
    (all but .xlsx): send our form back, filled with their values, and mark that up.
    """
    kind = preflight.inspect(content, file_name).kind
    if kind is not None and kind is not Kind.XLSX:
        return None
    told = json.dumps([asdict(one) for one in problems], ensure_ascii=False).encode()
    with tempfile.TemporaryFile() as answer:
        failure = _run(["data.workbook_markup"], told + b"\n" + (content if kind else b""), answer)
        if failure is not None and kind is not None:
            failure = _run(["data.workbook_markup"], told + b"\n", answer)
        answer.seek(0)
        return None if failure is not None else answer.read()


def _run(module: list[str], content: bytes, answer: IO[bytes]) -> Problem | None:
    """Run a module of ours in a process of its own; what ended it badly comes back as a problem."""
    with _slots:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-m", *module],
                input=content,
                stdout=answer,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return problem("F21", detail="时间")
    return _failure(done.returncode, done.stderr.decode("utf-8", "replace")) if done.returncode else None


def _reader(inspection: Inspection) -> str:
    if inspection.kind in {Kind.XLSX, Kind.XLSM} and inspection.cells > preflight.LONG_CELLS:
        return "values"
    return "formulas" if inspection.formulas else "plain"


def _failure(code: int, said: str) -> Problem:
    """Name a child's end: password, a forbidden declaration, a limit met, or a file the reader cannot make sense of."""
    last = said.strip().rsplit("\n", 1)[-1]
    if "Password" in last or "encrypted" in last.lower():
        return problem("F07")
    if "EntitiesForbidden" in said or "DTDForbidden" in said:
        return problem("F10", part="工作簿")
    if code < 0 or "MemoryError" in said or "PanicException" in said:
        return problem("F21", detail="内存或时间")
    return problem("F02")
