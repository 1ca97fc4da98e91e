"""Ten-day and quarterly reports: from a workbook, by our form or another's layout, into the store and the judgement."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

import tracker
from data import periods
from data.scope import Scope
from data.store import Store
from intake import door
from intake.previews import Preview
from intake.workbooks.template import Form, write_template
from metrics.model import Frequency
from tests.asking import desk
from tests.intake.reporting import (
    CITY,
    ORGANISATION,
    ORGANISATION_NAME,
    check,
    codes,
    edited,
    foreign,
    ledger,
    rows,
    seed,
)
from tests.ledger import stated
from wording.problems import message

HEADER = ["指标名称", "地区", "计量单位", "当期", "年累计", "累计同比"]
NOW = datetime(2024, 7, 5, 9, 30)


@pytest.fixture
def store() -> Store:
    """The small ledger with one target of the year: a hundred 万吨 of steel in 2024."""
    store = ledger()
    with store.transaction() as write:
        stated(
            write,
            "document",
            [
                {
                    "document_id": "d",
                    "title": "d",
                    "title_en": "d",
                    "issuer": "d",
                    "kind": "plan",
                    "region_code": CITY,
                }
            ],
        )
        stated(write, "target", [{
            "target_id": "d.1.steel", "document_id": "d", "clause": "一", "excerpt": "100万吨", "excerpt_offset": 0,
            "number_text": "100万吨", "region_code": CITY, "indicator_code": "steel", "basis": "flow",
            "comparator": ">=", "value": Decimal(100), "value_normal": Decimal(100), "unit": "万吨",
            "period_start": date(2024, 1, 1), "deadline": date(2024, 12, 31), "strength": "binding", "assessed": "monthly",
        }])  # fmt: skip
    return store


def report(period: date, frequency: Frequency, **figures: float) -> bytes:
    out = BytesIO()
    frame = rows("steel", **{key: [value] for key, value in figures.items()})
    write_template(
        frame,
        Form(
            organisation_code=ORGANISATION,
            organisation_name=ORGANISATION_NAME,
            period_end=period,
            frequency=frequency,
        ),
        out,
    )
    return out.getvalue()


def imported(store: Store, content: bytes, name: str = "报表.xlsx") -> Preview:
    preview = check(store, content, name)
    result = door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
    assert result.status == "imported", [message(one) for one in preview.problems]
    return preview


def judged(store: Store, day: date) -> dict[str, object]:
    return tracker.progress(desk(store), Scope(as_of=day)).to_dict("records")[0]


def test_a_quarterly_form_is_judged_by_its_closed_quarter(store: Store):
    imported(store, report(date(2024, 6, 30), Frequency.QUARTER, month=23, ytd=48))
    row = judged(store, date(2024, 7, 31))
    assert (row["actual"], row["expected"], row["official_status"]) == (
        48,
        0.5,
        "behind",
    )  # k = 6 still in July
    assert {one["frequency"] for one in store.rows("observations", as_of=date(2024, 12, 31))} == {"quarter"}


def test_ten_day_forms_are_judged_by_thirds_of_a_month(store: Store):
    for day, value in ((10, 43), (20, 46)):
        imported(store, report(date(2024, 6, day), Frequency.TEN_DAY, month=2, ytd=value))
    row = judged(store, date(2024, 6, 20))
    assert (row["actual"], row["official_status"]) == (46, "behind")
    assert row["expected"] == pytest.approx(17 / 36)
    assert (
        judged(store, date(2024, 6, 30))["official_status"] == "not_reported"
    )  # the last 旬 has not come in
    imported(store, report(date(2024, 6, 30), Frequency.TEN_DAY, month=5, ytd=51))
    assert judged(store, date(2024, 6, 30))["official_status"] == "on_pace"


@pytest.mark.parametrize(
    ("typed", "frequency", "end"),
    [
        ("2024年第二季度", "quarter", date(2024, 6, 30)),
        ("2024年二季度", "quarter", date(2024, 6, 30)),
        ("2024Q2", "quarter", date(2024, 6, 30)),
        ("2024年6月上旬", "ten_day", date(2024, 6, 10)),
        ("2024年6月中旬", "ten_day", date(2024, 6, 20)),
        ("2024年6月下旬", "ten_day", date(2024, 6, 30)),
    ],
)
@pytest.mark.parametrize("where", ["title", "label", "column", "file name"])
def test_foreign_layouts_say_their_period_anywhere(
    store: Store, typed: str, frequency: str, end: date, where: str
):
    body = ["粗钢产量", "甲市", "万吨", None, 48, None]
    sheets = {
        "title": [[f"甲市工业生产情况（{typed}）"], HEADER, body],
        "label": [["工业生产情况"], ["报告期：", typed], HEADER, body],
        "column": [["工业生产情况"], [*HEADER, "报告期"], [*body, typed]],
        "file name": [HEADER, body],
    }
    name = f"{typed}.xlsx" if where == "file name" else "报表.xlsx"
    preview = imported(store, foreign(sheets[where]), name)
    assert preview.frequency == frequency
    kept = store.rows("observations", as_of=date(2024, 12, 31))
    assert [(one["period_end"], one["frequency"], float(str(one["value"]))) for one in kept] == [
        (end, frequency, 48)
    ]


def test_one_sheet_holds_one_kind_of_period(store: Store):
    sheet = [[*HEADER, "报告期"], ["粗钢产量", "甲市", "万吨", None, 48, None, "2024年二季度"],
             ["工业投资", "甲市", "亿元", None, 48, None, "2024年6月"]]  # fmt: skip
    preview = check(store, foreign(sheet))
    assert [(one.code, one.cell) for one in preview.problems if one.severity == "reject"] == [("C28", "G3")]


def test_what_one_quarter_brought_is_checked_and_not_kept(store: Store):
    first = report(date(2024, 3, 31), Frequency.QUARTER, month=20, ytd=25)
    assert {"M06", "S25"} <= set(codes(check(store, first)))  # the first quarter is the year so far
    seed(store, "steel", "ytd", {date(2024, 3, 31): 25})
    assert "M21" in codes(check(store, report(date(2024, 6, 30), Frequency.QUARTER, month=20, ytd=48)))
    assert "M04" in codes(check(store, report(date(2024, 6, 30), Frequency.QUARTER, month=20, ytd=21)))
    preview = check(store, report(date(2024, 6, 30), Frequency.QUARTER, month=23, ytd=48))
    assert ([*preview.rows["kind"]], codes(preview)) == (["ytd"], ["S25"])


def test_a_quarter_and_its_last_month_are_one_cumulative(store: Store):
    imported(store, report(date(2024, 6, 30), Frequency.QUARTER, ytd=48))
    preview = check(store, edited(report(date(2024, 6, 30), Frequency.MONTH, ytd=48), {}))
    assert preview.counts["same"] == 1
    assert "M10" in codes(check(store, report(date(2024, 6, 30), Frequency.MONTH, ytd=49)))


def test_a_closed_month_is_closed_to_its_parts(store: Store):
    tracker.close_month(desk(store, NOW), date(2024, 6, 30), reason="按期", by="a")
    assert "M01" in codes(check(store, report(date(2024, 6, 10), Frequency.TEN_DAY, ytd=43)))


def test_the_month_of_a_ten_day_report_shows_on_the_status_screen(store: Store):
    imported(store, report(date(2024, 6, 10), Frequency.TEN_DAY, ytd=43))
    status = tracker.reporting_status(desk(store, date(2024, 7, 20)), [date(2024, 6, 30)])
    assert set(status["status"]) <= {"missing"}  # a 旬 is not the month's report
    assert tracker.months(desk(store)) == [date(2024, 6, 30)]


@pytest.mark.parametrize("title", ["2024年第二季度", "2024年6月上旬", "2024年6月下旬", "2024年6月"])
def test_a_period_is_read_back_as_it_is_titled(title: str):
    found = periods.read(title)
    assert found.period_end is not None
    assert periods.title(found.period_end, found.frequency) == title
