"""A target's life: what is changed from a month on leaves the months before, and what was known before, as they were."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import tracker
from data.ledger.statements import Author, Edit, Saved, save, undo
from data.periods import month_end
from data.scope import Scope
from data.store import Store
from tests.asking import desk
from tests.intake.reporting import CITY, COUNTY, ORGANISATION, ledger, seed
from tests.ledger import stated
from tests.terminal import run, table

STEEL, OTHER, WIND = "d.1.steel", "d.1.steel-too", "d.1.wind"
JULY, RECORDED, BEFORE = date(2024, 7, 1), datetime(2024, 8, 20), datetime(2024, 8, 10)
MONTHS = [date(2024, 6, 30), date(2024, 7, 31), date(2024, 8, 31)]
MERGED = "county-drc"
TARGET = {
    "target_id": STEEL, "document_id": "d", "clause": "一", "excerpt": "120万吨", "excerpt_offset": 0,
    "number_text": "120万吨", "region_code": CITY, "indicator_code": "steel", "basis": "flow",
    "comparator": ">=", "value": Decimal(120), "value_normal": Decimal(120), "unit": "万吨",
    "period_start": date(2024, 1, 1), "deadline": date(2024, 12, 31), "strength": "binding", "assessed": "monthly",
}  # fmt: skip
DOCUMENT = {
    "document_id": "d", "title": "某市计划", "title_en": "Plan", "issuer": "某市", "kind": "plan", "region_code": CITY,
}  # fmt: skip


def answers(target: str) -> dict[str, object]:
    return {"target_id": target, "organisation_code": ORGANISATION, "role": "lead", "position": 0}


@pytest.fixture
def store() -> Store:
    """In memory."""
    return lived(":memory:")


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    """In a file."""
    store = lived(tmp_path / "x.duckdb")
    store.close()
    return tmp_path / "x.duckdb"


def lived(path: str | Path) -> Store:
    """A year's 120 万吨 of steel, ten of which are made and reported each month, and 300 万千瓦 of wind, of which nothing is."""
    store = ledger(path)
    with store.transaction() as write:
        stated(write, "document", [DOCUMENT, DOCUMENT | {"document_id": "e", "title": "调整通知"}])
        wind = {
            "target_id": WIND, "indicator_code": "wind", "basis": "level", "value": Decimal(3), "unit": "GW",
            "value_normal": Decimal(300), "number_text": "3GW", "excerpt": "3GW",
        }  # fmt: skip
        stated(write, "target", [TARGET, TARGET | wind])
        stated(write, "responsibility", [answers(STEEL), answers(WIND)])
        heir = {
            "organisation_code": MERGED, "name": "丙县发展和改革局", "short_name": "丙县发改局",
            "name_en": "County DRC", "kind": "department", "region_code": COUNTY,
        }  # fmt: skip
        stated(write, "organisation", [heir])
    seed(store, "steel", "ytd", {month_end(2024, month): 10.0 * month for month in range(1, 13)})
    return store


def saved(store: Store, *edits: Edit, now: datetime = RECORDED) -> Saved:
    with store.transaction() as write:
        return save(write, edits, Author(by="李四", now=now, reason="会议决定"))


def change(kind: str, key: str, act: str, since: date | None = JULY, **cells: object) -> Edit:
    return Edit(kind=kind, key=key, act=act, cells=cells, effective_from=since)


def lights(store: Store, known_at: datetime | None = None) -> list[str | None]:
    """The light of the year's steel in June, July and August."""
    found = []
    for month in MONTHS:
        frame = tracker.progress(desk(store), Scope(as_of=month, known_at=known_at)).set_index("target_id")
        found.append(frame["official_status"].get(STEEL))
    return found


ON, OFF = "on_pace", "far_behind"
LIVES = {
    "adjusted": ([change("target", STEEL, "adjust", value=Decimal(240))], [ON, OFF, OFF]),
    "brought forward": ([change("target", STEEL, "adjust", deadline=date(2024, 9, 30))], [ON, OFF, OFF]),
    "superseded": (
        [
            change("target", OTHER, "add", None, **TARGET | {"target_id": OTHER, "supersedes": STEEL, "period_start": JULY}),
            change("target", STEEL, "supersede"),
        ],
        [ON, None, None],
    ),
    "withdrawn": ([change("target", STEEL, "withdraw")], [ON, None, None]),
    "corrected": ([change("target", STEEL, "correct", None, value=Decimal(240))], [OFF, OFF, OFF]),
    "renamed": ([change("organisation", ORGANISATION, "adjust", name="甲市发展改革委员会")], [ON, ON, ON]),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "seen"), LIVES.values(), ids=LIVES)
def test_the_months_before_keep_their_light_and_whoever_looks_back_sees_none_of_it(
    store: Store, edits: list[Edit], seen: list[str | None]
):
    before = lights(store)
    assert before == [ON, ON, ON]
    done = saved(store, *edits)
    assert done.problems == ()
    assert lights(store) == seen
    assert lights(store, BEFORE) == before
    with store.transaction() as write:
        assert undo(write, done.change_id, Author(by="王五", now=RECORDED)).problems == ()
    assert lights(store) == before


def test_a_light_that_changes_with_the_target_says_so(store: Store):
    assert saved(store, change("target", STEEL, "adjust", value=Decimal(240))).problems == ()
    causes = [
        tracker.changes(desk(store), Scope(as_of=month)).set_index("target_id").loc[STEEL, "cause"]
        for month in MONTHS
    ]
    assert causes == ["value", "adjusted", "value"]


def leads(store: Store, known_at: datetime | None = None) -> list[tuple[str, ...]]:
    """Who led the year's steel in June, July and August, in full."""
    scopes = [Scope(as_of=month, known_at=known_at) for month in MONTHS]
    return [tracker.targets(desk(store), scope, ids=[STEEL])["lead_unit_names"].iloc[0] for scope in scopes]


def test_another_leads_from_a_month_on(store: Store):
    roles = {"lead": [MERGED], "support": [ORGANISATION]}
    assert (
        tracker.assign(desk(store, RECORDED), STEEL, roles, since=JULY, by="李四", reason="分工调整").problems
        == ()
    )
    assert leads(store) == [OLD, NEW, NEW]
    assert owing(store) == [{ORGANISATION}, {MERGED, ORGANISATION}, {MERGED, ORGANISATION}]
    back = {"lead": [ORGANISATION]}
    done = tracker.assign(desk(store, RECORDED), STEEL, back, since=MONTHS[2], by="李四", reason="再调整")
    assert done.problems == ()
    assert leads(store) == [OLD, NEW, OLD]


def owing(store: Store) -> list[set[str]]:
    """Who owed a report of June, July and August."""
    found = tracker.reporting_status(desk(store, date(2024, 10, 1)), MONTHS)
    return [set(found.loc[found["period_end"].dt.date == month, "organisation_code"]) for month in MONTHS]


OLD, NEW = ("甲市发展和改革委员会",), ("丙县发展和改革局",)
ORGANISATIONS = {
    "renamed": (change("organisation", ORGANISATION, "adjust", name=NEW[0] + "（甲市）"), (NEW[0] + "（甲市）",), ORGANISATION),
    "merged": (
        change("organisation", ORGANISATION, "correct", None, last_day=date(2024, 6, 30), merged_into=MERGED), NEW, MERGED,
    ),
    "closed": (change("organisation", ORGANISATION, "correct", None, last_day=date(2024, 7, 15)), (), None),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "after", "owes"), ORGANISATIONS.values(), ids=ORGANISATIONS)
def test_who_answers_follows_the_month(store: Store, edit: Edit, after: tuple[str, ...], owes: str | None):
    assert owing(store) == [{ORGANISATION}] * 3
    assert saved(store, edit).problems == ()
    middle = (
        (OLD, ORGANISATION) if owes is None else (after, owes)
    )  # to its last day, a month it was there in
    assert leads(store) == [OLD, middle[0], after]
    assert leads(store, BEFORE) == [OLD] * 3
    assert owing(store) == [{ORGANISATION}, {middle[1]}, {owes} - {None}]


def test_another_unit_is_converted_before_anything_is_reported_and_refused_after(store: Store):
    assert saved(store, change("indicator", "wind", "correct", None, unit="GW")).problems == ()
    wind = tracker.targets(desk(store), Scope(as_of=MONTHS[0]), ids=[WIND])
    assert wind["value_normal"].tolist() == [3.0]
    refused = saved(store, change("indicator", "steel", "correct", None, unit="吨"))
    assert [one.code for one in refused.problems] == ["L38"]


def test_a_closed_month_keeps_its_light(store: Store):
    tracker.close_month(desk(store), MONTHS[1], reason="定稿", by="李四")
    adjusted = change("target", STEEL, "adjust", value=Decimal(240))
    assert [one.code for one in saved(store, adjusted).problems] == ["L49"]
    done = saved(store, replace(adjusted, effective_from=date(2024, 8, 1)))
    assert lights(store) == [ON, ON, OFF]
    tracker.close_month(desk(store), MONTHS[2], reason="定稿", by="李四")
    with store.transaction() as write:
        assert [
            one.code for one in undo(write, done.change_id, Author(by="李四", now=RECORDED)).problems
        ] == ["L49"]
    assert lights(store) == [ON, ON, OFF]


def test_the_commands_adjust_undo_and_tell_the_history(store_file: Path):
    """Each change says its number; what is refused ends with 1 and its place, and nothing is written."""
    told = ["--by", "李四", "--reason", "会议决定"]
    done = run(
        "ledger",
        "adjust",
        STEEL,
        "--from",
        "2024-07",
        "--value",
        "240万吨",
        "--document",
        "e",
        *told,
        database=store_file,
    )
    assert (done.returncode, done.stderr) == (0, "已记为第 10 号改动。\n")
    refused = run(
        "ledger", "adjust", STEEL, "--from", "2024-03", "--value", "1e9", *told, database=store_file
    )
    assert (refused.returncode, "[L22]" in refused.stderr) == (1, True)
    ended = run("ledger", "supersede", STEEL, WIND, "--from", "2024-09", *told, database=store_file)
    assert (ended.returncode, "[L45]" in ended.stderr) == (0, False)
    rows = table(run("ledger", "history", "target", STEEL, "--format", "csv", database=store_file))
    assert [
        (row["act"], row["since"], row["what"], row["recorded_by"], row["undone"]) for row in rows[1:]
    ] == [
        (
            "adjust",
            "2024-07",
            "value: 120.0000 → 240.0000、value_normal: 120.0000 → 240.0000",
            "李四",
            "False",
        ),
        ("supersede", "2024-09", "", "李四", "False"),
    ]
    for number, status in (("10", 1), ("11", 0), ("10", 0)):
        assert run("ledger", "undo", number, database=store_file).returncode == status
    assert run("check", database=store_file).returncode == 0


@pytest.mark.parametrize(
    "typed",
    [
        ("add", "region", "990105", "name=丁区", "level=county", "parent_code=990100"),
        ("correct", "document", "e", "issuer=某市政府"),
        ("rename", "organisation", "district", "乙区政府", "--from", "2024-07"),
        ("merge", "district", ORGANISATION, "--last-day", "2024-06-30"),
        ("withdraw", "target", WIND, "--from", "2024-07"),
        ("assign", WIND, "--lead", "丙县发展和改革局", "--support", "市发改委"),
    ],
    ids=lambda typed: typed[0],
)
def test_whatever_a_command_changes_is_taken_back_by_its_number(store_file: Path, typed: tuple[str, ...]):
    done = run("ledger", *typed, "--reason", "测试", database=store_file)
    assert (done.returncode, done.stderr) == (0, "已记为第 10 号改动。\n")
    assert run("ledger", "undo", "10", database=store_file).returncode == 0
