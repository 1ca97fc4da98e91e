"""Back-fill: years of months at once, by cells where the sheet is short and by columns where it is long."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from data import integrity, periods
from data.store import Store
from intake import backfills, door
from intake.workbooks import preflight
from intake.workbooks.backfill import write_history_form
from intake.workbooks.template import Form
from tests.intake.reporting import (
    CITY,
    NOW,
    ORGANISATION,
    ORGANISATION_NAME,
    check,
    codes,
    edited,
    foreign,
    ledger,
    rows,
)

MONTHS = [periods.month_end(2023, month) for month in range(1, 13)]


@pytest.fixture
def store() -> Store:
    return ledger()


@pytest.fixture(params=["by cells", "by columns"])
def long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Read the same file both ways."""
    if request.param == "by columns":
        monkeypatch.setattr(preflight, "LONG_CELLS", 0)
    return request.param == "by columns"


def backfill(**changes: object) -> bytes:
    frame = rows("steel", "wind", "added_value")
    for number, month in enumerate(MONTHS, start=1):
        frame[month] = [10.0 * number, 30.0 + number, 5.0 + number / 10]
    out = BytesIO()
    write_history_form(
        frame,
        Form(organisation_code=ORGANISATION, organisation_name=ORGANISATION_NAME, period_end=MONTHS[-1]),
        MONTHS,
        out,
    )
    return edited(out.getvalue(), changes, "历史数据") if changes else out.getvalue()


def standing(store: Store) -> dict[tuple[str, str, date], float]:
    return {
        (row["indicator_code"], row["kind"], row["period_end"]): float(row["value"])
        for row in store.rows("observations", as_of=MONTHS[-1])
    }


@pytest.mark.usefixtures("long")
def test_a_year_of_three_indicators_is_read_diffed_and_committed(store: Store):
    preview = check(store, backfill())
    assert (preview.status, codes(preview), preview.kind) == ("ready", [], "backfill")
    assert preview.counts == {"new": 36, "changed": 0, "same": 0, "missing": 0}
    first = preview.rows.iloc[0]
    assert (first["cell"], first["raw_text"], first["region_code"]) == ("G4", "10", CITY)
    assert door.commit(store, preview, by="张三", now=NOW).rows_new == 36
    values = standing(store)
    assert values["steel", "ytd", MONTHS[5]] == 60.0
    assert values["wind", "level", MONTHS[0]] == 31.0
    assert values["added_value", "yoy", MONTHS[11]] == 6.2


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("typed", [1e308, 1e15])
def test_a_figure_that_no_store_can_hold_refuses_the_file_and_the_others_are_still_told(
    store: Store, typed: float
):
    preview = check(store, backfill(G4=typed))
    assert (preview.status, preview.found["new"]) == ("rejected", 35)
    assert ("C38", "G4") in [(one.code, one.cell) for one in preview.problems]


@pytest.mark.usefixtures("long")
@pytest.mark.parametrize("stamp", ["null", "[1]", '{"kind": "backfill", "unit": -1}'])
def test_a_stamp_that_nobody_wrote_is_said(store: Store, stamp: str):
    preview = check(store, edited(backfill(), {"A1": stamp}, "_meta"))
    assert (preview.status, codes(preview), preview.counts["new"]) == ("needs_confirmation", ["S02"], 36)


@pytest.mark.usefixtures("long")
def test_a_second_back_fill_shows_what_it_changes(store: Store):
    door.commit(store, check(store, backfill()), by="张三", now=NOW)
    preview = check(store, backfill(H4=21))
    assert preview.counts == {"new": 0, "changed": 1, "same": 35, "missing": 0}
    assert codes(preview) == ["M10"]
    assert preview.rows.query("state == 'changed'")[["old", "new", "cell"]].to_numpy().tolist() == [
        [20.0, 21.0, "H4"]
    ]
    door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
    assert standing(store)["steel", "ytd", MONTHS[1]] == 21.0


@pytest.mark.usefixtures("long")
def test_a_correction_keeps_what_it_replaces_and_its_void_brings_that_back(store: Store):
    door.commit(store, check(store, backfill()), by="张三", now=NOW)
    door.commit(store, check(store, backfill(H4="21万吨")), by="李四", now=NOW, confirm_warnings=True)
    history = store.rows("revisions", indicator="steel", region=CITY, known_at=datetime.max)
    february = [
        (row["value"], row["raw_text"], row["cell"]) for row in history if row["period_end"] == MONTHS[1]
    ]
    assert february == [(20, "20", "H4"), (21, "21万吨", "H4")]
    assert integrity.faults(store) == []
    door.void(store, 2, reason="报错", now=NOW)
    assert (standing(store)["steel", "ytd", MONTHS[1]], integrity.faults(store)) == (20.0, [])


@pytest.mark.usefixtures("long")
def test_of_a_long_preview_people_are_shown_first_what_changes(store: Store, monkeypatch: pytest.MonkeyPatch):
    door.commit(store, check(store, backfill()), by="张三", now=NOW)
    monkeypatch.setattr(backfills, "LISTED", 3)
    other = check(store, backfill(K5=99, Q6=9, Q4=None))
    assert other.rows[["cell", "state", "old", "new"]].to_numpy().tolist() == [
        ["G4", "same", 10.0, 10.0], ["K5", "changed", 35.0, 99.0], ["Q6", "changed", 6.1, 9.0],
    ]  # fmt: skip
    assert (other.counts, other.differing) == ({"new": 0, "changed": 2, "same": 33, "missing": 0}, 2)
    assert other.digest != check(store, backfill(K5=99, Q6=8, Q4=None)).digest


@pytest.mark.usefixtures("long")
def test_odd_cells_are_read_or_refused_with_their_address(store: Store):
    preview = check(store, backfill(H4="20万吨", I4="约30", G5=None, I6="—"))
    told = {(one.code, one.cell) for one in preview.problems}
    assert {("C10", "H4"), ("C11", "I4"), ("C06", "I6")} <= told
    assert preview.status == "rejected"
    assert door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True).rows_new == 0


def test_falling_and_ten_thousandfold_figures_are_asked_about(store: Store):
    preview = check(store, backfill(J4=310000, L4=1))
    assert {("M03", "J4"), ("M04", "L4")} <= {(one.code, one.cell) for one in preview.problems}


def test_repeated_rows_future_months_and_wrong_units_are_refused(store: Store):
    frame = rows("steel", "steel")
    out = BytesIO()
    future = [*MONTHS, date(2024, 8, 31)]
    frame = frame.assign(**{"unit": "亿元"}).loc[[0, 0]]
    for month in future:
        frame[month] = [1.0, 2.0]
    write_history_form(
        frame,
        Form(organisation_code=ORGANISATION, organisation_name=ORGANISATION_NAME, period_end=MONTHS[-1]),
        future,
        out,
    )
    assert {"M02", "M07", "C34"} <= set(codes(check(store, out.getvalue())))


def test_a_foreign_sheet_of_months_is_matched_by_names(store: Store):
    header = ["指标", "地区", "单位", "2023年1月", "2023年2月", "2023年3月"]
    preview = check(store, foreign([["历年数据"], header, ["钢产量", "甲市", "吨", 10000, 20000, 30000]]))
    assert preview.counts["new"] == 3
    assert preview.rows["new"].tolist() == [1.0, 2.0, 3.0]
    unknown = check(store, foreign([["历年数据"], header, ["工业固投", "甲市", "亿元", 1, 2, 3]]))
    assert (unknown.status, unknown.unresolved[0].suggestions[0][0]) == ("needs_confirmation", "invest")


def test_the_form_carries_its_months_and_hidden_ids():
    sheet = openpyxl.load_workbook(BytesIO(backfill()))["历史数据"]
    assert [sheet["G3"].value, sheet["R3"].value, sheet["S3"].value] == ["2023年1月", "2023年12月", "行标识"]
    assert (sheet["S4"].value, sheet.column_dimensions["S"].hidden) == (f"steel@{CITY}", True)
