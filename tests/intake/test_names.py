"""Names that several bear: an error that lists them all wherever one is typed, never the first or the last of them."""

import pytest

from data.problems import Problem
from data.store import Store
from intake import matching, targets
from tests.intake.reporting import CITY, COUNTY, DISTRICT, check, foreign, ledger
from tests.ledger import stated
from wording.problems import message

OTHER_CITY, NAMESAKE = "990200", "990202"
HEADER = ["指标名称", "地区", "计量单位", "当月", "累计", "累计同比"]
TITLE = ["2024年6月"]


@pytest.fixture
def store() -> Store:
    """The small ledger with a second city that has a 乙区, a 市发改委 and an indicator of the same names too."""
    store = ledger()
    with store.transaction() as write:
        stated(write, "region", [
            {"region_code": code, "name": name, "short_name": name, "name_en": code, "level": level,
             "parent_code": parent, "code_standard": "own", "aliases": ""}
            for code, name, level, parent in (
                (OTHER_CITY, "丁市", "city", "990000"), (NAMESAKE, "乙区", "county", OTHER_CITY))
        ])  # fmt: skip
        stated(write, "organisation", [
            {"organisation_code": "other-drc", "name": "丁市发展和改革委员会", "short_name": "市发改委",
             "name_en": "DRC", "kind": "department", "region_code": OTHER_CITY},
        ])  # fmt: skip
        stated(write, "indicator", [
            {"indicator_code": "steel_too", "name": "粗钢产量", "name_en": "steel", "sector_code": "x",
             "measure": "flow", "unit": "万吨", "additive": True, "better": "higher", "aliases": ""},
        ])  # fmt: skip
    return store


def table(indicator: str, region: str, unit: str = "", measured: str = "亿元") -> bytes:
    above = [TITLE, [unit]] if unit else [TITLE]
    return foreign([*above, HEADER, [indicator, region, measured, 5, 30, None, None]])


def told(store: Store, content: bytes, code: str) -> Problem:
    (found,) = (one for one in check(store, content).problems if one.code == code)
    return found


def test_a_region_of_two_is_refused_with_both_and_nothing_is_asked_to_be_remembered(store: Store):
    preview = check(store, table("工业投资", "乙区"))
    assert preview.status == "rejected"
    assert preview.unresolved == ()
    sentence = message(told(store, table("工业投资", "乙区"), "M30"))
    assert f"{DISTRICT} 乙区（甲市）" in sentence
    assert f"{NAMESAKE} 乙区（丁市）" in sentence


@pytest.mark.parametrize("typed", [NAMESAKE, "丁市乙区", "乙区（丁市）", "乙区(丁市)"])
def test_a_region_said_with_its_place_or_its_code_is_that_one(store: Store, typed: str):
    preview = check(store, table("工业投资", typed))
    assert {one.region_code for one in preview.differences} == {NAMESAKE}


def test_a_units_own_region_is_meant_before_anothers(store: Store):
    preview = check(store, table("工业投资", "乙区", unit="填报单位：丁市发展和改革委员会"))
    assert {one.region_code for one in preview.differences} == {NAMESAKE}


def test_an_indicator_of_two_is_refused_with_both_and_its_code_will_do(store: Store):
    sentence = message(told(store, table("粗钢产量", "甲市"), "M30"))
    assert "steel 粗钢产量" in sentence
    assert "steel_too 粗钢产量" in sentence
    preview = check(store, table("steel_too", "甲市", measured="万吨"))
    assert {one.indicator_code for one in preview.differences} == {"steel_too"}


def test_a_unit_of_two_is_refused_with_both_cities(store: Store):
    sentence = message(told(store, table("工业投资", "丁市", unit="填报单位：市发改委"), "F24"))
    assert "（甲市）" in sentence
    assert "（丁市）" in sentence
    said = check(store, table("工业投资", "丁市", unit="填报单位：丁市市发改委"))
    assert said.organisation == "other-drc"


def test_a_short_name_is_as_much_a_name_as_a_full_one(store: Store):
    with store.transaction() as write:
        stated(write, "region", [
            {"region_code": "990302", "name": "戊市丙县", "short_name": "丙县", "name_en": "c", "level": "county",
             "parent_code": OTHER_CITY, "code_standard": "own", "aliases": ""},
        ])  # fmt: skip
    names = matching.load(store)
    assert matching.find_region("丙县", names) is None
    assert matching.find_region("丙县", names, among={COUNTY}) == names.regions[COUNTY]


def test_districts_that_share_a_short_name_stand_in_a_form_under_their_full_ones(store: Store):
    with store.transaction() as write:
        stated(write, "region", [
            {"region_code": "990104", "name": "乙区新城", "short_name": "乙区", "name_en": "n", "level": "county",
             "parent_code": CITY, "code_standard": "own", "aliases": ""},
        ])  # fmt: skip
    assert targets.districts(store, CITY) == {DISTRICT: "乙区", COUNTY: "丙县", "990104": "乙区新城"}
