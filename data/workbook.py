"""Reads a workbook without trusting it: in a process of its own, with limits on memory, time and answer.

Owns the child process and what its failures are called. Usable from any thread; at most two children run at once.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from data import preflight, sheets
from data.preflight import Inspection, Kind
from data.problems import Problem, problem
from data.workbook_template import Form, write_template

__all__ = ["Form", "read", "write_template"]

ROOT = Path(__file__).parent.parent
SECONDS = 90
_slots = threading.BoundedSemaphore(2)


def read(content: bytes, inspection: Inspection) -> sheets.Book | Problem:
    """Parse an inspected workbook; a file the reader cannot survive is a problem, never a fault."""
    kind = inspection.kind
    assert kind is not None
    with tempfile.TemporaryFile() as answer, _slots:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-m", "data.workbook_child", str(kind), _reader(inspection)],
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
        if done.returncode:
            return _failure(done.returncode, done.stderr.decode("utf-8", "replace"))
        answer.seek(0)
        return sheets.unpack(json.load(answer))


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
