"""Building the ledger again changes what was stated, never what was reported."""

import csv
import shutil
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.catalogue import CATALOGUE, build, read
from data.ledger.versions import Change, History, record
from data.store import Store
from tests.worded import assert_worded
from wording.problems import line

FIRST, LATER = datetime(2024, 7, 1), datetime(2024, 8, 1)
TABLES = ("documents", "regions", "sectors", "organisations", "indicators", "units", "facts")
STATED = {
    "region": None,
    "sector": None,
    "answering": None,
    "targets": None,
    "indicators": None,
    "as_of": date.max,
    "known_at": LATER,
}
BATCH = {
    "batch_id": 1,
    "kind": "decomposition",
    "source_file": "a.xlsx",
    "sha256": "0",
    "imported_at": FIRST,
    "imported_by": "tester",
    "vintage": "final",
    "row_count": 1,
    "control_sum": Decimal(1),
    "is_sample": True,
    "status": "posted",
}


@pytest.fixture
def store() -> Store:
    store = Store.open(":memory:")
    assert build(store, FIRST).changed
    return store


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A catalogue in which one note was corrected."""
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    documents = folder / "documents.csv"
    documents.write_text(documents.read_text("utf-8").replace("三年计划", "三年期计划"), "utf-8")
    return folder


def ledger(store: Store) -> list[pd.DataFrame]:
    return [store.query(name) for name in TABLES] + [store.query("targets", **STATED)]


def test_building_twice_changes_nothing(store: Store):
    before = ledger(store)
    again = build(store, LATER)
    assert (again.changed, again.problems) == (False, ())
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_building_again_records_what_differs_and_nothing_else(store: Store, corrected: Path):
    """The first build is known from the beginning; a row stated as before writes nothing."""
    stated = read(corrected)
    assert build(store, LATER, stated).changed
    assert not build(store, LATER, stated).changed
    assert [(row["change_id"], row["recorded_at"]) for row in store.rows("changes")] == [
        (1, datetime.min),
        (2, LATER),
    ]
    later = [row for row in store.rows("versions") if row["change_id"] == 2]
    assert [(row["thing"], row["act"], row["document_id"]) for row in later] == [
        ("document", "correct", "hekou-2020-5")
    ]


def change(store: Store, act: str, note: str) -> None:
    """Change the note of a document as a person does."""
    with store.transaction() as write:
        history = History.of(write)
        (held,) = history.timeline(("document", "hekou-2020-5"))
        person = Change(
            change_id=max(history.changes) + 1,
            recorded_at=FIRST,
            recorded_by="李四",
            reason="",
            origin="screen",
        )
        record(write, [replace(held, act=act, row={**held.row, "note": note}, change_id=0)], person)


def test_what_a_person_changed_holds_until_the_catalogue_changes_it_too(store: Store, corrected: Path):
    change(store, "correct", "李四的说明")
    indicators = corrected / "indicators.csv"
    documents = corrected / "documents.csv"
    theirs = documents.read_text("utf-8")
    documents.write_bytes((CATALOGUE / "documents.csv").read_bytes())
    indicators.write_text(indicators.read_text("utf-8").replace("Charging", "charging"), "utf-8")
    assert build(store, LATER, read(corrected)).changed
    notes = {row["document_id"]: row["note"] for row in store.rows("documents")}
    assert notes["hekou-2020-5"] == "李四的说明"
    documents.write_text(theirs, "utf-8")
    before, version = ledger(store), store.version
    built = build(store, LATER, read(corrected))
    assert [(one.code, one.sheet, one.cell) for one in built.problems] == [("L42", "documents.csv", "A3")]
    assert_worded(built.problems)
    assert all(
        word in line(built.problems[0])
        for word in ("李四", "2024-07-01 00:00", "note: 李四的说明 ≠ 三年期计划")
    )
    assert store.version == version
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)
    change(
        store,
        "correct",
        next(
            str(row["note"])
            for row in read(corrected).tables["document"]
            if row["document_id"] == "hekou-2020-5"
        ),
    )
    assert build(store, LATER, read(corrected)).changed


def test_what_people_changed_is_not_taken_away(store: Store, corrected: Path):
    change(store, "correct", "李四的说明")
    without(corrected, "documents", "hekou-2020-5")
    for folder in ("targets", "facts"):
        (corrected / folder / "hekou-2020-5.csv").unlink()
    built = build(store, LATER, read(corrected))
    assert [(one.code, one.sheet, one.value) for one in built.problems] == [
        ("L42", "documents.csv", "hekou-2020-5")
    ]
    change(store, "withdraw", "")
    assert build(store, LATER, read(corrected)).changed
    assert "hekou-2020-5" not in set(store.query("documents")["document_id"])


def test_a_correction_is_taken_up_and_reports_and_allocations_stay(store: Store, corrected: Path):
    allocation = {
        "parent_target_id": "hekou-2020-5.1-0.technical_renovation_projects",
        "region_code": "370503",
        "value": Decimal(1),
        "batch_id": 1,
        "sheet": "分解表",
        "cell": "E5",
    }
    reported = {
        "indicator_code": "charging_piles_new",
        "region_code": "150000",
        "period_end": date(2023, 6, 30),
        "frequency": "month",
        "kind": "ytd",
        "value": Decimal(4000),
        "vintage": "final",
        "batch_id": 1,
        "sheet": "填报表",
        "cell": "I5",
    }
    with store.transaction() as write:
        write.append("batch", [BATCH])
        write.append("allocation", [allocation])
        write.append("observation_log", [reported])
    assert build(store, LATER, read(corrected)).changed
    notes = {row["document_id"]: str(row["note"]) for row in store.rows("documents")}
    assert notes["hekou-2020-5"].startswith("三年期计划")
    assert store.rows("observations", as_of=date(2023, 12, 31))[0]["value"] == Decimal(4000)
    assert store.query("targets", **STATED)["is_handed_down"].sum() == 1


def test_a_contradiction_is_named_and_leaves_the_store_as_it_was(store: Store, corrected: Path):
    targets = corrected / "targets" / "hekou-2020-5.csv"
    targets.write_text(targets.read_text("utf-8").replace(",30,,亿元,", ",30,,万千瓦,"), "utf-8")
    before, version = ledger(store), store.version
    built = build(store, LATER, read(corrected))
    assert [(one.code, one.sheet, one.cell) for one in built.problems] == [
        ("L34", "targets/hekou-2020-5.csv", "L3")
    ]
    assert (built.changed, store.version) == (False, version)
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_ledger_read_by_an_earlier_program_is_built_anew(store: Store):
    """An earlier program took TRUE for false: the same files may say more than they did."""
    with store.transaction() as write:
        write.execute("clear_ledger")
        write.append("ledger_state", [{"catalogue_sha256": "of an earlier program", "built_at": FIRST}])
    assert build(store, LATER).changed
    assert store.query("targets", **STATED)["additive"].any()


def typed(path: Path, cells: dict[str, dict[str, str]], *columns: str) -> None:
    """Put texts into cells of a table by the first cell of their row; `columns` are new ones."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    heads = [*rows[0], *columns]
    for row in rows:
        row.update(cells.get(row[heads[0]], {}))
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, heads, restval="")
        writer.writeheader()
        writer.writerows(rows)


def test_a_catalogue_may_end_a_target_by_another_and_an_organisation_by_a_day(store: Store, corrected: Path):
    """The old target ends with the month before the new one begins; rebuilding changes nothing more."""
    old, new = (
        "hekou-2020-5.1-0.technical_renovation_projects",
        "hekou-2020-5.1-0.technical_renovation_investment",
    )
    typed(
        corrected / "targets" / "hekou-2020-5.csv", {new: {"supersedes": old, "period_start": "2021-07-01"}}
    )
    closed = {"370503-industry": {"last_day": "2022/6/30", "merged_into": "370503-development-reform"}}
    typed(corrected / "organisations.csv", closed, "last_day", "merged_into")
    stated = read(corrected)
    assert stated.problems == (), [line(one) for one in stated.problems]
    assert build(store, LATER, stated).changed
    standing = {
        month: {row["target_id"] for row in store.rows("targets", **STATED | {"as_of": month})}
        for month in (date(2021, 6, 30), date(2021, 7, 31))
    }
    assert [old in known for known in standing.values()] == [True, False]
    changes = len(store.rows("changes"))
    indicators = corrected / "indicators.csv"
    indicators.write_text(indicators.read_text("utf-8").replace("Charging", "charging"), "utf-8")
    assert build(store, LATER, read(corrected)).changed
    touched = {row["thing"] for row in store.rows("versions") if row["change_id"] == changes + 1}
    assert touched == {"indicator"}


def reported(store: Store, status: str = "posted") -> None:
    """Report one value, name one thing and hand one part down."""
    value = {
        "indicator_code": "technical_renovation_investment",
        "region_code": "370503",
        "period_end": date(2021, 6, 30),
        "frequency": "month",
        "kind": "ytd",
        "value": Decimal(15),
        "vintage": "final",
        "batch_id": 1,
        "sheet": "填报表",
        "cell": "I5",
    }
    with store.transaction() as write:
        write.append("batch", [BATCH | {"status": status, "organisation_code": "370503-industry"}])
        write.append("observation_log", [value])


def without(folder: Path, name: str, code: str) -> None:
    """Take every line that begins with the code, or names it, out of a table and the targets."""
    for path in (
        folder / f"{name}.csv",
        *(folder / "targets").glob("*.csv"),
        *(folder / "facts").glob("*.csv"),
    ):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f"{code},") and f",{code}," not in line]
        path.write_text("".join(kept), "utf-8")


def test_what_was_reported_on_is_not_left_out_in_silence(store: Store, corrected: Path):
    reported(store)
    without(corrected, "indicators", "technical_renovation_investment")
    before = ledger(store)
    stated = read(corrected)
    assert stated.problems == (), [line(one) for one in stated.problems]
    built = build(store, LATER, stated)
    assert [(one.code, one.sheet, one.value) for one in built.problems] == [
        ("L37", "indicators.csv", "technical_renovation_investment")
    ]
    assert_worded(built.problems)
    for was, now in zip(before, ledger(store), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_what_nothing_was_reported_on_may_go(store: Store, corrected: Path):
    without(corrected, "indicators", "technical_renovation_investment")
    assert build(store, LATER, read(corrected)).changed


@pytest.mark.parametrize(("status", "codes"), [("posted", ["L38"]), ("void", [])])
def test_the_unit_of_reported_values_does_not_change(
    store: Store, corrected: Path, status: str, codes: list[str]
):
    """亿元 to 万元 turned 150 亿元 into 0.005 % of its target."""
    reported(store, status)
    indicators = corrected / "indicators.csv"
    written = indicators.read_text("utf-8").splitlines(keepends=True)
    changed = [
        row.replace(",亿元,", ",万元,") if row.startswith("technical_renovation_investment,") else row
        for row in written
    ]
    assert changed != written
    indicators.write_text("".join(changed), "utf-8")
    built = build(store, LATER, read(corrected))
    assert [one.code for one in built.problems] == codes
    assert_worded(built.problems)
