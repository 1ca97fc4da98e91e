"""Plans by month: a form goes out, comes back, is checked by cell, and becomes the path of its targets."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import tracker
from data import integrity
from data.scope import Scope
from data.store import Store
from intake import door, forms
from tests.asking import desk
from tests.intake.reporting import check
from tests.intake.test_outcome import read_rows
from tests.reports_made import report
from tests.worded import assert_worded

BAOTOU, NOW, JUNE = "150200", datetime(2024, 2, 1, 9, 0), date(2024, 6, 30)
PV = "baotou-2024-no1.s2.pv_output_value"


@pytest.fixture
def blank(ledger: Store) -> bytes:
    out = BytesIO()
    assert forms.write_plan_form(ledger, BAOTOU, 2024, out) > 20
    return out.getvalue()


def cell(sheet: Worksheet, target_id: str, heading: str) -> str:
    headings = {found.value: found.column_letter for found in sheet[3]}
    row = next(found.row for found in sheet[headings["行标识"]] if found.value == target_id)
    return f"{headings[heading]}{row}"


def filled(content: bytes, *values: tuple[str, str, object]) -> bytes:
    """The form with (target, month, typed) filled in."""
    book = load_workbook(BytesIO(content))
    for target_id, month, typed in values:
        book["分月计划"][cell(book["分月计划"], target_id, month)] = typed
    out = BytesIO()
    book.save(out)
    return out.getvalue()


PLAN = ((PV, "3月", 200), (PV, "6月", "700亿元"), (PV, "12月", 2000))


def imported(store: Store, content: bytes, now: datetime = NOW) -> int | None:
    preview = tracker.check_workbook(desk(store, now.date()), content, "计划.xlsx")
    assert (preview.kind, preview.status) == ("plan", "ready"), [problem.code for problem in preview.problems]
    return door.commit(store, preview, by="张三", now=now).batch_id


def judged(store: Store, rules: str = "default", known_at: datetime | None = None) -> dict[str, object]:
    frame = tracker.progress(desk(store), Scope(as_of=JUNE, rules=rules, known_at=known_at))
    return frame[frame["target_id"] == PV].iloc[0].to_dict()


def test_a_plan_is_the_path_of_its_target(ledger: Store, blank: bytes):
    """700 of 2000 planned by June = 35 %; 720 reported = 36 %: on pace by the plan, behind by 6/12."""
    report(ledger, ("pv_output_value", BAOTOU, JUNE, "ytd", "720"))
    assert judged(ledger)["official_status"] == "far_behind"
    batch = imported(ledger, filled(blank, *PLAN), datetime(2024, 8, 1))
    row = judged(ledger)
    assert (row["expected"], row["expected_path"]) == (pytest.approx(0.35), "planned")
    assert row["official_status"] == "on_pace"
    assert [share for _end, share in row["expected_points"]] == pytest.approx([0.1, 0.35, 1.0])
    assert row["plan_source"].startswith("计划.xlsx · 分月计划 ")
    # official bulletins of others heed no plan; before it was known it was not heeded; voided it is gone
    assert judged(ledger, rules="xuancheng")["expected_path"] == "elapsed"
    assert judged(ledger, known_at=datetime(2024, 7, 31))["expected_path"] == "elapsed"
    assert integrity.faults(ledger) == []
    assert tracker.void(desk(ledger, datetime(2024, 9, 1)), batch, reason="测试")
    assert judged(ledger)["expected_path"] == "elapsed"
    assert judged(ledger, known_at=datetime(2024, 8, 15))["expected_path"] == "planned"


def test_a_later_form_replaces_the_whole_plan_of_what_it_states(ledger: Store, blank: bytes):
    imported(ledger, filled(blank, *PLAN))
    again = filled(blank, (PV, "6月", 800))
    preview = check(ledger, again, "计划.xlsx")
    assert (preview.counts["changed"], preview.counts["new"]) == (1, 0)
    door.commit(ledger, preview, by="张三", now=NOW)
    report(ledger, ("pv_output_value", BAOTOU, JUNE, "ytd", "720"), batch_id=9)
    # 800 of 2000; March's 200 is no longer planned, and December is the whole
    assert [share for _end, share in judged(ledger)["expected_points"]] == pytest.approx([0.4, 1.0])
    out = BytesIO()
    forms.write_plan_form(ledger, BAOTOU, 2024, out)
    sheet = load_workbook(out)["分月计划"]
    assert (sheet[cell(sheet, PV, "6月")].value, sheet[cell(sheet, PV, "3月")].value) == (800, None)


def test_the_same_file_twice_is_a_no_op(ledger: Store, blank: bytes):
    content = filled(blank, *PLAN)
    first = imported(ledger, content)
    preview = tracker.check_workbook(desk(ledger, NOW.date()), content, "计划.xlsx")
    assert (preview.status, preview.batch_id) == ("already_imported", first)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((), "D13"),
        (((PV, "3月", 300), (PV, "6月", 200)), "D12"),
        (((PV, "行标识", "nothing"), (PV, "3月", 300)), "D11"),
        (((PV, "3月", "不知道"),), "C"),
    ],
)
def test_what_is_wrong_is_told_by_cell(ledger: Store, blank: bytes, values, code):
    book = load_workbook(BytesIO(blank))
    sheet = book["分月计划"]
    places = [(cell(sheet, target, heading), typed) for target, heading, typed in values]
    for place, typed in places:
        sheet[place] = typed
    out = BytesIO()
    book.save(out)
    preview = check(ledger, out.getvalue(), "计划.xlsx")
    assert_worded(preview.problems)
    (problem,) = preview.problems
    assert problem.code.startswith(code) or code == "C"
    assert preview.status in ("rejected", "needs_confirmation")
    assert problem.cell or code == "D13"


def test_a_form_without_its_sheet_is_refused(ledger: Store, blank: bytes):
    book = load_workbook(BytesIO(blank))
    book["分月计划"].title = "别的"
    out = BytesIO()
    book.save(out)
    assert [problem.code for problem in check(ledger, out.getvalue(), "x.xlsx").problems] == ["D10"]


def test_a_dry_run_lists_the_planned_values_and_of_a_rejected_form_those_that_could_be_read(
    ledger: Store, blank: bytes
):
    imported(ledger, filled(blank, (PV, "3月", 200)))
    preview = tracker.check_workbook(desk(ledger, NOW), filled(blank, *PLAN), "计划.xlsx")
    told = [
        (one["period_end"], one["value"], one["raw_text"], one["state"]) for one in read_rows(ledger, preview)
    ]
    assert told == [
        ("2024-03-31", "200.0000", "200", "same"),
        ("2024-06-30", "700.0000", "700亿元", "new"),
        ("2024-12-31", "2000.0000", "2000", "new"),
    ]
    bad = tracker.check_workbook(desk(ledger, NOW), filled(blank, *PLAN, (PV, "9月", "约")), "计划.xlsx")
    assert [(one["value"], one["state"]) for one in read_rows(ledger, bad)] == [
        ("200.0000", "refused"), ("700.0000", "refused"), ("2000.0000", "refused"),
    ]  # fmt: skip
