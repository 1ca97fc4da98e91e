"""A database written by version 0.1.0 opens with today's program, and all of it is still there.

How it was written is in tests/proofs/first_release.py; the figures here are stated by hand.
"""

import gzip
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import tracker
from data.errors import SchemaVersionError
from data.scope import Scope
from data.store import Store
from tests.asking import desk

FILE = Path(__file__).parent / "files" / "v0.1.0.duckdb.gz"
CITY, MAY, JUNE = "990100", date(2024, 5, 31), date(2024, 6, 30)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the file as that version left it."""
    path = tmp_path / "xushi.duckdb"
    path.write_bytes(gzip.decompress(FILE.read_bytes()))
    return path


@pytest.fixture
def store(copy: Path) -> Iterator[Store]:
    """The copy opened for writing, which brings it up to date."""
    opened = tracker.open_store(copy, create=False)
    yield opened
    opened.close()


def values(store: Store, month: date, known_at: datetime | None = None) -> dict[tuple[str, str], float]:
    """What stands of one month: by indicator and kind."""
    frame = tracker.observations(desk(store), Scope(as_of=month, known_at=known_at))
    own = frame[frame["period_end"] == datetime(month.year, month.month, month.day)]
    assert set(own["region_code"]) == {CITY}
    return {(row["indicator_code"], row["kind"]): row["value"] for row in own.to_dict("records")}


def test_the_file_stays_small():
    assert FILE.stat().st_size <= 300_000


def test_who_only_reads_is_told_to_bring_it_up_to_date_first(copy: Path):
    before = copy.read_bytes()
    with pytest.raises(SchemaVersionError, match="较旧版本") as told:
        tracker.open_store(copy, create=False, read_only=True)
    assert "build" in told.value.template
    assert copy.read_bytes() == before


def test_who_writes_brings_it_up_to_date_and_then_others_may_read(copy: Path):
    tracker.open_store(copy, create=False).close()
    reader = tracker.open_store(copy, create=False, read_only=True)
    assert values(reader, JUNE)["steel", "ytd"] == 548.1234
    reader.close()


def test_it_is_whole(store: Store):
    assert tracker.check(desk(store)) == []


def test_every_import_is_there_with_its_kind_rows_and_control_sum(store: Store):
    """Sums by hand: steel 90 × (1 + … + 11) + 1100 = 7040, investment 36 × 78 = 2808, wind 12 × 188 + 78 = 2334,
    growth 12 × 5 + 7.8 = 67.8: 12249.8. Parts 700 + 500; plan 250 + 560 + 1200. That version called both an allocation.
    """
    rows = [
        (row["source_file"], row["kind"], row["row_count"], row["control_sum"], row["status"])
        for row in store.rows("batches")
    ]
    assert rows == [
        ("2023年补录.xlsx", "backfill", 48, Decimal("12249.8"), "posted"),
        ("2024年目标分解.xlsx", "decomposition", 2, Decimal(1200), "posted"),
        ("2024年分月计划.xlsx", "plan", 3, Decimal(2010), "posted"),
        ("2024-05_市发改委.xlsx", "monthly", 4, Decimal("884.9"), "posted"),  # 455 + 190 + 231.5 + 8.4
        (
            "2024-05_市发改委_更正.xlsx",
            "monthly",
            4,
            Decimal("882.65"),
            "posted",
        ),  # steel alone differs, all are kept
        ("2024-06_市发改委.xlsx", "monthly", 4, Decimal("6079.1"), "void"),  # 5600 + 231 + 240 + 8.1
        (
            "2024-06_市发改委_重报.xlsx",
            "monthly",
            4,
            Decimal("1027.4234"),
            "posted",
        ),  # 548.1234 + 231.2 + 240 + 8.1
    ]


def test_the_void_batch_says_when_and_why_and_counts_for_nothing(store: Store):
    void = store.rows("batches")[5]
    assert (void["voided_at"], void["void_reason"]) == (datetime(2024, 7, 5, 16, 0), "单位填错")
    assert values(store, JUNE) == {
        ("steel", "ytd"): 548.1234,
        ("invest", "ytd"): 231.2,
        ("wind", "level"): 240.0,
        ("added_value", "yoy"): 8.1,
    }
    assert values(store, JUNE, datetime(2024, 7, 5, 12, 0))["steel", "ytd"] == 5600.0


def test_a_corrected_month_stands_corrected_and_what_it_replaced_is_kept(store: Store):
    assert values(store, MAY)["steel", "ytd"] == 452.75
    assert values(store, MAY, datetime(2024, 6, 10))["steel", "ytd"] == 455.0
    versions = tracker.revisions(desk(store), "steel", CITY)
    may = versions[versions["period_end"] == datetime(2024, 5, 31)]
    assert may["value"].tolist() == [455.0, 452.75]


def test_the_back_fill_and_what_was_typed_are_there(store: Store):
    assert values(store, date(2023, 11, 30)) == {
        ("steel", "ytd"): 990.0,
        ("invest", "ytd"): 396.0,
        ("wind", "level"): 199.0,
        ("added_value", "yoy"): 6.1,
    }
    frame = tracker.observations(desk(store), Scope(as_of=JUNE)).set_index(["indicator_code", "period_end"])
    steel = frame.loc[("steel", datetime(2024, 6, 30))]
    assert (steel["raw_text"], steel["sheet"], steel["source_file"]) == (
        "548.1234万吨",
        "填报表",
        "2024-06_市发改委_重报.xlsx",
    )


def test_plan_decomposition_and_lights_are_there(store: Store):
    """Steel 548.1234 of 1200 against 560 planned by June; investment 231.2 of 500 by 6/12; wind 40 of 100 by 6/12."""
    frame = tracker.progress(desk(store), Scope(as_of=JUNE)).set_index("target_id")
    stated = frame.loc["jia-2024.1.steel"]
    assert (stated["completion"], stated["expected"]) == pytest.approx((0.4567695, 560 / 1200))
    assert stated["expected_path"] == "planned"
    assert frame.loc["jia-2024.1.invest", "completion"] == pytest.approx(0.4624)
    assert frame.loc["jia-2024.1.wind", "completion"] == pytest.approx(0.4)
    lights = {name.rsplit(".")[-1]: light for name, light in frame["official_status"].items()}
    assert lights == {
        "steel": "behind",
        "invest": "behind",
        "wind": "behind",
        "added_value": "on_pace",
        "steel@990102": "not_reported",
        "steel@990103": "not_reported",
    }
    assert frame.loc["jia-2024.1.steel@990102", "target"] == 700


def test_what_people_set_and_confirmed_is_there(store: Store):
    assert tracker.due_day(desk(store)) == 8
    assert tracker.closed_months(desk(store)) == {MAY}  # June was opened again
    assert [(row["typed"], row["indicator_code"]) for row in store.rows("aliases")] == [
        ("工业固投", "invest")
    ]
    assert [(row["typed"], row["region_code"]) for row in store.rows("region_aliases")] == [("甲城", CITY)]
    assert tracker.remarks(desk(store), Scope(as_of=JUNE))["text"].tolist() == ["一座高炉检修"]
    passage = tracker.passage(desk(store), "jia-2024.1.wind")
    assert passage.paragraph[slice(*passage.number)] == "300万千瓦"


def test_its_ledger_is_one_change_that_was_known_from_the_beginning(store: Store):
    """That version's ledger had no time: whoever looks back to before it was built finds it whole."""
    (change,) = store.rows("changes")
    assert (change["recorded_at"], change["origin"]) == (datetime.min, "catalogue")
    now, then = (
        tracker.targets(desk(store), Scope(as_of=JUNE, known_at=at)) for at in (None, datetime(2023, 1, 1))
    )
    assert set(now["target_id"]) - set(then["target_id"]) == {
        "jia-2024.1.steel@990102",
        "jia-2024.1.steel@990103",
    }
    assert len(then) == 4
