"""Every screen opens, in every state, and shows a number that metrics computed."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import tracker
from data.scope import Scope
from metrics.aggregate import status_counts
from metrics.registry import METRICS
from tests.asking import desk
from tests.pages.conftest import Open, said
from wording.formats import number, percent, points
from wording.sentences import overview_headline

SCREENS = [
    "overview",
    "regions",
    "sectors",
    "targets",
    "organisations",
    "uploads",
    "returns",
    "documents",
    "exports",
    "glossary",
]
SEPTEMBER = date(2024, 9, 30)
CITY, DISTRICT = "150200", "150203"
POLYSILICON = "baotou-2024-no1.5.polysilicon_capacity"
CJK = re.compile(r"[㐀-鿿]")


def intact(at: AppTest) -> None:
    assert not at.exception
    assert [error.value for error in at.error] == []


@pytest.fixture(scope="module")
def progress(demo_copy: Path) -> Callable[..., pd.DataFrame]:
    """The progress frame, computed past the screens."""
    store = tracker.open_store(demo_copy)

    def computed(**scope: str) -> pd.DataFrame:
        return tracker.progress(desk(store), Scope(as_of=SEPTEMBER, **scope))

    return computed


@pytest.mark.parametrize("folder", SCREENS)
def test_every_screen_opens_on_the_demonstration(screen: Open, folder: str):
    intact(screen(folder))


@pytest.mark.parametrize("folder", SCREENS)
def test_every_screen_opens_on_one_region(screen: Open, folder: str):
    at = screen(folder, region=DISTRICT)
    intact(at)
    assert at.selectbox(key="filter_region").value == DISTRICT


@pytest.mark.parametrize("folder", SCREENS)
def test_every_screen_opens_before_any_report(empty_screen: Open, folder: str):
    intact(empty_screen(folder))


@pytest.mark.parametrize("folder", SCREENS)
def test_every_screen_opens_in_english(screen: Open, folder: str):
    at = screen(folder, lang="en")
    intact(at)
    assert not CJK.search(at.title[0].value)


@pytest.mark.parametrize("folder", SCREENS)
@pytest.mark.parametrize("rules", ["yinchuan-2025"])
def test_every_screen_opens_under_other_rules(screen: Open, folder: str, rules: str):
    intact(screen(folder, rules=rules))


def test_the_overview_counts_what_metrics_judged(screen: Open, progress: Callable[..., pd.DataFrame]):
    facts = progress(region=CITY)
    own = facts[~facts["is_handed_down"]]
    at = screen("overview")
    assert at.title[0].value.replace("\\", "") == overview_headline(own)
    far_behind = int((own["official_status"] == "far_behind").sum())
    assert f"## :red[{far_behind}]" in said(at)


def test_the_overview_lists_the_worst_row_with_its_numbers(
    screen: Open, progress: Callable[..., pd.DataFrame]
):
    facts = progress(region=CITY)
    own = facts[~facts["is_handed_down"] & (facts["official_status"] == "far_behind")]
    worst = own.sort_values("lag_pp").iloc[0]
    text = said(screen("overview")).replace("\\", "")
    assert f"**{percent(worst['completion'])}** :red[{points(worst['lag_pp'])}" in text


def test_a_target_explains_its_light(screen: Open, progress: Callable[..., pd.DataFrame]):
    row = progress().set_index("target_id").loc[POLYSILICON]
    text = said(screen("targets", target=POLYSILICON)).replace("\\", "")
    assert f"= {percent(row['completion'])}" in text
    assert f"{row['sheet']} {row['cell']}" in text
    assert str(row["source_file"]) in text
    assert ":yellow-background[87万吨]" in text


def test_the_cells_around_a_value_say_what_stands_in_them(screen: Open):
    heads = list(screen("targets", target=POLYSILICON).table[-1].value.columns)
    assert heads[:2] == ["行", "指标"]
    assert "I 累计/期末" in heads


def test_the_first_month_is_not_compared_with_one_without_lights(screen: Open):
    text = said(screen("overview", month="2024-02"))
    assert "上月没有可判定的目标" in text
    assert "由未到期转为" not in text


def test_a_region_without_reports_shows_its_targets(screen: Open):
    text = said(screen("overview", region="370503")).replace("\\", "")
    assert "目标（14项）" in text
    assert ":small[目标5个" in text
    assert "— —" not in text


def test_a_light_that_nothing_has_is_not_said_to_be_a_region_without_targets(screen: Open):
    at = screen("regions", region="150203", sector="photovoltaics", status="achieved")
    assert [one.value for one in at.info] == ["没有符合所选状态的目标。"]


def test_an_unknown_target_gets_a_sentence_and_the_list(screen: Open):
    at = screen("targets", target="no-such-target")
    intact(at)
    assert "no-such-target" in at.warning[0].value.replace("\\", "")
    assert len(at.dataframe[0].value) > 80


def test_the_ranking_of_regions_is_that_of_metrics(screen: Open, progress: Callable[..., pd.DataFrame]):
    facts = progress(region=CITY)
    parts = facts[facts["parent_region_code"] == CITY]
    best = status_counts(parts, "region_short").set_index("region_short")["on_pace_share"].max()
    assert percent(best, 0) in screen("regions").title[0].value


def test_a_unit_shows_how_many_of_its_targets_are_late(screen: Open, progress: Callable[..., pd.DataFrame]):
    facts = progress(region=CITY)
    late = facts["official_status"].isin(["behind", "far_behind", "missed"]).sum()
    assert f"{number(late)}项滞后" in said(screen("organisations"))


def test_the_reporting_screen_names_whom_to_chase(screen: Open, demo_copy: Path):
    text = said(screen("returns"))
    assert "催报名单" in text
    assert "达尔罕茂明安联合旗人民政府" in text


def test_a_document_shows_its_clauses_in_order(screen: Open, progress: Callable[..., pd.DataFrame]):
    facts = progress()
    own = facts[(facts["document_id"] == "baotou-2024-no1") & ~facts["is_handed_down"]]
    at = screen("documents", document="baotou-2024-no1")
    assert list(at.dataframe[0].value["条款"]) == list(own["clause"])


def test_the_glossary_states_every_number_of_the_registry(screen: Open):
    text = said(screen("glossary")).replace("\\", "")
    assert [metric.code for metric in METRICS if metric.formula_zh not in text] == []


def test_the_export_screen_carries_the_progress_table(screen: Open, progress: Callable[..., pd.DataFrame]):
    at = screen("exports")
    assert len(at.dataframe[-1].value) == len(progress(region=CITY))


def test_missing_reports_are_said_and_never_counted_as_zero(empty_screen: Open):
    at = empty_screen("overview", region=CITY)
    text = said(at)
    assert "还没有任何月报" in text
    assert "## :red[0]\n" in text
    assert "本月均无可判定的报送值" in text


@pytest.mark.parametrize("only", ["disagrees", "attention"])
def test_the_overview_leads_to_just_the_targets_it_counts(
    screen: Open, progress: Callable[..., pd.DataFrame], only: str
):
    own = progress(region=CITY)
    own = own[~own["is_handed_down"]]
    slipping = own["official_status"].isin(["missed", "far_behind", "behind"])
    wanted = own["disagrees"] | slipping if only == "attention" else own["disagrees"]
    at = screen("targets", region=CITY, only=only)
    assert f"共{int(wanted.sum())}项" in at.caption[0].value
