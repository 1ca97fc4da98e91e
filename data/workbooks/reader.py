"""Reads a workbook without trusting it: in a process of its own, with limits on memory, time and answer.

Owns what the failures of the child process are called.
"""

import json
from dataclasses import asdict
from typing import Any

from data import child
from data.child import Answer, End
from data.problems import Problem, problem
from data.workbooks import preflight, sheets
from data.workbooks.backfill import write_history_form
from data.workbooks.markup import Review
from data.workbooks.preflight import Inspection, Kind
from data.workbooks.template import Form, write_template

__all__ = ["Form", "Review", "mark_up", "read", "read_columns", "write_history_form", "write_template"]


def read(content: bytes, inspection: Inspection) -> sheets.Book | Problem:
    """Parse an inspected workbook; a file the reader cannot survive is a problem, never a fault."""
    assert inspection.kind is not None
    answer = child.ask("data.workbooks.child", str(inspection.kind), _reader(inspection), content=content)
    if answer.end is not End.ANSWERED:
        return _failure(answer)
    return sheets.unpack(json.loads(bytes(answer.content)))


def read_columns(content: bytes, inspection: Inspection) -> tuple[dict[str, Any], bytes] | Problem:
    """Parse a long back-fill by columns: the head and the arrays, as data/workbooks/columns.py describes them."""
    reader = "columns-and-marks" if inspection.marked else "columns"
    answer = child.ask("data.workbooks.child", "xlsx", reader, content=content)
    if answer.end is not End.ANSWERED:
        return _failure(answer)
    end = answer.content.find(b"\n")
    return json.loads(answer.content[:end]), answer.content[end + 1 :]


def mark_up(content: bytes, file_name: str, review: Review) -> bytes | None:
    """Return the reporter's workbook with its problems coloured, commented and listed on a first sheet.

    A file that cannot be opened gives the list alone. None for formats that cannot be marked up without loss
    (all but .xlsx): send our form back, filled with their values, and mark that up.
    """
    kind = preflight.inspect(content, file_name).kind
    if kind is not None and kind is not Kind.XLSX:
        return None
    told = json.dumps(asdict(review), ensure_ascii=False).encode()
    answer = child.ask("data.workbooks.markup", content=told + b"\n" + (content if kind else b""))
    if answer.end is not End.ANSWERED and kind is not None:
        answer = child.ask("data.workbooks.markup", content=told + b"\n")
    return bytes(answer.content) if answer.end is End.ANSWERED else None


def _reader(inspection: Inspection) -> str:
    if inspection.kind in {Kind.XLSX, Kind.XLSM} and inspection.cells > preflight.LONG_CELLS:
        return "values"
    return "formulas" if inspection.formulas else "plain"


def _failure(answer: Answer) -> Problem:
    """Name a child's end: password, a forbidden declaration, a limit met, or a file the reader cannot make sense of."""
    if "Password" in answer.last_words or "encrypted" in answer.last_words.lower():
        return problem("F07")
    if "EntitiesForbidden" in answer.said or "DTDForbidden" in answer.said:
        return problem("F10", place="in_workbook")
    return problem("F21", reason="memory_or_time") if answer.end is End.LIMIT else problem("F02")
