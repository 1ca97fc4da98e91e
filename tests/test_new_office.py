"""A city of no sample document, from an empty database to its bulletin: commands and CSV outside the program's folder."""

from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.terminal import run, table

PLAN = {
    "documents.csv": "document_id,title,issuer,region_code,kind,issued_on\n"
    "zz-2026,株洲市2026年工业经济工作要点,株洲市人民政府办公室,430200,工作要点,2026/1/15\n",
    "targets/zz-2026.csv": "target_id,clause,excerpt,region_code,indicator_code,basis,comparator,value,unit,period_start,"
    "deadline,strength,assessed,lead_units\n"
    "zz-2026.1,一（一）,规模以上工业增加值增长8%以上,430200,industrial_value_added_growth,growth,以上,8%,%,2026/1/1,2026/12/31,约束性,按月,"
    "株洲市工业和信息化局\n"
    "zz-2026.2,一（二）,规模以上工业总产值达到4000亿元,430200,industrial_output_value,flow,≥,4000,亿元,2026/1/1,2026/12/31,力争,按月,"
    "株洲市工业和信息化局\n",
}  # fmt: skip
JUNE = ("--period", "2026-06")


def wrote(folder: Path, tables: dict[str, str] = PLAN) -> Path:
    """The first document as Excel on a Chinese Windows saves it: two small tables, no vocabulary."""
    (folder / "targets").mkdir(parents=True)
    for name, text in tables.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    return folder


def filled(form: Path, typed: dict[str, tuple[int, float]]) -> None:
    """Type figures by indicator into a column, where the form is yellow."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_col=NAME, max_col=NAME):
        column, value = typed.get(str(row[0].value), (0, None))
        if column:
            sheet.cell(row[0].row, column).value = value
    book.save(form)


NAME, YTD, GROWTH = 2, 9, 10


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_from_an_empty_database_to_the_bulletin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")
    database, form, out = tmp_path / "office.duckdb", tmp_path / "月报.xlsx", tmp_path / "通报.docx"
    done = [
        run("init", "--region", "430200", "--departments", "市工信局", "--due-day", "8", database=database),
        run("build", "--catalogue", str(wrote(tmp_path / "台账")), database=database),
        run("template", "--organisation", "市工信局", *JUNE, "--out", str(form), database=database),
    ]
    filled(form, {"规模以上工业总产值": (YTD, 2100), "规模以上工业增加值增速": (GROWTH, 0.085)})
    done += [
        run("import", str(form), "--by", "李四", "--confirm-warnings", database=database),
        run("export", "bulletin", *JUNE, "--region", "株洲市", "--out", str(out), database=database),
    ]
    assert [one.returncode for one in done] == [0] * len(done), [one.stderr for one in done]
    lights = {
        row["target_id"]: row["official_status"]
        for row in table(run("progress", *JUNE, "--format", "csv", database=database))
    }
    assert lights == {"zz-2026.1": "on_pace", "zz-2026.2": "on_pace"}
    said = "\n".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
    assert "株洲市" in said
    assert "包头" not in said
    assert "示例" not in said
    assert run("check", database=database).returncode == 0


def test_a_folder_may_leave_out_only_what_an_office_has_stated(tmp_path: Path):
    """Its few rows point at the ledger's; without an office every table must be there, and nothing is made."""
    folder, database = wrote(tmp_path / "台账"), tmp_path / "x.duckdb"
    refused = run("build", "--catalogue", str(folder), database=database)
    assert (refused.returncode, refused.stderr.count("[L02]"), database.exists()) == (1, 5, False)
    run("init", "--region", "430200", "--departments", "none", database=database)
    unknown = run("build", "--catalogue", str(folder), database=database)
    assert (unknown.returncode, "[L24] targets/zz-2026.csv!N2" in unknown.stderr) == (1, True)
    (folder / "organisations.csv").write_text(
        "organisation_code,name,kind,region_code\nzz-industry,株洲市工业和信息化局,department,430200\n",
        "utf-8",
    )
    built = run("build", "--catalogue", str(folder), database=database)
    assert (built.returncode, built.stderr) == (0, "台账已更新。\n")
    stated = table(run("targets", "--format", "csv", database=database))
    assert {row["lead_units"] for row in stated} == {"株洲市工业和信息化局"}


YEARS = {
    "documents.csv": "document_id,title,issuer,region_code,kind,issued_on\n"
    "zz-2025,株洲市2025年工作要点,株洲市人民政府办公室,430200,工作要点,2025/1/15\n"
    "zz-2026,株洲市2026年工作要点,株洲市人民政府办公室,430200,工作要点,2026/1/15\n",
    "targets/zz-2025.csv": "target_id,clause,excerpt,region_code,indicator_code,basis,comparator,value,unit,period_start,"
    "deadline,strength,assessed,lead_units\n"
    "zz-2025.1,一,贷款余额达到5000亿元,430200,loan_balance,level,>=,5000,亿元,2025/1/1,2025/12/31,binding,monthly,株洲市工业和信息化局\n"
    "zz-2025.2,二,产值达到3900亿元,430200,industrial_output_value,flow,>=,3900,亿元,2025/1/1,2025/12/31,binding,monthly,株洲市工业和信息化局\n",
    "targets/zz-2026.csv": "target_id,clause,excerpt,region_code,indicator_code,basis,comparator,value,unit,period_start,"
    "deadline,strength,assessed,lead_units\n"
    "zz-2026.1,一,贷款余额达到5600亿元,430200,loan_balance,level,>=,5600,亿元,2026/1/1,2026/12/31,binding,monthly,\n",
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_new_year_starts_from_what_the_year_before_ended_with_once_a_person_says_so(tmp_path: Path):
    database, form = tmp_path / "office.duckdb", tmp_path / "十二月.xlsx"
    run("init", "--region", "430200", "--departments", "市工信局", database=database)
    run("build", "--catalogue", str(wrote(tmp_path / "台账", YEARS)), database=database)
    run(
        "template", "--organisation", "市工信局", "--period", "2025-12", "--out", str(form), database=database
    )
    filled(form, {"金融机构各项贷款余额": (YTD, 5100), "规模以上工业总产值": (YTD, 3800)})
    assert run("import", str(form), "--confirm-warnings", database=database).returncode == 0
    year = ("init", "--year", "2026", "--format", "csv")
    output, loans = table(run(*year, database=database))
    assert (loans["target_id"], loans["state"], loans["baseline"], loans["baseline_on"], loans["lead_units"]) == (
        "zz-2026.1", "proposed", "5100", "2025-12-31", "市工信局",
    )  # fmt: skip
    assert loans["source"].startswith("十二月.xlsx 填报表!I")
    assert (output["target_id"], output["state"], output["before"]) == ("", "ended", "zz-2025.2")
    assert run(*year, "--accept", "zz-2025.2", database=database).returncode == 2
    ended = light(database, "2025-12")
    assert run(*year, "--accept", "all", "--by", "李四", database=database).returncode == 0
    output, loans = table(run(*year, database=database))
    assert (loans["state"], loans["baseline"]) == ("stated", "")
    (new,) = [row for row in stated(database) if row["target_id"] == "zz-2026.1"]
    assert (new["lead_units"], light(database, "2025-12")) == ("株洲市工业和信息化局", ended)
    assert ended == {"zz-2025.1": "achieved", "zz-2025.2": "missed"}
    history = run("ledger", "history", "--format", "csv", database=database)
    assert "5100" in history.stdout
    assert run("ledger", "undo", "3", "--reason", "试", database=database).returncode == 0
    assert table(run(*year, database=database))[1]["state"] == "proposed"


def stated(database: Path) -> list[dict[str, str]]:
    return table(run("targets", "--format", "csv", database=database))


def light(database: Path, month: str) -> dict[str, str]:
    """The lights of the targets of 2025 in a month."""
    rows = table(run("progress", "--period", month, "--format", "csv", database=database))
    return {
        row["target_id"]: row["official_status"] for row in rows if row["target_id"].startswith("zz-2025")
    }
