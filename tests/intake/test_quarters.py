"""Quarters in a back-fill: our form and other people's headings, read by cells and by columns; what is kept of them."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest

from data.store import Store
from intake import door
from intake.workbooks import period_headings, preflight
from intake.workbooks.backfill import write_history_form
from intake.workbooks.template import Form
from metrics.model import Frequency
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

ENDS = [date(2023, 3, 31), date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]
LABELS = ["指标名称", "地区", "计量单位", "数据类型"]
STEEL = ["粗钢产量", "甲市", "万吨", "累计", 25, 50, 75, 100]


@pytest.fixture(params=["by cells", "by columns"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "by columns":
        monkeypatch.setattr(preflight, "LONG_CELLS", 0)
    yield


@pytest.fixture
def store() -> Store:
    return ledger()


def kept(store: Store) -> list[tuple[object, object, float]]:
    found = store.rows("observations", as_of=date(2024, 12, 31))
    return [(row["period_end"], row["frequency"], float(str(row["value"]))) for row in found]


def form(**cells: object) -> bytes:
    frame = rows("steel", "wind")
    for number, end in enumerate(ENDS, start=1):
        frame[end] = [25.0 * number, 30.0 + number]
    out, of = (
        BytesIO(),
        Form(
            organisation_code=ORGANISATION,
            organisation_name=ORGANISATION_NAME,
            period_end=ENDS[-1],
            frequency=Frequency.QUARTER,
        ),
    )
    write_history_form(frame, of, ENDS, out)
    return edited(out.getvalue(), cells, "历史数据") if cells else out.getvalue()


def test_our_form_of_quarters_comes_back_whole(store: Store):
    preview = check(store, form())
    assert (preview.status, codes(preview), preview.frequency, preview.period) == (
        "ready",
        [],
        "quarter",
        ENDS[-1],
    )
    assert preview.counts["new"] == 8
    door.commit(store, preview, by="张三", now=NOW)
    assert kept(store)[:4] == [(end, "quarter", 25.0 * number) for number, end in enumerate(ENDS, start=1)]
    again = check(store, form(H4=51))
    assert (again.counts["changed"], again.counts["same"], codes(again)) == (1, 7, ["M10"])


@pytest.mark.parametrize(
    ("above", "names"),
    [
        ([], ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]),
        ([], ["2023年一季度", "2023年二季度", "2023年三季度", "2023年四季度"]),
        ([], ["2023年第1季度", "2023年第2季度", "2023年第3季度", "2023年第4季度"]),
        ([], ["2023年一季度", "2023年上半年", "2023年前三季度", "2023年全年"]),
        ([["甲市工业2023年各季度完成情况"]], ["1季度", "2季度", "3季度", "4季度"]),
        ([["甲市工业"], [None, None, None, None, "2023年"]], ["一季度", "上半年", "前三季度", "全年"]),
        ([["甲市工业"], [None, None, None, None, 2023]], ["Q1", "Q2", "Q3", "Q4"]),
    ],
)
def test_other_peoples_quarters_are_read_with_their_year_wherever_it_stands(
    store: Store, above: list, names: list
):
    preview = check(store, foreign([*above, [*LABELS, *names], STEEL]))
    assert (preview.status, preview.frequency, codes(preview)) == ("ready", "quarter", [])
    door.commit(store, preview, by="张三", now=NOW)
    assert kept(store) == [(end, "quarter", 25.0 * number) for number, end in enumerate(ENDS, start=1)]


def test_two_years_side_by_side_keep_their_own_quarters(store: Store):
    years = [None, None, None, None, "2022年", None, None, None, "2023年"]
    header = [*LABELS, *["一季度", "二季度", "三季度", "四季度"] * 2]
    preview = check(store, foreign([["甲市工业"], years, header, [*STEEL, 26, 51, 76, 101]]))
    assert (preview.status, preview.counts["new"]) == ("ready", 8)
    assert preview.rows.set_index("cell")["period_end"].dt.date.to_dict() == {
        f"{column}4": date(year, end.month, end.day)
        for columns, year in (("EFGH", 2022), ("IJKL", 2023))
        for column, end in zip(columns, ENDS, strict=True)
    }


def test_what_one_quarter_brought_is_held_against_the_year_so_far_and_not_kept(store: Store):
    header, part = [*LABELS, "2023Q1", "2023Q2", "2023Q3"], ["粗钢产量", "甲市", "万吨", "当季"]
    preview = check(store, foreign([["表"], header, STEEL[:7], [*part, 25, 25, 25]]))
    assert (codes(preview), preview.counts["new"]) == (["S25"], 3)
    wrong = check(store, foreign([["表"], header, STEEL[:7], [*part, 20, 60, 25]]))
    assert {("M06", "E3"), ("M05", "F3")} <= {(one.code, one.cell) for one in wrong.problems}


def test_a_sheet_that_does_not_say_which_of_both_it_gives_is_asked_about(store: Store):
    header = ["指标名称", "地区", "计量单位", "2023Q1", "2023Q2", "2023Q3"]
    preview = check(
        store,
        foreign(
            [
                ["表"],
                header,
                ["粗钢产量", "甲市", "万吨", 25, 50, 75],
                ["风电装机", "甲市", "万千瓦", 1, 2, 3],
            ]
        ),
    )
    assert (preview.status, codes(preview)) == ("needs_confirmation", ["M27"])
    stock = check(store, foreign([["表"], header, ["风电装机", "甲市", "万千瓦", 1, 2, 3]]))
    assert (stock.status, codes(stock)) == ("ready", [])


def test_a_total_of_the_year_beside_its_quarters_is_not_a_fifth_one(store: Store):
    header = [*LABELS, "2023年一季度", "2023年二季度", "2023年三季度", "2023年四季度", "2023年全年"]
    preview = check(store, foreign([["表"], header, [*STEEL, 100]]))
    assert (codes(preview), preview.counts["new"]) == (["S09"], 4)


def test_a_coming_quarter_and_a_closed_month_are_refused(store: Store):
    preview = check(store, foreign([["表"], [*LABELS, "2024Q1", "2024Q2", "2024Q3"], STEEL[:7]]))
    assert ("M02", "G2") in {(one.code, one.cell) for one in preview.problems}


@pytest.mark.parametrize(
    "row", [["1季度", "2季度", "3季度"], ["指标", "2023Q1", "2023Q2"], ["指标", "一季度", "二季度", "三季度"]]
)
def test_a_row_without_a_year_or_with_too_few_quarters_is_no_header(row: list):
    assert period_headings.find([["2022—2023 年"], row]) is None


def test_the_region_of_the_form_is_the_units_own(store: Store):
    assert set(check(store, form()).rows["region_code"]) == {CITY}


def test_a_long_form_of_quarters_is_known_as_one_before_it_is_read():
    assert preflight.inspect(form(), "a.xlsx").months >= preflight.MONTHS_NAMED
    content = foreign([["Q"], [*LABELS, "2023Q1", "2023Q2", "2023Q3"], STEEL[:7]])
    assert preflight.inspect(content, "a.xlsx").months >= preflight.MONTHS_NAMED
