"""行业: the tree counts what metrics counted, the chain stands in the order of making, the courses are there."""

from datetime import date
from pathlib import Path

import pytest

import tracker
from data.scope import Scope
from metrics.aggregate import status_counts
from tests.asking import desk
from tests.pages.conftest import Open, labels, said
from wording.formats import percent

SEPTEMBER = date(2024, 9, 30)
CITY = "150200"
CHAIN = ("工业硅", "多晶硅", "单晶硅", "切片", "电池片", "组件")


def test_the_tree_states_each_sectors_share_and_counts(screen: Open, demo_copy: Path):
    facts = tracker.progress(desk(tracker.open_store(demo_copy)), Scope(as_of=SEPTEMBER, region=CITY))
    row = (
        status_counts(facts[~facts["is_handed_down"]], "top_sector_code")
        .set_index("top_sector_code")
        .loc["rare-earth"]
    )
    good, judged = int(row["achieved"] + row["on_pace"]), int(row["judged"])
    text = said(screen("sectors")).replace("\\", "")
    assert f"**{percent(row['on_pace_share'], 0)}** :small[:gray[{good}/{judged}]]" in text


def test_the_chain_stands_in_the_order_of_making(screen: Open):
    links = labels(screen("sectors", sector="photovoltaics"))
    places = [links.index(f"{place} **{name}**") for place, name in enumerate(CHAIN, start=1)]
    assert places == sorted(places)


def test_a_link_of_the_chain_opens_by_its_address_with_the_chain_around_it(screen: Open):
    at = screen("sectors", sector="polysilicon")
    assert "多晶硅" in at.title[0].value
    assert "2 ▸ **多晶硅**" in labels(at)
    assert "6 **组件**" in labels(at)


def test_every_target_of_the_sector_has_its_months(demo_copy: Path):
    scope = Scope(as_of=SEPTEMBER, region=CITY, sector="photovoltaics")
    store = tracker.open_store(demo_copy)
    courses, now = (
        tracker.courses(desk(store), scope),
        tracker.progress(desk(store), scope).set_index("target_id"),
    )
    last = courses[courses["as_of"] == courses["as_of"].max()].set_index("target_id")
    assert set(courses["as_of"].dt.month) == set(range(2, 10))
    assert last["completion"].equals(now.loc[last.index, "completion"])


@pytest.mark.parametrize("sector", ["wind", "energy", "truck-manufacturing"])
def test_a_sector_without_a_chain_or_without_reports_opens(screen: Open, sector: str):
    at = screen("sectors", sector=sector)
    assert not at.exception
    assert not at.error


def test_before_any_report_the_counts_say_not_reported(empty_screen: Open):
    text = said(empty_screen("sectors", region=CITY))
    assert "还没有任何月报" in text
    assert ":red[■" not in text
