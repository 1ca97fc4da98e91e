"""A back-fill raises what a monthly form raises: code by code, read by cells and read by columns."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest

from data import periods
from data.problems import Severity
from intake import door
from intake.workbooks import preflight
from intake.workbooks.backfill import write_history_form
from intake.workbooks.template import Form
from tests.intake.reporting import (
    NOW,
    ORGANISATION,
    ORGANISATION_NAME,
    check,
    edited,
    footprint,
    foreign,
    ledger,
    rows,
    saved,
)
from tests.intake.test_problem_codes import with_part
from tests.worded import assert_worded
from wording.problems import line

MONTHS = [periods.month_end(2023, month) for month in range(1, 13)]
HEADER = ["指标名称", "地区", "计量单位", "2023年1月", "2023年2月", "2023年3月"]
STEEL = ["粗钢产量", "甲市", "万吨", 10, 20, 30]
TITLE = ["历年数据"]
STEEL_MARCH, GROWTH_MARCH = "I4", "I6"


@pytest.fixture(params=["by cells", "by columns"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read every file both ways: what a reader does not tell of, its reporter would never learn."""
    if request.param == "by columns":
        monkeypatch.setattr(preflight, "LONG_CELLS", 0)
    yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A back-fill, the code it must give, at which cell, and how heavy it weighs."""

    code: str
    content: bytes | Callable[[], bytes]
    cell: str
    severity: Severity = Severity.REJECT


def form(**cells: object) -> bytes:
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
    return edited(out.getvalue(), cells, "历史数据") if cells else out.getvalue()


def computed(cell: str, formula: str, value: str) -> bytes:
    """The form with a formula in a cell and the value Excel saved for it."""

    def change(xml: bytes) -> bytes:
        found = re.search(rb'<c r="%s"([^>]*)>.*?</c>' % cell.encode(), xml)
        assert found is not None
        style = re.sub(rb' t="\w+"', b"", found.group(1))
        kind = b' t="e"' if value.startswith("#") else (b' t="str"' if not value else b"")
        fresh = f'<c r="{cell}"'.encode() + style + kind + f"><f>{formula}</f><v>{value}</v></c>".encode()
        return xml.replace(found.group(), fresh)

    return with_part(form(), "xl/worksheets/sheet1.xml", change)


def reworked(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(form()))
    change(book)
    return saved(book)


def sheet_of(book: openpyxl.Workbook) -> openpyxl.worksheet.worksheet.Worksheet:
    return book["历史数据"]


def table(*added: list[object]) -> bytes:
    return foreign([TITLE, HEADER, STEEL, *added])


W, N = Severity.WARN, Severity.NOTICE
CASES = [
    Case(code="C31", cell=STEEL_MARCH, content=lambda: computed(STEEL_MARCH, "1/0", "#DIV/0!")),
    Case(code="C31", cell=STEEL_MARCH, content=lambda: computed(STEEL_MARCH, "VLOOKUP(1,A1:B2,2,0)", "#N/A")),
    Case(code="C31", cell=STEEL_MARCH, content=lambda: computed(STEEL_MARCH, "#REF!+1", "#REF!")),
    Case(code="C30", cell=STEEL_MARCH, content=lambda: form(I4="=G4+H4")),
    Case(code="C29", cell=STEEL_MARCH, severity=N, content=lambda: computed(STEEL_MARCH, "G4+H4", "30")),
    Case(code="F12", cell=STEEL_MARCH, severity=W, content=lambda: computed(STEEL_MARCH, "[1]Sheet1!A1", "30")),
    Case(code="C04", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="30")),
    Case(code="C01", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="３０．５")),
    Case(code="C02", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="1,030.5")),
    Case(code="C03", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="1 030")),
    Case(code="C05", cell=STEEL_MARCH, content=lambda: form(I4="1.234,5")),
    Case(code="C06", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="—")),
    Case(code="C07", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="暂无")),
    Case(code="C10", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="30万吨")),
    Case(code="C41", cell=STEEL_MARCH, content=lambda: form(I4="30亿元")),
    Case(code="C11", cell=STEEL_MARCH, content=lambda: form(I4="约30")),
    Case(code="C13", cell=GROWTH_MARCH, severity=N, content=lambda: form(I6="5.3")),
    Case(code="C14", cell=GROWTH_MARCH, severity=W, content=lambda: form(I6=0.053)),
    Case(code="C15", cell=GROWTH_MARCH, severity=N, content=lambda: form(I6="5.3%")),
    Case(code="C16", cell=GROWTH_MARCH, content=lambda: form(I6=(45, "0.0%"))),
    Case(code="C41", cell=STEEL_MARCH, content=lambda: form(I4=(0.3, "0%"))),
    Case(code="C18", cell=GROWTH_MARCH, severity=N, content=lambda: form(I6="(3.2)")),
    Case(code="C19", cell=GROWTH_MARCH, severity=N, content=lambda: form(I6="−3.2")),
    Case(code="C20", cell=STEEL_MARCH, severity=N, content=lambda: form(I4="3.0E+01")),
    Case(code="C21", cell=STEEL_MARCH, severity=W, content=lambda: form(I4=(30.0, '0!.0,"万"'))),
    Case(code="C22", cell=STEEL_MARCH, severity=N, content=lambda: form(I4=30.123456789012)),
    Case(code="C23", cell=STEEL_MARCH, content=lambda: form(I4="nan")),
    Case(code="C27", cell=STEEL_MARCH, content=lambda: form(I4="三十")),
    Case(code="C37", cell=STEEL_MARCH, content=lambda: form(I4="3O")),
    Case(code="C38", cell=STEEL_MARCH, content=lambda: form(I4=1e18)),
    Case(code="C39", cell=STEEL_MARCH, content=lambda: form(I4=datetime(2023, 3, 31))),
    Case(code="C39", cell=STEEL_MARCH, content=lambda: form(I4=True)),
    Case(code="C34", cell="D4", content=lambda: form(D4="亿元")),
    Case(code="M14", cell=STEEL_MARCH, content=lambda: form(I4=-30)),
    Case(code="M03", cell=STEEL_MARCH, severity=W, content=lambda: form(I4=200000)),
    Case(code="M04", cell=STEEL_MARCH, severity=W, content=lambda: form(I4=15)),
    Case(code="M05", cell="F3", content=lambda: foreign([TITLE, [*HEADER[:3], "类型", *HEADER[3:]],
        ["粗钢产量", "甲市", "万吨", "累计", 10, 20, 30], ["粗钢产量", "甲市", "万吨", "当月", 10, 25, 10]])),
    Case(code="M06", cell="E3", content=lambda: foreign([TITLE, [*HEADER[:3], "类型", *HEADER[3:]],
        ["粗钢产量", "甲市", "万吨", "累计", 10, 20, 30], ["粗钢产量", "甲市", "万吨", "当月", 9, 10, 10]])),
    Case(code="M07", cell="A4", content=lambda: table(["粗钢产量", "甲市", "万吨", 11, 20, 30])),
    Case(code="M23", cell="A4", severity=N, content=lambda: table(STEEL)),
    Case(code="M08", cell="B4", severity=W, content=lambda: table(["工业投资", "丙区县", "亿元", 1, 2, 3])),
    Case(code="M09", cell="A4", severity=W, content=lambda: table(["工业固投", "甲市", "亿元", 1, 2, 3])),
    Case(code="M24", cell="A4", content=lambda: table(["zzz", "甲市", "亿元", 1, 2, 3])),
    Case(code="S26", cell="A2", content=lambda: foreign([TITLE, ["指标", *HEADER[2:]], ["粗钢产量", "万吨", 1, 2, 3]])),
    Case(code="M26", cell="", content=lambda: foreign([TITLE, HEADER, [*STEEL[:3], None, None, None]])),
    Case(code="M02", cell="F2", content=lambda: foreign([TITLE, [*HEADER[:5], "2025年3月"], STEEL])),
    Case(code="S04", cell="", severity=W, content=lambda: reworked(_hide_sheet)),
    Case(code="S05", cell="", content=lambda: reworked(_second_year)),
    Case(code="S09", cell="G2", severity=W, content=lambda: foreign([TITLE, [*HEADER, "2023年全年合计"], [*STEEL, 360]])),
    Case(code="S09", cell="G2", severity=W, content=lambda: foreign([TITLE, HEADER, [*STEEL, 360]])),
    Case(code="S13", cell="A4", severity=W, content=lambda: reworked(_hide_row)),
    Case(code="S14", cell="A4", severity=N, content=lambda: table(["合计", None, None, 10, 20, 30])),
    Case(code="S15", cell="A4", severity=N, content=lambda: table(["注：不含小企业"])),
    Case(code="S16", cell=STEEL_MARCH, content=lambda: reworked(_merge)),
    Case(code="S18", cell="F2", content=lambda: foreign([TITLE, [*HEADER[:5], "2023年2月", "2023年3月"], [*STEEL, 1]])),
    Case(code="S24", cell="A4", severity=W, content=lambda: table([None, "甲市", "万吨", 1, 2, 3])),
]  # fmt: skip


def _hide_row(book: openpyxl.Workbook) -> None:
    sheet_of(book).row_dimensions[4].hidden = True


def _hide_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("说明")["A1"] = "说明"
    book.active = 2
    sheet_of(book).sheet_state = "hidden"


def _second_year(book: openpyxl.Workbook) -> None:
    book.copy_worksheet(sheet_of(book)).title = "2022年"


def _merge(book: openpyxl.Workbook) -> None:
    sheet_of(book).merge_cells("I4:I5")


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{number}" for number, case in enumerate(CASES)])
def test_a_back_fill_names_it_with_its_cell(case: Case):
    store = ledger()
    preview = check(store, case.content if isinstance(case.content, bytes) else case.content(), "历史.xlsx")
    assert_worded(preview.problems)
    lines = [line(one) for one in preview.problems]
    told = [one for one in preview.problems if one.code == case.code]
    assert preview.kind == "backfill", lines
    assert {one.severity for one in told} == {case.severity}, lines
    assert case.cell in {one.cell for one in told}, lines
    if case.severity is Severity.REJECT:
        before = footprint(store)
        result = door.commit(store, preview, by="张三", now=NOW, confirm_warnings=True)
        assert (result.status, footprint(store)) == ("rejected", before)


def test_percent_formats_are_read_as_they_show():
    preview = check(ledger(), form(I6=(0.053, "0.0%")))
    found = preview.rows.query("cell == 'I6'")
    assert (preview.status, found["new"].tolist(), found["raw_text"].tolist()) == ("ready", [5.3], ["0.053"])


def test_a_formula_that_gives_empty_text_is_a_blank_cell():
    preview = check(ledger(), computed(STEEL_MARCH, 'IF(1,"",2)', ""))
    assert (preview.status, preview.counts["new"]) == ("ready", 35)


def test_names_merged_over_their_rows_are_filled_down():
    header = [*HEADER[:3], "类型", *HEADER[3:]]
    body = [["粗钢产量", "甲市", "万吨", "当月", 10, 10, 10], [None, None, None, "累计", 10, 20, 30]]
    preview = check(ledger(), foreign([TITLE, header, *body], "A3:A4", "B3:B4", "C3:C4"))
    assert (preview.counts["new"], set(preview.rows["kind"])) == (6, {"month", "ytd"})


def test_every_error_is_told_in_one_pass():
    book = openpyxl.load_workbook(BytesIO(form(I4="约30", J5="七")))
    content = saved(book)
    preview = check(ledger(), content)
    assert {("C11", "I4"), ("C27", "J5")} <= {(one.code, one.cell) for one in preview.problems}
    assert preview.counts["new"] == 0


def test_the_sheet_of_a_back_fill_need_not_be_the_first_part():
    def reorder(book: openpyxl.Workbook) -> None:
        book.move_sheet("历史数据", offset=1)

    content = with_part(reworked(reorder), "docProps/app.xml", lambda xml: xml)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert "xl/worksheets/sheet2.xml" in archive.namelist()
    assert check(ledger(), content).counts["new"] == 36


def test_months_that_are_closed_are_refused():
    store = ledger()
    with store.transaction() as write:
        write.append("period_closure", [
            {"period_end": date(2023, 3, 31), "action": "close", "reason": "按期", "acted_by": "a", "acted_at": NOW}
        ])  # fmt: skip
    preview = check(store, form())
    assert [(one.code, one.cell) for one in preview.problems] == [("M01", "I3")]


@pytest.mark.parametrize("line", ["单位：吨", "（计量单位: 吨）"])
def test_a_unit_stated_once_holds_for_the_whole_table(line: str):
    header, body = ["指标", "地区", *HEADER[3:]], ["粗钢产量", "甲市", 10000, 20000, 30000]
    preview = check(ledger(), foreign([TITLE, [line], header, body]))
    assert preview.rows["new"].tolist() == [1.0, 2.0, 3.0]
