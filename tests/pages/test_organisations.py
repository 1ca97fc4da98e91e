"""责任单位: leads and supports told apart, reports on time, and delays without a reason, as metrics and the ledger have them."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import tracker
from data.scope import Scope
from metrics.aggregate import status_counts
from pages.organisations import frames
from tests.asking import desk
from tests.pages.conftest import Open, labels, said
from wording.formats import percent

SEPTEMBER = date(2024, 9, 30)
CITY, SCIENCE = "150200", "150200-science"
LATE = ["behind", "far_behind", "missed"]


@pytest.fixture(scope="module")
def facts(demo_copy: Path) -> pd.DataFrame:
    return tracker.progress(desk(tracker.open_store(demo_copy)), Scope(as_of=SEPTEMBER, region=CITY))


def test_the_headline_counts_the_delays_and_those_without_a_reason(screen: Open, facts: pd.DataFrame):
    title = screen("organisations").title[0].value.replace("\\", "")
    assert f"{int(facts['official_status'].isin(LATE).sum())}项滞后" in title
    assert "9项未填原因" in title


def test_an_organisations_share_is_that_of_metrics(screen: Open, facts: pd.DataFrame):
    led = facts[facts["lead_codes"].map(lambda codes: SCIENCE in codes)]
    row = status_counts(led.assign(all="all"), "all").iloc[0]
    good, judged = int(row["achieved"] + row["on_pace"]), int(row["judged"])
    share = percent(row["on_pace_share"], 0)
    assert f"**{share}** :small[:gray[{good}/{judged}]]" in said(screen("organisations")).replace("\\", "")


def test_departments_and_regions_are_ranked_apart(screen: Open):
    at = screen("organisations")
    links = labels(at)
    assert links.index("市工信局") < links.index("稀土高新区")
    assert said(at).count("**1**") == 2


def test_reporting_is_said_beside_the_lights(screen: Open):
    text = said(screen("organisations"))
    assert "按时报送7/8" in text.replace("\\", "")
    assert "本月未报" in text


def test_an_organisation_opens_by_its_address_with_leads_and_supports_apart(
    screen: Open, facts: pd.DataFrame
):
    led = int(facts["lead_codes"].map(lambda codes: SCIENCE in codes).sum())
    at = screen("organisations", organisation=SCIENCE)
    text = said(at).replace("\\", "")
    assert f"牵头{led}项" in text
    assert f"牵头的目标（{led}项）" in text
    assert at.expander[0].label.startswith("协同的目标")
    assert "▸ **市科技局**" in labels(at)


def test_an_address_of_before_still_opens_its_organisation(screen: Open):
    at = screen("organisations", unit=SCIENCE)
    assert at.title[0].value == screen("organisations", organisation=SCIENCE).title[0].value
    assert (at.query_params.get("organisation"), "unit" in at.query_params) == (SCIENCE, False)


def test_an_organisation_answers_only_for_the_delays_it_leads(screen: Open, facts: pd.DataFrame):
    led = facts[facts["lead_codes"].map(lambda codes: SCIENCE in codes)]
    table = screen("organisations", organisation=SCIENCE).dataframe[0].value
    assert len(table) == int(led["official_status"].isin(LATE).sum())


def test_before_any_report_the_organisations_still_stand_with_what_they_lead(empty_screen: Open):
    at = empty_screen("organisations", region=CITY)
    assert not at.exception
    assert "还没有任何月报" in said(at)
    assert "市科技局" in labels(at)


def test_the_screen_speaks_english(screen: Open):
    at = screen("organisations", lang="en", organisation=SCIENCE)
    assert "leads" in said(at)
    assert "Science" in at.title[0].value


def test_delays_without_a_reason_are_counted_for_every_organisation_that_leads_them():
    late = pd.DataFrame({
        "said_reason": [None, "检修", None],
        "lead_codes": [("drc", "science"), ("drc",), ("science",)],
    })  # fmt: skip
    assert frames.silent(late) == {"science": 2, "drc": 1}
