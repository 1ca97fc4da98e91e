"""The demonstration: real imports of synthetic workbooks that say so, and a story with its incidents."""

from datetime import date, datetime

import pytest

import tracker
from data.scope import Scope
from data.store import Store
from intake import sample
from intake.sample.forms import TOTALS
from intake.sample.synthesis import accumulated, split
from tests.asking import desk
from tracker.office import Demonstration

SEPTEMBER = date(2024, 9, 30)


def test_every_sample_batch_is_marked_as_sample(demo: Store):
    batches = tracker.batches(desk(demo))
    assert len(batches) >= len(sample.schedule())
    assert batches["is_sample"].all()


def test_playing_it_again_imports_nothing(demo: Store, now: datetime):
    assert tracker.demo(desk(demo, now)) == Demonstration()


def test_a_workbook_that_is_refused_hides_no_other_and_is_named(
    ledger: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    spring = [one for one in sample.schedule() if one["imported_at"] < "2024-05"]
    monkeypatch.setattr(sample, "schedule", lambda *_folder: spring)
    tracker.close_month(desk(ledger, now), date(2024, 3, 31), reason="测试", by="测试")
    done = tracker.demo(desk(ledger, now))
    assert done.refused
    assert all(name.startswith("2024-03") for name in done.refused)
    assert done.imported == len(spring) - len(done.refused) > 0


def test_the_last_month_lacks_the_commerce_bureau_and_one_banner(demo: Store):
    frame = tracker.progress(desk(demo), Scope(as_of=SEPTEMBER))
    missing = frame[frame["official_status"] == "not_reported"]
    assert missing[missing["region"] == "包头市"]["lead_units"].tolist() == [("市商务局",)]


def test_the_corrected_value_stands_and_the_first_is_kept(demo: Store):
    versions = tracker.revisions(desk(demo), "industrial_silicon_capacity", "150200")
    may = versions[(versions["period_end"] == "2024-05-31") & (versions["kind"] == "level")]
    first, corrected = may["value"]
    assert first > corrected
    standing = tracker.observations(desk(demo), Scope(as_of=date(2024, 5, 31)))
    of_may = standing[
        (standing["indicator_code"] == "industrial_silicon_capacity") & (standing["region_code"] == "150200")
    ]
    assert of_may.iloc[-1]["value"] == corrected


@pytest.mark.parametrize(("total", "parts"), TOTALS.items())
def test_a_total_is_the_sum_of_its_parts(total: str, parts: tuple[str, ...], demo: Store):
    seen = tracker.observations(desk(demo), Scope(as_of=SEPTEMBER))
    city = seen[
        (seen["region_code"] == "150200") & (seen["kind"] == "ytd") & (seen["period_end"] == "2024-09-30")
    ]
    by_indicator = city.set_index("indicator_code")["value"]
    assert by_indicator[total] == pytest.approx(sum(by_indicator[part] for part in parts))


def test_the_districts_add_up_to_the_city(demo: Store):
    seen = tracker.observations(desk(demo), Scope(as_of=date(2024, 6, 30)))
    june = seen[
        (seen["indicator_code"] == "wind_equipment_output_value")
        & (seen["period_end"] == "2024-06-30")
        & (seen["kind"] == "ytd")
    ]
    city = june[june["region_code"] == "150200"]["value"].item()
    assert june[june["region_code"] != "150200"]["value"].sum() == pytest.approx(city)


def test_no_january_is_invented(demo: Store):
    seen = tracker.observations(desk(demo), Scope(as_of=SEPTEMBER))
    assert seen["period_end"].min() == datetime(2024, 2, 29)


def test_parts_add_up_and_never_fall():
    assert split(10, {"a": 1, "b": 1, "c": 1}, 0) == {"a": 4, "b": 3, "c": 3}
    parts = accumulated({2: 3, 3: 3, 4: 8}, {"a": 2, "b": 1}, 0)
    assert [parts["a"][month] + parts["b"][month] for month in (2, 3, 4)] == [3, 3, 8]
    assert all(series[2] <= series[3] <= series[4] for series in parts.values())
