"""Decomposition: a form goes out, comes back, is checked by cell, and hands targets down to districts."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from data.store import Store
from intake import door, forms
from intake.kinds.decomposition import Parent, sums
from metrics.model import Comparator
from tests.intake.reporting import check, codes
from tests.intake.test_outcome import read_rows
from tests.worded import assert_worded
from wording.problems import message

BAOTOU, NOW = "150200", datetime(2024, 2, 1, 9, 0)
WIND = "baotou-2024-no1.9.wind_equipment_output_value"
STATIONS = "baotou-2024-no1.12.truck_swap_stations_built"
Edit = Callable[[Worksheet], None]


@pytest.fixture(scope="module")
def blank(ledger_file) -> bytes:
    store = Store.open(ledger_file)
    out = BytesIO()
    forms.write_decomposition_form(store, BAOTOU, out)
    store.close()
    return out.getvalue()


def column(sheet: Worksheet, heading: str) -> str:
    return next(cell.column_letter for cell in sheet[4] if cell.value == heading)


def row(sheet: Worksheet, target_id: str) -> int:
    ids = column(sheet, "行标识")
    return next(
        number for number in range(5, sheet.max_row + 1) if sheet[f"{ids}{number}"].value == target_id
    )


def filled(content: bytes, *parts: tuple[str, str, object], edit: Edit | None = None) -> bytes:
    """The form with (target, district, typed) filled in."""
    book = load_workbook(BytesIO(content))
    sheet = book["分解表"]
    for target_id, district, typed in parts:
        sheet[f"{column(sheet, district)}{row(sheet, target_id)}"] = typed
    if edit is not None:
        edit(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def standing(store: Store, target_id: str) -> dict[str, float]:
    return {
        str(row["region_code"]): float(str(row["value"]))
        for row in store.rows("handed_down")
        if row["parent_target_id"] == target_id
    }


WHOLE = ((WIND, "昆都仑区", 40), (WIND, "青山区", 60), (WIND, "石拐区", 20), (WIND, "固阳县", 30))


def test_the_form_lists_what_may_be_summed_and_every_district(blank: bytes, ledger: Store):
    book = load_workbook(BytesIO(blank))
    sheet = book["分解表"]
    headings = [cell.value for cell in sheet[4]]
    assert {"昆都仑区", "土右旗", "稀土高新区"} <= set(headings)
    ids = {sheet[f"{column(sheet, '行标识')}{number}"].value for number in range(5, sheet.max_row + 1)}
    additive = {
        str(one["target_id"])
        for one in ledger.rows(
            "targets",
            region=BAOTOU,
            sector=None,
            answering=None,
            targets=None,
            indicators=None,
            as_of=date.max,
            known_at=NOW,
        )
        if one["region_code"] == BAOTOU and one["additive"] and one["value_normal"] is not None
    }
    assert ids == additive
    assert book["_meta"].sheet_state == "veryHidden"
    assert sheet[f"{column(sheet, '固阳县')}5"].protection.locked is False
    assert sheet[f"{column(sheet, '上级目标')}5"].protection.locked is True


def test_parts_that_add_up_are_previewed_then_stand(blank: bytes, ledger: Store):
    content = filled(blank, *WHOLE)
    preview = check(ledger, content, "分解.xlsx")
    assert (preview.kind, preview.status, codes(preview), preview.counts["new"]) == (
        "decomposition",
        "ready",
        [],
        4,
    )
    assert standing(ledger, WIND) == {}
    result = door.commit(ledger, preview, by="张三", now=NOW)
    assert (result.status, result.rows_new) == ("imported", 4)
    assert standing(ledger, WIND) == {"150203": 40, "150204": 60, "150205": 20, "150222": 30}
    [batch] = ledger.rows("batches")
    assert (batch["kind"], batch["row_count"], float(str(batch["control_sum"]))) == (
        "decomposition",
        4,
        150.0,
    )


def test_the_same_form_again_is_a_no_op(blank: bytes, ledger: Store):
    content = filled(blank, *WHOLE)
    door.commit(ledger, check(ledger, content), by="张三", now=NOW)
    again = check(ledger, content)
    assert (again.status, codes(again)) == ("already_imported", ["F17"])
    assert door.commit(ledger, again, by="张三", now=NOW).status == "already_imported"


def test_a_later_form_replaces_only_what_it_states_and_a_void_brings_it_back(blank: bytes, ledger: Store):
    door.commit(ledger, check(ledger, filled(blank, *WHOLE)), by="张三", now=NOW)
    changed = check(ledger, filled(blank, (WIND, "青山区", 70)))
    assert (codes(changed), changed.counts["changed"]) == (["D06"], 1)
    later = NOW + timedelta(days=1)
    door.commit(ledger, changed, by="李四", now=later, confirm_warnings=True)
    assert standing(ledger, WIND)["150204"] == 70
    assert standing(ledger, WIND)["150203"] == 40
    assert door.void(ledger, 2, reason="误报", now=later)
    assert standing(ledger, WIND)["150204"] == 60


def test_a_view_has_the_parts_that_stood_at_its_moment(blank: bytes, ledger: Store):
    hours = [NOW + timedelta(hours=number) for number in range(4)]
    door.commit(ledger, check(ledger, filled(blank, *WHOLE)), by="张三", now=hours[1])
    changed = check(ledger, filled(blank, (WIND, "青山区", 70)))
    door.commit(ledger, changed, by="李四", now=hours[2], confirm_warnings=True)
    assert door.void(ledger, 2, reason="误报", now=hours[3])
    assert [part(ledger, moment) for moment in hours] == [None, 60, 70, 60]
    assert door.void(ledger, 1, reason="误报", now=hours[3])
    assert [part(ledger, moment) for moment in hours] == [None, 60, 70, None]


def part(store: Store, known_at: datetime) -> float | None:
    """What the district is to reach, among the targets of a view."""
    stated = store.rows(
        "targets",
        region="150204",
        sector=None,
        answering=None,
        targets=None,
        indicators=None,
        as_of=date.max,
        known_at=known_at,
    )
    found = [row["value_normal"] for row in stated if row["target_id"] == f"{WIND}@150204"]
    return float(str(found[0])) if found else None


def test_a_form_shows_the_shares_that_stand(blank: bytes, ledger: Store):
    door.commit(ledger, check(ledger, filled(blank, *WHOLE)), by="张三", now=NOW)
    out = BytesIO()
    forms.write_decomposition_form(ledger, BAOTOU, out)
    sheet = load_workbook(out)["分解表"]
    assert sheet[f"{column(sheet, '青山区')}{row(sheet, WIND)}"].value == 60


def test_sums_below_and_above_the_parent_are_told(blank: bytes, ledger: Store):
    preview = check(
        ledger, filled(blank, (WIND, "青山区", 100), (STATIONS, "青山区", 20), (STATIONS, "达茂旗", 8))
    )
    told = {problem.code: message(problem) for problem in preview.problems}
    assert_worded(preview.problems)
    assert preview.status == "needs_confirmation"
    assert told["D05"] == "各地合计 100 少于上级目标 150，还有 50 亿元 没有分解"
    assert told["D06"] == "各地合计 28 超过上级目标 25，多 3 座"
    refused = door.commit(ledger, preview, by="张三", now=NOW)
    assert (refused.status, ledger.rows("batches")) == ("needs_confirmation", [])


def test_what_is_typed_badly_is_told_at_its_cell_and_nothing_is_written(blank: bytes, ledger: Store):
    preview = check(
        ledger,
        filled(
            blank,
            (WIND, "昆都仑区", "约40"),
            (WIND, "青山区", -5),
            (STATIONS, "青山区", "８"),
            (STATIONS, "达茂旗", "20座"),
        ),
    )
    sheet = load_workbook(BytesIO(blank))["分解表"]
    where = {problem.code: problem.cell for problem in preview.problems}
    assert preview.status == "rejected"
    assert where["C11"] == f"{column(sheet, '昆都仑区')}{row(sheet, WIND)}"
    assert where["M14"] == f"{column(sheet, '青山区')}{row(sheet, WIND)}"
    assert where["C01"] == f"{column(sheet, '青山区')}{row(sheet, STATIONS)}"
    assert where["C10"] == f"{column(sheet, '达茂旗')}{row(sheet, STATIONS)}"
    assert door.commit(ledger, preview, by="张三", now=NOW, confirm_warnings=True).batch_id is None


def test_a_dry_run_lists_the_shares_and_of_a_rejected_form_those_that_could_be_read(
    blank: bytes, ledger: Store
):
    sheet = load_workbook(BytesIO(blank))["分解表"]
    good = read_rows(ledger, check(ledger, filled(blank, *WHOLE)))
    assert good[0] == {
        "indicator": "风电装备产业产值", "region": "昆都仑区", "kind": "decomposition", "period_end": "", "value": "40.0000",
        "unit": "亿元", "sheet": "分解表", "cell": f"{column(sheet, '昆都仑区')}{row(sheet, WIND)}", "raw_text": "40",
        "state": "new",
    }  # fmt: skip
    assert len(good) == len(WHOLE)
    bad = check(ledger, filled(blank, (WIND, "昆都仑区", "约40"), (WIND, "青山区", -5), (WIND, "石拐区", 20)))
    told = [(one["region"], one["value"], one["state"]) for one in read_rows(ledger, bad)]
    assert told == [("青山区", "-5.0000", "refused"), ("石拐区", "20.0000", "refused")]


def raise_target(sheet: Worksheet) -> None:
    sheet[f"{column(sheet, '上级目标')}{row(sheet, WIND)}"] = 120


def repeat_row(sheet: Worksheet) -> None:
    last, source = sheet.max_row + 1, row(sheet, WIND)
    for cell in sheet[source]:
        if cell.column_letter not in {column(sheet, "各地合计"), column(sheet, "未分解")}:
            sheet[f"{cell.column_letter}{last}"] = cell.value


def invent_row(sheet: Worksheet) -> None:
    last = sheet.max_row + 1
    sheet[f"B{last}"], sheet[f"{column(sheet, '青山区')}{last}"] = "自拟指标", 3


def rename_district(sheet: Worksheet) -> None:
    sheet[f"{column(sheet, '固阳县')}4"] = "某某县"


def repeat_district(sheet: Worksheet) -> None:
    sheet[f"{column(sheet, '固阳县')}4"] = "青山区"


def lose_heading(sheet: Worksheet) -> None:
    sheet["B4"] = "事项"


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (raise_target, "M17"),
        (repeat_row, "D04"),
        (invent_row, "D03"),
        (rename_district, "S09"),
        (repeat_district, "D02"),
        (lose_heading, "D01"),
    ],
)
def test_a_form_that_was_changed_is_told(blank: bytes, ledger: Store, edit: Edit, code: str):
    preview = check(ledger, filled(blank, *WHOLE, edit=edit))
    assert code in codes(preview)
    assert_worded(preview.problems)


def test_an_empty_form_is_sent_back(blank: bytes, ledger: Store):
    preview = check(ledger, blank)
    assert codes(preview) == ["D09"]
    assert_worded(preview.problems)


def test_rows_are_known_by_name_when_the_hidden_column_is_gone(blank: bytes, ledger: Store):
    def lose_ids(sheet: Worksheet) -> None:
        sheet.delete_cols(sheet.max_column)

    preview = check(ledger, filled(blank, *WHOLE, edit=lose_ids))
    assert (preview.status, preview.counts["new"]) == ("ready", 4)


def test_a_cap_may_be_divided_below_it_and_not_above():
    cap = Parent(
        target_id="t",
        indicator_code="coal",
        indicator="煤耗",
        unit="万吨",
        comparator=Comparator.AT_MOST,
        value=Decimal(10),
    )
    assert list(sums(cap, {"a": Decimal(4)}, "分解表", "G5")) == []
    told = list(sums(cap, {"a": Decimal(11)}, "分解表", "G5"))
    assert [one.code for one in told] == ["D07"]
    assert_worded(told)


def test_a_form_saved_in_the_old_format_is_recognised(blank: bytes, ledger: Store, tmp_path: Path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "form.xlsx").write_bytes(filled(blank, *WHOLE))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, home, "--headless", "--convert-to", "xls", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "form.xlsx")], check=True, capture_output=True, timeout=120)
    preview = check(ledger, (tmp_path / "form.xls").read_bytes(), "form.xls")
    assert (preview.kind, preview.status, preview.counts["new"]) == ("decomposition", "ready", 4)
