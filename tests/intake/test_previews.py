"""A preview is plain: what msgspec writes it reads back equal, whatever the kind, and its figures lie in a file."""

import gc
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec
import openpyxl

import tracker
from data.store import Store
from intake import door, forms
from intake.previews import Preview
from tests.asking import desk
from tests.intake.reporting import NOW, check, edited, form, ledger, rows
from tests.intake.test_history import backfill

BAOTOU, TODAY = "150200", date(2024, 2, 1)


def kept(preview: Preview) -> Preview:
    """The preview as it would be read back another day."""
    return msgspec.json.decode(msgspec.json.encode(preview), type=Preview)


def with_first_open_cell(content: bytes, sheet: str, row: int, value: float) -> bytes:
    """The form with a number in the first cell of a row that may be filled in."""
    book = openpyxl.load_workbook(BytesIO(content))
    cell = next(one for one in book[sheet][row] if not one.protection.locked)
    return edited(content, {cell.coordinate: value}, sheet)


def test_a_preview_of_a_monthly_form_is_read_back_equal():
    store = ledger()
    preview = check(store, edited(form(rows("steel", "wind")), {"I5": 30.25, "I6": 73, "K5": "检修", "B6": "风店装机", "N6": None}))  # fmt: skip
    assert preview.differences and preview.noted and preview.unresolved and preview.problems
    assert kept(preview) == preview
    assert [str(one.new) for one in preview.differences] == ["30.2500"]
    assert (kept(preview).digest, kept(preview).compared) == (preview.digest, store.version)


def test_a_preview_of_a_back_fill_is_read_back_equal_and_committed_from_its_file(tmp_path: Path):
    store = ledger()
    preview = check(store, backfill(H4="21万吨"))
    assert preview.figures is not None
    file = preview.figures.kept(tmp_path / preview.figures.digest)
    assert kept(preview) == preview
    elsewhere = replace(kept(preview), figures=file)
    assert door.commit(store, elsewhere, by="张三", now=NOW, confirm_warnings=True).rows_new == 36


def test_figures_nobody_keeps_go_with_their_preview():
    preview = check(ledger(), backfill())
    assert preview.figures is not None
    path = Path(preview.figures.path)
    assert path.exists()
    del preview
    gc.collect()
    assert not path.exists()


def test_a_preview_of_a_decomposition_is_read_back_equal(ledger: Store):
    out = BytesIO()
    forms.write_decomposition_form(ledger, BAOTOU, out)
    content = with_first_open_cell(out.getvalue(), "分解表", 5, 12.5)
    preview = tracker.check_workbook(desk(ledger, TODAY), content, "分解.xlsx")
    assert (len(preview.differences), preview.differences[0].target_id != "") == (1, True)
    assert kept(preview) == preview


def test_a_preview_of_a_plan_is_read_back_equal(ledger: Store):
    out = BytesIO()
    forms.write_plan_form(ledger, BAOTOU, 2024, out)
    content = with_first_open_cell(out.getvalue(), "分月计划", 4, 12.5)
    preview = tracker.check_workbook(desk(ledger, TODAY), content, "计划.xlsx")
    assert (len(preview.differences), preview.differences[0].period_end) == (1, date(2024, 2, 29))
    assert kept(preview) == preview
