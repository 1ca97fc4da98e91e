"""The command line: columns, formats and exit statuses as other programs rely on them."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import click
import pytest
from openpyxl import load_workbook

from cli import main
from commands import MODULES
from commands.shared import MOMENT
from data.listing import CHANGE_COLUMNS, FACT_COLUMNS, PROGRESS_COLUMNS, RECONCILE_COLUMNS, TARGET_COLUMNS
from data.store import Store
from metrics import status
from tests.data.ledger_files import document_ids
from tests.data.ledger_files import table as catalogue_table
from tests.terminal import ROOT, run, table


def test_a_day_looked_back_to_is_its_end_as_on_the_screens():
    """known=2024-07-09 in a link and --known-at 2024-07-09 give the same numbers."""
    read = MOMENT.convert
    assert read("2024-07-09", None, None) == datetime(2024, 7, 9, 23, 59, 59, 999999)
    assert read("2024-07-09T08:30", None, None) == datetime(2024, 7, 9, 8, 30)
    assert read("2024-07-09 08:30:15", None, None) == datetime(2024, 7, 9, 8, 30, 15)
    assert read("2024-07-09T08:30:00+00:00", None, None).tzinfo is None
    with pytest.raises(click.BadParameter, match="不是时点"):
        read("昨天", None, None)


def test_help_loads_no_library_of_the_commands():
    """Processor time, not the clock: other work on the machine does not blur it."""
    program = (
        "import os, sys; sys.argv = ['cli.py', '--help']\n"
        "try:\n    import cli; cli.main(prog_name='cli.py')\nfinally:\n"
        "    print({'pandas', 'duckdb', 'plotly', 'streamlit', 'openpyxl'} & set(sys.modules), sum(os.times()[:2]))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    loaded, seconds = done.stdout.splitlines()[-1].rsplit(maxsplit=1)
    assert loaded == "set()", done.stderr
    assert float(seconds) < 0.4


def test_every_command_is_listed_with_its_first_line(capsys: pytest.CaptureFixture[str]):
    main(["--help"], standalone_mode=False)
    listed = " ".join(capsys.readouterr().out.split())
    for name in MODULES:
        command = main.get_command(click.Context(main), name)
        assert command.name == name
        assert f"{name} {command.help.splitlines()[0]}" in listed


def test_every_command_written_is_listed():
    written = re.compile(r"^@click\.(?:command|group)\(", re.MULTILINE)
    defined = sum(len(written.findall(path.read_text("utf-8"))) for path in (ROOT / "commands").glob("*.py"))
    assert defined == len(MODULES)


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (("targets",), TARGET_COLUMNS),
        (("facts",), FACT_COLUMNS),
        (("progress", "--period", "2024-06"), PROGRESS_COLUMNS),
    ],
)
def test_the_columns_are_those_of_the_design(
    command: tuple[str, ...], columns: tuple[str, ...], ledger_file: Path
):
    rows = table(run(*command, "--format", "csv", database=ledger_file))
    assert tuple(rows[0]) == columns


def test_a_stated_target_is_printed_with_its_clause_and_units(ledger_file: Path):
    rows = table(run("targets", "--format", "csv", database=ledger_file))
    (polysilicon,) = [row for row in rows if row["target_id"].endswith(".polysilicon_capacity")]
    assert (polysilicon["value"], polysilicon["unit"], polysilicon["comparator"]) == ("87", "万吨", ">=")
    assert polysilicon["document"] == "baotou-2024-no1"
    assert polysilicon["lead_units"] == "包头市发展和改革委员会"


def test_every_row_of_the_catalogue_is_printed_as_it_is_written(ledger_file: Path):
    """Values as plain decimals in the unit as written, ISO dates, organisations joined by 、, in the design's columns."""
    printed = {
        row["target_id"]: row for row in table(run("targets", "--format", "csv", database=ledger_file))
    }
    written = [row for name in document_ids() for row in catalogue_table(f"targets/{name}")]
    same = (
        "target_id", "clause", "excerpt", "basis", "comparator", "value", "value_high", "unit", "period_start",
        "deadline", "strength", "lead_units", "support_units",
    )  # fmt: skip
    assert len(printed) == len(written)
    for row in written:
        assert {name: printed[row["target_id"]][name] for name in same} == {name: row[name] for name in same}
        assert re.fullmatch(r"(\d+(\.\d*[1-9])?)?", row["value"]), row["target_id"]


def test_facts_name_the_project_and_say_what_nobody_verified(ledger_file: Path):
    rows = table(run("facts", "--format", "csv", database=ledger_file))
    projects = {(row["indicator"], row["value"], row["unit"]) for row in rows if row["kind"] == "project"}
    assert {("通威三期多晶硅项目产能", "20", "万吨"), ("旭阳单晶硅项目产能", "40", "GW")} <= projects
    assert {row["measure"] for row in rows} == {"flow", "stock", "rate", "share", "rank", ""}
    published = [row for row in rows if row["kind"] == "published"]
    assert len(published) == len(catalogue_table("published_actuals"))
    doubtful = [row for row in catalogue_table("published_actuals") if row["source_quality"] == "unverified"]
    assert sum(row["source"].endswith("（待核实）") for row in published) == len(doubtful) > 0


def test_json_says_null_for_missing(ledger_file: Path):
    done = run("progress", "--period", "2024-06", "--format", "json", database=ledger_file)
    assert {row["actual"] for row in json.loads(done.stdout)} == {None}


def test_a_region_takes_all_below_it(ledger_file: Path):
    rows = table(
        run(
            "progress",
            "--period",
            "2024-06",
            "--region",
            "内蒙古自治区",
            "--format",
            "csv",
            database=ledger_file,
        )
    )
    assert {"内蒙古自治区", "包头市", "呼和浩特市"} <= {row["region"] for row in rows}


def test_building_twice_changes_nothing(tmp_path: Path):
    database = tmp_path / "x.duckdb"
    assert "已更新" in run("build", database=database).stderr
    assert "已是最新" in run("build", database=database).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("progress",),
        ("progress", "--period", "六月"),
        ("progress", "--period", "2024-06", "--region", "亚特兰蒂斯"),
        ("dance",),
    ],
)
def test_wrong_usage_is_status_2(arguments: tuple[str, ...], ledger_file: Path):
    assert run(*arguments, database=ledger_file).returncode == 2


def test_a_missing_database_is_status_3_and_says_what_to_do(tmp_path: Path):
    done = run("targets", database=tmp_path / "none.duckdb")
    assert done.returncode == 3
    assert "cli.py build" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ["--organisation", "--unit"])
def test_a_form_is_asked_for_by_who_answers_under_the_old_name_too(
    ledger_file: Path, tmp_path: Path, option: str
):
    out = tmp_path / "市工信局.xlsx"
    done = run("template", option, "市工信局", "--period", "2024-10", "--out", str(out), database=ledger_file)
    assert (done.returncode, out.exists()) == (0, True), done.stderr


def test_a_month_goes_out_as_a_form_and_comes_back_as_a_batch(demo_file: Path, tmp_path: Path):
    database = Path(shutil.copy(demo_file, tmp_path / "x.duckdb"))
    blank, marked = tmp_path / "市工信局.xlsx", tmp_path / "退回.xlsx"
    done = run(
        "template",
        "--organisation",
        "市工信局",
        "--period",
        "2024-10",
        "--out",
        str(blank),
        database=database,
    )
    assert done.returncode == 0, done.stderr
    refused = run("import", str(blank), "--format", "json", "--annotated", str(marked), database=database)
    assert refused.returncode == 1
    result = json.loads(refused.stdout)
    assert (result["status"], result["rows_new"], result["batch_id"]) == ("rejected", 0, None)
    assert {"code", "severity", "sheet", "cell", "value", "message", "remedy"} == set(result["problems"][0])
    assert marked.stat().st_size > 0
    sample = ROOT / "data" / "sample" / "2024-09_市委组织部.xlsx"
    again = run("import", str(sample), "--format", "json", database=database)
    assert (again.returncode, json.loads(again.stdout)["status"]) == (0, "already_imported")
    batch = str(json.loads(again.stdout)["batch_id"])
    assert run("void", batch, "--reason", "测试", database=database).returncode == 0
    assert run("void", batch, "--reason", "测试", database=database).returncode == 1
    dry = json.loads(run("import", str(sample), "--dry-run", "--format", "json", database=database).stdout)
    assert (dry["batch_id"], dry["rows_new"]) == (None, 16)


def test_a_name_is_confirmed_once(ledger_file: Path, tmp_path: Path):
    database = Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))
    assert run("confirm-name", "多晶硅总产能", "polysilicon_capacity", database=database).returncode == 0
    taken = run("confirm-name", "多晶硅总产能", "wind_equipment_output_value", database=database)
    assert (taken.returncode, "polysilicon_capacity" in taken.stderr) == (1, True)
    assert run("confirm-name", "白云区", "白云鄂博矿区", "--region", database=database).returncode == 0
    assert run("confirm-name", "某指标", "没有这个指标", database=database).returncode == 2


@pytest.mark.parametrize(
    "asked",
    [
        ("template", "--organisation", "市工信局", "--period", "2024-10", "--out"),
        ("import", str(ROOT / "data" / "sample" / "2024-09_市委组织部.xlsx"), "--annotated"),
    ],
    ids=["template", "import"],
)
def test_a_place_nothing_can_be_written_to_is_wrong_usage_before_any_work(
    ledger_file: Path, tmp_path: Path, asked: tuple[str, ...]
):
    database = Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))
    (tmp_path / "file").write_text("no folder")
    done = run(*asked, str(tmp_path / "file" / "x.xlsx"), database=database)
    assert done.returncode == 2, done.stderr
    assert "无法写入" in done.stderr
    assert table(run("batches", "--format", "csv", database=database)) == []


def test_a_month_closed_by_one_of_its_ten_days_is_closed(ledger_file: Path, tmp_path: Path):
    database = Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))
    assert run("close", "--period", "2024年9月上旬", database=database).returncode == 0
    sample = ROOT / "data" / "sample" / "2024-09_市委组织部.xlsx"
    refused = run("import", str(sample), "--format", "json", database=database)
    assert "M01" in [problem["code"] for problem in json.loads(refused.stdout)["problems"]]
    assert "重新开放" in run("reopen", "--period", "2024-09", "--reason", "补报", database=database).stderr


def test_months_are_closed_reopened_and_asked_about(demo_file: Path, tmp_path: Path):
    database = Path(shutil.copy(demo_file, tmp_path / "x.duckdb"))
    assert run("close", "--period", "2024-09", database=database).returncode == 0
    assert run("reopen", "--period", "2024-09", "--reason", "补报", database=database).returncode == 0
    rows = table(run("reporting", "--period", "2024-06", "--format", "csv", database=database))
    assert next(row["status"] for row in rows if row["unit"] == "包头市科学技术局") == "late"


def test_a_back_fill_form_holds_every_month_asked_for(ledger_file: Path, tmp_path: Path):
    out = tmp_path / "历史.xlsx"
    asked = ("--organisation", "市发改委", "--since", "2024-01", "--period", "2024-12")
    assert run("template", *asked, "--out", str(out), database=ledger_file).returncode == 0
    assert out.stat().st_size > 0


def test_targets_are_handed_down_by_form_and_import(ledger_file: Path, tmp_path: Path):
    database = Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))
    blank = tmp_path / "分解表.xlsx"
    done = run("template", "--decomposition", "--region", "包头市", "--out", str(blank), database=database)
    assert done.returncode == 0, done.stderr
    refused = run("import", str(blank), "--format", "json", database=database)
    assert refused.returncode == 1
    assert [problem["code"] for problem in json.loads(refused.stdout)["problems"]] == ["D09"]
    sample = ROOT / "data" / "sample" / "2024_包头市目标分解表.xlsx"
    marked = tmp_path / "退回.xlsx"
    told = ("--by", "tester", "--format", "json", "--annotated", str(marked))
    imported = json.loads(run("import", str(sample), *told, database=database).stdout)
    assert (imported["status"], imported["rows_new"]) == ("imported", 165)
    assert marked.stat().st_size > 0
    rows = table(
        run("reconcile", "--period", "2024-06", "--region", "包头市", "--format", "csv", database=database)
    )
    assert tuple(rows[0]) == RECONCILE_COLUMNS
    (wind,) = [row for row in rows if row["target_id"].endswith(".wind_equipment_output_value")]
    assert (wind["allocated"], wind["remainder"], wind["reported"]) == ("154.5", "-4.5", "0")


@pytest.mark.parametrize("resaved", [False, True], ids=["as filled", "saved again by LibreOffice"])
def test_a_filled_form_comes_back_with_its_remainder_and_loading(
    resaved: bool, ledger_file: Path, tmp_path: Path
):
    """稀土废料回收 1.5万吨 handed down as 0.9 + 0.7, 稀土原材料产值 400亿元 as 200 + 180, 磁材企业 38家 as 20 + 18."""
    database = Path(shutil.copy(ledger_file, tmp_path / "x.duckdb"))
    form = tmp_path / "分解表.xlsx"
    asked = ("--decomposition", "--region", "包头市", "--out", str(form))
    assert run("template", *asked, database=database).returncode == 0
    parts = {
        "稀土废料回收产能": {"昆都仑区": 0.9, "九原区": 0.7},
        "稀土原材料产值": {"昆都仑区": 200, "稀土高新区": 180},
        "磁材生产企业数": {"九原区": 20, "稀土高新区": 18},
    }
    filled = _saved_again(_filled(form, parts)) if resaved else _filled(form, parts)
    told = ("--by", "tester", "--confirm-warnings", "--format", "json")
    imported = json.loads(run("import", str(filled), *told, database=database).stdout)
    assert [problem["code"] for problem in imported["problems"]] == ["D05", "D06"]  # the worst first
    rows = table(
        run("reconcile", "--period", "2024-06", "--region", "包头市", "--format", "csv", database=database)
    )
    said = [(row["indicator"], row["target"], row["allocated"], row["remainder"]) for row in rows]
    assert said == [
        ("稀土废料回收产能", "1.5", "1.6", "-0.1"),
        ("稀土原材料产值", "400", "380", "20"),
        ("磁材生产企业数", "38", "38", "0"),
    ]
    assert [round(float(row["loading_ratio"]), 4) for row in rows] == [1.0667, 0.95, 1]
    assert run("check", database=database).returncode == 0


def _filled(form: Path, parts: dict[str, dict[str, float]]) -> Path:
    book = load_workbook(form)
    sheet = book["分解表"]
    columns = {cell.value: cell.column for cell in sheet[4]}
    for line in range(5, sheet.max_row + 1):
        for district, part in parts.get(str(sheet.cell(line, 2).value), {}).items():
            sheet.cell(line, columns[district]).value = part
    book.save(form)
    return form


def _saved_again(form: Path) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = form.parent / "again"
    home = f"-env:UserInstallation=file://{form.parent}/profile"
    command = [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(form)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / form.name


def test_a_form_without_its_month_or_region_is_wrong_usage(ledger_file: Path, tmp_path: Path):
    out = str(tmp_path / "x.xlsx")
    for asked in (("--decomposition",), ("--organisation", "市工信局"), ("--period", "2024-06")):
        assert run("template", *asked, "--out", out, database=ledger_file).returncode == 2


def test_a_light_is_explained_in_both_languages(demo_file: Path):
    asked = ("progress", "--period", "2024-06", "--explain", "baotou-2024-no1.5.polysilicon_capacity")
    chinese, english = run(*asked, database=demo_file), run("--language", "en", *asked, database=demo_file)
    assert "2024-06_市发改委.xlsx" in chinese.stdout
    assert "÷(87−47.5)" in chinese.stdout
    assert "Reported in 2024-06_市发改委.xlsx" in english.stdout


def test_an_unknown_target_cannot_be_explained(demo_file: Path):
    asked = ("progress", "--period", "2024-06", "--explain", "no-such-target")
    assert run(*asked, database=demo_file).returncode == 2


def test_a_whole_store_passes_the_check(demo_file: Path):
    done = run("check", database=demo_file)
    assert (done.returncode, done.stdout) == (0, "")


def test_changes_say_why(demo_file: Path):
    rows = table(run("changes", "--period", "2024-09", "--format", "csv", database=demo_file))
    assert tuple(rows[0]) == CHANGE_COLUMNS
    assert {row["cause"] for row in rows} >= {"value", "time", "none"}
    for row in rows:
        if row["lag_change"]:
            parts = sum(float(row[part]) for part in ("by_correction", "by_value", "by_time"))
            assert float(row["lag_change"]) == pytest.approx(parts)


def test_readers_share_a_file_and_leave_it_as_it_was(ledger_file: Path, tmp_path: Path):
    copy = tmp_path / "xushi.duckdb"
    shutil.copy(ledger_file, copy)
    before = copy.read_bytes()
    other = Store.open(copy, read_only=True)
    rows = table(run("targets", "--format", "csv", database=copy))
    other.close()
    assert rows
    assert copy.read_bytes() == before


def test_the_clock_is_the_office_clock():
    program = "import datetime as d, commands.shared as s; print((s.now() - d.datetime.now(d.UTC).replace(tzinfo=None)).total_seconds())"
    environment = os.environ | {"TZ": "Asia/Shanghai"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert abs(float(done.stdout) - 8 * 3600) < 60


def test_the_names_the_handbook_confirms_are_in_the_ledger():
    """A reader types the example as it stands."""
    handbook = (ROOT / "docs" / "handbook.zh-CN.md").read_text(encoding="utf-8")
    meant = re.findall(r"confirm-name \S+ ([^\s`]+)`", handbook)
    names = {row["name"] for row in catalogue_table("indicators")}
    assert meant
    assert set(meant) <= names


def test_a_rule_set_with_a_bad_word_breaks_only_who_asks_for_it(
    ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for path in status.RULES.glob("*.toml"):
        shutil.copy(path, tmp_path)
    broken = tmp_path / "xuancheng.toml"
    broken.write_text(broken.read_text("utf-8").replace('status = "', 'status = "x', 1), "utf-8")
    monkeypatch.setattr(status, "RULES", tmp_path)
    status.load_rules.cache_clear()
    try:
        assert run("targets", database=ledger_file).returncode == 0
        assert run("progress", "--period", "2024-06", database=ledger_file).returncode == 0
        refused = run("progress", "--period", "2024-06", "--rules", "xuancheng", database=ledger_file)
    finally:
        status.load_rules.cache_clear()
    assert refused.returncode == 2
    assert "判定规则“xuancheng”不能用，请改正 xuancheng.toml" in refused.stderr
