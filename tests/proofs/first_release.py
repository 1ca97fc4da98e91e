"""Writes the small database of version 0.1.0 that later versions must open: tests/data/files/v0.1.0.duckdb.gz.

    git worktree add ../v0.1.0 fbd0f87 && cp tests/proofs/first_release.py ../v0.1.0/tests/proofs/
    cd ../v0.1.0 && python -m tests.proofs.first_release v0.1.0.duckdb.gz

It runs on that version alone and is kept to show where the file comes from. The office is invented: one city with
two districts, four targets, a document with its text; a back-fill of 2023, a decomposition, a plan by month, the
reports of May and June 2024, of which May is corrected and the first of June is void; a confirmed name of an
indicator and of a region, a due day, a month closed and opened again. tests/data/test_first_release.py says what
must be found in it.
"""

import csv
import gzip
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl

import tracker
from data import catalogue
from data.store import Store

CITY, UNIT, DOCUMENT = "990100", "990100-drc", "jia-2024"
TEXT = (
    "甲市2024年工业稳增长实施方案\n\n一、主要目标\n\n"
    "全市规模以上工业增加值增长8%以上，粗钢产量达到1200万吨，工业固定资产投资500亿元以上，"
    "风电装机达到300万千瓦以上。市发展改革委牵头。\n"
)
LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Row = dict[str, str]
Typed = Mapping[str, Mapping[str, object]]


def _table(columns: str, *rows: str) -> list[Row]:
    names = columns.split("|")
    return [dict(zip(names, row.split("|"), strict=True)) for row in rows]


VOCABULARY = {
    "documents": _table(
        "document_id|title|title_en|issuer|number|issued_on|region_code|kind|period_start|period_end|source_file|note",
        f"{DOCUMENT}|甲市2024年工业稳增长实施方案|Industrial growth plan of Jia City for 2024|甲市人民政府|甲政发〔2024〕1号"
        f"|2024-01-05|{CITY}|实施方案|2024-01-01|2024-12-31|jia-2024.txt|",
    ),
    "regions": _table(
        "region_code|name|short_name|name_en|level|parent_code|code_standard|tile_row|tile_column|aliases",
        "990000|某省|某省|Some Province|province||own|||",
        "990100|甲市|甲市|Jia City|city|990000|own|1|1|全市",
        "990102|乙区|乙区|Yi District|county|990100|own|1|2|",
        "990103|丙县|丙县|Bing County|county|990100|own|2|2|",
    ),
    "sectors": _table(
        "sector_code|name|name_en|parent_code|position|chain_position", "industry|工业|Industry||1|"
    ),
    "units": _table(
        "unit|name_en|dimension|factor", "%|%|ratio|1", "吨|t|mass|1", "万吨|10,000 t|mass|10000",
        "万元|10,000 yuan|money|10000", "亿元|100 million yuan|money|100000000", "万千瓦|10 MW|power|10",
    ),
    "organisations": _table(
        "organisation_code|name|short_name|name_en|kind|region_code",
        f"{UNIT}|甲市发展和改革委员会|市发改委|Jia Development and Reform Commission|department|{CITY}",
        "990102-gov|乙区人民政府|乙区|Yi District Government|region_government|990102",
        "990103-gov|丙县人民政府|丙县|Bing County Government|region_government|990103",
    ),
    "indicators": _table(
        "indicator_code|name|name_en|sector_code|measure|unit|additive|better|aliases|note",
        "steel|粗钢产量|Crude steel output|industry|flow|万吨|true|higher|钢产量|",
        "invest|工业固定资产投资|Industrial investment|industry|flow|亿元|true|higher||",
        "wind|风电装机|Wind capacity|industry|stock|万千瓦|true|higher||",
        "added_value|规模以上工业增加值增速|Growth of industrial added value|industry|rate|%|false|higher||",
    ),
    "published_actuals": _table(
        "fact_id|region_code|indicator_code|region|indicator|measure|period_end|value|value_qualifier|unit|source_quality"
        "|source_title|source_address|published_date|note",
        f"published.steel.2023|{CITY}|steel|甲市|粗钢产量|ytd|2023-12-31|1100||万吨|official|甲市2023年统计公报"
        "|https://example.org/2023|2024-03-01|",
    ),
}  # fmt: skip


def targets() -> list[Row]:
    """The four targets, each with its words and where in the text they stand."""
    stated = _table(
        "target_id|excerpt|number_text|indicator_code|basis|comparator|value|unit|baseline_value|baseline_unit|baseline_on"
        "|baseline_source",
        "jia-2024.1.added_value|规模以上工业增加值增长8%以上|8%|added_value|growth|>=|8|%||||",
        "jia-2024.1.steel|粗钢产量达到1200万吨|1200万吨|steel|flow|>=|1200|万吨||||",
        "jia-2024.1.invest|工业固定资产投资500亿元以上|500亿元|invest|flow|>=|500|亿元||||",
        "jia-2024.1.wind|风电装机达到300万千瓦以上|300万千瓦|wind|level|>=|300|万千瓦|200|万千瓦|2023-12-31|2023年统计公报",
    )
    shared = {
        "clause": "一、主要目标", "region_code": CITY, "value_high": "", "period_start": "2024-01-01", "deadline": "2024-12-31",
        "strength": "binding", "assessed": "monthly", "part_of": "", "supersedes": "",
        "lead_units": "甲市发展和改革委员会", "support_units": "", "note": "",
    }  # fmt: skip
    return [row | shared | {"excerpt_offset": str(TEXT.index(row["excerpt"]))} for row in stated]


def write_catalogue(folder: Path) -> None:
    """The invented ledger as the CSV files that version builds from."""
    tables = VOCABULARY | {f"targets/{DOCUMENT}": targets()}
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def typed_into(form: bytes, sheet_name: str, header: int, figures: Typed) -> bytes:
    """The form with figures by row id (or indicator) and heading."""
    book = openpyxl.load_workbook(BytesIO(form))
    sheet = book[sheet_name]
    columns = {str(cell.value): cell.column for cell in sheet[header]}
    for number in range(header + 1, sheet.max_row + 1):
        names = {str(sheet.cell(number, columns[heading]).value) for heading in ("行标识", "指标名称")}
        for name in names & set(figures):
            for heading, value in figures[name].items():
                sheet.cell(number, columns[heading]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def written(write: Callable[[BytesIO], int]) -> bytes:
    """The bytes of a form that asks something."""
    out = BytesIO()
    assert write(out) > 0
    return out.getvalue()


def bring_in(store: Store, content: bytes, name: str, when: datetime) -> None:
    """Import a file; the store must take it."""
    preview = tracker.check_workbook(store, content, name, today=when.date())
    result = tracker.import_workbook(store, preview, by="李华", now=when, confirm_warnings=True)
    assert result.status == "imported", [(one.code, one.cell) for one in result.problems]
    print(result.batch_id, name, result.rows_new, result.rows_changed, [one.code for one in result.problems])


def past_year() -> Typed:
    """2023 by month: steel 90, 180 … 1080 then 1100; investment 36, 72 … 432; wind 189 … 200; growth 5.1 … 6.2 %."""
    months = range(1, 13)
    return {
        "粗钢产量": {f"2023年{n}月": 90 * n if n < 12 else 1100 for n in months},
        "工业固定资产投资": {f"2023年{n}月": 36 * n for n in months},
        "风电装机": {f"2023年{n}月": 188 + n for n in months},
        "规模以上工业增加值增速": {f"2023年{n}月": round(5 + n / 10, 1) for n in months},
    }


def report(steel: object, invest: object, wind: object, growth: object, note: str = "") -> Typed:
    """A month's figures: cumulative, at the month's end, and growth; a note beside steel."""
    so_far = "本月累计（期末）"
    return {
        "粗钢产量": {so_far: steel} | ({"备注": note} if note else {}),
        "工业固定资产投资": {so_far: invest},
        "风电装机": {so_far: wind},
        "规模以上工业增加值增速": {"累计同比": growth},
    }


def fill(store: Store) -> None:
    """Bring everything in, in the order an office would."""
    moment = datetime(2024, 1, 20, 9, 0)
    tracker.set_due_day(store, 8, by="王芳", now=moment)
    reading = tracker.check_document(store, DOCUMENT, TEXT.encode(), "jia-2024.txt")
    assert tracker.register_document(store, reading, by="王芳", now=moment).found == 4
    tracker.confirm_typed(store, "indicator", "工业固投", "invest", by="王芳", now=moment)
    tracker.confirm_typed(store, "region", "甲城", CITY, by="王芳", now=moment)
    end = date(2023, 12, 31)
    blank = written(lambda out: tracker.template(store, UNIT, date(2024, 6, 30), out, date(2023, 1, 31)))
    bring_in(store, _only_2023(typed_into(blank, "历史数据", 3, past_year())), "2023年补录.xlsx", moment)
    shares = {"jia-2024.1.steel": {"乙区": 700, "丙县": 500}}
    blank = written(lambda out: tracker.decomposition_template(store, CITY, out))
    bring_in(
        store, typed_into(blank, "分解表", 4, shares), "2024年目标分解.xlsx", datetime(2024, 1, 25, 9, 0)
    )
    plan = {"jia-2024.1.steel": {"3月": 250, "6月": "560万吨", "12月": 1200}}
    blank = written(lambda out: tracker.plan_template(store, CITY, end.year + 1, out))
    bring_in(
        store, typed_into(blank, "分月计划", 3, plan), "2024年分月计划.xlsx", datetime(2024, 1, 26, 9, 0)
    )
    _months(store)


def _only_2023(content: bytes) -> bytes:
    """Version 0.1.0 gives back-fill forms to organisations with a target due in the last month; 2024 goes out of it."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["历史数据"]
    for cell in list(sheet[3]):
        if str(cell.value).startswith("2024年"):
            cell.value = None
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _months(store: Store) -> None:
    may, june = date(2024, 5, 31), date(2024, 6, 30)
    for name, month, when, figures in (
        ("2024-05_市发改委.xlsx", may, datetime(2024, 6, 6, 10, 0), report(455, 190, 231.5, 0.084)),
        ("2024-05_市发改委_更正.xlsx", may, datetime(2024, 6, 20, 10, 0), report(452.75, 190, 231.5, 0.084)),
        ("2024-06_市发改委.xlsx", june, datetime(2024, 7, 5, 10, 0), report(5600, 231, 240, 0.081)),
        ("2024-06_市发改委_重报.xlsx", june, datetime(2024, 7, 6, 10, 0),
         report("548.1234万吨", "2312000万元", 240, "8.1%", "一座高炉检修")),
    ):  # fmt: skip
        blank = written(lambda out, month=month: tracker.template(store, UNIT, month, out))
        bring_in(store, typed_into(blank, "填报表", 4, figures), name, when)
        if name == "2024-06_市发改委.xlsx":
            assert tracker.void(store, 6, reason="单位填错", now=datetime(2024, 7, 5, 16, 0))
    tracker.close_month(store, may, reason="按期关账", by="王芳", now=datetime(2024, 7, 10, 9, 0))
    tracker.close_month(store, june, reason="按期关账", by="王芳", now=datetime(2024, 7, 31, 9, 0))
    tracker.reopen_month(store, june, reason="等待统计局核定", by="王芳", now=datetime(2024, 8, 1, 9, 0))


def main(out: Path) -> None:
    """Write the database, compressed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "xushi.duckdb"
        write_catalogue(Path(folder))
        store = tracker.open_store(path)
        catalogue.build(store, datetime(2024, 1, 10, 9, 0), catalogue.read(Path(folder)))
        fill(store)
        assert tracker.check(store) == []
        store.checkpoint()
        store.close()
        out.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        print(path.stat().st_size, "bytes,", out.stat().st_size, "compressed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
