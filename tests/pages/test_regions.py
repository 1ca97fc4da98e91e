"""地区: the ranking, the decomposition and the gap say what metrics computed; a region is a link and opens so."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import tracker
from data.scope import Scope
from data.store import Store
from metrics.aggregate import gap_contributions
from pages.regions import frames
from tests.asking import desk
from tests.pages.conftest import Open, labels, said
from wording.formats import number, percent

SEPTEMBER = date(2024, 9, 30)
CITY, DISTRICT, ALONE, SILENT = "150200", "150204", "370503", "150223"
WHOLE = Scope(as_of=SEPTEMBER, region=CITY)


@pytest.fixture(scope="module")
def store(demo_copy: Path) -> Store:
    return tracker.open_store(demo_copy)


@pytest.fixture(scope="module")
def inside(store: Store) -> pd.DataFrame:
    facts = tracker.progress(desk(store), WHOLE)
    return facts[facts["parent_region_code"] == CITY]


def test_the_ranking_names_who_has_no_light(screen: Open):
    text = said(screen("regions")).replace("\\", "")
    assert "未参加排名（没有可判定的目标）：达茂旗" in text
    assert "9个参加排名" in text


def test_regions_can_be_ranked_by_one_indicator(screen: Open, inside: pd.DataFrame):
    ranked = frames.by_completion(inside, "polysilicon_capacity")
    at = screen("regions", by="polysilicon_capacity")
    text = said(at).replace("\\", "")
    best = ranked.iloc[0]
    assert (
        f"**{percent(best['completion'])}** :small[{number(best['actual'])} / {number(best['target'])}]"
        in text
    )
    assert "本月无数据，未参加排名：达茂旗" in text
    assert best["previous_rank"] == best["rank"] + best["change"]


def test_a_value_of_an_earlier_month_is_not_ranked(inside: pd.DataFrame):
    ranked = frames.by_completion(inside, "polysilicon_capacity").set_index("region_code")
    assert pd.isna(ranked.loc[SILENT, "rank"])
    rows = inside.query("indicator_code == 'polysilicon_capacity'").set_index("region_code")
    assert pd.notna(rows.loc[SILENT, "actual"])


def test_the_gap_is_shared_out_as_metrics_does(inside: pd.DataFrame):
    sums = inside[inside["measure"].eq("flow") & inside["shortfall"].gt(0) & inside["additive"].astype(bool)]
    code = sums["indicator_code"].iloc[0]
    gap = frames.gap(inside, code).set_index("target_id")
    straight = gap_contributions(inside[inside["indicator_code"] == code]).set_index("target_id")
    assert gap["gap_share"].sum() == pytest.approx(1)
    assert gap["shortfall"].sort_index().equals(straight["shortfall"].sort_index())


def test_parts_without_a_baseline_have_no_part_of_the_gap(inside: pd.DataFrame):
    gap = frames.gap(inside, "module_capacity")
    assert gap["is_weak"].any()
    assert gap.loc[gap["is_weak"], ["shortfall", "gap_share"]].isna().all(axis=None)


def test_the_decomposition_says_how_much_more_was_asked_below(screen: Open, store: Store):
    handed = tracker.reconcile(desk(store), WHOLE)
    text = said(screen("regions")).replace("\\", "")
    assert f"{len(handed)}项目标已分解到下级" in text
    assert f"{int((handed['remainder'] < 0).sum())}项分解合计高于本级目标" in text
    assert number(handed["loading_ratio"].max(), 2) in text


def test_a_region_opens_by_its_address_among_its_like(screen: Open):
    at = screen("regions", region=DISTRICT)
    assert at.title[0].value.startswith("青山区")
    assert "在9个参加排名的地区中列第" in said(at)
    assert "▸ **青山区**" in labels(at)


def test_a_region_that_reports_alone_gets_a_sentence_and_its_targets(screen: Open):
    at = screen("regions", region=ALONE)
    assert "没有分解到下级" in at.info[0].value
    assert "去导入分解表" in labels(at)
    assert "技术改造项目" in labels(at)


@pytest.mark.parametrize("region", ["150000", "370000", SILENT, "all"])
def test_every_kind_of_region_opens(screen: Open, region: str):
    at = screen("regions", region=region)
    assert not at.exception
    assert not at.error


def test_before_any_report_the_city_stands_alone(empty_screen: Open):
    at = empty_screen("regions", region=CITY)
    assert not at.exception
    assert "83项目标只由本级报送" in at.info[-1].value.replace("\\", "")


def test_the_screen_speaks_english(screen: Open):
    at = screen("regions", lang="en")
    assert "Baotou City" in at.title[0].value
    assert "targets were handed down" in said(at)
