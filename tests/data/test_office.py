"""The start of an office: what it begins with, what is refused with a sentence, and what stays its own afterwards."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

import tracker
from data import office, reference
from data.catalogue import CATALOGUE, build
from data.catalogue import read as read_catalogue
from data.office import Start
from data.store import Store
from tests.asking import desk
from tests.terminal import run
from tests.worded import assert_worded

NOW = datetime(2026, 11, 28, 9)
ZHUZHOU = "430200"


def started(store: Store, region: str = ZHUZHOU, **asked: object) -> office.Started:
    done = tracker.start_office(desk(store, NOW), Start(region=region, **asked), by="李四")  # type: ignore[arg-type]
    assert_worded(done.problems)
    return done


@pytest.fixture
def store() -> Store:
    return Store.open(":memory:")


def names(store: Store, query: str, key: str) -> dict[str, str]:
    return {str(row[key]): str(row["name"]) for row in store.rows(query)}


def test_an_office_begins_with_its_region_who_reports_there_and_the_common_words(store: Store):
    done = started(store, "zhuzhou", zones=("株洲高新技术产业开发区",))
    assert done.region == ZHUZHOU == tracker.office_region(desk(store))
    regions = names(store, "regions", "region_code")
    assert {"000000", "430000", ZHUZHOU, "430211", "430225", "4302Z1"} < set(regions)
    assert len(regions) == 3 + len(reference.children(ZHUZHOU)) + 1
    organisations = names(store, "organisations", "organisation_code")
    assert organisations["430200-industry"] == "株洲市工业和信息化局"
    assert organisations["430211-government"] == "天元区人民政府"
    assert organisations["4302Z1-government"] == "株洲高新技术产业开发区管理委员会"
    assert {row["name"] for row in store.rows("indicators")} > {"规模以上工业增加值增速", "地区生产总值"}
    assert not tracker.check(desk(store))
    (change,) = store.rows("changes")
    assert (change["recorded_by"], change["origin"], change["origin_ref"]) == ("李四", "screen", "reference")
    assert change["recorded_at"] == datetime.min, "what a ledger begins with is known from the beginning"


def test_regions_that_nobody_placed_lie_side_by_side_in_the_order_of_their_codes(store: Store, ledger: Store):
    started(store)
    counties = tracker.regions(desk(store)).query("parent_code == @ZHUZHOU")
    assert counties["tile_is_made"].all()
    assert list(zip(counties["tile_row"], counties["tile_column"], strict=True)) == [
        (row, column) for row in range(3) for column in range(3)
    ]
    assert not tracker.regions(desk(ledger)).query("parent_code == '150200'")["tile_is_made"].any()


def test_what_is_ticked_is_what_reports_with_what_lies_between(store: Store):
    done = started(store, "湖南省", below=("天元区", "长沙市"), departments=("省工信厅", "湖南省商务厅"))
    assert done.problems == ()
    assert sorted(names(store, "organisations", "organisation_code")) == [
        "430000-commerce", "430000-industry", "430100-government", "430211-government",
    ]  # fmt: skip
    regions = {row["region_code"]: row["parent_code"] for row in store.rows("regions")}
    assert regions == {
        "000000": None, "430000": "000000", "430100": "430000", "430200": "430000", "430211": "430200",
    }  # fmt: skip


def test_zones_of_any_region_have_codes_made_from_its_own():
    made = {
        code: [
            row["region_code"]
            for row in office.zone_rows(reference.regions()[code], ["甲开发区", "乙开发区"])
        ]
        for code in ("430000", ZHUZHOU, "430211")
    }
    assert made == {
        "430000": ["4300Z1", "4300Z2"], ZHUZHOU: ["4302Z1", "4302Z2"], "430211": ["430211Z1", "430211Z2"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"region": "430299"}, ["L60"]),
        ({"region": "110103"}, ["L61"]),
        ({"region": "青山区"}, ["L62"]),
        ({"region": "中华人民共和国"}, ["L63"]),
        ({"region": "香港特别行政区"}, ["L63"]),
        (
            {
                "region": ZHUZHOU,
                "below": ("包头市",),
                "departments": ("市水务局",),
                "zones": ("天元区", "区", "=1+1"),
            },
            ["L66", "L67", "L68", "L68", "L68"],
        ),
    ],
)
def test_what_cannot_start_is_said_at_once_and_nothing_is_written(
    store: Store, asked: dict[str, object], codes: list[str]
):
    assert [one.code for one in started(store, **asked).problems] == codes  # type: ignore[arg-type]
    assert store.rows("changes") == []
    assert tracker.office_region(desk(store)) is None


def test_a_ledger_that_is_there_is_nobodys_to_start_in(store: Store, ledger: Store):
    started(store)
    assert [one.code for one in started(store, "430100").problems] == ["L64"]
    assert [one.code for one in started(ledger).problems] == ["L65"]


def test_a_catalogue_may_state_otherwise_what_the_reference_tables_stated(store: Store, tmp_path: Path):
    """A reference table is nobody's word: no conflict, and what the catalogue leaves out stays."""
    started(store, "150200", departments=("市工信局",))
    folder = Path(shutil.copytree(CATALOGUE, tmp_path / "台账"))
    assert build(store, NOW, read_catalogue(folder)).problems == ()
    indicators = names(store, "indicators", "indicator_code")
    assert {"gdp", "polysilicon_capacity"} <= set(indicators)
    assert not tracker.check(desk(store))


def test_refreshing_brings_what_is_new_and_leaves_what_others_stated(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    started(store)
    assert tracker.refresh_reference(desk(store, NOW), by="李四").changed == 0
    known = reference.indicators()
    changed = [
        {**known[0], "aliases": "新名"},
        *known[1:],
        {**known[0], "indicator_code": "new", "name": "新指标"},
    ]
    monkeypatch.setattr(reference, "indicators", lambda: changed)
    assert tracker.refresh_reference(desk(store, NOW), by="李四").changed == 2
    held = {row["indicator_code"]: row for row in store.rows("indicators")}
    assert (held[known[0]["indicator_code"]]["aliases"], held["new"]["name"]) == ("新名", "新指标")


def test_the_commands_start_an_office_once_and_keep_the_sample_out_of_it(tmp_path: Path):
    database = tmp_path / "office.duckdb"
    refused = run("init", "--region", "999999", database=database)
    assert (refused.returncode, database.exists()) == (1, False)
    done = run(
        "init", "--region", "株洲", "--due-day", "8", "--departments", "市工信局、市发改委", database=database
    )
    assert (done.returncode, "责任单位 11 个" in done.stderr) == (0, True)
    assert "[L64]" in run("init", "--region", "430100", database=database).stderr
    assert run("init", database=database).stderr == "这是株洲市（430200）的台账。\n"
    demo = run("demo", database=database)
    assert (demo.returncode, demo.stderr.startswith("[L69]")) == (1, True)
    build_ = run("build", database=database)
    assert (build_.returncode, build_.stderr) == (0, "参考表已是最新；本单位的台账没有动。\n")
    assert tracker.due_day(desk(tracker.open_store(database, read_only=True))) == 8


def test_the_sample_stays_out_of_a_database_with_reports_of_its_own(ledger: Store):
    with ledger.transaction() as write:
        write.append("batch", [OWN])
    assert [one.code for one in tracker.demo(desk(ledger)).problems] == ["L69"]
    assert_worded(tracker.demo(desk(ledger)).problems)


OWN = {
    "batch_id": 1, "kind": "monthly", "source_file": "a.xlsx", "sha256": "0", "imported_at": NOW, "imported_by": "李四",
    "vintage": "final", "row_count": 0, "control_sum": 0, "is_sample": False, "status": "posted",
}  # fmt: skip
