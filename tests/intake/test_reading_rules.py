"""The rules of reading a document, each beside the words that taught it."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from data.catalogue import CATALOGUE
from intake.documents.reading import clean

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT.parent / "shared" / "documents"
pytestmark = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the source documents are not part of the repository"
)
INNER_MONGOLIA = "neimenggu-2023-press-conference"
LIAONING = "liaoning-2024-reply-1421051"
SHANDONG = "shandong-2024-press-conference"
HEKOU = "hekou-2020-5"


def text(document: str) -> str:
    return clean((DOCUMENTS / f"{document}.txt").read_text(encoding="utf-8"))


def rows(folder: str, document: str) -> list[dict[str, str]]:
    with (CATALOGUE / folder / f"{document}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def target(document: str, indicator: str, region: str | None = None) -> dict[str, str]:
    found = [
        row
        for row in rows("targets", document)
        if row["indicator_code"] == indicator and region in (None, row["region_code"])
    ]
    assert len(found) == 1, found
    return found[0]


def facts(document: str, words: str) -> list[dict[str, str]]:
    return [row for row in rows("facts", document) if words in row["indicator"]]


def fact(document: str, name: str) -> dict[str, str]:
    found = [row for row in rows("facts", document) if row["indicator"] == name]
    assert len(found) == 1, (name, found)
    return found[0]


def stated(row: dict[str, str]) -> tuple[str, Decimal, str]:
    return row["comparator"], Decimal(row["value"]), row["unit"]


def no_target_with(document: str, value: str, unit: str) -> bool:
    return not [row for row in rows("targets", document) if (row["value"], row["unit"]) == (value, unit)]


def test_2020_with_a_unit_is_not_a_year_and_the_elided_subject_is_carried():
    assert "第一批2020万千瓦、第二批1188万千瓦大型风电光伏基地项目建成并网" in text(INNER_MONGOLIA)
    assert stated(target(INNER_MONGOLIA, "wind_solar_base_1_grid")) == ("=", 2020, "万千瓦")
    assert stated(target(INNER_MONGOLIA, "wind_solar_base_2_grid")) == ("=", 1188, "万千瓦")


def test_starting_a_project_is_not_connecting_it():
    assert "推动第三批1170万千瓦大型风电光伏基地项目开工建设" in text(INNER_MONGOLIA)
    assert stated(target(INNER_MONGOLIA, "wind_solar_base_3_started")) == ("=", 1170, "万千瓦")


def test_held_at_about_keeps_its_tilde():
    assert "在产煤矿总产能稳定在13亿吨左右" in text(INNER_MONGOLIA)
    assert stated(target(INNER_MONGOLIA, "coal_mine_capacity")) == ("~", 13, "亿吨")


def test_a_city_inside_a_regional_document_keeps_its_own_region_and_start():
    assert "2023年底前新建充电桩1万个" in text(INNER_MONGOLIA)
    hohhot = target(INNER_MONGOLIA, "charging_piles_new", "150100")
    region = target(INNER_MONGOLIA, "charging_piles_new", "150000")
    assert (stated(hohhot), hohhot["period_start"]) == (("=", 1, "万个"), "2022-01-01")
    assert (stated(region), region["period_start"]) == (("=", 8000, "个"), "2023-01-01")
    assert hohhot["part_of"] == ""


def test_an_existing_stock_beside_a_target_is_a_fact():
    assert "公共充电桩8200余个" in text(INNER_MONGOLIA)
    piles = fact(INNER_MONGOLIA, "公共充电桩累计")
    assert (piles["kind"], stated(piles), piles["period_end"]) == (
        "baseline",
        (">=", 8200, "个"),
        "2022-12-31",
    )
    assert no_target_with(INNER_MONGOLIA, "8200", "个")


def test_two_to_three_is_a_range_and_striven_for():
    assert "争取新培育建设自治区高新区2-3家" in text(INNER_MONGOLIA)
    zones = target(INNER_MONGOLIA, "provincial_hitech_zones_new")
    assert (stated(zones), zones["value_high"], zones["strength"]) == (("range", 2, "家"), "3", "strive")


def test_one_strive_governs_a_list_of_three():
    assert "力争新增入库科技型中小企业400家、高新技术企业300家、科技领军企业20家" in text(INNER_MONGOLIA)
    for indicator, value in (
        ("tech_smes_new", 400),
        ("hitech_enterprises_new", 300),
        ("tech_leading_enterprises_new", 20),
    ):
        row = target(INNER_MONGOLIA, indicator)
        assert (stated(row), row["strength"], row["basis"]) == (("=", value, "家"), "strive", "increment")


def test_an_actual_may_have_the_words_of_a_target_and_differ_only_in_year():
    assert "培育科技领军企业20家" in text(INNER_MONGOLIA)
    actual = fact(INNER_MONGOLIA, "新增科技领军企业")
    assert (actual["kind"], actual["period_end"]) == ("actual", "2022-12-31")
    assert target(INNER_MONGOLIA, "tech_leading_enterprises_new")["deadline"] == "2023-12-31"


def test_a_standard_for_each_car_park_is_policy_not_a_regional_target():
    assert "车位占总车位的比例达到10%以上" in text(INNER_MONGOLIA)
    standard = fact(INNER_MONGOLIA, "公共停车场配建充电设施车位占比标准")
    assert (standard["kind"], stated(standard)) == ("policy", (">=", 10, "%"))
    assert no_target_with(INNER_MONGOLIA, "100", "%")


def test_full_coverage_is_a_target_without_a_number():
    assert "设立研发机构、开展研发活动、增加研发投入“三个全覆盖”" in text(INNER_MONGOLIA)
    assert "对科技型中小企业、高新技术企业、规上工业企业的全覆盖" in text(INNER_MONGOLIA)
    covered = [row for row in rows("targets", INNER_MONGOLIA) if "全覆盖" in row["excerpt"]]
    assert len(covered) == 6
    assert {(row["value"], row["basis"], row["strength"]) for row in covered} == {("", "share", "binding")}
    assert "rd_activity_coverage" in {row["indicator_code"] for row in covered}


def test_all_parks_becoming_smart_is_a_target_without_a_number():
    assert "推动工业园区全部建成智慧园区" in text(INNER_MONGOLIA)
    assert target(INNER_MONGOLIA, "smart_park_share")["value"] == ""


def test_the_speakers_department_leads_what_it_promises():
    leads = {row["indicator_code"]: row["lead_units"] for row in rows("targets", INNER_MONGOLIA)}
    assert leads["coal_mine_capacity"] == "内蒙古自治区能源局"
    assert leads["hitech_enterprises_new"] == "内蒙古自治区科学技术厅"
    assert leads["charging_piles_new"] == "内蒙古自治区住房和城乡建设厅"


def test_one_strive_governs_the_increment_and_the_total():
    assert "力争新获批6个全国重点实验室,全省总量达到17个" in text(LIAONING)
    new, total = (
        target(LIAONING, "national_key_laboratories_new"),
        target(LIAONING, "national_key_laboratories"),
    )
    assert (stated(new), stated(total)) == (("=", 6, "个"), (">=", 17, "个"))
    assert {new["strength"], total["strength"]} == {"strive"}
    assert Decimal(total["baseline_value"]) + Decimal(new["value"]) == Decimal(total["value"])


def test_four_gains_are_distributed_over_four_bases_in_order():
    assert "提高2、2.1、2和1.5个百分点" in text(LIAONING)
    gains = [(row["subject"], Decimal(row["value"]), row["unit"]) for row in facts(LIAONING, "营业收入占比")]
    assert gains == [
        ("先进装备制造产业基地", Decimal(2), "个百分点"),
        ("石化和精细化工产业基地", Decimal("2.1"), "个百分点"),
        ("冶金新材料产业基地", Decimal(2), "个百分点"),
        ("优质消费品产业基地", Decimal("1.5"), "个百分点"),
    ]


def test_an_elided_unit_is_supplied_from_the_subject():
    assert "标识注册量12亿" in text(LIAONING)
    assert stated(fact(LIAONING, "工业互联网标识注册量")) == ("=", 12, "亿个")
    assert "解决企业融资需求876亿。" in text(LIAONING)
    assert stated(fact(LIAONING, "省融资信用服务平台解决企业融资需求")) == ("=", 876, "亿元")


def test_a_two_character_unit_is_read_whole():
    assert "绿电交易累计成交67.92亿千瓦时" in text(LIAONING)
    assert stated(fact(LIAONING, "绿电交易累计成交电量")) == ("=", Decimal("67.92"), "亿千瓦时")


def test_national_figures_in_brackets_are_comparisons():
    assert "累计2182家(全国10.5万家)" in text(LIAONING)
    by_region = {row["region_code"]: row for row in facts(LIAONING, "专精特新中小企业累计")}
    assert (by_region["000000"]["kind"], stated(by_region["000000"])) == (
        "comparison",
        ("=", Decimal("10.5"), "万家"),
    )
    assert (by_region["210000"]["kind"], stated(by_region["210000"])) == ("actual", ("=", 2182, "家"))


def test_private_counts_stand_beside_provincial_totals():
    assert "民营高新技术企业12668户(全省12933户)" in text(LIAONING)
    assert fact(LIAONING, "民营高新技术企业")["value"] == "12668"
    assert fact(LIAONING, "高新技术企业")["value"] == "12933"
    assert fact(LIAONING, "民营高新技术企业")["indicator_code"] == ""


def test_a_reply_full_of_figures_states_only_two_targets():
    assert len(rows("targets", LIAONING)) == 2
    assert {row["kind"] for row in rows("facts", LIAONING)} >= {"actual", "comparison", "project", "estimate"}


def test_a_target_below_last_years_result_is_kept_as_written():
    assert "实施省级企业技术创新项目3000项左右" in text(SHANDONG)
    row = target(SHANDONG, "provincial_innovation_projects")
    last_year = fact(SHANDONG, "省级企业技术创新项目")
    assert stated(row) == ("~", 3000, "项")
    assert Decimal(last_year["value"]) > Decimal(row["value"])
    assert (row["strength"], row["note"] != "") == ("binding", True)


def test_a_threshold_of_entry_is_not_a_target():
    assert "投资500万元以上技改项目1.2万个左右" in text(SHANDONG)
    assert stated(target(SHANDONG, "technical_renovation_projects_5m")) == ("~", Decimal("1.2"), "万个")
    assert no_target_with(SHANDONG, "500", "万元")


def test_growth_after_the_number_is_a_rate():
    assert "确保信息技术产业营收继续保持10%以上增长" in text(SHANDONG)
    row = target(SHANDONG, "it_industry_revenue_growth")
    assert (stated(row), row["basis"], row["strength"]) == ((">=", 10, "%"), "growth", "binding")


def test_shares_about_a_value_keep_the_tilde():
    for indicator, value in (("rd_activity_coverage", 51), ("digital_transformation_coverage", 90)):
        row = target(SHANDONG, indicator)
        assert f"覆盖率达到{value}%左右" in text(SHANDONG)
        assert (stated(row), row["basis"], row["strength"]) == (("~", value, "%"), "share", "strive")


def test_a_fall_of_at_least_four_per_cent_is_a_decline_of_four_or_more():
    assert "规上工业单位增加值能耗下降4%以上" in text(SHANDONG)
    row = target(SHANDONG, "energy_intensity_decline")
    assert (stated(row), row["basis"]) == ((">=", 4, "%"), "growth")
    assert stated(fact(SHANDONG, "规上工业单位增加值能耗降幅")) == ("=", Decimal("5.2"), "%")


def test_more_than_a_fifth_is_at_least_and_a_damaged_strive_still_governs():
    assert "推动超过20%的“两高”行业企业产能达到能效标杆水平" in text(SHANDONG)
    row = target(SHANDONG, "benchmark_energy_capacity_share")
    assert (stated(row), row["strength"]) == ((">=", 20, "%"), "strive")
    assert "zhēng" in row["excerpt"]


def test_three_pilots_in_one_clause_keep_three_comparators():
    assert "推动1000家以上优质中小企业、10个左右特色产业集群和2-3个标志性产业链" in text(SHANDONG)
    assert stated(target(SHANDONG, "digital_pilot_smes")) == (">=", 1000, "家")
    assert stated(target(SHANDONG, "digital_pilot_clusters")) == ("~", 10, "个")
    assert stated(target(SHANDONG, "digital_pilot_chains")) == ("range", 2, "个")


def test_keeping_a_lead_is_a_rank_without_a_number():
    assert "力争国家级中小企业特色产业集群继续领跑全国" in text(SHANDONG)
    clusters, quality = (
        target(SHANDONG, name) for name in ("national_sme_clusters_rank", "national_quality_smes_rank")
    )
    assert {row["basis"] for row in (clusters, quality)} == {"rank"}
    assert (clusters["value"], clusters["strength"]) == ("", "strive")
    assert (quality["value"], quality["strength"]) == ("", "binding")


def test_a_printers_error_is_right_in_the_name_and_raw_in_the_excerpt():
    assert "规上工业增长值增长7.1%" in text(SHANDONG)
    row = fact(SHANDONG, "规上工业增加值同比增速")
    assert (row["indicator_code"], stated(row)) == (
        "industrial_value_added_growth",
        ("=", Decimal("7.1"), "%"),
    )
    assert "增長(zhǎng)值" in row["excerpt"]


def test_a_three_year_plan_has_its_own_start():
    assert "本意见自2020年9月21日起施行,有效期至2022年12月31日" in text(HEKOU)
    periods = {(row["period_start"], row["deadline"]) for row in rows("targets", HEKOU)}
    assert periods == {("2020-09-21", "2022-12-31")}


def test_growth_a_year_on_average_is_its_own_rate():
    assert "规模以上工业增加值年均增长5%以上" in text(HEKOU)
    row = target(HEKOU, "industrial_value_added_growth_average")
    assert (stated(row), row["basis"], row["assessed"]) == ((">=", 5, "%"), "growth", "annual")


def test_lasting_growth_without_a_rate_is_kept_without_a_value():
    assert "力争利用3年左右的时间" in text(HEKOU)
    assert "石油装备等传统产业营业收入持续增长" in text(HEKOU)
    row = target(HEKOU, "traditional_industry_revenue_growth")
    assert (row["value"], row["basis"], row["strength"]) == ("", "growth", "strive")


def test_a_target_without_a_number_is_kept_without_a_value():
    assert "万元GDP能耗、二氧化硫、氮氧化合物等主要污染物排放总量完成省、市下达目标任务" in text(HEKOU)
    for indicator in ("gdp_energy_intensity", "sulphur_dioxide_emissions", "nitrogen_oxide_emissions"):
        row = target(HEKOU, indicator)
        assert (row["value"], row["number_text"]) == ("", "")


def test_subsidy_rates_caps_and_funds_are_policy():
    assert "区政府每年设立2000万元的技术改造专项资金" in text(HEKOU)
    assert {row["kind"] for row in rows("facts", HEKOU)} == {"policy"}
    assert stated(fact(HEKOU, "按实际设备投资额直接奖补比例上限")) == ("<=", 6, "%")
    assert no_target_with(HEKOU, "2000", "万元")


def test_a_grade_of_platforms_is_not_a_number():
    assert "市级以上制造业创新中心" in text(HEKOU)
    assert stated(target(HEKOU, "rd_platforms")) == (">=", 50, "家")


def test_a_grade_of_cluster_is_kept_without_a_value_and_with_its_units():
    assert "全力推动发展化工新材料产业,打造千亿级产业集群" in text(HEKOU)
    row = target(HEKOU, "chemical_materials_cluster_scale")
    assert (row["value"], row["strength"], row["lead_units"]) == ("", "binding", "")
    assert row["support_units"].startswith("河口区工业和信息化局、河口区发展和改革局、河口区自然资源分局")
    assert no_target_with(HEKOU, "1000", "亿元")


def test_clauses_of_the_reply_are_named_in_its_own_words():
    said = text(LIAONING)
    for row in [*rows("targets", LIAONING), *rows("facts", LIAONING)]:
        assert row["clause"].split(" ", 1)[1] in said, row["clause"]
