"""The reference tables hold together, and say of places what people who live there say."""

import csv
import re
from collections import Counter
from decimal import Decimal

import pytest

from data import reference
from data.reference import children, departments, find, former_regions, government, name_of, regions
from data.store.tables import TABLES
from metrics.measures import Measure
from tests.data.ledger_files import ROOT, table

CJK = re.compile("[\u4e00-\u9fff]")
FOLDER = ROOT / "data" / "reference"
LEVELS = {"nation": 0, "province": 1, "city": 2, "county": 3}


def test_every_region_has_a_parent_above_it_whose_code_it_continues():
    for region in regions().values():
        if region.level == "nation":
            assert region.parent_code == ""
            continue
        parent = regions()[region.parent_code]
        assert LEVELS[parent.level] < LEVELS[region.level]
        held = "" if parent.level == "nation" else parent.code[: 2 if parent.level == "province" else 4]
        assert region.code.startswith(held)
        assert re.fullmatch(r"\d{6}", region.code)


def test_there_are_as_many_as_the_country_has():
    levels = Counter(region.level for region in regions().values())
    assert (levels["nation"], levels["province"]) == (1, 34)
    assert levels["city"] == 333  # 293 cities, 7 prefectures, 30 autonomous prefectures, 3 leagues
    assert 2840 <= levels["county"] <= 2860


@pytest.mark.parametrize("name", ["name", "short_name"])
def test_no_two_sisters_bear_one_name(name: str):
    twice = Counter((region.parent_code, getattr(region, name)) for region in regions().values())
    assert [key for key, times in twice.items() if times > 1] == []


def test_every_name_stands_in_chinese_in_pinyin_and_in_english():
    for region in regions().values():
        assert CJK.fullmatch(region.short_name[0]), region
        assert region.name[0] == region.short_name[0] or region.code == "000000", region
        assert re.fullmatch(r"[A-Z][a-zü']+", region.pinyin), region
        assert region.name_en and not CJK.search(region.name_en), region
        allowed = {field.name: field.allowed for field in TABLES["region_version"]}["level"]
        assert region.level in allowed


@pytest.mark.parametrize(
    ("code", "short", "pinyin", "english"),
    [
        ("110000", "北京", "Beijing", "Beijing City"),
        ("140000", "山西", "Shanxi", "Shanxi Province"),
        ("610000", "陕西", "Shaanxi", "Shaanxi Province"),
        ("150000", "内蒙古", "Neimenggu", "Inner Mongolia Autonomous Region"),
        ("540000", "西藏", "Xizang", "Tibet Autonomous Region"),
        ("450000", "广西", "Guangxi", "Guangxi Zhuang Autonomous Region"),
        ("500000", "重庆", "Chongqing", "Chongqing City"),
        ("710000", "台湾", "Taiwan", "Taiwan Province"),
        ("810000", "香港", "Xianggang", "Hong Kong Special Administrative Region"),
        ("150100", "呼和浩特", "Huhehaote", "Hohhot City"),
        ("150200", "包头", "Baotou", "Baotou City"),
        ("150202", "东河区", "Donghe", "Donghe District"),
        ("150206", "白云鄂博矿区", "Baiyun'ebo", "Bayan Obo Mining District"),
        ("150221", "土默特右旗", "Tumoteyouqi", "Tumed Right Banner"),
        ("150222", "固阳", "Guyang", "Guyang County"),
        ("310115", "浦东新区", "Pudong", "Pudong New Area"),
        ("110107", "石景山", "Shijingshan", "Shijingshan District"),
        ("340300", "蚌埠", "Bengbu", "Bengbu City"),
        ("341500", "六安", "Lu'an", "Lu'an City"),
        ("341600", "亳州", "Bozhou", "Bozhou City"),
        ("341021", "歙县", "Shexian", "Shexian County"),
        ("350200", "厦门", "Xiamen", "Xiamen City"),
        ("330382", "乐清", "Yueqing", "Yueqing City"),
        ("130225", "乐亭", "Laoting", "Laoting County"),
        ("371481", "乐陵", "Laoling", "Laoling City"),
        ("361124", "铅山", "Yanshan", "Yanshan County"),
        ("371524", "东阿", "Dong'e", "Dong'e County"),
        ("371722", "单县", "Shanxian", "Shanxian County"),
        ("140428", "长子", "Zhangzi", "Zhangzi County"),
        ("140400", "长治", "Changzhi", "Changzhi City"),
        ("320116", "六合区", "Luhe", "Luhe District"),
        ("331000", "台州", "Taizhou", "Taizhou City"),
        ("410122", "中牟", "Zhongmu", "Zhongmu County"),
        ("440113", "番禺区", "Panyu", "Panyu District"),
        ("441900", "东莞", "Dongguan", "Dongguan City"),
        ("422800", "恩施州", "Enshi", "Enshi Autonomous Prefecture"),
        ("532501", "个旧", "Gejiu", "Gejiu City"),
        ("621223", "宕昌", "Tanchang", "Tanchang County"),
        ("620802", "崆峒区", "Kongtong", "Kongtong District"),
        ("411104", "召陵区", "Shaoling", "Shaoling District"),
        ("130123", "正定", "Zhengding", "Zhengding County"),
        ("653100", "喀什", "Kashi", "Kashgar Prefecture"),
        ("654002", "伊宁市", "Yining", "Yining City"),
        ("654021", "伊宁县", "Yining", "Yining County"),
        ("620826", "静宁", "Jingning", "Jingning County"),
        ("410303", "西工区", "Xigong", "Xigong District"),
    ],
)
def test_places_are_called_what_they_are_called(code: str, short: str, pinyin: str, english: str):
    region = regions()[code]
    assert (region.short_name, region.pinyin, region.name_en) == (short, pinyin, english)


def test_counties_without_a_city_stand_below_their_province():
    assert {regions()[code].parent_code for code in ("429004", "469001", "659001")} == {
        "420000", "460000", "650000",
    }  # fmt: skip
    assert {region.code[:3] for region in children("110000")} == {"110"}


def test_a_code_that_was_abolished_stays_readable():
    assert name_of("110103") == "崇文区"
    assert former_regions()["110103"].listed_until == "2009-12"
    assert name_of("500112") == "渝北区" and regions()["500157"].name == "两江新区"
    assert name_of("999999") is None
    assert not set(former_regions()) & set(regions())


def test_a_region_is_found_by_whatever_people_call_it():
    assert [region.code for region in find("株洲")] == ["430200"]
    assert find("xi'an") == find("Xian")
    assert find("Xian")[0].name == "西安市"
    assert (
        [region.code for region in find("包头市")] == [region.code for region in find("150200")] == ["150200"]
    )
    assert [region.code for region in find("吉林")] == ["220000", "220200"], "the province before its city"
    assert len(find("鼓楼区")) > 3
    assert [region.code for region in find("鼓楼区", within="320100")] == ["320106"]
    assert find("无此地") == ()


def test_what_is_below_is_all_that_is_below():
    assert [region.code for region in children("370500")][:2] == ["370502", "370503"]
    assert len(reference.below("000000")) == len(regions()) - 1
    assert [region.name for region in reference.above("370503")] == ["山东省", "东营市"]


def test_the_regions_of_the_sample_are_the_same_places():
    for row in table("regions"):
        if row["code_standard"] == "GB/T 2260":
            held = regions()[row["region_code"]]
            assert (held.name, held.parent_code, held.level) == (
                row["name"],
                row["parent_code"],
                row["level"],
            )
            assert held.name_en == row["name_en"], row


@pytest.mark.parametrize(
    ("code", "department", "name", "short"),
    [
        ("430200", "industry", "株洲市工业和信息化局", "市工信局"),
        ("430200", "development-reform", "株洲市发展和改革委员会", "市发改委"),
        ("310000", "industry", "上海市经济和信息化委员会", "市经信委"),
        ("110000", "industry", "北京市经济和信息化局", "市经信局"),
        ("310115", "development-reform", "浦东新区发展和改革委员会", "区发改委"),
        ("310104", "industry", "徐汇区经济委员会", "区经委"),
        ("110105", "finance", "朝阳区财政局", "区财政局"),
        ("430000", "industry", "湖南省工业和信息化厅", "省工信厅"),
        ("150000", "industry", "内蒙古自治区工业和信息化厅", "自治区工信厅"),
        ("430225", "development-reform", "炎陵县发展和改革局", "县发改局"),
        ("422800", "commerce", "恩施土家族苗族自治州商务局", "州商务局"),
        ("152500", "government-office", "锡林郭勒盟行政公署办公室", "盟政府办"),
        ("150200", "tax", "国家税务总局包头市税务局", "市税务局"),
        ("150200", "party-organisation", "中共包头市委员会组织部", "市委组织部"),
    ],
)
def test_departments_are_named_by_their_region(code: str, department: str, name: str, short: str):
    held = {one.code: one for one in departments(code)}[f"{code}-{department}"]
    assert (held.name, held.short_name) == (name, short)
    assert not CJK.search(held.name_en)


def test_every_region_with_a_government_has_departments_of_names_of_their_own():
    for code in ("110000", "310104", "430200", "430225", "150202", "429021", "520203"):
        names = [one.name for one in (*departments(code), government(code))]
        assert len(names) == len(set(names)) > 25
    assert government("152500").name == "锡林郭勒盟行政公署"
    for code in ("000000", "810000", "999999"):
        with pytest.raises(LookupError):
            departments(code)


def test_sectors_are_one_tree_in_order():
    codes = {row["sector_code"]: row for row in reference.sectors()}
    assert len(codes) == len(reference.sectors())
    for code, row in codes.items():
        assert row["parent_code"] in {"", code.partition("-")[0]}
        assert row["parent_code"] == "" or row["parent_code"] in codes
    places = Counter((row["parent_code"], row["position"]) for row in codes.values())
    assert max(places.values()) == 1


def test_units_are_exact_and_agree_with_the_samples():
    held = {row["unit"]: row for row in reference.units()}
    assert len(held) == len(reference.units())
    assert {"天", "万人次", "微克/立方米", "亩", "万美元"} <= set(held)
    for row in held.values():
        assert Decimal(row["factor"]) > 0
        assert row["name_en"] and not CJK.search(row["name_en"])
    for row in table("units"):
        assert held[row["unit"]] == row


def test_indicators_are_complete_and_no_name_means_two():
    sectors = {row["sector_code"] for row in reference.sectors()}
    units = {row["unit"]: row["dimension"] for row in reference.units()}
    names: Counter[str] = Counter()
    for row in reference.indicators():
        assert row["sector_code"] in sectors and row["unit"] in units, row
        amount = Measure(row["measure"]).traits.is_amount
        assert row["additive"] in ({"true", "false"} if amount else {"false"}), row
        assert row["better"] in {"higher", "lower"}
        names.update([row["name"], *filter(None, row["aliases"].split("、"))])
    assert [name for name, times in names.items() if times > 1] == []
    assert len(reference.indicators()) >= 60
    dimensions = {row["unit"]: row["dimension"] for row in table("units")}
    shipped = {row["indicator_code"]: row for row in table("indicators")}
    meant = {
        name: row["indicator_code"]
        for row in shipped.values()
        for name in (row["name"], *row["aliases"].split("、"))
    }
    for row in reference.indicators():
        assert meant.get(row["name"], row["indicator_code"]) == row["indicator_code"], "one thing, one code"
        if row["indicator_code"] in shipped:
            other = shipped[row["indicator_code"]]
            assert (row["measure"], row["better"], units[row["unit"]]) == (
                other["measure"], other["better"], dimensions[other["unit"]],
            ), row  # fmt: skip


def test_the_tables_are_plain_files_and_small():
    files = sorted(FOLDER.glob("*.csv"))
    assert sum(path.stat().st_size for path in files) < 400_000
    for path in files:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert all(None not in row and None not in row.values() for row in rows), path
        assert b"\r" not in path.read_bytes()
