"""--as-region narrows every command to a region and what lies below it, and never widens it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
import tracker
from data.store import Store
from tests.asking import desk
from tests.ledger import stated
from tests.viewers import CITY, DISTRICT, OF_DISTRICT, own

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
Run = Callable[..., Result]
ASKED = {
    "targets": ("targets",),
    "facts": ("facts",),
    "documents": ("documents",),
    "progress": ("progress", "--period", "2024-09"),
    "progress of all": ("progress", "--period", "2024-09", "--region", "包头市"),
    "changes": ("changes", "--period", "2024-09"),
    "reconcile": ("reconcile", "--period", "2024-09"),
    "batches": ("batches",),
    "reporting": ("reporting", "--period", "2024-09"),
}


@pytest.fixture
def run(demo: Store, tmp_path: Path) -> Run:
    demo.checkpoint()
    demo.close()

    def ran(*arguments: str, region: str | None = DISTRICT) -> Result:
        place = ["--database", str(tmp_path / "xushi.duckdb")]
        narrowed = [] if region is None else ["--as-region", region]
        return CliRunner().invoke(cli.main, [*place, *narrowed, *arguments])

    return ran


def rows(done: Result) -> list[dict[str, str]]:
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize("asked", ASKED)
def test_a_command_prints_the_regions_rows_and_no_others(run: Run, demo_file: Path, asked: str):
    narrow, wide = (rows(run(*ASKED[asked], "--format", "csv", region=region)) for region in (DISTRICT, None))
    store = tracker.open_store(demo_file, read_only=True)
    mine = own(store, OF_DISTRICT)
    store.close()
    assert len(narrow) < len(wide)
    for row in narrow:
        assert row.get("region", "昆都仑区") == "昆都仑区"
        assert row.get("target_id") in {None, *mine.targets}
        assert row.get("unit") is None or "region" in row or row["unit"] in {"昆都仑区人民政府", ""}


def test_a_name_does_for_the_code_and_an_unknown_one_is_wrong_usage(run: Run):
    by_name = run("targets", "--format", "csv", region="包头市").stdout
    assert by_name == run("targets", "--format", "csv", region=CITY).stdout
    assert run("targets", region="亚特兰蒂斯").exit_code == 2


def test_a_foreign_target_is_not_explained_and_a_foreign_form_not_written(run: Run, tmp_path: Path):
    target = "baotou-2024-no1.5.polysilicon_capacity"
    assert run("progress", "--period", "2024-09", "--explain", target).exit_code == 2
    assert run("progress", "--period", "2024-09", "--explain", f"{target}@{DISTRICT}").exit_code == 0
    out = str(tmp_path / "表.xlsx")
    assert run("template", "--organisation", "市工信局", "--period", "2024-10", "--out", out).exit_code == 1
    assert run("template", "--organisation", "昆区", "--period", "2024-10", "--out", out).exit_code == 0


def test_what_is_the_whole_offices_is_refused_in_a_sentence(run: Run):
    for asked in (("check",), ("build",), ("close", "--period", "2024-05")):
        done = run(*asked)
        assert done.exit_code == 1, done.output
        assert "没有权限" in done.stderr


def test_a_foreign_workbook_is_refused(run: Run):
    file = str(SAMPLE / "2024-09_青山区.xlsx")
    batch = next(
        row["batch_id"]
        for row in rows(run("batches", "--format", "csv", region=None))
        if "09_青山" in row["source_file"]
    )
    assert run("void", batch, "--reason", "x").exit_code == 1
    assert run("void", batch, "--reason", "x", region=None).exit_code == 0
    done = run("import", file, "--format", "json")
    assert done.exit_code == 1
    assert "M29" in {one["code"] for one in json.loads(done.stdout)["problems"]}
    assert run("import", file, "--confirm-warnings", region=None).exit_code == 0


def test_of_a_name_that_several_bear_all_are_told(demo: Store):
    with demo.transaction() as write:
        stated(write, "region", [
            {"region_code": "420100", "name": "武汉市", "short_name": "武汉", "name_en": "Wuhan", "level": "city",
             "parent_code": "000000", "code_standard": "own"},
            {"region_code": "420107", "name": "青山区", "short_name": "青山区", "name_en": "Qingshan", "level": "county",
             "parent_code": "420100", "code_standard": "own"},
        ])  # fmt: skip
    found = tracker.meanings(desk(demo), "regions", "青山区")
    assert {(one.code, one.place) for one in found} == {("150204", "包头市"), ("420107", "武汉市")}
    assert [one.code for one in tracker.meanings(desk(demo), "regions", "420107")] == ["420107"]
    place = demo.path
    demo.checkpoint()
    demo.close()
    done = CliRunner().invoke(
        cli.main, ["--database", place, "progress", "--period", "2024-09", "--region", "青山区"]
    )
    assert done.exit_code == 2
    assert "150204 青山区（包头市）" in done.stderr
    assert "420107 青山区（武汉市）" in done.stderr
