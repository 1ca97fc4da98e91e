"""The command line: columns, formats and exit statuses as other programs rely on them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.fields import FACT_COLUMNS, PROGRESS_COLUMNS, TARGET_COLUMNS

ROOT = Path(__file__).parents[1]


def run(*arguments: str, database: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"XUSHI_DATABASE": str(database)}
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def table(done: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


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


def test_a_locked_database_is_status_3_and_says_who_holds_it(ledger_file: Path, tmp_path: Path):
    database = tmp_path / "x.duckdb"
    database.write_bytes(ledger_file.read_bytes())
    program = f"import sys, data.store\ns = data.store.Store.open({str(database)!r})\nprint('open', flush=True)\nsys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "open\n"
    done = run("targets", database=database)
    holder.communicate("")
    assert done.returncode == 3
    assert f"进程号 {holder.pid}" in done.stderr
