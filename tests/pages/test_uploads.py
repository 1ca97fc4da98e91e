"""月报导入 as a clerk meets it: every form can be got, for who fills it in."""

import pytest
from streamlit.testing.v1 import AppTest

from data.problems import problem
from pages.uploads import previews
from tests.pages.conftest import Open, said

KINDS = ("monthly", "region", "backfill", "decomposition", "plan")


def offered(at: AppTest, kind: str) -> AppTest:
    return at.radio(key="form_kind").set_value(kind).run()


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_offered_for_the_region_looked_at(screen: Open, kind: str):
    at = offered(screen("uploads"), kind)
    assert not at.exception
    takers = at.selectbox(key=f"form_taker_{kind}").options
    assert [name for name in takers if "山东" in name] == []
    assert len(at.get("download_button")) >= 2  # this form, and the table of batches


def test_the_month_of_a_form_is_the_one_after_the_last_report(screen: Open):
    assert screen("uploads").selectbox(key="form_month").value.isoformat() == "2024-10-31"


def test_a_form_is_first_offered_for_the_unit_of_the_filter(screen: Open):
    at = screen("uploads", organisation="150200-science")
    assert at.selectbox(key="form_taker_monthly").value == "150200-science"


def test_targets_that_no_unit_leads_are_named(screen: Open):
    assert "2项目标没有牵头单位" in said(screen("uploads"))


def test_before_any_report_the_last_month_with_targets_is_offered(empty_screen: Open):
    at = empty_screen("uploads")
    assert at.selectbox(key="form_month").value.isoformat() == "2024-12-31"


def test_english_names_the_units_and_the_forms(screen: Open):
    at = screen("uploads", lang="en")
    assert at.radio(key="form_kind").options[0] == "Monthly form"
    names = at.selectbox(key="form_taker_monthly").options
    assert [name for name in names if any("一" <= sign <= "龥" for sign in name)] == []


def test_english_names_the_organisations_of_imports_and_of_the_chase(screen: Open):
    imports = screen("uploads", lang="en").dataframe[0].value
    assert not any("一" <= sign <= "龥" for name in imports["Reporting organisation"] for sign in name)
    text = said(screen("returns", lang="en"))
    assert "Baotou" in text
    assert "达尔罕茂明安联合旗人民政府" not in text


def test_a_problem_is_told_in_four_columns_with_its_code():
    told = previews.wrapped(
        [problem("C37", sheet="填报表", cell="I6", value="八十*多*", subject="多晶硅产能")]
    )
    assert [cells[0].replace("\\", "") for cells in told.values()] == [
        ":red[须改正] 填报表 I6 :gray[多晶硅产能]",
        "八十*多*",
        "不是数字",
        "请填数字；说明写在备注 :gray[C37]",
    ]
