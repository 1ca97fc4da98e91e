"""Baotou's 2024 plan, read by hand beside the document: what binds, what is striven for, what is no target."""

import re
from decimal import Decimal

import pytest

from tests.data.ledger_files import Row, number_span, source_text, statements, table
from tests.intake.number_words import plain

BAOTOU = "baotou-2024-no1"
FULL_TEXT = "全文如下"
DISTRICTS = ["东河区", "昆区", "青山区", "石拐区", "白云矿区", "九原区", "土右旗", "固阳县", "达茂旗"]

TARGETS = {row["indicator_code"]: row for row in table(f"targets/{BAOTOU}")}
FACTS = {row["fact_id"].removeprefix(f"{BAOTOU}."): row for row in table(f"facts/{BAOTOU}")}
SHORT = {row["name"]: row["short_name"] for row in table("organisations")}
FULL = {row["short_name"]: row["name"] for row in table("organisations") if row["region_code"][:4] == "1502"}


def stated(row: Row) -> tuple[str, str, str, str, str]:
    return row["comparator"], row["value"], row["unit"], row["basis"], row["strength"]


def total(*indicators: str) -> Decimal:
    return sum((Decimal(TARGETS[name]["value"]) for name in indicators), Decimal(0))


def test_eighty_three_targets_and_thirty_two_facts_are_kept():
    assert len(TARGETS) == len(table(f"targets/{BAOTOU}")) == 83
    assert [row["kind"] for row in FACTS.values()].count("estimate") == 5
    assert [row["kind"] for row in FACTS.values()].count("project") == 27


@pytest.mark.parametrize(
    ("indicator", "clause", "reading"),
    [
        ("rd_spending_growth", "总体要求", (">=", "20", "%", "growth", "binding")),
        ("emerging_value_added_growth", "总体要求", (">=", "40", "%", "growth", "binding")),
        ("emerging_output_share", "总体要求", (">=", "35", "%", "share", "binding")),
        ("rare_earth_output_value", "一、加快", (">=", "1000", "亿元", "flow", "binding")),
        ("rare_earth_recycling_capacity", "一、1 ", ("=", "1.5", "万吨", "level", "binding")),
        ("rare_earth_separation_capacity", "一、1 ", ("=", "11", "万吨", "level", "binding")),
        ("magnet_enterprises", "一、2 ", (">=", "38", "家", "level", "binding")),
        ("top10_magnet_enterprises", "一、2 ", ("=", "10", "家", "level", "strive")),
        ("hydrogen_storage_material_capacity", "一、2 ", ("=", "7000", "吨", "level", "binding")),
        ("magnet_motor_park_enterprises", "一、3 ", (">=", "30", "家", "level", "binding")),
        ("rare_earth_patents", "一、4 ", ("=", "150", "件", "increment", "binding")),
        ("rare_earth_industry_standards", "一、4 ", ("=", "4", "项", "increment", "binding")),
        ("rare_earth_exchange_enterprises", "一、4 ", (">=", "850", "家", "level", "binding")),
        ("rare_earth_exchange_turnover", "一、4 ", (">=", "200", "亿元", "flow", "binding")),
        ("pv_output_value", "二、全面", (">=", "2000", "亿元", "flow", "binding")),
        ("polysilicon_capacity", "二、5 ", (">=", "87", "万吨", "level", "binding")),
        ("monocrystalline_silicon_capacity", "二、5 ", (">=", "253", "GW", "level", "binding")),
        ("polysilicon_national_share", "二、5 ", (">=", "40", "%", "share", "binding")),
        ("monocrystalline_silicon_national_share", "二、5 ", (">=", "40", "%", "share", "binding")),
        ("industrial_silicon_local_supply", "二、5 ", (">=", "80", "%", "share", "binding")),
        ("wafer_national_share", "二、6 ", (">=", "15", "%", "share", "binding")),
        ("solar_cell_national_share", "二、6 ", (">=", "10", "%", "share", "binding")),
        ("module_national_share", "二、6 ", (">=", "10", "%", "share", "binding")),
        ("pv_green_power_share", "二、8 ", (">=", "40", "%", "share", "binding")),
        ("energy_storage_built", "三、10 ", (">=", "200", "万千瓦时", "increment", "binding")),
        ("green_hydrogen_supply_capacity", "三、10 ", (">=", "2", "万吨", "level", "binding")),
        ("truck_output", "三、12 ", (">=", "2000", "台", "flow", "binding")),
        ("trucks_promoted", "三、12 ", ("=", "500", "台", "flow", "binding")),
        ("polyglycolic_acid_capacity", "三、13 ", ("=", "1500", "吨", "level", "binding")),
        ("major_research_projects", "四、14 ", (">=", "30", "个", "flow", "binding")),
        ("national_regional_major_projects", "四、14 ", (">=", "10", "项", "flow", "strive")),
        ("new_rd_active_share", "五、17 ", (">=", "60", "%", "share", "binding")),
        ("incubators_certified", "五、17 ", ("=", "13", "家", "increment", "binding")),
        ("high_tech_and_science_smes", "五、18 ", (">=", "1000", "家", "level", "strive")),
        ("specialised_smes_new", "五、18 ", ("=", "10", "家", "increment", "binding")),
        ("gazelles_unicorns_new", "五、19 ", ("range", "3", "家", "increment", "strive")),
        ("emerging_projects_attracted", "六、20 ", (">=", "100", "个", "increment", "binding")),
        ("technical_professionals_added", "七、25 ", ("=", "1.2", "万人", "increment", "binding")),
        ("graduate_retention", "七、25 ", (">=", "25", "%", "share", "binding")),
    ],
)
def test_a_target_reads_as_a_clerk_reads_it(indicator: str, clause: str, reading: tuple[str, ...]):
    row = TARGETS[indicator]
    assert stated(row) == reading
    assert row["clause"].startswith(clause)


def test_a_breakthrough_without_a_number_is_kept_and_striven_for():
    for name in ("national_champions_new", "industrial_awards_new"):
        row = TARGETS[name]
        assert (row["value"], row["number_text"], row["strength"]) == ("", "", "strive")


def test_a_range_keeps_its_upper_end():
    assert TARGETS["gazelles_unicorns_new"]["value_high"] == "5"


def test_every_target_runs_through_2024():
    assert {(row["period_start"], row["deadline"]) for row in TARGETS.values()} == {
        ("2024-01-01", "2024-12-31")
    }


def test_the_sums_the_document_states_hold():
    rare_earths = ("rare_earth_raw_output_value", "rare_earth_materials_output_value")
    assert total(*rare_earths, "rare_earth_application_output_value") == total("rare_earth_output_value")
    clusters = ("wind_equipment", "storage_hydrogen", "advanced_metal", "truck", "carbon_fibre")
    assert total(*(f"{name}_output_value" for name in clusters)) == total("emerging_clusters_output_value")
    assert total("emerging_clusters_output_value") == 1100


def test_parts_point_to_the_whole_they_are_stated_under():
    parts = {
        row["indicator_code"]: row["part_of"].split(".")[-1] for row in TARGETS.values() if row["part_of"]
    }
    assert parts == {
        "rare_earth_raw_output_value": "rare_earth_output_value",
        "rare_earth_materials_output_value": "rare_earth_output_value",
        "rare_earth_application_output_value": "rare_earth_output_value",
        "magnet_motor_output_value": "rare_earth_application_output_value",
        "wind_equipment_output_value": "emerging_clusters_output_value",
        "storage_hydrogen_output_value": "emerging_clusters_output_value",
        "advanced_metal_output_value": "emerging_clusters_output_value",
        "truck_output_value": "emerging_clusters_output_value",
        "carbon_fibre_output_value": "emerging_clusters_output_value",
        "national_regional_major_projects": "major_research_projects",
    }


def test_four_capacities_start_from_a_published_value():
    started = {
        name: (row["baseline_value"], row["baseline_on"])
        for name, row in TARGETS.items()
        if row["baseline_on"]
    }
    assert started == {
        "polysilicon_capacity": ("47.5", "2023-09-12"),
        "monocrystalline_silicon_capacity": ("188.8", "2023-09-12"),
        "wafer_capacity": ("25", "2023-09-12"),
        "module_capacity": ("12", "2023-09-12"),
    }


@pytest.mark.parametrize(
    ("project", "subject", "value", "unit", "stage"),
    [
        ("5.tongwei_phase3_polysilicon", "通威三期", "20", "万吨", "实施"),
        ("5.xuyang_monocrystalline", "旭阳", "40", "GW", "落地"),
        ("6.hongyuan_cells", "弘元", "16", "GW", "投产满产"),
        ("10.huadian_mingyang_hydrogen", "华电明阳明拓", "50", "万千瓦", "建设"),
        ("13.zhongyuan_uhmwpe", "中远防务", "1", "万吨", "实施"),
    ],
)
def test_a_companys_capacity_is_a_project_and_no_target(
    project: str, subject: str, value: str, unit: str, stage: str
):
    row = FACTS[project]
    assert (row["kind"], row["subject"], row["value"], row["unit"], row["stage"]) == (
        "project",
        subject,
        value,
        unit,
        stage,
    )
    assert row["indicator_code"] == ""


def test_the_year_before_is_an_estimate():
    last_year = FACTS["preface.emerging_value_added_growth_2023"]
    assert (last_year["kind"], last_year["comparator"], last_year["value"]) == ("estimate", ">=", "30")
    assert last_year["period_end"] == "2023-12-31"
    gain = FACTS["preface.top100_rank_gain_2023"]
    assert (gain["measure"], gain["comparator"], gain["value"], gain["unit"]) == ("rank", "~", "10", "位")


@pytest.mark.parametrize("words", ["3.5噸固態儲氫叉車", "7MW以上", "億元以上", "每月召開一次"])
def test_sizes_thresholds_and_working_rules_are_no_targets(words: str):
    assert any(row["text"] == words for row in table(f"numbers/{BAOTOU}"))


def test_districts_are_written_out_and_departments_kept_together():
    row = TARGETS["emerging_projects_started"]
    assert row["lead_units"] == "包头市发展和改革委员会"
    support = [SHORT[name] for name in row["support_units"].split("、")]
    assert support == ["市工信局", *DISTRICTS, "稀土高新区"]
    assert SHORT["各部门单位"] == "各部门单位"


def test_statements_come_from_the_full_text_and_not_from_the_news_summary():
    text = source_text(BAOTOU)
    beginning = text.index(FULL_TEXT)
    assert all(int(row["excerpt_offset"]) > beginning for row in statements(BAOTOU))


def test_each_statement_stands_under_its_clause():
    text = source_text(BAOTOU)
    for row in statements(BAOTOU):
        before = plain(text[text.index(FULL_TEXT) : number_span(row)[0]])
        section = re.findall(r"\n([一二三四五六七]、)([^\n。]+)", before)
        item = (
            re.findall(r"\n(\d+)\.([^\n。]+)。?\n", before[before.rfind("\n" + "".join(section[-1])) :])
            if section
            else []
        )
        if item:
            assert row["clause"] == f"{section[-1][0]}{item[-1][0]} {item[-1][1]}", row["id"]
        elif section:
            assert row["clause"] == "".join(section[-1]), row["id"]
        else:
            assert row["clause"] in {"前言", "总体要求"}, row["id"]


def test_units_that_answer_are_those_in_brackets_after_the_item():
    text = plain(source_text(BAOTOU))
    for row in TARGETS.values():
        item = re.search(r"、(\d+) (.+)$", row["clause"])
        if not item:
            continue
        paragraph = re.search(rf"\n{item[1]}\.{re.escape(item[2])}。\n([^\n]+)", text)
        assert paragraph, row["target_id"]
        brackets = re.search(r"\(牵头单位:(.+?);责任单位:(.+)\)$", paragraph[1])
        assert brackets, row["target_id"]
        assert row["lead_units"].split("、") == _written_out(brackets[1]), row["target_id"]
        assert row["support_units"].split("、") == _written_out(brackets[2]), row["target_id"]


def _written_out(units: str) -> list[str]:
    """The bracket's units in full: `市发改委、科技局` shares its 市, and 各旗县区 is all nine."""
    names = re.split("[、,]", units.replace("(", "（").replace(")", "）"))
    shorts = [short for name in names for short in (DISTRICTS if name == "各旗县区" else [name])]
    return [FULL[short] if short in FULL else FULL[f"市{short}"] for short in shorts]


def test_totals_of_a_section_take_the_lead_of_their_items():
    leads = {
        name: [SHORT[unit] for unit in TARGETS[name]["lead_units"].split("、")]
        for name in ("rare_earth_output_value", "pv_output_value", "emerging_clusters_output_value")
    }
    assert list(leads.values()) == [["市工信局"], ["市发改委"], ["市工信局", "市发改委"]]
    assert all("推定" in TARGETS[name]["note"] for name in leads)


def test_targets_without_a_named_unit_stay_without_one():
    unnamed = {name for name, row in TARGETS.items() if not row["lead_units"]}
    assert unnamed == {"rd_spending_growth", "emerging_value_added_growth", "emerging_output_share"}


def test_indicators_of_the_silicon_chain_stand_in_its_order():
    sectors = {row["sector_code"]: row for row in table("sectors")}
    chain = sorted(
        (int(row["chain_position"]), row["name"])
        for row in sectors.values()
        if row["parent_code"] == "photovoltaics" and row["chain_position"]
    )
    assert [name for _, name in chain] == ["工业硅", "多晶硅", "单晶硅", "切片", "电池片", "组件"]
