"""The monthly round: names confirmed once, vintages, months closed and reopened, who owes and who has sent."""

from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

import tracker
from data.scope import Scope
from data.store import Store
from intake import door, reporting
from tests.asking import desk
from tests.intake.reporting import (
    CITY,
    JUNE,
    NOW,
    ORGANISATION,
    check,
    codes,
    foreign,
    form,
    ledger,
    rows,
    seed,
)

MAY = date(2024, 5, 31)
INDUSTRY = "150200-industry"
HEADER = ["指标名称", "地区", "计量单位", "本月当月", "本月累计"]


@pytest.fixture
def small() -> Store:
    return ledger()


def standing(store: Store) -> dict[str, float]:
    return {row["kind"]: float(row["value"]) for row in store.rows("observations", as_of=JUNE)}


@pytest.mark.parametrize(
    ("row", "code"),
    [(["工业固投", "甲市", "亿元", 5, 20], "invest"), (["工业投资", "丙区县", "亿元", 5, 20], "990103")],
)
def test_an_unknown_name_is_asked_once_and_remembered(small: Store, row: list[object], code: str):
    content = foreign([["月报（2024年6月）"], HEADER, row])
    preview = check(small, content)
    asked = preview.unresolved[0]
    assert code in {suggested for suggested, _ in asked.suggestions}
    assert (
        door.commit(small, preview, by="张三", now=NOW, confirm_warnings=True).status == "needs_confirmation"
    )
    reporting.confirm_name(small, asked, code, by="张三", now=NOW)
    again = check(small, content)
    assert again.unresolved == ()
    assert door.commit(small, again, by="张三", now=NOW, confirm_warnings=True).rows_new == 2
    later = check(small, foreign([["月报（2024年5月）"], HEADER, row]))
    assert not {"M08", "M09"} & set(codes(later))


def test_a_name_can_be_confirmed_before_any_file_asks(small: Store):
    content = foreign([["月报（2024年6月）"], HEADER, ["工业固投", "丙区县", "亿元", 5, 20]])
    for what, typed, code in (("indicator", "工业固投", "invest"), ("region", "丙区县", "990103")):
        assert reporting.confirm_typed(small, what, typed, code, by="张三", now=NOW) is None
    assert check(small, content).unresolved == ()
    known = reporting.confirm_typed(small, "indicator", "粗钢产量", "invest", by="张三", now=NOW)
    assert known is not None  # a name of the ledger keeps its meaning
    assert known.code == "steel"


def test_a_unit_that_measures_something_else_vetoes_a_suggestion(small: Store):
    preview = check(small, foreign([["月报（2024年6月）"], HEADER, ["工业固投", "甲市", "万吨", 5, 20]]))
    assert "invest" not in {code for asked in preview.unresolved for code, _ in asked.suggestions}


def test_final_replaces_flash_and_flash_never_replaces_final(small: Store):
    for number, (vintage, ytd) in enumerate((("快报", 70.0), ("正式", 73.0), ("快报", 71.0))):
        content = form(rows("steel", month=[12.5], ytd=[ytd]), vintage=vintage)
        preview = check(small, content)
        door.commit(small, preview, by="张三", now=NOW + timedelta(hours=number), confirm_warnings=True)
    assert standing(small)["ytd"] == 73.0
    assert len(small.rows("revisions", indicator="steel", region=CITY, known_at=datetime.max)) == 6


def test_a_closed_month_refuses_reports_until_it_is_reopened_with_a_reason(small: Store):
    content = form(rows("steel", month=[12.5], ytd=[73.0]))
    assert tracker.close_month(desk(small, NOW), JUNE, reason="按期", by="a")
    assert not tracker.close_month(desk(small, NOW), JUNE, reason="按期", by="a")
    assert (check(small, content).status, tracker.closed_months(desk(small))) == ("rejected", {JUNE})
    assert tracker.reopen_month(desk(small, NOW + timedelta(hours=1)), JUNE, reason="补报", by="a")
    assert check(small, content).status == "ready"


def test_remarks_are_kept_by_month_and_the_newest_is_shown(small: Store):
    for number, reason in enumerate(("电力不足", "电力不足已缓解")):
        content = form(
            rows("steel", month=[12.5], ytd=[73.0 + number / 100], reason=[reason], next_step=["加快"])
        )
        door.commit(
            small, check(small, content), by="张三", now=NOW + timedelta(hours=number), confirm_warnings=True
        )
    shown = {row["kind"]: row["text"] for row in small.rows("remarks", as_of=JUNE, known_at=datetime.max)}
    assert shown == {"reason": "电力不足已缓解", "next_step": "加快"}


def test_a_value_in_another_unit_is_stored_in_the_indicators_with_what_was_typed(small: Store):
    content = foreign([["月报（2024年6月）"], HEADER, ["粗钢产量", "甲市", "吨", 125000, 730000]])
    door.commit(small, check(small, content), by="张三", now=NOW, confirm_warnings=True)
    ytd = next(row for row in small.rows("observations", as_of=JUNE) if row["kind"] == "ytd")
    assert (float(ytd["value"]), ytd["raw_text"], ytd["raw_unit"], ytd["cell"]) == (
        73.0,
        "730000",
        "吨",
        "E3",
    )


def test_a_batch_names_the_submission_it_came_of(small: Store):
    for number, submission in enumerate(("5f3a", None)):
        preview = check(small, form(rows("steel", month=[12.5], ytd=[73.0 + number])))
        door.commit(small, preview, by="张三", now=NOW, submission_id=submission, confirm_warnings=True)
    assert [row["submission_id"] for row in small.rows("batches")] == ["5f3a", None]


def test_the_due_day_is_the_offices_and_clipped_to_the_month(small: Store):
    assert tracker.due_day(desk(small)) == 10
    tracker.set_due_day(desk(small, NOW), 31, by="a")
    assert tracker.due_day(desk(small)) == 31
    assert reporting.due_on(date(2024, 1, 31), 31) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="0"):
        tracker.set_due_day(desk(small, NOW), 0, by="a")


def test_last_months_figure_stands_in_the_form_but_a_year_begins_anew(small: Store):
    seed(small, "steel", "ytd", {MAY: 60.5, date(2023, 12, 31): 99.0})
    frame = rows("steel")
    june = reporting._with_previous(small, {ORGANISATION: frame}, JUNE)[ORGANISATION]
    assert june["previous"].tolist() == [60.5]
    january = reporting._with_previous(small, {ORGANISATION: frame}, date(2024, 1, 31))[ORGANISATION]
    assert january["previous"].isna().all()


def test_a_lead_units_form_asks_for_what_it_leads(demo: Store):
    out = BytesIO()
    asked = tracker.template(desk(demo), INDUSTRY, date(2024, 10, 31), out)
    sheet = openpyxl.load_workbook(out)["填报表"]
    assert asked == len({sheet.cell(row, 14).value for row in range(5, 5 + asked)}) > 10
    assert {sheet.cell(row, 3).value for row in range(5, 5 + asked)} == {"包头市"}
    blank = tracker.check_workbook(desk(demo, date(2024, 11, 5)), out.getvalue(), "空表.xlsx")
    assert (blank.status, blank.organisation) == ("rejected", INDUSTRY)


def asked_of(store: Store, organisation: str) -> set[tuple[str, str]]:
    frame = reporting.form_rows(store, [organisation], date(2024, 9, 30))[organisation]
    return set(zip(frame["indicator_code"], frame["region_code"], strict=True))


def annual(store: Store) -> set[str]:
    known = tracker.targets(desk(store), Scope(as_of=date(2024, 9, 30)))
    return set(known.loc[known["assessed"] == "annual", "indicator_code"])


def test_a_divided_documents_districts_are_asked_for_what_was_handed_to_them(demo: Store):
    known = tracker.targets(desk(demo), Scope(as_of=date(2024, 9, 30)))
    handed = set(known.loc[known["is_handed_down"] & (known["region_code"] == "150206"), "indicator_code"])
    asked = asked_of(demo, "150206-government")
    assert asked == {(code, "150206") for code in handed - annual(demo)}
    assert len(asked) == 12


@pytest.mark.parametrize(
    "organisation", ["150206-government", "1502Z1-government", "150200-industry", "150200-science"]
)
def test_the_demonstrations_forms_hold_what_the_product_asks(demo: Store, organisation: str):
    batch = next(
        row
        for row in demo.rows("batches")
        if row["organisation_code"] == organisation and str(row["period_end"]).startswith("2024-09-30")
    )
    cells = tracker.batch_cells(desk(demo), int(str(batch["batch_id"])), "填报表")
    asked = {code for code, _ in asked_of(demo, organisation)}
    assert asked <= set(cells["indicator_code"])
    assert set(cells["indicator_code"]) - asked <= annual(demo)


def test_an_undivided_documents_districts_are_asked_for_what_names_them(ledger: Store):
    trucks = {code for code, _ in asked_of(ledger, "150223-government") if code.startswith("truck_")}
    assert trucks == {"truck_output", "truck_swap_stations_built", "truck_output_value"}
    assert {region for _, region in asked_of(ledger, "150223-government")} == {"150223"}
    assert not {code for code, _ in asked_of(ledger, "150206-government") if code.startswith("truck_")}
    # totals that name no district are nobody's below the city
    assert not {"pv_output_value", "rare_earth_output_value"} & {
        code for code, _ in asked_of(ledger, "150203-government")
    }


def test_of_several_leads_the_first_named_is_asked(ledger: Store):
    figure = ("rare_earth_patents", "150200")
    assert figure in asked_of(ledger, "150200-science")
    assert figure not in asked_of(ledger, "150200-industry")
    assert asked_of(ledger, "1502Z1-government") >= {("rare_earth_patents", "1502Z1")}
    assert figure not in asked_of(ledger, "1502Z1-government")


def test_who_owes_a_report_is_who_is_asked_for_anything(ledger: Store, demo: Store):
    for store in (ledger, demo):
        owing = set(reporting.reporting_organisations(store, date(2024, 9, 30))["organisation_code"])
        every = [str(row["organisation_code"]) for row in store.rows("organisations")]
        forms = reporting.form_rows(store, every, date(2024, 9, 30))
        assert owing == {code for code, rows in forms.items() if len(rows)}


def test_one_form_serves_a_whole_region(demo: Store):
    assert tracker.region_template(desk(demo), "150200", date(2024, 10, 31), BytesIO()) > 40
    assert tracker.region_template(desk(demo), "000000", date(2024, 10, 31), BytesIO()) == 0


def test_reporting_status_tells_on_time_late_corrected_missing_and_pending(demo: Store):
    months = [date(2024, month, 30) if month in {6, 9} else date(2024, month, 31) for month in (5, 6, 8, 9)]
    frame = tracker.reporting_status(desk(demo, date(2024, 9, 20)), months)
    seen = {
        (row["unit_short"], f"{row['period_end']:%Y-%m}"): row["status"] for row in frame.to_dict("records")
    }
    assert seen["市发改委", "2024-05"] == "corrected"
    assert seen["市科技局", "2024-06"] == "late"
    assert seen["市工信局", "2024-06"] == "on_time"
    assert seen["达茂旗", "2024-08"] == "missing"
    assert seen["达茂旗", "2024-09"] == "pending"


def test_an_import_keeps_a_copy_for_readers(demo: Store, tmp_path):
    assert tracker.void(desk(demo, datetime(2024, 10, 12)), 1, reason="测试")
    copy = Store.open(tmp_path / "published" / "xushi.duckdb", read_only=True)
    assert next(row for row in copy.rows("batches") if row["batch_id"] == 1)["status"] == "void"
    copy.close()


def test_a_deadline_within_a_month_is_asked_in_that_month_as_the_judge_looks_for_it_there(demo: Store):
    target = "baotou-2024-no1.1.rare_earth_recycling_capacity"
    with demo._file.cursor() as cursor:
        cursor.execute(
            "update target_version set deadline = date '2024-10-15' where target_id = $id", {"id": target}
        )
    indicator = "rare_earth_recycling_capacity"
    october, november = date(2024, 10, 31), date(2024, 11, 30)
    asked = {
        month: set(reporting.form_rows(demo, [INDUSTRY], month)[INDUSTRY]["indicator_code"])
        for month in (october, november)
    }
    assert indicator in asked[october]
    assert indicator not in asked[november]
    assert october in tracker.form_months(desk(demo, date(2024, 11, 5)))

    def light() -> str:
        frame = tracker.progress(desk(demo), Scope(as_of=october))
        return str(frame.set_index("target_id").loc[target, "official_status"])

    assert light() == "not_reported"
    seed(demo, indicator, "level", {october: 10**6}, "150200")
    assert light() == "achieved"
