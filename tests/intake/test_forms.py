"""The workbooks that go out: who can be given which, for which months, and everybody's forms in one archive."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest

import tracker
from data.store import Store
from data.store.file import FileStore
from intake.forms import FormKind
from tests.asking import desk

OCTOBER = date(2024, 10, 31)


def written(store: Store, kind: FormKind, code: str, out: BytesIO) -> int:
    if kind is FormKind.MONTHLY:
        return tracker.template(desk(store), code, OCTOBER, out)
    if kind is FormKind.BACKFILL:
        return tracker.template(desk(store), code, OCTOBER, out, date(2023, 1, 31))
    if kind is FormKind.REGION:
        return tracker.region_template(desk(store), code, OCTOBER, out)
    if kind is FormKind.DECOMPOSITION:
        return tracker.decomposition_template(desk(store), code, out)
    return tracker.plan_template(desk(store), code, OCTOBER.year, out)


@pytest.mark.parametrize("kind", list(FormKind))
def test_every_taker_gets_a_form_that_asks_something_and_is_known_again(ledger: Store, kind: FormKind):
    takers = tracker.form_takers(desk(ledger), kind, OCTOBER)
    assert {"150200-industry", "150200"} & set(takers)
    for code in takers:
        out = BytesIO()
        assert written(ledger, kind, code, out) > 0, code
        preview = tracker.check_workbook(desk(ledger, date(2024, 11, 5)), out.getvalue(), "表.xlsx")
        assert not {"S02", "S21", "F06"} & {one.code for one in preview.problems}, code


@pytest.mark.parametrize("kind", [FormKind.MONTHLY, FormKind.REGION, FormKind.BACKFILL])
def test_nobody_is_given_a_form_for_a_month_without_targets(ledger: Store, kind: FormKind):
    assert tracker.form_takers(desk(ledger), kind, date(2010, 1, 31)) == []


def test_the_months_of_forms_are_those_with_targets_and_never_ahead_of_today(ledger: Store):
    months = tracker.form_months(desk(ledger, date(2024, 10, 12)))
    assert months[0] == OCTOBER
    assert months == sorted(months, reverse=True)
    assert tracker.form_months(desk(ledger, date(2026, 11, 22)))[0] == date(2024, 12, 31)
    assert tracker.form_months(desk(ledger, date(2000, 1, 1))) == []


def test_the_forms_of_all_units_come_in_one_archive(demo: Store):
    out = BytesIO()
    organisations = [
        code
        for code in tracker.form_takers(desk(demo), "monthly", OCTOBER)
        if code.startswith(("1502", "1502Z1"))
    ]
    assert tracker.templates(desk(demo), organisations, OCTOBER, out) == len(organisations) == 15
    with zipfile.ZipFile(out) as archive:
        assert "2024-10_白云矿区.xlsx" in archive.namelist()
        book = openpyxl.load_workbook(BytesIO(archive.read("2024-10_白云矿区.xlsx")))
    assert book["填报表"]["A2"].value == "报送单位：白云鄂博矿区人民政府"


def test_two_organisations_of_one_short_name_get_a_form_each_under_names_every_system_takes(ledger: Store):
    organisations = sorted(tracker.form_takers(desk(ledger), "monthly", OCTOBER))[:2]
    assert isinstance(ledger, FileStore)
    with ledger._file.cursor() as cursor:
        cursor.execute("update organisation_version set short_name = '工信/发改: 局' where organisation_code in ($a, $b)",
                       {"a": organisations[0], "b": organisations[1]})  # fmt: skip
    out = BytesIO()
    assert tracker.templates(desk(ledger), organisations, OCTOBER, out) == 2
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == [f"2024-10_工信_发改_局_{code}.xlsx" for code in organisations]


def test_targets_without_a_lead_are_told(ledger: Store):
    assert set(tracker.leaderless(desk(ledger), OCTOBER)["indicator_code"]) == {
        "emerging_value_added_growth",
        "emerging_output_share",
    }
